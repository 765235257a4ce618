"""RecordPage: the frame that the pages of a person and of a household share: it builds, refreshes and tells of errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.watching import Watch

MenuEntry = tuple[str, Callable[[], object]] | None


class RecordPage(QWidget):
    """The page of one record; every change elsewhere shows here at once."""

    title = ""
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.uid = desk, uid
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk again; a record that is no longer there is told in words."""
        try:
            self.load()
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.clear()
        self.show_all()

    def load(self) -> None:
        """Read what the page shows. Raises DeskError."""
        raise NotImplementedError

    def show_all(self) -> None:
        """Put what was read on the page."""
        raise NotImplementedError

    def fill(self, column: QVBoxLayout) -> None:
        """Put the pieces of the page into its column."""
        raise NotImplementedError

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.gap() * 2)
        column.setSpacing(round(theme.gap() * 1.4))
        self.bar = problem.Bar()
        self.bar.hide()
        column.addWidget(self.bar)
        self.fill(column)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))

    def try_to(self, act: Callable[[], object], words: str = "") -> bool:
        """Do something; trouble is told in a dialog, success in the bar when there are words for it."""
        try:
            act()
        except DeskError as error:
            problem.show(self, error)
            return False
        self.refresh()
        if words:
            self.bar.say(words, "ok")
        return True


def two_columns(left: Sequence[QWidget], right: Sequence[QWidget]) -> QHBoxLayout:
    """Return cards in two columns of the same width, each from the top."""
    row = QHBoxLayout()
    row.setSpacing(round(theme.gap() * 1.4))
    for cards in (left, right):
        column = QVBoxLayout()
        column.setSpacing(round(theme.gap() * 1.4))
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        row.addLayout(column, 1)
    return row


class MenuButton(QPushButton):
    """A button that opens a menu of what can be done; the menu is made anew each time, all by keyboard."""

    def __init__(self, words: str, icon: str, entries: Callable[[], Sequence[MenuEntry]]) -> None:
        super().__init__(words)
        self._entries = entries
        self.setIcon(theme.icon(icon, theme.ACCENT))
        self.setAutoDefault(True)
        self.made = QMenu(self)
        self.clicked.connect(lambda _checked=False: self.open_menu())

    def open_menu(self) -> None:
        """Open the menu below the button, its first entry chosen so that Enter takes it."""
        self.made.clear()
        for entry in self._entries():
            if entry is None:
                self.made.addSeparator()
                continue
            words, act = entry
            self.made.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        self.made.popup(self.mapToGlobal(self.rect().bottomLeft()))
        actions = [action for action in self.made.actions() if not action.isSeparator()]
        if actions:
            self.made.setActiveAction(actions[0])
