"""The search tables: derived from the ledgers, kept up by every write, rebuilt whenever their making changes.

`find_person` has one narrow line a person, `find_reading` what may be typed for the name, `find_gram` the pieces of
names and numbers. `find_thing` has one line for each address, household, dwelling, and whatever other open record has a
title of its own (a unit, a shop, an event, a grid), `find_thing_gram` the pieces of its text. `find_place` says who and
what is at an address (`search_places`). Sealed ledgers are never here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gridDesk.ledger import VOID, Row
from gridDesk.store.engine import Database
from gridDesk.store.filtering import json_list
from gridDesk.store.pinyin import spellings
from gridDesk.store.search_lines import PERSON, Line, Person, person_of, thing_of
from gridDesk.store.search_places import Places, places
from gridDesk.store.tables import CHUNK, LedgerTable, chunks

Tables = Mapping[str, LedgerTable]

VERSION = "5"
THINGS = {"address": ("text",), "household": ("number",), "dwelling": ("number",)}
_TABLES = (
    "find_person (n INTEGER PRIMARY KEY, uid TEXT NOT NULL, office TEXT NOT NULL, state TEXT NOT NULL, "
    "name TEXT NOT NULL, name_key TEXT NOT NULL, names TEXT NOT NULL, sort_key TEXT NOT NULL, "
    "stroke_key TEXT NOT NULL, ids TEXT NOT NULL, id_key TEXT, id_back TEXT, birth8 TEXT, phones TEXT NOT NULL) STRICT",
    "find_reading (spelling TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (spelling, n)) STRICT, WITHOUT ROWID",
    "find_thing (id INTEGER PRIMARY KEY, ledger TEXT NOT NULL, uid TEXT NOT NULL, office TEXT NOT NULL, "
    "state TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (ledger, uid)) STRICT",
    "find_place (address TEXT NOT NULL, ledger TEXT NOT NULL, n INTEGER NOT NULL, "
    "PRIMARY KEY (address, ledger, n)) STRICT, WITHOUT ROWID",
)
_INDEXES = (
    "find_person_name ON find_person (name_key)",
    "find_person_sort ON find_person (sort_key, state)",
    "find_person_stroke ON find_person (stroke_key, state)",
    "find_person_id ON find_person (id_key) WHERE id_key IS NOT NULL",
    "find_person_back ON find_person (id_back) WHERE id_back IS NOT NULL",
    "find_person_birth ON find_person (birth8) WHERE birth8 IS NOT NULL",
    "find_thing_key ON find_thing (ledger, key)",
    "find_place_n ON find_place (ledger, n)",
)
_GRAMS = ("find_gram", "find_thing_gram")
_GRAM_PAGE = 3900  # bytes of a leaf: as many as fit one page of the file beside its seal
_LINE = f"INSERT INTO find_person VALUES ({', '.join('?' * 14)})"
_COLUMNS = (
    "n", "uid", "office", "state", "name", "name_key", "names", "sort_key", "stroke_key", "ids", "id_key", "id_back",
    "birth8", "phones",
)  # fmt: skip


def fingerprint(tables: Tables) -> str:
    """Return what the search tables depend on: their own version and the searched fields the ledgers have."""
    parts = [key for key in PERSON if "person" in tables and key in tables["person"].ledger]
    parts += [f"{ledger}:{','.join(keys)}" for ledger, keys in things(tables).items()]
    return "|".join([VERSION, *parts, *(key for key, _, _ in places(tables))])


def things(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return which text names a record of each ledger that is searched as a thing.

    Beside places and households these are the open ledgers whose titles hold words of their own: units, shops, events,
    grids. Sealed ledgers and records about people are never among them.
    """
    found = {key: fields for key, fields in THINGS.items() if key in tables and fields[0] in tables[key].ledger}
    return found | {key: table.words for key, table in tables.items() if table.words and key not in THINGS}


