"""How an office, a grid or a worker stands against each clause of its regulation in a period, and in the periods before.

The regulation is the one in force then; where it changed within the period each part is judged by its own. What was
found is kept until a record changes, so that a page that is looked at again answers at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from gridDesk.desk import policies
from gridDesk.desk.duties_parts import Part, notices, parts_of
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.work_facts import gather_kept, gather_people
from gridDesk.policy import Clause, Finding, Period, Profile, Standing, WorkFacts, containing, judge_work
from gridDesk.policy.judging import own_periods
from gridDesk.policy.keeping import RULES as KEEPING
from gridDesk.policy.periods import Kind
from gridDesk.policy.rules import WORK_RULES
from gridDesk.text import today

KEPT = 96  # judgements: a street looks at all its offices (QL-02: 38) on screen, on paper and in a sheet
TREND: dict[Kind, int] = {
    "day": 14, "week": 8, "half_month": 8, "month": 8, "quarter": 6, "half_year": 4, "year": 3,
}  # fmt: skip
_BY_GROUP = "visits_by_group"
_KEEPING = frozenset(rule.__name__ for rule in KEEPING)
Mark = tuple[str, str, int]  # clause, rule, and the how many-th entry of both it is in its regulation
Key = tuple[Mark, str, str]  # of whom: grid, worker
_T = TypeVar("_T")
_made: OrderedDict[tuple[object, ...], object] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Judged:
    """The standings of a part of the period, by the regulation in force in it."""

    part: Part
    standings: tuple[Standing, ...]

    def of(self, grid: str = "", worker: str = "") -> list[Standing]:
        """Return the standings of the office, of one grid, or of one worker."""
        return [
            one for one in self.standings if (one.worker == worker if worker else not one.worker and one.grid == grid)
        ]

    def key(self, standing: Standing) -> Key:
        """Return what a standing is known by in other periods, also under another version of the regulation."""
        return mark_of(self.part.profile, standing.clause), standing.grid, standing.worker


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found about an office (`site`) in a period: part by part, with plain notices on how far it holds.

    `grids` are (uid, name) and `workers` names, whom findings are about.
    """

    site: str
    name: str
    period: Period
    parts: tuple[Judged, ...]
    notices: tuple[str, ...]
    grids: tuple[tuple[str, str], ...]
    workers: tuple[str, ...]

    def standings(self, grid: str = "", worker: str = "") -> list[Standing]:
        """Return the standings of the office, of one grid, or of one worker."""
        return [one for judged in self.parts for one in judged.of(grid, worker)]


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one period of a clause: `value` and `wanted` as the finding has them, None where there was none."""

    period: Period
    finding: Finding | None


Trends = dict[Key, tuple[Point, ...]]


def standings(
    desk: Desk, period: Period, grid: str = "", worker: str = "", office: str | None = None
) -> list[Standing]:
    """Return how the office (at a street also one below), one of its grids or workers stands against each clause."""
    return judgement(desk, period, office).standings(grid, worker)


def judgement(desk: Desk, period: Period, office: str | None = None, progress: Progress = silent) -> Judgement:
    """Return all that the regulation says about an office in a period. `progress` may raise Cancelled."""
    return _once(desk, ("judged", period, office), lambda: _judgement(desk, period, office, progress))


def trends(desk: Desk, period: Period, office: str | None = None, progress: Progress = silent) -> Trends:
    """Return the figures of each clause in its last periods up to the end of this one, the oldest first."""
    return _once(desk, ("trends", period, office), lambda: _trends(desk, period, office, progress))


def mark_of(profile: Profile, clause: Clause) -> Mark:
    """Return what tells a clause from others of its regulation: an article may have several figures by one rule."""
    same = [one for one in profile.clauses if (one.id, one.rule) == (clause.id, clause.rule)]
    return clause.id, clause.rule, next((n for n, one in enumerate(same) if one is clause), 0)


def forget() -> None:
    """Throw away what was found: for tests that look twice."""
    _made.clear()


def _once(desk: Desk, what: tuple[object, ...], make: Callable[[], _T]) -> _T:
    """Return what was made before of the same records, regulation, offices, ledgers, day and key, else make it."""
    chosen = tuple((one.since, one.profile) for one in policies.choices(desk))
    below = tuple((one.site, one.level, one.state) for one in desk.store.system.peers.list())
    ledgers = tuple(one.key for one in desk.enabled())
    key = (str(desk.folder), desk.store.newest, desk.store.unsealed, today(), chosen, below, ledgers, *what)
    if key in _made:
        _made.move_to_end(key)
        return _made[key]  # type: ignore[return-value]
    made = make()
    _made[key] = made
    while len(_made) > KEPT:
        _made.popitem(last=False)
    return made


# --- a period -----------------------------------------------------------------------------------------------------------


def _judgement(desk: Desk, period: Period, office: str | None, progress: Progress) -> Judgement:
    progress(0, 3, "正在读取本期的工作记录")
    parts, level = parts_of(desk, period), _level(desk, office)
    first, last = _span(period, (clause for part in parts for clause in part.profile.clauses), level)
    facts, people = gather_people(desk, first, last, office)
    progress(1, 3, "正在读取台账的核实情况")
    on = min(period.last, facts.today)
    kept = gather_kept(desk, on, on, facts, people, office)[containing("month", on)] if _keeps(parts) else facts
    progress(2, 3, "正在逐条对照制度")
    alone = len(parts) == 1
    judged = tuple(Judged(part, tuple(_of_part(desk, part, facts, kept, period, alone=alone))) for part in parts)
    progress(3, 3, "")
    every = [one for judgement in judged for one in judgement.standings]
    return Judgement(
        office or desk.office.site, facts.name or desk.office.name, period, judged,
        notices(desk, parts, period, facts, first, last), tuple((grid.uid, grid.name) for grid in facts.grids),
        tuple(dict.fromkeys(one.worker for one in every if one.worker)),
    )  # fmt: skip


def _level(desk: Desk, office: str | None) -> str:
    peer = desk.store.system.peers.get(office) if office and office != desk.office.site else None
    return peer.level if peer else desk.office.level


def _keeps(parts: Iterable[Part]) -> bool:
    return any(clause.rule in _KEEPING for part in parts for clause in part.profile.clauses)


def _span(period: Period, clauses: Iterable[Clause], level: str) -> tuple[date, date]:
    """Return from when to when records are needed: clauses with longer periods look back and ahead."""
    now, asked = today(), [clause for clause in clauses if clause.period and clause.rule not in _KEEPING]
    bare = WorkFacts(level=level, first=period.first, last=period.last, today=now)
    owned = [period]
    for kind in {clause.period for clause in asked if clause.period}:
        owned += own_periods(Clause("", "", "", "", {}, kind), period, bare)
    return min(one.first for one in owned), _read_to(asked, max(one.last for one in owned))


def _read_to(clauses: Iterable[Clause], last: date) -> date:
    """Return the last day of which records are needed: of a month its last week, too, where groups are seen by the week."""
    return containing("week", last).last if any(one.rule == _BY_GROUP for one in clauses) else last


def _of_part(
    desk: Desk, part: Part, facts: WorkFacts, kept: WorkFacts, period: Period, *, alone: bool
) -> Iterator[Standing]:
    """Yield what one part's regulation finds, in its order; a part of a period is judged by its own days only."""
    profile = part.profile
    stretch = period if alone else Period(part.first, part.last, period.kind)
    keeping = _only(profile, lambda clause: clause.rule in _KEEPING)
    rest = _only(profile, lambda clause: clause.rule not in _KEEPING)
    found = judge_work(rest, facts, stretch) if alone else list(_cut(desk, rest, facts, part, period))
    found += judge_work(keeping, kept, stretch)
    place = {id(clause): place for place, clause in enumerate(profile.clauses)}
    yield from sorted(found, key=lambda one: place[id(one.clause)])


