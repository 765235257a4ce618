"""Find-as-you-type: every kind of query, against LIKE on a narrow table in the same file; recall against `instr`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from gridDesk.desk import Desk, search
from gridDesk.store.pinyin import spellings
from gridDesk.text import address_key, name_key
from tests.benchmarks import offices
from tests.benchmarks.measure import Peak, Result, at_most, spread, timed

NEEDS_OFFICE = True
QUERIES = 14  # a round, of each kind
EVERYTHING = 10**7
_NARROW = """
CREATE TABLE narrow AS SELECT p.uid AS uid, p.name AS name, coalesce(p.id_number, '') AS number,
    coalesce(p.phone, '') AS phone, coalesce(a.text, '') AS address
FROM ledger_person p LEFT JOIN ledger_residence r ON r.person = p.uid AND r.state = 'active'
LEFT JOIN ledger_household h ON h.uid = r.household LEFT JOIN ledger_address a ON a.uid = coalesce(r.address, h.address)
WHERE p.state = 'active'
"""
_LIKE = "SELECT uid FROM narrow WHERE name LIKE ? LIMIT 50"


@dataclass(frozen=True)
class Person:
    """What the queries are made from, and what the oracle reads."""

    uid: str
    name: str
    number: str
    phone: str
    address: str
    spelled: frozenset[str]


@dataclass(frozen=True)
class Kind:
    """A kind of query: how one is made of a person, and who must be found for it."""

    name: str
    make: Callable[[Person, Random], str]
    matches: Callable[[Person, str], bool]


def _piece(text: str, size: int, random: Random) -> str:
    start = random.randrange(max(1, len(text) - size + 1))
    return text[start : start + size]


def _in_name(person: Person, text: str) -> bool:
    return text in person.name


def _in_number(person: Person, text: str) -> bool:
    return text in person.number or text in person.phone


def _at(person: Person, text: str) -> bool:
    return text in person.address


KINDS = (
    Kind("name, 1st character", lambda p, _: p.name[:1], _in_name),
    Kind("name, first 2", lambda p, _: p.name[:2], _in_name),
    Kind("name, last 2 characters", lambda p, _: p.name[-2:], _in_name),
    Kind("name, 1 inner character", lambda p, _: p.name[-1:], _in_name),
    Kind("whole name", lambda p, _: p.name, _in_name),
    Kind("no such name", lambda _, r: chr(0x9F00 + r.randrange(60)) + chr(0x9E00 + r.randrange(60)), _in_name),
    Kind("initials", lambda p, r: min(p.spelled, key=len)[: r.randint(1, 3)], lambda p, t: _spelled(p, t)),
    Kind("full pinyin", lambda p, _: max(p.spelled, key=len), lambda p, t: _spelled(p, t)),
    Kind("ID, first 10", lambda p, _: p.number[:10], _in_number),
    Kind("ID, last 6", lambda p, _: p.number[-6:], _in_number),
    Kind("birth date", lambda p, _: p.number[6:14], _in_number),
    Kind("any 4 digits", lambda p, r: _piece(p.number, 4, r), _in_number),
    Kind("any 6 digits", lambda p, r: _piece(p.number[:17], 6, r), _in_number),
    Kind("phone, last 4", lambda p, _: p.phone[-4:], _in_number),
    Kind("address, group and door", lambda p, _: p.address[-6:], _at),
    Kind("whole address", lambda p, _: p.address, _at),
)


def _spelled(person: Person, typed: str) -> bool:
    return any(one.startswith(typed) for one in person.spelled)


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Ask every kind of query some dozen times, each time beside a LIKE that finds nothing."""
    copies = offices.Copies(offices.demo(scratch, size), scratch)
    desk = copies.open()
    try:
        desk.store._db.conn.execute(_NARROW)
        people = list(_people(desk))
        return [_measure_kind(desk, kind, people, size, QUERIES * rounds) for kind in KINDS] + [
            _on_screen(desk, people, size)
        ]
    finally:
        copies.throw_away(desk)


def _people(desk: Desk) -> Iterator[Person]:
    for uid, name, number, phone, address in desk.store._db.conn.execute("SELECT * FROM narrow"):
        key = name_key(name)
        yield Person(uid, key, number, phone, address_key(address), spellings(key))


def _queries(kind: Kind, people: list[Person], count: int) -> list[str]:
    random = Random(kind.name)
    complete = [
        one for one in random.sample(people, min(len(people), count * 4)) if one.number and one.phone and one.address
    ]
    return [kind.make(one, random) for one in complete[:count]]


def _measure_kind(desk: Desk, kind: Kind, people: list[Person], size: int, count: int) -> Result:
    queries = _queries(kind, people, count)
    ours, like = [], []
    with Peak() as peak:
        for text in queries:
            ours.append(timed(lambda text=text: desk.store.find(text)))
            like.append(timed(lambda: desk.store._db.conn.execute(_LIKE, ["%龘龘%"]).fetchall()))
    middle, late = spread(ours)
    missed, wanted = _missed(desk, kind, people, queries[:8])
    return Result(
        bench="search", case=f"{kind.name}, p95", size=size, ours=late, yardstick=spread(like)[1],
        against="LIKE, no hit, p95", target=at_most(0.1, since=100_000), peak=peak.mb,
        note=f"p50 {middle * 1000:.2f} ms, recall {1 - missed / max(1, wanted):.2%} of {wanted:,}",
    )  # fmt: skip


def _missed(desk: Desk, kind: Kind, people: list[Person], queries: list[str]) -> tuple[int, int]:
    """Return how many records the oracle knows that were not found, and how many it knows."""
    missed = wanted = 0
    for text in queries:
        right = {one.uid for one in people if kind.matches(one, text)}
        found = {hit.uid for hit in desk.store.find(text, limit=EVERYTHING)}
        missed += len(right - found)
        wanted += len(right)
    return missed, wanted


def _on_screen(desk: Desk, people: list[Person], size: int) -> Result:
    """Measure what the search box waits for: hits with their lines in words."""
    queries = [text for kind in KINDS for text in _queries(kind, people, 5)]
    ours, like = [], []
    for text in queries:
        ours.append(timed(lambda text=text: search.find(desk, text)))
        like.append(timed(lambda: desk.store._db.conn.execute(_LIKE, ["%龘龘%"]).fetchall()))
    middle, late = spread(ours)
    return Result(
        bench="search", case="search box, all kinds, p95", size=size, ours=late, yardstick=spread(like)[1],
        against="LIKE, no hit, p95", note=f"p50 {middle * 1000:.2f} ms",
    )  # fmt: skip
