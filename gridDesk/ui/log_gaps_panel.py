"""空岗 on the log page: week by week the days without a page and why, and that the week was checked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gridDesk.desk import log_weeks
from gridDesk.desk.log_weeks import Week
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, theme
from gridDesk.ui.log_panel import LogPanel
from gridDesk.ui.rows import Heading, Line, RowsView

WEEKS = (Heading("周", 10), Heading("应写", 4, True), Heading("已写", 4, True), Heading("空岗", 4, True), Heading("请假、空缺", 6, True),
         Heading("检查登记"))  # fmt: skip
EXCUSED = 4  # the column of 请假、空缺
GAPS = (Heading("日期", 8), Heading("网格", 12), Heading("情况"))


class GapsPanel(LogPanel):
    """The weeks of the month above, the gaps of the chosen week below; Enter on a gap opens its day."""

    watched = ("daily_log", "leave", "worker", "report")

    def build(self) -> None:
        printing = pieces.button("打印检查表(&P)", self._print, "print")
        self.check = theme.primary(pieces.button("登记本周已检查(&S)", self.register, "check", theme.SURFACE))
        self.add_head(printing, self.check)
        self.weeks = RowsView(WEEKS, "本月各周的日志", wraps=True)
        self.weeks.chosen.connect(self._show_week)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.gaps = RowsView(GAPS, "这一周没有日志的日子，按回车去写")
        self.gaps.opened.connect(lambda gap: self.day_wanted.emit(gap.day, gap.grid))
        for table in (self.weeks, self.gaps):
            table.setMinimumHeight(round(theme.em() * 5))
        self.column.addWidget(self.weeks, 2)
        self.column.addWidget(self.said)
        self.column.addWidget(self.gaps, 3)
        self.setFocusProxy(self.weeks)

    def refresh(self) -> None:
        """Show the weeks of all grids: the check is made of the whole office. They are counted beside the window."""
        month = self.month
        self.heading.setText("空岗　正在整理…")
        self.check.setEnabled(False)  # what shows is of another month perhaps
        self.ask(lambda desk: log_weeks.weeks(desk, month), self._show)

    def _show(self, found: list[Week]) -> None:
        row = max(0, self.weeks.currentIndex().row())
        self.heading.setText("空岗")
        self.weeks.setColumnHidden(EXCUSED, not any(len(week.gaps) > len(week.bare) for week in found))
        self.weeks.set_lines([self._line(week) for week in found], choose=min(row, max(0, len(found) - 1)))

    def _line(self, week: Week) -> Line:
        bare = len(week.bare)
        checked = f"{int(week.checked[5:7])}月{int(week.checked[8:])}日已检查" if week.checked else "还没有登记"
        texts = (week.label, str(week.owed), str(week.written), str(bare), str(len(week.gaps) - bare), checked)
        return Line(texts, week, "check-circle" if week.checked else "", 5, theme.OK if week.checked else "")

    def _show_week(self, week: object) -> None:
        one = week if isinstance(week, Week) else None
        self.check.setEnabled(one is not None and not one.checked and not self.reading)
        self.said.setText(f"{one.label}：{one.words}" if one else "这个月还没有到。")
        gaps = one.gaps if one else ()
        lines = [Line((_short(gap.day), gap.name or "本网格", gap.reason or "空岗，没有写也没有请假"), gap,
                      colour="" if gap.reason else theme.WARN) for gap in gaps]  # fmt: skip
        self.gaps.set_lines(lines)
        self.gaps.setVisible(bool(lines))

    def register(self) -> None:
        """Write down that the chosen week was checked."""
        if self.reading:
            return
        week = self.weeks.rows.lines[self.weeks.currentIndex().row()].what if self.weeks.rows.lines else None
        if not isinstance(week, Week) or week.checked:
            return
        try:
            log_weeks.register(self.desk, week)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.say(f"{week.label}的日志已登记检查。", "ok")
        self.refresh()

    def _print(self) -> None:
        self.go.emit("printing", f"log_gaps:{self.month}:filled")


def _short(day: str) -> str:
    return f"{int(day[5:7])}月{int(day[8:])}日"
