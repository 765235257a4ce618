"""DoorChooser: at whose door one was: a household, shop, unit or dwelling, by name, number, pinyin or the code on a card."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from gridDesk.desk import rounds_view
from gridDesk.desk.lookups import spelled
from gridDesk.desk.office import Desk
from gridDesk.desk.people import Member
from gridDesk.errors import FieldError
from gridDesk.text import name_key, squeeze, trim
from gridDesk.ui.choosers import RecordChooser
from gridDesk.ui.suggestions import value_of

Target = tuple[str, str]  # ledger and uid


class DoorChooser(RecordChooser):
    """Chooses what was visited; `chosen_target` tells of every new choice, also that there is none any more."""

    chosen_target = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "household", parent=parent)
        self.setPlaceholderText("户主、成员、户号、住址，或门店、单位、房屋")
        self.setAccessibleName("走访哪里")
        self.target: Target | None = None
        self.edited.connect(self._typed)

    def set_target(self, target: Target | None) -> None:
        """Show a door as chosen."""
        self.ledger = target[0] if target else "household"
        self.choose(target[1] if target else None)
        self.target = target
        self.chosen_target.emit(target)

    def found(self) -> Target | None:
        """Return what was chosen; a whole number or the text of a card's code counts as chosen. Raises FieldError."""
        text = trim(self.text())
        if self.target or not text:
            return self.target
        exact = [
            (ledger, one.uid) for ledger, one in rounds_view.targets(self.desk, text, 5)
            if squeeze(one.title) == squeeze(text) or rounds_view.by_number(self.desk, text)
        ]  # fmt: skip
        if len(exact) != 1:
            raise FieldError(f"“{text[:20]}”还没有选定，", kind="record", advice="请打几个字后从列表里选一条。")
        self.set_target(exact[0])
        return self.target

    def offer(self) -> None:
        self._timer.stop()
        if not self.hasFocus():
            return
        found = rounds_view.targets(self.desk, self.text())
        self.suggestions.offer(
            (f"{ledger}:{one.uid}", (one.title, one.detail or self.desk.catalogue[ledger].label))
            for ledger, one in found
        )

    def _take(self, index: QModelIndex) -> None:
        self._timer.stop()
        ledger, _, uid = value_of(index).partition(":")
        self.set_target((ledger, uid))

    def _typed(self) -> None:
        if self.target is not None and self.uid is None:
            self.target = None
            self.chosen_target.emit(None)


class MetChooser(RecordChooser):
    """Chooses who was met: the people of the household first, anybody else when none of them is meant."""

    people: tuple[Member, ...] = ()

    def offer(self) -> None:
        self._timer.stop()
        if not self.hasFocus():
            return
        typed = squeeze(self.text()).casefold()
        here = [one for one in self.people if not typed or _fits(one.name, typed)]
        if not here and typed:
            super().offer()
            return
        self.suggestions.offer((one.uid, (one.name, one.relation)) for one in here)


def _fits(name: str, typed: str) -> bool:
    return name_key(typed) in name_key(name) or (typed.isascii() and spelled(name, typed))
