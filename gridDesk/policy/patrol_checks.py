"""The rule on what patrols must look at, whom they must see and what they must do (五必查、五必访、五必做)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from gridDesk.policy import reckoning
from gridDesk.policy.calendar import days_between
from gridDesk.policy.findings import Finding, Record
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, name_of, rate_finding
from gridDesk.policy.work import WorkFacts
from gridDesk.policy.work_index import index

_UNITS = {"patrol": "次", "day": "天", "period": "项"}
_EACH = {"patrol": "每次", "day": "每天", "period": "每项"}


def patrol_checks(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether the `checks` were made: `by` "patrol" (each one, as when not said), "day" (together) or "period".

    `verb` is the word for it where the text has another (必做). With `with_visits` whom effective visits were made to
    (对象类别) counts beside the patrols, by day or period.
    """
    asked = _Asked(
        tuple(cast("list[str]", clause.params["checks"])), str(clause.params.get("by", "patrol")),
        bool(clause.params.get("with_visits")), str(clause.params.get("verb", "")),
    )  # fmt: skip
    seen = {grid: _seen(facts, grid, period, asked) for grid in reckoning.scopes(facts)}
    tallies = {grid: _tally(seen[grid], reckoning.owed_days(facts, grid, period), asked) for grid in seen}
    total = reckoning.summed(tallies.values())
    if not total.whole:
        return
    by_scope = {"": total} | {grid: tally for grid, tally in tallies.items() if grid}
    for grid, tally in by_scope.items():
        if tally.whole:
            some = _together(seen[grid]) if grid else _together([one for found in seen.values() for one in found])
            words = _words(facts, period, grid, asked, tally, some)
            yield rate_finding(
                clause, facts, period, tally, 100, words, unit=_UNITS[asked.by], grid=grid,
                target=f"{'、'.join(asked.checks)}{_EACH[asked.by]}都{asked.verb}到",
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: the checks, by what they are counted, whether visits count too, and what is done to them."""

    checks: tuple[str, ...]
    by: str
    with_visits: bool
    said: str = ""

    @property
    def verb(self) -> str:
        """Return what is done to them, in a word: 查, 访, 做."""
        return self.said or ("访" if self.with_visits else "查")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one patrol, or one visit, saw to on a day."""

    record: Record
    day: date
    checks: frozenset[str]


def _tally(seen: Sequence[_Seen], days: Sequence[date], asked: _Asked) -> Tally:
    checks = frozenset(asked.checks)
    if asked.by == "patrol":
        good = [one.record for one in seen if checks <= one.checks]
        return Tally(len(good), len(seen), tuple(good), tuple(one.record for one in seen if not checks <= one.checks))
    if asked.by == "day":
        return _of_days(seen, days, checks)
    if not seen and not days:
        return Tally(0, 0)
    proof = tuple(one.record for one in seen if one.checks & checks)
    return Tally(len(checks & _together(seen)), len(checks), proof)


def _seen(facts: WorkFacts, grid: str, period: Period, asked: _Asked) -> list[_Seen]:
    """Return what was seen to in a grid, by day; a visit only where it saw somebody who is asked for."""
    last = reckoning.last_day(facts, period)
    patrols, visits = index(facts).patrols_in.get(grid, {}), index(facts).visits_in.get(grid, {})
    found = []
    for day in days_between(period.first, last):
        found += [_Seen(("patrol", one.uid), day, one.checks) for one in patrols.get(day, ())]
        if asked.with_visits and asked.by != "patrol":
            objects = [one for one in visits.get(day, ()) if one.object in asked.checks]
            found += [_Seen(("visit", one.uid), day, frozenset({one.object})) for one in objects]
    return found


def _of_days(seen: Sequence[_Seen], days: Sequence[date], checks: frozenset[str]) -> Tally:
    on: dict[date, list[_Seen]] = {}
    for one in seen:
        on.setdefault(one.day, []).append(one)
    good = [day for day in days if checks <= _together(on.get(day, ()))]
    bad = [day for day in days if not checks <= _together(on.get(day, ()))]
    proof, lacking = (tuple(one.record for day in some for one in on.get(day, ())) for some in (good, bad))
    return Tally(len(good), len(days), proof, lacking)


def _together(seen: Sequence[_Seen]) -> frozenset[str]:
    return frozenset().union(*(one.checks for one in seen))


def _words(facts: WorkFacts, period: Period, grid: str, asked: _Asked, tally: Tally, seen: frozenset[str]) -> str:
    """Return the sentence of a grid, of the office for "", in which something of `checks` was `seen` to."""
    never = [check for check in asked.checks if check not in seen]
    count, verb = f"{tally.whole:,}", asked.verb
    whole = {"patrol": f"巡查 {count} 次", "day": f"应巡查 {count} 天", "period": f"应{verb} {count} 项"}[asked.by]
    whole = reckoning.added_up(facts, grid) + whole
    words = f"{name_of(facts, grid)}{period.label}{whole}，必{verb}内容{verb}全的 {tally.part:,} {_UNITS[asked.by]}"
    if asked.by == "period":
        words = f"{name_of(facts, grid)}{period.label}{whole}，{verb}到的 {tally.part:,} 项"
    return words + (f"，一次也没有{verb}的是{'、'.join(never)}。" if never else "。")
