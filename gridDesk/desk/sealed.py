"""Sealed ledgers (受保护台账) at the desk: what is made up for after a login with their key, and the keys offices share.

Who lacks the key cannot see the sealed records of somebody she merges or erases; whoever logs in with it next has them
follow. The key itself goes, sealed, to the office above and to the paper key, as records that travel like any other.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gridDesk.desk import down, refusals, shelf_sealed
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Field, Ledger, Row, new_uid
from gridDesk.ledger.alike import MERGED_INTO
from gridDesk.ledger.record import is_erased

RECORD, KEY, SHARE = "sealed_record", "sealing_key", "sealed_share"
ABOVE, PAPER = "above", "paper"
_LIVING = (ACTIVE, CLOSED)
_LABEL = "受保护台账的改动"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was made up for: sealed records that followed a merge, that were erased; keys shared anew; records that the
    key at hand does not open.
    """

    followed: int = 0
    erased: int = 0
    shared: int = 0
    away: int = 0

    @property
    def lines(self) -> list[str]:
        """Return what a clerk should know, in sentences."""
        found = []
        if self.followed:
            found.append(f"有 {self.followed} 条受保护记录已跟随合并改到保留的人口记录上。")
        if self.erased:
            found.append(f"有 {self.erased} 条受保护记录已随本人一起清除。")
        if self.away:
            found.append(
                f"有 {self.away} 条受保护记录是用原来的钥匙加密的，现在打不开，请到“设置”的“受保护台账”里输入原来的纸质钥匙找回。"
            )
        return found


def settle(desk: Desk) -> Settled:
    """Make up for what was done without the key, and share the key where something is due; nothing without it."""
    if not desk.store.unsealed or desk.awaited:
        return Settled()
    shelf_sealed.settle(desk)
    follow, gone = _followers(desk), _of_the_erased(desk)
    if follow:
        _write(desk, follow)
    if gone:
        changes = desk.store.erase_all(gone, actor=desk.user, reason="本人的记录已清除")
        desk.announce(changes)
    return Settled(len(follow), sum(map(len, gone.values())), share(desk), desk.store.sealed_away())


def _own_links(desk: Desk) -> Iterator[tuple[Ledger, Field, Row]]:
    """Yield every link of this office's sealed records to another record."""
    for shape in desk.catalogue.ledgers.values():
        if shape.sealed and shape.links:
            for row in desk.store.rows(shape.key, states=_LIVING, office=desk.office.site):
                yield from ((shape, item, row) for item in shape.links if row.get(item.key))


def _followers(desk: Desk) -> list[Edit]:
    """Return edits that let sealed records name the record into which the one they name was merged."""
    edits = []
    for shape, item, row in _own_links(desk):
        kept = _kept(desk, item.to, str(row[item.key]))
        if kept != row[item.key]:
            edits.append(Edit(shape.key, str(row["uid"]), "update", {item.key: kept}))
    return edits


def _kept(desk: Desk, ledger: str, uid: str) -> str:
    """Return the record that one was merged into in the end, itself when it was not."""
    seen = {uid}
    row = desk.store.get(ledger, uid)
    while row is not None and row.get(MERGED_INTO) and row[MERGED_INTO] not in seen:
        uid = str(row[MERGED_INTO])
        seen.add(uid)
        row = desk.store.get(ledger, uid)
    return uid


def _of_the_erased(desk: Desk) -> dict[str, list[str]]:
    """Return the sealed records about people who were erased, by ledger."""
    found: dict[str, list[str]] = {}
    for shape, item, row in _own_links(desk):
        subject = desk.store.get(item.to, str(row[item.key])) if item.key == shape.subject else None
        if subject is not None and is_erased(subject):
            found.setdefault(shape.key, []).append(str(row["uid"]))
    return found


# --- sharing the key --------------------------------------------------------------------------------------------------


def share(desk: Desk) -> int:
    """Write what is due of the keys: the own public half down, the own key sealed to the office above and to the paper.

    Returns how many records were written.
    """
    edits = [*_public_half(desk), *_shares(desk)]
    return _write(desk, edits).count if edits else 0


