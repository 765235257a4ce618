"""The log of who did what (操作记录): append-only lines, each chained to the one before by its hash.

It holds kinds, ids, counts and codes; never a name, a number or a text of a record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

import msgspec

from gridDesk.ledger.record import GENESIS
from gridDesk.store.engine import Database, transaction

COLUMNS = (
    "n, replica, at, clock_ok, user, role, kind, objects, count, grant_id, detail, prev_hash, hash"
)  # fmt: skip
_INSERT = f"INSERT INTO audit ({COLUMNS}) VALUES ({', '.join('?' * 13)})"
_canonical = msgspec.json.Encoder(order="sorted")
_objects = msgspec.json.Decoder(tuple[str, ...])
_detail = msgspec.json.Decoder(Mapping[str, object])
_T = TypeVar("_T")


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


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the log does not hold together: `n` is the first number concerned.

    "gap": lines are missing before it, or it stands in another's place; "link": it does not follow from the one before;
    "changed": what it says is not what was hashed.
    """

    n: int
    what: Literal["gap", "link", "changed"]


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
        line = replace(bare, hash=bare.digest())
        db.conn.execute(_INSERT, _stored(line))
    return line


def lines(db: Database, *, after: int = 0, until: int | None = None) -> Iterator[AuditLine]:
    """Yield the lines with a number above `after` and at most `until`, oldest first."""
    for raw in _raw(db, after, until):
        yield line_of(raw)


def faults(db: Database, *, after: int = 0) -> Iterator[Fault]:
    """Yield every place where the lines above number `after` do not hold together, oldest first.

    A log whose last lines were cut off holds together: only what stands outside the file tells (see `desk/anchors`).
    """
    n, digest = after, hash_at(db, after) or GENESIS
    for raw in _raw(db, after, None):
        line = line_of(raw)
        if line.n != n + 1:
            yield Fault(n + 1, "gap")
        elif line.prev_hash != digest:
            yield Fault(line.n, "link")
        if line.digest() != line.hash or _stored(line) != tuple(raw):
            yield Fault(line.n, "changed")
        n, digest = line.n, line.hash


def hash_at(db: Database, n: int) -> str:
    """Return the hash of one line, "" where there is none of that number."""
    found = db.conn.execute("SELECT hash FROM audit WHERE n = ?", [n]).fetchone()
    return str(found[0]) if found else ""


def line_of(raw: Sequence[object]) -> AuditLine:
    """Return the line of a stored row; lists that cannot be read any more come out empty, which its hash tells."""
    n, replica, at, clock_ok, user, role, kind, objects, count, grant, detail, prev_hash, digest = raw
    return AuditLine(
        n=int(str(n)), replica=str(replica), at=str(at), clock_ok=bool(clock_ok), user=str(user), role=str(role),
        kind=str(kind), objects=_decoded(_objects, objects) or (), count=int(str(count)), grant_id=str(grant),
        detail=_decoded(_detail, detail) or {}, prev_hash=str(prev_hash), hash=str(digest),
    )  # fmt: skip


def _decoded(decoder: msgspec.json.Decoder[_T], text: object) -> _T | None:
    try:
        return decoder.decode(str(text))
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def _stored(line: AuditLine) -> tuple[object, ...]:
    """Return a line as the table keeps it: a line has one way to be written, so that any other one is noticed."""
    return (
        line.n, line.replica, line.at, int(line.clock_ok), line.user, line.role, line.kind,
        msgspec.json.encode(line.objects).decode(), line.count, line.grant_id,
        _canonical.encode(dict(line.detail)).decode(), line.prev_hash, line.hash,
    )  # fmt: skip


def _raw(db: Database, after: int, until: int | None) -> Iterator[Sequence[object]]:
    sql, given = f"SELECT {COLUMNS} FROM audit WHERE n > ?", [after]
    if until is not None:
        sql, given = sql + " AND n <= ?", [after, until]
    yield from db.conn.execute(sql + " ORDER BY n", given)
