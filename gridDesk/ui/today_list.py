"""The keyboard list of 今日: what is due, why and by which clause; arrow keys walk, Enter records, Space confirms a visit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gridDesk.desk.agenda_item import Item
from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line, RowsView

HEADINGS = (Heading("种类", 5.5), Heading("要做的", 16), Heading("在哪里"), Heading("为什么", 9), Heading("依据", 11))
CITE, NARROW = 4, 56  # the clause gives way where there are fewer Hanzi; the line below the list tells it too
LEAST, MOST = 4, 12  # rows shown at once where there are so many
ICONS = {
    "visit": "household", "patrol": "walk", "event": "bell", "log": "logs", "tenancy": "dwelling", "permit": "id-card",
    "birthday": "star", "report": "export", "meeting": "people", "board": "pin", "survey": "check", "verify": "check-circle",
    "package": "exchange", "task": "check", "inbox": "question", "office": "office", "paper": "print", "old": "bell",
}  # fmt: skip
_COLOURS = {"late": theme.WARN, "due": theme.ACCENT, "soon": theme.SUBTLE}


class DueList(RowsView):
    """Shows things to do; the word of their kind stands where a kind begins."""

    confirmed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(HEADINGS, name, parent)

    def show_items(self, items: Sequence[Item], held: object = None, place: int = 0) -> None:
        """Show things to do, the keyboard on the one with the key `held`, else on the row it was on."""
        keys = [item.key for item in items]
        row = keys.index(held) if held in keys else min(place, len(items) - 1)
        before = [None, *(item.kind for item in items)]
        self.set_lines(
            [_line(item, item.kind != kind) for item, kind in zip(items, before, strict=False)], choose=max(0, row)
        )

    def item(self) -> Item | None:
        """Return the thing that is chosen."""
        found = self.current()
        return found if isinstance(found, Item) else None

    def set_room(self, height: int) -> None:
        """Say how high it may be, so that the buttons below it stay in sight; a few rows always show."""
        most = max(LEAST, min(MOST, height // self.row_height() - 1))
        self.setFixedHeight(self.row_height() * (min(max(1, len(self.rows.lines)), most) + 1) + theme.spacing(2))
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self.confirmed.emit(self.current())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.chars(NARROW)
        if self.isColumnHidden(CITE) != narrow:
            self.setColumnHidden(CITE, narrow)


def _line(item: Item, first: bool) -> Line:
    texts = (item.section if first else "", item.title, item.line, item.why, item.cite)
    return Line(texts, item, icon=ICONS[item.kind], icon_column=0, colour=_COLOURS[item.level])
