"""Sending down: which offices stand below and above, one act that writes the same thing for several of them, and reading.

Records of down ledgers belong to the office that sends them. `addressee` is the site of the one office below they are
for, blank for all of them; below they are only read, and answered (`desk.replies`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridDesk.desk import records, replies
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, Changes, Edit, Row, new_uid
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.store.system import Peer

SENDERS = ("street", "district")
ALL_BELOW = "所有下级单位"


@dataclass(frozen=True, slots=True)
class Signing:
    """Whether one office below has signed for something: its site and name, and the day ("" not yet) and who did."""

    site: str
    office: str
    on: str
    by: str


def may_send(desk: Desk) -> bool:
    """Tell whether this office has offices below it: a street or a district."""
    return desk.office.level in SENDERS


def below(desk: Desk) -> list[Peer]:
    """Return the paired offices below, by name."""
    return [peer for peer in desk.store.system.peers.list(state="active") if peer.relation == "child"]


def above(desk: Desk) -> Peer | None:
    """Return the paired office above, None when there is none yet."""
    found = (peer for peer in desk.store.system.peers.list(state="active") if peer.relation == "parent")
    return next(found, None)


def names(desk: Desk) -> dict[str, str]:
    """Return the names of all offices known here by site, the own one among them."""
    return {desk.office.site: desk.office.name} | {peer.site: peer.name for peer in desk.store.system.peers.list()}


def addressee_name(desk: Desk, row: Row) -> str:
    """Return in words for whom a record that was sent down is."""
    site = str(row.get(ADDRESSEE) or "")
    return names(desk).get(site, site) if site else ALL_BELOW


def check_may_send(desk: Desk, sites: Sequence[str] | None = None) -> None:
    """Raise DeskError when this office sends nothing down, or not to those offices (None: to all below)."""
    if not may_send(desk):
        raise DeskError(
            "只有街道（镇）或区（县）才能下发，", advice="本单位可以在“任务”页和“通报”页查看上级下发的内容。"
        )
    if sites is None:
        return
    if not sites:
        raise DeskError("还没有选发给哪个单位，", advice="请勾选一个或几个单位。")
    known = {peer.site for peer in below(desk)}
    if any(site not in known for site in sites):
        raise DeskError("有的单位还没有与本单位配对，", advice="请先在“收发”页交换名片，再下发。")


def send(
    desk: Desk, ledger: str, sites: Sequence[str] | None, values: Mapping[str, object], *, first: Sequence[Edit] = ()
) -> list[str]:
    """Write one record for each office (None: one for all below) in one act; return their uids. Raises DeskError."""
    check_may_send(desk, sites)
    known = {key: value for key, value in values.items() if value not in (None, "")}
    errors = [item.message for item in records.check(desk, ledger, known) if item.level == "error"]
    if errors:
        raise DeskError("".join(errors))
    edits = [Edit(ledger, new_uid(), "create", known | ({ADDRESSEE: site} if site else {})) for site in sites or [""]]
    where = f"{len(edits)}个单位" if sites else "全部单位"
    desk.write([*first, *edits], f"下发{desk.catalogue[ledger].label}（{where}）")
    return [edit.uid for edit in edits]


def received(desk: Desk, ledger: str, states: Sequence[str] = (ACTIVE,)) -> list[Row]:
    """Return what the paired office above sent to this one or to all, in the order it was sent."""
    parent = above(desk)
    if parent is None:
        return []
    rows = desk.store.rows(ledger, office=parent.site, states=states)
    return [row for row in rows if str(row.get(ADDRESSEE) or desk.office.site) == desk.office.site]


def sent(desk: Desk, ledger: str, states: Sequence[str] = (ACTIVE,)) -> list[Row]:
    """Return what this office sent down, in the order it was sent."""
    return list(desk.store.rows(ledger, office=desk.office.site, states=states))


def received_one(desk: Desk, ledger: str, uid: str) -> Row:
    """Return one received record. Raises DeskError when it is not here, was taken back, or is not for this office."""
    row = desk.store.get(ledger, uid)
    parent = above(desk)
    mine = row is not None and str(row.get(ADDRESSEE) or desk.office.site) == desk.office.site
    if row is None or row["state"] != ACTIVE or parent is None or row["office"] != parent.site or not mine:
        label = desk.catalogue[ledger].label
        raise DeskError(f"这条{label}不在了，可能上级已经撤回，", advice="请刷新后再看。")
    return row


def sent_one(desk: Desk, ledger: str, uid: str) -> Row:
    """Return one record that this office sent. Raises DeskError when it is not here or not its own."""
    row = desk.store.get(ledger, uid)
    if row is None or row["state"] != ACTIVE or row["office"] != desk.office.site:
        label = desk.catalogue[ledger].label
        raise DeskError(f"这条{label}不是本单位下发的，或者已经不在，", advice="请刷新后再看。")
    return row


def sign(desk: Desk, ledger: str, uid: str) -> Changes:
    """Sign for something received (签收), so that the sender knows it was read; a second time changes nothing."""
    received_one(desk, ledger, uid)
    if uid in signed_on(desk, [uid]):
        return Changes("", "", {})
    return desk.write(replies.answer(desk, ledger, uid, replies.SIGNED), f"签收{desk.catalogue[ledger].label}")


def signed_on(desk: Desk, uids: Sequence[str]) -> dict[str, str]:
    """Return on which day each of some received items was first answered here; those without an answer are left out."""
    found: dict[str, str] = {}
    for reply in replies.replies_to(desk, uids):
        found.setdefault(reply.item, reply.on)
    return found


def signings(desk: Desk, rows: Sequence[Row]) -> dict[str, list[Signing]]:
    """Return for each of some sent records which offices signed and which have not, those that have not first."""
    first: dict[tuple[str, str], replies.Reply] = {}
    for reply in replies.replies_from_below(desk, [str(row["uid"]) for row in rows]):
        first.setdefault((reply.item, reply.office), reply)
    known, every = names(desk), [peer.site for peer in below(desk)]
    found: dict[str, list[Signing]] = {}
    for row in rows:
        uid, site = str(row["uid"]), str(row.get(ADDRESSEE) or "")
        lines = [_signing(one, known.get(one, one), first.get((uid, one))) for one in ([site] if site else every)]
        found[uid] = sorted(lines, key=lambda line: (line.on, line.office))
    return found


def _signing(site: str, office: str, reply: replies.Reply | None) -> Signing:
    return Signing(site, office, reply.on if reply else "", reply.by if reply else "")
