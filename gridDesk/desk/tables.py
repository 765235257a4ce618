"""Tables for screens: rows of any ledger as text, fetched in pages of 128, so two million scroll as two thousand do."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from gridDesk.desk.lookups import addresses_of, group_words, residences, tenant_words
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts, parse, save
from gridDesk.ledger import ACTIVE, CLOSED, Row
from gridDesk.ledger.dates import age_on
from gridDesk.text import today

PAGE = 128
KEPT_PAGES = 24


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a screen table; `width_chars` counts half-width characters. `sort` is the field it sorts by, or ""."""

    key: str
    title: str
    width_chars: int
    align: Literal["left", "center", "right"] = "left"
    sort: str = ""


Render = Callable[[Desk, list[Row]], list[list[str]]]


class Table:
    """A windowed table: 8 bytes a row for the order, texts of the pages last looked at, the rest in the data file."""

    def __init__(self, desk: Desk, ledger: str, columns: Sequence[Column], ids: array[int], render: Render) -> None:
        self.columns = list(columns)
        self.ledger = ledger
        self._desk, self._ids, self._render = desk, ids, render
        self._pages: OrderedDict[int, list[tuple[Row, list[str]]]] = OrderedDict()

    @property
    def count(self) -> int:
        """Return how many rows the table has."""
        return len(self._ids)

    def texts(self, index: int) -> list[str]:
        """Return the shown texts of one row, one per column."""
        return self._at(index)[1]

    def row(self, index: int) -> Row:
        """Return the record behind one row."""
        return self._at(index)[0]

    def rows(self, start: int, stop: int) -> list[Row]:
        """Return the records behind some rows without their texts: exports and papers make their own."""
        return self._desk.store.page(self.ledger, self._ids[start:stop])

    def uid(self, index: int) -> str:
        """Return the uid of the record behind one row."""
        return str(self.row(index)["uid"])

    def state(self, index: int) -> str:
        """Return `active` or `closed`."""
        return str(self.row(index)["state"])

    def index_of(self, uid: str) -> int | None:
        """Return the row of a record among the pages already looked at or, failing that, the first 10,000."""
        for page, rows in self._pages.items():
            for place, (row, _texts) in enumerate(rows):
                if row["uid"] == uid:
                    return page * PAGE + place
        return next((n for n in range(min(self.count, 10_000)) if self.uid(n) == uid), None)

    def forget(self) -> None:
        """Drop the texts fetched so far, after a change."""
        self._pages.clear()

    def _at(self, index: int) -> tuple[Row, list[str]]:
        page, place = divmod(index, PAGE)
        if page not in self._pages:
            self._pages[page] = self._fetch(page)
            if len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page][place]

    def _fetch(self, page: int) -> list[tuple[Row, list[str]]]:
        rows = self._desk.store.page(self.ledger, self._ids[page * PAGE : (page + 1) * PAGE])
        return list(zip(rows, self._render(self._desk, rows), strict=True))


class EditableTable(Table):
    """A table of one ledger whose cells can be typed into; every cell is saved by itself and can be undone."""

    def editable(self, column: int) -> bool:
        """Tell whether cells of a column can be typed into: all but references to other records."""
        key = self.columns[column].key
        shape = self._desk.catalogue[self.ledger]
        return key in shape and not shape[key].to

    def set(self, index: int, column: int, raw: object) -> None:
        """Save what was typed into a cell. Raises FieldError or DeskError with the sentence for the clerk."""
        key = self.columns[column].key
        save(self._desk, self.ledger, self.uid(index), {key: parse(self._desk, self.ledger, key, raw)})
        self.forget()


