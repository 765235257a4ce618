"""The search tables: derived from the ledgers, kept up by every write, rebuilt whenever their making changes.

`find_person` has one narrow line a person, `find_reading` what may be typed for the name, `find_gram` the pieces of
names and numbers. `find_thing` has one line for each address, household, dwelling, and whatever other open record has a
title of its own (a unit, a shop, an event, a grid), `find_thing_gram` the pieces of its text. `find_place` says who and
what is at an address, so a changed address touches one line. Sealed ledgers are never here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from gridDesk.ledger import VOID, Row
from gridDesk.store import grams
from gridDesk.store.engine import Database
from gridDesk.store.pinyin import sort_key, spellings
from gridDesk.store.strokes import stroke_key
from gridDesk.store.tables import CHUNK, LedgerTable, chunks, json_list
from gridDesk.text import address_key, name_key

Tables = Mapping[str, LedgerTable]

VERSION = "4"
NAMES = ("name", "former_name", "foreign_name")
PHONES = ("phone", "phone2")
PERSON = (*NAMES, "id_number", "birth", *PHONES)
_FOLLOWED = {"residence": ("person", "household", "address"), "tenancy": ("tenant", "dwelling")}
THINGS = {"address": ("text",), "household": ("number",), "dwelling": ("number",)}
CALLED = ("name", "title", "number", "code")  # what a thing goes by, whether its title says it or not
_MAKE = """
CREATE TABLE find_person (n INTEGER PRIMARY KEY, uid TEXT NOT NULL, office TEXT NOT NULL, state TEXT NOT NULL,
    name TEXT NOT NULL, name_key TEXT NOT NULL, names TEXT NOT NULL, sort_key TEXT NOT NULL,
    stroke_key TEXT NOT NULL, ids TEXT NOT NULL, id_key TEXT, id_back TEXT, birth8 TEXT, phones TEXT NOT NULL) STRICT;
CREATE INDEX find_person_name ON find_person (name_key);
CREATE INDEX find_person_sort ON find_person (sort_key, state);
CREATE INDEX find_person_stroke ON find_person (stroke_key, state);
CREATE INDEX find_person_id ON find_person (id_key) WHERE id_key IS NOT NULL;
CREATE INDEX find_person_back ON find_person (id_back) WHERE id_back IS NOT NULL;
CREATE INDEX find_person_birth ON find_person (birth8) WHERE birth8 IS NOT NULL;
CREATE TABLE find_reading (spelling TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (spelling, n)) STRICT, WITHOUT ROWID;
CREATE TABLE find_thing (id INTEGER PRIMARY KEY, ledger TEXT NOT NULL, uid TEXT NOT NULL, office TEXT NOT NULL,
    state TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (ledger, uid)) STRICT;
