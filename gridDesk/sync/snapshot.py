"""From the records of a snapshot to a plan: how the mirror of an office differs from what the office holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import msgspec

from gridDesk.ledger.model import Catalogue
from gridDesk.ledger.record import VOID, Row, is_erased
from gridDesk.ledger.upgrades import Upgrade, upgrade_values
from gridDesk.sync.asides import GONE, PENDING, QUARANTINE, REASONS, values_fit
from gridDesk.sync.chain import Head
from gridDesk.sync.delta import Counts
from gridDesk.sync.header import Header
from gridDesk.sync.receipts import RecordOutcome
from gridDesk.sync.replay import snapshot_heads

MirrorOf = Callable[[str], Mapping[str, Row]]


class Source(Protocol):
    """Where a snapshot's records are read from, as often as needed: an opened package body."""

    def ledgers(self) -> list[str]:
        """Return the ledger keys."""

    def rows(self, ledger: str) -> Iterator[Row]:
        """Yield the records of one ledger."""

    def erased(self) -> list[tuple[str, str]]:
        """Return ledger and uid of the records that were erased."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One record of the mirror that changes. `values`: the whole record (create), or the columns that differ."""

    ledger: str
    uid: str
    kind: Literal["create", "update", "void", "erase"]
    values: Row


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A record that is not applied but kept verbatim; `code` says why (a key of `asides.REASONS`)."""

    ledger: str
    row: Row
    code: str

    @property
    def outcome(self) -> RecordOutcome:
        """Return the line of the receipt."""
        return RecordOutcome(str(self.row["uid"]), self.ledger, self.code, REASONS[self.code])


class Snapshot:
    """A snapshot against the mirror. Records stream: one ledger of the mirror is in memory at a time.

    site: the sender, whose records alone are taken. mirror(ledger): the records we hold of it, by uid.
    """

    def __init__(
        self,
        source: Source,
        site: str,
        catalogue: Catalogue,
        schema: Mapping[str, int],
        mirror: MirrorOf,
        upgrades: tuple[Upgrade, ...] | None = None,
    ) -> None:
        self.source, self.site, self.catalogue = source, site, catalogue
        self.schema, self.mirror, self.upgrades = schema, mirror, upgrades
        self.going = set(source.erased())

    def changes(self) -> Iterator[RowChange | AsideRow | None]:
        """Yield every change and every record set aside, ledger by ledger; None for a record that is the same."""
        present = set(self.source.ledgers())
        yield from self._erase()
        for ledger in self.source.ledgers():
            yield from self._ledger(ledger)
        for ledger in self.catalogue.ledgers:
            if ledger not in present:
                yield from _gone(ledger, self.mirror(ledger), set())

    def _erase(self) -> Iterator[RowChange]:
        """Yield what the sender erased and is not a tombstone here; what never came here becomes one too."""
        for ledger in sorted({ledger for ledger, _ in self.going if ledger in self.catalogue}):
            mirror = self.mirror(ledger)
            for uid in sorted(uid for key, uid in self.going if key == ledger):
                if uid not in mirror or not is_erased(mirror[uid]):
                    yield RowChange(ledger, uid, "erase", {"state": VOID})

    def _ledger(self, ledger: str) -> Iterator[RowChange | AsideRow | None]:
        wait = self._waits(ledger)
        if wait:
            yield from (AsideRow(ledger, row, wait) for row in self.source.rows(ledger))
            return
        mirror, seen = self.mirror(ledger), set[str]()
        for row in self.source.rows(ledger):
            code = self._refused(ledger, row, seen, mirror)
            seen.add(str(row["uid"]))
            yield AsideRow(ledger, row, code) if code else self._compare(ledger, row, mirror)
        yield from _gone(ledger, mirror, seen | {uid for key, uid in self.going if key == ledger})

    def _waits(self, ledger: str) -> str:
        if ledger not in self.catalogue:
            return "unknown_ledger"
        return "newer_ledger" if self.schema.get(ledger, 1) > self.catalogue[ledger].version else ""

    def _refused(self, ledger: str, row: Row, seen: Collection[str], mirror: Mapping[str, Row]) -> str:
        uid = str(row["uid"])
        if row["office"] != self.site or (uid in mirror and mirror[uid]["office"] != self.site):
            return "foreign_office"
        if uid in seen:
            return "duplicate"
        if (ledger, uid) in self.going or (uid in mirror and is_erased(mirror[uid])):
            return "erased"
        values, version = row, self.schema.get(ledger, 1)
        if version < self.catalogue[ledger].version:
            values = upgrade_values(ledger, flat(row), version, self.upgrades)
        return "" if values_fit(self.catalogue[ledger], values) else "bad_value"

    def _compare(self, ledger: str, row: Row, mirror: Mapping[str, Row]) -> RowChange | None:
        theirs = upgrade_values(ledger, flat(row), self.schema.get(ledger, 1), self.upgrades)
        uid = str(row["uid"])
        if uid not in mirror:
            return RowChange(ledger, uid, "create", theirs)
        ours = flat(mirror[uid])
        differ = {key: theirs.get(key) for key in theirs | ours if theirs.get(key) != ours.get(key)}
        return RowChange(ledger, uid, "update", differ) if differ.keys() - {"updated_at"} else None


def flat(row: Row) -> Row:
    """Return a record without empty columns, and with the columns of newer programs (`extra`, JSON) beside the others."""
    items = {key: value for key, value in row.items() if value is not None and key != "extra"}
    extra = row.get("extra")
    return items | msgspec.json.decode(str(extra), type=dict[str, object]) if extra else items


def _gone(ledger: str, mirror: Mapping[str, Row], seen: Collection[str]) -> Iterator[RowChange]:
    """Yield the records the sender no longer has: made in a time that was rolled back."""
    for uid, row in mirror.items():
        if uid not in seen and row["state"] != VOID:
            yield RowChange(ledger, uid, "void", {"state": VOID})


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPlan:
    """What a snapshot will do, in numbers; `Snapshot.changes` says it record by record when it is applied."""

    counts: Mapping[str, Counts] = field(default_factory=dict)
    same: int = 0
    pending: tuple[AsideRow, ...] = ()
    quarantined: tuple[AsideRow, ...] = ()
    gone: tuple[AsideRow, ...] = ()
    heads: Mapping[str, Head] = field(default_factory=dict)

    @property
    def outcome(self) -> Literal["accepted", "partial"]:
        """Return what the receipt will say."""
        return "partial" if self.records else "accepted"

    @property
    def records(self) -> tuple[RecordOutcome, ...]:
        """Return the receipt's lines on everything that is not applied."""
        return tuple(aside.outcome for aside in (*self.pending, *self.quarantined, *self.gone))


