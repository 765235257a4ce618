"""The wait after too many wrong passwords, counted down where the clerk sees it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

SECOND = 1000  # milliseconds


class Countdown(QObject):
    """Asks every second how long it still takes; `left` carries the seconds, `over` says that one may try again."""

    left = Signal(int)
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask: Callable[[], int] = lambda: 0
        self._timer = QTimer(self, interval=SECOND)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Tell whether somebody is kept waiting."""
        return self._timer.isActive()

    def start(self, ask: Callable[[], int]) -> None:
        """Begin to count down what `ask` answers, in seconds; nothing happens when that is 0."""
        self._ask = ask
        seconds = ask()
        if seconds:
            self._timer.start()
            self.left.emit(seconds)
        elif self.running:
            self._end()

    def _tick(self) -> None:
        seconds = self._ask()
        if seconds:
            self.left.emit(seconds)
        else:
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self.over.emit()


def wait_words(seconds: int) -> str:
    """Return a wait as people say it: 1 分 20 秒."""
    minutes, rest = divmod(seconds, 60)
    return " ".join([f"{minutes} 分"] * bool(minutes) + [f"{rest} 秒"] * bool(rest or not minutes))
