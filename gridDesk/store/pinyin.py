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


@dataclass(frozen=True, slots=True)
class _Part:
    """One way to read a part of a name: its syllables parted by spaces, in full, and by initials."""

    syllables: str
    full: str
    initials: str


def _part(syllables: tuple[str, ...]) -> _Part:
    return _Part(" ".join(syllables), "".join(syllables), "".join([one[0] for one in syllables]))


def _openings(name: str) -> tuple[tuple[_Part, int], ...]:
    """Return ways to read the surname: (its reading, characters used), the likeliest first; at least one."""
    double = _double(name[:2]) if name[:2] in surnames() else ()
    return (*double, *_single(name[:1]))[:_MOST] or ((_part(()), 1),)


@cache
def _double(surname: str) -> tuple[tuple[_Part, int], ...]:
    return tuple((_part(tuple(reading.split())), 2) for reading in surnames()[surname])


@cache
def _single(char: str) -> tuple[tuple[_Part, int], ...]:
    return tuple((_part((reading,)), 1) for reading in dict.fromkeys((*surnames().get(char, ()), *_readings(char))))


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
    found: list[str] = []
    likeliest = ""
    for opening, used in _openings(key):
        rest = _rest(key[used:])
        full = opening.full + rest.full
        if not found:
            likeliest = f"{opening.syllables} {rest.syllables}".strip()
        found += (full, opening.initials + rest.initials)
        if "v" in full:
            found.append(full.replace("v", "u"))
    return Reading(likeliest, frozenset(filter(None, found)))


@lru_cache(maxsize=1 << 13)
def _rest(text: str) -> _Part:
    return _part(tuple([found[0] for char in text if (found := _readings(char))]))


def spellings(key: str) -> frozenset[str]:
    """Return everything a clerk may type for a name (given as `name_key`)."""
    return read(key).spellings


def sort_key(name: str, key: str) -> str:
    """Return the key that sorts names as a register does: by syllable, then by code point."""
    return f"{read(key).syllables}\t{name}"
