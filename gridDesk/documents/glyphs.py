"""What a character that no font holds is written as: chosen by people per character, put into a page once, when it is made.

Because the page itself says it, PDF, Word and the digest of each sheet agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gridDesk.documents.again import each
from gridDesk.documents.form import Block, Cell, Form, FormPage, Grid, Line, Signatures, Strip, Title, Words
from gridDesk.documents.page import Book, Page, PartPages
from gridDesk.documents.table_page import Cells, Group, Item, Section, TablePage

if TYPE_CHECKING:
    from gridDesk.documents.form_papers import FilledBlanks

Way = Literal["pinyin", "parts", "pen", "other"]

PEN = "＿＿"  # two em: a Hanzi written by hand is twice as wide as one in print
# Ideographic description characters (⿰ and its like) say how parts stand together; paper shows only the parts.
_DESCRIPTION = re.compile("[\u2ff0-\u2fff\u303e\u31ef]")
_TONES = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ", "n": "nńňǹ", "m": "mḿmm"}


@dataclass(frozen=True, slots=True)
class Choice:
    """How one character is written where no font holds it.

    `pinyin` writes its reading [hóng], `parts` its components 〔金弘〕, `pen` leaves room to write it by hand, `other` writes
    another character (what a 自造字 means here). `text` is what was typed for it.
    """

    way: Way
    text: str = ""

    @property
    def shown(self) -> str:
        """Return what stands on paper."""
        if self.way == "pen":
            return PEN
        if self.way == "pinyin":
            return f"[{toned(self.text)}]"
        if self.way == "parts":
            return f"〔{_DESCRIPTION.sub('', self.text)}〕"
        return self.text


def toned(typed: str) -> str:
    """Return pinyin with its tone mark where the tone was typed as a digit: hong2 gives hóng, lv4 gives lǜ."""
    return re.sub(r"([a-zü]+)([0-5])", _mark, typed.strip().lower().replace("v", "ü"))


def _mark(found: re.Match[str]) -> str:
    letters, tone = found[1], int(found[2])
    if tone in (0, 5):
        return letters
    # The mark stands over a or e, over the o of ou, else over the last vowel; ń and ḿ are syllables of their own.
    vowels = [letter for letter in letters if letter in "aeiouü"] or list(letters[:1])
    over = next((letter for letter in ("a", "e") if letter in vowels), "o" if "ou" in letters else vowels[-1])
    place = letters.rindex(over)
    return letters[:place] + _TONES.get(over, over * 4)[tone - 1] + letters[place + 1 :]


class Substitutes:
    """The choices of an office, put into pages. A character that a font installed since then holds is printed as it is."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        from gridDesk.documents.fonts import face_for  # Choices are asked for on screens that print nothing.

        self._shown = {ord(char): choice.shown for char, choice in choices.items() if face_for(char) is None}
        found = "".join(map(chr, self._shown))
        self._found = re.compile(f"[{re.escape(found)}]").search if found else None

    def text(self, text: str) -> str:
        """Return a text with every chosen character written as chosen."""
        return text.translate(self._shown) if self._found and self._found(text) else text

    def page(self, page: Page) -> Page:
        """Return a page that says what was chosen; without choices the page itself. Bodies go on streaming."""
        if not self._shown:
            return page
        if isinstance(page, TablePage):
            return self._table(page)
        return self._forms(page) if isinstance(page, FormPage) else self._book(page)

    def blanks(self, form: FilledBlanks) -> FilledBlanks:
        """Return what fills a form, with every chosen character written as chosen: for Word templates of an office."""
        if not self._shown:
            return form
        rows = {name: [self._values(row) for row in rows] for name, rows in form.rows.items()}
        return replace(form, part=self.text(form.part), values=self._values(form.values), rows=rows)

    def _values(self, values: Mapping[str, str]) -> dict[str, str]:
        return {name: self.text(text) for name, text in values.items()}

    def _table(self, page: TablePage) -> TablePage:
        return replace(
            page, title=self.text(page.title), left=self.text(page.left), middle=self.text(page.middle),
            right=self.text(page.right), signatures=self._texts(page.signatures), foot=self.text(page.foot),
            watermark=self.text(page.watermark), body=each(page.body, self._item),
        )  # fmt: skip

    def _item(self, item: Item) -> Item:
        if isinstance(item, Section):
            return replace(item, text=self.text(item.text))
        if isinstance(item, Group):
            return replace(item, rows=tuple(map(self._texts, item.rows)))
        return self._texts(item)

    def _texts(self, cells: Cells) -> Cells:
        found = self._found
        return tuple(map(self.text, cells)) if found and found("".join(cells)) else cells

    def _forms(self, page: FormPage) -> FormPage:
        return replace(
            page, title=self.text(page.title), foot=self.text(page.foot), watermark=self.text(page.watermark),
            forms=each(page.forms, self._form),
        )  # fmt: skip

    def _form(self, form: Form) -> Form:
        return replace(
            form, part=self.text(form.part), blocks=tuple(map(self._block, form.blocks)),
            again=tuple(map(self._block, form.again)),
        )  # fmt: skip

    def _block(self, block: Block) -> Block:
        if isinstance(block, Title | Words):
            return replace(block, text=self.text(block.text))
        if isinstance(block, Strip):
            return replace(
                block, left=self.text(block.left), middle=self.text(block.middle), right=self.text(block.right)
            )
        if isinstance(block, Signatures):
            return replace(block, words=self._texts(block.words))
        if isinstance(block, Grid):
            return replace(block, lines=tuple(map(self._line, block.lines)), head=tuple(map(self._line, block.head)))
        return block

    def _line(self, line: Line) -> Line:
        return replace(line, cells=tuple(map(self._cell, line.cells)))

    def _cell(self, cell: Cell) -> Cell:
        text = self.text(cell.text)
        return cell if text is cell.text else replace(cell, text=text)

    def _book(self, book: Book) -> Book:
        contents = book.contents

        def listed(parts: tuple[PartPages, ...]) -> FormPage:
            return self._forms(contents(parts))

        return replace(
            book, title=self.text(book.title), contents=listed, front=tuple(map(self._forms, book.front)),
            parts=tuple(self._table(part) if isinstance(part, TablePage) else self._forms(part) for part in book.parts),
            back=tuple(map(self._forms, book.back)),
        )  # fmt: skip
