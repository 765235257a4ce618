"""月度分析 on the log page: what residents said and what was found in a month, the month before beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.desk import log_analysis
from gridDesk.documents.log_analysis import Compared, MoodAnalysis, summary
from gridDesk.ui import pieces, theme
from gridDesk.ui.log_panel import LogPanel
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.whole_rows import WholeRows

TOTALS = (Heading("项目"), Heading("本月", 5, True), Heading("上月", 5, True), Heading("增减", 5, True))
MATTERS = (Heading(""), Heading("本月", 5, True), Heading("上月", 5, True), Heading("办结", 5, True))


class AnalysisPanel(LogPanel):
    """The figures of the paper 民情分析 as tables."""

    watched = ("daily_log", "visit", "patrol", "event", "report", "meeting")

    def build(self) -> None:
        self.add_head(theme.primary(pieces.button("打印民情分析(&P)", self._print, "print", theme.SURFACE)))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.gap(), 0)
        column.setSpacing(theme.gap())
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.common = QLabel()
        self.common.setWordWrap(True)
        column.addWidget(self.said)
        self.totals = self._table(column, "工作量", TOTALS)
        self.topics = self._table(column, "按类别（件）", _named("类别"))
        self.kinds = self._table(column, "按事项（件）", _named("事项"))
        self.sources = self._table(column, "按来源（件）", _named("来源"))
        self.by_grid = self._table(column, "按网格（件）", _named("网格"))
        card = pieces.Card("共性问题")
        card.body.addWidget(self.common)
        column.addWidget(card)
        column.addStretch(1)
        area = pieces.scrolling(page)
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.column.addWidget(area, 1)
        self.setFocusProxy(self.totals)

    def _table(self, column: QVBoxLayout, heading: str, headings: Sequence[Heading]) -> WholeRows:
        card = pieces.Card(heading)
        rows = WholeRows(headings, heading)
        card.body.addWidget(rows)
        column.addWidget(card)
        return rows

    def refresh(self) -> None:
        """Count the month again, beside the window."""
        month = self.month
        self.heading.setText("民情分析　正在统计…")
        self.ask(lambda desk: log_analysis.figures(desk, None, month), self._show)

    def _show(self, found: MoodAnalysis) -> None:
        self.heading.setText("民情分析")
        self.said.setText(summary(found))
        self.totals.set_lines(
            [Line((name, f"{now:,}", f"{before:,}", _more(now - before))) for name, now, before in found.totals]
        )
        for rows, group in (
            (self.topics, (*found.topics, found.matters)), (self.kinds, found.kinds), (self.sources, found.sources),
            (self.by_grid, found.grids),
        ):  # fmt: skip
            rows.set_lines([_line(one) for one in group])
        self.common.setText("\n".join(found.common) or "本月没有多处反映的同类问题。")

    def _print(self) -> None:
        self.go.emit("printing", f"mood_analysis:{self.month}:filled")


def _named(name: str) -> tuple[Heading, ...]:
    return (Heading(name), *MATTERS[1:])


def _line(one: Compared) -> Line:
    return Line((one.name, str(one.now), str(one.before), str(one.done)))


def _more(number: int) -> str:
    return f"＋{number:,}" if number > 0 else f"－{-number:,}" if number else "持平"
