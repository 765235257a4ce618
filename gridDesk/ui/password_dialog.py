"""Changing one's own password: the old one once, the new one twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from gridDesk.desk import accounts
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.door_page import patiently
from gridDesk.ui.password_edit import PasswordEdit
from gridDesk.ui.password_rule import PasswordPair

if TYPE_CHECKING:
    from gridDesk.desk import Desk


class PasswordDialog(QDialog):
    """The old password once, the new one twice."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("更改密码")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.old = PasswordEdit("现在的密码")
        self.pair = PasswordPair(self)
        self.pair.names = tuple(accounts.words_not_allowed(desk, desk.user))
        self.bar = problem.Bar()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.gap() * 2)
        form.setVerticalSpacing(theme.spacing(1))
        form.addRow("现在的密码(&O)", self.old)
        form.addRow("新密码(&P)", self.pair.password)
        form.addRow("", self.pair.rule)
        form.addRow("再输一遍(&A)", self.pair.again)
        form.addRow("", self.pair.same)
        foot, _go = pieces.choice_row("更改密码(&S)", self.change, "先不更改(&N)", self.reject)
        column = QVBoxLayout(self)
        edge = theme.gap() * 2
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.gap())
        column.addLayout(form)
        column.addWidget(self.bar)
        column.addLayout(foot)
        self.setMinimumWidth(theme.chars(34))
        self.old.setFocus()

    def change(self) -> None:
        """Change it, or say what is wrong."""
        words = "请输入现在的密码。" if not self.old.text() else self.pair.trouble()
        if words:
            self.bar.say(words, "warn")
            return
        try:
            patiently(lambda: self.desk.change_password(self.old.text(), self.pair.password.text()))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.accept()
        problem.tell(self.parentWidget(), "密码已更改。下次打开时请用新密码。", "以前的备份仍要用备份时的密码打开。")
