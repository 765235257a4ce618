"""Who may be the same person: a few index ranges for values being typed, streamed blocks for the whole office.

Whoever shares a number, a name, or a birth date stands together in a block; inside a block a cheap look at the narrow
lines of `find_person` picks the pairs worth comparing, and `ledger.alike` compares those. A block larger than `BLOCK`
is compared with neighbours in sort order only, so neither time nor memory runs away. Void and merged records are left
out, closed ones are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from gridDesk.ledger.alike import Alike, Traits, compare, is_slip, odd, slips, traits
from gridDesk.store import grams
from gridDesk.store.engine import Database
from gridDesk.store.filtering import json_list
from gridDesk.store.pinyin import read
from gridDesk.store.tables import LedgerTable

Tables = Mapping[str, LedgerTable]
Progress = Callable[[int, int, str], None]

BLOCK = 120
NEIGHBOURS = 12
_AT_ONCE = 2000
_MOST = 400
_COMPARED = ("name", "former_name", "foreign_name", "id_number", "birth", "sex", "phone", "phone2")
_LINE = "n, name_key, names, coalesce(id_key, ''), coalesce(birth8, ''), phones"


@dataclass(frozen=True, slots=True)
class Like:
    """A person who may be the one in question."""

    uid: str
    score: int
    why: str
    state: str
    office: str


@dataclass(frozen=True, slots=True)
class LikePair:
    """Two records that may be one person, the older record first."""

    one: str
    other: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class _Line:
    """What a block looks at."""

    n: int
    name: str
    names: str
    number: str
    birth: str
    phones: str


@dataclass(frozen=True, slots=True)
class _Person:
    uid: str
    state: str
    office: str
    traits: Traits


def candidates(db: Database, tables: Tables, values: Mapping[str, object], uid: str, limit: int) -> list[Like]:
    """Return who may be the person with these values, the likeliest first; `uid` is left out ("" for a new person)."""
    wanted = traits(values, _sound(values.get("name")))
    found = []
    for person in _people(db, tables, _near(db, wanted)).values():
        alike = compare(wanted, person.traits, typing=True) if person.uid != uid else None
        if alike:
            found.append(Like(person.uid, alike.score, alike.why, person.state, person.office))
    return sorted(found, key=lambda like: (-like.score, like.state, like.uid))[:limit]


def _near(db: Database, wanted: Traits) -> set[int]:
    """Return the row numbers of everybody who shares something with what was typed."""
    found: set[int] = set()

    def take(terms: str, *args: object, source: str = "find_person f") -> None:
        sql = f"SELECT f.n FROM {source} WHERE {terms} LIMIT {_MOST}"
        found.update(int(row[0]) for row in db.conn.execute(sql, args))

    if len(wanted.number) >= 15:
        take("f.id_key IN (SELECT value FROM json_each(?))", json_list([wanted.number, *slips(wanted.number)]))
        take("f.id_key >= ? AND f.id_key < ?", wanted.number[:15], wanted.number[:15] + "~")
    pieces = "find_gram CROSS JOIN find_person f ON f.n = find_gram.rowid"
    for key in wanted.names:
        take("f.name_key = ?", key)
        match = grams.match_of("n", grams.pieces(key, min(2, len(key))))
        whole = "find_gram MATCH ? AND instr(char(10) || f.names || char(10), ?)"
        take(f"{whole} AND instr(f.names, char(10))", match, f"\n{key}\n", source=pieces)
    if len(wanted.birth) == 10:
        take("f.birth8 = ?", wanted.birth.replace("-", ""))
    for phone in wanted.phones:
        match = grams.match_of("d", grams.cover(phone, grams.DIGITS))
        take("find_gram MATCH ? AND instr(f.phones, ?)", match, phone, source=pieces)
    return found


def pairs(db: Database, tables: Tables, office: str, progress: Progress) -> list[LikePair]:
    """Return all pairs of one office's people who may be one, the likeliest first; `progress` may raise to stop."""
    best: dict[tuple[str, str], Alike] = {}
    waiting: list[tuple[int, int]] = []
    for pair in _worth_comparing(db, office, progress):
        waiting.append(pair)
        if len(waiting) >= _AT_ONCE:
            _compare_all(db, tables, waiting, best)
            waiting.clear()
    _compare_all(db, tables, waiting, best)
    found = [LikePair(one, other, alike.score, alike.why) for (one, other), alike in best.items()]
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def _compare_all(
    db: Database, tables: Tables, wanted: Sequence[tuple[int, int]], best: dict[tuple[str, str], Alike]
) -> None:
    people = _people(db, tables, {n for pair in wanted for n in pair})
    for a, b in wanted:
        if a in people and b in people:
            one, other = people[min(a, b)], people[max(a, b)]
            alike = compare(one.traits, other.traits) if (one.uid, other.uid) not in best else None
            if alike:
                best[one.uid, other.uid] = alike


