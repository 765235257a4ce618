"""The rule on hours on duty (值班): nobody may find the office empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from gridDesk.policy import reckoning
from gridDesk.policy.findings import Finding, Record
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, name_of
from gridDesk.policy.work import Watch, WorkFacts
from gridDesk.policy.work_index import TOP

_DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)
Span = tuple[int, int]  # minutes since the first day began, the end not counted


def duty_hours(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether so many `people` were on duty for so many `hours` of every day, holidays too, and name the gaps.

    Days that are over count, today not yet. Each first-level grid is judged, or the office where it has none; a shift
    that says no grid counts for every one.
    """
    people, hours = int(str(clause.params.get("people", 1))), reckoning.number(clause.params.get("hours"), 24)
    first, last = reckoning.first_day(facts, period), min(period.last, facts.today - _DAY)
    if last < first:
        return
    days = (last - first).days + 1
    for grid in [grid.uid for grid in facts.grids if grid.level == TOP] or [""]:
        watches = [one for one in facts.watches if not grid or one.grid in ("", grid)]
        spans = covered(watches, first, days, people)
        have = sum(min(_on_day(spans, day), int(hours * 60)) for day in range(days))
        yield _finding(clause, facts, period, grid, Tally(have, int(hours * 60) * days, _proof(watches, first, last)),
                       "" if hours < 24 else _gap_words(spans, first, days))  # fmt: skip


def _proof(watches: Sequence[Watch], first: date, last: date) -> tuple[Record, ...]:
    return tuple(("duty", one.uid) for one in watches if first <= one.day <= last)


def _finding(clause: Clause, facts: WorkFacts, period: Period, grid: str, tally: Tally, gaps: str) -> Finding:
    hours = reckoning.number_words(reckoning.number(clause.params.get("hours"), 24))
    missing = tally.whole - tally.part
    words = f"{name_of(facts, grid)}{period.label}应值班 {reckoning.duration_words(tally.whole)}"
    words += f"，缺 {reckoning.duration_words(missing)}" if missing else "，没有缺岗"
    figure = reckoning.percent(tally.part, tally.whole)
    figure += f"（缺 {reckoning.duration_words(missing)}）" if missing else ""
    return finding(
        clause, facts, period, f"{words}{f'：{gaps}' if gaps else ''}。", met=not missing, figure=figure,
        target=f"每天 {hours} 小时不断人", grid=grid, value=tally.value, wanted=100.0, proof=tally.proof,
    )  # fmt: skip


def covered(watches: Sequence[Watch], first: date, days: int, people: int) -> list[Span]:
    """Return the stretches of some days in which at least so many people were on duty, in order and apart."""
    end = days * _DAY_MINUTES
    turns: list[tuple[int, int]] = []
    for one in watches:
        start = (one.day - first).days * _DAY_MINUTES + one.start
        if start < end and start + one.minutes > 0 and one.minutes > 0:
            turns += [(max(0, start), 1), (min(end, start + one.minutes), -1)]
    found: list[Span] = []
    there = since = 0
    for at, change in sorted(turns, key=lambda turn: (turn[0], -turn[1])):
        before, there = there, there + change
        if before < people <= there:
            since = at
        elif there < people <= before and at > since:
            found.append((since, at))
    return found


def _on_day(spans: Sequence[Span], day: int) -> int:
    begin, end = day * _DAY_MINUTES, (day + 1) * _DAY_MINUTES
    return sum(max(0, min(end, stop) - max(begin, start)) for start, stop in spans)


def uncovered(spans: Sequence[Span], days: int) -> list[Span]:
    """Return the stretches between others."""
    found, at = [], 0
    for start, stop in spans:
        if start > at:
            found.append((at, start))
        at = stop
    return [*found, (at, days * _DAY_MINUTES)] if at < days * _DAY_MINUTES else found


def _gap_words(spans: Sequence[Span], first: date, days: int, most: int = 3) -> str:
    """Return the first gaps as they are read: 3月5日20:00至3月6日8:00."""
    gaps = uncovered(spans, days)
    begin = datetime.combine(first, time())
    shown = [f"{_moment(begin, start)}至{_moment(begin, stop)}" for start, stop in gaps[:most]]
    return "、".join(shown) + (f"等 {len(gaps)} 段" if len(gaps) > most else "")


def _moment(begin: datetime, minutes: int) -> str:
    at = begin + timedelta(minutes=minutes)
    return f"{at.month}月{at.day}日{at.hour}:{at.minute:02}"
