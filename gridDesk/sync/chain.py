"""The journal's hash chain: each entry names the hash of the one before of the same replica."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from gridDesk.ledger.record import GENESIS, Entry
from gridDesk.sync.errors import ChainBroken, ForkError


class Head(NamedTuple):
    """The last known entry of one replica: its counter and its hash."""

    seq: int
    hash: str


START = Head(0, GENESIS)


class Chain:
    """Follows the entries of several replicas from what has been seen; keeps the new heads.

    erased: ledger and uid of records whose erasure is among the entries: those before it came without their content,
    and so cannot give their hash any more, while the links between them still hold. proved: whoever read the entries has
    compared each content with its hash already.
    """

    def __init__(
        self, seen: Mapping[str, Head], erased: Collection[tuple[str, str]] = frozenset(), *, proved: bool = False
    ) -> None:
        self.seen = dict(seen)
        self.erased, self.proved = erased, proved
        self.heads = dict(seen)
        self._links: dict[str, Head] = {}

    def follow(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries that are new, in order. Raises ChainBroken or ForkError.

        Entries seen before are checked among themselves and against the seen head, then left out.
        """
        for entry in entries:
            if self._is_new(entry):
                yield entry

    def _is_new(self, entry: Entry) -> bool:
        seen = self.seen.get(entry.replica, START)
        link = self._links.get(entry.replica)
        if link is None and entry.seq > seen.seq:
            link = seen
        if link is not None and entry.seq != link.seq + 1:
            raise ChainBroken(entry.replica, entry.seq)
        if link is not None and entry.prev_hash != link.hash:
            raise (ForkError if link == seen else ChainBroken)(entry.replica, entry.seq)
        redacted = not entry.fields and (entry.ledger, entry.uid) in self.erased
        proved = redacted or (self.proved and bool(entry.fields))
        if not proved and entry.digest() != entry.hash:
            raise ChainBroken(entry.replica, entry.seq)
        if entry.seq == seen.seq and entry.hash != seen.hash:
            raise ForkError(entry.replica, entry.seq)
        self._links[entry.replica] = Head(entry.seq, entry.hash)
        if entry.seq > seen.seq:
            self.heads[entry.replica] = Head(entry.seq, entry.hash)
            return True
        return False


def verify_chain(entries: Iterable[Entry], seen: Mapping[str, Head] | None = None) -> dict[str, Head]:
    """Check a whole chain and return its heads. Raises ChainBroken or ForkError."""
    chain = Chain(seen or {})
    for _ in chain.follow(entries):
        pass
    return chain.heads
