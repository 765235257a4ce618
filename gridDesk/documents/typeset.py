"""Setting text into a width: measuring, shrinking a little, and breaking lines by the rules of Chinese typesetting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from gridDesk.documents.breaking import hangs, pieces
from gridDesk.documents.fonts import WIDTHS, Role
from gridDesk.text import is_hanzi

LEADING = 1.22
STEP = 0.5
WIDEST = 2.5  # ems: no character of any face is wider
HANG = 0.5  # of an em: how far a closing mark may stand outside its line


@dataclass(frozen=True)
class SetText:
    """Text set into a width: its type size in points, its lines, and the width of each in points."""

    size: float
    lines: tuple[str, ...]
    widths: tuple[float, ...]

    @property
    def height(self) -> float:
        """Return the height of all lines in points."""
        return len(self.lines) * self.size * LEADING


def measure(text: str, role: Role, size: float) -> float:
    """Return the width of printable text in points."""
    return sum(map(WIDTHS[role].__getitem__, text)) * size / 1000


def fit(text: str, role: Role, size: float, room: float, least: float) -> SetText:
    """Set printable text into `room` points: one line at `size`, else one line down to `least`, else wrapped at `least`.

    Text that holds line breaks keeps its size and wraps.
    """
    if "\n" in text:
        return wrap(text, role, size, room)
    width = measure(text, role, size)
    if width <= room:
        return SetText(size, (text,), (width,))
    smaller = size - STEP
    while smaller >= least:
        if width * smaller / size <= room:
            return SetText(smaller, (text,), (width * smaller / size,))
        smaller -= STEP
    return wrap(text, role, min(size, least), room)


def wrap(text: str, role: Role, size: float, room: float) -> SetText:
    """Break printable text into lines of at most `room` points; the white half of a closing mark may stand outside."""
    lines = [line for part in text.split("\n") for line in _break(part, role, size, room)]
    return SetText(size, tuple(lines), tuple(_inked(line, role, size, room) for line in lines))


def _break(text: str, role: Role, size: float, room: float) -> list[str]:
    lines: list[list[str]] = [[]]
    used = 0.0
    short = room / size / WIDEST  # pieces of so few characters need no measuring
    for piece in pieces(text, lambda piece: len(piece) <= short or _fits(piece, 0.0, role, size, room)):
        width = measure(piece, role, size)
        if lines[-1] and used + width > room and not _fits(piece, used, role, size, room):
            lines.append([])
            used = 0.0
        if lines[-1] or piece.strip() or len(lines) == 1:  # a gap at which a line was broken is gone
            lines[-1].append(piece)
            used += width
    if len(lines) > 1:
        _join_lonely(lines, lambda line: _fits(line, 0.0, role, size, room))
    return ["".join(line).rstrip() for line in lines]


def _join_lonely(lines: list[list[str]], fits: Callable[[str], bool]) -> None:
    """Let no single Hanzi stand alone on the last line (孤字): the piece before it comes along."""
    before, last = lines[-2], "".join(lines[-1])
    lonely = sum(map(is_hanzi, last)) == 1 and not any(map(str.isalnum, last.strip()[1:]))
    if lonely and len(before) > 2 and before[-1].strip() and fits(before[-1] + last):
        lines[-1].insert(0, before.pop())


def _fits(piece: str, used: float, role: Role, size: float, room: float) -> bool:
    """Tell whether a piece fits behind what a line holds; white at its end needs no room."""
    bare = piece.rstrip()
    return not bare or used + measure(bare, role, size) - (HANG * size if hangs(bare) else 0.0) <= room


def _inked(line: str, role: Role, size: float, room: float) -> float:
    width = measure(line, role, size)
    return min(width, room) if hangs(line) else width


@lru_cache(maxsize=1024)
def balanced(text: str, role: Role, size: float, room: float) -> SetText:
    """Wrap a heading into as few lines as fit, and make those about equally long: 与户主｜关系, not 与户主关｜系.

    Kept, because every form of a kind bears the same headings.
    """
    best = wrap(text, role, size, room)
    narrower = room - size / 2
    while narrower > size:
        tried = wrap(text, role, size, narrower)
        if len(tried.lines) > len(best.lines) or max(tried.widths) > room:
            break
        best, narrower = tried, narrower - size / 2
    return best
