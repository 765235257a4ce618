"""How many records each ledger held in each grid at the end of months, and how many were verified or entered in each.

When a record was verified last stands on it; when before, and when it was entered, the journal knows. Both are read once,
for all months that are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from gridDesk.desk.work_homes import FLOATING, RENTED, People
from gridDesk.desk.work_reading import Line, Scope, between, text_of
from gridDesk.ledger import ACTIVE, CLOSED, Ledger
from gridDesk.ledger.filter import Condition
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.work import Kept

_GROUPS = ("people", "place", "special")
Month = str  # 2026-09


@dataclass(frozen=True)
class _Told:
    """What the journal tells of a ledger: in which month a record was entered, in which it was gone over later, by uid."""

    entered: dict[str, Month] = field(default_factory=dict)
    fresh: dict[str, set[Month]] = field(default_factory=dict)


@dataclass
class _Sums:
    """The records of one grid by month: how many came into force and went out of it, and how many were fresh."""

    came: list[int]
    fresh: list[int]


def months_between(first: date, last: date) -> list[Period]:
    """Return the months from the one that holds a day to the one that holds another."""
    found = [containing("month", first)]
    while found[-1].last < last:
        found.append(found[-1].after())
    return found


def kept_of(scope: Scope, people: People, months: Sequence[Period]) -> dict[Period, tuple[Kept, ...]]:
    """Return what every ledger in use held at the end of each of some months on end, and what was fresh in it."""
    told = _told(scope, months)
    found: dict[Period, list[Kept]] = {month: [] for month in months}
    for ledger in scope.desk.enabled():
        if ledger.travel != "up":
            continue
        if ledger.group not in _GROUPS:
            held = list(_held(scope, ledger))
            for kept in found.values():
                kept += held
            continue
        _count(scope, ledger, people, months, told, found)
    ledgers = scope.desk.catalogue
    _count(scope, ledgers["residence"], people, months, told, found, FLOATING, Condition("kind", "is", ("02",)))
    _count(scope, ledgers["dwelling"], people, months, told, found, RENTED, Condition("rented", "is", (1,)))
    return {month: tuple(kept) for month, kept in found.items()}


def _held(scope: Scope, ledger: Ledger) -> Iterator[Kept]:
    """Yield how many records a ledger holds that nobody verifies: those of the day's work and of the team."""
    office = None if scope.desk.office.is_base else scope.site
    if "grid" not in ledger:
        total = scope.desk.store.count(ledger.key, office=office)
        found: Mapping[object, int] = {"": total} if total else {}
    else:
        found = scope.desk.store.group_count(ledger.key, "grid", office=office)
    for grid, total in found.items() or {"": 0}.items():
        yield Kept(ledger=ledger.key, label=ledger.label, grid=text_of(grid), total=total)


def _count(
    scope: Scope, ledger: Ledger, people: People, months: Sequence[Period], told: Mapping[str, _Told],
    found: dict[Period, list[Kept]], label: str = "", *where: Condition,
) -> None:  # fmt: skip
    """Add the sums of a ledger, or of the part of it that is judged apart under a label of its own."""
    sums = _sums(scope, ledger, people, months, told.get(ledger.key, _Told()), where) or {"": _none(months)}
    for grid, one in sums.items():
        for month, total, fresh in zip(months, accumulate(one.came), one.fresh, strict=False):
            found[month].append(
                Kept(
                    ledger=ledger.key, label=label or ledger.label, grid=grid, total=total, fresh=fresh,
                    focus=bool(label) or ledger.group == "special",
                )
            )  # fmt: skip


def _none(months: Sequence[Period]) -> _Sums:
    return _Sums([0] * (len(months) + 1), [0] * len(months))


def _sums(
    scope: Scope, ledger: Ledger, people: People, months: Sequence[Period], told: _Told, where: Sequence[Condition]
) -> dict[str, _Sums]:
    """Read a ledger once; a record counts in the months at whose end it was in force."""
    place = {f"{month.first:%Y-%m}": n for n, month in enumerate(months)}
    earliest, sums = min(place), dict[str, _Sums]()
    key = _grid_key(ledger)
    for line in _records(scope, ledger.key, key, months[0].first, where):
        uid, gone = text_of(line["uid"]), text_of(line["closed_on"])[:7]
        entered = told.entered.get(uid, "")
        begin = place.get(entered or earliest, len(months))
        end = place.get(gone, len(months)) if line["state"] == CLOSED else len(months)
        if begin >= end:
            continue
        at = text_of(line[key]) if key else ""
        grid = at if key == "grid" else people.grid.get(at, "")
        one = sums.get(grid)
        if one is None:
            one = sums[grid] = _none(months)
        one.came[begin] += 1
        one.came[end] -= 1
        for month in {text_of(line["verified_on"])[:7], entered, *told.fresh.get(uid, ())}:
            n = place.get(month, end)
            if begin <= n < end:
                one.fresh[n] += 1
    return sums


def _records(scope: Scope, ledger: str, key: str, first: date, where: Sequence[Condition]) -> Iterator[Line]:
    """Yield the records that were in force at some time since a day."""
    keys = tuple(dict.fromkeys((*([key] if key else []), "verified_on", "closed_on", "state")))
    yield from scope.lines(ledger, keys, *where, states=(ACTIVE,))
    yield from scope.lines(ledger, keys, *where, between("closed_on", first, None), states=(CLOSED,))


def _grid_key(ledger: Ledger) -> str:
    """Return the field by which a record belongs to a grid: its own, else the person it is about."""
    if ledger.key in ("person", "residence"):
        return "uid" if ledger.key == "person" else "person"
    return "grid" if "grid" in ledger else ledger.subject


def _told(scope: Scope, months: Sequence[Period]) -> dict[str, _Told]:
    """Return by ledger what the journal tells since the first of some months."""
    found: dict[str, _Told] = {}
    asked = [ledger.key for ledger in scope.desk.enabled() if ledger.group in _GROUPS]
    for ledger, uid, op, at in scope.desk.store.touched(scope.site, months[0].first.isoformat(), asked):
        one = found.get(ledger)
        if one is None:
            one = found[ledger] = _Told()
        if op == "create":
            one.entered.setdefault(uid, at[:7])
        else:
            one.fresh.setdefault(uid, set()).add(at[:7])
    return found
