"""What another page asks to print: a paper of a record or a day, a list as it stands, or what was printed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridDesk.desk import printing

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder


class FromOutside:
    """What the choices of the print page do when another page asks; mixed into `PrintChoices`."""

    def choose_part(self, key: str, part: str) -> bool:
        """Choose a paper, and of it a record by its uid, or a day or month with a mode behind it (`2026-11-03:blank`)."""
        date, _, mode = part.partition(":")
        dated = date[:4].isdigit() and date[4:5] == "-"
        return self.choose(key, record="" if dated else date, date=date if dated else "", mode=mode)

    def choose(self, key: str, record: str = "", date: str = "", mode: str = "") -> bool:
        """Choose a paper, and what of it, from another page; tells whether this office has that paper."""
        if not self._quietly(lambda: self.paper_list.mark(key)):
            return False
        self._quietly(lambda: self._choose(record, date, mode))
        self._show_questions()
        self.changed.emit()
        return True

    def _choose(self, record: str, date: str, mode: str) -> None:
        self._show_questions()
        if record and "records" in self._asked():
            self.records.put((record,))
        if date:
            self.dates.choose(date)
        if mode in self.modes:
            self.modes[mode].setChecked(True)

    def choose_list(self, key: str) -> None:
        """Put a list another page shows first among the papers, and choose it. Raises DeskError when it is not there."""
        self._list = printing.list_paper(self.desk, key)
        self.refresh()
        self.choose(key)
        # Printed by the way, it leaves the office more easily.
        self._quietly(lambda: self.level.choose("", full_ids=False))

    def put(self, order: PrintOrder, *, shelved: bool) -> bool:
        """Choose what an earlier printing was; tells whether this office still has that paper. Raises DeskError."""
        if order.paper.startswith("view:"):
            self.choose_list(order.paper)
        if not self._quietly(lambda: self.paper_list.mark(order.paper)):
            return False
        self._quietly(lambda: self._put(order, shelved))
        self._show_questions()
        self.changed.emit()
        return True

    def _put(self, order: PrintOrder, shelved: bool) -> None:
        self._show_questions()
        self.grid.setCurrentIndex(max(0, self.grid.findData(order.grid or "")))
        self.group.setCurrentIndex(max(0, self.group.findData(order.village_group)))
        if "records" in self._asked():
            self.records.put(order.households or order.records)
        if order.date or order.month:
            self.dates.choose(order.date or order.month)
        if order.mode in self.modes:
            self.modes[order.mode].setChecked(True)
        self.level.choose(order.level, full_ids=order.full_ids)
        self.layout_box.show_layout(order.layout)
        self.count.setValue(order.count)
        self.keep.copy.setValue(order.copy)
        self.keep.keep.setChecked(shelved)
