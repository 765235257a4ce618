"""The packages sent and taken in: what became of each, told by icon and word, and the next step for the one chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk.exchange import PackageLine

HEADINGS = (
    Heading("时间", 8),
    Heading("收发", 3),
    Heading("对方", 8),
    Heading("第几号", 4, number=True),
    Heading("状态", 10),
    Heading("下一步"),
)
SIGNS = {
    "made": ("clock", theme.WARN), "written": ("save", theme.NOTE), "handed": ("walk", theme.NOTE), "acknowledged": ("check-circle", theme.OK),
    "partial": ("warn", theme.WARN), "refused": ("error", theme.ERROR), "held": ("clock", theme.WARN), "back": ("undo", theme.NOTE), "damaged": ("error", theme.ERROR),
    "covered": ("check", theme.SUBTLE), "applied": ("check-circle", theme.OK),
}  # fmt: skip
LATE = ("bell", theme.WARN)
TALL = 9  # rows shown before the list scrolls by itself


class PackagesCard(QFrame):
    """The list, a switch for what is not done yet, and below it the whole of what the chosen line says."""

    handed = Signal(str)  # package id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._all: Sequence[PackageLine] = ()
        self.heading = theme.heading("数据包")
        self.only_open = QCheckBox("只看没办完的(&V)")
        self.only_open.toggled.connect(lambda _on: self._fill())
        self.table = RowsView(HEADINGS, "数据包登记")
        self.table.chosen.connect(self._show_chosen)
        self.empty = theme.subtle()
        self.more = theme.body()
        self.mine = QPushButton(theme.icon("walk"), "已经交给对方(&Z)")
        self.mine.clicked.connect(lambda: self.handed.emit(self.table.current().package_id))
        self._build()

    def show_lines(self, lines: Sequence[PackageLine]) -> None:
        """Show the log, newest first; the package chosen stays chosen."""
        self._all = lines
        late = sum(1 for line in lines if line.overdue)
        self.heading.setText(f"数据包（{late} 个逾期没有回执）" if late else "数据包")
        self._fill()

    def _fill(self) -> None:
        current = self.table.current()
        shown = [line for line in self._all if line.open or not self.only_open.isChecked()]
        self.table.set_lines([log_line(line) for line in shown], choose=_row_of(shown, current))
        self.table.setVisible(bool(shown))
        self.table.setFixedHeight(height_for(self.table, min(len(shown), TALL)))
        self.empty.setText("没有没办完的数据包。" if self._all else "还没有收发过数据包。")
        self.empty.setVisible(not shown)
        self.only_open.setVisible(bool(self._all))

    def _show_chosen(self, line: PackageLine | None) -> None:
        self.more.setText(whole_words(line) if line else "")
        self.more.setVisible(line is not None)
        self.mine.setVisible(line is not None and line.key == "written")

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.only_open)
        foot = QHBoxLayout()
        foot.setSpacing(theme.gap())
        foot.addWidget(self.more, 1)
        foot.addWidget(self.mine)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(top)
        column.addWidget(self.empty)
        column.addWidget(self.table)
        column.addLayout(foot)


def height_for(table: RowsView, rows: int) -> int:
    """Return how high a table is that shows so many rows, in pixels."""
    return table.horizontalHeader().sizeHint().height() + table.row_height() * rows + 2 * table.frameWidth() + 2


def _row_of(lines: Sequence[PackageLine], wanted: object) -> int:
    package_id = getattr(wanted, "package_id", "")
    return next((n for n, line in enumerate(lines) if line.package_id == package_id), 0)


def log_line(line: PackageLine) -> Line:
    """Return one package as a row; its state is told by icon and word."""
    icon, colour = LATE if line.overdue else SIGNS.get(line.key, ("info", theme.SUBTLE))
    texts = (
        when_words(line.when), "收" if line.direction == "in" else "发", line.peer, str(line.n), line.state, line.next or "—"
    )  # fmt: skip
    return Line(texts, line, icon=icon, icon_column=4, colour=colour)


def whole_words(line: PackageLine) -> str:
    """Return everything about a package that does not fit a row."""
    whose = f"{line.peer}发来的" if line.direction == "in" else f"给{line.peer}的"
    told = "" if not line.detail else line.detail if line.detail.endswith("。") else f"文件 {line.detail}。"
    return f"{whose}第 {line.n} 号包：{line.state}。{line.next}{told}"
