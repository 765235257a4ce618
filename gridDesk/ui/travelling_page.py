"""TravellingPage: what the pages share whose acts go to other offices with the next package (任务, 通报, 下发文件)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.flow import FlowLayout

SAVED = "已保存，随下一个数据包送出。"
Offer = tuple[str, str, Callable[[], object], bool]
"""An act that can be done now: its words, its icon, what it does, and whether it is the main one."""


class TravellingPage(QWidget):
    """A page with a bar and the buttons of what can be done with what is chosen on it."""

    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.bar = problem.Bar()
        self.bar.hide()
        self.acts = FlowLayout(right=True)

    def refresh(self) -> None:
        """Ask the desk again."""
        raise NotImplementedError

    def show_offers(self, offers: Iterable[Offer]) -> None:
        """Show what can be done now as buttons in the place of those before."""
        pieces.empty(self.acts)
        for words, icon, act, main in offers:
            button = pieces.button(words, act, icon, "#ffffff" if main else theme.ACCENT)
            self.acts.addWidget(theme.primary(button) if main else button)

    def ask(self, dialog: QDialog) -> None:
        """Have a dialog write something, and say that it goes with the next package."""
        if dialog.exec():
            self._said()

    def do(self, act: Callable[[], object]) -> None:
        """Write something, and say that it goes with the next package, or why it was not done."""
        try:
            act()
        except DeskError as error:
            self.bar.show_error(error)
            return
        self._said()

    def _said(self) -> None:
        self.refresh()
        self.bar.say(SAVED, "ok")
