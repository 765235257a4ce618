"""存成文件: what for, for whom, and locked or not, before a paper is saved as PDF or Word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import paper_mark, print_grants, reidentify
from gridDesk.desk.grant_order import purpose_of
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, print_memory, problem, theme
from gridDesk.ui.grant_approval import ApprovalBox, GrantAsk
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Grant, Order
    from gridDesk.ui.print_made import Made

LOCKED = "用密码加密（建议）"
PLAIN = "不加密时，谁拿到文件都能打开；内容完整的要另一个人批准。"


class SaveDialog(QDialog):
    """Asks what a file is for; `granted` carries the grant once there is one."""

    granted = Signal(object)

    def __init__(self, desk: Desk, made: Made, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.made = desk, made
        self.setWindowTitle("存成文件")
        self.purpose, self.recipient = QComboBox(editable=True), QLineEdit(placeholderText="留在本单位就不用写")
        self.lock = QCheckBox(LOCKED)
        self.hint = theme.subtle(PLAIN)
        self.trouble = problem.Bar()
        self.approval = ApprovalBox(desk)
        self.asking = GrantAsk(desk, self.approval, self.trouble, self)
        self._build()
        asked = made.asked
        usual = paper_mark.usual_purpose(asked.level)
        self.purpose.addItems(list(dict.fromkeys([usual, *print_memory.purposes(desk)])))
        self.purpose.setCurrentText(made.wish.order.purpose or usual)
        self.recipient.setText(made.wish.order.recipient)
        self.lock.setChecked(asked.level < Level.FIELD)

    def order(self) -> Order:
        """Return what a grant is asked for."""
        words = self.purpose.currentText().strip()
        asked = replace(
            self.made.asked, purpose=purpose_of(words), words=words, recipient=self.recipient.text().strip(),
            way="file", encrypted=self.lock.isChecked(),
        )  # fmt: skip
        return asked

    def accept(self) -> None:
        order = self.order()
        try:
            print_grants.check_guess(self.desk, self.made.wish.order, order)
        except reidentify.Telling as error:
            self.trouble.say(f"{error}请回到列表里少显示这一栏，或者在打印页改选“外出携带”。", "error")
            return
        except DeskError as error:
            self.trouble.show_error(error)
            return
        self.trouble.clear()
        self.asking.ask(order, self._granted)

    def _granted(self, grant: Grant) -> None:
        print_memory.keep_purpose(self.desk, self.purpose.currentText().strip())
        super().accept()
        self.granted.emit(grant)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        head = theme.heading(f"把{self.made.wish.title}存成文件")
        head.setWordWrap(True)
        column.addWidget(head)
        column.addWidget(self.trouble)
        form = QGridLayout()
        form.setHorizontalSpacing(theme.gap())
        form.setVerticalSpacing(theme.spacing(1.2))
        for row, (words, editor) in enumerate((("用途(&Y)", self.purpose), ("交给谁(&K)", self.recipient))):
            label = QLabel(words)
            label.setBuddy(editor)
            form.addWidget(label, row, 0)
            form.addWidget(editor, row, 1)
        form.addWidget(self.lock, 2, 1)
        form.addWidget(self.hint, 3, 1)
        form.setColumnStretch(1, 1)
        self.purpose.setMinimumWidth(theme.chars(22))
        column.addLayout(form)
        column.addWidget(self.approval)
        foot, _ = pieces.choice_row("选位置保存(&D)…", self.accept, "先不保存(&N)", self.reject)
        column.addLayout(foot)
