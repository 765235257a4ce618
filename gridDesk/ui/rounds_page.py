"""巡查走访: the day's patrols and visits at the left, the entry of the next one at the right; all by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QTabWidget, QVBoxLayout, QWidget

from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds import TARGETS
from gridDesk.ledger import Changes
from gridDesk.ui import pieces, theme
from gridDesk.ui.patrol_form import PatrolForm
from gridDesk.ui.rounds_day import RoundsDay
from gridDesk.ui.rounds_form import RoundForm, is_held
from gridDesk.ui.rounds_scroll import FocusFollower
from gridDesk.ui.slips_panel import SlipsPanel, foot
from gridDesk.ui.taking_back import take_back
from gridDesk.ui.visit_form import VisitForm
from gridDesk.ui.visit_target import Target
from gridDesk.ui.watching import Watch

WATCHED = ("visit", "patrol", "household", "person", "grid")
VISIT, PATROL, SLIPS, LISTS = range(4)
SHARES = (4, 9)
ROOMY = 60  # Hanzi of width from which the day stands beside the entry


class EntryPanel(QWidget):
    """A form that scrolls over a foot that stays: what was done or is wrong, 撤销, and the button that saves."""

    written = Signal()

    def __init__(self, form: RoundForm, words: str, done: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form, self._words, self._done, self._act = form, words, done, ""
        self.undo = theme.quiet(pieces.button("撤销(&Z)", self.take_back, "undo"))
        self.undo.hide()
        self.save_button = theme.primary(pieces.button(words, self.form.save, "save", theme.SURFACE))
        self.save_button.setToolTip("Ctrl+回车")
        self.save_button.installEventFilter(self)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, theme.gap(), theme.edge(), theme.gap())
        inner.addWidget(form)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.gap())
        column.setSpacing(theme.spacing(1))
        self.scroll = pieces.scrolling(inside)
        column.addWidget(self.scroll, 1)
        column.addLayout(foot(form.bar, self.undo, self.save_button, choice=getattr(form, "confirm", None)))
        form.went_through.connect(lambda: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))
        form.saved.connect(self._saved)
        form.done.connect(self._begin_next)
        FocusFollower(self.scroll, form)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the button once for a key that is held."""
        return is_held(event) or super().eventFilter(watched, event)

    def _saved(self, changes: Changes) -> None:
        self._act = changes.txn
        self._said = f"{self._done}{f'，连同台账共 {changes.count} 条' if changes.count > 1 else ''}。"

    def _begin_next(self) -> None:
        self.form.begin_next()
        self.scroll.verticalScrollBar().setValue(0)
        more = self.form.go_on()
        self._name_button()
        self.undo.show()
        self.form.bar.say(self._said + more, "ok")
        self.written.emit()

    def take_back(self) -> None:
        """Undo what was written last here."""
        if not self._act:
            return
        take_back(self.form.desk, self._act, self.form.bar, "已撤销，连同跟着办的全部退回。")
        self._act = ""
        self.undo.hide()
        self.form.begin_again()
        self._name_button()

    def walk(self, doors: Sequence[Target]) -> None:
        """Let the visits go on from one of these doors to the next."""
        self.form.walk(doors)
        self._name_button()

    def _name_button(self) -> None:
        more = len(getattr(self.form, "ahead", ())) > 1
        self.save_button.setText("记下并下一户(&S)" if more else self._words)


