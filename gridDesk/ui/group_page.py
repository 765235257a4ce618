"""特殊人群: the groups with their counts on the left, the people of one group on the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from gridDesk.desk import people, records
from gridDesk.desk.office import Desk
from gridDesk.ledger import Ledger
from gridDesk.ui import theme
from gridDesk.ui.form import RecordForm
from gridDesk.ui.ledger_page import EmptyState, ListPage
from gridDesk.ui.record_dialog import RecordDialog, close_record_dialog
from gridDesk.ui.watching import Watch

KEY = int(Qt.ItemDataRole.UserRole)


class GroupForm(RecordForm):
    """The form of a group record; a person is not entered twice into one group."""

    def _store(self) -> records.Saved:
        person = self.values.get(self.ledger.subject)
        if self.uid is None and person:
            return people.add_to_group(self.desk, str(person), self.ledger.key, self.values)
        return super()._store()


class GroupPanel(ListPage):
    """The people of one group; cells of the group's own columns can be typed into."""

    unit = "人"
    hint = "姓名、拼音首字母、号码"
    new_label = "加入一人(&N)"
    enter_opens = False

    def __init__(self, desk: Desk, ledger: Ledger, parent: QWidget | None = None) -> None:
        self.shape = ledger
        self.title = ledger.label
        self.ledger = self.table_key = self.paper = ledger.key
        self.watched = (ledger.key, "person", "residence")
        self.first_words = (
            f"点“加入一人”，打几个字找到人口台账里的人，再填{ledger.label}的情况。"
            "人不在人口台账里的，可以在找人的时候新建。有名册的，也可以点“导入名册”。"
        )
        super().__init__(desk, parent)
        self.grid.model().refused.connect(self._refused)

    def buttons(self) -> list[tuple[str, str, Callable[[], None]]]:
        return [
            ("打开此人(&H)", "person", self.open_person), ("退出(&M)", "leave", self.close_one),
            *self.common_buttons(), (self.new_label, "plus", self.add),
        ]  # fmt: skip

    def first_buttons(self) -> tuple[str, str]:
        return self.new_label, "导入名册(&I)"

    def _empty_second(self) -> None:
        self._import()

    def add(self) -> None:
        dialog = RecordDialog(
            self.desk, self.ledger, None, self.window(), title=f"{self.shape.label}：加入一人", make_form=GroupForm
        )
        if dialog.exec() and dialog.uid:
            self.grid.select_uid(dialog.uid)

    def open_person(self) -> None:
        """Open the page of the person under the cursor."""
        row = self.desk.store.get(self.ledger, self.grid.current_uid()) if self.grid.current_uid() else None
        if row:
            self.open_record.emit("person", str(row[self.shape.subject]))

    def close_one(self) -> None:
        """End the record under the cursor (不再符合条件、到期…), with reason and date."""
        if self.grid.current_uid():
            close_record_dialog(self.desk, self.ledger, self.grid.current_uid(), self.window()).exec()

    def _refused(self, message: str) -> None:
        self.count.setText(f"没有存进去：{message}")


class GroupsPage(QWidget):
    """All special groups; a sealed one that is not in use stays a quiet row that explains itself."""

    title = "特殊人群"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.panels: dict[str, GroupPanel] = {}
        self.list = QListWidget()
        self.list.setAccessibleName("特殊人群类别")
        self.list.currentItemChanged.connect(lambda *_items: self._show_current())
        self.stack = QStackedWidget()
        self.sealed = EmptyState()
        self.sealed.first.connect(lambda: self.go.emit("settings", "sealed"))
        self.stack.addWidget(self.sealed)
        left = QVBoxLayout()
        left.setContentsMargins(theme.gap() * 2, round(theme.gap() * 1.5), 0, theme.gap() * 2)
        left.setSpacing(theme.gap())
        left.addWidget(theme.title(self.title))
        left.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addWidget(self.stack, 1)
        self.setFocusProxy(self.list)
        Watch(desk, self, self.refresh, [ledger.key for ledger in desk.catalogue.special()])
        self.refresh()

    def refresh(self) -> None:
        """Count the groups again, keeping the chosen one."""
        chosen = self.current()
        enabled = {ledger.key for ledger in self.desk.enabled()}
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for ledger in self.desk.catalogue.special():
            self.list.addItem(self._item(ledger, ledger.key in enabled))
        self.list.blockSignals(blocked)
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + theme.em() * 2)
        self.choose(chosen)

    def choose(self, key: str) -> None:
        """Show one group, the first when there is none of that key."""
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(KEY) == key]
        self.list.setCurrentRow(rows[0] if rows else 0)
        self._show_current()

    def show_argument(self, argument: str) -> None:
        """Open with the group another page asked for."""
        self.choose(argument)

    def current(self) -> str:
        """Return the key of the chosen group, or ""."""
        item = self.list.currentItem()
        return str(item.data(KEY)) if item else ""

    def _item(self, ledger: Ledger, enabled: bool) -> QListWidgetItem:
        words = f"{self.desk.store.count(ledger.key):,} 人" if enabled else "未启用"
        item = QListWidgetItem(f"{ledger.label}　{words}")
        item.setData(KEY, ledger.key)
        item.setToolTip(ledger.help)
        item.setIcon(theme.icon("lock" if not enabled else "shield" if ledger.sealed else "groups", theme.SUBTLE))
        if not enabled:
            item.setForeground(QColor(theme.SUBTLE))
        return item

    def _show_current(self) -> None:
        key = self.current()
        if not key:
            return
        if key not in {ledger.key for ledger in self.desk.enabled()}:
            self._explain(self.desk.catalogue[key])
            return
        if key not in self.panels:
            panel = GroupPanel(self.desk, self.desk.catalogue[key])
            panel.open_record.connect(self.open_record)
            panel.go.connect(self.go)
            self.panels[key] = panel
            self.stack.addWidget(panel)
        self.stack.setCurrentWidget(self.panels[key])

    def _explain(self, ledger: Ledger) -> None:
        words = (
            f"{ledger.label}是受保护的台账，只有职责需要的单位才启用。启用以前，名单、查找、打印和数据包里都不会出现它；"
            "启用和停用都会记入操作记录。需要时请到“设置”里启用。"
        )
        self.sealed.say(f"{ledger.label}：未启用", words, "去设置(&S)", "")
        self.stack.setCurrentWidget(self.sealed)
