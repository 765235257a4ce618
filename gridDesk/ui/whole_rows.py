"""WholeRows: a small table as high as its rows, so that the page scrolls and not the table in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gridDesk.ui.rows import Heading, Line, RowsView


class WholeRows(RowsView):
    """Shows every line at once; fits itself again when the text size or the width changes."""

    def __init__(self, headings: Sequence[Heading], name: str, parent: QWidget | None = None) -> None:
        super().__init__(headings, name, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalScrollBar().rangeChanged.connect(lambda _low, _high: self.fit())
        self.fit()

    def set_lines(self, lines: Sequence[Line], *, choose: int | None = 0) -> None:
        super().set_lines(lines, choose=choose)
        self.fit()

    def fit(self) -> None:
        """Be as high as the rows, the heading and, where it is needed, the scroll bar."""
        rows = self.row_height() * len(self.rows.lines)
        bar = self.horizontalScrollBar()
        extra = bar.sizeHint().height() if bar.maximum() > 0 else 0
        self.setFixedHeight(rows + extra + self.horizontalHeader().sizeHint().height() + 6)

    def _lay_out(self) -> None:
        super()._lay_out()
        self.fit()
