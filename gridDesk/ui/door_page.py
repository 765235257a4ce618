"""A page of the door: the sign of the program over one white card; and waiting a second with good manners."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gridDesk.desk import opening
from gridDesk.ui import background, theme

Made = TypeVar("Made")
SIDE = 13  # Hanzi
PAINT_EVERY = 0.015  # seconds


def patiently(work: Callable[[], Made]) -> Made:
    """Do what takes about a second and belongs to this thread, after the screen was painted, with a waiting pointer."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    try:
        return work()
    finally:
        QApplication.restoreOverrideCursor()


def aside(work: Callable[[], Made]) -> Made:
    """Do what belongs to no thread (stretching a password) on another one while the window goes on painting.

    Keys and clicks wait until it is done. Raises what `work` raises.
    """
    made: list[Made] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            made.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again on the thread that asked
            raised.append(error)

    thread = threading.Thread(target=run, name="aside")
    thread.start()
    while thread.is_alive():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        thread.join(PAINT_EVERY)
    if raised:
        raise raised[0]
    return made[0]


def warm_up() -> None:
    """Load on another thread what opening an office needs, while the clerk types."""
    threading.Thread(target=opening.warm_up, name="warm-up", daemon=True).start()


class DoorPage(QScrollArea):
    """A card in the middle: the sign of the program and what this is on the dark side, the work on the white one."""

    def __init__(self, title: str, line: str = "", wide: float = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The scroll area itself takes no keyboard: what is in it does.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.side = QVBoxLayout()
        self.column = QVBoxLayout()
        edge = theme.gap() * 2
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(theme.gap())
        card = theme.card()
        card.setFixedWidth(theme.chars(wide + SIDE))
        card.setMinimumHeight(theme.em() * 16)
        halves = QHBoxLayout(card)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(0)
        halves.addWidget(self._side(title, line))
        halves.addLayout(self.column, 1)
        inside = QWidget()
        inside.setObjectName("page")
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        around = QVBoxLayout(inside)
        around.addStretch(2)
        around.addLayout(across)
        around.addStretch(3)
        self.setWidget(inside)

    def _side(self, title: str, line: str) -> QFrame:
        side = QFrame()
        side.setObjectName("side")
        side.setFixedWidth(theme.chars(SIDE))
        picture = QLabel()
        ratio = QApplication.primaryScreen().devicePixelRatio()
        picture.setPixmap(QApplication.windowIcon().pixmap(theme.icon_size(2.6), ratio))
        name = theme.title(title)
        name.setWordWrap(True)
        edge = theme.gap() * 2
        self.side.setContentsMargins(edge, edge, edge, edge)
        self.side.setSpacing(theme.gap())
        self.side.addWidget(picture)
        self.side.addWidget(name)
        self.side.addWidget(theme.subtle(line))
        self.side.addStretch(1)
        side.setLayout(self.side)
        return side


class WaitPage(DoorPage):
    """Something takes a while: what it is, how far it is, and 取消."""

    def __init__(self, title: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(title, line, parent=parent)
        self.panel = background.ProgressPanel()
        self.column.addStretch(1)
        self.column.addWidget(self.panel)
        self.column.addStretch(1)
        self.first = self.panel.button
