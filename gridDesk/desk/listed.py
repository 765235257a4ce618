"""Any column a list can hold, by reference (`ledger.field`), and its values for many rows: what exports and papers show.

A list of people can hold what is known of the person, of where they live, of the household and its address; the list of a
special group also what is known of the person. References are those of papers and blank templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from gridDesk.desk.lookups import group_words, residences, tenant_words
from gridDesk.desk.masks import Secret, secret_of, secret_of_key
from gridDesk.desk.office import Desk
from gridDesk.ledger import Field, Ledger, Row
from gridDesk.ledger.dates import age_on
from gridDesk.text import today

if TYPE_CHECKING:
    from gridDesk.desk.tables import Table

Kind = Literal["text", "center", "number", "long"]
Values = dict[str, object]
Take = Callable[[Mapping[str, Row], Mapping[str, Mapping[str, str]]], object]
_AS_KEPT = frozenset(("text", "long_text", "id_number", "phone", "date", "time", "region", "integer", "decimal"))
_NONE: Row = {}

LEDGERS = {"people": "person", "households": "household", "dwellings": "dwelling"}
UNITS = {"person": "人", "household": "户", "dwelling": "处"}
AGE, GROUPS, COUNT, TENANTS = "age", "groups", "count", "tenants"
VERIFIED, STATE, MERGED = "verified_on", "state", "merged_into"
_STATES = {"active": "在册", "closed": "已注销"}
_HOME = (
    "relation",
    "grid",
    "kind",
    "consistency",
    "registered_address",
    "away",
    "away_reason",
    "away_to",
    "inflow_reason",
    "since",
)
_PLACE = ("text", "village_group")
_DERIVED = {
    AGE: ("年龄", 6.0, "number"), GROUPS: ("特殊人群", 18.0, "long"), COUNT: ("人数", 6.0, "number"),
    TENANTS: ("承租人", 26.0, "long"),
}  # fmt: skip
_TITLES = {
    ("people", "address.text"): "家庭住址", ("households", "address.text"): "住址",
    ("dwellings", "address.text"): "房屋地址", ("households", "person.phone"): "户主电话",
    ("households", "person.id_number"): "户主身份证号", ("dwellings", TENANTS): "承租人(姓名/证件号/电话)",
    ("households", "address.village_group"): "地址所在小组",
}  # fmt: skip
_WIDTHS = {
    "id_number": 21.0, "phone": 15.0, "date": 12.0, "time": 8.0, "long_text": 30.0, "record": 18.0, "code": 12.0,
    "codes": 16.0, "yes_no": 8.0, "money": 12.0, "decimal": 10.0, "integer": 8.0, "region": 14.0, "text": 14.0,
}  # fmt: skip
_LEAST = {"id_number": 20.0, "phone": 13.0, "date": 11.0}


@dataclass(frozen=True, slots=True)
class Listed:
    """A column of a list: its heading, width in half-width characters, how it stands, and what kind of secret it is."""

    reference: str
    title: str
    width: float
    kind: Kind
    secret: Secret
    type: str
    section: str


def ledger_of(table: str) -> str:
    """Return the key of the ledger whose records a table lists."""
    return LEDGERS.get(table, table)


def unit_of(desk: Desk, table: str) -> str:
    """Return the word that counts the rows of a table: 人, 户, 处, 条."""
    shape = desk.catalogue[ledger_of(table)]
    return "人" if _about_people(shape) else UNITS.get(shape.key, "条")


def label_of(desk: Desk, table: str) -> str:
    """Return what a table is called on screen."""
    return {"people": "人口", "households": "户", "dwellings": "房屋"}.get(table) or desk.catalogue[table].label


def offered(desk: Desk, table: str) -> list[Listed]:
    """Return every column that a list of this table can hold, those of its own ledger first."""
    shape = desk.catalogue[ledger_of(table)]
    own = [item for item in shape.fields if item.key not in (shape.subject, MERGED) and not item.pictures]
    if _about_people(shape) and table != "people":
        references = [f"person.{item.key}" for item in desk.catalogue["person"].fields if item.width]
        references = [*references[:2], AGE, *references[2:], *_home_references(desk)]
        references += [f"{shape.key}.{item.key}" for item in own]
    elif table == "people":
        references = [f"person.{item.key}" for item in own]
        references = [*references[:3], AGE, *references[3:], *_home_references(desk), GROUPS]
    else:
        placed = table in LEDGERS  # the others say their address under a heading of their own
        references = [f"{shape.key}.{item.key}" for item in own if not (placed and item.key == "address")]
        references += [f"address.{key}" for key in _PLACE] if placed else []
        references += [COUNT, "person.id_number", "person.phone"] if table == "households" else []
        references += [TENANTS] if table == "dwellings" else []
    return [
        column(desk, table, reference)
        for reference in dict.fromkeys([*references, f"{shape.key}.{VERIFIED}", f"{shape.key}.{STATE}"])
    ]


def _about_people(shape: Ledger) -> bool:
    return shape.key == "person" or bool(shape.subject and shape[shape.subject].to == "person")


def _home_references(desk: Desk) -> list[str]:
    home = [f"residence.{key}" for key in _HOME if key in desk.catalogue["residence"]]
    return ["household.number", "household.head", *home, *(f"address.{key}" for key in _PLACE)]


def column(desk: Desk, table: str, reference: str) -> Listed:
    """Return the column of a reference, headed so that our own import knows it again."""
    if reference in _DERIVED:
        title, width, kind = _DERIVED[reference]
        title = _TITLES.get((table, reference), title)
        secret = secret_of_key(desk.catalogue, reference)
        return Listed(reference, title, width, cast("Kind", kind), secret, "text", "")
    ledger, _, key = reference.partition(".")
    shape = desk.catalogue[ledger]
    if key == VERIFIED:
        return Listed(reference, "核实日期", 12, "center", "", "date", "核实")
    if key == STATE:
        return Listed(reference, "状态", 8, "center", "", "text", "核实")
    item = shape[key]
    title = _TITLES.get((table, reference)) or _TITLES.get(("people", reference)) or item.label
    width = max(len(title) * 2 + 2, item.width / 2 or _WIDTHS.get(item.type.name, 12), _LEAST.get(item.type.name, 0))
    return Listed(reference, title, width, _kind(item), secret_of(item, shape), item.type.name, item.section)


def _kind(item: Field) -> Kind:
    if item.type.name in ("integer", "decimal", "money"):
        return "number"
    if item.type.name in ("code", "yes_no", "date", "time"):
        return "center"
    # Words go on in their cell: a name of twenty characters, a place, a list of codes. Numbers stay on one line.
    return "long" if item.type.name in ("text", "long_text", "record", "codes") else "text"


def of_view(desk: Desk, table: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the references of a screen table's columns; one that only the screen knows is left out."""
    shape = desk.catalogue[ledger_of(table)]
    known = {one.reference for one in offered(desk, table)}
    found: list[str] = []
    for key in keys:
        for reference in _references(table, shape, key):
            found += [reference] if reference in known else []
    return tuple(dict.fromkeys(found))


