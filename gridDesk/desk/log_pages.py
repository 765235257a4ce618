"""Numbers of log pages: each blank page handed out has one of its year, remembered, so that a page written by hand is
entered later against it (齐陵街道办法第十一条（六）).

A number reads `2026-143`: the year's 143rd page of a grid, whichever layout it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from gridDesk.desk.logs import chosen_days, own_rows
from gridDesk.desk.office import Desk
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

_SETTING = "log_pages"
_NUMBER = re.compile(r"(?:(\d{4})\D+)?(\d{1,5})")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class BlankPage:
    """A blank page: its number (`2026-143`) and the day it is for, "" where the pen writes the date."""

    number: str
    date: str = ""


class Batch(msgspec.Struct, frozen=True):
    """Blank pages handed out at once: the paper, the grid ("" none), the year, first number, and their days in order.

    `on` is the day they were printed, `code` the number of that printing: its later copies hand out nothing new.
    """

    paper: str
    grid: str
    year: str
    first: int
    dates: list[str]
    on: str
    code: str = ""

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return self.first + len(self.dates) - 1

    def pages(self) -> Iterator[BlankPage]:
        """Yield every page of the batch."""
        for place, date in enumerate(self.dates):
            yield BlankPage(f"{self.year}-{self.first + place}", date)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page looked up by its number: the day it was for or was entered on, its grid, and the log's uid once entered."""

    number: str
    date: str
    grid: str
    paper: str
    log: str


def batches(desk: Desk) -> list[Batch]:
    """Return what was handed out, the oldest first."""
    return msgspec.convert(desk.setting(_SETTING, []), list[Batch])


def next_number(desk: Desk, grid: str, year: str) -> int:
    """Return the number the next blank page of a grid's year takes."""
    return max((one.last for one in batches(desk) if (one.grid, one.year) == (grid, year)), default=0) + 1


def plan(desk: Desk, order: PrintOrder) -> list[BlankPage]:
    """Return the blank pages an order asks for, numbered on from the last handed out, or from `order.start`."""
    return list(_batch(desk, order).pages())


def hand_out(desk: Desk, order: PrintOrder) -> Batch | None:
    """Remember the blank pages of an order once they are printed; does nothing for other orders."""
    from gridDesk.desk.log_papers import TITLES

    pages = bound(desk, order)
    if pages.paper not in TITLES or pages.mode != "blank":
        return None
    batch = _batch(desk, pages)
    if batch.code and any(one.code == batch.code for one in batches(desk)):
        return None
    kept = [one for one in batches(desk) if not _covers(batch, one)]
    desk.set_setting(_SETTING, msgspec.to_builtins([*kept, batch]))
    return batch


def bound(desk: Desk, order: PrintOrder) -> PrintOrder:
    """Return the order for the pages of a bound month: its layout is the one in use; other orders stay as they are."""
    from gridDesk.desk.log_papers import layout_in_use

    if order.paper != "log_book":
        return order
    return replace(order, paper=layout_in_use(desk), month=order.month or (order.date or today_iso())[:7], date="")


def _covers(new: Batch, old: Batch) -> bool:
    """Tell whether a batch printed again takes the place of an older one."""
    return (new.grid, new.year) == (old.grid, old.year) and new.first <= old.first and new.last >= old.last


def _batch(desk: Desk, order: PrintOrder) -> Batch:
    from gridDesk.desk.log_papers import grid_row

    grid = str(grid_row(desk, order.grid).get("uid") or "")
    year = (order.month or order.date or today_iso())[:4]
    if order.days == "none":
        dates = [""] * max(1, order.count)
    else:
        dates = chosen_days(desk, order.month, order.days) if order.month else [order.date]
    return Batch(order.paper, grid, year, order.start or next_number(desk, grid, year), dates, today_iso(), order.code)


def number_of(written: str, year: str) -> str:
    """Return a page number as clerks write it (`第 143 页`, `２０２６－143`) in our form; without a year it is of `year`."""
    found = _NUMBER.search(written.translate(_WIDE))
    return f"{found[1] or year}-{int(found[2])}" if found else ""


def find(desk: Desk, written: str, grid: str = "") -> FoundPage | None:
    """Return the page with a number, as a clerk writes it: entered, or only handed out; None when there is no such page."""
    number = number_of(written, today_iso()[:4])
    if not number:
        return None
    for row in own_rows(desk, "daily_log", where={"grid": grid} if grid else None):
        date = str(row["date"])
        if row.get("page") and number_of(str(row["page"]), date[:4]) == number:
            return FoundPage(number, date, str(row.get("grid") or ""), "", str(row["uid"]))
    for batch in reversed(batches(desk)):
        for page in batch.pages():
            if page.number == number and grid in ("", batch.grid):
                return FoundPage(number, page.date, batch.grid, batch.paper, "")
    return None


def page_of(desk: Desk, date: str, grid: str) -> str:
    """Return the number of the blank page last handed out for a day of a grid, "" if none was."""
    return next(
        (
            page.number
            for batch in reversed(batches(desk))
            if batch.grid == grid
            for page in batch.pages()
            if page.date == date
        ),
        "",
    )


def not_entered(desk: Desk, grid: str, month: str) -> list[BlankPage]:
    """Return the pages handed out for days of a month, or undated in it, whose number stands on no log yet."""
    where: dict[str, object] = {"grid": grid} if grid else {}
    entered = {
        number_of(str(row["page"]), str(row["date"])[:4])
        for row in own_rows(desk, "daily_log", where=where)
        if row.get("page")
    }
    return [
        page for batch in batches(desk) if batch.grid == grid for page in batch.pages()
        if (page.date or batch.on)[:7] == month and page.number not in entered
    ]  # fmt: skip