def reindex(db: Database, tables: Tables) -> None:
    """Make all search tables anew from the ledgers."""
    execute = db.conn.execute
    for name in (*(line.split()[0] for line in _TABLES), *_GRAMS):
        execute(f"DROP TABLE IF EXISTS {name}")
    for line in _TABLES:
        execute(f"CREATE TABLE {line}")
    for name in _GRAMS:
        execute(
            f"CREATE VIRTUAL TABLE {name} "
            "USING fts5(t, content='', contentless_delete=1, detail=none, tokenize='ascii')"
        )
        execute(f"INSERT INTO {name} ({name}, rank) VALUES ('secure-delete', 1), ('pgsz', {_GRAM_PAGE})")
    delta = SearchDelta(db, tables)
    for ledger in ("person", *delta.things):
        if ledger in tables:
            for lines in chunks(delta.alive(ledger), CHUNK):
                delta.insert(ledger, lines)
    for line in _INDEXES:
        execute(f"CREATE INDEX {line}")
    Places(db, tables).renew_all()


class SearchDelta:
    """The lines of the search tables that one write makes or changes."""

    def __init__(self, db: Database, tables: Tables) -> None:
        self._db, self._tables = db, tables
        self.things = things(tables)
        self._stale: dict[str, set[str]] = {}
        self._places = Places(db, tables)

    def keys(self, ledger: str) -> tuple[str, ...]:
        """Return the fields that a ledger's records are searched by, none where they are not."""
        return PERSON if ledger == "person" else self.things.get(ledger, ())

    def add(self, ledger: str, records: Sequence[tuple[int, Row]]) -> None:
        """Make the lines of new records, given with their row numbers."""
        keys = self.keys(ledger)
        if keys:
            self.insert(ledger, [
                (n, row["uid"], row["office"], row["state"], *map(row.get, keys))
                for n, row in records if row["state"] != VOID
            ])  # fmt: skip
        self._places.add(ledger, records)

    def change(self, ledger: str, old: Row, new: Row) -> None:
        """Note what a changed record makes stale."""
        keys = self.keys(ledger)
        if keys and any(old.get(key) != new.get(key) for key in (*keys, "state", "office")):
            self._stale.setdefault(ledger, set()).add(str(new["uid"]))
        self._places.change(ledger, old, new)

    def save(self) -> None:
        """Renew every stale line from the ledgers' tables."""
        for ledger in ("person", *self.things):
            for chunk in chunks(sorted(self._stale.pop(ledger, ())), CHUNK):
                if ledger == "person":
                    self._renew_people(chunk)
                else:
                    self._renew_things(ledger, chunk)
        self._places.save()

    def insert(self, ledger: str, lines: Sequence[Line]) -> None:
        """Insert the lines of records that have none yet."""
        if ledger == "person":
            self._insert_people([person_of(line) for line in lines])
        else:
            self._insert_things(ledger, lines)

    def alive(self, ledger: str, uids: Sequence[str] | None = None) -> Iterator[Line]:
        """Yield (n, uid, office, state, searched values…) of records that are not void, of all or of these uids.

        In the order of n: the full-text tables begin a new segment with every number smaller than the one before.
        """
        table = self._tables[ledger]
        columns = ", ".join(f'"{key}"' if key in table.ledger else "NULL" for key in self.keys(ledger))
        sql = f"SELECT n, uid, office, state, {columns} FROM {table.name} WHERE state <> '{VOID}'"
        if uids is None:
            yield from self._db.conn.execute(f"{sql} ORDER BY n")
        else:
            given = "uid IN (SELECT value FROM json_each(?))"
            yield from self._db.conn.execute(f"{sql} AND {given} ORDER BY n", [json_list(uids)])

    def _insert_people(self, people: Sequence[Person]) -> None:
        many = self._db.conn.executemany
        many(_LINE, [person.line for person in people])
        many(
            "INSERT INTO find_reading VALUES (?, ?)",
            sorted([(spelling, person.n) for person in people for spelling in person.spellings]),
        )
        many("INSERT INTO find_gram (rowid, t) VALUES (?, ?)", [(person.n, person.grams) for person in people])

    def _renew_people(self, uids: Sequence[str]) -> None:
        """Bring the lines of people up to date; what did not change is not touched, so its indexes have no work."""
        had = {line[0]: line for line in self._people_lines(uids)}
        now = {person.n: person for person in map(person_of, self.alive("person", uids))}
        changed = [person for n, person in now.items() if n in had and had[n] != person.line]
        renamed = [person for person in changed if had[person.n][5] != person.line[5]]
        cut_anew = [person for person in changed if _cut(had[person.n]) != _cut(person.line)]
        gone = [n for n in had if n not in now]
        self._forget_readings([(had[n][5], n) for n in (*gone, *(person.n for person in renamed))])
        self._forget_grams([*gone, *(person.n for person in cut_anew)])
        many = self._db.conn.executemany
        many("DELETE FROM find_person WHERE n = ?", [(n,) for n in gone])
        for keys, values in _by_columns(had, changed).items():
            sets = ", ".join(f"{_COLUMNS[place]} = ?" for place in keys)
            many(f"UPDATE find_person SET {sets} WHERE n = ?", values)
        many(
            "INSERT INTO find_reading VALUES (?, ?)",
            [(spelling, person.n) for person in renamed for spelling in person.spellings],
        )
        many("INSERT INTO find_gram (rowid, t) VALUES (?, ?)", [(person.n, person.grams) for person in cut_anew])
        self._insert_people([person for n, person in now.items() if n not in had])

    def _people_lines(self, uids: Sequence[str]) -> list[Line]:
        sql = (
            f"SELECT f.* FROM {self._tables['person'].name} p JOIN find_person f ON f.n = p.n "
            "WHERE p.uid IN (SELECT value FROM json_each(?)) ORDER BY f.n"
        )
        return self._db.conn.execute(sql, [json_list(uids)]).fetchall()

    def _forget_readings(self, lines: Iterable[tuple[object, int]]) -> None:
        typed = [(spelling, n) for key, n in lines for spelling in spellings(str(key))]
        self._db.conn.executemany("DELETE FROM find_reading WHERE spelling = ? AND n = ?", typed)

    def _forget_grams(self, numbers: Iterable[int]) -> None:
        self._db.conn.executemany("DELETE FROM find_gram WHERE rowid = ?", [(n,) for n in numbers])

    def _insert_things(self, ledger: str, lines: Iterable[Line]) -> None:
        number = int(self._db.conn.execute("SELECT coalesce(max(id), 0) FROM find_thing").fetchone()[0])
        made, cut = [], []
        for line in lines:
            key, pieces = thing_of(ledger, line)
            if key:
                number += 1
                made.append((number, ledger, *line[1:4], key))
                cut.append((number, pieces))
        many = self._db.conn.executemany
        many("INSERT INTO find_thing (id, ledger, uid, office, state, key) VALUES (?, ?, ?, ?, ?, ?)", made)
        many("INSERT INTO find_thing_gram (rowid, t) VALUES (?, ?)", cut)

    def _renew_things(self, ledger: str, uids: Sequence[str]) -> None:
        execute, many = self._db.conn.execute, self._db.conn.executemany
        sql = "SELECT id FROM find_thing WHERE ledger = ? AND uid IN (SELECT value FROM json_each(?))"
        ids = execute(sql, [ledger, json_list(uids)]).fetchall()
        many("DELETE FROM find_thing WHERE id = ?", ids)
        many("DELETE FROM find_thing_gram WHERE rowid = ?", ids)
        self._insert_things(ledger, list(self.alive(ledger, uids)))


def _cut(line: Line) -> tuple[object, ...]:
    """Return what the pieces of a person's line are cut from: names, ids, phones."""
    return line[6], line[9], line[13]


def _by_columns(had: Mapping[int, Line], people: Iterable[Person]) -> dict[tuple[int, ...], list[Line]]:
    """Return, by the columns of their line that changed, the new values and row numbers of these people."""
    found: dict[tuple[int, ...], list[Line]] = {}
    for person in people:
        old, new = had[person.n], person.line
        keys = tuple([place for place in range(1, len(new)) if new[place] != old[place]])
        found.setdefault(keys, []).append((*(new[place] for place in keys), person.n))
    return found
