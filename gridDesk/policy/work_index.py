"""The records of `WorkFacts` laid out by grid, home, worker and day: made once for each set of facts."""

from __future__ import annotations

import re
import weakref
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar

from gridDesk.policy.grid_size import FULL_TIME
from gridDesk.policy.periods import Period
from gridDesk.policy.work import Focus, Home, Page, Patrol, Visit, Worker, WorkFacts

_BETWEEN = re.compile(r"[、，,;；/\s　]+")
TOP = "1"
# Posts that do not walk the grid day by day: who leads from above, and who helps in a building.
HELPERS = frozenset({"第一网格长", "第一副网格长", "网格指导员", "楼栋长", "单元长", "村民小组长"})
OUTSIDE = "-"  # where homes are that no grid walks in
BY_TELEPHONE = "电话联系"
T = TypeVar("T")


class Index:
    """Where a record of the facts is found. A record without a grid is in that of its home, or in the only one."""

    def __init__(self, facts: WorkFacts) -> None:
        self._visits, self._patrols, self._all_homes = facts.visits, facts.patrols, facts.homes
        self._focus, self._calendar, self._everybody = facts.focus, facts.calendar, facts.workers
        self._pages = facts.pages
        self._workdays: dict[tuple[date, date], tuple[date, ...]] = {}
        self._workers = tuple(worker for worker in facts.workers if worker.role not in HELPERS)
        lower = any(grid.level and grid.level != TOP for grid in facts.grids)
        worked = tuple(grid.uid for grid in facts.grids if not (lower and grid.level == TOP))
        self.grids: tuple[str, ...] = worked or ("",)
        self.names: Mapping[str, str] = {grid.uid: grid.name for grid in facts.grids}
        self.only = self.grids[0] if len(self.grids) == 1 else ""
        self._walked = frozenset(worked)
        self._since = {grid.uid: grid.since for grid in facts.grids if grid.since is not None}

    def workdays(self, first: date, last: date) -> tuple[date, ...]:
        """Return the workdays from one day to another, asked of the calendar once."""
        if (first, last) not in self._workdays:
            self._workdays[first, last] = self._calendar.workdays(first, last)
        return self._workdays[first, last]

    # Homes

    @cached_property
    def homes(self) -> Mapping[str, Home]:
        """Return every home by uid."""
        return {home.uid: home for home in self._all_homes}

    @cached_property
    def _homes_of(self) -> Mapping[str, list[Home]]:
        return _grouped((scope, home) for home in self._all_homes for scope in self._scopes(home))

    def _scopes(self, home: Home) -> Iterable[str]:
        """Return every grid a home was in, of the last first."""
        if not home.moved:
            return (self._scope(home.grid),)
        return dict.fromkeys(self._scope(grid) for grid in (home.grid, *(grid for _, grid in home.moved)))

    def is_in(self, home: Home, grid: str, on: date) -> bool:
        """Tell whether one of the `homes_of` a grid was in it on a day."""
        return not grid or not home.moved or self._scope(home.grid_on(on)) == grid

    def lives_in(self, one: Focus, grid: str, on: date) -> bool:
        """Tell whether one of the focus people of a grid lived in it on a day."""
        home = self.homes.get(one.home)
        return home is None or self.is_in(home, grid, on)

    def begun_by(self, grid: str, day: date) -> bool:
        """Tell whether a grid was in use (启用) on a day."""
        return grid not in self._since or self._since[grid] <= day

    def _scope(self, grid: str) -> str:
        return grid if grid in self._walked else self.only or OUTSIDE

    def homes_of(self, grid: str) -> Sequence[Home]:
        """Return the homes that are or were (`is_in`) in a grid, all for "", those of no grid that is walked for OUTSIDE."""
        return self._all_homes if not grid else self._homes_of.get(grid, ())

    @cached_property
    def _focus_of(self) -> Mapping[str, list[Focus]]:
        return _grouped((scope, one) for one in self._focus for scope in self._scopes_of(one))

    def _scopes_of(self, one: Focus) -> Iterable[str]:
        home = self.homes.get(one.home)
        own = self._scope(one.grid or self._grid_of(one.home))
        return (own,) if home is None or not home.moved else dict.fromkeys((own, *self._scopes(home)))

    def focus_of(self, grid: str) -> Sequence[Focus]:
        """Return the focus people of a grid, of the whole office for "", of no grid that is walked for OUTSIDE."""
        return self._focus if not grid else self._focus_of.get(grid, ())

    def _grid_of(self, home: str, on: date | None = None) -> str:
        found = self.homes.get(home)
        grid = "" if found is None else found.grid if on is None else found.grid_on(on)
        return grid or self.only

    # Visits: only effective ones; a call by telephone is a contact, not a visit

    @cached_property
    def contacts(self) -> Sequence[Visit]:
        """Return the effective visits and calls, by day."""
        return sorted((visit for visit in self._visits if visit.effective), key=lambda visit: visit.day)

    @cached_property
    def effective(self) -> Sequence[Visit]:
        """Return the effective visits made in person, by day."""
        return [visit for visit in self.contacts if visit.kind != BY_TELEPHONE]

    @cached_property
    def visits_to(self) -> Mapping[str, list[Visit]]:
        """Return the effective visits to each home, by day."""
        return _grouped((visit.home, visit) for visit in self.effective)

    @cached_property
    def contacts_with(self) -> Mapping[str, list[Visit]]:
        """Return the effective visits and calls to each home and person (uid), by day."""
        return _grouped((uid, visit) for visit in self.contacts for uid in {visit.home, visit.person} if uid)

    @cached_property
    def visits_in(self) -> Mapping[str, Mapping[date, list[Visit]]]:
        """Return the effective visits of each grid by day; under "" those of no grid that is walked."""
        return _by_day((self.grid_of_visit(visit), visit.day, visit) for visit in self.effective)

    @cached_property
    def visits_by(self) -> Mapping[str, Mapping[date, list[Visit]]]:
        """Return the effective visits each worker (name) took part in, by day."""
        return _by_day(
            (name, visit.day, visit)
            for visit in self.effective
            for name in self._names(visit.worker, self.grid_of_visit(visit), visit.day)
        )

    def grid_of_visit(self, visit: Visit) -> str:
        """Return the grid of a visit: as written down, else that of the home, else the only one of the office."""
        return next(
            (grid for grid in (visit.grid, self._grid_of(visit.home, visit.day)) if grid in self._walked), self.only
        )

    # Patrols: those of the grid's own workers, and those of supervisors apart

    @cached_property
    def patrols_in(self) -> Mapping[str, Mapping[date, list[Patrol]]]:
        """Return the patrols of each grid by day, without those of supervisors; under "" those of no grid that is walked."""
        own = (patrol for patrol in self._patrols if not patrol.supervisor)
        return _by_day((self.grid_of_patrol(patrol), patrol.day, patrol) for patrol in own)

    @cached_property
    def patrols_by(self) -> Mapping[str, Mapping[date, list[Patrol]]]:
        """Return the patrols each worker (name) took part in, by day."""
        return _by_day(
            (name, patrol.day, patrol)
            for patrol in self._patrols
            for name in self._names(patrol.worker, self.grid_of_patrol(patrol), patrol.day)
        )

    def grid_of_patrol(self, patrol: Patrol) -> str:
        """Return the grid of a patrol: as written down, else the only one of the office or of its worker."""
        if patrol.grid in self._walked or self.only:
            return patrol.grid if patrol.grid in self._walked else self.only
        served = {grid for name in names_in(patrol.worker) for grid in self._served.get(name, ())}
        return served.pop() if len(served) == 1 else ""

    @cached_property
    def _served(self) -> Mapping[str, list[str]]:
        return _grouped((worker.name, grid) for worker in self._workers for grid in worker.grids)

    # Pages of the daily record

    @cached_property
    def pages_in(self) -> Mapping[str, Mapping[date, list[Page]]]:
        """Return the pages of each grid by day; one without a grid is in the only one, or in those of its worker."""
        return _by_day((grid, page.day, page) for page in self._pages for grid in self._grids_of_page(page))

    @cached_property
    def pages_by(self) -> Mapping[str, Mapping[date, list[Page]]]:
        """Return the pages of each worker (name) by day: those that bear the name, or none and are of a grid served."""
        return _by_day(
            (name, page.day, page)
            for page in self._pages
            for name in names_in(page.worker)
            or [one.name for grid in self._grids_of_page(page) for one in self._of(grid)]
        )

    def _of(self, grid: str) -> Sequence[Worker]:
        return self.workers_of(grid) if grid or not self._walked else ()

    def _grids_of_page(self, page: Page) -> Sequence[str]:
        """Return the grids a page is of: as written down, else the only one, else those of who wrote it; ("",) if none."""
        if page.grid in self._walked or self.only:
            return (page.grid if page.grid in self._walked else self.only,)
        served = {grid for name in names_in(page.worker) for grid in self._served.get(name, ())}
        return tuple(grid for grid in self.grids if grid in served) or ("",)

    # Workers

    @cached_property
    def _workers_of(self) -> Mapping[str, list[Worker]]:
        return _grouped((grid, worker) for worker in self._workers for grid in worker.grids or (self.only,))

    def workers_of(self, grid: str) -> Sequence[Worker]:
        """Return who was named to walk a grid at any time; for an office without grids ("") everybody."""
        return self._workers if not grid else self._workers_of.get(grid, ())

    @cached_property
    def _by_name(self) -> Mapping[str, list[Worker]]:
        return _grouped((worker.name, worker) for worker in self._everybody)

    @cached_property
    def own(self) -> Sequence[Worker]:
        """Return the workers whose own duty the daily work is, each name once."""
        own = [worker for worker in self._everybody if is_own(worker)]
        return list({worker.name: worker for worker in reversed(own)}.values())[::-1]

    def named(self, name: str) -> Sequence[Worker]:
        """Return the times of service of whoever has a name."""
        return self._by_name.get(name, ())

    def _names(self, written: str, grid: str, day: date) -> Sequence[str]:
        """Return whose work a record is: who is written down, else the only worker the grid had that day."""
        named = names_in(written)
        if named:
            return named
        there = [worker.name for worker in self.workers_of(grid) if worker.is_there(day)]
        return there if len(there) == 1 else ()


