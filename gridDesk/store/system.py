"""Small tables beside the ledgers: settings, peers, replay state, package log, remembered imports, drafts, printings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from gridDesk.store.engine import Database, transaction
from gridDesk.store.schema import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """An office that packages are exchanged with; `relation` is "parent", "child" or "self"; keys as their cards say."""

    site: str
    name: str
    level: str
    code: str = ""
    relation: str = "child"
    sign_key: str = ""
    recipient: str = ""
    paired_on: str = ""
    state: str = "active"
    card: str = ""


@dataclass(frozen=True, slots=True)
class PeerSeen:
    """How far a peer's chain was applied here: part of the replay state, moves in the transaction of the data."""

    peer: str
    replica: str
    seq: int
    hash: str = ""


@dataclass(frozen=True, slots=True)
class PeerAcked:
    """How far a peer has confirmed our own chain by a verified receipt."""

    peer: str
    replica: str
    seq: int
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRecord:
    """One package sent ("out") or received ("in"): what it held, and what became of it."""

    package_id: str
    direction: str
    peer: str
    n: int
    kind: str
    sha256: str
    heads: dict[str, object] = field(default_factory=dict)
    state: str = "created"
    created: str = ""
    counts: dict[str, object] = field(default_factory=dict)
    digests: dict[str, object] = field(default_factory=dict)
    outcome: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLayout:
    """How the columns of one kind of sheet were matched last time; `key` is the fingerprint of its header."""

    key: str
    ledger: str
    columns: dict[str, object]
    options: dict[str, object] = field(default_factory=dict)
    used_at: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that was being filled in when the window closed or locked."""

    key: str
    data: dict[str, object]
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One printing: what went to paper or into a file, when, by whom, for whom. `n` counts printings of this office.

    `scope` is an opaque word for the part of the ledgers that was printed, `layout` for how it was laid out, `ordered`
    the order itself. `log` tells which lines of the journal and of the log of who did what were the last when its sheets
    were made. `way` is "printer", "file" or "changed" (only the pages that changed). `pages` and `sheets` are
    those that really came out.
    """

    code: str
    n: int
    paper: str
    scope: str = ""
    copy: int = 1
    title: str = ""
    at: str = ""
    by: str = ""
    purpose: str = ""
    recipient: str = ""
    pages: int = 0
    sheets: int = 0
    copies: int = 1
    way: str = "printer"
    layout: str = ""
    ordered: dict[str, object] = field(default_factory=dict)
    log: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfPage:
    """A printed page that stands, or stood, on a shelf; `code` and `number` are printed at its foot.

    `shelf` names the stack it belongs to, `position` its place there, `sheet` the piece of paper within its printing.
    `groups` tells, per opaque key in the order on the page, a `[line, digests of its cells]` for each of its rows; it is
    empty once the page is replaced. `digest` is what the page says; once supplements (`amended_by`, codes with commas)
    correct it by pen, `amended` is the digest of the page as corrected.
    A page with `replaced_at` is no longer on the shelf: `replaced_by` is the sheet put in its place, or the printing
    that did without it.
    """

    code: str
    number: int
    shelf: str
    sheet: int
    position: int
    paper: str
    label: str
    base: str
    turn: int
    digest: str
    groups: dict[str, list[object]] = field(default_factory=dict)
    amended: str = ""
    amended_by: str = ""
    printed_at: str = ""
    replaced_at: str = ""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """One leave to print or write personal data (授权): what, for whom, why, by whom, and who agreed. `n` counts them.

    `state` is "asked" (a slip is out to be signed), "granted", "used" or "refused". `how` tells how somebody agreed: ""
    (nobody had to), "password" or "paper" (a signed slip, numbered `slip`). `level` is `M0` … `M4`, `code` the number of
    the printing or file, `reason` why somebody had to agree. `title` names a paper or a list, never a person.
    """

    id: str
    n: int
    state: str = "granted"
    at: str = ""
    by: str = ""
    purpose: str = ""
    words: str = ""
    recipient: str = ""
    basis: str = ""
    paper: str = ""
    title: str = ""
    columns: str = ""
    level: str = ""
    persons: int = 0
    sealed: int = 0
    full_ids: int = 0
    copies: int = 1
    way: str = "printer"
    encrypted: int = 0
    approver: str = ""
    how: str = ""
    slip: str = ""
    reason: str = ""
    code: str = ""
    pages: int = 0
    done_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRecord:
    """One copy that was handed out (份号): who has it, and what became of it; `state` is "out", "returned" or "shredded"."""

    number: str
    n: int
    code: str = ""
    copy: int = 1
    copies: int = 1
    grant: str = ""
    title: str = ""
    recipient: str = ""
    handed_on: str = ""
    by: str = ""
    state: str = "out"
    ended_on: str = ""
    ended_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something of the exchange that a person must know or decide; `state` is "open" or "done".

    `kind`: "fork", "rollback", "lost", "quarantined_there", "quarantined_here", "held_there".
    """

    key: str
    kind: str
    peer: str
    data: dict[str, object] = field(default_factory=dict)
    at: str = ""
    state: str = "open"
    outcome: dict[str, object] = field(default_factory=dict)


_R = TypeVar("_R")


class Shelf(Generic[_R]):
    """One small table of dataclass records, by primary key; dict attributes are kept as JSON."""

    def __init__(self, db: Database, table: str, kind: type[_R], keys: tuple[str, ...], order: str) -> None:
        self._db, self._table, self._kind, self._keys, self._order = db, quoted(table), kind, keys, order
        # "field(...) of type dict" is told by name: annotations are text under `from __future__ import annotations`.
        described = dataclasses.fields(kind)  # type: ignore[arg-type]
        self._names = tuple(item.name for item in described)
        self._json = {item.name for item in described if str(item.type).startswith("dict")}

    def put(self, record: _R) -> None:
        """Insert a record, or replace the one with the same key."""
        self.put_all([record])

    def put_all(self, records: Iterable[_R]) -> None:
        """Insert or replace many records, all or none."""
        names = ", ".join(quoted(name) for name in self._names)
        marks = ", ".join("?" * len(self._names))
        values = [[self._packed(name, getattr(record, name)) for name in self._names] for record in records]
        with transaction(self._db):
            self._db.conn.executemany(f"INSERT OR REPLACE INTO {self._table} ({names}) VALUES ({marks})", values)

    def get(self, *key: object) -> _R | None:
        """Return the record with this key, or None."""
        return next(self._select(dict(zip(self._keys, key, strict=True))), None)

    def list(self, **where: object) -> list[_R]:
        """Return the records whose attributes equal those given, all of them when none is given."""
        return list(self._select(where))

    def last(self, count: int = 1, **where: object) -> Sequence[_R]:
        """Return at most `count` of the records that `list` would, those put last first; only these are read."""
        newest = f"SELECT rowid FROM {self._table} WHERE {self._terms(where)} ORDER BY rowid DESC LIMIT ?"
        return list(self._read(f"rowid IN ({newest})", [*where.values(), count], "rowid DESC"))

    def delete(self, *key: object) -> None:
        """Remove the record with this key, if there is one."""
        terms = " AND ".join(f"{quoted(name)} = ?" for name in self._keys)
        with transaction(self._db):
            self._db.conn.execute(f"DELETE FROM {self._table} WHERE {terms}", list(key))

    def _select(self, where: dict[str, object]) -> Iterator[_R]:
        return self._read(self._terms(where), list(where.values()), self._order)

    def _terms(self, where: dict[str, object]) -> str:
        if not set(where) <= set(self._names):
            raise ValueError(f"no such attribute: {sorted(set(where) - set(self._names))}")
        return " AND ".join(f"{quoted(name)} = ?" for name in where) or "1"

    def _read(self, terms: str, given: Sequence[object], order: str) -> Iterator[_R]:
        names = ", ".join(quoted(name) for name in self._names)
        sql = f"SELECT {names} FROM {self._table} WHERE {terms} ORDER BY {order}"
        for values in self._db.conn.execute(sql, given):
            unpacked = [self._unpacked(name, value) for name, value in zip(self._names, values, strict=True)]
            yield self._kind(**dict(zip(self._names, unpacked, strict=True)))

    def _packed(self, name: str, value: object) -> object:
        return msgspec.json.encode(value).decode() if name in self._json else value

    def _unpacked(self, name: str, value: object) -> object:
        return msgspec.json.decode(str(value)) if name in self._json else value


class System:
    """The small tables of one office file; changes made inside a write belong to that write's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.peers = Shelf(db, "peer", Peer, ("site",), "name, site")
        self.peer_seen = Shelf(db, "peer_seen", PeerSeen, ("peer", "replica"), "peer, replica")
        self.peer_acked = Shelf(db, "peer_acked", PeerAcked, ("peer", "replica"), "peer, replica")
        self.packages = Shelf(db, "package_log", PackageRecord, ("package_id", "direction"), "n, direction, package_id")
        self.alarms = Shelf(db, "alarm", Alarm, ("key",), "at DESC, key")
        self.layouts = Shelf(db, "import_layout", ImportLayout, ("key",), "used_at DESC, key")
        self.drafts = Shelf(db, "draft", Draft, ("key",), "at DESC, key")
        self.print_jobs = Shelf(db, "print_job", PrintJob, ("code",), "n DESC")
        self.grants = Shelf(db, "grant", GrantRecord, ("id",), "n DESC")
        self.copies = Shelf(db, "grant_copy", CopyRecord, ("number",), "n DESC, number")
        self.shelf_pages = Shelf(db, "shelf_page", ShelfPage, ("code", "number"), "shelf, position, code, number")

    def together(self) -> AbstractContextManager[None]:
        """Make several puts one: `with system.together():` keeps all of them, or none when it is left by an error."""
        return transaction(self._db)

    def get(self, key: str, default: object = None) -> object:
        """Return a setting, `default` when it was never put."""
        found = self._db.conn.execute("SELECT value FROM setting WHERE key = ?", [key]).fetchone()
        return msgspec.json.decode(found[0]) if found else default

    def put(self, key: str, value: object) -> None:
        """Keep a setting: anything JSON can hold."""
        text = msgspec.json.encode(value).decode()
        with transaction(self._db):
            self._db.conn.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", [key, text])

    def next_number(self, name: str) -> int:
        """Return 1, 2, 3 … for a named counter (package numbers), counted in the file itself."""
        with transaction(self._db):
            number = int(str(self.get(f"counter.{name}", 0))) + 1
            self.put(f"counter.{name}", number)
        return number
