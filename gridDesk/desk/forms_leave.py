"""What 请假条 says (宝塔区考勤制度, 办法1 三2): the approvers a leave of its length needs, totals of the year, limits."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import between, boxes, day_words, number_words
from gridDesk.desk.office import Desk
from gridDesk.ledger import Row
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

_MONTH = math.nextafter(30.0, 0.0)  # 一个月以内（不含30天）

# 宝塔区制度（办法1）三2: (up to so many days, who writes an opinion, who decides), the last from thirty days on.
TIERS = (
    (2.0, (), "分管领导"),
    (7.0, ("分管领导",), "办事处主任"),
    (15.0, ("分管领导", "办事处主任"), "党工委书记"),
    (_MONTH, (), "领导会议"),
    (float("inf"), ("领导会议",), "区人社局和区委组织部"),
)
SICK_MONTHS, PERSONAL_MONTHS = 6, 2
_PERSONAL, _SICK = "01", "02"
_KINDS = ("01", "02", "03", "04", "05", "06", "07", "08", "99")
_TIER_WORDS = ("2天以内", "2天以上至7天", "7天以上至15天", "15天以上不满30天", "30天及以上")
_LIMITS = f"事假全年累计不超过{PERSONAL_MONTHS}个月\n病假一次不超过{SICK_MONTHS}个月"


def leave_slip(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 请假条: the approvers the length needs, the totals of the year and the limits."""
    values = {"假别": boxes(desk, "leave_kind", (row or {}).get("kind"), _KINDS), "年度": "本年", "限额": _LIMITS}
    if row is None:
        steps = [{"审批人": who, "情形": words, "意见": ""} for who, words in _every_step()]
        return Blanks(values, {"审批": steps})
    length = leave_days(row)
    rows = [{"审批人": who, "情形": words, "意见": ""} for who, words in approvers(length)] if length else []
    if rows and row.get("approver"):
        rows[-1]["意见"] = "　".join(part for part in (str(row["approver"]), day_words(row.get("approved_on"))) if part)
    values |= {"共几天": number_words(length) if length else "", **_totals(desk, row)}
    return Blanks(values, {"审批": rows})


def leave_days(row: Row) -> float:
    """Return how many days a leave takes: as entered, else both ends counted; 0 when neither is known."""
    if row.get("days"):
        return float(str(row["days"]))
    since, until = str(row.get("since") or ""), str(row.get("until") or row.get("since") or "")
    if len(since) < 10 or len(until) < 10:
        return 0.0
    return float((date.fromisoformat(until) - date.fromisoformat(since)).days + 1)


def approvers(length: float) -> list[tuple[str, str]]:
    """Return who must sign for a leave of so many days, in order, and whether with an opinion or a decision."""
    for limit, before, last in TIERS:
        if length <= limit:
            return [*((who, "签注意见" if who != "领导会议" else "研究") for who in before), (last, "审批")]
    return []


def _every_step() -> list[tuple[str, str]]:
    return [(last, words) for (_, _, last), words in zip(TIERS, _TIER_WORDS, strict=True)]


def _totals(desk: Desk, row: Row) -> dict[str, str]:
    """Return what the worker was away this year, this leave included, against the limits."""
    year = str(row.get("since") or today_iso())[:4]
    sums: dict[str, float] = {}
    for one in between(desk, "leave", "since", f"{year}-01-01", f"{year}-12-31", worker=row.get("worker")):
        kind = str(one.get("kind"))
        if one.get("approval") != "03" and kind in _KINDS:
            sums[kind] = sums.get(kind, 0.0) + leave_days(one)
    others = sum(value for kind, value in sums.items() if kind not in (_PERSONAL, _SICK))
    over = []
    if sums.get(_PERSONAL, 0.0) > PERSONAL_MONTHS * 30:
        over.append(f"事假全年累计已超过{PERSONAL_MONTHS}个月")
    if row.get("kind") == _SICK and _beyond(row):
        over.append(f"病假一次已超过{SICK_MONTHS}个月")
    return {
        "年度": f"{year}年", "事假累计": number_words(sums.get(_PERSONAL, 0.0)), "病假累计": number_words(sums.get(_SICK, 0.0)),
        "其他累计": number_words(others), "限额": "；\n".join(over) or _LIMITS,
    }  # fmt: skip


def _beyond(row: Row) -> bool:
    """Tell whether a sick leave lasts longer than six months by the calendar."""
    since, until = str(row.get("since") or ""), str(row.get("until") or "")
    if len(since) < 10 or len(until) < 10:
        return leave_days(row) > SICK_MONTHS * 31
    months = int(since[:4]) * 12 + int(since[5:7]) - 1 + SICK_MONTHS
    return until >= f"{months // 12}-{months % 12 + 1:02d}{since[7:]}"


PROVIDERS = {
    "leave_slip": Provider(
        leave_slip, ("假别", "共几天", "年度", "事假累计", "病假累计", "其他累计", "限额"), {"审批": ("审批人", "情形", "意见")}
    ),
}  # fmt: skip
