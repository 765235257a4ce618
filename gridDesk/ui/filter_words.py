"""The filter of a list in words above it: 性别＝女 且 年龄≥60, each with a button that takes it away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gridDesk.ui import theme
from gridDesk.ui.flow import FlowLayout


class FilterWords(QWidget):
    """Shows conditions in words; emits `removed(place)` or `cleared`. Hidden while there are none."""

    removed = Signal(int)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._flow.setSpacing(theme.spacing(1))
        self.buttons: list[QPushButton] = []
        self._shown: tuple[str, ...] = ()
        self.hide()

    def show_words(self, words: Sequence[str]) -> None:
        """Show these conditions."""
        if tuple(words) == self._shown:
            return
        self._shown = tuple(words)
        self._empty()
        for place, text in enumerate(words):
            self._flow.addWidget(theme.subtle("且" if place else "筛选："))
            self._add(place, text)
        if words:
            clear = theme.quiet(QPushButton("全部清除(&L)"))
            clear.clicked.connect(self.cleared)
            self._flow.addWidget(clear)
        self.setVisible(bool(words))
        self.updateGeometry()

    def text(self) -> str:
        """Return the filter in words."""
        return " 且 ".join(self._shown)

    def _add(self, place: int, text: str) -> None:
        button = QPushButton(text.replace("&", "&&"))
        button.setProperty("role", "chip")
        button.setIcon(theme.icon("close", theme.ACCENT_DARK))
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        button.setToolTip("取消这个条件")
        button.setAccessibleName(f"取消条件：{text}")
        button.clicked.connect(lambda _checked=False: self.removed.emit(place))
        self.buttons.append(button)
        self._flow.addWidget(button)

    def _empty(self) -> None:
        self.buttons.clear()
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def label(self) -> QLabel | None:
        """Return the first word of the line."""
        item = self._flow.itemAt(0)
        return item.widget() if item else None
