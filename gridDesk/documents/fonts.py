"""The bundled fonts: which characters they hold, how wide those are, and which face prints which character.

No system font is ever asked. Text that no face can print becomes 〔U+XXXX〕 on paper and is reported; a silent box cannot
happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, cast

from reportlab.pdfbase.ttfonts import TTFontFile

from gridDesk import paths
from gridDesk.documents.page import (
    Cells,
    Column,
    Form,
    Grid,
    Group,
    Line,
    MissingGlyph,
    Page,
    Section,
    Signatures,
    Strip,
    TablePage,
    Title,
    Words,
)
from gridDesk.text import is_private

Role = Literal["song", "hei"]

FILES = {
    "NotoSerifSC": "NotoSerifSC-Regular.ttf",
    "NotoSansSC": "NotoSansSC-Medium.ttf",
    "HanaMinB": "HanaMinB.ttf",
}
# 宋体 for bodies, 黑体 for headings; HanaMinB holds Unicode's extensions B to F.
CHAINS: dict[Role, tuple[str, ...]] = {
    "song": ("NotoSerifSC", "NotoSansSC", "HanaMinB"),
    "hei": ("NotoSansSC", "NotoSerifSC", "HanaMinB"),
}
# Drawn by us: a ticked box is the empty box with a tick over it.
TICKED = "☑"
DRAWN = {TICKED: "□", "☐": "□"}
# Joiners and variation selectors have no shape of their own.
_SHAPELESS = re.compile("[\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef\x00-\x09\x0b-\x1f]")


class Face:
    """One bundled TrueType face, read from its file on first use."""

    def __init__(self, name: str, file: str) -> None:
        self.name = name
        self.file = file

    @cached_property
    def font(self) -> TTFontFile:
        """Return reportlab's reader of the file."""
        return TTFontFile(str(paths.resources() / "fonts" / self.file))

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """Return the glyph number of each code point."""
        return cast(dict[int, int], self.font.charToGlyph)

    def has(self, char: str) -> bool:
        """Tell whether the face has a shape for `char`."""
        return ord(DRAWN.get(char, char)) in self.glyphs

    def width(self, char: str) -> float:
        """Return the advance width of `char` in thousandths of the type size."""
        return float(self.font.charWidths[ord(DRAWN.get(char, char))])


@cache
def face(name: str) -> Face:
    """Return a bundled face by name, one object per process."""
    return Face(name, FILES[name])


@cache
def face_for(char: str, role: Role = "song") -> Face | None:
    """Return the first face of the role's chain that has `char`; None for private-use and unknown characters."""
    if is_private(char):
        return None
    return next((found for found in map(face, CHAINS[role]) if found.has(char)), None)


def covers(char: str) -> bool:
    """Tell whether `char` can be printed. Private-use characters never can: their shape differs by machine."""
    return not _SHAPELESS.sub("", char) or face_for(char) is not None


@dataclass(frozen=True)
class Run:
    """A stretch of text that one face prints."""

    face: Face
    text: str


def split_runs(text: str, role: Role = "song") -> list[Run]:
    """Split printable text into runs of one face each; unprintable characters arrive as 〔U+XXXX〕."""
    text = printable(text)
    first = face(CHAINS[role][0])
    if _PLAIN[role].issuperset(text):
        return [Run(first, text)]
    runs: list[tuple[Face, list[str]]] = []
    for char in text:
        found = face_for(char, role) or first
        if found is first and char != "\n":
            _PLAIN[role].add(char)
        if runs and runs[-1][0] is found:
            runs[-1][1].append(char)
        else:
            runs.append((found, [char]))
    return [Run(found, "".join(chars)) for found, chars in runs]


def is_plain(text: str) -> bool:
    """Tell quickly whether every character was met before and belongs to the body's first face."""
    return _PLAIN["song"].issuperset(text)


def printable(text: str) -> str:
    """Return text as paper can say it: shapeless characters gone, unprintable ones spelled as 〔U+XXXX〕."""
    if _KNOWN.issuperset(text):
        return text
    text = _SHAPELESS.sub("", text)
    lost = {char for char in set(text) - _KNOWN if face_for(char) is None}
    _KNOWN.update(set(text) - lost)
    return "".join(f"〔{code(char)}〕" if char in lost else char for char in text)


# Characters met before, so that most texts are judged by one set operation: printable at all, and by the first face.
_KNOWN: set[str] = {"\n"}
_PLAIN: dict[Role, set[str]] = {"song": set(), "hei": set()}


def code(char: str) -> str:
    """Return a character's code point as `U+20087`."""
    return f"U+{ord(char):04X}"


def missing(page: Page) -> list[MissingGlyph]:
    """Name every unprintable character of a page with the place it stands, in reading order; reads the body once."""
    return [glyph for text, where in _texts(page) for glyph in missing_in(text, where)]


def missing_in(text: str, where: str) -> list[MissingGlyph]:
    """Name the unprintable characters of one text, each once."""
    chars = [char for char in dict.fromkeys(_SHAPELESS.sub("", text)) if char != "\n" and face_for(char) is None]
    return [MissingGlyph(char, code(char), where, is_private(char)) for char in chars]


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    if isinstance(page, TablePage):
        yield from ((text, "表头") for text in (page.title, page.left, page.middle, page.right, *page.signatures))
        yield from _table_texts(page)
    else:
        for form in page.forms:
            yield from ((text, where_in_form(form, text)) for text in form_texts(form))


def _table_texts(page: TablePage) -> Iterator[tuple[str, str]]:
    number = 0
    for item in page.body:
        if isinstance(item, Section):
            yield item.text, f"小标题“{item.text}”"
            continue
        for cells in item.rows if isinstance(item, Group) else (item,):
            number += 1
            for column, text in zip(page.columns, cells, strict=True):
                yield text, where_in_table(page.columns, cells, number, column)


def where_in_table(columns: tuple[Column, ...], cells: Cells, number: int, column: Column) -> str:
    """Say in words where a cell stands: the row's number and name, and the column's title."""
    name = next((text for item, text in zip(columns, cells, strict=True) if item.key.endswith("name") and text), "")
    return f"第 {number} 行" + (f"“{name}”" if name else "") + f"的“{column.title}”"


def where_in_form(form: Form, text: str) -> str:
    """Say in words where a text stands in a form."""
    return f"{form.part}：“{text[:20]}”"


def form_texts(form: Form) -> Iterator[str]:
    """Yield every text of a form in reading order, empty ones included."""
    for block in form.blocks:
        if isinstance(block, Title):
            yield block.text
        elif isinstance(block, Strip):
            yield from (block.left, block.middle, block.right)
        elif isinstance(block, Signatures):
            yield from block.words
        elif isinstance(block, Words):
            yield block.text
        elif isinstance(block, Grid):
            yield from _line_texts((*block.head, *block.lines))


def _line_texts(lines: Iterable[Line]) -> Iterator[str]:
    return (cell.text for line in lines for cell in line.cells)
