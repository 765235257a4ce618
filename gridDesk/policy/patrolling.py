"""Rules on patrols (巡查): how often, how long, by how many, what was checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from gridDesk.policy import reckoning
from gridDesk.policy.calendar import days_between
from gridDesk.policy.findings import Finding, Record
from gridDesk.policy.patrol_checks import patrol_checks
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, name_of, rate_finding
from gridDesk.policy.work import Patrol, Visit, Worker, WorkFacts
from gridDesk.policy.work_index import index

FROM_THE_DESK = "视频巡查"
DAY_MINUTES = 24 * 60
PAUSE = 30  # minutes between two records of one round (一次巡查走访): the way from door to door


@dataclass(frozen=True, slots=True)
class Day:
    """What was done on foot in a grid, or by a worker, on one day."""

    patrols: Sequence[Patrol] = ()
    visits: Sequence[Visit] = ()

    @property
    def minutes(self) -> int:
        """Return how long somebody was out: time at which a visit was made during a patrol counts once."""
        patrols = [(one.start, one.minutes) for one in self.patrols]
        visits = [(one.start, one.minutes) for one in self.visits]
        total = end = 0
        for start, minutes in sorted((start, minutes) for start, minutes in patrols + visits if start is not None):
            total += max(0, start + minutes - max(start, end))
            end = max(end, start + minutes)
        untimed = sum(minutes for start, minutes in visits if start is None)
        return total + untimed

    @property
    def longest(self) -> int:
        """Return how long the longest round took, in minutes: what followed on each other within `PAUSE` is one round."""
        every = [(one.start, one.minutes) for one in self.patrols] + [(one.start, one.minutes) for one in self.visits]
        begun, end, best = 0, -DAY_MINUTES, max((minutes for start, minutes in every if start is None), default=0)
        for start, minutes in sorted((start, minutes) for start, minutes in every if start is not None):
            if start > end + PAUSE:
                begun = end = start
            end = max(end, start + minutes)
            best = max(best, end - begun)
        return best

    @property
    def records(self) -> tuple[Record, ...]:
        """Return the patrols and visits as records."""
        return (*(("patrol", one.uid) for one in self.patrols), *(("visit", one.uid) for one in self.visits))


@dataclass(frozen=True, slots=True)
class Duty:
    """One who owes patrols: a grid or a worker, with the days owed and what was done by day."""

    grid: str
    person: Worker | None
    days: tuple[date, ...]
    patrols: Mapping[date, Sequence[Patrol]]
    visits: Mapping[date, Sequence[Visit]]

    @property
    def worker(self) -> str:
        """Return the name of the worker, "" of a grid."""
        return self.person.name if self.person else ""

    def on(self, day: date) -> Day:
        """Return what was done on a day."""
        return Day(on_foot(self.patrols.get(day, ())), self.visits.get(day, ()))


def _duties(facts: WorkFacts, period: Period, with_visits: bool, posts: Collection[str] = ()) -> list[Duty]:
    """Return the duties of all grids, then of all workers, those of some other `posts` too; who owes no day is left out."""
    made, found = index(facts), []
    for grid in reckoning.scopes(facts):
        visits = made.visits_in.get(grid, {}) if with_visits else {}
        owed = reckoning.owed_days(facts, grid, period)
        found.append(Duty(grid, None, owed, made.patrols_in.get(grid, {}), visits))
    for worker in reckoning.own_workers(facts, posts):
        visits = made.visits_by.get(worker.name, {}) if with_visits else {}
        owed = reckoning.owed_by(facts, worker, period, posts=posts)
        found.append(Duty("", worker, owed, made.patrols_by.get(worker.name, {}), visits))
    return [duty for duty in found if duty.days]


def on_foot(patrols: Sequence[Patrol]) -> list[Patrol]:
    """Return patrols without those before a screen (视频巡查)."""
    return [patrol for patrol in patrols if patrol.kind != FROM_THE_DESK]


def patrols_per_day(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge on how many of the days owed there were so many patrols (`times`), by grid and worker.

    With `with_visits` a day's visits count as one patrol more (巡查走访); patrols before a screen never do. `window`
    ("1-15") asks for the days owed of that part of a month only, `posts` (网格长) of whoever holds one of them as well.
    """
    times, with_visits = int(str(clause.params["times"])), bool(clause.params.get("with_visits"))

    def enough(day: Day) -> bool:
        return len(day.patrols) + bool(day.visits) >= times

    target = f"每个工作日 {times} 次"
    yield from _share_of_days(clause, facts, period, with_visits, enough, f"巡查满 {times} 次", target)


