"""Deliberately broken builds: each is a fault somebody could make in the program, and the simulator must see it.

A build comes with a day on which it shows: a short script of the simulator's own acts, after which the world is brought
to rest as after every run. Nothing else is particular to it; the invariants are those of every run, and on the right
build each of these days ends well.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gridDesk.desk import backup_restore, exchange, installs, sending, taken_log, taking_in
from gridDesk.ledger import Changes, Entry
from gridDesk.store import Store, journal, writing
from gridDesk.store import store as store_room
from gridDesk.store.system import PeerAcked
from gridDesk.sync import chain as chain_room
from gridDesk.sync import delta, replay, snapshot
from gridDesk.sync.chain import Head
from tests.simulator import days, faults, healing
from tests.simulator.figures import Violation
from tests.simulator.world import World

Break = Callable[[], contextlib.AbstractContextManager[None]]
Day = Callable[[World], None]


@dataclass(frozen=True)
class Build:
    """A broken build: what is wrong with it, how it is broken, and the day on which it shows."""

    name: str
    apply: Break
    day: Day


@contextlib.contextmanager
def patched(*changes: tuple[object, str, object]) -> Iterator[None]:
    """Replace attributes for a while."""
    had = [(place, name, getattr(place, name)) for place, name, _ in changes]
    for place, name, value in changes:
        setattr(place, name, value)
    try:
        yield
    finally:
        for place, name, value in had:
            setattr(place, name, value)


def _close_skipped() -> contextlib.AbstractContextManager[None]:
    real = writing.Writer._apply

    def apply(self: Any, entry: Entry, *rest: Any) -> Any:
        return None if entry.op in ("close", "void") else real(self, entry, *rest)

    return patched((writing.Writer, "_apply", apply), (taking_in, "check_digests", lambda *_: None))


def _watermark_early() -> contextlib.AbstractContextManager[None]:
    real = exchange.write_package

    def write(desk: Any, site: str, *rest: Any, **more: Any) -> Any:
        done = real(desk, site, *rest, **more)
        scopes = sending.scopes_of(sending.paired(desk, site))
        for replica, (seq, _) in desk.store.heads(desk.office.site, scopes).items():
            desk.store.system.peer_acked.put(PeerAcked(site, replica, seq))
        return done

    return patched((exchange, "write_package", write))


def _no_transaction() -> contextlib.AbstractContextManager[None]:
    @contextlib.contextmanager
    def bare(_db: object) -> Iterator[None]:
        yield

    return patched((store_room, "transaction", bare))


def _state_before_checks() -> contextlib.AbstractContextManager[None]:
    real = taking_in.write

    def write(desk: Any, opened: Any, *rest: Any) -> Changes:
        taking_in.advance(desk, opened, desk.store.system)
        return real(desk, opened, *rest)

    return patched((taking_in, "write", write))


def _keyed_on_id_number() -> contextlib.AbstractContextManager[None]:
    real = writing.Writer._apply
    known: dict[tuple[str, str], str] = {}

    def apply(self: Any, entry: Entry, *rest: Any) -> Any:
        number = str(entry.fields.get("id_number", [None, None])[1] or "")
        if entry.op == "create" and number and known.setdefault((entry.office, number), entry.uid) != entry.uid:
            return None
        return real(self, entry, *rest)

    return patched((writing.Writer, "_apply", apply), (taking_in, "check_digests", lambda *_: None))


def _ordered_by_clock() -> contextlib.AbstractContextManager[None]:
    real = journal.entries_after

    def entries(*args: Any) -> Iterable[Entry]:
        return iter(sorted(real(*args), key=lambda entry: entry.at))

    return patched((journal, "entries_after", entries))


def _everybody_gets_everything() -> contextlib.AbstractContextManager[None]:
    def scopes(_peer: object) -> tuple[str, ...]:
        return ("", "*", *(f"{number:02x}" * 8 for number in range(1, 7)))

    return patched((sending, "scopes_of", scopes))


def _no_rotation_on_restore() -> contextlib.AbstractContextManager[None]:
    return patched((backup_restore, "renew", lambda *_: None), (installs, "renew", lambda *_: None))


def _no_notice_of_copies() -> contextlib.AbstractContextManager[None]:
    return patched((installs, "notice", lambda _desk: None))


def _receipts_claim_all() -> contextlib.AbstractContextManager[None]:
    real = taken_log.receipt_for

    def receipt(desk: Any, opened: Any, outcome: Any, seen: Mapping[str, Head], *rest: Any) -> Any:
        header = opened.header
        claimed = {replica: Head(last, header.log_head[replica]) for replica, (_, last) in header.heads.items()}
        return real(desk, opened, outcome, claimed, *rest)

    return patched((taken_log, "receipt_for", receipt))


def _any_chain() -> list[tuple[object, str, object]]:
    """Return what lets entries follow one another that do not."""
    follow = journal.follow

    def is_new(self: Any, entry: Entry) -> bool:
        self.heads[entry.replica] = Head(entry.seq, entry.hash)
        return entry.seq > self.seen.get(entry.replica, chain_room.START).seq

    def lenient(head: tuple[int, str], entry: Entry) -> tuple[int, str]:
        return follow((entry.seq - 1, entry.prev_hash), entry)

    return [
        (chain_room.Chain, "_is_new", is_new), (journal, "follow", lenient), (taking_in, "check_digests", lambda *_: None),
    ]  # fmt: skip


def _gaps_applied() -> contextlib.AbstractContextManager[None]:
    real = replay.decide

    def decide(header: Any, sha256: str, state: Any) -> Any:
        verdict = real(header, sha256, state)
        return replay.Verdict("apply") if verdict.action == "gap" else verdict

    return patched((replay, "decide", decide), *_any_chain())


def _quarantine_untold() -> contextlib.AbstractContextManager[None]:
    nothing = property(lambda _self: ())
    return patched((delta.DeltaPlan, "records", nothing), (snapshot.SnapshotPlan, "records", nothing))


def _undo_unjournaled() -> contextlib.AbstractContextManager[None]:
    real, put_back = Store.undo, writing.Writer._flush

    def flush(self: Any) -> None:
        self._lines.clear()
        put_back(self)

    def undo(self: Store, txn: str, **more: Any) -> Any:
        with patched((writing.Writer, "_flush", flush)):
            return real(self, txn, **more)

    return patched((Store, "undo", undo))


def _row_dropped() -> contextlib.AbstractContextManager[None]:
    real = writing.Writer._apply

    def apply(self: Any, entry: Entry, *rest: Any) -> Any:
        return None if entry.ledger == "note" and entry.op == "create" else real(self, entry, *rest)

    return patched((writing.Writer, "_apply", apply), (taking_in, "check_digests", lambda *_: None))


def _doubles_applied() -> contextlib.AbstractContextManager[None]:
    real = replay.decide

    def decide(header: Any, sha256: str, state: Any) -> Any:
        return real(header, sha256, replace(state, packages={}, seen={}))

    return patched((replay, "decide", decide))


def _erasure_stays() -> contextlib.AbstractContextManager[None]:
    real = writing.Writer._apply

    def apply(self: Any, entry: Entry, *rest: Any) -> Any:
        return None if entry.op == "erase" else real(self, entry, *rest)

    return patched((writing.Writer, "_apply", apply), (taking_in, "check_digests", lambda *_: None))


def _forks_merged() -> contextlib.AbstractContextManager[None]:
    return patched(
        (replay, "_fork_at_head", lambda *_: None), (replay, "_contradicts", lambda *_: False),
        (replay, "_went_back", lambda *_: False), *_any_chain(),
    )  # fmt: skip


def _stick_not_read_back() -> contextlib.AbstractContextManager[None]:
    real, last = faults.Stick.write, [""]

    def write(self: Any, path: Any, data: bytes, progress: Any) -> None:
        last[0] = hashlib.sha256(data).hexdigest()
        real(self, path, data, progress)

    return patched((faults.Stick, "write", write), (faults.Stick, "digest", lambda *_: last[0]))


BUILDS: tuple[Build, ...] = (
    Build("closing and voiding is skipped on apply", _close_skipped, days.records_end),
    Build(
        "the watermark moves when a package is written, not with the receipt", _watermark_early, days.stick_lost_later
    ),
    Build("no transaction around writing", _no_transaction, days.power_cut_at_each_call),
    Build("replay state is stored before the data", _state_before_checks, days.power_cut_on_import),
    Build("people are keyed on their ID number", _keyed_on_id_number, days.one_number_twice),
    Build("entries go in the order of clocks", _ordered_by_clock, days.clock_set_back),
    Build("every office below gets what is for the others", _everybody_gets_everything, days.tasks_for_two),
    Build("a restore keeps its chain", _no_rotation_on_restore, days.restored),
    Build("a copied folder keeps its chain", _no_notice_of_copies, days.copied),
    Build("receipts claim what the sender has", _receipts_claim_all, days.street_set_back),
    Build("a package after a gap is applied", _gaps_applied, days.street_set_back),
    Build("what is set aside gets no line in the receipt", _quarantine_untold, days.refused_name),
    Build("undo is not journaled", _undo_unjournaled, days.taken_back),
    Build("a record is dropped and digests are not compared", _row_dropped, days.note_entered),
    Build("packages taken in before are forgotten", _doubles_applied, days.same_stick_twice),
    Build("an erasure does not travel", _erasure_stays, days.erased),
    Build("two PCs under one number are merged", _forks_merged, days.cloned),
    Build("the stick is not read back", _stick_not_read_back, days.lying_stick),
)


def day_of(build: Build) -> str:
    """Live through a build's day and bring the world to rest; returns the invariant that does not hold, "" for none."""
    try:
        with World(2) as world:
            build.day(world)
            healing.heal(world)
    except Violation as error:
        return error.name
    return ""


def caught(build: Build) -> str:
    """Return the invariant by which a broken build is caught, "" when it is not."""
    with build.apply():
        return day_of(build)
