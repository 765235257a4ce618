"""Receipts: ours for what came, and what theirs say of what we sent, taken in the transaction of the package they ride in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gridDesk.desk import anchors, attachments, audit, installs, parcels
from gridDesk.desk.office import Desk
from gridDesk.ledger import Row
from gridDesk.ledger.record import is_erased
from gridDesk.store.system import Alarm, PackageRecord, PeerAcked, System
from gridDesk.sync import receipts
from gridDesk.sync.asides import QUARANTINE
from gridDesk.sync.receipts import Receipt, RecordOutcome
from gridDesk.text import now_iso

KEPT = 20
TAKEN = ("accepted", "partial")


def ours_for(desk: Desk, site: str) -> list[Receipt]:
    """Return our newest receipts for an office's packages in the order they came; sticks get lost, so they go each time."""
    taken = desk.store.system.packages.list(direction="in", peer=site)
    told = sorted((_order(one), str(one.outcome["receipt"])) for one in taken if "receipt" in one.outcome)
    # Those that an earlier program kept may be longer than a package can carry.
    return [receipts.shortened(receipts.receipt_from_json(text)) for _, text in told[-KEPT:]]


def _order(record: PackageRecord) -> tuple[int, int]:
    """Return when a package came, counted here: its own number begins anew when its sender is restored."""
    return int(str(record.outcome.get("order", 0))), record.n


def take(desk: Desk, site: str, answers: Sequence[Receipt], system: System) -> None:
    """Take an office's receipts: what became of our packages, how far it has our chains, what it could not take."""
    newest: Receipt | None = None
    _notice_unknown(desk, site, answers, system)
    for answer in answers:
        _notice_rollback(desk, site, answer, system)
        record = system.packages.get(answer.pkg_id, "out")
        if record is None or (record.peer, record.sha256) != (site, answer.sha256):
            continue
        newest = answer
        if record.outcome.get("receipt") != answer.to_json():
            _answered(desk, record, answer, system)
    anchors.answered(desk, site, answers, system)
    if newest is not None:
        _move_watermarks(system, site, receipts.watermarks(newest))


def _answered(desk: Desk, record: PackageRecord, answer: Receipt, system: System) -> None:
    """Note what became of one package of ours."""
    site = record.peer
    state = {"accepted": "acknowledged"}.get(answer.outcome, answer.outcome)
    outcome = {**record.outcome, "receipt": answer.to_json(), "at": now_iso()}
    system.packages.put(replace(record, state=state, outcome=outcome))
    detail = {
        "peer": site,
        "n": record.n,
        "outcome": answer.outcome,
        "want": answer.want,
        "records": len(answer.records),
    }
    audit.note(desk, "receipt_in", objects=(record.package_id,), detail=detail)
    if answer.outcome in TAKEN:
        attachments.acknowledged(desk, site, record.package_id)
        if record.kind == "snapshot":
            system.put(f"snapshot_next.{site}", False)
    if answer.want == "snapshot" and record.kind != "snapshot":
        system.put(f"snapshot_next.{site}", True)
    if answer.want == "renew" and record.outcome.get("replica") == desk.store.replica:
        data: dict[str, object] = {"kind": "replaced", "n": record.n, "replica": desk.store.replica}
        key = f"replaced.{desk.store.replica}"
        system.alarms.put(Alarm(key=key, kind="fork", peer=site, data=data, at=now_iso()))
    _quarantined_there(system, record, answer)
    _erase_again(desk, answer.records)


def _quarantined_there(system: System, record: PackageRecord, answer: Receipt) -> None:
    """Keep one alarm for each of our records that the other side could not take; a whole state clears the others."""
    listed = {}
    for one in answer.records:
        if one.code in QUARANTINE:
            listed[f"quarantined.{record.peer}.{one.ledger}.{one.uid}"] = one
    for key, one in listed.items():
        data: dict[str, object] = {
            "ledger": one.ledger,
            "uid": one.uid,
            "code": one.code,
            "reason": one.reason,
            "n": record.n,
        }
        system.alarms.put(Alarm(key=key, kind="quarantined_there", peer=record.peer, data=data, at=now_iso()))
    if record.kind == "snapshot" and answer.outcome in TAKEN:
        for known in system.alarms.list(kind="quarantined_there", peer=record.peer, state="open"):
            if known.key not in listed:
                system.alarms.put(replace(known, state="done"))


def _erase_again(desk: Desk, records: Sequence[RecordOutcome]) -> None:
    """Erase once more what a backup from before the erasure brought back here, and the other side kept erased."""
    by_ledger: dict[str, list[str]] = {}
    for one in records:
        if one.code == "erased" and one.ledger in desk.catalogue:
            by_ledger.setdefault(one.ledger, []).append(one.uid)
    for ledger, uids in by_ledger.items():
        rows = desk.store.get_many(ledger, uids)
        back = [uid for uid in uids if uid in rows and _came_back(desk, rows[uid])]
        if back:
            desk.store.erase(ledger, back, actor=desk.user, reason="恢复备份后重新清除")


def _came_back(desk: Desk, row: Row) -> bool:
    return row["office"] == desk.office.site and not is_erased(row)


def _notice_rollback(desk: Desk, site: str, answer: Receipt, system: System) -> None:
    """Notice that the other side has entries of ours that we do not: this office was set back to an older state.

    Each loss is noticed once: the same receipts come again and again.
    """
    known = {str(key): int(str(seq)) for key, seq in _mapping(system.get("lost", {})).items()}
    proofs = receipts.rollback_proofs(answer, desk.store.heads(desk.office.site))
    new = {one.replica: one.acknowledged for one in proofs if one.acknowledged > known.get(one.replica, 0)}
    if new:
        system.put("lost", {**known, **new})
        installs.renew(desk.store, "rolled back")
        installs.alarm(desk.store, "receipt", site)


def _notice_unknown(desk: Desk, site: str, answers: Sequence[Receipt], system: System) -> None:
    """Notice receipts for packages this office does not remember: it was set back, or a copy of it has sent them.

    Their numbers must not be used again, even where no entry was lost. Each such package is noticed once. Where the other
    side asks which machine is in use, a person answers instead.
    """
    if any(one.want == "renew" for one in answers):
        return
    known = system.get(f"not_ours.{site}", [])
    strangers = [one.pkg_id for one in answers if system.packages.get(one.pkg_id, "out") is None]
    if set(strangers) - set(known if isinstance(known, list) else []):
        system.put(f"not_ours.{site}", strangers)
        installs.renew(desk.store, "rolled back")
        installs.alarm(desk.store, "receipt", site)


def forget_unknown(site: str, answers: Sequence[Receipt], system: System) -> None:
    """Take the packages of the PC that died, which an office rebuilt cannot remember, as noticed."""
    system.put(f"not_ours.{site}", [one.pkg_id for one in answers])


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, Mapping) else {}


def _move_watermarks(system: System, site: str, confirmed: Mapping[str, int]) -> None:
    """Set what the other side has exactly as its newest receipt says, also back to nothing when it lost its mirror."""
    for mark in system.peer_acked.list(peer=site):
        if mark.replica not in confirmed:
            system.peer_acked.delete(site, mark.replica)
    for replica, seq in confirmed.items():
        system.peer_acked.put(PeerAcked(site, replica, seq))


def done_with(desk: Desk, site: str) -> None:
    """Let go of the kept copies of packages that the other office has answered."""
    records = desk.store.system.packages.list(direction="out", peer=site)
    answered = [one for one in records if one.state in ("acknowledged", "partial")]
    parcels.forget_sent(desk, [str(one.outcome.get("file", "")) for one in answered])
