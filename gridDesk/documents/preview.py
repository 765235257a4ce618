"""Pages of a PDF as pictures, for the window's preview and for printers that take rasters."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pypdfium2

# pdfium is not thread-safe: every call in the process goes through this lock.
_PDFIUM = threading.Lock()


@dataclass(frozen=True)
class Image:
    """A picture: width and height in pixels, rows of 3 bytes (red, green, blue) without padding."""

    width: int
    height: int
    rgb: bytes


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def render(pdf: bytes, page: int, dpi: float) -> Image:
    """Draw page `page` (from 0) of a PDF at `dpi` dots per inch."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[page].render(scale=dpi / 72, rev_byteorder=True)
            width, height, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
            data = bytes(bitmap.buffer)
        finally:
            document.close()
    rows = [data[y * stride : y * stride + width * channels] for y in range(height)]
    return Image(width, height, b"".join(_rgb(row, channels) for row in rows))


def _rgb(row: bytes, channels: int) -> bytes:
    if channels == 3:
        return row
    picked = bytearray(len(row) // channels * 3)
    for i in range(3):
        picked[i::3] = row[min(i, channels - 1) :: channels]
    return bytes(picked)
