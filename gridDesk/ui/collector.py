"""Python's cycle collector, run on the GUI thread only.

Left to itself it runs on whichever thread allocates, also on the worker; a widget that dies there takes Qt down with it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 2000  # milliseconds


class Collector(QObject):
    """Switches automatic collection off and looks from time to time whether a generation is due."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY)

    def collect(self) -> None:
        """Collect the oldest generation whose threshold is passed, as the collector itself would."""
        counts = gc.get_count()
        due = [place for place in range(3) if counts[place] > self._thresholds[place]]
        if due:
            gc.collect(max(due))
