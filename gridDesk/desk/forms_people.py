"""What the forms about grid workers say: 工作证, 人事档案 (齐陵第二十六、二十七条), 辞职申请, 工作移交清单."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gridDesk.desk import attachments
from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import boxes, day_words, done, month_words
from gridDesk.desk.grid_views import profile_of
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.policy.retention import later

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

NOTICE_DAYS = 30  # 齐陵第二十八条: 提前三十日书面申请
_BY_MONTH = ("JJ",)  # 晋江第四十条: 提前一个月
_RECENT = 12
_RESIGNING = {
    "QL": "《齐陵街道专职网格管理员管理办法》第二十八条：辞职应提前三十日书面申请，经批准后报党政办公室备案，并办理移交手续。",
    "JJ": "《晋江市村（社区）网格员管理办法（试行）》第四十条：辞职应提前一个月书面申请，未获批准前不得自行离职。",
}
_ANY_RULE = "辞职应提前三十日书面申请；未获批准前不得自行离职，批准后备案并办理移交手续。"


def badge(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 工作证 (晋江第十九条（一）): the worker's own work data in full, since a badge is worn to be read, and no other."""
    values = {"证件单位": desk.office.parent_name or desk.office.name}
    if row is None:
        return Blanks(values)
    text = many_texts(desk, "worker", [row])[0]
    grid = desk.store.get("grid", str(row["grid"])) if row.get("grid") else None
    until = str(row.get("contract_until") or "")
    values |= {
        "姓名": text["name"], "岗位类别": text["role"], "工作证号": text["badge"], "所在网格": text["grid"],
        "监督电话": str((grid or {}).get("supervision_phone") or ""), "有效期": f"至 {day_words(until)}" if until else "",
    }  # fmt: skip
    return Blanks(values, {}, {"照片": attachments.first(desk, row.get(attachments.PORTRAIT))})


