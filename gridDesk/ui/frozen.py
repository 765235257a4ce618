"""Frozen columns: a second view on the same model and selection that stays while the table is scrolled sideways.

It shows only while the table is scrolled; the moment a frozen cell is typed into, the table scrolls back, so editors and
input methods always work in the one real table.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from gridDesk.ui import theme
from gridDesk.ui.header import FilterHeader


class FrozenColumns(QTableView):
    """The columns of `table` that stay in sight; `table` keeps the keyboard."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self.table = table
        self.columns = 1
        self.head = FilterHeader(self)
        self.setHorizontalHeader(self.head)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(f"QTableView {{ border: 0; border-right: 2px solid {theme.EDGE}; border-radius: 0; }}")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.pressed.connect(lambda _index: table.setFocus(Qt.FocusReason.MouseFocusReason))
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.follow())
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalHeader().sectionResized.connect(lambda *_sizes: self.follow())
        self.hide()

    def shown_width(self) -> int:
        """Return how many pixels the frozen columns cover, 0 while nothing is scrolled."""
        return self._wanted_width() if self.table.horizontalScrollBar().value() > 0 else 0

    def _wanted_width(self) -> int:
        model = self.table.model()
        count = min(self.columns, model.columnCount()) if model else 0
        width = sum(self.table.columnWidth(place) for place in range(count))
        return width if width < self.table.viewport().width() * 0.7 else 0  # else nothing would be left to scroll

    def follow(self) -> None:
        """Take place, widths and visibility from the table."""
        width = self.shown_width()
        if not width:
            self.hide()
            return
        table, model = self.table, self.table.model()
        if self.model() is not model:
            self.setModel(model)
        if self.selectionModel() is not table.selectionModel():
            self.setSelectionModel(table.selectionModel())
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        for place in range(model.columnCount()):
            self.setColumnHidden(place, place >= self.columns)
            if place < self.columns:
                self.setColumnWidth(place, table.columnWidth(place))
        head = table.horizontalHeader()
        self.head.setFixedHeight(head.height())
        self.head.mark(head.filterable, head.active)
        frame = table.frameWidth()
        self.setGeometry(
            table.verticalHeader().width() + frame, frame, width + 2, table.viewport().height() + head.height()
        )
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())
        self.show()
        self.raise_()

    def scrollTo(
        self, index: QModelIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Leave scrolling to the table."""
