"""Room for dialogs: as tall as their wrapped sentences need, never larger than the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from gridDesk.ui import theme


def fit_height(dialog: QDialog, width: int | None = None) -> None:
    """Resize a dialog to what its layout needs at `width` (its present one); Qt forgets wrapped labels otherwise."""
    room = dialog.screen().availableGeometry()
    layout = dialog.layout()
    layout.activate()
    wide = min(max(width or dialog.width(), layout.minimumSize().width()), room.width() - theme.gap() * 4)
    tall = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.sizeHint().height()
    dialog.resize(wide, min(tall, room.height() - theme.em() * 2))


def fit_screen(dialog: QDialog, width: int, height: int) -> None:
    """Open a dialog at `width` x `height` pixels where the screen has them."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(width, room.width() - theme.gap() * 4), min(height, room.height() - theme.em() * 3))
