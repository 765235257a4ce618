"""Laying a form out on sheets: which blocks and lines stand on which sheet, and how high each line is. No drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from gridDesk.documents.fonts import Role, printable
from gridDesk.documents.form import Block, Cell, Form, Grid, Line, Signatures, Space, Strip, Title, Words
from gridDesk.documents.form_cut import PAD_Y, cut, too_high
from gridDesk.documents.form_small import SCALES, scaled
from gridDesk.documents.pdffile import MM
from gridDesk.documents.sheet import SIX, Sheet
from gridDesk.documents.strips import settled
from gridDesk.documents.typeset import SetText, balanced, fit, wrap

PAD = 1.2 * MM
WORDS_LEADING = 1.75  # running text, in type sizes; 22 lines of 三号 fill an official page (GB/T 9704-2012)
TITLE_LEADING = 1.4
_HEADINGS = 3  # so many lines of headings stay with what they head
_TITLE_LEAST = 0.6  # of its size: a longer title takes two lines
BOTTOM = 15.0 * MM


@dataclass
class Piece:
    """One block, or one line of a grid, with its height in points."""

    block: Block
    height: float
    line: Line | None = None
    texts: tuple[SetText, ...] = ()
    first: bool = False  # the first line of its grid on this sheet
    last: bool = False


@dataclass
class Side:
    """One sheet side of a form: its pieces from top to bottom."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def height(self) -> float:
        """Return the height of all pieces in points."""
        return sum(piece.height for piece in self.pieces)


def edges(grid: Grid, left: float, room: float) -> list[float]:
    """Return the positions of a grid's vertical rules in points; its widths are scaled to fill the room."""
    scale = room / sum(grid.widths)
    found = [left]
    for width in grid.widths:
        found.append(found[-1] + width * scale)
    return found


def lay_out(form: Form, sheet: Sheet, *, spare: float = 0.0) -> list[Side]:
    """Return the sheet sides of one form, each leaving `spare` points at its foot free."""
    room, full = sheet.room * MM, (sheet.height - sheet.top) * MM - BOTTOM - spare
    return [lay_out_one(form, room, full)] if form.bare else lay_out_box(form, room, full)


def lay_out_one(form: Form, room: float, full: float) -> Side:
    """Return the only side of a form that has one box of `room` × `full` points, set smaller where it must be."""
    found: list[Side] = []
    for scale in SCALES:
        found = lay_out_box(scaled(form, scale), room, full)
        if len(found) == 1:
            break
    return found[0]


def lay_out_box(form: Form, room: float, full: float) -> list[Side]:
    """Return the sides of one form in boxes of `room` × `full` points."""
    again = [piece for block in form.again for unit in _units(block, room) for piece in unit]
    sides = [Side()]
    for block in form.blocks:
        for unit in _fitting(block, room, full, sides, again):
            need = sum(piece.height for piece in unit)
            empty = len(unit) == 1 and unit[0].line is not None and unit[0].line.stretch
            if empty and sides[-1].height + need > full:
                continue  # An empty line never needs a sheet of its own.
            if not empty:
                _make_room(sides[-1], need, full)
            if sides[-1].pieces and sides[-1].height + need > full:
                sides.append(Side(list(again)))
                sides[-1].pieces += _repeated_head(unit[0], room)
            sides[-1].pieces += unit
    for side in sides:
        _mark_ends(side)
    _stretch(sides[-1], full)
    return sides


def _fitting(block: Block, room: float, full: float, sides: list[Side], again: list[Piece]) -> Iterator[list[Piece]]:
    """Yield what must stay together, a line that no sheet holds in parts."""
    for unit in _units(block, room):
        *above, last = unit
        head = [] if above else _repeated_head(last, room)
        taken = sum(piece.height for piece in (*again, *above, *head))
        if not too_high(last, full - taken):
            yield unit
            continue
        left = full - sides[-1].height - sum(piece.height for piece in above)
        first, *others = cut(last, left, full - taken)
        yield [*above, first]
        yield from ([one] for one in others)


def _units(block: Block, room: float) -> Iterator[list[Piece]]:
    """Yield what must stay together: single blocks, a grid's heading with its first line, lines tied by tall cells."""
    if isinstance(block, Title):
        yield [_title(block, room)]
    elif isinstance(block, Strip):
        yield [Piece(line, line.height * MM) for line in settled(block, room)]
    elif isinstance(block, Signatures | Space):
        yield [Piece(block, block.height * MM)]
    elif isinstance(block, Words):
        yield from _word_units(block, room)
    else:
        yield from _grid_units(block, room)


def _title(title: Title, room: float) -> Piece:
    text = fit(printable(title.text), "hei", title.size, room, max(SIX, title.size * _TITLE_LEAST))
    more = (len(text.lines) - 1) * text.size * TITLE_LEADING
    return Piece(title, title.size * 1.75 + more, texts=(text,))


def _word_units(words: Words, room: float) -> Iterator[list[Piece]]:
    """Yield the lines of running text; the last two of a paragraph stay together, so do its first two."""
    for paragraph in words.text.split("\n"):
        opened = f"　　{paragraph}" if words.indent and paragraph and not paragraph.startswith("　") else paragraph
        text = wrap(printable(opened), "song", words.size, room)
        lines = [
            Piece(words, words.size * WORDS_LEADING, texts=(SetText(words.size, (line,), (width,)),))
            for line, width in zip(text.lines, text.widths, strict=True)
        ]
        if len(lines) <= 3:
            yield lines
        else:
            yield lines[:2]
            yield from ([line] for line in lines[2:-2])
            yield lines[-2:]


