"""Exchange with other offices: pairing by card and digits, the sticks, the log, and whether both sides count the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

import msgspec

from gridDesk.desk import audit, grants, outbox
from gridDesk.desk.carrying import write_package
from gridDesk.desk.grant_papers import KEYS
from gridDesk.desk.grants import Approval, Order, PaperApproval
from gridDesk.desk.office import Desk
from gridDesk.desk.package_line import PackageLine
from gridDesk.desk.receiving import AppliedPackage, PackageView, apply_package, preview_package
from gridDesk.desk.roles import need_clerk
from gridDesk.desk.sending import FORMER_KEYS, RETIRED, Written, card_of, former_keys
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes
from gridDesk.store.system import PackageRecord, Peer
from gridDesk.sync import pairing, receipts, stick
from gridDesk.sync.asides import PENDING
from gridDesk.sync.device import Stick
from gridDesk.sync.pairing import Card
from gridDesk.text import today_iso

__all__ = [
    "RANK", "AppliedPackage", "Card", "PackageLine", "PackageView", "PeerView", "Stick", "Written", "apply_package", "hand_over",
    "key_order", "log", "own_card", "packages_on", "pair", "pairing_digits", "peer_named", "peers", "preview_package",
    "read_card", "replaces_keys", "retire", "sticks", "write_card", "write_package",
]  # fmt: skip
RANK = {"village": 0, "community": 0, "street": 1, "district": 2}
OTHER_KEYS = "要换成对方单位的另一把钥匙"
_ROLES = {"parent": "上级", "child": "下级"}


@dataclass(frozen=True, slots=True)
class PeerView:
    """Where two offices stand: how many people each side counts, and whether every ledger is equal (None: not known).

    `overdue` counts the days a package to it is without a receipt once they are too many.
    """

    site: str
    name: str
    level: str
    role: Literal["parent", "child"]
    last_out: str
    last_in: str
    own_count: int | None
    their_count: int | None
    equal: bool | None
    line: str
    overdue: int = 0


def own_card(desk: Desk) -> Card:
    """Return this office's card: name, level and public keys."""
    return pairing.own_card(desk.office, desk.keys.site)


def write_card(desk: Desk, target: Path) -> Path:
    """Write this office's card file into a folder (the stick) and return its path."""
    path = target / f"{desk.office.name}{pairing.SUFFIX}"
    try:
        path.write_bytes(pairing.write_card(own_card(desk), desk.keys.site))
    except OSError as error:
        raise DeskError(f"名片没有写进“{target}”，", advice="请检查 U 盘是否写保护或已满。") from error
    return path


def read_card(path: Path) -> Card:
    """Read another office's card file. Raises DeskError when it is damaged."""
    try:
        return pairing.read_card(path.read_bytes())
    except OSError as error:
        raise DeskError(f"读不出文件“{path.name}”，", advice="请重新插入 U 盘再试。") from error


def pairing_digits(desk: Desk, card: Card) -> tuple[str, str]:
    """Return our and their fifteen digits (5-5-5), to be compared over the phone; both screens show the same."""
    return pairing.block(own_card(desk)), pairing.block(card)


def replaces_keys(desk: Desk, card: Card) -> bool:
    """Tell whether an office that is paired already comes with other keys: a new PC, or somebody who poses as it."""
    known = desk.store.system.peers.get(card.site)
    return known is not None and (known.sign_key, known.recipient) != (card.sign_key, card.recipient)


def key_order(card: Card) -> Order:
    """Return what an approver agrees to where an office comes with other keys; it is for these keys and no others."""
    digits = pairing.block(card)
    return Order(
        purpose="other", words="更换对方单位的钥匙", recipient=card.name, paper=f"{KEYS}{card.site}:{digits}",
        title=f"“{card.name}”的新钥匙，核对数字 {digits}", way="stick",
    )  # fmt: skip


