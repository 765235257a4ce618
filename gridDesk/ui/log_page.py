"""工作日志: the month at the left, one day's page at the right; visits and changes come by themselves."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import log_pages, logs, records
from gridDesk.desk.office import Desk
from gridDesk.ledger.dates import WEEKDAYS
from gridDesk.text import today_iso
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.form import RecordForm
from gridDesk.ui.log_prints import LogPrints
from gridDesk.ui.month_strip import MonthStrip
from gridDesk.ui.quick_visit import QuickVisit
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.watching import Watch
from gridDesk.ui.whole_rows import WholeRows

VISITS = (Heading("时间", 6), Heading("走访户", 9), Heading("地址", 12), Heading("内容"))
EVENTS = (Heading("类别", 6), Heading("事项", 12), Heading("地点", 8), Heading("处理和结果"))
BY_HAND = "2"  # log_mode


class LogForm(RecordForm):
    """The part of a day's page that the clerk writes herself."""

    draft_kind = "log"

    def __init__(self, desk: Desk, day: str, grid: str | None, uid: str | None) -> None:
        self.day, self.grid = day, grid
        known: dict[str, object] = {"date": day, "grid": grid}
        page = "" if uid else log_pages.page_of(desk, day, grid or "")
        if page:
            known |= {"page": page, "mode": BY_HAND}  # its blank page was handed out: it is being entered from paper
        super().__init__(desk, "daily_log", uid, known=known, hidden=("date", "grid"), embedded=True)

    def draft_title(self) -> str:
        return f"{self.day} 的工作日志"

    def draft_place(self) -> dict[str, object]:
        return {"day": self.day, "grid": self.grid}

    def _store(self) -> records.Saved:
        return logs.save_log(self.desk, self.day, self.grid, self.values)


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
        Watch(desk, self, self.refresh, ("daily_log", "visit", "event", "person", "household", "residence", "dwelling"))
        self._show_month(self.day[:7])
        self.show_day(self.day)

    # --- what others ask ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what changed elsewhere; what is being typed stays."""
        self._show_month(self.strip.month)
        view = logs.day(self.desk, self.day, self.grid())
        self._show_lists(view)
        if self.form is None or (not self.form.changed and self._other_log(view)):
            self._show_form(view)

    def show_day(self, day: str) -> None:
        """Show the page of a day, unless something unsaved keeps her on this one."""
        if not self.may_leave():
            self.strip.mark(self.day)
            return
        self.day = day
        if day[:7] != self.strip.month:
            self._show_month(day[:7])
        self.strip.mark(day)
        view = logs.day(self.desk, day, self.grid())
        self.heading.setText(_day_words(day))
        self._show_lists(view)
        self._show_form(view)

    def show_argument(self, argument: str) -> None:
        """Open with the day another page asked for."""
        self.show_day(argument)

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
            self.bar.say(f"{_day_words(self.day)}的日志已保存。", "ok")

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.gap() * 2, round(theme.gap() * 1.5), 0, theme.gap())
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
        self.page_number = QLineEdit()
        self.page_number.setPlaceholderText("按手写页码找，如 2026-143")
        self.page_number.setAccessibleName("手写页码")
        self.page_number.setClearButtonEnabled(True)
        self.page_number.returnPressed.connect(self._find_page)
        left.addWidget(self.page_number)
        row.addLayout(left)
        row.addLayout(self._build_page(), 1)
        self.setFocusProxy(self.strip)

    def _build_page(self) -> QVBoxLayout:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.gap() * 2, theme.gap() * 2)
        column.setSpacing(round(theme.gap() * 1.4))
        self._build_visits(column)
        self._build_events(column)
        self.changes = pieces.Card("信息变动（自动汇总）")
        column.addWidget(self.changes)
        self.own = pieces.Card("巡查、服务和明日安排")
        column.addWidget(self.own)
        column.addStretch(1)
        outer = QVBoxLayout()
        outer.setSpacing(theme.gap())
        outer.addLayout(self._build_head())
        self.bar = problem.Bar()
        self.bar.clear()
        outer.addWidget(self.bar)
        outer.addWidget(pieces.scrolling(page), 1)
        return outer

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, theme.gap() * 2, 0)
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
        self.strip.show_month(month, logs.month(self.desk, month, self.grid()))
        self.strip.mark(self.day)

    def _show_lists(self, view: logs.DayView) -> None:
        self.quick.set_day(self.day, self.grid())
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
        self.form = LogForm(self.desk, self.day, self.grid(), str(view.log["uid"]) if view.log else None)
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
        self._show_month(self.strip.month)

    def _dropped(self) -> None:
        """After 先不保存 the page shows again what is kept."""
        if self.form is not None and self.form.changed:
            self._show_form(logs.day(self.desk, self.day, self.grid()))

    # --- what a clerk does ------------------------------------------------------------------------------------

    def _other_grid(self) -> None:
        self._show_month(self.strip.month)
        self.show_day(self.day)

    def _add_event(self) -> None:
        known = {"date": self.day, "grid": self.grid()}
        RecordDialog(self.desk, "event", None, self.window(), known=known).exec()

    def _print(self, argument: str) -> None:
        if self.may_leave():
            self.go.emit("printing", argument)

    def _find_page(self) -> None:
        """Show the day of a page written by hand, by the number at its head."""
        number = self.page_number.text().strip()
        found = log_pages.find(self.desk, number, self.grid() or "") if number else None
        if not number:
            return
        if found is None:
            self.bar.say(f"没有页码是“{number}”的日志页，请对照纸上右上角的页码再写一次。", "warn")
        elif found.date:
            self.show_day(found.date)
            written = "已经录入" if found.log else "是发出的空白页，还没有录入"
            self.bar.say(f"页码 {found.number} {written}，日期是{_day_words(found.date)}。", "ok")
        else:
            self.bar.say(f"页码 {found.number} 是不印日期的空白页，还没有录入。请选好日期，把它写进“手写页码”。", "ok")


def _fill(view: WholeRows, lines: list[Line]) -> None:
    view.set_lines(lines)
    view.setVisible(bool(lines))


def _joined(*parts: str) -> str:
    return "；".join(part for part in parts if part)


def _day_words(day: str) -> str:
    one = date.fromisoformat(day)
    return f"{one.year}年{one.month}月{one.day}日　星期{WEEKDAYS[one.weekday()]}"
