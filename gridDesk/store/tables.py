"""One ledger's table: its columns, its statements, and reading rows from it. Identifiers come from declarations only."""

from __future__ import annotations

import contextlib
import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeVar, cast

import msgspec

from gridDesk.ledger import Catalogue, Ledger, Row
from gridDesk.ledger.filter import Condition, Where, conditions
from gridDesk.ledger.record import ACTIVE, ERASED, JOURNALED_SYSTEM, VOID
from gridDesk.store.engine import Database, OperationalError
from gridDesk.store.filtering import Common, json_list, term
from gridDesk.store.schema import KEPT, columns_of, quoted, table_of

CHUNK = 2000
MANY_LINKED = 20_000
_CALLED = ("name", "title", "number", "code")  # what a thing goes by, whether its title says it or not
STEPS = 20_000  # of SQLite's machine between two questions whether to stop: some milliseconds
NAME_KEYS = {"name": "sort_key", "name@strokes": "stroke_key"}
Stop = Callable[[], bool]
Rows = Iterator[tuple[object, ...]]
_T = TypeVar("_T")
_PYTHON_TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "REAL": float}


class Stopped(Exception):
    """Reading was stopped because nobody waits for it any more."""


class LedgerTable:
    """The table of one ledger: which columns, which Python type each holds, and its ready-made SQL."""

    def __init__(self, ledger: Ledger, *, kept: bool = False) -> None:
        """`kept`: the table in the file itself, also of a sealed ledger, whose records are read from one in memory."""
        self.ledger = ledger
        self.key = ledger.key
        self.down = ledger.travel == "down"
        self.name = quoted(table_of(ledger.key))
        if kept and ledger.sealed:
            self.name = f"main.{self.name}"
        self.columns = columns_of(ledger)
        self.known = frozenset(self.columns) - frozenset(KEPT) | frozenset(JOURNALED_SYSTEM)
        self.types = dict.fromkeys(JOURNALED_SYSTEM, str) | {
            item.key: _PYTHON_TYPES[item.type.column] for item in ledger.fields
        }
        self.blank: Row = dict.fromkeys(self.columns)
        names = ", ".join(quoted(key) for key in self.columns)
        self.select = f"SELECT {names} FROM {self.name} t"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the texts by which a record is sought as a thing; none of people, of records about them, of hidden ones."""
        ledger = self.ledger
        titled = (key for key in ledger.title if key != "worker")  # a log is not sought by who wrote it
        names = dict.fromkeys((*titled, *(key for key in _CALLED if key in ledger)))
        words = tuple(key for key in names if ledger[key].type.name in ("text", "long_text"))
        hidden = ledger.sealed or ledger.internal
        return () if self.key == "person" or hidden or ledger.subject else words

    def insert(self, keys: Sequence[str]) -> str:
        """Return the statement that inserts a row number and these columns: every value bound costs, empty ones too."""
        names = ", ".join(quoted(key) for key in keys)
        return f"INSERT INTO {self.name} (n, {names}) VALUES (?{', ?' * len(keys)})"

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


def revs(db: Database, table: LedgerTable, uids: Iterable[str]) -> dict[str, tuple[int, str, bool]]:
    """Return rev, office, and whether it is a tombstone, of the records with these uids, without reading whole rows."""
    found: dict[str, tuple[int, str, bool]] = {}
    gone = f"state = '{VOID}' AND closed_reason IS '{ERASED}'"
    for chunk in chunks(uids, CHUNK):
        sql = f"SELECT uid, rev, office, {gone} FROM {table.name} WHERE uid IN (SELECT value FROM json_each(?))"
        for uid, rev, office, erased in db.conn.execute(sql, [json_list(chunk)]):
            found[str(uid)] = (int(rev), str(office), bool(erased))
    return found


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Cut any iterable into lists of at most `size`."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


class Query:
    """A selection of rows of one ledger: conditions with bound values, order, limit."""

    def __init__(
        self,
        table: LedgerTable,
        catalogue: Catalogue,
        *,
        where: Where = None,
        states: Sequence[str] = (ACTIVE,),
        office: str | None = None,
        common: Common = lambda _sql, _args: False,
    ) -> None:
        self.table = table
        self.states, self.plain = tuple(states), not where and office is None
        self.terms: list[str] = []
        self.args: list[object] = []
        wanted = list(conditions(where))
        if office is not None:
            wanted.insert(0, Condition("office", "is", (office,)))
        if states:
            wanted.insert(0, Condition("state", "is", tuple(states)))
        for condition in wanted:
            sql, args = term(catalogue, table.ledger, condition, common)
            self.terms.append(sql)
            self.args += args

    def _column(self, key: str) -> str:
        if key not in self.table.columns:
            raise ValueError(f"ledger {self.table.key} has no column {key!r}")
        return quoted(key)

    @property
    def tail(self) -> str:
        """Return the WHERE part."""
        return f" WHERE {' AND '.join(self.terms)}" if self.terms else ""

    def order(self, keys: Sequence[str], descending: bool = False) -> str:
        """Return the ORDER BY part; `-key` sorts that key downwards; names of people by pinyin or `name@strokes`."""
        parts = []
        for key in keys:
            down = key.startswith("-") != descending
            parts.append(self._sort_term(key.removeprefix("-")) + (" DESC" if down else ""))
        return f" ORDER BY {', '.join([*parts, 't.n' + (' DESC' if descending else '')])}"

    def _sort_term(self, key: str) -> str:
        if self.table.key == "person" and key in NAME_KEYS:
            return f"(SELECT {NAME_KEYS[key]} FROM find_person f WHERE f.n = t.n)"
        return f"t.{self._column(key)}"

    def numbers(self, order: Sequence[str], descending: bool, whole: bool = True) -> tuple[str, list[object]]:
        """Return the SQL that gives the row numbers in order, and its values; not `whole`: only the first are wanted."""
        key = order[0].removeprefix("-") if len(order) == 1 else ""
        if self.plain and self.table.key == "person" and key in NAME_KEYS and self.states and VOID not in self.states:
            # Everybody by name: the index of the search table has the order, and no record need be read.
            down = " DESC" if order[0].startswith("-") != descending else ""
            last = " DESC" if descending else ""
            sql = (
                f"SELECT f.n FROM find_person f WHERE f.state IN ({', '.join('?' * len(self.states))}) "
                f"ORDER BY f.{NAME_KEYS[key]}{down}, f.n{last}"
            )
            return sql, list(self.states)
        by = self.order(order, descending)
        if whole and self.plain and not order:
            by = by.replace(
                "t.n", "+t.n"
            )  # else every record is read in its order, where the index of states is enough
        return f"SELECT t.n FROM {self.table.name} t{self.tail}{by}", self.args


def is_common(db: Database, sql: str, args: list[object]) -> bool:
    """Tell whether a selection has very many rows."""
    counted = f"SELECT count(*) FROM ({sql} LIMIT {MANY_LINKED})"
    return bool(db.conn.execute(counted, args).fetchone()[0] == MANY_LINKED)


def select_rows(db: Database, query: Query, order: Sequence[str], limit: int | None) -> Iterator[Row]:
    """Yield matching records one by one; a cursor of its own keeps memory flat."""
    sql = query.table.select + query.tail + (query.order(order) if order else " ORDER BY t.n")
    args = list(query.args)
    if limit is not None:
        sql += " LIMIT ?"
        args.append(limit)
    for values in db.conn.execute(sql, args):
        yield shown(query.table.row(values))


def select_values(db: Database, query: Query, keys: Sequence[str], order: Sequence[str], limit: int | None) -> Rows:
    """Yield only some columns of matching records, in no order where none is asked for."""
    names = ", ".join(f"t.{query._column(key)}" for key in keys)
    sql, args = f"SELECT {names} FROM {query.table.name} t{query.tail}", list(query.args)
    if order:
        sql += query.order(order)
    if limit is not None:
        sql += " LIMIT ?"
        args.append(limit)
    yield from db.conn.execute(sql, args)


def select_ids(
    db: Database, query: Query, order: Sequence[str], descending: bool, limit: int | None, stop: Stop | None
) -> array[int]:
    """Return the row numbers of matching records in order: 8 bytes a row.

    They come as one JSON text: SQLite works through all rows in one call, during which other threads go on. When
    `stop` answers true the work ends with `Stopped`.
    """
    sql, args = query.numbers(order, descending, whole=limit is None)
    if limit is not None:
        sql, args = f"{sql} LIMIT ?", [*args, limit]
    with _stoppable(db, stop):
        text = db.conn.execute(f"SELECT json_group_array(n) FROM ({sql})", args).fetchone()[0]
    return array("q", msgspec.json.decode(text, type=list[int]))


@contextlib.contextmanager
def _stoppable(db: Database, stop: Stop | None) -> Iterator[None]:
    """Ask `stop` now and then while a statement runs; nothing else of the connection is running."""
    if stop is None:
        yield
        return
    db.conn.set_progress_handler(lambda: int(stop()), STEPS)
    try:
        yield
    except OperationalError as error:
        if stop():
            raise Stopped from error
        raise
    finally:
        db.conn.set_progress_handler(None, 0)


def size_of(db: Database, table: LedgerTable) -> int:
    """Return at once how many records a ledger has at most, void and closed ones counted."""
    if table.ledger.sealed:  # few, under row numbers they share with those of other ledgers
        return int(db.conn.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
    return int(db.conn.execute(f"SELECT ifnull(max(n), 0) FROM {table.name}").fetchone()[0])


def numbers_of(db: Database, table: LedgerTable, uids: Iterable[str]) -> dict[str, int]:
    """Return the row numbers of records by uid; unknown uids are left out."""
    sql = f"SELECT uid, n FROM {table.name} WHERE uid IN (SELECT value FROM json_each(?))"
    return {str(uid): int(n) for chunk in chunks(uids, CHUNK) for uid, n in db.conn.execute(sql, [json_list(chunk)])}


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


def count_groups(
    db: Database, query: Query, key: str, limit: int | None = None, stop: Stop | None = None
) -> dict[object, int]:
    """Return how many matching records hold each value of a column; with `limit` only the most frequent ones."""
    column = query._column(key)
    last = "2 DESC, 1 LIMIT ?" if limit is not None else "1"
    sql = f"SELECT t.{column}, count(*) FROM {query.table.name} t{query.tail} GROUP BY 1 ORDER BY {last}"
    with _stoppable(db, stop):
        found = db.conn.execute(sql, [*query.args, *([] if limit is None else [limit])]).fetchall()
    return {value: int(count) for value, count in found}


def count_linked(
    db: Database, query: Query, linked: LedgerTable, field: str, key: str, limit: int, stop: Stop | None = None
) -> dict[object, int]:
    """Return for each value of a column of linked records how many of these records have a link with it.

    `field` of the linked ledger refers to these records; a record with two such links counts once for each value.
    """
    for name in (field, key):
        if name not in linked.columns:
            raise ValueError(f"ledger {linked.key} has no column {name!r}")
    back, column = quoted(field), quoted(key)
    sql = (
        f"SELECT v.{column}, count(DISTINCT t.n) FROM {query.table.name} t "
        f"JOIN {linked.name} v ON v.{back} = t.uid AND v.state = '{ACTIVE}'{query.tail} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
    )
    with _stoppable(db, stop):
        found = db.conn.execute(sql, [*query.args, limit]).fetchall()
    return {value: int(count) for value, count in found}


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
