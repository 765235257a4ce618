"""《民情日志》: what residents say, by class; done at once or within a limit (网格员管理制度办法5 一)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gridDesk.documents.form import Cell, Form, Grid, Line
from gridDesk.documents.log_day import TOPICS, DailyLog, LogFinding, Mode, told
from gridDesk.documents.log_pieces import (
    PEN,
    about,
    banner,
    joined,
    label,
    listed,
    log_form,
    long,
    mid,
    stacked,
    tick,
    titles,
    written,
)
from gridDesk.documents.papers import Paper

_TALLIES: tuple[tuple[str, Callable[[LogFinding], bool]], ...] = (
    ("收集件数", lambda one: True),
    ("当时办结", lambda one: at_once(one)),
    ("限期协办", lambda one: not at_once(one)),
    ("已反馈", lambda one: bool(one.feedback)),
)


def mood_log(paper: Paper, log: DailyLog, mode: Mode) -> Form:
    """Return the form of one day."""
    due = "；".join(f"走访 {one.household.replace('　', '')}" for one in log.visits) if mode == "half" else ""
    plan = written(("今日安排", joined(log.plan, due), 1 if mode == "filled" else 2))
    words = written(
        ("巡查走访和服务", _walked(log) if mode == "filled" else "", 1), ("格长审阅意见", log.review, 1),
        ("明日安排", log.tomorrow, 1),
    )  # fmt: skip
    found = told(log)
    return log_form(paper, log, (about(log), plan, _items(found), _tally(found, mode), words))


def at_once(one: LogFinding) -> bool:
    """Tell whether an item was settled at once; every other one is 限期协办."""
    return one.handling == "当场解决" or (one.done and not one.due)


def _items(found: Sequence[LogFinding]) -> Grid:
    rows = [
        (mid(str(n)), mid(one.time[:5]), long(stacked(one.reporter or one.place)), long(one.situation), mid(one.topic), tick(at_once(one)),
         mid("" if at_once(one) else one.due or "待定"), long(one.owner or ("" if at_once(one) else one.line)),
         long(joined(one.result, one.feedback)))
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    return listed(
        (9.0, 12.0, 30.0, 42.0, 11.0, 11.0, 19.0, 15.0, 21.0),
        "一、居民反映的信息（类别：城管、计生、党群、经济、其他）",
        ("序号", "时间", "反映人、住址", "反映事项", "类别", "当时办结", "限期协办", "上报部门", "反馈意见"), rows, 8,
    )  # fmt: skip


def _tally(found: Sequence[LogFinding], mode: Mode) -> Grid:
    """Return the counts by class; the tall cell at the left keeps the table on one sheet."""
    lines = []
    for place, (name, counts) in enumerate(_TALLIES):
        own = [one for one in found if counts(one)]
        numbers = [sum(one.topic == topic for one in own) for topic in TOPICS]
        cells = [mid(str(number) if mode == "filled" else "") for number in (*numbers, sum(numbers))]
        tall = (Cell("件\n数", label=True, down=len(_TALLIES)),) if place == 0 else ()
        lines.append(Line((*tall, label(name), *cells), height=PEN))
    head = (banner("二、当日分类汇总", 8), titles("", "", *TOPICS, "合计"))
    return Grid((9.0, 23.0, *(23.0,) * 6), tuple(lines), head=head)


def _walked(log: DailyLog) -> str:
    patrol = f"巡查 {len(log.patrols)} 次，{log.total}；" if log.patrols else ""
    return joined(f"{patrol}走访 {len(log.visits)} 户次。", log.mood, log.errands, log.publicity)
