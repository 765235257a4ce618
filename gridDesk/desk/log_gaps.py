"""Which days of a grid lack a page of the daily record, and what the records know of the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gridDesk.desk.logs import DayState, is_rest, states
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row

_NOT_APPROVED = ("03",)


@dataclass(frozen=True, slots=True)
class GridDays:
    """Some days of a grid: the state of each in order, and the reason known for a missing one."""

    states: dict[str, DayState]
    reasons: dict[str, str]

    @property
    def missing(self) -> list[str]:
        """Return the days that owe a page and have none."""
        return [day for day, state in self.states.items() if state == "missing"]

    @property
    def due(self) -> int:
        """Return how many days owed a page: workdays up to today, whether written or missing."""
        return sum(
            state == "missing" or (state == "written" and not is_rest(day)) for day, state in self.states.items()
        )

    @property
    def written(self) -> int:
        """Return how many days have their page."""
        return sum(state == "written" for state in self.states.values())


def grid_days(desk: Desk, grid: Row, days: list[str]) -> GridDays:
    """Return the state of some days (ISO) of a grid; without one, of the whole office."""
    where: dict[str, object] = {"grid": grid["uid"]} if grid else {}
    written = {str(row["date"]) for row in desk.store.rows("daily_log", where=where)}
    found = dict(states(desk, days, written))
    missing = [day for day, state in found.items() if state == "missing"]
    return GridDays(found, _reasons(desk, str(grid.get("worker") or desk.worker), missing) if missing else {})


def _reasons(desk: Desk, worker: str, days: list[str]) -> dict[str, str]:
    """Return for each day the leave the grid's worker was on."""
    people = [str(row["uid"]) for row in desk.store.rows("worker", where={"name": worker})]
    if not people:
        return {}
    rows = [
        row for row in desk.store.rows("leave", where={"worker": people}) if row.get("approval") not in _NOT_APPROVED
    ]
    reasons = {}
    for row, text in zip(rows, many_texts(desk, "leave", rows), strict=True):
        first = str(row.get("since") or "")
        last = str(row.get("until") or first)
        reasons.update({day: text["kind"] for day in days if first and first <= day <= last})
    return reasons


def week_of(day: str) -> list[str]:
    """Return the seven days, Monday first, of the week a day is in."""
    monday = date.fromisoformat(day) - timedelta(days=date.fromisoformat(day).weekday())
    return [(monday + timedelta(days=n)).isoformat() for n in range(7)]


def weeks_of(days: list[str]) -> list[list[str]]:
    """Return the whole weeks that some days fall into, in order."""
    return list({tuple(week): week for week in map(week_of, days)}.values())
