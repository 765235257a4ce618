"""Receiving: looking into a package and taking it in, with the replay state and the receipt in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from gridDesk.desk import safety
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.sending import card_of, paired
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Changes, Edit, Entry, Row
from gridDesk.store.system import PackageRecord, Peer, PeerAcked, PeerSeen, System
from gridDesk.sync import package as sealed
from gridDesk.sync import receipts, replay
from gridDesk.sync.body import Body
from gridDesk.sync.chain import Head
from gridDesk.sync.delta import Counts, DeltaPlan, plan_delta
from gridDesk.sync.envelope import Envelope
from gridDesk.sync.errors import PackageError
from gridDesk.sync.header import Header
from gridDesk.sync.snapshot import RowChange, Snapshot, SnapshotPlan, comparable, plan_snapshot
from gridDesk.text import CLOCK, now_iso

Verdict = Literal["apply", "again", "older", "gap", "fork", "rollback", "retired"]


@dataclass(frozen=True, slots=True)
class PackageView:
    """What a package would do, before anything is written. `counts`: ledger label -> (new, changed, closed)."""

    sender: str
    n: int
    kind: str
    created: str
    verdict: Verdict
    counts: dict[str, tuple[int, int, int]]
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class AppliedPackage:
    """What taking a package in did; `verdict` other than apply means that no record changed."""

    verdict: Verdict
    changes: Changes
    lines: list[str]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A package that was checked in the fixed order of refusals, and what it would do."""

    peer: Peer
    envelope: Envelope
    body: Body
    state: replay.PeerState
    verdict: replay.Verdict
    plan: DeltaPlan | SnapshotPlan | None

    @property
    def header(self) -> Header:
        return self.envelope.header

    @property
    def counts(self) -> Mapping[str, Counts]:
        return self.plan.counts if self.plan is not None else {}


def _open(desk: Desk, path: Path) -> _Opened:
    """Check and plan a package; nothing is written. Raises PackageError."""
    cards = [card_of(peer) for peer in desk.store.system.peers.list(state="active")]
    found = sealed.read(path, site=desk.office.site, senders=cards)
    peer = paired(desk, found.header.from_site)
    state = _state(desk, peer.site)
    verdict = replay.decide(found.header, found.sha256, state)
    body = sealed.open_package(found, desk.keys.site)
    plan = _plan(desk, found.header, body, state) if verdict.action == "apply" else None
    return _Opened(peer, found, body, state, verdict, plan)


def _state(desk: Desk, site: str) -> replay.PeerState:
    system = desk.store.system
    taken = [record for record in system.packages.list(direction="in", peer=site) if record.state == "applied"]
    marks = {
        record.package_id: replay.Mark(str(record.outcome["replica"]), record.n, record.sha256) for record in taken
    }
    seen = {mark.replica: Head(mark.seq, mark.hash) for mark in system.peer_seen.list(peer=site)}
    current = str(desk.setting(f"replica.{site}", ""))
    retired = frozenset(mark.replica for mark in marks.values()) - {current}
    return replay.PeerState(site, seen, current, retired, marks)


def _plan(desk: Desk, header: Header, body: Body, state: replay.PeerState) -> DeltaPlan | SnapshotPlan:
    if header.kind == "snapshot":
        return plan_snapshot(header, _snapshot(desk, header, body))

    entries = list(body.entries())
    revs = _revs(desk, entries)
    return plan_delta(header, entries, state, desk.catalogue, lambda ledger, uid: revs.get((ledger, uid), 0))


