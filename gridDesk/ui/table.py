"""GridView: a windowed table of the desk on screen, with cells one can type Chinese straight into, filter and freeze."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from gridDesk.desk.office import Desk
from gridDesk.desk.pasting import MOST_CELLS, copied
from gridDesk.text import today_iso
from gridDesk.ui import clipboard, theme
from gridDesk.ui.cell_editors import CellDelegate
from gridDesk.ui.frozen import FrozenColumns
from gridDesk.ui.header import FilterHeader
from gridDesk.ui.table_model import RowsTable, TableModel

__all__ = ["GridView", "RowsTable", "TableModel"]

RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SAVE_WIDTHS_MS = 600


class GridView(QTableView):
    """The one table view: Enter opens or goes down, typing fills cells, blocks are copied, filled and pasted.

    `cells_wanted` carries what is to become of cells (the act in words, then (uid, key, raw value) of each); whoever
    owns the page shows and writes it as one act. `enter_opens`: Enter opens a record also where one can type.
    """

    opened = Signal(str)
    sort_wanted = Signal(str, bool)
    filter_wanted = Signal(int)
    cells_wanted = Signal(str, list)
    paste_wanted = Signal(str)
    too_many = Signal(int)
    widths_changed = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.name = desk, name
        self.enter_opens = False
        self.own_widths: dict[str, float] | None = None
        head = FilterHeader(self)
        self.setHorizontalHeader(head)
        head.filter_wanted.connect(self.filter_wanted)
        self.setItemDelegate(CellDelegate(desk, self))
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
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(lambda *_sizes: self._widths_timer.start())
        header.setStretchLastSection(True)
        self._widths_timer = QTimer(self, singleShot=True, interval=SAVE_WIDTHS_MS)
        self._widths_timer.timeout.connect(self.remember_widths)
        self._sort: tuple[str, bool] = ("", False)
        self.frozen = FrozenColumns(self)
        self.frozen.head.filter_wanted.connect(self.filter_wanted)
        self.frozen.head.sectionClicked.connect(self._sort_by)
        self.frozen.doubleClicked.connect(self._open_unless_editable)
        self._show_header_numbers()
        self.doubleClicked.connect(self._open_unless_editable)

    def _show_header_numbers(self) -> None:
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(round(self.fontMetrics().height() * 1.5))
        rows.setMinimumSectionSize(round(self.fontMetrics().height() * 1.4))
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        rows.setSectionsClickable(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # of two million rows none is measured

    def show_table(self, table: RowsTable) -> None:
        """Show a table, keeping the cursor on the record it was on."""
        model = self.model()
        behaviour = QAbstractItemView.SelectionBehavior
        typed = any(getattr(column, "editable", False) for column in table.columns)
        self.setSelectionBehavior(behaviour.SelectItems if typed else behaviour.SelectRows)
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
        self.frozen.follow()

    def freeze(self, columns: int) -> None:
        """Keep the first columns in sight."""
        self.frozen.columns = columns
        self.frozen.follow()

    def show_sort(self, key: str, descending: bool) -> None:
        """Show by which column the table is sorted."""
        self._sort = (key, descending)
        header = self.horizontalHeader()
        columns = self.model().table.columns if self.model() else []
        bare = key.partition("@")[0]
        place = next((n for n, column in enumerate(columns) if bare and column.sort == bare), -1)
        for one in (header, self.frozen.head):
            one.mark_sort(place, descending)

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
        rows = self.selected_rows()
        many = getattr(self.model().table, "uids", None)
        return many(rows) if many else [self.model().uid(row) for row in rows]

    def selected_rows(self) -> list[int]:
        """Return the rows that the selection touches, from the top."""
        selection = self.selectionModel().selection() if self.selectionModel() else QItemSelection()
        return sorted({row for part in selection for row in range(part.top(), part.bottom() + 1)})

    def block(self) -> tuple[int, int, int, int]:
        """Return (top, left, bottom, right) around the selected cells; one cell when nothing is selected."""
        parts = list(self.selectionModel().selection()) if self.selectionModel() else []
        here = self.currentIndex()
        if not parts:
            return here.row(), here.column(), here.row(), here.column()
        return (min(part.top() for part in parts), min(part.left() for part in parts),
                max(part.bottom() for part in parts), max(part.right() for part in parts))  # fmt: skip

    # --- columns ----------------------------------------------------------------------------------------------

    def _setting(self) -> str:
        return f"widths.{self.name}"

    def _restore_widths(self) -> None:
        kept = self.own_widths if self.own_widths is not None else self.desk.setting(self._setting(), {})
        unit = theme.chars(0.5)
        header = self.horizontalHeader()
        blocked = header.blockSignals(True)
        for place, column in enumerate(self.model().table.columns):
            own = kept.get(column.key) if isinstance(kept, dict) else None
            chars = float(own) if own else column.width_chars + 2
            arrow = theme.em() * 1.2 if getattr(column, "sieve", None) else 0
            title = self.fontMetrics().horizontalAdvance(column.title) + unit * 4 + arrow
            header.resizeSection(place, max(round(chars * unit), round(title) if not own else unit * 3))
        header.blockSignals(blocked)
        self.updateGeometries()

    def remember_widths(self) -> None:
        """Keep the widths of the columns, in characters so that they fit every text size."""
        self._widths_timer.stop()
        if self.own_widths is not None:
            self.own_widths = self.widths()
            self.widths_changed.emit()
            return
        kept = self.desk.setting(self._setting(), {})
        self.desk.set_setting(self._setting(), (kept if isinstance(kept, dict) else {}) | self.widths())

    def widths(self) -> dict[str, float]:
        """Return the widths of the columns in half-width characters, so that they fit every text size."""
        unit = theme.chars(0.5)
        columns = self.model().table.columns
        return {column.key: round(self.columnWidth(place) / unit, 1) for place, column in enumerate(columns[:-1])}

    def show_widths(self, widths: dict[str, float] | None) -> None:
        """Show the widths of a view, or with None those this table had last."""
        self.own_widths = widths
        if self.model():
            self._restore_widths()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The last column stretches with the window: that is no wish of the clerk's.
        self._widths_timer.stop()
        self.frozen.follow()

    def scrollTo(
        self, index: QModelIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into view beside the frozen columns; a frozen one is in view already."""
        sideways = self.horizontalScrollBar()
        before = sideways.value()
        super().scrollTo(index, hint)
        covered = self.frozen.shown_width()
        if before and index.column() < self.frozen.columns:
            sideways.setValue(before)
        elif covered and (over := covered - self.columnViewportPosition(index.column())) > 0:
            sideways.setValue(max(1, sideways.value() - over))

    def edit(self, index: QModelIndex, *how: object) -> bool | None:
        """Begin typing into a cell; a frozen one is typed into in the table itself, scrolled back."""
        wanted = not how or bool(how[0] & self.editTriggers())
        if wanted and index.isValid() and index.column() < self.frozen.columns and self.model().editable(index):
            self.horizontalScrollBar().setValue(0)
        return super().edit(index, *how)

    def _sort_by(self, place: int) -> None:
        column = self.model().table.columns[place]
        key = column.sort
        if not key:
            return
        descending = not self._sort[1] if self._sort[0].partition("@")[0] == key else False
        self.show_sort(key, descending)
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
        act = self._act_of(event) if self.model() and self.state() != QAbstractItemView.State.EditingState else None
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        """Return what a key does in the table itself, None for Qt's own keys."""
        key, held = event.key(), event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy
        if event.matches(QKeySequence.StandardKey.Paste):
            return self.paste
        if key in RETURNS:
            return lambda: self._enter(control)
        if key == Qt.Key.Key_Down and held & Qt.KeyboardModifier.AltModifier:
            return lambda: self.filter_wanted.emit(self.currentIndex().column())
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.model().editable(self.currentIndex()):
            return self.clear_cells
        if control and key == Qt.Key.Key_D:
            return self.fill_down
        if control and key in (Qt.Key.Key_Semicolon, Qt.Key.Key_Colon):
            return lambda: self.put_everywhere(today_iso(), "填今天的日期")
        return None

    def _enter(self, control: bool) -> None:
        if self.model().editable(self.currentIndex()) and not control and not self.enter_opens:
            self._move_down()
        elif self.current_uid():
            self.opened.emit(self.current_uid())

    # --- blocks of cells --------------------------------------------------------------------------------------

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        self.put_everywhere("", "清空")

    def put_everywhere(self, raw: str, act: str) -> None:
        """Ask for the same raw value in every selected cell that can be typed into."""
        top, left, bottom, right = self.block()
        if self._too_many((bottom - top + 1) * (right - left + 1)):
            return
        self._want(act, {(row, column): raw for row in range(top, bottom + 1) for column in range(left, right + 1)})

    def fill_down(self) -> None:
        """Ask for what stands in the first selected row in all rows below it; in one cell, for what stands above."""
        top, left, bottom, right = self.block()
        if self._too_many((bottom - top + 1) * (right - left + 1)):
            return
        if top == bottom:
            top = max(0, top - 1)
        whole = getattr(self.model().table, "edit_text", None)
        if whole is not None and bottom > top:
            first = {column: whole(top, column) for column in range(left, right + 1)}
            self._want(
                "向下填充", {(row, place): text for row in range(top + 1, bottom + 1) for place, text in first.items()}
            )

    def _want(self, act: str, cells: dict[tuple[int, int], str]) -> None:
        model = self.model()
        open_ = {column for _, column in cells if model.editable(model.index(0, column))}
        rows = sorted({row for row, _ in cells})
        many = getattr(model.table, "uids", None)
        if not open_ or not rows or many is None:
            return
        uids = dict(zip(rows, many(rows), strict=True))
        keys = [column.key for column in model.table.columns]
        self.cells_wanted.emit(act, [(uids[r], keys[c], raw) for (r, c), raw in cells.items() if c in open_])

    def _too_many(self, cells: int) -> bool:
        """Tell whether so many cells would hold up the window; whoever listens says so."""
        if cells > MOST_CELLS:
            self.too_many.emit(cells)
        return cells > MOST_CELLS

    def paste(self) -> None:
        """Ask for what the clipboard holds, from the first selected cell on."""
        text = QGuiApplication.clipboard().text()
        if text and self.currentIndex().isValid():
            self.paste_wanted.emit(text)

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
        if self.model().editable(index) and not self.enter_opens:
            self.edit(index)
        else:
            self.opened.emit(self.model().uid(index.row()))

    def copy(self) -> None:
        """Copy the selected cells as text with tabs, as WPS and Excel paste it; whole rows where rows are selected."""
        top, left, bottom, right = self.block()
        if self._too_many((bottom - top + 1) * (right - left + 1)):
            return
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            left, right = 0, self.model().columnCount() - 1
            rows = self.selected_rows()
        else:
            rows = list(range(top, bottom + 1))
        texts = [self.model().table.texts(row)[left : right + 1] for row in rows]
        clipboard.put(copied(texts))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model():
            self._show_header_numbers()
            self._restore_widths()
