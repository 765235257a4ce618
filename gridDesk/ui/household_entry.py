"""录入一户: a whole household on one screen, typed from paper without the mouse; Ctrl+Enter saves and begins the next."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.desk import drafts, household_entry, household_reading, records
from gridDesk.desk.entry import memory
from gridDesk.desk.household_draft import EntryProblem, HouseholdDraft, Place, following, from_texts, to_texts
from gridDesk.desk.household_people import offer_words
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.text import trim
from gridDesk.ui import pieces, theme
from gridDesk.ui.household_asking import Foot, Leftover, ask_unsaved
from gridDesk.ui.household_board import Board
from gridDesk.ui.household_cells import carry, field_of, ledger_of, mark_level

KIND = "household_entry"
LOOKED_UP = ("id_number", "name", "birth", "phone")


class HouseholdEntryPage(QWidget):
    """One household after the other; an argument is the household to change."""

    title = "录入一户"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.board = Board(desk)
        self.problems: dict[Place, EntryProblem] = {}
        self.households = self.people = 0  # entered in this sitting
        self._start = HouseholdDraft()
        self._insisted: tuple[EntryProblem, ...] = ()
        self._key = drafts.new_key()
        self._kept: HouseholdDraft | None = None
        self._timer = QTimer(self, interval=round(drafts.EVERY * 1000))
        self._timer.timeout.connect(self.keep)
        self._build()
        self._listen()
        self.begin(household_reading.new_draft(desk))
        self._offer_leftover()

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._build_top())
        self.leftover = Leftover()
        column.addWidget(self.leftover)
        self.scroll = pieces.scrolling(self.board)
        self.scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.addWidget(self.scroll, 1)
        self.foot = Foot()
        self.bar, self.alike = self.foot.bar, self.foot.alike
        column.addWidget(self.foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _build_top(self) -> QHBoxLayout:
        self.heading = theme.title(self.title)
        self.tally = theme.subtle()
        self.tally.setWordWrap(False)
        self.leave_button = pieces.button("返回(&L)", self.leave)
        self.save_button = theme.primary(QPushButton("保存，录下一户(&S)"))
        self.save_button.setToolTip("Ctrl+回车")
        self.save_button.setAutoDefault(True)
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        top = QHBoxLayout()
        top.setContentsMargins(theme.gap() * 2, theme.spacing(1), theme.gap() * 2, theme.spacing(1))
        top.setSpacing(theme.gap())
        top.addWidget(self.heading)
        top.addSpacing(theme.gap())
        top.addWidget(self.tally)
        top.addStretch(1)
        top.addWidget(self.leave_button)
        top.addWidget(self.save_button)
        return top

    def _listen(self) -> None:
        board = self.board
        board.save_wanted.connect(self.save)
        board.leave_wanted.connect(self.leave)
        board.take_wanted.connect(self.take)
        board.went_through.connect(lambda: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))
        board.entered.connect(self._entered)
        board.edited.connect(self._edited)
        board.left.connect(self._left)
        self.leftover.restored.connect(self._restore)

    # --- what the window asks ---------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return self.board.draft() != self._start

    @property
    def draft_key(self) -> str:
        """Return the key under which what is typed is kept."""
        return self._key

    def refresh(self) -> None:
        """Nothing of what others change shows here; what is typed stays."""

    def show_argument(self, uid: str) -> None:
        """Open a household that is there, to change it."""
        self.begin(household_reading.draft_of(self.desk, uid))

    def may_leave(self) -> bool:
        """Ask about what is not saved; return whether the page can be left."""
        answer = ask_unsaved(self.window()) if self.changed else "drop"
        if answer == "stay" or (answer == "save" and not self.save()):
            return False
        self._forget()
        self.begin(household_reading.new_draft(self.desk))
        return True

    def leave(self) -> None:
        """Go back to the list of households, which asks when something is not saved."""
        self.go.emit("households", "")

    # --- a household ------------------------------------------------------------------------------------------

    def begin(self, draft: HouseholdDraft, *, stays: bool = False) -> None:
        """Show a household and put the keyboard where typing begins."""
        self.problems, self._insisted, self._key, self._kept = {}, (), drafts.new_key(), None
        self.board.show_draft(draft, stays=stays)
        self._start = self.board.draft()
        self.heading.setText("修改一户" if draft.uid else self.title)
        self.save_button.setText("保存(&S)" if draft.uid else "保存，录下一户(&S)")
        self.foot.show_alike()
        self.scroll.verticalScrollBar().setValue(0)
        if self.isVisible():
            self.board.start()

    def save(self) -> bool:
        """Save the household in one act; doubts are told once, and Ctrl+Enter again saves with them."""
        draft = self.board.draft()
        try:
            planned = household_entry.plan(self.desk, draft)
            if self._told(planned):
                return False
            saved = household_entry.save(self.desk, draft, planned)
        except DeskError as error:
            self.bar.show_error(error)
            return False
        self._forget()
        self._saved(draft, saved.uid)
        return True

    def _told(self, planned: household_entry.EntryPlan) -> bool:
        """Show what is wrong or doubtful and go there; return whether saving waits for it."""
        found = planned.problems
        waits = planned.refused is not None or (bool(found) and found != self._insisted)
        if waits:
            self._insisted = found
            self._show_problems(found)
            self.board.go(found[0].place)
            more = f"还有 {len(found) - 1} 处。" if len(found) > 1 else ""
            again = "" if planned.refused else "确认无误的，再按一次 Ctrl+回车照样保存。"
            level = "error" if planned.refused else "warn"
            self.bar.say(f"{self._where(found[0].place)}{found[0].message}{more}{again}", level)
        return waits

    def _saved(self, draft: HouseholdDraft, uid: str) -> None:
        count = sum(not one.blank for one in draft.members)
        memory(self.desk).saved("household", {"number": draft.number})
        if draft.uid:
            self.begin(household_reading.new_draft(self.desk))
            self.open_record.emit("household", uid)
            return
        self.households, self.people = self.households + 1, self.people + count
        self.tally.setText(f"本次已录 {self.households} 户 {self.people} 人")
        self.begin(following(draft), stays=True)
        number = f"户号 {trim(draft.number)}，" if trim(draft.number) else ""
        self.bar.say(f"已保存：{number}{count} 人。", "ok")

    # --- cells ------------------------------------------------------------------------------------------------

    def _entered(self, place: Place) -> None:
        # A row that was added just now has its place only after the layout.
        QTimer.singleShot(0, self, self._show_line)
        if place in self.problems:
            self._say(self.problems[place])

    def _show_line(self) -> None:
        line = QApplication.focusWidget()
        if line is not None and self.board.isAncestorOf(line):
            self.board.layout().activate()
            self.scroll.ensureWidgetVisible(line, 0, theme.em() * 3)

    def _edited(self, place: Place) -> None:
        self.problems.pop(place, None)
        self._insisted = ()
        if self.problems:
            self._say(list(self.problems.values())[-1])
        elif self.bar.text():
            self.bar.clear()
        if not self._timer.isActive():
            self._timer.start()

    def _left(self, place: Place) -> None:
        """Tidy a cell that was left, say what cannot be read, look whether she is there already, keep the draft."""
        line = self.board.line(place)
        if line is None or not self.isVisible():
            return
        self._tidy(place)
        if place.block == "member" and place.key in LOOKED_UP and trim(line.text()):
            self._look_up(place)
        QTimer.singleShot(0, self, self.keep)

    def _tidy(self, place: Place) -> None:
        line = self.board.line(place)
        item = field_of(self.desk, place.block, place.key)
        if line is None or item is None or item.to or item.type.name in ("text", "yes_no") or not trim(line.text()):
            return
        try:
            value = records.parse(self.desk, ledger_of(place.block, place.key), place.key, line.text())
        except FieldError as error:
            self._mark(EntryProblem(place, str(error), "unreadable"))
            return
        if value is not None and item.show(value) != line.text():
            carry(line, item.show(value), on=False)

    def _look_up(self, place: Place) -> None:
        """Offer the person with the same number, and name quietly who else may be meant."""
        one = self.board.draft().members[place.row]
        there = None if one.uid else household_reading.known_as(self.desk, one.id_number) if one.id_number else None
        if there is not None and place.key == "id_number":
            words = offer_words(self.desk, there)
            self._mark(EntryProblem(place, words, "offer", str(there["uid"])))
        likely = [item for item in household_reading.may_be(self.desk, one) if there is None]
        self.foot.show_alike(f"可能已在册：{item.name}（{item.line}；{item.why}）" for item in likely[:2])

    def take(self, row: int) -> None:
        """Let the person who is there already move into this household instead of making a second one."""
        one = self.board.draft().members[row]
        there = None if one.uid else household_reading.known_as(self.desk, one.id_number) if one.id_number else None
        if there is None:
            return
        self.board.take(row, household_reading.member_of(self.desk, str(there["uid"]), one.relation))
        self.bar.say(f"“{there['name']}”已填入本行，保存后从原户移到本户。", "note")

    def _mark(self, found: EntryProblem) -> None:
        self.problems[found.place] = found
        line = self.board.line(found.place)
        if line is not None:
            mark_level(line, "error" if found.level == "error" else "warning", found.message)
        self._say(found)

    def _show_problems(self, found: tuple[EntryProblem, ...]) -> None:
        for one in reversed(found):
            self._mark(one)

    def _say(self, found: EntryProblem) -> None:
        self.bar.say(self._where(found.place) + found.message, "error" if found.level == "error" else "warn")

    def _where(self, place: Place) -> str:
        return {"member": f"第 {place.row + 1} 行：", "tenant": f"承租人第 {place.row + 1} 行："}.get(place.block, "")

    # --- drafts -----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is typed in the office file, so that a power cut loses nothing."""
        draft = self.board.draft()
        if draft == self._kept or not self.changed:
            return
        self._kept = draft
        title = "修改一户" if draft.uid else self.title
        drafts.keep(self.desk, drafts.FormDraft(self._key, KIND, title, {"uid": draft.uid}, to_texts(draft)))

    def _forget(self) -> None:
        self._timer.stop()
        if self._kept is not None:
            drafts.drop(self.desk, self._key)
            self._kept = None

    def _offer_leftover(self) -> None:
        self.leftover.show_drafts([one for one in drafts.left(self.desk) if one.kind == KIND])

    def _restore(self, left: drafts.FormDraft, wanted: bool) -> None:
        if wanted and not self.may_leave():
            return
        if wanted:
            self.begin(household_reading.new_draft(self.desk))
            self.board.show_draft(from_texts(left.texts))
            self.keep()
        drafts.drop(self.desk, left.key)
        self._offer_leftover()
        self.board.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.board.start)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.board.start()
