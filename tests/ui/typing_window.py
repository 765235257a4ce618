"""A window for the end-to-end test of typing: a line, and a table of a real office, watched through a file.

`python -m tests.ui.typing_window OFFICE STATE` prepares the environment as the program itself does, shows the window,
and writes what is in it to STATE (JSON) whenever that changes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from gridDesk.ui.startup import prepare_environment

prepare_environment()

from PySide6.QtCore import QTimer  # noqa: E402 - Qt reads the environment while it is imported
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget  # noqa: E402

from gridDesk.desk import people, tables  # noqa: E402
from gridDesk.ui import theme  # noqa: E402
from gridDesk.ui.table import GridView  # noqa: E402
from tests.ui import small_office  # noqa: E402

NAMES = ("张为", "李强")
COLUMN = "certificate"


class Stage(QWidget):
    """The line, the table, and the file through which they are watched."""

    def __init__(self, folder: Path, state: Path) -> None:
        super().__init__()
        self.setWindowTitle("typing stage")
        self.state, self.told = state, ""
        desk = small_office.make(folder)
        for name in NAMES:
            people.add_to_group(desk, small_office.person(desk, name), "low_income", {"kind": "01", COLUMN: "旧"})
        self.line, self.table = QLineEdit(), GridView(desk, "low_income")
        self.table.show_table(tables.group_table(desk, "low_income"))
        self.place = [column.key for column in self.table.model().table.columns].index(COLUMN)
        self.table.setCurrentIndex(self.table.model().index(0, self.place))
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.table)
        self.line.setFocus()
        self.timer = QTimer(self, interval=30)
        self.timer.timeout.connect(self.tell)
        self.timer.start()

    def tell(self) -> None:
        """Write what is in the window now, if it changed."""
        model = self.table.model()
        cells = [str(model.data(model.index(row, self.place))) for row in range(model.rowCount())]
        focus = QApplication.focusWidget()
        where = "line" if focus is self.line else "table" if focus is self.table else "cell" if focus else ""
        now = json.dumps(
            {"line": self.line.text(), "cells": cells, "focus": where, "row": self.table.currentIndex().row()}
        )
        if now != self.told:
            part = self.state.with_suffix(".part")
            part.write_text(now, encoding="utf-8")
            part.replace(self.state)
            self.told = now


def main() -> int:
    """Show the window until it is killed."""
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    stage = Stage(Path(sys.argv[1]), Path(sys.argv[2]))
    stage.resize(900, 500)
    stage.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
