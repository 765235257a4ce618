"""Setting text into a width: measuring, shrinking a little, and breaking lines by the rules of Chinese typesetting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridDesk.documents import fonts
from gridDesk.documents.fonts import Role

LEADING = 1.22
STEP = 0.5

# GB/T 15834-2011 and common practice: closers never begin a line, openers never end one; a number or a Latin word
# stays whole, and the dot inside a name stays with the syllable before it.
_OPENERS = "（《〈「『【〔“‘(\\["
_CLOSERS = "，。、；：？！）》〉」』】〕”’…—·％℃,.;:?!)\\]%"
_ATOM = re.compile(f"[{_OPENERS}]*(?:[0-9A-Za-z@_+*/.#-]+|.)[{_CLOSERS}]*|[{_CLOSERS}]+", re.DOTALL)


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
    return sum(map(_WIDTHS[role].__getitem__, text)) * size / 1000


class _Widths(dict[str, float]):
    """Widths of printable characters in thousandths of the type size, filled as they are met."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.role = role

    def __missing__(self, char: str) -> float:
        found = fonts.face_for(char, self.role)
        width = self[char] = found.width(char) if found else 0.0
        return width


_WIDTHS: dict[Role, _Widths] = {"song": _Widths("song"), "hei": _Widths("hei")}


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
    """Break printable text into lines of at most `room` points."""
    lines = [line for part in text.split("\n") for line in _break(part, role, size, room)]
    return SetText(size, tuple(lines), tuple(measure(line, role, size) for line in lines))


def _break(text: str, role: Role, size: float, room: float) -> list[str]:
    lines, line, used = [], "", 0.0
    for atom in _atoms(text, role, size, room):
        width = measure(atom, role, size)
        if line and used + width > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line += atom
        used += width
    return [*lines, line.rstrip()]


def _atoms(text: str, role: Role, size: float, room: float) -> list[str]:
    """Return the pieces a line may be broken between; a piece wider than the room is cut into characters."""
    found: list[str] = []
    for atom in _ATOM.findall(text):
        found.extend([atom] if measure(atom, role, size) <= room else atom)
    return found


def balanced(text: str, role: Role, size: float, room: float) -> SetText:
    """Wrap a heading into as few lines as fit, and make those about equally long: 与户主｜关系, not 与户主关｜系."""
    best = wrap(text, role, size, room)
    narrower = room - size / 2
    while narrower > size:
        tried = wrap(text, role, size, narrower)
        if len(tried.lines) > len(best.lines) or max(tried.widths) > room:
            break
        best, narrower = tried, narrower - size / 2
    return best
