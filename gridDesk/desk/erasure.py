"""Erasing records for good (清除): content goes, an id and a tombstone stay, and the offices that hold a mirror follow.

Nothing can bring it back, so an approver agrees to each act: by being at the desk, or with the own password there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridDesk.desk import audit, drafts, erased_list, erasure_following, refusals, shelf_erased
from gridDesk.desk.grants import Approval, approvers, slot_of
from gridDesk.desk.office import Desk
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Changes
from gridDesk.ledger.record import is_erased
from gridDesk.text import trim

if TYPE_CHECKING:
    from gridDesk.store import Store
    from gridDesk.store.system import Draft


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to an erasure: the opaque slot and the name of the account."""

    slot: str
    who: str


def needs_approver(desk: Desk) -> bool:
    """Tell whether somebody else has to agree to an erasure: who is at the desk is no approver."""
    return not desk.can("approver")


def agree(desk: Desk, approval: Approval | None) -> Agreed:
    """Return who agrees: the approver at the desk, or somebody who is one and typed the own password. Raises DeskError."""
    if not needs_approver(desk):
        return Agreed(desk.keys.slot, desk.user)
    need_work(desk, "清除记录")
    if not approvers(desk):
        raise DeskError(
            "清除要审批人同意，本单位还没有审批人，", advice="请钥匙保管人在“账号”里让一位同事做审批人，再来清除。"
        )
    if approval is None or not refusals.agrees(desk, approval.who, approval.password):
        raise DeskError("清除要审批人同意，审批人的姓名或密码不对，", advice="请审批人自己输入密码；没有清除任何内容。")
    return Agreed(slot_of(desk, approval.who), approval.who)


def erase(desk: Desk, ledger: str, uids: Sequence[str], reason: str, approval: Approval | None = None) -> Changes:
    """Blank own records everywhere, their history too; it cannot be undone and travels with the next package.

    `reason` says why (a rule, a decision), without names. Raises DeskError without a reason, without an approver, for a
    record that is in force, or one of another office.
    """
    return erase_all(desk, {ledger: list(uids)}, reason, approval)


def what_goes(desk: Desk, uid: str) -> dict[str, list[str]]:
    """Return what goes with a person who is erased: the record, and every record that is about that person alone.

    Records of other people, households, visits and events stay, and so do the figures of closed months.
    """
    found = {"person": [uid]}
    for key, ledger in desk.catalogue.ledgers.items():
        if ledger.subject and ledger[ledger.subject].to == "person":
            rows = desk.store.rows(
                key, where={ledger.subject: uid}, states=(ACTIVE, CLOSED, VOID), office=desk.office.site
            )
            uids = [str(row["uid"]) for row in rows if not is_erased(row)]
            if uids:
                found[key] = uids
    return found


def erase_person(desk: Desk, uid: str, reason: str, approval: Approval | None = None) -> Changes:
    """Erase a person with every record that is about that person alone. Raises DeskError as `erase` does."""
    return erase_all(desk, what_goes(desk, uid), reason, approval)


def what_goes_with(desk: Desk, ledger: str, uid: str) -> dict[str, list[str]]:
    """Return what goes with a record of any ledger: for a person also what is about that person alone."""
    return what_goes(desk, uid) if ledger == "person" else {ledger: [uid]}


def may_erase(desk: Desk, ledger: str, uid: str) -> bool:
    """Tell whether a record can be erased: an own one that is closed and still has its content."""
    row = desk.store.get(ledger, uid)
    return row is not None and row["office"] == desk.office.site and row["state"] != ACTIVE and not is_erased(row)


def erase_all(
    desk: Desk, places: Mapping[str, Sequence[str]], reason: str, approval: Approval | Agreed | None = None
) -> Changes:
    """Erase records of several ledgers in one act; the log and the tombstones say who agreed. Raises as `erase`."""
    need_reason(reason)
    for ledger, uids in places.items():
        rows = desk.store.get_many(ledger, uids).values()
        if any(row["state"] == ACTIVE for row in rows):
            label = desk.catalogue[ledger].label
            raise DeskError(f"{label}里还有在用的记录，不能清除，", advice="请先注销，确认不再需要以后再清除。")
    agreed = approval if isinstance(approval, Agreed) else agree(desk, approval)
    gone = [(ledger, uid) for ledger, uids in places.items() for uid in uids]
    forget_traces(desk.store, {uid for _, uid in gone})
    changes = desk.store.erase_all(places, actor=desk.user, reason=_tombstone(desk, reason, agreed))
    erasure_following.follow(desk)
    erased_list.add(desk.folder, [(erased_list.as_kept(desk.catalogue, ledger), uid) for ledger, uid in gone])
    audit.note(
        desk, "erase", objects=[f"{ledger}:{uid}" for ledger, uid in gone[:50]], count=len(gone),
        detail={"approver": agreed.slot},
    )  # fmt: skip
    desk.announce(changes)
    return changes


def need_reason(reason: str) -> None:
    """Refuse an erasure without a ground. Raises DeskError."""
    if not trim(reason):
        raise DeskError("还没有写清除的依据，", advice="请写明依据哪条规定或决定，不要写姓名。")


def _tombstone(desk: Desk, reason: str, agreed: Agreed) -> str:
    """Return what a tombstone says: the ground, and who agreed where that was not who did it."""
    return trim(reason) if agreed.who == desk.user else f"{trim(reason)}（{agreed.who}审批）"


def forget_traces(store: Store, uids: Collection[str]) -> None:
    """Drop drafts about erased records, what alarms of the exchange quote of them, and digests of their printed rows.

    They go before the records: erasing ends with emptying the log of writes, which held them too.
    """
    system = store.system
    with system.together():
        shelf_erased.forget(store, uids)
        for draft in system.drafts.list():
            if _may_quote(store, draft, uids):
                system.drafts.delete(draft.key)
        for alarm in system.alarms.list():
            if alarm.key.rpartition(".")[2] in uids:
                system.alarms.put(replace(alarm, data={}, state="done"))


def _may_quote(store: Store, draft: Draft, uids: Collection[str]) -> bool:
    """Tell whether a draft is about one of these records, or could be.

    What was on a clerk's screen when it locked is one text, and what is sealed under a key that is not here says nothing:
    where she was and an unsaved form weigh less than a name that stays.
    """
    data = store.unpack(draft.key, draft.data) if not drafts.is_ticket(draft.key) else None
    return data is None or _names_any(data, uids)


def _names_any(value: object, uids: Collection[str]) -> bool:
    """Tell whether a draft is about one of these records, wherever in it the id stands."""
    if isinstance(value, Mapping):
        return any(_names_any(key, uids) or _names_any(part, uids) for key, part in value.items())
    if isinstance(value, list | tuple):
        return any(_names_any(part, uids) for part in value)
    return isinstance(value, str) and value in uids
