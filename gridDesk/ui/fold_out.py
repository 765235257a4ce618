"""A part of a page that is folded away until its heading is pressed."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme


class FoldOut(QWidget):
    """A heading with an arrow; what was added shows below it while it is open."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = theme.quiet(QPushButton(words))
        self.head.setCheckable(True)
        self.head.toggled.connect(self._fold)
        self.body = QWidget()
        self._inner = QVBoxLayout(self.body)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(theme.gap())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.7))
        column.addWidget(self.head)
        column.addWidget(self.body)
        self._fold(False)

    def add(self, part: QWidget) -> None:
        """Put a part below the heading."""
        self._inner.addWidget(part)

    def _fold(self, on: bool) -> None:
        self.head.setIcon(theme.icon("chevron-down" if on else "chevron-right", theme.ACCENT))
        self.body.setVisible(on)
