"""What the print dialog asks for others' sake: a grant for what is printed, and which column must not be on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from gridDesk.desk import paper_mark, print_grants, reidentify
from gridDesk.desk.grant_order import purpose_of
from gridDesk.errors import DeskError
from gridDesk.ui import theme
from gridDesk.ui.fitting import fit_screen

if TYPE_CHECKING:
    from gridDesk.desk.grants import Order


class AsksLeave:
    """The part of the print dialog that tells what a grant is asked for and makes room for who must agree."""

    def order(self) -> Order | None:
        """Return what a grant is asked for, None where nobody is on the paper."""
        asked = self.printing.asked
        if asked is None or not asked.persons:
            return None
        words, recipient = self.why()
        usual = paper_mark.usual_purpose(asked.level)
        words = words or usual
        wanted = replace(
            asked, purpose=purpose_of(words), words=words, recipient=recipient, copies=self.copies.value()
        )  # fmt: skip
        if not wanted.gives or self.printing.wanted is None:
            return wanted
        return replace(wanted, persons=print_grants.persons(self.desk, self.printing.wanted))

    def _hides(self, order: Order) -> bool:
        """Tell whether nobody's ID number can be worked out; else say which column to leave out."""
        self.telling = ""
        self.drop.hide()
        try:
            print_grants.check_guess(self.desk, self.printing.wanted, order)
        except reidentify.Telling as error:
            self.telling = error.reference
            self.drop.setText(f"去掉“{error.title}”(&X)")
            self.drop.show()
            self.trouble.show_error(error)
            return False
        except DeskError as error:
            self.trouble.show_error(error)
            return False
        return True

    def _leave_out(self) -> None:
        self.leave_out.emit(self.telling)
        self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_room()

    def _make_room(self) -> None:
        """Grow to hold who must agree, as far as the screen allows, and show the fields to be filled."""
        self._fit_room()
        self.room.ensureWidgetVisible(self.approval, 0, 0)

    def _fit_room(self) -> None:
        inside = self.room.widget()
        inside.layout().activate()
        edges = self.layout().sizeHint().height() - self.room.sizeHint().height()
        wide = max(self.layout().sizeHint().width(), inside.layout().sizeHint().width() + theme.spacing(9))
        tall = (
            inside.layout().totalHeightForWidth(wide - theme.spacing(8))
            if inside.layout().hasHeightForWidth()
            else inside.sizeHint().height()
        )
        fit_screen(self, wide, tall + edges + 2)
