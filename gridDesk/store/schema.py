"""Tables: the system tables by migrations, one table per ledger from its declaration.

A ledger's table always has exactly the columns of its ledger: a new field becomes a column at the next start, a field
that is gone moves into `extra`, the JSON text where fields unknown to this program are kept verbatim.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gridDesk.ledger import Catalogue, Ledger
from gridDesk.ledger.record import SYSTEM
from gridDesk.store.engine import Database, Migrations

KEPT = (*SYSTEM, "extra")
_SYSTEM_TYPES: dict[str, type] = dict.fromkeys(KEPT, str) | {"rev": int}
_COLUMN_TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "REAL": float}
_LOOKED_UP = ("id_number", "number", "date")
# Who lives here as what: answered from the index alone, for lists of people filtered by the kind of their residence.
_TOGETHER = {("residence", "person"): ("person", "state", "kind")}

migrations = Migrations("store")


def table_of(ledger: str) -> str:
    """Return the name of a ledger's table; the prefix keeps ledgers apart from system tables."""
    return f"ledger_{ledger}"


def columns_of(ledger: Ledger) -> tuple[str, ...]:
    """Return the columns of a ledger's table without the row number `n`, system columns first."""
    return (*KEPT, *(item.key for item in ledger.fields))


def indexes_of(ledger: Ledger) -> list[tuple[str, ...]]:
    """Return the columns of each index of a ledger's table but that of uid: owner and state, links, what is looked up."""
    looked_up = [item.key for item in ledger.fields if item.to or item.key in _LOOKED_UP]
    return [("office", "state"), *(_together(ledger, key) for key in looked_up)]


def _together(ledger: Ledger, key: str) -> tuple[str, ...]:
    columns = _TOGETHER.get((ledger.key, key), (key,))
    return columns if set(columns) <= set(columns_of(ledger)) else (key,)


def quoted(name: str) -> str:
    """Return an identifier of a declaration in SQL quotes (ledgers may call a field `end` or `date`)."""
    return '"' + name.replace('"', '""') + '"'


@migrations()
def journal(db: Database) -> None:
    """Make the append-only journal; `n` is the order in which this installation applied the entries."""
    text = [
        "replica", "txn", "office", "ledger", "uid", "op", "fields", "actor", "label", "reason", "at", "prev_hash", "hash",
    ]  # fmt: skip
    columns: dict[str, type] = {"n": int, **dict.fromkeys(text, str)}
    columns |= dict.fromkeys(("seq", "base_rev", "clock_ok", "schema"), int)
    table = db.table("journal")
    table.create(columns, pk="n", not_null=set(columns) - {"n"}, strict=True)
    table.create_index(["replica", "seq"], unique=True)
    table.create_index(["ledger", "uid"])
    table.create_index(["txn"])
    for action in ("UPDATE", "DELETE"):
        db.execute(append_only(action))


def append_only(action: str, table: str = "journal", words: str = "the journal") -> str:
    """Return the trigger that keeps the journal as it is; only an erasure lifts that of UPDATE, within its transaction."""
    return (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{words} is append-only'); END"
    )


@migrations()
def chains(db: Database) -> None:
    """Make the tables of journal chains: their heads, and the places where a snapshot let one go on."""
    db.table("replica").create(
        {"replica": str, "office": str, "kind": str, "seq": int, "hash": str, "since": str, "why": str},
        pk="replica",
        strict=True,
    )
    db.table("replica_base").create(
        {"replica": str, "seq": int, "hash": str, "n": int}, pk=("replica", "seq"), strict=True
    )
    db.table("pending_entry").create({"n": int, "ledger": str}, pk="n", strict=True)


@migrations()
def acts(db: Database) -> None:
    """Make the list of acts (a save, an import, a merge), newest last, for undo."""
    table = db.table("act")
    table.create(
        {"n": int, "txn": str, "label": str, "actor": str, "at": str, "counts": str, "undoes": str, "undone_by": str},
        pk="n",
        strict=True,
    )
    table.create_index(["txn"], unique=True)


@migrations()
def digests(db: Database) -> None:
    """Make the table of state digests per office and ledger; `value` is a 256-bit sum in hex."""
    db.table("digest").create(
        {"office": str, "ledger": str, "count": int, "value": str}, pk=("office", "ledger"), strict=True
    )
    db.table("ledger_schema").create({"ledger": str, "version": int}, pk="ledger", strict=True)