_PEOPLE = (
    Column("name", "姓名", 16, sort="name"),
    Column("sex", "性别", 5, "center", "sex"),
    Column("age", "年龄", 5, "right", "birth"),
    Column("id_number", "公民身份号码", 20, sort="id_number"),
    Column("relation", "与户主关系", 11),
    Column("household", "户（户号 户主）", 18),
    Column("address", "住址", 30),
    Column("phone", "联系电话", 16),
    Column("kind", "人口类型", 10),
    Column("education", "文化程度", 11, sort="education"),
    Column("political", "政治面貌", 11, sort="political"),
    Column("groups", "特殊人群", 16),
    Column("verified_on", "核实日期", 12, sort="verified_on"),
)

Filters = Mapping[str, object]
_OWN_PERSON = {"sex", "ethnicity", "education", "marital", "political"}
_RESIDENCE = {"kind", "grid", "household", "relation"}


def people_table(
    desk: Desk, *, search: str = "", filters: Filters | None = None, sort: str = "", descending: bool = False,
    states: Sequence[str] = (ACTIVE,),
) -> Table:  # fmt: skip
    """Return the people table. Filters: sex, ethnicity, education, marital, political; kind, grid, household of where
    they live; `group` = key of a special ledger.
    """
    filters = dict(filters or {})
    where = {key: filters[key] for key in _OWN_PERSON if filters.get(key)}
    wanted = _people_wanted(desk, search, filters)
    return Table(desk, "person", _PEOPLE, _ids(desk, "person", where, wanted, sort, descending, states), _people_texts)


def _people_wanted(desk: Desk, search: str, filters: Filters) -> set[str] | None:
    """Return the uids that search and filters over other ledgers leave, or None for all."""
    sets: list[set[str]] = []
    if search.strip():
        sets.append({hit.uid for hit in desk.store.find(search, limit=5000) if hit.ledger == "person"})
    where = {key: filters[key] for key in _RESIDENCE if filters.get(key)}
    if where:
        sets.append({str(row["person"]) for row in desk.store.rows("residence", where=where)})
    if filters.get("group"):
        key = str(filters["group"])
        subject = desk.catalogue[key].subject
        sets.append({str(row[subject]) for row in desk.store.rows(key)})
    return set.intersection(*sets) if sets else None


def _ids(
    desk: Desk, ledger: str, where: Filters, wanted: set[str] | None, sort: str, descending: bool, states: Sequence[str]
) -> array[int]:
    full = dict(where) | ({"uid": sorted(wanted)} if wanted is not None else {})
    order = (sort,) if sort else ()
    return desk.store.ids(ledger, where=full, states=states, order=order, descending=descending)


def _people_texts(desk: Desk, rows: list[Row]) -> list[list[str]]:
    uids = [str(row["uid"]) for row in rows]
    homes = residences(desk, uids)
    home_rows = list(homes.values())
    shown = dict(zip(homes, many_texts(desk, "residence", home_rows), strict=True))
    addresses = addresses_of(desk, homes)
    groups = group_words(desk, uids)
    return [
        _person_texts(desk, row, shown.get(uid, {}), addresses.get(uid, ""), groups.get(uid, ""))
        for row, uid in zip(rows, uids, strict=True)
    ]


def _person_texts(desk: Desk, row: Row, home: Mapping[str, str], address: str, groups: str) -> list[str]:
    shape = desk.catalogue["person"]
    age = age_on(cast("str | None", row.get("birth")), today())
    closed = row["state"] == CLOSED
    return [
        f"{row.get('name') or ''}{'（已注销）' if closed else ''}",
        shape["sex"].show(row.get("sex")),
        "" if age is None else str(age),
        short_id(row.get("id_number")),
        home.get("relation", ""),
        home.get("household", ""),
        address,
        shape["phone"].show(row.get("phone")),
        home.get("kind", ""),
        shape["education"].show(row.get("education")),
        shape["political"].show(row.get("political")),
        groups,
        str(row.get("verified_on") or ""),
    ]


