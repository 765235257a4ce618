"""Sentences one below the other, each with an icon and a word for how serious it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gridDesk.ui import pieces, theme

if TYPE_CHECKING:
    from gridDesk.desk.carry_report import ReportLine

LEVELS = {
    "error": ("error", theme.ERROR, "有误"),
    "warn": ("warn", theme.WARN, "注意"),
    "new": ("star", theme.ACCENT, "新的"),
    "ok": ("check-circle", theme.OK, "正常"),
    "note": ("info", theme.SUBTLE, "提示"),
}


class Told(QWidget):
    """Shows a few lines; what a screen reader hears is all of them in one text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap())
        self._grid.setVerticalSpacing(theme.spacing(1))
        self._grid.setColumnStretch(1, 1)
        self._lines: tuple[ReportLine, ...] = ()

    def show_lines(self, lines: Sequence[ReportLine]) -> None:
        """Show these lines instead of those before; nothing is touched while they are the same."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        pieces.empty(self._grid)
        for row, line in enumerate(self._lines):
            name, colour, word = LEVELS[line.level]
            sign = QLabel()
            sign.setPixmap(theme.icon(name, colour).pixmap(theme.icon_size(), self.devicePixelRatioF()))
            sign.setAccessibleName(word)
            text = theme.body(line.text)
            text.setAccessibleName(f"{word}：{line.text}")
            self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1)
        self.setAccessibleName("\n".join(f"{LEVELS[line.level][2]}：{line.text}" for line in self._lines))

    def text(self) -> str:
        """Return all that is said."""
        return "\n".join(line.text for line in self._lines)
