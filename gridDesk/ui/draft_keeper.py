"""DraftKeeper: keeps what stands in a form every five seconds and on every change of focus, until it is saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gridDesk.desk import drafts
from gridDesk.desk.office import Desk

Describe = Callable[[str], drafts.FormDraft]


class DraftKeeper(QObject):
    """Writes the draft of one form; `describe(key)` returns what stands in it now."""

    def __init__(self, desk: Desk, form: QWidget, describe: Describe) -> None:
        super().__init__(form)
        self._desk, self._describe = desk, describe
        self.key = drafts.new_key()
        self._stale = self._kept = False
        self._timer = QTimer(self, singleShot=True, interval=round(drafts.EVERY * 1000))
        self._timer.timeout.connect(self.keep)

    def typed(self) -> None:
        """Note that something was typed: it is kept five seconds later at the latest."""
        self._stale = True
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep what stands in the form now, when something was typed since the last time."""
        if not isValid(self):
            return  # the form is being thrown away, and the keyboard leaves its input last
        self._timer.stop()
        if self._stale and not self._desk.closed:
            self._stale = False
            self._kept = True
            drafts.keep(self._desk, self._describe(self.key))

    def take(self, key: str) -> None:
        """Go on with a draft that was found again."""
        self.key, self._kept = key, True
        drafts.opened(self._desk, key)

    def drop(self) -> None:
        """Forget the draft: saved, or given up; the next typing begins another one."""
        self._timer.stop()
        self._stale = False
        if self._kept and not self._desk.closed:
            self._kept = False
            drafts.drop(self._desk, self.key)
        self.key = drafts.new_key()

    def stop(self) -> None:
        """Write nothing more: the office may be closed next."""
        self._timer.stop()
