"""Widths of a ledger's columns: fitted to a sheet, numbers and dates whole; two columns one above the other where the
sheet is too narrow for all side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gridDesk.documents.sheet import SMALL_FIVE, Sheet
from gridDesk.documents.table_page import Column
from gridDesk.ledger import Catalogue

# Texts that must not be broken, and the mm they need in 小五.
_WHOLE = {"id_number": 34.5, "phone": 23.0, "date": 19.5, "time": 12.0}
# More columns than this beside the number, or columns squeezed to less than this part, and the sheet is A3.
_MANY, _CROWDED = 16, 0.7
STACK = "\n"  # between the keys, titles and texts of columns that stand one above the other
READS_WELL, _EASY = 0.68, 0.95  # the part of its width a column of text keeps: less than the first wraps too often
_FORCED = 0.3  # less than that cannot be read at all
_FIRM = ("no", "person.name")  # never in a stack unless a paper says so
_NAME, _SLIM = 13.0, 0.4  # mm for a name of three characters; the part of its width that a text needs at least
_STIFF = 0.85  # a column whose least width is more than this part of it gives nothing


def least_widths(catalogue: Catalogue, columns: Sequence[Column], size: float = SMALL_FIVE) -> dict[str, float]:
    """Return the mm each column needs at a type size: numbers and dates whole, a heading in at most three lines."""
    return {column.key: max(_least(catalogue, column, key) for key in column.key.split(STACK)) * size / SMALL_FIVE
            for column in columns}  # fmt: skip


def _least(catalogue: Catalogue, column: Column, key: str) -> float:
    ledger, _, name = key.partition(".")
    kind = catalogue[ledger][name].type.name if ledger in catalogue and name in catalogue[ledger] else ""
    if kind in _WHOLE and column.width >= _WHOLE[kind]:
        return _WHOLE[kind]
    heading = 8.0 + 3.2 * (max(map(len, column.title.split(STACK))) > 6)
    return min(column.width, max(heading, _NAME if key in _FIRM[1:] else 0.0, column.width * _SLIM))


def squeezed(columns: Sequence[Column], room: float, least: Mapping[str, float]) -> list[Column]:
    """Narrow the columns that may wrap until all fit the room; numbers and dates stay in one piece."""
    found = list(columns)
    for _ in found:
        over = sum(column.width for column in found) - room
        soft = [column.width for column in found if column.width > least[column.key]]
        if over <= 0.01 or not soft:
            break
        factor = 1 - over / sum(soft)
        found = [
            replace(column, width=max(least[column.key], column.width * factor))
            if column.width > least[column.key] else column
            for column in found
        ]  # fmt: skip
    return found


def widened(columns: Sequence[Column], room: float) -> list[Column]:
    """Widen the columns whose text may wrap until all fill the room."""
    soft = [column for column in columns if column.align == "left"] or list(columns[1:])
    spare = room - sum(column.width for column in columns)
    if spare <= 0 or not soft:
        return list(columns)
    factor = 1 + spare / sum(column.width for column in soft)
    return [replace(column, width=column.width * factor) if column in soft else column for column in columns]


def roomy(sheet: Sheet, columns: Sequence[Column]) -> Sheet:
    """Return the larger sheet where the columns would crowd the smaller."""
    wide = sum(column.width for column in columns)
    if len(columns) - 1 > _MANY or wide * _CROWDED > sheet.room:
        return replace(sheet, size="A3")
    return sheet


# ---- columns one above the other ----


def ease(columns: Sequence[Column], room: float, least: Mapping[str, float]) -> float:
    """Return what part of its width a column whose text may wrap keeps on a sheet; 0 where not even the least fits."""
    if sum(least.values()) > room + 0.01:
        return 0.0
    soft = [column for column in columns if least[column.key] < column.width * _STIFF]
    firm = sum(column.width for column in columns) - sum(column.width for column in soft)
    return (room - firm) / sum(column.width for column in soft) if soft else 1.0


def stacked(
    columns: Sequence[Column], pairs: Sequence[Sequence[str]], ease_of: Callable[[Sequence[Column]], float]
) -> list[Column]:
    """Set columns one above the other: those a paper names first, then neighbours of like width.

    Once a row has two lines, every pair is free and is taken until all read easily; three or four only where two crowd.
    """
    found = list(columns)
    for keys in pairs:
        if ease_of(found) < _EASY:
            found = _named(found, keys)
    for height, wanted in ((2, _EASY), (3, READS_WELL), (4, _FORCED)):
        while ease_of(found) < wanted and (place := _best(found, height)) is not None:
            found = [*found[:place], _over(found[place : place + 2]), *found[place + 2 :]]
    return found


def _named(columns: list[Column], keys: Sequence[str]) -> list[Column]:
    """Put the columns of these keys into one, where the first of them stands."""
    members = [column for key in keys for column in columns if column.key == key]
    if len(members) < 2:
        return columns
    first = min(columns.index(column) for column in members)
    rest = [column for column in columns if column not in members]
    return [*rest[:first], _over(members), *rest[first:]]


def _over(members: Sequence[Column]) -> Column:
    """Return one column that shows several, each on a line of its own."""
    group = members[0].group if len({column.group for column in members}) == 1 else ""
    return Column(
        key=STACK.join(column.key for column in members), title=STACK.join(column.title for column in members),
        width=max(column.width for column in members), group=group,
        align="left" if members[0].align == "right" else members[0].align,
        shared=all(column.shared for column in members),
    )  # fmt: skip


def _best(columns: Sequence[Column], height: int) -> int | None:
    """Return where two neighbours stand whose stack saves most, none when nothing may be stacked any more."""
    saved = {
        i: min(one.width, other.width) for i, (one, other) in enumerate(pairwise(columns))
        if _may(one, other, height)
    }  # fmt: skip
    return max(saved, key=lambda i: (saved[i], i), default=None)


def _may(one: Column, other: Column, height: int) -> bool:
    if one.shared != other.shared or one.group != other.group or one.total or other.total:
        return False
    if one.key in _FIRM or other.key in _FIRM:
        return False
    return one.key.count(STACK) + other.key.count(STACK) + 2 <= height
