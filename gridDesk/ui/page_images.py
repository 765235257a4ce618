"""Pictures of PDF pages, made on the worker one at a time: the page looked at first, thumbnails after it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from gridDesk.desk import printing
from gridDesk.ui import background
from gridDesk.ui.alive import for_owner

PROBE_DPI = 12  # Small enough to cost nothing, large enough to tell a page's proportions.
SCREEN_DPI = 96
KEPT = 12


@dataclass(frozen=True)
class Wish:
    """A page wanted to fit a room of `width` x `height` screen units; `ratio` is device pixels per unit."""

    page: int
    fit: str | float
    width: int
    height: int
    ratio: float


class PageImages(QObject):
    """Makes page pictures of one document; stale wishes are dropped, pictures looked at lately are kept."""

    opened = Signal(int)
    ready = Signal(object, QImage, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pdf = b""
        self._edition = 0
        self._busy = False
        self._page: Wish | None = None
        self._thumbs: OrderedDict[int, Wish] = OrderedDict()
        self._kept: OrderedDict[Wish, QImage] = OrderedDict()
        self._widths: dict[int, float] = {}

    def open(self, pdf: bytes) -> None:
        """Take a new document; `opened` tells how many pages it has."""
        self._edition += 1
        self.pdf = pdf
        self._page, edition = None, self._edition
        self._thumbs.clear()
        self._kept.clear()
        self._widths.clear()
        # No desk: drawing needs the worker, not the office, and no connection is opened for every page.
        background.run(
            None,
            lambda _desk, _progress: printing.page_count(pdf),
            for_owner(self, lambda count: self.opened.emit(count) if edition == self._edition else None),
        )

    def want_page(self, wish: Wish) -> None:
        """Ask for the page being looked at; it replaces what was asked before."""
        if wish in self._kept:
            self._kept.move_to_end(wish)
            self._page = None
            self.ready.emit(wish, self._kept[wish], False)
            return
        self._page = wish
        self._next()

    def want_thumb(self, wish: Wish) -> None:
        """Ask for a thumbnail, made when nothing more urgent is wanted."""
        self._thumbs.setdefault(wish.page, wish)
        self._next()

    def width_at_true_size(self, page: int) -> float:
        """Return a page's width in screen units at 100 %, 0 while it is not known."""
        return self._widths.get(page, 0)

    def _next(self) -> None:
        if self._busy or not (self._page or self._thumbs):
            return
        thumb = self._page is None
        wish = self._thumbs.popitem(last=False)[1] if thumb else self._page
        if not thumb:
            self._page = None
        self._busy, edition, pdf = True, self._edition, self.pdf
        background.run(
            None,
            lambda _desk, _progress: draw(pdf, wish),
            for_owner(self, lambda made: self._take(edition, wish, made, thumb)),
            for_owner(self, lambda _error: self._fail()),
        )

    def _take(self, edition: int, wish: Wish, made: tuple[QImage, float], thumb: bool) -> None:
        self._busy = False
        if edition == self._edition:
            image, self._widths[wish.page] = made
            if not thumb:
                self._kept[wish] = image
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self.ready.emit(wish, image, thumb)
        self._next()

    def _fail(self) -> None:
        # A page that cannot be drawn was already reported when the document was made.
        self._busy = False
        self._next()


def draw(pdf: bytes, wish: Wish) -> tuple[QImage, float]:
    """Return the picture of a page as wanted, and the page's width in screen units at true size."""
    width, height, _ = printing.preview_page(pdf, wish.page, PROBE_DPI)
    dpi = dots_for(wish, width / PROBE_DPI, height / PROBE_DPI)
    return to_image(*printing.preview_page(pdf, wish.page, dpi)), width / PROBE_DPI * SCREEN_DPI


def dots_for(wish: Wish, width: float, height: float) -> int:
    """Return the dots per inch at which a page of that size (inches) fits the wish."""
    if wish.fit == "width":
        wanted = wish.width / width
    elif wish.fit == "whole":
        wanted = min(wish.width / width, wish.height / height)
    else:
        wanted = SCREEN_DPI * float(wish.fit)
    return max(PROBE_DPI, min(round(wanted * wish.ratio), 400))


def to_image(width: int, height: int, rgb: bytes) -> QImage:
    """Return a picture that owns its bytes."""
    return QImage(rgb, width, height, width * 3, QImage.Format.Format_RGB888).copy()
