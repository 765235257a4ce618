"""A page to Word: the same Page as the PDF, with explicit borders, widths, faces and page fields that WPS keeps.

What the PDF can and Word cannot: sums below each page, pages that keep their place on a shelf, a number for every sheet.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import BinaryIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from gridDesk.documents.book_pdf import pages_of
from gridDesk.documents.form import FormPage
from gridDesk.documents.ooxml import TINY, bookmark, paragraph, reference
from gridDesk.documents.page import Book, Page
from gridDesk.documents.printed import Printed
from gridDesk.documents.record import Recorder
from gridDesk.documents.table_page import TablePage
from gridDesk.documents.word_body import Body
from gridDesk.documents.word_form import write_forms
from gridDesk.documents.word_sections import Sections
from gridDesk.documents.word_table import write_table
from gridDesk.documents.word_tiles import write_tiles

_MARK = "GRIDDESK-BODY"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(page: Page, out: BinaryIO) -> Printed:
    """Write a page as a Word document to `out`; equal pages give equal bytes.

    Word paginates by itself, so the result names one part per form, or a whole ledger as one.
    """
    document, record = Document(), Recorder()
    body = Body(document)
    _properties(document, page)
    if isinstance(page, Book):
        _write_book(page, body, record)
    else:
        _write_part(page, body, Sections(body), record)
    _clear(document)
    document.add_paragraph(_MARK)
    _save(document, "".join(body.blocks), out)
    return record.printed()


def _write_part(
    page: TablePage | FormPage, body: Body, sections: Sections, record: Recorder, *, right_hand: bool = False,
    marks: Iterator[int] | None = None,
) -> None:  # fmt: skip
    record.paper = page.name
    if isinstance(page, TablePage):
        sections.begin(page, right_hand=right_hand, bare=False)
        write_table(page, body, record, marks)
        return
    if page.tiles:
        sections.begin(page, right_hand=right_hand, bare=True)
        write_tiles(page, page.tiles, body, record)
        return
    begun = False
    # Covers among other forms have no foot, so that sections begin and end with them.
    for bare, forms in groupby(page.forms, key=lambda form: form.bare):
        sections.begin(page, right_hand=right_hand and not begun, bare=bare)
        write_forms(replace(page, forms=forms), body, record)
        begun = True
    if not begun:
        sections.begin(page, right_hand=right_hand, bare=False)
        write_forms(page, body, record)


# ---- books ----


def _write_book(book: Book, body: Body, record: Recorder) -> None:
    """Write a book: a section for each part; the contents name pages by fields that Word renews."""
    sections = Sections(body)
    places = [_Places(part, body) for part in book.parts]
    for page in (*book.front, book.contents(tuple(place.pages for place in places))):
        _write_part(page, body, sections, record, right_hand=isinstance(page, FormPage) and page.odd_start)
    for part, place in zip(book.parts, places, strict=True):
        sections_of = iter(place.sections)
        _write_part(part, body, sections, record, right_hand=True, marks=sections_of)
        if place.last:
            body.add(paragraph(bookmark(place.last), extra=TINY))
    for page in book.back:
        _write_part(page, body, sections, record, right_hand=True)


class _Places:
    """The pages of a part as the PDF has them; those of a ledger, which Word paginates, said by references."""

    def __init__(self, part: TablePage | FormPage, body: Body) -> None:
        self.pages = pages = pages_of(part)
        self.sections: list[int] = []
        self.last = 0
        if isinstance(part, FormPage):
            return
        self.sections, self.last = [body.next_bookmark() for _ in pages.sections], body.next_bookmark()
        last = reference(self.last, pages.last)
        sections = zip(self.sections, pages.sections, strict=True)
        self.pages = replace(
            pages, first=last if pages.count == 1 else pages.first, last=last,
            sections=tuple((title, reference(mark, label)) for mark, (title, label) in sections),
        )  # fmt: skip


# ---- the package ----


def _clear(document: DocxDocument) -> None:
    """Empty the body; the section at its end stays."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _properties(document: DocxDocument, page: Page) -> None:
    made = datetime.fromisoformat(page.made[:19]) if page.made else datetime(2000, 1, 1)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = page.title, "GridDesk", "GridDesk", ""
    core.created = core.modified = made
    core.revision = 1
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/customXml"):  # the library's own leftovers
            del document.part.rels[key]


def _save(document: DocxDocument, body: str, out: BinaryIO) -> None:
    """Write the package with fixed times, so that equal pages give equal files.

    The body goes in as text where the mark stands: a long table is never parsed nor printed by a library.
    """
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = _without_thumbnail(name, source.read(name))
            if name == "word/document.xml":
                before, after = re.split(rb"<w:p><w:r><w:t>%b</w:t></w:r></w:p>" % _MARK.encode("ascii"), data)
                data = before + body.encode("utf-8") + after
            if name != "docProps/thumbnail.jpeg":
                target.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED, 6)


def _without_thumbnail(name: str, data: bytes) -> bytes:
    """Drop the library's own preview picture: it shows another document."""
    if name != "_rels/.rels":
        return data
    tree = parse_xml(data)
    for relation in list(tree):
        if relation.get("Target") == "docProps/thumbnail.jpeg":
            tree.remove(relation)
    return serialize_part_xml(tree)
