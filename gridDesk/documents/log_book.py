"""A month of the daily record bound (装订成册): cover, index of the days, every page, list of missing days, review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gridDesk.documents.book import Overview, overview_form
from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Signatures, Space, Strip, Title, Words
from gridDesk.documents.log_day import weekday
from gridDesk.documents.log_pieces import PEN, banner, label, listed, long, mid, titles, written
from gridDesk.documents.page import Book, PartPages
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import FIVE, SMALL_FIVE
from gridDesk.documents.tables import Header

State = Literal["written", "missing", "rest", "future", "blank"]
_STATES = {"written": "已写", "missing": "缺", "rest": "休", "future": "", "blank": ""}
_GAPS = 8


@dataclass(frozen=True, kw_only=True)
class LogDay:
    """A day in the index: its page, whether it was written, and the day's figures (None where they are left open)."""

    date: str
    page: str = ""
    state: State = "written"
    visits: int | None = None
    patrols: str = ""
    events: int | None = None
    main: str = ""


@dataclass(frozen=True, kw_only=True)
class LogGap:
    """A missing day and what the records know of the reason, such as a leave."""

    date: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class LogMonth:
    """A grid's month. `sides` is how many page sides the logs take, `due` how many days owed a page.

    `open_pages` are numbers of blank pages handed out and not entered. A `blank` month leaves states and gaps to the pen.
    """

    title: str
    village: str
    grid: str
    grid_code: str = ""
    worker: str = ""
    month: str = ""
    volume: str = ""
    leaves: int = 0
    sides: int = 0
    due: int = 0
    days: tuple[LogDay, ...] = ()
    gaps: tuple[LogGap, ...] = ()
    open_pages: tuple[str, ...] = ()
    blank: bool = False


def build_log_book(paper: Paper, month: LogMonth, area: Overview, logs: FormPage, header: Header) -> Book:
    """Bind a month: `area` at its head, `logs` in the layout of the office, each page numbered as the index says."""

    def page(name: str, *forms: Form) -> FormPage:
        return FormPage(
            name=f"{paper.key}_{name}",
            title=month.title,
            forms=forms,
            sheet=logs.sheet,
            foot=header.foot,
            made=header.made,
        )

    def contents(_parts: tuple[PartPages, ...]) -> FormPage:
        return page("index", _index(month))

    return Book(
        name=paper.key, title=f"{month.title}　{month_words(month.month)}", front=(page("cover", _cover(month)), page("area", overview_form(area, month.village, month.grid, header.date, logs.sheet))),
        contents=contents, parts=(logs,), back=(page("back", _gap_list(month), _review(month)),), made=header.made,
    )  # fmt: skip


def month_words(month: str) -> str:
    """Return a month (`2026-11`) as 2026 年 11 月, with room for the pen without one."""
    return f"{month[:4]} 年 {int(month[5:7])} 月" if month else "　　　　年　　月"


def day_words(date: str) -> str:
    """Return a day within its month: 11月6日."""
    return f"{int(date[5:7])}月{int(date[8:10])}日"


def _cover(month: LogMonth) -> Form:
    rows = (
        ("单　　位", month.village), ("网　　格", month.grid), ("网格编码", month.grid_code), ("网 格 员", month.worker),
        ("年　　月", month_words(month.month)), ("册　　号", f"第 {month.volume} 册"),
        ("页　　数", f"共 {month.leaves} 页" + (f"（含背面 {month.sides} 面）" if month.sides > month.leaves else "")),
    )  # fmt: skip
    lines = tuple(Line((label(name), mid(text)), height=15.0) for name, text in rows if text)
    frame = Grid((50.0, 120.0), lines, size=15.0)
    return Form(
        part="封面", key="cover", bare=True,
        blocks=(Space(38), Title(month.title, 34), Space(4), Title(month_words(month.month), 18), Space(30), frame, Space(22),
                Strip(middle=f"{month.village}（盖章）", size=14, height=12)),
    )  # fmt: skip


