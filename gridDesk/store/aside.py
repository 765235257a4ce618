"""What came from other offices and is not in their records here: it waits for a newer program, or was set aside.

An entry that is not applied stays in the journal, where its chain needs it, and is listed in `pending_entry` with a code
that says why. `REPLAYED` and `SUPERSEDED` stay listed for ever: what they did to a record is told by an entry of the
mirror chain, so that the journal, read in its order, still makes every record. Records of a snapshot that are not taken
are kept word by word in `kept_row`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from gridDesk.ledger import Catalogue, Row
from gridDesk.store.engine import Database

REPLAYED, SUPERSEDED = "replayed", "superseded"
WAITING = ("unknown_ledger", "newer_ledger", "unknown_op", "after_pending")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of another office of which something is not applied here; `code` says why, `at` since when."""

    ledger: str
    uid: str
    office: str
    code: str
    at: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A record of a snapshot that is kept word by word; `schema` is the version of its ledger."""

    ledger: str
    row: Row
    code: str
    schema: int


def kept(db: Database, office: str | None = None) -> list[Kept]:
    """Return what waits or was set aside, oldest first, each record once per reason.

    CROSS JOIN keeps SQLite from walking the whole journal for the few entries that are listed.
    """
    sql = (
        "SELECT j.ledger, j.uid, r.office, p.code, min(j.at), min(p.n) FROM pending_entry p CROSS JOIN journal j "
        "ON j.n = p.n JOIN replica r ON r.replica = j.replica "
        f"WHERE p.code NOT IN ('{REPLAYED}', '{SUPERSEDED}') GROUP BY 1, 2, 3, 4 "
        "UNION ALL SELECT ledger, uid, office, code, at, n FROM kept_row ORDER BY 5, 6"
    )
    found = (Kept(*map(str, line[:5])) for line in db.conn.execute(sql))
    return [one for one in found if office in (None, one.office)]


def rows_of(db: Database, office: str, current: Callable[[str, str], Row | None]) -> list[KeptRow]:
    """Return the records of an office of which something waits or was set aside, as that office last told of them.

    `current(ledger, uid)` is the record here without what was not applied, None when there is none. Entries that spoke of
    other offices' records are left out.
    """
    found: dict[tuple[str, str], KeptRow] = {}
    sql = "SELECT ledger, uid, code, data, schema FROM kept_row WHERE office = ? ORDER BY n"
    for ledger, uid, code, data, schema in db.conn.execute(sql, [office]):
        row = msgspec.json.decode(data, type=dict[str, object])
        if row.get("office") == office:
            found[ledger, uid] = KeptRow(ledger, row, code, int(schema))
    sql = (
        "SELECT p.code, j.ledger, j.uid, j.base_rev, j.fields, j.at, j.schema FROM pending_entry p "
        "CROSS JOIN journal j ON j.n = p.n CROSS JOIN replica r ON r.replica = j.replica "
        f"WHERE p.code NOT IN ('{REPLAYED}', '{SUPERSEDED}') AND r.office = ? AND j.office = ? ORDER BY p.n"
    )
    for code, ledger, uid, base, fields, at, schema in db.conn.execute(sql, [office, office]).fetchall():
        known = found.get((ledger, uid))
        row = dict(known.row if known else current(ledger, uid) or {"uid": uid, "office": office})
        row |= {key: pair[1] for key, pair in msgspec.json.decode(fields, type=dict[str, list[object]]).items()}
        row |= {"rev": int(base) + 1, "updated_at": at}
        found[ledger, uid] = KeptRow(ledger, row, code, max(int(schema), known.schema if known else 0))
    return list(found.values())


def set_aside(db: Database, n: int, ledger: str, code: str) -> None:
    """List a journal entry as not applied."""
    db.conn.execute("INSERT OR REPLACE INTO pending_entry (n, ledger, code) VALUES (?, ?, ?)", [n, ledger, code])


def supersede(db: Database, office: str, rows: Iterable[KeptRow], at: str) -> None:
    """Let a snapshot take the place of all that was kept of an office; what it brings itself that waits is kept instead."""
    db.conn.execute(
        f"UPDATE pending_entry SET code = '{SUPERSEDED}' WHERE n IN (SELECT p.n FROM pending_entry p "
        "CROSS JOIN journal j ON j.n = p.n CROSS JOIN replica r ON r.replica = j.replica "
        f"WHERE p.code NOT IN ('{REPLAYED}', '{SUPERSEDED}') AND r.office = ?)",
        [office],
    )
    db.conn.execute("DELETE FROM kept_row WHERE office = ?", [office])
    lines = [
        (office, one.ledger, str(one.row["uid"]), one.code, msgspec.json.encode(one.row).decode(), at, one.schema)
        for one in rows
    ]
    names = "office, ledger, uid, code, data, at, schema"
    db.conn.executemany(f"INSERT INTO kept_row ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", lines)


def ready_entries(db: Database, catalogue: Catalogue, ops: Collection[str]) -> list[int]:
    """Return the journal numbers of entries that waited and can be applied now; those behind one that cannot, wait on."""
    marks = ", ".join("?" * len(WAITING))
    sql = (
        "SELECT p.n, j.ledger, j.uid, j.op, j.schema FROM pending_entry p CROSS JOIN journal j ON j.n = p.n "
        f"WHERE p.code IN ({marks}) ORDER BY p.n"
    )
    stuck: set[tuple[str, str]] = set()
    found = []
    for n, ledger, uid, op, schema in db.conn.execute(sql, WAITING):
        known = ledger in catalogue and int(schema) <= catalogue[ledger].version and op in ops
        if not known or (ledger, uid) in stuck:
            stuck.add((ledger, uid))
        else:
            found.append(int(n))
    return found


def ready_rows(db: Database, catalogue: Catalogue) -> Iterator[tuple[int, str, KeptRow]]:
    """Yield number, office and record of what a snapshot brought and a newer program can take now."""
    marks = ", ".join("?" * len(WAITING))
    sql = f"SELECT n, office, ledger, code, data, schema FROM kept_row WHERE code IN ({marks}) ORDER BY n"
    for n, office, ledger, code, data, schema in db.conn.execute(sql, WAITING).fetchall():
        if ledger in catalogue and int(schema) <= catalogue[ledger].version:
            yield int(n), str(office), KeptRow(ledger, msgspec.json.decode(data), code, int(schema))


def forget_rows(db: Database, numbers: Iterable[int]) -> None:
    """Drop kept records that were taken."""
    db.conn.executemany("DELETE FROM kept_row WHERE n = ?", [(n,) for n in numbers])


def forget_records(db: Database, places: Mapping[str, Collection[str]]) -> None:
    """Drop what is kept of records that were erased."""
    for ledger, uids in places.items():
        db.conn.executemany("DELETE FROM kept_row WHERE ledger = ? AND uid = ?", [(ledger, uid) for uid in uids])
        db.conn.executemany(
            f"UPDATE pending_entry SET code = '{SUPERSEDED}' WHERE n IN "
            "(SELECT n FROM journal WHERE ledger = ? AND uid = ? AND op <> 'erase')",
            [(ledger, uid) for uid in uids],
        )
