"""The paper key: eight groups that find every wrong digit and every group in another's place."""

from __future__ import annotations

from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.vault import Keys, PaperKeyWrong, WrongPassword, paper, slot_changes, unlock, unlock_by_paper

Office = tuple[Path, Keys]
KEY = bytes(range(7, 23))


def typed(groups: list[str]) -> str:
    return " ".join(groups)


def wrong(text: str) -> PaperKeyWrong:
    with pytest.raises(PaperKeyWrong) as caught:
        paper.read(text)
    return caught.value


@given(st.binary(min_size=16, max_size=16))
def test_every_key_reads_back_as_it_was_written(key: bytes) -> None:
    text = paper.write(key)
    assert paper.read(text) == key
    assert paper.read(paper.qr_text(key)) == key
    assert [len(group) for group in text.split()] == [7] * 8


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(" ", ""),
        lambda text: text.replace("-", ""),
        lambda text: text.replace(" ", "\n"),
        lambda text: text.replace("-", " - ").replace(" ", "　"),
        lambda text: "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in text),
        lambda text: f"  {text.replace(' ', '，')} ",
        lambda text: text.replace("-", "—"),
    ],
)
def test_how_it_is_typed_does_not_matter(change: object) -> None:
    assert paper.read(change(paper.write(KEY))) == KEY


def test_every_single_wrong_digit_is_found_and_its_group_named() -> None:
    digits = paper.write(KEY).replace("-", "").replace(" ", "")
    for at in range(len(digits)):
        for other in "0123456789".replace(digits[at], ""):
            error = wrong(digits[:at] + other + digits[at + 1 :])
            assert (error.group, error.reason) == (at // 6 + 1, "check")
            assert f"第{at // 6 + 1}组" in str(error)


def test_neighbours_that_changed_places_are_found() -> None:
    for key in (KEY, bytes(range(100, 116)), b"\x12\x34" * 8):
        digits = paper.write(key).replace("-", "").replace(" ", "")
        for at in range(len(digits) - 1):
            if at % 6 != 5 and digits[at] != digits[at + 1]:
                swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
                assert wrong(swapped).group == at // 6 + 1


@given(st.binary(min_size=16, max_size=16))
def test_every_two_exchanged_groups_are_told_as_such(key: bytes) -> None:
    groups = paper.write(key).split()
    for one, other in combinations(range(8), 2):
        if groups[one][:5] != groups[other][:5]:
            mixed = list(groups)
            mixed[one], mixed[other] = mixed[other], mixed[one]
            error = wrong(typed(mixed))
            assert (error.group, error.other, error.reason) == (one + 1, other + 1, "exchanged")


def test_no_other_order_of_the_groups_is_taken() -> None:
    groups = paper.write(KEY).split()
    for order in list(permutations(range(8)))[1:2000]:
        wrong(typed([groups[n] for n in order]))


@pytest.mark.parametrize(
    ("text", "group", "reason"),
    [
        ("", 1, "length"),
        ("12345-6", 2, "length"),
        (paper.write(KEY)[:-1], 8, "length"),
        (paper.write(KEY) + " 1", 8, "length"),
        (paper.write(KEY).replace("-", "x", 1), 1, "digit"),
        (typed([*paper.write(KEY).split()[:3], "1234", *paper.write(KEY).split()[4:]]), 4, "length"),
    ],
)
def test_what_is_missing_or_no_digit_is_told_with_its_group(text: str, group: int, reason: str) -> None:
    error = wrong(text)
    assert (error.group, error.reason) == (group, reason)


def test_a_group_is_judged_while_it_is_typed() -> None:
    groups = paper.write(KEY).split()
    assert all(paper.group_fits(n, group) for n, group in enumerate(groups, 1))
    assert not any(paper.group_fits(n % 8 + 1, group) for n, group in enumerate(groups, 1))
    assert not paper.group_fits(1, groups[0][:-1])
    assert not paper.group_fits(9, groups[0])


def test_a_paper_key_opens_everything_and_an_earlier_one_nothing(office: Office) -> None:
    folder, keys = office
    old, new = paper.new_paper_key(), paper.new_paper_key()
    keys = slot_changes.set_paper(folder, keys, old)
    keys = slot_changes.set_paper(folder, keys, new)
    opened = unlock_by_paper(folder, new)
    assert (opened.db_key, opened.sens_key) == (keys.db_key, keys.sens_key)
    with pytest.raises(WrongPassword):
        unlock_by_paper(folder, old)
    with pytest.raises(WrongPassword):
        unlock(folder, paper.write(new))
