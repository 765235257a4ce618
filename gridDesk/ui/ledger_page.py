"""List pages: people, households, dwellings, and one for every other ledger."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridDesk.desk import down, results
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import household_events, problem
from gridDesk.ui.empty_state import EmptyState
from gridDesk.ui.erase_dialog import end_dialog
from gridDesk.ui.list_page import Buttons, ListPage
from gridDesk.ui.member_form import new_person_dialog
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.tenants import TenantsDialog

__all__ = ["DwellingsPage", "EmptyState", "HouseholdsPage", "LedgerListPage", "ListPage", "PeoplePage"]


class PeoplePage(ListPage):
    """人口: everybody the office keeps."""

    title = "人口"
    ledger = "person"
    table_key = "people"
    unit = "人"
    paper = "resident_ledger"
    watched = ("person", "residence", "household", "address")
    new_label = "新增一人(&N)"
    first_words = (
        "如果手头有花名册（Excel 或 WPS 表格），先点“导入花名册”：程序会认出各列，写入之前让您逐行看一遍。"
        "也可以点“新增一人”，从身份证号开始录入。"
    )

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
    watched = ("household", "residence", "person", "address")
    new_label = "新增一户(&N)"
    first_words = (
        "有花名册就先点“导入花名册”，程序会按户号或户主把人归成户。"
        "也可以点“新增一户”：照着户卡，在一屏里录完户主、成员和房屋。"
    )

    frozen = 2  # 户号 and 户主

    def buttons(self) -> Buttons:
        return [("迁入一户(&J)", "walk", self.move_in), *super().buttons()]

    def move_in(self) -> None:
        """Enter a household that moved in, as an event of this month, and open its page."""
        dialog = household_events.move_in(self.desk, self.window())
        if dialog.exec():
            self.open_record.emit(self.ledger, dialog.result_value.uid)

    def add(self) -> None:
        self.go.emit("household_entry", "")


class DwellingsPage(ListPage):
    """房屋: every dwelling, with who rents it."""

    title = "房屋"
    ledger = "dwelling"
    table_key = "dwellings"
    unit = "处"
    hint = "地址、房主"
    paper = "dwelling_ledger"
    watched = ("dwelling", "tenancy", "address", "person")
    new_label = "新增房屋(&N)"
    first_words = (
        "自住的房屋不必急着录，先登记出租房：点“新增房屋”，填地址和房主，再点“承租人”登记谁在租。"
        "有房屋台账表格的，可以点“导入花名册”。"
    )

    def buttons(self) -> Buttons:
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

    def add(self) -> None:
        dialog = RecordDialog(self.desk, self.ledger, None, self.window())
        if dialog.exec() and dialog.uid:
            self.grid.select_uid(dialog.uid)


class LedgerListPage(ListPage):
    """The list of any ledger, all by its declaration: cells can be typed into, Ctrl+Enter opens a record."""

    enter_opens = False

    def __init__(self, desk: Desk, ledger: str, parent: QWidget | None = None) -> None:
        shape = desk.catalogue[ledger]
        self.shape = shape
        self.title = shape.label
        self.ledger = self.table_key = ledger
        self.hint = "姓名、拼音首字母、号码" if shape.subject else f"在{shape.label}里查找文字"
        self.unit = "人" if shape.subject and shape[shape.subject].to == "person" else "条"
        self.watched = (ledger, *dict.fromkeys(item.to for item in shape.links))
        self.first_words = f"{shape.help}点“新增”录入第一条；有表格的，可以点“导入花名册”。"
        super().__init__(desk, parent)
        self.grid.model().refused.connect(self._refused)

    def first_buttons(self) -> tuple[str, str]:
        return self.new_label, "导入花名册(&I)"

    def buttons(self) -> Buttons:
        moved_up = self.ledger == results.EVENT and down.above(self.desk) is not None
        own: Buttons = [("上级答复(&J)", "bell", lambda: self.go.emit("tasks", "results"))] if moved_up else []
        return [*own, ("注销(&M)", "leave", self.close_one), *super().buttons()]

    def add(self) -> None:
        dialog = RecordDialog(self.desk, self.ledger, None, self.window())
        if dialog.exec() and dialog.uid:
            self.grid.select_uid(dialog.uid)

    def close_one(self) -> None:
        """End the record under the cursor, with reason and date; one that is closed already may be erased."""
        if self.grid.current_uid():
            end_dialog(self.desk, self.ledger, self.grid.current_uid(), self.window()).exec()

    def _refused(self, message: str) -> None:
        self.count.setText(f"没有存进去：{message}")
