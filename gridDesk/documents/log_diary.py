"""《民情日记》: the day by its hours; what is important goes into the tracking ledger (网格员管理制度办法4 三、四（五）)."""

from __future__ import annotations

from gridDesk.documents.form import Cell, Form, Grid
from gridDesk.documents.log_day import DailyLog, Mode, entries, outcome
from gridDesk.documents.log_pieces import about, joined, listed, log_form, long, mid, ticked, total_words, written
from gridDesk.documents.papers import Paper

THREES = (
    ("三个必访", ("党员干部、楼栋长", "志愿者", "居民回访")),
    ("三个必看", ("孤寡独居老人", "困难、残疾群体", "新婚、怀孕、新生儿家庭")),
    ("三个必查", ("流动人口、出租房屋", "矛盾纠纷", "特殊人群")),
    ("三个必巡", ("市政设施", "环境卫生", "消防治安")),
)
STAR = "★"


def mood_diary(paper: Paper, log: DailyLog, mode: Mode) -> Form:
    """Return the form of one day."""
    diary = listed(
        (24.0, 48.0, 50.0, 38.0, 10.0), f"一、巡查走访（{total_words(log)}）",
        ("时间段", "巡查范围、走访户", "发现和反映的问题、诉求", "处理情况", "重点"),
        [(mid(one.time), long(one.where), long(one.found or one.seen), long(one.handled), mid(STAR if one.key else ""))
         for one in entries(log)],
        7, free=1 if mode == "filled" else 3,
    )  # fmt: skip
    words = written(
        ("小结", joined(log.mood, log.errands, log.publicity), 1),
        ("明日安排", log.tomorrow, 1),
        ("网格长审阅意见", log.review, 1),
    )
    return log_form(
        paper, log, (about(log, worker="记录人", beside="同行人员"), diary, ticked(THREES, log.ticks), _key(log), words)
    )


def _key(log: DailyLog) -> Grid:
    own = [one for one in log.findings if one.key]
    rows = [
        (mid(str(n)), long(one.situation), Cell(one.owner), mid(one.due), long("已办结" if one.done else outcome(one)))
        for n, one in enumerate(own, 1)
    ]
    return listed(
        (10.0, 72.0, 26.0, 24.0, 38.0), f"二、重点事项（{STAR}）：转入民情台账跟踪督办",
        ("序号", "事项", "责任人", "办理时限", "进展"), rows, 2,
    )  # fmt: skip