def _cut(desk: Desk, profile: Profile, facts: WorkFacts, part: Part, period: Period) -> Iterator[Standing]:
    """Yield the standings of a regulation that held for some days of a period: every figure is of its days only.

    What is asked of a longer period (每年一次) is judged by all days of that on which it held, not of the period alone.
    """
    for clause in profile.clauses:
        if clause.rule not in WORK_RULES or not clause.binds(facts.level):
            continue
        found: dict[tuple[str, str], list[Finding]] = {}
        for own in own_periods(clause, period, facts):
            there = part if own.days <= period.days else _same(part, parts_of(desk, own))
            first, last = max(own.first, there.first), min(own.last, there.last)
            for finding in (
                WORK_RULES[clause.rule](clause, facts, Period(first, last, own.kind)) if first <= last else ()
            ):
                found.setdefault((finding.grid, finding.worker), []).append(finding)
        for (grid, worker), findings in found.items():
            yield Standing(clause, grid, worker, tuple(findings))


def _same(part: Part, parts: Iterable[Part]) -> Part:
    """Return the part of a longer period that a part of a shorter one belongs to."""
    return next((one for one in parts if one.first <= part.first <= one.last), part)


def _only(profile: Profile, wanted: Callable[[Clause], bool]) -> Profile:
    return replace(profile, clauses=tuple(clause for clause in profile.clauses if wanted(clause)))


