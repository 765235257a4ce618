"""When reports (报送) are due: on days of the month, every few days, each week; on what days they report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from gridDesk.policy.calendar import Calendar, days_between
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.work import Report

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Span:
    """A report is due on `due` about the days since `first`, the day itself among them."""

    first: date
    due: date


def spans(params: Mapping[str, object], first: date, last: date, calendar: Calendar) -> list[Span]:
    """Return the reports due from one day to another, by the parameters of a clause, in order.

    `days` = [15, 20]: on these days of each month, its last where it is shorter (GZ3-2; 31 is the month's end); `every` = 3:
    every so many days (GZ4-3); `weekday` = "周日": each week on that day or the last workday before it.
    """
    if "days" in params:
        found = _on_days(cast("Sequence[int]", params["days"]), first, last)
    elif "every" in params:
        found = _monthly(lambda month: every_days(month, cast("int", params["every"]), calendar), first, last)
    else:
        found = _monthly(lambda month: each_week(month, str(params.get("weekday", "周日")), calendar), first, last)
    return [span for span in found if first <= span.due <= last]


def _on_days(days: Sequence[int], first: date, last: date) -> Iterator[Span]:
    month = containing("month", first)
    while month.first <= last:
        for day in sorted({min(day, month.last.day) for day in days}):
            yield Span(month.first, month.first.replace(day=day))
        month = month.after()


def _monthly(dates: Callable[[Period], list[Span]], first: date, last: date) -> Iterator[Span]:
    month = containing("month", first)
    while month.first <= last:
        yield from dates(month)
        month = month.after()


def every_days(month: Period, every: int, calendar: Calendar) -> list[Span]:
    """Return the reports of a month, every so many days from its first; one due on a day off is due the next workday.

    What would be due after the month's end is told with the next month's.
    """
    found: list[Span] = []
    first = month.first
    while True:
        due = first + timedelta(days=every - 1)
        while not calendar.is_workday(due):
            due += _DAY
        if due > month.last:
            return found
        found.append(Span(first, due))
        first = due + _DAY


def each_week(month: Period, weekday: str, calendar: Calendar) -> list[Span]:
    """Return the weekly reports due in a month: on the last workday up to a weekday; a week all off is told with the next."""
    found: list[Span] = []
    day, first = containing("week", month.first).first, None
    while day <= month.last:
        first = first or day
        worked = [
            one for one in days_between(day, day + _WEEKDAYS.index(weekday[-1]) * _DAY) if calendar.is_workday(one)
        ]
        if worked:
            found.append(Span(first, worked[-1]))
            first = None
        day += 7 * _DAY
    return [span for span in found if span.due in month]


def answers(
    due: Sequence[Span], sent: Sequence[Report], grids: Collection[str] | None
) -> list[tuple[Span, Report | None]]:
    """Return each report that was due with the first one sent for it, of some grids (None: of any).

    A report is for the one about the days that its due date lies in, where it says none, those it was sent in.
    """
    found: dict[date, Report] = {}
    for report in sorted(sent, key=lambda one: one.sent):
        if grids is not None and report.grid not in grids:
            continue
        about = report.due or report.sent
        day = next((span.due for span in due if span.first <= about <= span.due), None)
        if day is not None:
            found.setdefault(day, report)
    return [(span, found.get(span.due)) for span in due]
