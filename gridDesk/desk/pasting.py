"""Pasting from WPS and Excel: the text of the clipboard as a block of cells, and where it lands in a table. Pure.

The clipboard holds what the sheet showed. A long number shown as 4.40981E+17, or one of more than 15 digits that ends in
000, has lost digits for good: such cells are refused with the way to copy them whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.errors import FieldError
from gridDesk.ledger import Field
from gridDesk.text import fold, squeeze

MOST_CELLS = 200_000
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?\d{2,}")
_LONG = re.compile(r"\d{16,}")
_NUMBERS = frozenset(("id_number", "phone", "text", "region"))
_ADVICE = "请在表格里把这一列设成“文本”，重新填上完整号码，再复制。"


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a block lands: cells as (row, column, text), what hangs over below as rows of (column, text).

    `lost` counts filled cells beyond the last column; a row is one of the table, counted from where the block begins.
    """

    cells: tuple[tuple[int, int, str], ...]
    below: tuple[tuple[tuple[int, str], ...], ...]
    lost: int


def parse(text: str) -> list[list[str]]:
    """Return the rows of a pasted text; quoted cells may hold line breaks and tabs, short rows are filled up.

    Raises FieldError when there are more cells than can be shown before writing.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not plain:
        return []
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        # A lone quote at the beginning of a cell is text, not the beginning of a quotation.
        rows = [line.split("\t") for line in plain.split("\n")]
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise FieldError(
            f"一次粘贴的格子太多（{width * len(rows):,} 个），", kind="paste_too_large",
            advice="请分几次粘贴，或用“导入”读这个文件。",
        )  # fmt: skip
    return [[_clean(cell) for cell in row] + [""] * (width - len(row)) for row in rows]


def _clean(cell: str) -> str:
    """Return a cell without the apostrophe by which sheets mark text, keeping what else was typed."""
    return cell[1:] if re.match(r"'[\d+=(]", cell) else cell


def land(block: Sequence[Sequence[str]], rows: int, columns: int, repeat: tuple[int, int] = (1, 1)) -> Landing:
    """Return where a block lands in a table that has so many rows and columns left from the cell it begins at.

    A block that fits into a larger selection of `repeat` rows and columns a whole number of times fills it.
    """
    block = _repeated(block, repeat)
    inside = [row[:columns] for row in block]
    lost = sum(bool(cell.strip()) for row in block for cell in row[columns:])
    cells = [(n, place, cell) for n, row in enumerate(inside[:rows]) for place, cell in enumerate(row)]
    below = [tuple((place, cell) for place, cell in enumerate(row) if cell.strip()) for row in inside[rows:]]
    return Landing(tuple(cells), tuple(row for row in below if row), lost)


def _repeated(block: Sequence[Sequence[str]], repeat: tuple[int, int]) -> list[list[str]]:
    height, width = len(block), len(block[0]) if block else 0
    if not height or not width or repeat[0] % height or repeat[1] % width:
        return [list(row) for row in block]
    return [list(row) * (repeat[1] // width) for row in block] * (repeat[0] // height)


def unspoilt(item: Field, raw: object) -> object:
    """Return what was pasted into a field. Raises FieldError for a number that the sheet has spoilt."""
    text = squeeze(fold(raw))
    if item.type.name not in _NUMBERS:
        return raw
    if _SCIENTIFIC.fullmatch(text):
        raise FieldError(f"“{text}”是被表格缩写的号码，后几位已经丢失，", kind="paste_scientific", advice=_ADVICE)
    if _LONG.fullmatch(text) and text.endswith("000") and item.type.name != "region":
        raise FieldError("号码超过 15 位且末尾是 000，很可能被表格改掉了后几位，", kind="paste_rounded", advice=_ADVICE)
    return raw


def copied(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as text with tabs, quoted as WPS and Excel do where a cell holds a tab or a line break."""
    target = io.StringIO()
    csv.writer(target, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return target.getvalue().removesuffix("\n")
