"""The records a paper is filled from, chosen one by one, by name, pinyin or number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.choosers import RecordChooser

if TYPE_CHECKING:
    from gridDesk.desk import Desk

KEY = Qt.ItemDataRole.UserRole
SHOWN = 4
PLACEHOLDERS = {"household": "打户主姓名、户号或地址", "person": "打姓名、拼音或号码后几位"}


class RecordsBlock(QWidget):
    """A line to choose records by, and those chosen; `changed` comes when they are others."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.ledger = ""
        self.label = QLabel()
        self.chooser = RecordChooser(desk, "household")
        self.chooser.edited.connect(self._take)
        self.hint = theme.subtle()
        self.list = QListWidget()
        self.list.setAccessibleName("已选的记录")
        self.remove = theme.quiet(QPushButton(theme.icon("minus", theme.ACCENT), "移出这一条"))
        self.remove.setToolTip("Delete")
        self.remove.clicked.connect(self.take_out)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.take_out, context=Qt.ShortcutContext.WidgetShortcut)
        self.label.setBuddy(self.chooser)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.7))
        for part in (self.label, self.chooser, self.hint, self.list, self.remove):
            column.addWidget(part)

    def show_ledger(self, ledger: str, hint: str) -> None:
        """Offer the records of a ledger; those chosen of another one are let go."""
        label = self.desk.catalogue[ledger].label
        self.hint.setText(hint)
        if ledger != self.ledger:
            self.ledger = ledger
            self.chooser.ledger = ledger
            self.chooser.choose(None)
            self.chooser.setPlaceholderText(PLACEHOLDERS.get(ledger, "打几个字，从列表里选"))
            self.chooser.setAccessibleName(label)
            self.label.setText(f"{label}(&K)")
            self.list.clear()
        self._fit()

    def uids(self) -> tuple[str, ...]:
        """Return the chosen records in the order they were chosen."""
        return tuple(self.list.item(row).data(KEY) for row in range(self.list.count()))

    def put(self, uids: tuple[str, ...]) -> None:
        """Choose these records and no others, without telling."""
        self.list.clear()
        titles = self.desk.store.titles(self.ledger, list(uids))
        for uid in uids:
            self._list(uid, titles.get(uid, ""))
        self._fit()

    def add(self, uid: str) -> None:
        """Add one record to those chosen."""
        if uid in self.uids():
            return
        self._list(uid, self.desk.store.titles(self.ledger, [uid]).get(uid, ""))
        self._fit()
        self.changed.emit()

    def take_out(self) -> None:
        """Take the marked record out again."""
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self._fit()
            self.changed.emit()

    def _list(self, uid: str, title: str) -> None:
        item = QListWidgetItem(title)
        item.setData(KEY, uid)
        self.list.addItem(item)
        self.list.setCurrentItem(item)

    def _take(self) -> None:
        uid = self.chooser.uid
        if uid:
            self.chooser.choose(None)
            self.add(uid)

    def _fit(self) -> None:
        some = self.list.count() > 0
        self.list.setVisible(some)
        self.remove.setVisible(some)
        self.hint.setVisible(not some and bool(self.hint.text()))
        row = self.list.sizeHintForRow(0) if some else 0
        self.list.setFixedHeight(row * min(self.list.count(), SHOWN) + theme.gap())
