"""Sending: a package holds what the other office has not yet acknowledged, and our receipts for its packages.

Watermarks move only on a verified receipt, so a lost stick heals itself: the next package holds everything since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

import gridDesk
from gridDesk.desk import anchors, answers, attachments, audit, grants, installs, outbox, parcels
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.roles import need_clerk
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Row
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.store.system import PackageRecord, Peer
from gridDesk.sync import package as sealed
from gridDesk.sync import stick
from gridDesk.sync.body import Content, Table, table_of
from gridDesk.sync.chain import Head
from gridDesk.sync.header import AUDIT, Header, Kind
from gridDesk.sync.pairing import Card, own_card
from gridDesk.text import now_iso

EVERYBODY = "*"
FORMER_KEYS = "former_keys"  # setting: see `former_keys`
RETIRED = "retired"  # the state of a peer this office has no more to do with


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


def former_keys(desk: Desk) -> frozenset[str]:
    """Return the keys that other offices had before they were paired anew: a stick of that time may turn up late."""
    kept = desk.setting(FORMER_KEYS, [])
    return frozenset(map(str, kept)) if isinstance(kept, list) else frozenset()


def paired(desk: Desk, site: str) -> Peer:
    """Return a paired office. Raises DeskError when there is none of that site id, or no more."""
    peer = desk.store.system.peers.get(site)
    if peer is None:
        raise DeskError("还没有与这个单位配对，", advice="请先在“收发”页交换名片并核对数字。")
    if peer.state == RETIRED:
        raise stopped(peer)
    return peer


def stopped(peer: Peer) -> DeskError:
    """Return the refusal of what comes from or would go to an office this one has no more to do with."""
    words = f"本单位已经停止与“{peer.name}”的往来，数据包不收也不发，"
    return DeskError(words, advice="要恢复往来，请在“收发”页重新交换名片并核对数字。")


def addressee_of(peer: Peer) -> str:
    """Return for whom records are that go to a peer: its site below this office, "" above it."""
    return "" if peer.relation == "parent" else peer.site


def scopes_of(peer: Peer) -> tuple[str, ...]:
    """Return the scopes of the chains that go to a peer: the general one up, its own and everybody's down."""
    return ("",) if peer.relation == "parent" else (peer.site, EVERYBODY)


def write_package(desk: Desk, site: str, target: Path, *, whole: bool = False, progress: Progress = silent) -> Written:
    """Write what the other office has not yet acknowledged (or everything) to a folder, and read it back from there.

    The step is logged as written, never as delivered: only a receipt says that. Raises DeskError.
    """
    need_clerk(desk, "写出数据包")
    peer = paired(desk, site)
    _check_whole(desk)
    progress(0, 3, "正在整理要发的内容")
    _answer_what_needs_nobody(desk)
    whole = whole or bool(desk.setting(f"snapshot_next.{site}", False)) or not _tells_all(desk, peer)
    kind: Kind = "snapshot" if whole else "delta"
    draft = _header(desk, peer, kind)
    return seal_and_write(desk, peer, draft, _content(desk, peer, kind), target, progress)


def _tells_all(desk: Desk, peer: Peer) -> bool:
    """Tell whether changes alone can bring the other side up to date.

    They cannot where it lost what it once had, and this office, rebuilt from its mirror, has no entries of that time.
    """
    acked = {mark.replica: mark.seq for mark in desk.store.system.peer_acked.list(peer=peer.site)}
    return desk.store.reaches_back(acked, scopes_of(peer))


def _answer_what_needs_nobody(desk: Desk) -> None:
    """Have what is decided by itself (a proposal for a closed record, for one that says so already) go along."""
    from gridDesk.desk import inbox  # it knows of every kind of thing that is sent

    inbox.settle(desk)


def _check_whole(desk: Desk) -> None:
    """Refuse to send from an office that is being rebuilt: the other side would take the emptiness for the truth."""
    if desk.awaited:
        raise DeskError("本单位的数据还没有从上级取回，现在不能写出数据包，", advice="请先收取上级还给本单位的数据包。")


