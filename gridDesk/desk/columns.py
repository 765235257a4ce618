"""Which columns the screen table of a ledger can have, where each takes its text from, and what it is filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from gridDesk.desk.listed import ledger_of
from gridDesk.desk.office import Desk
from gridDesk.ledger import Field, Ledger
from gridDesk.ledger.alike import MERGED_INTO

Align = Literal["left", "center", "right"]
HOME = "residence.person"
PLACE = "@place"
AGE, GROUPS, VERIFIED = "age", "groups", "verified_on"
_LOCKED = frozenset(("id_number", "id_type"))  # a number is corrected on the page of its person, as an event
_BY_STEPS = frozenset(("status", "closed_date", "checked_on", "checked_by"))  # what the steps of an event tell of it
_SIZES = {"decimal": "number", "integer": "number", "money": "money", "long_text": "text", "phone": "text",
          "id_number": "text", "region": "text", "time": "text", "record": "record"}  # fmt: skip
_WIDTHS = {"id_number": 20, "phone": 16, "date": 12, "time": 8, "long_text": 26, "record": 18, "code": 12, "codes": 16,
           "yes_no": 8, "money": 12, "decimal": 10, "integer": 8, "region": 14, "text": 14, "picture": 8, "pictures": 8}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a column is filtered by: column `key` of `ledger`, reached over `via` (see Condition).

    `kind`: code, codes, yes_no, text, number, money, date, record, age, groups; `place` is text that is not counted.
    """

    kind: str
    ledger: str
    key: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a screen table; `width_chars` counts half-width characters. `sort` is the field it sorts by, or ""."""

    key: str
    title: str
    width_chars: int
    align: Align = "left"
    sort: str = ""
    sieve: Sieve | None = None
    shown: bool = True
    editable: bool = False


def about_person(shape: Ledger) -> bool:
    """Tell whether each record of a ledger is about one person."""
    return bool(shape.subject and shape[shape.subject].to == "person")


def offered(desk: Desk, table: str) -> tuple[Column, ...]:
    """Return every column that a table can have, in order; those with `shown` are its usual ones."""
    return _offered(_Shapes(desk), table)


def usual(desk: Desk, table: str) -> list[Column]:
    """Return the columns a table has when nobody chose others."""
    return [column for column in offered(desk, table) if column.shown]


def chosen(desk: Desk, table: str, keys: Sequence[str]) -> list[Column]:
    """Return the columns of these keys in their order; unknown keys are left out, none means the usual ones."""
    known = {column.key: column for column in offered(desk, table)}
    return [known[key] for key in dict.fromkeys(keys) if key in known] or usual(desk, table)


class _Shapes:
    """The ledgers of an office as a key for remembering columns: the catalogue never changes while it is open."""

    def __init__(self, desk: Desk) -> None:
        self.catalogue = desk.catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shapes) and other.catalogue is self.catalogue


@lru_cache(maxsize=256)
def _offered(shapes: _Shapes, table: str) -> tuple[Column, ...]:
    shape = shapes.catalogue[ledger_of(table)]
    if table == "people":
        return _people(shapes)
    if table == "households":
        return _households(shapes)
    if table == "dwellings":
        return _dwellings(shapes)
    own = _own(shape, [item.key for item in shape.fields if item.width and item.key != shape.subject])
    if not about_person(shape):
        return (*own, _verified(shape))
    wanted = ("name", "sex", "age", "id_number", "address", "phone")
    person = {column.key: column for column in _people(shapes)}
    return (*(_of_person(person[key], shape.subject) for key in wanted), *own, _verified(shape))


def _of_person(column: Column, subject: str) -> Column:
    """Return a column of people as the table of a group shows it."""
    sieve = column.sieve
    assert sieve is not None
    via = f"{subject}/{sieve.via}" if sieve.via else subject
    return replace(column, key=f"person.{column.key}", sort="", sieve=replace(sieve, via=via), editable=False)


def _own(shape: Ledger, shown: Sequence[str]) -> list[Column]:
    """Return the columns of a ledger's own fields, the shown ones first in their order."""
    keys = [*shown, *(item.key for item in shape.fields if item.key not in shown)]
    return [
        _field(shape, shape[key], key in shown)
        for key in keys
        if key in shape and key not in (shape.subject, MERGED_INTO)
    ]


def _field(shape: Ledger, item: Field, shown: bool) -> Column:
    width = max(len(item.label) * 2 + 2, int(item.width / 2) or _WIDTHS[item.type.name])
    if item.pictures:
        return Column(item.key, item.label, width, shown=shown)
    sieve = Sieve(_SIZES.get(item.type.name, item.type.name), shape.key, item.key)
    if item.to == "address":
        sieve = Sieve("place", "address", "text", item.key)
    return Column(
        item.key, item.label, width, _align(item.type.name), "" if item.to else item.key, sieve, shown,
        not item.to and not is_locked(shape.key, item.key),
    )  # fmt: skip


