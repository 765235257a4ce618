"""The rule on what patrols must look at (五必查): on each patrol, on each day, or at least once in the period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from gridDesk.policy import reckoning
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period
from gridDesk.policy.reckoning import Tally, name_of, rate_finding
from gridDesk.policy.work import Patrol, WorkFacts
from gridDesk.policy.work_index import index

if TYPE_CHECKING:
    from gridDesk.policy.profile import Clause

_UNITS = {"patrol": "次", "day": "天", "period": "项"}
_TARGETS = {"patrol": "每次都查到", "day": "每天都查到", "period": "每项都查到"}


def patrol_checks(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether the `checks` were made: `by` "patrol" (each one, as when not said), "day" (together) or "period"."""
    checks, by = cast("list[str]", clause.params["checks"]), str(clause.params.get("by", "patrol"))
    tallies = {grid: _tally(facts, grid, period, frozenset(checks), by) for grid in reckoning.scopes(facts)}
    total = reckoning.summed(tallies.values())
    if not total.whole:
        return
    by_scope = {"": total} | {grid: tally for grid, tally in tallies.items() if grid}
    for grid, tally in by_scope.items():
        if tally.whole:
            words = _words(facts, period, grid, checks, tally, by)
            yield rate_finding(
                clause, facts, period, tally, 100, words, unit=_UNITS[by], grid=grid,
                target=f"{'、'.join(checks)}{_TARGETS[by]}",
            )  # fmt: skip


def _tally(facts: WorkFacts, grid: str, period: Period, checks: frozenset[str], by: str) -> Tally:
    patrols = _patrols(facts, grid, period)
    if by == "patrol":
        return _of_patrols(patrols, checks)
    if by == "day":
        return _of_days(patrols, reckoning.owed_days(facts, grid, period), checks)
    if not patrols and not reckoning.owed_days(facts, grid, period):
        return Tally(0, 0)
    done = checks & _together(patrols)
    return Tally(len(done), len(checks), tuple(("patrol", one.uid) for one in patrols if one.checks & checks))


def _patrols(facts: WorkFacts, grid: str, period: Period) -> list[Patrol]:
    days = index(facts).patrols_in.get(grid, {})
    return [one for day in sorted(days) if day in period and day <= facts.today for one in days[day]]


def _of_patrols(patrols: Sequence[Patrol], checks: frozenset[str]) -> Tally:
    good = [("patrol", one.uid) for one in patrols if checks <= one.checks]
    bad = [("patrol", one.uid) for one in patrols if not checks <= one.checks]
    return Tally(len(good), len(patrols), tuple(good), tuple(bad))


def _of_days(patrols: Sequence[Patrol], days: Sequence[date], checks: frozenset[str]) -> Tally:
    on: dict[date, list[Patrol]] = {}
    for one in patrols:
        on.setdefault(one.day, []).append(one)
    good = [day for day in days if checks <= _together(on.get(day, ()))]
    met = set(good)
    return Tally(
        len(good), len(days), tuple(("patrol", one.uid) for day in good for one in on[day]),
        tuple(("patrol", one.uid) for day in days if day not in met for one in on.get(day, ())),
    )  # fmt: skip


def _together(patrols: Sequence[Patrol]) -> frozenset[str]:
    return frozenset(check for one in patrols for check in one.checks)


def _words(facts: WorkFacts, period: Period, grid: str, checks: list[str], tally: Tally, by: str) -> str:
    scopes = [grid] if grid else reckoning.scopes(facts)
    seen = _together([one for scope in scopes for one in _patrols(facts, scope, period)])
    never = [check for check in checks if check not in seen]
    whole = {
        "patrol": f"巡查 {tally.whole:,} 次",
        "day": f"应巡查 {tally.whole:,} 天",
        "period": f"应查 {tally.whole:,} 项",
    }
    words = f"{name_of(facts, grid)}{period.label}{whole[by]}，必查内容查全的 {tally.part:,} {_UNITS[by]}"
    return words + (f"，一次也没有查的是{'、'.join(never)}。" if never else "。")
