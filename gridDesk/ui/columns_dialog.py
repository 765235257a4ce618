"""Choosing the columns of a list by keyboard: space shows or hides one, Alt+arrows move it, and how many stay in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QSpinBox, QVBoxLayout, QWidget

from gridDesk.desk.columns import Column
from gridDesk.ui import pieces, theme

KEY = int(Qt.ItemDataRole.UserRole)


class ColumnsDialog(QDialog):
    """Which columns a list shows and in which order; `keys()` and `frozen()` tell after 确定."""

    def __init__(
        self, offered: Sequence[Column], chosen: Sequence[str], frozen: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("选择栏目")
        self._offered = list(offered)
        self.list = QListWidget()
        self.list.setAccessibleName("栏目，空格显示或隐藏，Alt 加上下键移动")
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self._fill(chosen)
        self.freeze = QSpinBox()
        self.freeze.setRange(0, 4)
        self.freeze.setValue(frozen)
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        column.addWidget(theme.subtle("勾选要显示的栏目。空格勾选，Alt+↑、Alt+↓ 移动。"))
        column.addWidget(self.list, 1)
        column.addLayout(self._freezing())
        column.addLayout(self._foot())
        for key, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(key), self, lambda step=step: self.move_by(step))
        self.resize(theme.chars(24), theme.em() * 24)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.doItemsLayout()  # the lines were measured before the stylesheet knew them

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the ticked columns in their order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked)

    def frozen(self) -> int:
        """Return how many columns stay in sight."""
        return self.freeze.value()

    def move_by(self, step: int) -> None:
        """Move the column under the cursor up or down."""
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)

    def usual(self) -> None:
        """Tick the usual columns in their usual order."""
        self._fill([column.key for column in self._offered if column.shown])

    def _fill(self, chosen: Sequence[str]) -> None:
        self.list.clear()
        order = {key: place for place, key in enumerate(chosen)}
        for column in sorted(self._offered, key=lambda one: order.get(one.key, len(order))):
            item = QListWidgetItem(column.title)
            item.setData(KEY, column.key)
            item.setFlags((item.flags() | Qt.ItemFlag.ItemIsUserCheckable) & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Qt.CheckState.Checked if column.key in order else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _freezing(self) -> QHBoxLayout:
        row = QHBoxLayout()
        label = QLabel("左右滚动时，左边固定的栏目数(&F)")
        label.setBuddy(self.freeze)
        row.addWidget(label)
        row.addWidget(self.freeze)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(theme.quiet(pieces.button("恢复默认(&D)", self.usual)))
        row.addStretch(1)
        row.addWidget(pieces.button("取消(&C)", self.reject))
        self.ok_button = theme.primary(pieces.button("确定(&O)", self.accept))
        self.ok_button.setDefault(True)
        row.addWidget(self.ok_button)
        return row
