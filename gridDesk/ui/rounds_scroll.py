"""FocusFollower: a page of entries scrolls to what has the keyboard, also where a key or a refusal put it there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from gridDesk.ui import theme
from gridDesk.ui.alive import for_owner


class FocusFollower(QObject):
    """Lives as long as the area it scrolls; only what stands inside `within` counts."""

    def __init__(self, area: QScrollArea, within: QWidget) -> None:
        super().__init__(area)
        self._area, self._within = area, within
        QApplication.instance().focusChanged.connect(self._show)

    def _show(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll once what was unfolded just now has its place."""
        if now is not None and self._within.isAncestorOf(now):
            QTimer.singleShot(0, self, for_owner(now, lambda: self._area.ensureWidgetVisible(now, 0, theme.em() * 4)))
