"""TableModel and GridView: a windowed table of the desk on screen, with cells one can type Chinese straight into."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QApplication, QLineEdit, QTableView, QWidget

from gridDesk.desk.office import Desk
from gridDesk.desk.tables import Column
from gridDesk.errors import DeskError
from gridDesk.ui import theme

ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ROOT = QModelIndex()
SAVE_WIDTHS_MS = 600


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
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self.table.count:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(index)
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
        base = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return base | Qt.ItemFlag.ItemIsEditable if self.editable(index) else base

    def editable(self, index: QModelIndex) -> bool:
        """Tell whether a cell can be typed into."""
        ask = getattr(self.table, "editable", None)
        return bool(index.isValid() and ask and ask(index.column()))

    def setData(self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.editable(index):
            return False
        place = self._place(index)
        if str(value) == self._text(index):
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

    def _place(self, index: QModelIndex | QPersistentModelIndex) -> tuple[str, str]:
        return self.table.uid(index.row()), self.table.columns[index.column()].key


class GridView(QTableView):
    """The one table view: Enter opens or goes down, typing fills cells, Ctrl+C copies for WPS, widths are remembered."""

    opened = Signal(str)
    sort_wanted = Signal(str, bool)

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.name = desk, name
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(lambda *_sizes: self._widths_timer.start())
        header.setStretchLastSection(True)
        self._widths_timer = QTimer(self, singleShot=True, interval=SAVE_WIDTHS_MS)
        self._widths_timer.timeout.connect(self.remember_widths)
        self._sort: tuple[str, bool] = ("", False)
        self._show_header_numbers()
        self.doubleClicked.connect(self._open_unless_editable)

    def _show_header_numbers(self) -> None:
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(round(self.fontMetrics().height() * 1.8))
        rows.setMinimumSectionSize(round(self.fontMetrics().height() * 1.5))
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        rows.setSectionsClickable(False)

    def show_table(self, table: RowsTable) -> None:
        """Show a table, keeping the cursor on the record it was on."""
        model = self.model()
        if not isinstance(model, TableModel):
            self.setModel(TableModel(table, self))
            self._restore_widths()
            return
        before = self.current_uid()
        same = [item.key for item in model.table.columns] == [item.key for item in table.columns]
        column = max(self.currentIndex().column(), 0)
        model.set_table(table)
        if not same:
            self._restore_widths()
        self.select_uid(before, column if same else 0)

    def select_uid(self, uid: str, column: int = 0) -> None:
        """Put the cursor on a record if the table has it near."""
        find = getattr(self.model().table, "index_of", None)
        row = find(uid) if uid and find else None
        if row is not None:
            self.setCurrentIndex(self.model().index(row, column))

    def current_uid(self) -> str:
        """Return the record under the cursor, or ""."""
        index = self.currentIndex()
        model = self.model()
        return model.uid(index.row()) if model and index.isValid() and index.row() < model.rowCount() else ""

    def selected_uids(self) -> list[str]:
        """Return the selected records in the order of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.model().uid(row) for row in rows]

    # --- columns ----------------------------------------------------------------------------------------------

    def _setting(self) -> str:
        return f"widths.{self.name}"

    def _restore_widths(self) -> None:
        kept = self.desk.setting(self._setting(), {})
        unit = theme.chars(0.5)
        header = self.horizontalHeader()
        blocked = header.blockSignals(True)
        for place, column in enumerate(self.model().table.columns):
            own = kept.get(column.key) if isinstance(kept, dict) else None
            chars = float(own) if own else column.width_chars + 2
            title = self.fontMetrics().horizontalAdvance(column.title) + unit * 4
            header.resizeSection(place, max(round(chars * unit), title if not own else unit * 3))
        header.blockSignals(blocked)
        self.updateGeometries()

    def remember_widths(self) -> None:
        """Keep the widths of the columns, in characters so that they fit every text size."""
        self._widths_timer.stop()
        unit = theme.chars(0.5)
        columns = self.model().table.columns
        widths = {column.key: round(self.columnWidth(place) / unit, 1) for place, column in enumerate(columns[:-1])}
        self.desk.set_setting(self._setting(), widths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The last column stretches with the window: that is no wish of the clerk's.
        self._widths_timer.stop()

    def _sort_by(self, place: int) -> None:
        column = self.model().table.columns[place]
        key = column.sort
        if not key:
            return
        descending = not self._sort[1] if self._sort[0] == key else False
        self._sort = (key, descending)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(place, order)
        self.sort_wanted.emit(key, descending)

    # --- keyboard and input method ----------------------------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Keep text that an input method commits without a preedit (，picked or spoken words): Qt would drop it."""
        editing = self.state() == QAbstractItemView.State.EditingState
        index = self.currentIndex()
        plain = bool(event.commitString()) and not event.preeditString()
        if plain and not editing and self.model() and self.model().editable(index):
            self.edit(index)
            editor = self.indexWidget(index) or QApplication.focusWidget()
            if isinstance(editor, QLineEdit):
                editor.selectAll()
                QApplication.sendEvent(editor, event)
                return
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in RETURNS and self.state() != QAbstractItemView.State.EditingState:
            self._enter(event)
        elif event.key() == Qt.Key.Key_Delete and self.model() and self.model().editable(self.currentIndex()):
            self.model().setData(self.currentIndex(), "")
        else:
            super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.model() and self.model().editable(self.currentIndex()) and not control:
            self._move_down()
        elif self.current_uid():
            self.opened.emit(self.current_uid())

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._move_down()

    def _move_down(self) -> None:
        index = self.currentIndex()
        below = self.model().index(min(index.row() + 1, self.model().rowCount() - 1), index.column())
        if below.isValid():
            self.setCurrentIndex(below)

    def _open_unless_editable(self, index: QModelIndex) -> None:
        if self.model().editable(index):
            self.edit(index)
        else:
            self.opened.emit(self.model().uid(index.row()))

    def copy(self) -> None:
        """Copy the selected rows as text with tabs, as WPS and Excel paste it."""
        model = self.model()
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = ["\t".join(_one_line(text) for text in model.table.texts(row)) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model():
            self._show_header_numbers()
            self._restore_widths()


def _one_line(text: str) -> str:
    return " ".join(text.split()) if any(char in text for char in "\t\r\n") else text
