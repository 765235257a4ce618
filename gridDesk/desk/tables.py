"""Tables for screens: rows of any ledger as text, fetched in pages of 64, so two million scroll as two thousand do."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from gridDesk.desk.cells import cells
from gridDesk.desk.columns import HOME, Column, about_person, chosen, offered
from gridDesk.desk.listed import ledger_of
from gridDesk.desk.office import Desk
from gridDesk.desk.records import parse, save
from gridDesk.desk.roles import need_work
from gridDesk.desk.sieves import resolved, values
from gridDesk.ledger import ACTIVE, Row
from gridDesk.ledger.filter import Condition

__all__ = ["Column", "EditableTable", "Table", "dwelling_table", "filter_values", "group_table", "household_table", "ids_of",
           "ledger_table", "people_table", "table", "table_with"]  # fmt: skip

PAGE = 64
KEPT_PAGES = 48
MOST_FOUND = 5000
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

    def uids(self, rows: Sequence[int]) -> list[str]:
        """Return the uids behind some rows."""
        found = self._desk.store.page(self.ledger, [self._ids[row] for row in rows])
        return [str(row["uid"]) for row in found]

    def state(self, index: int) -> str:
        """Return `active` or `closed`."""
        return str(self.row(index)["state"])

    def index_of(self, uid: str) -> int | None:
        """Return the row of a record, None when the table does not have it."""
        number = self._desk.store.numbers(self.ledger, [uid]).get(uid)
        try:
            return None if number is None else self._ids.index(number)
        except ValueError:
            return None

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
    """A table whose own fields can be typed into; every cell is saved by itself and can be undone."""

    def editable(self, column: int) -> bool:
        """Tell whether cells of a column can be typed into: own fields, but no reference and no identity number."""
        return self.columns[column].editable

    def is_own(self, index: int) -> bool:
        """Tell whether the record behind a row is this office's: one of another office is never typed into."""
        return self.row(index).get("office") == self._desk.office.site

    def edit_text(self, index: int, column: int) -> str:
        """Return what an editor of a cell begins with: the stored value whole, without what the list adds to it."""
        key = self.columns[column].key
        shape = self._desk.catalogue[self.ledger]
        return shape[key].show(self.row(index).get(key)) if key in shape else self.texts(index)[column]

    def set(self, index: int, column: int, raw: object) -> None:
        """Save what was typed into a cell. Raises FieldError or DeskError with the sentence for the clerk."""
        key = self.columns[column].key
        save(self._desk, self.ledger, self.uid(index), {key: parse(self._desk, self.ledger, key, raw)})
        self.forget()


Filters = Mapping[str, object]
Conditions = Sequence[Condition]


def table(
    desk: Desk, key: str, *, search: str = "", conditions: Conditions = (), filters: Filters | None = None,
    sort: str = "", descending: bool = False, states: Sequence[str] = (ACTIVE,), columns: Sequence[str] = (),
) -> EditableTable:  # fmt: skip
    """Return the table `people`, `households`, `dwellings` or that of a ledger.

    `filters` are values by column of the table; `columns` are keys in the order wanted, none means the usual ones.
    """
    every = [*conditions, *_filtered(desk, key, filters or {})]
    ids = ids_of(desk, key, search=search, conditions=every, sort=sort, descending=descending, states=states)
    return table_with(desk, key, ids, columns)


def table_with(desk: Desk, key: str, ids: array[int], columns: Sequence[str] = ()) -> EditableTable:
    """Return a table of records by their row numbers, as `ids_of` gave them."""
    shown = chosen(desk, key, columns)

    def render(at: Desk, rows: list[Row]) -> list[list[str]]:
        return cells(at, key, rows, shown)

    return EditableTable(desk, ledger_of(key), shown, ids, render)


