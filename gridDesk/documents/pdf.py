"""A page to PDF."""

from __future__ import annotations

from typing import BinaryIO

from gridDesk.documents.form_pdf import FormWriter
from gridDesk.documents.page import Page, Printed, TablePage
from gridDesk.documents.pdffile import PdfFile
from gridDesk.documents.record import Recorder
from gridDesk.documents.table_pdf import TableWriter


def write_pdf(page: Page, out: BinaryIO) -> Printed:
    """Write a page as PDF to `out` (append only, never sought) and say what each sheet shows.

    Reads the body once and holds one sheet at a time. Unprintable characters are printed as 〔U+XXXX〕 and listed in
    the result. Equal pages give equal bytes.
    """
    file, record = PdfFile(out, page.title, page.made), Recorder()
    if isinstance(page, TablePage):
        TableWriter(page, file, record).write()
    else:
        FormWriter(page, file, record).write()
    file.finish(record.digest(), f"共 {len(file.pages)} 页", 9)
    return record.printed()
