"""The register of copies (份数登记): every copy given away has a number of its own, is given out, comes back or is shredded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gridDesk.desk import audit, paper_mark
from gridDesk.errors import DeskError
from gridDesk.text import fold, squeeze, today_iso

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.store import CopyRecord, GrantRecord

State = Literal["out", "returned", "shredded"]
STATES: dict[str, str] = {"out": "在外", "returned": "已收回", "shredded": "已销毁"}
_TYPED = re.compile(r"(?:份号|记录号|纸号)?[:：]?([0-9A-Z]{6})(?:[/／第](\d{1,3})份?|-\d+)?")


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy as it is listed."""

    number: str
    title: str
    recipient: str
    handed_on: str
    by: str
    state: str
    word: str
    ended_on: str
    grant: str


def number_of(code: str, copy: int) -> str:
    """Return the number of one copy (份号): that of the printing and which copy it is, `7K3M9Q/2`."""
    return f"{code}/{copy}"


def hand_out(desk: Desk, grant: GrantRecord) -> None:
    """Put the copies of a printing or file that was given away into the register; once for each."""
    from gridDesk.store import CopyRecord

    system = desk.store.system
    for copy in range(1, grant.copies + 1):
        number = number_of(grant.code, copy)
        if system.copies.get(number) is None:
            system.copies.put(
                CopyRecord(
                    number=number, n=system.next_number("grant_copy"), code=grant.code, copy=copy, copies=grant.copies,
                    grant=grant.id, title=grant.title, recipient=grant.recipient, handed_on=today_iso(), by=desk.user,
                )
            )  # fmt: skip


def find(desk: Desk, typed: str) -> list[CopyLine]:
    """Return the copies that a number on a sheet means: one copy, or all of a printing; none where it is not ours."""
    read = _TYPED.fullmatch(squeeze(fold(typed)).upper())
    code = paper_mark.read_code(read[1]) if read else ""
    if not read or not code:
        return []
    found = sorted(desk.store.system.copies.list(code=code), key=lambda one: one.copy)
    wanted = [one for one in found if not read[2] or one.copy == int(read[2])]
    return [line_of(one) for one in wanted]


def copies(desk: Desk, state: str = "") -> list[CopyLine]:
    """Return the register, newest first; of one state where that is wanted."""
    where = {"state": state} if state else {}
    return [line_of(one) for one in desk.store.system.copies.list(**where)]


def take_back(desk: Desk, number: str) -> CopyLine:
    """Write down that a copy came back. Raises DeskError."""
    return _end(desk, number, "returned")


def shred(desk: Desk, number: str) -> CopyLine:
    """Write down that a copy was shredded, by whom it was with or after it came back. Raises DeskError."""
    return _end(desk, number, "shredded")


def _end(desk: Desk, number: str, state: State) -> CopyLine:
    record = desk.store.system.copies.get(number)
    if record is None:
        raise DeskError(f"份数登记里没有“{number}”，", advice="请照纸上的份号输入。")
    if record.state == "shredded" or record.state == state:
        raise DeskError(f"第 {record.copy} 份（{number}）{STATES[record.state]}，", advice="不用再登记。")
    ended = replace(record, state=state, ended_on=today_iso(), ended_by=desk.user)
    desk.store.system.copies.put(ended)
    audit.note(
        desk, "copy_returned" if state == "returned" else "copy_shredded", grant=record.grant, count=1,
        detail={"code": record.code, "copy": record.copy, "copies": record.copies},
    )  # fmt: skip
    return line_of(ended)


def line_of(record: CopyRecord) -> CopyLine:
    """Return a copy as it is listed."""
    return CopyLine(
        record.number, record.title, record.recipient, record.handed_on, record.by, record.state, STATES[record.state],
        record.ended_on, record.grant,
    )  # fmt: skip
