"""工作日志: the month at the left, at the right one day's page, its review, gaps, analysis and reports.

Patrols, visits, events and changes come by themselves from what was recorded.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from gridDesk.desk import log_gaps, logs
from gridDesk.desk.log_papers import grid_row
from gridDesk.desk.office import Desk
from gridDesk.text import today_iso
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.log_analysis_panel import AnalysisPanel
from gridDesk.ui.log_form import LogForm
from gridDesk.ui.log_gaps_panel import GapsPanel
from gridDesk.ui.log_number import PageNumber
from gridDesk.ui.log_patrols import PatrolCard
from gridDesk.ui.log_prints import LogPrints
from gridDesk.ui.log_reports_panel import ReportsPanel
from gridDesk.ui.log_review_panel import ReviewPanel
from gridDesk.ui.month_strip import MonthStrip
from gridDesk.ui.quick_visit import QuickVisit
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.watching import Watch
from gridDesk.ui.whole_rows import WholeRows

VISITS = (Heading("时间", 6), Heading("走访户", 9), Heading("地址", 12), Heading("内容"))
EVENTS = (Heading("类别", 6), Heading("事项", 12), Heading("地点", 8), Heading("处理和结果"))
TABS = ("day", "review", "gaps", "analysis", "reports")
WATCHED = ("daily_log", "visit", "patrol", "event", "person", "household", "residence", "dwelling")


class LogPage(QWidget):
    """The daily log; what is typed is saved by 保存 or Ctrl+Enter, and leaving with changes asks first."""

    title = "工作日志"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.day = today_iso()
        self.form: LogForm | None = None
        self._build()
        Watch(desk, self, self.refresh, WATCHED)
        self._show_month(self.day[:7])
        self.show_day(self.day)

    # --- what others ask ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what changed elsewhere; what is being typed stays. The tabs listen to changes themselves."""
        self._show_strip(self.strip.month)
        view = logs.day(self.desk, self.day, self.grid())
        self._show_lists(view)
        if self.form is None or (not self.form.changed and self._other_log(view)):
            self._show_form(view)

    def show_day(self, day: str, grid: str = "") -> None:
        """Show the page of a day, and of a grid where one is named, unless something unsaved keeps her on this one."""
        if not self.may_leave():
            self.strip.mark(self.day)
            return
        self.day = day
        if self._choose_grid(grid) or day[:7] != self.strip.month:
            self._show_month(day[:7])
        self.strip.mark(day)
        view = logs.day(self.desk, day, self.grid())
        self.heading.setText(logs.day_words(day))
        self._show_lists(view)
        self._show_form(view)

    def show_argument(self, argument: str) -> None:
        """Open with what another page asked for: a day (`2026-11-20`, in a grid `2026-11-20:uid`), or a tab.

        The tabs are `review`, `gaps`, `analysis` and `reports`, of a month with `reports:2026-10`.
        """
        asked, _, more = argument.partition(":")
        if asked in TABS:
            self.tabs.setCurrentIndex(TABS.index(asked))
            if more:
                self._show_month(more)
        else:
            self.tabs.setCurrentIndex(0)
            self.show_day(asked, more)

    def argument(self) -> str:
        """Return the day shown, with which `show_argument` brings it back."""
        return self.day

    def may_leave(self) -> bool:
        """Ask about what is not saved; return whether the page can be left."""
        return self.form is None or not self.form.changed or self.form.leave()

    def grid(self) -> str | None:
        """Return the chosen grid, None where there is no choice."""
        return self.grids.currentData() if self.grids.count() else None

    def save(self) -> None:
        """Save the day's page."""
        if self.form is not None and self.form.save():
            self.bar.say(f"{logs.day_words(self.day)}的日志已保存。", "ok")

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.edge(), round(theme.gap() * 1.5), 0, theme.gap())
        row.setSpacing(theme.gap() * 2)
        self.strip = MonthStrip()
        self.strip.chosen.connect(self.show_day)
        self.strip.month_wanted.connect(self._show_month)
        left = QVBoxLayout()
        left.setSpacing(theme.gap())
        left.addWidget(theme.title(self.title))
        self.grids = QComboBox()
        self.grids.setAccessibleName("网格")
        for row_ in self.desk.grids():
            self.grids.addItem(str(row_["name"]), row_["uid"])
        self.grids.setVisible(self.grids.count() > 1)
        self.grids.activated.connect(lambda _place: self._other_grid())
        left.addWidget(self.grids)
        left.addWidget(self.strip, 1)
        self.page_number = PageNumber(self.desk, self.grid)
        self.page_number.found.connect(self.show_day)
        self.page_number.said.connect(lambda words, level: self.bar.say(words, level))
        left.addWidget(self.page_number)
        row.addLayout(left)
        row.addWidget(self._build_tabs(), 1)
        self.setFocusProxy(self.strip)

    def _build_tabs(self) -> QTabWidget:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setStyleSheet(f"QTabBar::tab {{ padding: {theme.spacing(1)}px {theme.spacing(1.6)}px; }}")
        self.tabs.setAccessibleName("日志、审阅、空岗、分析和报送")
        sheet = QWidget()
        sheet.setLayout(self._build_page())
        self.tabs.addTab(sheet, "日志(&D)")
        self.panels = (ReviewPanel(self.desk), GapsPanel(self.desk), AnalysisPanel(self.desk), ReportsPanel(self.desk))
        for panel, words in zip(self.panels, ("审阅(&V)", "空岗(&G)", "分析(&X)", "报送(&R)"), strict=True):
            self.tabs.addTab(panel, words)
            panel.day_wanted.connect(self._open_day)
            panel.go.connect(self.go)
        self.tabs.currentChanged.connect(lambda _place: self._show_panel())
        return self.tabs

    def _open_day(self, day: str, grid: str) -> None:
        """Show the page of a day and grid ("": the one shown) that another tab names."""
        self.tabs.setCurrentIndex(0)
        self.show_day(day, grid)
        self.strip.setFocus()

    def _show_panel(self) -> None:
        """Let the tab that is open show the month and grid; those that are not wait until they are."""
        panel = self.tabs.currentWidget()
        if panel in self.panels:
            panel.show_month(self.strip.month, self.grid())

    def _build_page(self) -> QVBoxLayout:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.edge(), theme.gap() * 2)
        column.setSpacing(round(theme.gap() * 1.4))
        self.patrols = PatrolCard(self.desk)
        self.patrols.said.connect(lambda words: self.bar.say(words, "ok"))
        self.patrols.opened.connect(lambda uid: self.open_record.emit("patrol", uid))
        column.addWidget(self.patrols)
        self._build_visits(column)
        self._build_events(column)
        self.changes = pieces.Card("信息变动（自动汇总）")
        column.addWidget(self.changes)
        self.own = pieces.Card("服务、民情和安排")
        self.own.add_button("会议宣传(&M)", lambda: self.go.emit("meetings", ""), "groups")
        column.addWidget(self.own)
        column.addStretch(1)
        outer = QVBoxLayout()
        outer.setContentsMargins(0, theme.gap(), 0, 0)
        outer.setSpacing(theme.gap())
        outer.addLayout(self._build_head())
        self.bar = problem.Bar()
        self.bar.clear()
        outer.addWidget(self.bar)
        area = pieces.scrolling(page)
        area.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored
        )  # it scrolls, whatever room there is
        outer.addWidget(area, 1)
        return outer

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, theme.edge(), 0)
        self.heading = theme.heading()
        self.state = QLabel()
        self.state.setProperty("role", "subtle")
        self.prints = LogPrints(self.desk, lambda: self.day, self)
        self.prints.wanted.connect(self._print)
        printing = pieces.button("打印(&P)", lambda: None, "print")
        printing.setMenu(self.prints)
        self.save_button = theme.primary(pieces.button("保存(&S)", self.save, "save", "#ffffff"))
        words, buttons = FlowLayout(), FlowLayout(right=True)
        for layout, pair in ((words, (self.heading, self.state)), (buttons, (printing, self.save_button))):
            for widget in pair:
                layout.addWidget(widget)
            row.addLayout(layout, 1)
        row.setSpacing(theme.gap())
        return row

    def _build_visits(self, column: QVBoxLayout) -> None:
        self.visits = pieces.Card("走访")
        self.quick = QuickVisit(self.desk)
        self.quick.saved.connect(lambda words: self.bar.say(words, "ok"))
        self.visits.body.addWidget(self.quick)
        self.visit_rows = WholeRows(VISITS, "当天的走访，按回车打开")
        self.visit_rows.opened.connect(lambda uid: self.open_record.emit("visit", str(uid)))
        self.visits.body.addWidget(self.visit_rows)
        column.addWidget(self.visits)

    def _build_events(self, column: QVBoxLayout) -> None:
        self.events = pieces.Card("事项")
        self.events.add_button("新增事项(&E)", self._add_event, "plus")
        self.event_rows = WholeRows(EVENTS, "当天的事项，按回车打开")
        self.event_rows.opened.connect(lambda uid: self.open_record.emit("event", str(uid)))
        self.no_events = theme.subtle("当天没有事项。")
        self.events.body.addWidget(self.no_events)
        self.events.body.addWidget(self.event_rows)
        column.addWidget(self.events)

    # --- showing ----------------------------------------------------------------------------------------------

    def _show_month(self, month: str) -> None:
        self._show_strip(month)
        self._show_panel()

    def _show_strip(self, month: str) -> None:
        days = log_gaps.grid_days(self.desk, grid_row(self.desk, self.grid()), logs.days_of(month))
        self.strip.show_month(month, list(days.states.items()), days.reasons)
        self.strip.mark(self.day)

    def _show_lists(self, view: logs.DayView) -> None:
        self.quick.set_day(self.day, self.grid())
        self.patrols.show_day(self.day, self.grid(), view.patrols)
        lines = [Line((item.time, item.household, item.address, _joined(item.content, item.problem)), item.uid)
                 for item in view.visits]  # fmt: skip
        _fill(self.visit_rows, lines)
        self.visits.heading.setText(f"走访　{len(lines)} 户次" if lines else "走访")
        lines = [Line((item.kind, item.title, item.place, _joined(item.handling, item.result)), item.uid)
                 for item in view.events]  # fmt: skip
        _fill(self.event_rows, lines)
        self.no_events.setVisible(not lines)
        self.changes.clear()
        self.changes.say("；".join(view.changes) + "。" if view.changes else "当天台账没有变动。")
        self.state.setText("已写" if view.log else ("还没到这一天" if self.day > today_iso() else "还没有写"))

    def _show_form(self, view: logs.DayView) -> None:
        self.own.clear()
        self.form = LogForm(self.desk, self.day, self.grid(), view.log)
        self._rev = view.log["rev"] if view.log else 0
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self._dropped)
        self.form.went_through.connect(self.save_button.setFocus)
        self.own.body.addWidget(self.form)

    def _other_log(self, view: logs.DayView) -> bool:
        return (view.log["rev"] if view.log else 0) != self._rev

    def _saved(self, _changes: object) -> None:
        view = logs.day(self.desk, self.day, self.grid())
        self._rev = view.log["rev"] if view.log else 0
        self._show_lists(view)
        self._show_strip(self.strip.month)

    def _dropped(self) -> None:
        """After 先不保存 the page shows again what is kept."""
        if self.form is not None and self.form.changed:
            self._show_form(logs.day(self.desk, self.day, self.grid()))

    # --- what a clerk does ------------------------------------------------------------------------------------

    def _other_grid(self) -> None:
        """Show the page of the grid chosen in the box, which stays on that of the form until she may leave it."""
        wanted = self.grids.currentData()
        self._choose_grid(self.form.grid if self.form else "")
        self.show_day(self.day, wanted)

    def _choose_grid(self, grid: str | None) -> bool:
        """Choose another grid, "" for the one that is; tell whether it is another now."""
        place = self.grids.findData(grid) if grid else -1
        other = place >= 0 and place != self.grids.currentIndex()
        if other:
            self.grids.setCurrentIndex(place)
        return other

    def _add_event(self) -> None:
        known = {"date": self.day, "grid": self.grid()}
        RecordDialog(self.desk, "event", None, self.window(), known=known).exec()

    def _print(self, argument: str) -> None:
        if self.may_leave():
            self.go.emit("printing", argument)


def _fill(view: WholeRows, lines: list[Line]) -> None:
    view.set_lines(lines)
    view.setVisible(bool(lines))


def _joined(*parts: str) -> str:
    return "；".join(part for part in parts if part)
