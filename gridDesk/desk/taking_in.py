"""The one transaction in which a package is taken in: records, pictures, replay state, receipts; all or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from gridDesk.desk import anchors, answers, attachments, taken_log
from gridDesk.desk.office import AWAITED, Desk
from gridDesk.desk.opened import Opened, snapshot_of
from gridDesk.desk.taking_back import BackPlan
from gridDesk.ledger import Changes, Edit, Entry
from gridDesk.store import KeptRow
from gridDesk.store.aside import SUPERSEDED
from gridDesk.store.system import PeerAcked, PeerSeen, System
from gridDesk.sync import receipts, replay
from gridDesk.sync.asides import GONE
from gridDesk.sync.delta import DeltaPlan
from gridDesk.sync.errors import DigestsDiffer
from gridDesk.sync.snapshot import AsideRow, RowChange, Snapshot, SnapshotPlan, comparable


def write(desk: Desk, opened: Opened) -> Changes:
    """Write records and replay state in one transaction; unequal digests roll everything back."""

    def then(system: System) -> None:
        check_digests(desk, opened)
        attachments.take(desk, opened.peer.site, opened.header.pkg_id, opened.body)
        advance(desk, opened, system)
        answers.take(desk, opened.peer.site, opened.body.receipts(), system)

    store, plan = desk.store, opened.plan
    label = f"收取数据包（{opened.peer.name}第 {opened.header.n} 号）"
    if isinstance(plan, BackPlan):
        fresh = bool(desk.awaited)
        heads = {key: (seq, digest) for key, (seq, digest) in opened.body.manifest.seen.items()} if fresh else {}
        return store.replace_mirror(
            plan.edits, office=desk.office.site, heads=heads, actor=desk.user, label=label, then=then
        )
    if isinstance(plan, SnapshotPlan):
        edits = _mirror_edits(snapshot_of(desk, opened.header, opened.body))
        return store.replace_mirror(
            edits, office=opened.peer.site, heads=plan.heads, actor=desk.user, label=label, then=then,
            kept=[_kept(opened, aside) for aside in (*plan.pending, *plan.quarantined)],
        )  # fmt: skip
    assert isinstance(plan, DeltaPlan)
    asides = {(one.entry.replica, one.entry.seq): SUPERSEDED if one.code in GONE else one.code for one in plan.asides}
    return store.apply_foreign(_entries(opened, plan), asides=asides, office=opened.peer.site, label=label, then=then)


def _mirror_edits(snapshot: Snapshot) -> Iterator[Edit]:
    for change in snapshot.changes():
        if isinstance(change, RowChange):
            op = "erase" if change.kind == "erase" else "mirror"
            yield Edit(change.ledger, change.uid, op, {} if op == "erase" else change.values)  # type: ignore[arg-type]


def _kept(opened: Opened, aside: AsideRow) -> KeptRow:
    version = opened.body.manifest.schema.get(aside.ledger, 1)
    return KeptRow(aside.ledger, aside.row, aside.code, version)


def _entries(opened: Opened, plan: DeltaPlan) -> Iterator[Entry]:
    """Yield every new entry, applied or set aside, in the order of the sender's journals."""
    if not plan.asides:
        return (item.entry for item in plan.apply)
    kept = [item.entry for item in plan.apply] + [item.entry for item in plan.asides]
    wanted = {(entry.replica, entry.seq) for entry in kept}
    return (entry for entry in opened.body.entries() if (entry.replica, entry.seq) in wanted)


def check_digests(desk: Desk, opened: Opened) -> None:
    """Compare our mirror with what the sender says it holds, while everything can still be taken back."""
    manifest, plan = opened.body.manifest, opened.plan
    if isinstance(plan, BackPlan):
        return
    records = plan.records if plan is not None else ()
    ledgers = comparable(manifest.digests, manifest.schema, desk.catalogue, records)
    ledgers -= {one.ledger for one in desk.store.kept(opened.peer.site)}
    ours = {key: pair for key, pair in desk.store.digests(opened.peer.site).items() if key in ledgers}
    theirs = {key: pair for key, pair in manifest.digests.items() if key in ledgers}
    for different in receipts.agree(ours, theirs)[:1]:
        raise DigestsDiffer(desk.catalogue[different.ledger].label, different.other, different.own)


def advance(desk: Desk, opened: Opened, system: System) -> None:
    """Write the replay state and the receipt, in the transaction of the data."""
    header, site, plan = opened.header, opened.peer.site, opened.plan
    heads = plan.heads if isinstance(plan, DeltaPlan | SnapshotPlan) else {}
    moved = replay.advance(opened.state, header, opened.envelope.sha256, heads)
    for replica in set(opened.state.seen) - set(moved.seen):
        system.peer_seen.delete(site, replica)
    for replica, head in moved.seen.items():
        system.peer_seen.put(PeerSeen(site, replica, head.seq, head.hash))
    system.put(f"replica.{site}", header.replica_id)
    system.put(f"retired.{site}", sorted(moved.retired))
    if isinstance(plan, BackPlan):
        _taken_back(desk, opened, plan, system)
    anchors.take(desk, site, header, opened.body, system)
    outcome = plan.outcome if plan is not None else "accepted"
    taken_log.log_taken(desk, opened, "applied", taken_log.receipt_for(desk, opened, outcome, moved.seen))  # type: ignore[arg-type]


def _taken_back(desk: Desk, opened: Opened, plan: BackPlan, system: System) -> None:
    """Note what a person must decide; an office rebuilt from nothing is whole from now on."""
    for alarm in plan.lost:
        system.alarms.put(alarm)
    if desk.awaited:
        for replica, (seq, digest) in opened.body.manifest.seen.items():
            system.peer_acked.put(PeerAcked(opened.peer.site, replica, seq, digest))
        system.put(AWAITED, "")
        answers.forget_unknown(opened.peer.site, opened.body.receipts(), system)
    if plan.kept:  # what the office above set aside there is settled by a whole state
        system.put(f"snapshot_next.{opened.peer.site}", True)
