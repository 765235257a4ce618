"""Pages of a PDF in another order, as printers need them: backs of sheets, a page range, empty pages between."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2

from gridDesk.documents.preview import locked


def rearranged(pdf: bytes, pages: Sequence[int], *, turned: bool = False) -> bytes:
    """Return a PDF of these pages (from 0; below 0 an empty one like the first), each on its head when `turned`."""
    out = io.BytesIO()
    with locked():
        source, made = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
        try:
            size = source.get_page_size(max(pages[0], 0))
            for place, page in enumerate(pages):
                if page < 0:
                    made.new_page(*size, index=place).close()
                else:
                    made.import_pages(source, [page], place)
            if turned:
                _turn(made)
            made.save(out)
        finally:
            made.close()
            source.close()
    return out.getvalue()


def _turn(document: pypdfium2.PdfDocument) -> None:
    for number in range(len(document)):
        page = document[number]
        page.set_rotation((page.get_rotation() + 180) % 360)
        page.close()


def joined(files: Sequence[bytes]) -> bytes:
    """Return one PDF of several, one after the other."""
    out = io.BytesIO()
    with locked():
        made = pypdfium2.PdfDocument.new()
        try:
            for data in files:
                source = pypdfium2.PdfDocument(data)
                made.import_pages(source)
                source.close()
            made.save(out)
        finally:
            made.close()
    return out.getvalue()
