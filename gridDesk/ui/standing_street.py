"""All offices below a street beside each other: a clause a row, an office a column, each cell with icon and figure."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridDesk.desk.duties_lines import short_figure
from gridDesk.desk.duties_street import Matrix
from gridDesk.ui import theme
from gridDesk.ui.standing_table import ICONS

CLAUSE, WIDEST, OFFICE = 15, 34, 6.6  # Hanzi wide: the clauses at least and at most, an office
_NONE = "—"


class MatrixModel(QAbstractTableModel):
    """Shows a `Matrix`; the clauses stand in the heading of the rows, which stays in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Matrix | None = None

    def show_matrix(self, found: Matrix) -> None:
        """Show other figures."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() or self.found is None else len(self.found.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.found is None else len(self.found.offices)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.found is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return (
                self.found.offices[section][1]
                if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
                else None
            )
        row = self.found.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.topic}　{row.clause.text}{row.clause.article}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.clause.id} {row.clause.article}　{row.clause.text}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        assert self.found is not None
        row = self.found.rows[index.row()]
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return short_figure(cell.standing) if cell else _NONE
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            name, colour = ICONS[cell.level]
            return theme.icon(name, colour)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            office = self.found.offices[index.column()][1]
            return f"{office}　{row.clause.article}：{cell.word}，{cell.figure}，目标 {cell.target}"
        return None

    def words(self, row: int, column: int) -> str:
        """Return a cell in full: what the clause asks, and how the office stands."""
        if self.found is None or not (0 <= row < len(self.found.rows) and 0 <= column < len(self.found.offices)):
            return ""
        clause, cell = self.found.rows[row].clause, self.found.rows[row].cells[column]
        office = self.found.offices[column][1]
        told = f"{cell.word}，{cell.figure}，目标 {cell.target}。" if cell else "这一条不适用，或者这一期没有应做的。"
        return f"{clause.article}　{clause.text}　{office}：{told}"


class MatrixTable(QTableView):
    """The table of all offices; Enter or a double click opens the office of a cell at its clause."""

    opened = Signal(int, int)  # row and column
    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = MatrixModel(self)
        self.setModel(self.found)
        self.setAccessibleName("各单位履职情况，按回车打开这个单位")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row(), index.column()))
        self.selectionModel().currentChanged.connect(lambda now, _before: self.chosen.emit(now.row(), now.column()))

    def show_matrix(self, found: Matrix) -> None:
        """Show other figures, at the cell that was chosen."""
        before = self.currentIndex()
        self.found.show_matrix(found)
        unit = self.fontMetrics().horizontalAdvance("字")
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.8))
        for place in range(self.found.columnCount()):
            self.setColumnWidth(place, max(round(unit * OFFICE), self.horizontalHeader().sectionSizeHint(place)))
        if self.found.rowCount() and self.found.columnCount():
            self.setCurrentIndex(self.found.index(max(0, before.row()), max(0, before.column())))
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give the clauses what the offices leave."""
        unit = self.fontMetrics().horizontalAdvance("字")
        spare = self.width() - self.horizontalHeader().length() - 2 * unit
        self.verticalHeader().setFixedWidth(round(min(max(spare, unit * CLAUSE), unit * WIDEST)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row(), self.currentIndex().column())
            return
        super().keyPressEvent(event)
