"""QR codes (ISO/IEC 18004, error correction M) as dark squares, for PDF and for pictures."""

from __future__ import annotations

from functools import lru_cache

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET = 1  # modules left white on every side; the paper around it gives the rest
# Trying all eight masks to find the prettiest takes ten times as long, and readers take any: ids and codes are as good
# as random, so none of them makes stripes.
_MASK = 2


@lru_cache(maxsize=64)
def runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Return how many modules wide the code of `text` is, and its dark runs as (row, first column, length)."""
    qr = QRCode(None, QRErrorCorrectLevel.M)
    qr.addData(text)
    qr.version = qr.calculate_version()
    qr.makeImpl(False, _MASK)
    count, found = qr.getModuleCount(), []
    for row in range(count):
        column = 0
        while column < count:
            start = column
            while column < count and qr.isDark(row, column):
                column += 1
            if column > start:
                found.append((row, start, column - start))
            column += 1
    return count, tuple(found)


def operators(text: str, left: float, bottom: float, size: float) -> str:
    """Return PDF operators that draw the code of `text` in a square of `size` points."""
    count, dark = runs(text)
    unit = size / (count + 2 * QUIET)
    squares = " ".join(
        f"{left + (column + QUIET) * unit:.2f} {bottom + (count - row - 1 + QUIET) * unit:.2f} {length * unit:.3f} {unit:.3f} re"
        for row, column, length in dark
    )
    return f"q 0 g {squares} f Q"
