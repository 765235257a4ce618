"""Room for dialogs: as tall as their wrapped sentences need, never larger than the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

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


class Scrolling(QScrollArea):
    """A table, pictures or lines, as high as they need to be at this width, which scroll when they get less."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        inside = self.widget()
        hint, across = inside.sizeHint(), self.viewport().width()
        return QSize(hint.width(), inside.heightForWidth(across)) if inside.hasHeightForWidth() else hint

    def minimumSizeHint(self) -> QSize:
        return QSize(self.widget().minimumSizeHint().width(), min(self.sizeHint().height(), theme.em() * 5))
