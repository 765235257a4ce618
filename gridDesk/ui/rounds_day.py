"""RoundsDay: the left side of 巡查走访: which day and grid, how many rounds were made of how many asked, and which."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import rounds_view
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds_view import DayRounds, Round
from gridDesk.errors import FieldError
from gridDesk.ledger.dates import WEEKDAYS, parse_typed
from gridDesk.text import today_iso
from gridDesk.ui import pieces, theme
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.whole_rows import WholeRows

HEADINGS = (Heading("时间", 3), Heading("去了哪里", 6), Heading("情况"))


class RoundsDay(QWidget):
    """A day's rounds; `moved` tells that another day or grid was chosen, `opened` that a round shall be looked at."""

    moved = Signal()
    opened = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.day = today_iso()
        self.rounds: DayRounds | None = None  # known once the grids are listed
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.gap())
        self.grids = QComboBox()
        self.grids.setAccessibleName("网格")
        self._fill_grids()
        self.grids.activated.connect(lambda _place: self.show_day(self.day))
        self.tally = theme.body()
        self.head = QGridLayout()
        self.head.setSpacing(theme.gap())
        self.column.addLayout(self.head)
        self.days = QWidget()
        self.days.setLayout(self._build_days())
        self.lists = pieces.scrolling(self._build_lists())
        self.flow(wide=True)

    def flow(self, *, wide: bool) -> None:
        """Stand at the side with the lists below, or in one line over the entry, where the lists have a tab of their own."""
        for widget in (self.days, self.grids, self.tally):
            self.head.removeWidget(widget)
        for place, widget in enumerate((self.days, self.grids, self.tally)):
            self.head.addWidget(widget, place if wide else 0, 0 if wide else place)
        self.head.setColumnStretch(2, 0 if wide else 1)
        self._wide = wide
        self._tell()
        if wide:
            self.column.addWidget(self.lists, 1)

    def _build_lists(self) -> QWidget:
        lists = QWidget()
        inner = QVBoxLayout(lists)
        inner.setContentsMargins(0, 0, theme.spacing(1), 0)
        inner.setSpacing(theme.spacing(1))
        self.nothing = theme.subtle("这一天还没有记巡查和走访。记下一次，这里就多一行。")
        inner.addWidget(self.nothing)
        names = ("当天的巡查，按回车打开", "当天的走访，按回车打开")
        self.patrols, self.visits = (WholeRows(HEADINGS, name) for name in names)
        self.heads = theme.heading("巡查"), theme.heading("走访")
        for head, rows in zip(self.heads, (self.patrols, self.visits), strict=True):
            rows.opened.connect(lambda one: self.opened.emit(*one))
            inner.addWidget(head)
            inner.addWidget(rows)
        inner.addStretch(1)
        return lists

    def _build_days(self) -> QHBoxLayout:
        self.date = QLineEdit()
        self.date.setAccessibleName("哪一天")
        self.date.setToolTip("可以打 11.20、昨天的日期；回车换到那一天")
        self.date.returnPressed.connect(self._typed)
        self.weekday = theme.subtle()
        self.weekday.setWordWrap(False)
        before = theme.quiet(pieces.button("前一天(&B)", lambda: self.step(-1)))
        after = theme.quiet(pieces.button("后一天(&E)", lambda: self.step(1)))
        self.now = theme.quiet(pieces.button("今天(&T)", lambda: self.show_day(today_iso())))
        self.date.setMinimumWidth(theme.chars(7))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(0.5))
        row.addWidget(before)
        row.addWidget(self.date, 1)
        row.addWidget(self.weekday)
        row.addWidget(after)
        row.addWidget(self.now)
        return row

    def _fill_grids(self) -> None:
        rows = self.desk.grids()
        if len(rows) > 1:
            self.grids.addItem("全部网格", "")
        for row in rows:
            self.grids.addItem(str(row["name"]), row["uid"])
        self.grids.setVisible(len(rows) > 1)

    # --- days -------------------------------------------------------------------------------------------------

    def grid(self) -> str | None:
        """Return the chosen grid, None for all of them or where there is none."""
        return self.grids.currentData() or None

    def choose_grid(self, uid: object) -> None:
        """Choose a grid, all of them when it is not there."""
        self.grids.setCurrentIndex(max(0, self.grids.findData(uid or "")))

    def show_day(self, day: str) -> None:
        """Show another day."""
        self.day = day
        self.refresh()
        self.moved.emit()

    def step(self, days: int) -> None:
        """Go some days on or back."""
        self.show_day((date.fromisoformat(self.day) + timedelta(days=days)).isoformat())

    def _typed(self) -> None:
        try:
            day = parse_typed(self.date.text())
        except FieldError:
            day = None
        if day and len(day) == 10:
            self.show_day(day)
        else:
            self.date.setText(self.day)
            self.date.selectAll()

    # --- showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask the desk again."""
        found = self.rounds = rounds_view.day_rounds(self.desk, self.day, self.grid() or "")
        self.date.setText(self.day)
        self.weekday.setText(f"星期{WEEKDAYS[date.fromisoformat(self.day).weekday()]}")
        self.now.setVisible(self.day != today_iso())
        self._tell()
        for head, rows, lines in zip(
            self.heads, (self.patrols, self.visits), (found.patrols, found.visits), strict=True
        ):
            rows.set_lines([_line(one) for one in lines], choose=None)
            rows.setVisible(bool(lines))
            head.setVisible(bool(lines))
        self.nothing.setVisible(not found.patrols and not found.visits)

    def _tell(self) -> None:
        if self.rounds is not None:
            self.tally.setText(tally(self.rounds, "\n" if self._wide else "　"))


def _line(one: Round) -> Line:
    return Line((one.time, one.what, one.words), (one.ledger, one.uid))


def tally(day: DayRounds, between: str = "\n") -> str:
    """Return how a day stands, in words: what was done, of what is asked where something is."""
    times = f"巡查 {day.times} 次" + (f"（每天 {day.wanted_times} 次）" if day.wanted_times else "")
    homes = f"有效走访 {day.homes} 户" + (f"（平均每天 {day.wanted_homes} 户）" if day.wanted_homes else "")
    hours = f"{day.minutes // 60} 小时 {day.minutes % 60} 分" if day.minutes else ""
    seen = f"督查 {day.supervised} 次" if day.supervised else ""
    return between.join(("　".join(part for part in (times, hours, seen) if part), homes))
