"""Small charts on screen: a bar for each period, full where the target was met, hollow where not, the target dashed.

Nothing depends on colour alone, and each chart says in words what it draws to who cannot see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridDesk.ui import theme

BAR = 0.62  # of its share of the width
TOP = 0.94  # of the height is what the highest bar takes


@dataclass(frozen=True)
class Bars:
    """What a chart draws: values (None: no figure), whether each met the target, the target, what stands below and above."""

    values: tuple[float | None, ...] = ()
    met: tuple[bool, ...] = ()
    mark: float | None = None
    labels: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to draw: no figure at all, or nothing but nought against nought."""
        return not any(self.values) and not (self.mark and any(value is not None for value in self.values))

    @property
    def words(self) -> str:
        """Return the chart in words."""
        told = zip(self.labels, self.figures, self.met, strict=False)
        return "；".join(f"{label} {figure}{'' if met else '，未达到'}" for label, figure, met in told if figure)


def paint(painter: QPainter, bars: Bars, box: QRectF, *, chosen: bool = False) -> None:
    """Draw bars from nought into a box, then the target across them; `chosen` stands on the ground of a chosen row."""
    if bars.empty:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    full, edge = QColor(theme.ACCENT), QColor(theme.ACCENT_DARK)
    top = max([value for value in bars.values if value is not None] + [bars.mark or 0.0, 1e-9])
    scale, share = box.height() * TOP / top, box.width() / len(bars.values)
    painter.setPen(QPen(QColor(theme.EDGE), 1))
    painter.drawLine(round(box.left()), round(box.bottom()), round(box.right()), round(box.bottom()))
    for place, (value, met) in enumerate(zip(bars.values, bars.met, strict=True)):
        if value is None:
            continue
        wide, high = max(3.0, share * BAR), max(1.0, value * scale)
        bar = QRectF(
            round(box.left() + place * share + (share - wide) / 2), round(box.bottom() - high), round(wide), round(high)
        )
        painter.setPen(QPen(edge, 1))
        painter.setBrush(full if met else QColor(theme.SURFACE if not chosen else theme.ACCENT_SOFT))
        painter.drawRect(bar)
    if bars.mark is not None:
        painter.setPen(QPen(QColor(theme.INK), 1, Qt.PenStyle.DashLine))
        y = round(box.bottom() - bars.mark * scale)
        painter.drawLine(round(box.left()), y, round(box.right()), y)
    painter.restore()


class BarChart(QWidget):
    """A chart as wide as its place, with the figure above and the period below each bar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.bars = name, Bars()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Bars) -> None:
        """Show other figures."""
        self.bars = bars
        self.setAccessibleName(f"{self.name}：{bars.words or '没有数'}")
        self.setToolTip(bars.words)
        self.setVisible(not bars.empty)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.chars(14), round(theme.em() * 7))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.chars(8), round(theme.em() * 7))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(theme.font().pointSizeF() * 0.82))
        metrics = painter.fontMetrics()
        line = metrics.height()
        box = QRectF(2, line * 1.3, self.width() - 4, self.height() - line * 2.5)
        paint(painter, self.bars, box)
        painter.setPen(QColor(theme.SUBTLE))
        self._write(painter, self.bars.labels, box, box.bottom() + 2, line)
        tops = box.top() - line * 1.15
        self._write(painter, self.bars.figures, box, tops, line)

    def _write(self, painter: QPainter, texts: Sequence[str], box: QRectF, y: float, line: int) -> None:
        """Write a text over each bar; where they do not fit only some of them, the last one always."""
        if not texts:
            return
        share, metrics = box.width() / len(texts), painter.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        every = max(1, -(-round(widest + 4) // max(1, round(share))))
        for place in range(len(texts) - 1, -1, -every):
            middle = box.left() + (place + 0.5) * share
            wide = max(share * every, widest)
            left = min(max(0.0, middle - wide / 2), self.width() - wide)
            painter.drawText(QRectF(left, y, wide, line), Qt.AlignmentFlag.AlignCenter, texts[place])