def pair(
    desk: Desk, card: Card, typed: str, role: str, *, new_keys: bool = False,
    approval: Approval | PaperApproval | None = None,
) -> None:  # fmt: skip
    """Accept another office after its last five digits were heard over the phone and typed. Raises DeskError.

    Other keys of an office that is known are accepted only where a person said so (`new_keys`) and a second one agreed:
    an approver with the own password, or by a signed slip where nobody else is one. Raises ApprovalNeeded, ApprovalWrong.
    """
    need_clerk(desk, "和其他单位配对")
    if card.site == desk.office.site:
        raise DeskError("这是本单位自己的名片，", advice="请选对方交来的名片。")
    _check_role(desk, card, role)
    if not pairing.check_digits(card, typed):
        raise DeskError("输入的数字与对方名片不符，", advice="请在电话里重新核对；对不上时不要配对，可能拿错了文件。")
    replaces = replaces_keys(desk, card)
    if replaces and not new_keys:
        raise DeskError(
            f"“{card.name}”以前配对过，这张名片上的钥匙和那时的不一样，",
            advice="请打电话问清对方是不是换了电脑；确实换了，再确认替换。",
        )
    agreed = _agreed(desk, card, approval) if replaces else {}
    peer = Peer(
        site=card.site, name=card.name, level=card.level, code=card.code, relation=role, sign_key=card.sign_key,
        recipient=card.recipient, paired_on=today_iso(), card=msgspec.json.encode(card).decode(),
    )  # fmt: skip
    with desk.store.system.together():
        audit.note(desk, "key_replaced" if replaces else "paired", objects=[card.site], detail=agreed)
        if replaces:
            _keep_former(desk, card.site)
        desk.store.system.peers.put(peer)


def _keep_former(desk: Desk, site: str) -> None:
    """Remember the keys an office had until now, so that its packages of before are known for what they are."""
    peer = desk.store.system.peers.get(site)
    if peer is not None:
        desk.store.system.put(FORMER_KEYS, sorted({*former_keys(desk), card_of(peer).key_id}))


def _agreed(desk: Desk, card: Card, approval: Approval | PaperApproval | None) -> dict[str, object]:
    """Return for the log who agreed to other keys. Raises ApprovalNeeded, ApprovalWrong."""
    how, who, slip = grants.agree(desk, key_order(card), approval, OTHER_KEYS)
    return {"approver": how, "slip": slip} if slip else {"approver": grants.slot_of(desk, who)}


def _check_role(desk: Desk, card: Card, role: str) -> None:
    """Refuse a parent that stands no higher than this office, a child that stands no lower, and a second parent."""
    ours, theirs = RANK.get(desk.office.level), RANK.get(card.level)
    if ours is not None and theirs is not None and (theirs <= ours if role == "parent" else theirs >= ours):
        raise DeskError(
            f"“{card.name}”不会是“{desk.office.name}”的{_ROLES[role]}，",
            advice="上级要比本单位高一级，下级要比本单位低一级；请核对选的关系和拿到的名片。",
        )
    others = desk.store.system.peers.list(state="active", relation="parent") if role == "parent" else []
    other = next((peer for peer in others if peer.site != card.site), None)
    if other is not None:
        raise DeskError(
            f"本单位已经有上级“{other.name}”，一个单位只能有一个上级，",
            advice="上级确实换了的，请先在“收发”页停止与原来上级的往来，再配对。",
        )


def retire(desk: Desk, site: str) -> None:
    """Have no more to do with an office: nothing is sent to it, nothing of it is taken in, until it is paired again.

    What came from it stays; what was to be found out with it is put away. Raises DeskError.
    """
    need_clerk(desk, "停止与其他单位的往来")
    peer = desk.store.system.peers.get(site)
    if peer is None or peer.state == RETIRED:
        raise DeskError("和这个单位已经没有往来，", advice="请刷新“收发”页再看。")
    with desk.store.system.together():
        audit.note(desk, "peer_retired", objects=[site])
        desk.store.system.peers.put(replace(peer, state=RETIRED))
        for alarm in desk.store.system.alarms.list(peer=site, state="open"):  # nobody there will do anything about it
            desk.store.system.alarms.put(replace(alarm, state="done"))
    desk.announce(Changes("", "", {}))


def peer_named(desk: Desk, name: str) -> Peer:
    """Return the paired office of that name, or the only one when the name is empty. Raises DeskError."""
    found = [peer for peer in desk.store.system.peers.list(state="active") if name in ("", peer.name, peer.site)]
    if len(found) != 1:
        raise DeskError(
            f"没有找到唯一的对方单位“{name}”，" if name else "请写明发给哪个单位，", advice="请先配对或写全名称。"
        )
    return found[0]


