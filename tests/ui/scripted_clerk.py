"""A clerk who works the window by keys alone, and counts them."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gridDesk.store.pinyin import hanzi

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
RUNS = re.compile("[\u3400-\u9fff]+|[^\u3400-\u9fff]")


def runs(text: str) -> list[str]:
    """Return a text in pieces as they are typed: runs of Hanzi, and single other characters."""
    return RUNS.findall(text)


def keys_for(text: str) -> int:
    """Return how many keys a text takes: its letters and digits, and for a run of Hanzi its pinyin and one to select."""
    return sum(
        1 if run.isascii() or run in "、" else sum(len(hanzi()[char][0]) for char in run) + 1 for run in runs(text)
    )


class Clerk:
    """Types where the keyboard is, as a hand at the keyboard does; never touches the mouse."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.keys = 0

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key, with others held; each held one counts as a key of its own."""
        self.keys += 1 + len(modifiers)
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget() or self.window, key, held)
        self._settle()

    def type(self, text: str) -> None:
        """Type a text: Hanzi come as an input method commits them, a word at a time."""
        self.keys += keys_for(text)
        for run in runs(text):
            if run.isascii():
                QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), run)
            else:
                event = QInputMethodEvent()
                event.setCommitString(run)
                QApplication.sendEvent(QApplication.focusWidget(), event)

    def enter(self, text: str = "") -> None:
        """Type a text and press Enter."""
        self.type(text)
        self.press(ENTER)

    def _settle(self) -> None:
        # Offscreen a list that closes leaves no window active; a real screen gives it back by itself.
        if QApplication.activePopupWidget() is None and not self.window.isActiveWindow():
            self.window.activateWindow()
            QApplication.processEvents()
