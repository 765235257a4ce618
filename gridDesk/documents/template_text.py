"""The text of a Word paragraph over all its runs: where blanks stand in it, and putting words in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from gridDesk.documents.form_papers import ROOM, ROOM_IN_WORDS
from gridDesk.documents.template_guard import W

# Input methods type full-width braces easily; two braces, or a brace with %, belong to other programs and stay text.
BLANK = re.compile(r"(?<![{｛])[{｛]([^{}｛｝%\t\n]+)[}｝](?![}｝])")
# The parts whose words are printed.
TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str) -> str:
    """Return the full name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"


@dataclass
class Piece:
    """A piece of a paragraph's text: its element (None for a tab or line break), and where it begins."""

    element: etree._Element | None
    start: int
    text: str


def pieces(paragraph: etree._Element) -> list[Piece]:
    """Return the texts of a paragraph in order, without those of paragraphs inside it or taken out by a revision."""
    found: list[Piece] = []
    at = 0
    for item in paragraph.iter(w("t"), w("tab"), w("br"), w("cr")):
        owner = item.getparent()
        if owner is None or owner.tag != w("r") or next(item.iterancestors(w("p")), None) is not paragraph:
            continue
        text = str(item.text or "") if item.tag == w("t") else "\t" if item.tag == w("tab") else "\n"
        found.append(Piece(item if item.tag == w("t") else None, at, text))
        at += len(text)
    return found


def joined(found: Iterable[Piece]) -> str:
    """Return the text of pieces."""
    return "".join(piece.text for piece in found)


def fill_paragraph(paragraph: etree._Element, values: Mapping[str, str], rooms: Mapping[str, str]) -> None:
    """Replace the blanks of a paragraph, however many runs each is split over; the run it begins in gives the look."""
    parts = pieces(paragraph)
    text = joined(parts)
    found = list(BLANK.finditer(text))
    alone = len(found) == 1 and not BLANK.sub("", text).strip()
    running = "\t" not in text and next(paragraph.iterancestors(w("tbl")), None) is None
    for match in reversed(found):
        name = match[1].strip()
        room = "" if alone else rooms.get(name, ROOM_IN_WORDS if running else ROOM)
        value = values.get(name, "") or room
        _replace(parts, match.start(), match.end(), _ILLEGAL.sub("", value))
    for piece in parts:
        if piece.element is not None and piece.text != (piece.element.text or ""):
            _say(piece.element, piece.text)


def _replace(parts: Iterable[Piece], start: int, end: int, value: str) -> None:
    for piece in parts:
        begin, stop = max(start - piece.start, 0), min(end - piece.start, len(piece.text))
        if piece.element is not None and begin < stop and piece.start < end:
            piece.text = piece.text[:begin] + value + piece.text[stop:]
            value = ""


def _say(element: etree._Element, text: str) -> None:
    """Write a text into a run: line breaks become breaks, Hanzi and “”… take the East Asian face."""
    run = element.getparent()
    assert run is not None
    first, *others = text.split("\n")
    element.text = first
    element.set(_SPACE, "preserve")
    after = element
    for line in others:
        made = [etree.Element(w("br")), etree.Element(w("t"))]
        made[1].text = line
        made[1].set(_SPACE, "preserve")
        for one in made:
            after.addnext(one)
            after = one
    if not text.isascii():
        _hint(run)


def _hint(run: etree._Element) -> None:
    properties = run.find(w("rPr"))
    if properties is None:
        properties = etree.Element(w("rPr"))
        run.insert(0, properties)
    fonts = properties.find(w("rFonts"))
    if fonts is None:
        fonts = etree.Element(w("rFonts"))
        properties.insert(1 if properties.find(w("rStyle")) is not None else 0, fonts)
    fonts.set(w("hint"), "eastAsia")


def names_in(paragraph: etree._Element) -> list[str]:
    """Return the names of a paragraph's blanks, in order."""
    return [name.strip() for name in BLANK.findall(joined(pieces(paragraph)))]
