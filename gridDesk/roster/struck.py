"""Which rows of an xlsx sheet are struck through: clerks strike out people who died or moved away."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from gridDesk import containers

_STYLES = "xl/styles.xml"
_FEWEST = 2  # One struck cell is a mended value, not a struck line.


def struck_rows(path: Path, extents: Mapping[str, tuple[int, int]]) -> dict[str, frozenset[int]]:
    """Return sheet name -> indexes of rows whose cells are all struck through; empty for files without such a style.

    `extents` are the rows and columns of each sheet to look at: what a file says of itself may be a million times more.
    """
    if not _may_strike(path):
        return {}
    import openpyxl  # slow to load, and rarely needed

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        return {
            sheet.title: frozenset(_struck(sheet.iter_rows(max_row=rows, max_col=columns)))
            for sheet in book.worksheets
            for rows, columns in [extents.get(sheet.title, (0, 0))]
            if rows
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError):
        # What this reader cannot open was read by the first one; only the strokes stay unknown.
        return {}


def _may_strike(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return _STYLES in archive.namelist() and b"<strike" in archive.read(_STYLES)
    except containers.DAMAGED:
        return False


def _struck(rows: Iterator[tuple[object, ...]]) -> Iterator[int]:
    for number, row in enumerate(rows):
        said = [cell for cell in row if str(getattr(cell, "value", None) or "").strip()]
        if len(said) >= _FEWEST and all(_is_struck(cell) for cell in said):
            yield number


def _is_struck(cell: object) -> bool:
    font = getattr(cell, "font", None)
    return bool(getattr(font, "strike", False))
