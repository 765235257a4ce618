"""The bound month of a grid worker's daily record, filled from the records or blank for the pen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.desk import log_pages
from gridDesk.desk.book_figures import overview
from gridDesk.desk.grant_order import gives
from gridDesk.desk.log_days import LogDays, hours_words, patrol_minutes, who
from gridDesk.desk.log_gaps import GridDays, grid_days
from gridDesk.desk.log_papers import DailyLogs, grid_row, leaf_number
from gridDesk.desk.logs import days_of
from gridDesk.desk.paper_rows import Scope
from gridDesk.documents.log_book import LogDay, LogGap, LogMonth, build_log_book
from gridDesk.documents.log_day import DailyLog
from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.documents.page import Book


def log_book(making: Making) -> Book:
    """Make the bound month of a grid in the layout the office keeps its log in. Raises DeskError without a grid."""
    from gridDesk.desk.printing import paper_of
    from gridDesk.documents.form_layout import lay_out
    from gridDesk.documents.log_layouts import build_logs

    order = log_pages.bound(making.desk, making.order)
    order = replace(order, mode="blank" if order.mode == "blank" else "filled")
    if not order.grid and len(making.desk.grids()) > 1:
        raise DeskError("工作日志按网格装订成册，", advice="请先选一个网格。")
    layout = paper_of(making.desk, order.paper)
    written = list(DailyLogs(making.desk, order))
    numbered = written if order.mode == "blank" else [replace(log, number=leaf_number(log.date)) for log in written]
    logs = build_logs(layout, numbered, making.header, order.mode)
    sides = [len(lay_out(form, logs.sheet)) for form in logs.forms]
    logs = replace(logs, odd_start=max(sides, default=1) > 1)
    about = _month(making, order.month, written, numbered, blank=order.mode == "blank")
    grid = grid_row(making.desk, making.order.grid)
    area = overview(making.desk, grid, Scope(str(grid.get("uid") or "") or None), given=gives(making.order))
    return build_log_book(making.paper, replace(about, title=layout.title, sides=sum(sides)), area, logs, making.header)


def _month(making: Making, month: str, written: list[DailyLog], numbered: list[DailyLog], *, blank: bool) -> LogMonth:
    desk, grid = making.desk, grid_row(making.desk, making.order.grid)
    days = days_of(month)
    start = who(desk, grid, {})
    about = LogMonth(
        title="", village=start.village, grid=start.grid, grid_code=start.grid_code, worker=start.worker, month=month,
        volume=str(int(month[5:7])), leaves=len(numbered), blank=blank,
    )  # fmt: skip
    pages = {log.date: log.number for log in numbered}
    if blank:
        return replace(about, days=tuple(LogDay(date=day, page=pages.get(day, ""), state="blank") for day in days))
    kept, state = LogDays(desk, grid, days[0], days[-1]), grid_days(desk, grid, days)
    open_pages = log_pages.not_entered(desk, str(grid.get("uid") or ""), month)
    return replace(
        about, days=tuple(_day(kept, day, state, pages.get(day, "")) for day in days), due=state.due,
        gaps=tuple(LogGap(date=day, reason=state.reasons.get(day, "")) for day in state.missing),
        open_pages=tuple(page.number for page in open_pages), worker=written[-1].worker if written else about.worker,
    )  # fmt: skip


def _day(kept: LogDays, day: str, state: GridDays, page: str) -> LogDay:
    """Return a day of the index: figures also where its page is missing, for the records are there."""
    patrols, found = kept.patrols_of(day), kept.findings(day)
    walked = f"{len(patrols)} 次 {hours_words(patrol_minutes(patrols))}".strip() if patrols else ""
    number = kept.logs[day][0].text["page"] if day in kept.logs else ""
    hand = f"（手写 {number}）" if number and number != page else ""
    main = "；".join(dict.fromkeys(one.kind for one in found if one.kind)) + hand
    return LogDay(
        date=day, page=page, state=state.states[day], visits=kept.visits_of(day)[0], patrols=walked, events=len(found), main=main,
    )  # fmt: skip
