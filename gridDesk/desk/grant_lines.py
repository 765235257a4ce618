"""Grants as they are listed: what went to whom, what for, who agreed, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridDesk.desk.grant_order import GIVING
from gridDesk.desk.grant_papers import WAY_WORDS, purpose_words
from gridDesk.desk.grant_records import order_of
from gridDesk.desk.grants import MINUTES
from gridDesk.text import now_iso

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.store import GrantRecord

LEVELS = {"M0": "完整", "M1": "号码遮中间", "M2": "外出携带", "M3": "只有数字", "M4": "公示"}
STATES = {"asked": "等签字", "signed": "已签字", "used": "已办", "refused": "没有批准"}


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One grant in words; `gives`: to somebody outside, `waits`: for a signature, `open`: it can still be used."""

    id: str
    at: str
    by: str
    purpose: str
    recipient: str
    title: str
    level: str
    persons: int
    copies: int
    way: str
    agreed: str
    state: str
    code: str
    slip: str
    gives: bool
    waits: bool
    open: bool


def lines(desk: Desk, *, outside: bool = True) -> list[GrantLine]:
    """Return the grants, newest first: those that give to others or wait for a signature, or all of them."""
    found = [line_of(one) for one in desk.store.system.grants.list() if one.state != "signed"]
    return [one for one in found if one.gives or one.waits] if outside else found


def line_of(record: GrantRecord) -> GrantLine:
    """Return a grant in words."""
    way = WAY_WORDS.get(record.way, record.way) + ("（加密）" if record.encrypted else "")
    still = record.state == "granted" and _until(record) > now_iso()
    state = STATES.get(record.state) or (f"可办到 {_until(record)[11:16]}" if still else "没有用")
    return GrantLine(
        record.id, record.at[:16].replace("T", " "), record.by, purpose_words(record), record.recipient, record.title,
        LEVELS.get(record.level, record.level), record.persons, record.copies, way, _agreed(record), state, record.code,
        record.slip, record.purpose in GIVING or order_of(record).gives, record.state == "asked", still,
    )  # fmt: skip


def _until(record: GrantRecord) -> str:
    return (datetime.fromisoformat(record.at) + timedelta(minutes=MINUTES)).isoformat(timespec="seconds")


def _agreed(record: GrantRecord) -> str:
    if record.how == "paper":
        return f"{record.approver}（审批单 {record.slip}）"
    return record.approver or (f"审批单 {record.slip}" if record.slip else "不用批准")
