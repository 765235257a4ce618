"""待完善: which fields of which ledgers are blank and how often; choosing one lists the records, to fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from gridDesk.desk import freshness
from gridDesk.desk.listed import unit_of
from gridDesk.ui import background, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.table import GridView
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.freshness import Completeness, Lack

LACK = int(Qt.ItemDataRole.UserRole)
MANY = 50_000  # people beyond whom the counting is done beside the window


class LackingPanel(QWidget):
    """Blank fields by ledger on the left, the records that lack the chosen one on the right."""

    open_record = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count again; in a large office beside the window."""
        if self.desk.store.count("person") > MANY:
            background.run(
                self.desk, lambda desk, _progress: freshness.lacking(desk), for_owner(self, self.show_lacking)
            )
        else:
            self.show_lacking(freshness.lacking(self.desk))

    def show_lacking(self, found: list[Completeness]) -> None:
        """List the blank fields, the chosen one still chosen."""
        kept = self._chosen()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for ledger in found:
            self._add(ledger)
        self.list.blockSignals(blocked)
        whole = sum(ledger.total for ledger in found)
        complete = sum(ledger.complete for ledger in found)
        self.words.setText(f"共 {whole:,} 条记录，其中 {complete:,} 条应填的都填了。不清楚的可以先空着，问到了再补。")
        self.stack.setCurrentWidget(self.grid if any(ledger.lacks for ledger in found) else self.nothing)
        if kept is None or not self.choose(kept.ledger, kept.key):
            first = next((row for row in range(self.list.count()) if self.list.item(row).data(LACK)), -1)
            self.list.setCurrentRow(first)
        self._show_chosen()

    def choose(self, ledger: str, key: str) -> bool:
        """Show the records that lack a field; tells whether there are any."""
        for row in range(self.list.count()):
            lack = self.list.item(row).data(LACK)
            if lack and (lack.ledger, lack.key) == (ledger, key):
                self.list.setCurrentRow(row)
                return True
        return False

    def open_current(self, uid: str = "") -> None:
        """Open the form of the record under the cursor at the blank field, ready to type."""
        uid, lack = uid or self.grid.current_uid(), self._chosen()
        if uid and lack:
            dialog = RecordDialog(self.desk, lack.ledger, uid, self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
            dialog.form.jump(lack.key)

    def _build(self) -> None:
        self.words = theme.subtle()
        self.list = QListWidget()
        self.list.setAccessibleName("空着的栏目")
        self.list.setFixedWidth(theme.chars(16))
        self.list.currentItemChanged.connect(lambda *_items: self._show_chosen())
        self.grid = GridView(self.desk, "lacking")
        self.grid.setAccessibleName("缺这一栏的记录，按回车打开")
        self.grid.opened.connect(self.open_current)
        self.nothing = theme.subtle("应填的都填了。")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.nothing)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.gap(), 0, 0)
        column.setSpacing(theme.gap())
        column.addWidget(self.words)
        column.addLayout(row, 1)
        self.setFocusProxy(self.list)

    def _add(self, ledger: Completeness) -> None:
        unit = unit_of(self.desk, ledger.ledger)
        head = QListWidgetItem(f"{ledger.label}　完整 {ledger.complete:,}/{ledger.total:,}")
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setForeground(QColor(theme.SUBTLE))
        self.list.addItem(head)
        for lack in ledger.lacks:
            item = QListWidgetItem(f"　缺{lack.label} {lack.count:,} {unit}")
            item.setData(LACK, lack)
            self.list.addItem(item)

    def _chosen(self) -> Lack | None:
        item = self.list.currentItem()
        return item.data(LACK) if item else None

    def _show_chosen(self) -> None:
        lack = self._chosen()
        if lack is not None:
            self.grid.show_table(freshness.lacking_table(self.desk, lack.ledger, lack.key))
