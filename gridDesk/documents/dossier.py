"""The file of an event (青岛规范五4): several papers whose contents name the page each begins on.

A dispute (矛盾纠纷调处卷宗): cover, 卷内目录, 登记表, 调查笔录 for the pen, 办理经过 from the records, its 照片, 调解协议书, 回访记录. Any other
event (事项办理卷宗): cover, 卷内目录, 登记表, 办理经过, 照片, 核查和反馈记录.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gridDesk.documents import dossier_papers as papers_of
from gridDesk.documents.dossier_data import Dossier, Party, Shot, Step
from gridDesk.documents.dossier_papers import PEN, form_of, label, mid
from gridDesk.documents.form import Block, Cell, Form, FormPage, Grid, Line, Signatures, Space, Strip, Title
from gridDesk.documents.form_layout import lay_out
from gridDesk.documents.form_page import forms_page
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.tables import Header

__all__ = ["Dossier", "Party", "Shot", "Step", "build_dossiers", "forms_of"]
_CONTENTS_ROWS = 16


def build_dossiers(paper: Paper, dossiers: Iterable[Dossier], header: Header) -> FormPage:
    """Make the page of dossiers, each a run of forms; they are read as they are printed."""
    return forms_page(paper, _Forms(paper, dossiers, header), header)


class _Forms:
    """The forms of some dossiers, one after another; can be read more than once."""

    def __init__(self, paper: Paper, dossiers: Iterable[Dossier], header: Header) -> None:
        self.paper, self.dossiers, self.header = paper, dossiers, header

    def __iter__(self) -> Iterator[Form]:
        for one in self.dossiers:
            yield from forms_of(one, self.header.unit, self.paper.sheet)


def forms_of(one: Dossier, unit: str, sheet: Sheet) -> list[Form]:
    """Return the forms of a dossier in order; papers are counted from the register on, as a file is numbered."""
    first, entries, numbered = 1, [], []
    for name, form in _papers(one, unit):
        count = len(lay_out(form, sheet))
        entries.append((name, first, count))
        numbered.append(
            replace(form, number=f"卷内第{first}页" if count == 1 else f"卷内第{first}—{first + count - 1}页")
        )
        first += count
    return [_cover(one, unit, first - 1), _contents(one, entries), *numbered]


def _papers(one: Dossier, unit: str) -> list[tuple[str, Form]]:
    """Return the papers of a file by their names: those of a dispute, or of any other event."""
    shown = [("照片", papers_of.pictures(one))] if one.shots else []
    if not one.dispute:
        return [
            ("登记表", papers_of.event_register(one, unit)), ("办理经过", papers_of.course(one)), *shown,
            ("核查和反馈记录", papers_of.calls(one)),
        ]  # fmt: skip
    return [
        ("登记表", papers_of.register(one, unit)), ("调查笔录（一）", papers_of.inquiry(one, 1)),
        ("调查笔录（二）", papers_of.inquiry(one, 2)), ("办理经过", papers_of.course(one)), *shown,
        ("调解协议书", papers_of.agreement(one, unit)), ("回访记录", papers_of.calls(one)),
    ]  # fmt: skip


# --- cover and contents ---------------------------------------------------------------------------------------------


def _cover(one: Dossier, unit: str, pages: int) -> Form:
    names = "、".join(party.name for party in one.parties if party.name)
    lines = (
        ("案　　由" if one.dispute else "事　　项", one.title), ("当 事 人", names),
        *((("调解组织", one.organ), ("调 解 员", one.mediator)) if one.dispute else (("首接责任人", one.facts.get("首接责任人", "")),)),
        ("受理日期", one.date), ("结案日期", one.closed), ("立卷单位", unit), ("立 卷 人", ""), ("保管期限", ""),
    )  # fmt: skip
    grid = Grid(
        (44.0, 126.0),
        tuple(Line((label(word), Cell(text, size=14.0)), height=14.0) for word, text in lines),
        size=14.0,
    )
    blocks: tuple[Block, ...] = (
        Strip(right=f"卷号：{one.number or '＿＿＿＿＿＿'}", size=12.0, height=10.0), Space(18.0), Title(unit, 22.0), Space(4.0),
        Title("矛盾纠纷调处卷宗" if one.dispute else "事项办理卷宗", 36.0), Space(16.0), grid, Space(10.0),
        Strip(middle=f"本卷共 {pages if one.key else '　　'} 页", size=12.0), Space(2.0), Strip(right="（立卷单位盖章）　　　　　", size=12.0),
    )  # fmt: skip
    return Form(part=f"卷宗 {one.date or one.number}　封面", key=one.key, blocks=blocks, bare=True)


def _contents(one: Dossier, entries: Sequence[tuple[str, int, int]]) -> Form:
    rows = [
        Line((mid(str(n)), Cell(name), mid(str(first)), mid(str(count)), Cell()), height=PEN)
        for n, (name, first, count) in enumerate(entries, 1)
    ]
    rows += [
        Line((mid(str(n)), Cell(), Cell(), Cell(), Cell()), height=PEN)
        for n in range(len(rows) + 1, _CONTENTS_ROWS + 1)
    ]
    head = (Line((label("序号"), label("材料名称"), label("起始页"), label("页数"), label("备注")), height=PEN),)
    return form_of(
        one, "卷内目录", Title("卷　内　目　录"), Strip(left=f"案由：{one.title}", right=f"卷号：{one.number}"),
        Grid((14.0, 92.0, 20.0, 18.0, 26.0), tuple(rows), head), Signatures(("立卷人（签字）", "检查人（签字）", "立卷日期")),
    )  # fmt: skip
