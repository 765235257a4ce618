"""Which events a rule counts, and the rate of those that are as they should be: for the office, its grids, its workers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import cast

from gridDesk.policy.findings import Finding, Record
from gridDesk.policy.limits import UP, tier_of
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import (
    Tally,
    first_day,
    last_day,
    name_of,
    number,
    own_workers,
    rate_finding,
    scopes,
)
from gridDesk.policy.work import Event, WorkFacts
from gridDesk.policy.work_index import names_in

# Sources (来源) that are our own patrols and visits: what is found so was found by us (排查).
OWN_SOURCES = ("网格巡查", "入户走访", "视频巡查")
Scoped = tuple[str, str, list[Event]]  # grid, worker, events


def found_in(facts: WorkFacts, period: Period) -> list[Event]:
    """Return the events found in a period, as far as records were kept and the day has come."""
    first, last = first_day(facts, period), last_day(facts, period)
    return [event for event in facts.events if first <= event.found <= last]


def closed_in(facts: WorkFacts, period: Period) -> list[Event]:
    """Return the events closed (办结) in a period, whenever they were found."""
    first, last = first_day(facts, period), last_day(facts, period)
    return [event for event in facts.events if event.closed is not None and first <= event.closed <= last]


def open_in(facts: WorkFacts, period: Period) -> list[Event]:
    """Return the events that were open on some day of a period."""
    first, last = first_day(facts, period), last_day(facts, period)
    return [one for one in facts.events if one.found <= last and (one.closed is None or one.closed >= first)]


def before(facts: WorkFacts) -> date:
    """Return the day before today: until when something could be made good that now cannot any more."""
    return facts.today - timedelta(days=1)


def of_kinds(events: Iterable[Event], kinds: Collection[str]) -> list[Event]:
    """Return the events of some kinds (事项类别); of no kinds named, all."""
    return [event for event in events if not kinds or event.kind in kinds]


def words(clause: Clause, key: str, usual: Sequence[str] = ()) -> tuple[str, ...]:
    """Return a parameter that is a list of words."""
    return tuple(cast("Sequence[str]", clause.params.get(key, usual)))


def moved_up(event: Event, level: str) -> bool:
    """Tell whether an event was reported to above (上报): by a step, its handling, its time of report or its level."""
    if any(step.act in UP for step in event.steps) or event.handling in UP or event.status == "已上报":
        return True
    if event.times[2] is not None:
        return True
    tier = tier_of(event.tier)
    return tier == "other" or (tier == "street" and level in ("village", "community"))


def by_scope(facts: WorkFacts, events: Sequence[Event]) -> Iterator[Scoped]:
    """Yield (grid, "", events) for the whole office and each grid; one of no grid that is walked is in the only one."""
    yield "", "", list(events)
    grids = dict.fromkeys(grid for grid in scopes(facts) if grid)
    of: dict[str, list[Event]] = defaultdict(list)
    only = next(iter(grids)) if len(grids) == 1 else ""
    for event in events:
        of[event.grid if event.grid in grids else only].append(event)
    for grid in grids:
        yield grid, "", of[grid]


def by_worker(facts: WorkFacts, events: Sequence[Event], name: Callable[[Event], str]) -> Iterator[Scoped]:
    """Yield ("", worker, events) for each worker whose own duty the daily work is, with the events that bear the name."""
    of: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for one in names_in(name(event)):
            of[one].append(event)
    for worker in dict.fromkeys(worker.name for worker in own_workers(facts)):
        yield "", worker, of.get(worker, [])


def tally_of(events: Sequence[Event], good: Callable[[Event], bool]) -> Tally:
    """Return how many events are as they should be; the others are lacking."""
    met = [event for event in events if good(event)]
    rest = [event for event in events if not good(event)]
    return Tally(len(met), len(events), records(met), records(rest))


def records(events: Iterable[Event]) -> tuple[Record, ...]:
    """Return events as records that a finding names."""
    return tuple(("event", event.uid) for event in events)


def rates(
    clause: Clause, facts: WorkFacts, period: Period, scoped: Iterable[Scoped], good: Callable[[Event], bool],
    sentence: str, *, target: str = "", wanted: object = None, more: Callable[[Sequence[Event]], str] | None = None,
) -> Iterator[Finding]:  # fmt: skip
    """Yield the rate of good events of every scope that has any.

    `sentence` goes on after the scope and the period, with {whole}, {part} and {rest}; `more` adds to it; the target is the
    clause's parameter `rate`, all of them where it has none.
    """
    mark = number(wanted if wanted is not None else clause.params.get("rate"), 100)
    for grid, worker, events in scoped:
        if not events:
            continue
        tally = tally_of(events, good)
        said = sentence.format(whole=tally.whole, part=tally.part, rest=tally.whole - tally.part)
        message = f"{worker or name_of(facts, grid)}{period.label}{said}{more(events) if more else ''}"
        yield rate_finding(
            clause, facts, period, tally, mark, message, unit="件", grid=grid, worker=worker, target=target
        )
