"""ListHead: title, count in words and buttons of a list; one line where there is room, so that the table gets the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.ui import pieces, theme
from gridDesk.ui.flow import FlowLayout

USUAL = 12  # Hanzi of a usual count: what is found must not move the table
BESIDE_ICON = 4  # pixels that Qt leaves between icon and words of a button


class Count(QLabel):
    """The words under or beside a title; the head that holds them is told when they change."""

    def __init__(self, head: ListHead) -> None:
        super().__init__()
        self._head = head
        self.setProperty("role", "subtle")

    def setText(self, words: str) -> None:
        super().setText(words)
        self._head.fit()


class ListHead(QWidget):
    """Where room is short the icons go first, then the count goes under the title, then the last buttons into a menu.

    The keys of the buttons answer wherever they are.
    """

    def __init__(self, title: str, buttons: Sequence[QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = list(buttons)
        self._icons = [button.icon() for button in self.buttons]
        self._state: tuple[bool, bool, int] | None = None
        self._idle = False
        self._keys = [QShortcut(QKeySequence.mnemonic(one.text()), self, one.click) for one in self.buttons]
        self.title = theme.title(title)
        self.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.more = pieces.button("更多(&G)", self._open_more)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.gap())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._row)
        self._row.addWidget(self.title)
        self.count = Count(self)
        self._row.addLayout(self._build_flow(), 1)
        self._stand(False, True, 0)

    def _build_flow(self) -> FlowLayout:
        flow = FlowLayout(right=True)
        flow.setSpacing(theme.spacing(1.5))
        for place, button in enumerate(self.buttons):
            if place == len(self.buttons) - 1:
                flow.addWidget(self.more)
            flow.addWidget(button)
        return flow

    def fit(self) -> None:
        """Choose how everything stands, by the width there is and what the count says."""
        if self._idle:
            return
        room = self.width() - self.title.sizeHint().width() - theme.gap() * 2
        words = max(self.count.fontMetrics().horizontalAdvance(self.count.text()), theme.chars(USUAL))
        full, bare = self._wide(icons=True), self._wide(icons=False)
        away = 0
        while bare > room and away < len(self.buttons) - 1:
            away += 1
            bare = self._wide(icons=False, away=away)
        beside = words + bare <= room
        self._stand(beside, not away and full + (words if beside else 0) <= room, away)

    def idle(self, on: bool) -> None:
        """Leave all buttons out while the list has nothing to work on, and says itself what to do."""
        if on == self._idle:
            return
        self._idle = on
        self._state = None
        if not on:
            self.fit()
            return
        for widget in (*self.buttons, self.more):
            widget.hide()
        for key in self._keys:
            key.setEnabled(False)

    def _stand(self, beside: bool, icons: bool, away: int) -> None:
        """Lay out anew where something changed: `away` buttons, those before the last, are in the menu."""
        if self._state == (beside, icons, away):
            return
        self._state = (beside, icons, away)
        self._row.removeWidget(self.count)
        self._column.removeWidget(self.count)
        self.count.setWordWrap(not beside)
        if beside:
            self._row.insertWidget(1, self.count)
        else:
            self._column.addWidget(self.count)
        hidden = self._hidden(away)
        for button, icon, key in zip(self.buttons, self._icons, self._keys, strict=True):
            button.setIcon(icon if icons else QIcon())
            button.setVisible(button not in hidden)
            key.setEnabled(button in hidden)  # one in sight has its key itself
        self.more.setVisible(bool(away))
        self.updateGeometry()

    def _hidden(self, away: int) -> list[QPushButton]:
        last = len(self.buttons) - 1
        return self.buttons[last - away : last] if away else []

    def _wide(self, *, icons: bool, away: int = 0) -> int:
        """Return how wide the buttons are in one row, with or without icons, when `away` of them are in the menu."""
        hidden, between = self._hidden(away), theme.spacing(1.5)
        there = [button for button in self.buttons if button not in hidden]
        shown = any(not button.icon().isNull() for button in there)
        change = sum(button.iconSize().width() + BESIDE_ICON for button in there)
        wide = sum(button.sizeHint().width() + between for button in there) - between
        wide += self.more.sizeHint().width() + between if away else 0
        return wide + (change if icons and not shown else 0) - (change if shown and not icons else 0)

    def _open_more(self) -> None:
        menu = QMenu(self)
        for button, icon in zip(self.buttons, self._icons, strict=True):
            if button in self._hidden(self._state[2]):
                menu.addAction(icon, button.text(), button.click)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()