def plan_snapshot(header: Header, snapshot: Snapshot) -> SnapshotPlan:
    """Read the whole snapshot once and return its plan. Raises BodyInvalid."""
    kinds: dict[str, list[int]] = {}
    asides: list[AsideRow] = []
    same = 0
    for change in snapshot.changes():
        if change is None:
            same += 1
        elif isinstance(change, AsideRow):
            asides.append(change)
        else:
            kinds.setdefault(change.ledger, [0, 0, 0, 0])[_kind(change)] += 1
    return SnapshotPlan(
        counts={ledger: Counts(*numbers) for ledger, numbers in kinds.items()}, same=same,
        pending=tuple(aside for aside in asides if aside.code in PENDING),
        quarantined=tuple(aside for aside in asides if aside.code in QUARANTINE),
        gone=tuple(aside for aside in asides if aside.code in GONE),
        heads=snapshot_heads(header),
    )  # fmt: skip


def _kind(change: RowChange) -> int:
    """Return the place in `Counts`: new, changed, closed, void (taken back or erased)."""
    state = change.values.get("state")
    if state == VOID:
        return 3
    if change.kind == "create":
        return 0
    return 2 if state == "closed" else 1


def comparable(
    sent: Iterable[str], schema: Mapping[str, int], catalogue: Catalogue, records: Iterable[RecordOutcome]
) -> set[str]:
    """Return the ledgers whose state digests must be equal now: same version on both sides, nothing set aside."""
    aside = {record.ledger for record in records}
    return {
        ledger for ledger in sent
        if ledger in catalogue and ledger not in aside and schema.get(ledger, 1) == catalogue[ledger].version
    }  # fmt: skip
