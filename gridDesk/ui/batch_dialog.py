"""Batch edit (批量修改): one field of the selected records is given one value, seen old beside new first, one undo."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import batch
from gridDesk.desk.batch import BatchPlan
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.text import trim
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.choosers import RETURNS
from gridDesk.ui.editors import editor
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.plan_table import PlanTable, summary

TYPING_MS = 200


@remembers
class BatchDialog(QDialog):
    """Gives the records `uids` of a ledger one value in one field; `first`: the key of the one that is meant most likely."""

    def __init__(
        self, desk: Desk, ledger: str, uids: list[str], parent: QWidget | None = None, *, first: str = ""
    ) -> None:
        super().__init__(parent)
        self.desk, self.ledger, self.uids = desk, ledger, uids
        self.setWindowTitle(f"批量修改{desk.catalogue[ledger].label}：{len(uids):,} 条")
        self.plan: BatchPlan | None = None
        self.value: FieldEditor | None = None
        self.fields = QComboBox()
        self.fields.setMaxVisibleItems(16)
        for item in batch.editable_fields(desk, ledger):
            self.fields.addItem(item.label, item.key)
        self.slot = QVBoxLayout()
        self.value_label = QLabel("改成(&V)")
        self.words = theme.body()
        self.table = PlanTable()
        self.bar = problem.Bar()
        self.bar.clear()
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("例如：按入户核实结果更正")
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self.review)
        self._build()
        self.fields.setCurrentIndex(max(0, self.fields.findData(first)))
        self.fields.currentIndexChanged.connect(lambda _place: self.choose_field())
        self.choose_field()
        if self.fields.currentData() == first:
            self.value.entry().setFocus(Qt.FocusReason.OtherFocusReason)
        fit_screen(self, theme.chars(56), theme.em() * 26)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        row = QHBoxLayout()
        row.addWidget(_named("栏目(&F)", self.fields))
        row.addWidget(self.fields, 1)
        row.addWidget(self.value_label)
        row.addLayout(self.slot, 2)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        self.filler = QWidget()
        column.addWidget(self.filler, 1)
        why = QHBoxLayout()
        self.reason_label = _named("改动原因(&R)", self.reason)
        why.addWidget(self.reason_label)
        why.addWidget(self.reason, 1)
        column.addLayout(why)
        foot, self.ok_button = pieces.choice_row("写入(&W)", self.accept, "取消(&C)", self.reject)
        column.addLayout(foot)

    def choose_field(self) -> None:
        """Offer the editor of the chosen field."""
        pieces.empty(self.slot)
        key = str(self.fields.currentData())
        self.value = editor(self.desk, self.ledger, self.desk.catalogue[self.ledger][key])
        self.value.changed.connect(self._touch)
        self._touched = False
        self.slot.addWidget(self.value)
        before: QWidget = self.fields
        for widget in self.value.inputs():  # made later than the buttons, and yet what comes next
            QWidget.setTabOrder(before, widget)
            before = widget
        self.value_label.setBuddy(self.value.entry())
        sensitive = self.desk.catalogue[self.ledger][key].sensitive
        for widget in (self.reason, self.reason_label):
            widget.setVisible(sensitive)
        self.review()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in RETURNS and self.fields.hasFocus():
            self.value.entry().setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _touch(self) -> None:
        self._touched = True
        self._timer.start()

    def review(self) -> None:
        """Show what would become of each record; a value that nobody has typed yet is no clearing."""
        assert self.value is not None
        self._timer.stop()
        self._touched = self._touched or bool(self.value.raw())
        self.table.setVisible(self._touched)
        self.filler.setVisible(not self._touched)
        if not self._touched:
            self.bar.clear()
            self.plan = None
            self.words.setText("选好栏目，写上或选上要改成的内容，下面就列出每条记录会怎样改；看好了再写入。")
            self.ok_button.setEnabled(False)
            return
        try:
            self.value.value()
            raw = self.value.raw()
            item = self.value.field
            if item.type.name in ("code", "codes", "yes_no", "record"):
                raw = self.value.value()
        except FieldError as error:
            self.bar.show_error(error)
            self.ok_button.setEnabled(False)
            return
        self.bar.clear()
        self.plan = batch.preview(self.desk, self.ledger, self.uids, {self.value.field.key: "" if raw is None else raw})
        self.words.setText(summary(self.plan))
        self.table.show_plan(self.plan)
        self.ok_button.setEnabled(bool(self.plan.good))

    def accept(self) -> None:
        """Write the change as one act."""
        self.review()
        reason = trim(self.reason.text())
        if self.plan is None or not self.plan.good:
            return
        if self.reason.isVisible() and not reason:
            self.bar.say("这一栏是敏感信息，成批改动要写明原因，请填好“改动原因”再写入。", "warn")
            self.reason.setFocus()
            return
        try:
            batch.apply(self.desk, self.plan, "批量修改", reason=reason)
        except DeskError as error:
            self.bar.show_error(error)
            return
        super().accept()


def _named(words: str, widget: QWidget) -> QLabel:
    label = QLabel(words)
    label.setBuddy(widget)
    return label
