"""The running program: the Qt application, its log, its last net for unexpected errors, and the one window."""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication

from gridDesk import paths
from gridDesk.errors import DeskError
from gridDesk.ui import background, problem, theme
from gridDesk.ui.collector import Collector
from gridDesk.ui.one_window import OneWindow

LOG_SIZE = 200_000  # bytes; one older file is kept


def run(demo: Path | None = None, office: Path | None = None) -> int:
    """Open the window and stay until it is closed; return the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("GridDesk")
    app.setApplicationDisplayName("网格台")
    app.setDesktopFileName("griddesk")
    keep_log()
    net = SafetyNet()
    net.spread()
    theme.apply(app)
    first = OneWindow(paths.default_home(), app)
    if demo is None and office is None and not first.take():
        return _hand_over(first)
    Collector(app)
    from gridDesk.ui.window import MainWindow

    window = MainWindow()
    first.called.connect(window.come_forward)
    window.show_fitting()
    QTimer.singleShot(0, lambda: window.begin(demo=demo, office=office))
    code = app.exec()
    background.stop()
    first.leave()
    net.fold()
    return code


def _hand_over(first: OneWindow) -> int:
    """Bring the window to the front that is open already; say so where it does not answer."""
    if not first.call():
        words = "网格台已经打开着，没有再开一个。"
        advice = "请在任务栏里找到它。找不到时，它可能开在这台电脑的另一个用户桌面里：请切换过去，或请那位用户退出。"
        problem.show(None, DeskError(words, advice=advice), "已经打开").exec()
    return 0


def keep_log() -> None:
    """Write what developers need to a small file in the program's own folder; it never holds personal data."""
    folder = paths.default_home()
    log = logging.getLogger("gridDesk")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "griddesk.log", maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8")
    except OSError:
        return  # a folder that cannot be written is told where the clerk meets it, when she makes an office
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


class SafetyNet(QObject):
    """Catches what nobody expected, from any thread: logs type and place, and shows one dialog."""

    _caught = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._box: QObject | None = None
        self._before = (sys.excepthook, threading.excepthook)
        self._caught.connect(self._show)

    def spread(self) -> None:
        """Take over Python's last handlers."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self.catch
        threading.excepthook = lambda args: self.catch(args.exc_type, args.exc_value, args.exc_traceback)

    def fold(self) -> None:
        """Give Python's last handlers back to who had them."""
        sys.excepthook, threading.excepthook = self._before

    def catch(self, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
        """Log an error and tell the clerk; Ctrl+C in the terminal still ends the program."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        error = problem.as_desk_error((value or kind()).with_traceback(trace))
        if QThread.currentThread() is self.thread():
            self._show(error)
        else:
            self._caught.emit(error)

    def _show(self, error: object) -> None:
        # One at a time: an error in a repaint would otherwise bury the screen in dialogs.
        if self._box is None:
            self._box = problem.show(QApplication.activeWindow(), error, "程序出了意外")
            self._box.destroyed.connect(self._closed)

    def _closed(self) -> None:
        self._box = None
