"""The households that a half-filled log page names: those the visit plan has for its day, in walking order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from gridDesk.desk import agenda_visits, visit_plan
from gridDesk.desk.office import Desk
from gridDesk.documents.log_day import LogVisit
from gridDesk.ledger import Row
from gridDesk.policy.plan import Planned
from gridDesk.text import today

_MONTH = 31  # workdays planned at most for the pages of a month


class DueVisits:
    """The visits planned for each day; a day that has none planned (past, or off) takes the next ones in turn."""

    def __init__(self, desk: Desk, grid: Row) -> None:
        self.desk = desk
        plan = visit_plan.plan_of(desk, today(), days=_MONTH, always=True)[1]
        wanted = str(grid.get("uid") or "")
        self._by_day: dict[str, list[Planned]] = {}
        for one in plan.grids:
            if not wanted or one.grid == wanted:
                for day in one.days:
                    self._by_day.setdefault(day.day.isoformat(), []).extend(day.visits)
        self._turn: Iterator[list[Planned]] = cycle([found for found in self._by_day.values() if found] or [[]])

    def of(self, day: str) -> tuple[LogVisit, ...]:
        """Return the visits of a day (ISO)."""
        planned = self._by_day.get(day) or next(self._turn)
        doors = agenda_visits.doors_of(self.desk, planned)
        return tuple(_visit(one, *doors.get(one.home.uid, ("", ""))) for one in planned)


def _visit(one: Planned, name: str, address: str) -> LogVisit:
    words = "\u3000".join(part for part in (address, name.partition("（")[0]) if part)
    return LogVisit(household=words, kind="入户走访")
