"""Whether a paper is kept on the shelf, so that only what changed is printed the next time; remembered for each paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.print_questions import line, number

if TYPE_CHECKING:
    from gridDesk.desk import Desk

SETTING = "printing_shelved"


class KeepBlock(QWidget):
    """A tick, what it means, and which of several copies on the shelf is meant."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._paper = desk, ""
        self.keep = QCheckBox("放到架上，只换变动的页(&S)")
        self.hint = theme.subtle("每页留两行空行，页码固定；改了哪几页，下次就只印哪几页。")
        self.copy = number("架上第几份", 1, 9, " 份", self.changed.emit)
        self.copy.setPrefix("第 ")
        self.copy_line = line("架上的", self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.7))
        for part in (self.keep, self.hint, self.copy_line):
            column.addWidget(part)
        self.keep.toggled.connect(self._turned)
        self._fit()

    def show_paper(self, paper: str) -> None:
        """Show what this office chose for a paper the last time; nothing is told."""
        self._paper = paper
        before = self.keep.blockSignals(True)
        self.keep.setChecked(paper in self._kept())
        self.keep.blockSignals(before)
        self._fit()

    def wanted(self) -> bool:
        """Tell whether the paper is to stand on the shelf."""
        return self.keep.isChecked()

    def _turned(self, on: bool) -> None:
        kept = self._kept()
        self.desk.set_setting(SETTING, sorted(kept | {self._paper} if on else kept - {self._paper}))
        self._fit()
        self.changed.emit()

    def _kept(self) -> set[str]:
        found = self.desk.setting(SETTING, [])
        return {str(key) for key in found} if isinstance(found, list) else set()

    def _fit(self) -> None:
        self.hint.setVisible(self.wanted())
        self.copy_line.setVisible(self.wanted())
