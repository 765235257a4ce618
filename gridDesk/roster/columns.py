"""Reads the columns of a table that every kind of roster has: plain fields, texts, and the grid's name."""

from __future__ import annotations

from collections.abc import Mapping

from gridDesk.ledger import Catalogue
from gridDesk.roster import words
from gridDesk.roster.cells import cell_text, letter, parser
from gridDesk.roster.draft import Draft
from gridDesk.roster.match import Match
from gridDesk.roster.plan import CellNote
from gridDesk.roster.table import Table
from gridDesk.text import squeeze

Values = list[object | None]


def first(table: Table, reference: str) -> Match | None:
    """Return the first column that feeds a field or role, or None."""
    return next(iter(table.matches.of(reference)), None)


def ledger_columns(table: Table, catalogue: Catalogue, ledger: str, skip: tuple[str, ...]) -> dict[str, Values]:
    """Return field key -> values for every column that feeds a plain field of a ledger."""
    found: dict[str, Values] = {}
    for item in table.matches.columns:
        owner, _, key = item.reference.partition(".")
        if owner == ledger and key not in skip:
            found[key] = table.read(item, parser(catalogue[ledger][key]))
    return found


def row_of(columns: Mapping[str, Values], row: int) -> dict[str, object]:
    """Return one row of some columns as values, without blanks."""
    return {key: value for key, values in columns.items() if (value := values[row]) is not None}


def texts(table: Table, reference: str) -> list[str]:
    """Return a column as texts without spaces, "" where blank or where there is no such column."""
    item = first(table, reference)
    if item is None:
        return [""] * len(table)
    return [str(text or "") for text in table.parse(item, lambda cell: squeeze(cell_text(cell))).values]


def read_grids(table: Table, draft: Draft) -> list[str | None]:
    """Return the uid of the grid each row names; a grid that the office does not have is warned of."""
    item = first(table, words.GRID)
    if item is None:
        return [None] * len(table)
    by_name = draft.known.index("grid_by_name")
    found: list[str | None] = []
    for row, raw in enumerate(table.raw(item.column)):
        text = cell_text(raw)
        hits = by_name.get(text, ())
        found.append(hits[0] if hits else None)
        if text and not hits:
            place = f"{letter(item.column)}{table.line(row)}"
            said = f"{place} 网格“{text}”还没有建立，这一格没有写入；请先在“网格”里建立，再导入一次。"
            table.warn(row, CellNote(place, item.title, "grid_unknown", said, text, True))
    return found