class Entries(QTabWidget):
    """The tabs of the entries; what they hold scrolls, so they ask for no height of their own."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.em() * 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), theme.em() * 12)


class RoundsPage(QWidget):
    """Arguments: `visit:<household>`, `shop:<uid>`, `unit:<uid>`, `dwelling:<uid>`, `patrol`, `slips`, or a day (ISO).

    A day with doors behind commas is the walk of that day: after each visit the next door stands there.
    """

    title = "巡查走访"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.day = RoundsDay(desk)
        self._build()
        self.day.moved.connect(self._moved)
        self.day.opened.connect(self.open_record)
        Watch(desk, self, self.refresh, WATCHED)
        self.setFocusProxy(self.visit.form.target)

    # The entries are made when they are first shown: most days know only one of them.

    @cached_property
    def visit(self) -> EntryPanel:
        """Return the entry of a visit."""
        form = VisitForm(self.desk, self.day.day, self.day.grid())
        return self._put(VISIT, EntryPanel(form, "记下走访(&S)", "已记下走访"))

    @cached_property
    def patrol(self) -> EntryPanel:
        """Return the entry of a patrol."""
        form = PatrolForm(self.desk, self.day.day, self.day.grid())
        return self._put(PATROL, EntryPanel(form, "记下巡查(&S)", "已记下巡查"))

    @cached_property
    def slips(self) -> SlipsPanel:
        """Return the entry of a pile of slips."""
        panel = self._put(SLIPS, SlipsPanel(self.desk))
        panel.show_day(self.day.day, self.day.grid())
        return panel

    def _put(self, place: int, panel: EntryPanel | SlipsPanel) -> EntryPanel | SlipsPanel:
        self.tabs.widget(place).layout().addWidget(panel)
        return panel

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.gap(), 0)
        column.setSpacing(theme.gap())
        self.heading = theme.title(self.title)
        column.addWidget(self.heading)
        column.addWidget(self.day, 1)
        self.tabs = Entries()
        self.tabs.setDocumentMode(True)
        for words in ("走访(&V)", "巡查(&X)", "走访单(&D)"):
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, words)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(theme.edge(), theme.gap(), 0, 0)
        self.row.addWidget(left, SHARES[0])
        self.row.addWidget(self.tabs, SHARES[1])
        self._wide = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow(event.size().width() >= theme.chars(ROOMY))

    def _flow(self, wide: bool) -> None:
        """Put the day beside the entry where there is room; else over it, and its lists into a tab."""
        if wide == self._wide:
            return
        self._wide = wide
        self.row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.row.setStretch(0, SHARES[0] if wide else 0)
        self.heading.setVisible(wide)
        if wide:
            self.tabs.removeTab(LISTS)
        else:
            self.tabs.addTab(self.day.lists, "当天记录(&L)")
        self.day.flow(wide=wide)
        self.day.lists.setVisible(wide or self.tabs.currentIndex() == LISTS)

    # --- what the window asks ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what changed elsewhere; what is being typed stays."""
        self.day.refresh()

    def show_argument(self, argument: str) -> None:
        """Open with what another page asked for; an entry that holds something unsaved is asked about first."""
        day, *doors = argument.split(",")
        what, _, uid = day.partition(":")
        if doors:
            self._visit([_door(one) for one in doors], day)
        elif what in ("visit", *TARGETS) and uid:
            self._visit([_door(argument)])
        elif what in ("visit", "patrol", "slips"):
            self._show(("visit", "patrol", "slips").index(what))
        elif what:
            self.day.show_day(what)

    def _visit(self, doors: Sequence[Target], day: str = "") -> None:
        """Put the first door into place; with a day, the others follow."""
        self._show(VISIT)
        if self.visit.form.changed and not self.visit.form.leave():
            return
        if day and day != self.day.day:
            self.day.show_day(day)
        self.visit.form.begin_next()
        self.visit.walk(doors if day else ())
        self.visit.form.visit(doors[0])

    def argument(self) -> str:
        """Return the day shown, with which `show_argument` brings it back."""
        return self.day.day

    def may_leave(self) -> bool:
        """Ask about what is not saved; return whether the page can be left."""
        for place, entry in self._entries():
            if not entry.changed:
                continue
            self._show(place)
            if not entry.leave():
                return False
            if isinstance(entry, RoundForm):
                with QSignalBlocker(entry):
                    entry.begin_next()
        return True

    def restore(self, draft: FormDraft) -> None:
        """Put back what was typed before the window was lost."""
        place = {"visit": VISIT, "patrol": PATROL, "slips": SLIPS}[str(draft.place.get("what"))]
        self.day.choose_grid(draft.place.get("grid"))
        self.day.show_day(str(draft.place["day"]))
        self._show(place)
        self._entry().restore(draft)

    # --- inside -----------------------------------------------------------------------------------------------

    def _entry(self) -> VisitForm | PatrolForm | SlipsPanel:
        """Return the entry of the tab that shows, made now when it was never shown."""
        place = self.tabs.currentIndex()
        return self.slips if place == SLIPS else (self.visit if place == VISIT else self.patrol).form

    def _entries(self) -> list[tuple[int, VisitForm | PatrolForm | SlipsPanel]]:
        """Return those that were made, with their tabs."""
        made = [(place, self.__dict__.get(key)) for place, key in enumerate(("visit", "patrol", "slips"))]
        return [(place, getattr(panel, "form", panel)) for place, panel in made if panel is not None]

    def _tab_changed(self, place: int) -> None:
        if place < LISTS:
            self._entry().start_typing()
        else:
            self.day.visits.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self, place: int) -> None:
        self.tabs.setCurrentIndex(place)
        self._entry().start_typing()

    def _moved(self) -> None:
        for _place, entry in self._entries():
            entry.show_day(self.day.day, self.day.grid())
        if "visit" in self.__dict__:
            self.visit.walk(())  # the plan was of another day or grid


def _door(words: str) -> Target:
    ledger, _, uid = words.partition(":")
    return "household" if ledger == "visit" else ledger, uid
