"""Field types: what is read comes back as shown; what cannot be read is told."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.errors import FieldError
from gridDesk.ledger import catalogue

CATALOGUE = catalogue()


@pytest.mark.parametrize(("ledger", "key", "raw", "stored", "shown"), [
    ("dwelling", "area", "110.5㎡", 110.5, "110.5"), ("dwelling", "area", "１２０平方米", 120.0, "120"),
    ("low_income", "amount", 698.5, 69850, "698.50"), ("low_income", "amount", "698.5元", 69850, "698.50"),
    ("household", "annual_income", "3.2万", 3200000, "32000.00"), ("dwelling", "floors", 2.0, 2, "2"),
    ("veteran", "merit", "否", 0, "否"), ("veteran", "merit", "√", 1, "是"), ("veteran", "merit", 1.0, 1, "是"),
    ("person", "sex", "女性", "2", "女"), ("person", "sex", 1.0, "1", "男"), ("person", "ethnicity", "汉", "01", "汉族"),
    ("person", "ethnicity", "毛难族", "36", "毛南族"), ("person", "education", "文盲或半文盲", "91", "文盲或半文盲"),
    ("person", "political", "党员", "01", "中共党员"), ("residence", "relation", "大儿子", "22", "长子"),
    ("residence", "relation", "户 主", "02", "户主"), ("person", "phone", 15633043483.0, "15633043483", "15633043483"),
    ("person", "phone", "13800000000 (儿子)；0533-7080000", "13800000000 (儿子)；0533-7080000",
     "13800000000 (儿子)；0533-7080000"),
    ("community_correction", "team", "司法所、社工", "01,02", "司法所、社工"),
    ("daily_log", "patrol1_start", "8点30分", "08:30", "08:30"), ("daily_log", "patrol1_start", "８：３０", "08:30", "08:30"),
    ("person", "name", "㛃䶮 ", "㛃䶮", "㛃䶮"), ("address", "region_code", "370305103201", "370305103201", "370305103201"),
])  # fmt: skip
def test_a_clerks_way_of_writing_is_stored_and_shown(ledger, key, raw, stored, shown):
    field = CATALOGUE[ledger][key]
    value = field.parse(raw)
    assert value == stored
    assert field.show(value) == shown


@pytest.mark.parametrize(("ledger", "key", "raw"), [
    ("person", "sex", "不男不女"), ("dwelling", "area", "很大"), ("person", "phone", "123"), ("dwelling", "floors", "1.5"),
    ("veteran", "merit", "大概"), ("daily_log", "patrol1_start", "25点"), ("address", "region_code", "3703"),
    ("person", "birth", "1990.2.30"), ("household", "head", "张三"),
])  # fmt: skip
def test_what_a_field_cannot_hold_is_told_with_its_label(ledger, key, raw):
    with pytest.raises(FieldError) as caught:
        CATALOGUE[ledger].parse(key, raw)
    assert str(caught.value).startswith(CATALOGUE[ledger][key].label)
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize(
    ("ledger", "field"), [(one.key, item.key) for one in CATALOGUE.ledgers.values() for item in one.fields]
)
def test_blank_is_none_in_every_field_of_every_ledger(ledger, field):
    item = CATALOGUE[ledger][field]
    assert [item.parse(raw) for raw in (None, "", "  ", "\u3000")] == [None] * 4
    assert item.show(None) == ""


@pytest.mark.parametrize("code_set", list(CATALOGUE.code_sets.values()), ids=lambda one: one.key)
def test_every_label_short_form_and_synonym_leads_to_one_code(code_set):
    owner: dict[str, str] = {}
    for code in code_set.codes:
        for word in (code.label, code.short, code.code):
            assert code_set.find(word) == code.code, word
        for word in code.synonyms:
            assert owner.setdefault(word, code.code) == code.code, word
            assert code_set.find(word) == code.code, word


@given(st.sampled_from([item for one in CATALOGUE.ledgers.values() for item in one.fields]), st.text(max_size=30))
def test_what_is_shown_is_read_as_the_same_value(field, text):
    with suppress(FieldError):
        value = field.parse(text)
        if value is not None and field.type.name not in ("text", "long_text"):
            assert field.parse(field.show(value)) == value


ONE, TWO = "a" * 64, "b" * 64


def test_pictures_are_named_by_hash_in_the_order_they_were_added_each_once():
    field = CATALOGUE["event"]["pictures"]
    assert field.parse(f" {TWO},{ONE},{TWO},") == f"{TWO},{ONE}"
    assert [field.parse(raw) for raw in (None, "", " ")] == [None] * 3
    assert [field.show(value) for value in (None, ONE, f"{TWO},{ONE}")] == ["", "1 张", "2 张"]
    assert (field.pictures, CATALOGUE["worker"]["portrait"].pictures, CATALOGUE["event"]["title"].pictures) == (9, 1, 0)
    assert CATALOGUE["event"].picture_keys == ("pictures", "pictures_after")


@given(st.text(min_size=1).filter(str.strip))
def test_what_people_and_sheets_write_is_no_picture(raw):
    with suppress(FieldError):
        assert CATALOGUE["event"]["pictures"].parse(raw) is None


@pytest.mark.parametrize("raw", ["3 张", "现场.jpg", "A" * 64, "a" * 63, 17, ",".join(f"{n:064x}" for n in range(10))])
def test_pictures_are_refused_in_words(raw):
    with pytest.raises(FieldError, match=r"^现场照片：.*。"):
        CATALOGUE["event"].parse("pictures", raw)
    with pytest.raises(FieldError, match="最多放 1 张"):
        CATALOGUE["worker"].parse("portrait", f"{ONE},{TWO}")
