"""One thing that a form spreads over several columns: a number with a box for each digit, year, month and day, 姓 and 名."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from gridDesk.roster.cells import cell_text
from gridDesk.roster.header import Header
from gridDesk.roster.read import Sheet
from gridDesk.roster.words import YES
from gridDesk.text import fold, squeeze

_BOXES = 15  # of an ID number, at least
_DATE = (("年", "月", "日"), ("年", "月"))
Join = Callable[[Sequence[str]], str]


def joined_boxes(sheet: Sheet, header: Header) -> tuple[Sheet, Header]:
    """Return a sheet with such columns joined into the first of them; one without them is returned as it is."""
    runs = [run for column in range(len(header.columns)) if (run := _run(header.columns, column))]
    if not runs:
        return sheet, header
    columns = list(header.columns)
    rows = [list(row) for row in sheet.rows]
    for first, count, title, join in runs:
        columns[first : first + count] = [title, *[""] * (count - 1)]
        for line in range(header.last_row + 1, len(rows)):
            texts = [cell_text(cell) for cell in rows[line][first : first + count]]
            if sum(map(bool, texts)) > 1 or join is not _digits:
                rows[line][first : first + count] = [join(texts), *[""] * (count - 1)]
    return replace(sheet, rows=tuple(map(tuple, rows))), replace(header, columns=tuple(columns))


def _run(columns: Sequence[str], first: int) -> tuple[int, int, str, Join] | None:
    """Return (first column, how many, title, how to join) of columns that are one thing, None where none begins."""
    title = columns[first]
    same = next((n for n, other in enumerate(columns[first:]) if other != title), len(columns) - first)
    if title and same >= _BOXES and (not first or columns[first - 1] != title):
        return first, same, title, _digits
    top, _, bottom = title.rpartition("-")
    beside = [other.rpartition("-") for other in columns[first : first + 3]]
    for parts in _DATE:
        if top and [(one, last) for one, _, last in beside[: len(parts)]] == [(top, part) for part in parts]:
            return first, len(parts), top, _day
    if top and bottom == "男" and len(beside) > 1 and beside[1][::2] == (top, "女"):
        return first, 2, top, _sex
    if (title, *columns[first + 1 : first + 2]) in (("姓", "名"), ("姓氏", "名字")):
        return first, 2, "姓名", "".join
    return None


def _digits(texts: Sequence[str]) -> str:
    return squeeze("".join(texts))


def _day(texts: Sequence[str]) -> str:
    """Return the date of a year, month and day, as far as they are written."""
    parts = [re.sub(r"\D", "", fold(text)) for text in texts]
    until = next((n for n, part in enumerate(parts) if not part), len(parts))
    return "-".join(parts[:until]) if until else "".join(texts)


def _sex(texts: Sequence[str]) -> str:
    """Return the word over the ticked column; both or neither say nothing."""
    ticked = [word for word, text in zip("男女", texts, strict=True) if squeeze(text).casefold() in YES]
    return ticked[0] if len(ticked) == 1 else ""
