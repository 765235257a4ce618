"""今日: what is due today as a list for the keyboard, this week folded below it, then the numbers and the system's cards.

It plans and says once; it never nags. In a small office all of it is read at once; in a large one beside the window, with
the last result shown until the new one is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridDesk.desk import today
from gridDesk.desk.agenda_item import Item
from gridDesk.errors import DeskError
from gridDesk.text import today as today_date
from gridDesk.ui import background, pieces, problem, theme, today_cards
from gridDesk.ui.alive import for_owner
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.fold_out import FoldOut
from gridDesk.ui.navigation import PAGES
from gridDesk.ui.today_cards import Tile as Tile
from gridDesk.ui.today_list import DueList
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.agenda import Agenda
    from gridDesk.desk.today import Today

AT_ONCE = 350  # households of an office whose day is worked out sooner than the eye notices
RESTING_MS = (
    300  # the page is painted, and keys that follow each other have rested, before a large office is worked out
)
LISTED = ("任务", "待我决定")  # cards whose things stand in the list one by one
Seen = tuple["Today", "Agenda"]
_last: WeakKeyDictionary[Desk, Seen] = WeakKeyDictionary()
HINT = "回车去登记；走访的户按空格，记下“信息无变化”并核实整户。"


def look(desk: Desk, progress: Callable[[int, int, str], None] | None = None) -> Seen:
    """Read the numbers, the cards and what is due; on a thread of its own where the office is large."""
    from gridDesk.desk import agenda

    found = today.today(desk)
    if progress is not None:
        progress(1, 2, "")  # ends here where a newer question was asked meanwhile
    return found, agenda.agenda(desk, today_date())


class TodayPage(QWidget):
    """What is due over numbers over cards; everything leads to where it is recorded."""

    title = "今日"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._act = ""  # the act that 撤销 takes back
        self._task: background.Task | None = None
        self._agenda: Agenda | None = None
        self._resting = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._resting.timeout.connect(self._ask)
        self._build()
        Watch(desk, self, self.refresh)
        if desk in _last:
            self._show(_last[desk], below=self._is_small())
        self.refresh()

    # --- reading -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Work the day out again; the keyboard stays where it is."""
        if self._is_small():
            self._show(look(self.desk))
            return
        if self._agenda is None:
            self.date.setText(today.date_words(today_date()))
            self.state.setText("正在整理今天要做的事…")
        self._resting.start()

    def _is_small(self) -> bool:
        return self.desk.store.size("household") <= AT_ONCE

    def _ask(self) -> None:
        """Work the day of a large office out beside the window, once the keys rest."""
        if self.desk.closed:
            return
        if self._task is not None:
            self._task.cancel()
        task = background.read(
            self.desk, look, for_owner(self, lambda seen: self._arrived(task, seen)), for_owner(self, self._failed)
        )
        self._task = task

    def _arrived(self, task: background.Task, seen: Seen) -> None:
        if task is self._task:
            self._task = None
            self._show(seen)

    def _failed(self, error: object) -> None:
        self._task = None
        self.bar.show_error(error)

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.edge())
        column.setSpacing(theme.gap())
        column.addLayout(self._head())
        self.door, self.notice, self.bar = theme.subtle(), theme.WarnLabel(), problem.Bar()
        self.door.setText("")
        for words in (self.door, self.notice):
            column.addWidget(words)
        self.list = DueList("今天要做的事，回车去登记，空格记下无变化")
        self.list.opened.connect(self.record)
        self.list.confirmed.connect(self.confirm)
        self.list.chosen.connect(self._say_chosen)
        column.addWidget(self.list)
        column.addLayout(self._foot())
        self.fold = FoldOut("")
        self.fold.layout().setAlignment(self.fold.head, Qt.AlignmentFlag.AlignLeft)
        self.week = DueList("这一周的事，回车打开")
        self.week.opened.connect(self.record)
        self.fold.add(self.week)
        column.addWidget(self.fold)
        self.below = QVBoxLayout()
        self.below.setSpacing(theme.gap())
        column.addSpacing(theme.spacing(1))
        column.addLayout(self.below)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll: QScrollArea = pieces.scrolling(body)
        outer.addWidget(self._scroll)
        self.setFocusProxy(self.list)

    def _head(self) -> QHBoxLayout:
        self.date, self.state = theme.title(), theme.body()
        row = QHBoxLayout()
        row.setSpacing(theme.gap() * 2)
        row.addWidget(self.date)
        row.addWidget(self.state, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        self.hint = theme.subtle(HINT)
        self.undo = theme.quiet(pieces.button("撤销(&Z)", self.take_back, "undo"))
        self.undo.hide()
        self.same = pieces.button("信息无变化(&N)", lambda: self.confirm(self.list.item()), "check")
        self.same.setToolTip("空格")
        self.open = theme.primary(pieces.button("去登记(&O)", lambda: self.record(self.list.item()), "edit", "#ffffff"))
        self.open.setToolTip("回车")
        self.paper = pieces.button("打印计划单(&P)", self.print_plan, "print")
        buttons = FlowLayout(right=True)
        for button in (self.undo, self.paper, self.same, self.open):
            buttons.addWidget(button)
        told = QVBoxLayout()
        told.addWidget(self.bar)
        told.addWidget(self.hint)
        self.bar.clear()
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addLayout(told, 3)
        row.addLayout(buttons, 7)
        return row

    # --- showing -------------------------------------------------------------------------------------------------

    def _show(self, seen: Seen, *, below: bool = True) -> None:
        """Show what is known; the numbers `below` the list at once, or as soon as the list is painted."""
        _last[self.desk] = seen
        view, self._agenda = seen
        door = today.door_notice(self.desk)
        self.date.setText(view.date_text)
        self.door.setText(f"{door}不是您自己的话，请告诉钥匙保管人。" if door else "")
        self.door.setVisible(bool(door))
        self._show_agenda()
        if below:
            self._show_below(view)
        else:
            QTimer.singleShot(0, self, lambda: self._show_below(view))

    def _show_agenda(self) -> None:
        found = self._agenda
        if found is None:
            return
        held, at = self.list.item(), max(0, self.list.currentIndex().row())
        self.state.setText(found.state)
        self.notice.say(found.notice, "note")
        self.list.show_items(found.today, held.key if held else None, at)
        doors = any(item.kind == "visit" for item in found.today)
        for widget, there in (
            (self.list, found.today), (self.open, found.today), (self.same, doors), (self.hint, doors and self.bar.isHidden()),
            (self.paper, self.desk.office.is_base and found.progress), (self.fold, found.week),
        ):  # fmt: skip
            widget.setVisible(bool(there))
        self.fold.head.setText(f"这一周还有 {len(found.week):,} 项(&K)")
        self.week.show_items(found.week)
        self._make_room()
        self._lead_keyboard()

    def _lead_keyboard(self) -> None:
        """Let the keyboard come to what is due, else to this week, else to what a new office does first."""
        first = self.list if not self.list.isHidden() else None if self.fold.isHidden() else self.fold.head
        acts = (act for act in self.findChildren(today_cards.Act) if not act.isHidden())  # thrown away ones are hidden
        self.setFocusProxy(first or next(acts, None))

    def _make_room(self) -> None:
        room = self.height() - round(theme.em() * (8 if self.notice.isHidden() else 11))
        self.list.set_room(room)
        self.week.set_room(room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _show_below(self, view: Today) -> None:
        focus = self.focusWidget()
        held = focus.accessibleName() if isinstance(focus, QPushButton) and focus.hasFocus() else ""
        pieces.empty(self.below)
        self.below.addLayout(today_cards.numbers(view.counts, self.go.emit))
        self.below.addSpacing(theme.spacing(1))
        told = [card for card in view.cards if card.title not in LISTED]
        self.below.addLayout(today_cards.cards(told, self.go.emit))
        for place in range(self.below.count()):
            self._hold(self.below.itemAt(place).layout(), held)
        self._lead_keyboard()

    def _hold(self, layout: object, held: str) -> None:
        """Give the keyboard back to the number or card that had it."""
        for button in self.findChildren(QPushButton) if layout is not None and held else ():
            if button.accessibleName() == held and not button.isHidden():
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_chosen(self, item: object) -> None:
        self.same.setEnabled(isinstance(item, Item) and item.can_confirm)
        self.open.setText("去登记(&O)" if not isinstance(item, Item) or item.page == "rounds" else "打开(&O)")

    # --- acting --------------------------------------------------------------------------------------------------

    def record(self, item: object) -> None:
        """Go to where a thing is recorded: its page, else its record."""
        if not isinstance(item, Item):
            return
        if item.page and item.page in {entry.key for entry in PAGES}:
            self.go.emit(item.page, self._walk(item) or item.argument)
        elif item.uid:
            self.open_record.emit(item.ledger, item.uid)

    def _walk(self, item: Item) -> str:
        """Return a door of today with all that come after it, then those before it: the visits go on from one to the next."""
        doors = [one for one in self._agenda.today if one.can_confirm] if self._agenda else []
        if item not in doors:
            return ""
        place = doors.index(item)
        return ",".join([item.day, *(one.argument for one in doors[place:] + doors[:place])])

    def confirm(self, item: object) -> None:
        """Write down that a visit found nothing changed, and go on to the next door."""
        from gridDesk.desk import agenda_acts

        if not isinstance(item, Item) or not item.can_confirm or self._agenda is None:
            return
        try:
            saved = agenda_acts.confirm_visit(self.desk, item)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self._act = saved.changes.txn
        self._agenda = self._agenda.without(item)
        self._show_agenda()
        self.bar.say(f"已记下走访“{item.title}”，信息无变化。", "ok")
        self.undo.show()
        self.hint.hide()

    def take_back(self) -> None:
        """Undo the visit that was written down last from here."""
        from gridDesk.ui.taking_back import take_back

        if self._act:
            take_back(self.desk, self._act, self.bar, "已撤销刚才记下的走访，这一户又回到要走访的里面。")
            self._act = ""
            self.undo.hide()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_plan(self) -> None:
        """Print the doors of today, or of the next workday that has any, to take along."""
        self.go.emit("printing", "visit_plan_day")
