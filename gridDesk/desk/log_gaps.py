"""Which days of a grid lack a page of the daily record, and what the records know of the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gridDesk.desk import directives
from gridDesk.desk.logs import DayState, own_rows, states
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.desk.work_team import leave_of
from gridDesk.ledger import ACTIVE, CLOSED, Row

VACANT, NOT_YET = "岗位空缺", "网格还没有启用"


@dataclass(frozen=True, slots=True)
class GridDays:
    """Some days of a grid: the state of each in order, the reason known for a missing one, and which are `off`.

    A page written on a day off is welcome; it was not owed and counts for nothing.
    """

    states: dict[str, DayState]
    reasons: dict[str, str]
    off: frozenset[str] = frozenset()

    @property
    def missing(self) -> list[str]:
        """Return the days that owe a page and have none."""
        return [day for day, state in self.states.items() if state == "missing"]

    @property
    def due(self) -> int:
        """Return how many days owed a page: workdays up to today, whether written or missing."""
        return self.written + len(self.missing)

    @property
    def written(self) -> int:
        """Return how many of the days that owed a page have it."""
        return sum(state == "written" and day not in self.off for day, state in self.states.items())

    def within(self, days: Sequence[str]) -> GridDays:
        """Return the same of some of its days."""
        reasons = {day: self.reasons[day] for day in days if day in self.reasons}
        return GridDays({day: self.states[day] for day in days}, reasons, self.off)


def grid_days(desk: Desk, grid: Row, days: list[str]) -> GridDays:
    """Return the state of some days (ISO) of a grid; without one, of the whole office."""
    where: dict[str, object] = {"grid": grid["uid"]} if grid else {}
    written = {str(row["date"]) for row in own_rows(desk, "daily_log", where=where)}
    found = dict(states(desk, days, written))
    missing = [day for day, state in found.items() if state == "missing"]
    off = directives.calendar(desk)
    return GridDays(
        found, _reasons(desk, grid, missing) if missing else {}, frozenset(day for day in days if off.is_rest(day))
    )


def _reasons(desk: Desk, grid: Row, days: list[str]) -> dict[str, str]:
    """Return for each day without a page why: the leave of who held the post then, or that nobody held it.

    Or that there was no such grid yet (启用日期), as of one that was split off. Only where the grid's workers have files; a post is held from 上岗日期 to 退出日期.
    """
    where: dict[str, object] = {"grid": grid["uid"]} if grid else {}
    people = {str(row["uid"]): row for row in desk.store.rows("worker", where=where, states=(ACTIVE, CLOSED))}
    if not people:
        name = str(grid.get("worker") or desk.worker)
        people = {str(row["uid"]): row for row in desk.store.rows("worker", where={"name": name})}
    absent = _absences(desk, list(people)) if people else []
    since = str(grid.get("valid_from") or "")
    reasons = {day: NOT_YET for day in days if day < since}
    for day in (one for one in days if one >= since):
        there = [uid for uid, row in people.items() if _holds(row, day)]
        if people and not there:
            reasons[day] = VACANT
        leaves = [kind for uid, first, last, kind in absent if uid in there and first <= day <= last]
        if leaves and len({uid for uid, first, last, _ in absent if uid in there and first <= day <= last}) == len(
            there
        ):
            reasons[day] = leaves[0]
    return reasons


def _holds(row: Row, day: str) -> bool:
    """Tell whether a worker held the post on a day (ISO)."""
    return str(row.get("started_on") or "") <= day <= str(row.get("exit_on") or row.get("closed_on") or "9999")


def _absences(desk: Desk, people: list[str]) -> list[tuple[str, str, str, str]]:
    """Return (worker, first day, last day, kind) of each leave of whole days."""
    rows = list(desk.store.rows("leave", where={"worker": people}))
    return [
        (str(row["worker"]), leave[0].isoformat(), leave[1].isoformat(), text["kind"])
        for row, text in zip(rows, many_texts(desk, "leave", rows), strict=True)
        if (leave := leave_of(row))
    ]


def week_of(day: str) -> list[str]:
    """Return the seven days, Monday first, of the week a day is in."""
    monday = date.fromisoformat(day) - timedelta(days=date.fromisoformat(day).weekday())
    return [(monday + timedelta(days=n)).isoformat() for n in range(7)]


def weeks_of(days: list[str]) -> list[list[str]]:
    """Return the whole weeks that some days fall into, in order."""
    return list({tuple(week): week for week in map(week_of, days)}.values())
