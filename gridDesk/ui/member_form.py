"""Entering a person together with where she belongs: into a household there is, or alone, to be placed later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gridDesk.desk import people, records
from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.entry import memory
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ui import spelling, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.choosers import CodeChooser, RecordChooser
from gridDesk.ui.form import RecordForm
from gridDesk.ui.form_keys import RETURNS
from gridDesk.ui.record_dialog import RecordDialog


class PlacedForm(RecordForm):
    """The form of a new person under a strip that asks where she belongs; Enter goes from the strip to the form."""

    strip: Sequence[QWidget] = ()  # Qt asks the filter for events before the strip is made

    def __init__(self, desk: Desk, ledger: str, uid: str | None = None, **rest: object) -> None:
        super().__init__(desk, ledger, uid, **rest)
        strip = theme.card()
        self._grid = QGridLayout(strip)
        self._grid.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, theme.gap())
        self._grid.setHorizontalSpacing(theme.gap())
        self.layout().insertWidget(1, strip)

    def ask(self, label: str, widget: QWidget, stretch: int = 1) -> None:
        """Add a question to the strip."""
        column = self._grid.columnCount()
        words = QLabel(label)
        words.setBuddy(widget)
        widget.setAccessibleName(label)
        self._grid.addWidget(words, 0, column)
        self._grid.addWidget(widget, 0, column + 1)
        self._grid.setColumnStretch(column + 1, stretch)
        widget.installEventFilter(self)
        if hasattr(widget, "picked"):
            widget.picked.connect(lambda: self._after(widget))
        self.strip = (*self.strip, widget)

    def start_typing(self) -> None:
        (self.strip[0] if self.strip else self.first_editor().entry()).setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and watched in self.strip and event.key() in RETURNS:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self.save_next() if control else self._after(watched)
            return True
        return super().eventFilter(watched, event)

    def _after(self, widget: QWidget) -> None:
        place = self.strip.index(widget) + 1
        following = self.strip[place] if place < len(self.strip) else self.first_editor().entry()
        following.setFocus(Qt.FocusReason.TabFocusReason)


class MemberForm(PlacedForm):
    """A new person in a household there is; without one she is kept as a person alone, to be placed later."""

    draft_kind = "member"

    def __init__(
        self, desk: Desk, ledger: str, uid: str | None = None, *, household: str | None = None, **rest: object
    ) -> None:
        super().__init__(desk, ledger, uid, **rest)
        self.household = RecordChooser(desk, "household")
        self.household.setPlaceholderText("户主姓名或户号，可先不填")
        self.household.choose(household)
        self.relation = CodeChooser(desk.catalogue["residence"]["relation"].code_set, spelling.keys)
        if household:
            self.household.setReadOnly(True)
            self.household.setClearButtonEnabled(False)
            self.household.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.ask("所在户", self.household, 2)
        self.ask("与户主关系", self.relation)
        if household:
            self.strip = tuple(item for item in self.strip if item is not self.household)
        self.relation.edited.connect(self.keeper.typed)
        self.household.edited.connect(self.keeper.typed)

    def begin_next(self) -> None:
        """Empty the form for the next member; she is placed in the same household."""
        super().begin_next()
        self.relation.set_code(None)
        self.start_typing()

    def copy_last(self) -> None:
        """Copy from the last person, her household too."""
        super().copy_last()
        last = memory(self.desk).last("residence").get("household")
        if last and not self.household.chosen():
            self.household.choose(str(last))

    def draft(self, key: str) -> FormDraft:
        """Return what stands in the form, with the household and the relation above it."""
        made = super().draft(key)
        strip = {
            "household": [self.household.uid or "", self.household.text()],
            "relation": self.relation.currentText(),
        }
        return replace(made, texts={**made.texts, "@strip": strip})

    def draft_place(self) -> dict[str, object]:
        fixed = self.household.uid if self.household.isReadOnly() else None
        return {**super().draft_place(), "household": fixed}

    def restore(self, draft: FormDraft) -> None:
        """Put everything back, the household and the relation too."""
        super().restore(draft)
        strip = draft.texts.get("@strip")
        if isinstance(strip, dict):
            uid, text = strip["household"]
            self.household.choose(uid or None, text)
            self.relation.setEditText(strip["relation"])

    def _store(self) -> records.Saved:
        home, relation = self.household.chosen(), self.relation.code()
        if home is None:
            return super()._store()
        if relation is None:
            self.relation.setFocus()
            raise FieldError("还没有选与户主关系，", advice="请选一项；不清楚的可选“其他”。")
        memory(self.desk).saved("residence", {"household": home})
        return people.add_member(self.desk, home, self.values, relation, reason=self.others.reason)


@remembers
def new_person_dialog(desk: Desk, parent: QWidget | None = None, household: str | None = None) -> RecordDialog:
    """Return the window for a new person, in a household when one is given."""

    def make(*args: object, **rest: object) -> MemberForm:
        return MemberForm(*args, household=household, **rest)

    return RecordDialog(desk, "person", None, parent, title="新增一人", make_form=make)
