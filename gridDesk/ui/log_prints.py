"""What can be printed from the daily log: the day, blank pages, the bound month, checks and summaries; and its layout."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from gridDesk.desk import log_papers
from gridDesk.desk.office import Desk

LAYOUT = ""  # stands for the layout the office keeps its log in
# (words, paper, of the day or the whole month, mode); None is a line between two groups.
PRINTS: tuple[tuple[str, str, str, str] | None, ...] = (
    ("打印当天日志(&D)", LAYOUT, "day", "filled"),
    ("打印半填日志（巡查、走访留空）(&H)", LAYOUT, "day", "half"),
    ("打印空白日志（手写用）(&B)", LAYOUT, "day", "blank"),
    ("打印整月空白日志（带页码）(&K)", LAYOUT, "month", "blank"),
    None,
    ("本月日志装订成册(&V)", "log_book", "month", "filled"),
    ("本周空岗检查表(&G)", "log_gaps", "day", "filled"),
    None,
    ("当天投诉和反映汇总(&T)", "complaints_day", "day", "filled"),
    ("本周投诉和反映汇总(&Z)", "complaints_week", "day", "filled"),
    ("本月民情分析(&F)", "mood_analysis", "month", "filled"),
    ("工作报告登记簿(&R)", "report_register", "month", "filled"),
)


class LogPrints(QMenu):
    """Emits `wanted` with what the print page is asked to open with: `daily_log:2026-11-20:filled`."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, day: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.day = desk, day
        for entry in PRINTS:
            if entry is None:
                self.addSeparator()
            else:
                self._add(*entry)
        self.addSeparator()
        self._add_layouts()

    def ask(self, paper: str, span: str, mode: str) -> None:
        """Ask for a paper of the day shown, or of its month."""
        key = paper or log_papers.layout_in_use(self.desk)
        self.wanted.emit(f"{key}:{self.day()[: 10 if span == 'day' else 7]}:{mode}")

    def _add(self, words: str, paper: str, span: str, mode: str) -> None:
        self.addAction(words).triggered.connect(lambda _checked=False: self.ask(paper, span, mode))

    def _add_layouts(self) -> None:
        menu = self.addMenu("本单位日志的样式(&Y)")
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        self.layouts = {}
        for key, title in log_papers.TITLES.items():
            action = menu.addAction(f"《{title}》")
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, key=key: log_papers.choose_layout(self.desk, key))
            group.addAction(action)
            self.layouts[key] = action
        self.aboutToShow.connect(self._show_layout)
        self._show_layout()

    def _show_layout(self) -> None:
        self.layouts[log_papers.layout_in_use(self.desk)].setChecked(True)
