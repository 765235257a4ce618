"""报送 on the log page: what the month asks to be reported, what was sent, and a key that writes down that it was."""

from __future__ import annotations

from gridDesk.desk import log_sent, policies
from gridDesk.desk.log_sent import Due
from gridDesk.errors import DeskError
from gridDesk.text import today
from gridDesk.ui import pieces, theme
from gridDesk.ui.log_panel import LogPanel
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.rows import Heading, Line, RowsView

COLUMNS = (
    Heading("应报日", 5),
    Heading("类别", 8),
    Heading("网格", 8),
    Heading("报告期", 6),
    Heading("情况", 7),
    Heading("依据"),
)
GRID = 2  # the column of the grid, which says something of several only


class ReportsPanel(LogPanel):
    """The reports of the month by the day they are due; Enter or the button says that one was sent."""

    watched = ("report",)

    def build(self) -> None:
        other = pieces.button("其他报送(&N)", self.add, "plus")
        printing = pieces.button("打印登记簿(&P)", self._print, "print")
        self.sent = theme.primary(pieces.button("已报送(&S)", self.send, "check", theme.SURFACE))
        self.add_head(other, printing, self.sent)
        self.rows = RowsView(COLUMNS, "本月要报送的，回车记下已报送", wraps=True)
        self.rows.opened.connect(lambda _one: self.send())
        self.rows.chosen.connect(self._chosen)
        self.nothing = theme.subtle()
        self.rows.setMinimumHeight(round(theme.em() * 6))
        self.column.addWidget(self.rows, 1)
        self.column.addWidget(self.nothing)
        self.column.addStretch(0)
        self.setFocusProxy(self.rows)

    def refresh(self) -> None:
        """Show what is due in the month, keeping the place; it is read beside the window."""
        month = self.month
        self.heading.setText("报送　正在整理…")
        self.sent.setEnabled(False)  # what shows is of another month perhaps
        self.ask(
            lambda desk: (log_sent.due(desk, month), policies.profile_on(desk, today()).title),
            lambda found: self._show(*found),
        )

    def _show(self, found: list[Due], title: str) -> None:
        row = self.rows.currentIndex().row()
        late = sum(one.state == "未报送" for one in found)
        self.heading.setText(f"报送　{late} 次未报" if late else "报送")
        self.rows.setColumnHidden(GRID, len({one.grid for one in found if one.grid}) < 2)
        self.rows.set_lines([_line(one) for one in found], choose=_next(found) if row < 0 else row)
        self.nothing.setText(
            "" if found else f"《{title}》没有规定这个月要定期报送的。另外报送了什么，可用“其他报送”记下来。"
        )
        self.nothing.setVisible(not found)
        self.sent.setVisible(bool(found))

    def _chosen(self, one: object) -> None:
        self.sent.setEnabled(isinstance(one, Due) and not one.sent and not self.reading)

    def send(self) -> None:
        """Write down that the chosen report was sent today."""
        place = self.rows.currentIndex().row()
        one = self.rows.rows.lines[place].what if place >= 0 else None
        if not isinstance(one, Due) or one.sent or self.reading:
            return
        try:
            log_sent.send(self.desk, one)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.refresh()
        self.bar.say(f"已记下报送：{one.label}，应报日期 {one.due}。", "ok")

    def add(self) -> None:
        """Write down a report that no clause asks for."""
        RecordDialog(self.desk, "report", None, self.window()).exec()

    def _print(self) -> None:
        self.go.emit("printing", f"report_register:{self.month}:filled")


def _line(one: Due) -> Line:
    colour = theme.WARN if one.state == "未报送" else ""
    first, due = one.first, one.due
    about = f"{int(first[5:7])}.{int(first[8:])}–{int(due[5:7])}.{int(due[8:])}"
    texts = (f"{int(due[5:7])}月{int(due[8:])}日", one.label, one.name, about, one.state, one.cite)
    return Line(texts, one, "check-circle" if one.sent else "", 4, theme.OK if one.sent else colour)


def _next(found: list[Due]) -> int:
    """Return the place of the first that is not sent."""
    return next((place for place, one in enumerate(found) if not one.sent), 0)
