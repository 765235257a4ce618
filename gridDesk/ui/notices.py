"""Sentences above something that scrolls by itself: as high as their words need, and no reason for the page to scroll."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridDesk.ui import theme


class Notices(QWidget):
    """Holds wrapping sentences. A page whose layout asks for height by width is scrolled as a whole by its frame."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.gap())
        for part in parts:
            # A wrapping label asks for the height it has in its narrowest form; here its width is known.
            part.setMinimumHeight(1)
            self._column.addWidget(part)

    def hasHeightForWidth(self) -> bool:
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        by_width = self._column.hasHeightForWidth()
        hint = self._column.totalHeightForWidth(self.width()) if by_width else self._column.totalSizeHint().height()
        self.setFixedHeight(max(0, hint))
