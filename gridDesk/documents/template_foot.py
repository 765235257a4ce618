"""What every page of a filled template says of its printing: the small grey foot line and the watermark behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from gridDesk.documents import ooxml
from gridDesk.documents.sheet import SIX
from gridDesk.documents.template_guard import DOCUMENT, parse
from gridDesk.documents.template_text import w
from gridDesk.documents.word_pictures import watermark

FOOTER = re.compile(r"word/footer\d*\.xml")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OWN, _LINKS, _TYPES = "word/footer901.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"


@dataclass(frozen=True)
class Marks:
    """The foot line and the slanting words of a printing, and the sheet these are laid over, in mm."""

    foot: str = ""
    watermark: str = ""
    width: float = 210.0
    height: float = 297.0

    @property
    def any(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self.foot or self.watermark)


def marked(name: str, root: etree._Element, marks: Marks) -> etree._Element:
    """Put the marks last in a footer; other parts stay as they are."""
    if marks.any and FOOTER.fullmatch(name):
        words = watermark(marks.watermark, marks.width, marks.height) if marks.watermark else ""
        said = ooxml.run(marks.foot, size=SIX, grey=True)
        root.append(parse(f"<w:p {ooxml.NAMESPACE}>{said}{words}</w:p>".encode()))
    return root


def with_footer(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a template's parts with a footer on every page, an empty one where it has none."""
    found = dict(parts)
    if any(FOOTER.fullmatch(name) for name in parts):
        return found
    document = parse(parts[DOCUMENT])
    body = document.find(w("body"))
    if body is None:
        return found
    sections = list(body.iter(w("sectPr"))) or [etree.SubElement(body, w("sectPr"))]
    for section in sections:
        place = etree.Element(w("footerReference"))
        place.set(w("type"), "default")
        place.set(f"{{{_OFFICE}}}id", "rIdGridDeskFoot")
        section.insert(0, place)
    found[DOCUMENT] = _bytes(document)
    found[_OWN] = f"<w:ftr {ooxml.NAMESPACE}/>".encode()
    found[_LINKS] = _linked(parts.get(_LINKS, b""))
    found[_TYPES] = _typed(parts[_TYPES])
    return found


def _linked(part: bytes) -> bytes:
    space = f"{_PACKAGE}/relationships"
    root = parse(part) if part else etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
    link = etree.SubElement(root, f"{{{space}}}Relationship")
    for key, value in (("Id", "rIdGridDeskFoot"), ("Type", f"{_OFFICE}/footer"), ("Target", "footer901.xml")):
        link.set(key, value)
    return _bytes(root)


def _typed(part: bytes) -> bytes:
    root = parse(part)
    override = etree.SubElement(root, f"{{{_PACKAGE}/content-types}}Override")
    override.set("PartName", f"/{_OWN}")
    override.set("ContentType", _FOOTER_TYPE)
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
