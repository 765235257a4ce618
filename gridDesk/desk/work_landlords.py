"""Landlords (房东): who lets a dwelling of a grid without living in that grid, each once (晋江第十九条（五）)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridDesk.desk.work_reading import Line, Scope, text_of
from gridDesk.ledger import ACTIVE
from gridDesk.ledger.filter import Condition
from gridDesk.policy.work import Home

_KEYS = ("grid", "address", "household", "owner_name", "owner_id_number", "owner_phone", "rented", "wechat_group")


@dataclass(frozen=True, slots=True)
class Landlord:
    """A landlord in a grid: a dwelling let there (`uid`, its address), the name, and whether she is in the grid's group."""

    uid: str
    grid: str
    name: str
    address: str
    in_group: bool

    @property
    def home(self) -> Home:
        """Return the landlord as one of those who are to have a representative in the group."""
        return Home(uid=self.uid, ledger="dwelling", grid=self.grid, in_group=self.in_group)


def landlords_of(scope: Scope) -> list[Landlord]:
    """Return who lets dwellings now, once for each grid, without those whose household of that grid stands for them.

    A landlord is told by the owner's number (房主身份证号), else by name and telephone, else by the dwelling alone.
    """
    let = _let(scope)
    households = _households(scope, let)
    at_home = _at_home(scope, let, households)
    found: dict[tuple[str, str], Landlord] = {}
    for line in let:
        grid = text_of(line["grid"]) or text_of(households.get(text_of(line["household"]), {}).get("grid"))
        if (text_of(line["owner_id_number"]), grid) in at_home or _lives_there(line, households):
            continue
        known, inside = found.get((who := _who(line), grid)), bool(line["wechat_group"])
        if known is None or (inside and not known.in_group):
            address = known.address if known else text_of(line["address"])
            uid = known.uid if known else text_of(line["uid"])
            found[who, grid] = Landlord(uid, grid, text_of(line["owner_name"]), address, inside)
    return list(found.values())


def _let(scope: Scope) -> list[Line]:
    """Return the dwellings that are let: they say so, or somebody rents there."""
    rented = [text_of(line["dwelling"]) for line in scope.lines("tenancy", ("dwelling",), states=(ACTIVE,))]
    found = {text_of(line["uid"]): line for line in _dwellings(scope, Condition("rented", "is", (1,)))}
    others = tuple(dict.fromkeys(uid for uid in rented if uid and uid not in found))
    if others:
        found |= {text_of(line["uid"]): line for line in _dwellings(scope, Condition("uid", "is", others))}
    return list(found.values())


def _dwellings(scope: Scope, where: Condition) -> Iterable[Line]:
    return scope.lines("dwelling", _KEYS, where, states=(ACTIVE,))


def _who(line: Line) -> str:
    number, name, phone = (text_of(line[key]) for key in ("owner_id_number", "owner_name", "owner_phone"))
    return number or (f"{name} {phone}" if name and phone else text_of(line["uid"]))


def _households(scope: Scope, let: Iterable[Line]) -> dict[str, Line]:
    """Return the households that use the dwellings, each with the name of its head."""
    uids = tuple(dict.fromkeys(text_of(line["household"]) for line in let if line["household"]))
    lines = {text_of(line["uid"]): line for line in _of(scope, "household", ("grid", "head"), "uid", uids)}
    heads = tuple(text_of(line["head"]) for line in lines.values() if line["head"])
    names = {text_of(line["uid"]): text_of(line["name"]) for line in _of(scope, "person", ("name",), "uid", heads)}
    return {uid: {**line, "name": names.get(text_of(line["head"]), "")} for uid, line in lines.items()}


def _lives_there(line: Line, households: Mapping[str, Line]) -> bool:
    """Tell whether the household of the dwelling is the owner's own, who lets a part of it: so too where no owner is named."""
    house = households.get(text_of(line["household"]))
    named = any(line[key] for key in ("owner_name", "owner_id_number", "owner_phone"))
    return house is not None and (not named or text_of(line["owner_name"]) == house["name"] != "")


def _at_home(scope: Scope, let: Iterable[Line], households: Mapping[str, Line]) -> set[tuple[str, str]]:
    """Return the numbers of owners who live in a household here, each with the grid of it."""
    numbers = tuple(dict.fromkeys(text_of(line["owner_id_number"]) for line in let if line["owner_id_number"]))
    people = {
        text_of(line["uid"]): text_of(line["id_number"])
        for line in _of(scope, "person", ("id_number",), "id_number", numbers)
    }
    lived = list(_of(scope, "residence", ("person", "household"), "person", tuple(people)))
    homes = tuple(dict.fromkeys(text_of(line["household"]) for line in lived if line["household"]))
    grids = {text_of(line["uid"]): text_of(line["grid"]) for line in _of(scope, "household", ("grid",), "uid", homes)}
    return {
        (people[text_of(line["person"])], grids[text_of(line["household"])])
        for line in lived
        if text_of(line["household"]) in grids
    }


def _of(scope: Scope, ledger: str, keys: tuple[str, ...], key: str, values: tuple[str, ...]) -> Iterable[Line]:
    return scope.lines(ledger, keys, Condition(key, "is", values), states=(ACTIVE,)) if values else ()
