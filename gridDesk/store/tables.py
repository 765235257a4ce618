"""One ledger's table: its columns, its statements, and reading rows from it. Identifiers come from declarations only."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import TypeVar, cast

import msgspec

from gridDesk.ledger import Ledger, Row
from gridDesk.ledger.record import ACTIVE, JOURNALED_SYSTEM
from gridDesk.store.engine import Database
from gridDesk.store.schema import KEPT, columns_of, quoted, table_of

CHUNK = 2000
_T = TypeVar("_T")
_PYTHON_TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "REAL": float}


class LedgerTable:
    """The table of one ledger: which columns, which Python type each holds, and its ready-made SQL."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.key = ledger.key
        self.name = quoted(table_of(ledger.key))
        self.columns = columns_of(ledger)
        self.known = frozenset(self.columns) - frozenset(KEPT) | frozenset(JOURNALED_SYSTEM)
        self.types = dict.fromkeys(JOURNALED_SYSTEM, str) | {
            item.key: _PYTHON_TYPES[item.type.column] for item in ledger.fields
        }
        self.blank: Row = dict.fromkeys(self.columns)
        self.values: Callable[[Row], tuple[object, ...]] = itemgetter(*self.columns)
        names = ", ".join(quoted(key) for key in self.columns)
        self.select = f"SELECT {names} FROM {self.name} t"
        marks = ", ".join("?" * len(self.columns))
        self.insert = f"INSERT INTO {self.name} ({names}) VALUES ({marks})"

    def update(self, keys: Sequence[str]) -> str:
        """Return the statement that sets these columns of one uid; columns left out spare their indexes the work."""
        sets = ", ".join(f"{quoted(key)} = ?" for key in keys)
        return f"UPDATE {self.name} SET {sets} WHERE uid = ?"

    def row(self, values: Iterable[object]) -> Row:
        """Return the record of one selected line, `extra` always present."""
        return dict(zip(self.columns, values, strict=True))

    def value(self, key: str, value: object) -> object:
        """Return `value` as the column keeps it. Raises TypeError naming the column, never the value."""
        expected = self.types[key]
        if value is None or (expected is str and type(value) is str):
            return value
        if expected is float and type(value) in (int, float):
            number = float(cast(float, value))
            if math.isfinite(number):
                return number
        elif expected is int and type(value) in (int, bool) and -(1 << 63) <= cast(int, value) < 1 << 63:
            return int(cast(int, value))
        raise TypeError(f"{self.key}.{key} takes {expected.__name__}, not this {type(value).__name__}")


def shown(row: Row) -> Row:
    """Return a record as other rooms see it: `extra` only where a newer program's fields are kept."""
    if row["extra"] is None:
        del row["extra"]
    return row


def fetch(db: Database, table: LedgerTable, uids: Iterable[str]) -> dict[str, Row]:
    """Return the records with these uids, `extra` present; unknown uids are left out."""
    found: dict[str, Row] = {}
    for chunk in chunks(uids, CHUNK):
        sql = f"{table.select} WHERE uid IN (SELECT value FROM json_each(?))"
        for values in db.conn.execute(sql, [json_list(chunk)]):
            row = table.row(values)
            found[str(row["uid"])] = row
    return found


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Cut any iterable into lists of at most `size`."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def json_list(values: Sequence[object]) -> str:
    """Return a list as the JSON text that `json_each(?)` unpacks: one bound value for any number of them."""
    return msgspec.json.encode(values).decode()


