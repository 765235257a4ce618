"""信息对外提供审批单, the slip for other keys and 对外提供份数登记表 on paper; none says anything of any resident."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gridDesk.desk.grant_order import PURPOSES
from gridDesk.text import now_iso, today_iso

if TYPE_CHECKING:
    from gridDesk.desk.grant_copies import CopyLine
    from gridDesk.desk.office import Desk
    from gridDesk.documents.form import Cell, FormPage, Line
    from gridDesk.documents.page import Page
    from gridDesk.documents.table_page import TablePage
    from gridDesk.store import GrantRecord

TITLE, REGISTER, KEYS_TITLE = "信息对外提供审批单", "对外提供份数登记表", "更换往来单位钥匙审批单"
KEYS = "keys:"  # begins the paper of an order that is for another office's keys, and for no list
LEVEL_WORDS = {
    "M0": "完整内容，不遮盖", "M1": "证件号码遮住中间", "M2": "不带证件号码，电话遮住中间", "M3": "只有数字", "M4": "姓名遮字，不带号码",
}  # fmt: skip
WAY_WORDS = {"printer": "纸质", "file": "电子文件", "stick": "U 盘数据包"}
_PROMISE = (
    "　　只用于上述用途，不转给他人，不公开，期满交回或当面销毁；如有泄露，立即告知提供单位。\n\n"
    "接收人（签字）：　　　　　　　　　　　　　　　　　　年　　月　　日"
)
_SIGNED = "\n\n\n（签字、盖章）\n年　　月　　日"


def slip(desk: Desk, record: GrantRecord) -> FormPage:
    """Return the slip of a giving, or of other keys, that waits for its signatures."""
    from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Strip, Title

    keys = record.paper.startswith(KEYS)
    title = KEYS_TITLE if keys else TITLE
    agreed = (
        Line((Cell("村（社区）负责人意见", label=True), Cell("职能部门意见", label=True)), 9.0),
        Line((Cell(_SIGNED, align="right", wrap=True), Cell(_SIGNED, align="right", wrap=True)), 42.0),
    )
    last = (
        _row(_label("接收承诺"), Cell(_PROMISE, wrap=True), height=26.0),
        _row(_label("收回、销毁记录"), Cell(""), height=12.0),
    )
    blocks = (
        Title(title),
        Strip(f"{'本' if keys else '提供'}单位：{desk.office.name}", "", f"编号：{record.slip}"),
        Grid((32.0, 53.0, 32.0, 53.0), _key_rows(record) if keys else _rows(record)),
        Grid((85.0, 85.0), agreed),
        *(() if keys else (Grid((32.0, 138.0), last),)),
    )
    return FormPage(
        name="grant_slip", title=title, forms=(Form(part=title, blocks=blocks),), made=now_iso(),
        foot=f"{desk.office.name} · {desk.user} · {now_iso()[:16].replace('T', ' ')}",
    )  # fmt: skip


def _label(words: str) -> Cell:
    from gridDesk.documents.form import Cell

    return Cell(words, label=True)


def _row(*cells: Cell, height: float = 10.0) -> Line:
    from gridDesk.documents.form import Line

    return Line(cells, height)


def _key_rows(record: GrantRecord) -> tuple[Line, ...]:
    from gridDesk.documents.form import Cell

    why = "对方换了电脑或重新建了单位。换成新钥匙以后，旧电脑发来的数据包不再收。"
    asked = "打电话的人：＿＿＿＿＿＿　接电话的人：＿＿＿＿＿＿　时间：＿＿＿＿＿＿"
    return (
        _row(_label("对方单位"), Cell(record.recipient, span=3, wrap=True), height=11.0),
        _row(_label("事项"), Cell(record.title, span=3, wrap=True), height=14.0),
        _row(_label("原因"), Cell(why, span=3, wrap=True), height=14.0),
        _row(_label("核实情况"), Cell(asked, span=3, wrap=True), height=14.0),
        _by(record),
    )


def _by(record: GrantRecord) -> Line:
    from gridDesk.documents.form import Cell

    by = Cell(f"{record.by}　　签字：", wrap=True)
    return _row(_label("经办人"), by, _label("申请日期"), Cell(today_iso(), align="center"), height=12.0)


def _rows(record: GrantRecord) -> tuple[Line, ...]:
    from gridDesk.documents.form import Cell

    label, row = _label, _row
    whom = label("接收单位、接收人")
    return (
        row(whom, Cell(record.recipient, span=3, wrap=True), height=11.0),
        row(label("用途"), Cell(purpose_words(record), span=3, wrap=True), height=14.0),
        row(label("法律依据"), Cell(record.basis or "＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿", span=3, wrap=True), height=12.0),
        row(label("提供内容"), Cell(record.title, span=3, wrap=True), height=11.0),
        row(label("数据项（栏目）"), Cell(record.columns or "见所附表样", span=3, wrap=True), height=22.0),
        row(label("遮盖方式"), Cell(LEVEL_WORDS.get(record.level, record.level), wrap=True), label("涉及人数"),
            Cell(f"{record.persons:,} 人", align="center")),
        row(label("受保护台账"), Cell("是" if record.sealed else "否", align="center"), label("完整证件号码"),
            Cell("有" if record.full_ids else "没有", align="center")),
        row(label("提供形式"), Cell(_form(record), align="center"), label("份数"), Cell(f"{record.copies} 份", align="center")),
        row(label("需要审批的原因"), Cell(record.reason or "—", span=3, wrap=True), height=12.0),
        _by(record),
    )  # fmt: skip


def _form(record: GrantRecord) -> str:
    words = WAY_WORDS.get(record.way, record.way)
    return f"{words}（加密）" if record.encrypted else f"{words}（不加密）" if record.way == "file" else words


def purpose_words(record: GrantRecord) -> str:
    """Return the purpose of a grant as it is read: the word of the list, and what the clerk wrote."""
    if record.purpose == "other" and record.words:
        return record.words
    label = PURPOSES.get(record.purpose, record.purpose)
    return f"{label}：{record.words}" if record.words and record.words != label else label


def register(desk: Desk, lines: Sequence[CopyLine]) -> TablePage:
    """Return the register of copies as a sheet to be filed."""
    from gridDesk.documents.sheet import Sheet
    from gridDesk.documents.table_page import Column, TablePage
    from gridDesk.documents.tables import chinese_date

    columns = (
        Column("no", "序号", 12.0, "center"), Column("number", "份号", 26.0, "center"), Column("title", "提供内容", 62.0),
        Column("recipient", "接收人", 44.0), Column("on", "交出日期", 25.0, "center"), Column("by", "经办人", 22.0, "center"),
        Column("state", "状态", 20.0, "center"), Column("ended", "收回或销毁日期", 27.0, "center"), Column("sign", "签收", 19.0),
    )  # fmt: skip
    body = [
        (str(n), one.number, one.title, one.recipient, one.handed_on, one.by, one.word, one.ended_on, "")
        for n, one in enumerate(lines, start=1)
    ]
    return TablePage(
        name="grant_register", title=f"{desk.office.name}{REGISTER}", columns=columns, body=body, sheet=Sheet(landscape=True),
        left=f"单位（盖章）：{desk.office.name}", middle=f"日期：{chinese_date(today_iso())}", right="单位：份",
        signatures=("经办人", "审核人", "负责人"), made=now_iso(), row_height=8.0,
        foot=f"{desk.office.name} · {desk.user} · {now_iso()[:16].replace('T', ' ')} · 用途：登记存档",
    )  # fmt: skip


def pdf_of(page: Page) -> bytes:
    """Return one of these papers as PDF."""
    from gridDesk.documents.pdf import write_pdf

    out = io.BytesIO()
    write_pdf(page, out)
    return out.getvalue()
