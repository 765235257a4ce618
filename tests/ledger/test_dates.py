"""Dates in every style that clerks write."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.errors import FieldError
from gridDesk.ledger.dates import age_on, chinese_date, is_compatible, parse_date
from gridDesk.text import today


@pytest.mark.parametrize(("raw", "iso"), [
    ("1985.3.2", "1985-03-02"), ("1985-03", "1985-03"), ("19850302", "1985-03-02"), ("198503", "1985-03"),
    ("85.3", "1985-03"), ("26/3/5", "2026-03-05"), ("2020年3月", "2020-03"), ("2020年3月5日", "2020-03-05"),
    ("二〇二〇年三月", "2020-03"), ("二零二零年十二月二十三日", "2020-12-23"), ("1985", "1985"), ("1985年", "1985"),
    ("１９８５－０３－０２", "1985-03-02"), ("1985/03/02 00:00:00", "1985-03-02"), ("1985-03-02T00:00:00", "1985-03-02"),
    ("1985.03", "1985-03"), (31108, "1985-03-02"), (31108.0, "1985-03-02"), ("31108", "1985-03-02"),
    (1985.03, "1985-03"), (1985, "1985"), (19850302.0, "1985-03-02"), (198503, "1985-03"),
    (date(1985, 3, 2), "1985-03-02"), (datetime(1985, 3, 2, 8, 0), "1985-03-02"), ("1985.3.2.", "1985-03-02"),
    ("1985.00.00", "1985"), ("1985-3-0", "1985-03"), ("850302", "1985-03-02"), ("'1985-03-02", "1985-03-02"),
])  # fmt: skip
def test_every_style_becomes_a_partial_iso_date(raw, iso):
    assert parse_date(raw) == iso


def test_month_and_day_alone_mean_this_year():
    assert parse_date("三月五日") == f"{today().year}-03-05"


@pytest.mark.parametrize("raw", [None, "", " ", "无", "不详", "至今", "长期"])
def test_blank_and_open_dates_are_none(raw):
    assert parse_date(raw) is None


@pytest.mark.parametrize(("raw", "kind"), [
    ("1990.2.30", "date_invalid"), ("1990-13-01", "date_invalid"), ("去年腊月", "date_lunar"), ("农历八月十五", "date_lunar"),
    ("abc", "date_invalid"), ("3019-01-01", "date_invalid"), ("12", "date_invalid"), (12.5, "date_invalid"),
    ("19901301", "date_invalid"),
])  # fmt: skip
def test_what_is_no_date_is_told_in_a_sentence(raw, kind):
    with pytest.raises(FieldError) as caught:
        parse_date(raw)
    assert caught.value.kind == kind
    assert str(caught.value).endswith("。")


@given(st.dates(min_value=date(1901, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_written_in_any_style_comes_back(day):
    for style in ("{y}-{m:02d}-{d:02d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}/{m}/{d}", "{y}{m:02d}{d:02d}"):
        assert parse_date(style.format(y=day.year, m=day.month, d=day.day)) == day.isoformat()


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_nothing_at_all_does_more_than_raise_a_sentence(raw):
    with suppress(FieldError):
        found = parse_date(raw)
        assert found is None or len(found) in (4, 7, 10)


def test_a_less_exact_date_agrees_with_a_more_exact_one():
    assert is_compatible("1985-03", "1985-03-12")
    assert not is_compatible("1985-04", "1985-03-12")
    assert is_compatible(None, "1985")


def test_age_counts_full_years():
    assert age_on("2000-11-22", date(2026, 11, 21)) == 25
    assert age_on("2000-11-21", date(2026, 11, 21)) == 26
    assert age_on("2000", date(2026, 11, 21)) == 26
    assert age_on(None, date(2026, 11, 21)) is None


def test_paper_shows_dates_with_chinese_units():
    assert [chinese_date(x) for x in ("2026-11-21", "2026-03", "2026", None)] == [
        "2026年11月21日",
        "2026年3月",
        "2026年",
        "",
    ]