class Query:
    """A selection of rows of one ledger: conditions with bound values, order, limit."""

    def __init__(
        self,
        table: LedgerTable,
        *,
        where: Mapping[str, object] | None = None,
        states: Sequence[str] = (ACTIVE,),
        office: str | None = None,
    ) -> None:
        self.table = table
        self.terms: list[str] = []
        self.args: list[object] = []
        if states:
            self._add("state", list(states))
        if office is not None:
            self._add("office", office)
        for key, value in (where or {}).items():
            self._add(key, value)

    def _add(self, key: str, value: object) -> None:
        column = f"t.{self._column(key)}"
        if value is None:
            self.terms.append(f"{column} IS NULL")
        elif isinstance(value, list | tuple | set | frozenset):
            self.terms.append(f"{column} IN (SELECT value FROM json_each(?))")
            self.args.append(json_list(list(value)))
        else:
            self.terms.append(f"{column} = ?")
            self.args.append(value)

    def _column(self, key: str) -> str:
        if key not in self.table.columns:
            raise ValueError(f"ledger {self.table.key} has no column {key!r}")
        return quoted(key)

    @property
    def tail(self) -> str:
        """Return the WHERE part."""
        return f" WHERE {' AND '.join(self.terms)}" if self.terms else ""

    def order(self, keys: Sequence[str], descending: bool = False) -> str:
        """Return the ORDER BY part; `-key` sorts that key downwards; names of people sort by pinyin."""
        parts = []
        for key in keys:
            down = key.startswith("-") != descending
            parts.append(self._sort_term(key.removeprefix("-")) + (" DESC" if down else ""))
        return f" ORDER BY {', '.join([*parts, 't.n' + (' DESC' if descending else '')])}"

    def _sort_term(self, key: str) -> str:
        if (self.table.key, key) == ("person", "name"):
            return "(SELECT sort_key FROM find_person f WHERE f.n = t.n)"
        return f"t.{self._column(key)}"


def select_rows(db: Database, query: Query, order: Sequence[str], limit: int | None) -> Iterator[Row]:
    """Yield matching records one by one; a cursor of its own keeps memory flat."""
    sql = query.table.select + query.tail + (query.order(order) if order else " ORDER BY t.n")
    args = list(query.args)
    if limit is not None:
        sql += " LIMIT ?"
        args.append(limit)
    for values in db.conn.execute(sql, args):
        yield shown(query.table.row(values))


def select_ids(db: Database, query: Query, order: Sequence[str], descending: bool) -> array[int]:
    """Return the row numbers of matching records in order: 8 bytes a row."""
    sql = f"SELECT t.n FROM {query.table.name} t{query.tail}{query.order(order, descending)}"
    return array("q", (row[0] for row in db.conn.execute(sql, query.args)))


def select_page(db: Database, table: LedgerTable, numbers: Sequence[int]) -> list[Row]:
    """Return the records of these row numbers in the same order; numbers that are gone are left out."""
    names = table.select.removeprefix("SELECT ")
    sql = f"SELECT t.n, {names} WHERE t.n IN (SELECT value FROM json_each(?))"
    found = {
        int(values[0]): shown(table.row(values[1:])) for values in db.conn.execute(sql, [json_list(list(numbers))])
    }
    return [found[n] for n in numbers if n in found]


def count_rows(db: Database, query: Query) -> int:
    """Return how many records match."""
    return int(db.conn.execute(f"SELECT count(*) FROM {query.table.name} t{query.tail}", query.args).fetchone()[0])


def count_groups(db: Database, query: Query, key: str) -> dict[object, int]:
    """Return how many matching records hold each value of a column."""
    column = query._column(key)
    sql = f"SELECT t.{column}, count(*) FROM {query.table.name} t{query.tail} GROUP BY 1 ORDER BY 1"
    return {value: int(count) for value, count in db.conn.execute(sql, query.args)}


def titles(
    db: Database, tables: Mapping[str, LedgerTable], ledger: str, uids: Iterable[str], depth: int = 3
) -> dict[str, str]:
    """Return names in words; a title field that refers to another record is followed, at most `depth` steps."""
    table = tables[ledger]
    rows = _title_values(db, table, uids)
    parts: dict[str, list[str]] = {uid: [] for uid in rows}
    for key in table.ledger.title:
        item = table.ledger[key]
        texts: dict[str, str] = {}
        if item.to and depth > 0:
            texts = titles(db, tables, item.to, {str(row[key]) for row in rows.values() if row[key]}, depth - 1)
        for uid, row in rows.items():
            text = texts.get(cast(str, row[key]), "") if item.to else item.show(row[key])
            parts[uid] += [text] if text else []
    return {uid: " ".join(words) for uid, words in parts.items()}


def _title_values(db: Database, table: LedgerTable, uids: Iterable[str]) -> dict[str, Row]:
    """Return only the title fields of these records: whole rows are wide."""
    keys = ("uid", *table.ledger.title)
    sql = f"SELECT {', '.join(map(quoted, keys))} FROM {table.name} WHERE uid IN (SELECT value FROM json_each(?))"
    found: dict[str, Row] = {}
    for chunk in chunks(uids, CHUNK):
        for values in db.conn.execute(sql, [json_list(chunk)]):
            found[values[0]] = dict(zip(keys, values, strict=True))
    return found