def _revs(desk: Desk, entries: list[Entry]) -> dict[tuple[str, str], int]:
    """Return the rev of every record that entries are about and that the mirror has."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        if entry.ledger in desk.catalogue:
            wanted.setdefault(entry.ledger, set()).add(entry.uid)
    return {
        (ledger, uid): int(str(row["rev"]))
        for ledger, uids in wanted.items()
        for uid, row in desk.store.get_many(ledger, uids).items()
    }


def _snapshot(desk: Desk, header: Header, body: Body) -> Snapshot:
    def mirror(ledger: str) -> dict[str, Row]:
        rows = desk.store.rows(ledger, office=header.from_site, states=(ACTIVE, CLOSED, VOID))
        return {str(row["uid"]): row for row in rows}

    return Snapshot(body, header.from_site, desk.catalogue, body.manifest.schema, mirror)


def preview_package(desk: Desk, path: Path) -> PackageView:
    """Return what a package would do. Raises PackageError with the sentence when it must be refused."""
    opened = _open(desk, path)
    header, counts = opened.header, _label_counts(desk, opened)
    sentences = [_introduction(opened)]
    if opened.verdict.sentence:
        sentences.append(opened.verdict.sentence)
    sentences += [
        f"{label}：新增 {new:,}，修改 {changed:,}，注销 {closed:,}。"
        for label, (new, changed, closed) in counts.items()
    ]
    if opened.plan is not None and not counts:
        sentences.append("没有台账变动。")
    sentences += [_receipt_words(receipt) for receipt in opened.body.receipts()]
    warning = replay.clock_warning(header, CLOCK.now())
    sentences += [warning] if warning else []
    action = opened.verdict.action
    return PackageView(opened.peer.name, header.n, header.kind, header.created, action, counts, sentences)


def _introduction(opened: _Opened) -> str:
    header = opened.header
    kind = "全部数据" if header.kind == "snapshot" else "变动数据"
    return f"{opened.peer.name}发来的第 {header.n} 号数据包（{kind}，{header.created[:16].replace('T', ' ')} 写出）。"


def _label_counts(desk: Desk, opened: _Opened) -> dict[str, tuple[int, int, int]]:
    return {
        desk.catalogue[ledger].label if ledger in desk.catalogue else ledger: (one.new, one.changed, one.closed)
        for ledger, one in opened.counts.items()
        if one.new or one.changed or one.closed
    }


def _receipt_words(receipt: receipts.Receipt) -> str:
    words = {
        "accepted": "已全部收下", "partial": "已收下，部分待处理", "refused": "被退回", "held": "对方先放着，等前面的包",
    }  # fmt: skip
    return f"附回执：第 {receipt.n} 号数据包{words[receipt.outcome]}。{receipt.reason}"


def apply_package(desk: Desk, path: Path, progress: Progress = silent) -> AppliedPackage:
    """Take a package in: checks, backup, one transaction with the replay state, digest check, receipt.

    The same package twice changes nothing. Raises PackageError when it must be refused; nothing is written then.
    """
    progress(0, 3, "正在核对数据包")
    opened = _open(desk, path)
    if opened.verdict.action == "again":
        return AppliedPackage("again", Changes("", "", {}), [_introduction(opened), opened.verdict.sentence])
    if opened.verdict.action != "apply":
        _log_refused(desk, opened)
        raise PackageError(opened.verdict.sentence)
    _refuse_quarantined(opened)
    if opened.counts:
        progress(1, 3, "正在备份")
        safety.backup(desk)
    progress(2, 3, "正在写入")
    changes = _write(desk, opened)
    if desk.setting("rolled_back"):
        desk.store.rotate_replica("rolled back")
        desk.set_setting("rolled_back", False)
    desk.announce(changes)
    progress(3, 3, "收取完成")
    return AppliedPackage("apply", changes, _applied_lines(desk, opened))


def _applied_lines(desk: Desk, opened: _Opened) -> list[str]:
    new, changed, closed = (sum(one[place] for one in _label_counts(desk, opened).values()) for place in range(3))
    done = f"新增 {new:,}，修改 {changed:,}，注销 {closed:,}" if opened.counts else "没有台账变动"
    lines = [f"已收取{opened.peer.name}第 {opened.header.n} 号数据包：{done}。"]
    return lines + [_receipt_words(receipt) for receipt in opened.body.receipts()]


def _refuse_quarantined(opened: _Opened) -> None:
    plan = opened.plan
    if plan is not None and plan.quarantined:
        first = plan.quarantined[0].outcome
        raise PackageError(
            f"数据包里有 {len(plan.quarantined)} 条记录不能收（{first.reason}），",
            advice="没有写入任何内容，请对方写出整份数据再收。",
        )


def _write(desk: Desk, opened: _Opened) -> Changes:
    """Write records and replay state in one transaction; unequal digests roll everything back."""

    def then(system: System) -> None:
        _check_digests(desk, opened)
        _advance(desk, opened, system)
        _take_receipts(desk, opened, system)

    label = f"收取数据包（{opened.peer.name}第 {opened.header.n} 号）"
    if isinstance(opened.plan, SnapshotPlan):
        edits = _mirror_edits(_snapshot(desk, opened.header, opened.body))
        return desk.store.replace_mirror(
            edits, office=opened.peer.site, heads=opened.plan.heads, actor=desk.user, label=label, then=then
        )
    return desk.store.apply_foreign(_entries(opened), label=label, then=then)


def _mirror_edits(snapshot: Snapshot) -> Iterator[Edit]:
    for change in snapshot.changes():
        if isinstance(change, RowChange):
            yield Edit(change.ledger, change.uid, "mirror", change.values)


def _entries(opened: _Opened) -> Iterator[Entry]:
    """Yield what the plan applies or keeps for a newer program, in the order of the sender's journal."""
    plan = opened.plan
    assert isinstance(plan, DeltaPlan)
    if not plan.pending:
        return (item.entry for item in plan.apply)
    kept = [item.entry for item in plan.apply] + [item.entry for item in plan.pending]
    wanted = {(entry.replica, entry.seq) for entry in kept}
    return (entry for entry in opened.body.entries() if (entry.replica, entry.seq) in wanted)