def _grid_units(grid: Grid, room: float) -> Iterator[list[Piece]]:
    unit, tied = list(_pieces(grid, grid.head, room)), 0
    for line, piece in zip(grid.lines, _pieces(grid, grid.lines, room), strict=True):
        unit.append(piece)
        tied = max(tied - 1, max((cell.down for cell in line.cells), default=1) - 1)
        if tied == 0 and not (_is_heading(line) and len(unit) <= _HEADINGS):
            yield unit
            unit = []
    if unit:
        yield unit


def _is_heading(line: Line) -> bool:
    """Tell whether a line only names what stands below it, so that it is never the last on a sheet."""
    return all(cell.label for cell in line.cells)


def _repeated_head(piece: Piece, room: float) -> list[Piece]:
    grid = piece.block
    if not isinstance(grid, Grid) or piece.line in grid.head:
        return []
    return list(_pieces(grid, grid.head, room))


def _pieces(grid: Grid, lines: Iterable[Line], room: float) -> Iterator[Piece]:
    """Yield the lines of a grid with their texts set; cells beside a tall one stand in the columns it leaves free."""
    covered = [0] * len(grid.widths)
    for line in lines:
        cells = columns_of(line, covered)
        yield _line_piece(grid, line, cells, room)
        covered = [max(0, still - 1) for still in covered]
        for first, last, cell in cells:
            covered[first:last] = [cell.down - 1] * (last - first)


def _line_piece(grid: Grid, line: Line, cells: Sequence[tuple[int, int, Cell]], room: float) -> Piece:
    texts, need = [], line.height * MM
    stops = edges(grid, 0.0, room)
    for first, last, cell in cells:
        text = set_cell(cell, grid.size, stops[last] - stops[first] - 2 * PAD)
        texts.append(text)
        if cell.down == 1:
            need = max(need, _cell_height(cell, text))
    return Piece(grid, need, line, tuple(texts))


def _cell_height(cell: Cell, text: SetText) -> float:
    if text.lines == ("",):
        return 0.0
    if cell.ruled:
        return len(text.lines) * cell.ruled * MM
    return text.height + 2 * PAD_Y


def role(cell: Cell) -> Role:
    """Return the face of a cell: headings for labels."""
    return "hei" if cell.label else "song"


def set_cell(cell: Cell, size: float, wide: float) -> SetText:
    """Set a cell's text into its width; long text meant for many lines is wrapped at full size instead of shrunk."""
    text, size = printable(cell.text), cell.size or size
    if cell.picture or cell.chart:
        return SetText(size, ("",), (0.0,))
    if cell.label:
        return balanced(text, "hei", size, wide)
    if cell.ruled or cell.wrap:
        return wrap(text, "song", size, wide)
    return fit(text, "song", size, wide, SIX)


def _mark_ends(side: Side) -> None:
    before: Piece | None = None
    for piece in side.pieces:
        piece.first = piece.last = False
    for piece in side.pieces:
        if piece.line and (before is None or before.block is not piece.block):
            piece.first = True
        if before and before.line and before.block is not piece.block:
            before.last = True
        before = piece
    if before and before.line:
        before.last = True


def _stretch(side: Side, full: float) -> None:
    """Fill the last sheet: lines that may grow are repeated while there is room, and share the rest."""
    spare = full - side.height
    growing = [piece for piece in side.pieces if piece.line and piece.line.stretch]
    at = 0
    while growing and spare >= growing[at % len(growing)].height:
        spare -= _repeat(side, growing[at % len(growing)])
        at += 1
    growing = [piece for piece in side.pieces if piece.line and piece.line.stretch]
    for piece in growing:
        piece.height += spare / len(growing)


def _make_room(side: Side, need: float, full: float) -> None:
    """Take empty lines away where they alone would push what follows to another sheet; each table keeps one line."""
    growing = _spare_lines(side)
    over = side.height + need - full
    if 0 < over <= sum(piece.height for piece in growing):
        while side.height + need > full:
            last = growing.pop()
            side.pieces = [piece for piece in side.pieces if piece is not last]


def _spare_lines(side: Side) -> list[Piece]:
    """Return the empty lines of a side, without the first line of each table."""
    found, tables = [], set()
    for piece in side.pieces:
        if piece.line is None or (isinstance(piece.block, Grid) and piece.line in piece.block.head):
            continue
        if piece.line.stretch and id(piece.block) in tables:
            found.append(piece)
        tables.add(id(piece.block))
    return found


def _repeat(side: Side, piece: Piece) -> float:
    """Put an empty copy of a line below it; returns its height."""
    place = next(i for i, other in enumerate(side.pieces) if other is piece)
    side.pieces.insert(place, replace(piece, first=piece.first, last=False))
    piece.first = False
    return piece.height


def columns_of(line: Line, open_cells: Sequence[int]) -> list[tuple[int, int, Cell]]:
    """Return (first column, last column + 1, cell) of a line, skipping columns still covered by a tall cell above."""
    found, at = [], 0
    for cell in line.cells:
        while at < len(open_cells) and open_cells[at] > 0:
            at += 1
        found.append((at, at + cell.span, cell))
        at += cell.span
    return found
