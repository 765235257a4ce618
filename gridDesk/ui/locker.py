"""Locking (锁定): the door shows at once, nothing is asked; what is unsaved lies sealed in the office file.

Two steps. The curtain falls in the same moment: door, neutral title, no dialog, no menu of the office. Then the office is
closed and its keys are wiped; that waits only for a long job with a title (import, print, backup, exchange), which
finishes in its clone behind the curtain. The clerk who locked may step back in meanwhile and finds everything as it was.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QToolTip, QWidget
from shiboken6 import isValid

from gridDesk.desk import audit, drafts, holding, locking
from gridDesk.ui import background, clipboard, idle, os_lock, problem, ticket

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ui.window import MainWindow

LOG = logging.getLogger("gridDesk")
AGAIN_MS = 50  # how often it is looked whether the office can be closed by now
LINES = 12
A_SENTENCE = 8  # characters: shorter words in a dialog are its labels


class Locker(QObject):
    """Locks the window when nobody is there, when the computer says so, or when asked; and lets the clerk back in."""

    def __init__(
        self, window: MainWindow, *, clock: Callable[[], float] = idle.seconds, source: os_lock.Source | None = None
    ) -> None:
        super().__init__(window)
        self.window = window
        self.locked = False
        self.idle = idle.IdleWatch(self, clock=clock)
        self.idle.away.connect(lambda: self.lock("idle"))
        self.idle.hint.connect(window.status.count_down)
        self.system = os_lock.OsLock(window, source)
        self.system.gone.connect(self.lock)
        clipboard.keeper().copied.connect(window.status.copied)
        clipboard.keeper().cleared.connect(window.status.copy_cleared)
        self._hidden: list[QWidget] = []
        self._said: list[str] = []  # what was told behind the curtain
        self._jobs: dict[background.Task, str] = {}
        self._closing = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._closing.timeout.connect(self._close_if_possible)
        self._long = QTimer(self, singleShot=True, interval=locking.LONG_LOCK * 60_000)
        self._long.timeout.connect(forget)

    # --- an office is open --------------------------------------------------------------------------------------------

    def begin(self, desk: Desk) -> None:
        """Watch over an office that was just opened."""
        self.locked = False
        self._long.stop()
        self.settings_changed(desk)

    def settings_changed(self, desk: Desk) -> None:
        """Take up what the office chose about locking and about copied data."""
        self.idle.start(locking.minutes(desk) * 60, locking.HINT)
        clipboard.watch(True, locking.copied_seconds(desk))

    def end(self) -> None:
        """Watch no more: the office is being closed."""
        self.idle.stop()
        clipboard.watch(False)

    def minimised(self) -> None:
        """Lock when the office chose to lock on minimise."""
        desk = self.window.desk
        if desk is not None and not self.locked and locking.on_minimise(desk):
            self.lock("minimise")

    # --- the curtain falls --------------------------------------------------------------------------------------------

    def lock(self, reason: str = "asked") -> None:
        """Show the door now; close the office as soon as nothing runs in it any more. Asks nothing."""
        desk, workspace = self.window.desk, self.window.workspace
        if self.locked or desk is None or workspace is None:
            return
        self.locked = True
        dialogs = self._dialogs()
        self._tried(lambda: ticket.commit(self.idle.composing))
        self._tried(lambda: ticket.take(workspace, dialogs))
        self._tried(lambda: audit.note(desk, "locked", detail={"reason": reason}))
        self.end()
        self.window.draw_curtain(desk.folder)
        QApplication.instance().installEventFilter(self)
        self._hide(dialogs)
        self._jobs = {}
        self._close_if_possible(at_once=not dialogs)

    def _tried(self, step: Callable[[], object]) -> None:
        """Lock whatever happens: trouble on the way is logged, not shown over the locked window."""
        try:
            step()
        except Exception as error:  # noqa: BLE001
            problem.log_unexpected(type(error), error.__traceback__)

    def _dialogs(self) -> list[QWidget]:
        """Return the dialogs and other windows of the office that show, the topmost last; the door's own are none."""
        return [one for one in QApplication.topLevelWidgets() if one.isVisible() and self._is_of_office(one)]

    def _is_of_office(self, widget: QWidget) -> bool:
        return widget is not self.window and not self.window.door.isAncestorOf(widget)

    def _hide(self, dialogs: list[QWidget]) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        for dialog in reversed(dialogs):
            dialog.hide()  # one that holds up its opener ends here, as if it had been left
        self._hidden = [one for one in dialogs if isinstance(one, QDialog)]

    # --- behind it ----------------------------------------------------------------------------------------------------

    def _close_if_possible(self, *, at_once: bool = True) -> None:
        desk = self.window.desk
        if not self.locked or desk is None:
            return
        if background.busy():
            self._wait_for_jobs(desk)
        elif not at_once or _is_nested():
            self._closing.start()
        else:
            self._close(desk)

    def _wait_for_jobs(self, desk: Desk) -> None:
        if holding.held(desk.folder) is None:
            holding.hold(desk)
        for task in background.titled():
            if task not in self._jobs:
                self._jobs[task] = task.title
                task.done.connect(lambda _result, task=task: self._ended(task, "已做完"))
                task.cancelled.connect(lambda task=task: self._ended(task, "已停下"))
                task.failed.connect(lambda _error, task=task: self._ended(task, "没有做成"))
        self._closing.start()

    def _ended(self, task: background.Task, how: str) -> None:
        if self.locked:
            self._said.append(f"{self._jobs.get(task, task.title).removeprefix('正在')}：{how}。")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep behind the curtain what a job, or code that a dialog held up, shows now; the door's own dialogs stay."""
        if (
            event.type() == QEvent.Type.Show and self.locked and isinstance(watched, QWidget)
            and watched.isWindow() and self._is_of_office(watched)
        ):  # fmt: skip
            self._keep_back(watched)
        return False

    def _keep_back(self, widget: QWidget) -> None:
        if isinstance(widget, QMessageBox):
            self._said += [text for text in (widget.text(), widget.informativeText()) if text]
        if isinstance(widget, QDialog) and widget not in self._hidden:
            self._hidden.append(widget)
        widget.setWindowOpacity(0)
        QTimer.singleShot(0, widget, widget.hide)

    def _close(self, desk: Desk) -> None:
        workspace = self.window.workspace
        if self._jobs and workspace is not None:
            self._tried(lambda: ticket.report(workspace, self._report(workspace), self._worked()))
        self._release(desk)
        for dialog in filter(isValid, self._hidden):
            dialog.deleteLater()
        self._hidden, self._said, self._jobs = [], [], {}
        background.stop(drives=False)
        self.window.close_office()
        desk.keys.wipe()
        # Not here: the key or click that locked may still be on its way through a widget of the office.
        QTimer.singleShot(0, self, forget)
        self._long.start()

    def _report(self, workspace: QWidget) -> list[str]:
        """Return what was said behind the curtain: by the jobs, in messages, on the page and in the dialog they ran in."""
        lines = list(self._said)
        shown = workspace.shown()
        dialogs = [one for one in self._workers() if not isinstance(one, QMessageBox)]
        for root in [*dialogs, *([shown] if shown else [])]:
            lines += [bar.text() for bar in root.findChildren(problem.Bar) if bar.isVisibleTo(root)]
        for dialog in dialogs:
            labels = [label for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]
            lines += [label.text() for label in labels if len(label.text()) >= A_SENTENCE]
        return list(dict.fromkeys(line for line in lines if line))[:LINES]

    def _workers(self) -> list[QWidget]:
        """Return the hidden dialogs in which a job ran."""
        return [
            dialog
            for dialog in self._hidden
            if isValid(dialog)
            and any(panel.task in self._jobs for panel in dialog.findChildren(background.ProgressPanel))
        ]

    def _worked(self) -> list[str]:
        return [dialog.windowTitle() for dialog in self._workers()]

    def _release(self, desk: Desk) -> None:
        holding.let_go(desk)
        QApplication.instance().removeEventFilter(self)

    # --- back in ------------------------------------------------------------------------------------------------------

    def lift(self, desk: Desk) -> None:
        """Let the clerk back in while her job still runs: everything is there as it was."""
        self._closing.stop()
        self._release(desk)
        self.locked = False
        for dialog in filter(isValid, self._hidden):
            dialog.setWindowOpacity(1)
            dialog.show()
        self._hidden, self._said, self._jobs = [], [], {}
        drafts.drop_ticket(desk)
        self.begin(desk)


def forget() -> None:
    """Let go of what is kept for later: figures worked out, images, glyphs drawn, dead objects; give free memory back."""
    from gridDesk.desk import duties

    duties.forget()
    if not _is_nested():
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QPixmapCache.clear()
    gc.collect()
    _trim()


def _trim() -> None:
    import ctypes
    import sys
    from contextlib import suppress

    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than GNU's
            ctypes.CDLL(None).malloc_trim(0)


def _is_nested() -> bool:
    """Tell whether somebody's code waits below us on this thread: for a dialog's answer, or for a password's arithmetic."""
    return QThread.currentThread().loopLevel() > 1 or QApplication.overrideCursor() is not None
