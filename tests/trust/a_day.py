"""A day at the desk, as one program: `python -m tests.trust.a_day FOLDER PAGES`. What it does is printed, one word a line.

Run under `strace`, so that every socket anybody opens is seen, whoever opens it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gridDesk import guard
from gridDesk.desk.print_order import PrintOrder


def main() -> int:
    """Start as the program starts, work through everything a day may hold, lock, come back, leave."""
    guard.start()
    folder = Path(sys.argv[1])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["GRIDDESK_HOME"] = str(folder)
    from gridDesk.ui import startup

    startup.prepare_environment()
    from PySide6.QtWidgets import QApplication

    from gridDesk.ui import background, theme
    from gridDesk.ui.window import MainWindow

    app = QApplication([])
    theme.apply(app)
    desk = _office(folder)
    window = MainWindow(folder)
    window.show()
    window.enter(desk)
    for step in (_pages, _search, _print, _sheets, _package, _backup, _lock):
        step(window)
        print(step.__name__.strip("_"), flush=True)
    window.locker.end()
    window._leave()
    background.stop()
    return 0


def _office(folder: Path) -> object:
    from gridDesk.desk.demo import make_demo

    desk = make_demo(folder / "office", people=12, password="two old pines by the river")
    print("office", flush=True)
    return desk


def _pages(window) -> None:
    from gridDesk.ui.navigation import PAGES

    wanted = [entry.key for entry in PAGES if entry.is_for(window.desk.office.level)]
    for key in wanted[:: max(1, len(wanted) // int(sys.argv[2]))]:
        window.open_page(key)
        _settle()


def _search(window) -> None:
    window.workspace.search.setText("王")
    window.workspace.search.find_now()
    _settle()
    window.workspace.search.clear()


def _print(window) -> None:
    from gridDesk.desk import printing

    order = PrintOrder(paper="resident_ledger")
    assert printing.pdf(window.desk, order)[:5] == b"%PDF-"
    assert printing.docx(window.desk, order)[:2] == b"PK"


def _sheets(window) -> None:
    from gridDesk.desk import rosters
    from gridDesk.roster import write_template

    path = window.home / "名册.xlsx"
    with path.open("wb") as stream:
        write_template("resident", window.desk.catalogue, stream)
    rosters.preview(window.desk, [path])


def _package(window) -> None:
    from gridDesk.desk import exchange

    assert exchange.write_card(window.desk, window.home).is_file()


def _backup(window) -> None:
    from gridDesk.desk import safety

    assert safety.backup(window.desk).is_file()
    assert safety.check(window.desk) == []


def _lock(window) -> None:
    window.lock()
    _settle(300)
    assert window.desk is None
    page = window.door.currentWidget()
    page.password.setText("two old pines by the river")
    page.unlock()
    _settle(300)
    assert window.desk is not None


def _settle(milliseconds: int = 20) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
