"""List pages: heading with the count in words, a filter line, the table, and what a new clerk does first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gridDesk.desk import tables
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.filter_line import FilterLine
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.member_form import new_household_dialog, new_person_dialog
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.table import GridView
from gridDesk.ui.tenants import TenantsDialog
from gridDesk.ui.watching import Watch


class ListPage(QWidget):
    """A table of records that can be filtered, sorted and opened; children say which."""

    title = ""
    ledger = ""
    table_key = ""
    unit = "条"
    hint = "姓名、拼音首字母、号码、地址"
    paper = ""
    filters: tuple[tuple[str, str], ...] = ()
    watched: tuple[str, ...] = ()
    new_label = "新增(&N)"
    first_words = ""

    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._sort: tuple[str, bool] = ("", False)
        self._build()
        Watch(desk, self, self.refresh, self.watched or (self.ledger,))
        self.refresh()

    def table(self, **wanted: object) -> tables.Table:
        """Return the table of the desk with search, filters, sort, descending and states as asked."""
        raise NotImplementedError

    def add(self) -> None:
        """Let the clerk enter a new record."""
        raise NotImplementedError

    def total(self) -> int:
        """Return how many records are in force."""
        return self.desk.store.count(self.ledger)

    def refresh(self) -> None:
        """Ask the desk again and show what it says, keeping the place."""
        self.filter_line.refill()
        wanted = {
            "search": self.filter_line.text(), "filters": self.filter_line.filters(), "sort": self._sort[0],
            "descending": self._sort[1], "states": self.filter_line.states(),
        }  # fmt: skip
        table = self.table(**wanted)
        total = self.total()
        self.grid.show_table(table)
        self.count.setText(self._count_words(table.count, total))
        if table.count:
            self.stack.setCurrentWidget(self.grid)
            if not self.grid.currentIndex().isValid():
                self.grid.setCurrentIndex(self.grid.model().index(0, 0))  # so that Enter opens somebody
        else:
            self._show_empty(total)

    def show_filter(self, column: str, value: str) -> None:
        """Show only the records with one value: another page led here."""
        self.filter_line.clear()
        combo = self.filter_line.combos.get(column)
        if combo is not None:
            combo.setCurrentIndex(max(combo.findData(value), 0))

    def show_argument(self, argument: str) -> None:
        """Open as another page asked: `column=value` narrows the table to it."""
        column, _, value = argument.partition("=")
        self.show_filter(column, value)

    def _count_words(self, shown: int, total: int) -> str:
        if self.filter_line.narrows():
            return f"找到 {shown:,} {self.unit}（在册 {total:,} {self.unit}）　{self.filter_line.words()}"
        return f"在册 {total:,} {self.unit}" + (f"，连同已注销共 {shown:,} {self.unit}" if shown > total else "")

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.gap() * 2, theme.gap() * 1.5, theme.gap() * 2, theme.gap() * 1.5)
        column.setSpacing(theme.gap())
        column.addLayout(self._build_head())
        self.filter_line = FilterLine(self.filters, self.hint, self._values)
        self.filter_line.changed.connect(self.refresh)
        column.addWidget(self.filter_line)
        self.stack = QStackedWidget()
        self.grid = GridView(self.desk, self.table_key or self.ledger)
        self.grid.setAccessibleName(f"{self.title}列表，按回车打开")
        self.grid.opened.connect(self.open_uid)
        self.grid.sort_wanted.connect(self._sort_by)
        self.filter_line.go_down.connect(self._to_grid)
        self.stack.addWidget(self.grid)
        self.empty = EmptyState()
        self.empty.first.connect(self._empty_first)
        self.empty.second.connect(self._empty_second)
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.grid)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        self.count = theme.subtle()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(theme.title(self.title))
        words.addWidget(self.count)
        row.addLayout(words, 1)
        buttons = FlowLayout(right=True)
        row.addLayout(buttons, 2)
        for words, icon, act in self.buttons():
            primary = act == self.add
            button = pieces.button(words, act, icon, "#ffffff" if primary else theme.ACCENT)
            buttons.addWidget(theme.primary(button) if primary else button)
        return row

    def buttons(self) -> list[tuple[str, str, Callable[[], None]]]:
        """Return (words, icon, what it does) of the buttons on top."""
        return [
            ("导入花名册(&I)", "import", self._import),
            ("打印(&P)", "print", self._print),
            (self.new_label, "plus", self.add),
        ]

    def _values(self, column: str) -> list[tuple[str, str, int]]:
        return tables.filter_values(self.desk, self.table_key or self.ledger, column)

    def open_uid(self, uid: str) -> None:
        """Open a record of the table."""
        self.open_record.emit(self.ledger, uid)

    def _sort_by(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self.refresh()

    def _import(self) -> None:
        self.go.emit("import", "")

    def _print(self) -> None:
        self.go.emit("printing", self.paper)

    def _to_grid(self) -> None:
        if self.stack.currentWidget() is self.grid:
            self.grid.setCurrentIndex(self.grid.model().index(0, 0))
            self.grid.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_empty(self, total: int) -> None:
        if self.filter_line.active() and (total or self.filter_line.narrows()):
            words = "换个字、少选一项，或者看看是否已经注销（勾选“含已注销”）。"
            self.empty.say("没有符合条件的记录", words, "清除筛选(&C)", "")
        else:
            self.empty.say(f"还没有{self.title}", self.first_words, *self.first_buttons())
        self.stack.setCurrentWidget(self.empty)

    def first_buttons(self) -> tuple[str, str]:
        """Return the words of the two buttons a new clerk sees."""
        return "导入花名册(&I)", self.new_label

    def _empty_first(self) -> None:
        if self.filter_line.active():
            self.filter_line.clear()
        elif self.first_buttons()[0] == self.new_label:
            self.add()
        else:
            self._import()

    def _empty_second(self) -> None:
        self.add()


class EmptyState(QWidget):
    """What an empty list says: what is missing, what to do first, and the button that does it."""

    first = Signal()
    second = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = theme.title()
        self._text = theme.subtle()
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setMaximumWidth(theme.chars(34))
        self._one = theme.primary(QPushButton())
        self._two = QPushButton()
        self._one.clicked.connect(self.first)
        self._two.clicked.connect(self.second)
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap() * 2)
        column.addStretch(2)
        column.addWidget(self._head, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(_centred(self._text))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._one)
        row.addWidget(self._two)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def say(self, head: str, text: str, one: str, two: str) -> None:
        """Show a heading, a sentence and up to two buttons."""
        self._head.setText(head)
        self._text.setText(text)
        for button, words in ((self._one, one), (self._two, two)):
            button.setText(words)
            button.setVisible(bool(words))

    def words(self) -> str:
        """Return what is said."""
        return f"{self._head.text()}\n{self._text.text()}"


def _centred(widget: QWidget) -> QHBoxLayout:
    # A label that wraps is only given its full height when the layout does not align it.
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)
    row.addStretch(1)
    return row


class PeoplePage(ListPage):
    """人口: everybody the office keeps."""

    title = "人口"
    ledger = "person"
    table_key = "people"
    unit = "人"
    paper = "resident_ledger"
    filters = (("sex", "性别"), ("kind", "人口类型"), ("grid", "网格"), ("group", "特殊人群"))
    watched = ("person", "residence", "household", "address")
    new_label = "新增一人(&N)"
    first_words = (
        "如果手头有花名册（Excel 或 WPS 表格），先点“导入花名册”：程序会认出各列，写入之前让您逐行看一遍。"
        "也可以点“新增一人”，从身份证号开始录入。"
    )

    def table(self, **wanted: object) -> tables.Table:
        return tables.people_table(self.desk, **wanted)

    def add(self) -> None:
        dialog = new_person_dialog(self.desk, self.window())
        if dialog.exec() and dialog.uid:
            self.open_record.emit(self.ledger, dialog.uid)


class HouseholdsPage(ListPage):
    """户: every household with its head, size and address."""

    title = "户"
    ledger = "household"
    table_key = "households"
    unit = "户"
    hint = "户号、户主、住址"
    paper = "household_card"
    filters = (("grid", "网格"), ("village_group", "村民小组"), ("kind", "户类型"))
    watched = ("household", "residence", "person", "address")
    new_label = "新增一户(&N)"
    first_words = (
        "有花名册就先点“导入花名册”，程序会按户号或户主把人归成户。"
        "也可以点“新增一户”：填户号、住址和户主，再逐个添加成员。"
    )

    def table(self, **wanted: object) -> tables.Table:
        return tables.household_table(self.desk, **wanted)

    def add(self) -> None:
        dialog = new_household_dialog(self.desk, self.window())
        if dialog.exec() and dialog.household:
            self.open_record.emit(self.ledger, dialog.household)


class DwellingsPage(ListPage):
    """房屋: every dwelling, with who rents it."""

    title = "房屋"
    ledger = "dwelling"
    table_key = "dwellings"
    unit = "处"
    hint = "地址、房主"
    paper = "dwelling_ledger"
    filters = (("use", "用途"), ("kind", "房屋性质"), ("grid", "网格"))
    watched = ("dwelling", "tenancy", "address", "person")
    new_label = "新增房屋(&N)"
    first_words = (
        "自住的房屋不必急着录，先登记出租房：点“新增房屋”，填地址和房主，再点“承租人”登记谁在租。"
        "有房屋台账表格的，可以点“导入花名册”。"
    )

    def buttons(self) -> list[tuple[str, str, Callable[[], None]]]:
        return [("承租人(&T)", "people", self.show_tenants), *super().buttons()]

    def show_tenants(self) -> None:
        """Show who rents the dwelling under the cursor, to enter a tenant or to end a tenancy."""
        uid = self.grid.current_uid()
        if not uid:
            problem.show(self, DeskError("还没有选房屋，", advice="请先在表里选中一处房屋，再点“承租人”。"))
            return
        TenantsDialog(self.desk, uid, self.window()).exec()

    def first_buttons(self) -> tuple[str, str]:
        return self.new_label, "导入花名册(&I)"

    def _empty_second(self) -> None:
        self._import()

    def table(self, **wanted: object) -> tables.Table:
        return tables.dwelling_table(self.desk, **wanted)

    def add(self) -> None:
        dialog = RecordDialog(self.desk, self.ledger, None, self.window())
        if dialog.exec() and dialog.uid:
            self.grid.select_uid(dialog.uid)
