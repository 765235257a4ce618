"""What a demonstration office has for its forms: leave, duty around the clock, scores and pay, a dispute settled in steps.

Ids come from a source seeded by the office's first resident, so a seed gives one office and other ledgers stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from gridDesk.desk.demo_work import WORKER
from gridDesk.desk.office import Desk
from gridDesk.ledger import Edit
from gridDesk.text import today

_LEAVES = (
    (64, 2, "病假", "感冒发热，需要休息治疗。", "已销假"), (31, 3, "事假", "回老家办理房屋过户手续。", "已销假"),
    (-6, 5, "年休", "年休假。", "申请中"),
)  # fmt: skip
_DISPUTE = {
    "title": "邻里排水纠纷", "kind": "矛盾纠纷", "severity": "一般", "source": "来访", "place": "5组中巷", "finder": WORKER,
    "scale": "个体", "dispute_kind": "邻里", "party_name": "赵长山", "party_address": "5组18号", "other_party": "孙有福",
    "people": 2, "situation": "赵长山翻修院墙后，雨水改向流到孙有福家墙根，双方多次争吵。",
    "demand": "孙有福要求恢复原来的排水沟，并修补墙根。", "status": "待处理", "first_owner": WORKER,
}  # fmt: skip
_STEPS: tuple[Mapping[str, object], ...] = (
    {"handling": "转办", "move": "交办", "handled_by": "柳溪村人民调解委员会", "status": "处理中"},
    {
        "method": "人民调解", "mediator_org": "柳溪村人民调解委员会", "mediator": "谢明礼",
        "process": "入户查看现场，分别听取双方意见；召集双方和村民小组长现场调解。", "settled": "是", "agreement": "柳调2026-07",
        "result": "赵长山十日内恢复排水沟，修补墙根费用由赵长山承担，双方和好。", "status": "待核查",
    },
    {"status": "办结", "checked_by": "孙玉兰", "feedback": "已当面告知双方，双方签字认可。", "satisfaction": "满意", "escalated": "否"},
)  # fmt: skip


def add_form_records(desk: Desk, first: str) -> None:
    """Write down what the forms of a demonstration office show; `first` is the id of a resident that seeds the ids."""
    random = Random(first)
    made = _Maker(desk, random)
    worker = next(iter(desk.store.rows("worker", where={"name": WORKER})), None)
    if worker is None:
        return
    uid, grid = str(worker["uid"]), str(worker.get("grid") or "")
    edits = [*_leave(made, uid), *_watch(made, uid, grid), *_record(made, uid)]
    dispute = made.edit("event", {**_DISPUTE, "grid": grid, "date": _day(18), "due": _day(8)})
    desk.write([*edits, dispute], "演示数据")
    _settle(desk, made, dispute.uid, grid)


def past_leaves() -> list[tuple[date, date]]:
    """Return the days of the leave that is written down here, first and last of each, as far as it is over."""
    spans = [(today() - timedelta(days=back), days) for back, days, *_rest in _LEAVES if back > 0]
    return [(since, since + timedelta(days=days - 1)) for since, days in spans]


class _Maker:
    """Reads what was written for each field, as a clerk would type it."""

    def __init__(self, desk: Desk, random: Random) -> None:
        self.desk, self.random = desk, random

    def edit(self, ledger: str, values: Mapping[str, object]) -> Edit:
        """Return the edit that makes a record."""
        return Edit(ledger, f"{self.random.getrandbits(128):032x}", "create", self.read(ledger, values))

    def read(self, ledger: str, values: Mapping[str, object]) -> dict[str, object]:
        """Return values as they are stored, blanks left out."""
        shape = self.desk.catalogue[ledger]
        read = {key: shape.parse(key, value) for key, value in values.items()}
        return {key: value for key, value in read.items() if value is not None}


def _leave(made: _Maker, worker: str) -> list[Edit]:
    found = []
    for back, days, kind, reason, approval in _LEAVES:
        since = today() - timedelta(days=back)
        found.append(made.edit("leave", {
            "worker": worker, "kind": kind, "since": since.isoformat(), "until": (since + timedelta(days=days - 1)).isoformat(),
            "days": days, "reason": reason, "substitute": "孙玉兰", "applied_on": (since - timedelta(days=2)).isoformat(),
            "approval": approval,
        }))  # fmt: skip
    return found


def _watch(made: _Maker, worker: str, grid: str) -> list[Edit]:
    """Keep somebody on duty in the first days of the month, by day and by night."""
    first = today().replace(day=1)
    found = []
    for n in range(min(today().day, 9)):
        day = first + timedelta(days=n)
        shared = {
            "date": day.isoformat(),
            "grid": grid,
            "leader": "孙玉兰",
            "phone": "05337650000",
            "situation": "巡查村部、学校周边，无异常。",
        }
        found.append(made.edit("duty", {**shared, "kind": "日班", "start": "08:00", "end": "20:00", "worker": worker}))
        found.append(made.edit("duty", {
            **shared, "kind": "夜班", "start": "20:00", "end": "08:00", "name": "谢明礼", "handover_to": WORKER,
            "handover_at": "08:00", "handover_note": "手电、对讲机各两台，钥匙一串，均完好。",
        }))  # fmt: skip
    return found


def _record(made: _Maker, worker: str) -> list[Edit]:
    """Give the worker's file three months of scores and pay, and an honour."""
    found = []
    for n in range(3, 0, -1):
        month = _month(n)
        found.append(made.edit("score", {
            "worker": worker, "kind": "月度", "period": month, "information": 24 + n % 2, "patrol": 24, "business": 23, "satisfaction": 20,
            "total": 91 + n % 2, "rank": 3 - n % 2, "grade": "优秀",
        }))  # fmt: skip
        found.append(made.edit("pay", {
            "worker": worker, "month": month, "base": "1800", "performance": f"{546 + 6 * (n % 2)}", "total": f"{2346 + 6 * (n % 2)}",
            "paid": f"{2346 + 6 * (n % 2)}",
        }))  # fmt: skip
    found.append(made.edit("reward", {
        "worker": worker, "date": _day(160), "kind": "先进个人", "title": "上半年优秀网格员", "decided_by": "齐岭街道党工委",
    }))  # fmt: skip
    return found


def _settle(desk: Desk, made: _Maker, event: str, grid: str) -> None:
    """Settle the dispute step by step, each an act of its own, so that its timeline can be told."""
    dates: tuple[Mapping[str, object], ...] = (
        {},
        {},
        {"closed_date": _day(10), "checked_on": _day(9), "feedback_on": _day(9)},
    )
    for step, more in zip(_STEPS, dates, strict=True):
        desk.write([Edit("event", event, "update", made.read("event", {**step, **more}))], "修改事项")
    desk.write([made.edit("visit", {
        "date": _day(4), "start": "15:00", "end": "15:30", "worker": WORKER, "grid": grid, "kind": "回访", "event": event,
        "place": "5组中巷", "content": "排水沟已恢复，墙根已修补，双方无新的争议。", "result": "信息无变化", "satisfied": "满意",
    })], "新增走访")  # fmt: skip


def _day(back: int) -> str:
    return (today() - timedelta(days=back)).isoformat()


def _month(back: int) -> str:
    months = today().year * 12 + today().month - 1 - back
    return date(months // 12, months % 12 + 1, 1).isoformat()[:7]
