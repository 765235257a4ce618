"""《网格工作日志》: one day one sheet (齐陵街道办法第十条（六）、第十一条（六）)."""

from __future__ import annotations

from gridDesk.documents.form import Cell, Form, Grid, Line
from gridDesk.documents.log_day import DailyLog, LogTally, Mode
from gridDesk.documents.log_pieces import (
    PEN,
    about,
    joined,
    label,
    listed,
    log_form,
    long,
    mid,
    patrols,
    tick,
    total_words,
    written,
)
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import FIVE, SMALL_FIVE

# A village worker owes five visits a day, one of a community eight; the rest goes on the back.
_VISITS, _FINDINGS = 5, 3
_FIGURES = ("走访户次", "有效走访", "发现问题", "治安隐患", "消防隐患", "环境卫生", "其他问题", "当天解决", "上报")


def daily_log(paper: Paper, log: DailyLog, mode: Mode) -> Form:
    """Return the form of one day."""
    return log_form(
        paper,
        log,
        (about(log), patrols(log, f"一、巡查（{total_words(log)}）"), _visits(log, mode), _findings(log),
         _words(log), _tally(log.tally)),
    )  # fmt: skip


def _tally(tally: LogTally | None) -> Grid:
    """Return the day in figures, empty for the pen where there are none."""
    figures = ("",) * len(_FIGURES) if tally is None else tuple(
        str(one) for one in (tally.visits, tally.effective, tally.problems, tally.security, tally.fire, tally.environment,
                             tally.other, tally.solved, tally.reported)
    )  # fmt: skip
    return Grid(
        (26.0, *(16.0,) * len(_FIGURES)),
        (
            Line((Cell("当日合计", label=True, down=2, size=FIVE), *(label(name) for name in _FIGURES)), height=6.5),
            Line(tuple(mid(figure) for figure in figures), height=PEN),
        ),
        size=SMALL_FIVE,
    )


def _visits(log: DailyLog, mode: Mode) -> Grid:
    return listed(
        (22.0, 40.0, 18.0, 52.0, 38.0), "二、走访", ("时间", "户（门牌、户主）", "类别", "走访内容", "反映的问题"),
        [(mid(one.time), Cell(one.household), mid(one.kind), long(one.content), long(joined(one.problem, one.answer)))
         for one in log.visits],
        _VISITS, free=0 if mode == "filled" else 2,
    )  # fmt: skip


def _findings(log: DailyLog) -> Grid:
    return listed(
        (20.0, 32.0, 52.0, 20.0, 34.0, 12.0), "三、发现问题（处理方式：当场解决、上报、转办）",
        ("类别", "地点", "情况", "处理方式", "结果", "完成"),
        [(mid(one.kind), Cell(one.place), long(one.situation), mid(one.handling), long(one.result), tick(one.done))
         for one in log.findings],
        _FINDINGS,
    )  # fmt: skip


def _words(log: DailyLog) -> Grid:
    return written(
        ("四、信息变动", "\n".join(log.changes), 1), ("五、代办宣传", joined(log.errands, log.publicity, log.mood), 2),
        ("六、明日安排", log.tomorrow, 1), ("网格长审阅意见", log.review, 2),
    )  # fmt: skip
