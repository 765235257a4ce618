"""Rules on visits (走访): coverage, visits a day, homes of groups, revisits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import cast

from gridDesk.policy import reckoning
from gridDesk.policy.findings import Finding, Record
from gridDesk.policy.people_groups import labels_of
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, name_of, rate_finding, record, scopes, summed
from gridDesk.policy.visit_intervals import is_watched, visits_by_group
from gridDesk.policy.work import Event, Home, Visit, WorkFacts
from gridDesk.policy.work_index import index, within


def visit_coverage(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge how many of the homes due were visited: those there on the last day, each at least once in the period.

    `coverage` is in per cent, `shops` counts shops (商户) too, `window` ("1-15") narrows a month to days of it.
    """
    stretch = reckoning.window(clause, period)
    if not reckoning.reaches_into(facts, stretch):
        return
    wanted, on = reckoning.number(clause.params.get("coverage"), 100), reckoning.last_day(facts, stretch)
    ledgers = reckoning.WITH_SHOPS if clause.params.get("shops") else reckoning.DOORS
    label = reckoning.label_of(stretch, period)
    tallies = reckoning.by_scope(
        facts, lambda grid: _visited(facts, reckoning.due_homes(facts, grid, on, ledgers), stretch)
    )
    for grid, tally in tallies.items():
        if not tally.whole:
            continue
        words = f"{name_of(facts, grid)}{label}应走访 {tally.whole:,} 户，已有效走访 {tally.part:,} 户"
        words += f"，还差 {tally.whole - tally.part:,} 户。" if tally.lacking else "，全部走访到。"
        yield rate_finding(clause, facts, period, tally, wanted, words, unit="户", grid=grid, until=stretch.last)


def _visited(facts: WorkFacts, homes: Sequence[Home], period: Period) -> Tally:
    visits = index(facts).visits_to
    proof: list[Record] = []
    lacking: list[Record] = []
    for home in homes:
        seen = home.uid in visits and within(visits[home.uid], period)
        (proof if seen else lacking).append(record(home))
    return Tally(len(proof), len(homes), tuple(proof), tuple(lacking))


def _office_and_grids(facts: WorkFacts) -> tuple[str, ...]:
    return ("", *(grid for grid in scopes(facts) if grid))


