"""《街道网格化管理工作日记》: what was found, by who answers for it (网格员管理制度办法3 第5条：区分责任、分类处理)."""

from __future__ import annotations

from collections.abc import Iterator

from gridDesk.documents.form import Cell, Form, Grid, Line
from gridDesk.documents.log_day import DailyLog, LogFinding, Mode, entries, told
from gridDesk.documents.log_pieces import PEN, about, joined, label, listed, log_form, long, mid, titles, written
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import SMALL_FIVE

CLASSES = ("（一）网格内解决", "（二）职责范围内：报送业务责任人", "（三）职责范围外：上报街道网格管理中心")
_WIDTHS = (13.0, 62.0, 20.0, 22.0, 20.0, 33.0)
_FLOW = ("网格信息员（报）", "网格长（整理）", "网格专营员（报送）", "街道网格管理中心（收）")


def street_diary(paper: Paper, log: DailyLog, mode: Mode) -> Form:
    """Return the form of one day."""
    words = written(
        ("三、民情动态", log.mood, 1), ("四、宣传服务", joined(log.errands, log.publicity), 2),
        ("五、信息变动", "\n".join(log.changes), 1), ("六、明日安排", log.tomorrow, 1),
    )  # fmt: skip
    blocks = (about(log, worker="网格信息员"), _walks(log, mode), _found(log), words, _flow())
    return log_form(paper, log, blocks)


def duty_class(one: LogFinding) -> int:
    """Return whose duty a finding is, as a place in CLASSES: the grid's, a line's of business, or the street's."""
    if one.handling == "上报":
        return 2
    return 1 if one.handling == "转办" or (one.owner and one.handling != "当场解决") else 0


def _walks(log: DailyLog, mode: Mode) -> Grid:
    rows = [(mid(one.time), Cell(one.where), long(one.seen or one.found)) for one in entries(log) if one.walk]
    return listed(
        (22.0, 58.0, 90.0), "一、巡查走访", ("时间", "范围、走访户", "情况"), rows, 4, free=0 if mode == "filled" else 2
    )


def _found(log: DailyLog) -> Grid:
    return Grid(
        _WIDTHS, tuple(_classed(told(log))), size=SMALL_FIVE,
        head=(Line((Cell("二、排查收集的问题和信息（按责任分类）", label=True, span=6),), height=6.5),
              titles("时间", "问题和信息、地点", "业务条线", "责任人", "时限", "办理和反馈")),
    )  # fmt: skip


def _classed(found: tuple[LogFinding, ...]) -> Iterator[Line]:
    for place, name in enumerate(CLASSES):
        yield Line((Cell(name, span=6, size=SMALL_FIVE),), height=6.5)
        own = [one for one in found if duty_class(one) == place]
        for one in own:
            words = joined(one.situation, one.place or one.reporter)
            cells = (
                mid(one.time[:5]), long(words), mid(one.line or one.kind), mid(one.owner), mid(one.due),
                     long(joined(one.result, one.feedback)))  # fmt: skip
            yield Line(cells, height=PEN)
        if not own:  # every class keeps a line for the pen, also where many visits fill the page
            yield Line((Cell(),) * 6, height=PEN)
        if len(own) < 2 and (own or place == 0):
            yield Line((Cell(),) * 6, height=PEN, stretch=True)


def _flow() -> Grid:
    """Return who passed the day's findings on to whom, to be signed."""
    return Grid(
        (42.5,) * 4,
        (Line(tuple(label(word) for word in _FLOW), height=6.5), Line((mid("　月　日　时"),) * 4, height=PEN + 2)),
        size=SMALL_FIVE,
    )
