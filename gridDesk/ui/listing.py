"""Asking the desk for a list without holding up the window: small ones at once, large ones beside it, latest wins."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gridDesk.desk import tables
from gridDesk.desk.listed import ledger_of
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Cancelled
from gridDesk.desk.views import View
from gridDesk.ledger import ACTIVE
from gridDesk.ui import background

AT_ONCE = 12_000  # records of a ledger that are filtered and sorted sooner than the eye notices
FIRST = 256  # rows shown before the rest is counted


class Listing(QObject):
    """Answers `ask(view)` with `ready(table, total)`; a later question ends the work on an earlier one."""

    ready = Signal(object, int)
    waiting = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._task: background.Task | None = None

    @property
    def busy(self) -> bool:
        """Tell whether an answer is still to come."""
        return self._task is not None

    def ask(self, view: View, total: Callable[[Desk], int]) -> None:
        """Ask for the table of a view; `total` counts the records in force."""
        self.stop()
        if self.desk.store.size(ledger_of(view.table)) <= AT_ONCE:
            self._answer(view, (_ids(self.desk, view, None), total(self.desk)))
            return
        self.waiting.emit("正在排序…" if view.sort else "正在查找…" if view.conditions or view.search else "正在读取…")
        if not view.conditions and not view.search and view.sort.partition("@")[0] in ("", "name"):
            self._answer(view, (_ids(self.desk, view, None, FIRST), -1))

        def job(desk: Desk, progress: Callable[[int, int, str], None]) -> tuple[array[int], int]:
            return _ids(desk, view, progress), total(desk)

        task = background.read(self.desk, job, lambda found: self._done(task, view, found), self._failed)
        self._task = task
        task.cancelled.connect(lambda: self._forget(task))

    def stop(self) -> None:
        """End the work on the last question; nobody waits for it."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _done(self, task: background.Task, view: View, found: tuple[array[int], int]) -> None:
        if task is self._task:
            self._task = None
            self._answer(view, found)

    def _failed(self, error: object) -> None:
        self._task = None
        background._show(error)

    def _forget(self, task: background.Task) -> None:
        if task is self._task:
            self._task = None

    def _answer(self, view: View, found: tuple[array[int], int]) -> None:
        ids, total = found
        self.ready.emit(tables.table_with(self.desk, view.table, ids, view.columns), total)


def count_of(desk: Desk, ledger: str) -> int:
    """Return how many records of a ledger are in force."""
    return desk.store.count(ledger, states=(ACTIVE,))


def _ids(
    desk: Desk, view: View, progress: Callable[[int, int, str], None] | None, limit: int | None = None
) -> array[int]:
    from gridDesk.store.tables import Stopped

    def stop() -> bool:
        try:
            assert progress is not None
            progress(0, 0, "")
        except Cancelled:
            return True
        return False

    try:
        return tables.ids_of(
            desk, view.table, search=view.search, conditions=view.conditions, sort=view.sort,
            descending=view.descending, states=view.states, limit=limit, stop=stop if progress else None,
        )  # fmt: skip
    except Stopped:
        raise Cancelled from None
