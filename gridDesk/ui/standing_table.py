"""The list of a standing: clauses by topic with figure, target, level by icon and word, and the last periods drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gridDesk.desk.duties_lines import DutyLine, bare, in_two_lines, short_period
from gridDesk.ui import theme
from gridDesk.ui.charts import Bars, paint
from gridDesk.ui.rows import Heading, Line, RowsView

HEADINGS = (
    Heading("类别", 2), Heading("条款和要求"), Heading("指标", 8.2), Heading("目标", 5.6), Heading("情况", 4.6),
    Heading("近几期", 5.4),
)  # fmt: skip
TOPIC, LEVEL, TREND = 0, 4, 5
ICONS = {
    "ok": ("check-circle", theme.OK), "note": ("clock", theme.NOTE), "warn": ("warn", theme.WARN),
}  # fmt: skip


class StandingTable(RowsView):
    """One row a clause; what a row stands for is its `DutyLine`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(HEADINGS, "履职情况，按回车看这一条的记录", parent)
        self.setItemDelegateForColumn(TREND, _Trend(self))
        self.setWordWrap(True)

    def row_height(self) -> int:
        """Return the height of a row: what a clause asks takes two lines."""
        return round(self.fontMetrics().lineSpacing() * 2.35)

    def show_lines(self, lines: Sequence[DutyLine]) -> None:
        """Show other lines; the clause that was chosen stays chosen."""
        before = self.current()
        rows = [row_of(line, None if not place else lines[place - 1]) for place, line in enumerate(lines)]
        self.set_lines(rows, choose=_same(lines, before))


def _same(lines: Sequence[DutyLine], before: object) -> int:
    if not isinstance(before, DutyLine):
        return 0
    known = (before.clause.id, before.clause.rule, before.clause.article)
    found = (n for n, line in enumerate(lines) if (line.clause.id, line.clause.rule, line.clause.article) == known)
    return next(found, 0)


def row_of(line: DutyLine, above: DutyLine | None) -> Line:
    """Return a line as a row of the table; the topic is said where it begins."""
    icon, colour = ICONS[line.level]
    topic = line.topic if above is None or above.topic != line.topic else ""
    words = f"{line.clause.article}　{line.text}"
    figures = (in_two_lines(line.figure), line.target.replace(" ", "\u00a0"))
    texts = (topic, words, *figures, line.word, bars_of(line).words or "没有以前的数")
    return Line(texts, line, icon=icon, icon_column=LEVEL, colour=colour)


def bars_of(line: DutyLine) -> Bars:
    """Return the last periods of a line as a chart."""
    return Bars(
        values=line.values, met=tuple(point.finding is not None and point.finding.level == "ok" for point in line.trend),
        mark=line.wanted, labels=tuple(short_period(point.period) for point in line.trend),
        figures=tuple(bare(point.finding.figure) if point.finding else "" for point in line.trend),
    )  # fmt: skip


class _Trend(QStyledItemDelegate):
    """Draws the last periods in place of the words that say them."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        table = self.parent()
        table.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, table)
        line = table.rows.lines[index.row()].what
        if isinstance(line, DutyLine):
            edge, rect = theme.spacing(1), option.rect
            box = QRectF(
                rect.left() + edge, rect.top() + edge * 1.4, rect.width() - 2.5 * edge, rect.height() - edge * 2.8
            )
            paint(painter, bars_of(line), box, chosen=bool(option.state & QStyle.StateFlag.State_Selected))
