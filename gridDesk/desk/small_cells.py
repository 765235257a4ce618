"""Small numbers in statistics that leave the desk: a figure that points at one or two people is not printed.

Sums stand beside the figures, so others are held back with it until nothing that is held back can be worked out: seen as
a graph of rows and columns (the sums are a row and a column too), no figure held back is a bridge. Nobody in a group is
no secret; such a nought stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LEAST = 3
HIDDEN = "＊"
Cell = tuple[int, int]
Table = Sequence[Sequence[int]]


def held_back(table: Table, least: int = LEAST) -> frozenset[Cell]:
    """Return the cells (row, column) of a table that are not printed, its sums in row and column `len`.

    `table` has no sums itself; they are reckoned and treated as a last column and a last row.
    """
    whole = _with_sums(table)
    hidden = {(r, c) for r, row in enumerate(whole) for c, value in enumerate(row) if 0 < value < least}
    while (weak := _bridge(hidden)) is not None:
        more = _complement(whole, hidden, weak)
        if more is None:
            break
        hidden.add(more)
    return frozenset(hidden)


def printed(table: Table, least: int = LEAST) -> list[list[str]]:
    """Return a table as it may leave the desk, with its sums in a last column and a last row."""
    hidden = held_back(table, least)
    return [
        [HIDDEN if (r, c) in hidden else str(value) for c, value in enumerate(row)]
        for r, row in enumerate(_with_sums(table))
    ]


def one_column(counts: Mapping[str, Sequence[int]], place: int, least: int = LEAST) -> dict[str, str]:
    """Return by name what may be printed of the counts at one place (-1: their sums), where each has one for each place."""
    names = list(counts)
    rows = printed([counts[name] for name in names], least)
    return {name: rows[n][place] for n, name in enumerate(names)}


def _with_sums(table: Table) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]] if rows else []


def _bridge(hidden: set[Cell]) -> Cell | None:
    """Return a cell that could be worked out from the others: without it its row and column do not hang together."""
    return next((cell for cell in sorted(hidden) if not _joined(hidden - {cell}, cell)), None)


def _joined(hidden: set[Cell], cell: Cell) -> bool:
    seen, waiting = {("row", cell[0])}, [("row", cell[0])]
    while waiting:
        kind, number = waiting.pop()
        near = (
            {("column", c) for r, c in hidden if r == number} if kind == "row"
            else {("row", r) for r, c in hidden if c == number}
        )  # fmt: skip
        waiting += near - seen
        seen |= near
    return ("column", cell[1]) in seen


def _complement(whole: Table, hidden: set[Cell], weak: Cell) -> Cell | None:
    """Return the smallest figure to hold back with a weak one: in its row, else in its column; noughts and sums last."""
    rows, columns = len(whole), len(whole[0])
    row = [(weak[0], c) for c in range(columns)]
    column = [(r, weak[1]) for r in range(rows)]
    here = [cell for cell in row if _alone(hidden, row)] + [cell for cell in column if _alone(hidden, column)]
    anywhere = [(r, c) for r in range(rows) for c in range(columns)]

    def price(cell: Cell) -> tuple[bool, bool, int, Cell]:
        value = whole[cell[0]][cell[1]]
        return value == 0, cell[0] == rows - 1 or cell[1] == columns - 1, value, cell

    for among in (here, row + column, anywhere):
        free = [cell for cell in among if cell not in hidden]
        if free:
            return min(free, key=price)
    return None


def _alone(hidden: set[Cell], line: Sequence[Cell]) -> bool:
    return sum(cell in hidden for cell in line) < 2
