"""Sections of a Word document: sheet, binding edge, page numbers, the foot of every page, and the watermark behind it."""

from __future__ import annotations

import io

from docx.enum.section import WD_HEADER_FOOTER, WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import Section, _Footer, _Header
from docx.shared import Mm

from gridDesk.documents import ooxml
from gridDesk.documents.form import FormPage
from gridDesk.documents.sheet import FIVE, SIX, Sheet
from gridDesk.documents.table_page import TablePage
from gridDesk.documents.typeset import fit
from gridDesk.documents.word_body import Body, qr_png
from gridDesk.documents.word_pictures import Place, floating, watermark

_FOOTER, _QR, _QR_BOTTOM, _NUMBERS = 7.0, 8.0, 5.5, 46.0  # mm; what the page number may take in the middle
_FORM_NUMBERS = 60.0  # mm, where forms say theirs in a frame of their own
_BOTTOM = 15.0  # mm, as the PDF leaves it
SIGNED = 7.0  # mm for the line to sign, at the foot of every page of a ledger as on the PDF
_POINT = 72 / 25.4


class Sections:
    """Begins a section of the document for each page, and closes it where the next begins."""

    def __init__(self, body: Body) -> None:
        self.body, self.document = body, body.document
        self.begun = 0
        self._made: dict[tuple[int, bool], tuple[str, str]] = {}

    def begin(self, page: TablePage | FormPage, *, right_hand: bool, bare: bool) -> None:
        """Begin the section of a page; one of a book starts on a `right_hand` page, a `bare` one numbers no page."""
        document = self.document
        if self.begun:
            self._close()
            document.add_section(WD_SECTION.ODD_PAGE if right_hand else WD_SECTION.NEW_PAGE)
        self.begun += 1
        section = document.sections[-1]
        signed = SIGNED if isinstance(page, TablePage) and page.signatures else 0.0
        set_sheet(section, page.sheet, signed)
        if isinstance(page, FormPage) and page.tiles:
            _centre(section, page.sheet.height - page.tiles.rows * page.tiles.height)
        if page.sheet.mirror and document.settings.element.find(qn("w:mirrorMargins")) is None:
            document.settings.element.insert(0, OxmlElement("w:mirrorMargins"))
        if page.series and isinstance(page, TablePage):
            _restart(section)
        self._head_and_foot(section, page, bare=bare)

    def _head_and_foot(self, section: Section, page: TablePage | FormPage, *, bare: bool) -> None:
        """Give a section its head and foot; those of one page are made once however many sections it has."""
        key, ending = (id(page), bare), section._sectPr
        if key in self._made:
            head, foot = self._made[key]
            ending.add_headerReference(WD_HEADER_FOOTER.PRIMARY, head)
            ending.add_footerReference(WD_HEADER_FOOTER.PRIMARY, foot)
            return
        self._head(section, page)
        self._foot(section, page, bare=bare)
        references = [ending.find(qn(f"w:{kind}Reference")).get(qn("r:id")) for kind in ("header", "footer")]
        self._made[key] = references[0], references[1]

    def _close(self) -> None:
        """Write the properties of the section that ends here into a paragraph of no height."""
        ending = self.document.sections[-1]._sectPr
        self.body.add(f'<w:p><w:pPr><w:pStyle w:val="GridCell"/>{ooxml.TINY}{ending.xml}</w:pPr></w:p>')

    def _head(self, section: Section, page: TablePage | FormPage) -> None:
        header = section.header
        header.is_linked_to_previous = False
        words = watermark(page.watermark, page.sheet.width, page.sheet.height) if page.watermark else ""
        _fill(header, ooxml.paragraph(words, extra=ooxml.TINY))

    def _foot(self, section: Section, page: TablePage | FormPage, *, bare: bool) -> None:
        footer = section.footer
        footer.is_linked_to_previous = False
        if bare:
            line = ooxml.paragraph(ooxml.run(page.foot, size=SIX, grey=True), align="center", extra=ooxml.exact(8))
            _fill(footer, line if page.foot else ooxml.paragraph("", extra=ooxml.TINY))
            return
        numbers = _numbers(page)
        room = page.sheet.room
        left = (room - (_NUMBERS if numbers else _FORM_NUMBERS)) / 2
        lines = fit(page.foot, "song", SIX, left * _POINT, SIX).lines
        tabs = f'<w:tabs><w:tab w:val="center" w:pos="{ooxml.dxa(room) // 2}"/></w:tabs>'
        text = (
            ooxml.run(f"{lines[0]}\t" if numbers else lines[0], size=SIX, grey=True)
            + numbers
            + self._code(footer, page)
        )
        found = _signatures(page) + ooxml.paragraph(text, extra=tabs + ooxml.exact(10))
        found += "".join(
            ooxml.paragraph(ooxml.run(line, size=SIX, grey=True), extra=ooxml.exact(8)) for line in lines[1:]
        )
        _fill(footer, found)

    def _code(self, footer: _Footer, page: TablePage | FormPage) -> str:
        """Return the number of the printing as a QR code in the corner; Word makes the pages, so no sheet has its own."""
        if not page.code:
            return ""
        relation, _ = footer.part.get_or_add_image(io.BytesIO(qr_png(page.code)))
        place = Place(page.sheet.height - _QR_BOTTOM - _QR, from_page=True)
        return floating(relation, self.body.shape(), _QR, place)


