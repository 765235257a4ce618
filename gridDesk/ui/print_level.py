"""For whom a paper is printed: how much of ID numbers and of what is sensitive it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.print_questions import fill, line

if TYPE_CHECKING:
    from gridDesk.desk.printing import PaperChoice

FULL, SHORTENED = "M0", "M1"
INSIDE = ("", FULL, SHORTENED)  # levels of paper that stays in the office
WITHOUT_IDS = "交给外单位或张贴时请去掉，号码中间会印成星号。"


class LevelBlock(QWidget):
    """A choice among a paper's levels where it has several, else whether ID numbers are whole."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: dict[str, str] = {}
        self.level = QComboBox()
        self.level_line = line("给谁用(&V)", self.level)
        self.full_ids = QCheckBox("印出完整的公民身份号码(&I)")
        self.full_ids.setChecked(True)
        self.hint = theme.subtle(WITHOUT_IDS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.7))
        for part in (self.level_line, self.full_ids, self.hint):
            column.addWidget(part)
        self.level.currentIndexChanged.connect(lambda _row: self._chosen())
        self.full_ids.toggled.connect(lambda _on: self.changed.emit())

    def show_paper(self, paper: PaperChoice | None) -> None:
        """Offer the levels of a paper; the one chosen before stays chosen where it has that too."""
        levels = paper.levels if paper is not None else ()
        self._levels = {one.level: one.help for one in levels}
        fill(self.level, [(one.level, one.title) for one in levels])
        self.level_line.setVisible(len(levels) > 1)
        self.full_ids.setVisible(not levels)
        self._explain()

    def choose(self, level: str, *, full_ids: bool) -> None:
        """Choose a level, or whether ID numbers are whole."""
        inside = FULL if full_ids else SHORTENED
        self.level.setCurrentIndex(max(0, self.level.findData(level or inside)))
        self.full_ids.setChecked(full_ids)

    def chosen(self) -> str:
        """Return the chosen level, "" where the paper has none to choose."""
        return str(self.level.currentData() or "") if self._levels else ""

    def wanted(self) -> str:
        """Return the level as an order tells it: "" inside the office, where `shows_ids` says the rest."""
        return self.chosen() if self.leaves() else ""

    def shows_ids(self) -> bool:
        """Tell whether whole ID numbers are wanted."""
        return self.chosen() == FULL if self._levels else self.full_ids.isChecked()

    def leaves(self) -> bool:
        """Tell whether the paper is to be carried outside or posted."""
        return self.chosen() not in INSIDE

    def _chosen(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        self.hint.setText(self._levels.get(self.chosen(), WITHOUT_IDS))
