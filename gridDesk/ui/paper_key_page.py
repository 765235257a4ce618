"""忘记密码: an office is opened with its paper key, and whoever forgot the password sets a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridDesk.desk import backup_finding, office_folders, opening
from gridDesk.errors import DeskError
from gridDesk.ui import last_used
from gridDesk.ui.door_page import aside, patiently, warm_up
from gridDesk.ui.paper_key_steps import NewPasswordStep, PaperKeyStep
from gridDesk.ui.step_page import StepPage

if TYPE_CHECKING:
    from gridDesk.desk import OfficeFolder

KEY, FRESH = 0, 1


class PaperKeyPage(StepPage):
    """Asks for the eight groups, then for a new password, and opens the office with both."""

    opened = Signal(object)  # Desk

    def __init__(self, item: OfficeFolder, who: str = "", parent: QWidget | None = None) -> None:
        self.item, self.name = item, item.office.name if item.office else item.path.name
        self.key = PaperKeyStep(f"请取出“{self.name}”的纸质钥匙（保险柜里封着的那张，或交上级保管的那份），照着输入。")
        self.fresh = NewPasswordStep()
        super().__init__(
            "忘记密码", "用纸质钥匙打开，再设一个新密码。数据不会少一条。", ("纸质钥匙", "新密码"), (self.key, self.fresh),
            parent=parent,
        )  # fmt: skip
        self.fresh.offer(keepers_of(item), self.name)
        self.fresh.who.setCurrentText(who)
        self.key.complete.connect(self.next.setFocus)
        self.key.entered.connect(self.go_on)
        self.fresh.entered.connect(self.go_on)
        self.show_step(KEY)
        warm_up()

    def dress(self, number: int) -> None:
        self.next.setText(("下一步(&N)", "打开(&O)")[number])

    def go_on(self) -> None:
        """Go from the key to the new password, and from there into the office."""
        if not self.filled_in():
            return
        if self.at == KEY:
            self._try_key()
        else:
            self._open()

    def _try_key(self) -> None:
        try:
            backup_finding.check_paper_key(self.item.path, self.key.edit.text())
        except DeskError as error:
            self.key.edit.point_at(getattr(error, "group", 0))
            self.problem.show_error(error)
            return
        self.show_step(FRESH)

    def _open(self) -> None:
        self.problem.say("正在打开…", "note")
        try:
            desk = patiently(
                lambda: opening.open_with_paper_key(
                    self.item.path, self.key.edit.text(), new_password=self.fresh.pair.password.text(),
                    who=self.fresh.who.currentText(), aside=aside,
                )
            )  # fmt: skip
        except DeskError as error:
            self.problem.show_error(error)
            return
        self.key.edit.clear()
        self.fresh.forget()
        last_used.note(desk.office.site, desk.user)
        self.opened.emit(desk)


def keepers_of(item: OfficeFolder) -> list[str]:
    """Return the keepers of the keys; nobody where the key file cannot be read, which trying the key tells."""
    try:
        return office_folders.keepers_of(item.path)
    except DeskError:
        return []
