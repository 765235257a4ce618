"""Sealed records (受保护台账): in the file only as blobs of one ledger, opened into tables in memory by who has the key.

Every connection has, by the name of each sealed ledger's table, a TEMP table that stands before the one in the file:
all reading finds its records there, and finds none without the key. Row numbers are those of the blobs. Writing goes the
other way: an edit of a sealed record becomes an edit of its blob, in which alone stands of which ledger it is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from gridDesk.ledger import ACTIVE, VOID, Edit, Entry, Row
from gridDesk.ledger.record import ERASED, JOURNALED_SYSTEM
from gridDesk.store.effect import check_state
from gridDesk.store.engine import Database
from gridDesk.store.errors import StoreError
from gridDesk.store.filtering import json_list
from gridDesk.store.journal import entries_of_record
from gridDesk.store.schema import pack_extra, quoted
from gridDesk.store.sealed_content import (
    ABOVE,
    CHANGED,
    LABEL,
    MIXED,
    RECORD,
    SHARE,
    Act,
    Content,
    bytes_of,
    changed,
    content_of,
    make_tables,
    op_of,
    operation,
)
from gridDesk.store.tables import LedgerTable, fetch
from gridDesk.vault.sealed_blob import Sealer, is_key
from gridDesk.vault.sharing import open_share, sharing_public

Touched = dict[str, set[str]]


class Sealed:
    """The sealed ledgers of one connection. `tables` are those that are read, by ledger."""

    def __init__(self, db: Database, tables: Mapping[str, LedgerTable]) -> None:
        self._db, self._known = db, frozenset(tables)
        self.tables = {key: table for key, table in tables.items() if table.ledger.sealed} if RECORD in tables else {}
        self._sealers: dict[str, Sealer] = {}
        self._own: Sealer | None = None
        self._ring: dict[str, bytes] = {}  # the own keys, earlier ones too, by the public halves they make
        if self.tables:
            with self._filling():
                make_tables(db, self.tables.values())

    @property
    def open(self) -> bool:
        """Tell whether the key is here."""
        return self._own is not None

    def unlock(self, sens_key: bytes, former: Iterable[bytes] = ()) -> None:
        """Take the key, and earlier ones, and open what they open; bytes that are no key close whatever was open."""
        if not self.tables:
            return
        if self._own is not None:
            self._empty()
        self._own = Sealer(sens_key) if is_key(sens_key) else None
        self._ring = {sharing_public(key): key for key in (sens_key, *former) if self._own and is_key(key)}
        self._sealers = {sealer.id: sealer for sealer in map(Sealer, self._ring.values())}
        self.notice()

    def _empty(self) -> None:
        with self._filling():
            for name in ("temp.sealed_here", *(table.name for table in self.tables.values())):
                self._db.conn.execute(f"DELETE FROM {name}")
            self._db.conn.execute("UPDATE temp.sealed_seen SET version = -1, newest = -1")

    # reading

    def notice(self) -> None:
        """Take over what other connections changed since: one look at a counter where they changed nothing."""
        if self._own is None:
            return
        version = self._db.conn.execute("PRAGMA data_version").fetchone()[0]
        seen, newest = self._db.conn.execute("SELECT version, newest FROM temp.sealed_seen").fetchone()
        if version == seen:
            return
        if self._newest() != newest:
            self.refresh()
        with self._filling():
            self._db.conn.execute("UPDATE temp.sealed_seen SET version = ?", [version])

    def refresh(self) -> Touched:
        """Bring the tables in memory to what the file holds; returns the records that changed by ledger."""
        touched: Touched = {}
        with self._filling():
            self._take_shares()
            fresh: dict[str, list[list[object]]] = {}
            here: list[list[object]] = []
            for n, uid, office, rev, state, at, blob, key_id, was in self._db.conn.execute(CHANGED).fetchall():
                system: Row = {"uid": uid, "office": office, "rev": rev, "state": state, "updated_at": at}
                now, row = self._opened(blob, key_id, system)
                if was is not None:
                    touched.setdefault(was, set()).add(uid)
                    self._db.conn.execute(f"DELETE FROM {self.tables[was].name} WHERE n = ?", [n])
                if now is not None:
                    touched.setdefault(now, set()).add(uid)
                    fresh.setdefault(now, []).append([n, *row])
                here.append([n, uid, rev, state, blob, now])
            for ledger, rows in fresh.items():
                self._db.conn.executemany(self.tables[ledger].insert(self.tables[ledger].columns), rows)
            self._db.conn.executemany("INSERT OR REPLACE INTO temp.sealed_here VALUES (?, ?, ?, ?, ?, ?)", here)
            for key, table in self.tables.items():
                self._show_plain(key, table)
            self._db.conn.execute("UPDATE temp.sealed_seen SET newest = ?", [self._newest()])
        return touched

    def _take_shares(self) -> None:
        """Take the keys that offices below sealed to this one's."""
        if SHARE not in self._known:
            return
        sql = (
            f'SELECT office, key_id, box, "to" FROM main."ledger_{SHARE}" WHERE kind = ? AND state = ? '
            'AND "to" IN (SELECT value FROM json_each(?))'
        )
        for office, key_id, box, to in self._db.conn.execute(sql, [ABOVE, ACTIVE, json_list([*self._ring])]).fetchall():
            if key_id not in self._sealers:
                for sealer in map(Sealer, open_share(self._ring[to], bytes_of(box), office)):
                    self._sealers[sealer.id] = sealer

    def _opened(self, blob: object, key_id: object, system: Row) -> tuple[str | None, list[object]]:
        """Return the ledger and the columns of the record in a blob; (None, []) where this program cannot hold it."""
        content = self._content(str(system["uid"]), str(key_id), blob)
        table = self.tables.get(content.ledger) if content is not None else None
        if content is None or table is None:
            return None, []
        row, more = system | dict.fromkeys(JOURNALED_SYSTEM), {}
        try:
            for key, value in content.values().items():
                if key in table.known:
                    row[key] = table.value(key, value)
                elif value is not None:
                    more[key] = value
            row["state"] = VOID if system["state"] == VOID else row["state"]
            check_state(table, row)
        except TypeError:
            return None, []
        row["extra"] = pack_extra(more)
        return table.key, [row.get(key) for key in table.columns]

    def _show_plain(self, key: str, table: LedgerTable) -> None:
        """Show what an older program left unsealed (of other offices, until they send it sealed), below the others."""
        kept = f"main.{table.name}"
        if self._db.conn.execute(f"SELECT EXISTS (SELECT 1 FROM {kept})").fetchone()[0]:
            names = ", ".join(quoted(name) for name in table.columns)
            self._db.conn.execute(f"DELETE FROM {table.name} WHERE n < 0")
            self._db.conn.execute(
                f"INSERT INTO {table.name} (n, {names}) SELECT -n, {names} FROM {kept} WHERE closed_reason IS NOT '{ERASED}'"
            )

    def _content(self, uid: str, key_id: str, blob: object) -> Content | None:
        sealer = self._sealers.get(key_id)
        data = sealer.open(uid, str(blob)) if sealer is not None and blob is not None else None
        try:
            return msgspec.json.decode(data, type=Content) if data is not None else None
        except msgspec.MsgspecError:
            return None

    def _newest(self) -> int:
        sql = "SELECT ifnull(max(n), 0) FROM journal WHERE ledger IN (SELECT value FROM json_each(?))"
        return int(self._db.conn.execute(sql, [json_list([RECORD, SHARE, *self.tables])]).fetchone()[0])

    @contextlib.contextmanager
    def _filling(self) -> Iterator[None]:
        """Let the tables in memory be written: all at once, and by a connection that otherwise only reads."""
        execute = self._db.conn.execute
        reads = execute("PRAGMA query_only").fetchone()[0]
        if reads:
            execute("PRAGMA query_only = OFF")
        try:
            if self._db.conn.in_transaction:
                yield
                return
            execute("BEGIN")
            try:
                yield
                execute("COMMIT")
            except BaseException:
                self._db.conn.rollback()
                raise
        finally:
            if reads:
                execute("PRAGMA query_only = ON")

    # writing

    def words(self, edits: Sequence[Edit], label: str, reason: str) -> tuple[str, str]:
        """Return what an act's label and reason may say in the open: of sealed records nothing."""
        sealed = sum(edits[place].ledger in self.tables for place in range(len(edits)))
        if not sealed:
            return label, reason
        if sealed == len(edits):
            return LABEL, ""
        names = (name for table in self.tables.values() for name in (table.ledger.label, *table.ledger.aliases))
        return (MIXED if any(name in label for name in names) else label), reason

    def edits(self, edits: Iterable[Edit], act: Act) -> Iterator[Edit]:
        """Yield edits as the file takes them: those of sealed records as edits of their blobs; what changes nothing goes.

        Raises as the writer does for other records, and StoreError without the key.
        """
        now: dict[str, Row] = {}
        for edit in edits:
            if edit.ledger in self.tables:
                yield from self._sealed(edit, act, now)
            else:
                yield edit

    def _sealed(self, edit: Edit, act: Act, now: dict[str, Row]) -> Iterator[Edit]:
        if self._own is None:
            raise StoreError(
                "这是受保护台账，您的账号没有它的权限，", advice="没有写入任何内容，请由受保护台账经办人办理。"
            )
        table, old = self.tables[edit.ledger], self._before(edit, now)
        if old is not None and old["office"] != act.office:
            raise StoreError("这条记录属于别的单位，本单位不能直接修改，", advice="请向所属单位提出更正。")
        if old is not None and old.get("closed_reason") == ERASED:
            if edit.op != "erase":
                raise StoreError("这条记录的内容已经按规定清除，", advice="不能再修改；需要时请重新登记。")
            return
        if edit.op == "erase":
            now[edit.uid] = {"uid": edit.uid, "office": act.office, "state": VOID, "closed_reason": ERASED}
            yield Edit(RECORD, edit.uid, "erase", {})
            return
        new = changed(table, old, edit, act)
        if new is not None:
            now[edit.uid] = new
            values: dict[str, object] = {"blob": self._blob(table, new, edit.op, act), "key_id": self._own.id}
            if old is None and new["state"] == VOID:
                values["state"] = VOID
            yield Edit(RECORD, edit.uid, operation(old, new), values)

    def _before(self, edit: Edit, now: Mapping[str, Row]) -> Row | None:
        """Return the record as it is before an edit, None for one to be made. Raises ValueError as the writer does."""
        row = now.get(edit.uid) or fetch(self._db, self.tables[edit.ledger], [edit.uid]).get(edit.uid)
        if row is None:
            sql = f'SELECT uid, office, state, closed_reason FROM main."ledger_{RECORD}" WHERE uid = ?'
            found = self._db.conn.execute(sql, [edit.uid]).fetchone()
            row = dict(zip(("uid", "office", "state", "closed_reason"), found, strict=True)) if found else None
        if edit.op == "create" and row is not None:
            raise ValueError(f"record {edit.uid} of {edit.ledger} exists already")
        if edit.op != "create" and (row is None or ("rev" not in row and row["closed_reason"] != ERASED)):
            raise ValueError(f"record {edit.uid} of {edit.ledger} does not exist")
        return row

    def blob_of(self, table: LedgerTable, row: Row, op: str) -> dict[str, object]:
        """Return the values of the blob of a record. Raises StoreError without the key."""
        if self._own is None:
            raise StoreError("没有受保护台账的钥匙，", advice="请由受保护台账经办人登录。")
        return {"blob": self._blob(table, row, op, None), "key_id": self._own.id}

    def _blob(self, table: LedgerTable, row: Row, op: str, act: Act | None) -> str:
        assert self._own is not None
        content = content_of(table, row, op, act)
        return self._own.seal(str(row["uid"]), msgspec.json.encode(content))

    def told(self, touched: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        """Return what a write touched as who has the key is told it: sealed records by their ledgers, not as blobs."""
        if self._own is None or not touched.keys() & {RECORD, SHARE, *self.tables}:
            return dict(touched)
        opened = self.refresh()
        found = {key: uids | opened.pop(key, set()) for key, uids in touched.items() if key != RECORD}
        found |= {key: frozenset(uids) for key, uids in opened.items()}
        closed = touched.get(RECORD, frozenset()).difference(*(found[key] for key in found if key in self.tables))
        return found | ({RECORD: closed} if closed else {})

    def pack(self, name: str, data: Mapping[str, object]) -> dict[str, object]:
        """Return data of the system tables sealed under the key and bound to `name`. Raises StoreError without it."""
        if self._own is None:
            raise StoreError("没有受保护台账的钥匙，", advice="请由受保护台账经办人登录。")
        return {"sealed": self._own.seal(name, msgspec.json.encode(data)), "key_id": self._own.id}

    def unpack(self, name: str, data: Mapping[str, object]) -> dict[str, object] | None:
        """Return what `pack` was given, data that is not sealed as it is, None where the key does not open it."""
        if "sealed" not in data:
            return dict(data)
        sealer = self._sealers.get(str(data.get("key_id")))
        found = sealer.open(name, str(data["sealed"])) if sealer is not None else None
        return msgspec.json.decode(found, type=dict[str, object]) if found is not None else None

    def locked(self, office: str) -> int:
        """Return how many records of an office are here that no key at hand opens."""
        sql = (
            f'SELECT count(*) FROM main."ledger_{RECORD}" r LEFT JOIN temp.sealed_here h ON h.n = r.n '
            "WHERE r.office = ? AND r.state = ? AND r.blob IS NOT NULL AND h.ledger IS NULL"
        )
        return int(self._db.conn.execute(sql, [office, ACTIVE]).fetchone()[0]) if self.tables else 0

    def resealed(self, former: bytes, office: str) -> Iterator[Edit]:
        """Yield edits that seal under the present key what an earlier key of the office sealed."""
        assert self._own is not None
        old = Sealer(former)
        sql = f'SELECT uid, blob FROM main."ledger_{RECORD}" WHERE office = ? AND key_id = ? AND blob IS NOT NULL'
        for uid, blob in self._db.conn.execute(sql, [office, old.id]).fetchall():
            data = old.open(uid, blob)
            if data is not None:
                yield Edit(RECORD, uid, "update", {"blob": self._own.seal(uid, data), "key_id": self._own.id})

    # the journal

    def history(self, ledger: str, uid: str) -> list[Entry]:
        """Return the entries of one sealed record, newest first; none without the key, as if it were not there."""
        if self._own is None:
            return []
        said = [self.opened(entry) for entry in entries_of_record(self._db, RECORD, uid)]
        sealed = [
            replace(entry, ledger=ledger) for entry in said if entry is not None and entry.ledger in (ledger, RECORD)
        ]
        return [*sealed, *entries_of_record(self._db, ledger, uid)]

    def opened(self, entry: Entry) -> Entry | None:
        """Return a journal entry as who has the key reads it; None for one of a sealed ledger that an older program made.

        One that this key does not open stays as it is.
        """
        if entry.ledger in self.tables:
            return None
        if entry.ledger != RECORD or self._own is None or "blob" not in entry.fields:
            return entry
        ids = entry.fields.get("key_id", [None, None])
        old, new = (self._said(entry, ids, place) for place in (0, 1))
        known = new or old
        if known is None:
            return entry
        before, after = (said.values() if said is not None else {} for said in (old, new))
        state = entry.fields.get("state")
        if state is not None:
            before |= {"state": VOID} if state[0] == VOID else {}
            after |= {"state": VOID} if state[1] == VOID else {}
        keys = dict.fromkeys((*before, *after))
        fields = {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}
        return replace(
            entry, ledger=known.ledger, fields=fields, op=op_of(known.op, entry.op), label=known.label or entry.label,
            reason=known.reason,
        )  # fmt: skip

    def _said(self, entry: Entry, ids: Sequence[object], place: int) -> Content | None:
        """Return what the old (0) or the new (1) blob of an entry says; the key's id is named only where it changed."""
        blob = entry.fields["blob"][place]
        named = [str(ids[place])] if ids[place] else [*self._sealers]
        return next(filter(None, (self._content(entry.uid, one, blob) for one in named)), None)
