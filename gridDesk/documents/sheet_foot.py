"""The foot every sheet has: the small grey line, the page number, the sheet's own number as text and as a QR code."""

from __future__ import annotations

from gridDesk.documents.fonts import printable
from gridDesk.documents.form import FormPage
from gridDesk.documents.ink import Ink
from gridDesk.documents.pdffile import MM
from gridDesk.documents.sheet import SIX
from gridDesk.documents.table_page import TablePage
from gridDesk.documents.typeset import fit, measure

FOOT = 8.5 * MM
SHEET_QR = 8.0 * MM
_QR_BOTTOM = 5.5 * MM
_NUMBER = 9.0  # points


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
    line = printable(_line(page, code))
    # A long line is set in two below each other rather than over the page number.
    lines = fit(line, "song", SIX, start - left - 2 * MM, SIX).lines
    for i, text in enumerate(lines):
        y = FOOT + (len(lines) - 1 - 2 * i) / 2 * SIX * 1.2
        ink.text(left, y, text, "song", SIX, grey=True)
    if code:
        ink.qr(code, right - SHEET_QR, _QR_BOTTOM, SHEET_QR)


def draw_line(ink: Ink, page: TablePage | FormPage, middle: float) -> None:
    """Draw the small grey line alone, about a middle: covers bear no page number but say whose printing they are of."""
    if page.foot:
        line = printable(_line(page, sheet_code(page.code, ink.file.turned + 1)))
        ink.text(middle - measure(line, "song", SIX) / 2, FOOT, line, "song", SIX, grey=True)


def _line(page: TablePage | FormPage, code: str) -> str:
    """Return the small grey line; the sheet's own number stands where the line names the printing it belongs to."""
    job = f"记录号 {page.code}"
    if code and job in page.foot:
        return page.foot.replace(job, f"纸号 {code}")
    return "　".join(part for part in (page.foot, f"纸号 {code}" if code else "") if part)
