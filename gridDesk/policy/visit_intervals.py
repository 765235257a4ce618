"""The rule on groups that are seen at their own intervals: some weekly, some each half month, everybody monthly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import cast

from gridDesk.policy import reckoning
from gridDesk.policy.findings import Finding, Record
from gridDesk.policy.people_groups import EVERYBODY, labels_of
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, name_of, rate_finding, record
from gridDesk.policy.work import Focus, WorkFacts
from gridDesk.policy.work_index import index, within

Interval = int | str


def visits_by_group(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge how often each group of `groups` was seen, of how often it was due: {帮扶人群 = 7, 居民 = "1M"}.

    Days are stretches of the period (`reckoning.slots`), each of which asks for one visit or call of whoever is there on
    its last day; the residents (居民) are to be visited (走访), a call will not do for them. A focus person with an interval
    of her own is due at that one, in whichever group she is.
    """
    groups = cast("Mapping[str, Interval]", clause.params["groups"])
    stretches = _Stretches(facts, period)
    found = {
        name: reckoning.by_scope(facts, partial(_group, facts, stretches, name, every))
        for name, every in groups.items()
    }
    own = reckoning.by_scope(facts, partial(_own_intervals, facts, stretches))
    for grid in own:
        tallies = {name: by_grid[grid] for name, by_grid in found.items()}
        total = _each_once(reckoning.summed([*tallies.values(), own[grid]]))
        if total.whole:
            words = f"{name_of(facts, grid)}{period.label}走访联系：{_parts(tallies, own[grid])}。"
            yield rate_finding(clause, facts, period, total, 100, words, unit="次", grid=grid)


def _parts(tallies: Mapping[str, Tally], own: Tally) -> str:
    named = [*tallies.items(), ("另定频次的", own)]
    return "，".join(f"{name}应 {one.whole:,} 次已 {one.part:,} 次" for name, one in named if one.whole)


def _each_once(tally: Tally) -> Tally:
    """Return a tally that names everybody once: who is lacking in one group is not proof for another."""
    lacking = dict.fromkeys(tally.lacking)
    proof = dict.fromkeys(one for one in tally.proof if one not in lacking)
    return Tally(tally.part, tally.whole, tuple(proof), tuple(lacking))


class _Stretches:
    """The stretches of a period that an interval makes, with the day each is judged by."""

    def __init__(self, facts: WorkFacts, period: Period) -> None:
        self._facts, self._period = facts, period
        self._made: dict[Interval, list[tuple[Period, date]]] = {}

    def of(self, every: Interval) -> list[tuple[Period, date]]:
        """Return the stretches of an interval, in order."""
        if every not in self._made:
            slots = reckoning.slots(self._facts, self._period, every)
            self._made[every] = [(slot, reckoning.last_day(self._facts, slot)) for slot in slots]
        return self._made[every]


def is_watched(one: Focus, on: date) -> bool:
    """Tell whether a focus person is in her ledger on a day."""
    return (one.since is None or one.since <= on) and (one.until is None or on <= one.until)


def _group(facts: WorkFacts, stretches: _Stretches, name: str, every: Interval, grid: str) -> Tally:
    slots = stretches.of(every)
    if name == EVERYBODY:
        return _homes(facts, grid, slots, None, frozenset())
    labels = labels_of((name,))
    people = [one for one in index(facts).focus_of(grid) if one.group in labels]
    seen_as_people = frozenset(one.home for one in people if one.home)
    return _people(facts, grid, [(one, slots) for one in people if not one.every]) + _homes(
        facts, grid, slots, labels, seen_as_people
    )


def _own_intervals(facts: WorkFacts, stretches: _Stretches, grid: str) -> Tally:
    """Return those with an interval of their own."""
    return _people(facts, grid, [(one, stretches.of(one.every)) for one in index(facts).focus_of(grid) if one.every])


def _people(facts: WorkFacts, grid: str, people: Sequence[tuple[Focus, list[tuple[Period, date]]]]) -> Tally:
    made, contacts = index(facts), index(facts).contacts_with
    part = whole = 0
    proof: list[Record] = []
    lacking: list[Record] = []
    for one, slots in people:
        due = [slot for slot, on in slots if is_watched(one, on) and made.lives_in(one, grid, on)]
        seen = [contacts[uid] for uid in (one.person, one.home) if uid in contacts]
        met = sum(any(within(visits, slot) for visits in seen) for slot in due)
        part, whole = part + met, whole + len(due)
        if due:
            (proof if met == len(due) else lacking).append((one.ledger, one.uid))
    return Tally(part, whole, tuple(proof), tuple(lacking))


def _homes(
    facts: WorkFacts, grid: str, slots: list[tuple[Period, date]], labels: frozenset[str] | None, leave: frozenset[str]
) -> Tally:
    """Return the households of some labels, seen or called in each stretch; without labels all, seen at the door."""
    made = index(facts)
    contacts = made.visits_to if labels is None else made.contacts_with
    part = whole = 0
    proof: list[Record] = []
    lacking: list[Record] = []
    for home in made.homes_of(grid):
        asked = labels is None or not labels.isdisjoint(home.groups)
        if not asked or home.ledger not in reckoning.DOORS or home.uid in leave:
            continue
        due = [slot for slot, on in slots if home.is_there(on) and made.is_in(home, grid, on)]
        visits = contacts.get(home.uid, ())
        met = sum(within(visits, slot) for slot in due)
        part, whole = part + met, whole + len(due)
        if due:
            (proof if met == len(due) else lacking).append(record(home))
    return Tally(part, whole, tuple(proof), tuple(lacking))