# --- the periods before -------------------------------------------------------------------------------------------------


def last_periods(kind: Kind, on: date) -> list[Period]:
    """Return the last periods of a kind up to the one that holds a day, the oldest first."""
    found = [containing(kind, on)]
    while len(found) < TREND[kind]:
        found.append(found[-1].before())
    return found[::-1]


def _trends(desk: Desk, period: Period, office: str | None, progress: Progress) -> Trends:
    """Judge every clause in its last periods; the records of all of them are read at once."""
    now, level = min(period.last, today()), _level(desk, office)
    profile = policies.profile_on(desk, now)
    clauses = [one for one in profile.clauses if one.rule in WORK_RULES and one.binds(level) and one.period]
    if not clauses:
        return {}
    asked = {kind: last_periods(kind, now) for kind in dict.fromkeys(one.period for one in clauses) if kind}
    progress(0, len(clauses) + 1, "正在读取以前各期的工作记录")
    first = min(periods[0].first for periods in asked.values())
    last = _read_to(clauses, max(periods[-1].last for periods in asked.values()))
    facts, people = gather_people(desk, first, last, office)
    then = parts_of(desk, Period(first, now, "year"))
    keeping = {clause.period for clause in clauses if clause.rule in _KEEPING}
    days = [min(one.last, now) for kind, periods in asked.items() if kind in keeping for one in periods]
    ledgers = gather_kept(desk, min(days), max(days), facts, people, office) if days else {}
    found: Trends = {}
    for number, clause in enumerate(clauses, 1):
        progress(number, len(clauses) + 1, "正在对照以前各期")
        assert clause.period is not None
        found |= _trend(mark_of(profile, clause), asked[clause.period], facts, ledgers, then)
    return found


def _trend(
    mark: Mark, periods: list[Period], facts: WorkFacts, ledgers: Mapping[Period, WorkFacts], then: Sequence[Part]
) -> Trends:
    """Return the points of one clause for everybody it speaks of; a period under another regulation has none."""
    series: dict[Key, dict[Period, Finding]] = {}
    for period in periods:
        told = _clause_on(mark, min(period.last, facts.today), then)
        if told is None or (facts.begun is not None and period.last < facts.begun):
            continue
        month = containing("month", min(period.last, facts.today))
        known = ledgers[month] if told.rule in _KEEPING else facts
        for finding in WORK_RULES[told.rule](told, known, period):
            series.setdefault((mark, finding.grid, finding.worker), {})[period] = finding
    return {key: tuple(Point(one, points.get(one)) for one in periods) for key, points in series.items()}


def _clause_on(mark: Mark, day: date, parts: Iterable[Part]) -> Clause | None:
    """Return a clause as it stood on a day, None where the regulation of that day did not have it."""
    for part in parts:
        if part.first <= day <= part.last:
            same = [one for one in part.profile.clauses if (one.id, one.rule) == mark[:2]]
            return same[mark[2]] if mark[2] < len(same) else None
    return None
