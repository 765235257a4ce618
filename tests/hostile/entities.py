"""Document types and entities in every part of a workbook and a Word document, in every encoding a parser takes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.packages import document, packed, workbook

ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16 LE": lambda text: b"\xff\xfe" + text.replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "UTF-16 BE": lambda text: b"\xfe\xff" + text.replace("UTF-8", "UTF-16").encode("utf-16-be"),
    "UTF-16 LE without mark": lambda text: text.replace("UTF-8", "UTF-16LE").encode("utf-16-le"),
    "UTF-16 BE without mark": lambda text: text.replace("UTF-8", "UTF-16BE").encode("utf-16-be"),
}
# Encodings that nobody writes and some parsers take; the words cannot be seen in them, so the encoding itself is refused.
ENCODINGS |= {
    "UTF-32 LE": lambda text: text.replace("UTF-8", "UTF-32").encode("utf-32"),
    "UTF-7": lambda text: "?>".join(
        [text.partition("?>")[0].replace("UTF-8", "UTF-7"), text.partition("?>")[2].replace("<!", "+ADwAIQ-")]
    ).encode("utf-8"),
    "EBCDIC": lambda text: text.replace("UTF-8", "IBM037").encode("cp037", "replace"),
}
PRELUDES = {
    "inner entity": "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>",
    "outer entity": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    "outer type": "<!DOCTYPE x SYSTEM 'http://example.invalid/x.dtd'>",
    "parameter entity": "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://example.invalid/'>%a;]>",
    "small letters": "<!doctype x [<!entity a 'a'>]>",
    "behind a long comment": f"<!--{'x' * 300_000}--><!DOCTYPE x [<!ENTITY a 'a'>]>",
}
WORKBOOK = (
    "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "docProps/core.xml",
    "docProps/app.xml", "_rels/.rels", "[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml",
    "xl/drawings/vmlDrawing1.vml", "xl/media/image1.svg", "customXml/item1.xml", "xl/worksheets/SHEET9.XML",
)  # fmt: skip
DOCUMENT = (
    "word/document.xml", "word/header1.xml", "word/footer1.xml", "word/styles.xml", "word/settings.xml",
    "word/_rels/document.xml.rels", "docProps/core.xml", "_rels/.rels", "[Content_Types].xml", "customXml/item1.xml",
    "word/theme/theme1.xml", "word/media/image1.svg",
)  # fmt: skip


def spoilt(part: str | bytes | None, prelude: str, encoding: str) -> bytes:
    """Return a part with a document type before its first element, and an entity used in it."""
    text = part.decode() if isinstance(part, bytes) else part or '<?xml version="1.0" encoding="UTF-8"?><svg>x</svg>'
    head, mark, rest = text.partition("?>")
    head = head if mark else '<?xml version="1.0" encoding="UTF-8"'
    return ENCODINGS[encoding](f"{head}?>{prelude}{rest if mark else text}")


def workbooks() -> Iterator[tuple[str, bytes]]:
    """Yield workbooks with a document type in one part."""
    yield from _each(WORKBOOK, workbook)


def documents() -> Iterator[tuple[str, bytes]]:
    """Yield Word documents with a document type in one part."""
    yield from _each(DOCUMENT, document)


def _each(parts: tuple[str, ...], make: object) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        for encoding in ENCODINGS:
            for kind, prelude in PRELUDES.items():
                if len(prelude) > 1000 and not encoding.startswith(("UTF-8", "UTF-16 LE")):
                    continue
                whole = make()  # type: ignore[operator]
                whole[part] = spoilt(whole.get(part), prelude, encoding)
                yield f"{part}, {encoding}, {kind}", packed(whole)
