"""What a workbook that leaves says of itself (用途说明): who made it, when, what for, for whom, who agreed, which number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridDesk.desk import anchors, paper_mark
from gridDesk.roster.export_mark import FileMark
from gridDesk.text import now_iso

if TYPE_CHECKING:
    from gridDesk.desk.grants import Grant
    from gridDesk.desk.office import Desk

_GIVEN = "用完及时删除；不转给他人，不公开。"
_OURS = "只在本单位使用；交给外单位要另行审批。"


def file_mark(desk: Desk, audience: str, grant: Grant, code: str) -> FileMark:
    """Return a line above the headings, the number, and a sheet in words; `audience` is how much it shows."""
    given = grant.order
    notes = [
        ("单位", desk.office.name), ("导出人", desk.user), ("导出时间", now_iso()[:16].replace("T", " ")),
        ("用途", given.purpose_words), ("接收人", given.recipient or "本单位"), ("法律依据", given.basis),
        ("内容", f"{given.title}（{audience}）"), ("人数", f"{given.persons:,}"), ("批准人", grant.approver),
        ("审批单编号", grant.slip), ("记录号", code), ("份号", f"{code}/1" if given.gives else ""),
        ("日志码", anchors.mark_sheet(desk, code)), ("要求", _GIVEN if given.gives else _OURS),
    ]  # fmt: skip
    line = paper_mark.file_line(desk, given, code)
    return FileMark(line, code, tuple((key, words) for key, words in notes if words))
