"""What the search tables keep of one record: a person's narrow line with spellings and pieces, a thing's text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from gridDesk.store import grams
from gridDesk.store.pinyin import read
from gridDesk.store.strokes import stroke_key
from gridDesk.text import address_key, name_key

Line = tuple[Any, ...]  # n, uid, office, state, then values in the order of the searched fields

NAMES = ("name", "former_name", "foreign_name")
PHONES = ("phone", "phone2")
PERSON = (*NAMES, "id_number", "birth", *PHONES)


class Person(NamedTuple):
    """One person in the search tables: the line of `find_person`, what may be typed for the name, the pieces."""

    n: int
    line: Line
    spellings: frozenset[str]
    grams: str


def person_of(values: Line) -> Person:
    """Return what the search tables keep of a person, given n, uid, office, state and the values of `PERSON`."""
    n, uid, office, state, name, former, foreign, number, birth, phone, phone2 = values
    called = _called(name or "")
    names, pieces = called.key, called.grams
    for other in (former, foreign):
        if other and (more := _called(other)).key:
            names = f"{names}\n{more.key}" if names else more.key
            pieces = f"{pieces} {more.grams}"
    ids = grams.id_keys(number) if number else []
    phones = grams.phone_keys((phone, phone2)) if phone or phone2 else []
    id_key = ids[0] if ids else None
    birth8 = birth.replace("-", "") if birth and len(birth) == 10 else None
    line = (
        n, uid, office, state, name or "", called.key, names, called.sort_key, called.stroke_key, " ".join(ids), id_key,
        id_key[::-1] if id_key else None, birth8, " ".join(phones),
    )  # fmt: skip
    return Person(n, line, called.spellings, f"{pieces} {grams.digit_grams(ids + phones)}")


def thing_of(ledger: str, values: Line) -> tuple[str, str]:
    """Return the searched text of a thing and its pieces; ("", "") where it says nothing."""
    key = "\n".join(filter(None, map(address_key, values[4:])))
    return (key, grams.text_grams(ledger, key)) if key else ("", "")


@dataclass(frozen=True, slots=True)
class _Called:
    """What the search tables keep of a name; many people have the same."""

    key: str
    sort_key: str
    stroke_key: str
    spellings: frozenset[str]
    grams: str


@lru_cache(maxsize=1 << 14)
def _called(name: str) -> _Called:
    key = name_key(name)
    reading = read(key)
    return _Called(key, f"{reading.syllables}\t{name}", stroke_key(name), reading.spellings, grams.name_grams(key))
