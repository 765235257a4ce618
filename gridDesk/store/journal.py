"""The append-only journal: own entries chained and appended, entries read back, and the heads of all chains.

Three kinds of chains: `own` (what this installation did to its office's records; the only ones that travel),
`mirror` (what snapshots and program upgrades did to records of other offices, so that the journal still explains
every row) and `foreign` (entries of other installations, kept verbatim).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from gridDesk.ledger import Entry
from gridDesk.ledger.record import GENESIS
from gridDesk.store.engine import Database
from gridDesk.store.errors import StoreError
from gridDesk.store.filtering import json_list
from gridDesk.store.schema import append_only

ChainKind = Literal["own", "mirror", "foreign"]
Fields = dict[str, list[object]]

COLUMNS = (
    "replica", "seq", "txn", "office", "ledger", "uid", "op", "base_rev", "fields", "actor", "label", "reason", "at",
    "clock_ok", "schema", "prev_hash", "hash",
)  # fmt: skip
INSERT = f"INSERT INTO journal ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_BULK = 2_000  # records: an act with more is told by what is known of it
SELECT = f"SELECT {', '.join('j.' + name for name in COLUMNS)} FROM journal j"

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode_fields = msgspec.json.Decoder(dict[str, list[object]]).decode


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all entries of one act have in common."""

    txn: str
    actor: str
    label: str
    reason: str
    at: str
    clock_ok: bool


class Chain:
    """An own or mirror chain being lengthened: gives each new entry its number and hash."""

    def __init__(self, replica: str, seq: int, head: str, stamp: Stamp) -> None:
        self.replica, self.seq, self.head, self.stamp = replica, seq, head, stamp
        self._first = _encode(replica)
        self._txn = _encode(stamp.txn)
        self._middle = _encode([stamp.actor, stamp.label, stamp.reason, stamp.at, stamp.clock_ok])[1:-1]

    def append(
        self, office: str, ledger: str, uid: str, op: str, base_rev: int, fields: Fields, schema: int
    ) -> tuple[object, ...]:
        """Return the journal line of the next entry as it is inserted.

        The bytes hashed are those of `Entry.canonical()`, put together here because an import makes 100,000 of them.
        """
        stamp, prev = self.stamp, self.head
        self.seq += 1
        text = _encode(fields)
        place = _encode([office, ledger, uid, op, base_rev])[1:-1]
        canonical = b'[%b,%d,%b,%b,%b,%b,%d,"%b"]' % (
            self._first, self.seq, self._txn, place, text, self._middle, schema, prev.encode(),
        )  # fmt: skip
        self.head = hashlib.sha256(canonical).hexdigest()
        return (
            self.replica, self.seq, stamp.txn, office, ledger, uid, op, base_rev, text.decode(), stamp.actor,
            stamp.label, stamp.reason, stamp.at, int(stamp.clock_ok), schema, prev, self.head,
        )  # fmt: skip

    def save(self, db: Database) -> None:
        """Record the new head."""
        move_head(db, self.replica, self.seq, self.head)


EVERYBODY = "*"


def scope_of(addressee: object) -> str:
    """Return the scope of the chain on which records for an addressee travel down; blank means every office below."""
    return str(addressee or EVERYBODY)


class Chains:
    """The own chains one act may lengthen: the general one, and one for each addressee of records that travel down."""

    def __init__(self, begin: Callable[[str], Chain]) -> None:
        self._begin = begin
        self.used: dict[str, Chain] = {}
        self.general = self.of("")

    def of(self, scope: str) -> Chain:
        """Return the chain of a scope, begun now if nothing was ever sent there."""
        if scope not in self.used:
            self.used[scope] = self._begin(scope)
        return self.used[scope]

    def save(self, db: Database) -> None:
        """Record the new heads."""
        for chain in self.used.values():
            chain.save(db)


def line_of(entry: Entry) -> tuple[object, ...]:
    """Return a foreign entry as the journal keeps it, verbatim."""
    return (
        entry.replica, entry.seq, entry.txn, entry.office, entry.ledger, entry.uid, entry.op, entry.base_rev,
        _encode(entry.fields).decode(), entry.actor, entry.label, entry.reason, entry.at, int(entry.clock_ok),
        entry.schema, entry.prev_hash, entry.hash,
    )  # fmt: skip


def entry_of(line: Iterable[object]) -> Entry:
    """Return the entry that a journal line (in the order of COLUMNS) holds."""
    values = dict(zip(COLUMNS, line, strict=True))
    values["fields"] = _decode_fields(str(values["fields"]))
    values["clock_ok"] = bool(values["clock_ok"])
    return Entry(**values)  # type: ignore[arg-type]


def entries_of_record(db: Database, ledger: str, uid: str) -> list[Entry]:
    """Return the entries of one record, newest first."""
    sql = f"{SELECT} WHERE ledger = ? AND uid = ? ORDER BY n DESC"
    return [entry_of(line) for line in db.conn.execute(sql, [ledger, uid])]


