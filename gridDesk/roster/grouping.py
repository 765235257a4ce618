"""Which rows live together: by household number, merged cells, the head's name, the relation, or the address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from gridDesk.roster.plan import Grouping
from gridDesk.roster.spelling import place_key

Keys = Sequence[str]
T = TypeVar("T")

WORDS = {
    "mark": "按户标记",
    "number": "按户号",
    "merged": "按合并单元格",
    "head": "按户主姓名",
    "line": "一行一户",
    "relation": "按“户主”起新户",
    "address": "按相同地址",
    "none": "不分户",
}
STRONG = ("mark", "number", "merged", "head", "line", "relation")


@dataclass
class Hints:
    """What each data row says about its household; lists are as long as the table, "" where it says nothing.

    `persons` tells one head from another (name and ID number as written). `blocks` is the first line of the vertical merge the row stands in (-1 outside merges); `lines` the sheet lines.
    """

    lines: Sequence[int]
    marks: Keys
    numbers: Keys
    heads: Keys
    persons: Keys
    is_head: Sequence[bool]
    addresses: Keys
    places: Keys
    blocks: Sequence[int]
    has_relations: bool = False
    serials: Keys = ()


def without(hints: Hints, rows: Collection[int]) -> Hints:
    """Return the hints without some rows."""
    stay = [row for row in range(len(hints.lines)) if row not in rows]

    def kept(values: Sequence[T]) -> list[T]:
        return [values[row] for row in stay]

    return Hints(
        kept(hints.lines), kept(hints.marks), kept(hints.numbers), kept(hints.heads), kept(hints.persons),
        kept(hints.is_head), kept(hints.addresses), kept(hints.places), kept(hints.blocks), hints.has_relations,
        kept(hints.serials) if hints.serials else (),
    )  # fmt: skip


def choose(hints: Hints, wanted: Grouping) -> str:
    """Return the way of grouping that the sheet supports best, or the one that was forced."""
    if wanted != "auto":
        return wanted
    if any(hints.marks):
        return "mark"
    if _share(hints.numbers) >= 0.2:
        return "number"
    if _share(hints.heads) >= 0.2:
        return "head"
    if sum(block >= 0 for block in hints.blocks) >= 0.3 * max(1, len(hints.lines)):
        return "merged"
    if _folded(hints):
        return "line"
    if any(hints.is_head):
        return "relation"
    if hints.has_relations and any(hints.addresses):
        return "address"
    return "address" if _runs(hints.addresses) else "none"


def possible(hints: Hints) -> list[str]:
    """Return the ways the sheet gives any hint for, the surest first."""
    found = {
        "mark": any(hints.marks),
        "number": any(hints.numbers),
        "head": any(hints.heads),
        "merged": any(block >= 0 for block in hints.blocks),
        "line": _folded(hints),
        "relation": any(hints.is_head),
        "address": any(hints.addresses),
    }
    return [*(key for key, there in found.items() if there), "none"]


def _folded(hints: Hints) -> bool:
    """Tell whether some line of the sheet holds several people."""
    return any(one == two for one, two in pairwise(hints.lines))


def _share(values: Keys) -> float:
    return sum(value != "" for value in values) / len(values) if values else 0.0


def _runs(values: Keys) -> bool:
    return any(one and one == two for one, two in pairwise(values))


def group(hints: Hints, way: str) -> list[list[int]]:
    """Return households as lists of data rows, in the order they start."""
    if way == "none":
        return [[row] for row in range(len(hints.lines))]
    maker = {
        "mark": _by_mark,
        "number": _by_number,
        "head": _by_head,
        "merged": _by_merge,
        "line": _by_line,
        "relation": _by_relation,
        "address": _by_address,
    }[way]
    return maker(hints)


class _Groups:
    """Groups under construction, with the head each one has by relation."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.rows: list[list[int]] = []
        self.head: list[str | None] = []

    def start(self, row: int) -> int:
        self.rows.append([row])
        self.head.append(self._head_of(row))
        return len(self.rows) - 1

    def join(self, number: int, row: int) -> None:
        self.rows[number].append(row)
        if self.hints.is_head[row] and self.head[number] is None:
            self.head[number] = self._head_of(row)

    def other_head(self, number: int, row: int) -> bool:
        """Tell whether a row is the head of a household other than this group, which has its own head."""
        head = self.head[number]
        return self.hints.is_head[row] and head is not None and head != self._head_of(row)

    def _head_of(self, row: int) -> str | None:
        return (self.hints.persons[row] or f"?{row}") if self.hints.is_head[row] else None