CREATE INDEX find_thing_key ON find_thing (ledger, key);
CREATE TABLE find_place (address TEXT NOT NULL, ledger TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (address, ledger, n)) STRICT, WITHOUT ROWID;
CREATE INDEX find_place_n ON find_place (ledger, n);
CREATE VIRTUAL TABLE find_gram USING fts5(t, content='', contentless_delete=1, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE find_thing_gram USING fts5(t, content='', contentless_delete=1, detail=none, tokenize='ascii');
INSERT INTO find_gram (find_gram, rank) VALUES ('secure-delete', 1);
INSERT INTO find_thing_gram (find_thing_gram, rank) VALUES ('secure-delete', 1)
"""
_TABLES = ("find_person", "find_reading", "find_thing", "find_place", "find_gram", "find_thing_gram")


def fingerprint(tables: Tables) -> str:
    """Return what the search tables depend on: their own version and the searched fields the ledgers have."""
    parts = [key for key in PERSON if "person" in tables and key in tables["person"].ledger]
    parts += [f"{ledger}:{','.join(keys)}" for ledger, keys in things(tables).items()]
    return "|".join([VERSION, *parts, *(key for key, _ in _places(tables))])


def things(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return which text names a record of each ledger that is searched as a thing.

    Beside places and households these are the open ledgers whose titles hold words of their own: units, shops, events,
    grids. Sealed ledgers and records about people are never among them.
    """
    found = {key: fields for key, fields in THINGS.items() if key in tables and fields[0] in tables[key].ledger}
    for key, table in tables.items():
        ledger = table.ledger
        titled = (name for name in ledger.title if name != "worker")  # a log is not sought by who wrote it
        names = dict.fromkeys((*titled, *(name for name in CALLED if name in ledger)))
        words = tuple(name for name in names if ledger[name].type.name in ("text", "long_text"))
        if words and key not in THINGS and key != "person" and not (ledger.sealed or ledger.subject):
            found[key] = words
    return found


def reindex(db: Database, tables: Tables) -> None:
    """Make all search tables anew from the ledgers."""
    for name in _TABLES:
        db.conn.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in _MAKE.split(";\n"):
        db.conn.execute(statement)
    delta = SearchDelta(db, tables)
    for ledger in ("person", *delta.things):
        if ledger in tables:
            for chunk in chunks(_all_uids(db, tables[ledger]), CHUNK):
                delta.fresh.setdefault(ledger, set()).update(chunk)
                delta.places.setdefault(ledger, set()).update(chunk)
                delta.save()


def _all_uids(db: Database, table: LedgerTable) -> list[str]:
    return [row[0] for row in db.conn.execute(f"SELECT uid FROM {table.name} WHERE state <> '{VOID}' ORDER BY n")]


@dataclass
class SearchDelta:
    """Which lines of the search tables one write makes stale; `save` renews them."""

    db: Database
    tables: Tables
    fresh: dict[str, set[str]] = field(default_factory=dict)
    stale: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=dict)
    things: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.things = things(self.tables)

    def change(self, ledger: str, old: Row | None, new: Row) -> None:
        """Note what a changed record makes stale."""
        uid = str(new["uid"])
        if ledger == "person" or ledger in self.things:
            if old is None:
                self.fresh.setdefault(ledger, set()).add(uid)
            elif _differs(old, new, PERSON if ledger == "person" else self.things[ledger]):
                self.stale.setdefault(ledger, set()).add(uid)
        if ledger in ("household", "dwelling") and _differs(old, new, ("address",)):
            self.places.setdefault(ledger, set()).add(uid)
        if ledger == "person" and (old is None or old["state"] != new["state"]):
            self.places.setdefault(ledger, set()).add(uid)
        if ledger in _FOLLOWED and _differs(old, new, _FOLLOWED[ledger]):
            key = _FOLLOWED[ledger][0]
            found = {str(row[key]) for row in (old, new) if row is not None and row.get(key)}
            self.places.setdefault("person", set()).update(found)

    def save(self) -> None:
        """Renew every stale line from the ledgers' tables."""
        for ledger in ("person", *self.things):
            fresh, stale = self.fresh.pop(ledger, set()), self.stale.pop(ledger, set())
            renew = self._renew_people if ledger == "person" else self._renew_things
            for chunk in chunks(sorted(stale - fresh), CHUNK):
                self._forget(ledger, chunk)
                renew(ledger, chunk)
            for chunk in chunks(fresh, CHUNK):
                renew(ledger, chunk)
        self._renew_places()

    def _forget(self, ledger: str, uids: list[str]) -> None:
        """Take the lines of these records out of the search tables."""
        execute, many = self.db.conn.execute, self.db.conn.executemany
        if ledger == "person":
            sql = (
                f"SELECT f.n, f.name_key FROM {self.tables['person'].name} p JOIN find_person f ON f.n = p.n "
                "WHERE p.uid IN (SELECT value FROM json_each(?))"
            )
            found = execute(sql, [json_list(uids)]).fetchall()
            typed = [(spelling, n) for n, key in found for spelling in spellings(key)]
            many("DELETE FROM find_reading WHERE spelling = ? AND n = ?", typed)
            many("DELETE FROM find_person WHERE n = ?", [(n,) for n, _ in found])
            many("DELETE FROM find_gram WHERE rowid = ?", [(n,) for n, _ in found])
        else:
            sql = "SELECT id FROM find_thing WHERE ledger = ? AND uid IN (SELECT value FROM json_each(?))"
            ids = execute(sql, [ledger, json_list(uids)]).fetchall()
            many("DELETE FROM find_thing WHERE id = ?", ids)
            many("DELETE FROM find_thing_gram WHERE rowid = ?", ids)

    def _rows(self, ledger: str, uids: list[str], keys: Iterable[str]) -> list[tuple[object, ...]]:
        """Return (n, uid, office, state, values…) of records that are not void; a field the ledger lacks is NULL."""
        table = self.tables[ledger]
        columns = ", ".join(f'"{key}"' if key in table.ledger else "NULL" for key in keys)
        sql = (
            f"SELECT n, uid, office, state, {columns} FROM {table.name} "
            f"WHERE state <> '{VOID}' AND uid IN (SELECT value FROM json_each(?)) ORDER BY n"
        )
        return self.db.conn.execute(sql, [json_list(uids)]).fetchall()

    def _renew_people(self, ledger: str, uids: list[str]) -> None:
        people, readings, pieces = [], [], []
        for n, *system, name, former, foreign, number, birth, phone, phone2 in self._rows(ledger, uids, PERSON):
            called = _called(name or "")
            names = [one for one in (called, *(_called(other) for other in (former, foreign) if other)) if one.key]
            ids, phones = grams.id_keys(number), grams.phone_keys((phone, phone2))
            id_key = ids[0] if ids else None
            birth8 = str(birth).replace("-", "") if birth and len(str(birth)) == 10 else None
            people.append((
                n, *system, name or "", called.key, "\n".join([one.key for one in names]), called.sort_key,
                called.stroke_key, " ".join(ids), id_key, id_key[::-1] if id_key else None, birth8, " ".join(phones),
            ))  # fmt: skip
            readings += [(spelling, n) for spelling in called.spellings]
            pieces.append((n, " ".join([*(one.grams for one in names), grams.digit_grams(ids + phones)])))
        many = self.db.conn.executemany
        many(f"INSERT INTO find_person VALUES ({', '.join('?' * 14)})", people)
        many("INSERT INTO find_reading VALUES (?, ?)", readings)
        many("INSERT INTO find_gram (rowid, t) VALUES (?, ?)", pieces)

    def _renew_things(self, ledger: str, uids: list[str]) -> None:
        number = int(self.db.conn.execute("SELECT coalesce(max(id), 0) FROM find_thing").fetchone()[0])
        lines, pieces = [], []
        for _, uid, office, state, *texts in self._rows(ledger, uids, self.things[ledger]):
            text_key = "\n".join(filter(None, map(address_key, texts)))
            if text_key:
                number += 1
                lines.append((number, ledger, uid, office, state, text_key))
                pieces.append((number, grams.text_grams(ledger, text_key)))
        many = self.db.conn.executemany
        many("INSERT INTO find_thing (id, ledger, uid, office, state, key) VALUES (?, ?, ?, ?, ?, ?)", lines)
        many("INSERT INTO find_thing_gram (rowid, t) VALUES (?, ?)", pieces)

    def _renew_places(self) -> None:
        """Renew who and what is at which address; people follow their household and their rented dwelling."""
        for source, ledger, key in (("household", "residence", "person"), ("dwelling", "tenancy", "tenant")):
            for chunk in chunks(self.places.get(source, ()), CHUNK):
                if ledger in self.tables:
                    sql = (
                        f'SELECT DISTINCT "{key}" FROM {self.tables[ledger].name} '
                        f'WHERE "{source}" IN (SELECT value FROM json_each(?)) AND "{key}" IS NOT NULL'
                    )
                    found = {str(row[0]) for row in self.db.conn.execute(sql, [json_list(chunk)])}
                    self.places.setdefault("person", set()).update(found)
        selects = _places(self.tables)
        for ledger, uids in self.places.items():
            for chunk in chunks(uids, CHUNK):
                wanted = json_list(chunk)
                self.db.conn.execute(
                    f"DELETE FROM find_place WHERE ledger = ? AND n IN (SELECT n FROM {self.tables[ledger].name} "
                    "WHERE uid IN (SELECT value FROM json_each(?)))",
                    [ledger, wanted],
                )
                for place, select in selects:
                    if place == ledger:
                        self.db.conn.execute(f"INSERT OR IGNORE INTO find_place {select}", [wanted])
        self.places.clear()