def _numbers(page: TablePage | FormPage) -> str:
    """Return 第 x 页 共 y 页 as fields, within a book the number in its part; forms say theirs themselves."""
    if not isinstance(page, TablePage):
        return ""
    if page.series:
        return _grey(f"{page.series}　第 ") + ooxml.field("PAGE", 9, grey=True) + _grey(" 页")
    return (
        _grey("第 ") + ooxml.field("PAGE", 9, grey=True) + _grey(" 页　共 ") + ooxml.field("NUMPAGES", 9, grey=True)
        + _grey(" 页")
    )  # fmt: skip


def _signatures(page: TablePage | FormPage) -> str:
    """Return the line to sign at the foot of every page of a ledger."""
    if not isinstance(page, TablePage) or not page.signatures:
        return ""
    step = ooxml.dxa(page.sheet.room) // len(page.signatures)
    words = [f"{word}：" for word in page.signatures]
    stops = [("left", step * (i + 1)) for i in range(len(words) - 1)]
    return ooxml.tab_line(words, stops, size=FIVE, height=SIGNED * _POINT)


def _grey(text: str) -> str:
    return ooxml.run(text, size=9, grey=True)


def _fill(part: _Header | _Footer, xml: str) -> None:
    for old in list(part._element):
        part._element.remove(old)
    wrapped = parse_xml(f"<w:hdr {ooxml.NAMESPACE}>{xml}</w:hdr>")
    for child in list(wrapped):
        part._element.append(child)


def _centre(section: Section, spare: float) -> None:
    """Leave as much white above as below small forms, a little less for the lines of no height around their table."""
    section.top_margin = section.bottom_margin = Mm(max(spare / 2 - 1.5, 0.0))
    section.header_distance = section.footer_distance = Mm(max(spare / 4 - 1.5, 0.0))


def _restart(section: Section) -> None:
    """Let the pages of a part count from one."""
    if section._sectPr.find(qn("w:pgNumType")) is None:
        numbers = OxmlElement("w:pgNumType")
        numbers.set(qn("w:start"), "1")
        section._sectPr.find(qn("w:pgMar")).addnext(numbers)


def set_sheet(section: Section, sheet: Sheet, signed: float) -> None:
    """Set paper, direction and margins of a section; `signed` mm at the foot are for the line to sign."""
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.landscape else WD_ORIENT.PORTRAIT
    # The binding edge beyond the usual margin is the gutter, so that a WPS user can bind elsewhere.
    gutter = sheet.gutter - sheet.margin if sheet.binding == "left" else 0.0
    section.left_margin = section.right_margin = Mm(sheet.margin)
    section.gutter = Mm(max(gutter, 0.0))
    section.top_margin, section.bottom_margin = Mm(sheet.top), Mm(_BOTTOM + signed)
    section.header_distance, section.footer_distance = Mm(min(8.0, sheet.top / 2)), Mm(min(_FOOTER, sheet.margin / 2))
