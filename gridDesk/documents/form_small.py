"""Forms that have one box or one sheet and no more: set smaller until all they say stands in it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from gridDesk.documents.form import Block, Form, Grid, Line, Signatures, Space, Strip, Title, Words

SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)


def scaled(form: Form, scale: float) -> Form:
    """Return a form with type and heights multiplied by `scale`."""
    if scale == 1:
        return form
    return replace(form, blocks=tuple(_block(block, scale) for block in form.blocks))


def _block(block: Block, scale: float) -> Block:
    match block:
        case Grid():
            return replace(
                block, size=block.size * scale, lines=tuple(_line(line, scale) for line in block.lines),
                head=tuple(_line(line, scale) for line in block.head),
            )  # fmt: skip
        case Title() | Words():
            return replace(block, size=block.size * scale)
        case Strip():
            return replace(block, size=block.size * scale, height=block.height * scale)
        case Signatures() | Space():
            return replace(block, height=block.height * scale)
    assert_never(block)


def _line(line: Line, scale: float) -> Line:
    cells = tuple(replace(cell, size=cell.size * scale, ruled=cell.ruled * scale) for cell in line.cells)
    return replace(line, height=line.height * scale, cells=cells)
