"""MonthStrip: a month on screen, each day with a word for its page: 已写, 未写, or nothing yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridDesk.ledger.dates import WEEKDAYS
from gridDesk.ui import pieces, theme

WORDS = {"written": "已写", "missing": "未写", "future": "", "rest": "休"}
COLOURS = {"written": theme.OK, "missing": theme.WARN, "future": theme.SUBTLE, "rest": theme.SUBTLE}
GROUNDS = {"written": theme.OK_SOFT, "missing": theme.WARN_SOFT}
EXCUSED = {"岗位空缺": "空缺"}  # what a day is called in two Hanzi; a kind of leave by its first two
ACROSS = (
    2.8  # Hanzi that a day is wide: two and what the frame of the chosen one takes, so that much room stays beside it
)
DAY = int(Qt.ItemDataRole.UserRole)


class MonthStrip(QWidget):
    """Emits `chosen(ISO date)` for a day and `month_wanted(YYYY-MM)` for another month."""

    chosen = Signal(str)
    month_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month = ""
        self.reasons: dict[str, str] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self.heading = theme.heading()
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        before = theme.quiet(pieces.button("上月(&U)", lambda: self._step(-1)))
        after = theme.quiet(pieces.button("下月(&J)", lambda: self._step(1)))
        row = QHBoxLayout()
        row.addWidget(before)
        row.addWidget(self.heading, 1)
        row.addWidget(after)
        self.days = self._build_days()
        self.count = QLabel()
        self.count.setProperty("role", "subtle")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addLayout(row)
        column.addWidget(self.days)
        column.addWidget(self.count)
        column.addStretch(1)
        self.setFocusProxy(self.days)
        self._measure()

    def _measure(self) -> None:
        """Size the days for the text size in use: two lines each, seven in a row."""
        across, down = self.days.horizontalHeader(), self.days.verticalHeader()
        across.setMinimumSectionSize(theme.chars(1))
        across.setDefaultSectionSize(theme.chars(ACROSS))
        down.setDefaultSectionSize(round(theme.em() * 2.7))
        self.days.setFixedWidth(theme.chars(ACROSS) * 7 + 6)
        height = self.days.rowCount() * down.defaultSectionSize()
        self.days.setFixedHeight(height + across.sizeHint().height() + 4)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.month:
            self._measure()

    def _build_days(self) -> QTableWidget:
        days = QTableWidget(6, 7)
        days.setAccessibleName("本月各天的日志")
        days.setHorizontalHeaderLabels(list(WEEKDAYS))
        days.verticalHeader().hide()
        days.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        days.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        days.setTabKeyNavigation(False)
        days.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        days.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        days.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        days.currentItemChanged.connect(self._moved)
        return days

    def show_month(
        self, month: str, states: Sequence[tuple[str, str]], reasons: Mapping[str, str] | None = None
    ) -> None:
        """Show a month (`YYYY-MM`) with the state of each day, and why days without a page have none."""
        self.month = month
        self.reasons = dict(reasons or {})
        self.heading.setText(f"{int(month[:4])}年{int(month[5:])}月")
        blocked = self.days.blockSignals(True)
        self.days.clearContents()
        self._places = {}
        start = date.fromisoformat(states[0][0]).weekday()
        rows = (start + len(states) + 6) // 7
        self.days.setRowCount(rows)
        for number, (day, state) in enumerate(states):
            row, column = divmod(start + number, 7)
            self.days.setItem(row, column, self._item(day, state))
            self._places[day] = (row, column)
        for row in range(rows):
            for column in range(7):
                if self.days.item(row, column) is None:
                    nothing = QTableWidgetItem()
                    nothing.setFlags(Qt.ItemFlag.NoItemFlags)
                    self.days.setItem(row, column, nothing)
        self.days.blockSignals(blocked)
        self._measure()
        self._count(states)

    def mark(self, day: str) -> None:
        """Put the cursor on a day without telling anybody."""
        blocked = self.days.blockSignals(True)
        if day in self._places:
            self.days.setCurrentCell(*self._places[day])
        self.days.blockSignals(blocked)

    def _item(self, day: str, state: str) -> QTableWidgetItem:
        why = self.reasons.get(day, "") if state == "missing" else ""
        word = (EXCUSED.get(why, why[:2]) if why else "") or WORDS[state]
        item = QTableWidgetItem(f"{int(day[8:])}\n{word}")
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setForeground(QColor(theme.SUBTLE if why else COLOURS[state]))
        if state in GROUNDS and not why:
            item.setBackground(QColor(GROUNDS[state]))
        item.setData(DAY, day)
        told = f"未写，{why}" if why else word or "还没到"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{int(day[5:7])}月{int(day[8:])}日，{told}")
        if why:
            item.setToolTip(f"没有写：{why}")
        return item

    def _count(self, states: Sequence[tuple[str, str]]) -> None:
        written = sum(state == "written" for _day, state in states)
        missing = sum(state == "missing" and day not in self.reasons for day, state in states)
        excused = sum(state == "missing" and day in self.reasons for day, state in states)
        parts = [f"已写 {written} 天", *([f"还有 {missing} 天未写"] if missing else [])]
        self.count.setText("，".join([*parts, *([f"请假或空缺 {excused} 天"] if excused else [])]))

    def _moved(self, item: QTableWidgetItem | None, _before: QTableWidgetItem | None) -> None:
        if item is not None and item.data(DAY):
            self.chosen.emit(str(item.data(DAY)))

    def _step(self, step: int) -> None:
        year, month = int(self.month[:4]), int(self.month[5:]) + step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        self.month_wanted.emit(f"{year:04d}-{month:02d}")
