"""Declared forms filled: the blocks of a paper and what its blanks say, to the page of forms.

An empty blank leaves its cell free for the pen; among other words it leaves room to write in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gridDesk.documents.again import each
from gridDesk.documents.form import Block, Cell, Form, FormPage, Grid, Line, Signatures, Space, Strip, Title, Words
from gridDesk.documents.form_blocks import BLANK, NUMBER, NUMBER_BESIDE, Declared, FormCell, FormGrid, FormLine
from gridDesk.documents.form_page import forms_page
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import SMALL_FIVE
from gridDesk.documents.tables import Header

ROOM, ROOM_IN_WORDS = "　　　　", "＿＿＿＿＿＿＿＿"


# A photo is stuck in by hand where none is kept; a code or a sketch that an office does not have leaves nothing to stick.
ROOM_FOR = {"照片": "（贴照片处）"}
PALE, GREY = "#f4f4f4", "#767676"


@dataclass(frozen=True, kw_only=True)
class FilledBlanks:
    """What one form says: `part` names it for people (never a person), `key` is its record's opaque id.

    `values` of the single blanks, `rows` of the lists, `pictures` (PNG or JPEG bytes) by name. `rooms` says what an
    empty blank leaves among other words, such as `　　年　月　日`.
    """

    part: str
    key: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)


def build_forms(paper: Paper, filled: Iterable[FilledBlanks], header: Header) -> FormPage:
    """Make the page of a paper with declared blocks: one form for each of `filled`, streaming."""
    return forms_page(paper, each(filled, lambda one: _form(paper, one)), header)


def blocks_of(paper: Paper) -> tuple[Declared, ...]:
    """Return a paper's blocks with its title before them, unless they begin with one of their own, and its signatures."""
    begin: tuple[Declared, ...] = (Title(paper.title), Space(1.5))
    if isinstance(paper.blocks[0], Title) or paper.tiles or paper.bare:
        begin = ()
    return (*begin, *paper.blocks, *((Signatures(paper.signatures),) if paper.signatures else ()))


def _form(paper: Paper, filled: FilledBlanks) -> Form:
    small = bool(paper.tiles) or paper.bare
    return Form(
        part=filled.part,
        key=filled.key,
        blocks=tuple(_block(block, filled) for block in blocks_of(paper)),
        again=() if small else (Title(f"{paper.title.replace('　', '')}（续页）", 14),),
        bare=paper.bare,
    )


def _block(block: Declared, filled: FilledBlanks) -> Block:
    match block:
        case Title():
            return replace(block, text=_fill(block.text, filled.values, filled.rooms))
        case Words():
            return replace(block, text=_fill(block.text, filled.values, filled.rooms, ROOM_IN_WORDS))
        case Strip():
            left, middle, right = (
                _fill(text, filled.values, filled.rooms) for text in (block.left, block.middle, block.right)
            )
            return replace(block, left=left, middle=middle, right=right)
        case Signatures():
            return replace(block, words=tuple(_fill(word, filled.values, filled.rooms) for word in block.words))
        case FormGrid():
            lines = _repeated(block, filled) if block.repeat else [_line(line, filled) for line in block.lines]
            head = tuple(_line(line, filled) for line in block.head)
            return Grid(block.widths, tuple(lines), head, block.size, block.plain)
        case Space():
            return block


def _repeated(grid: FormGrid, filled: FilledBlanks) -> Iterator[Line]:
    """Yield a line for each row of the grid's list, then empty ones up to `least`, numbered throughout."""
    (shape,) = grid.lines
    rows = filled.rows.get(grid.repeat, ())
    count = max(len(rows), grid.least)
    for number in range(1, count + 1):
        row = rows[number - 1] if number <= len(rows) else {}
        numbers = {NUMBER: str(number), NUMBER_BESIDE: str(count + number)}
        yield _line(shape, replace(filled, values={**numbers, **row}, rooms={}))
    if grid.stretch:
        yield replace(_line(shape, replace(filled, values={}, rooms={})), stretch=True)


def _line(line: FormLine, filled: FilledBlanks) -> Line:
    return Line(tuple(_cell(cell, filled) for cell in line.cells), line.height)


def _cell(declared: FormCell, filled: FilledBlanks) -> Cell:
    text = _fill(declared.cell.text, filled.values, filled.rooms)
    wrap = declared.cell.wrap or "□" in declared.cell.text
    picture = filled.pictures.get(declared.picture, b"")
    if declared.picture in ROOM_FOR and not picture:
        return replace(
            declared.cell, text=ROOM_FOR[declared.picture], align="center", size=SMALL_FIVE, tint=PALE, ink=GREY
        )
    return replace(declared.cell, text=text, wrap=wrap, picture=picture)


def _fill(text: str, values: Mapping[str, str], rooms: Mapping[str, str], room: str = ROOM) -> str:
    """Put what the blanks say into a text; one that stands alone stays empty, another leaves its room."""
    alone = BLANK.fullmatch(text)
    if alone:
        return values.get(alone[1], "")
    return BLANK.sub(lambda found: values.get(found[1], "") or rooms.get(found[1], room), text)
