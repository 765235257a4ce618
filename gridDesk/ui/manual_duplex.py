"""Both sides by hand: the fronts are printed, a picture shows how the paper goes back, then the backs are printed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from gridDesk.ui import pieces, print_memory, theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk

WIDE, HIGH = 440.0, 190.0  # the picture's own units


class PaperPicture(QWidget):
    """Draws a printer, the printed sheets that lie on it, and the way they go back into its tray."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("把印好的纸整叠拿起来，有字的一面朝下，页头朝里，放回纸盒。")

    def sizeHint(self) -> QSize:
        return QSize(theme.chars(30), round(theme.chars(30) * HIGH / WIDE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / WIDE, self.height() / HIGH)
        painter.translate((self.width() - WIDE * scale) / 2, 0)
        painter.scale(scale, scale)
        for x in (8, 232):
            self._printer(painter, x)
        self._printed_sheets(painter, 56, 24)
        self._put_back(painter, 232)
        self._arrow(painter)
        self._words(painter, scale)
        painter.end()

    def _printer(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(QColor(theme.SUBTLE), 2))
        painter.setBrush(QColor(theme.RAISED))
        painter.drawRoundedRect(QRectF(x, 78, 130, 58), 7, 7)
        painter.setBrush(QColor(theme.SURFACE))
        painter.drawRoundedRect(QRectF(x + 10, 116, 110, 13), 3, 3)  # the tray
        painter.drawLine(QPointF(x + 22, 88), QPointF(x + 108, 88))  # the slot
        painter.setBrush(QColor(theme.OK))
        painter.drawEllipse(QPointF(x + 114, 103), 2.5, 2.5)

    def _printed_sheets(self, painter: QPainter, x: float, y: float) -> None:
        """Draw printed sheets standing out of the slot, words up."""
        painter.setPen(QPen(QColor(theme.INK), 1.5))
        for step in (6, 3, 0):
            painter.setBrush(QColor(theme.SURFACE))
            painter.drawPolygon(_leaning(x + step, y + step, 56, 62, 14))
        painter.setPen(QPen(QColor(theme.EDGE), 2))
        for n in range(4):
            at = y + 16 + n * 11
            lean = 14 * (1 - (at - y) / 62)
            painter.drawLine(QPointF(x + 8 + lean, at), QPointF(x + 48 + lean, at))
        painter.setPen(QPen(QColor(theme.ACCENT), 3))
        painter.drawLine(QPointF(x + 8 + 13, y + 6), QPointF(x + 46 + 13, y + 6))  # the head of the page

    def _put_back(self, painter: QPainter, x: float) -> None:
        """Draw blank backs going into the tray, head first."""
        painter.setPen(QPen(QColor(theme.INK), 1.5))
        for step in (6, 3, 0):
            painter.setBrush(QColor(theme.SURFACE))
            painter.drawPolygon(_leaning(x + 128 + step, 112 + step, 58, 22, -8))
        painter.setPen(QPen(QColor(theme.ACCENT), 3))
        painter.drawLine(QPointF(x + 130, 116), QPointF(x + 124, 131))  # the head goes in first

    def _arrow(self, painter: QPainter) -> None:
        path = QPainterPath(QPointF(142, 44))
        path.cubicTo(QPointF(280, 0), QPointF(440, 20), QPointF(398, 96))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ACCENT), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawPolygon(QPolygonF([QPointF(384, 90), QPointF(412, 97), QPointF(390, 112)]))

    def _words(self, painter: QPainter, scale: float) -> None:
        painter.setPen(QColor(theme.INK))
        font = theme.font()
        font.setPointSizeF(font.pointSizeF() / scale)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(-4, 146, 200, 42), int(middle), "① 整叠拿起来，\n顺序不要乱")
        painter.drawText(QRectF(214, 146, 226, 42), int(middle), "② 有字的一面朝下、\n页头朝里，放回纸盒")


class BackDialog(QDialog):
    """Waits until the paper is back in the tray; how this printer takes it is remembered."""

    def __init__(self, desk: Desk, printer: str, sheets: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.printer = desk, printer
        self.setWindowTitle("把纸按箭头放回")
        habits = print_memory.printer(desk, printer)
        self.reverse = QCheckBox("这台打印机从最后一张印起(&R)")
        self.reverse.setToolTip("印出来前后两面配不上的时候，勾上它再印一次。")
        self.reverse.setChecked(habits.reverse)
        self.turn = QCheckBox("背面调个头印(&T)")
        self.turn.setToolTip("印出来背面上下颠倒的时候，勾上它再印一次。")
        self.turn.setChecked(habits.turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("正面印好了，请把纸按箭头放回"))
        column.addWidget(theme.body(f"等 {sheets} 张都出来以后再拿。放好后按“接着印背面”。"))
        column.addWidget(PaperPicture(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.reverse)
        column.addWidget(self.turn)
        foot, _ = pieces.choice_row("接着印背面(&D)", self.accept, "背面不印了(&N)", self.reject)
        column.addLayout(foot)

    def accept(self) -> None:
        habits = print_memory.printer(self.desk, self.printer)
        habits = replace(habits, reverse=self.reverse.isChecked(), turn=self.turn.isChecked())
        print_memory.keep_printer(self.desk, self.printer, habits)
        super().accept()


def _leaning(x: float, y: float, wide: float, high: float, lean: float) -> QPolygonF:
    return QPolygonF(
        [QPointF(x + lean, y), QPointF(x + wide + lean, y), QPointF(x + wide, y + high), QPointF(x, y + high)]
    )