def is_own(worker: Worker) -> bool:
    """Tell whether the daily work is a worker's own duty: full-time (专职、专属网格员), or of no known post."""
    return worker.role in ("", *FULL_TIME)


def names_in(text: str) -> list[str]:
    """Return the names in a line: 张三、李四."""
    return [name for name in _BETWEEN.split(text) if name]


def within(visits: Sequence[Visit], period: Period) -> bool:
    """Tell whether any of visits in the order of days lies in a period."""
    place = bisect_left(visits, period.first, key=lambda visit: visit.day)
    return place < len(visits) and visits[place].day <= period.last


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _by_day(triples: Iterable[tuple[str, date, T]]) -> Mapping[str, Mapping[date, list[T]]]:
    found: dict[str, dict[date, list[T]]] = defaultdict(lambda: defaultdict(list))
    for key, day, value in triples:
        found[key][day].append(value)
    return {key: dict(days) for key, days in found.items()}


_made: dict[int, tuple[weakref.ref[WorkFacts], Index]] = {}


def index(facts: WorkFacts) -> Index:
    """Return the index of facts, made at the first question and forgotten with them."""
    known = _made.get(id(facts))
    if known is not None and known[0]() is facts:
        return known[1]
    made, key = Index(facts), id(facts)
    _made[key] = (weakref.ref(facts, lambda _: _made.pop(key, None)), made)
    return made
