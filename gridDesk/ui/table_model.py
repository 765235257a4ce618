"""TableModel: a table of the desk for Qt; only the rows in view are asked for, what cannot be stored stays visible."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from gridDesk.desk.columns import Column
from gridDesk.errors import DeskError
from gridDesk.ui import theme

ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
ROOT = QModelIndex()


class RowsTable(Protocol):
    """What the model needs of a table of the desk; `editable` and `set` are asked for only where they exist."""

    columns: list[Column]
    count: int

    def texts(self, index: int) -> list[str]: ...
    def uid(self, index: int) -> str: ...
    def state(self, index: int) -> str: ...


class TableModel(QAbstractTableModel):
    """Shows a table of the desk, asking only for the rows in view; what cannot be stored stays visible with its reason."""

    refused = Signal(str)
    written = Signal(str)

    def __init__(self, table: RowsTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._pending: dict[tuple[str, str], tuple[str, str]] = {}

    def set_table(self, table: RowsTable) -> None:
        """Show another table (after a filter, a sort, a change)."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else self.table.count

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        column = self.table.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.title
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self.table.count:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index)
        if role == Qt.ItemDataRole.EditRole:
            return self._edit_text(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(ALIGN[self.table.columns[index.column()].align] | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.reason(index) or self._text(index) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = f"{self.table.columns[index.column()].title}：{self._text(index) or '空'}"
            return f"{words}，{self.reason(index)}" if self.reason(index) else words
        if role == Qt.ItemDataRole.ForegroundRole:
            if self.reason(index):
                return QColor(theme.ERROR)
            return QColor(theme.SUBTLE) if self.table.state(index.row()) == "closed" else None
        if role == Qt.ItemDataRole.DecorationRole and self.reason(index):
            return theme.icon("warn", theme.ERROR)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return base | Qt.ItemFlag.ItemIsEditable if self.editable(index) else base

    def editable(self, index: QModelIndex) -> bool:
        """Tell whether a cell can be typed into."""
        ask, own = getattr(self.table, "editable", None), getattr(self.table, "is_own", None)
        typed = bool(index.isValid() and ask and ask(index.column()))
        return typed and (own is None or own(index.row()))

    def setData(self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.editable(index):
            return False
        place = self._place(index)
        if str(value) == self._edit_text(index):
            return False
        try:
            self.table.set(index.row(), index.column(), str(value))
        except DeskError as error:
            self._pending[place] = (str(value), str(error))
            self.refused.emit(str(error))
        else:
            self._pending.pop(place, None)
            self.written.emit(place[0])
        self.dataChanged.emit(index.siblingAtColumn(0), index.siblingAtColumn(self.columnCount() - 1))
        return True

    def reason(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return why what stands in a cell could not be stored, or ""."""
        return self._pending.get(self._place(index), ("", ""))[1] if self._pending else ""

    def uid(self, row: int) -> str:
        """Return the record behind a row."""
        return self.table.uid(row)

    def _text(self, index: QModelIndex | QPersistentModelIndex) -> str:
        if self._pending and (kept := self._pending.get(self._place(index))):
            return kept[0]
        return self.table.texts(index.row())[index.column()]

    def _edit_text(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return what an editor begins with; a list may show less than the whole value, or more."""
        whole = getattr(self.table, "edit_text", None)
        if whole is None or (self._pending and self._place(index) in self._pending):
            return self._text(index)
        return str(whole(index.row(), index.column()))

    def _place(self, index: QModelIndex | QPersistentModelIndex) -> tuple[str, str]:
        return self.table.uid(index.row()), self.table.columns[index.column()].key
