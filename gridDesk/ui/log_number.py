"""PageNumber: finds the day of a page written by hand by the number at its head."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gridDesk.desk import log_pages, logs
from gridDesk.desk.office import Desk


class PageNumber(QLineEdit):
    """Emits `found(day)` for a page that has one, then `said(sentence, level)`."""

    found = Signal(str)
    said = Signal(str, str)

    def __init__(self, desk: Desk, grid: Callable[[], str | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.grid = desk, grid
        self.setPlaceholderText("按手写页码找，如 2026-143")
        self.setAccessibleName("手写页码")
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(self.find)

    def find(self) -> None:
        """Show the day of the page, or say why there is none."""
        number = self.text().strip()
        page = log_pages.find(self.desk, number, self.grid() or "") if number else None
        if not number:
            return
        if page is None:
            self.said.emit(f"没有页码是“{number}”的日志页，请对照纸上右上角的页码再写一次。", "warn")
        elif page.date:
            self.found.emit(page.date)
            written = "已经录入" if page.log else "是发出的空白页，还没有录入"
            self.said.emit(f"页码 {page.number} {written}，日期是{logs.day_words(page.date)}。", "ok")
        else:
            self.said.emit(f"页码 {page.number} 是不印日期的空白页，还没有录入。请选好日期，把它写进“手写页码”。", "ok")