def counts_on(db: Database, office: str, day: str) -> dict[tuple[str, str], int]:
    """Return how many records of an office each (ledger, operation) touched in own acts of one day, undone acts left out.

    A record is counted once however often it was touched. Of an act with thousands of records (a large import) what is
    known of the act itself is told, each ledger under the operation its first record had: reading all takes too long.
    """
    sql = "SELECT txn, counts FROM act WHERE at >= ? AND at < ? AND undone_by = '' AND undoes = ''"
    acts = {
        txn: msgspec.json.decode(counts, type=dict[str, int]) for txn, counts in db.conn.execute(sql, [day, day + "~"])
    }
    large = {txn: counts for txn, counts in acts.items() if sum(counts.values()) > _BULK}
    each = (  # crossed: else SQLite walks the journal, and looks for the act of every line
        "SELECT j.ledger, j.op, count(DISTINCT j.uid) FROM json_each(?) t CROSS JOIN journal j ON j.txn = t.value "
        "WHERE j.office = ? GROUP BY 1, 2"
    )
    lines = db.conn.execute(each, [json_list(list(acts.keys() - large.keys())), office])
    found = {(ledger, op): int(count) for ledger, op, count in lines}
    first = "SELECT op FROM journal WHERE txn = ? AND ledger = ? AND office = ? LIMIT 1"
    for txn, counts in large.items():
        for ledger, count in counts.items():
            for (op,) in db.conn.execute(first, [txn, ledger, office]):
                found[ledger, op] = found.get((ledger, op), 0) + count
    return found


def entered(db: Database, ledger: str, uids: Iterable[str]) -> dict[str, str]:
    """Return when records of a ledger were first written down, by the clock of whoever did; those not known are left out."""
    sql = (
        "SELECT uid, min(at) FROM journal WHERE ledger = ? AND op = 'create' "
        "AND uid IN (SELECT value FROM json_each(?)) GROUP BY uid"
    )
    found = db.conn.execute(sql, [ledger, json_list(list(uids))])
    return {str(uid): str(at) for uid, at in found}


