"""Pieces of record pages: a card with a heading and buttons, a line that opens a record, pairs of label and text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridDesk.ui import theme


class Card(QFrame):
    """A white card with a heading, buttons beside it, and what is put into `body`."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, round(theme.gap() * 1.5))
        outer.setSpacing(theme.spacing(1.5))
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.spacing(1))
        self.head.addStrut(round(theme.em() * 1.8))
        self.heading = theme.heading(heading)
        self.head.addWidget(self.heading)
        self.head.addStretch(1)
        outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.spacing(1))
        outer.addLayout(self.body)

    def add_button(self, words: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        """Put a quiet button beside the heading."""
        made = theme.quiet(button(words, act, icon))
        self.head.addWidget(made)
        return made

    def clear(self) -> None:
        """Empty the body."""
        empty(self.body)

    def say(self, text: str) -> None:
        """Add a quiet sentence."""
        self.body.addWidget(theme.subtle(text))


def button(words: str, act: Callable[[], object], icon: str = "", colour: str = theme.ACCENT) -> QPushButton:
    """Return a button that also answers to Enter."""
    made = QPushButton(words)
    if icon:
        made.setIcon(theme.icon(icon, colour))
    made.setAutoDefault(True)
    made.clicked.connect(lambda _checked=False: act())
    return made


def choice_row(
    go_words: str, go: Callable[[], object], stay_words: str, stay: Callable[[], object]
) -> tuple[QHBoxLayout, QPushButton]:
    """Return the foot of a dialog, and its main button, which Enter presses."""
    main = theme.primary(button(go_words, go))
    main.setDefault(True)
    quiet = button(stay_words, stay)
    quiet.setAutoDefault(False)
    row = QHBoxLayout()
    row.setSpacing(theme.gap())
    row.addStretch(1)
    row.addWidget(quiet)
    row.addWidget(main)
    return row, main


def empty(layout: QVBoxLayout | QHBoxLayout | QGridLayout) -> None:
    """Take everything out of a layout and throw it away."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif item.layout() is not None:
            empty(item.layout())


def link(words: str, act: Callable[[], object], name: str = "") -> QPushButton:
    """Return a button that reads as text and opens a record."""
    made = theme.quiet(button(words.replace("&", "&&"), act))
    made.setAccessibleName(name or words)
    return made


def facts(pairs: Sequence[tuple[str, str]], columns: int = 2) -> QGridLayout:
    """Return labels and texts in columns; what is not known is left out by the caller."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.gap())
    grid.setVerticalSpacing(theme.spacing(1))
    for place, (label, text) in enumerate(pairs):
        row, column = divmod(place, columns)
        name = theme.subtle(label)
        name.setWordWrap(False)
        name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        shown = QLabel(text)
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setWordWrap(True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(name, row, column * 2)
        grid.addWidget(shown, row, column * 2 + 1)
    for column in range(columns):
        grid.setColumnStretch(column * 2 + 1, 1)
    return grid


def scrolling(page: QWidget) -> QScrollArea:
    """Return a calm scroll area around a page."""
    page.setObjectName("page")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
