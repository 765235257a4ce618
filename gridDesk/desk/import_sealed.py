"""Rosters that hold sealed content, imported by somebody without its key: that part stays out, named by columns only."""

from __future__ import annotations

from dataclasses import replace

from gridDesk.roster import Plan, SheetPlan
from gridDesk.roster.cells import letter
from gridDesk.roster.tags import ASKED

_REFUSED = "您的账号没有这项权限，没有导入；请由受保护台账经办人导入。"


def without_sealed(plan: Plan) -> Plan:
    """Return a plan without anything of sealed ledgers; what stays out is told by the letters of its columns."""
    return replace(plan, sheets=tuple(map(_sheet, plan.sheets)))


def _sheet(sheet: SheetPlan) -> SheetPlan:
    if sheet.needs:
        columns = [letter(one.column) for one in sheet.matches.columns] if sheet.matches is not None else []
        where = f"（第 {'、'.join(columns)} 列）" if columns else ""
        return SheetPlan(sheet.sheet, None, sheet.header, notices=(f"这张表是受保护台账的内容{where}，{_REFUSED}",))
    if not sheet.offers:
        return sheet
    notices = tuple(text.replace(ASKED, _REFUSED) for text in sheet.notices)
    return replace(sheet, notices=notices, offered=(), offers=frozenset())
