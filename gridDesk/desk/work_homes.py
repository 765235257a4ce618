"""Homes that visits must reach, the special groups in them, and how fresh the ledgers are: for the rules on work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from gridDesk.desk.work_reading import Line, Scope, between, day_of, text_of
from gridDesk.ledger import ACTIVE, CLOSED, Ledger
from gridDesk.ledger.filter import Condition
from gridDesk.policy.work import Focus, Home

FLOATING, RENTED = "流动人口", "出租房屋"
SEALED = "关注人员"  # the word for whoever a sealed ledger is about: which one it is, is never said
_EVERY = {"每天": 1, "每周": 7, "每半月": 15, "每月": 30, "每季度": 90}
_EVERY_KEYS = ("visit_every", "help_every", "report_every")
_MERGED = "merged_into"
GONE = ("03", "04")  # unit_status of a shop or unit: 迁出、注销


@dataclass
class People:
    """Who lives in which household: of every person the home and grid, of every home its first and last days."""

    home: dict[str, str] = field(default_factory=dict)
    grid: dict[str, str] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    since: dict[str, date | None] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Homes:
    """All homes of an office, the people of special groups, and into which home one that was merged away went."""

    homes: tuple[Home, ...]
    focus: tuple[Focus, ...]
    merged: dict[str, str]
    people: People
    last: date

    def one(self, uid: str) -> str:
        """Return the home that stands for another one that was merged into it."""
        for _ in range(8):
            if uid not in self.merged:
                break
            uid = self.merged[uid]
        return uid

    @cached_property
    def households(self) -> Counter[str]:
        """Return how many households there are in each grid at the end."""
        return Counter(home.grid for home in self.homes if home.ledger == "household" and home.is_there(self.last))


def homes_of(scope: Scope) -> Homes:
    """Read everything about homes, once each: households, residences, tenancies, groups, shops, units.

    Where the tenants of a dwelling belong to no household, they live with the one that uses it; else it is their home.
    """
    households = {
        text_of(line["uid"]): line
        for line in _there(scope, "household", ("grid", "wechat_group", "village_group", "address", _MERGED))
    }
    merged = {uid: text_of(line[_MERGED]) for uid, line in households.items() if line[_MERGED]}
    people = people_of(scope, households)
    let = _rented(scope, people, households)
    focus = tuple(_focus(scope, people))
    made, places = _made(scope), _places(scope)
    order = _walk(scope, households)
    found = [
        _household(scope, line, people, made, places, order) for uid, line in households.items() if uid not in merged
    ]
    found += _dwellings(let, people, places, found)
    moved = _moved(scope)
    found = [replace(home, moved=moved[home.uid]) if home.uid in moved else home for home in found]
    for ledger, since in (("shop", "since"), ("unit", "founded_on")):
        found += [_business(ledger, line, since) for line in _businesses(scope, ledger, since)]
    return Homes(tuple(found), focus, merged, people, scope.last)


def _there(scope: Scope, ledger: str, keys: tuple[str, ...]) -> Iterator[Line]:
    """Yield the records in force, and those that were closed since the first of the days asked for."""
    wanted = (*keys, "closed_on", "verified_on", "state")
    yield from scope.lines(ledger, wanted, states=(ACTIVE,))
    yield from scope.lines(ledger, wanted, between("closed_on", scope.first, None), states=(CLOSED,))


def _until(line: Line) -> date | None:
    return day_of(line["closed_on"]) if line["state"] == CLOSED else None


# --- people and what groups they are in ---------------------------------------------------------------------------------


def people_of(scope: Scope, households: Mapping[str, Line] | None = None) -> People:
    """Read the residences: of several of one person the one in force and of the kind that counts first."""
    if households is None:
        households = {text_of(line["uid"]): line for line in _there(scope, "household", ("grid",))}
    found, best, dates = People(), dict[str, tuple[bool, str, str]](), dict[str, list[date | None]]()
    for line in _there(scope, "residence", ("person", "household", "grid", "kind", "since")):
        person, home, kind = text_of(line["person"]), text_of(line["household"]), text_of(line["kind"])
        dates.setdefault(home, []).append(day_of(line["since"]))
        if kind == "02":
            found.groups.setdefault(home, set()).add(FLOATING)
        rank = (line["state"] != ACTIVE, kind, text_of(line["uid"]))
        if person in best and best[person] < rank:
            continue
        best[person] = rank
        found.home[person] = home
        found.grid[person] = text_of(households[home]["grid"]) if home in households else text_of(line["grid"])
    found.groups.pop("", None)
    found.since = {home: None if None in days else min(filter(None, days)) for home, days in dates.items()}
    found.count = Counter(grid for person, grid in found.grid.items() if not best[person][0])
    return found


@dataclass
class _Let:
    """A dwelling that is let to people of no household: where it is, and its tenancies."""

    line: Line
    tenancies: list[Line]


def _rented(scope: Scope, people: People, households: Mapping[str, Line]) -> dict[str, _Let]:
    """Say of each home whether somebody in it rents, or the dwelling it uses is let.

    Return by uid the dwellings that no household uses and whose tenants (租住开始, a roster of dwellings) belong to none.
    """
    lodged: dict[str, list[Line]] = {}
    for line in _there(scope, "tenancy", ("tenant", "dwelling", "since")):
        home = people.home.get(text_of(line["tenant"]))
        if home:
            people.groups.setdefault(home, set()).add(RENTED)
        elif line["dwelling"]:
            lodged.setdefault(text_of(line["dwelling"]), []).append(line)
    for line in scope.lines("dwelling", ("household",), Condition("rented", "is", (1,)), states=(ACTIVE,)):
        if line["household"]:
            people.groups.setdefault(text_of(line["household"]), set()).add(RENTED)
    return _lodge(scope, people, households, lodged)


def _lodge(
    scope: Scope, people: People, households: Mapping[str, Line], lodged: Mapping[str, list[Line]]
) -> dict[str, _Let]:
    """Give the tenants of no household a home: the household whose door it is too, else the dwelling, which is returned."""
    found: dict[str, _Let] = {}
    at = Condition("uid", "is", tuple(lodged))
    for line in scope.lines("dwelling", ("grid", "address", "household"), at, states=(ACTIVE,)) if lodged else ():
        uid, used_by = text_of(line["uid"]), households.get(text_of(line["household"]))
        tenancies = lodged[uid]
        if used_by is None or used_by["state"] != ACTIVE:
            found[uid] = _Let(line, tenancies)
        home = uid if uid in found else text_of(line["household"])
        people.groups.setdefault(home, set()).update((FLOATING, RENTED))
        for one in tenancies:
            if one["state"] == ACTIVE or not people.home.get(text_of(one["tenant"])):
                people.home[text_of(one["tenant"])] = home
    return found


def _focus(scope: Scope, people: People) -> Iterator[Focus]:
    """Yield the people of special groups; who is in a sealed one is told only as somebody to be looked after."""
    for ledger in scope.desk.enabled():
        if ledger.group != "special" or not ledger.subject or ledger[ledger.subject].to != "person":
            continue
        for line in _members(scope, ledger):
            person = text_of(line[ledger.subject])
            home = people.home.get(person, "")
            group = SEALED if ledger.sealed else ledger.label
            if home:
                people.groups.setdefault(home, set()).add(group)
            yield Focus(
                uid=person if ledger.sealed else text_of(line["uid"]), ledger="person" if ledger.sealed else ledger.key,
                person=person, home=home, grid=people.grid.get(person, ""), group=group, every=_every(scope, ledger, line),
                since=day_of(line["since"]), until=_until(line) or day_of(line.get("ended_on")),
            )  # fmt: skip


def _members(scope: Scope, ledger: Ledger) -> Iterator[Line]:
    yield from _there(scope, ledger.key, (ledger.subject, "since", "ended_on", *_EVERY_KEYS))


def _every(scope: Scope, ledger: Ledger, line: Line) -> int:
    words = [scope.words.one(ledger.key, key, line[key]) for key in _EVERY_KEYS if line.get(key)]
    return _EVERY.get(words[0], 0) if words else 0


# --- homes --------------------------------------------------------------------------------------------------------------


def _made(scope: Scope) -> dict[str, date]:
    """Return when households came about, of those that an event of population tells of; one that only moved did not."""
    keys = ("household_from", "household_to", "households_in", "date")
    lines = scope.lines("population_event", keys, Condition("household_to", "filled"))
    return {
        text_of(line["household_to"]): day
        for line in lines
        if line["households_in"] and line["household_from"] != line["household_to"]
        and (day := day_of(line["date"])) is not None
    }  # fmt: skip


def _places(scope: Scope) -> dict[str, str]:
    """Return in words where addresses lie, so that neighbours get the same: estate, house and entrance, or the group."""
    keys = ("village_group", "road", "estate", "building", "unit")
    return {
        text_of(line["uid"]): "".join(text_of(line[key]) for key in keys[1:]) or text_of(line["village_group"])
        for line in scope.lines("address", keys, states=(ACTIVE,))
    }


def _walk(scope: Scope, households: Iterable[str]) -> dict[str, int]:
    """Return the place of each household on the walk past all of them."""
    places = {n: place for place, n in enumerate(scope.desk.store.walk(office=scope.site), 1)}
    numbers = scope.desk.store.numbers("household", households)
    return {uid: places.get(n, 0) for uid, n in numbers.items()}


def _moved(scope: Scope) -> dict[str, tuple[tuple[date, str], ...]]:
    """Return the moves of homes after the first of the days asked for: when, and out of which grid.

    They are redrawn (网格划转), or the household went to live in another grid (住处变动), which the events tell.
    """
    found: dict[str, dict[tuple[date, str], None]] = {}
    for line in (*_redrawn(scope), *_rehoused(scope)):
        if (day := day_of(line["date"])) is not None and day > scope.first:
            found.setdefault(text_of(line["record"]), {})[day, text_of(line["from_grid"])] = None
    return {uid: tuple(sorted(moves)) for uid, moves in found.items()}


def _redrawn(scope: Scope) -> Iterator[Line]:
    yield from scope.lines("grid_move", ("record", "from_grid", "date"), between("date", scope.first, None))


def _rehoused(scope: Scope) -> Iterator[Line]:
    """Yield the households that went from one grid to another; what was taken back never was."""
    keys = ("household_from", "household_to", "grid_from", "grid_to", "date", "reverses")
    lines = list(scope.lines("population_event", keys, between("date", scope.first, None)))
    undone = {line["reverses"] for line in lines if line["reverses"]}
    for line in lines:
        same = line["household_from"] == line["household_to"] and line["grid_from"] != line["grid_to"]
        if same and line["household_to"] and not line["reverses"] and line["uid"] not in undone:
            yield {"record": line["household_to"], "from_grid": line["grid_from"], "date": line["date"]}


def _household(
    scope: Scope, line: Line, people: People, made: dict[str, date], places: dict[str, str], order: dict[str, int]
) -> Home:  # fmt: skip
    uid = text_of(line["uid"])
    return Home(
        uid=uid, grid=text_of(line["grid"]), since=made.get(uid) or people.since.get(uid), until=_until(line),
        groups=frozenset(people.groups.get(uid, ())), in_group=bool(line["wechat_group"]),
        verified_on=day_of(line["verified_on"]), place=places.get(text_of(line["address"])) or text_of(line["village_group"]),
        order=order.get(uid, 0),
    )  # fmt: skip


def _dwellings(
    let: Mapping[str, _Let], people: People, places: Mapping[str, str], households: Iterable[Home]
) -> list[Home]:
    """Return the dwellings that are homes, beside the households of their house on the walk."""
    beside = {home.place: home.order for home in households if home.place}
    return [_dwelling(one, people, places.get(text_of(one.line["address"]), ""), beside) for one in let.values()]


def _dwelling(let: _Let, people: People, place: str, beside: Mapping[str, int]) -> Home:
    uid = text_of(let.line["uid"])
    begun = [day_of(one["since"]) for one in let.tenancies]
    ended = [_until(one) for one in let.tenancies]
    grid = text_of(let.line["grid"]) or people.grid.get(text_of(let.tenancies[0]["tenant"]), "")
    return Home(
        uid=uid, ledger="dwelling", grid=grid, since=None if None in begun else min(filter(None, begun)),
        until=None if None in ended else max(filter(None, ended)), groups=frozenset(people.groups.get(uid, ())),
        place=place, order=beside.get(place, 0),
    )  # fmt: skip


def _businesses(scope: Scope, ledger: str, since: str) -> Iterator[Line]:
    """Yield shops or units; one that left or was struck off (经营状态) is not there any more."""
    for line in _there(scope, ledger, ("grid", "address_text", "status", "wechat_group", since)):
        if line["status"] not in GONE:
            yield line


def _business(ledger: str, line: Line, since: str) -> Home:
    return Home(
        uid=text_of(line["uid"]), ledger=ledger, grid=text_of(line["grid"]), since=day_of(line[since]), until=_until(line),
        in_group=bool(line["wechat_group"]), verified_on=day_of(line["verified_on"]), place=text_of(line["address_text"]),
    )  # fmt: skip
