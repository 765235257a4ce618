"""Noticing that nobody is at the desk: typing, mouse and wheel count as somebody, nothing else does.

Qt brings every key, click and wheel to the window that has it, so only windows and the widget with the keyboard are
watched; a filter on the whole application would be asked about every repaint.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from shiboken6 import isValid

SIGNS = frozenset((
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseMove,
    QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletPress,
    QEvent.Type.TabletMove, QEvent.Type.InputMethod, QEvent.Type.NonClientAreaMouseButtonPress,
))  # fmt: skip
MOUSE_AGAIN = 1.0  # seconds: a moving mouse is one sign a second


def seconds() -> float:
    """Return the seconds since the machine started, those it slept included; no clock that somebody can set."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class IdleWatch(QObject):
    """Tells when nobody has been at the desk for `limit` seconds: `hint(left)` each second before, then `away`.

    `composing` is what stands in the input method and is not in any field yet, with the widget it belongs to.
    """

    away = Signal()
    hint = Signal(int)  # seconds left; 0 takes the hint away

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = seconds) -> None:
        super().__init__(parent)
        self.clock = clock
        self.limit = 0.0
        self.before = 0.0
        self.composing: tuple[QObject, str] | None = None
        self._last = clock()
        self._hinted = 0
        self._windows: list[QObject] = []
        self._focus: QObject | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.check)
        app = QGuiApplication.instance()
        app.focusWindowChanged.connect(self._watch_window)
        app.focusObjectChanged.connect(self._watch_focus)

    def start(self, limit: float, before: float) -> None:
        """Watch from now on: away after `limit` seconds, with a hint `before` seconds earlier."""
        self.limit, self.before = limit, min(before, limit / 2)
        self.composing = None
        self._last = self.clock()
        self._say(0)
        for window in QGuiApplication.topLevelWindows():
            self._watch_window(window)
        self._watch_focus(QGuiApplication.focusObject())
        self.check()

    def stop(self) -> None:
        """Watch no more."""
        self.limit = 0.0
        self._timer.stop()
        self._say(0)

    def check(self) -> None:
        """Look at the clock: lock, hint, or come back when it is time for either."""
        if not self.limit:
            return
        left = self.limit - (self.clock() - self._last)
        if left <= 0:
            self.stop()
            self.away.emit()
            return
        counting = left <= self.before
        self._say(max(1, round(left)) if counting else 0)
        self._timer.start(1000 if counting else max(50, round((left - self.before) * 1000)))

    def seen(self) -> bool:
        """Note that somebody is there; False for who comes back to a machine that slept past the limit."""
        if not self.limit:
            return True
        now = self.clock()
        if now - self._last >= self.limit:
            self._timer.start(0)  # not from inside the event of a widget that locking takes away
            return False
        self._last = now
        if self._hinted:
            self.check()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in SIGNS:
            if event.type() == QEvent.Type.InputMethod:
                self._compose(watched, event)
            elif event.type() == QEvent.Type.MouseMove and not self._hinted and self.clock() - self._last < MOUSE_AGAIN:
                return False
            return not self.seen()  # the first key after such a sleep goes nowhere
        return False

    def _compose(self, watched: QObject, event: QEvent) -> None:
        text = event.preeditString() if isinstance(event, QInputMethodEvent) else ""
        self.composing = (watched, text) if text else None

    def _say(self, left: int) -> None:
        if left != self._hinted:
            self._hinted = left
            self.hint.emit(left)

    def _watch_window(self, window: QObject | None) -> None:
        self._windows = [one for one in self._windows if isValid(one)]
        if window is not None and window not in self._windows:
            self._windows.append(window)
            window.installEventFilter(self)

    def _watch_focus(self, widget: QObject | None) -> None:
        if widget is self._focus and widget is not None:
            return
        if self._focus is not None and isValid(self._focus):
            self._focus.removeEventFilter(self)
        self._focus, self.composing = widget, None
        if widget is not None:
            widget.installEventFilter(self)
