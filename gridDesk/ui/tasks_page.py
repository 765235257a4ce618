"""任务: what the office above gave this one to do, and what this one gave to those below; and events moved up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import down, event_above, results, task_acts, tasks
from gridDesk.desk.office import Desk
from gridDesk.desk.results import MovedUp, Result
from gridDesk.desk.tasks import Task
from gridDesk.ui import pieces, task_dialog, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.rows import Line, RowsView
from gridDesk.ui.task_lines import FACES, Face, count_words, event_line, result_line, task_line, uid_of
from gridDesk.ui.task_panel import TaskPanel
from gridDesk.ui.travelling_page import Offer, TravellingPage
from gridDesk.ui.two_panes import TwoPanes
from gridDesk.ui.watching import Watch

SPARE = {"received": (2,), "sent": (3, 4), "moved": (2,), "results": (2,)}  # columns that the panel says too


def faces_of(desk: Desk) -> list[Face]:
    """Return the sides of the page for an office: a street gives tasks, and is given some by the district."""
    keys = ["sent", "moved"] if down.may_send(desk) else []
    if desk.office.is_base or down.above(desk) is not None:
        keys += ["received", "results"]
    return [FACES[key] for key in keys]


class TasksPage(TravellingPage):
    """A list and what is chosen in it; the buttons on top are what can be done with that now."""

    title = "任务"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.faces = faces_of(desk)
        self.face = self.faces[0]
        self.only = ""  # the site of the one office below whose tasks and events show
        self.tables = {face.key: self._table(face) for face in self.faces}
        self.panel = TaskPanel(desk)
        self.words = theme.subtle()
        self.kinds = {face.key: self._kind(n, face) for n, face in enumerate(self.faces, 1)}
        self.new = theme.primary(pieces.button("交办任务(&N)…", self.issue, "plus", "#ffffff"))
        self.new.setVisible(down.may_send(desk))
        self._build()
        Watch(desk, self, self.refresh, ("task", "reply", "event", "handling_result"))
        self.refresh()

    def _table(self, face: Face) -> RowsView:
        table = RowsView(face.headings, face.words)
        table.chosen.connect(lambda what: self._show_chosen(what) if face is self.face else None)
        table.opened.connect(lambda _what: self._do_first())
        return table

    def _kind(self, number: int, face: Face) -> QPushButton:
        button = QPushButton(f"{face.words}(&{number})")
        button.setCheckable(True)
        button.clicked.connect(lambda _checked=False: self.show_face(face.key))
        return button

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.gap())
        head.addWidget(theme.title(self.title))
        head.addSpacing(theme.gap())
        group = QButtonGroup(self)
        kinds = FlowLayout()
        for button in self.kinds.values():
            group.addButton(button)
            kinds.addWidget(button)
        head.addLayout(kinds, 1)
        head.addWidget(self.new, 0, Qt.AlignmentFlag.AlignTop)
        self.kinds[self.face.key].setChecked(True)
        self.list = QWidget()
        lists = QVBoxLayout(self.list)
        lists.setContentsMargins(0, 0, 0, 0)
        for table in self.tables.values():
            lists.addWidget(table, 1)
        self.nothing = theme.body()
        lists.addWidget(self.nothing)
        lists.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(self.words, 1)
        row.addLayout(self.acts, 2)
        column.addLayout(row)
        column.addWidget(self.bar)
        spare = [(table, SPARE[key]) for key, table in self.tables.items()]
        column.addWidget(TwoPanes(self.list, self.panel, spare), 1)

    # --- showing ----------------------------------------------------------------------------------------------

    def show_argument(self, argument: str) -> None:
        """Open with a face (`received`, `sent`, `moved`, `results`), with one office below, or with a uid chosen."""
        self.only = (
            argument if "sent" in self.tables and argument in {one.site for one in down.below(self.desk)} else ""
        )
        if argument in self.tables or self.only:
            self.show_face("sent" if self.only else argument)
            return
        self.refresh()
        for key, table in self.tables.items():
            place = next((n for n, line in enumerate(table.rows.lines) if uid_of(line.what) == argument), None)
            if place is not None:
                self.show_face(key)
                table.selectRow(place)
                return

    def show_face(self, key: str) -> None:
        """Show another side of the page."""
        self.face = FACES[key]
        self.kinds[key].setChecked(True)
        self.bar.clear()
        self.refresh()
        if self.tables[key].isVisible():
            self.tables[key].setFocus()

    def refresh(self) -> None:
        """Ask the desk again, keeping what is chosen."""
        for key, table in self.tables.items():
            before = uid_of(table.current())
            lines = self._lines(key)
            place = next((n for n, line in enumerate(lines) if uid_of(line.what) == before), 0)
            table.set_lines(lines, choose=place)
            table.setVisible(key == self.face.key and bool(lines))
        lines = self.tables[self.face.key].rows.lines
        self.nothing.setText(self.face.empty)
        self.nothing.setVisible(not lines)
        self.words.setText(count_words(self.face.key, [line.what for line in lines]))
        # Tab goes past a page whose proxy is hidden.
        self.setFocusProxy(self.tables[self.face.key] if lines else None)
        self._show_chosen(self.tables[self.face.key].current())

    def _lines(self, key: str) -> list[Line]:
        if key in ("received", "sent"):
            found = tasks.received(self.desk) if key == "received" else tasks.sent(self.desk)
            return [task_line(task, key == "sent") for task in found if not self.only or task.site == self.only]
        if key == "moved":
            every = [*results.moved_up(self.desk), *results.moved_up(self.desk, answered=True)]
            return [event_line(event) for event in every if not self.only or event.site == self.only]
        return [result_line(result) for result in results.received(self.desk)]

    def chosen(self) -> object:
        """Return what is chosen on the side that shows."""
        return self.tables[self.face.key].current()

    def _show_chosen(self, what: object) -> None:
        if isinstance(what, Task):
            self.panel.show_task(what)
        elif isinstance(what, Result):
            self.panel.show_result(what)
        elif isinstance(what, MovedUp):
            self.panel.show_event(what)
        else:
            self.panel.show_nothing()
        above = self.face.key == "sent"  # where the main act is 交办任务, on top
        self.show_offers((words, icon, act, main and not above) for words, icon, act, main in self._offered(what))

    # --- what can be done -------------------------------------------------------------------------------------

    def _offered(self, what: object) -> list[Offer]:
        """Return (words, icon, act, whether it is the main one) of what can be done now."""
        found: list[Offer] = []
        if isinstance(what, Task):
            found = self._acts_here(what) if self.face.key == "received" else self._acts_above(what)
            if what["about"] and what["about_ledger"] in self.desk.catalogue:
                found.insert(0, ("打开相关记录(&O)", "file", lambda: self._open_about(what), False))
        elif isinstance(what, Result):
            found = [("打开事项(&O)", "file", lambda: self.open_record.emit("event", what.event), False)]
            if not what.signed:
                found.append(self._taking(what))
        elif isinstance(what, MovedUp):
            found = [("答复(&D)…", "edit", lambda: self._ask(task_dialog.give_result, what), True)]
        if self.only:
            found.insert(0, ("看全部单位(&A)", "office", lambda: self.show_argument(self.face.key), False))
        return found

    def _taking(self, what: Result) -> Offer:
        """Return the act for a result nobody has read: the event takes it; one that is closed or gone is only signed for."""
        if results.is_open(self.desk, what.event):
            return "接收结果(&B)", "check", lambda: self.do(lambda: event_above.take(self.desk, what.event)), True
        return "签收(&Q)", "check", lambda: self.do(lambda: down.sign(self.desk, results.RESULT, what.uid)), True

    def _acts_here(self, task: Task) -> list[Offer]:
        if not task.open:
            return []
        more = ("申请延期(&Y)…", "clock", lambda: self._ask(task_dialog.ask_time, task), False)
        told = ("写进展(&J)…", "edit", lambda: self._ask(task_dialog.progress, task), False)
        if task.stage == "reported":
            return [told]
        if task.stage == "new":
            return [
                more,
                told,
                ("签收(&Q)", "check", lambda: self.do(lambda: task_acts.sign(self.desk, task.uid)), True),
            ]
        return [more, told, ("报办结(&B)…", "check", lambda: self._ask(task_dialog.report_done, task), True)]

    def _acts_above(self, task: Task) -> list[Offer]:
        if not task.open:
            return []
        back = ("撤回(&H)…", "undo", lambda: self._ask(task_dialog.withdraw, task), False)
        term = ("改时限(&X)…", "clock", lambda: self._ask(task_dialog.give_time, task), False)
        close = ("确认办结(&B)…", "check", lambda: self._ask(task_dialog.accept, task), task.stage == "reported")
        words = {"reported": "退回重办(&T)…", "later": "不同意延期(&T)…"}.get(task.stage)
        refuse = [(words, "back", lambda: self._ask(task_dialog.send_back, task), False)] if words else []
        return [back, term, *refuse, close]

    def issue(self) -> None:
        """Give offices below a task."""
        self.ask(task_dialog.issue(self.desk, self.window()))

    def _do_first(self) -> None:
        """Do the main act for what Enter was pressed on."""
        main = next((act for _, _, act, first in self._offered(self.chosen()) if first), None)
        if main is not None:
            main()

    def _open_about(self, task: Task) -> None:
        self.open_record.emit(task["about_ledger"], task["about"])

    def _ask(self, make: Callable[..., task_dialog.WordsDialog], what: object) -> None:
        self.ask(make(self.desk, what, self.window()))
