"""Money and area as clerks write them: units, 万, 亩, thousands; a wrong unit is told, never converted by guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.errors import FieldError
from gridDesk.ledger import catalogue
from gridDesk.ledger.quantities import conversion_note, grouped, read_number, unit_of

AREA, RENT = "建筑面积(㎡)", "月租金(元)"


@pytest.mark.parametrize(("raw", "label", "number"), [
    ("110.5㎡", AREA, "110.5"), ("１２０平方米", AREA, "120"), ("95平", AREA, "95"), ("80 平方", AREA, "80"),
    ("1.2亩", AREA, "800.004"), ("2亩3分", AREA, "1533.341"), ("5分地", AREA, "333.335"), ("120", AREA, "120"),
    ("1公顷", AREA, "10000"), ("3,500元/月", RENT, "3500"), ("1.2万", RENT, "12000"), ("1.2万元", RENT, "12000"),
    ("￥３５００", RENT, "3500"), ("12元5角", RENT, "12.5"), ("12块5毛", RENT, "12.5"), ("8角5分", RENT, "0.85"),
    ("1万2千元", RENT, "12000"), ("约800元", RENT, "800"), ("800元每月", RENT, "800"), ("3千", RENT, "3000"),
    ("12,345.60", RENT, "12345.60"), ("5万元", "年产值(万元)", "5"), ("50000元", "年产值(万元)", "5"), ("5", "年产值(万元)", "5"),
    ("666.67㎡", "承包面积(亩)", "1"), ("3亩", "承包面积(亩)", "3"), ("3亩", "承包面积", "3"), ("3层", "层数", "3"), ("4口人", "人口", "4"),
])  # fmt: skip
def test_a_number_is_read_in_the_unit_of_its_field(raw, label, number):
    assert read_number(raw, label) == Decimal(number)


@pytest.mark.parametrize("raw", [None, "", " ", "无", "-", "不详"])
def test_blank_is_none(raw):
    assert read_number(raw, RENT) is None


@pytest.mark.parametrize(("raw", "label", "kind"), [
    ("80元", AREA, "unit_wrong"), ("3亩", RENT, "unit_wrong"), ("1万2", RENT, "number_invalid"), ("很多", RENT, "number_invalid"),
    ("9600元/年", RENT, "unit_wrong"), ("800-1000", RENT, "number_invalid"), ("NaN", RENT, "number_invalid"),
])  # fmt: skip
def test_what_cannot_be_read_surely_is_told_in_a_sentence(raw, label, kind):
    with pytest.raises(FieldError) as caught:
        read_number(raw, label)
    assert caught.value.kind == kind
    assert str(caught.value).endswith("。")


def test_a_field_converts_and_says_so():
    field = catalogue()["dwelling"]["area"]
    assert field.parse("1.2亩") == 800.0
    assert field.unit == "㎡"
    assert conversion_note("1.2亩", field.label, "800") == "1.2亩 换算为 800 ㎡（1 亩 = 666.67 ㎡）。"
    assert conversion_note("120平方", field.label, "120") == ""


def test_the_unit_of_a_label_is_what_stands_in_its_last_brackets():
    assert [unit_of(label) for label in (AREA, "家庭年收入（元）", "层数")] == ["㎡", "元", ""]


@given(st.integers(min_value=0, max_value=10**10))
def test_an_amount_written_in_any_style_comes_back(fen):
    yuan = Decimal(fen) / 100
    for style in ("{y}", "{y}元", "￥{y}", "{g}元/月", "{w}万元"):
        assert read_number(style.format(y=yuan, g=f"{yuan:,}", w=yuan / 10_000), RENT) == yuan
    assert read_number(grouped(yuan), RENT) == yuan
