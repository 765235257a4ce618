"""Receipts: what the addressee did with a package, record by record, and whether both sides now count the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from gridDesk.sync.asides import GONE, QUARANTINE
from gridDesk.sync.errors import BodyInvalid
from gridDesk.sync.header import Counter, Hex32, Hex64, HexOrNone, Replica, Stamp, canonical

Outcome = Literal["accepted", "partial", "refused", "held"]
Digests = Mapping[str, tuple[int, str]]
Size = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,63}$")]
Code = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
Short = Annotated[str, msgspec.Meta(max_length=500)]
MOST_RECORDS = 100_000
MOST_TOLD = 10_000  # 37,000 are more than one line of a package may hold
_MORE = "没有收下的记录太多，这里列出 {told:,} 条，另有 {more:,} 条没有列出。"


class RecordOutcome(msgspec.Struct, frozen=True, array_like=True):
    """What happened to one record that was not simply applied: `code` for programs, `reason` in Chinese for people."""

    uid: Hex32
    ledger: Key
    code: Code
    reason: Short


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The addressee's answer to one package; it travels, signed, in the next package back.

    `sha256` names the package; `heads` is how far each replica's journal is applied now ([seq, hash]), whatever this
    package brought; `digests` the mirror's state per ledger; `lost` entries the mirror had and a snapshot took back.
    `want` asks for all records once more, where entries could not be taken, or, from an office whose package came from a
    replaced machine, that a person there sees to it that only one machine writes. `log` gives back the last line of the
    sender's log of who did what that is known here.
    """

    v: Literal[1] = 1
    pkg_id: Hex32
    n: Counter
    want: Literal["", "snapshot", "renew"] = ""
    sha256: Hex64
    outcome: Outcome
    reason: Short = ""
    at: Stamp
    heads: dict[Replica, tuple[Counter, HexOrNone]] = {}
    counts: dict[Key, tuple[Size, Size, Size, Size]] = {}
    digests: dict[Key, tuple[Size, Hex64]] = {}
    lost: dict[Replica, tuple[Counter, Counter]] = {}
    records: Annotated[tuple[RecordOutcome, ...], msgspec.Meta(max_length=MOST_RECORDS)] = ()
    log: tuple[Counter, Hex64] | msgspec.UnsetType = msgspec.UNSET

    def to_json(self) -> str:
        """Return the receipt as canonical JSON."""
        return canonical.encode(self).decode("utf-8")


def asking_for_all(receipt: Receipt, reason: str) -> Receipt:
    """Return a receipt that says why nothing was taken and asks for all records once more."""
    return msgspec.structs.replace(receipt, outcome="refused", want="snapshot", reason=reason[:500])


def asking_who_writes(receipt: Receipt) -> Receipt:
    """Return a receipt for a package of a machine that was replaced, which asks whether it is the one in use."""
    return msgspec.structs.replace(receipt, want="renew")


def shortened(receipt: Receipt) -> Receipt:
    """Return a receipt that fits into one line of a package: of very many records it tells the first, and how many more.

    First those the sender must do something about: what it brought back and is to erase again, then what is quarantined.
    What waits for a newer program comes last, it mends itself.
    """
    more = len(receipt.records) - MOST_TOLD
    if more <= 0:
        return receipt
    words = _MORE.format(told=MOST_TOLD, more=more)
    first = sorted(receipt.records, key=lambda one: (one.code not in GONE, one.code not in QUARANTINE))
    return msgspec.structs.replace(
        receipt, records=tuple(first[:MOST_TOLD]), reason=receipt.reason[: 500 - len(words)] + words
    )


def receipt_from_json(text: str | bytes) -> Receipt:
    """Return a receipt. Raises BodyInvalid."""
    try:
        return msgspec.json.decode(text, type=Receipt)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise BodyInvalid("回执") from None


@dataclass(frozen=True, slots=True)
class Difference:
    """A ledger in which both sides do not hold the same: counts, and whether only the content differs."""

    ledger: str
    own: int
    other: int


def agree(own: Digests, other: Digests) -> list[Difference]:
    """Return the ledgers whose records differ between two sides; empty when both hold exactly the same."""
    empty = (0, "0" * 64)
    found = []
    for ledger in sorted({*own, *other}):
        mine, theirs = own.get(ledger, empty), other.get(ledger, empty)
        if mine != theirs and (mine[0] or theirs[0]):
            found.append(Difference(ledger, mine[0], theirs[0]))
    return found


@dataclass(frozen=True, slots=True)
class RollbackProof:
    """Proof that this office went back in time: the other side has entries of ours that we do not have.

    `ours` is our last seq of that replica (0: we do not know the replica), `acknowledged` the other side's.
    """

    replica: str
    ours: int
    acknowledged: int


def rollback_proofs(receipt: Receipt, own: Mapping[str, tuple[int, str]]) -> list[RollbackProof]:
    """Compare a receipt's heads with our own last entries (seq, hash) per replica; empty when all is well."""
    found = []
    for replica, (seq, digest) in sorted(receipt.heads.items()):
        last, own_digest = own.get(replica, (0, ""))
        if seq > last or (seq == last and digest and digest != own_digest):
            found.append(RollbackProof(replica, last, seq))
    return found


def watermarks(receipt: Receipt) -> dict[str, int]:
    """Return how far the other side has our journal per replica, as its newest verified receipt says.

    This is the only thing that moves a watermark, and it may move it back: an office restored from a backup asks for
    what it has lost. A stale receipt costs a larger package, nothing else.
    """
    return {replica: seq for replica, (seq, _) in receipt.heads.items()}