@migrations()
def system(db: Database) -> None:
    """Make the small tables of settings, peers, packages, remembered imports and drafts."""
    db.table("setting").create({"key": str, "value": str}, pk="key", strict=True)
    db.table("peer").create(
        {
            "site": str, "name": str, "level": str, "code": str, "relation": str, "sign_key": str, "recipient": str,
            "paired_on": str, "state": str, "card": str,
        },
        pk="site",
        strict=True,
    )  # fmt: skip
    for name in ("peer_seen", "peer_acked"):
        db.table(name).create(
            {"peer": str, "replica": str, "seq": int, "hash": str}, pk=("peer", "replica"), strict=True
        )
    package: dict[str, type] = dict.fromkeys(
        [
            "package_id",
            "direction",
            "peer",
            "kind",
            "sha256",
            "heads",
            "state",
            "created",
            "counts",
            "digests",
            "outcome",
        ],
        str,
    )
    table = db.table("package_log")
    table.create(package | {"n": int}, pk=("package_id", "direction"), strict=True)
    table.create_index(["peer", "direction", "n"])
    db.table("import_layout").create(
        {"key": str, "ledger": str, "columns": str, "options": str, "used_at": str}, pk="key", strict=True
    )
    db.table("draft").create({"key": str, "data": str, "at": str}, pk="key", strict=True)


@migrations()
def printings(db: Database) -> None:
    """Make the register of printings, and of the printed pages that stand or stood on a shelf."""
    job: dict[str, type] = dict.fromkeys(
        ["code", "paper", "scope", "title", "at", "by", "purpose", "recipient", "way", "layout", "ordered"], str
    )
    table = db.table("print_job")
    table.create(job | dict.fromkeys(("n", "copy", "pages", "sheets", "copies"), int), pk="code", strict=True)
    table.create_index(["n"], unique=True)
    page: dict[str, type] = dict.fromkeys(
        [
            "code", "shelf", "paper", "label", "base", "digest", "groups", "amended", "amended_by", "printed_at",
            "replaced_at", "replaced_by",
        ],
        str,
    )  # fmt: skip
    table = db.table("shelf_page")
    table.create(page | dict.fromkeys(("number", "sheet", "position", "turn"), int), pk=("code", "number"), strict=True)
    table.create_index(["shelf", "replaced_at"])


@migrations()
def exchange(db: Database) -> None:
    """Give each addressee below a chain of its own, and keep what cannot be applied yet with the reason why."""
    db.execute("ALTER TABLE replica ADD COLUMN scope TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE pending_entry ADD COLUMN code TEXT NOT NULL DEFAULT 'unknown_ledger'")
    db.execute("CREATE INDEX idx_pending_entry_code ON pending_entry (code)")
    kept: dict[str, type] = dict.fromkeys(["office", "ledger", "uid", "code", "data", "at"], str)
    table = db.table("kept_row")
    table.create({"n": int, **kept, "schema": int}, pk="n", not_null=set(kept), strict=True)
    table.create_index(["office", "ledger", "uid"])
    alarm: dict[str, type] = dict.fromkeys(["key", "kind", "peer", "data", "at", "state", "outcome"], str)
    db.table("alarm").create(alarm, pk="key", strict=True)


@migrations()
def blobs(db: Database) -> None:
    """Make the tables of pictures by their hash, and of those that other offices were sent."""
    db.table("blob").create(
        {"sha256": str, "kind": str, "size": int, "at": str, "data": bytes}, pk="sha256", not_null={"data"}, strict=True
    )  # the bytes last: what stands behind them is read only by way of all of them
    table = db.table("blob_sent")
    table.create(
        dict.fromkeys(("peer", "sha256", "package_id", "state"), str), pk=("peer", "sha256", "package_id"), strict=True
    )
    table.create_index(["package_id"])


@migrations()
def package_states(db: Database) -> None:
    """Let the packages of an office that are in one state be found, the newest first, without reading the others."""
    db.table("package_log").create_index(["peer", "direction", "state"])


@migrations()
def bases_by_place(db: Database) -> None:
    """Let a chain be set back more than once to one number: a base is known by its place in the journal."""
    db.execute("ALTER TABLE replica_base RENAME TO replica_base_before")
    db.table("replica_base").create(
        {"replica": str, "seq": int, "hash": str, "n": int}, pk=("replica", "n"), strict=True
    )
    db.execute("INSERT INTO replica_base SELECT replica, seq, hash, n FROM replica_base_before ORDER BY n")
    db.execute("DROP TABLE replica_base_before")


@migrations()
def audit(db: Database) -> None:
    """Make the log of who did what: append-only, each line chained to the one before, without any record's content."""
    text = ["replica", "at", "user", "role", "kind", "objects", "grant_id", "detail", "prev_hash", "hash"]
    columns: dict[str, type] = {"n": int, **dict.fromkeys(text, str), "clock_ok": int, "count": int}
    db.table("audit").create(columns, pk="n", not_null=set(columns) - {"n"}, strict=True)
    for action in ("UPDATE", "DELETE"):
        db.execute(append_only(action, "audit", "the log"))


@migrations()
def audit_order(db: Database) -> None:
    """Let no line of the log be put in the place of another, nor beyond the next; let lines be found by kind and time."""
    db.execute(
        "CREATE TRIGGER audit_no_other BEFORE INSERT ON audit "
        "WHEN NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM audit) "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )
    db.table("audit").create_index(["kind", "at", "user", "count"])