def worker_file(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill the six sections of a personnel file; scores, pay, training and rewards come from their own ledgers."""
    if row is None:
        return Blanks({}, {"考核记录": [], "补贴记录": [], "培训记录": [], "奖惩记录": []})
    uid = str(row["uid"])
    rows = {
        "考核记录": _scores(desk, uid), "补贴记录": _pay(desk, uid), "培训记录": _trainings(desk, uid),
        "奖惩记录": _rewards(desk, uid),
    }  # fmt: skip
    return Blanks({}, rows, {"照片": attachments.first(desk, row.get(attachments.PORTRAIT))})


def _of(desk: Desk, ledger: str, uid: str, key: str) -> list[tuple[Row, dict[str, str]]]:
    """Return the newest records of a worker in a ledger and their words, the oldest of them first."""
    rows = list(desk.store.rows(ledger, where={"worker": uid}, order=(f"-{key}",), limit=_RECENT))[::-1]
    return list(zip(rows, many_texts(desk, ledger, rows), strict=True))


def _scores(desk: Desk, uid: str) -> list[dict[str, str]]:
    return [
        {
            "考核期": month_words(str(row.get("period") or "")), "周期": text["kind"], "总分": text["total"],
            "名次": text["rank"], "等次": text["grade"], "结果运用": text["outcome"],
        }
        for row, text in _of(desk, "score", uid, "period")
    ]  # fmt: skip


def _pay(desk: Desk, uid: str) -> list[dict[str, str]]:
    return [
        {
            "月份": month_words(str(row.get("month") or "")), "基础": text["base"], "绩效": text["performance"],
            "其他": text["dispatch"], "扣发": text["deduction"], "实发": text["paid"] or text["total"],
        }
        for row, text in _of(desk, "pay", uid, "month")
    ]  # fmt: skip


def _trainings(desk: Desk, uid: str) -> list[dict[str, str]]:
    found = []
    for row, text in _of(desk, "training_attendance", uid, "date"):
        training = desk.store.get("training", str(row["training"])) if row.get("training") else None
        found.append({
            "日期": text["date"], "培训名称": str((training or {}).get("title") or text["training"]),
            "出勤": text["presence"], "学时": text["hours"], "成绩": text["score"], "合格": text["passed"],
        })  # fmt: skip
    return found


def _rewards(desk: Desk, uid: str) -> list[dict[str, str]]:
    return [
        {
            "日期": text["date"], "类型": text["kind"], "名称": text["title"] or text["reason"],
            "决定单位": text["decided_by"], "文号": text["document"],
        }
        for _, text in _of(desk, "reward", uid, "date")
    ]  # fmt: skip


def resignation(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 辞职申请表: the first day that leaving is possible, thirty days or a month after the application; the rule."""
    rules = profile_of(desk).id
    values = {"依据": _RESIGNING.get(rules, _ANY_RULE)}
    applied = str((row or {}).get("resign_applied") or "")
    if len(applied) == 10:
        day = date.fromisoformat(applied)
        earliest = later(day, 1) if rules in _BY_MONTH else day + timedelta(days=NOTICE_DAYS)
        values["最早离岗日期"] = day_words(earliest.isoformat())
    values["退出情形"] = boxes(desk, "exit_reason", (row or {}).get("exit_reason"), ("01", "09", "10", "11", "99"))
    return Blanks(values)


def handover_list(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 工作移交清单: the ledgers on paper, what was issued to the worker, what is not settled, and access."""
    lines = [
        ("台账资料", "《网格化社会管理台账》纸质台账", "", "本", ""),
        ("台账资料", "《网格工作日志》", "", "本", ""),
        ("台账资料", "一户一档、户卡", *(_homes(desk, row) if row else ("", "户")), ""),
    ]
    lines += _issued(desk, row) if row else [("装备物资", "", "", "", "") for _ in range(4)]
    lines += _open_events(desk, row) if row else [("未办结事项", "", "", "", "") for _ in range(3)]
    lines += [
        ("账号权限", "电脑、数据文件口令（当面更换）", "1", "项", ""),
        ("账号权限", "手持终端、业务账号（注销、变更）", "", "个", ""),
        ("联系服务", "居民微信群群主和管理权限", "", "个", ""),
        ("联系服务", "重点服务对象情况当面介绍", "", "户", ""),
        ("其他", "办公室钥匙、袖标、工作证（交回）", "", "件", ""),
    ]
    keys = ("类别", "名称", "数量", "单位量", "说明")
    numbered = [{"序号": str(n), **dict(zip(keys, line, strict=True))} for n, line in enumerate(lines, 1)]
    return Blanks({}, {"移交项目": numbered})


def _homes(desk: Desk, row: Row) -> tuple[str, str]:
    grid = row.get("grid")
    return (str(desk.store.count("household", where={"grid": grid})) if grid else "", "户")


def _issued(desk: Desk, row: Row) -> list[tuple[str, str, str, str, str]]:
    """Return what a worker still holds: 装备 not yet given back."""
    held = [one for one in desk.store.rows("equipment", where={"worker": row["uid"]}) if not one.get("returned_on")]
    if not held:
        held = [
            one for one in desk.store.rows("equipment", where={"holder": row["name"]}) if not one.get("returned_on")
        ]
    shown = many_texts(desk, "equipment", held)
    return [("装备物资", text["name"] or text["kind"], text["quantity"] or "1", "件", text["number"]) for text in shown]


def _open_events(desk: Desk, row: Row) -> list[tuple[str, str, str, str, str]]:
    """Return the unsettled events of the worker's grid."""
    if not row.get("grid"):
        return []
    rows = [one for one in desk.store.rows("event", where={"grid": row["grid"]}, order=("date",)) if not done(one)]
    shown = many_texts(desk, "event", rows)
    return [("未办结事项", text["title"], "1", "件", f"{text['date']}　{text['status']}") for text in shown]


PROVIDERS = {
    "badge": Provider(badge, ("证件单位", "姓名", "岗位类别", "工作证号", "所在网格", "监督电话", "有效期"), pictures=("照片",)),
    "worker_file": Provider(
        worker_file, (),
        {
            "考核记录": ("考核期", "周期", "总分", "名次", "等次", "结果运用"),
            "补贴记录": ("月份", "基础", "绩效", "其他", "扣发", "实发"),
            "培训记录": ("日期", "培训名称", "出勤", "学时", "成绩", "合格"),
            "奖惩记录": ("日期", "类型", "名称", "决定单位", "文号"),
        },
        ("照片",),
    ),
    "resignation": Provider(resignation, ("依据", "最早离岗日期", "退出情形")),
    "handover_list": Provider(handover_list, (), {"移交项目": ("类别", "名称", "数量", "单位量", "说明")}),
}  # fmt: skip
