"""The header of a list: an arrow in every column that can be filtered, a funnel where a filter is in force."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from gridDesk.ui import theme

TINT = 36  # of 255: how strongly a filtered column is coloured


class FilterHeader(QHeaderView):
    """A header whose arrows ask for the filter of their column; the rest of a section sorts, as ever."""

    filter_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.filterable: set[int] = set()
        self.active: set[int] = set()
        self.sorted: tuple[int, bool] = (-1, False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMouseTracking(True)

    def mark(self, filterable: set[int], active: set[int]) -> None:
        """Say which sections can be filtered, and which are."""
        self.filterable, self.active = filterable, active
        self.viewport().update()

    def mark_sort(self, section: int, descending: bool) -> None:
        """Say by which section the table is sorted, -1 for none; the style's own mark would cover the arrow."""
        self.sorted = (section, descending)
        self.viewport().update()

    def arrow(self, section: int) -> QRect:
        """Return where the arrow of a section is, in the header's own coordinates; empty when it has none."""
        if section not in self.filterable:
            return QRect()
        side = round(theme.em() * 0.85)
        right = self.sectionViewportPosition(section) + self.sectionSize(section)
        return QRect(right - side - theme.spacing(0.7), (self.height() - side) // 2, side, side)

    def below(self, section: int) -> QPoint:
        """Return the point on screen below a section, where its filter opens."""
        return self.viewport().mapToGlobal(QPoint(max(0, self.sectionViewportPosition(section)), self.height()))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        place = self.arrow(section)
        if section == self.sorted[0]:
            shift = place.width() + theme.spacing(0.5) if not place.isEmpty() else 0
            side = round(theme.em() * 0.85)
            right = rect.right() - theme.spacing(0.7) - shift
            mark = QRect(right - side, rect.top() + (rect.height() - side) // 2, side, side)
            theme.icon("sort-down" if self.sorted[1] else "sort-up", theme.ACCENT_DARK).paint(painter, mark)
        if place.isEmpty():
            return
        on = section in self.active
        if on:
            tint = QColor(theme.ACCENT)
            tint.setAlpha(TINT)
            painter.fillRect(rect, tint)
            painter.fillRect(QRect(rect.left(), rect.bottom() - 2, rect.width(), 3), QColor(theme.ACCENT))
        theme.icon("filter" if on else "chevron-down", theme.ACCENT_DARK if on else theme.SUBTLE).paint(painter, place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        section = self.logicalIndexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._touch(section).contains(event.position().toPoint()):
            self.filter_wanted.emit(section)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        section = self.logicalIndexAt(event.position().toPoint())
        if self._touch(section).contains(event.position().toPoint()):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.cursor().shape() == Qt.CursorShape.PointingHandCursor:
            self.unsetCursor()

    def _touch(self, section: int) -> QRect:
        """Return where a press means the arrow: a little wider than it is drawn, but not the edge that resizes."""
        place = self.arrow(section)
        return QRect(place.left() - 3, 0, place.width() + 3, self.height()) if not place.isEmpty() else place
