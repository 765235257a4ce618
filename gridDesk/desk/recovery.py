"""Rebuilding an office whose PC died, from the mirror of the office above.

Above, an invitation is written: who the lost office was, and the card of the office above. On a new PC an empty office
of the same identity is begun with fresh keys; its new card goes up and is paired anew, digits and all; then the office
above hands back everything it holds of it, sealed to the new keys. Until that has come the new PC sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import msgspec

import gridDesk
from gridDesk.desk import answers, attachments, sending
from gridDesk.desk.office import AWAITED, Desk
from gridDesk.desk.opening import Aside, directly, new_office
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.roles import need_clerk
from gridDesk.desk.sending import Written, card_of, paired
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Office
from gridDesk.store.system import Peer
from gridDesk.sync.body import Content, Table, table_of
from gridDesk.sync.pairing import Card, own_card

SUFFIX = ".gdinvite"
LARGEST = 64 * 1024
_LINE = "网格台恢复邀请：{}。请在新电脑的网格台里选择“从上级恢复本单位”打开；里面没有居民信息。"


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Who the office was that is to be rebuilt, and the office above it. Nothing secret, nothing personal."""

    v: int = 1
    office: Office
    parent: Card


def write_invitation(desk: Desk, site: str, folder: Path) -> Path:
    """Write the invitation for an office below whose PC died. Raises DeskError."""
    need_clerk(desk, "写恢复邀请")
    peer = paired(desk, site)
    if peer.relation != "child":
        raise DeskError("只能给下级单位写恢复邀请，", advice="本单位的数据请找上级取回。")
    card = card_of(peer)
    office = Office(site=peer.site, name=peer.name, level=card.level, code=peer.code, parent_name=desk.office.name)
    invitation = Invitation(office=office, parent=own_card(desk.office, desk.keys.site))
    path = folder / f"{peer.name}{SUFFIX}"
    text = _LINE.format(peer.name).encode() + b"\n" + msgspec.json.encode(invitation) + b"\n"
    try:
        path.write_bytes(text)
    except OSError as error:
        raise DeskError(f"恢复邀请没有写进“{folder}”，", advice="请检查U盘是否写保护或已满。") from error
    return path


def read_invitation(path: Path) -> Invitation:
    """Return what an invitation says. Raises DeskError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeskError(f"读不出文件“{path.name}”，", advice="请重新插入U盘再试。") from error
    _, _, text = data.partition(b"\n")
    try:
        if len(data) > LARGEST:
            raise msgspec.ValidationError
        return msgspec.json.decode(text, type=Invitation)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise DeskError(f"“{path.name}”不是恢复邀请，或已经损坏，", advice="请上级重新写一份。") from None


def begin(folder: Path, invitation: Invitation, *, password: str, worker: str, aside: Aside = directly) -> Desk:
    """Begin the lost office anew, empty, with fresh keys; it waits for its records. Raises DeskError.

    The office above is known by its card only: until its digits were heard and typed (`exchange.pair`), nothing of it is
    taken in.
    """
    desk = new_office(folder, invitation.office, password=password, worker=worker, grids=None, aside=aside)
    card = invitation.parent
    with desk.store.system.together():
        desk.store.system.peers.put(
            Peer(
                site=card.site, name=card.name, level=card.level, code=card.code, relation="parent",
                sign_key=card.sign_key, recipient=card.recipient,
                card=msgspec.json.encode(card).decode(),
            )
        )  # fmt: skip
        desk.set_setting(AWAITED, card.site)
    return desk


def awaits(desk: Desk) -> bool:
    """Tell whether this office is being rebuilt and its records have not come yet."""
    return bool(desk.awaited)


def write_mirror(desk: Desk, site: str, target: Path, progress: Progress = silent) -> Written:
    """Hand an office below everything that is held of it, sealed to the keys it has now. Raises DeskError."""
    peer = paired(desk, site)
    if peer.relation != "child":
        raise DeskError("只能把数据还给下级单位，", advice="请在“各单位”里选一个下级单位。")
    progress(0, 3, "正在整理要还回的数据")
    draft = sending.draft_header(desk, peer, "mirror", {})
    content = Content(
        program=gridDesk.__version__, tables=_held(desk, site), erased=desk.store.erased(site),
        receipts=answers.ours_for(desk, site), digests=desk.store.digests(site), schema=sending.schema_of(desk),
        seen=desk.store.heads(site), kept=[(one.ledger, one.schema, one.row) for one in desk.store.kept_rows(site)], blobs=attachments.of_mirror(desk, site),
    )  # fmt: skip
    return sending.seal_and_write(desk, peer, draft, content, target, progress)


def _held(desk: Desk, site: str) -> Mapping[str, Table]:
    found = {}
    for key, ledger in desk.catalogue.ledgers.items():
        if ledger.travel == "up":
            rows = desk.store.stored.rows(key, office=site, states=(ACTIVE, CLOSED))
            found[key] = table_of([*ledger.by_key, "extra"], rows)
    return found


def invitation_words(invitation: Invitation) -> str:
    """Return an invitation in words."""
    office = asdict(invitation.office)
    return f"恢复“{office['name']}”，数据由“{invitation.parent.name}”还回。"