def touched(db: Database, office: str, since: str, ledgers: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield ledger, uid, operation and moment of every record of some ledgers entered or verified since a day (ISO)."""
    sql = (  # +ledger: read in the order they lie, which is five times as fast as ledger by ledger over the index
        "SELECT ledger, uid, op, at FROM journal WHERE office = ? AND at >= ? "
        "AND +ledger IN (SELECT value FROM json_each(?)) AND (op IN ('create', 'verify') OR instr(fields, '\"verified_on\"')) ORDER BY n"
    )
    for ledger, uid, op, at in db.conn.execute(sql, [office, since, json_list(list(ledgers))]):
        yield str(ledger), str(uid), str(op), str(at)


def newest(db: Database) -> int:
    """Return the number of the newest entry, which moves with every write."""
    return int(db.conn.execute("SELECT ifnull(max(n), 0) FROM journal").fetchone()[0])


def entries_of_act(db: Database, txn: str) -> Iterator[Entry]:
    """Yield the entries of one act, oldest first."""
    for line in db.conn.execute(f"{SELECT} WHERE txn = ? ORDER BY n", [txn]):
        yield entry_of(line)


def entries_after(db: Database, office: str, after: Mapping[str, int], scopes: Collection[str]) -> Iterator[Entry]:
    """Yield own entries about records of `office`, chain by chain, each chain beyond the number given for it.

    Chains come in the order they were begun, which is that of their rows: a clock could not tell two of one second.
    Only those of the given scopes.
    """
    owned = db.conn.execute(
        "SELECT replica, scope FROM replica WHERE kind = 'own' AND office = ? ORDER BY rowid", [office]
    ).fetchall()
    for replica in (name for name, scope in owned if scope in scopes):
        sql = f"{SELECT} WHERE replica = ? AND seq > ? ORDER BY seq"
        for line in db.conn.execute(sql, [replica, after.get(replica, 0)]):
            yield entry_of(line)


def heads(db: Database, office: str, scopes: Collection[str] | None = None) -> dict[str, tuple[int, str]]:
    """Return the newest (number, hash) of every chain of an office that has entries; mirror chains do not travel.

    With `scopes` only those of these scopes; the chains of other offices have none.
    """
    sql = "SELECT replica, seq, hash, scope FROM replica WHERE office = ? AND kind <> 'mirror' AND seq > 0"
    return {
        replica: (int(seq), str(digest))
        for replica, seq, digest, scope in db.conn.execute(sql, [office])
        if scopes is None or scope in scopes
    }


def reaches_back(db: Database, office: str, after: Mapping[str, int], scopes: Collection[str]) -> bool:
    """Tell whether every entry of an office's chains beyond the number given for each is here.

    A chain that a snapshot or a mirror let go on from its end has no entries from before.
    """
    sql = "SELECT 1 FROM journal WHERE replica = ? AND seq = ?"
    due = [(replica, after.get(replica, 0) + 1, seq) for replica, (seq, _) in heads(db, office, scopes).items()]
    return all(first > last or db.conn.execute(sql, [replica, first]).fetchone() for replica, first, last in due)


def own_replicas(db: Database, office: str) -> list[str]:
    """Return the ids of the general own chains in the order they were begun."""
    sql = "SELECT replica FROM replica WHERE kind = 'own' AND office = ? AND scope = '' ORDER BY rowid"
    return [str(replica) for (replica,) in db.conn.execute(sql, [office])]


def new_chain(db: Database, office: str, kind: ChainKind, since: str, why: str, scope: str = "") -> str:
    """Begin a chain under a fresh random replica id (16 hex characters) and return the id."""
    replica = secrets.token_hex(8)
    db.conn.execute(
        "INSERT INTO replica (replica, office, kind, seq, hash, since, why, scope) VALUES (?, ?, ?, 0, ?, ?, ?, ?)",
        [replica, office, kind, GENESIS, since, why, scope],
    )
    return replica


def redact(db: Database, places: Mapping[str, Collection[str]], unnamed: Collection[str] = ()) -> None:
    """Take the content out of every entry of erased records; the hashes stay, so the chain still holds together.

    An entry without content no longer gives its hash: that is allowed for records with an `erase` entry only. Those of
    the ledgers in `unnamed` lose the label of their act too.
    """
    db.conn.execute("DROP TRIGGER journal_no_update")
    for ledger, uids in places.items():
        label = ", label = ''" if ledger in unnamed else ""
        db.conn.executemany(
            f"UPDATE journal SET fields = '{{}}', reason = ''{label} WHERE ledger = ? AND uid = ? AND op <> 'erase'",
            [(ledger, uid) for uid in uids],
        )
    db.conn.execute(append_only("UPDATE"))


def erased(db: Database) -> set[tuple[str, str]]:
    """Return ledger and uid of every record that was erased."""
    return {(ledger, uid) for ledger, uid in db.conn.execute("SELECT ledger, uid FROM journal WHERE op = 'erase'")}


def chain_head(db: Database, replica: str) -> tuple[int, str]:
    """Return the number and hash of a chain's newest entry; (0, GENESIS) for one never seen."""
    found = db.conn.execute("SELECT seq, hash FROM replica WHERE replica = ?", [replica]).fetchone()
    return (int(found[0]), str(found[1])) if found else (0, GENESIS)


def hash_at(db: Database, replica: str, seq: int) -> str:
    """Return the hash of one entry of a chain, "" where there is none of that number."""
    found = db.conn.execute("SELECT hash FROM journal WHERE replica = ? AND seq = ?", [replica, seq]).fetchone()
    return str(found[0]) if found else ""


def move_head(db: Database, replica: str, seq: int, digest: str) -> None:
    """Record a chain's new head."""
    db.conn.execute("UPDATE replica SET seq = ?, hash = ? WHERE replica = ?", [seq, digest, replica])


def set_base(db: Database, office: str, heads: Mapping[str, tuple[int, str]], since: str) -> None:
    """Let foreign chains go on from the heads that a snapshot states, whose earlier entries stay with the sender."""
    n = int(db.conn.execute("SELECT coalesce(max(n), 0) FROM journal").fetchone()[0])
    for replica, (seq, digest) in heads.items():
        register_foreign(db, office, replica, since)
        foreign = db.conn.execute("SELECT 1 FROM replica WHERE replica = ? AND kind = 'foreign'", [replica]).fetchone()
        if foreign and (seq, digest) != chain_head(db, replica):
            move_head(db, replica, seq, digest)
            db.conn.execute("INSERT OR REPLACE INTO replica_base VALUES (?, ?, ?, ?)", [replica, seq, digest, n])


def register_foreign(db: Database, office: str, replica: str, since: str) -> None:
    """Make a foreign chain known; a chain belongs to one office for ever."""
    db.conn.execute(
        "INSERT OR IGNORE INTO replica (replica, office, kind, seq, hash, since, why) VALUES (?, ?, 'foreign', 0, ?, ?, '')",
        [replica, office, GENESIS, since],
    )
    found = db.conn.execute("SELECT office FROM replica WHERE replica = ?", [replica]).fetchone()
    if found[0] != office:
        raise StoreError("数据包里的记录冒用了别的单位的编号，", advice="没有写入任何内容，请联系街道办处理。")


def follow(head: tuple[int, str], entry: Entry) -> tuple[int, str]:
    """Return the head after a foreign entry that follows `head`. Raises StoreError on a gap."""
    seq, digest = head
    if entry.seq != seq + 1 or entry.prev_hash != digest:
        raise StoreError(
            f"数据包的记录不连续（已有第 {seq} 条，收到第 {entry.seq} 条），",
            advice="没有写入任何内容，请让对方重新导出。",
        )
    return entry.seq, entry.hash
