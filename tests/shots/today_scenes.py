"""The morning page in pictures: a workday with doors to knock at, the week unfolded, a visit confirmed, all done, empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtWidgets import QWidget

from gridDesk.desk import new_office
from gridDesk.ledger import Office
from gridDesk.text import CLOCK, today
from gridDesk.ui.today_page import TodayPage
from tests.shots.grab import Scene, Studio, settle


class TodayScenes:
    """Scenes of the morning page."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "11-today-work", self.work
        yield "11-today-week", self.week
        yield "11-today-same", self.same
        yield "11-today-done", self.done
        yield "11-today-empty", self.empty

    def work(self) -> QWidget:
        """Picture the next workday in the morning."""
        return self._on(_next_workday())

    def week(self) -> QWidget:
        """Picture the week unfolded."""
        window = self._on(_next_workday())
        page = window.workspace.shown()
        page.fold.head.setChecked(True)
        page._scroll.ensureWidgetVisible(page.week)
        settle(200)
        return window

    def same(self) -> QWidget:
        """Picture the page after Space on a door; the visit itself is taken back for the scenes that follow."""
        from gridDesk.desk import agenda_acts, history

        window = self._on(_next_workday())
        page = window.workspace.shown()
        page.list.selectRow(next(n for n, line in enumerate(page.list.rows.lines) if line.what.kind == "visit"))
        item = page.list.item()
        saved = agenda_acts.confirm_visit(self.desk, item)
        history.undo(self.desk, saved.changes.txn)
        settle(300)
        window = self._on(_next_workday())
        page._agenda = page._agenda.without(item)
        page._show_agenda()
        page.bar.say(f"已记下走访“{item.title}”，信息无变化。", "ok")
        page.undo.show()
        settle(200)
        return window

    def done(self) -> QWidget:
        """Picture the page when all of the day is done."""
        window = self._on(_next_workday())
        page = window.workspace.shown()
        page._agenda = replace(
            page._agenda, today=(), notice="", state="今天走访了 10 户，今天要办的事都办完了，您辛苦了。"
        )
        page._show_agenda()
        return window

    def empty(self) -> QWidget:
        """Picture the page of an office made this morning."""
        office = Office(site="c" * 16, name="新柳村", level="village")
        desk = new_office(Path(mkdtemp()) / "新柳村", office, password="新柳村口两棵歪脖子枣树", worker="王建国")
        page = TodayPage(desk)
        page.resize(self.studio.window.size())
        page.destroyed.connect(desk.close)
        page.show()
        return page

    def _on(self, day: date) -> QWidget:
        window = self.studio.enter()
        window.open_page("today")
        page = window.workspace.shown()
        page.bar.clear()
        page.undo.hide()
        page.fold.head.setChecked(False)
        with CLOCK.at(_morning(day)):
            page.refresh()
            settle(300)
        page.list.selectRow(0)
        page.list.setFocus()
        return window


def _next_workday() -> date:
    day = today() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 30)).astimezone()
