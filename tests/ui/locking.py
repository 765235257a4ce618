"""Help for tests of locking: a clock that only tests move, a computer that says what they want, all that could be seen."""

from __future__ import annotations

import gc
from copy import deepcopy
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import catalogue
from gridDesk.store import Store
from gridDesk.vault import Keys

CANARY = "金丝雀"


class FakeClock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeSystem:
    """A computer that is locked, put to sleep or given to another user by the test."""

    def start(self, told: object, _window: QWidget) -> None:
        self.told = told

    def stop(self) -> None:
        self.told = None


def pass_time(window: QWidget, clock: FakeClock, seconds: float) -> None:
    """Let time pass in which nobody is there."""
    clock.now += seconds
    window.locker.idle.check()


def let_in(window: QWidget, folder: Path, keys: Keys) -> Desk:
    """Open the office again with a clerk's keys, as the door does after her password, and enter it."""
    own = deepcopy(keys)
    desk = Desk(folder, Store.open(folder / DATA_FILE, bytes(own.db_key), catalogue()), own)
    window.enter(desk)
    return desk


def settle(milliseconds: int = 30) -> None:
    """Let timers, queued calls and deletions have their turn."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def seen() -> str:
    """Return every text any living widget of the program holds, shown or not: labels, inputs, tables, titles, tips."""
    return "\n".join(text for widget in QApplication.allWidgets() for text in _texts(widget))


def _texts(widget: QWidget) -> list[str]:
    found = [widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.statusTip()]
    if isinstance(widget, QLineEdit):
        found.append(widget.text())
    elif isinstance(widget, (QPlainTextEdit, QTextEdit)):
        found.append(widget.toPlainText())
    elif isinstance(widget, QComboBox):
        found += [widget.itemText(place) for place in range(widget.count())]
    elif isinstance(widget, QAbstractItemView):
        found += _cells(widget)
    elif hasattr(widget, "text") and callable(widget.text) and not isinstance(widget, QDialog):
        found.append(str(widget.text()))
    return [text for text in found if text]


def _cells(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if model is None:
        return []
    rows, columns = (
        min(model.rowCount(), 200),
        min(model.columnCount(view.rootIndex()) if not isinstance(view, QListView) else 1, 40),
    )
    return [str(model.index(row, column).data() or "") for row in range(rows) for column in range(columns)]
