"""What a declared form is made of, read from the `[[block]]` entries of its paper and checked when it is read.

A block is one of `title`, `strip`, `lines` (a table), `repeat` (a table with a row for each of a list), `signatures`,
`words` (running text) and `space`. Its texts hold blanks in braces, `{请假人}`; a cell that begins with `*` is a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn, cast, get_args

from gridDesk.documents.form import Cell, Signatures, Space, Strip, Title, Words
from gridDesk.documents.sheet import FIVE, SMALL_FOUR, SMALL_TWO, Align
from gridDesk.errors import DefinitionError

BLANK = re.compile(r"\{([^{}]*)\}")
NUMBER = "序号"  # counted in every repeated row, also in the empty ones
NUMBER_BESIDE = "序号2"  # of a second half beside the first, where the counting goes on

_KINDS = ("title", "strip", "lines", "repeat", "signatures", "words", "space")
_KEYS: dict[str, set[str]] = {
    "title": {"title", "size"},
    "strip": {"strip", "size", "height"},
    "lines": {"lines", "head", "widths", "size", "height", "plain", "align"},
    "repeat": {"repeat", "line", "head", "widths", "size", "height", "plain", "align", "least", "stretch"},
    "signatures": {"signatures", "height"},
    "words": {"words", "size", "indent", "align"},
    "space": {"space"},
}
_CELL_KEYS = {
    "text", "span", "down", "label", "align", "ruled", "height", "size", "wrap", "picture", "tint", "ink",
}  # fmt: skip
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LINE = 8.0


@dataclass(frozen=True)
class FormCell:
    """A cell whose text may hold blanks; `picture` names the picture that stands in it."""

    cell: Cell
    picture: str = ""


@dataclass(frozen=True)
class FormLine:
    """A row of declared cells, at least `height` mm high."""

    cells: tuple[FormCell, ...]
    height: float = _LINE


@dataclass(frozen=True, kw_only=True)
class FormGrid:
    """A declared table. With `repeat` its one line is printed for each row of that list, and `least` times at least;
    `stretch` fills the sheet with empty ones for the pen.
    """

    widths: tuple[float, ...]
    lines: tuple[FormLine, ...]
    head: tuple[FormLine, ...] = ()
    size: float = FIVE
    plain: bool = False
    repeat: str = ""
    least: int = 0
    stretch: bool = False


Declared = Title | Strip | FormGrid | Signatures | Words | Space


@dataclass(frozen=True)
class Wanted:
    """The blanks a form asks for: single ones (also in the `order` they stand), those of each list's rows, pictures."""

    values: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pictures: frozenset[str] = frozenset()


def wanted(blocks: Iterable[Declared]) -> Wanted:
    """Return every blank that some blocks ask for."""
    values: list[str] = []
    rows: dict[str, frozenset[str]] = {}
    pictures: set[str] = set()
    for block in blocks:
        if isinstance(block, FormGrid):
            values += _blanks(_texts(block.head))
            if block.repeat:
                asked = frozenset(_blanks(_texts(block.lines))) - {NUMBER}
                rows[block.repeat] = rows.get(block.repeat, frozenset()) | asked
            else:
                values += _blanks(_texts(block.lines))
            pictures |= {cell.picture for line in (*block.head, *block.lines) for cell in line.cells if cell.picture}
        else:
            values += _blanks(_said(block))
    return Wanted(frozenset(values), tuple(dict.fromkeys(values)), rows, frozenset(pictures))


def _texts(lines: Iterable[FormLine]) -> Iterator[str]:
    return (cell.cell.text for line in lines for cell in line.cells)


def _said(block: Declared) -> tuple[str, ...]:
    match block:
        case Title() | Words():
            return (block.text,)
        case Strip():
            return block.left, block.middle, block.right
        case Signatures():
            return block.words
        case _:
            return ()


def _blanks(texts: Iterable[str]) -> Iterator[str]:
    return (name for text in texts for name in BLANK.findall(text))


