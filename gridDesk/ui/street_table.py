"""The table of the offices below: the state first, by icon and word, and as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk.street import OfficeLine

HEADINGS = (
    Heading("状态", 5), Heading("单位", 8), Heading("最近的包", 4.6, number=True), Heading("收取时间", 7.5),
    Heading("对方人数", 4.4, number=True), Heading("本机人数", 4.4, number=True), Heading("未回执", 3.4, number=True),
    Heading("任务", 2.6, number=True), Heading("要处理的事"),
)  # fmt: skip
ICONS = {
    "alarm": ("error", theme.ERROR), "quarantined": ("shield", theme.ERROR), "unequal": ("warn", theme.WARN),
    "held": ("clock", theme.WARN), "overdue": ("bell", theme.WARN), "never": ("info", theme.NOTE),
    "pending": ("clock", theme.NOTE), "equal": ("check-circle", theme.OK),
}  # fmt: skip
ORDERS: dict[str, tuple[str, Callable[[OfficeLine], tuple[object, ...]]]] = {
    "urgency": ("要处理的在前", lambda line: line.urgency),
    "name": ("按单位", lambda line: (line.code or "~", line.name)),
    "silent": ("最久没来的在前", lambda line: (bool(line.taken), line.taken, line.name)),
    "people": ("人多的在前", lambda line: (-(line.own_people or 0), line.name)),
}
ROWS_SHOWN = (3, 5)  # at least, and as far as the table asks for room itself
IN_DETAIL, NARROW = (2, 6, 7), 58  # columns that the office's card tells too, left out where there are fewer Hanzi


class OfficeTable(RowsView):
    """Shows offices in one of the `ORDERS`; columns that the office's card tells too give way in a narrow window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(HEADINGS, "各单位", parent)
        self.offices: list[OfficeLine] = []

    def show_offices(self, offices: list[OfficeLine], order: str, wanted: str) -> None:
        """Show offices, and choose the one of a site id, else the first."""
        self.offices = sorted(offices, key=ORDERS[order][1])
        self.set_lines([office_row(line) for line in self.offices], choose=None)
        shown = min(max(len(self.offices), ROWS_SHOWN[0]), ROWS_SHOWN[1])
        self.setMinimumHeight(self.row_height() * (shown + 1) + theme.spacing(2))
        self.choose(wanted)

    def choose(self, site: str) -> None:
        """Choose the office of a site id, else the first."""
        if self.offices:
            self.selectRow(next((n for n, line in enumerate(self.offices) if line.site == site), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.chars(NARROW)
        for column in IN_DETAIL:
            if self.isColumnHidden(column) != narrow:
                self.setColumnHidden(column, narrow)


def office_row(line: OfficeLine) -> Line:
    """Return one office as a line of the table."""
    icon, colour = ICONS[line.state]
    theirs, ours = (f"{number:,}" if number is not None else "—" for number in (line.their_people, line.own_people))
    came = when_words(line.taken) if line.taken else "还没有"
    number = f"第 {line.n} 号" if line.n else "—"
    texts = (
        line.word, line.name, number, came, theirs, ours, str(line.unacknowledged or "—"), str(line.tasks or "—"),
        "；".join(line.marks) or "没有",
    )  # fmt: skip
    return Line(texts, line, icon=icon, icon_column=0, colour=colour)
