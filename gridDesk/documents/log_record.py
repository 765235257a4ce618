"""《网格员工作记录表》 with the 三个五: 五必查, 五必访, 五必做 (新城街道办法二（二）2、6)."""

from __future__ import annotations

from gridDesk.documents.form import Cell, Form, Grid
from gridDesk.documents.log_day import DailyLog, Mode, told
from gridDesk.documents.log_pieces import (
    about,
    joined,
    listed,
    log_form,
    long,
    mid,
    patrols,
    tick,
    ticked,
    total_words,
    written,
)
from gridDesk.documents.papers import Paper

HOURS = 2
FIVES = (
    ("五必查", ("环境卫生", "基础设施", "安全隐患", "公共区域", "可疑人员")),
    ("五必访", ("困难人群", "流动人口", "空巢老人", "模范人物", "特殊人群")),
    ("五必做", ("摸底数", "搜民情", "观舆情", "防疫情", "解需求")),
)


def work_record(paper: Paper, log: DailyLog, mode: Mode) -> Form:
    """Return the form of one day."""
    enough = "☑" if log.minutes >= HOURS * 60 else "□"
    title = f"一、巡查（{total_words(log)}　　{enough} 满 {HOURS} 小时）"
    return log_form(
        paper,
        log,
        (
            about(log),
            patrols(log, title),
            ticked(FIVES, log.ticks, "二、三个五"),
            _visits(log, mode),
            _found(log),
            _words(log),
        ),
    )


def _visits(log: DailyLog, mode: Mode) -> Grid:
    return listed(
        (22.0, 40.0, 18.0, 45.0, 45.0), "三、走访", ("时间", "走访对象", "类别", "了解的情况", "诉求和答复"),
        [(mid(one.time), Cell(one.household), mid(one.kind), long(one.content), long(joined(one.problem, one.answer)))
         for one in log.visits],
        4, free=0 if mode == "filled" else 2,
    )  # fmt: skip


def _found(log: DailyLog) -> Grid:
    """Return what was found and solved: the assessment reads it here (四（一）)."""
    rows = [
        (mid(str(n)), long(joined(one.situation, one.place or one.reporter)), tick(one.handling == "当场解决" or one.done),
         tick(one.handling in ("上报", "转办")), long(one.result), tick(bool(one.feedback)))
        for n, one in enumerate(told(log), 1)
    ]  # fmt: skip
    return listed(
        (12.0, 62.0, 16.0, 16.0, 44.0, 20.0), "四、发现并解决的问题",
        ("序号", "问题", "已解决", "已上报", "处理结果", "反馈居民"), rows, 3,
    )  # fmt: skip


def _words(log: DailyLog) -> Grid:
    return written(
        ("晨会安排", log.plan, 1), ("采集宣传代办", joined("、".join(log.changes), log.errands, log.publicity), 1),
        ("社情民意", log.mood, 1), ("明日安排", log.tomorrow, 1), ("网格长意见", log.review, 1),
    )  # fmt: skip
