"""The log of who did what on paper: the sheet of a month (操作记录月报), and the report of an incident (事件报告单)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.documents.form import Block, Cell, Form, Grid, Line, Signatures, Space, Strip, Title
from gridDesk.documents.log_pieces import banner, label, long, mid, titles, written
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import SMALL_FIVE

ROOM = 170.0  # mm between the margins of an upright sheet


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """A line of the log on paper: its number, when, who, what was done to what, and how many."""

    n: int
    at: str
    who: str
    act: str
    where: str = ""
    count: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class LogSheet:
    """A span of the log: how many lines of which kind by whom, the lines that are told in full, and how it is anchored.

    `sums` holds (kind, person, lines, how much they count). `first` and `last` are the numbers of its lines, `code` the
    first ten characters of the hash of line `last`, `state` whether the whole log holds together. `left_out` lines, older
    than those in `full`, found no room.
    """

    office: str
    span: str
    first: int = 0
    last: int = 0
    code: str = ""
    state: str = ""
    sums: tuple[tuple[str, str, int, int], ...] = ()
    full: tuple[LogLine, ...] = ()
    left_out: int = 0
    problems: tuple[str, ...] = ()
    others: tuple[tuple[str, str, str], ...] = ()


def month_sheet(paper: Paper, sheet: LogSheet) -> Form:
    """Return the sheet of a month: sums by kind and person, weakening events in full, the code, lines to sign."""
    about = Strip(left=sheet.office, middle=sheet.span, right=_numbers(sheet))
    blocks: tuple[Block, ...] = (
        Title(paper.title), about, _anchor(sheet), Space(2.0), _sums(sheet), Space(3.0),
        _lines(f"放宽安全、失败和异常的操作（逐条）{_left_out(sheet)}", sheet.full, "本期没有这类操作。"), *_others(sheet),
        Space(2.0), Signatures(paper.signatures),
    )  # fmt: skip
    return Form(part=sheet.span, key="audit_month", blocks=blocks, again=(Title(f"{paper.title}（续页）", 14), about))


def incident_sheet(paper: Paper, sheet: LogSheet) -> Form:
    """Return the report of an incident: the state of the log, what happened by the log, and boxes to fill in by hand.

    What a report must name is in 个人信息保护法 第五十七条: kinds of data, causes, harm, remedies, whom to ask.
    """
    about = Strip(left=sheet.office, middle=sheet.span, right=_numbers(sheet))
    by_hand = written(
        ("发现时间和\n经过", "", 3), ("涉及多少人、\n哪些信息", "", 2), ("原因和可能\n造成的危害", "", 3), ("已采取的\n补救措施", "", 3),
        ("通知本人、\n报告上级", "", 2), ("联系人和\n电话", "", 1),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Title(paper.title), about, _anchor(sheet), Space(2.0), by_hand, Space(3.0),
        _lines(f"对外提供、放宽安全、失败和异常的操作（由程序列出）{_left_out(sheet)}", sheet.full, "操作记录里没有这类操作。"),
        Space(2.0), Signatures(paper.signatures),
    )  # fmt: skip
    return Form(
        part=sheet.span, key="audit_incident", blocks=blocks, again=(Title(f"{paper.title}（续页）", 14), about)
    )


def _left_out(sheet: LogSheet) -> str:
    return f"，另有更早的 {sheet.left_out:,} 条没有列出" if sheet.left_out else ""


def _numbers(sheet: LogSheet) -> str:
    return f"第 {sheet.first:,} 条 至 第 {sheet.last:,} 条" if sheet.last else "没有记录"


def _anchor(sheet: LogSheet) -> Grid:
    """Return the box by which this sheet anchors the log: number, code, state, and what is wrong in full."""
    rows = [
        Line((label("记录状态"), Cell(sheet.state), label("末条验证码"), mid(sheet.code or "—"))),
        *(Line((label("对不上之处"), Cell(problem, span=3, wrap=True))) for problem in sheet.problems),
    ]
    return Grid((24.0, 82.0, 26.0, ROOM - 132.0), tuple(rows))


def _sums(sheet: LogSheet) -> Grid:
    """Return the sums, two kinds beside each other so that a month fits one sheet."""
    cells = [
        (Cell(kind), mid(who), mid(f"{lines:,}"), mid(f"{count:,}" if count else ""))
        for kind, who, lines, count in sheet.sums
    ]
    half = (len(cells) + 1) // 2
    empty = (Cell(), Cell(), Cell(), Cell())
    pairs = [(*cells[n], *(cells[half + n] if half + n < len(cells) else empty)) for n in range(half)]
    lines = [Line(pair, height=6.5) for pair in pairs] or [Line((Cell("本期没有记录。", span=8),), height=8.0)]
    heads = titles("操作", "谁", "次数", "数量", "操作", "谁", "次数", "数量")
    widths = (36.0, 19.0, 14.0, 16.0) * 2
    return Grid(widths, tuple(lines), head=(banner("次数和数量", 8), heads), size=SMALL_FIVE)


def _lines(title: str, found: Sequence[LogLine], none: str) -> Grid:
    lines = [
        Line((mid(f"{one.n:,}"), mid(one.at), mid(one.who), long(one.act), long(one.where), mid(one.count), mid(one.mark)), height=7.0)
        for one in found
    ] or [Line((Cell(none, span=7),), height=8.0)]  # fmt: skip
    heads = titles("条号", "时间", "谁", "操作", "对象", "数量", "备注")
    return Grid(
        (15.0, 32.0, 21.0, 33.0, 36.0, 17.0, 16.0), tuple(lines), head=(banner(title, 7), heads), size=SMALL_FIVE
    )


def _others(sheet: LogSheet) -> tuple[Block, ...]:
    if not sheet.others:
        return ()
    lines = tuple(Line((Cell(name), mid(n), Cell(words)), height=6.5) for name, n, words in sheet.others)
    heads = titles("单位", "登记到第几条", "核对结果")
    table = Grid((60.0, 30.0, 80.0), lines, head=(banner("各单位操作记录的登记", 3), heads), size=SMALL_FIVE)
    return (Space(3.0), table)
