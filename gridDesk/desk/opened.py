"""A package opened: proved, decrypted, judged by what came before, and what it would do. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import taking_back
from gridDesk.desk.office import Desk
from gridDesk.desk.sending import card_of, former_keys, paired
from gridDesk.desk.taking_back import BackPlan
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Entry, Row
from gridDesk.store.system import Peer
from gridDesk.sync import package as sealed
from gridDesk.sync import replay
from gridDesk.sync.body import Body
from gridDesk.sync.chain import Head
from gridDesk.sync.delta import Counts, DeltaPlan, plan_delta
from gridDesk.sync.envelope import Envelope
from gridDesk.sync.errors import PackageError
from gridDesk.sync.header import Header
from gridDesk.sync.snapshot import Snapshot, SnapshotPlan, plan_snapshot

Plan = DeltaPlan | SnapshotPlan | BackPlan


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that was checked in the fixed order of refusals, and what it would do (no plan: it is not taken)."""

    peer: Peer
    envelope: Envelope
    body: Body
    state: replay.PeerState
    verdict: replay.Verdict
    plan: Plan | None

    @property
    def header(self) -> Header:
        """Return the header."""
        return self.envelope.header

    @property
    def counts(self) -> Mapping[str, Counts]:
        """Return how many records of each ledger change."""
        return self.plan.counts if self.plan is not None else {}


def open_package(desk: Desk, path: Path) -> Opened:
    """Check and plan a package. Raises PackageError, or DeskError where the office must do something else first."""
    cards = [card_of(peer) for peer in desk.store.system.peers.list()]
    found = sealed.read(path, site=desk.office.site, senders=cards, former=former_keys(desk))
    peer = paired(desk, found.header.from_site)
    state = state_of(desk, peer.site)
    verdict = replay.decide(found.header, found.sha256, state)
    body = sealed.open_package(found, desk.keys.site)
    plan = _plan(desk, peer, found.header, body, state) if verdict.action == "apply" else None
    return Opened(peer, found, body, state, verdict, plan)


def state_of(desk: Desk, site: str) -> replay.PeerState:
    """Return what was taken from an office so far."""
    system = desk.store.system
    taken = [record for record in system.packages.list(direction="in", peer=site) if record.state == "applied"]
    marks = {
        record.package_id: replay.Mark(str(record.outcome["replica"]), record.n, record.sha256) for record in taken
    }
    seen = {mark.replica: Head(mark.seq, mark.hash) for mark in system.peer_seen.list(peer=site)}
    current = str(desk.setting(f"replica.{site}", ""))
    known = system.get(f"retired.{site}", [])
    retired = frozenset((*(mark.replica for mark in marks.values()), *map(str, _list(known)))) - {current}
    return replay.PeerState(site, seen, current, retired, marks)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _plan(desk: Desk, peer: Peer, header: Header, body: Body, state: replay.PeerState) -> Plan:
    if header.kind == "mirror":
        if peer.relation != "parent":
            raise PackageError("只有上级单位能把数据还给本单位，", advice="没有写入任何内容，请与对方核实。")
        return taking_back.plan(desk, body)
    if header.kind == "snapshot":
        return plan_snapshot(header, snapshot_of(desk, header, body))
    return _plan_delta(desk, header, body, state)


def _plan_delta(desk: Desk, header: Header, body: Body, state: replay.PeerState) -> DeltaPlan:
    entries = list(body.entries())
    known = _revs(desk, entries)
    erased = {place for place, (_, _, gone) in known.items() if gone}

    def rev_of(ledger: str, uid: str) -> int:
        """Return -1, which nothing is based on, for a record that is not the sender's."""
        rev, office, _ = known.get((ledger, uid), (0, header.from_site, False))
        return rev if office == header.from_site else -1

    kept = {one.uid: one.code for one in desk.store.kept(header.from_site)}
    return plan_delta(header, entries, state, desk.catalogue, rev_of, pending=kept, erased=erased, proved=True)


def _revs(desk: Desk, entries: list[Entry]) -> dict[tuple[str, str], tuple[int, str, bool]]:
    """Return rev and office of every record that entries are about and that is here, and whether it was erased."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        if entry.ledger in desk.catalogue:
            wanted.setdefault(entry.ledger, set()).add(entry.uid)
    return {
        (ledger, uid): found
        for ledger, uids in wanted.items()
        for uid, found in desk.store.stored.revs(ledger, uids).items()
    }


def snapshot_of(desk: Desk, header: Header, body: Body) -> Snapshot:
    """Return a whole state against our mirror of its office."""

    def mirror(ledger: str) -> dict[str, Row]:
        rows = desk.store.stored.rows(ledger, office=header.from_site, states=(ACTIVE, CLOSED, VOID))
        return {str(row["uid"]): row for row in rows}

    return Snapshot(body, header.from_site, desk.catalogue, body.manifest.schema, mirror)
