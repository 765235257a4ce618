"""人口变动月报 on paper: households and people of each grid at the month's end, what changed, and the year so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridDesk.desk.figures import Books, Figures, kept, summed, words
from gridDesk.desk.office import Desk
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.documents.table_page import Item, TablePage

PREFIX = "view:population:"
COLUMNS = (
    ("label", "网格（月份）", 52.0), ("households", "户数", 18.0), ("people", "人口", 18.0),
    ("registered", "户籍", 18.0), ("floating", "流动", 18.0), ("moved_in", "迁入", 16.0), ("moved_out", "迁出", 16.0),
    ("births", "出生", 16.0), ("deaths", "死亡", 16.0), ("other_in", "其他增", 18.0), ("other_out", "其他减", 18.0),
    ("late", "其中补报", 20.0),
)  # fmt: skip
_SIGNED = ("填表人", "审核人", "负责人")


def key(month: str) -> str:
    """Return the key of the paper of a month (YYYY-MM), as the print page is asked for it."""
    return f"{PREFIX}{month}"


def title(key: str) -> str:
    """Return the title of the paper with a key."""
    return f"{words(key.removeprefix(PREFIX))}人口变动月报"


def page(desk: Desk, key: str, *, foot: str = "", made: str = "") -> TablePage:
    """Return the page of a month's figures: the grids, the total, then the months of the year and their sum."""
    from gridDesk.documents.sheet import Sheet
    from gridDesk.documents.table_page import Column, Section, TablePage

    month = key.removeprefix(PREFIX)
    books = Books(desk)
    closed = kept(desk, month)
    year = books.year(int(month[:4]))
    state = "已结账" if closed else "还没有结账"
    months = [(words(name), row) for name, row in year.months if name <= month]
    body: list[Item] = [Section(f"一、{words(month)}各网格（{state}）")]
    body += [cells(row.label, row) for row in books.month(month)]
    body.append(Section(f"二、{month[:4]}年各月"))
    body += [cells(label, row) for label, row in months]
    body.append(cells("合计", summed([row for _, row in months])))
    return TablePage(
        name="population_month", title=title(key),
        columns=tuple(
            Column(name, words_, width, "left" if name == "label" else "right") for name, words_, width in COLUMNS
        ),
        body=body, sheet=Sheet(landscape=True), left=f"填报单位（盖章）：{desk.office.name}",
        middle=f"填报日期：{today_iso()}", right="单位：户、人", signatures=_SIGNED, foot=foot, made=made,
    )  # fmt: skip


def cells(label: str, row: Figures) -> tuple[str, ...]:
    """Return figures as texts in the order of the columns; nothing is left blank where a count is nought."""
    return (label, *(f"{getattr(row, name):,}" for name, _, _ in COLUMNS[1:]))
