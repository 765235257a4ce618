"""The household screen as a paper card: head block, members, dwelling, tenants; Enter walks through it cell by cell."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk.household_draft import (
    MEMBER_CELLS,
    DwellingDraft,
    HouseholdDraft,
    MemberDraft,
    Place,
    TenantDraft,
    last_number,
)
from gridDesk.desk.household_people import HEAD
from gridDesk.desk.household_reading import facts
from gridDesk.desk.office import Desk
from gridDesk.ui import theme
from gridDesk.ui.choosers import RETURNS
from gridDesk.ui.household_blocks import (
    DWELLING_COLUMNS,
    HEAD_COLUMNS,
    MEMBER_COLUMNS,
    TENANT_COLUMNS,
    Rows,
    Strip,
)
from gridDesk.ui.household_cells import CellMaker, carry, is_carried, mark_carried, mark_level

AT_FIRST = 4
BEFOREHAND = ("relation", "ethnicity")
CARRIED_HEAD = ("village_group", "grid", "kind")


class Board(QWidget):
    """All cells of one household. It keeps texts; what they mean is the desk's."""

    edited = Signal(object)  # Place
    entered = Signal(object)
    left = Signal(object)
    save_wanted = Signal()
    leave_wanted = Signal()
    take_wanted = Signal(int)  # the row of a member
    went_through = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        maker = CellMaker(desk)
        self.head = Strip(maker, "head", HEAD_COLUMNS)
        self.members = Rows(maker, "member", MEMBER_COLUMNS)
        self.dwelling = Strip(maker, "dwelling", DWELLING_COLUMNS)
        self.tenants = Rows(maker, "tenant", TENANT_COLUMNS)
        self._places: dict[QLineEdit, Place] = {}
        self._begun = HouseholdDraft()
        self._uids: dict[int, str] = {}
        self._build()
        self.show_draft(HouseholdDraft())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(theme.spacing(1.6))
        self.tenants_heading = theme.heading("承租人")
        column.addWidget(_card(self.head, self.members))
        column.addWidget(_card(self.dwelling, self.tenants_heading, self.tenants))
        column.addStretch(1)
        if len(self.desk.grids()) < 2:
            self.head.hide_cell("grid")
        for _place, line in (*self.head.places(), *self.dwelling.places()):
            self._listen(_place, line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        edge = theme.gap() * (2 if self.width() > theme.chars(56) else 1)
        self.layout().setContentsMargins(edge, theme.spacing(1), edge, theme.gap())

    # --- drafts -----------------------------------------------------------------------------------------------

    def draft(self) -> HouseholdDraft:
        """Return what stands on the screen."""
        head = {key: line.text() for key, line in self.head.cells.items()}
        grid = self.head.cells["grid"]
        head["grid"] = (grid.uid or "") if grid.text().strip() else ""
        members = tuple(
            MemberDraft(**{key: line.text() for key, line in cells.items()}, uid=self._uids.get(row, ""))
            for row, cells in enumerate(self.members.rows)
        )
        tenants = () if self.tenants.isHidden() else tuple(self._tenant(row) for row in range(len(self.tenants.rows)))
        house = DwellingDraft(
            **{key: line.text() for key, line in self.dwelling.cells.items()}, uid=self._begun.dwelling.uid
        )
        return HouseholdDraft(**head, members=members, dwelling=house, tenants=tenants, uid=self._begun.uid)

    def _tenant(self, row: int) -> TenantDraft:
        made = TenantDraft(**{key: line.text() for key, line in self.tenants.rows[row].items()})
        there = self._begun.tenants[row] if row < len(self._begun.tenants) else made
        return replace(made, uid=there.uid, tenancy=there.tenancy)

    def show_draft(self, draft: HouseholdDraft, *, stays: bool = False) -> None:
        """Show a household; with `stays` what was carried over from the last one is passed by Enter."""
        self._begun = draft
        self._uids = {row: one.uid for row, one in enumerate(draft.members) if one.uid}
        for key, line in self.head.cells.items():
            if key == "grid":
                line.choose(draft.grid or None)
            else:
                carry(line, getattr(draft, key), on=False)
            kept = key == "kind" or (stays and key in CARRIED_HEAD)
            mark_carried(line, kept and bool(line.text()))
        for key, line in self.dwelling.cells.items():
            carry(line, getattr(draft.dwelling, key), on=stays)
        self._show_members(draft)
        self._show_tenants(draft)
        for _place, line in self.order():
            mark_level(line, "")

    def _show_members(self, draft: HouseholdDraft) -> None:
        count = max(AT_FIRST, len(draft.members) + 1)
        self._fit(self.members, count)
        for row, cells in enumerate(self.members.rows):
            one = draft.members[row] if row < len(draft.members) else MemberDraft()
            for key, line in cells.items():
                carry(line, getattr(one, key), on=False)
        if not self.members.rows[0]["relation"].text():
            carry(self.members.rows[0]["relation"], self.desk.catalogue.code_sets["relation"].show(HEAD))

    def _show_tenants(self, draft: HouseholdDraft) -> None:
        self._fit(self.tenants, len(draft.tenants) + 1)
        for row, cells in enumerate(self.tenants.rows):
            one = draft.tenants[row] if row < len(draft.tenants) else TenantDraft()
            for key, line in cells.items():
                carry(line, getattr(one, key), on=False)
        self._show_letting()

    def _fit(self, rows: Rows, count: int) -> None:
        for line in [line for cells in rows.rows[count:] for line in cells.values()]:
            self._places.pop(line, None)
        rows.drop_rows(count)
        while len(rows.rows) < count:
            self._add_row(rows)

    def _add_row(self, rows: Rows) -> None:
        row = len(rows.rows)
        for key, line in rows.add_row().items():
            self._listen(Place(rows.block, row, key), line)

    def _listen(self, place: Place, line: QLineEdit) -> None:
        self._places[line] = place
        line.installEventFilter(self)
        if hasattr(line, "edited"):
            line.edited.connect(lambda: self._edited(place, line))
            line.picked.connect(lambda: self._go_on(line))
        else:
            line.textEdited.connect(lambda _text: self._edited(place, line))

    # --- cells ------------------------------------------------------------------------------------------------

    def order(self) -> list[tuple[Place, QLineEdit]]:
        """Return every cell in the order of the keyboard."""
        blocks = (self.head, self.members, self.dwelling, self.tenants)
        return [pair for block in blocks for pair in block.places()]

    def line(self, place: Place) -> QLineEdit | None:
        """Return the cell of a place, None when it is not on the screen."""
        return next((line for known, line in self.order() if known == place), None)

    def place_of(self, line: object) -> Place | None:
        """Return the place of a cell."""
        return self._places.get(line) if isinstance(line, QLineEdit) else None

    def start(self) -> None:
        """Put the keyboard where typing begins: into the house number that follows, else into the first cell."""
        address = self.head.cells["address"]
        start, length = last_number(address.text())
        first = address if length else self.head.cells["number"]
        if not length and first.text():
            first = address
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if length:
            address.setSelection(start, length)

    def go(self, place: Place) -> None:
        """Go to a cell."""
        line = self.line(place)
        if line is not None:
            line.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, row: int, there: MemberDraft) -> None:
        """Fill a row from a person who is there already; what was typed stays."""
        self._uids[row] = there.uid
        for key, line in self.members.rows[row].items():
            if key in ("id_number", "relation") or (line.text().strip() and not is_carried(line)):
                continue
            carry(line, getattr(there, key))
        mark_level(self.members.rows[row]["id_number"], "")
        self.edited.emit(Place("member", row, "id_number"))

    def _edited(self, place: Place, line: QLineEdit) -> None:
        mark_carried(line, False)
        mark_level(line, "")
        if place.block == "member":
            self._member_edited(place)
        if place.block == "tenant" and place.row == len(self.tenants.rows) - 1:
            self._add_row(self.tenants)
        if place.block == "dwelling" and place.key == "rented":
            self._show_letting()
        self.edited.emit(place)

    def _member_edited(self, place: Place) -> None:
        cells = self.members.rows[place.row]
        if place.key == "id_number":
            self._derive(place.row)
        if not cells["ethnicity"].text() and place.key != "ethnicity":
            above = self.members.rows[place.row - 1]["ethnicity"].text() if place.row else ""
            field = self.desk.catalogue["person"]["ethnicity"]
            carry(cells["ethnicity"], above or field.show(field.default))
        if place.row == len(self.members.rows) - 1:
            self._add_row(self.members)

    def _derive(self, row: int) -> None:
        """Fill in birth date and sex from the number; what was typed stays."""
        cells = self.members.rows[row]
        number = cells["id_number"].text()
        found = facts(self.desk, number) if len(number) >= 15 else {}
        for key in ("birth", "sex"):
            if is_carried(cells[key]) or not cells[key].text():
                carry(cells[key], found.get(key, ""))

    def _show_letting(self) -> None:
        text = self.dwelling.cells["rented"].text().strip()
        let = text in ("是", "1", "有") or any(not self.tenants.blank(row) for row in range(len(self.tenants.rows)))
        for widget in (self.tenants, self.tenants_heading):
            widget.setVisible(let)

    # --- keyboard ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched in self._places:
            if event.type() == QEvent.Type.KeyPress and self._key(watched, event):
                return True
            if event.type() == QEvent.Type.FocusIn:
                self.entered.emit(self._places[watched])
            if event.type() == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.PopupFocusReason:
                self.left.emit(self._places[watched])
        return super().eventFilter(watched, event)

    def _key(self, line: QLineEdit, event: QKeyEvent) -> bool:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in RETURNS:
            self.save_wanted.emit() if control else self._step(line, -1) if shift else self._go_on(line)
        elif key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and not control):
            return self._step(line, -1 if key == Qt.Key.Key_Backtab or shift else 1)
        elif key == Qt.Key.Key_Escape:
            self.leave_wanted.emit()
        elif key == Qt.Key.Key_F4:
            self._repeat(line)
        elif key == Qt.Key.Key_F2 and self._places[line].block == "member":
            self.take_wanted.emit(self._places[line].row)
        elif control and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            place = self._places[line]
            self.go(replace(place, row=place.row + (1 if key == Qt.Key.Key_Down else -1)))
        else:
            return False
        return True

    def _step(self, line: QLineEdit, way: int) -> bool:
        """Go to the next or last cell, without passing any by; return False at the end."""
        lines = [one for _place, one in self.order()]
        there = lines.index(line) + way
        if not 0 <= there < len(lines):
            return False
        lines[there].setFocus(Qt.FocusReason.TabFocusReason if way > 0 else Qt.FocusReason.BacktabFocusReason)
        return True

    def _go_on(self, line: QLineEdit) -> None:
        """Go to the next cell that is not filled in already; an empty row ends its table."""
        place = self._places[line]
        lines = [one for _place, one in self.order()]
        rest = lines[lines.index(line) + 1 :]
        if (
            place.key == "id_number"
            and place.block == "member"
            and place.row
            and self.members.blank(place.row, BEFOREHAND)
        ):
            rest = [one for one in rest if self._places[one].block == "dwelling"]
        elif place.key == "id_number" and place.block == "tenant" and place.row and self.tenants.blank(place.row):
            rest = []
        following = next((one for one in rest if not is_carried(one)), None)
        if following is None:
            self.went_through.emit()
        else:
            following.setFocus(Qt.FocusReason.TabFocusReason)

    def _repeat(self, line: QLineEdit) -> None:
        """Take over what stands in the row above."""
        place = self._places[line]
        above = self.line(replace(place, row=place.row - 1)) if place.row else None
        if above is not None and place.key in (*MEMBER_CELLS, "since", "rent"):
            line.setText(above.text())
            self._edited(place, line)
            line.end(False)


def _card(*parts: QWidget) -> QWidget:
    frame = theme.card()
    column = QVBoxLayout(frame)
    column.setContentsMargins(theme.spacing(1), theme.gap(), theme.gap(), theme.gap())
    column.setSpacing(theme.gap())
    for part in parts:
        column.addWidget(part)
    return frame
