"""One window for one clerk: a second start brings the first window to the front and ends.

Both speak by a small file in the folder of the offices, which the first one watches: no socket, no bus. The lock is the
operating system's; a program that was killed leaves none behind.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

LOCK_FILE, CALL_FILE = "griddesk.lock", "griddesk.show"
PATIENCE = 3.0  # seconds in which the first program answers
LOOK_EVERY = 0.05


class OneWindow(QObject):
    """The first program takes the place and hears `called`; a later one calls it."""

    called = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self._lock = FileLock(home / LOCK_FILE)
        self._watcher: QFileSystemWatcher | None = None

    def take(self) -> bool:
        """Become the first program; False when there is one. A folder that cannot be written hinders nobody here."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError:
            return True
        self._call_file().unlink(missing_ok=True)
        self._watcher = QFileSystemWatcher([str(self.home)], self)
        self._watcher.directoryChanged.connect(lambda _folder: QTimer.singleShot(0, self, self._answer))
        return True

    def call(self, patience: float = PATIENCE) -> bool:
        """Ask the first program to show itself; tell whether it answered, by taking the file away."""
        _let_others_come_forward()
        try:
            self._call_file().write_text(session(), encoding="utf-8")
        except OSError:
            return False
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if not self._call_file().exists():
                return True
            time.sleep(LOOK_EVERY)
        self._call_file().unlink(missing_ok=True)
        return False

    def leave(self) -> None:
        """Give the place free."""
        self._lock.release()

    def _answer(self) -> None:
        """Come forward when called from the same desktop; a window on another one would not be seen."""
        try:
            caller = self._call_file().read_text(encoding="utf-8")
        except OSError:
            return
        if caller == session():
            self._call_file().unlink(missing_ok=True)
            self.called.emit()

    def _call_file(self) -> Path:
        return self.home / CALL_FILE


def session() -> str:
    """Return which desktop session of the computer this is."""
    if sys.platform == "win32":
        import ctypes

        number = ctypes.c_ulong()
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
        return str(number.value)
    return (
        os.environ.get("XDG_SESSION_ID", "") or os.environ.get("DISPLAY", "") or os.environ.get("WAYLAND_DISPLAY", "")
    )


def _let_others_come_forward() -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # else Windows only lets the taskbar blink
