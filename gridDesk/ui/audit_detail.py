"""One line of the log in full: everything it says, and what it was done to, whose name is told only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import audit_words
from gridDesk.ui import pieces, theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.audit_words import Object
    from gridDesk.store.audit import AuditLine

MOST = 30  # objects listed
NO_NAME = "名称不能显示：没有权限，或者记录已不在。"


class AuditDetail(QWidget):
    """A card beside the list; a record's name shows after 显示名称 was pressed, and that is noted in the log itself."""

    open_record = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.card = pieces.Card("")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(inside))

    def show_line(self, line: AuditLine | None) -> None:
        """Show a line, or nothing."""
        self.card.clear()
        self.card.setVisible(line is not None)
        if line is None:
            return
        self.card.heading.setText(f"第 {line.n:,} 条")
        self.card.body.addWidget(theme.body(audit_words.sentence(self.desk, line)))
        self.card.body.addLayout(pieces.facts(audit_words.details(self.desk, line), 1))
        found = audit_words.objects(self.desk, line)
        if found:
            self.card.body.addWidget(theme.subtle("有关的记录和单位"))
        for one in found[:MOST]:
            self.card.body.addLayout(self._row(one))
        if len(found) > MOST:
            self.card.body.addWidget(theme.subtle(f"还有 {len(found) - MOST:,} 条没有列出。"))

    def _row(self, one: Object) -> QHBoxLayout:
        row = QHBoxLayout()
        words = QLabel(one.words)
        row.addWidget(words)
        if one.ledger:
            show = theme.quiet(pieces.button("显示名称", lambda: self._reveal(one, words, show)))
            show.setAccessibleName(f"显示{one.words}的名称")
            row.addWidget(show)
        row.addStretch(1)
        return row

    def _reveal(self, one: Object, words: QLabel, button: QWidget) -> None:
        name = audit_words.name_of(self.desk, one)
        words.setText(f"{one.words}　{name or NO_NAME}")
        button.hide()
