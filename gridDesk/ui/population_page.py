"""人口变动: a month's figures by grid, what happened in it, and the year; 结账, taking an event back, the paper."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import figures, population_events, population_paper
from gridDesk.desk.figures import Books, Figures, Year
from gridDesk.desk.office import Desk
from gridDesk.desk.population_events import EventLine
from gridDesk.errors import DeskError
from gridDesk.text import today_iso
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.event_dialog import EventDialog, text_of
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.watching import Watch
from gridDesk.ui.whole_rows import WholeRows

NUMBERS = tuple(
    Heading(words, max(2.6, len(words) * 1.5 - 0.4), number=True) for _, words, _ in population_paper.COLUMNS[1:]
)
GRIDS = (Heading("网格"), *NUMBERS)
MONTHS = (Heading("月份"), *NUMBERS)
EVENTS = (
    Heading("日期", 7.4), Heading("变动", 6), Heading("姓名", 5), Heading("户", 7), Heading("网格", 9),
    Heading("人数", 2.4, number=True), Heading("户数", 2.4, number=True), Heading("记账", 5), Heading("原因"),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What the page shows of a month."""

    month: str
    rows: list[Figures]
    year: Year
    events: list[EventLine]
    closed: str
    kept: Figures | None
    wanted: str


class PopulationPage(QWidget):
    """The figures are counted beside the window; what is shown stays until the new ones are there."""

    title = "人口变动"
    open_record = Signal(str, str)
    go = Signal(str, str)
    counted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.month = figures.open_month(desk)
        self.shown: Shown | None = None
        self._task: background.Task | None = None
        self._turn = 0  # an answer that comes after a newer question is dropped
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    # --- what others ask --------------------------------------------------------------------------------------

    def show_argument(self, argument: str) -> None:
        """Open with a month (YYYY-MM) another page asked for."""
        self.show_month(argument[:7])

    def show_month(self, month: str) -> None:
        """Show another month; none beyond the one that is open."""
        self.month = min(month, max(figures.open_month(self.desk), today_iso()[:7]))
        self.refresh()

    def refresh(self) -> None:
        """Count again; a count for an older wish is given up."""
        if self._task is not None and self._task.running:
            self._task.cancel()
        month = self.month

        def count(desk: Desk, _progress: object) -> Shown:
            books = Books(desk)
            events = population_events.events_of(desk, month)
            year = books.year(int(month[:4]))
            kept = figures.kept(desk, month)
            return Shown(month, books.month(month), year, events, books.closed, kept, figures.open_month(desk))

        self._turn += 1
        turn = self._turn
        show = for_owner(self, lambda shown: self._show(shown) if turn == self._turn else None)
        self._task = background.run(self.desk, count, show, for_owner(self, self.bar.show_error))

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.edge())
        column.setSpacing(round(theme.gap() * 1.4))
        self.bar = problem.Bar()
        self.bar.hide()
        column.addLayout(self._build_head())
        column.addWidget(self.bar)
        self.by_grid = self._card(column, "各网格", GRIDS, "各网格的户数、人口和当月变动")
        self.events = self._card(column, "当月变动", EVENTS, "当月的变动，按回车打开此人")
        self.none = theme.subtle("这个月还没有变动。在人口页或户页点“办理变动”登记。")
        self.cards[1].body.addWidget(self.none)
        self.events.opened.connect(self._open)
        self.events.chosen.connect(lambda _line: self._show_buttons())
        self.by_month = self._card(column, "全年", MONTHS, "全年各月的户数、人口和变动")
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))
        self.setFocusProxy(self.by_grid)  # always there; Tab goes on to the events

    def _card(self, column: QVBoxLayout, heading: str, headings: tuple[Heading, ...], name: str) -> WholeRows:
        card = pieces.Card(heading)
        table = WholeRows(headings, name)
        card.body.addWidget(table)
        column.addWidget(card)
        self.cards = [*getattr(self, "cards", []), card]
        return table

    def _build_head(self) -> QVBoxLayout:
        self.words = theme.subtle()
        self.month_label = QLabel()
        self.month_label.setProperty("role", "heading")
        self.before = self._step("chevron-left", "上个月", -1)
        self.after = self._step("chevron-right", "下个月", 1)
        strip = QHBoxLayout()
        strip.setSpacing(theme.spacing(1))
        for widget in (self.before, self.month_label, self.after):
            strip.addWidget(widget)
        strip.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(theme.spacing(0.5))
        left.addWidget(theme.title(self.title))
        left.addLayout(strip)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addLayout(left, 1)
        buttons = FlowLayout(right=True)
        row.addLayout(buttons)
        self.back_button = pieces.button("撤回一笔(&T)", self.take_back, "undo")
        self.close_button = theme.primary(pieces.button("结账(&J)", self.close_month, "check", "#ffffff"))
        for button in (
            pieces.button("网格(&G)", lambda: self.go.emit("grids", ""), "grid"), self.back_button,
            pieces.button("打印、导出(&P)", self._print, "print"), self.close_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        head = QVBoxLayout()
        head.setSpacing(theme.spacing(1))
        head.addLayout(row)
        head.addWidget(self.words)
        return head

    def _step(self, icon: str, name: str, months: int) -> QPushButton:
        button = theme.quiet(QPushButton(theme.icon(icon, theme.ACCENT), ""))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: self.show_month(_moved(self.month, months)))
        return button

    # --- showing ----------------------------------------------------------------------------------------------

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.month_label.setText(figures.words(shown.month))
        self.cards[2].heading.setText(f"{shown.month[:4]}年各月")
        self.words.setText(self._state_words(shown))
        self.by_grid.set_lines([_figure_line(row.label, row, row.grid) for row in shown.rows], choose=None)
        self.events.set_lines([_event_line(line) for line in shown.events])
        self.events.setVisible(bool(shown.events))
        self.none.setVisible(not shown.events)
        months = [_figure_line(f"{int(month[5:])}月", row, month) for month, row in shown.year.months]
        self.by_month.set_lines([*months, _figure_line("合计", shown.year.total, "")], choose=None)
        self._warn(shown)
        self._show_buttons()
        self.counted.emit()

    def _state_words(self, shown: Shown) -> str:
        if shown.month <= shown.closed:
            return "已结账：这个月的数不再变，以后补办的记入没有结账的月份，标“补报”。"
        if not shown.closed:
            return "还没有结过账：现在的户数、人口是建账数。第一次结账以后，每一处增减都记一笔变动。"
        return "还没有结账：现在的数随登记变动。"

    def _warn(self, shown: Shown) -> None:
        if shown.kept is not None and figures.differs(shown.kept, shown.rows[-1]):
            self.bar.say("现在推算的数与结账时的不一致，请在“设置”里检查数据。", "warn")

    def _show_buttons(self) -> None:
        line = self.events.current()
        self.back_button.setEnabled(isinstance(line, EventLine) and not line.taken_back)
        if self.shown is None:
            return
        wanted, first = self.shown.wanted, not self.shown.closed
        self.close_button.setEnabled(self.month == wanted or (first and self.month <= today_iso()[:7]))
        self.after.setEnabled(self.month < max(wanted, today_iso()[:7]))

    # --- what a clerk does ------------------------------------------------------------------------------------

    def close_month(self) -> None:
        """Close the month shown, after asking."""
        words = figures.words(self.month)
        detail = "结账以后，这个月的数不再变；以后补办的记入下一个没有结账的月份，标“补报”。结错了可以在“最近做过的事”里撤销。"
        if not problem.ask(self, f"把{words}的人口变动结账？", "结账", "先不结账", detail=detail):
            return
        try:
            figures.close_month(self.desk, self.month)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.say(f"{words}已结账。", "ok")

    def take_back(self) -> None:
        """Ask why the chosen event is taken back, and do it by an event of its own."""
        line = self.events.current()
        if not isinstance(line, EventLine):
            return
        words = f"撤回 {line.date} “{line.name or line.household}”的{line.kind}：台账改回原来的样子，另记一笔撤回，原来的一笔留着。"
        dialog = EventDialog(self.desk, "撤回一笔", words, "撤回(&S)", self.window())
        reason = dialog.ask_text("撤回原因", "如：登记错人")
        dialog.ready(lambda: population_events.take_back(self.desk, line.uid, text_of(reason)))
        if dialog.exec() and isinstance(dialog.result_value, population_events.TakenBack):
            left = dialog.result_value.left
            self.bar.say("".join(["已撤回。", *left]), "warn" if left else "ok")

    def _open(self, line: object) -> None:
        if isinstance(line, EventLine) and line.person:
            self.open_record.emit("person", line.person)

    def _print(self) -> None:
        self.go.emit("printing", population_paper.key(self.month))


def _moved(month: str, months: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _figure_line(label: str, row: Figures, what: str) -> Line:
    return Line(population_paper.cells(label, row), what)


def _event_line(line: EventLine) -> Line:
    booked = "补报" if line.late else "已撤回" if line.taken_back else line.booked
    texts = (line.date, line.kind, line.name, line.household, line.grid, _signed(line.people),
             _signed(line.households), booked, line.reason)  # fmt: skip
    return Line(texts, line, colour=theme.SUBTLE if line.taken_back else "")


def _signed(number: int) -> str:
    return f"{number:+d}" if number else ""
