"""The two steps of opening with a paper key: its digits, then who one is and a new password."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from gridDesk.ui import theme
from gridDesk.ui.paper_key_edit import PaperKeyEdit
from gridDesk.ui.password_rule import PasswordPair
from gridDesk.ui.wizard_steps import Step, Trouble


class PaperKeyStep(Step):
    """The eight groups of the paper key."""

    entered = Signal()
    complete = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.edit = PaperKeyEdit()
        self.edit.changed.connect(self.changed)
        self.edit.entered.connect(self.entered)
        self.edit.complete.connect(self.complete)
        row = self._grid.rowCount()
        self._grid.addWidget(theme.body(words), row, 0, 1, 2)
        self._grid.addWidget(self.edit, row + 1, 0, 1, 2)
        self._grid.setVerticalSpacing(theme.gap())

    @property
    def first(self) -> QWidget:
        """Return the first group that is not right yet."""
        waiting = [*self.edit.missing(), *self.edit.wrong()]
        return self.edit.boxes[(min(waiting) if waiting else 1) - 1]

    def trouble(self) -> Trouble:
        words = self.edit.trouble()
        if not words:
            return None
        return words, self.edit.boxes[min(self.edit.wrong() or self.edit.missing()) - 1]


class NewPasswordStep(Step):
    """Who forgot the password, and the new one twice."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.who = QComboBox()
        self.pair = PasswordPair()
        self.add(
            "钥匙保管人(&W)", self.who, "给这位钥匙保管人设新密码，别人的密码不变；别人也忘了的，再由他在“账号”里重设。"
        )
        self.add("新密码(&P)", self.pair.password)
        self._grid.addWidget(self.pair.rule, self._grid.rowCount(), 1)
        self.add("再输一遍(&A)", self.pair.again)
        self._grid.addWidget(self.pair.same, self._grid.rowCount(), 1)
        self.say("纸质钥匙可以接着用。用过以后，请换新信封封好，在纸上登记一行。")
        self.pair.changed.connect(self.changed)
        self.pair.password.returnPressed.connect(lambda: self.pair.again.setFocus(Qt.FocusReason.TabFocusReason))
        self.pair.again.returnPressed.connect(self.entered)
        self.who.activated.connect(lambda _row: self.pair.password.setFocus())

    @property
    def first(self) -> QWidget:
        return self.who if self.who.count() > 1 else self.pair.password

    def offer(self, names: Sequence[str], office: str) -> None:
        """Offer who there is; a password may not consist of their names or the office's."""
        if [self.who.itemText(row) for row in range(self.who.count())] != list(names):
            self.who.clear()
            self.who.addItems(list(names))
        self.pair.names = (office, *names)

    def trouble(self) -> Trouble:
        words = self.pair.trouble()
        if not words:
            return None
        return words, self.pair.password if self.pair.weakness() else self.pair.again

    def forget(self) -> None:
        """Empty the password lines."""
        self.pair.forget()
