"""Acts (a save, an import, a merge) and taking them back by a new act: nothing is ever removed from the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from gridDesk.ledger import CLOSED, VOID, Changes, Edit, Entry, Row
from gridDesk.ledger.record import Op
from gridDesk.store import journal
from gridDesk.store.engine import Database
from gridDesk.store.errors import StoreError
from gridDesk.store.filtering import json_list
from gridDesk.store.journal import Fields, Stamp
from gridDesk.store.tables import CHUNK, LedgerTable, chunks, fetch

Tables = Mapping[str, LedgerTable]
Place = tuple[str, str]
Opened = Callable[[Entry], Entry | None]


@dataclass(frozen=True, slots=True)
class Transaction:
    """One act done here: `counts` maps ledgers to changed records; `undoes` and `undone_by` are acts or ""."""

    txn: str
    label: str
    actor: str
    at: str
    counts: Mapping[str, int]
    undoes: str
    undone_by: str


@dataclass(frozen=True, slots=True)
class Left:
    """A record that undo left as it is, wholly or in some `fields`, with the reason in Chinese."""

    ledger: str
    uid: str
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo changed and what it had to leave."""

    changes: Changes
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """The edits that take an act back."""

    label: str
    edits: tuple[Edit, ...]
    left: tuple[Left, ...]


def record(db: Database, mark: Stamp, changes: Changes, undoes: str) -> None:
    """Note an act for the list of acts; an undo marks what it took back, and a redo unmarks it."""
    counts = {ledger: len(uids) for ledger, uids in changes.touched.items()}
    db.conn.execute(
        "INSERT INTO act (txn, label, actor, at, counts, undoes, undone_by) VALUES (?, ?, ?, ?, ?, ?, '')",
        [mark.txn, mark.label, mark.actor, mark.at, msgspec.json.encode(counts).decode(), undoes],
    )
    if undoes:
        db.conn.execute("UPDATE act SET undone_by = ? WHERE txn = ?", [mark.txn, undoes])
        db.conn.execute("UPDATE act SET undone_by = '' WHERE txn = (SELECT undoes FROM act WHERE txn = ?)", [undoes])


def newest(db: Database, limit: int) -> list[Transaction]:
    """Return the newest acts, newest first."""
    sql = "SELECT txn, label, actor, at, counts, undoes, undone_by FROM act ORDER BY n DESC LIMIT ?"
    return [
        Transaction(txn, label, actor, at, msgspec.json.decode(counts), undoes, undone_by)
        for txn, label, actor, at, counts, undoes, undone_by in db.conn.execute(sql, [limit])
    ]


def plan_undo(db: Database, tables: Tables, txn: str, own: str, opened: Opened = lambda entry: entry) -> UndoPlan:
    """Decide how to take an act back. Raises StoreError when there is no such act or it was taken back already.

    `opened` returns an entry as it is to be taken back, None for one to be left alone.
    """
    found = db.conn.execute("SELECT label, undone_by FROM act WHERE txn = ?", [txn]).fetchone()
    if found is None:
        raise StoreError("找不到这次操作，", advice="它可能不是在本机上做的，请从操作记录里选择。")
    if found[1]:
        raise StoreError("这次操作已经撤销过了，", advice="要恢复它，请撤销那次“撤销”。")
    done, voids = _net(filter(None, map(opened, journal.entries_of_act(db, txn))))
    rows = _rows(db, tables, done)
    if any(row["office"] != own for row in rows.values()):
        raise StoreError("这次操作涉及别的单位的记录，", advice="不能在本机撤销。")
    left: dict[Place, Left] = {}
    for place in sorted(voids):
        changed = _changed_since(tables[place[0]], rows[place], done[place])
        if changed:
            left[place] = Left(*place, changed, "这条记录后来又修改过，予以保留。")
            voids.discard(place)
    _keep_referred(db, tables, voids, left, done)
    edits = []
    for place in reversed(done):
        if place in voids:
            if rows[place]["state"] != VOID:
                edits.append(Edit(*place, "void", {}))
        elif place not in left:
            edit = _back(place, rows[place], done[place], left)
            edits += [edit] if edit is not None else []
    return UndoPlan(str(found[0]), tuple(edits), tuple(left.values()))


