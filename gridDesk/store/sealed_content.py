"""What is in a blob of a sealed record, and what an edit makes of it; the tables in memory that hold opened ones."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from gridDesk.ledger import ACTIVE, VOID, Edit, Row
from gridDesk.ledger.record import JOURNALED_SYSTEM, Op
from gridDesk.ledger.upgrades import upgrade_values
from gridDesk.store.effect import advance, extra_of, implied
from gridDesk.store.engine import Database
from gridDesk.store.schema import quoted
from gridDesk.store.tables import LedgerTable
from gridDesk.store.writing import difference

RECORD, SHARE = "sealed_record", "sealed_share"
ABOVE, PAPER = "above", "paper"  # for whom a share is
LABEL = "受保护台账的改动"
MIXED = "批量改动"


class Content(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What a blob says: a record's ledger, its columns, and of its last change the operation and the words for it."""

    ledger: str
    schema: int
    state: str = ACTIVE
    closed_on: str | None = None
    closed_reason: str | None = None
    verified_on: str | None = None
    fields: dict[str, object] = {}
    op: str = ""
    label: str = ""
    reason: str = ""

    def values(self) -> Row:
        """Return its columns as today's version of the ledger has them, those of newer programs among them."""
        fields = upgrade_values(self.ledger, dict(self.fields), self.schema)
        return {key: getattr(self, key) for key in JOURNALED_SYSTEM} | fields


@dataclass(frozen=True, slots=True)
class Act:
    """What all sealed edits of one act have in common: whose records, when, and the words that go into the blobs."""

    office: str
    at: str
    today: str
    label: str
    reason: str


CHANGED = f"""
SELECT r.n, r.uid, r.office, r.rev, r.state, r.updated_at, r.blob, r.key_id, h.ledger
FROM main."ledger_{RECORD}" r LEFT JOIN temp.sealed_here h ON h.n = r.n
WHERE h.n IS NULL OR h.rev IS NOT r.rev OR h.state IS NOT r.state OR h.blob IS NOT r.blob
   OR (h.ledger IS NULL AND r.blob IS NOT NULL)
"""


def make_tables(db: Database, tables: Iterable[LedgerTable]) -> None:
    """Make the tables in memory, empty, and the notes of what of the file is in them."""
    execute = db.conn.execute
    execute(
        "CREATE TEMP TABLE sealed_here (n INTEGER PRIMARY KEY, uid TEXT NOT NULL, rev INTEGER NOT NULL, "
        "state TEXT NOT NULL, blob TEXT, ledger TEXT) STRICT"
    )
    execute("CREATE TEMP TABLE sealed_seen (version INTEGER NOT NULL, newest INTEGER NOT NULL) STRICT")
    execute("INSERT INTO temp.sealed_seen VALUES (-1, -1)")
    for table in tables:
        kinds = {item.key: item.type.column for item in table.ledger.fields} | {"rev": "INTEGER"}
        columns = ", ".join(f"{quoted(key)} {kinds.get(key, 'TEXT')}" for key in table.columns)
        execute(f"CREATE TEMP TABLE {table.name} (n INTEGER PRIMARY KEY, {columns}, UNIQUE (uid)) STRICT")


def changed(table: LedgerTable, old: Row | None, edit: Edit, act: Act) -> Row | None:
    """Return a record after an edit, None when nothing changes. Raises as the writer does."""
    if old is None:
        blank = table.blank | {"uid": edit.uid, "office": act.office}
        fields = difference(table, blank, {"state": ACTIVE, **edit.values})
        return advance(table, blank, 0, fields, act.at)
    fields = difference(table, old, implied(edit.op, edit.values, act.today))
    if not fields and edit.op != "verify":
        return None
    return advance(table, old, int(str(old["rev"])), fields, act.at)


def operation(old: Row | None, new: Row) -> Op:
    """Return what an edit of a record is to its blob, which only says whether it counts at all."""
    if old is None:
        return "create"
    if (old["state"] == VOID) == (new["state"] == VOID):
        return "update"
    return "void" if new["state"] == VOID else "restore"


def op_of(said: str, outer: str) -> Op:
    """Return the operation as the blob names it, where it was written with the entry."""
    return (said or outer) if outer in ("create", "update", "void", "restore") else outer  # type: ignore[return-value]


def bytes_of(box: object) -> bytes:
    """Return the bytes of a base64 text, none where it is not one."""
    try:
        return base64.b64decode(str(box), validate=True)
    except ValueError:
        return b""


def content_of(table: LedgerTable, row: Row, op: str, act: Act | None) -> Content:
    """Return what the blob of a record says after an operation; `act` has the words that name it to who has the key."""
    kept = {item.key: row[item.key] for item in table.ledger.fields if row.get(item.key) is not None}
    return Content(
        ledger=table.key, schema=table.ledger.version, state=str(row["state"]), fields=kept | extra_of(row), op=op,
        closed_on=_text(row, "closed_on"), closed_reason=_text(row, "closed_reason"),
        verified_on=_text(row, "verified_on"), label=act.label if act else "", reason=act.reason if act else "",
    )  # fmt: skip


def _text(row: Row, key: str) -> str | None:
    value = row.get(key)
    return None if value is None else str(value)
