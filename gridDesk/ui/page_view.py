"""The pages of a document below each other, as on paper: only those in sight are drawn, words found are marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from gridDesk.documents.preview import Hit
from gridDesk.ui import theme
from gridDesk.ui.page_images import MM_PER_INCH, PageImages, Wish, dots_for

WIDTH, WHOLE = "width", "whole"
STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
SCREEN_DPI = 96
SHADOW, MARK, MARK_NOW = QColor("#c3cbcd"), QColor(255, 214, 64, 110), QColor(255, 140, 0, 150)


class PageView(QAbstractScrollArea):
    """Shows a document page below page: PgUp and PgDn turn, Home and End go to the ends, + and - zoom."""

    page_changed = Signal(int)
    fit_changed = Signal(object)

    def __init__(self, images: PageImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.images = images
        self.page, self.fit = 0, WIDTH
        self.hits: Sequence[Hit] = ()
        self.hit = -1
        self._hits_on: dict[int, list[int]] = {}
        self._tops: list[float] = [0.0]
        self._sizes: list[tuple[float, float]] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("页面预览，PgUp 和 PgDn 翻页")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        # Always there: pages as wide as the window would be drawn twice if it came and went with them.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        images.ready.connect(lambda _wish: self.viewport().update())
        # Zooming by a wheel or dragging a splitter asks for many sizes: only the one it stops at is drawn.
        self._later = QTimer(self, singleShot=True, interval=60)
        self._later.timeout.connect(self._ask)

    # what shows

    def show_pages(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Show a document by the sizes of its pages in mm; the page that was open stays open when there still is one."""
        self._sizes = list(sizes)
        self.mark((), -1)
        page, self.page = min(self.page, max(0, len(self._sizes) - 1)), -1
        self._lay()
        self.go_to(page)

    def go_to(self, page: int) -> None:
        """Show a page (from 0) from its top."""
        if not self._sizes:
            return
        page = max(0, min(page, len(self._sizes) - 1))
        self.verticalScrollBar().setValue(round(self._tops[page]))
        self._set_page(page)
        self._ask()

    def set_fit(self, fit: str | float) -> None:
        """Show pages as wide as the window ("width"), whole ("whole"), or at a scale (1.0 is true size)."""
        self.fit = fit
        self._lay_keeping_place()
        self.fit_changed.emit(fit)

    def zoom(self, up: bool) -> None:
        """Go one step larger or smaller."""
        if not self._sizes:
            return
        now = self.scale() * MM_PER_INCH / SCREEN_DPI
        larger = [step for step in STEPS if step > now + 0.01]
        smaller = [step for step in STEPS if step < now - 0.01]
        self.set_fit((larger[0] if larger else STEPS[-1]) if up else (smaller[-1] if smaller else STEPS[0]))

    def mark(self, hits: Sequence[Hit], current: int) -> None:
        """Mark the words found, the `current` one more strongly."""
        self.hits, self.hit = hits, current
        self._hits_on = {}
        for number, hit in enumerate(hits):
            self._hits_on.setdefault(hit.page, []).append(number)
        self.viewport().update()

    def show_hit(self, current: int) -> None:
        """Bring a hit into sight."""
        self.hit = current
        hit = self.hits[current]
        page, box = self._place(hit.page), hit.boxes[0]
        spot = QRectF(
            page.left() + box[0] * page.width(), page.top() + box[1] * page.height(),
            box[2] * page.width(), box[3] * page.height(),
        )  # fmt: skip
        room = QRectF(self.viewport().rect()).adjusted(0, theme.em() * 2, 0, -theme.em() * 2)
        if not room.contains(spot):
            down, right = self.verticalScrollBar(), self.horizontalScrollBar()
            down.setValue(round(down.value() + spot.center().y() - room.height() / 3))
            right.setValue(round(right.value() + spot.center().x() - room.width() / 2))
        self._set_page(hit.page)
        self._ask()
        self.viewport().update()

    def scale(self) -> float:
        """Return how many screen units a millimetre takes."""
        widest = max((size[0] for size in self._sizes), default=210.0)
        highest = max((size[1] for size in self._sizes), default=297.0)
        room = self.viewport().size()
        wide = max(40, room.width() - theme.gap() * 2) / widest
        if self.fit == WIDTH:
            return wide
        if self.fit == WHOLE:
            return min(wide, max(40, room.height() - theme.gap() * 2) / highest)
        return float(self.fit) * SCREEN_DPI / MM_PER_INCH

    def pages_in_sight(self) -> range:
        """Return the pages that show, wholly or in part."""
        if not self._sizes:
            return range(0)
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        last = bisect_right(self._tops, top + self.viewport().height())
        return range(first, min(last, len(self._sizes)))

    # where pages lie

    def _lay(self) -> None:
        scale, gap = self.scale(), theme.gap()
        self._tops = list(accumulate((size[1] * scale + gap for size in self._sizes), initial=0.0))
        room = self.viewport().size()
        widest = max((size[0] for size in self._sizes), default=0.0) * scale + gap * 2
        down, right = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, round(self._tops[-1] + gap - room.height())))
        down.setPageStep(room.height())
        down.setSingleStep(theme.em() * 2)
        right.setRange(0, max(0, round(widest - room.width())))
        right.setPageStep(room.width())
        right.setSingleStep(theme.em() * 2)
        self.viewport().update()
        self._later.start()

    def _lay_keeping_place(self) -> None:
        """Lay the pages anew with the same line at the top of the window."""
        page = self.page
        high = max(1.0, self._tops[page + 1] - self._tops[page]) if page + 1 < len(self._tops) else 1.0
        part = (self.verticalScrollBar().value() - self._tops[page]) / high if self._sizes else 0.0
        self._lay()
        if self._sizes:
            high = self._tops[page + 1] - self._tops[page]
            self.verticalScrollBar().setValue(round(self._tops[page] + part * high))

    def _place(self, page: int) -> QRectF:
        """Return where a page lies in the window."""
        scale, size = self.scale(), self._sizes[page]
        wide, high = size[0] * scale, size[1] * scale
        room = self.viewport().width()
        left = max(theme.gap(), (room - wide) / 2) - self.horizontalScrollBar().value()
        return QRectF(left, self._tops[page] + theme.gap() - self.verticalScrollBar().value(), wide, high)

    def _set_page(self, page: int) -> None:
        if page != self.page:
            self.page = page
            self.page_changed.emit(page)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.RAISED))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self.pages_in_sight():
            self._paint_page(painter, page)
        painter.end()

    def _paint_page(self, painter: QPainter, page: int) -> None:
        place = self._place(page)
        painter.fillRect(place.translated(1, 2), SHADOW)
        painter.fillRect(place, Qt.GlobalColor.white)
        image = self.images.picture(self._wish(page))
        if image is not None:
            ratio = self.devicePixelRatioF()
            # A picture made for this size goes to whole pixels unchanged, so that its hairlines stay sharp.
            fits = abs(image.width() / ratio - place.width()) < 2
            target = QRectF(QPointF(place.topLeft().toPoint()), image.size() / ratio) if fits else place
            painter.drawImage(target, image)
        for number in self._hits_on.get(page, ()):
            self._paint_hit(painter, place, self.hits[number], MARK_NOW if number == self.hit else MARK)

    @staticmethod
    def _paint_hit(painter: QPainter, place: QRectF, hit: Hit, colour: QColor) -> None:
        for left, top, wide, high in hit.boxes:
            spot = QRectF(
                place.left() + left * place.width(), place.top() + top * place.height(),
                wide * place.width(), high * place.height(),
            )  # fmt: skip
            painter.fillRect(spot.adjusted(-1, -1, 1, 1), colour)

    def _wish(self, page: int) -> Wish:
        return Wish(page, dots_for(self._sizes[page], self.scale() * self.devicePixelRatioF()))

    def _ask(self) -> None:
        """Ask for the pages in sight and the next one, nearest first."""
        seen = list(self.pages_in_sight())
        if not seen:
            return
        order = sorted(seen, key=lambda page: page != self.page)
        after = [page for page in (seen[-1] + 1, seen[0] - 1) if 0 <= page < len(self._sizes)]
        self.images.want_pages([self._wish(page) for page in order + after])
        self.viewport().update()

    # moving

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        if self._sizes:
            middle = self.verticalScrollBar().value() + self.viewport().height() / 3
            self._set_page(max(0, min(bisect_right(self._tops, middle) - 1, len(self._sizes) - 1)))
        self._later.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._sizes:
            self._lay_keeping_place()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._later.start()
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(event.angleDelta().y() > 0)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.turn(event):
            super().keyPressEvent(event)

    def turn(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; False when it asks for nothing here."""
        acts = {
            Qt.Key.Key_PageDown: lambda: self.go_to(self.page + 1),
            Qt.Key.Key_PageUp: lambda: self.go_to(self.page - 1),
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(len(self._sizes) - 1),
            Qt.Key.Key_Plus: lambda: self.zoom(True),
            Qt.Key.Key_Equal: lambda: self.zoom(True),
            Qt.Key.Key_Minus: lambda: self.zoom(False),
        }
        act = acts.get(event.key())
        # Ctrl with + and - sets the text size of the whole window.
        if not act or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        act()
        return True

    def place_of(self, page: int) -> QRect:
        """Return where a page lies in the window, in whole units."""
        return self._place(page).toAlignedRect()
