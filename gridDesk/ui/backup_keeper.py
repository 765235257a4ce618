"""Backups by themselves: while an office is open, when a stick comes in, and when the window closes. Nobody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import backup_second, backups, damage
from gridDesk.ui import background, problem, theme
from gridDesk.ui.alive import for_owner

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.errors import DeskError
    from gridDesk.ui.stick_watch import Place

LOOK_MS = 60_000
CHECK_MS = 3_000  # after opening, when the first page is shown
SHOW_AFTER_MS = 400  # a backup that is done sooner needs no words


class BackupKeeper(QObject):
    """Looks every minute whether a backup is due, and makes it on the worker while typing goes on.

    `made` tells that there is a new backup or copy; `broken` that the data file was found damaged, with the sentences.
    """

    made = Signal()
    broken = Signal(list)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.schedule = backups.Schedule()
        self._busy = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on, and prove the data file once."""
        from gridDesk.ui.stick_watch import watch_of

        self._timer.start()
        watch_of(self.desk, self.parent()).arrived.connect(self.stick_came)
        QTimer.singleShot(CHECK_MS, self, self.prove)

    def stop(self) -> None:
        """Look no more: the office is being closed."""
        self._timer.stop()
        self.deleteLater()

    def look(self) -> None:
        """Make a backup when one is due and nothing long is running."""
        if self._busy or self.desk.closed or background.busy():
            return
        if self.schedule.due(self.desk):
            self._run(lambda desk, progress: backups.run(desk, None, progress, why="time"), self._backed_up)

    def stick_came(self, place: Place) -> None:
        """Copy the newest backup to the second place when that is what came in; first make one if there is news."""
        if self.desk.closed:  # the watch of sticks looks on a thread of its own and may answer late
            return
        second = backup_second.of(self.desk)
        if second is not None and not self._busy and backup_second.is_here(second, place.path):
            self._run(lambda desk, progress: _renew_second(desk, progress), self._copied, "正在把备份抄到第二处")

    def _run(self, job: background.Job, done: object, title: str = "") -> None:
        self._busy = True
        task = background.run(self.desk, job, for_owner(self, done), for_owner(self, self._failed), title)
        task.finished.connect(self._free)

    def _free(self) -> None:
        self._busy = False

    def _backed_up(self, _path: object) -> None:
        self.schedule.due(self.desk)  # sees that nothing is open any more
        self.made.emit()
        if backup_second.behind(self.desk) and backup_second.find(self.desk) is not None:
            self._run(lambda desk, progress: backup_second.copy(desk, progress), self._copied)

    def _copied(self, _path: object) -> None:
        self.made.emit()

    def _failed(self, error: DeskError) -> None:
        # It stands on 今日 and on the page of backups; a clerk who is typing is not stopped by it.
        self.schedule.failed()
        problem.as_desk_error(error)
        self.made.emit()

    def prove(self) -> None:
        """Read the whole data file once per opening, beside everything else."""
        if not self.desk.closed and damage.wants_look(self.desk):
            background.look(
                self.desk,
                lambda desk, _progress: damage.look_through(desk),
                for_owner(self, self._proved),
                for_owner(self, self._failed),
            )

    def _proved(self, problems: list[str]) -> None:
        if problems:
            self.broken.emit(problems)

    def at_exit(self) -> None:
        """Back up what is in no backup yet, telling so when it takes longer than a blink; may be left by a button."""
        if self.desk.closed or not backups.changed(self.desk):
            return
        wait = QEventLoop()
        dialog = _Waiting(self.parent())
        task = background.run(
            self.desk, lambda desk, progress: backups.run(desk, None, progress, why="exit"), None, self._failed
        )
        task.finished.connect(wait.quit)
        dialog.leave.clicked.connect(task.cancel)
        QTimer.singleShot(SHOW_AFTER_MS, dialog, dialog.show)
        if task.running:
            wait.exec()
        dialog.close()
        dialog.deleteLater()


class _Waiting(QDialog):
    """One sentence and a way out, while the last backup of the day is made."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("正在备份")
        self.setModal(True)
        self.leave = QPushButton("不等了，直接退出(&Q)")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(QLabel("正在备份今天的改动，完成后自动退出，一般只要几秒。"))
        column.addWidget(self.leave)


def _renew_second(desk: Desk, progress: object) -> object:
    if backups.changed(desk):
        backups.run(desk, None, progress, why="time")
    return backup_second.copy(desk, progress)
