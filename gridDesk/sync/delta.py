"""From the journal entries of a package to a plan: what to apply, what waits for a newer program, what is set aside.

Nothing vanishes unlisted: every entry is applied, skipped as already seen, pending, or quarantined with a reason that
goes into the receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from gridDesk.ledger.model import Catalogue
from gridDesk.ledger.record import VOID, Entry, Op
from gridDesk.ledger.upgrades import Upgrade, upgrade_values
from gridDesk.sync.asides import GONE, PENDING, QUARANTINE, REASONS, SILENT, values_fit
from gridDesk.sync.chain import Chain, Head
from gridDesk.sync.errors import BodyInvalid
from gridDesk.sync.header import Header
from gridDesk.sync.receipts import RecordOutcome
from gridDesk.sync.replay import PeerState, snapshot_heads

RevOf = Callable[[str, str], int]
_OPS = frozenset(get_args(Op))


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry to apply to the mirror: as it came, and its new values as today's ledger version has them."""

    entry: Entry
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry that is not applied but kept verbatim; `code` says why (a key of `asides.REASONS`)."""

    entry: Entry
    code: str

    @property
    def outcome(self) -> RecordOutcome:
        """Return the line of the receipt."""
        return RecordOutcome(self.entry.uid, self.entry.ledger, self.code, REASONS[self.code])


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records of a ledger a package makes, changes, closes and takes back."""

    new: int = 0
    changed: int = 0
    closed: int = 0
    void: int = 0

    def as_tuple(self) -> tuple[int, int, int, int]:
        """Return the four numbers as a receipt states them."""
        return (self.new, self.changed, self.closed, self.void)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaPlan:
    """What a delta will do. `skipped`: entries applied before. `heads`: the journal heads once it is applied.

    `gone`: entries of records that were erased since; they are kept without content.
    """

    apply: tuple[Incoming, ...]
    pending: tuple[Aside, ...] = ()
    quarantined: tuple[Aside, ...] = ()
    gone: tuple[Aside, ...] = ()
    skipped: int = 0
    counts: Mapping[str, Counts] = field(default_factory=dict)
    heads: Mapping[str, Head] = field(default_factory=dict)

    @property
    def outcome(self) -> Literal["accepted", "partial"]:
        """Return what the receipt will say."""
        return "partial" if self.records else "accepted"

    @property
    def asides(self) -> tuple[Aside, ...]:
        """Return every entry that is kept and not applied."""
        return (*self.pending, *self.quarantined, *self.gone)

    @property
    def records(self) -> tuple[RecordOutcome, ...]:
        """Return the receipt's lines on everything that is not applied."""
        return tuple(aside.outcome for aside in self.asides if aside.code not in SILENT)


def plan_delta(
    header: Header,
    entries: Iterable[Entry],
    state: PeerState,
    catalogue: Catalogue,
    rev_of: RevOf,
    *,
    pending: Mapping[str, str] | None = None,
    erased: Collection[tuple[str, str]] = frozenset(),
    upgrades: tuple[Upgrade, ...] | None = None,
    proved: bool = False,
) -> DeltaPlan:
    """Plan a delta of the office `state` is about, after `decide` said apply.

    rev_of(ledger, uid): the mirror's rev of a record, 0 when it has none. pending: the uids with entries kept from
    before, with the code that says why. erased: ledger and uid of records of that office that are tombstones here.
    proved: the entries come from a body, which has compared their contents with their hashes.
    Raises ChainBroken, ForkError, or BodyInvalid when the entries are not those the header announces.
    """
    announced = snapshot_heads(header)
    known = list(entries)
    going = {(entry.ledger, entry.uid): (entry.replica, entry.seq) for entry in known if entry.op == "erase"}
    chain, seen = Chain(state.seen, going.keys(), proved=proved), _Passing(announced)
    plan = sort_out(
        chain.follow(seen.through(known)), header.from_site, catalogue, rev_of,
        pending=pending, going=going, erased=erased, upgrades=upgrades,
    )  # fmt: skip
    if any(chain.heads.get(replica) != head for replica, head in announced.items()):
        raise BodyInvalid("journal")
    new = len(plan.apply) + len(plan.asides)
    return replace(plan, skipped=seen.count - new, heads=chain.heads)


