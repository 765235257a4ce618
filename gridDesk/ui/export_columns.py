"""Which columns of a list leave: a list to tick, in the order in which they will stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gridDesk.ui import pieces, theme

if TYPE_CHECKING:
    from gridDesk.desk.listed import Listed

REFERENCE = int(Qt.ItemDataRole.UserRole)


class ColumnPicker(QWidget):
    """Columns with ticks; they can be dragged, or moved by Alt+↑ and Alt+↓ buttons, into another order."""

    changed = Signal()

    def __init__(
        self, columns: Sequence[Listed], own: Sequence[str], template: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._titles = {one.reference: one.title for one in columns}
        self._own, self._template = tuple(own), tuple(template)
        self.list = QListWidget()
        self.list.setAccessibleName("要导出的栏目")
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(theme.em() * 8)
        self.list.setStyleSheet(f"QListWidget::item {{ padding: 0; min-height: {round(theme.em() * 1.45)}px; }}")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.itemChanged.connect(lambda _item: self._count())
        self.words = theme.subtle()
        self._build()
        self.tick(own)

    def chosen(self) -> tuple[str, ...]:
        """Return the references of the ticked columns in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(item.data(REFERENCE) for item in items if item.checkState() == Qt.CheckState.Checked)

    def tick(self, references: Sequence[str]) -> None:
        """Tick these columns and put them first, in their order."""
        blocked = self.list.blockSignals(True)
        self.list.clear()
        order = [one for one in references if one in self._titles]
        for reference in [*order, *(one for one in self._titles if one not in order)]:
            item = QListWidgetItem(self._titles[reference])
            item.setData(REFERENCE, reference)
            item.setCheckState(Qt.CheckState.Checked if reference in order else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(blocked)
        self._count()

    def move(self, step: int) -> None:
        """Move the marked column up (-1) or down (1)."""
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)
            self._count()

    def _build(self) -> None:
        label = QLabel("栏目(&L)：打勾的导出，可拖动换位置")
        label.setBuddy(self.list)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for words, act in (
            ("列表里的", lambda: self.tick(self._own)), ("导入模板的", lambda: self.tick(self._template)),
            ("全部", lambda: self.tick(tuple(self._titles))), ("上移", lambda: self.move(-1)), ("下移", lambda: self.move(1)),
        ):  # fmt: skip
            buttons.addWidget(theme.quiet(pieces.button(words, act)))
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1))
        column.addWidget(label)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        column.addWidget(self.words)
        self.setFocusProxy(self.list)

    def _count(self) -> None:
        self.words.setText(f"已选 {len(self.chosen())} 栏。")
        self.changed.emit()
