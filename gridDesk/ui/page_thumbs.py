"""Small pictures of the pages of a document beside them; few are kept, however long the document is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QWidget

from gridDesk.ui import theme
from gridDesk.ui.page_images import PageImages, Wish, dots_for

MADE = Qt.ItemDataRole.UserRole
KEPT = 90  # more than show at once on any screen
ACROSS = 7  # Hanzi a thumbnail is wide


class PageThumbs(QListWidget):
    """A column of page pictures with their numbers; choosing one emits `chosen`."""

    chosen = Signal(int)

    def __init__(self, images: PageImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.images = images
        self._sizes: Sequence[tuple[float, float]] = ()
        self._made: OrderedDict[int, None] = OrderedDict()
        self.setAccessibleName("各页缩略图")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wide = theme.chars(ACROSS)
        self.setIconSize(QSize(wide, wide))
        self.setFixedWidth(wide + theme.chars(2.4))
        self.currentRowChanged.connect(lambda row: self.chosen.emit(row) if row >= 0 else None)
        images.thumb_ready.connect(self._take)
        self._later = QTimer(self, singleShot=True, interval=80)
        self._later.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._later.start())

    def show_pages(self, sizes: Sequence[tuple[float, float]]) -> None:
        """List the pages of a document by their sizes in mm."""
        self._sizes = sizes
        self._made.clear()
        blank = QIcon(_sheet(self.iconSize(), QImage(), 1.0))
        self.blockSignals(True)
        self.clear()
        for page in range(len(sizes)):
            self.addItem(QListWidgetItem(blank, str(page + 1)))
        self.blockSignals(False)
        self._later.start()

    def follow(self, page: int) -> None:
        """Mark the page that shows, without asking for it again."""
        self.blockSignals(True)
        self.setCurrentRow(page)
        self.blockSignals(False)
        self.viewport().update()

    def made(self, page: int) -> bool:
        """Tell whether a page has its picture."""
        return page in self._made

    def _ask(self) -> None:
        if not self._sizes or not self.isVisible():
            return
        first, last = self._in_sight()
        for page in range(min(last + 4, len(self._sizes) - 1), max(first - 4, 0) - 1, -1):
            if page not in self._made:
                self.images.want_thumb(self._wish(page))

    def _in_sight(self) -> tuple[int, int]:
        view = self.viewport().rect()
        first = self.indexAt(QPoint(view.width() // 2, theme.gap())).row()
        high = max(1, self.visualItemRect(self.item(0)).height())
        first = first if first >= 0 else max(0, self.verticalScrollBar().value() // high)
        return first, first + view.height() // high + 1

    def _wish(self, page: int) -> Wish:
        wide, high = self._sizes[page]
        side = self.iconSize().width() * self.devicePixelRatioF()
        return Wish(page, dots_for((wide, high), side / max(wide, high)), thumb=True)

    def _take(self, page: int, image: QImage) -> None:
        item = self.item(page)
        if item is None:
            return
        sheet = _sheet(self.iconSize(), image, self.devicePixelRatioF())
        icon = QIcon(sheet)
        icon.addPixmap(sheet, QIcon.Mode.Selected)  # a chosen page is not tinted: the ground shows it
        item.setIcon(icon)
        self._made[page] = None
        self._made.move_to_end(page)
        while len(self._made) > KEPT:
            old, _ = self._made.popitem(last=False)
            self.item(old).setIcon(QIcon(_sheet(self.iconSize(), QImage(), 1.0)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()


def _sheet(size: QSize, image: QImage, ratio: float) -> QPixmap:
    """Return a picture of a page with a hairline around it, in the middle of a square; clear without an image."""
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    if image.isNull():
        return made
    shown = image.size() / ratio
    left, top = (size.width() - shown.width()) // 2, (size.height() - shown.height()) // 2
    image.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    painter.drawImage(left, top, image)
    painter.setPen(QColor(theme.LINE))
    painter.drawRect(left, top, shown.width() - 1, shown.height() - 1)
    painter.end()
    return made
