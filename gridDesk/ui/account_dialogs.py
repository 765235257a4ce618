"""Dialogs about a clerk's account: a new one, what she may do, a new password when she forgot hers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import accounts
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.door_page import patiently
from gridDesk.ui.fitting import Scrolling, fit_height
from gridDesk.ui.password_rule import PasswordPair
from gridDesk.ui.roles import RoleBoxes

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridDesk.desk import Desk
    from gridDesk.desk.accounts import Account

WIDTH = 34
WIDE = 50  # with the roles and what each means


class AccountDialog(QDialog):
    """A heading, a few words, a form, a bar, and two buttons; `said` tells afterwards what was done."""

    def __init__(self, desk: Desk, heading: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.said = ""
        self.setWindowTitle(heading)
        self.bar = problem.Bar()
        self.bar.clear()
        lines = QWidget()
        self.form = QFormLayout(lines)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(theme.gap() * 2)
        self.form.setVerticalSpacing(theme.spacing(1))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*[theme.gap() * 2] * 4)
        self.column.setSpacing(theme.gap())
        self.column.addWidget(theme.heading(heading))
        self.column.addWidget(theme.body(words))
        self.column.addWidget(Scrolling(lines))  # the roles with their words are higher than a small screen

    def finish(self, go_words: str, stay_words: str = "先不做(&Q)", wide: float = WIDTH) -> None:
        """Put bar and buttons below what was added; `wide` in Hanzi."""
        self.column.addWidget(self.bar)
        self.column.addStretch(1)
        foot, self.go_button = pieces.choice_row(go_words, self.go, stay_words, self.reject)
        self.column.addLayout(foot)
        fit_height(self, theme.chars(wide))  # gives the lines their width, which tells how high they are
        fit_height(self)

    def add_pair(self) -> PasswordPair:
        """Add a new password typed twice."""
        pair = PasswordPair(self)
        self.form.addRow("密码(&P)", pair.password)
        self.form.addRow("", pair.rule)
        self.form.addRow("再输一遍(&A)", pair.again)
        self.form.addRow("", pair.same)
        return pair

    def refuse(self, words: str, line: QWidget) -> None:
        """Say what is missing and go there."""
        self.bar.say(words, "warn")
        fit_height(self)
        line.setFocus()

    def do(self, act: Callable[[], object], said: str) -> None:
        """Do what the dialog is for and close it, or say why not."""
        try:
            patiently(act)
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self)
            return
        self.said = said
        self.accept()

    def go(self) -> None:
        """Do what the dialog is for."""


class AddDialog(AccountDialog):
    """A new clerk: her name, what she may do, and a password that she types herself."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "增加使用人", "密码请本人来输，旁边的人不要看。", parent)
        self.name = QLineEdit()
        self.name.setAccessibleName("姓名")
        self.name.setMaxLength(40)
        self.form.addRow("姓名(&M)", self.name)
        self.roles = RoleBoxes(("clerk",))
        self.form.addRow("职责", self.roles)
        self.pair = self.add_pair()
        self.finish("增加(&S)", wide=WIDE)
        self.name.setFocus()

    def go(self) -> None:
        """Add the clerk, or say what is missing."""
        who = self.name.text().strip()
        self.pair.names = tuple(accounts.words_not_allowed(self.desk, who))
        if not who:
            self.refuse("请填写姓名。", self.name)
        elif not self.roles.chosen():
            self.refuse("请至少选一项职责。", next(iter(self.roles.boxes.values())))
        elif words := self.pair.trouble():
            self.refuse(words, self.pair.password if self.pair.weakness() else self.pair.again)
        else:
            chosen, password = self.roles.chosen(), self.pair.password.text()
            self.do(
                lambda: accounts.add(self.desk, who, password, chosen),
                f"已增加“{who}”。下次打开时，在登录页选自己的名字、输自己的密码。",
            )


class RolesDialog(AccountDialog):
    """What a clerk may do."""

    def __init__(self, desk: Desk, one: Account, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{one.who}的职责", "改好以后，下次登录时生效。", parent)
        self.one = one
        self.roles = RoleBoxes(one.roles)
        self.column.addWidget(self.roles)
        self.finish("保存(&S)", "先不改(&Q)", WIDE)
        next(iter(self.roles.boxes.values())).setFocus()

    def go(self) -> None:
        """Keep the roles, or say why not."""
        chosen = self.roles.chosen()
        if not chosen:
            self.refuse("请至少选一项职责。不让他再用，请关上这里，点“移除”。", next(iter(self.roles.boxes.values())))
            return
        self.do(
            lambda: accounts.set_roles(self.desk, self.one.slot, chosen),
            f"“{self.one.who}”的职责已改，下次登录时生效。",
        )


class ResetDialog(AccountDialog):
    """A new password for a clerk who forgot hers."""

    def __init__(self, desk: Desk, one: Account, parent: QWidget | None = None) -> None:
        words = "请本人来输新密码，旁边的人不要看。数据和职责都不变，原来的密码随即作废。"
        super().__init__(desk, f"给{one.who}重设密码", words, parent)
        self.one = one
        self.pair = self.add_pair()
        self.pair.names = tuple(accounts.words_not_allowed(desk, one.who))
        self.finish("重设(&S)")
        self.pair.password.setFocus()

    def go(self) -> None:
        """Set the password, or say what is wrong with it."""
        if words := self.pair.trouble():
            self.refuse(words, self.pair.password if self.pair.weakness() else self.pair.again)
            return
        password = self.pair.password.text()
        self.do(
            lambda: accounts.reset(self.desk, self.one.slot, password),
            f"“{self.one.who}”的密码已重设。以前的备份，仍要用备份那天的密码打开。",
        )