_HOUSEHOLDS = (
    Column("number", "户号", 10, sort="number"),
    Column("head", "户主", 12),
    Column("count", "人数", 5, "right"),
    Column("address", "住址", 32),
    Column("village_group", "村民小组", 9, "center", "village_group"),
    Column("phone", "联系电话", 16),
    Column("grid", "所属网格", 16),
    Column("kind", "户类型", 10, sort="kind"),
    Column("verified_on", "核实日期", 12, sort="verified_on"),
)


def household_table(
    desk: Desk, *, search: str = "", filters: Filters | None = None, sort: str = "", descending: bool = False,
    states: Sequence[str] = (ACTIVE,),
) -> Table:  # fmt: skip
    """Return the household table. Filters: kind, grid, village_group."""
    where = {key: value for key, value in (filters or {}).items() if value}
    ids = _ids(desk, "household", where, _found(desk, "household", search), sort, descending, states)
    return Table(desk, "household", _HOUSEHOLDS, ids, _household_texts)


def _found(desk: Desk, ledger: str, search: str) -> set[str] | None:
    if not search.strip():
        return None
    hits = desk.store.find(search, limit=5000)
    found = {hit.uid for hit in hits if hit.ledger == ledger}
    people = [hit.uid for hit in hits if hit.ledger == "person"]
    if ledger == "household" and people:
        found |= {str(home["household"]) for home in residences(desk, people).values() if home.get("household")}
    return found


def _household_texts(desk: Desk, rows: list[Row]) -> list[list[str]]:
    uids = [str(row["uid"]) for row in rows]
    sizes: dict[str, int] = {}
    for home in desk.store.rows("residence", where={"household": uids}):
        sizes[str(home["household"])] = sizes.get(str(home["household"]), 0) + 1
    head_phones = {
        uid: str(row.get("phone") or "")
        for uid, row in desk.store.get_many("person", {str(row["head"]) for row in rows if row.get("head")}).items()
    }
    shown = many_texts(desk, "household", rows)
    return [
        [
            text["number"], text["head"], str(sizes.get(uid, 0)), text["address"], text["village_group"],
            text["phone"] or head_phones.get(str(row.get("head")), ""), text["grid"], text["kind"],
            str(row.get("verified_on") or ""),
        ]
        for uid, row, text in zip(uids, rows, shown, strict=True)
    ]  # fmt: skip


_DWELLINGS = (
    Column("address", "房屋地址", 32),
    Column("owner_name", "房主", 12, sort="owner_name"),
    Column("owner_phone", "房主电话", 16),
    Column("kind", "房屋性质", 12, sort="kind"),
    Column("use", "用途", 10, sort="use"),
    Column("area", "面积(㎡)", 9, "right", "area"),
    Column("floors", "层数", 5, "right", "floors"),
    Column("tenants", "承租人", 26),
    Column("grid", "所属网格", 16),
    Column("verified_on", "核实日期", 12, sort="verified_on"),
)


def dwelling_table(
    desk: Desk, *, search: str = "", filters: Filters | None = None, sort: str = "", descending: bool = False,
    states: Sequence[str] = (ACTIVE,),
) -> Table:  # fmt: skip
    """Return the dwelling table. Filters: kind, use, grid, rented."""
    where = {key: value for key, value in (filters or {}).items() if value not in (None, "")}
    ids = _ids(desk, "dwelling", where, _found(desk, "dwelling", search), sort, descending, states)
    return Table(desk, "dwelling", _DWELLINGS, ids, _dwelling_texts)


def _dwelling_texts(desk: Desk, rows: list[Row]) -> list[list[str]]:
    tenants = tenant_words(desk, [str(row["uid"]) for row in rows])
    shown = many_texts(desk, "dwelling", rows)
    return [
        [
            text["address"], text["owner_name"], text["owner_phone"], text["kind"], text["use"], text["area"],
            text["floors"], tenants.get(str(row["uid"]), ""), text["grid"], str(row.get("verified_on") or ""),
        ]
        for row, text in zip(rows, shown, strict=True)
    ]  # fmt: skip


