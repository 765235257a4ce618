"""A page to PDF."""

from __future__ import annotations

from typing import BinaryIO

from gridDesk.documents.book_pdf import write_book
from gridDesk.documents.page import Book, Page
from gridDesk.documents.part_pdf import write_part
from gridDesk.documents.pdffile import PdfFile
from gridDesk.documents.printed import Printed
from gridDesk.documents.record import Recorder


def write_pdf(page: Page, out: BinaryIO, only: frozenset[int] | None = None) -> Printed:
    """Write a page as PDF to `out` (append only, never sought) and say what each sheet shows.

    Reads the body once and holds one sheet at a time; a book's bodies are read twice. Unprintable characters are printed
    as 〔U+XXXX〕 and listed in the result. Equal pages give equal bytes. With `only`, just the pages at these places (from
    1) of the whole document are written, as they stand in it; the result still tells of all of them.
    """
    if isinstance(page, Book):
        return write_book(page, out, only)
    file, record = PdfFile(out, page.title, page.made, only), Recorder()
    write_part(page, file, record)
    file.finish(record.digest(), f"共 {file.turned} 页", 9)
    return record.printed()
