"""RoundForm: the form of a visit or patrol on the page 巡查走访: what is asked each time first, the rest folded away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gridDesk.desk import records
from gridDesk.desk.office import Desk
from gridDesk.ui import theme
from gridDesk.ui.choosers import RETURNS
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.fold_out import FoldOut
from gridDesk.ui.form import RecordForm

FOLLOW = "@follow"


def is_held(event: QEvent) -> bool:
    """Tell whether Enter comes again because it is held down."""
    return isinstance(event, QKeyEvent) and event.isAutoRepeat() and event.key() in RETURNS


class RoundForm(RecordForm):
    """A form of two parts; `first` are the fields asked each time, in their order, `left_out` those asked elsewhere."""

    first: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def __init__(self, desk: Desk, ledger: str, known: Mapping[str, object], parent: QWidget | None = None) -> None:
        self.fold: FoldOut | None = None
        super().__init__(desk, ledger, None, known=known, hidden=self.left_out, embedded=True, parent=parent)
        self.body.addStretch(1)  # what room is left lies below the fields, not between them

    def _build_section(self, name: str) -> None:
        """Build both parts when the first section is due; the sections of the ledger do not show here."""
        if self.fold is not None:
            return
        self._build_part(self.first)
        self.fold = FoldOut("更多内容(&G)")
        self.fold.layout().setAlignment(self.fold.head, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.fold)
        kept = self.body
        inside = QWidget()
        self.fold.add(inside)
        rest = [item.key for item in self.ledger.fields if item.key not in (*self.hidden, *self.first)]
        self._build_part(rest, inside)
        self.body = kept
        self.fold.head.toggled.connect(self._unfolded)

    def _build_part(self, keys: tuple[str, ...] | list[str], inside: QWidget | None = None) -> None:
        grid = QGridLayout(inside) if inside is not None else QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(theme.spacing(1.2))
        if inside is None:
            self.body.addLayout(grid)
        for key in keys:
            self._build_field(self.ledger[key])
        self._sections.append((grid, list(keys)))

    def _unfolded(self, on: bool) -> None:
        if on:
            following = next(item for key, item in self.editors.items() if key not in self.first)
            following.entry().setFocus(Qt.FocusReason.TabFocusReason)

    def jump(self, key: str) -> None:
        """Go to a field, unfolding what it lies in."""
        if self.fold is not None and key not in self.first and not self.fold.head.isChecked():
            self.fold.head.setChecked(True)
        super().jump(key)

    def _go_on(self, item: FieldEditor, *, back: bool = False) -> None:
        """Go to the next field that shows; after the last one to what follows from the round."""
        order = [one for one in self.editors.values() if one is item or one.isVisibleTo(self)]
        place = order.index(item) + (-1 if back else 1)
        if place >= len(order):
            self.after_last()
        elif place >= 0:
            order[place].entry().setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Let a key that is held act once: with the next door in place already it would write that too."""
        return is_held(event) or super()._key(watched, event)

    def after_last(self) -> None:
        """Say that every field was passed."""
        self.went_through.emit()

    def go_on(self) -> str:
        """Put in place what comes after the one just written, and return in words that it did; "" where nothing does."""
        return ""

    def begin_again(self) -> None:
        """Put the keyboard where one begins, after the one written last was taken back."""
        self.start_typing()

    def settled(self) -> dict[str, object]:
        """Return the values as they will be written; new records they refer to are in `new_records`."""
        return dict(self.values)

    def _store(self) -> records.Saved:
        raise NotImplementedError
