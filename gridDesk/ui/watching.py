"""Screens refresh from what changed: a page says which ledgers it shows and is refreshed once after they changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from gridDesk.desk.office import Desk
from gridDesk.ledger import Changes

GATHER_MS = 60


class Watch(QObject):
    """Calls `refresh` after one of some ledgers (all when none are named) changed; a hidden page waits until shown.

    Nothing is called any more once the office was closed: a page may outlive it by some moments.
    """

    def __init__(self, desk: Desk, page: QWidget, refresh: Callable[[], None], ledgers: Iterable[str] = ()) -> None:
        super().__init__(page)
        self._desk, self._page, self._refresh, self._ledgers = desk, page, refresh, frozenset(ledgers)
        self._stale = False
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self._due)
        page.installEventFilter(self)
        notice = self._notice
        desk.listeners.append(notice)
        page.destroyed.connect(lambda: _forget(desk, notice))

    def _notice(self, changes: Changes) -> None:
        if not self._ledgers or self._ledgers & set(changes.touched):
            self._timer.start()

    def _due(self) -> None:
        self._stale = True
        if self._page.isVisible():
            self._catch_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._stale:
            self._catch_up()
        return super().eventFilter(watched, event)

    def _catch_up(self) -> None:
        if not self._desk.closed:
            self._stale = False
            self._refresh()


def _forget(desk: Desk, notice: Callable[[Changes], None]) -> None:
    if notice in desk.listeners:
        desk.listeners.remove(notice)
