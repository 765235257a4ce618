"""A character that no font shows, drawn as a box with its code in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridDesk.ui import theme


class GlyphBox(QWidget):
    """A dashed box that holds the code of a character in two lines, as `E8` over `63`."""

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        digits = code.removeprefix("U+")
        half = (len(digits) + 1) // 2
        self.lines = (digits[:half], digits[half:])
        self.setAccessibleName(f"字 {code}")
        self.setToolTip(code)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = round(theme.em() * 1.9)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        pen = QPen(QColor(theme.EDGE), 1)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(QColor(theme.SURFACE))
        painter.drawRect(box)
        font = theme.font(medium=True)
        font.setPixelSize(max(8, round(box.height() * 0.34)))
        painter.setFont(font)
        painter.setPen(QColor(theme.INK))
        half = box.height() / 2
        for place, line in enumerate(self.lines):
            room = QRectF(box.left(), box.top() + place * half, box.width(), half)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, line)
        painter.end()
