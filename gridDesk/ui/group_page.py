"""The people of one special group (特殊人群): the list of its records, and the form that lets nobody in twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gridDesk.desk import people, records
from gridDesk.desk.office import Desk
from gridDesk.ledger import Ledger
from gridDesk.ui.erase_dialog import end_dialog
from gridDesk.ui.form import RecordForm
from gridDesk.ui.list_page import ListPage
from gridDesk.ui.record_dialog import RecordDialog


class GroupForm(RecordForm):
    """The form of a group record; a person is not entered twice into one group."""

    def _store(self) -> records.Saved:
        person = self.values.get(self.ledger.subject)
        if self.uid is None and person:
            return people.add_to_group(self.desk, str(person), self.ledger.key, self.values, first=self.new_records)
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
            ("打开此人(&O)", "person", self.open_person), ("退出(&M)", "leave", self.close_one),
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
        """End the record under the cursor (不再符合条件、到期…), with reason and date; a closed one may be erased."""
        if self.grid.current_uid():
            end_dialog(self.desk, self.ledger, self.grid.current_uid(), self.window()).exec()

    def _refused(self, message: str) -> None:
        self.count.setText(f"没有存进去：{message}")
