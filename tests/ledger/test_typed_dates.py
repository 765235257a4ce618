"""Dates as people type them: today's words, days without a year, full-width stops; nothing is guessed silently."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.errors import FieldError
from gridDesk.ledger.dates import parse_date, parse_typed
from gridDesk.text import CLOCK

HANZI = "〇一二三四五六七八九"


@pytest.fixture(autouse=True)
def november(monkeypatch):
    """Let it be 21 November 2026, whatever the machine says."""
    monkeypatch.setattr(CLOCK, "source", lambda: datetime(2026, 11, 21, 9, 30).astimezone())


@pytest.mark.parametrize(("raw", "iso"), [
    ("20260305", "2026-03-05"), ("2026.3.5", "2026-03-05"), ("2026-3", "2026-03"), ("26/3/5", "2026-03-05"),
    ("三月五日", "2026-03-05"), ("十二月五日", "2025-12-05"), ("12月5日", "2025-12-05"), ("二〇二〇年三月", "2020-03"),
    ("2020年3月", "2020-03"), ("85.3", "1985-03"), ("86年", "1986"), ("八六年三月", "1986-03"), ("今天", "2026-11-21"),
    ("昨天", "2026-11-20"), ("前天", "2026-11-19"), ("5日", "2026-11-05"), ("二十三号", "2026-10-23"), ("3.5", "2026-03-05"),
    ("3-5", "2026-03-05"), ("12.25", "2025-12-25"), ("2026。3。5", "2026-03-05"), ("2026、3、5", "2026-03-05"),
    ("1985 1 2", "1985-01-02"), ("1985 年 3 月", "1985-03"), ("民国三十一年", "1942"), ("民国元年", "1912"), ("1985年生", "1985"),
    ("1985-03-02 08:30", "1985-03-02"), ("1985—3—2", "1985-03-02"), ("2月29日", "2024-02-29"), ("11月", "2026-11"),
    ("十二月", "2025-12"), ("不详", None), ("", None), ("长期", None),
])  # fmt: skip
def test_what_a_clerk_types_becomes_a_partial_iso_date(raw, iso):
    assert parse_typed(raw) == iso


def test_a_deadline_without_a_year_lies_in_this_year():
    assert parse_typed("12月31日", ahead=True) == "2026-12-31"
    assert parse_typed("25日", ahead=True) == "2026-11-25"


@pytest.mark.parametrize(("raw", "kind"), [
    ("去年腊月", "date_lunar"), ("三月初五", "date_lunar"), ("十一月廿三", "date_lunar"), ("闰六月", "date_lunar"), ("12.5", "date_unclear"),
    ("03-05", "date_unclear"), ("31108", "date_invalid"), ("32日", "date_invalid"), ("2月30日", "date_invalid"), ("明年", "date_invalid"),
    ("1985 13 2", "date_invalid"), ("前几天", "date_invalid"),
])  # fmt: skip
def test_what_has_no_sure_reading_is_told_in_a_sentence(raw, kind):
    with pytest.raises(FieldError) as caught:
        parse_typed(raw)
    assert caught.value.kind == kind
    assert str(caught.value).endswith("。")


def test_a_serial_number_is_a_date_in_a_sheet_only():
    assert parse_date("31108") == parse_date(31108) == "1985-03-02"
    with pytest.raises(FieldError):
        parse_typed("31108")


def hanzi_year(year: int) -> str:
    return "".join(HANZI[int(digit)] for digit in str(year))


def hanzi_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else HANZI[tens] + "十") + (HANZI[ones] if ones else "")


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() else char for char in text)


DAY_STYLES = (
    lambda d: d.isoformat(), lambda d: f"{d.year}.{d.month}.{d.day}", lambda d: f"{d.year}/{d.month:02d}/{d.day:02d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日", lambda d: f"{d.year}年{d.month}月{d.day}号", lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year} {d.month} {d.day}", lambda d: f"{d.year}。{d.month}。{d.day}", lambda d: wide(d.isoformat()),
    lambda d: f"{d.year}、{d.month}、{d.day}", lambda d: f"{d.year}-{d.month}-{d.day} 00:00:00", lambda d: f"'{d.isoformat()}",
    lambda d: f"{hanzi_year(d.year)}年{hanzi_number(d.month)}月{hanzi_number(d.day)}日", lambda d: f" {d.isoformat()}　",
)  # fmt: skip
MONTH_STYLES = (
    lambda d: f"{d.year}-{d.month:02d}", lambda d: f"{d.year}.{d.month}", lambda d: f"{d.year}年{d.month}月",
    lambda d: f"{hanzi_year(d.year)}年{hanzi_number(d.month)}月", lambda d: f"{d:%Y%m}" if d.year // 100 in (19, 20) else d.isoformat()[:7],
)  # fmt: skip
DAYS = st.dates(min_value=date(1901, 1, 1), max_value=date(2099, 12, 31))


@given(DAYS)
def test_a_day_written_in_any_style_comes_back(day):
    for style in DAY_STYLES:
        assert parse_typed(style(day)) == parse_date(style(day)) == day.isoformat(), style(day)


@given(DAYS)
def test_a_month_written_in_any_style_comes_back(day):
    for style in MONTH_STYLES:
        assert parse_typed(style(day)) == day.isoformat()[:7], style(day)


@given(st.dates(min_value=date(1927, 1, 1), max_value=date(2026, 11, 21)))
def test_a_day_with_a_two_digit_year_lies_in_the_last_hundred_years(day):
    for style in (
        f"{day:%y}/{day.month}/{day.day}",
        f"{day:%y}年{day.month}月{day.day}日",
        f"{day:%y}.{day.month}.{day.day}",
    ):
        assert parse_typed(style) == day.isoformat()


@given(st.text(alphabet="0123456789年月日号.-/ 十二三今昨天初腊", max_size=12))
def test_nothing_at_all_does_more_than_raise_a_sentence(text):
    with suppress(FieldError):
        found = parse_typed(text)
        assert found is None or len(found) in (4, 7, 10)