def seal_and_write(
    desk: Desk, peer: Peer, draft: Header, content: Content, target: Path, progress: Progress
) -> Written:
    """Seal a package, keep a copy beside the data, and write it to a stick. Raises DeskError.

    It is logged before it leaves: should the program stop in between, a receipt for it still finds its record.
    """
    need_clerk(desk, "写出数据包")
    progress(1, 3, "正在加密和签名")
    content = replace(content, log=anchors.stated(desk, peer.site, draft.log_head.get(AUDIT, "")))
    package = sealed.write(draft, content, desk.keys.site, [card_of(peer)])
    name = stick.package_name(package.header)
    parcels.keep_sent(desk, name, package.data)
    record = _logged(desk, package, content, name)
    progress(2, 3, "正在写入并读回核对")
    grants.check(grants.for_package(desk, record.package_id, peer.name, int(str(record.counts["entries"]))))
    path = stick.write_to_stick(target, name, package.data).path
    with desk.store.system.together():
        desk.store.system.packages.put(replace(record, state="written", outcome={**record.outcome, "at": now_iso()}))
        _told(desk, record)
    installs.note(desk)
    progress(3, 3, "写好了")
    entries = int(str(record.counts["entries"]))
    held = f"{entries:,} 条变动" if draft.kind == "delta" else "全部数据"
    held += attachments.sent_words(desk, peer.site, content.blobs)
    line = f"第 {draft.n} 号数据包已写到 {path}，并已读回核对；内含{held}，发给{peer.name}。"
    return Written(path, draft.n, entries, line)


def write_again(desk: Desk, package_id: str, target: Path, progress: Progress = silent) -> Written:
    """Write the same package once more, to the same stick or another one; nothing is counted anew. Raises DeskError."""
    need_clerk(desk, "写出数据包")
    record = desk.store.system.packages.get(package_id, "out")
    path = parcels.sent(desk, str(record.outcome.get("file", ""))) if record is not None else None
    if record is None or path is None:
        raise DeskError("这个数据包的底稿已经不在，", advice="请重新写出一个，内容只会更全。")
    progress(0, 1, "正在写入并读回核对")
    data = path.read_bytes()
    grants.check(grants.for_package(desk, record.package_id, record.peer, int(str(record.counts.get("entries", 0)))))
    written = stick.write_to_stick(target, path.name, data).path
    if record.state in ("made", "written", "handed"):
        outcome = {**record.outcome, "at": now_iso()}
        desk.store.system.packages.put(replace(record, state="written", outcome=outcome))
    _told(desk, record, way="again")
    progress(1, 1, "写好了")
    entries = int(str(record.counts.get("entries", 0)))
    return Written(written, record.n, entries, f"第 {record.n} 号数据包已重新写到 {written}，并已读回核对。")


def _told(desk: Desk, record: PackageRecord, way: str = "stick") -> None:
    """Note in the log of who did what that a package left."""
    detail = {"kind": record.kind, "peer": record.peer, "n": record.n, "entries": record.counts["entries"], "way": way}
    audit.note(desk, "package_out", objects=(record.package_id,), detail=detail)


def _logged(desk: Desk, package: sealed.Package, content: Content, name: str) -> PackageRecord:
    header, system = package.header, desk.store.system
    entries = sum(last - first + 1 for first, last in header.heads.values()) if header.kind == "delta" else 0
    outcome: dict[str, object] = {
        "replica": header.replica_id,
        "file": name,
        "at": now_iso(),
        "digest": package.file_sha256,
        "answers": outbox.answers(desk, header.to_site),
    }
    record = PackageRecord(
        package_id=header.pkg_id, direction="out", peer=header.to_site, n=header.n, kind=header.kind,
        sha256=package.sha256, heads={key: list(pair) for key, pair in header.heads.items()}, state="made",
        created=header.created, counts={"entries": entries},
        digests={key: list(pair) for key, pair in content.digests.items()}, outcome=outcome,
    )  # fmt: skip
    with system.together():
        outcome["order"] = system.next_number("made")
        system.packages.put(record)
        attachments.note_sent(desk, header.to_site, header.pkg_id, content.blobs)
        if content.log:
            anchors.note_sent(desk, header.to_site, max(content.log))
    return record


