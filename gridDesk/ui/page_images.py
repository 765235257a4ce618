"""Pictures of PDF pages and words found in them, made beside the window one at a time: what is looked at comes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from gridDesk.documents import preview
from gridDesk.documents.preview import Hit
from gridDesk.ui import background
from gridDesk.ui.alive import for_owner

MM_PER_INCH = 25.4
MOST_PIXELS = 16_000_000  # an A3 page at 300 %; beyond, the eye sees no more and memory does
KEPT_BYTES = 40 * 1024 * 1024
KEPT_LEAST = 3  # pages that may show at once, however large
SLICE = 12  # pages read at a time while words are looked for, so that turning a page is not kept waiting
MOST_HITS = 9999
THUMBS_AHEAD = 40
FINE_DPI, SMALL_DPI = 130, 40


@dataclass(frozen=True)
class Wish:
    """A page wanted at `dpi` device dots per inch; a `thumb` is small and kept by whoever asked."""

    page: int
    dpi: int
    thumb: bool = False


class PageImages(QObject):
    """Makes page pictures of one document; wishes nobody has any more are dropped, memory is bounded."""

    opened = Signal(object)  # width and height of each page in mm
    ready = Signal(object)  # Wish
    thumb_ready = Signal(int, QImage)
    searched = Signal(int, object, bool)  # pages read, hits so far, whether all are read
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pdf = b""
        self.sizes: tuple[tuple[float, float], ...] = ()
        self._edition = 0
        self._busy = False
        self._pages: list[Wish] = []
        self._drawing: Wish | None = None
        self._thumbs: OrderedDict[int, Wish] = OrderedDict()
        self._search: _Search | None = None
        self._kept: OrderedDict[Wish, QImage] = OrderedDict()

    def open(self, pdf: bytes) -> None:
        """Take a new document; `opened` tells how large its pages are."""
        self._edition += 1
        self.pdf, self.sizes = pdf, ()
        self._pages.clear()
        self._drawing = None
        self._thumbs.clear()
        self._kept.clear()
        self._search = None
        edition = self._edition
        self._do(lambda: preview.page_sizes(pdf), lambda sizes: self._opened(edition, sizes))

    def close(self) -> None:
        """Let go of the document and of everything drawn from it."""
        self._edition += 1
        self.pdf, self.sizes, self._search = b"", (), None
        self._pages.clear()
        self._thumbs.clear()
        self._kept.clear()
        preview.forget()

    # what is wanted

    def want_pages(self, wishes: Sequence[Wish]) -> None:
        """Ask for the pages being looked at, the most urgent first; they replace those asked for before."""
        self._pages = [wish for wish in wishes if wish not in self._kept and wish != self._drawing]
        for wish in reversed(wishes):
            if wish in self._kept:
                self._kept.move_to_end(wish)
        self._next()

    def want_thumb(self, wish: Wish) -> None:
        """Ask for a thumbnail, made when no page is wanted; of many asked for while scrolling the latest count."""
        self._thumbs[wish.page] = wish
        self._thumbs.move_to_end(wish.page)
        while len(self._thumbs) > THUMBS_AHEAD:
            self._thumbs.popitem(last=False)
        self._next()

    def search(self, words: str) -> None:
        """Look for words from the first page on; `searched` tells what was found as it goes. Empty words end it."""
        self._search = _Search(words) if words.strip() and self.sizes else None
        self._next()

    def picture(self, wish: Wish) -> QImage | None:
        """Return a page as wished, or the same page at another size while that is being drawn, or None."""
        found = self._kept.get(wish)
        if found is not None:
            return found
        return next((image for kept, image in reversed(self._kept.items()) if kept.page == wish.page), None)

    def bytes_kept(self) -> int:
        """Return how many bytes the kept pictures take."""
        return sum(image.sizeInBytes() for image in self._kept.values())

    # one thing at a time

    def _next(self) -> None:
        if self._busy or not self.sizes:
            return
        if self._pages:
            self._draw(self._pages.pop(0))
        elif self._search is not None and self._search.at < len(self.sizes):
            self._read(self._search)
        elif self._thumbs:
            self._draw(self._thumbs.popitem(last=True)[1])

    def _draw(self, wish: Wish) -> None:
        edition, pdf = self._edition, self.pdf
        self._drawing = wish
        self._do(lambda: draw(pdf, wish), lambda image: self._drawn(edition, wish, image))

    def _read(self, search: _Search) -> None:
        edition, pdf = self._edition, self.pdf
        pages = range(search.at, min(search.at + SLICE, len(self.sizes)))
        search.at = pages.stop
        self._do(
            lambda: preview.find(pdf, search.words, pages),
            lambda hits: self._found(edition, search, pages.stop, hits),
        )

    def _do(self, job: Callable[[], object], take: Callable[[object], None]) -> None:
        self._busy = True
        # No desk: drawing needs a thread, not the office, and no connection is opened for every page.
        background.read(
            None,
            lambda _desk, _progress: job(),
            for_owner(self, lambda made: self._done(take, made)),
            for_owner(self, self._fail),
        )

    def _done(self, take: Callable[[object], None], made: object) -> None:
        self._busy, self._drawing = False, None
        take(made)
        self._next()

    def _fail(self, error: object) -> None:
        self._busy, self._drawing = False, None
        if not self.sizes:
            self.failed.emit(error)  # a page that cannot be drawn was reported when the document was made
        self._next()

    # what comes back

    def _opened(self, edition: int, sizes: object) -> None:
        if edition == self._edition:
            self.sizes = tuple(sizes)
            self.opened.emit(self.sizes)

    def _drawn(self, edition: int, wish: Wish, image: QImage) -> None:
        if edition != self._edition:
            return
        if wish.thumb:
            self.thumb_ready.emit(wish.page, image)
            return
        for stale in [kept for kept in self._kept if kept.page == wish.page]:
            del self._kept[stale]
        self._kept[wish] = image
        while len(self._kept) > KEPT_LEAST and self.bytes_kept() > KEPT_BYTES:
            self._kept.popitem(last=False)
        self.ready.emit(wish)

    def _found(self, edition: int, search: _Search, read: int, hits: list[Hit]) -> None:
        if edition != self._edition or search is not self._search:
            return
        search.hits += hits[: MOST_HITS - len(search.hits)]
        if len(search.hits) >= MOST_HITS:
            search.at = len(self.sizes)
        self.searched.emit(read, search.hits, search.at >= len(self.sizes))


class _Search:
    """How far a search is."""

    def __init__(self, words: str) -> None:
        self.words, self.at = words, 0
        self.hits: list[Hit] = []


def draw(pdf: bytes, wish: Wish) -> QImage:
    """Return the picture of a page as wished.

    pdfium makes every hairline at least a pixel wide: a small page is drawn larger and shrunk, so that it is not all
    lines.
    """
    times = 1 if wish.dpi > FINE_DPI else 2 if wish.dpi > SMALL_DPI else 4
    image = to_image(preview.render(pdf, wish.page, wish.dpi * times))
    if times == 1:
        return image
    return image.scaled(
        round(image.width() / times), round(image.height() / times),
        Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation,
    )  # fmt: skip


def dots_for(size: tuple[float, float], pixels_per_mm: float) -> int:
    """Return the dots per inch at which a page of that size (mm) is drawn, bounded by the memory it takes."""
    wide, high = size[0] / MM_PER_INCH, size[1] / MM_PER_INCH
    most = (MOST_PIXELS / (wide * high)) ** 0.5
    return max(8, min(round(pixels_per_mm * MM_PER_INCH), int(most)))


def to_image(image: preview.Image) -> QImage:
    """Return a picture that owns its bytes."""
    shape = QImage.Format.Format_Grayscale8 if image.channels == 1 else QImage.Format.Format_RGB888
    return QImage(image.data, image.width, image.height, image.stride, shape).copy()
