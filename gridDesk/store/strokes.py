"""Sorting names by strokes (姓氏笔画): fewest strokes first, character by character.

`resources/strokes/strokes.tsv` holds, per run of characters, the first one's code point and a letter for each one's
number of strokes (`strokes_table` makes it). Characters of as many strokes stand in the order of their code points,
which is that of their radicals.
"""

from __future__ import annotations

from functools import cache

from gridDesk import paths

_NONE = 32
_UNKNOWN = 99


@cache
def _runs() -> tuple[tuple[int, str], ...]:
    """Return (first code point, one letter per character) of every run."""
    text = (paths.resources() / "strokes" / "strokes.tsv").read_text(encoding="utf-8")
    parted = (line.split("\t", 1) for line in text.split("\n") if line)
    return tuple((int(code, 16), letters) for code, letters in parted)


def strokes(char: str) -> int:
    """Return how many strokes a Chinese character has, 0 for any other."""
    code = ord(char)
    for first, letters in _runs():
        if first <= code < first + len(letters):
            return ord(letters[code - first]) - _NONE
    return 0


def of_count(count: int) -> list[str]:
    """Return every character of so many strokes, in the order of their code points."""
    letter = chr(_NONE + count)
    return [
        chr(first + place) for first, letters in _runs() for place, one in enumerate(letters) if one == letter and count
    ]


@cache
def _mark(char: str) -> str:
    """Return a character behind its strokes in two digits; what has none stands last."""
    return f"{strokes(char) or _UNKNOWN:02}{char}"


def stroke_key(name: str) -> str:
    """Return the key that sorts names by the strokes of each character, the surname's first."""
    return "".join(map(_mark, name))
