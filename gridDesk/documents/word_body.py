"""What the writers of ledgers and forms write a Word document to: blocks of text, styles, pictures, bookmarks."""

from __future__ import annotations

import io
from functools import lru_cache

from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from PIL import Image

from gridDesk.documents import qr
from gridDesk.documents.ooxml import LEADING
from gridDesk.documents.sheet import SMALL_FIVE

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
_UNIT = 6  # pixels of a dark square in a QR code


class Body:
    """The body of a document as it grows. Texts of whole tables are kept as they are, unparsed."""

    def __init__(self, document: DocxDocument) -> None:
        self.document = document
        self.blocks: list[str] = []
        self.shapes = self.bookmarks = 0
        self._styles: set[str] = set()
        _defaults(document)
        _today(document)
        for name, latin, eastern in (("GridCell", LATIN, SONG), ("GridHead", HEI, HEI)):
            _add_style(document, name, latin, eastern, SMALL_FIVE)

    def add(self, xml: str) -> None:
        """Add a block."""
        self.blocks.append(xml)

    def row_style(self, size: float, *, heading: bool = False) -> str:
        """Return the style of text in cells at a type size: its lines are as high as the PDF's, in any face."""
        name = f"Grid{'Head' if heading else 'Row'}{size:g}".replace(".", "p")
        if name not in self._styles:
            self._styles.add(name)
            style = _add_style(self.document, name, HEI if heading else LATIN, HEI if heading else SONG, size)
            style.paragraph_format.line_spacing = Pt(round(size * LEADING, 1))
        return name

    def picture(self, data: bytes) -> tuple[str, int]:
        """Take in a picture (PNG or JPEG); returns its relationship, and a number for where it is shown."""
        relation, _ = self.document.part.get_or_add_image(io.BytesIO(data))
        return relation, self.shape()

    def shape(self) -> int:
        """Return a fresh number for something drawn."""
        self.shapes += 1
        return self.shapes

    def next_bookmark(self) -> int:
        """Return the number of the next bookmark."""
        self.bookmarks += 1
        return self.bookmarks


def _defaults(document: DocxDocument) -> None:
    """Set the East Asian face in the defaults and in the usual style; theme faces are taken away."""
    for fonts in document.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts")):
        _faces(fonts, LATIN, SONG)
    for style in document.styles.element.iter(qn("w:style")):
        for fonts in style.iter(qn("w:rFonts")):
            _faces(fonts, LATIN, SONG)
    normal = document.styles["Normal"]
    normal.font.size = Pt(SMALL_FIVE)
    _faces(normal.element.get_or_add_rPr().get_or_add_rFonts(), LATIN, SONG)


def _today(document: DocxDocument) -> None:
    """Let Word lay tables out as since 2013: their edge, not their text, stands at the margin."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _add_style(document: DocxDocument, name: str, latin: str, eastern: str, size: float):  # type: ignore[no-untyped-def]  # noqa: ANN202
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(size)
    _faces(style.element.get_or_add_rPr().get_or_add_rFonts(), latin, eastern)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    return style


def _faces(fonts: BaseOxmlElement, latin: str, eastern: str) -> None:
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", eastern), ("cs", latin)):
        fonts.set(qn(f"w:{key}"), face)


@lru_cache(maxsize=64)
def qr_png(text: str) -> bytes:
    """Return a QR code (ISO/IEC 18004, error correction M) of `text` as a black and white PNG."""
    count, dark = qr.runs(text)
    side = (count + 2 * qr.QUIET) * _UNIT
    image = Image.new("1", (side, side), 1)
    for line, column, length in dark:
        left, top = (column + qr.QUIET) * _UNIT, (line + qr.QUIET) * _UNIT
        image.paste(0, (left, top, left + length * _UNIT, top + _UNIT))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
