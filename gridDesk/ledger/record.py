"""What rooms hand to each other about records: edits asked for, journal entries written, changes made.

A record is a plain dict: system columns (`SYSTEM`) plus one entry per field of its ledger.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

Row = dict[str, object]
Op = Literal["create", "update", "close", "reopen", "void", "restore", "verify", "mirror", "erase"]

ACTIVE, CLOSED, VOID = "active", "closed", "void"
SYSTEM = ("uid", "office", "rev", "state", "closed_on", "closed_reason", "verified_on", "updated_at")
JOURNALED_SYSTEM = ("state", "closed_on", "closed_reason", "verified_on")
ERASED = "erased"  # the closing reason of a record whose content was erased: only its id is left
GENESIS = "0" * 64

_canonical = msgspec.json.Encoder(order="deterministic")


def new_uid() -> str:
    """Return a random 128-bit id as 32 hex characters; never derived from an ID-card number."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Edit:
    """One wanted change to one record, as a plan states it: only the values that are to be new.

    For `create`, `uid` may be a fresh `new_uid()`; `values` may hold the journaled system columns
    `state`, `closed_on`, `closed_reason`, `verified_on` too.
    """

    ledger: str
    uid: str
    op: Op
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: one change of one record by one replica. Counters order it, never clocks.

    `fields` maps each changed column to [old, new]. `seq` runs gap-free per `replica`. `txn` groups what was
    done in one act (a save, an import) and is what undo takes back. `label` names the act in Chinese without
    personal data. `digest` chains to the entry before it of the same replica.
    """

    replica: str
    seq: int
    txn: str
    office: str
    ledger: str
    uid: str
    op: str
    base_rev: int
    fields: dict[str, list[object]]
    actor: str
    label: str
    reason: str
    at: str
    clock_ok: bool
    schema: int
    prev_hash: str
    hash: str

    def canonical(self) -> bytes:
        """Return the bytes that are hashed: every attribute but `hash`, as a JSON array with sorted keys inside."""
        return _canonical.encode(
            (
                self.replica, self.seq, self.txn, self.office, self.ledger, self.uid, self.op, self.base_rev,
                self.fields, self.actor, self.label, self.reason, self.at, self.clock_ok, self.schema, self.prev_hash,
            )
        )  # fmt: skip

    def digest(self) -> str:
        """Return the SHA-256 that `hash` must hold, as hex."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def to_array(self) -> list[object]:
        """Return the entry as the JSON array that travels in packages and backups."""
        return [
            self.replica, self.seq, self.txn, self.office, self.ledger, self.uid, self.op, self.base_rev,
            self.fields, self.actor, self.label, self.reason, self.at, self.clock_ok, self.schema,
            self.prev_hash, self.hash,
        ]  # fmt: skip


def digest_of(line: Sequence[object]) -> str:
    """Return the hash of an entry given as its array without the hash, as `Entry.digest` does."""
    return hashlib.sha256(_canonical.encode(line)).hexdigest()


def row_digest(ledger: str, row: Mapping[str, object]) -> int:
    """Return the 256-bit number by which a record counts in its ledger's state digest.

    Sums of these (modulo 2**256) do not depend on order, so both sides of an exchange can compare them.
    Empty fields and `updated_at` do not count; unknown fields kept in `extra` do, as on the other side.
    """
    items = {key: value for key, value in row.items() if value is not None}
    items.pop("updated_at", None)
    if extra := items.pop("extra", None):
        items |= {key: value for key, value in msgspec.json.decode(str(extra)).items() if value is not None}
    return int.from_bytes(hashlib.sha256(ledger.encode() + b"\0" + _canonical.encode(items)).digest(), "big")


def is_erased(row: Mapping[str, object]) -> bool:
    """Tell whether a record is the tombstone of an erased one."""
    return row["state"] == VOID and row.get("closed_reason") == ERASED


def digest_sum(numbers: Iterable[int]) -> int:
    """Return the order-free state digest of some records: the sum of their numbers modulo 2**256."""
    return sum(numbers) % (1 << 256)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one write did; screens refresh from it. `touched` maps ledger keys to the uids that changed."""

    txn: str
    label: str
    touched: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return how many records changed."""
        return sum(len(uids) for uids in self.touched.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office (村、社区、街道): a partition of records with exactly one writing installation.

    `site` is a random id (16 hex) that never changes; `code` is the 12-digit statistical division code or "".
    """

    site: str
    name: str
    level: Literal["village", "community", "street", "district"]
    code: str = ""
    parent_name: str = ""

    @property
    def is_base(self) -> bool:
        """Tell whether this office keeps residents itself (village or community)."""
        return self.level in ("village", "community")


def new_site() -> str:
    """Return a random site id: 16 hex characters."""
    return secrets.token_hex(8)
