"""A page of the door: the sign of the program over one white card; and waiting a second with good manners."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gridDesk.ui import background, theme

Made = TypeVar("Made")


def patiently(work: Callable[[], Made]) -> Made:
    """Do what takes about a second and belongs to this thread, after the screen was painted, with a waiting pointer."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    try:
        return work()
    finally:
        QApplication.restoreOverrideCursor()


class DoorPage(QScrollArea):
    """A calm page: the sign of the program over one white card in the middle."""

    def __init__(self, title: str, line: str = "", wide: float = 34, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The scroll area itself takes no keyboard: what is in it does.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = theme.card()
        self.card.setFixedWidth(theme.chars(wide))
        self.column = QVBoxLayout(self.card)
        edge = theme.gap() * 2
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(theme.gap())
        inside = QWidget()
        inside.setObjectName("page")
        around = QVBoxLayout(inside)
        around.addStretch(2)
        around.addLayout(_sign(title))
        around.addSpacing(theme.gap())
        if line:
            words = theme.subtle(line)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setFixedWidth(theme.chars(wide))
            around.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
            around.addSpacing(theme.gap())
        around.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addStretch(3)
        self.setWidget(inside)


def _sign(title: str) -> QHBoxLayout:
    picture = QLabel()
    ratio = QApplication.primaryScreen().devicePixelRatio()
    picture.setPixmap(QApplication.windowIcon().pixmap(theme.icon_size(2.2), ratio))
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(picture)
    row.addSpacing(theme.gap())
    row.addWidget(theme.title(title))
    row.addStretch(1)
    return row


class WaitPage(DoorPage):
    """Something takes a while: what it is, how far it is, and 取消."""

    def __init__(self, title: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(title, line, parent=parent)
        self.panel = background.ProgressPanel()
        self.column.addWidget(self.panel)
        self.first = self.panel.button