def _people(db: Database, tables: Tables, numbers: Iterable[int]) -> dict[int, _Person]:
    """Return what is compared of these people by row number; merged ones are left out."""
    table = tables["person"]
    columns = ", ".join(f'p."{key}"' if key in table.ledger else "NULL" for key in _COMPARED)
    alone = " AND p.merged_into IS NULL" if "merged_into" in table.ledger else ""
    sql = (
        f"SELECT p.n, p.uid, p.state, p.office, {columns} FROM {table.name} p "
        f"WHERE p.n IN (SELECT value FROM json_each(?)) AND p.state <> 'void'{alone}"
    )
    found = {}
    for n, uid, state, office, *values in db.conn.execute(sql, [json_list(sorted(numbers))]):
        row = dict(zip(_COMPARED, values, strict=True))
        found[int(n)] = _Person(uid, state, office, traits(row, _sound(row["name"])))
    return found


def _sound(name: object) -> str:
    """Return the likeliest syllables of a name; a name of one character has too many namesakes to be told by sound."""
    key = traits({"name": name}).names[:1]
    return read(key[0]).syllables if key and len(key[0]) > 1 else ""


# --- blocks ----------------------------------------------------------------------------------------------------------


def _worth_comparing(db: Database, office: str, progress: Progress) -> Iterator[tuple[int, int]]:
    """Yield the row numbers of pairs that stand in one block and look alike at a glance."""
    total = 3 * int(db.conn.execute("SELECT count(*) FROM find_person WHERE office = ?", [office]).fetchone()[0])
    done = 0
    for column, looks_alike in (("id_key", _anyone), ("name_key", _namesakes), ("birth8", _born_together)):
        for block, passed in _blocks(db, office, column):
            done += passed
            for one, other in _within(block):
                if looks_alike(one, other):
                    yield one.n, other.n
            if len(block) > 1:
                progress(min(done, total), total, "正在比对")
    yield from _by_other_names(db, office)
    progress(total, total, "正在比对")


def _blocks(db: Database, office: str, column: str) -> Iterator[tuple[list[_Line], int]]:
    """Yield (the lines that share a value of a column, how many lines that is), by a walk along its index."""
    sql = f"SELECT {_LINE} FROM find_person WHERE {column} IS NOT NULL AND {column} <> '' AND office = ? ORDER BY {column}"
    place = {"id_key": 3, "name_key": 1, "birth8": 4}[column]
    for _, lines in groupby(db.conn.execute(sql, [office]), key=lambda values: values[place]):
        block = list(lines)
        yield ([_Line(*values) for values in block] if len(block) > 1 else []), len(block)


_ORDERS: tuple[Callable[[_Line], str], ...] = (
    lambda line: line.number,
    lambda line: line.number[::-1],
    lambda line: line.birth,
    lambda line: line.phones,
    lambda line: line.name,
)


def _within(block: list[_Line]) -> Iterator[tuple[_Line, _Line]]:
    """Yield the pairs of a block, of a large one only neighbours by number from both ends, by birth, phone and name."""
    if len(block) <= BLOCK:
        yield from combinations(block, 2)
        return
    for key in _ORDERS:
        ordered = sorted((line for line in block if key(line)), key=key)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + NEIGHBOURS]:
                yield one, other


def _anyone(_one: _Line, _other: _Line) -> bool:
    return True


def _namesakes(one: _Line, other: _Line) -> bool:
    """Tell whether two of one name may be one: birth, phone or number must not part them at a glance."""
    if not one.birth or not other.birth or one.birth[:4] == other.birth[:4]:
        return True
    if one.phones and other.phones and not set(one.phones.split()).isdisjoint(other.phones.split()):
        return True
    return bool(one.number and other.number) and is_slip(one.number[:17], other.number[:17])


def _born_together(one: _Line, other: _Line) -> bool:
    """Tell whether two of one birth date and different names may be one."""
    if one.name == other.name:
        return False  # namesakes were compared already
    if one.number and other.number and one.number != other.number:
        return is_slip(one.number, other.number)
    if one.name[:1] == other.name[:1] or odd(one.name) or odd(other.name):
        return True
    return len(one.name) > 1 and read(one.name).syllables == read(other.name).syllables


def _by_other_names(db: Database, office: str) -> Iterator[tuple[int, int]]:
    """Yield people whose former or foreign name is another's name."""
    sql = "SELECT n, names FROM find_person WHERE instr(names, char(10)) AND office = ?"
    same = "SELECT n FROM find_person WHERE name_key = ? AND office = ? AND n <> ? LIMIT ?"
    for n, names in db.conn.execute(sql, [office]).fetchall():
        for key in str(names).split("\n")[1:]:
            for (other,) in db.conn.execute(same, [key, office, n, _MOST]):
                yield int(n), int(other)
