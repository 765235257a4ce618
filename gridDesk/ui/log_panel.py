"""LogPanel: a tab of the log page beside the day's page; it reads its month when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridDesk.desk.office import Desk
from gridDesk.ui import background, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.watching import Watch


class LogPanel(QWidget):
    """Shows something of a month and grid; asks for the page of a day and grid ("": the same) by `day_wanted`, for another page by `go`."""

    day_wanted = Signal(str, str)
    go = Signal(str, str)
    watched: tuple[str, ...] = ("daily_log",)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.month, self.grid = "", None
        self._task: background.Task | None = None
        self._asked_at = -1  # the newest entry of the journal when the last question was asked
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, theme.gap(), theme.edge(), theme.gap() * 2)
        self.column.setSpacing(theme.gap())
        self.bar = problem.Bar()
        self.bar.clear()
        self.heading = theme.heading()
        self.build()
        self.setMinimumSize(theme.chars(20), round(theme.em() * 16))  # tables scroll where there is less room
        Watch(desk, self, self._changed, self.watched)

    def build(self) -> None:
        """Put the widgets into `column`."""
        raise NotImplementedError

    def add_head(self, *widgets: QWidget) -> None:
        """Put the heading and what can be done above everything; they stand below each other where it is narrow."""
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        words, buttons = FlowLayout(), FlowLayout(right=True)
        words.addWidget(self.heading)
        for widget in widgets:
            buttons.addWidget(widget)
        row.addLayout(words, 1)
        row.addLayout(buttons, 2)
        self.column.addLayout(row)
        self.column.addWidget(self.bar)

    def refresh(self) -> None:
        """Read again and show."""
        raise NotImplementedError

    def ask(self, job: Callable[[Desk], object], show: Callable[[Any], None]) -> None:
        """Read beside the window; the answer is shown unless another question was asked meanwhile."""
        if self._task is not None:
            self._task.cancel()
        self._asked_at = self.desk.store.newest
        task = background.read(
            self.desk,
            lambda desk, _progress: job(desk),
            for_owner(self, lambda found: self._arrived(task, show, found)),
            for_owner(self, lambda error: self._arrived(task, self.bar.show_error, error)),
        )
        self._task = task

    @property
    def reading(self) -> bool:
        """Tell whether an answer is on its way: what shows is of before."""
        return self._task is not None

    def _arrived(self, task: background.Task, show: Callable[[Any], None], found: object) -> None:
        if task is self._task:
            self._task = None
            show(found)

    def show_month(self, month: str, grid: str | None) -> None:
        """Show a month (`YYYY-MM`) of a grid, or of the only one."""
        if (month, grid) != (self.month, self.grid):
            self.bar.clear()
        self.month, self.grid = month, grid
        self.refresh()

    def _changed(self) -> None:
        if not self.month or not self.isVisible():
            return
        if self._asked_at != self.desk.store.newest:  # else what is shown, or on its way, knows of it
            self.refresh()


def month_words(month: str) -> str:
    """Return a month in words: 2026年11月."""
    return f"{int(month[:4])}年{int(month[5:])}月"
