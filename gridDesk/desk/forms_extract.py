"""信息采集工作台账月报 (办法1 一（八）, 制度6: 每月向司法所报送): figures of a month by grid, and what was gathered and changed.

Counts only (level M3): groups of people are one line together, so that none of them can be told apart.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gridDesk.desk import figures
from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import between, done, month_words, of_month
from gridDesk.desk.office import Desk
from gridDesk.ledger import Row
from gridDesk.ledger.dates import month_days
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

_DISPUTE = "01"
_KINDS = (
    ("人口和居住", ("person", "residence")), ("户", ("household",)), ("房屋、地址和租赁", ("dwelling", "address", "tenancy")),
    ("单位和门店", ("unit", "shop")), ("重点场所、楼栋和自然地", ("key_place", "building", "natural_place")),
)  # fmt: skip
_GROUPS = "各类关爱和重点人群"
_OPS = {"新增": ("create", "restore"), "变更": ("update", "reopen"), "注销": ("close",), "核实": ("verify",)}
_PEN_GRIDS = 6


def extract_month(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill the month's report: people and households as of its end, what came and went, the work, the gathering."""
    month = of_month(order)
    values = {"月份": month_words(month)}
    if order.mode == "blank":
        kinds = [{"类别": label} for label in (*(label for label, _ in _KINDS), _GROUPS)]
        return Blanks(values, {"网格": [{}] * _PEN_GRIDS, "采集": kinds})
    return Blanks(
        values,
        {"网格": [_grid_line(desk, month, one) for one in figures.month(desk, month)], "采集": _gathered(desk, month)},
    )


def _grid_line(desk: Desk, month: str, one: figures.Figures) -> dict[str, str]:
    """Return the line of one grid, or of all; what belongs to no grid is counted among all only."""
    if not one.grid:
        return {"网格名称": one.label, "户数": str(one.households), "人口": str(one.people), "流动": str(one.floating)}
    every = month_days(month)
    ends = every[0].isoformat(), every[-1].isoformat()
    grid = "" if one.grid == "total" else one.grid
    visits = between(desk, "visit", "date", *ends, grid=grid)
    events = between(desk, "event", "date", *ends, grid=grid)
    disputes = [row for row in events if row.get("kind") == _DISPUTE]
    counts = {
        "户数": one.households, "人口": one.people, "流动": one.floating, "迁入": one.moved_in, "迁出": one.moved_out, "出生": one.births,
        "死亡": one.deaths, "走访": len(visits), "巡查": len(between(desk, "patrol", "date", *ends, grid=grid)), "事项": len(events),
        "办结": sum(done(row) for row in events), "纠纷": len(disputes), "化解": sum(done(row) for row in disputes),
    }  # fmt: skip
    return {"网格名称": one.label, **{label: str(number) for label, number in counts.items()}}


def _gathered(desk: Desk, month: str) -> list[dict[str, str]]:
    """Return how many records of each kind were made, changed, closed and verified in a month."""
    counts: Counter[tuple[str, str]] = Counter()
    for day in month_days(month):
        if day.isoformat() <= today_iso():
            counts.update(desk.store.changes_on(day.isoformat()))
    special = tuple(ledger.key for ledger in desk.enabled() if ledger.group == "special")
    return [
        {"类别": label, **{word: str(sum(counts[key, op] for key in keys for op in ops)) for word, ops in _OPS.items()}}
        for label, keys in (*_KINDS, (_GROUPS, special))
    ]


_COUNTED = ("户数", "人口", "流动", "迁入", "迁出", "出生", "死亡", "走访", "巡查", "事项", "办结", "纠纷", "化解")
PROVIDERS = {
    "extract_month": Provider(
        extract_month, ("月份",), {"网格": ("网格名称", *_COUNTED), "采集": ("类别", *_OPS)}
    )
}  # fmt: skip