@dataclass(frozen=True, slots=True)
class _Called:
    """What the search tables keep of a name; many people have the same."""

    key: str
    sort_key: str
    stroke_key: str
    spellings: frozenset[str]
    grams: str


@lru_cache(maxsize=1 << 14)
def _called(name: str) -> _Called:
    key = name_key(name)
    return _Called(key, sort_key(name, key), stroke_key(name), spellings(key), grams.name_grams(key))


def _differs(old: Row | None, new: Row, keys: Iterable[str]) -> bool:
    return old is None or any(old.get(key) != new.get(key) for key in (*keys, "state", "office"))


def _places(tables: Tables) -> list[tuple[str, str]]:
    """Return (ledger, SELECT of address, ledger, n for given uids) for every way an address is reached."""

    def has(ledger: str, *keys: str) -> bool:
        return ledger in tables and all(key in tables[ledger].ledger for key in keys)

    given = "(SELECT value FROM json_each(?))"
    alive = f"state <> '{VOID}'"
    found = []
    for ledger in ("household", "dwelling"):
        if has(ledger, "address"):
            sql = f"SELECT address, '{ledger}', n FROM {tables[ledger].name} WHERE address IS NOT NULL AND {alive}"
            found.append((ledger, f"{sql} AND uid IN {given}"))
    if has("person") and has("residence", "person", "household") and has("household", "address"):
        own = "r.address" if has("residence", "address") else "NULL"
        found.append(("person", (
            f"SELECT coalesce({own}, h.address) AS place, 'person', p.n FROM {tables['person'].name} p "
            f"JOIN {tables['residence'].name} r ON r.person = p.uid AND r.state = 'active' "
            f"LEFT JOIN {tables['household'].name} h ON h.uid = r.household AND h.{alive} "
            f"WHERE p.{alive} AND place IS NOT NULL AND p.uid IN {given}"
        )))  # fmt: skip
    if has("person") and has("tenancy", "tenant", "dwelling") and has("dwelling", "address"):
        found.append(("person", (
            f"SELECT d.address, 'person', p.n FROM {tables['person'].name} p "
            f"JOIN {tables['tenancy'].name} c ON c.tenant = p.uid AND c.state = 'active' "
            f"JOIN {tables['dwelling'].name} d ON d.uid = c.dwelling AND d.{alive} "
            f"WHERE p.{alive} AND d.address IS NOT NULL AND p.uid IN {given}"
        )))  # fmt: skip
    return found