def _index(month: LogMonth) -> Form:
    lines = tuple(_index_line(day) for day in month.days)
    total = Line(
        (label("合计"), mid(""), mid("" if month.blank else f"{month.leaves} 页"), mid("" if month.blank else f"缺 {len(month.gaps)}"),
         mid(_sum(day.visits for day in month.days)), mid(""), mid(_sum(day.events for day in month.days)), Cell()), height=6.6,
    )  # fmt: skip
    head = (titles("日期", "星期", "页码", "状态", "走访户次", "巡查", "事项件数", "主要事项"),)
    return Form(
        part="索引", key="index",
        blocks=(Title("索　引"), _strip(month), Grid((19.0, 11.0, 20.0, 13.0, 20.0, 27.0, 18.0, 42.0), (*lines, total), head=head,
                size=SMALL_FIVE)),
        again=(Title("索　引（续页）", 14),),
    )  # fmt: skip


def _index_line(day: LogDay) -> Line:
    cells = (mid(day_words(day.date)), mid(weekday(day.date)[2:]), mid(day.page), mid(_STATES[day.state]), mid(_count(day.visits)),
             mid(day.patrols), mid(_count(day.events)), Cell(day.main))  # fmt: skip
    return Line(cells, height=6.6)


def _count(number: int | None) -> str:
    return "" if not number else str(number)


def _sum(numbers: Iterator[int | None] | Sequence[int | None]) -> str:
    return _count(sum(number or 0 for number in numbers))


def _strip(month: LogMonth) -> Strip:
    return Strip(
        left=f"{month.village}　{month.grid}", middle=month_words(month.month), right=f"网格员：{month.worker}"
    )


def _gap_list(month: LogMonth) -> Form:
    if month.blank:
        said = "本月应写　　　页，已写　　　页，缺　　　页。"
    else:
        done = sum(day.state == "written" for day in month.days)
        said = f"截至打印时，本月应写 {month.due} 页，已写 {done} 页，" + (
            f"缺 {len(month.gaps)} 页。" if month.gaps else "没有缺页。"
        )
    rows = [
        (mid(str(n)), mid(day_words(gap.date)), mid(weekday(gap.date)[2:]), long(gap.reason), Cell(), Cell(), Cell())
        for n, gap in enumerate(month.gaps, 1)
    ]
    table = listed(
        (10.0, 20.0, 12.0, 56.0, 26.0, 23.0, 23.0), "", ("序号", "日期", "星期", "缺页原因", "补写日期", "网格员签字", "网格长签字"),
        rows, _GAPS, free=2,
    )  # fmt: skip
    loose = Words(f"领用的空白页还没有录入的：{'、'.join(month.open_pages)}。", FIVE) if month.open_pages else Space(2)
    return Form(
        part="缺页清单",
        key="gaps",
        blocks=(
            Title("缺页清单"),
            _strip(month),
            Strip(left=said),
            table,
            loose,
            Signatures(("核对人（签字）", "核对日期")),
        ),
        again=(Title("缺页清单（续页）", 14),),
    )


def _review(month: LogMonth) -> Form:
    return Form(
        part="审阅",
        key="review",
        blocks=(
            Title("本月审阅"),
            _strip(month),
            _figures(month),
            written(("网格员小结", "", 7), ("网格长审阅意见", "", 6), ("村（社区）意见\n（盖章）", "", 6)),
            Signatures(("网格员（签字）", "网格长（签字）", "审阅日期")),
        ),
    )


def _figures(month: LogMonth) -> Grid:
    days = month.days
    done = sum(day.state == "written" for day in days)
    texts = ("",) * 5 if month.blank else (
        str(month.due), str(done), str(len(month.gaps)), str(sum(day.visits or 0 for day in days)), str(sum(day.events or 0 for day in days)),
    )  # fmt: skip
    heads = ("应写（天）", "已写（天）", "缺页（天）", "走访（户次）", "事项（件）")
    return Grid(
        (34.0,) * 5, (Line(tuple(label(word) for word in heads), height=8.0), Line(tuple(mid(text) for text in texts), height=PEN + 1)),
        head=(banner("本月合计", 5),),
    )  # fmt: skip
