"""《网格工作日志》: one day one sheet, blank for the pen, half filled, or filled from what was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gridDesk.documents.page import (
    SMALL_FIVE,
    Cell,
    Form,
    FormPage,
    Grid,
    Line,
    Signatures,
    Space,
    Strip,
    Title,
    each,
)
from gridDesk.documents.papers import Paper
from gridDesk.documents.tables import Header, chinese_date

Mode = Literal["blank", "half", "filled"]

PEN = 9.0  # mm a row must have to be written in by hand
_WEEKDAYS = "一二三四五六日"
_VISIT_ROWS, _FINDING_ROWS = 4, 3


@dataclass(frozen=True, kw_only=True)
class LogPatrol:
    """One of the day's two patrols: start and end (`08:00`), route or area."""

    start: str = ""
    end: str = ""
    route: str = ""


@dataclass(frozen=True, kw_only=True)
class LogVisit:
    """A visit, or in a half-filled log one that is due. `household` holds door and head in one text."""

    time: str = ""
    household: str = ""
    kind: str = ""
    content: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class LogFinding:
    """A problem found: `handling` is 当场解决, 上报 or 转办; `done` ticks its last column."""

    kind: str = ""
    place: str = ""
    situation: str = ""
    handling: str = ""
    result: str = ""
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class DailyLog:
    """A grid worker's day as the log shows it, all text. `date` is ISO or empty, `total` the summed patrol time in words.

    `changes` are sentences made from the day's ledger edits (新增, 迁出, 死亡, 出租变更). `number` is the page's number in
    the bound book.
    """

    village: str = ""
    grid: str = ""
    grid_code: str = ""
    worker: str = ""
    date: str = ""
    weather: str = ""
    companion: str = ""
    patrols: tuple[LogPatrol, ...] = ()
    total: str = ""
    visits: tuple[LogVisit, ...] = ()
    findings: tuple[LogFinding, ...] = ()
    changes: tuple[str, ...] = ()
    errands: str = ""
    tomorrow: str = ""
    review: str = ""
    number: str = ""


def build_daily_logs(paper: Paper, logs: Iterable[DailyLog], header: Header, mode: Mode = "filled") -> FormPage:
    """Make the page of daily logs: `blank` keeps who and where, `half` also the date and the visits due, `filled` all."""
    return FormPage(
        name=paper.key,
        title=paper.title,
        forms=each(logs, lambda log: _form(paper, log, mode)),
        sheet=paper.sheet,
        foot=header.foot,
        watermark=header.watermark,
        code=header.code,
        series=header.series,
        made=header.made,
        odd_start=paper.odd_start,
    )


def weekday(iso: str) -> str:
    """Return the Chinese weekday of a full ISO date (`星期六`), blank for writing otherwise."""
    return f"星期{_WEEKDAYS[date.fromisoformat(iso).weekday()]}" if len(iso) == 10 else "星期　"


def _reduced(log: DailyLog, mode: Mode) -> DailyLog:
    if mode == "filled":
        return log
    kept = DailyLog(village=log.village, grid=log.grid, grid_code=log.grid_code, worker=log.worker, number=log.number)
    if mode == "blank":
        return kept
    due = tuple(replace(visit, content="", problem="") for visit in log.visits)
    return replace(kept, date=log.date, weather=log.weather, companion=log.companion, visits=due)


def _form(paper: Paper, log: DailyLog, mode: Mode) -> Form:
    log = _reduced(log, mode)
    when = f"{chinese_date(log.date)}　{weekday(log.date)}"
    return Form(
        part=log.date or "空白日志",
        number=log.number,
        blocks=(
            Title(paper.title),
            Space(1.5),
            _about(log, when),
            _patrols(log),
            _visits(log, mode),
            _findings(log),
            _words(log),
            Signatures(paper.signatures),
        ),
        again=(Title(f"{paper.title}（续页）", 14), Strip(left=f"{log.grid}　{log.worker}", right=when)),
    )


def _about(log: DailyLog, when: str) -> Grid:
    grid = f"{log.grid}（{log.grid_code}）" if log.grid_code else log.grid
    return Grid(
        (23.0, 58.0, 20.0, 69.0),
        (
            Line((_label("村（社区）"), Cell(log.village), _label("网格"), Cell(grid))),
            Line((_label("网格员"), Cell(log.worker), _label("日期"), Cell(when))),
            Line((_label("天气"), Cell(log.weather), _label("陪同人员"), Cell(log.companion))),
        ),
    )


def _patrols(log: DailyLog) -> Grid:
    patrols = [*log.patrols, LogPatrol(), LogPatrol()][: max(2, len(log.patrols))]
    lines = [
        Line((_label(f"第{_ORDINALS[i % 10]}次"), _mid(item.start), _mid(item.end), Cell(item.route)), height=PEN)
        for i, item in enumerate(patrols)
    ]
    title = f"一、巡查（合计：{log.total or '　　时　　分'}）"
    return Grid(
        (20.0, 22.0, 22.0, 106.0), tuple(lines), head=(_banner(title, 4), _titles("次序", "起", "止", "路线或范围"))
    )


_ORDINALS = "一二三四五六七八九十"


def _visits(log: DailyLog, mode: Mode) -> Grid:
    lines = [
        Line(
            (_mid(item.time), Cell(item.household), _mid(item.kind), _long(item.content), _long(item.problem)),
            height=PEN,
        )
        for item in log.visits
    ]
    lines += _empty(5, _VISIT_ROWS - len(lines), least=0 if mode == "filled" else 2)
    head = (_banner("二、走访", 5), _titles("时间", "户（门牌、户主）", "类别", "走访内容", "反映的问题"))
    return Grid((16.0, 42.0, 20.0, 52.0, 40.0), tuple(lines), head=head, size=SMALL_FIVE)


def _findings(log: DailyLog) -> Grid:
    lines = [
        Line((_mid(item.kind), Cell(item.place), _long(item.situation), _mid(item.handling), _long(item.result),
              _mid("✓" if item.done else "")), height=PEN)
        for item in log.findings
    ]  # fmt: skip
    lines += _empty(6, _FINDING_ROWS - len(lines), least=0)
    head = (
        _banner("三、发现问题（处理方式：当场解决、上报、转办）", 6),
        _titles("类别", "地点", "情况", "处理方式", "结果", "完成"),
    )
    return Grid((20.0, 32.0, 52.0, 20.0, 34.0, 12.0), tuple(lines), head=head, size=SMALL_FIVE)


def _words(log: DailyLog) -> Grid:
    texts = (
        ("四、信息变动", "\n".join(log.changes)),
        ("五、代办宣传", log.errands),
        ("六、明日安排", log.tomorrow),
        ("网格长审阅意见", log.review),
    )
    lines = tuple(Line((_label(title), Cell(text, ruled=PEN)), height=2 * PEN) for title, text in texts)
    return Grid((31.0, 139.0), lines)


def _empty(columns: int, count: int, *, least: int) -> list[Line]:
    return [Line((Cell(),) * columns, height=PEN, stretch=True)] * max(count, least)


def _label(text: str) -> Cell:
    return Cell(text, label=True)


def _long(text: str) -> Cell:
    return Cell(text, wrap=True)


def _mid(text: str) -> Cell:
    return Cell(text, align="center")


def _banner(text: str, span: int) -> Line:
    return Line((Cell(text, label=True, span=span),), height=6.5)


def _titles(*words: str) -> Line:
    return Line(tuple(Cell(word, label=True, size=SMALL_FIVE) for word in words), height=6.5)
