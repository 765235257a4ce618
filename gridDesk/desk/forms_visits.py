"""What the forms taken to the doors say: 走访计划单 (新城二（二）2) and 满意度问卷 (齐陵第十一条（五）).

The plan goes outside, so it is made at level M2 whatever the order says: no ID number, and why a household is called
on stands there only as a letter for how often, never as the name of a group.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from gridDesk.desk import visit_plan as planned
from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import boxes, day_words, of_grid
from gridDesk.desk.lookups import tenant_words
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Ledger, Row
from gridDesk.policy.plan import TOP_UP, DayPlan, Planned, VisitPlan
from gridDesk.policy.work import Home
from gridDesk.text import today
from gridDesk.vault import Level, mask_phone

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

_LETTERS = {"01": "甲", "02": "甲", "03": "乙", "04": "丙", "05": "丁"}
_OFTEN = ("visit_every", "help_every")
_DAYS, _WEEK, _PEN_ROWS = 6, 7, 19
TICKS = "□√ □△\n□○ □×"


def visit_plan(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 走访计划单: the visits planned for the next seven days."""
    return _plan(desk, order, _DAYS)


def visit_plan_day(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 走访计划单（一天）: the visits planned for a day, else for the next that has any."""
    return _plan(desk, order, 1)


def visit_plan_rest(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 走访计划单（到期末）: all visits up to the end of the period."""
    return _plan(desk, order, None)


def _plan(desk: Desk, order: PrintOrder, days: int | None) -> Blanks:
    grid = of_grid(desk, order)
    name = str(grid.get("name") or desk.office.name)
    if order.mode == "blank":
        return Blanks({"计划网格": name}, {"走访": [{"结果": TICKS}] * _PEN_ROWS})
    first = date.fromisoformat(order.date) if order.date else today()
    ahead = None if days is None else days + 1
    _, plan = planned.plan_of(desk, first, days=ahead, always=True)
    chosen, waiting = _chosen(plan, str(grid.get("uid") or ""), days)
    lines = [{"序号": str(n), **line} for n, line in enumerate(_lines(desk, plan, chosen), 1)]
    on = [day for day, _ in chosen] or [first]
    start, until = min(on), max(on)
    span = day_words(start.isoformat()) + (f"至{until.month}月{until.day}日" if until > start else "")
    values = {
        "计划网格": name, "走访人": str(grid.get("worker") or desk.worker), "计划日期": span, "应访户数": str(waiting),
        "计划户数": str(len(lines)),
    }  # fmt: skip
    return Blanks(values, {"走访": lines})


def _chosen(plan: VisitPlan, grid: str, days: int | None) -> tuple[list[tuple[date, Planned]], int]:
    """Return the visits of the days wanted, each home once, and how many homes wait for a visit in the period."""
    found: list[tuple[date, Planned]] = []
    seen, waiting = set[str](), 0
    for one in (one for one in plan.grids if not grid or one.grid == grid):
        waiting += one.reach.left
        told = [day for day in one.days if any(visit.why != TOP_UP for visit in day.visits)]
        for day in told if days is None else _within(told, plan.today, days):
            for visit in day.visits:
                if visit.why != TOP_UP and visit.home.uid not in seen:
                    seen.add(visit.home.uid)
                    found.append((day.day, visit))
    return found, max(waiting, len(found))


def _within(told: list[DayPlan], first: date, days: int) -> list[DayPlan]:
    """Return the first day with visits where one is wanted, else the days of the coming week."""
    if days == 1:
        return told[:1]
    return [day for day in told if (day.day - first).days < _WEEK]


def _letters(desk: Desk) -> dict[str, str]:
    """Return the letter of every household with someone to be called on more often than each quarter."""
    found: dict[str, str] = {}
    for ledger in (one for one in desk.enabled() if one.group == "special"):
        people = {
            str(row[ledger.subject]): _letter(ledger, row)
            for row in desk.store.rows(ledger.key)
            if row.get(ledger.subject)
        }
        for home in desk.store.rows("residence", where={"person": list(people)}) if people else ():
            letter = people[str(home["person"])]
            if home.get("household"):
                uid = str(home["household"])
                found[uid] = min(found.get(uid, letter), letter, key="甲乙丙丁".index)
    return found


def _letter(ledger: Ledger, row: Mapping[str, object]) -> str:
    """Return how often a member of a group is called on: as its record says, else each month (办法5 入户走访)."""
    said = next((str(row[key]) for key in _OFTEN if key in ledger and row.get(key)), "04")
    return _LETTERS.get(said, "丙")


def _last_visits(desk: Desk, homes: Collection[str]) -> dict[str, str]:
    last: dict[str, str] = {}
    for *doors, day, effective in desk.store.values("visit", ("household", "shop", "dwelling", "date", "effective")):
        home = next((str(door) for door in doors if door), "")
        if home in homes and len(str(day)) == 10 and effective != 0:
            last[home] = max(last.get(home, ""), str(day))
    return last


def _lines(desk: Desk, plan: VisitPlan, chosen: list[tuple[date, Planned]]) -> list[dict[str, str]]:
    homes = [visit.home for _, visit in chosen]
    letters, last = _letters(desk), _last_visits(desk, {home.uid for home in homes})
    doors = door_lines(desk, homes)
    lines = []
    for day, visit in chosen:
        uid = visit.home.uid
        seen = last.get(uid, "")
        lines.append({
            **doors.get(uid, {}), "频次": letters.get(uid, "丁"), "计划": f"{day.month}.{day.day}", "结果": TICKS,
            "上次": f"{int(seen[5:7])}月{int(seen[8:])}日" if seen else "",
        })  # fmt: skip
    return lines


def door_lines(desk: Desk, homes: Collection[Home]) -> dict[str, dict[str, str]]:
    """Return what the paper says of each door: number, group, address, name and phone; of shops and tenants who and where."""
    found: dict[str, dict[str, str]] = {}
    rows = list(desk.store.get_many("household", [one.uid for one in homes if one.ledger == "household"]).values())
    heads = desk.store.get_many("person", {str(row["head"]) for row in rows if row.get("head")})
    for row, text in zip(rows, many_texts(desk, "household", rows), strict=True):
        phone = text["phone"] or str(heads.get(str(row.get("head")), {}).get("phone") or "")
        found[str(row["uid"])] = {
            "户号": text["number"], "小组": text["village_group"], "住址": short_address(desk, text["address"]),
            "户主": text["head"], "电话": mask_phone(phone, Level.FIELD, contact=True),
        }  # fmt: skip
    shops = list(desk.store.get_many("shop", [one.uid for one in homes if one.ledger == "shop"]).values())
    for row, text in zip(shops, many_texts(desk, "shop", shops), strict=True):
        found[str(row["uid"])] = {"户号": "门店", "住址": text["address_text"], "户主": text["name"]}
    dwellings = [one.uid for one in homes if one.ledger == "dwelling"]
    tenants, titles = tenant_words(desk, dwellings), desk.store.titles("dwelling", dwellings)
    for uid in dwellings:
        found[uid] = {"户号": "租住", "住址": short_address(desk, titles.get(uid, "")), "户主": tenants.get(uid, "")}
    return found


def survey(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 满意度问卷: only the grid; who answers stays unnamed, and the worker's name would give the first answer away."""
    grid = of_grid(desk, order)
    return Blanks({"调查网格": str(grid.get("name") or ""), "满意框": boxes(desk, "satisfaction")})


_PLAN_VALUES = ("计划网格", "走访人", "计划日期", "应访户数", "计划户数")
_PLAN_ROWS = {"走访": ("户号", "小组", "住址", "户主", "电话", "频次", "上次", "计划", "结果")}
PROVIDERS = {
    "visit_plan": Provider(visit_plan, _PLAN_VALUES, _PLAN_ROWS),
    "visit_plan_day": Provider(visit_plan_day, _PLAN_VALUES, _PLAN_ROWS),
    "visit_plan_rest": Provider(visit_plan_rest, _PLAN_VALUES, _PLAN_ROWS),
    "survey": Provider(survey, ("调查网格", "满意框")),
}  # fmt: skip
