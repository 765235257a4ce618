"""Lines: rows of cells typed one after the other, an empty row ends them: findings, changes, newcomers, slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from gridDesk.desk.entry import memory
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ledger import CodeSet
from gridDesk.ui import spelling, theme
from gridDesk.ui.choosers import RETURNS, CodeLine, RecordChooser
from gridDesk.ui.household_cells import Line, mark_level
from gridDesk.ui.matching import Matcher

Texts = dict[str, str]
UID = "uid"


@dataclass(frozen=True, slots=True)
class Cell:
    """A column: its key, heading, width in Hanzi, whether it takes what is left, and what it offers.

    `codes` offers a list to choose from, `ledger` records; `first` is what a new row starts with.
    """

    key: str
    label: str
    width: float
    stretch: bool = False
    codes: CodeSet | None = None
    ledger: str = ""
    first: str = ""


class Lines(QWidget):
    """Rows of cells. Enter goes on and begins a new row, Ctrl+Delete takes a row away, Ctrl+Enter wants to save."""

    edited = Signal()
    went_through = Signal()
    save_wanted = Signal()

    def __init__(
        self, desk: Desk, name: str, cells: Sequence[Cell], *, least: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.name, self.cells, self.least = desk, name, tuple(cells), least
        self.rows: list[dict[str, QLineEdit]] = []
        self._numbers: list[QLabel] = []
        self._matchers: dict[str, Matcher] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, theme.chars(1.4))
        self._build_headings()
        for _ in range(least):
            self._add_row()

    # --- what stands in them ----------------------------------------------------------------------------------

    def offer(self, key: str, codes: CodeSet) -> None:
        """Let a column offer another list; what was typed stays."""
        self._matchers[key] = Matcher(codes, spelling.keys)
        for cells in self.rows:
            cells[key].matcher = self._matchers[key]

    def texts(self) -> list[Texts]:
        """Return the rows as typed, the empty ones too, so that row numbers stay; `uid` is the record that was chosen."""
        return [self._texts(cells) for cells in self.rows]

    def _texts(self, cells: Mapping[str, QLineEdit]) -> Texts:
        found = {key: line.text() for key, line in cells.items()}
        chosen = next((line.uid for line in cells.values() if isinstance(line, RecordChooser) and line.uid), None)
        return found | ({UID: chosen} if chosen else {})

    def code(self, row: int, key: str) -> str:
        """Return what was chosen in a cell with a list. Raises FieldError for a word that is not on it."""
        line = self.rows[row][key]
        try:
            return (line.code() if isinstance(line, CodeLine) else line.text()) or ""
        except FieldError:
            label = next(cell.label for cell in self.cells if cell.key == key)
            raise FieldError(
                f"{self.name}第 {row + 1} 行：“{line.text()[:20]}”不在{label}里，", advice="请从列表里选一项。"
            ) from None

    def set_texts(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Put rows back."""
        self._drop_rows(0)
        for texts in rows:
            cells = self._add_row()
            for key, line in cells.items():
                words = str(texts.get(key, ""))
                line.choose(texts.get(UID), words) if isinstance(line, RecordChooser) else line.setText(words)
                line.setCursorPosition(0)
        while len(self.rows) < self.least or not self._blank(self.rows[-1]):
            self._add_row()

    def clear(self) -> None:
        """Empty every row."""
        self.set_texts([])

    def filled(self) -> list[int]:
        """Return the rows in which something was typed."""
        return [row for row, cells in enumerate(self.rows) if not self._blank(cells)]

    def _blank(self, cells: Mapping[str, QLineEdit]) -> bool:
        first = {cell.key: cell.first for cell in self.cells}
        return not any(line.text().strip() for key, line in cells.items() if line.text() != first[key])

    def mark(self, row: int, key: str, level: str, message: str = "") -> None:
        """Show that a cell is wrong or doubtful, "" for neither."""
        mark_level(self.rows[row][key], level, message)
        self.rows[row][key].setToolTip(message)

    def unmark(self) -> None:
        """Take every mark away."""
        for row, cells in enumerate(self.rows):
            for key in cells:
                self.mark(row, key, "")

    # --- rows -------------------------------------------------------------------------------------------------

    def _build_headings(self) -> None:
        for place, cell in enumerate(self.cells, 1):
            label = QLabel(cell.label)
            label.setProperty("role", "column")
            label.setIndent(0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(label, 0, place)
            self._grid.setColumnMinimumWidth(place, theme.chars(min(cell.width, 2.6)))
            self._grid.setColumnStretch(place, round(cell.width * (16 if cell.stretch else 10)))

    def _add_row(self) -> dict[str, QLineEdit]:
        place = len(self.rows) + 1
        number = theme.subtle(str(place))
        number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._grid.addWidget(number, place, 0)
        cells: dict[str, QLineEdit] = {}
        for n, cell in enumerate(self.cells, 1):
            line = self._line(cell)
            line.setProperty("role", "cell")
            line.setMinimumWidth(1)  # the column says how wide
            line.setAccessibleName(f"{self.name}第{place}行{cell.label}")
            line.setText(cell.first)
            line.installEventFilter(self)
            self._listen(line)
            self._grid.addWidget(line, place, n)
            line.show()  # at once: the next key may go there
            cells[cell.key] = line
        self._numbers.append(number)
        self.rows.append(cells)
        return cells

    def _line(self, cell: Cell) -> QLineEdit:
        if cell.ledger:
            line = RecordChooser(self.desk, cell.ledger)
            line.setClearButtonEnabled(False)
            return line
        if cell.codes is None:
            return Line()
        if cell.key not in self._matchers:
            self._matchers[cell.key] = Matcher(cell.codes, spelling.keys, memory(self.desk))
        return CodeLine(self._matchers[cell.key])

    def _listen(self, line: QLineEdit) -> None:
        if hasattr(line, "edited"):
            line.edited.connect(lambda: self._edited(line))
            line.picked.connect(lambda: self._go_on(line))
        else:
            line.textEdited.connect(lambda _text: self._edited(line))

    def _edited(self, line: QLineEdit) -> None:
        mark_level(line, "")
        if self.rows and line in self.rows[-1].values():
            self._add_row()
        self.edited.emit()

    def _drop_rows(self, keep: int) -> None:
        while len(self.rows) > keep:
            for widget in (self._numbers.pop(), *self.rows.pop().values()):
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()

    def take_away(self, row: int) -> None:
        """Take a row away; those below move up."""
        texts = self.texts()
        del texts[row]
        self.set_texts([one for one in texts if any(one.values())])
        self.go(min(row, len(self.rows) - 1))
        self.edited.emit()

    # --- keyboard ---------------------------------------------------------------------------------------------

    def go(self, row: int, key: str = "") -> None:
        """Put the keyboard into a cell, the first of its row where none is named."""
        self.rows[row][key or self.cells[0].key].setFocus(Qt.FocusReason.TabFocusReason)

    def start(self) -> None:
        """Put the keyboard where typing goes on: into the first empty row."""
        self.go(next((n for n, cells in enumerate(self.rows) if self._blank(cells)), 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent):
            return self._key(watched, event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, line: QLineEdit, event: QKeyEvent) -> bool:
        place = self._place(line)
        if place is None:
            return False
        row, key = place
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in RETURNS and control and event.isAutoRepeat():
            return True  # held: it saves once
        if event.key() in RETURNS:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.save_wanted.emit() if control else self._go_on(line, back=back)
        elif control and event.key() == Qt.Key.Key_Delete:
            self.take_away(row)
        elif control and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            there = row + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= there < len(self.rows):
                self.go(there, key)
        elif event.key() == Qt.Key.Key_F4 and row:
            line.setText(self.rows[row - 1][key].text())
            self._edited(line)
        else:
            return False
        return True

    def _place(self, line: QLineEdit) -> tuple[int, str] | None:
        return next(
            ((row, key) for row, cells in enumerate(self.rows) for key, one in cells.items() if one is line), None
        )

    def _go_on(self, line: QLineEdit, *, back: bool = False) -> None:
        """Go to the next cell; the first cell of an empty row ends the lines."""
        place = self._place(line)
        if place is None:
            return
        row, key = place
        if not back and key == self.cells[0].key and self._blank(self.rows[row]):
            self.went_through.emit()
            return
        order = [(n, cell.key) for n in range(len(self.rows)) for cell in self.cells]
        there = order.index((row, key)) + (-1 if back else 1)
        if there >= len(order):
            self.went_through.emit()
        elif there >= 0:
            self.go(*order[there])