def patrol_hours_per_day(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge on how many of the days owed somebody was out for so many `hours`.

    `with_visits` adds the hours of visits, `window` and `posts` as in `patrols_per_day`. Where the hours are to be spent at
    the doors (入户, `doors`), a day without a visit has none, however long the patrol. Where they are those of each round
    (每次, `at_once`), one round of the day must have them, not all together.
    """
    hours, doors = reckoning.number(clause.params["hours"]), bool(clause.params.get("doors"))
    at_once = bool(clause.params.get("at_once"))

    def enough(day: Day) -> bool:
        return (day.longest if at_once else day.minutes) >= hours * 60 and (bool(day.visits) or not doors)

    shown = reckoning.number_words(hours)
    what = f"{'入户走访' if doors else '一次巡查走访' if at_once else '巡查'}满 {shown} 小时"
    target = f"每个工作日{'入户' if doors else '一次满' if at_once else ''} {shown} 小时"
    with_visits = doors or bool(clause.params.get("with_visits"))
    yield from _share_of_days(clause, facts, period, with_visits, enough, what, target)


def _share_of_days(
    clause: Clause, facts: WorkFacts, period: Period, with_visits: bool, enough: Callable[[Day], bool], what: str,
    target: str,
) -> Iterator[Finding]:  # fmt: skip
    """Yield the share of days that have enough: of all grids together for the office, of each grid, of each worker."""
    stretch = reckoning.window(clause, period)
    label = reckoning.label_of(stretch, period)
    duties = _duties(facts, stretch, with_visits, cast("list[str]", clause.params.get("posts", [])))
    tallies = [(duty, *_days_met(duty, enough)) for duty in duties]
    office = reckoning.summed(tally for duty, tally, _ in tallies if not duty.worker)
    if not office.whole:
        return
    words = f"{name_of(facts, '')}{label}{reckoning.added_up(facts, '')}应巡查 {office.whole:,} 天，{what}的 {office.part:,} 天。"
    yield rate_finding(clause, facts, period, office, 100, words, unit="天", target=target, until=stretch.last)
    for duty, tally, short in tallies:
        if not (duty.grid or duty.worker):
            continue
        who = duty.worker or name_of(facts, duty.grid)
        words = f"{who}{label}应巡查 {tally.whole:,} 天，{what}的 {tally.part:,} 天"
        words += f"，不够的是{reckoning.days_words(short)}。" if short else "。"
        yield rate_finding(
            clause, facts, period, tally, 100, words, unit="天", grid=duty.grid, worker=duty.worker, target=target,
            until=stretch.last,
        )  # fmt: skip


def _days_met(duty: Duty, enough: Callable[[Day], bool]) -> tuple[Tally, list[date]]:
    """Return the days owed that have enough, their records, and the days that have not."""
    short: list[date] = []
    proof: list[Record] = []
    for day in duty.days:
        done = duty.on(day)
        if enough(done):
            proof += done.records
        else:
            short.append(day)
    return Tally(len(duty.days) - len(short), len(duty.days), tuple(proof)), short


def patrol_hours_per_week(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge how many `hours` somebody was out in a period (a week), by grid and worker; `with_visits` adds visits.

    Who is in post on some of its workdays only owes the hours of those, and so does everybody in a week that another
    regulation began or ended in; a holiday shortens nothing. Hours on days off count. The office is judged by how many of
    its grids have their hours.
    """
    hours, with_visits = reckoning.number(clause.params["hours"]), bool(clause.params.get("with_visits"))
    whole = containing(period.kind, period.first)
    workdays = len(facts.calendar.workdays(whole.first, whole.last))
    found = []
    for duty in _duties(facts, period, with_visits):
        days = len(_planned(facts, duty, period))
        wanted = Fraction(hours) * 60 * days / workdays
        out = [duty.on(day) for day in days_between(period.first, reckoning.last_day(facts, period))]
        found.append((duty, wanted, sum(done.minutes for done in out), [one for done in out for one in done.records]))
    grids = [one for one in found if not one[0].worker]
    if not grids:
        return
    good = sum(minutes >= wanted for _, wanted, minutes, _ in grids)
    tally = Tally(good, len(grids), tuple(r for one in grids for r in one[3]))
    words = f"{name_of(facts, '')}{period.label}有 {good}／{len(grids)} 个网格巡查走访满规定小时数。"
    target = f"每周 {reckoning.number_words(hours)} 小时"
    yield rate_finding(clause, facts, period, tally, 100, words, unit="个网格", target=target)
    for duty, wanted, minutes, proof in found:
        if duty.grid or duty.worker:
            yield _week(clause, facts, period, duty, wanted, minutes, proof)


def _planned(facts: WorkFacts, duty: Duty, period: Period) -> tuple[date, ...]:
    """Return the days owed in the whole period, also those still to come."""
    if duty.person is None:
        return reckoning.owed_days(facts, duty.grid, period, planned=True)
    return reckoning.owed_by(facts, duty.person, period, planned=True)


def _week(
    clause: Clause, facts: WorkFacts, period: Period, duty: Duty, wanted: Fraction, minutes: int, proof: list[Record]
) -> Finding:
    who, shown = duty.worker or name_of(facts, duty.grid), reckoning.duration_words(minutes)
    target = f"{reckoning.mean_words(wanted, 60, 0)} 小时"
    words = f"{who}{period.label}巡查走访 {shown}，应有 {target}。"
    return finding(
        clause, facts, period, words, met=minutes >= wanted, figure=shown, target=target, grid=duty.grid,
        worker=duty.worker, value=minutes / 60, wanted=float(wanted / 60), proof=proof,
    )  # fmt: skip


def patrols_of_kind(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether each grid had so many (`times`) patrols of a `kind` (治安巡逻); nothing is due without a day owed.

    Without a kind any round (走访巡查) will do, but those before a screen; all visits of a day are one.
    """
    kind, times = str(clause.params.get("kind", "")), int(str(clause.params["times"]))
    found = []
    for grid in reckoning.scopes(facts):
        if reckoning.owed_days(facts, grid, period):
            days = index(facts).patrols_in.get(grid, {})
            made = [
                ("patrol", one.uid)
                for day, some in days.items()
                if day in period
                for one in (on_foot(some) if not kind else some)
                if not kind or one.kind == kind
            ]
            visits = {} if kind else index(facts).visits_in.get(grid, {})
            made += [("visit", some[0].uid) for day, some in visits.items() if day in period]
            found.append((grid, made))
    yield from _counts(clause, facts, period, found, times, kind or "走访巡查")


def supervisor_patrols(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether supervisors patrolled so often (`times`); one by fewer than `people` does not count.

    The clause binds whoever supervises, so the office is judged, not its grids. A week off from end to end asks for none.
    """
    times, people = int(str(clause.params["times"])), int(str(clause.params.get("people", 1)))
    if not reckoning.reaches_into(facts, period) or not reckoning.has_workday(facts, period):
        return
    made = [one for one in facts.patrols if one.supervisor and one.day in period and one.day <= facts.today]
    good = [one.uid for one in made if one.people >= people]
    words = f"{name_of(facts, '')}{period.label}监督员巡查走访 {len(made)} 次"
    words += f"，其中 {people} 人以上的 {len(good)} 次。" if len(made) > len(good) else "。"
    yield finding(
        clause, facts, period, words, met=len(good) >= times, figure=f"{len(good)} 次", target=f"{times} 次",
        value=len(good), wanted=times, proof=[("patrol", uid) for uid in good],
        lacking=[("patrol", one.uid) for one in made if one.people < people],
    )  # fmt: skip


def _counts(
    clause: Clause, facts: WorkFacts, period: Period, found: list[tuple[str, list[Record]]], times: int, what: str
) -> Iterator[Finding]:
    """Yield whether each grid has so many patrols, and for the office how many grids have."""
    if not found:
        return
    tally = Tally(
        sum(len(made) >= times for _, made in found), len(found),
        tuple(record for _, made in found for record in made),
    )  # fmt: skip
    words = f"{name_of(facts, '')}{period.label}有 {tally.part}／{tally.whole} 个网格{what}满 {times} 次。"
    target = f"每个网格 {times} 次"
    yield rate_finding(clause, facts, period, tally, 100, words, unit="个网格", target=target)
    for grid, made in found:
        if grid:
            yield finding(
                clause, facts, period, f"{name_of(facts, grid)}{period.label}{what} {len(made)} 次。",
                met=len(made) >= times, figure=f"{len(made)} 次", target=f"{times} 次", grid=grid, value=len(made),
                wanted=times, proof=made,
            )  # fmt: skip


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    patrols_per_day, patrol_hours_per_day, patrol_hours_per_week, patrols_of_kind, supervisor_patrols, patrol_checks,
)  # fmt: skip
