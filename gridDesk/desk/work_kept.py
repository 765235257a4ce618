"""How many records each ledger holds in each grid, and how many were verified or entered in a month (更新率)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from gridDesk.desk.work_homes import FLOATING, RENTED, People
from gridDesk.desk.work_reading import Line, Scope, between, text_of
from gridDesk.ledger import ACTIVE, CLOSED, Ledger
from gridDesk.ledger.filter import Condition
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.work import Kept

_GROUPS = ("people", "place", "special")
_KEYS = ("verified_on", "closed_on", "updated_at", "rev", "state")
Uids = frozenset[str]


@dataclass(frozen=True)
class Past:
    """What the journal knows of a month that is over: by ledger who was verified or entered in it, and who only later."""

    touched: Mapping[str, Uids] = field(default_factory=dict)
    later: Mapping[str, Uids] = field(default_factory=dict)


def kept_of(scope: Scope, people: People) -> Iterator[Kept]:
    """Yield what every ledger in use holds; fresh is what was verified or entered in the month that holds the last day."""
    month = containing("month", scope.last)
    past = _past(scope, month)
    for ledger in scope.desk.enabled():
        if ledger.group in _GROUPS and ledger.travel == "up":
            grid = _grid_key(ledger)
            yield from _counted(scope, ledger, people, month, past, grid)
        elif ledger.travel == "up":
            yield from _held(scope, ledger)
    yield from _narrowed(scope, people, month, past)


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


def _grid_key(ledger: Ledger) -> str:
    """Return the field by which a record belongs to a grid: its own, else the person it is about."""
    if ledger.key in ("person", "residence"):
        return "uid" if ledger.key == "person" else "person"
    return "grid" if "grid" in ledger else ledger.subject


def _counted(
    scope: Scope,
    ledger: Ledger,
    people: People,
    month: Period,
    past: Past,
    key: str,
    *where: Condition,
    label: str = "",
) -> Iterator[Kept]:
    total, fresh = Counter[str](), Counter[str]()
    for line in _at(scope, ledger.key, key, month, past, *where):
        place = text_of(line[key]) if key else ""
        grid = place if key == "grid" else people.grid.get(place, "")
        total[grid] += 1
        fresh[grid] += _is_fresh(ledger.key, line, month, past)
    focus = bool(label) or ledger.group == "special"
    for grid in total or ("",):
        yield Kept(
            ledger=ledger.key, label=label or ledger.label, grid=grid, total=total[grid], fresh=fresh[grid], focus=focus
        )


def _narrowed(scope: Scope, people: People, month: Period, past: Past) -> Iterator[Kept]:
    """Yield those parts of ledgers that are judged apart: floating people, let dwellings."""
    ledgers = scope.desk.catalogue
    floating = Condition("kind", "is", ("02",))
    yield from _counted(scope, ledgers["residence"], people, month, past, "person", floating, label=FLOATING)
    rented = Condition("rented", "is", (1,))
    yield from _counted(scope, ledgers["dwelling"], people, month, past, "grid", rented, label=RENTED)


def _at(scope: Scope, ledger: str, key: str, month: Period, past: Past, *where: Condition) -> Iterator[Line]:
    """Yield the records that were in force at the end of a month."""
    keys = tuple(dict.fromkeys((key, *_KEYS))) if key else _KEYS
    later = past.later.get(ledger, frozenset())
    for states, more in (((ACTIVE,), ()), ((CLOSED,), (between("closed_on", _after(month), None),))):
        for line in scope.lines(ledger, keys, *where, *more, states=states):
            if line["uid"] not in later:
                yield line


def _after(month: Period) -> date:
    return month.after().first


def _is_fresh(ledger: str, line: Line, month: Period, past: Past) -> bool:
    first, last = month.first.isoformat(), month.last.isoformat()
    verified, written = text_of(line["verified_on"])[:10], text_of(line["updated_at"])[:10]
    if first <= verified <= last or (line["rev"] == 1 and first <= written <= last):
        return True
    return line["uid"] in past.touched.get(ledger, ())


def _past(scope: Scope, month: Period) -> Past:
    """Return what the journal tells of a month that is over; of the present one the records themselves tell."""
    if month.last >= scope.today:
        return Past()
    touched: dict[str, set[str]] = {}
    created: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    first, last = month.first.isoformat(), month.last.isoformat() + "~"
    for ledger, uid, op, at in scope.desk.store.touched(scope.site, first):
        known = touched if at <= last else created if op == "create" else None
        if known is not None:
            known.setdefault(ledger, set()).add(uid)
        if known is touched:
            before.setdefault(ledger, set()).add(uid)
    return Past(_frozen(touched), _frozen(_without(created, before)))


def _without(found: dict[str, set[str]], other: dict[str, set[str]]) -> dict[str, set[str]]:
    return {ledger: uids - other.get(ledger, set()) for ledger, uids in found.items()}


def _frozen(found: Mapping[str, Iterable[str]]) -> dict[str, Uids]:
    return {ledger: frozenset(uids) for ledger, uids in found.items()}
