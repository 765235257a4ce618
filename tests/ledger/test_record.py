"""Plain records: digests do not depend on order, entries hash to what they say."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gridDesk.ledger.record import GENESIS, Entry, digest_sum, new_uid, row_digest
from gridDesk.ledger.upgrades import Upgrade, upgrade_values
from gridDesk.text import clean_name, fold, name_key

ROWS = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.one_of(st.none(), st.text(max_size=5), st.integers()), max_size=3),
    max_size=6,
)


@given(ROWS, st.randoms())
def test_a_state_digest_does_not_depend_on_order(rows, random):
    numbers = [row_digest("person", row) for row in rows]
    shuffled = numbers.copy()
    random.shuffle(shuffled)
    assert digest_sum(numbers) == digest_sum(shuffled)


def test_empty_fields_and_the_wall_clock_do_not_count_in_a_digest():
    assert row_digest("person", {"uid": "a", "name": "x"}) == row_digest(
        "person", {"name": "x", "uid": "a", "phone": None, "updated_at": "2026"}
    )


def test_a_field_kept_for_a_newer_program_counts_as_it_does_there():
    assert row_digest("person", {"uid": "a", "extra": '{"new":1}'}) == row_digest("person", {"uid": "a", "new": 1})


def test_an_entry_that_was_changed_no_longer_matches_its_hash():
    entry = Entry("r", 1, "t", "o", "person", new_uid(), "create", 0, {"name": [None, "甲"]}, "clerk", "新增", "",
                  "2026-11-21T08:00:00+08:00", True, 1, GENESIS, "")  # fmt: skip
    sealed = replace(entry, hash=entry.digest())
    assert sealed.digest() == sealed.hash
    assert replace(sealed, fields={"name": [None, "乙"]}).digest() != sealed.hash


def test_row_upgrades_run_in_order_and_only_those_that_are_newer():
    steps = (
        Upgrade("person", 2, lambda row: {"b": row["a"]}),
        Upgrade("person", 3, lambda row: {**row, "c": "3"}),
        Upgrade("grid", 2, lambda row: {**row, "x": "x"}),
    )
    assert upgrade_values("person", {"a": 1}, 1, steps) == {"b": 1, "c": "3"}
    assert upgrade_values("person", {"b": 1}, 2, steps) == {"b": 1, "c": "3"}
    assert upgrade_values("person", {"b": 1}, 3, steps) == {"b": 1}


def test_names_are_cleaned_of_padding_and_wrong_dots_only():
    assert clean_name("张　兰") == "张兰"
    assert clean_name(" 古丽娜尔•阿不都 ") == "古丽娜尔·阿不都"
    assert clean_name("John  Smith") == "John Smith"
    assert clean_name("㛃䶮𬱖") == "㛃䶮𬱖"
    assert name_key("阿依古丽．艾合买提") == name_key("阿依古丽·艾合买提")


def test_only_digits_and_codes_are_width_folded():
    assert fold("　３７０Ｘ ") == "370X"
    assert clean_name("Ａ") == "Ａ"
