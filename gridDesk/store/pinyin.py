"""Pinyin of names: surnames by their own table, every other character by its readings; for searching and sorting.

`resources/pinyin/hanzi.tsv` holds, per syllable without tone, the characters that read so first and the characters
that may read so; `resources/pinyin/surnames.csv` holds the readings of surnames (姓氏), compound ones too.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache

from gridDesk import paths

_MOST = 8


@cache
def surnames() -> dict[str, tuple[str, ...]]:
    """Return the readings of surnames, a compound one's syllables parted by a space."""
    with (paths.resources() / "pinyin" / "surnames.csv").open(encoding="utf-8", newline="") as stream:
        return {row["surname"]: tuple(row["readings"].split("|")) for row in csv.DictReader(stream)}


@cache
def hanzi() -> dict[str, tuple[str, ...]]:
    """Return the readings of every character known, the usual one first."""
    first: dict[str, tuple[str, ...]] = {}
    further: dict[str, tuple[str, ...]] = {}
    text = (paths.resources() / "pinyin" / "hanzi.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        syllable, main, also = line.split("\t")
        first |= dict.fromkeys(main, (syllable,))
        for char in also:
            further[char] = (*further.get(char, ()), syllable)
    return first | {char: first[char] + more for char, more in further.items()}


@lru_cache(maxsize=4096)
def _openings(name: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return ways to read the surname: (syllables, characters used), the likeliest first; at least one."""
    known = surnames()
    ways: list[tuple[tuple[str, ...], int]] = []
    if name[:2] in known:
        ways += [(tuple(reading.split()), 2) for reading in known[name[:2]]]
    single = dict.fromkeys((*known.get(name[:1], ()), *_readings(name[:1])))
    ways += [((reading,), 1) for reading in single]
    return tuple(ways[:_MOST]) or (((), 1),)


@cache
def _readings(char: str) -> tuple[str, ...]:
    """Return a character's readings; Latin letters and digits read as themselves, unknown characters not at all."""
    return hanzi().get(char) or ((char.casefold(),) if char.isascii() and char.isalnum() else ())


@dataclass(frozen=True, slots=True)
class Reading:
    """How a name is read: its likeliest syllables, parted by spaces, and everything a clerk may type for it."""

    syllables: str
    spellings: frozenset[str]


@lru_cache(maxsize=1 << 14)
def read(key: str) -> Reading:
    """Read a name (given as `name_key`): full pinyin and initials, for each reading of the surname.

    ü may be typed v or u.
    """
    ways = _openings(key[:2])
    rests = {used: _rest(key[used:]) for used in {used for _, used in ways}}
    found: set[str] = set()
    for opening, used in ways:
        parts = opening + rests[used]
        full = "".join(parts)
        found |= {full, full.replace("v", "u"), "".join([part[0] for part in parts])}
    opening, used = ways[0]
    return Reading(" ".join(opening + rests[used]), frozenset(found - {""}))


def _rest(text: str) -> tuple[str, ...]:
    return tuple([found[0] for char in text if (found := _readings(char))])


def spellings(key: str) -> frozenset[str]:
    """Return everything a clerk may type for a name (given as `name_key`)."""
    return read(key).spellings


def sort_key(name: str, key: str) -> str:
    """Return the key that sorts names as a register does: by syllable, then by code point."""
    return f"{read(key).syllables}\t{name}"
