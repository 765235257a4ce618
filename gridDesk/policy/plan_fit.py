"""Whether visits fit into days: windows of days, so many visits a day (Hall's condition on windows, which is exact).

Days are numbers 0, 1, 2 … of the days that are worked. A window is a pair of them, both included; visits with the same
window count as one class, so that a grid of forty thousand homes is a few dozen numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

Span = tuple[int, int]


def fits(demand: Mapping[Span, int], room: Sequence[int]) -> bool:
    """Tell whether every visit finds a day in its window when day n takes room[n] visits."""
    return all(spare >= 0 for _, spare in _spare(demand, room))


def least_daily(demand: Mapping[Span, int], days: int) -> int:
    """Return the smallest number of visits a day under which everything fits into `days` days."""
    needed = 0
    for (first, last), wanted in _wanted(demand).items():
        length = min(last, days - 1) - first + 1
        needed = max(needed, -(-wanted // length)) if length > 0 else needed
    return needed


def most_that_fit(classes: Sequence[tuple[Span, int]], room: Sequence[int]) -> list[int]:
    """Return how many visits of each class fit when the classes are let in one after the other, the first ones first.

    As visits that can be let in together form a matroid, what is refused is as little as can be at every rank.
    """
    taken: dict[Span, int] = {}
    found = []
    for span, number in classes:
        trial = {**taken, span: taken.get(span, 0) + number}
        spare = min((left for held, left in _spare(trial, room) if _holds(held, span)), default=0)
        allowed = max(0, number + min(0, spare))
        taken[span] = taken.get(span, 0) + allowed
        found.append(allowed)
    return found


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _wanted(demand: Mapping[Span, int]) -> dict[Span, int]:
    """Return for every stretch of days that matters how many visits must be made within it."""
    firsts = sorted({first for (first, _), number in demand.items() if number}, reverse=True)
    found: dict[Span, int] = {}
    by_last: dict[int, int] = {}
    per_first: dict[int, dict[int, int]] = {}
    for (first, last), number in demand.items():
        per_first.setdefault(first, {})[last] = per_first.get(first, {}).get(last, 0) + number
    for first in firsts:
        for last, number in per_first[first].items():
            by_last[last] = by_last.get(last, 0) + number
        total = 0
        for last in sorted(by_last):
            total += by_last[last]
            if last >= first:
                found[first, last] = total
    return found


def _spare(demand: Mapping[Span, int], room: Sequence[int]) -> list[tuple[Span, int]]:
    """Return for every stretch of days that matters how many more visits it could take."""
    sums = [0, *accumulate(room)]
    return [
        ((first, last), sums[min(last + 1, len(room))] - sums[min(first, len(room))] - wanted)
        for (first, last), wanted in _wanted(demand).items()
    ]