def _references(table: str, shape: Ledger, key: str) -> tuple[str, ...]:
    bare = key.removeprefix("person.")
    if bare in ("age", "count", "tenants", "groups"):
        return (bare,)
    if bare == "address" and (table in LEDGERS or key != bare):
        return ("address.text",)
    if table == "people" and key == "household":
        return ("household.number", "household.head")
    if table == "people" and key in ("relation", "kind", "consistency", "grid"):
        return (f"residence.{key}",)
    return (key,) if "." in key else (f"{shape.key}.{key}",)


class Reader:
    """Reads the values of some columns for many rows at once: texts for eyes, numbers as numbers, unmasked."""

    def __init__(self, desk: Desk, table: str, references: Sequence[str]) -> None:
        self.desk, self.table = desk, table
        self.shape = desk.catalogue[ledger_of(table)]
        self.columns = [column(desk, table, reference) for reference in references]
        self._wanted = {reference.partition(".")[0] for reference in references}
        self._takes = [(one.reference, self._take(one)) for one in self.columns]

    def read(self, rows: list[Row]) -> list[Values]:
        """Return for each row its values by reference."""
        near = self._near(rows)
        names = self._names(near)
        return [{reference: take(records, names) for reference, take in self._takes} for records in near]

    def _near(self, rows: list[Row]) -> list[dict[str, Row]]:
        """Return for each row the records that stand near it, by ledger."""
        store = self.desk.store
        near: list[dict[str, Row]] = [{self.shape.key: row} for row in rows]
        if _about_people(self.shape):
            self._add_person(near)
        elif self.table == "households" and self._wanted & {"person"}:
            _join(near, "household", "head", "person", store.get_many("person", _uids(rows, "head")))
        if self._wanted & {"address", "household"} and _about_people(self.shape):
            homes = [records.get("residence", {}) for records in near]
            _join(near, "residence", "household", "household", store.get_many("household", _uids(homes, "household")))
        if "address" in self._wanted:
            self._add_address(near)
        self._add_derived(near)
        return near

    def _add_person(self, near: list[dict[str, Row]]) -> None:
        rows = [records[self.shape.key] for records in near]
        if self.table != "people":
            subject = self.shape.subject
            _join(near, self.shape.key, subject, "person", self.desk.store.get_many("person", _uids(rows, subject)))
        people = [str(records["person"]["uid"]) for records in near if "person" in records]
        homes = residences(self.desk, people) if self._wanted & {"residence", "household", "address"} else {}
        for records in near:
            home = homes.get(str(records.get("person", {}).get("uid")))
            if home:
                records["residence"] = home

    def _add_address(self, near: list[dict[str, Row]]) -> None:
        chosen = [
            next(
                (
                    r[key]["address"]
                    for key in (self.shape.key, "residence", "household")
                    if r.get(key, {}).get("address")
                ),
                None,
            )
            for r in near
        ]
        found = self.desk.store.get_many("address", {str(uid) for uid in chosen if uid})
        for records, uid in zip(near, chosen, strict=True):
            if str(uid) in found:
                records["address"] = found[str(uid)]

    def _add_derived(self, near: list[dict[str, Row]]) -> None:
        uids = [str(records[self.shape.key]["uid"]) for records in near]
        if GROUPS in self._wanted:
            _derive(near, GROUPS, group_words(self.desk, uids), uids)
        if TENANTS in self._wanted:
            _derive(near, TENANTS, tenant_words(self.desk, uids), uids)
        if COUNT in self._wanted:
            sizes: dict[str, int] = {}
            for home in self.desk.store.rows("residence", where={"household": uids}):
                sizes[str(home["household"])] = sizes.get(str(home["household"]), 0) + 1
            _derive(near, COUNT, sizes, uids)

    def _names(self, near: list[dict[str, Row]]) -> dict[str, dict[str, str]]:
        """Return the names in words of all records referred to, by ledger."""
        wanted: dict[str, set[str]] = {}
        for one in self.columns:
            ledger, _, key = one.reference.partition(".")
            to = self.desk.catalogue[ledger][key].to if one.type == "record" else ""
            if to:
                wanted.setdefault(to, set()).update(_uids([records.get(ledger, {}) for records in near], key))
        return {to: self.desk.store.titles(to, uids) for to, uids in wanted.items()}

    def _take(self, one: Listed) -> Take:
        """Return what takes the value of a column from the records near a row: decided once, called for every cell."""
        if one.reference == AGE:
            ages = _Remembered(lambda born: age_on(str(born), today()))
            return lambda near, _names: (
                ages[near["person"]["birth"]] if near.get("person", _NONE).get("birth") else None
            )
        if one.reference in _DERIVED:
            return lambda near, _names: near.get("", _NONE).get(one.reference)
        ledger, _, key = one.reference.partition(".")
        if key in (VERIFIED, STATE):
            words = _STATES if key == STATE else {}
            return lambda near, _names: words.get(
                str(near.get(ledger, _NONE).get(key)), near.get(ledger, _NONE).get(key)
            )
        item = self.desk.catalogue[ledger][key]
        if item.to:
            return lambda near, names: names[item.to].get(str(near.get(ledger, _NONE).get(key)), "")
        if item.type.name in _AS_KEPT:
            return lambda near, _names: near.get(ledger, _NONE).get(key)
        if item.type.name == "money":
            return lambda near, _names: _yuan(near.get(ledger, _NONE).get(key))
        shown = _Remembered(item.show)
        return lambda near, _names: shown[near.get(ledger, _NONE).get(key)]


