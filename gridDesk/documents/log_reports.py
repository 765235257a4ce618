"""What is drawn from many days' records: weekly check of gaps, summary of complaints, register of reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.documents.form import Block, Cell, Form, Grid, Line, Signatures, Strip, Title
from gridDesk.documents.log_day import weekday
from gridDesk.documents.log_pieces import PEN, banner, label, listed, long, mid, stacked, tick, titles, written
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import SMALL_FIVE
from gridDesk.documents.tables import chinese_date
from gridDesk.ledger.dates import WEEKDAYS


@dataclass(frozen=True, kw_only=True)
class WeekLine:
    """A grid's week: a mark for each day, Monday first (✓ written, 缺, 休, empty to come), and its figures."""

    grid: str
    worker: str = ""
    marks: tuple[str, ...] = ("",) * 7
    due: int = 0
    written: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class WeekCheck:
    """The week of an office: its seven days (ISO, Monday first) and a line for every grid."""

    village: str
    days: tuple[str, ...]
    lines: tuple[WeekLine, ...]


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """Something that was complained of or asked for; `done` the same day or since."""

    date: str = ""
    time: str = ""
    source: str = ""
    reporter: str = ""
    matter: str = ""
    topic: str = ""
    handled: str = ""
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class ComplaintSummary:
    """The complaints of a day or a week. `sources` counts by where they came from; `days` holds (date, got, done)."""

    village: str
    grid: str = ""
    leader: str = ""
    first: str = ""
    last: str = ""
    items: tuple[Complaint, ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    days: tuple[tuple[str, int, int], ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReportDue:
    """A report that is due: on which day, about which days, what it or the records say, when it was sent ("" for the pen)."""

    date: str
    about: str
    said: str = ""
    sent: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportRegister:
    """The reports of one month that `reporter` owes `receiver`; `rule` says how often, `key` tells registers apart.

    `special` is what was reported besides.
    """

    village: str
    grid: str
    month: str
    reporter: str
    receiver: str
    rule: str
    key: str = ""
    lines: tuple[ReportDue, ...] = ()
    special: str = ""


def span_words(first: str, last: str) -> str:
    """Return a span of days in words: one day with its weekday, else from – to."""
    if first == last:
        return f"{chinese_date(first)}　{weekday(first)}"
    return f"{chinese_date(first)} 至 {short_day(last)}"


def short_day(iso: str) -> str:
    """Return a day without its year: 11 月 6 日."""
    return f"{int(iso[5:7])} 月 {int(iso[8:10])} 日"


def week_check(paper: Paper, check: WeekCheck) -> Form:
    """Return the check of one week (网格员管理制度办法5 四4：每周检查空岗)."""
    heads = [*(f"{WEEKDAYS[n]}\n{int(day[5:7])}.{int(day[8:10])}" for n, day in enumerate(check.days))]
    rows = [
        (mid(str(n)), Cell(one.grid), mid(one.worker), *(mid(mark) for mark in one.marks), mid(str(one.due)), mid(str(one.written)),
         mid(str(one.due - one.written) if one.due > one.written else "0"), long(one.reason), Cell())
        for n, one in enumerate(check.lines, 1)
    ]  # fmt: skip
    missing = sum(max(0, one.due - one.written) for one in check.lines)
    table = listed(
        (11.0, 44.0, 22.0, *(12.0,) * 7, 14.0, 14.0, 14.0, 32.0, 22.0), "",
        ("序号", "网格", "网格员", *heads, "应写", "已写", "空岗", "空岗原因", "处理意见"), rows, 6,
    )  # fmt: skip
    about = Strip(
        left=f"村（社区）：{check.village}",
        middle=span_words(check.days[0], check.days[-1]),
        right="✓ 已写　缺 空岗　休 休息",
    )
    total = Strip(left=f"共检查 {len(check.lines)} 个网格，空岗 {missing} 天。")
    opinion = Grid((31.0, 226.0), (Line((label("检查意见"), Cell(ruled=PEN)), height=3 * PEN),))
    blocks: tuple[Block, ...] = (Title(paper.title), about, table, total, opinion, Signatures(paper.signatures))
    return Form(
        part=check.days[0], key=check.days[0], blocks=blocks, again=(Title(f"{paper.title}（续页）", 14), about)
    )


def complaint_summary(paper: Paper, found: ComplaintSummary) -> Form:
    """Return the summary of a day or a week (网格员管理制度办法5 二1–3)."""
    weekly = found.first != found.last
    about = Strip(
        left=f"{found.village}　{found.grid}",
        middle=span_words(found.first, found.last),
        right=f"格长：{found.leader or '　　　　'}",
    )
    rows = [
        (mid(str(n)), mid(_moment(one, weekly)), mid(one.source), long(stacked(one.reporter)), long(one.matter), mid(one.topic), long(one.handled),
         tick(one.done))
        for n, one in enumerate(found.items, 1)
    ]  # fmt: skip
    items = listed(
        (9.0, 18.0, 18.0, 31.0, 44.0, 12.0, 28.0, 10.0), "二、投诉和反映事项",
        ("序号", "时间", "来源", "反映人、单位", "内容", "类别", "处理情况", "办结"), rows, 10 if not weekly else 6, free=1,
    )  # fmt: skip
    words = (
        written(("三、群众需要和建议", "\n".join(found.needs), 3), ("四、本周汇总意见", "", 2), ("五、下周落实安排", "", 2))
        if weekly else written(("三、当天检查汇总", "", 3), ("四、未办结事项的落实", "", 3))
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Title(paper.title),
        about,
        _sources(found),
        *((_by_day(found),) if weekly else ()),
        items,
        words,
    )
    part = f"{found.first}/{found.last}" if weekly else found.first
    return Form(
        part=part, key=part, blocks=(*blocks, Signatures(paper.signatures)),
        again=(Title(f"{paper.title}（续页）", 14), about),
    )  # fmt: skip


def _moment(one: Complaint, weekly: bool) -> str:
    return " ".join(
        part
        for part in (f"{int(one.date[5:7])}.{int(one.date[8:10])}" if weekly and one.date else "", one.time[:5])
        if part
    )


def _sources(found: ComplaintSummary) -> Grid:
    done = sum(one.done for one in found.items)
    figures = (*found.sources, ("合计", len(found.items)), ("已办结", done), ("未办结", len(found.items) - done))
    wide = 170.0 / len(figures)
    return Grid(
        (wide,) * len(figures),
        (
            banner("一、来源和办结（件）", len(figures)),
            titles(*(name for name, _ in figures)),
            Line(tuple(mid(str(count)) for _, count in figures), height=PEN),
        ),
    )


def _by_day(found: ComplaintSummary) -> Grid:
    days = found.days
    lines = [
        Line((label(name), *(mid(str(count)) for count in counts), mid(str(sum(counts)))), height=7.5)
        for name, counts in (
            ("收到（件）", [got for _, got, _ in days]),
            ("已办结（件）", [done for _, _, done in days]),
        )
    ]
    heads = titles("", *(f"{weekday(day)[2:]} {int(day[5:7])}.{int(day[8:10])}" for day, _, _ in days), "合计")
    wide = 145.0 / (len(days) + 1)
    return Grid((25.0, *(wide,) * (len(days) + 1)), tuple(lines), head=(heads,), size=SMALL_FIVE)


def report_register(paper: Paper, register: ReportRegister) -> Form:
    """Return the register of one reporter's month (网格员管理制度办法3 第3条)."""
    year, number = register.month[:4], int(register.month[5:7])
    about = Strip(
        left=f"{register.village}　{register.grid}", middle=f"{year} 年 {number} 月",
        right=f"报告人：{register.reporter or '　　　　'}　接收：{register.receiver}",
    )  # fmt: skip
    rows = [
        (
            mid(str(n)),
            mid(f"{short_day(one.date)}\n{weekday(one.date)}"),
            mid(one.about),
            long(one.said),
            mid(one.sent),
            Cell(),
            Cell(),
        )
        for n, one in enumerate(register.lines, 1)
    ]
    table = _register(rows, register.special)
    blocks: tuple[Block, ...] = (
        Title(paper.title),
        about,
        Strip(left=register.rule),
        table,
        Signatures(paper.signatures),
    )
    return Form(
        part=f"{register.grid or register.village} {register.month}",
        key=register.key,
        blocks=blocks,
        again=(Title(f"{paper.title}（续页）", 14), about),
    )


def _register(rows: Sequence[Sequence[Cell]], said: str) -> Grid:
    lines = tuple(Line(tuple(cells), height=15.5) for cells in rows)
    special = Line((mid(""), mid("特殊情况"), Cell(), long(said), *(Cell(),) * 3), height=15.5)
    free = Line((Cell(),) * 7, height=15.5, stretch=True)
    heads = titles("序号", "应报日期", "报告期", "工作情况", "实报时间", "报告人签字", "接收人签字")
    return Grid(
        (10.0, 22.0, 24.0, 56.0, 18.0, 20.0, 20.0),
        (*lines, special, free),
        head=(banner("逐次登记", 7), heads),
        size=SMALL_FIVE,
    )
