"""InboxCard: the frame of everything that is decided on the inbox page; trouble is told inside it, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.flow import FlowLayout

EMPTY = "（空白）"
LABEL = 7  # Hanzi that a question's label takes


class InboxCard(QFrame):
    """One thing that waits, whole: what it is, what is asked, and the buttons that decide it.

    `done` tells in a sentence what was decided; what is typed stays when a decision cannot be made.
    """

    done = Signal(str)
    open_record = Signal(str, str)
    go = Signal(str, str)
    beside = 1  # questions in one row

    def __init__(self, desk: Desk, heading: str, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.desk = desk
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.gap() * 2, round(theme.gap() * 1.3), theme.gap() * 2, theme.gap() * 2)
        self.column.setSpacing(round(theme.gap() * 1.1))
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.gap())
        self.heading = theme.heading(heading)
        self.heading.setWordWrap(True)
        self.head.addWidget(self.heading, 1)
        self.column.addLayout(self.head)
        if words:
            self.column.addWidget(theme.body(words))
        self.questions = QGridLayout()
        self.questions.setHorizontalSpacing(theme.gap())
        self.questions.setVerticalSpacing(theme.gap())
        self._asked = 0
        self.questions.setColumnMinimumWidth(0, theme.chars(LABEL))
        self.bar = problem.Bar()
        self.buttons = FlowLayout()
        self.main: QPushButton | None = None

    def open_button(self, words: str, ledger: str, uid: str) -> None:
        """Put a quiet button beside the heading that opens a record."""
        made = theme.quiet(pieces.button(words, lambda: self.open_record.emit(ledger, uid), "forward"))
        self.head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)

    def tell(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Add labels with their texts; those without a text are left out."""
        shown = [(label, text) for label, text in pairs if text]
        if shown:
            grid = pieces.facts(shown, 1)
            grid.setColumnMinimumWidth(0, theme.chars(LABEL))
            self.column.addLayout(grid)

    def ask(self, label: str, widget: QWidget) -> QWidget:
        """Add a question under the last one; the labels stand under one another."""
        words = QLabel(label)
        words.setBuddy(widget)
        widget.setAccessibleName(label)
        row, place = divmod(self._asked, self.beside)
        self._asked += 1
        self.questions.addWidget(words, row, place * 2)
        self.questions.addWidget(widget, row, place * 2 + 1)
        self.questions.setColumnStretch(place * 2 + 1, 1)
        return widget

    def ask_text(self, label: str, hint: str = "", text: str = "") -> QLineEdit:
        """Ask for a line of text."""
        line = QLineEdit(text)
        line.setPlaceholderText(hint)
        self.ask(label, line)
        return line

    def add_button(self, words: str, act: Callable[[], object], icon: str = "", *, main: bool = False) -> QPushButton:
        """Add a button that decides; the main one is what Enter in the list leads to."""
        made = pieces.button(words, act, icon, "#ffffff" if main else theme.ACCENT)
        self.buttons.addWidget(theme.primary(made) if main else made)
        if main:
            self.main = made
        return made

    def finish(self, beside: QWidget | None = None) -> None:
        """Put questions, bar and buttons below what was told; the buttons `beside` an input to save the height."""
        self.column.addLayout(self.questions)
        self.column.addWidget(self.bar)
        self.bar.clear()
        if beside is None:
            self.column.addLayout(self.buttons)
        else:
            row = QHBoxLayout()
            row.setSpacing(theme.gap())
            row.addWidget(beside, 1)
            row.addLayout(self.buttons)
            self.column.addLayout(row)
        self.column.addStretch(1)

    def try_to(self, act: Callable[[], object], words: str) -> bool:
        """Decide something; trouble is told in the card and nothing typed is lost."""
        try:
            act()
        except DeskError as error:
            self.bar.show_error(error)
            QTimer.singleShot(60, self, lambda: self.bring_into_sight(self.bar))
            return False
        self.bar.clear()
        self.done.emit(words)
        return True

    def begin(self) -> None:
        """Give the keyboard to the main button, or to what comes first."""
        if self.main is not None:
            self.main.setFocus(Qt.FocusReason.TabFocusReason)
            self.bring_into_sight(self.main)

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scroll the page to a part of the card where the screen is too low for both."""
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()


class Columns(QFrame):
    """Values side by side under their headings, with a line below each that says who put it and when."""

    def __init__(self, sides: Sequence[tuple[str, str, str]], chosen: int = -1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("columns")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(0)
        for place, (head, value, below) in enumerate(sides):
            grid.addWidget(_side(head, value, below, place == chosen), 0, place)
            grid.setColumnStretch(place, 1)


def _side(head: str, value: str, below: str, chosen: bool) -> QFrame:
    """Return one value in its box; the one that would change the record stands on a coloured ground."""
    box = QFrame()
    box.setObjectName("value_chosen" if chosen else "value")
    ground, edge = (theme.ACCENT_SOFT, theme.ACCENT) if chosen else (theme.GROUND, theme.LINE)
    box.setStyleSheet(
        f"QFrame#{box.objectName()} {{ background: {ground}; border: 1px solid {edge}; border-radius: {theme.spacing(1)}px; }}"
    )
    column = QVBoxLayout(box)
    column.setContentsMargins(*[round(theme.gap() * 1.2)] * 4)
    column.setSpacing(theme.spacing(1))
    name = theme.subtle(head)
    shown = theme.heading(value or EMPTY)
    shown.setWordWrap(True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    said = theme.subtle(below)
    box.setAccessibleName(f"{head}：{value or '空白'}。{below}")
    for widget in (name, shown, said):
        column.addWidget(widget)
    said.setVisible(bool(below))
    column.addStretch(1)
    return box
