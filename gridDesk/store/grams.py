"""What is searched for, cut into tokens: pieces of names, numbers and addresses, written in ASCII so that none is lost.

Tokens spell characters by code point: no tokenizer can then split or fold a rare or private-use character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from gridDesk.ledger.idnumber import person_key
from gridDesk.text import fold

DIGITS = 4
# Each its own kind, so that a search walks only what it asks for.
KINDS = {"address": "a", "household": "h", "dwelling": "w"}
OTHER = "t"  # every other ledger whose records have a title of their own
_NOT_DIGIT = re.compile(r"[^0-9]+")
_PHONE_PART = re.compile(r"[^0-9\-()（） ]+")


def name_grams(key: str) -> str:
    """Return the one- and two-character pieces of a name as one text."""
    marks = list(map(_mark, key))
    return f"{_spelled('n', marks)} {_pairs('n', marks)}" if len(marks) > 1 else _spelled("n", marks)


def text_grams(ledger: str, key: str) -> str:
    """Return the two-character pieces of an address or a number; a text of one character is its own piece."""
    marks, kind = list(map(_mark, key)), KINDS.get(ledger, OTHER)
    return _pairs(kind, marks) if len(marks) > 1 else _spelled(kind, marks)


def digit_grams(numbers: Iterable[str]) -> str:
    """Return the four-digit pieces of identity and phone numbers as one text."""
    return _spelled("d", [part for number in numbers for part in pieces(number.lower(), DIGITS)])


def pieces(text: str, size: int) -> list[str]:
    """Return every run of `size` characters."""
    return [text[start : start + size] for start in range(len(text) - size + 1)]


def cover(text: str, size: int) -> list[str]:
    """Return few pieces of `size` that together hold every character of `text` (at least `size` long)."""
    starts = [*range(0, len(text) - size, size), len(text) - size]
    return [text[start : start + size] for start in starts]


def match_of(kind: str, parts: Iterable[str]) -> str:
    """Return the full-text query that asks for all of these pieces: kind "n" names, "d" digits, else of `KINDS` or OTHER."""
    tokens = (kind + (part.lower() if kind == "d" else "x".join(map(_mark, part))) for part in parts)
    return " AND ".join(dict.fromkeys(tokens))


@cache
def _mark(char: str) -> str:
    return f"{ord(char):x}"


def _spelled(kind: str, parts: Sequence[str]) -> str:
    return kind + f" {kind}".join(parts) if parts else ""


def _pairs(kind: str, marks: Sequence[str]) -> str:
    return _spelled(kind, list(map("x".join, pairwise(marks))))


def id_keys(number: object) -> list[str]:
    """Return an identity number as it is, and in its 18-digit form when it is of the first generation."""
    text = _folded(number).upper()
    key = person_key(text)
    return [key, text] if key != text else [text] if text else []


def phone_keys(values: Iterable[object]) -> list[str]:
    """Return the digits of every phone number; words and separators between numbers part them."""
    found = []
    for value in filter(None, values):
        text = _folded(value)
        found += [text] if text.isdecimal() and text.isascii() else _phone_parts(text)
    return [number for number in dict.fromkeys(found) if len(number) >= DIGITS]


def _phone_parts(text: str) -> list[str]:
    return [_NOT_DIGIT.sub("", part) for part in _PHONE_PART.split(text)]


def _folded(value: object) -> str:
    """Return `fold(value)`; a number typed as it should be needs none."""
    return value if isinstance(value, str) and value.isascii() and value.isalnum() else fold(value)