def is_locked(ledger: str, key: str) -> bool:
    """Tell whether a field is never typed into a table: it changes by an act of its own."""
    return key in _LOCKED or told_by_steps(ledger, key)


def told_by_steps(ledger: str, key: str) -> bool:
    """Tell whether a field says how far an event is: no form, table or proposal changes it, the acts on an event do."""
    return ledger == "event" and key in _BY_STEPS


def _align(kind: str) -> Align:
    return "right" if kind in ("integer", "decimal", "money") else "left"


def _verified(shape: Ledger) -> Column:
    return Column(VERIFIED, "核实日期", 12, sort=VERIFIED, sieve=Sieve("date", shape.key, VERIFIED))


def _people(shapes: _Shapes) -> tuple[Column, ...]:
    shape, home = shapes.catalogue["person"], shapes.catalogue["residence"]
    own = {column.key: column for column in _own(shape, [])}
    sizes = {"name": 16, "sex": 5, "id_number": 20, "phone": 16, "education": 11, "political": 11}
    for key, width in sizes.items():
        own[key] = replace(own[key], width_chars=width, shown=True)
    own["sex"] = replace(own["sex"], align="center")
    linked = {
        AGE: Column(AGE, "年龄", 5, "right", "birth", Sieve("age", "person", AGE)),
        "relation": _linked(home, "relation", 11),
        "household": Column(
            "household", "户（户号 户主）", 18, sieve=Sieve("text", "household", "number", f"{HOME}/household")
        ),
        "address": Column("address", "住址", 30, sieve=Sieve("place", "address", "text", PLACE)),
        "kind": _linked(home, "kind", 10),
        GROUPS: Column(GROUPS, "特殊人群", 16, sieve=Sieve("groups", "person", GROUPS)),
        "grid": replace(_linked(home, "grid", 16), shown=False, title="所属网格"),
        "consistency": replace(_linked(home, "consistency", 12), shown=False),
    }
    order = ("name", "sex", AGE, "id_number", "relation", "household", "address", "phone", "kind", "education",
             "political", GROUPS)  # fmt: skip
    first = [own.pop(key) if key in own else linked.pop(key) for key in order]
    return (*first, _verified(shape), *linked.values(), *own.values())


def _linked(home: Ledger, key: str, width: int) -> Column:
    item = home[key]
    kind = _SIZES.get(item.type.name, item.type.name)
    return Column(key, item.label, width, sieve=Sieve(kind, home.key, key, HOME))


def _households(shapes: _Shapes) -> tuple[Column, ...]:
    shape = shapes.catalogue["household"]
    own = {column.key: replace(column, shown=False) for column in _own(shape, [])}
    sizes = {"number": 10, "head": 12, "address": 32, "village_group": 9, "phone": 16, "grid": 16, "kind": 10}
    for key, width in sizes.items():
        own[key] = replace(own[key], width_chars=width, shown=True)
    own["village_group"] = replace(own["village_group"], align="center")
    own["phone"] = replace(own["phone"], title="联系电话", sort="")
    count = Column("count", "人数", 5, "right")
    order = ("number", "head", "count", "address", "village_group", "phone", "grid", "kind")
    first = [count if key == "count" else own.pop(key) for key in order]
    return (*first, _verified(shape), *own.values())


def _dwellings(shapes: _Shapes) -> tuple[Column, ...]:
    shape = shapes.catalogue["dwelling"]
    own = {column.key: replace(column, shown=False) for column in _own(shape, [])}
    sizes = {
        "address": 32,
        "owner_name": 12,
        "owner_phone": 16,
        "kind": 12,
        "use": 10,
        "area": 9,
        "floors": 5,
        "grid": 16,
    }
    for key, width in sizes.items():
        own[key] = replace(own[key], width_chars=width, shown=True)
    own["owner_name"] = replace(own["owner_name"], title="房主")
    own["use"] = replace(own["use"], title="用途")
    own["area"] = replace(own["area"], title="面积(㎡)")
    tenants = Column("tenants", "承租人", 26, sieve=Sieve("place", "person", "name", "tenancy.dwelling/tenant"))
    order = ("address", "owner_name", "owner_phone", "kind", "use", "area", "floors", "tenants", "grid")
    first = [tenants if key == "tenants" else own.pop(key) for key in order]
    return (*first, _verified(shape), *own.values())