class _Passing:
    """Counts entries on their way and refuses those of a replica the header does not announce."""

    def __init__(self, announced: Collection[str]) -> None:
        self.announced = announced
        self.count = 0

    def through(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            if entry.replica not in self.announced:
                raise BodyInvalid("journal")
            self.count += 1
            yield entry


def sort_out(
    entries: Iterable[Entry],
    site: str,
    catalogue: Catalogue,
    rev_of: RevOf,
    *,
    pending: Mapping[str, str] | None = None,
    going: Mapping[tuple[str, str], tuple[str, int]] | None = None,
    erased: Collection[tuple[str, str]] = frozenset(),
    upgrades: tuple[Upgrade, ...] | None = None,
) -> DeltaPlan:
    """Plan entries of `site` whose chain is verified. `going`: the entry that erases a record, among these."""
    sorter = _Sorter(site, catalogue, rev_of, pending or {}, going or {}, erased)
    apply: list[Incoming] = []
    asides: list[Aside] = []
    for entry in entries:
        new = {key: pair[1] for key, pair in entry.fields.items()}
        lifted = upgrade_values(entry.ledger, new, entry.schema, upgrades)
        code = sorter.judge(entry, lifted)
        if code:
            asides.append(Aside(entry, code))
            continue
        apply.append(Incoming(entry, lifted))
    return DeltaPlan(
        apply=tuple(apply),
        pending=tuple(aside for aside in asides if aside.code in PENDING),
        quarantined=tuple(aside for aside in asides if aside.code in QUARANTINE),
        gone=tuple(aside for aside in asides if aside.code in GONE),
        counts=_count(apply),
    )


class _Sorter:
    """Judges entries one after another, following each record's rev and what became of its earlier entries."""

    def __init__(
        self,
        site: str,
        catalogue: Catalogue,
        rev_of: RevOf,
        kept: Mapping[str, str],
        going: Mapping[tuple[str, str], tuple[str, int]],
        erased: Collection[tuple[str, str]],
    ) -> None:
        self.site, self.catalogue, self.rev_of = site, catalogue, rev_of
        self.kept = dict(kept)
        self.going, self.erased = going, erased
        self.revs: dict[tuple[str, str], int] = {}

    def judge(self, entry: Entry, values: Mapping[str, object]) -> str:
        """Return why `entry` is not applied, or "" when it is; follows its record's rev."""
        code = self._gone(entry) if entry.office == self.site else "foreign_office"
        code = code or self._waits(entry) or self._refused(entry, values)
        if not code:
            self.revs[entry.ledger, entry.uid] = entry.base_rev + 1
        elif code in PENDING or (code in QUARANTINE and entry.office == self.site):
            self.kept.setdefault(entry.uid, code)
        return code

    def _gone(self, entry: Entry) -> str:
        """Tell of an entry about a record that is erased: only the entry that does it is applied."""
        place = (entry.ledger, entry.uid)
        if place in self.going and self.going[place] != (entry.replica, entry.seq):
            return "erased_later"
        return "erased" if place in self.erased and place not in self.going else ""

    def _waits(self, entry: Entry) -> str:
        if entry.ledger not in self.catalogue:
            return "unknown_ledger"
        if entry.op == "erase":
            return ""
        if entry.schema > self.catalogue[entry.ledger].version:
            return "newer_ledger"
        if entry.op not in _OPS:
            return "unknown_op"
        return "after_pending" if self.kept.get(entry.uid, "") in PENDING else ""

    def _refused(self, entry: Entry, values: Mapping[str, object]) -> str:
        if entry.op == "erase":
            return ""
        if entry.op == "mirror":
            return "foreign_op"
        if self.kept.get(entry.uid, "") in QUARANTINE:
            return "after_quarantine"
        place = (entry.ledger, entry.uid)
        rev = self.revs[place] if place in self.revs else self.rev_of(*place)
        if entry.base_rev != rev:
            return "base_differs" if rev else "base_missing"
        return "" if values_fit(self.catalogue[entry.ledger], values) and _has_state(entry, values) else "bad_value"


def _has_state(entry: Entry, values: Mapping[str, object]) -> bool:
    """Tell whether a new record says which state it is in."""
    return entry.op != "create" or isinstance(values.get("state"), str)


def _count(apply: Iterable[Incoming]) -> dict[str, Counts]:
    """Count records, not entries: what each one is after the package."""
    made: set[tuple[str, str]] = set()
    last: dict[tuple[str, str], str] = {}
    for incoming in apply:
        entry = incoming.entry
        place = (entry.ledger, entry.uid)
        if entry.op == "create":
            made.add(place)
        last[place] = str(incoming.values.get("state") or last.get(place, ""))
    kinds: dict[str, list[int]] = {}
    for place, state in last.items():
        kind = 3 if state == VOID else 0 if place in made else 2 if state == "closed" else 1
        kinds.setdefault(place[0], [0, 0, 0, 0])[kind] += 1
    return {ledger: Counts(*numbers) for ledger, numbers in kinds.items()}
