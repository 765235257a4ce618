"""A new paper key shown and typed back, and the present one taken out and tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gridDesk.desk import accounts
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.paper_key_edit import PaperKeyEdit
from gridDesk.ui.paper_key_view import PaperKeyView

if TYPE_CHECKING:
    from gridDesk.desk import Desk

WIDTH = 38
OLD_IS_VOID = (
    "点下面的按钮，原来那张纸马上作废，两份都请收回来剪碎。接着会显示新的八组数字，请打印或照着抄，再输一遍。\n"
    "以前做的备份仍认原来那张纸。如果原来那张是被人拿走的，请把那些备份也收好。"
)


class DrillDialog(QDialog):
    """The paper key is typed from the paper; a group that is wrong is pointed at."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.said = ""
        self.setWindowTitle("核对纸质钥匙")
        self.edit = PaperKeyEdit()
        self.bar = problem.Bar()
        self.bar.clear()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*[theme.gap() * 2] * 4)
        self.column.setSpacing(theme.gap())
        self.asking = QWidget()
        inside = QVBoxLayout(self.asking)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.gap())
        inside.addWidget(theme.heading("照着纸输一遍"))
        inside.addWidget(theme.body("看看纸还在不在、数字清不清楚。核对完请换新信封封好，在纸上登记一行。"))
        inside.addWidget(self.edit)
        self.column.addWidget(self.asking)
        self.column.addWidget(self.bar)
        self.column.addStretch(1)
        self.foot, self.go_button = pieces.choice_row("核对(&S)", self.go, "先不做(&Q)", self.reject)
        self.column.addLayout(self.foot)
        self.edit.entered.connect(self.go_button.click)
        self.edit.complete.connect(self.go_button.setFocus)
        self.edit.changed.connect(self.bar.clear)
        fit_height(self, theme.chars(WIDTH))
        self.edit.setFocus()

    def go(self) -> None:
        """Compare what was typed with the key of this office."""
        words = self.edit.trouble()
        if words:
            self.bar.say(words, "warn")
            return
        try:
            accounts.confirm_paper_key(self.desk, self.edit.text())
        except DeskError as error:
            self.edit.point_at(getattr(error, "group", 0))
            self.bar.show_error(error)
            fit_height(self)
            return
        self.said = self.done_words()
        self.accept()

    def done_words(self) -> str:
        """Return what is said afterwards."""
        return "纸质钥匙核对过了，数字都对。"


class NewKeyDialog(DrillDialog):
    """A new paper key: what that means is said first, then it is shown, printed or written down, then typed back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.replaces = accounts.has_paper_key(desk)
        super().__init__(desk, parent)
        self.setWindowTitle("新的纸质钥匙")
        self.warning = QWidget()
        inside = QVBoxLayout(self.warning)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.gap())
        inside.addWidget(theme.heading("换一把新的纸质钥匙"))
        inside.addWidget(theme.body(OLD_IS_VOID))
        self.view = PaperKeyView()
        self.view.printed.connect(self.go_button.setFocus)
        self.column.insertWidget(0, self.warning)
        self.column.insertWidget(1, self.view)
        if self.replaces:
            self._show(self.warning, "换一把新的(&S)", self.go_button)
        else:
            self._make()

    def _show(self, part: QWidget, words: str, first: QWidget) -> None:
        for one in (self.warning, self.view, self.asking):
            one.setVisible(one is part)
        self.go_button.setText(words)
        fit_height(self, theme.chars(WIDTH))
        first.setFocus()

    def _make(self) -> None:
        """Make the key and show it; without a printer the keyboard begins at what goes on."""
        try:
            self.view.show_key(self.desk, accounts.make_paper_key(self.desk))
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self, theme.chars(WIDTH))
            return
        first = self.view.print if self.view.print.isEnabled() else self.go_button
        self._show(self.view, "记好了，输一遍(&S)", first)

    def go(self) -> None:
        """Go from the warning to the key, from there to typing it back, then compare."""
        if not self.warning.isHidden():
            self._make()
        elif not self.view.isHidden():
            self._show(self.asking, "核对(&S)", self.edit)
        else:
            super().go()

    def done_words(self) -> str:
        return "新的纸质钥匙可以用了。请现在就装信封封好" + (
            "；原来那张已经作废，请收回来剪碎。" if self.replaces else "。"
        )
