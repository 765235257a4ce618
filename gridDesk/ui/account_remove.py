"""Removing a clerk: what happens is said first, the keys of the data are changed, old backups are named afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from gridDesk.desk import accounts
from gridDesk.errors import DeskError
from gridDesk.ui import background, problem, theme
from gridDesk.ui.account_dialogs import WIDTH, AccountDialog
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.old_backups import OldBackups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridDesk.desk import Desk
    from gridDesk.desk.accounts import Account, OldBackup

WHAT = "移除以后，他的密码打不开本单位的数据；他录过的内容都留着，仍记在他名下。别人的密码不用改。"
TURNS = (
    "为了让他手里的旧文件也没有用，程序会给数据换一把新钥匙，再做一次备份。要等一会儿，人口多的单位一两分钟，"
    "这段时间不能做别的事。中间停电也不要紧，下次打开会接着做完。"
)
PAPER = "他要是知道纸质钥匙的数字，请接着换一把新的。"


class RemoveDialog(AccountDialog):
    """Says what happens, does it while one waits, then tells which old backups the clerk could still open."""

    def __init__(self, desk: Desk, one: Account, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"移除{one.who}", WHAT, parent)
        self.one = one
        self.over = False
        self.more = theme.warn_label(TURNS, "note")
        self.list = OldBackups(desk)
        self.words, self.progress = QLabel(), QProgressBar()
        self.progress.setTextVisible(False)
        for piece in (self.more, self.list, self.words, self.progress):
            self.column.addWidget(piece)
        for piece in (self.list, self.words, self.progress):
            piece.hide()
        self.finish("移除(&X)", "先不移除(&Q)")
        self.stay = next(one for one in self.findChildren(QPushButton) if one.text().startswith("先不移除"))
        theme.danger(self.go_button)

    def go(self) -> None:
        """Remove the clerk, or close the dialog when that is done."""
        if self.over:
            self.accept()
            return
        for piece in (self.words, self.progress):
            piece.show()
        self.setEnabled(False)
        fit_height(self, theme.chars(WIDTH))
        background.stop()  # changing the keys needs the data file for itself
        try:
            accounts.remove(self.desk, self.one.slot, self._report)
        except DeskError as error:
            self._rest()
            if self.desk.closed:
                self._to_the_door(error)
                return
            self.bar.show_error(error)
            fit_height(self, theme.chars(WIDTH))
            return
        self.tell(accounts.old_backups(self.desk))

    def _to_the_door(self, error: DeskError) -> None:
        """Leave an office that could not be opened again, as on a full disk; logging in goes on where it stopped."""
        window, folder = self.parentWidget().window(), self.desk.folder
        super().reject()
        window.close_office()
        window.stack.setCurrentWidget(window.door)
        window.door.show_offices(folder)
        problem.show(window.door, error)

    def _report(self, done: int, total: int, words: str = "") -> None:
        """Paint how far it is; events wait, for nothing may ask the data file meanwhile."""
        self.words.setText(f"{words}…")
        self.progress.setRange(0, max(0, total))
        self.progress.setValue(done)
        self.repaint()

    def _rest(self) -> None:
        self.setEnabled(True)
        for piece in (self.words, self.progress):
            piece.hide()

    def tell(self, old: Sequence[OldBackup]) -> None:
        """Say that it is done, and which backups the clerk could still open."""
        self._rest()
        self.over = True
        self.said = f"“{self.one.who}”已经移除，数据换了新钥匙，新的备份也做好了。"
        self.more.say(f"{self.said}{PAPER}", "ok")
        self.list.show_old(old)
        self.list.show()
        self.go_button.setText("知道了(&S)")
        theme.primary(self.go_button)
        self.stay.hide()
        fit_height(self, theme.chars(WIDTH))
        self.go_button.setFocus()

    def reject(self) -> None:
        """Close the dialog; what was done is told on the page even when it is closed by Esc."""
        if self.over:
            self.accept()
        else:
            super().reject()
