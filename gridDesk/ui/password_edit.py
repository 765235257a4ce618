"""A password line that tells when the capitals key is on, and can show what was typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gridDesk.ui import theme


class PasswordEdit(QLineEdit):
    """Hidden by default; the eye at its end shows it."""

    capitals = Signal(bool)
    secret = True  # never kept as a draft, even while the eye is open

    def __init__(self, name: str = "密码", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(128)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_text)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show_text(False)

    def _show_text(self, on: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self._eye.setIcon(theme.icon("eye-off" if on else "eye", theme.SUBTLE))
        self._eye.setText("隐藏密码" if on else "显示密码")
        self._eye.setToolTip(self._eye.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # No system tells the state of the capitals key in the same way; a capital without Shift gives it away.
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(letter.isupper() != shifted)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.capitals.emit(False)
        super().focusOutEvent(event)