def _write(desk: Desk, edits: Sequence[Edit]) -> Changes:
    """Write what follows by itself: no act of anybody's, so nobody can take it back by mistake."""
    changes = desk.store.write(edits, actor=desk.user, label=_LABEL, undoable=False)
    desk.announce(changes)
    return changes


def _public_half(desk: Desk) -> list[Edit]:
    """Return edits that send offices below the half to which they seal their keys, once and after every change."""
    from gridDesk.vault.sealed_blob import sealing_id
    from gridDesk.vault.sharing import sharing_public

    if not down.below(desk):
        return []
    public, key_id = sharing_public(desk.keys.sens_key), sealing_id(desk.keys.sens_key)
    return _only(KEY, down.sent(desk, KEY), [{"public": public, "key_id": key_id}], ("public",))


def _shares(desk: Desk) -> list[Edit]:
    """Return edits that seal this office's key to the office above and to the paper key, as both are now."""
    from gridDesk.vault import sharing
    from gridDesk.vault.sealed_blob import sealing_id

    if down.above(desk) is None:
        return []
    key, site = desk.keys.sens_key, desk.office.site
    wanted: list[dict[str, object]] = []
    for public in {str(row.get("public")) for row in down.received(desk, KEY)}:
        try:
            wanted.append(_wanted(ABOVE, public, sealing_id(key), sharing.share(desk.keys.sens_ring, public, site)))
        except DeskError:
            continue  # a half that is none: nothing can be sealed to it
    paper = sharing.paper_share(desk.folder)
    if paper is not None:
        wanted.append(_wanted(PAPER, paper[0], sealing_id(key), paper[1]))
    # Those of an earlier key of this office stay: what it sealed may not have been sealed anew yet.
    rows = list(desk.store.rows(SHARE, where={"key_id": sealing_id(key)}, office=site))
    return _only(SHARE, rows, wanted, ("kind", "to"))


def _wanted(kind: str, to: str, key_id: str, box: bytes) -> dict[str, object]:
    return {"kind": kind, "to": to, "key_id": key_id, "box": base64.b64encode(box).decode("ascii")}


def _only(ledger: str, rows: list[Row], wanted: list[dict[str, object]], same: tuple[str, ...]) -> list[Edit]:
    """Return edits after which only what is wanted stands in a ledger; what is there already stays as it is."""
    here = {tuple(row.get(key) for key in same): str(row["uid"]) for row in rows}
    due = {tuple(one[key] for key in same): one for one in wanted}
    edits = [Edit(ledger, uid, "erase", {}) for place, uid in here.items() if place not in due]
    return edits + [Edit(ledger, new_uid(), "create", one) for place, one in due.items() if place not in here]


# --- an office rebuilt from nothing -----------------------------------------------------------------------------------


def recover(desk: Desk, typed: str) -> int:
    """Open, with the paper key of the office as it was, the sealed records that came back, and seal them anew.

    Returns how many. Raises PaperKeyWrong for another paper, and DeskError for who may not.
    """
    from gridDesk.vault import PaperKeyWrong, paper, sharing

    if not desk.store.unsealed:
        refusals.act(desk, "找回受保护记录")
        raise DeskError("找回受保护记录要由受保护台账经办人来做，", advice="请由有这项权限的同事登录。")
    read = paper.read(typed)
    rows = desk.store.stored.rows(SHARE, where={"kind": PAPER}, states=(), office=desk.office.site)
    opened = {key for row in rows for key in sharing.open_paper_share(base64.b64decode(str(row["box"] or "")), read)}
    if not opened:
        refusals.paper_key(desk)
        raise PaperKeyWrong(0, "other")
    keys = opened - {bytes(key) for key in (desk.keys.sens_key, *desk.keys.sens_former)}
    found = sum(desk.store.reseal(key, actor=desk.user) for key in keys)
    share(desk)
    return found