def undo_label(label: str) -> str:
    """Return the label of the act that takes back an act: taking back an undo is called 恢复."""
    if label.startswith("撤销："):
        return f"恢复：{label.removeprefix('撤销：')}"
    return f"撤销：{label.removeprefix('恢复：')}"


def _net(entries: Iterable[Entry]) -> tuple[dict[Place, Fields], set[Place]]:
    """Return per record the first old and last new value of each column the act changed, and which records it made."""
    done: dict[Place, Fields] = {}
    created: set[Place] = set()
    for entry in entries:
        place = (entry.ledger, entry.uid)
        net = done.setdefault(place, {})
        if entry.op == "create":
            created.add(place)
        for key, (old, new) in entry.fields.items():
            net[key] = [net[key][0] if key in net else old, new]
    return done, created


def _rows(db: Database, tables: Tables, places: Iterable[Place]) -> dict[Place, Row]:
    by_ledger: dict[str, list[str]] = {}
    for ledger, uid in places:
        by_ledger.setdefault(ledger, []).append(uid)
    return {
        (ledger, uid): row for ledger, uids in by_ledger.items() for uid, row in fetch(db, tables[ledger], uids).items()
    }


def _changed_since(table: LedgerTable, row: Row, net: Fields) -> tuple[str, ...]:
    """Return the columns whose value is no longer what the act left; a confirmation alone does not count."""
    left = {key: net[key][1] if key in net else None for key in table.known}
    return tuple(sorted(key for key in table.known if row[key] != left[key] and key != "verified_on"))


def _keep_referred(
    db: Database, tables: Tables, voids: set[Place], left: dict[Place, Left], done: Mapping[Place, Fields]
) -> None:
    """Keep created records that something else refers to; what they refer to is then kept as well."""
    while True:
        going_back = {place: net for place, net in done.items() if place not in left}
        kept = voids & _referred(db, tables, voids, going_back)
        if not kept:
            return
        for place in kept:
            left[place] = Left(*place, (), "后来有别的记录用到了它，予以保留。")
        voids -= kept


def _referred(db: Database, tables: Tables, voids: set[Place], back: Mapping[Place, Fields]) -> set[Place]:
    """Return which of the records are referred to by living records outside the set, once these are as before the act."""
    found: set[Place] = set()
    targets: dict[str, list[str]] = {}
    for ledger, uid in voids:
        targets.setdefault(ledger, []).append(uid)
    for table in tables.values():
        for item in table.ledger.links:
            for chunk in chunks(targets.get(item.to, ()), CHUNK):
                sql = (
                    f'SELECT uid, "{item.key}" FROM {table.name} '
                    f"WHERE \"{item.key}\" IN (SELECT value FROM json_each(?)) AND state <> '{VOID}'"
                )
                for uid, target in db.conn.execute(sql, [json_list(chunk)]):
                    before, after = back.get((table.key, uid), {}).get(item.key, (target, target))
                    if (table.key, uid) not in voids and (before == target or after != target):
                        found.add((item.to, target))
    return found


def _back(place: Place, row: Row, net: Fields, left: dict[Place, Left]) -> Edit | None:
    """Return the edit that restores old values where the act's values still stand; note the others."""
    wanted = {key: pair for key, pair in net.items() if pair[0] != pair[1]}
    values = {key: pair[0] for key, pair in wanted.items() if row[key] == pair[1]}
    changed = tuple(sorted(key for key, pair in wanted.items() if row[key] not in (pair[1], pair[0])))
    if changed:
        left[place] = Left(*place, changed, "这些内容后来又修改过，予以保留。")
    if not values:
        return None
    return Edit(*place, _operation(row, values.get("state", row["state"])), values)


def _operation(row: Row, state: object) -> Op:
    if state == row["state"]:
        return "update"
    return "void" if state == VOID else "restore" if row["state"] == VOID else "close" if state == CLOSED else "reopen"