def peers(desk: Desk) -> list[PeerView]:
    """Return where this office stands with each paired one."""
    return [_peer_view(desk, peer) for peer in desk.store.system.peers.list(state="active")]


def _peer_view(desk: Desk, peer: Peer) -> PeerView:
    sent = desk.store.system.packages.list(direction="out", peer=peer.site)
    taken = desk.store.system.packages.list(direction="in", peer=peer.site)
    last_out = max((record.created for record in sent), default="")
    last_in = max((str(record.outcome.get("at", record.created)) for record in taken), default="")
    own, theirs, equal, n = _compare_up(desk, sent) if peer.relation == "parent" else _compare_down(desk, peer)
    return PeerView(
        peer.site, peer.name, peer.level, cast(Literal["parent", "child"], peer.relation), last_out[:16].replace("T", " "),
        last_in[:16].replace("T", " "), own, theirs, equal, _line(desk, peer, own, theirs, equal, n),
        outbox.overdue_of(desk, peer.site),
    )  # fmt: skip


def _compare_up(desk: Desk, sent: list[PackageRecord]) -> tuple[int | None, int | None, bool | None, int]:
    """Compare what we sent with what the receipt of the same package says the other side holds."""
    replica = desk.store.replica
    for record in sorted(sent, key=lambda one: (one.outcome.get("replica") == replica, one.n), reverse=True):
        if record.state == "acknowledged":
            receipt = receipts.receipt_from_json(str(record.outcome["receipt"]))
            own = {key: (int(pair[0]), str(pair[1])) for key, pair in _pairs(record.digests).items()}
            return _people(own), _people(receipt.digests), not receipts.agree(own, receipt.digests), record.n
    return None, None, None, 0


def _compare_down(desk: Desk, peer: Peer) -> tuple[int | None, int | None, bool | None, int]:
    """Compare our mirror with what the sender said it holds, but for ledgers whose records wait for a newer program.

    By the package taken in last: the numbers of a new installation of the sender begin at 1 again.
    """
    waiting = {kept.ledger for kept in desk.store.kept(peer.site) if kept.code in PENDING}
    for record in desk.store.system.packages.last(30, direction="in", peer=peer.site, state="applied"):
        if record.digests:
            theirs = {key: (int(pair[0]), str(pair[1])) for key, pair in _pairs(record.digests).items()}
            own = desk.store.digests(peer.site)
            unlike = [one for one in receipts.agree(own, theirs) if one.ledger not in waiting]
            return _people(own), _people(theirs), not unlike, record.n
    return None, None, None, 0


def _pairs(digests: dict[str, object]) -> dict[str, tuple[int, str]]:
    return {key: cast("tuple[int, str]", pair) for key, pair in digests.items()}


def _people(digests: Mapping[str, tuple[int, str]]) -> int:
    return digests.get("person", (0, ""))[0]


def _line(desk: Desk, peer: Peer, own: int | None, theirs: int | None, equal: bool | None, n: int) -> str:
    if equal is None:
        return f"{peer.name}：还没有对过数。"
    writer = "" if peer.relation == "parent" else peer.name  # whose records they are
    words = "一致" if equal else f"不一致，请{writer}写出整份数据"
    return f"{desk.office.name} {own:,} 人 · {peer.name} {theirs:,} 人 · {words}（含已注销的，第 {n} 号包）"


def log(desk: Desk, limit: int = 100) -> list[PackageLine]:
    """Return the packages sent and taken in, newest first, each with what became of it and what comes next."""
    return outbox.lines(desk, limit)


def hand_over(desk: Desk, package_id: str) -> None:
    """Note that the clerk handed a written package over herself, by other means than the stick that was watched."""
    outbox.hand_over(desk, [package_id])


def sticks() -> list[Stick]:
    """Return the removable drives found now."""
    return stick.list_sticks()


def packages_on(desk: Desk, folder: Path) -> list[Path]:
    """Return the package files in a folder, newest name first."""
    del desk
    return sorted(stick.packages_on(folder), reverse=True)
