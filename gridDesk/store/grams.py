"""What is searched for, cut into tokens: pieces of names, numbers and addresses, written in ASCII so that none is lost.

Tokens spell characters by code point: no tokenizer can then split or fold a rare or private-use character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from gridDesk.ledger.idnumber import person_key
from gridDesk.text import fold, name_key

DIGITS = 4
_NOT_DIGIT = re.compile(r"[^0-9]+")
_PHONE_PART = re.compile(r"[^0-9\-()（） ]+")


def name_grams(keys: Iterable[str]) -> list[str]:
    """Return the one- and two-character pieces of names."""
    return [_spell("n", part) for key in keys for size in (1, 2) for part in pieces(key, size)]


def text_grams(keys: Iterable[str]) -> list[str]:
    """Return the two-character pieces of addresses and numbers; a text of one character is its own piece."""
    return [_spell("a", part) for key in keys for part in pieces(key, min(2, max(1, len(key))))]


def digit_grams(numbers: Iterable[str]) -> list[str]:
    """Return the four-digit pieces of identity and phone numbers."""
    return ["d" + part for number in numbers for part in pieces(number.lower(), DIGITS)]


def pieces(text: str, size: int) -> list[str]:
    """Return every run of `size` characters."""
    return [text[start : start + size] for start in range(len(text) - size + 1)]


def cover(text: str, size: int) -> list[str]:
    """Return few pieces of `size` that together hold every character of `text` (at least `size` long)."""
    starts = [*range(0, len(text) - size, size), len(text) - size]
    return [text[start : start + size] for start in starts]


def match_of(kind: str, parts: Iterable[str]) -> str:
    """Return the full-text query that asks for all of these pieces: kind "n" names, "a" addresses, "d" digits."""
    tokens = (f"d{part.lower()}" if kind == "d" else _spell(kind, part) for part in parts)
    return " AND ".join(dict.fromkeys(tokens))


@lru_cache(maxsize=1 << 15)
def _spell(kind: str, text: str) -> str:
    return kind + "x".join(f"{ord(char):x}" for char in text)


def name_keys(names: Iterable[object]) -> list[str]:
    """Return the comparing keys of a person's names, blanks left out."""
    return [key for name in names if name and (key := name_key(name))]


def id_keys(number: object) -> list[str]:
    """Return an identity number as it is, and in its 18-digit form when it is of the first generation."""
    text = fold(number).upper()
    return list(dict.fromkeys(filter(None, (person_key(text), text))))


def phone_keys(values: Iterable[object]) -> list[str]:
    """Return the digits of every phone number; words and separators between numbers part them."""
    found = []
    for value in values:
        for part in _PHONE_PART.split(fold(value)):
            found.append(_NOT_DIGIT.sub("", part))
    return [number for number in dict.fromkeys(found) if len(number) >= DIGITS]
