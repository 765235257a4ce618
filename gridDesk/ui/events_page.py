"""事项: every hazard, dispute, demand, agency matter and emergency from being found to being closed, with what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import down, events
from gridDesk.desk.events import EventLine, EventView, Filter
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import events_acts, pieces, problem, theme
from gridDesk.ui.events_form import FAMILIES, EventFormDialog, from_visit
from gridDesk.ui.events_panel import EventPanel
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.record_page import MenuButton
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.two_panes import TwoPanes
from gridDesk.ui.watching import Watch

HEADINGS = (Heading("事项"), Heading("状态", 4.5), Heading("剩余", 6.5), Heading("类别", 5.5), Heading("发现日期", 6))
ABOVE = (Heading("单位", 5), *HEADINGS)
STATES = (
    ("open", "没有办结的"),
    ("near", "快到期和超期的"),
    ("late", "超期的"),
    ("check", "待核查、待销号的"),
    ("untold", "待反馈的"),
    ("closed", "已销号的"),
    ("all", "全部"),
)
TYPED_MS = 250
_ICONS = {"late": "warn", "near": "clock", "new": "bell", "done": "check-circle", "": "dot"}
_COLOURS = {"late": theme.WARN, "near": theme.WARN, "done": theme.SUBTLE}
_DOSSIER, _REGISTER, _SLIP, _PICTURES = "dispute_dossier", "event", "task_slip", "event_pictures"


class EventsPage(QWidget):
    """A list to filter, the chosen event beside it, and on top what can be done with it now."""

    title = "事项"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.above = down.may_send(desk)
        self.about: EventView | None = None
        self.also = ""  # uid of an event that was opened from elsewhere and is none of those listed
        self.list = RowsView(ABOVE if self.above else HEADINGS, "事项，按回车办理")
        self.list.chosen.connect(lambda what: self._show_chosen(what))
        self.list.opened.connect(lambda _what: self.do_first())
        self.panel = EventPanel(desk)
        self.bar = problem.Bar()
        self.bar.hide()
        self.words, self.nothing = theme.subtle(), theme.body()
        self.acts = FlowLayout(right=True)
        self._typing = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._typing.timeout.connect(self.refresh)
        self._build_filter()
        self._build()
        Watch(desk, self, self.refresh, ("event", "event_step", "handling_result", "task", "reply"))
        self.refresh()

    # --- building ---------------------------------------------------------------------------------------------

    def _build_filter(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("名称、编号、地点、当事人")
        self.search.setAccessibleName("找事项")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.chars(12))
        self.search.textChanged.connect(lambda _text: self._ask_again(self._typing.start))
        self.search.returnPressed.connect(self.list.setFocus)
        shape = self.desk.catalogue["event"]
        self.states = self._choice("状态", list(STATES))
        self.kinds = self._choice("类别", [("", "全部类别"), *((one.word, one.word) for one in FAMILIES)])
        sources = [(code.code, code.label) for code in shape["source"].code_set.codes]
        self.sources = self._choice("来源", [("", "全部来源"), *sources])
        grids = [(str(row["uid"]), str(row["name"])) for row in self.desk.grids()]
        self.grids = self._choice("网格", [("", "全部网格"), *grids])
        self.grids.setVisible(len(grids) > 1)
        whose = [("", "本单位和上报的"), ("own", "本单位的"), ("below", "下级单位的全部")]
        whose += [(peer.site, peer.name) for peer in down.below(self.desk)] if self.above else []
        self.whose = self._choice("哪个单位", whose)
        self.whose.setVisible(self.above)

    def _choice(self, name: str, choices: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for value, words in choices:
            box.addItem(words, value)
        box.activated.connect(lambda _place: self._ask_again(self.refresh))
        return box

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.gap())
        head.addWidget(theme.title(self.title))
        self.words.setWordWrap(False)
        head.addWidget(self.words)
        head.addStretch(1)
        self.new = theme.primary(pieces.button("登记事项(&N)…", self.register, "plus", "#ffffff"))
        self.paper = pieces.button("打印(&P)", lambda: None, "print")
        self.paper.setMenu(QMenu(self))
        self.paper.menu().aboutToShow.connect(self._fill_papers)
        head.addWidget(self.paper)
        head.addWidget(self.new)
        filters = FlowLayout()
        for widget in (self.search, self.states, self.kinds, self.sources, self.grids, self.whose):
            filters.addWidget(widget)
        lists = QWidget()
        rows = QVBoxLayout(lists)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.nothing)
        rows.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.edge(), theme.gap() * 2, theme.edge(), theme.gap() * 2)
        column.setSpacing(theme.gap())
        for layout in (head, filters, self.acts):
            column.addLayout(layout)
        column.addWidget(self.bar)
        spare = (4, 5) if self.above else (3, 4)
        column.addWidget(TwoPanes(lists, self.panel, [(self.list, spare)]), 1)

    # --- showing ----------------------------------------------------------------------------------------------

    def show_argument(self, argument: str) -> None:
        """Open with an event chosen (uid), a new one (`new`, `new:visit:<uid>`), or a state (`overdue`, `near`, `check`)."""
        if argument == "new" or argument.startswith("new:"):
            visit = argument.rpartition(":")[2] if argument.startswith("new:visit:") else ""
            self.register(visit)
            return
        state = {"overdue": "late"}.get(argument, argument)
        if state in dict(STATES):
            self._set(state)
            return
        for state in ("open", "all"):
            self._set(state)
            if self._choose(argument):
                return
        if self._list_too(argument):
            return
        self._set("open")
        self.list.setCurrentIndex(QModelIndex())
        self.list.clearSelection()
        self.bar.say("要看的这件事项已经不在了，可能被撤销或注销。下面是没有办结的事项。", "warn")

    def _ask_again(self, ask: Callable[[], object]) -> None:
        """Ask for other events: what was opened from elsewhere is no longer listed besides."""
        self.also = ""
        ask()

    def _list_too(self, uid: str) -> bool:
        """List an event besides those that are asked for, and choose it; tell whether it is there."""
        self.also = uid
        self.refresh()
        return self._choose(uid)

    def _set(self, state: str) -> None:
        self.also = ""
        self.bar.clear()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        for box in (self.kinds, self.sources, self.grids, self.whose):
            box.setCurrentIndex(0)
        self.states.setCurrentIndex(self.states.findData(state))
        self.refresh()

    def _choose(self, uid: str) -> bool:
        place = next((n for n, line in enumerate(self.list.rows.lines) if line.what.uid == uid), None)
        if place is None:
            return False
        self.list.selectRow(place)
        self.list.setFocus()
        return True

    def wanted(self) -> Filter:
        """Return what is chosen above the list."""
        word = self.kinds.currentData()
        kinds = next((family.kinds for family in FAMILIES if family.word == word), ())
        return Filter(
            state=self.states.currentData(), kinds=kinds, source=self.sources.currentData(), grid=self.grids.currentData(),
            words=self.search.text().strip(), whose=self.whose.currentData() if self.above else "own", also=self.also,
        )  # fmt: skip

    def refresh(self) -> None:
        """Ask the desk again, keeping what is chosen."""
        before = self.about.line.uid if self.about else ""
        found = events.list_events(self.desk, self.wanted())
        lines = [_line(line, self.above) for line in found.lines]
        place = next((n for n, line in enumerate(found.lines) if line.uid == before), 0)
        self.list.set_lines(lines, choose=place)
        self.list.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        self.nothing.setText(_nothing(self.wanted()))
        self.words.setText(_count(found))
        self.setFocusProxy(self.list if lines else self.new)
        if not lines:
            self._show_chosen(None)

    def _show_chosen(self, what: object) -> None:
        try:
            self.about = events.view(self.desk, what.uid) if isinstance(what, EventLine) else None
        except DeskError as error:
            self.about = None
            self.bar.show_error(error)
        self.panel.show_event(self.about)
        pieces.empty(self.acts)
        if self.about is None:
            return
        offered = events_acts.offered(self.about)
        for place, act in enumerate(offered[: events_acts.NOW]):
            button = pieces.button(act.words, lambda key=act.key: self.do(key), act.icon, theme.ACCENT)
            self.acts.addWidget(_main(button, act.icon) if place == 0 else button)
        rest = [(act.plain, lambda key=act.key: self.do(key)) for act in offered[events_acts.NOW :]]
        for task in self.about.tasks:
            words = f"去看任务 {task.get('number') or ''}".strip()
            rest.append((words, lambda uid=str(task["uid"]): self.go.emit("tasks", uid)))
        if self.about.own:
            rest += [None] if rest else []
            rest.append(("修改…", self.correct))
        if rest:
            self.acts.addWidget(MenuButton("更多(&G)", "more", lambda rest=rest: rest))

    # --- what can be done -------------------------------------------------------------------------------------

    def do_first(self) -> None:
        """Do what suggests itself for the chosen event, as Enter on it does."""
        offered = events_acts.offered(self.about) if self.about else []
        if offered:
            self.do(offered[0].key)

    def do(self, key: str) -> None:
        """Do an act with the chosen event."""
        event = self.about
        if event is None:
            return
        try:
            dialog = events_acts.dialog(self.desk, event, key, self.window())
            if dialog is None:
                said = events_acts.do_at_once(self.desk, event, key)
            elif dialog.exec():
                said = events_acts.saved_words(key)
            else:
                return
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.refresh()
        self.bar.say(said, "ok")

    def register(self, visit: str = "") -> None:
        """Enter a new event, taking over what the visit says where it was found."""
        self._run(EventFormDialog(self.desk, None, self.window(), known=from_visit(self.desk, visit), visit=visit))

    def correct(self) -> None:
        """Correct what was written about the chosen event."""
        if self.about is not None:
            self._run(EventFormDialog(self.desk, self.about.line.uid, self.window()))

    def _run(self, dialog: EventFormDialog) -> None:
        dialog.exec()
        if dialog.saved:
            self.refresh()
            if not self._choose(dialog.saved):
                self._list_too(dialog.saved)
            self.bar.say("已保存。", "ok")

    def _fill_papers(self) -> None:
        menu = self.paper.menu()
        menu.clear()
        if self.about is not None:
            uid = self.about.line.uid
            for words, paper in (("这件事项的卷宗", _DOSSIER), ("任务交办单", _SLIP), ("整改前后照片", _PICTURES)):
                menu.addAction(words, lambda paper=paper: self.go.emit("printing", f"{paper}:{uid}"))
            menu.addSeparator()
        menu.addAction("事项台账", lambda: self.go.emit("printing", _REGISTER))
        menu.addAction("办理情况通报", lambda: self.go.emit("printing", "bulletin"))


def _main(button: QPushButton, icon: str) -> QPushButton:
    button.setIcon(theme.icon(icon, "#ffffff"))
    return theme.primary(button)


def _line(line: EventLine, above: bool) -> Line:
    title = f"{'【急】' if line.urgent else ''}{line.title}"
    texts = (title, line.state, line.term, line.kind, line.date)
    return Line(
        (line.office, *texts) if above else texts,
        line,
        _ICONS[line.tone],
        1 if above else 0,
        _COLOURS.get(line.tone, ""),
    )


def _count(found: events.EventList) -> str:
    if not found.total:
        return ""
    counts = (("没有办结", found.open), ("超期", found.late), ("快到期", found.near), ("待反馈", found.untold))
    parts = "，".join(f"{words} {count}" for words, count in counts if count)
    more = f"，列出前 {len(found.lines)} 件，其余请用上面的条件找" if found.total > len(found.lines) else ""
    return f"共 {found.total:,} 件{f'：{parts}' if parts else ''}{more}。"


def _nothing(wanted: Filter) -> str:
    if wanted.words or wanted.kinds or wanted.source or wanted.grid or wanted.state not in ("open", "all"):
        return "没有符合条件的事项。请换一个条件，或者选“全部”。"
    return "没有等着办的事项。发现隐患、纠纷、诉求，点“登记事项”；走访和巡查里发现的也会列在这里。"
