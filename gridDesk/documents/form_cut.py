"""Cutting a line of a form that is higher than a sheet: its words run on to the next sheets, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.documents.form import Cell
from gridDesk.documents.pdffile import MM
from gridDesk.documents.typeset import LEADING, SetText

if TYPE_CHECKING:
    from gridDesk.documents.form_layout import Piece

PAD_Y = 0.9 * MM
# A cut that leaves less than this at the foot of a sheet begins on the next one.
_WORTH = 40.0 * MM


def too_high(piece: Piece, full: float) -> bool:
    """Tell whether a piece is a line of a grid that no sheet of `full` points holds."""
    line = piece.line
    return line is not None and piece.height > full and all(cell.down == 1 for cell in line.cells)


def cut(piece: Piece, left: float, full: float) -> Iterator[Piece]:
    """Yield a line in parts: the first for the `left` points of this sheet, the others for sheets of `full`.

    Labels stand in every part, other words once.
    """
    assert piece.line is not None
    limit = left if left >= _WORTH else full
    texts = list(piece.texts)
    while any(_goes_on(cell, text) for cell, text in zip(piece.line.cells, texts, strict=True)):
        parts = [_part(cell, text, limit) for cell, text in zip(piece.line.cells, texts, strict=True)]
        cells = tuple(
            cell if cell.label else replace(cell, text="\n".join(now.lines))
            for cell, (now, _) in zip(piece.line.cells, parts, strict=True)
        )
        height = max(_height(cell, now) for cell, (now, _) in zip(cells, parts, strict=True))
        texts, limit = [later for _, later in parts], full
        yield replace(piece, height=height, line=replace(piece.line, cells=cells), texts=tuple(now for now, _ in parts))


def _goes_on(cell: Cell, text: SetText) -> bool:
    return not cell.label and bool(text.lines) and text.lines != ("",)


def _part(cell: Cell, text: SetText, limit: float) -> tuple[SetText, SetText]:
    """Return what of a text fits into `limit` points, and what is left."""
    if cell.label:
        return text, text
    each = cell.ruled * MM if cell.ruled else text.size * LEADING
    count = max(1, int((limit - 2 * PAD_Y) / each))
    now, later = text.lines[:count], text.lines[count:]
    return (
        replace(text, lines=now or ("",), widths=text.widths[:count] or (0.0,)),
        replace(text, lines=later, widths=text.widths[count:]),
    )


def _height(cell: Cell, text: SetText) -> float:
    return len(text.lines) * cell.ruled * MM if cell.ruled else text.height + 2 * PAD_Y
