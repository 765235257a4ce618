"""台账: every ledger in use by group, with its count; a few letters narrow the list, Enter opens the records beside it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk.headings import HEADINGS, heading_of
from gridDesk.desk.office import Desk
from gridDesk.desk.records import BY_ACTS
from gridDesk.ledger import Ledger
from gridDesk.ui import pieces, spelling, theme
from gridDesk.ui.group_page import GroupPanel
from gridDesk.ui.ledger_page import EmptyState, LedgerListPage, ListPage
from gridDesk.ui.watching import Watch

KEY = int(Qt.ItemDataRole.UserRole)
COUNT = KEY + 1
# These have pages of their own, or are kept by the program as it goes.
OWN_PAGES = {
    "person", "household", "dwelling", "residence", "daily_log", "distinct_pair", "grid_move", "grid_code",
    "population_event", "population_month", "official_count", *BY_ACTS,
}  # fmt: skip


class LedgersPage(QWidget):
    """The ledgers on the left, the records of one on the right; a sealed one that is off explains itself."""

    title = "台账"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.panels: dict[str, ListPage] = {}
        self.find = QLineEdit()
        self.find.setPlaceholderText("台账名、拼音首字母")
        self.find.setAccessibleName("查找台账")
        self.find.setClearButtonEnabled(True)
        self.find.textChanged.connect(lambda _text: self._narrow())
        self.find.returnPressed.connect(self._enter)
        self.list = QListWidget()
        self.list.setAccessibleName("台账清单")
        self.list.setItemDelegate(CountAtRight(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda *_items: self._show_current())
        self.list.itemActivated.connect(lambda _item: self._enter())
        self.stack = QStackedWidget()
        self.sealed = EmptyState()
        self.sealed.first.connect(lambda: self.go.emit("settings", "sealed"))
        self.stack.addWidget(self.sealed)
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(theme.edge(), theme.gap(), 0, theme.gap())
        left.setSpacing(theme.gap())
        left.addWidget(theme.title(self.title))
        left.addWidget(self.find)
        left.addWidget(self.list, 1)
        left.addWidget(theme.quiet(pieces.button("代码表(&D)", self.show_codes, "table")))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addWidget(self.stack, 1)
        self.setFocusProxy(self.find)

    def ledgers(self) -> list[Ledger]:
        """Return the ledgers listed here, in the order of their headings; sealed ones for who has their key."""
        found = [
            one
            for one in self.desk.catalogue.ledgers.values()
            if one.key not in OWN_PAGES and not one.internal and (not one.sealed or self.desk.store.unsealed)
        ]
        return sorted(found, key=lambda one: HEADINGS.index(heading_of(one)))

    def refresh(self) -> None:
        """Count the records again, keeping the chosen ledger."""
        chosen = self.current()
        enabled = {ledger.key for ledger in self.desk.enabled()}
        blocked = self.list.blockSignals(True)
        self.list.clear()
        heading = ""
        for ledger in self.ledgers():
            if heading_of(ledger) != heading:
                heading = heading_of(ledger)
                self.list.addItem(_heading(heading))
            self.list.addItem(self._item(ledger, ledger.key in enabled))
        self.list.blockSignals(blocked)
        width = self.list.sizeHintForColumn(0) + theme.em()  # for the scroll bar
        self.list.setFixedWidth(width)
        self.find.setFixedWidth(width)
        self._narrow()
        self.choose(chosen)

    def _item(self, ledger: Ledger, enabled: bool) -> QListWidgetItem:
        words = f"{self.desk.store.count(ledger.key):,}" if enabled else "未启用"
        item = QListWidgetItem(ledger.label)
        item.setData(KEY, ledger.key)
        item.setData(COUNT, words)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{ledger.label}，{words}")
        item.setToolTip(ledger.help)
        item.setIcon(theme.icon("lock" if not enabled else "shield" if ledger.sealed else "table", theme.SUBTLE))
        if not enabled:
            item.setForeground(QColor(theme.SUBTLE))
        return item

    def _narrow(self) -> None:
        """Hide the ledgers whose name, other names and pinyin do not hold what was typed; keep headings with some."""
        typed = self.find.text().strip().lower()
        head: QListWidgetItem | None = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            if not item.data(KEY):
                head = item
                head.setHidden(True)
                continue
            fits = not typed or self._fits(self.desk.catalogue[item.data(KEY)], typed)
            item.setHidden(not fits)
            if fits and head is not None:
                head.setHidden(False)

    def _fits(self, ledger: Ledger, typed: str) -> bool:
        return any(spelling.fits(word, typed) for word in (ledger.label, *ledger.aliases))

    def _enter(self) -> None:
        """Go to the records of the chosen ledger, the first that is left when the chosen one is hidden."""
        item = self.list.currentItem()
        if item is None or item.isHidden() or not item.data(KEY):
            shown = (self.list.item(row) for row in range(self.list.count()))
            item = next((one for one in shown if one.data(KEY) and not one.isHidden()), None)
        if item is not None:
            self.list.setCurrentItem(item)
            # After this key has been dealt with: the window would press a button that has just got the keyboard by it.
            QTimer.singleShot(0, self, lambda: self.stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason))

    def choose(self, key: str) -> None:
        """Show one ledger, the first when there is none of that key."""
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(KEY)]
        found = next((row for row in rows if self.list.item(row).data(KEY) == key), rows[0])
        self.list.setCurrentRow(found)
        self._show_current()

    def show_argument(self, argument: str) -> None:
        """Open with the ledger another page asked for."""
        self.find.clear()
        self.choose(argument)

    def show_codes(self) -> None:
        """Show the code tables; lists show the corrected words at once."""
        from gridDesk.ui.codes_dialog import CodesDialog

        dialog = CodesDialog(self.desk, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._forget_panels)
        dialog.open()

    def _forget_panels(self) -> None:
        """Make the lists anew, for their filters hold the codes of before."""
        for panel in self.panels.values():
            self.stack.removeWidget(panel)
            panel.deleteLater()
        self.panels.clear()
        self.refresh()

    def current(self) -> str:
        """Return the key of the chosen ledger, or ""."""
        item = self.list.currentItem()
        return str(item.data(KEY) or "") if item else ""

    def _show_current(self) -> None:
        key = self.current()
        if not key:
            return
        if key not in {ledger.key for ledger in self.desk.enabled()}:
            self._explain(self.desk.catalogue[key])
            return
        if key not in self.panels:
            panel = self._panel(self.desk.catalogue[key])
            panel.open_record.connect(self.open_record)
            panel.go.connect(self.go)
            self.panels[key] = panel
            self.stack.addWidget(panel)
        self.stack.setCurrentWidget(self.panels[key])
        self._tell_last(key)

    def _tell_last(self, key: str) -> None:
        """Say on the chosen ledger when something was last entered or changed in it."""
        last = next(iter(self.desk.store.rows(key, order=("-updated_at",), limit=1)), None)
        words = f"最近一次录入或修改：{str(last['updated_at'])[:10]}" if last else "还没有记录"
        item = self.list.currentItem()
        item.setToolTip("\n".join(line for line in (self.desk.catalogue[key].help, words) if line))

    def _panel(self, ledger: Ledger) -> ListPage:
        if ledger.group == "special":
            return GroupPanel(self.desk, ledger)
        return LedgerListPage(self.desk, ledger.key)

    def _explain(self, ledger: Ledger) -> None:
        words = (
            f"{ledger.label}是受保护的台账，只有职责需要的单位才启用。启用以前，名单、查找、打印和数据包里都不会出现它；"
            "启用和停用都会记入操作记录。需要时请到“设置”里启用。"
        )
        self.sealed.say(f"{ledger.label}：未启用", words, "去设置(&S)", "")
        self.stack.setCurrentWidget(self.sealed)


class CountAtRight(QStyledItemDelegate):
    """Draws a ledger's name, and its count at the right edge, where counts can be compared."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        words = index.data(COUNT)
        return size if not words else size + QSize(option.fontMetrics.horizontalAdvance(words) + theme.gap() * 2, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().paint(painter, option, index)
        if index.data(COUNT):
            painter.save()
            painter.setPen(QColor(theme.SUBTLE))
            inner = option.rect.adjusted(0, 0, -theme.gap(), 0)
            painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data(COUNT))
            painter.restore()


def _heading(words: str) -> QListWidgetItem:
    item = QListWidgetItem(words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setForeground(QColor(theme.ACCENT_DARK))
    return item
