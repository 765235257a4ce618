"""RecordForm: one form for every ledger: saving it, leaving it, its draft, and who is there already."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from gridDesk.desk import audit, records
from gridDesk.desk.columns import told_by_steps
from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.entry import memory
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Changes, Edit
from gridDesk.ledger.alike import MERGED_INTO, ORIGIN
from gridDesk.ui import duplicate_card, problem
from gridDesk.ui.draft_keeper import DraftKeeper
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.form_frame import dress_pin
from gridDesk.ui.form_values import CHECK_MS, FormValues

PEOPLE = ("id_number", "name", "birth", "phone", "sex", "former_name")
COMPLETE = (15, 18)  # digits of a number that is looked at without waiting


class RecordForm(FormValues):
    """The form of one record: a new one (`uid` None, starting with `known`) or one that is there.

    `hidden` fields are not shown but keep their values (the subject of a group record, for example). An `embedded`
    form is part of a page that scrolls and saves it. `saved` tells of every save, `done` that the form may go.
    """

    saved = Signal(Changes)
    done = Signal()
    closed = Signal()
    open_wanted = Signal(str, str)

    draft_kind = "record"

    def __init__(
        self, desk: Desk, ledger: str, uid: str | None = None, *, known: Mapping[str, object] | None = None,
        hidden: tuple[str, ...] = (), embedded: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        shape = desk.catalogue[ledger]
        kept = [item.key for item in shape.fields if uid is not None and told_by_steps(ledger, item.key)]
        if uid is not None:
            audit.opened(desk, ledger, uid)
        super().__init__(
            desk, shape, uid, known, hidden=(*hidden, *kept, MERGED_INTO, ORIGIN), embedded=embedded, parent=parent
        )
        self.new_records: list[Edit] = []
        self._looking = QTimer(self, singleShot=True, interval=CHECK_MS * 2)
        self._looking.timeout.connect(self.look_for_others)
        self.keeper = DraftKeeper(desk, self, self.draft)
        self.build()
        self._connect()
        self._show_values()
        self._carry(memory(desk).kept(ledger) if self.fresh else {})
        self.review()

    # --- what a caller asks -----------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save what differs and be done; an incomplete record is allowed. Trouble is told and nothing is lost."""
        if not self._save():
            return False
        self.done.emit()
        return True

    def save_next(self) -> bool:
        """Save and begin the next record of this kind; the form of a record there was is simply saved."""
        if not self.fresh or self.embedded:
            return self.save()
        if not self._save():
            return False
        title = self.desk.store.titles(self.ledger.key, [self.uid or ""]).get(self.uid or "", "")
        self.begin_next()
        self.bar.say(f"已保存{self.ledger.label}“{title}”，请录下一条。", "ok")
        return True

    def begin_next(self) -> None:
        """Empty the form for the next record; pinned fields keep what they held."""
        self.uid = None
        for keys in (self._dirty, self._derived, self.carried, self._hints):
            keys.clear()
        self.values = self._first_values(self.known)
        self.start = dict(self.values)
        for item in self.editors.values():
            item.set_mark("")
            item.set_problem("")
            item.set_carried(False)
        self.others.clear()
        self._show_values()
        self._carry(memory(self.desk).kept(self.ledger.key))
        self.review()
        self.start_typing()

    def _save(self) -> bool:
        self._timer.stop()
        if not self.collect():
            return False
        self.new_records = []
        try:
            for item in self.editors.values():
                if item.field.key in self._dirty or self.uid is None:
                    self.values[item.field.key] = item.settle(self.new_records)
            result = self._store()
        except DeskError as error:
            self._show_save_error(error)
            return False
        self.uid = result.uid
        self.start = dict(self.values)
        self._dirty.clear()
        self.keeper.drop()
        memory(self.desk).saved(self.ledger.key, self.values)
        self.saved.emit(result.changes)
        return True

    def leave(self) -> bool:
        """Leave the form, asking only when something was typed; return whether it was left."""
        answer = self._ask_unsaved() if self.changed else "drop"
        if answer == "stay" or (answer == "save" and not self._save()):
            return False
        self.keeper.drop()
        self.closed.emit()
        return True

    # --- drafts -----------------------------------------------------------------------------------------------

    def draft(self, key: str) -> FormDraft:
        """Return what stands in the form, unreadable text too."""
        texts = {name: item.state() for name, item in self.editors.items() if name in self._dirty}
        return FormDraft(key, self.draft_kind, self.draft_title(), self.draft_place(), texts)

    def draft_title(self) -> str:
        """Return what the form is, for the clerk who finds its draft."""
        return f"新增{self.ledger.label}" if self.uid is None else f"修改{self.ledger.label}"

    def draft_place(self) -> dict[str, object]:
        """Return what it takes to open this form again."""
        return {"ledger": self.ledger.key, "uid": self.uid, "known": self.known, "hidden": list(self.hidden)}

    def restore(self, draft: FormDraft) -> None:
        """Put everything back that was typed before the window was lost."""
        self.keeper.take(draft.key)
        self.take_over(draft.texts)

    def take_over(self, texts: Mapping[str, object]) -> None:
        """Put in what was typed in another form, unreadable text too; it is unsaved here as it was there."""
        for key, state in texts.items():
            item = self.editors.get(key)
            if item is not None:
                with QSignalBlocker(item):
                    item.set_state(state)
                self._dirty.add(key)
                self._read(item)
        self.review()

    # --- carrying over ----------------------------------------------------------------------------------------

    def same_as_last(self, item: FieldEditor) -> None:
        """Fill one field with what the last record held there (F4)."""
        value = memory(self.desk).last(self.ledger.key).get(item.field.key)
        if value in (None, ""):
            self.bar.say(f"上一条记录没有{item.field.label}，没有可带入的内容。", "note")
            return
        item.set_value(value)
        self._edited(item)

    def _pinned(self, key: str, on: bool) -> None:
        memory(self.desk).pin(self.ledger.key, key, on)
        dress_pin(self.pins[key], self.ledger[key].label)

    # --- who is there already ---------------------------------------------------------------------------------

    def look_for_others(self) -> None:
        """Show who is there already with this number, or this name and birth date or phone."""
        self._looking.stop()
        if self.ledger.key == "person":
            found = duplicate_card.candidates(self.desk, self.values, self.uid)
            self.others.show_people(found, self.values.get("id_number"), saved=self.uid is not None)

    def _merge(self, other: str) -> None:
        dialog = duplicate_card.merge_dialog()
        if dialog is None or not self.uid:
            return
        try:
            dialog(self.desk, self.uid, other, self.window()).exec()
        except DeskError as error:
            self.bar.show_error(error)

    # --- coming and going -------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for made in self.editors.values():
            self._connect_editor(made)
        self.pinned.connect(self._pinned)
        self.others.open_wanted.connect(lambda uid: self.open_wanted.emit("person", uid))
        self.others.merge_wanted.connect(self._merge)
        self.missing_button.clicked.connect(self._show_missing)
        self.copy_button.clicked.connect(self.copy_last)
        self.save_button.clicked.connect(self.save)
        self.leave_button.clicked.connect(self.leave)

    def _connect_editor(self, made: FieldEditor) -> None:
        made.changed.connect(lambda: self._edited(made))
        made.left.connect(lambda: self._left(made))
        made.noted.connect(lambda words: self._hints.__setitem__(made.field.key, words))
        self.watch_keys(made)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # The office may be closed next.
        self._timer.stop()
        self._looking.stop()
        self.keeper.stop()

    # --- typing and saving ------------------------------------------------------------------------------------

    def _edited(self, item: FieldEditor) -> None:
        key = item.field.key
        self._dirty.add(key)
        self._derived.discard(key)
        self._hints.pop(key, None)
        if key in self.carried:
            self.carried.discard(key)
            item.set_carried(False)
        item.set_mark("")
        item.set_problem("")
        self.bar.clear()
        self.keeper.typed()
        try:
            self.values[key] = item.value()
        except FieldError:
            return  # told when the field is left: half a number is not yet a mistake
        if item.field.type.name == "id_number":
            self._no_document(item)
            if len(str(self.values[key] or "")) in COMPLETE:
                self.look_for_others()  # before the next field is reached, as birth date and sex
                self.review()
                return
        self._timer.start()
        if key in PEOPLE:
            self._looking.start()

    def _left(self, item: FieldEditor) -> None:
        if item.field.key in self._dirty and self._read(item):
            item.tidy()
            self.review()
        self.keeper.keep()

    def _store(self) -> records.Saved:
        """Write the record; a page that saves in another way (a new member of a household) overrides this."""
        wanted = self.values if self.uid is None else {key: self.values.get(key) for key in self._dirty}
        reason = self.others.reason
        return records.save(self.desk, self.ledger.key, self.uid, wanted, reason=reason, first=self.new_records)

    def _show_save_error(self, error: DeskError) -> None:
        missing = [item for item in records.check(self.desk, self.ledger.key, self.values, self.uid)
                   if item.level == "error" and item.field in self.editors]  # fmt: skip
        for item in missing:
            self.editors[item.field].set_problem(item.message, "error")
        if missing:
            self.jump(missing[0].field)
        else:
            self.bar.show_error(error)

    def _ask_unsaved(self) -> str:
        return problem.ask_unsaved(self.window(), "刚才填写的内容还没有保存。")
