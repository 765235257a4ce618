"""Before cells are written: the preview of a paste, a fill or a clearing, with what is wrong in red, and one decision."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import batch
from gridDesk.desk.batch import BatchPlan
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.text import trim
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.plan_table import PlanTable, summary


class PasteDialog(QDialog):
    """Shows a plan; 写入 writes its good cells as one act, 取消 writes nothing.

    `more` is the plan with the rows that hang over added as new records; `lost` counts cells beyond the last column.
    """

    def __init__(
        self, desk: Desk, act: str, plan: BatchPlan, *, more: BatchPlan | None = None, below: int = 0, lost: int = 0,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.act, self._plan, self._more = desk, act, plan, more
        self.setWindowTitle(f"{act}：先看一遍再写入")
        self.words = theme.body()
        self.table = PlanTable()
        self.bar = problem.Bar()
        self.bar.clear()
        self.add_rows = QCheckBox(f"表格行数不够，把多出的 {below:,} 行作为新记录加入(&A)")
        self.add_rows.setVisible(more is not None)
        self.add_rows.toggled.connect(lambda _on: self._show())
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("例如：按派出所户籍底册更正")
        self.reason_label = QLabel("改动原因(&R)")
        self.reason_label.setBuddy(self.reason)
        self._build()
        notes = []
        if below and more is None:
            notes.append(f"表格行数不够，多出的 {below:,} 行不会写入；新增记录请用“新增”或“导入”。")
        if lost:
            notes.append(f"右边多出的 {lost:,} 个格子超出了表格，不会写入。")
        if notes:
            self.bar.say("".join(notes), "warn")
        self._show()
        fit_screen(self, theme.chars(66), theme.em() * 26)

    @property
    def plan(self) -> BatchPlan:
        """Return what would be written now."""
        return self._more if self._more is not None and self.add_rows.isChecked() else self._plan

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        for widget in (self.words, self.bar):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.add_rows)
        row = QHBoxLayout()
        row.addWidget(self.reason_label)
        row.addWidget(self.reason, 1)
        column.addLayout(row)
        foot, self.ok_button = pieces.choice_row("写入(&W)", self.accept, "取消(&C)", self.reject)
        column.addLayout(foot)

    def _show(self) -> None:
        plan = self.plan
        self.words.setText(summary(plan))
        self.table.show_plan(plan)
        self.ok_button.setEnabled(bool(plan.good))
        self.ok_button.setText("只写入没有错的(&W)" if plan.bad and plan.good else "写入(&W)")
        for widget in (self.reason, self.reason_label):
            widget.setVisible(plan.sensitive and plan.records > 1)

    def accept(self) -> None:
        """Write the good cells; what went wrong is told and nothing is written."""
        reason = trim(self.reason.text())
        if self.reason.isVisible() and not reason:
            self.bar.say("这里有敏感信息，成批改动要写明原因，请填好“改动原因”再写入。", "warn")
            self.reason.setFocus()
            return
        try:
            batch.apply(self.desk, self.plan, self.act, reason=reason)
        except DeskError as error:
            self.bar.show_error(error)
            return
        super().accept()
