"""Pairing: cards that cannot be altered unnoticed, and digits that both screens show alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.sync import pairing
from gridDesk.sync.errors import CardInvalid
from gridDesk.sync.header import canonical
from gridDesk.sync.pairing import block, check_digits, digits, read_card, write_card
from tests.sync.helpers import OTHER_PARTY, STREET, STREET_PARTY, VILLAGE, VILLAGE_PARTY, party

VILLAGE_CARD, STREET_CARD = VILLAGE_PARTY.card, STREET_PARTY.card
FILE = write_card(VILLAGE_CARD, VILLAGE_PARTY.keys)


@pytest.fixture(scope="module")
def few_rounds() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "_ROUNDS", 10)
        pairing._digits.cache_clear()
        yield
    pairing._digits.cache_clear()


def test_card_file_is_read_back_and_its_first_line_is_for_people() -> None:
    assert read_card(FILE) == VILLAGE_CARD
    assert FILE.decode("utf-8").splitlines()[0].startswith("网格台单位名片：柳行村。")


def test_card_holds_public_keys_only() -> None:
    assert b"AGE-SECRET" not in FILE
    assert VILLAGE_PARTY.keys.secret()[:32].hex().encode() not in FILE


def test_every_flipped_byte_of_a_card_is_refused_or_only_touches_the_line_for_people() -> None:
    line = FILE.index(b"\n")
    for place in range(len(FILE)):
        changed = FILE[:place] + bytes([FILE[place] ^ 1]) + FILE[place + 1 :]
        if place < line and changed.startswith("网格台单位名片：".encode()):
            assert read_card(changed) == VILLAGE_CARD
        else:
            with pytest.raises(CardInvalid, match="名片"):
                read_card(changed)


@pytest.mark.parametrize("length", [0, 1, 10, 100, len(FILE) - 1, len(FILE) - 2])
def test_truncated_card_is_refused(length: int) -> None:
    with pytest.raises(CardInvalid):
        read_card(FILE[:length])


@pytest.mark.parametrize(
    "data", [b"", b"\n{}", b"[" * 9000, "网格台单位名片：\n".encode() + b"[" * 9000, b"x" * 20_000]
)
def test_hostile_card_is_refused(data: bytes) -> None:
    with pytest.raises(CardInvalid):
        read_card(data)


def test_card_signed_by_another_key_is_refused() -> None:
    with pytest.raises(CardInvalid):
        read_card(write_card(VILLAGE_CARD, OTHER_PARTY.keys))


def test_card_with_a_recipient_that_is_no_key_is_refused() -> None:
    broken = msgspec.structs.replace(VILLAGE_CARD, recipient="age1" + "q" * 58)
    with pytest.raises(CardInvalid):
        read_card(write_card(broken, VILLAGE_PARTY.keys))


def test_card_in_another_spelling_is_refused() -> None:
    line, _, text = FILE.partition(b"\n")
    with pytest.raises(CardInvalid):
        read_card(line + b"\n" + canonical.encode(msgspec.json.decode(text)) + b" \n")


def test_line_end_in_an_office_name_does_not_break_the_file() -> None:
    odd = msgspec.structs.replace(VILLAGE_CARD, name="柳行村\n{}")
    assert read_card(write_card(odd, VILLAGE_PARTY.keys)).name == "柳行村\n{}"


def test_both_screens_show_the_same_thirty_digits() -> None:
    shown = digits(VILLAGE_CARD, STREET_CARD)
    assert shown == digits(STREET_CARD, VILLAGE_CARD)
    assert re.fullmatch(r"\d{5}-\d{5}-\d{5} \d{5}-\d{5}-\d{5}", shown)
    assert set(shown.split()) == {block(VILLAGE_CARD), block(STREET_CARD)}


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=8, max_size=8))
def test_digits_are_equal_on_both_sides_for_any_pair(few_rounds: None, key: bytes, site: bytes) -> None:
    any_card = msgspec.structs.replace(VILLAGE_CARD, sign_key=key.hex(), site=site.hex())
    assert digits(any_card, STREET_CARD) == digits(STREET_CARD, any_card)


def test_digits_change_with_either_key() -> None:
    fresh = party(VILLAGE).card
    swapped = [
        msgspec.structs.replace(VILLAGE_CARD, sign_key=fresh.sign_key),
        msgspec.structs.replace(VILLAGE_CARD, recipient=fresh.recipient),
        msgspec.structs.replace(VILLAGE_CARD, site=OTHER_PARTY.site),
    ]
    assert len({block(card) for card in (VILLAGE_CARD, *swapped)}) == 4


def test_digits_do_not_change_with_the_name() -> None:
    assert block(msgspec.structs.replace(VILLAGE_CARD, name="柳行社区")) == block(VILLAGE_CARD)


def test_clerk_types_the_last_five_digits_of_the_other_side() -> None:
    last = block(STREET_CARD)[-5:]
    assert check_digits(STREET_CARD, last)
    assert check_digits(STREET_CARD, f" {last[:2]} {last[2:]}　")
    assert check_digits(STREET_CARD, "".join(chr(ord(digit) + 0xFEE0) for digit in last))
    for wrong in (
        "",
        last[:4],
        last + "0",
        block(VILLAGE_CARD)[-5:],
        block(STREET_CARD),
        f"{(int(last) + 1) % 100000:05d}",
    ):
        assert not check_digits(STREET_CARD, wrong)


def test_changed_key_is_seen() -> None:
    assert VILLAGE_CARD.same_keys(msgspec.structs.replace(VILLAGE_CARD, name="柳行社区"))
    assert not VILLAGE_CARD.same_keys(party(VILLAGE).card)
    assert not VILLAGE_CARD.same_keys(STREET_CARD)


def test_card_tells_who_the_office_is() -> None:
    assert (STREET_CARD.site, STREET_CARD.name, STREET_CARD.level, STREET_CARD.code) == (
        STREET.site, STREET.name, "street", STREET.code,
    )  # fmt: skip
