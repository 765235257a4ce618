"""Pages of a PDF as pictures, for the window's preview and for printers that take rasters, and words found in them.

The document looked at last stays open, so that turning pages of a long one does not read it anew each time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

MM_PER_POINT = 25.4 / 72
# pdfium is not thread-safe: every call in the process goes through this lock.
_PDFIUM = threading.Lock()
Box = tuple[float, float, float, float]
_LINE = 0.6  # characters whose boxes overlap in height by this part stand on one line


@dataclass(frozen=True)
class Image:
    """A picture: width and height in pixels, `channels` bytes a pixel (1 grey; 3 red, green, blue), `stride` bytes a row."""

    width: int
    height: int
    channels: int
    stride: int
    data: bytes

    def pixel(self, x: int, y: int) -> bytes:
        """Return the bytes of one pixel."""
        start = y * self.stride + x * self.channels
        return self.data[start : start + self.channels]


@dataclass(frozen=True)
class Hit:
    """A place where words were found: the page (from 0) and a box on each line they stand on.

    A box is left, top, width and height as parts of the page, measured from its upper left corner.
    """

    page: int
    boxes: tuple[Box, ...]


@dataclass
class _Opened:
    pdf: bytes
    document: pypdfium2.PdfDocument
    texts: dict[int, str] = field(default_factory=dict)


class _Reader:
    """Keeps one document open; every use happens under the lock."""

    def __init__(self) -> None:
        self._opened: _Opened | None = None

    def open(self, pdf: bytes) -> _Opened:
        """Return a document, opened when it is another than before."""
        if self._opened is None or self._opened.pdf is not pdf:
            self.close()
            self._opened = _Opened(pdf, pypdfium2.PdfDocument(pdf))
        return self._opened

    def close(self) -> None:
        """Let go of the document."""
        if self._opened is not None:
            self._opened.document.close()
            self._opened = None


_READER = _Reader()


@contextmanager
def locked() -> Iterator[None]:
    """Hold pdfium for oneself."""
    with _PDFIUM:
        yield


def forget() -> None:
    """Let go of the document looked at last."""
    with _PDFIUM:
        _READER.close()


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with _PDFIUM:
        return len(_READER.open(pdf).document)


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Return width and height of each page in mm, without drawing any."""
    with _PDFIUM:
        document = _READER.open(pdf).document
        sizes = [document.get_page_size(page) for page in range(len(document))]
    return tuple((width * MM_PER_POINT, height * MM_PER_POINT) for width, height in sizes)


def render(pdf: bytes, page: int, dpi: float, *, grey: bool = False) -> Image:
    """Draw page `page` (from 0) of a PDF at `dpi` dots per inch, in colour or in grey."""
    with _PDFIUM:
        shown = _READER.open(pdf).document[page]
        try:
            bitmap = shown.render(scale=dpi / 72, rev_byteorder=True, grayscale=grey)
            data = bytes(bitmap.buffer)
            image = Image(bitmap.width, bitmap.height, bitmap.n_channels, bitmap.stride, data)
            bitmap.close()
        finally:
            shown.close()
    return image if image.channels in (1, 3) else _without_alpha(image)


def _without_alpha(image: Image) -> Image:
    """Drop the fourth byte of each pixel; pages are drawn on white, so it says nothing."""
    data = bytearray(image.width * image.height * 3)
    rows = (image.data[y * image.stride :][: image.width * image.channels] for y in range(image.height))
    packed = b"".join(rows)
    for part in range(3):
        data[part::3] = packed[part :: image.channels]
    return Image(image.width, image.height, 3, image.width * 3, bytes(data))


# ---- words ----


def find(pdf: bytes, words: str, pages: Iterable[int] | None = None) -> list[Hit]:
    """Return where `words` stand in a PDF, page by page in reading order.

    Blanks and line ends count for nothing, so that a name that runs over two lines is found; neither do capitals.
    pdfium's own search misses characters beyond U+FFFF, which names have.
    """
    wanted = _plain(words)
    if not wanted:
        return []
    found: list[Hit] = []
    for page in range(page_count(pdf)) if pages is None else pages:
        found += _find_on(pdf, page, wanted)
    return found


def text(pdf: bytes, page: int) -> str:
    """Return the text of a page (from 0) as its PDF gives it."""
    with _PDFIUM:
        shown = _READER.open(pdf).document[page]
        layer = shown.get_textpage()
        try:
            return str(layer.get_text_range())
        finally:
            layer.close()
            shown.close()


def _find_on(pdf: bytes, page: int, wanted: str) -> list[Hit]:
    with _PDFIUM:
        opened = _READER.open(pdf)
        # The text of a page is read once for all that is looked for; most pages end here.
        if page in opened.texts and wanted not in opened.texts[page]:
            return []
        shown = opened.document[page]
        layer = shown.get_textpage()
        try:
            if page not in opened.texts:
                opened.texts[page] = _plain(layer.get_text_range())
            if wanted not in opened.texts[page]:
                return []
            size = shown.get_size()
            return [Hit(page, _boxes(layer.raw, place, size)) for place in _places(layer, wanted)]
        finally:
            layer.close()
            shown.close()


def _places(layer: pypdfium2.PdfTextPage, wanted: str) -> list[list[int]]:
    """Return for each hit the numbers of its characters as pdfium counts them: two for one beyond U+FFFF."""
    units = [pdfium.FPDFText_GetUnicode(layer.raw, number) for number in range(layer.count_chars())]
    kept = [(number, _lower(chr(unit))) for number, unit in enumerate(units) if unit and not chr(unit).isspace()]
    written = "".join(char for _, char in kept)
    sought = _halves(wanted)
    places, start = [], written.find(sought)
    while start >= 0:
        places.append([number for number, _ in kept[start : start + len(sought)]])
        start = written.find(sought, start + len(sought))
    return places


def _boxes(layer: object, numbers: Sequence[int], size: tuple[float, float]) -> tuple[Box, ...]:
    """Return one box for each line the characters stand on."""
    lines: list[tuple[float, float, float, float]] = []  # left, bottom, right, top in points
    for number in numbers:
        one = _char_box(layer, number)
        if lines and _same_line(lines[-1], one):
            last = lines[-1]
            lines[-1] = (min(last[0], one[0]), min(last[1], one[1]), max(last[2], one[2]), max(last[3], one[3]))
        else:
            lines.append(one)
    wide, high = size
    return tuple(
        (left / wide, (high - top) / high, (right - left) / wide, (top - bottom) / high)
        for left, bottom, right, top in lines
    )


def _char_box(layer: object, number: int) -> tuple[float, float, float, float]:
    box = pdfium.FS_RECTF()
    # The loose box is as high as the line, so that 一 is marked like any other character.
    pdfium.FPDFText_GetLooseCharBox(layer, number, box)
    return box.left, box.bottom, box.right, box.top


def _same_line(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > _LINE * min(one[3] - one[1], other[3] - other[1]) and other[0] >= one[0]


def _plain(words: str) -> str:
    return _lower("".join(words.split()))


def _lower(words: str) -> str:
    """Return Latin capitals as small letters, one for one."""
    return "".join(char.lower() if char.isascii() else char for char in words)


def _halves(words: str) -> str:
    """Return text as UTF-16 sees it, each half of a character beyond U+FFFF by itself."""
    packed = words.encode("utf-16-le", "surrogatepass")
    return "".join(chr(packed[n] | packed[n + 1] << 8) for n in range(0, len(packed), 2))
