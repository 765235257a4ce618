"""Sending: a package holds what the other office has not yet acknowledged, and our receipts for its packages.

Watermarks move only on a verified receipt, so a lost stick heals itself: the next package holds everything since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

import gridDesk
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Row
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.store.system import PackageRecord, Peer
from gridDesk.sync import package as sealed
from gridDesk.sync import receipts, stick
from gridDesk.sync.body import Content, Table, table_of
from gridDesk.sync.chain import Head
from gridDesk.sync.header import Header
from gridDesk.sync.pairing import Card, own_card
from gridDesk.text import now_iso

KEPT_RECEIPTS = 20
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written and read back: its file, number, how many journal entries it holds, and a sentence."""

    path: Path
    n: int
    entries: int
    line: str


def card_of(peer: Peer) -> Card:
    """Return the card with which an office was paired."""
    return msgspec.json.decode(peer.card, type=Card)


def paired(desk: Desk, site: str) -> Peer:
    """Return a paired office. Raises DeskError when there is none of that site id."""
    peer = desk.store.system.peers.get(site)
    if peer is None:
        raise DeskError("还没有与这个单位配对，", advice="请先在“收发”页交换名片并核对数字。")
    return peer


def write_package(desk: Desk, site: str, target: Path, *, whole: bool = False, progress: Progress = silent) -> Written:
    """Write what the other office has not yet acknowledged (or everything) to a folder, and read it back from there.

    The step is logged as written, never as delivered: only a receipt says that. Raises DeskError.
    """
    peer = paired(desk, site)
    progress(0, 3, "正在整理要发的内容")
    draft, content, entries = _draft(desk, peer, whole)
    progress(1, 3, "正在加密和签名")
    package = sealed.write(draft, content, desk.keys.site, [card_of(peer)])
    progress(2, 3, "正在写入并读回核对")
    path = stick.write_to_stick(target, stick.package_name(package.header), package.data).path
    _log_written(desk, package, content, path, entries)
    progress(3, 3, "写好了")
    held = "全部数据" if draft.kind == "snapshot" else f"{entries:,} 条变动"
    line = f"第 {draft.n} 号数据包已写到 {path}，并已读回核对；内含{held}，发给{peer.name}。"
    return Written(path, draft.n, entries, line)


def _log_written(desk: Desk, package: sealed.Package, content: Content, path: Path, entries: int) -> None:
    header = package.header
    desk.store.system.packages.put(
        PackageRecord(
            package_id=header.pkg_id, direction="out", peer=header.to_site, n=header.n, kind=header.kind,
            sha256=package.sha256, heads={key: list(pair) for key, pair in header.heads.items()}, state="written",
            created=header.created, counts={"entries": entries},
            digests={key: list(pair) for key, pair in content.digests.items()},
            outcome={"replica": header.replica_id, "file": path.name, "at": now_iso()},
        )
    )  # fmt: skip


def _draft(desk: Desk, peer: Peer, whole: bool) -> tuple[Header, Content, int]:
    """Return header, content and number of entries: up goes what this office keeps, down what is for that office."""
    store, site = desk.store, desk.office.site
    scopes = scopes_of(peer)
    own = {replica: Head(*pair) for replica, pair in store.heads(site, scopes).items()}
    snapshot = whole or bool(desk.setting(f"snapshot_next.{peer.site}", False))
    acked = {mark.replica: mark.seq for mark in store.system.peer_acked.list(peer=peer.site)}
    entries = () if snapshot else store.entries(office=site, after=acked, scopes=scopes)
    content = Content(
        program=gridDesk.__version__, entries=entries, tables=_tables(desk, peer) if snapshot else {},
        receipts=_receipts_for(desk, peer.site), digests=store.digests(site, addressee_of(peer)),
        schema={key: ledger.version for key, ledger in desk.catalogue.ledgers.items()},
    )  # fmt: skip
    sent = store.system.packages.list(direction="out", peer=peer.site)
    mine = [record for record in sent if record.outcome.get("replica") == store.replica]
    acknowledged = [record for record in sent if record.state == "acknowledged"]
    draft = sealed.draft(
        own_card(desk.office, desk.keys.site), card_of(peer), kind="snapshot" if snapshot else "delta",
        replica=store.replica, n=store.system.next_number(f"out.{store.replica}.{peer.site}"), heads=own,
        created=now_iso(), acknowledged=acked, prev_pkg_sha256=mine[-1].sha256 if mine else "",
        prev_receipt=acknowledged[-1].package_id if acknowledged else "",
    )  # fmt: skip
    count = sum(last - first + 1 for first, last in draft.heads.values())
    return draft, content, 0 if snapshot else count


def addressee_of(peer: Peer) -> str:
    """Return for whom records are that go to a peer: its site below this office, "" above it."""
    return "" if peer.relation == "parent" else peer.site


def scopes_of(peer: Peer) -> tuple[str, ...]:
    """Return the scopes of the chains that go to a peer: the general one up, its own and everybody's down."""
    return ("",) if peer.relation == "parent" else (peer.site, EVERYBODY)


def _tables(desk: Desk, peer: Peer) -> Mapping[str, Table]:
    """Return every record that counts and is for a peer, ledger by ledger, read when it is packed."""
    site, addressee = desk.office.site, addressee_of(peer)
    found = {}
    for key, ledger in desk.catalogue.ledgers.items():
        if (ledger.travel == "down") != bool(addressee):
            continue
        rows = desk.store.rows(key, office=site, states=(ACTIVE, CLOSED))
        if addressee:
            rows = _for(addressee, rows)
        found[key] = table_of([*ledger.by_key, "extra"], rows)
    return found


def _for(addressee: str, rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row in rows if row.get(ADDRESSEE) in (addressee, "", None))


def _receipts_for(desk: Desk, site: str) -> list[receipts.Receipt]:
    """Return our newest receipts for an office's packages; they are sent again each time, because sticks get lost."""
    taken = desk.store.system.packages.list(direction="in", peer=site)
    texts = [str(record.outcome["receipt"]) for record in taken if "receipt" in record.outcome]
    return [receipts.receipt_from_json(text) for text in texts[-KEPT_RECEIPTS:]]
