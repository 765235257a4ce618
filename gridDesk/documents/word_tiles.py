"""Small forms side by side (cards, badges) in Word: one fixed table a sheet, its columns those of all boxes together.

A table in a table is what WPS and Word draw differently, so the blocks of a box become rows of the sheet's own table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from gridDesk.documents.fonts import form_texts, where_in_form
from gridDesk.documents.form import Cell, FormPage, Grid, Tiles, Words
from gridDesk.documents.form_layout import Piece, columns_of, lay_out_one
from gridDesk.documents.ooxml import TINY, border, cell, dxa, exact, paragraph, row, run, table
from gridDesk.documents.pdffile import MM
from gridDesk.documents.record import Recorder
from gridDesk.documents.typeset import SetText
from gridDesk.documents.word_body import Body
from gridDesk.documents.word_form import content, plain_block

_CUT = "BFBFBF"
_MARGIN = 28  # dxa beside the text of a cell
_PLAIN = Grid((1.0,), ())


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell of a box's row: from which to which of the box's columns, what it says; what is `said` is ready."""

    first: int
    last: int
    item: Cell
    text: SetText | None
    grid: Grid
    covered: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a box: its height in points and its cells."""

    height: float
    parts: tuple[_Part, ...]


def write_tiles(page: FormPage, tiles: Tiles, body: Body, record: Recorder) -> None:
    """Write the forms, as many on a sheet as it has boxes."""
    forms_left, many = iter(page.forms), tiles.columns * tiles.rows
    for n, forms in enumerate(iter(lambda: tuple(islice(forms_left, many)), ()), 1):
        for form in forms:
            for text in form_texts(form):
                record.lost(text, where_in_form(form, text))
                record.say(text)
        room, full = (tiles.width - 2 * tiles.padding) * MM, (tiles.height - 2 * tiles.padding) * MM
        boxes = [lay_out_one(form, room, full).pieces for form in forms]
        body.add(paragraph("", extra=("<w:pageBreakBefore/>" if n > 1 else "") + TINY))
        body.add(_Sheet(page, tiles, body, boxes).table())
        body.add(paragraph("", extra=TINY))
        record.turn(f"{page.title}（第 {n} 张）")


class _Sheet:
    """One sheet of boxes as a table."""

    def __init__(self, page: FormPage, tiles: Tiles, body: Body, boxes: list[list[Piece]]) -> None:
        self.page, self.tiles, self.body = page, tiles, body
        self.stops = _stops(boxes)
        wide, pad = dxa(tiles.width), dxa(tiles.padding)
        inner = [round(stop * (wide - 2 * pad)) for stop in self.stops]
        self.widths = [pad, *(right - left for left, right in pairwise(inner)), pad]
        self.boxes = [list(self._rows(pieces)) for pieces in boxes]

    def table(self) -> str:
        """Return the table, in the middle of the sheet."""
        sheet, tiles = self.page.sheet, self.tiles
        left = dxa((sheet.width - tiles.columns * tiles.width) / 2 - sheet.left)
        rows = [
            one
            for n in range(tiles.rows)
            for one in self._band(self.boxes[n * tiles.columns : (n + 1) * tiles.columns])
        ]
        return table(self.widths * tiles.columns, rows, plain=True, left=left, margin=_MARGIN)

    def _band(self, boxes: list[list[_Row]]) -> Iterator[str]:
        """Yield the rows of the boxes that stand side by side, as high together as a box is."""
        if not boxes:
            return
        count = max(map(len, boxes))
        heights = [max((rows[n].height for rows in boxes if n < len(rows)), default=0.0) for n in range(count)]
        pad = self.tiles.padding * MM
        rest = self.tiles.height * MM - sum(heights) - 2 * pad
        spare = [pad, *heights, max(rest, 0.0) + pad]
        for n, height in enumerate(spare):
            cells = [
                one
                for place in range(self.tiles.columns)
                for one in self._box_row(boxes, place, n - 1, spare, first=n == 0, last=n == len(spare) - 1)
            ]
            yield row(cells, round(height * 20), firm=True)

    def _box_row(
        self, boxes: list[list[_Row]], place: int, n: int, heights: list[float], *, first: bool, last: bool
    ) -> Iterator[str]:
        there = place < len(boxes)
        rows = boxes[place] if there else []
        edge = _cut("top") if first and there else ""
        foot = _cut("bottom") if last and there else ""
        if not (there and 0 <= n < len(rows)):
            yield cell(paragraph("", extra=TINY), sum(self.widths), span=len(self.widths),
                       borders=edge + (_cut("left") if there else "") + foot + (_cut("right") if there else ""))  # fmt: skip
            return
        yield cell(paragraph("", extra=TINY), self.widths[0], borders=_cut("left"))
        for part in rows[n].parts:
            wide = sum(self.widths[part.first + 1 : part.last + 1])
            high = sum(heights[n + 1 : n + 1 + part.item.down])
            yield self._cell(part, wide, high)
        yield cell(paragraph("", extra=TINY), self.widths[-1], borders=_cut("right"))

    def _cell(self, part: _Part, wide: int, high: float) -> str:
        edges = (
            "" if part.grid.plain or part.grid is _PLAIN else "".join(map(border, ("top", "left", "bottom", "right")))
        )
        span = part.last - part.first
        if part.covered:
            return cell("", wide, span=span, merge="continue", covered=True, borders=edges)
        merge = "restart" if part.item.down > 1 else ""
        shown = part.said if part.text is None else content(part.item, part.grid, part.text, wide, high, self.body)
        return cell(shown, wide, span=span, merge=merge, tint=part.item.tint, borders=edges)

    def _rows(self, pieces: list[Piece]) -> Iterator[_Row]:
        covered: list[int] = []
        spans: dict[int, _Part] = {}
        for piece in pieces:
            if isinstance(piece.block, Grid):
                covered = [0] * len(piece.block.widths) if piece.first else covered
                yield _Row(piece.height, tuple(self._grid_parts(piece, piece.block, covered, spans)))
            else:
                said = _said(piece, sum(self.widths[1:-1]))
                yield _Row(piece.height, (_Part(0, len(self.stops) - 1, Cell(), None, _PLAIN, said=said),))

    def _grid_parts(self, piece: Piece, grid: Grid, covered: list[int], spans: dict[int, _Part]) -> Iterator[_Part]:
        assert piece.line is not None
        edges = [self.stops.index(stop) for stop in _edges(grid)]
        placed = {
            first: (last, item, text)
            for (first, last, item), text in zip(columns_of(piece.line, covered), piece.texts, strict=True)
        }
        at = 0
        while at < len(grid.widths):
            if at in placed:
                last, item, text = placed[at]
                part = spans[at] = _Part(edges[at], edges[last], item, text, grid)
                covered[at:last] = [item.down - 1] * (last - at)
                yield part
            else:
                part = spans[at]
                last = edges.index(part.last)
                covered[at:last] = [still - 1 for still in covered[at:last]]
                yield _Part(part.first, part.last, Cell(), None, grid, covered=True)
            at = last


def _said(piece: Piece, wide: int) -> str:
    """Return a block without a grid as the content of a cell across the box, `wide` dxa."""
    if isinstance(piece.block, Words):
        text = run(piece.texts[0].lines[0], size=piece.block.size)
        return paragraph(text, align=piece.block.align, extra=exact(piece.height))
    return plain_block(piece.block, [piece], wide - 2 * _MARGIN) or paragraph("", extra=TINY)


def _edges(grid: Grid) -> list[float]:
    """Return where a grid's columns begin and end, as parts of its width."""
    found, whole = [0.0], sum(grid.widths)
    for width in grid.widths:
        found.append(round(found[-1] + width / whole, 4))
    return [*found[:-1], 1.0]


def _stops(boxes: list[list[Piece]]) -> list[float]:
    grids = [piece.block for pieces in boxes for piece in pieces if isinstance(piece.block, Grid)]
    return sorted({0.0, 1.0, *(stop for grid in grids for stop in _edges(grid))})


def _cut(edge: str) -> str:
    return border(edge, 4, "dashed", _CUT)
