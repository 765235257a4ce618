"""A page to Word: the same Page as the PDF, with explicit borders, widths, faces and page fields that WPS keeps."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from gridDesk.documents import ooxml
from gridDesk.documents.page import SIX, SMALL_FIVE, Page, Printed, Sheet, TablePage
from gridDesk.documents.record import Recorder
from gridDesk.documents.word_form import write_forms
from gridDesk.documents.word_table import write_table

_SONG, _HEI, _LATIN = "宋体", "黑体", "Times New Roman"
_MARK = "GRIDDESK-BODY"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(page: Page, out: BinaryIO) -> Printed:
    """Write a page as a Word document to `out`; equal pages give equal bytes.

    Word paginates by itself, so the result names one part per form, or the whole ledger as one.
    """
    document, record = Document(), Recorder()
    _styles(document)
    _sheet(document, page.sheet)
    _properties(document, page)
    blocks: list[str] = []
    _footer(document, page, fields=isinstance(page, TablePage))
    if isinstance(page, TablePage):
        write_table(page, blocks.append, record)
    else:
        write_forms(page, blocks.append, _pictures(document, blocks), record)
    _clear(document)
    document.add_paragraph(_MARK)
    _save(document, "".join(blocks), out)
    return record.printed()


def _clear(document: DocxDocument) -> None:
    """Empty the body; the section at its end stays."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _styles(document: DocxDocument) -> None:
    """Set the East Asian face in the defaults and in every style used; theme faces are taken away."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        _faces(fonts, _LATIN, _SONG)
    normal = document.styles["Normal"]
    normal.font.size = Pt(SMALL_FIVE)
    _faces(normal.element.get_or_add_rPr().get_or_add_rFonts(), _LATIN, _SONG)
    for name, latin, eastern in (("GridCell", _LATIN, _SONG), ("GridHead", _HEI, _HEI)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size = Pt(SMALL_FIVE)
        _faces(style.element.get_or_add_rPr().get_or_add_rFonts(), latin, eastern)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.0


def _faces(fonts: BaseOxmlElement, latin: str, eastern: str) -> None:
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", eastern), ("cs", latin)):
        fonts.set(qn(f"w:{key}"), face)


def _sheet(document: DocxDocument, sheet: Sheet) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.landscape else WD_ORIENT.PORTRAIT
    # The binding edge beyond the usual margin is the gutter, so that a WPS user can bind elsewhere.
    gutter = sheet.gutter - sheet.margin if sheet.binding == "left" else 0.0
    section.left_margin = section.right_margin = Mm(sheet.margin)
    section.gutter = Mm(gutter)
    section.top_margin, section.bottom_margin = Mm(sheet.top), Mm(sheet.margin)
    section.header_distance, section.footer_distance = Mm(8), Mm(7)
    if sheet.mirror:
        document.settings.element.insert(0, OxmlElement("w:mirrorMargins"))


def _properties(document: DocxDocument, page: Page) -> None:
    made = datetime.fromisoformat(page.made[:19]) if page.made else datetime(2000, 1, 1)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = page.title, "GridDesk", "GridDesk", ""
    core.created = core.modified = made
    core.revision = 1


def _footer(document: DocxDocument, page: Page, *, fields: bool) -> None:
    """Put the small grey line and, for ledgers, 第 x 页 共 y 页 at the foot of every page."""
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    for old in list(footer._element):
        footer._element.remove(old)
    room = ooxml.dxa(page.sheet.room)
    text = ooxml.run(f"{page.foot}\t", size=SIX, grey=True)
    if fields:
        text += ooxml.run("第 ", size=9, grey=True) + ooxml.field("PAGE", 9)
        text += (
            ooxml.run(" 页　共 ", size=9, grey=True) + ooxml.field("NUMPAGES", 9) + ooxml.run(" 页", size=9, grey=True)
        )
    tabs = f'<w:tabs><w:tab w:val="center" w:pos="{room // 2}"/></w:tabs>'
    xml = ooxml.paragraph(text, extra=tabs).replace("<w:p>", f"<w:p {ooxml.NAMESPACE}>", 1)
    footer._element.append(parse_xml(xml))


def _pictures(document: DocxDocument, blocks: list[str]) -> Callable[[bytes, float], None]:
    """Return a function that puts a PNG of some mm, at the right edge, after what was written so far."""

    def add(png: bytes, mm: float) -> None:
        paragraph = document.add_paragraph(style="GridCell")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(mm))
        blocks.append(paragraph._element.xml)

    return add


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
