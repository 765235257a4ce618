"""Tells when a widget has been painted for the first time, and ends the program. Run inside the programs measured."""

from __future__ import annotations

import os
import time

from PySide6.QtCore import QEvent, QObject, QTimer

from tests.benchmarks.gauge import resident


class PaintWatch(QObject):
    """Waits for the first paint of a widget of some class, says when it was over, and ends the process."""

    def __init__(self, wanted: str, spent: list[float] | None = None) -> None:
        super().__init__()
        self.wanted = wanted
        self.spent = [] if spent is None else spent

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._belongs(watched):
            QTimer.singleShot(0, self.end)  # after this paint, and all others of the same pass, are done
        return False

    def _belongs(self, watched: QObject | None) -> bool:
        """Tell whether an object is, or is part of, a widget of the wanted class; a page may leave painting to its parts."""
        while watched is not None and type(watched).__name__ != self.wanted:
            watched = watched.parent()
        return watched is not None

    def end(self) -> None:
        """Print the moment (monotonic seconds), seconds of work so far, peak memory in MB, and seconds spent on the password."""
        print(time.monotonic(), time.process_time(), resident("VmHWM") or 0.0, sum(self.spent), flush=True)
        os._exit(0)
