"""What the forms taken to the doors say: 走访计划单 (新城二（二）2) and 满意度问卷 (齐陵第十一条（五）).

The plan goes outside, so it is made at level M2 whatever the order says: no ID number, and why a household is called
on stands there only as a letter for how often, never as the name of a group.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import boxes, day_words, of_grid
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Ledger, Row
from gridDesk.text import today, today_iso
from gridDesk.vault import Level, mask_phone

if TYPE_CHECKING:
    from gridDesk.desk.printing import PrintOrder

# How many days may pass between visits, by the letter on paper: 甲 weekly, 乙 half-monthly, 丙 monthly, 丁 quarterly.
EVERY = {"甲": 7, "乙": 15, "丙": 30, "丁": 92}
_LETTERS = {"01": "甲", "02": "甲", "03": "乙", "04": "丙", "05": "丁"}
_OFTEN = ("visit_every", "help_every")
DUE_A_DAY = {"community": 8, "village": 5}  # 齐陵第十一条（一）
_ORDER = {letter: n for n, letter in enumerate(EVERY)}
_DAYS = 5
_NEVER, _PEN_ROWS = "0000", 19


def visit_plan(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 走访计划单: a week's visits of a grid, the most overdue chosen, listed in the order of their addresses."""
    grid = of_grid(desk, order)
    values = {
        "计划网格": str(grid.get("name") or desk.office.name), "走访人": str(grid.get("worker") or desk.worker),
        "计划日期": day_words(order.date or today_iso()),
    }  # fmt: skip
    if order.mode == "blank":
        return Blanks({"计划网格": values["计划网格"]}, {"走访": [{}] * _PEN_ROWS})
    due, waiting = _due(desk, str(grid.get("uid") or ""))
    lines = [{"序号": str(n), **line} for n, line in enumerate(due, 1)]
    return Blanks({**values, "应访户数": str(waiting), "计划户数": str(len(lines))}, {"走访": lines})


def _due(desk: Desk, grid: str) -> tuple[list[dict[str, str]], int]:
    """Return a week's households and how many are due: letters 甲 to 丙 before 丁, those longest waiting first."""
    ids = desk.store.walk(grid=grid, office=desk.office.site)
    rows = desk.store.page("household", list(ids))
    letters, last = _letters(desk), _last_visits(desk, grid)
    waiting = []
    for place, row in enumerate(rows):
        uid = str(row["uid"])
        letter, seen = letters.get(uid, "丁"), last.get(uid, _NEVER)
        if seen == _NEVER or date.fromisoformat(seen) + timedelta(days=EVERY[letter]) <= today():
            waiting.append((letter, seen, place, row))
    waiting.sort(key=lambda item: (_ORDER[item[0]], item[1], item[2]))
    chosen = sorted(waiting[: DUE_A_DAY.get(desk.office.level, 5) * _DAYS], key=lambda item: item[2])
    return _lines(desk, [(letter, seen, row) for letter, seen, _, row in chosen]), len(waiting)


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


def _last_visits(desk: Desk, grid: str) -> dict[str, str]:
    where = {"grid": grid} if grid else {}
    last: dict[str, str] = {}
    for row in desk.store.rows("visit", where=where):
        home, day = str(row.get("household") or ""), str(row.get("date") or "")
        if home and len(day) == 10 and row.get("effective") != 0:
            last[home] = max(last.get(home, ""), day)
    return last


def _lines(desk: Desk, chosen: list[tuple[str, str, Row]]) -> list[dict[str, str]]:
    rows = [row for _, _, row in chosen]
    heads = desk.store.get_many("person", {str(row["head"]) for row in rows if row.get("head")})
    lines = []
    for (letter, seen, row), text in zip(chosen, many_texts(desk, "household", rows), strict=True):
        phone = text["phone"] or str(heads.get(str(row.get("head")), {}).get("phone") or "")
        lines.append({
            "户号": text["number"], "小组": text["village_group"], "住址": short_address(desk, text["address"]),
            "户主": text["head"], "电话": mask_phone(phone, Level.FIELD, contact=True), "频次": letter,
            "上次": "" if seen == _NEVER else f"{int(seen[5:7])}月{int(seen[8:])}日",
        })  # fmt: skip
    return lines


def survey(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 满意度问卷: only the grid; who answers stays unnamed, and the worker's name would give the first answer away."""
    grid = of_grid(desk, order)
    return Blanks({"调查网格": str(grid.get("name") or ""), "满意框": boxes(desk, "satisfaction")})


PROVIDERS = {
    "visit_plan": Provider(
        visit_plan, ("计划网格", "走访人", "计划日期", "应访户数", "计划户数"),
        {"走访": ("户号", "小组", "住址", "户主", "电话", "频次", "上次")},
    ),
    "survey": Provider(survey, ("调查网格", "满意框")),
}  # fmt: skip
