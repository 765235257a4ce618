"""Identity numbers of every document that village files hold."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.errors import FieldError
from gridDesk.ledger.idnumber import check_digit, parse_id_number, person_key, upgrade15


def number(region: str, birth: str, order: str) -> str:
    first17 = f"{region}{birth}{order}"
    return first17 + check_digit(first17)


@pytest.mark.parametrize("raw", ["37030519470722931X", "37030519470722931x", " 37030519470722931X\t", "'37030519470722931X",
                                 "３７０３０５１９４７０７２２９３１Ｘ", "370305 19470722 931X", "37030519470722931×",
                                 "37030519470722931*"])  # fmt: skip
def test_one_number_in_every_dress_is_read_as_the_same(raw):
    found = parse_id_number(raw)
    assert found is not None
    assert (found.number, found.kind, found.birth, found.sex) == ("37030519470722931X", "resident18", "1947-07-22", "1")


def test_place_codes_that_no_longer_exist_are_never_refused():
    for region in ("370321", "320922", "999999", "100000", "659006"):
        text = number(region, "19600115", "012")
        assert parse_id_number(text) is not None, region


@pytest.mark.parametrize(("raw", "kind"), [
    ("810000199408230021", "permit"), ("830000199201300022", "permit"), ("911124198108030024", "foreigner"),
    ("H12345678", "travel"), ("12345678", "travel"), ("E12345678", "passport"), ("370305470722931", "resident15"),
    ("USA370185061512", "foreigner15"),
])  # fmt: skip
def test_documents_other_than_the_resident_card_are_known(raw, kind):
    found = parse_id_number(raw)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "raw", [None, "", "　", "无", "未办", "暂无", "000000000000000000", "000000201001010000", "-", 0]
)
def test_placeholders_mean_no_number(raw):
    assert parse_id_number(raw) is None


@pytest.mark.parametrize(("raw", "kind"), [
    ("370305194707229310", "id_check_digit"), ("37030519470722931", "id_length"), ("3703051947072293100", "id_length"),
    (3.70305194805061e17, "id_precision_lost"), ("3.70305E+17", "id_precision_lost"), (370305194805060000, "id_precision_lost"),
    ("张三的号", "id_characters"),
])  # fmt: skip
def test_faulty_numbers_are_refused_with_their_kind_and_a_sentence(raw, kind):
    with pytest.raises(FieldError) as caught:
        parse_id_number(raw)
    assert caught.value.kind == kind
    assert str(caught.value).endswith("。")


def test_a_date_that_does_not_exist_is_named():
    with pytest.raises(FieldError) as caught:
        parse_id_number(number("370305", "19470231", "931"))
    assert caught.value.kind == "id_date"


def test_a_fifteen_digit_number_stored_as_a_number_keeps_every_digit():
    found = parse_id_number(370305470722931.0)
    assert found is not None
    assert found.number == "370305470722931"


def test_fifteen_and_eighteen_digits_of_one_person_have_one_key():
    assert person_key("370305470722931") == upgrade15("370305470722931") == person_key("37030519470722931X")


@given(st.dates(min_value=__import__("datetime").date(1900, 1, 1), max_value=__import__("datetime").date(2026, 1, 1)),
       st.integers(0, 999), st.integers(100000, 829999))  # fmt: skip
def test_every_well_made_number_is_read_and_one_changed_digit_is_noticed(born, order, region):
    text = number(str(region), f"{born:%Y%m%d}", f"{order:03d}")
    found = parse_id_number(text)
    assert found is not None
    assert found.birth == born.isoformat()
    assert found.sex == ("1" if order % 2 else "2")
    changed = str((int(text[16]) + 1) % 10)
    with pytest.raises(FieldError):
        parse_id_number(text[:16] + changed + text[17])


@given(st.text())
def test_no_text_at_all_does_more_than_raise_a_sentence(text):
    with suppress(FieldError):
        parse_id_number(text)
