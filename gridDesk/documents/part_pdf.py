"""One ledger, or the forms of one kind, to the pages of a PDF that may hold others too."""

from __future__ import annotations

from gridDesk.documents.form import FormPage
from gridDesk.documents.form_pdf import FormWriter
from gridDesk.documents.pdffile import PdfFile
from gridDesk.documents.record import Recorder
from gridDesk.documents.shelved_pdf import ShelvedWriter
from gridDesk.documents.table_page import TablePage
from gridDesk.documents.table_pdf import TableWriter


def write_part(page: TablePage | FormPage, file: PdfFile, record: Recorder) -> None:
    """Write a page behind what the file already holds, and tell the record."""
    record.paper = page.name
    if isinstance(page, FormPage):
        FormWriter(page, file, record).write()
    elif page.shelved is not None:
        ShelvedWriter(page, file, record).write()
    else:
        TableWriter(page, file, record).write()