def visits_per_day(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge how many households (`households`) were visited on the mean of the days owed, by grid and worker.

    A household counts once a day, and so does a dwelling let to people of no household; visits on days off count too. Of
    the office the days of all grids are added up.
    """
    wanted = reckoning.number(clause.params["households"])
    by_grid = {grid: (_homes_by_day(facts, period, index(facts).visits_in.get(grid, {})),
                      len(reckoning.owed_days(facts, grid, period))) for grid in scopes(facts)}  # fmt: skip
    loose = _homes_by_day(facts, period, index(facts).visits_in.get("", {})) if "" not in by_grid else Tally(0, 0)
    total = summed([loose, *(tally for tally, _ in by_grid.values())])
    yield from _mean(clause, facts, period, total, sum(days for _, days in by_grid.values()), wanted, "", "")
    for grid, (tally, days) in by_grid.items():
        if grid:
            yield from _mean(clause, facts, period, tally, days, wanted, grid, "")
    for worker in reckoning.own_workers(facts):
        tally = _homes_by_day(facts, period, index(facts).visits_by.get(worker.name, {}))
        days = len(reckoning.owed_by(facts, worker, period))
        yield from _mean(clause, facts, period, tally, days, wanted, "", worker.name)


def _homes_by_day(facts: WorkFacts, period: Period, days: Mapping[date, Sequence[Visit]]) -> Tally:
    """Return how many households were visited, each once a day, with the visits."""
    first, last = reckoning.first_day(facts, period), reckoning.last_day(facts, period)
    homes = index(facts).homes
    count, proof = 0, []
    for day, visits in days.items():
        if first <= day <= last:
            counted = {v.home: v.uid for v in visits if v.home in homes and homes[v.home].ledger in reckoning.DOORS}
            count += len(counted)
            proof += [("visit", uid) for uid in counted.values()]
    return Tally(count, count, tuple(proof))


def _mean(
    clause: Clause, facts: WorkFacts, period: Period, tally: Tally, days: int, wanted: reckoning.Number,
    grid: str, worker: str,
) -> Iterator[Finding]:  # fmt: skip
    if not days:
        return
    shown = reckoning.mean_words(tally.part, days, wanted)
    who = worker or name_of(facts, grid)
    sum_of = "" if worker else reckoning.added_up(facts, grid)
    words = f"{who}{period.label}{sum_of}应走访 {days} 天，有效走访住户 {tally.part:,} 户次，平均每天 {shown} 户。"
    yield finding(
        clause, facts, period, words, met=Fraction(tally.part, days) >= wanted, figure=f"{shown} 户",
        target=f"每天 {reckoning.number_words(wanted)} 户", grid=grid, worker=worker, value=tally.part / days,
        wanted=float(wanted), proof=tally.proof,
    )  # fmt: skip


def home_visits(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether every home of some groups (`groups`) was visited in person in the period (登门走访)."""
    if not reckoning.reaches_into(facts, period):
        return
    names = cast("list[str]", clause.params["groups"])
    for grid, homes in homes_of_groups(facts, names, reckoning.last_day(facts, period)).items():
        tally = _visited(facts, homes, period)
        words = (
            f"{name_of(facts, grid)}{period.label}{'、'.join(names)}共 {tally.whole:,} 户，已登门 {tally.part:,} 户。"
        )
        yield rate_finding(clause, facts, period, tally, 100, words, unit="户", grid=grid)


def homes_of_groups(facts: WorkFacts, names: Sequence[str], on: date) -> dict[str, list[Home]]:
    """Return by grid, of all under "", the homes of groups: so labelled, or where a focus person of one lives.

    Tenants (流动人口租住户) who belong to no household live in the dwelling that is let to them.
    """
    labels = labels_of(names)
    lived_in = {one.home for one in facts.focus if one.group in labels and is_watched(one, on)}
    found: dict[str, list[Home]] = {}
    for grid in _office_and_grids(facts):
        homes = reckoning.due_homes(facts, grid, on)
        found[grid] = [home for home in homes if home.uid in lived_in or not labels.isdisjoint(home.groups)]
    return {grid: homes for grid, homes in found.items() if homes}


def key_visits(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether so many (`homes`) households of key groups were visited in each grid; all, where it has fewer."""
    if not reckoning.reaches_into(facts, period):
        return
    asked, names = int(str(clause.params["homes"])), cast("list[str]", clause.params.get("groups", ["重点人群"]))
    homes = homes_of_groups(facts, names, reckoning.last_day(facts, period))
    here = [grid for grid in scopes(facts) if grid in homes]
    if not here:
        return
    found = [(grid, _visited(facts, homes[grid], period), min(asked, len(homes[grid]))) for grid in here]
    good = sum(tally.part >= wanted for _, tally, wanted in found)
    words = f"{name_of(facts, '')}{period.label}有 {good}／{len(found)} 个网格入户走访重点人群满 {asked} 户。"
    yield rate_finding(
        clause, facts, period, Tally(good, len(found), summed(one for _, one, _ in found).proof), 100, words,
        unit="个网格", target=f"每个网格 {asked} 户",
    )  # fmt: skip
    for grid, tally, wanted in found:
        if grid:
            words = f"{name_of(facts, grid)}{period.label}重点人群 {tally.whole:,} 户，已入户走访 {tally.part:,} 户。"
            yield finding(
                clause, facts, period, words, met=tally.part >= wanted, figure=f"{tally.part:,} 户",
                target=f"{wanted} 户", grid=grid, value=tally.part, wanted=wanted, proof=tally.proof,
                lacking=() if tally.part >= wanted else tally.lacking,
            )  # fmt: skip


def revisits(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether homes were gone back to: on the day agreed (下次走访), and when what they raised is settled.

    What was settled counts as told, too, when its feedback (反馈) is written down.
    """
    last = reckoning.last_day(facts, period)
    events = {event.uid: event for event in facts.events}
    due = [(visit, since) for visit in index(facts).contacts if (since := _due_again(visit, events)) is not None]
    by_grid: dict[str, list[tuple[Visit, bool]]] = {grid: [] for grid in _office_and_grids(facts)}
    for visit, since in due:
        if period.first <= since <= last:
            told = events[visit.event].feedback if visit.event in events else None
            first = visit.day + timedelta(days=1) if visit.next_on else since
            done = _gone_back(facts, visit, first, last) or (told is not None and told <= last)
            for scope in {"", index(facts).grid_of_visit(visit)}:
                by_grid.setdefault(scope, []).append((visit, done))
    for grid, found in by_grid.items():
        if found:
            tally = Tally(
                sum(done for _, done in found), len(found), tuple(("visit", one.uid) for one, done in found if done),
                tuple(("visit", one.uid) for one, done in found if not done),
            )  # fmt: skip
            words = f"{name_of(facts, grid)}{period.label}应回访 {tally.whole:,} 处，已回访或反馈 {tally.part:,} 处。"
            yield rate_finding(clause, facts, period, tally, 100, words, unit="处", grid=grid)


def _due_again(visit: Visit, events: Mapping[str, Event]) -> date | None:
    """Return the day from which a home is to be gone back to: as agreed, or when what it raised was settled."""
    if visit.next_on is not None:
        return visit.next_on
    event = events.get(visit.event)
    return event.closed if event is not None else None


def _gone_back(facts: WorkFacts, visit: Visit, first: date, last: date) -> bool:
    seen = index(facts).contacts_with.get(visit.home or visit.person, ())
    return any(other is not visit and first <= other.day <= last for other in seen)


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    visit_coverage, visits_per_day, visits_by_group, home_visits, key_visits, revisits,
)  # fmt: skip