def ledger_table(
    desk: Desk, ledger: str, *, search: str = "", filters: Filters | None = None, sort: str = "",
    descending: bool = False, states: Sequence[str] = (ACTIVE,),
) -> EditableTable:  # fmt: skip
    """Return the table of any ledger: every field with a width on paper, typed into in place."""
    shape = desk.catalogue[ledger]
    fields = [item for item in shape.fields if item.width]
    columns = [
        Column(item.key, item.label, max(len(item.label) * 2 + 2, int(item.width / 2)), _align(item.type.name),
               "" if item.to else item.key)
        for item in fields
    ]  # fmt: skip
    where = {key: value for key, value in (filters or {}).items() if value not in (None, "")}

    def render(at: Desk, rows: list[Row]) -> list[list[str]]:
        return [[text[item.key] for item in fields] for text in many_texts(at, ledger, rows)]

    ids = _ids(desk, ledger, where, _found(desk, ledger, search), sort, descending, states)
    return EditableTable(desk, ledger, columns, ids, render)


def _align(kind: str) -> Literal["left", "center", "right"]:
    return "right" if kind in ("integer", "decimal", "money") else "left"


def group_table(
    desk: Desk, ledger: str, *, search: str = "", filters: Filters | None = None, sort: str = "",
    descending: bool = False, states: Sequence[str] = (ACTIVE,),
) -> EditableTable:  # fmt: skip
    """Return the table of a special group: the person (name, sex, age, ID, address), then the group's own fields."""
    shape = desk.catalogue[ledger]
    fields = [item for item in shape.fields if item.width]
    person_columns = [_PEOPLE[0], *(_PEOPLE[n] for n in (1, 2, 3, 6, 7))]
    person_columns = [Column(f"person.{c.key}", c.title, c.width_chars, c.align) for c in person_columns]
    columns = person_columns + [
        Column(
            item.key, item.label, max(len(item.label) * 2 + 2, int(item.width / 2)), _align(item.type.name), item.key
        )
        for item in fields
    ]

    def render(at: Desk, rows: list[Row]) -> list[list[str]]:
        people = at.store.get_many("person", {str(row[shape.subject]) for row in rows})
        listed = list(people.values())
        own = dict(zip(people, _people_texts(at, listed), strict=True))
        empty = [""] * len(_PEOPLE)
        return [
            [own.get(str(row[shape.subject]), empty)[n] for n in (0, 1, 2, 3, 6, 7)] + [text[i.key] for i in fields]
            for row, text in zip(rows, many_texts(at, ledger, rows), strict=True)
        ]

    where = {key: value for key, value in (filters or {}).items() if value not in (None, "")}
    if search.strip():
        where[shape.subject] = [hit.uid for hit in desk.store.find(search, limit=5000) if hit.ledger == "person"]
    ids = _ids(desk, ledger, where, None, sort, descending, states)
    return EditableTable(desk, ledger, columns, ids, render)


def filter_values(desk: Desk, table: str, column: str) -> list[tuple[str, str, int]]:
    """Return the values a filter offers, as (value, text, count), most frequent first.

    `table`: people, households, dwellings or a ledger key; `column`: a filter of that table.
    """
    if table == "people" and column == "group":
        special = [item for item in desk.enabled() if item.group == "special"]
        return [(item.key, item.label, desk.store.count(item.key)) for item in special]
    ledger = {"people": "person", "households": "household", "dwellings": "dwelling"}.get(table, table)
    if table == "people" and column in _RESIDENCE:
        ledger = "residence"
    counts = desk.store.group_count(ledger, column)
    item = desk.catalogue[ledger][column]
    names = desk.store.titles(item.to, {str(value) for value in counts if value}) if item.to else {}
    found = [
        (str(value), names.get(str(value), "") if item.to else item.show(value), count)
        for value, count in counts.items()
        if value not in (None, "")
    ]
    return sorted(found, key=lambda entry: -entry[2])
