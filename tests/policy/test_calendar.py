"""Workdays: holidays and make-up workdays as data, and periods as regulations count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk import paths
from gridDesk.policy.calendar import WEEKENDS, load_calendar, parse_calendar, stacked
from gridDesk.policy.periods import KINDS, containing

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.fixture(scope="module")
def china():
    return load_calendar(paths.resources() / "calendar")


def test_holidays_are_off_and_make_up_days_are_worked(china):
    assert not china.is_workday(date(2026, 10, 1))
    assert china.is_workday(date(2026, 10, 10))  # a Saturday
    assert china.is_workday(date(2026, 2, 28))
    assert not china.is_workday(date(2026, 11, 21))


def test_a_limit_over_spring_festival_runs_on_workdays_only(china):
    """Friday 13 February 2026: the 14th is worked, 15 to 23 are off, so three workdays later is the 25th."""
    assert china.after(date(2026, 2, 13), 3) == date(2026, 2, 25)


def test_a_year_that_was_not_announced_is_known_as_such(china):
    assert china.covers(date(2026, 12, 31))
    assert not china.covers(date(2027, 1, 1))
    assert not WEEKENDS.covers(date(2026, 1, 1))


def test_a_calendar_laid_over_another_is_right_where_it_speaks():
    ours, theirs = (parse_calendar(text) for text in ('rest = ["2026-10-01"]', 'work = ["2026-10-01", "2026-11-21"]'))
    both = stacked([ours, theirs])
    assert both.is_workday(date(2026, 10, 1))
    assert both.is_workday(date(2026, 11, 21))
    assert not stacked([theirs, ours]).is_workday(date(2026, 10, 1))


@given(day=DAYS, count=st.integers(1, 40))
def test_between_a_day_and_its_limit_lie_just_so_many_workdays(day, count):
    china = load_calendar(paths.resources() / "calendar")
    end = china.after(day, count)
    assert len(china.workdays(day + timedelta(days=1), end)) == count
    assert china.is_workday(end)


@given(day=DAYS, kind=st.sampled_from(sorted(KINDS)))
def test_periods_of_a_kind_lie_end_to_end_and_each_day_is_in_one(day, kind):
    one = containing(kind, day)
    assert day in one
    assert one.before().last + timedelta(days=1) == one.first
    assert one.after().first - timedelta(days=1) == one.last
    assert one.before().after() == one


@given(day=DAYS)
def test_months_fill_a_quarter_and_weeks_belong_to_the_quarter_of_their_monday(day):
    quarter = containing("quarter", day)
    months = quarter.within("month")
    assert (months[0].first, months[-1].last, len(months)) == (quarter.first, quarter.last, 3)
    weeks = quarter.within("week")
    assert all(week.first in quarter for week in weeks)
    assert len(weeks) in (12, 13, 14)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("year", "2028年"), ("half_year", "2028年上半年"), ("quarter", "2028年第1季度"), ("month", "2028年2月"),
     ("half_month", "2028年2月下半月"), ("week", "2028年2月28日至3月5日"), ("day", "2028年2月29日")],
)  # fmt: skip
def test_a_period_says_its_name(kind, words):
    period = containing(kind, date(2028, 2, 29))
    assert period.label == words
    assert (kind != "month") or period.days == 29
