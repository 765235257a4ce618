"""The foot every sheet has: the small grey line, the page number, the sheet's own number as text and as a QR code."""

from __future__ import annotations

from gridDesk.documents.fonts import printable
from gridDesk.documents.form import FormPage
from gridDesk.documents.ink import Ink
from gridDesk.documents.pdffile import MM
from gridDesk.documents.sheet import SIX
from gridDesk.documents.table_page import TablePage
from gridDesk.documents.typeset import measure, wrap

FOOT = 8.5 * MM
SHEET_QR = 8.0 * MM
_QR_BOTTOM = 5.5 * MM
_NUMBER = 9.0  # points
_BESIDE = 2 * MM  # between the line, the page number and the code
_DOT = " · "  # between the parts of the line
# How the line is set, the first way that holds it: points, and how many lines stand on each side of the number.
_SETTINGS = ((SIX, 2), (SIX, 3), (6.5, 3), (5.5, 4), (4.5, 5))


def sheet_code(code: str, number: int) -> str:
    """Return the number a sheet bears: that of the printing and its place in it; "" without a printing."""
    return f"{code}-{number}" if code else ""


def draw(ink: Ink, page: TablePage | FormPage, left: float, right: float, words: str, *, counted: bool = False) -> None:
    """Draw the foot between two positions: `words` in the middle, with the number of all pages when `counted`."""
    code = sheet_code(page.code, ink.file.turned + 1)
    words, middle = printable(words), (left + right) / 2
    width = measure(words, "song", _NUMBER)
    start = middle - (width if counted else width / 2)
    ink.text(start, FOOT, words, "song", _NUMBER, grey=True)
    if counted:
        ink.count(middle, FOOT)
    number = measure("第 00000 页", "song", _NUMBER) if counted else width / 2
    ends = ((left, start - _BESIDE), (middle + number + 2 * _BESIDE, right - SHEET_QR - _BESIDE))
    _draw_beside(ink, printable(_line(page, code)), ends)
    if code:
        ink.qr(code, right - SHEET_QR, _QR_BOTTOM, SHEET_QR)


def _draw_beside(ink: Ink, line: str, ends: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Draw the small grey line in two lines left of the page number, and what they do not hold right of it.

    Long names are set in three lines, then smaller, rather than over the number or the last row of the sheet.
    """
    first, second = (stop - start for start, stop in ends)
    for size, many in _SETTINGS:
        lines = _parted(line, size, min(first, second))
        if len(alone := _parted(line, size, first)) <= many:
            lines = alone
        if len(lines) <= 2 * many:
            break
    for (start, _), some in zip(ends, (lines[:many], lines[many:]), strict=True):
        for i, text in enumerate(some):
            y = FOOT + (len(some) - 1 - 2 * i) / 2 * size * 1.2
            ink.text(start, y, text, "song", size, grey=True)


def _parted(line: str, size: float, room: float) -> list[str]:
    """Break the line between its parts where they can stay whole."""
    lines: list[str] = []
    for part in line.split(_DOT):
        joined = f"{lines[-1]}{_DOT}{part}" if lines else part
        if lines and measure(f"{joined}{_DOT}".rstrip(), "song", size) <= room:
            lines[-1] = joined
            continue
        if lines:
            lines[-1] += _DOT.rstrip()
        lines += wrap(part, "song", size, room).lines
    return lines


def draw_line(ink: Ink, page: TablePage | FormPage, left: float, right: float) -> None:
    """Draw the small grey line alone, about the middle: covers bear no page number but say whose printing they are of."""
    if page.foot:
        line = printable(_line(page, sheet_code(page.code, ink.file.turned + 1)))
        lines = _parted(line, SIX, right - left)
        for i, text in enumerate(lines):
            y = FOOT + (len(lines) - 1 - 2 * i) / 2 * SIX * 1.2
            ink.aligned(left, right, y, text, "song", SIX, grey=True)


def _line(page: TablePage | FormPage, code: str) -> str:
    """Return the small grey line; the sheet's own number stands where the line names the printing it belongs to."""
    job = f"记录号 {page.code}"
    if code and job in page.foot:
        return page.foot.replace(job, f"纸号 {code}")
    return "　".join(part for part in (page.foot, f"纸号 {code}" if code else "") if part)