def ids_of(
    desk: Desk, key: str, *, search: str = "", conditions: Conditions = (), sort: str = "", descending: bool = False,
    states: Sequence[str] = (ACTIVE,), limit: int | None = None, stop: Callable[[], bool] | None = None,
) -> array[int]:  # fmt: skip
    """Return the row numbers of a table's records in order; with `stop` the work can be ended (store: Stopped). Raises DeskError."""
    need_work(desk, "查看台账")
    where = resolved(desk, key, conditions)
    ledger = ledger_of(key)
    if search.strip():
        where.append(Condition("uid", "is", tuple(sorted(_found(desk, ledger, search, states)))))
    order = (sort,) if sort else ()
    return desk.store.ids(
        ledger, where=where, states=states, order=order, descending=descending, limit=limit, stop=stop
    )


def _found(desk: Desk, ledger: str, search: str, states: Sequence[str]) -> set[str]:
    """Return the uids that what was typed may mean, at most MOST_FOUND."""
    hits = desk.store.find(search, limit=MOST_FOUND, states=states)
    people = [hit.uid for hit in hits if hit.ledger == "person"]
    shape = desk.catalogue[ledger]
    found = {hit.uid for hit in hits if hit.ledger == ledger}
    if ledger == "household" and people:
        found |= _homes(desk, people, states)
    elif ledger != "person" and about_person(shape):
        found |= (
            {str(row["uid"]) for row in desk.store.rows(ledger, where={shape.subject: people}, states=states)}
            if people
            else set()
        )
    elif ledger not in ("person", "household", "dwelling", "address"):
        found |= _holding(desk, ledger, search, states)
    return found


def _homes(desk: Desk, people: Sequence[str], states: Sequence[str]) -> set[str]:
    rows = desk.store.rows("residence", where={"person": list(people)}, states=states)
    return {str(home["household"]) for home in rows if home.get("household")}


def _holding(desk: Desk, ledger: str, search: str, states: Sequence[str]) -> set[str]:
    """Return the records of a ledger of which a text field that tables show holds what was typed."""
    shape = desk.catalogue[ledger]
    texts = [
        item.key
        for item in shape.fields
        if item.type.name in ("text", "long_text") and (item.width or item.key in shape.title)
    ]
    found: set[str] = set()
    for key in texts:
        rows = desk.store.group_count(
            ledger, "uid", where=[Condition(key, "contains", (search.strip(),))], states=states, limit=MOST_FOUND
        )
        found.update(str(uid) for uid in rows)
    return found


def _filtered(desk: Desk, key: str, filters: Filters) -> list[Condition]:
    """Return the conditions of values by column; `group` is a special ledger, `household` the record itself."""
    sieves = {column.key: column.sieve for column in offered(desk, key)}
    made = []
    for name, value in filters.items():
        if value in (None, ""):
            continue
        wanted = tuple(value) if isinstance(value, list | tuple | set) else (value,)
        sieve = sieves.get("groups" if name == "group" else name)
        if key == "people" and name == "household":
            made.append(Condition("household", "is", wanted, HOME))
        else:
            made.append(Condition(sieve.key if sieve else name, "is", wanted, sieve.via if sieve else ""))
    return made


def people_table(desk: Desk, **wanted: object) -> EditableTable:
    """Return the people table; see `table`."""
    return table(desk, "people", **cast("dict[str, str]", wanted))  # type: ignore[arg-type]


def household_table(desk: Desk, **wanted: object) -> EditableTable:
    """Return the household table; see `table`."""
    return table(desk, "households", **cast("dict[str, str]", wanted))  # type: ignore[arg-type]


def dwelling_table(desk: Desk, **wanted: object) -> EditableTable:
    """Return the dwelling table; see `table`."""
    return table(desk, "dwellings", **cast("dict[str, str]", wanted))  # type: ignore[arg-type]


def ledger_table(desk: Desk, ledger: str, **wanted: object) -> EditableTable:
    """Return the table of any ledger: every field with a width on paper, and its person where it is about one."""
    return table(desk, ledger, **cast("dict[str, str]", wanted))  # type: ignore[arg-type]


group_table = ledger_table


def filter_values(desk: Desk, key: str, column: str) -> list[tuple[str, str, int]]:
    """Return the values a column of a table offers, as (value, text, count), the most frequent first, blank left out."""
    name = "groups" if column == "group" else column
    found = next((one for one in offered(desk, key) if one.key == name), None)
    offers = values(desk, key, found) if found else []
    return [(str(one.value), one.text, one.count) for one in offers if one.value is not None]
