"""VisitForm: a visit from the door to what follows from it, in one form: one draft, one save, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gridDesk.desk import records, rounds, rounds_view
from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds import CHANGED, TARGETS, VisitDraft
from gridDesk.errors import DeskError
from gridDesk.ledger import VOID, Field
from gridDesk.ui import theme
from gridDesk.ui.choosers import RETURNS
from gridDesk.ui.editors import LineEditor, RecordEditor
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.rounds_form import FOLLOW, RoundForm, is_held
from gridDesk.ui.visit_door import DoorCard
from gridDesk.ui.visit_follow import FollowUps
from gridDesk.ui.visit_target import DoorChooser, MetChooser, Target

KINDS = {
    "household": ("01", "01"),
    "shop": ("05", "02"),
    "unit": ("01", "03"),
    "dwelling": ("04", "04"),
}  # kind, object
ONE_LINE = ("content", "problem", "needs", "suggestions", "answer", "services", "updated")

HALF = ("problem", "needs")


class OneLine(LineEditor):
    """A text of a sentence, so that Enter goes on."""

    wide = True


class MetEditor(RecordEditor):
    """Who was met: the people of the household first."""

    def build(self) -> QWidget:
        chooser = MetChooser(self.desk, "person")
        chooser.setPlaceholderText("按↓列出这一户的人")
        chooser.edited.connect(self.changed)
        chooser.picked.connect(self.picked)
        self.row.addWidget(chooser, 1)
        return chooser


class VisitForm(RoundForm):
    """The visit of a day; the door is chosen at its top, what follows from it stands at its foot."""

    draft_kind = "visit_round"
    first = ("result", "person", "content", "problem", "needs", "satisfied", "wechat")
    left_out = (
        "date", "grid", "household", "dwelling", "shop", "unit", "effective", "confirmed", "event", "solved",
    )  # fmt: skip

    def __init__(self, desk: Desk, day: str, grid: str | None, parent: QWidget | None = None) -> None:
        self.door: rounds_view.Door | None = None
        self.ahead: list[Target] = []  # the doors of the plan still to come, the one in place among them
        self._behind: Target | None = None  # the one of them written down last
        self.target: DoorChooser | None = None
        super().__init__(desk, "visit", {"date": day, "grid": grid}, parent)
        self._surround()

    def _surround(self) -> None:
        """Put the door above the fields and what follows below them."""
        self.target = DoorChooser(self.desk)
        self.target.installEventFilter(self)
        self.target.chosen_target.connect(self._door_chosen)
        self.target.picked.connect(self.enter)
        self.card = DoorCard()
        self.card.met.connect(self._met)
        self.confirm = QCheckBox("整户信息核对无误，一并记为已核实(&K)")
        self.confirm.setChecked(True)
        self.confirm.setToolTip("这一户的人口、居住、房屋、租住和特殊人群记录都记为今天核实")
        self.confirm.clicked.connect(self._ticked)
        self.follow = FollowUps(self.desk)
        self.follow.edited.connect(self.keeper.typed)
        self.follow.save_wanted.connect(self.save)
        self.follow.went_through.connect(self.went_through)
        top = QVBoxLayout()
        top.setSpacing(theme.spacing(1))
        for part in (theme.heading("走访哪里"), self.target, self.card):
            top.addWidget(part)
        self.body.insertLayout(0, top)
        below = self.body.indexOf(self.fold)
        self.body.insertWidget(below, theme.heading("跟着要办的"))
        self.body.insertWidget(below + 1, self.follow)

    # --- what the page asks -----------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Tell whether something was typed that is not saved: a door alone is nothing."""
        return bool(self._dirty) or self.follow.touched

    def show_day(self, day: str, grid: str | None) -> None:
        """Let the visit be one of another day or grid; what was typed stays."""
        self.known = {"date": day, "grid": grid}
        self.values |= self.known

    def visit(self, target: Target) -> None:
        """Choose a door for the clerk and put the keyboard where she says how it went."""
        self.target.set_target(target)
        (self.enter if self.target.target else self.start_typing)()

    def enter(self) -> None:
        """Go from the door to the first question."""
        self.editors["result"].entry().setFocus(Qt.FocusReason.TabFocusReason)

    def start_typing(self) -> None:
        """Put the keyboard to the door."""
        self.target.setFocus(Qt.FocusReason.TabFocusReason)

    def begin_next(self) -> None:
        """Empty everything for the next visit."""
        self.target.set_target(None)
        self.confirm.setChecked(True)
        if self.fold is not None:
            self.fold.head.setChecked(False)
        super().begin_next()

    # --- from door to door ------------------------------------------------------------------------------------

    def walk(self, doors: Sequence[Target]) -> None:
        """Let the visits go on from one of these doors to the next."""
        self.ahead, self._behind = list(doors), None

    def go_on(self) -> str:
        """Put the next door of the plan into place, passing over those seen meanwhile; return it in words."""
        while self.ahead and not self._go_to(self.ahead[0]):
            del self.ahead[0]
        if self.ahead:
            return f"接着是计划里的下一户，连这户还有 {len(self.ahead)} 户。"
        return "今天计划的户都记过了。" if self._behind else ""

    def _go_to(self, target: Target) -> bool:
        """Choose a door unless it was visited on this day or is gone; tell whether it was chosen."""
        if self.desk.store.count("visit", where={target[0]: target[1], "date": self.known["date"]}):
            return False
        self.visit(target)
        return self.target.target == target

    def begin_again(self) -> None:
        """Put the door of the plan whose visit was taken back into place again, unless another is being typed."""
        if self._behind is None or self.changed:
            super().begin_again()
            return
        self.ahead.insert(0, self._behind)
        self.visit(self._behind)

    def _leave_behind(self, target: Target | None) -> None:
        """Note that a door was visited: the plan goes on with those after it."""
        self._behind = target if target in self.ahead else None
        if target in self.ahead:
            place = self.ahead.index(target)
            self.ahead = self.ahead[place + 1 :] + self.ahead[:place]

    # --- the door ---------------------------------------------------------------------------------------------

    def _door_chosen(self, target: Target | None) -> None:
        try:
            door = rounds_view.door(self.desk, *target) if target else None
        except DeskError as error:  # its entry was taken back since it was offered
            self.target.set_target(None)
            self.bar.show_error(error)
            return
        if self.door and self.values.get("person") in {one.uid for one in self.door.people}:
            self.values["person"] = None  # she was met at the door before
            self._dirty.discard("person")
            self._show("person")
        self.door = door
        self.card.show_door(self.door)
        self.follow.show_door(self.door)
        self.editors["person"].input.people = self.door.people if self.door else ()
        self.values |= {key: target[1] if target and target[0] == key else None for key in TARGETS}
        kind, object_ = KINDS[target[0] if target else "household"]
        for key, code in (("kind", kind), ("object", object_)):
            if key not in self._dirty:
                self.values[key] = code
                self._show(key)
        known = target is None or target[0] == "household"
        for widget in (self.editors["wechat"], self.labels["wechat"]):
            widget.setVisible(known)
        self.confirm.setText(f"{'整户' if known else '这里的'}信息核对无误，一并记为已核实(&K)")

    def _ticked(self) -> None:
        if self.changed:
            self.keeper.typed()

    def _met(self, uid: str) -> None:
        self.editors["person"].set_value(uid)
        self._edited(self.editors["person"])
        self.enter()

    # --- fields -----------------------------------------------------------------------------------------------

    def make_editor(self, field: Field) -> FieldEditor:
        if field.key == "person":
            return MetEditor(self.desk, "visit", field)
        if field.key in ONE_LINE:
            return (LineEditor if field.key in HALF else OneLine)(self.desk, "visit", field)
        return super().make_editor(field)

    def _go_on(self, item: FieldEditor, *, back: bool = False) -> None:
        """After a result that asks nothing more there is nothing to do but save."""
        if item.field.key == "result" and not back and self._read(item) and self.values["result"] != CHANGED:
            self.after_last()
            return
        super()._go_on(item, back=back)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.target and is_held(event):
            return True
        if watched is self.target and event.type() == QEvent.Type.KeyPress and event.key() in RETURNS:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.save()
            else:
                self._enter_typed()
            return True
        return super().eventFilter(watched, event)

    def _enter_typed(self) -> None:
        """Take a typed number or scanned code as chosen, and go on."""
        try:
            found = self.target.found()
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.clear()
        if found:
            self.enter()

    # --- saving -----------------------------------------------------------------------------------------------

    def _store(self) -> records.Saved:
        self.target.found()
        parts = self.follow.read()
        confirm = self.confirm.isChecked() and self.door is not None
        draft = VisitDraft(values=self.values, confirm=confirm, first=tuple(self.new_records), **parts)
        saved = rounds.record_visit(self.desk, draft)
        self._leave_behind(self.target.target)
        return saved

    # --- drafts -----------------------------------------------------------------------------------------------

    def draft(self, key: str) -> FormDraft:
        """Return what stands in the form, with the door and what follows."""
        made = super().draft(key)
        kept = {"target": list(self.target.target or ()), "text": self.target.text(), "follow": self.follow.state()}
        return replace(made, texts={**made.texts, FOLLOW: {**kept, "confirm": self.confirm.isChecked()}})

    def draft_title(self) -> str:
        return f"{self.known['date']} 的走访"

    def draft_place(self) -> dict[str, object]:
        return {"what": "visit", "day": self.known["date"], "grid": self.known.get("grid")}

    def restore(self, draft: FormDraft) -> None:
        """Put everything back, the door and what follows too."""
        kept = cast("dict[str, object]", draft.texts.get(FOLLOW) or {})
        target = cast("list[str]", kept.get("target") or [])
        row = self.desk.store.get(target[0], target[1]) if len(target) == 2 else None
        if row is not None and row["state"] != VOID:
            self.target.set_target((target[0], target[1]))
        else:
            self.target.setText(str(kept.get("text") or ""))
        super().restore(draft)
        self.confirm.setChecked(bool(kept.get("confirm", True)))
        self.follow.put_back(cast("dict[str, object]", kept.get("follow") or {}))