def _header(desk: Desk, peer: Peer, kind: Kind) -> Header:
    """Return the header of a package to come: up goes what this office keeps, down what is for that office."""
    store, site = desk.store, desk.office.site
    own = {replica: Head(*pair) for replica, pair in store.heads(site, scopes_of(peer)).items()}
    return draft_header(desk, peer, kind, own)


def draft_header(desk: Desk, peer: Peer, kind: Kind, own: Mapping[str, Head]) -> Header:
    """Return a header with its number and the packages it follows; `own`: the ends of the chains it is about."""
    store = desk.store
    acked = {mark.replica: mark.seq for mark in store.system.peer_acked.list(peer=peer.site)}
    sent = sorted(store.system.packages.list(direction="out", peer=peer.site), key=_made)
    mine = [record for record in sent if record.outcome.get("replica") == store.replica]
    acknowledged = [record for record in sent if record.state in ("acknowledged", "partial")]
    return sealed.draft(
        own_card(desk.office, desk.keys.site), card_of(peer), kind=kind, replica=store.replica,
        n=store.system.next_number(f"out.{store.replica}.{peer.site}"), heads=own, created=now_iso(),
        former=installs.former_chains(store), acknowledged=acked, prev_pkg_sha256=mine[-1].sha256 if mine else "",
        prev_receipt=acknowledged[-1].package_id if acknowledged else "", audit_head=store.log.head()[1],
    )  # fmt: skip


def _made(record: PackageRecord) -> tuple[int, int]:
    return int(str(record.outcome.get("order", 0))), record.n


def _content(desk: Desk, peer: Peer, kind: Kind) -> Content:
    store, site = desk.store, desk.office.site
    acked = {mark.replica: mark.seq for mark in store.system.peer_acked.list(peer=peer.site)}
    whole = kind == "snapshot"
    return Content(
        program=gridDesk.__version__,
        entries=() if whole else store.entries(office=site, after=acked, scopes=scopes_of(peer)),
        tables=_tables(desk, peer) if whole else {}, erased=_erased(desk, peer) if whole else (),
        receipts=answers.ours_for(desk, peer.site), digests=store.digests(site, addressee_of(peer)),
        schema=schema_of(desk), blobs=attachments.outgoing(desk, peer.site), wanted=attachments.lacking(desk, peer.site),
    )  # fmt: skip


def schema_of(desk: Desk) -> dict[str, int]:
    """Return the version of every ledger."""
    return {key: ledger.version for key, ledger in desk.catalogue.ledgers.items()}


def _tables(desk: Desk, peer: Peer) -> dict[str, Table]:
    """Return every record that counts and is for a peer, ledger by ledger, read when it is packed."""
    site, addressee = desk.office.site, addressee_of(peer)
    found = {}
    for key in _ledgers_for(desk, peer):
        rows = desk.store.stored.rows(key, office=site, states=(ACTIVE, CLOSED))
        if addressee:
            rows = _for(addressee, rows)
        found[key] = table_of([*desk.catalogue[key].by_key, "extra"], rows)
    return found


def _ledgers_for(desk: Desk, peer: Peer) -> list[str]:
    travel = "up" if peer.relation == "parent" else "down"
    return [key for key, ledger in desk.catalogue.ledgers.items() if ledger.travel == travel]


def _for(addressee: str, rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row in rows if row.get(ADDRESSEE) in (addressee, "", None))


def _erased(desk: Desk, peer: Peer) -> list[tuple[str, str]]:
    """Return the records whose erasure the other side must know: whoever never had one keeps a bare id."""
    ledgers = set(_ledgers_for(desk, peer))
    return [place for place in desk.store.erased(desk.office.site) if place[0] in ledgers]
