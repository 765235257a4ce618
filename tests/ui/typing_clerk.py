"""A clerk who types person after person until she is killed: `python -m tests.ui.typing_clerk OFFICE KEY SECONDS SLOT`.

Says on standard output, one JSON line each, what is saved (`saved`: name) and what stands in the form (`typed`).
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridDesk.desk import drafts
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import catalogue
from gridDesk.store import Store
from gridDesk.ui import theme
from gridDesk.ui.form import RecordForm
from gridDesk.vault import Keys, new_site_keys

KEY_MS = 15


def say(**facts: object) -> None:
    """Tell the one who watches, at once."""
    print(json.dumps({"at": time.monotonic(), **facts}), flush=True)


class Clerk:
    """Types one key at a time into the real form."""

    def __init__(self, desk: Desk) -> None:
        self.form = RecordForm(desk, "person")
        self.form.show()
        self.form.activateWindow()
        self.keys = self.work()
        self.timer = QTimer(interval=KEY_MS)
        self.timer.timeout.connect(lambda: next(self.keys))
        self.timer.start()

    def work(self):
        """Yield after every key."""
        for number in itertools.count(1):
            for key, text in (("name", f"Li Ming {number}"), ("phone", f"139{number:08d}"), ("remark", "word " * 60)):
                target = self.form.editors[key].input
                target.setFocus()
                for char in text:
                    QTest.keyClick(target, char)
                    say(typed={name: self.form.editors[name].raw() for name in ("name", "phone", "remark")})
                    yield
            if self.form.save_next():
                say(saved=f"Li Ming {number}")


def main() -> None:
    """Open the office and type."""
    folder, key, every = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), float(sys.argv[3])
    keys = Keys("", 1, "", sys.argv[4], "李秀英", "clerk", new_site_keys(), bytearray(key), bytearray())
    drafts.EVERY = every
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    desk = Desk(folder, Store.open(folder / DATA_FILE, key, catalogue()), keys)
    clerk = Clerk(desk)  # noqa: F841 - kept while the program runs
    say(ready=True)
    app.exec()


if __name__ == "__main__":
    main()
