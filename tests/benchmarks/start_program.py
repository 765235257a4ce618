"""The program itself, watched: `python -m tests.benchmarks.start_program WIDGET OFFICE` ends when WIDGET was painted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gridDesk import guard
from gridDesk.ui import startup
from tests.benchmarks.gauge import clock


def main(widget: str, folder: Path) -> int:
    """Do what `gridDesk.app` does, with a watch on the application's events."""
    guard.start()
    startup.prepare_environment()
    from PySide6.QtWidgets import QApplication

    from tests.benchmarks.start_watch import PaintWatch

    qt = QApplication(sys.argv[:1])
    spent: list[float] = []
    watch = PaintWatch(widget, spent)
    qt.installEventFilter(watch)
    from gridDesk.ui import shell

    if widget == "TodayPage":
        unlock_at_the_door(spent)
    return shell.run(office=folder)


def unlock_at_the_door(spent: list[float]) -> None:
    """Enter the password as soon as the unlock page is there, and note how long opening its slot takes."""
    from gridDesk.desk import opening
    from gridDesk.desk.unlocking import Unlocking
    from gridDesk.ui.door import Door

    show, unlock = Door.show_offices, Unlocking.__call__

    def timed_unlock(unlocking: Unlocking):
        start = clock()
        try:
            return unlock(unlocking)
        finally:
            spent.append(clock() - start)

    def show_and_open(door: Door, folder: Path | None = None) -> None:
        show(door, folder)
        door.opened.emit(opening.open_office(folder, os.environ["BENCH_PASSWORD"]))

    Unlocking.__call__, Door.show_offices = timed_unlock, show_and_open


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
