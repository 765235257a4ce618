"""RecordForm: one form for every ledger. Enter goes on, Ctrl+Enter saves and begins the next, Esc leaves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QWidget,
)

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
from gridDesk.ui.form_frame import FormFrame, dress_pin

DERIVED = "由身份证带出"
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
CHECK_MS = 120
PEOPLE = ("id_number", "name", "birth", "phone", "sex", "former_name")
COMPLETE = (15, 18)  # digits of a number that is looked at without waiting


class RecordForm(FormFrame):
    """The form of one record: a new one (`uid` None, starting with `known`) or one that is there.

    `hidden` fields are not shown but keep their values (the subject of a group record, for example). An `embedded`
    form is part of a page that scrolls and saves it. `saved` tells of every save, `done` that the form may go.
    """

    saved = Signal(Changes)
    done = Signal()
    closed = Signal()
    open_wanted = Signal(str, str)
    went_through = Signal()

    draft_kind = "record"

    def __init__(
        self, desk: Desk, ledger: str, uid: str | None = None, *, known: Mapping[str, object] | None = None,
        hidden: tuple[str, ...] = (), embedded: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        shape, fresh = desk.catalogue[ledger], uid is None
        kept = [item.key for item in shape.fields if not fresh and told_by_steps(ledger, item.key)]
        super().__init__(
            desk, shape, fresh=fresh, hidden=(*hidden, *kept, MERGED_INTO, ORIGIN), embedded=embedded, parent=parent
        )
        self.uid = uid
        if uid is not None:
            audit.opened(desk, ledger, uid)
        self.known = dict(known or {})
        self.carried: set[str] = set()
        self.new_records: list[Edit] = []
        self.others_record = False
        self.values = self._first_values(self.known)
        self.start = dict(self.values)
        self.problems: list[records.Problem] = []
        self._derived: set[str] = set()
        self._hints: dict[str, str] = {}
        self._dirty: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._timer.timeout.connect(self.review)
        self._looking = QTimer(self, singleShot=True, interval=CHECK_MS * 2)
        self._looking.timeout.connect(self.look_for_others)
        self.keeper = DraftKeeper(desk, self, self.draft)
        self.build()
        self._connect()
        self._show_values()
        self._carry(memory(desk).kept(ledger) if self.fresh else {})
        self.review()

    # --- what a caller asks -----------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return bool(self._dirty)

    def first_editor(self) -> FieldEditor:
        """Return where typing starts: the identity number where there is one, else the first field."""
        shown = list(self.editors.values())
        return next((item for item in shown if item.field.type.name == "id_number"), shown[0])

    def start_typing(self) -> None:
        """Put the keyboard into the first field."""
        self.first_editor().entry().setFocus(Qt.FocusReason.TabFocusReason)

    def collect(self) -> bool:
        """Read every field; show what cannot be read, go to the first such field and return False."""
        bad = [item for item in self.editors.values() if not self._read(item)]
        if bad:
            self.jump(bad[0].field.key)
        return not bad

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

    def _carry(self, values: Mapping[str, object]) -> None:
        """Take values over from the last record, shown as such until they are touched."""
        for key, value in values.items():
            item = self.editors.get(key)
            if item is None or key in self._dirty:
                continue
            self.values[key] = value
            self._show(key)
            item.set_carried(True)
            self.carried.add(key)

    def copy_last(self) -> None:
        """Copy from the last record of this ledger what its fields say carries over (复制上一人)."""
        self._carry(memory(self.desk).carried(self.ledger.key))
        self.review()
        names = "、".join(self.ledger[key].label for key in self.editors if key in self.carried)
        if names:
            self.bar.say(f"已从上一条带入：{names}。不对的地方直接改。", "note")
        else:
            self.bar.say("这次打开以后还没有保存过这类记录，没有可带入的内容。", "note")

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

    def field_of(self, widget: QObject | None) -> str:
        """Return the field whose input has the keyboard, "" for a widget that is none of them."""
        item = self._editor_of(widget) if widget is not None else None
        return item.field.key if item is not None else ""

    def jump(self, key: str) -> None:
        """Go to a field and bring it into view."""
        item = self.editors.get(key)
        if item is not None:
            self.bring_into_view(item, 3)
            item.entry().setFocus(Qt.FocusReason.OtherFocusReason)

    # --- coming and going -------------------------------------------------------------------------------------

    def _first_values(self, known: dict[str, object]) -> dict[str, object]:
        if self.uid is None:
            return records.blank(self.desk, self.ledger.key, **known)
        row = self.desk.store.get(self.ledger.key, self.uid)
        if row is None:
            raise DeskError("这条记录已经不在，", advice="请返回列表刷新。")
        self.others_record = row["office"] != self.desk.office.site
        return {item.key: row.get(item.key) for item in self.ledger.fields}

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
        made.picked.connect(lambda: self._go_on(made))
        for widget in made.inputs():
            widget.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # The office may be closed next.
        self._timer.stop()
        self._looking.stop()
        self.keeper.stop()

    # --- values -----------------------------------------------------------------------------------------------

    def _show_values(self) -> None:
        for key in self.ledger.picture_keys if self.others_record else ():
            if key in self.editors:
                self.editors[key].look_only()
        for key in self.editors:
            self._show(key)

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

    def _no_document(self, item: FieldEditor) -> None:
        """Turn 无 in the field of a number into 暂无证件; a number typed later turns it back."""
        kind = self.editors.get("id_type")
        if self.ledger.key != "person" or item.field.key != "id_number" or kind is None:
            return
        none = records.says_no_document(item.raw())
        if none or (self.values.get("id_type") == records.NO_DOCUMENT and self.values.get("id_number")):
            self.values["id_type"] = records.NO_DOCUMENT if none else kind.field.parse(kind.field.default)
            self._dirty.add("id_type")
            self._show("id_type")

    def _show(self, key: str) -> None:
        item = self.editors[key]
        with QSignalBlocker(item):
            item.set_value(self.values.get(key))

    def _left(self, item: FieldEditor) -> None:
        if item.field.key in self._dirty and self._read(item):
            item.tidy()
            self.review()
        self.keeper.keep()

    def _read(self, item: FieldEditor) -> bool:
        if item.field.key not in self._dirty:
            return True
        try:
            self.values[item.field.key] = item.value()
        except FieldError as error:
            item.set_problem(str(error), "error")
            return False
        return True

    def review(self) -> None:
        """Fill in what follows from what was typed, and say what is doubtful or missing."""
        self._timer.stop()
        self._derive()
        self._say_no_document()
        self.problems = [
            item for item in records.check(self.desk, self.ledger.key, self.values, self.uid)
            if item.field in self.editors and not (item.field == "id_number" and self.others.knows)
        ]  # fmt: skip
        warnings = {item.field: item.message for item in self.problems if item.level == "warning"}
        for key, made in self.editors.items():
            if made.problem() and key not in warnings and self._unreadable(made):
                continue
            made.set_problem(warnings.get(key) or self._hints.get(key, ""), "warning" if key in warnings else "note")
        self._count_missing()

    def _say_no_document(self) -> None:
        """Show 暂无证件 in the place of a number that there is none of; the number itself stays empty."""
        number = self.editors.get("id_number")
        if self.ledger.key == "person" and number is not None:
            none = self.values.get("id_type") == records.NO_DOCUMENT and not self.values.get("id_number")
            number.input.setPlaceholderText("暂无证件" if none else "没有的请写“无”")

    def _unreadable(self, item: FieldEditor) -> bool:
        try:
            item.value()
        except FieldError:
            return True
        return False

    def _derive(self) -> None:
        for key in self._derived:
            self.values[key] = None
        found = records.derive(self.desk, self.ledger.key, self._asked())
        usual = self.editors["id_type"].field.default if "id_type" in self.editors else ""
        if "id_type" not in self._derived and found.get("id_type") in (self.values.get("id_type"), usual):
            found.pop("id_type", None)  # the usual document goes without saying
        for key in sorted(self._derived | set(found)):
            item = self.editors.get(key)
            if item is None:
                continue
            self.values[key] = found.get(key, self.start.get(key) if key == "id_type" else None)
            self._show(key)
            item.set_mark(DERIVED if key in found else "")
            self._dirty.add(key)
        self._derived = {key for key in found if key in self.editors}
        words = "　".join(str(text) for key, text in found.items() if key not in self.editors and text)
        numbers = [key for key, item in self.editors.items() if item.field.type.name == "id_number"]
        self._hints = {key: hint for key, hint in self._hints.items() if key not in numbers}
        self._hints |= {key: words for key in numbers if self.values.get(key)}

    def _asked(self) -> dict[str, object]:
        """Return the values from which others follow: a kind of document that nobody chose is asked for again."""
        chosen = "id_type" in self._dirty - self._derived
        return self.values if chosen else {**self.values, "id_type": None}

    def _count_missing(self) -> None:
        lacking = [item for item in self.problems if item.level in ("missing", "error")]
        self.missing_button.setText(f"还差 {len(lacking)} 项" if lacking else "已填齐")
        self.missing_button.setEnabled(bool(lacking))
        self.missing_button.setAccessibleDescription("列出还没有填的项目，选一项就跳过去")
        self.missing_menu.clear()
        for item in lacking:
            action = self.missing_menu.addAction(item.label)
            action.triggered.connect(lambda _checked=False, key=item.field: self.jump(key))

    def _show_missing(self) -> None:
        above = self.missing_button.mapToGlobal(self.missing_button.rect().topLeft())
        height = self.missing_menu.sizeHint().height()
        self.missing_menu.popup(above - QPoint(0, height))

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

    # --- keyboard ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and self._key(watched, event):
            return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.bring_into_view(watched, 2)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(self, event):
            super().keyPressEvent(event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        item = self._editor_of(watched)
        if event.key() == Qt.Key.Key_F4 and item is not None:
            self.same_as_last(item)
            return True
        if event.key() == Qt.Key.Key_F8 and item is not None and item.field.key in self.pins:
            self.pins[item.field.key].toggle()
            return True
        return event.key() in RETURNS and self._return(watched, item, event.modifiers())

    def _return(self, watched: QObject, item: FieldEditor | None, keys: Qt.KeyboardModifier) -> bool:
        """Go on, go back, leave a text of several lines, or save; False lets Enter be a new line."""
        control, shift = keys & Qt.KeyboardModifier.ControlModifier, keys & Qt.KeyboardModifier.ShiftModifier
        several = isinstance(watched, QPlainTextEdit)
        if control and not several:
            self.save_next()
        elif item is None or (several and not control):
            return False
        else:
            self._go_on(item, back=bool(shift))
        return True

    def _editor_of(self, widget: QObject) -> FieldEditor | None:
        return next((item for item in self.editors.values() if widget in item.inputs()), None)

    def _go_on(self, item: FieldEditor, *, back: bool = False) -> None:
        order = list(self.editors.values())
        place = order.index(item) + (-1 if back else 1)
        if place >= len(order):
            self.went_through.emit()
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= 0:
            order[place].entry().setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)
