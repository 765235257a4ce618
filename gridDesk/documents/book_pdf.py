"""A book to PDF: cover and explanation, contents with the page numbers as they came to be, the parts, the back.

The parts are laid out twice: once to learn where they stand, once to be written. Nothing is held but the page numbers.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from gridDesk.documents.form import FormPage
from gridDesk.documents.ink import Ink
from gridDesk.documents.page import Book, PartPages
from gridDesk.documents.part_pdf import write_part
from gridDesk.documents.pdffile import PdfFile
from gridDesk.documents.printed import Printed
from gridDesk.documents.record import BLANK, Recorder
from gridDesk.documents.table_page import TablePage

NOTHING: frozenset[int] = frozenset()


def write_book(book: Book, out: BinaryIO, only: frozenset[int] | None = None) -> Printed:
    """Write a book to `out`; `only` as in `write_pdf`."""
    contents = book.contents(tuple(pages_of(part) for part in book.parts))
    file, record = PdfFile(out, book.title, book.made, only), Recorder()
    for page in (*book.front, contents):
        file.bookmark(0, page.title)
        write_part(page, file, record)
    for part in (*book.parts, *book.back):
        _right_hand(part, file, record)
        file.bookmark(0, "　".join(words for words in (part.series, part.title) if words))
        write_part(part, file, record)
    file.finish(record.digest(), f"共 {file.turned} 页", 9)
    return record.printed()


def _right_hand(page: TablePage | FormPage, file: PdfFile, record: Recorder) -> None:
    """Leave a page white where the next part would begin on the back of a sheet."""
    if file.turned % 2:
        Ink(file, page.sheet.width, page.sheet.height).finish()
        record.turn("（空白页）", BLANK)


def pages_of(part: TablePage | FormPage) -> PartPages:
    """Lay a part out without keeping anything, and say where its pages and sections came to stand."""
    file, record = PdfFile(io.BytesIO(), part.title, part.made, NOTHING), Recorder()
    write_part(part, file, record)
    labels = [page.label for page in record.pages if page.label != BLANK]
    sections = tuple((title, record.pages[place].label) for _, title, place in file.bookmarks)
    return PartPages(part.title, part.series, labels[0], labels[-1], len(labels), sections)
