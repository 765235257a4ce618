"""How an office wants its ledgers laid on paper: sheet, direction, binding edge, large type, free rows, sums.

Every paper of a ledger can be laid on any sheet. Where a sheet is too narrow for all columns side by side, some stand
one above the other, those first that the paper names (`stack`); nothing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import msgspec

from gridDesk.desk.print_order import Layout
from gridDesk.documents.columns import READS_WELL, ease, least_widths, squeezed, stacked, widened

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.documents.papers import Paper
    from gridDesk.documents.sheet import Sheet
    from gridDesk.documents.table_page import Column
    from gridDesk.ledger import Catalogue

LARGE_ROW = 9.5  # mm, a row in large type
_SIZES = (14.0, 12.0, 10.5)  # 四号, 小四, 五号: the largest that fits is taken
_LARGE = 12.0
_LEADING, _PADDING, _MM = 1.22, 1.2, 25.4 / 72


def laid(paper: Paper, layout: Layout, catalogue: Catalogue) -> Paper:
    """Return a ledger's paper laid as wanted; forms and a layout that wants nothing leave it as it is."""
    if paper.kind != "table" or layout == Layout():
        return paper
    sheet, size, columns = _fitted(paper, layout, catalogue)
    return replace(
        paper, sheet=sheet, columns=tuple(columns), font_size=size, row_height=_row_height(paper, layout, size),
        blank_rows=paper.blank_rows if layout.blank_rows is None else layout.blank_rows,
        subtotal=paper.subtotal if layout.subtotal is None else layout.subtotal,
    )  # fmt: skip


def _fitted(paper: Paper, layout: Layout, catalogue: Catalogue) -> tuple[Sheet, float, Sequence[Column]]:
    """Return sheet, type size and columns: large type on the larger sheet where it needs one and nobody chose."""
    sheet = _sheet(paper, layout)
    sizes = _sizes(paper, layout, sheet)
    if (sheet.room, sizes[0]) == (paper.sheet.room, paper.font_size):
        return sheet, paper.font_size, paper.columns
    if layout.large and not layout.size and not _side_by_side(paper, sheet, sizes[0], catalogue):
        sheet = replace(sheet, size="A3")
        sizes = _sizes(paper, layout, sheet)
    columns: Sequence[Column] = ()
    for size in sizes:
        columns = _columns(paper, sheet, size, catalogue)
        if sum(column.width for column in columns) <= sheet.room + 0.1:
            return sheet, size, columns
    return sheet, sizes[-1], columns


def _sheet(paper: Paper, layout: Layout) -> Sheet:
    own = paper.sheet
    return replace(
        own, size=layout.size or own.size, binding=layout.binding or own.binding,
        landscape=own.landscape if layout.landscape is None else layout.landscape,
    )  # fmt: skip


def _sizes(paper: Paper, layout: Layout, sheet: Sheet) -> list[float]:
    """Return type sizes to try: that of the paper, larger where a sheet has room to spare; large type is 小四 or more."""
    own, wide = paper.font_size, sum(column.width for column in _wide(paper))
    least = _LARGE if layout.large else own
    larger = [size for size in _SIZES if size > least and wide * size / own <= sheet.room]
    if not layout.large and sheet.room <= paper.sheet.room:
        larger = []
    return [*larger, least, *(size for size in _SIZES if own < size < least), own]


def _side_by_side(paper: Paper, sheet: Sheet, size: float, catalogue: Catalogue) -> bool:
    """Tell whether all columns stand side by side and read well."""
    columns = _scaled(paper, size)
    return ease(columns, sheet.room, least_widths(catalogue, columns, size)) >= READS_WELL


def _columns(paper: Paper, sheet: Sheet, size: float, catalogue: Catalogue) -> list[Column]:
    columns = _scaled(paper, size)
    if not _side_by_side(paper, sheet, size, catalogue):
        columns = stacked(
            columns, paper.stack, lambda tried: ease(tried, sheet.room, least_widths(catalogue, tried, size))
        )
    columns = widened(columns, sheet.room)
    return squeezed(columns, sheet.room, least_widths(catalogue, columns, size))


def _wide(paper: Paper) -> tuple[Column, ...]:
    """Return the columns that the paper shows at its level, in the widths they were declared with."""
    widths = {column.key: column.width for column in paper.wide}
    return tuple(replace(column, width=widths.get(column.key, column.width)) for column in paper.columns)


def _scaled(paper: Paper, size: float) -> list[Column]:
    return [replace(column, width=column.width * size / paper.font_size) for column in _wide(paper)]


def _row_height(paper: Paper, layout: Layout, size: float) -> float:
    """Return the mm of a row of one line: larger type stands in higher rows."""
    line = size * _LEADING * _MM + 2 * _PADDING
    return max(paper.row_height, LARGE_ROW if layout.large else 0.0, line)


# ---- what the office chose last ----


def remembered(desk: Desk, paper: str) -> Layout:
    """Return the layout this office chose for a paper the last time."""
    kept = desk.setting(f"layout:{paper}", {})
    try:
        return msgspec.convert(kept, Layout)
    except msgspec.ValidationError:
        return Layout()  # of a newer program


def remember(desk: Desk, paper: str, layout: Layout) -> None:
    """Keep the layout of a paper for the next time."""
    if layout != remembered(desk, paper):
        desk.set_setting(f"layout:{paper}", asdict(layout))
