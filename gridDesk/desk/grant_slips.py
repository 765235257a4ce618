"""The paper way (审批单): where nobody else has a password, a numbered slip is printed, signed, and its number typed in."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.desk import audit, grant_records, grants
from gridDesk.text import fold, now_iso, squeeze, today_iso

if TYPE_CHECKING:
    from gridDesk.desk.grant_order import Order
    from gridDesk.desk.office import Desk
    from gridDesk.store import GrantRecord

_NUMBER = re.compile(r"(\d{4})-?(\d{1,4})")
_DASHES = str.maketrans("—–－", "---")


def ask(desk: Desk, order: Order) -> GrantRecord:
    """Give a slip a number (`2026-007`) and keep what it is for. Raises DeskError where the order does not say enough."""
    grants.lacking(desk, order)
    system = desk.store.system
    waiting = next((one for one in asked(desk) if grant_records.order_of(one) == _kept(order)), None)
    if waiting is not None:  # the same slip again, for the first one was lost
        return waiting
    with system.together():
        slip = f"{today_iso()[:4]}-{system.next_number(f'grant_slip.{today_iso()[:4]}'):03d}"
        bare = grant_records.record_of(order, secrets.token_hex(8), system.next_number("grant"))
        record = replace(
            bare, state="asked", at=now_iso(), by=desk.user, slip=slip, reason=grants.needs_approval(desk, order)
        )  # fmt: skip
        system.grants.put(record)
    audit.note(
        desk, "grant", count=order.persons, grant=record.id,
        detail={"purpose": order.purpose, "level": record.level, "approver": "paper", "persons": order.persons},
    )  # fmt: skip
    return record


def asked(desk: Desk) -> list[GrantRecord]:
    """Return the slips that wait for a signature, newest first."""
    return desk.store.system.grants.list(state="asked")


def withdraw(desk: Desk, number: str) -> None:
    """Let a slip go that was not agreed to; that is written down."""
    record = _found(desk, number)
    if record is not None:
        desk.store.system.grants.put(replace(record, state="refused", done_at=now_iso()))
        grants.refuse(desk, grant_records.order_of(record))


def used_up(desk: Desk, order: Order, typed: str) -> str:
    """Return the number of a signed slip and let it be used no more. Raises ApprovalWrong when it is of something else."""
    record = _found(desk, typed)
    if record is None:
        raise grants.ApprovalWrong(
            f"没有等着签字的审批单“{typed.strip()}”，", advice="请照审批单右上角的编号输入，例如 2026-007。"
        )
    if not _kept(order).within(grant_records.order_of(record)):
        raise grants.ApprovalWrong(
            f"审批单 {record.slip} 批的不是这份材料，", advice="请核对用途、接收人、内容和份数，或重新打印审批单。"
        )
    desk.store.system.grants.put(replace(record, state="signed", done_at=now_iso()))
    return record.slip


def _kept(order: Order) -> Order:
    """Return an order as it is kept: of a list as it stands only that it is one."""
    return replace(order, paper=order.paper.partition("{")[0])


def _found(desk: Desk, typed: str) -> GrantRecord | None:
    read = _NUMBER.fullmatch(squeeze(fold(typed)).translate(_DASHES))
    if read is None:
        return None
    number = f"{read[1]}-{int(read[2]):03d}"
    return next((one for one in asked(desk) if one.slip == number), None)