@migrations()
def printed_under(db: Database) -> None:
    """Let each printing tell which lines of the journal and of the log were the last when its sheets were made."""
    db.execute("ALTER TABLE print_job ADD COLUMN log TEXT NOT NULL DEFAULT '{}'")


@migrations()
def grants(db: Database) -> None:
    """Make the register of grants (对外提供和打印授权) and of the copies that were handed out."""
    words: dict[str, type] = dict.fromkeys(
        [
            "id", "state", "at", "by", "purpose", "words", "recipient", "basis", "paper", "title", "columns", "level", "way",
            "approver", "how", "slip", "reason", "code", "done_at",
        ],
        str,
    )  # fmt: skip
    numbers: dict[str, type] = dict.fromkeys(
        ["n", "persons", "sealed", "full_ids", "copies", "encrypted", "pages"], int
    )
    table = db.table("grant")
    table.create(words | numbers, pk="id", strict=True)
    table.create_index(["n"], unique=True)
    table.create_index(["slip"])
    words = dict.fromkeys(
        ["number", "code", "grant", "title", "recipient", "handed_on", "by", "state", "ended_on", "ended_by"], str
    )
    table = db.table("grant_copy")
    table.create(words | dict.fromkeys(("n", "copy", "copies"), int), pk="number", strict=True)
    table.create_index(["code"])


def make_ledger_tables(db: Database, catalogue: Catalogue) -> None:
    """Bring every ledger's table to the columns and indexes its declaration asks for; rows lose nothing."""
    existing = set(db.table_names())
    for ledger in catalogue.ledgers.values():
        if table_of(ledger.key) in existing:
            _reconcile(db, ledger)
        else:
            _create(db, ledger)
        _index(db, ledger)


def _create(db: Database, ledger: Ledger) -> None:
    fields = {item.key: _COLUMN_TYPES[item.type.column] for item in ledger.fields}
    db.table(table_of(ledger.key)).create(
        {"n": int, **_SYSTEM_TYPES, **fields}, pk="n", not_null=("uid", "office", "rev", "state"), strict=True
    )


def _index(db: Database, ledger: Ledger) -> None:
    """Make the indexes that a ledger's declaration asks for; one that a wider one replaces goes."""
    table, wanted = db.table(table_of(ledger.key)), indexes_of(ledger)
    have = {tuple(index.columns): index.name for index in table.indexes}
    if ("uid",) not in have:
        table.create_index(["uid"], unique=True)
    for columns in wanted:
        if columns not in have:
            table.create_index(list(columns))
        if len(columns) > 1 and columns[:1] in have and columns[:1] not in wanted:
            db.execute(f"DROP INDEX {quoted(have[columns[:1]])}")


def _reconcile(db: Database, ledger: Ledger) -> None:
    table = db.table(table_of(ledger.key))
    have = {column.name for column in table.columns} - {"n"}
    wanted = columns_of(ledger)
    added = [key for key in wanted if key not in have]
    for key in added:
        table.add_column(key, _COLUMN_TYPES[ledger[key].type.column] if key in ledger else str)
    if added:
        _absorb_extra(db, ledger, added)
    for key in sorted(have - set(wanted)):
        _retire_column(db, ledger, key)


def _absorb_extra(db: Database, ledger: Ledger, added: Sequence[str]) -> None:
    """Move values that a newer program sent earlier from `extra` into their new columns."""
    name = quoted(table_of(ledger.key))
    for n, extra in db.execute(f"SELECT n, extra FROM {name} WHERE extra IS NOT NULL").fetchall():
        kept: dict[str, object] = msgspec.json.decode(extra)
        moved = {key: kept.pop(key) for key in added if key in kept}
        if moved:
            sets = "".join(f", {quoted(key)} = ?" for key in moved)
            db.execute(f"UPDATE {name} SET extra = ?{sets} WHERE n = ?", [pack_extra(kept), *moved.values(), n])


def _retire_column(db: Database, ledger: Ledger, key: str) -> None:
    """Move the values of a field that is no longer declared into `extra`, then drop its column and index."""
    name = quoted(table_of(ledger.key))
    found = db.execute(f"SELECT n, extra, {quoted(key)} FROM {name} WHERE {quoted(key)} IS NOT NULL").fetchall()
    for n, extra, value in found:
        kept: dict[str, object] = msgspec.json.decode(extra) if extra else {}
        db.execute(f"UPDATE {name} SET extra = ? WHERE n = ?", [pack_extra(kept | {key: value}), n])
    for index in db.table(table_of(ledger.key)).indexes:
        if key in index.columns:
            db.execute(f"DROP INDEX {quoted(index.name)}")
    db.execute(f"ALTER TABLE {name} DROP COLUMN {quoted(key)}")


def pack_extra(values: dict[str, object]) -> str | None:
    """Return unknown fields as the JSON text kept in `extra`, or None when there are none."""
    kept = {key: value for key, value in sorted(values.items()) if value is not None}
    return msgspec.json.encode(kept).decode() if kept else None
