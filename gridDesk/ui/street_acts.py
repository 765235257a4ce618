"""What is done for one office below with a dialog: helping it onto a new computer, and what was found out by telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gridDesk.desk import street
from gridDesk.ui import problem

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.street import OfficeLine

Say = Callable[[str], None]


def invite(desk: Desk, line: OfficeLine, page: QWidget, say: Say) -> None:
    """Open the invitation for an office whose computer died."""
    from gridDesk.ui.recovery_street import InviteDialog

    _open(InviteDialog(desk, line.site, line.name, page), desk, page, say)


def give_back(desk: Desk, line: OfficeLine, page: QWidget, say: Say) -> None:
    """Write an office's own records back to it, after its new card was paired."""
    from gridDesk.ui.recovery_street import GiveBackDialog

    _open(GiveBackDialog(desk, line, page), desk, page, say)


def _open(dialog: object, desk: Desk, page: QWidget, say: Say) -> None:
    dialog.said.connect(say)
    dialog.pairing.connect(lambda: _pair(desk, page, say))
    dialog.open()


def _pair(desk: Desk, page: QWidget, say: Say) -> None:
    from gridDesk.ui.pairing_dialog import PairingDialog

    dialog = PairingDialog(desk, page)
    dialog.paired.connect(say)
    dialog.open()


def settle(desk: Desk, line: OfficeLine, page: QWidget, done: Callable[[], None]) -> None:
    """Ask whether what was to be found out about an office was, and put the reminders away."""
    words = f"和{line.name}核实清楚了吗？"
    detail = "核实过的提醒会从这里拿掉，记录仍然保留。"
    if problem.ask(page, words, "核实过了(&Y)", "还没有(&N)", detail=detail):
        street.settle(desk, line.site)
        done()
