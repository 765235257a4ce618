"""Periods of time that regulations count by: days, weeks, half months, months, quarters, half years, years."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["day", "week", "half_month", "month", "quarter", "half_year", "year"]
KINDS: dict[str, str] = {
    "day": "日", "week": "周", "half_month": "半月", "month": "月", "quarter": "季度", "half_year": "半年", "year": "年",
}  # fmt: skip
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days, both ends counted; weeks begin on Monday."""

    first: date
    last: date
    kind: Kind

    @property
    def label(self) -> str:
        """Return the period as it heads a page: 2026年第4季度."""
        first, last = self.first, self.last
        if self.kind == "year":
            return f"{first.year}年"
        if self.kind == "half_year":
            return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
        if self.kind == "quarter":
            return f"{first.year}年第{(first.month + 2) // 3}季度"
        if self.kind == "month":
            return f"{first.year}年{first.month}月"
        if self.kind == "half_month":
            return f"{first.year}年{first.month}月{'上' if first.day == 1 else '下'}半月"
        if self.kind == "week":
            return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"
        return f"{first.year}年{first.month}月{first.day}日"

    @property
    def days(self) -> int:
        """Return how many days there are."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def before(self) -> Period:
        """Return the period of the same kind that ended the day before this one."""
        return containing(self.kind, self.first - timedelta(days=1))

    def after(self) -> Period:
        """Return the period of the same kind that begins the day after this one."""
        return containing(self.kind, self.last + timedelta(days=1))

    def within(self, kind: Kind) -> list[Period]:
        """Return the periods of a shorter kind that begin in this one: the weeks of a quarter are those whose Monday is."""
        found, one = [], containing(kind, self.first)
        while one.first <= self.last:
            if one.first >= self.first:
                found.append(one)
            one = one.after()
        return found


def containing(kind: Kind, day: date) -> Period:
    """Return the period of a kind that a day is in."""
    if kind == "day":
        return Period(day, day, kind)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6), kind)
    if kind == "half_month":
        month = containing("month", day)
        middle = day.replace(day=15)
        return (
            Period(day.replace(day=1), middle, kind) if day <= middle else Period(day.replace(day=16), month.last, kind)
        )
    months = _MONTHS[kind]
    begin = (day.month - 1) // months * months + 1
    end = begin + months - 1
    return Period(date(day.year, begin, 1), date(day.year, end, monthrange(day.year, end)[1]), kind)
