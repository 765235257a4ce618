"""Workdays: public holidays and make-up workdays are data, of the years that the State Council has announced."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off (`rest`) and weekend days that are worked (`work`), as ISO dates; `years` are those it was made for."""

    rest: frozenset[str] = frozenset()
    work: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()

    def is_rest(self, day: str) -> bool:
        """Tell whether a day (ISO) is off: as the calendar says, else the weekend."""
        if day in self.work:
            return False
        return day in self.rest or date.fromisoformat(day).weekday() >= 5

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked."""
        return not self.is_rest(day.isoformat())

    def workdays(self, first: date, last: date) -> tuple[date, ...]:
        """Return the workdays from one day to another, both counted."""
        return tuple(day for day in days_between(first, last) if self.is_workday(day))

    def after(self, day: date, workdays: int) -> date:
        """Return the day so many workdays later; the day itself is not counted. Of none it is the day itself."""
        while workdays > 0:
            day += _DAY
            workdays -= self.is_workday(day)
        return day

    def covers(self, day: date) -> bool:
        """Tell whether the holidays of a day's year are known; where not, only weekends are off."""
        return day.year in self.years

    def under(self, other: Calendar) -> Calendar:
        """Return this calendar with another laid over it, which is right wherever both speak of a day."""
        return Calendar(
            (self.rest - other.work) | other.rest, (self.work - other.rest) | other.work, self.years | other.years
        )


WEEKENDS = Calendar()


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from one to another, both counted."""
    while first <= last:
        yield first
        first += _DAY


def parse_calendar(text: str) -> Calendar:
    """Return what a calendar file says: TOML with the lists `rest` and `work` of dates. Raises ValueError."""
    raw = tomllib.loads(text)
    rest, work = (frozenset(_days(raw.get(key, []))) for key in ("rest", "work"))
    return Calendar(rest, work, frozenset(int(day[:4]) for day in rest | work))


def _days(raw: object) -> Iterator[str]:
    if not isinstance(raw, list):
        raise ValueError("days are a list")
    for one in raw:
        if isinstance(one, datetime):
            yield one.date().isoformat()
        else:
            yield one.isoformat() if isinstance(one, date) else date.fromisoformat(str(one)).isoformat()


def stacked(calendars: Iterable[Calendar]) -> Calendar:
    """Return calendars laid over each other, the last on top."""
    found = WEEKENDS
    for one in calendars:
        found = found.under(one)
    return found


@cache
def load_calendar(folder: Path) -> Calendar:
    """Return the calendar of a folder with one file a year, `2026.toml`."""
    return stacked(parse_calendar(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))
