"""A bare Qt window: `python -m tests.benchmarks.start_bare ROWS` shows a table of so many rows and ends when painted."""

from __future__ import annotations

import sys

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

from tests.benchmarks.start_watch import PaintWatch

COLUMNS = 12


class Rows(QAbstractTableModel):
    """A model that makes its texts up."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() else self.count

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return f"第{index.row()}行{index.column()}列" if role == Qt.ItemDataRole.DisplayRole else None


class BareTable(QTableView):
    """The view, under a name that the watch can tell."""


def main(rows: int) -> int:
    """Show the window and stay until it was painted."""
    qt = QApplication(sys.argv[:1])
    watch = PaintWatch("BareTable")
    qt.installEventFilter(watch)
    view = BareTable()
    view.setModel(Rows(rows))
    view.resize(1000, 600)
    view.show()
    return qt.exec()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
