"""TwoPanes: a list and what is chosen in it, side by side where there is room, else one above the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gridDesk.ui import theme
from gridDesk.ui.rows import RowsView

SIDE_BY_SIDE = 42  # Hanzi of width from which both stand beside each other
ROOMY = 58  # from which a list shows all its columns
SHARES = (8, 5)
LEAST = 16  # Hanzi that the second is wide at least


class TwoPanes(QSplitter):
    """The list gets the larger part; dragging the line between changes that.

    `spare` names columns that a list leaves out where there is little room: the other pane says them too. `shares`: how
    the room is divided at first. `beside`: from how many Hanzi of width on they stand beside each other.
    """

    def __init__(
        self, first: QWidget, second: QWidget, spare: Sequence[tuple[RowsView, Sequence[int]]] = (),
        parent: QWidget | None = None, *, shares: tuple[int, int] = SHARES, beside: float = SIDE_BY_SIDE,
    ) -> None:  # fmt: skip
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setProperty("role", "gap")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(round(theme.gap() * 1.2))
        self.addWidget(first)
        self.addWidget(second)
        second.setMinimumWidth(theme.chars(LEAST))
        for place, share in enumerate(shares):
            self.setStretchFactor(place, share)
        self._spare, self._shares, self._beside = spare, shares, beside
        self._shared = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = event.size().width()
        wide = width >= theme.chars(self._beside)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if wanted != self.orientation() or not self._shared:
            self._shared = True
            self.setOrientation(wanted)
            room = width if wide else event.size().height()
            self.setSizes([room * share // sum(self._shares) for share in self._shares])
        for table, places in self._spare:
            for place in places:
                table.setColumnHidden(place, width < theme.chars(ROOMY))
        super().resizeEvent(event)
