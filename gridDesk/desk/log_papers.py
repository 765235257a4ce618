"""Makers of the daily record in its five layouts: a day or a month; blank and numbered, half filled, or filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.desk import grid_views, log_pages
from gridDesk.desk.log_days import LogDays, who
from gridDesk.desk.log_due import DueVisits
from gridDesk.desk.logs import chosen_days
from gridDesk.documents.log_day import DailyLog
from gridDesk.ledger import Row
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.desk.office import Desk
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.form import FormPage

TITLES = {
    "daily_log": "网格工作日志", "work_record": "网格员工作记录表", "street_diary": "街道网格化管理工作日记", "mood_diary": "民情日记",
    "mood_log": "民情日志",
}  # fmt: skip
_LAYOUT = "log_layout"


def layout_in_use(desk: Desk) -> str:
    """Return the paper key of the layout this office keeps its log in: its choice, else what its regulation names.

    A regulation that names none leaves 《网格工作日志》.
    """
    chosen, named = str(desk.setting(_LAYOUT, "")), grid_views.profile_of(desk).log
    return next((key for key in (chosen, named) if key in TITLES), "daily_log")


def choose_layout(desk: Desk, key: str) -> None:
    """Keep the log in another layout from now on; all five can still be printed."""
    desk.set_setting(_LAYOUT, key)


def grid_row(desk: Desk, grid: str | None) -> Row:
    """Return the grid of a log: the one asked for, or the only one; empty where there is a choice and none was made."""
    grids = desk.grids()
    return next((row for row in grids if row["uid"] == grid), grids[0] if len(grids) == 1 else {})


def leaf_number(day: str) -> str:
    """Return the page number of a day in the book of its month: the day itself, so that a page written later moves none."""
    return str(int(day[8:10]))


class DailyLogs:
    """The pages an order asks for, in order; can be read more than once."""

    def __init__(self, desk: Desk, order: PrintOrder) -> None:
        self.desk, self.order = desk, order
        self.grid = grid_row(desk, order.grid)

    def __iter__(self) -> Iterator[DailyLog]:
        if self.order.mode == "blank":
            return self._blank()
        return self._half() if self.order.mode == "half" else self._filled()

    def _blank(self) -> Iterator[DailyLog]:
        start = who(self.desk, self.grid, {})
        for page in log_pages.plan(self.desk, self.order):
            yield replace(start, date=page.date, number=page.number)

    def _half(self) -> Iterator[DailyLog]:
        days = self._days()
        kept = LogDays(self.desk, self.grid, days[0], days[-1])
        due, start = DueVisits(self.desk, self.grid), who(self.desk, self.grid, {})
        for day in days:
            yield replace(start, date=day, visits=due.of(day), plan=kept.plan(day), number=self._number(day))

    def _filled(self) -> Iterator[DailyLog]:
        days = self._days()
        kept = LogDays(self.desk, self.grid, days[0], days[-1])
        for day in kept.written() if self.order.month else days:
            log = kept.day(day)
            yield replace(log, number=log.number or self._number(day))

    def _number(self, day: str) -> str:
        """Return the page of a day in its month's book."""
        return leaf_number(day) if self.order.month else ""

    def _days(self) -> Sequence[str]:
        order = self.order
        return chosen_days(self.desk, order.month, order.days) if order.month else [order.date or today_iso()]


def logs(making: Making) -> FormPage:
    """Make log pages of a day or a month in the layout of the paper."""
    from gridDesk.documents.log_layouts import build_logs

    order = making.order
    found = DailyLogs(making.desk, order)
    page = build_logs(making.paper, found, making.header, order.mode)
    return replace(page, odd_start=True) if order.month and order.mode == "filled" and overflows(page) else page


def overflows(page: FormPage) -> bool:
    """Tell whether a day needs the back of its leaf; then every day begins on a leaf of its own."""
    from gridDesk.documents.form_layout import lay_out

    return any(len(lay_out(form, page.sheet)) > 1 for form in page.forms)