def _check_digests(desk: Desk, opened: _Opened) -> None:
    """Compare our mirror with what the sender says it holds, while everything can still be taken back."""
    manifest, plan = opened.body.manifest, opened.plan
    records = plan.records if plan is not None else ()
    ledgers = comparable(manifest.digests, manifest.schema, desk.catalogue, records)
    ours = {key: pair for key, pair in desk.store.digests(opened.peer.site).items() if key in ledgers}
    theirs = {key: pair for key, pair in manifest.digests.items() if key in ledgers}
    for different in receipts.agree(ours, theirs)[:1]:
        label = desk.catalogue[different.ledger].label
        raise PackageError(
            f"收取后核对不一致（{label}：对方 {different.other:,} 条，本机 {different.own:,} 条），",
            advice="已全部退回，请对方写出整份数据再收。",
        )


def _advance(desk: Desk, opened: _Opened, system: System) -> None:
    """Write the replay state and the receipt, in the transaction of the data."""
    header, site = opened.header, opened.peer.site
    heads = opened.plan.heads if opened.plan is not None else {}
    moved = replay.advance(opened.state, header, opened.envelope.sha256, heads)
    for replica in set(opened.state.seen) - set(moved.seen):
        system.peer_seen.delete(site, replica)
    for replica, head in moved.seen.items():
        system.peer_seen.put(PeerSeen(site, replica, head.seq, head.hash))
    system.put(f"replica.{site}", header.replica_id)
    outcome = opened.plan.outcome if opened.plan is not None else "accepted"
    _log_taken(desk, opened, "applied", _receipt(desk, opened, outcome, moved.seen))


def _log_refused(desk: Desk, opened: _Opened) -> None:
    """Log a genuine package that cannot be taken now, with a receipt that tells its sender what is missing and why.

    One that is merely older than what we have needs no answer: it brought nothing new.
    """
    if opened.verdict.action != "older":
        receipt = _receipt(desk, opened, opened.verdict.outcome, opened.state.seen)
        _log_taken(desk, opened, opened.verdict.outcome, receipt)


def _log_taken(desk: Desk, opened: _Opened, state: str, receipt: receipts.Receipt) -> None:
    header = opened.header
    desk.store.system.packages.put(
        PackageRecord(
            package_id=header.pkg_id, direction="in", peer=opened.peer.site, n=header.n, kind=header.kind,
            sha256=opened.envelope.sha256, heads={key: list(pair) for key, pair in header.heads.items()},
            state=state, created=header.created,
            counts={key: list(one.as_tuple()) for key, one in opened.counts.items()},
            digests={key: list(pair) for key, pair in opened.body.manifest.digests.items()},
            outcome={"replica": header.replica_id, "receipt": receipt.to_json(), "at": now_iso()},
        )
    )  # fmt: skip


def _receipt(desk: Desk, opened: _Opened, outcome: receipts.Outcome, seen: Mapping[str, Head]) -> receipts.Receipt:
    header, plan = opened.header, opened.plan
    return receipts.Receipt(
        pkg_id=header.pkg_id, n=header.n, sha256=opened.envelope.sha256, at=now_iso(), outcome=outcome,
        reason=opened.verdict.sentence, heads={replica: (head.seq, head.hash) for replica, head in seen.items()},
        counts={key: one.as_tuple() for key, one in opened.counts.items()},
        digests=dict(desk.store.digests(opened.peer.site)), records=plan.records if plan is not None else (),
        lost={one.replica: (one.first, one.last) for one in opened.verdict.lost},
    )  # fmt: skip


def _take_receipts(desk: Desk, opened: _Opened, system: System) -> None:
    """Move our watermarks by each receipt in turn, and mark our packages as acknowledged or not."""
    site, own = opened.peer.site, desk.store.heads(desk.office.site)
    for receipt in opened.body.receipts():
        record = system.packages.get(receipt.pkg_id, "out")
        if record is None or (record.peer, record.sha256) != (site, receipt.sha256):
            continue
        taken = receipt.outcome in ("accepted", "partial")
        state = "acknowledged" if taken else receipt.outcome
        outcome = {**record.outcome, "receipt": receipt.to_json(), "at": now_iso()}
        system.packages.put(PackageRecord(**(asdict(record) | {"state": state, "outcome": outcome})))
        if receipts.rollback_proofs(receipt, own):
            # The other side has entries of ours that we lost: this office was set back to an older state.
            system.put(f"snapshot_next.{site}", True)
            system.put("rolled_back", True)
            continue
        if record.kind == "snapshot" and taken:
            system.put(f"snapshot_next.{site}", False)
        _move_watermarks(system, site, receipts.watermarks(receipt))


def _move_watermarks(system: System, site: str, confirmed: Mapping[str, int]) -> None:
    """Set what the other side has exactly as its receipt says, also back to nothing when it lost its mirror."""
    for mark in system.peer_acked.list(peer=site):
        if mark.replica not in confirmed:
            system.peer_acked.delete(site, mark.replica)
    for replica, seq in confirmed.items():
        system.peer_acked.put(PeerAcked(site, replica, seq))