def _by_mark(hints: Hints) -> list[list[int]]:
    found: dict[str, list[int]] = {}
    for row, mark in enumerate(hints.marks):
        found.setdefault(mark or f"?{row}", []).append(row)
    return list(found.values())


def _by_number(hints: Hints) -> list[list[int]]:
    """Group equal numbers; a blank below stays in its block. Numbers that restart in another group are other households."""
    groups = _Groups(hints)
    latest: dict[tuple[str, str], int] = {}
    current = -1
    for row, number in enumerate(hints.numbers):
        if number:
            key = number, hints.places[row]
            found = latest.get(key, -1)
            if found < 0 or (found != current and groups.other_head(found, row)):
                found = groups.start(row)
            else:
                groups.join(found, row)
            latest[key] = current = found
        elif current >= 0 and _continues(hints, row) and not groups.other_head(current, row):
            groups.join(current, row)
        else:
            current = groups.start(row)
    return groups.rows


def _continues(hints: Hints, row: int) -> bool:
    """Tell whether a row stands directly below the one before it."""
    return row > 0 and hints.lines[row] - hints.lines[row - 1] <= 1


def _by_head(hints: Hints) -> list[list[int]]:
    """Group runs of one head's name; neighbours with equal names part where a second head row comes between."""
    groups = _Groups(hints)
    latest: dict[tuple[str, str], int] = {}
    current, said = -1, ""
    for row, head in enumerate(hints.heads):
        new_name = bool(head) and head != said
        key = head or said, hints.addresses[row]
        second = current >= 0 and groups.other_head(current, row)
        if current >= 0 and not new_name and not second and (head or _continues(hints, row)):
            groups.join(current, row)
        elif head and hints.addresses[row] and key in latest and not hints.is_head[row]:
            current = latest[key]
            groups.join(current, row)
        else:
            current = groups.start(row)
        said = head or said
        if hints.addresses[row]:
            latest[key] = current
    return groups.rows


def _by_merge(hints: Hints) -> list[list[int]]:
    groups = _Groups(hints)
    current, said = -1, -2
    for row, block in enumerate(hints.blocks):
        if current >= 0 and block >= 0 and block == said:
            groups.join(current, row)
        else:
            current = groups.start(row)
        said = block
    return groups.rows


def _by_line(hints: Hints) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for row, line in enumerate(hints.lines):
        found.setdefault(line, []).append(row)
    return list(found.values())


def _apart(hints: Hints) -> frozenset[int]:
    """Return the first rows of the households where blank lines or serials set them apart; none where they do not.

    They do when nearly every stretch has one head: then a mother who stands above the head is not the neighbours'.
    A stretch with several heads is several households that follow each other without a gap.
    """
    for starts in (
        [row for row, said in enumerate(hints.serials) if said],
        [row for row, line in enumerate(hints.lines) if row == 0 or line - hints.lines[row - 1] > 1],
    ):
        if len(starts) < 2 or starts[0] != 0 or len(starts) > 0.9 * len(hints.lines):
            continue
        ends = [*starts[1:], len(hints.lines)]
        heads = [sum(hints.is_head[one:end]) for one, end in zip(starts, ends, strict=True)]
        if sum(count == 1 for count in heads) >= 0.9 * len(heads):
            return frozenset(starts)
    return frozenset()


def _by_relation(hints: Hints) -> list[list[int]]:
    groups = _Groups(hints)
    apart = _apart(hints)
    for row in range(len(hints.lines)):
        # The same head listed twice stays one household; a namesake with another number starts the next.
        again = groups.rows and groups.head[-1] is not None and not groups.other_head(len(groups.rows) - 1, row)
        waits = apart and groups.rows and groups.head[-1] is None  # its head stands below the first of its people
        if row == 0 or row in apart or (hints.is_head[row] and not again and not waits):
            groups.start(row)
        else:
            groups.join(len(groups.rows) - 1, row)
    return groups.rows


def _by_address(hints: Hints) -> list[list[int]]:
    groups = _Groups(hints)
    said = ""
    for row, address in enumerate(hints.addresses):
        key = place_key(address)
        if groups.rows and (not key or key == said) and not groups.other_head(len(groups.rows) - 1, row):
            groups.join(len(groups.rows) - 1, row)
        else:
            groups.start(row)
        said = key or said
    return groups.rows