def read_blocks(name: str, source: Sequence[str], raw: object) -> tuple[Declared, ...]:
    """Read the blocks of a paper file `name` whose lines are `source`. Raises DefinitionError with line and reason."""
    if not isinstance(raw, list) or not all(isinstance(block, dict) for block in raw):
        raise DefinitionError(name, 0, "block 应写成 [[block]]")
    starts = [number for number, line in enumerate(source, 1) if re.match(r"\s*\[\[block\]\]", line)]
    starts = [*starts, *[0] * len(raw)][: len(raw)]
    ends = [*starts[1:], len(source) + 1]
    return tuple(
        _Reader(name, source, block, start, end).block() for block, start, end in zip(raw, starts, ends, strict=True)
    )


class _Reader:
    """Reads one block; knows its lines for error messages."""

    def __init__(self, name: str, source: Sequence[str], raw: Mapping[str, object], start: int, end: int) -> None:
        self.name, self.source, self.raw, self.start, self.end = name, source, raw, start, end

    def block(self) -> Declared:
        """Return the block. Raises DefinitionError."""
        kinds = [kind for kind in _KINDS if kind in self.raw]
        if len(kinds) != 1:
            self._bad("", f"每个 [[block]] 要写、也只能写 {'、'.join(_KINDS)} 中的一样")
        kind = kinds[0]
        for key in self.raw:
            if key not in _KEYS[kind]:
                self._bad(key, f"{kind} 里不认识的属性 {key}")
        return cast(Declared, getattr(self, f"_{kind}")())

    def _title(self) -> Title:
        return Title(self._text("title"), self._number("size", SMALL_TWO, 6))

    def _strip(self) -> Strip:
        parts = self._words_of("strip")
        if not 1 <= len(parts) <= 3:
            self._bad("strip", "strip 应有一到三段文字：左、中、右")
        left, middle, right = (*parts, "", "")[:3]
        return Strip(left, middle, right, self._number("size", FIVE, 6), self._number("height", 7.0, 3))

    def _signatures(self) -> Signatures:
        return Signatures(self._words_of("signatures"), self._number("height", 11.0, 5))

    def _words(self) -> Words:
        return Words(
            self._text("words"), self._number("size", SMALL_FOUR, 6), self.raw.get("indent", True) is True,
            self._align(self.raw, "left"),
        )  # fmt: skip

    def _space(self) -> Space:
        return Space(self._number("space", 0.0, 0))

    def _lines(self) -> FormGrid:
        return self._grid(self._rows("lines"))

    def _repeat(self) -> FormGrid:
        repeat = self._text("repeat")
        line = self.raw.get("line")
        if not repeat or not isinstance(line, list):
            self._bad("repeat", "repeat 要写清单的名称，并有一行 line")
        grid = self._grid((self._line(cast("list[object]", line), "line"),))
        least = self.raw.get("least", 0)
        if not isinstance(least, int) or least < 0:
            self._bad("least", "least 应是不小于 0 的整数")
        return replace(grid, repeat=repeat, least=least, stretch=self.raw.get("stretch") is True)

    def _grid(self, lines: tuple[FormLine, ...]) -> FormGrid:
        raw = self.raw.get("widths")
        if not isinstance(raw, list) or not raw or not all(isinstance(w, int | float) and w > 0 for w in raw):
            self._bad("widths", "widths 应是一列大于 0 的数（毫米）")
        widths = tuple(float(width) for width in cast("list[float]", raw))
        head = self._rows("head") if "head" in self.raw else ()
        self._check_widths(head, len(widths))
        self._check_widths(lines, len(widths))
        plain = self.raw.get("plain") is True
        return FormGrid(widths=widths, lines=lines, head=head, size=self._number("size", FIVE, 6), plain=plain)

    def _check_widths(self, lines: Iterable[FormLine], columns: int) -> None:
        """Every line must fill all columns that no tall cell of an earlier line covers, and no tall cell may stick out."""
        covered = [0] * columns
        for number, line in enumerate(lines, 1):
            at = 0
            for cell in line.cells:
                while at < columns and covered[at]:
                    at += 1
                taken = covered[at : at + cell.cell.span]
                if len(taken) < cell.cell.span or any(taken):
                    self._bad(cell.cell.text, f"第 {number} 行的格子超出了 {columns} 栏")
                covered[at : at + cell.cell.span] = [cell.cell.down] * cell.cell.span
                at += cell.cell.span
            if not all(covered):
                self._bad(line.cells[0].cell.text if line.cells else "", f"第 {number} 行的格子没有占满 {columns} 栏")
            covered = [left - 1 for left in covered]
        if any(covered):
            self._bad("down", "down 超出了表格的最后一行")

    def _rows(self, key: str) -> tuple[FormLine, ...]:
        rows = self.raw.get(key)
        if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
            self._bad(key, f"{key} 应是一列行，每行是一列格子")
        return tuple(self._line(row, key) for row in cast("list[list[object]]", rows))

    def _line(self, raw: list[object], key: str) -> FormLine:
        height = self._number("height", _LINE, 3)
        cells: list[FormCell] = []
        for one in raw:
            if isinstance(one, str):
                one = {"text": one}
            if not isinstance(one, dict):
                self._bad(key, f"{key} 的格子应是文字，或 {{ text = …, span = … }}")
            cells.append(self._cell(cast("dict[str, object]", one)))
            height = max(height, self._number("height", 0.0, 0, cast("dict[str, object]", one)))
        return FormLine(tuple(cells), height)

    def _cell(self, raw: Mapping[str, object]) -> FormCell:
        for key in raw:
            if key not in _CELL_KEYS:
                self._bad(key, f"格子里不认识的属性 {key}")
        text, picture = raw.get("text", ""), raw.get("picture", "")
        if not isinstance(text, str) or not isinstance(picture, str):
            self._bad("text", "格子的 text 和 picture 应是文字")
        said, label = str(text), raw.get("label") is True or str(text).startswith("*")
        said = said.removeprefix("*")
        self._check_text(said)
        cell = Cell(
            said, self._count(raw, "span"), label, self._align(raw, "center" if label else self._usual()),
            self._count(raw, "down"), self._number("ruled", 0.0, 0, raw), self._number("size", 0.0, 0, raw),
            raw.get("wrap") is True, tint=self._colour(raw, "tint"), ink=self._colour(raw, "ink"),
        )  # fmt: skip
        return FormCell(cell, str(picture))

    def _usual(self) -> Align:
        return self._align(self.raw, "left")

    def _align(self, raw: Mapping[str, object], usual: Align) -> Align:
        value = raw.get("align", usual)
        if value not in get_args(Align):
            self._bad("align", f"align 不能是 {value}，只能是 {'、'.join(get_args(Align))}")
        return cast(Align, value)

    def _colour(self, raw: Mapping[str, object], key: str) -> str:
        value = str(raw.get(key, ""))
        if value and not _COLOUR.fullmatch(value):
            self._bad(key, f"{key} 应写成 #rrggbb")
        return value

    def _count(self, raw: Mapping[str, object], key: str) -> int:
        value = raw.get(key, 1)
        if not isinstance(value, int) or value < 1:
            self._bad(key, f"{key} 应是不小于 1 的整数")
        return value

    def _number(self, key: str, default: float, least: float, raw: Mapping[str, object] | None = None) -> float:
        value = (self.raw if raw is None else raw).get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            self._bad(key, f"{key} 应是不小于 {least:g} 的数")
        return float(cast(float, value))

    def _text(self, key: str) -> str:
        value = self.raw[key]
        if not isinstance(value, str):
            self._bad(key, f"{key} 应是文字")
        self._check_text(str(value))
        return str(value)

    def _words_of(self, key: str) -> tuple[str, ...]:
        value = self.raw[key]
        if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
            self._bad(key, f"{key} 应是一列文字")
        for word in cast("list[str]", value):
            self._check_text(word)
        return tuple(cast("list[str]", value))

    def _check_text(self, text: str) -> None:
        """A brace that is not part of a blank, or a blank without a name, is a slip of the hand."""
        rest = BLANK.sub("", text)
        if "{" in rest or "}" in rest or any(not name.strip() for name in BLANK.findall(text)):
            self._bad(text, f"“{text[:30]}”里的花括号不成对或没有名称，空格要写成 {{名称}}")

    def _bad(self, near: str, reason: str) -> NoReturn:
        """Raise the error at the block's line that holds `near`, or else at the block itself."""
        lines = range(self.start, self.end)
        first = near.split("\n")[0]
        line = next((n for n in lines if first and n and first in self.source[n - 1]), self.start)
        raise DefinitionError(self.name, line, reason)
