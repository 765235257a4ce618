"""What is written down of a package that came: its line in the log, and the receipt that tells its sender."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gridDesk.desk import anchors, answers, audit, parcels
from gridDesk.desk.office import Desk
from gridDesk.desk.opened import Opened
from gridDesk.store.system import Alarm, PackageRecord
from gridDesk.sync import receipts
from gridDesk.sync.chain import Head
from gridDesk.sync.delta import DeltaPlan
from gridDesk.text import now_iso


def log_refused(desk: Desk, opened: Opened, path: Path) -> None:
    """Log a genuine package that cannot be taken now, with a receipt that tells its sender what is missing and why.

    One that is merely older than what we have needs no answer: it brought nothing new. One that waits for another is
    kept beside the data; of two with one number, or from a machine that was replaced, a person is told.
    """
    action, header = opened.verdict.action, opened.header
    if action in ("fork", "retired"):
        data: dict[str, object] = {
            "n": header.n,
            "replica": header.replica_id,
            "kind": action,
            "package": header.pkg_id,
        }
        key = f"fork.{opened.peer.site}.{header.replica_id}.{header.n}"
        desk.store.system.alarms.put(Alarm(key=key, kind="fork", peer=opened.peer.site, data=data, at=now_iso()))
    if action == "gap":
        parcels.keep_held(desk, header.pkg_id, path)
    if action not in ("older", "retired"):
        _take_answers(desk, opened)
    if action == "older" or header.pkg_id in opened.state.packages:
        return
    receipt = receipt_for(desk, opened, opened.verdict.outcome, opened.state.seen)
    if action == "rollback":
        receipt = receipts.asking_for_all(receipt, opened.verdict.sentence)
    if action == "retired":
        receipt = receipts.asking_who_writes(receipt)
    log_taken(desk, opened, opened.verdict.outcome, receipt)


def _take_answers(desk: Desk, opened: Opened) -> None:
    """Take the receipts of a package whose records cannot be taken: without them both sides might wait for ever."""
    system = desk.store.system
    with system.together():
        answers.take(desk, opened.peer.site, opened.body.receipts(), system)


def log_taken(desk: Desk, opened: Opened, state: str, receipt: receipts.Receipt) -> None:
    """Put a package into the log with the receipt for it; inside a transaction it belongs to that."""
    header, system = opened.header, desk.store.system
    with system.together():
        outcome = {
            "replica": header.replica_id, "receipt": receipt.to_json(), "at": now_iso(), "order": system.next_number("taken"),
        }  # fmt: skip
        system.packages.put(
            PackageRecord(
                package_id=header.pkg_id, direction="in", peer=opened.peer.site, n=header.n, kind=header.kind,
                sha256=opened.envelope.sha256, heads={key: list(pair) for key, pair in header.heads.items()},
                state=state, created=header.created,
                counts={key: list(one.as_tuple()) for key, one in opened.counts.items()},
                digests={key: list(pair) for key, pair in opened.body.manifest.digests.items()}, outcome=outcome,
            )
        )  # fmt: skip
        changed = sum(sum(one.as_tuple()) for one in opened.counts.values())
        detail = {"kind": header.kind, "peer": opened.peer.site, "n": header.n, "outcome": state, "records": changed}
        audit.note(desk, "package_in", objects=(header.pkg_id,), count=changed, detail=detail)


def receipt_for(desk: Desk, opened: Opened, outcome: receipts.Outcome, seen: Mapping[str, Head]) -> receipts.Receipt:
    """Return the receipt for a package: what became of it, and how far its sender's chains are `seen` here."""
    header, plan = opened.header, opened.plan
    asks = isinstance(plan, DeltaPlan) and bool(plan.quarantined)
    receipt = receipts.Receipt(
        pkg_id=header.pkg_id, n=header.n, sha256=opened.envelope.sha256, at=now_iso(), outcome=outcome,
        want="snapshot" if asks else "", reason=opened.verdict.sentence,
        heads={replica: (head.seq, head.hash) for replica, head in seen.items()},
        counts={key: one.as_tuple() for key, one in opened.counts.items()},
        digests=dict(desk.store.digests(opened.peer.site)), records=plan.records if plan is not None else (),
        lost={one.replica: (one.first, one.last) for one in opened.verdict.lost}, log=anchors.last_kept(desk, opened.peer.site),
    )  # fmt: skip
    return receipts.shortened(receipt)
