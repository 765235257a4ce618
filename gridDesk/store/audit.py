"""The log of who did what (操作记录): append-only lines, each chained to the one before by its hash.

It holds kinds, ids, counts and codes; never a name, a number or a text of a record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from gridDesk.ledger.record import GENESIS
from gridDesk.store.engine import Database, transaction

_COLUMNS = (
    "n, replica, at, clock_ok, user, role, kind, objects, count, grant_id, detail, prev_hash, hash"
)  # fmt: skip
_canonical = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line: `n` counts from 1 without gaps; `objects` are `ledger:uid` or other opaque ids; `detail` holds codes."""

    n: int
    replica: str
    at: str
    clock_ok: bool
    user: str
    role: str
    kind: str
    objects: tuple[str, ...] = ()
    count: int = 0
    grant_id: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)
    prev_hash: str = GENESIS
    hash: str = ""

    def digest(self) -> str:
        """Return the SHA-256 that `hash` must hold: of everything but itself."""
        line = (
            self.n, self.replica, self.at, self.clock_ok, self.user, self.role, self.kind, self.objects, self.count,
            self.grant_id, dict(self.detail), self.prev_hash,
        )  # fmt: skip
        return hashlib.sha256(_canonical.encode(line)).hexdigest()


def head(db: Database) -> tuple[int, str]:
    """Return number and hash of the newest line; (0, 64 zeros) before the first."""
    found = db.conn.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    return (int(found[0]), str(found[1])) if found else (0, GENESIS)


def append(
    db: Database, *, replica: str, at: str, clock_ok: bool, user: str, role: str, kind: str,
    objects: Sequence[str] = (), count: int = 0, grant_id: str = "", detail: Mapping[str, object] | None = None,
) -> AuditLine:  # fmt: skip
    """Add a line, in the transaction that is open or in one of its own, and return it."""
    with transaction(db):
        n, before = head(db)
        bare = AuditLine(
            n=n + 1, replica=replica, at=at, clock_ok=clock_ok, user=user, role=role, kind=kind, objects=tuple(objects),
            count=count, grant_id=grant_id, detail=dict(detail or {}), prev_hash=before,
        )  # fmt: skip
        values = (
            bare.n, replica, at, int(clock_ok), user, role, kind, msgspec.json.encode(bare.objects).decode(), count,
            grant_id, _canonical.encode(dict(bare.detail)).decode(), before, bare.digest(),
        )  # fmt: skip
        db.conn.execute(f"INSERT INTO audit ({_COLUMNS}) VALUES ({', '.join('?' * 13)})", values)
    return next(lines(db, after=n))


def lines(db: Database, *, after: int = 0, until: int | None = None) -> Iterator[AuditLine]:
    """Yield the lines with a number above `after` and at most `until`, oldest first."""
    sql, given = f"SELECT {_COLUMNS} FROM audit WHERE n > ?", [after]
    if until is not None:
        sql, given = sql + " AND n <= ?", [after, until]
    for row in db.conn.execute(sql + " ORDER BY n", given):
        yield AuditLine(
            n=row[0], replica=row[1], at=row[2], clock_ok=bool(row[3]), user=row[4], role=row[5], kind=row[6],
            objects=tuple(msgspec.json.decode(row[7])), count=row[8], grant_id=row[9],
            detail=msgspec.json.decode(row[10]), prev_hash=row[11], hash=row[12],
        )  # fmt: skip