class _Remembered(dict[object, object]):
    """What a function returned for values met before: codes and birthdays come again and again."""

    def __init__(self, function: Callable[[object], object]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, value: object) -> object:
        """Ask once, and keep the answer."""
        found = self[value] = self._function(value)
        return found


def _yuan(fen: object) -> float | None:
    return None if fen is None else int(str(fen)) / 100


def _uids(rows: Iterable[Mapping[str, object]], key: str) -> set[str]:
    return {str(row[key]) for row in rows if row.get(key)}


def _join(near: list[dict[str, Row]], of: str, key: str, name: str, found: Mapping[str, Row]) -> None:
    """Put beside each row the record that its record of ledger `of` refers to."""
    for records in near:
        uid = str(records.get(of, {}).get(key))
        if uid in found:
            records[name] = found[uid]


def _derive(near: list[dict[str, Row]], key: str, found: Mapping[str, object], uids: Sequence[str]) -> None:
    for records, uid in zip(near, uids, strict=True):
        records.setdefault("", {})[key] = found.get(uid)


def in_chunks(table: Table, size: int = 1000) -> Iterable[list[Row]]:
    """Yield the records of a table in its order, many at a time, so that memory stays flat."""
    for start in range(0, table.count, size):
        yield table.rows(start, min(start + size, table.count))
