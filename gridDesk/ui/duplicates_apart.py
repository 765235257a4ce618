"""The pairs found not to be one person, with the way back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gridDesk.desk import duplicates
from gridDesk.desk.duplicates import Distinct
from gridDesk.desk.office import Desk
from gridDesk.ui import pieces, theme
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

HEADINGS = (Heading("甲", 8), Heading("乙", 8), Heading("认定日期", 9), Heading("依据"))


class ApartDialog(QDialog):
    """Lists what was decided; the chosen decision can be taken back, and the pair is asked about again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.taken_back = 0
        self.setWindowTitle("已认定不是同一人")
        self.table = RowsView(HEADINGS, "已认定不是同一人的，一行一对")
        self.note = theme.subtle()
        self.again = pieces.button("撤销认定(&Z)", self.take_back, "undo")
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(pieces.button("关闭(&C)", self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("已认定不是同一人"))
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        column.addLayout(row)
        fit_screen(self, theme.chars(46), theme.em() * 20)
        self.refresh()

    def refresh(self) -> None:
        """Read the decisions again."""
        kept = duplicates.distinct(self.desk)
        self.table.set_lines([Line((*one.names, when_words(one.on), one.note), one) for one in kept])
        self.table.setVisible(bool(kept))
        self.again.setEnabled(bool(kept))
        words = "这些人以后不再当作重复列出。撤销认定，就会重新列出。"
        self.note.setText(words if kept else "还没有认定过哪两条记录不是同一人。")

    def take_back(self) -> None:
        """Ask about the chosen pair again from now on."""
        chosen = self.table.current()
        if isinstance(chosen, Distinct):
            duplicates.ask_again(self.desk, chosen.uid)
            self.taken_back += 1
            self.refresh()
