"""What an empty list says: what is missing, what to do first, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme


class EmptyState(QWidget):
    """What an empty list says: what is missing, what to do first, and the button that does it."""

    first = Signal()
    second = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = theme.title()
        self._text = theme.subtle()
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setMaximumWidth(theme.chars(34))
        self._one = theme.primary(QPushButton())
        self._two = QPushButton()
        self.setFocusProxy(self._one)
        self._one.clicked.connect(self.first)
        self._two.clicked.connect(self.second)
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap() * 2)
        column.addStretch(2)
        column.addWidget(self._head, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(_centred(self._text))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._one)
        row.addWidget(self._two)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def say(self, head: str, text: str, one: str, two: str) -> None:
        """Show a heading, a sentence and up to two buttons."""
        self._head.setText(head)
        self._text.setText(text)
        for button, words in ((self._one, one), (self._two, two)):
            button.setText(words)
            button.setVisible(bool(words))

    def words(self) -> str:
        """Return what is said."""
        return f"{self._head.text()}\n{self._text.text()}"


def _centred(widget: QWidget) -> QHBoxLayout:
    # A label that wraps is only given its full height when the layout does not align it.
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)
    row.addStretch(1)
    return row
