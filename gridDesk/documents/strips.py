"""Lines of text without borders, left, middle and right: they make room for each other, and go on below where they must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gridDesk.documents.fonts import Role, printable
from gridDesk.documents.form import Strip
from gridDesk.documents.pdffile import MM
from gridDesk.documents.sheet import SIX, SMALL_FIVE
from gridDesk.documents.typeset import STEP, measure, wrap

APART = 4.0 * MM  # between words in one line


def settled(strip: Strip, room: float) -> tuple[Strip, ...]:
    """Return the lines a strip is printed as in `room` points: itself, a little smaller, or below each other."""
    size = line_size((strip.left, strip.middle, strip.right), "song", strip.size, room)
    if _needs(strip, size) <= room:
        return (replace(strip, size=size),)
    return tuple(replace(line, size=size) for line in _below_each_other(strip, size, room))


def line_size(words: Sequence[str], role: Role, size: float, room: float) -> float:
    """Return the type size at which words stand beside each other in one line: `size`, or less down to 小五."""
    while size > SMALL_FIVE and _wide(words, role, size) > room:
        size = max(SMALL_FIVE, size - STEP)
    return size


def middle_of(left: float, right: float, beside: tuple[float, float], wide: float) -> tuple[float, float]:
    """Return the ends between which words `wide` points long are centred: the sheet's, unless what stands `beside` them
    (left and right, in points) reaches in; then the room between the two.
    """
    start, stop = left + (beside[0] + APART if beside[0] else 0.0), right - (beside[1] + APART if beside[1] else 0.0)
    centre = (left + right) / 2
    return (left, right) if centre - wide / 2 >= start and centre + wide / 2 <= stop else (start, stop)


def ends_of(strip: Strip, left: float, right: float) -> tuple[float, float]:
    """Return the ends between which the middle of a line is centred."""
    words = (strip.left, strip.middle, strip.right)
    beside, middle, after = (measure(printable(text), "song", strip.size) for text in words)
    return middle_of(left, right, (beside, after), middle)


def centre_of(strip: Strip, room: float) -> int:
    """Return where the middle of a line has its centre, in whole points from the left."""
    return round(sum(ends_of(strip, 0.0, room)) / 2)


def _needs(strip: Strip, size: float) -> float:
    return _wide((strip.left, strip.middle, strip.right), "song", size)


def _wide(words: Sequence[str], role: Role, size: float) -> float:
    found = [measure(printable(text), role, size) for text in words if text]
    return sum(found) + APART * max(0, len(found) - 1)


def _below_each_other(strip: Strip, size: float, room: float) -> Iterator[Strip]:
    """Yield left, middle and right on lines of their own; the last two share one where they can."""
    if strip.left:
        yield from _wrapped(strip, strip.left, size, room)
    last = replace(strip, left="")
    if _needs(last, size) <= room:
        if strip.middle or strip.right:
            yield replace(last, left=strip.middle, middle="")
        return
    for text in filter(None, (strip.middle, strip.right)):
        yield from _wrapped(strip, text, size, room)


def _wrapped(strip: Strip, text: str, size: float, room: float) -> Iterator[Strip]:
    for line in wrap(printable(text), "song", max(SIX, size), room).lines:
        yield replace(strip, left=line, middle="", right="")
