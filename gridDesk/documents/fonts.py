"""Which face prints which character, and how wide it is.

Text that no face can print becomes 〔U+XXXX〕 on paper and is reported; a silent box cannot happen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gridDesk.documents.faces import DRAWN as DRAWN
from gridDesk.documents.faces import TICKED as TICKED
from gridDesk.documents.faces import Face as Face
from gridDesk.documents.faces import face as face
from gridDesk.documents.faces import forget_installed, wide
from gridDesk.documents.form import Form, Grid, Line, Signatures, Strip, Title, Words
from gridDesk.documents.page import Book, Page
from gridDesk.documents.printed import MissingGlyph
from gridDesk.documents.table_page import Cells, Column, Group, Section, TablePage
from gridDesk.text import is_private

Role = Literal["song", "hei"]

# 宋体 for bodies, 黑体 for headings; HanaMinB holds Unicode's extensions B to F. Installed fonts come after these.
CHAINS: dict[Role, tuple[str, ...]] = {
    "song": ("NotoSerifSC", "NotoSansSC", "HanaMinB"),
    "hei": ("NotoSansSC", "NotoSerifSC", "HanaMinB"),
}
# No shape of their own: controls, joiners, direction marks, variation selectors, tags.
_SHAPELESS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# Scripts whose letters join or stack (Arabic for Uyghur and Kazakh, Tibetan, Mongolian, Indic and Thai ones): drawn one
# by one they would be a wrong name, so they are named as unprintable whatever fonts are installed.
_JOINING = re.compile(
    "[\u0590-\u08ff\u0900-\u0e7f\u0e80-\u109f\u1700-\u18af\u1900-\u194f\u1a00-\u1cff\ua840-\ua8df"
    "\ua930-\ua9ff\uaa60-\uaa7f\uabc0-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff]"
)
_TWICE = re.compile("([\u0300-\u036f])\\1+")  # the same mark over itself: one is seen
_MARKED = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]+")


@cache
def face_for(char: str, role: Role = "song") -> Face | None:
    """Return the first face of the role's chain that has `char`; installed faces come last.

    None for private-use characters, letters that would have to be joined, and what no face has.
    """
    if is_private(char) or is_joining(char):
        return None
    found = next((found for found in map(face, CHAINS[role]) if found.has(char)), None)
    return found or next((found for found in wide() if found.has(char) and found.sound), None)


def is_joining(char: str) -> bool:
    """Tell whether `char` belongs to a script whose letters join or stack, which is not typeset here."""
    return _JOINING.match(char) is not None


class Widths(dict[str, float]):
    """Widths of printable characters in thousandths of the type size, filled as they are met."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.role = role

    def __missing__(self, char: str) -> float:
        found = face_for(char, self.role)
        width = self[char] = found.width(char) if found else 0.0
        return width


WIDTHS: dict[Role, Widths] = {"song": Widths("song"), "hei": Widths("hei")}


def renew() -> None:
    """Ask the installed fonts anew: call it when one was added or taken away."""
    forget_installed()
    face_for.cache_clear()
    _KNOWN.intersection_update("\n")
    for role, plain in _PLAIN.items():
        plain.clear()
        WIDTHS[role].clear()


def covers(char: str) -> bool:
    """Tell whether `char` can be printed. Private-use characters never can: their shape differs by machine."""
    return not _SHAPELESS.sub("", char) or face_for(char) is not None


@dataclass(frozen=True)
class Run:
    """A stretch of text that one face prints."""

    face: Face
    text: str


def split_runs(text: str, role: Role = "song") -> list[Run]:
    """Split text into runs of one face each, after making it printable. A mark stays with the letter it stands over."""
    text = printable(text)
    first = face(CHAINS[role][0])
    if _PLAIN[role].issuperset(text):
        return [Run(first, text)]
    runs: list[tuple[Face, list[str]]] = []
    for char in text:
        found = face_for(char, role) or first
        if found is first and char != "\n" and not unicodedata.combining(char):
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
    """Return text as paper can say it: shapeless characters gone, unprintable ones spelled as 〔U+XXXX〕.

    A Latin letter and the marks typed after it become the one character they are (canonical equivalence, UAX #15).
    """
    if _KNOWN.issuperset(text):
        return text
    text = _bare(text)
    lost = {char for char in set(text) - _KNOWN if face_for(char) is None}
    # Marks are never known: text that holds one must come this way every time, to be joined with its letter.
    _KNOWN.update(char for char in set(text) - lost if not unicodedata.combining(char))
    return "".join(f"〔{code(char)}〕" if char in lost else char for char in text)


def _bare(text: str) -> str:
    """Return text without shapeless characters, its Latin letters joined with their marks."""
    marked = _MARKED.sub(lambda found: unicodedata.normalize("NFC", found[0]), _SHAPELESS.sub("", text))
    return _TWICE.sub(r"\1", marked)


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
    chars = [char for char in dict.fromkeys(_bare(text)) if char != "\n" and face_for(char) is None]
    return [MissingGlyph(char, code(char), where, is_private(char)) for char in chars]


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    if isinstance(page, TablePage):
        yield from ((text, "表头") for text in (page.title, page.left, page.middle, page.right, *page.signatures))
        yield from _table_texts(page)
    elif isinstance(page, Book):
        for part in (*page.front, *page.parts, *page.back):
            yield from _texts(part)
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
