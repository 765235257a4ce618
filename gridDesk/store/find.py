"""Finding by anything a clerk types: name or part of it, pinyin, digits of a number or phone, birth date, address, title.

Every answer comes from an index range or from pieces in the full-text tables checked by `instr`, so what is found is
exactly what a reading of every record would find, only soon enough to follow the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridDesk.store import grams
from gridDesk.store.engine import Database
from gridDesk.store.filtering import json_list
from gridDesk.store.search import THINGS, things
from gridDesk.store.tables import LedgerTable, titles
from gridDesk.text import address_key, fold, name_key, squeeze

Tables = Mapping[str, LedgerTable]
Found = tuple[str, int, str]  # ledger, row number, why

_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[-./](?=[0-9])")
_TOP = "\U0010ffff"
_NUMBERED = {"household": "户号", "dwelling": "房屋编号"}
_TELLING = 4  # Of a long address the last pieces (house, room) tell most; `instr` proves what they find.


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its `name` in words, a second `line` (addresses), and `why` it was found, in Chinese."""

    ledger: str
    uid: str
    name: str
    line: str
    why: str
    state: str


def find(
    db: Database, tables: Tables, text: str, *, limit: int, offices: Sequence[str] | None, states: Sequence[str],
    ledgers: Sequence[str] | None = None,
) -> list[Hit]:  # fmt: skip
    """Return what `text` may mean, the likeliest first, at most `limit`; of some ledgers only if they are named."""
    every = ("person", *things(tables))
    search = _Search(db, limit, offices, states, [one for one in every if ledgers is None or one in ledgers])
    typed = squeeze(text)
    if not typed or limit <= 0 or "person" not in tables:
        return []
    found: dict[tuple[str, int], str] = {}
    for ledger, n, why in search.all(typed):
        found.setdefault((ledger, n), why)
        if len(found) >= limit:
            break
    return _hits(db, tables, found)


class _Search:
    """The ways of finding, each yielding at most `limit` of what it knows."""

    def __init__(
        self, db: Database, limit: int, offices: Sequence[str] | None, states: Sequence[str], wanted: Sequence[str]
    ) -> None:
        self._db, self._limit = db, limit
        self._wanted = frozenset(wanted)
        self._others = [ledger for ledger in wanted if ledger != "person" and ledger not in THINGS]
        self._filter = " AND f.state IN (SELECT value FROM json_each(?))"
        self._args: list[object] = [json_list(list(states))]
        if offices is not None:
            self._filter += " AND f.office IN (SELECT value FROM json_each(?))"
            self._args.append(json_list(list(offices)))

    def all(self, typed: str) -> Iterator[Found]:
        """Yield everything found for what was typed, in the order of likelihood."""
        if "person" in self._wanted:
            yield from self._everybody(typed)
        yield from self._things(address_key(typed))

    def _everybody(self, typed: str) -> Iterator[Found]:
        """Yield people by name, pinyin, number, birth date or phone."""
        digits = fold(typed).upper()
        plain = _BETWEEN_DIGITS.sub("", digits)
        if re.fullmatch(r"[0-9]+X?", plain):
            yield from self._numbers(plain)
        else:
            yield from self._names(name_key(typed))
        if digits.isascii() and not digits.isdigit():
            yield from self._letters(digits)

    def _people(
        self, why: str, terms: str, *args: object, source: str = "find_person f", order: str = ""
    ) -> Iterator[Found]:
        sql = f"SELECT f.n FROM {source} WHERE {terms}{self._filter}{order} LIMIT ?"
        for (n,) in self._db.conn.execute(sql, [*args, *self._args, self._limit]):
            yield "person", int(n), why

    def _pieces(self, why: str, match: str, terms: str, *args: object) -> Iterator[Found]:
        source = "find_gram CROSS JOIN find_person f ON f.n = find_gram.rowid"
        return self._people(why, f"find_gram MATCH ? AND {terms}", match, *args, source=source)

    def _names(self, key: str) -> Iterator[Found]:
        """Names that are, begin with, or hold what was typed, former names too."""
        if not key:
            return
        yield from self._people("姓名", "f.name_key = ?", key)
        yield from self._people(
            "姓名", "f.name_key > ? AND f.name_key < ?", key, key + _TOP, order=" ORDER BY f.name_key"
        )
        match = grams.match_of("n", grams.pieces(key, min(2, len(key))))
        yield from self._pieces("姓名", match, "instr(f.names, ?)", key)

    def _letters(self, typed: str) -> Iterator[Found]:
        """Pinyin in full or by initials, and numbers of documents that hold letters."""
        letters = re.sub(r"[^a-z0-9]", "", typed.casefold())
        if letters:
            yield from self._people(
                "拼音", "r.spelling >= ? AND r.spelling < ?", letters, letters + "~",
                source="find_reading r CROSS JOIN find_person f ON f.n = r.n", order=" ORDER BY r.spelling",
            )  # fmt: skip
        if re.fullmatch(r"[A-Z0-9]+", typed):
            yield from self._identity(typed)

    def _numbers(self, digits: str) -> Iterator[Found]:
        """Identity numbers by beginning, end or any four digits; birth dates; phones."""
        yield from self._identity(digits)
        if len(digits) == 8:
            yield from self._people("出生日期", "f.birth8 = ?", digits)
        if len(digits) >= grams.DIGITS and digits.isdigit():
            yield from self._pieces("电话", self._digits(digits), "instr(f.phones, ?)", digits)

    def _identity(self, typed: str) -> Iterator[Found]:
        if len(typed) < grams.DIGITS:
            return
        why = "证件号码"
        yield from self._people(why, "f.id_key >= ? AND f.id_key < ?", typed, typed + "~", order=" ORDER BY f.id_key")
        back = typed[::-1]
        yield from self._people(why, "f.id_back >= ? AND f.id_back < ?", back, back + "~")
        yield from self._pieces(why, self._digits(typed), "instr(f.ids, ?)", typed)

    def _digits(self, typed: str) -> str:
        return grams.match_of("d", grams.cover(typed, grams.DIGITS))

    def _things(self, key: str) -> Iterator[Found]:
        """Households and dwellings by number, whatever is at an address that holds what was typed, things by title."""
        if not key:
            return
        numbered = {ledger: why for ledger, why in _NUMBERED.items() if ledger in self._wanted}
        number = "SELECT f.uid FROM find_thing f WHERE f.ledger = ? AND f.key = ?"
        for ledger, why in numbered.items():
            yield from self._own(why, ledger, number, ledger, key)
        if len(key) == 1:
            return
        for ledger, why in numbered.items():
            yield from self._holding(why, ledger, key)
        if self._wanted & {"person", "address", *numbered}:
            places = list(self._holding("地址", "address", key))
            for ledger in (*numbered, *({"person"} & self._wanted)):
                yield from self._at(ledger, [n for _, n, _ in places])
            yield from places if "address" in self._wanted else ()
        yield from self._titled(key)

    def _titled(self, key: str) -> Iterator[Found]:
        """Yield the records of other ledgers whose title holds `key`."""
        if not self._others:
            return
        sql = (
            "SELECT f.ledger, f.uid FROM find_thing_gram CROSS JOIN find_thing f ON f.id = find_thing_gram.rowid "
            "WHERE find_thing_gram MATCH ? AND f.ledger IN (SELECT value FROM json_each(?)) AND instr(f.key, ?)"
            f"{self._filter} LIMIT ?"
        )
        match = grams.match_of(grams.OTHER, grams.pieces(key, 2)[-_TELLING:])
        args = [match, json_list(self._others), key, *self._args, self._limit]
        for ledger, uid in self._db.conn.execute(sql, args).fetchall():
            yield ledger, self._number(ledger, uid), "名称"

    def _holding(self, why: str, ledger: str, key: str) -> Iterator[Found]:
        """Yield the things of one kind whose text holds `key`, two characters at least."""
        pieces = (
            "SELECT f.uid FROM find_thing_gram CROSS JOIN find_thing f ON f.id = find_thing_gram.rowid "
            "WHERE find_thing_gram MATCH ? AND f.ledger = ? AND instr(f.key, ?)"
        )
        match = grams.match_of(grams.KINDS[ledger], grams.pieces(key, 2)[-_TELLING:])
        return self._own(why, ledger, pieces, match, ledger, key)

    def _own(self, why: str, ledger: str, sql: str, *args: object) -> Iterator[Found]:
        """Yield the row numbers of things in their ledger."""
        found = self._db.conn.execute(f"{sql}{self._filter} LIMIT ?", [*args, *self._args, self._limit]).fetchall()
        for (uid,) in found:
            yield ledger, self._number(ledger, uid), why

    def _number(self, ledger: str, uid: str) -> int:
        return int(self._db.conn.execute(f'SELECT n FROM "ledger_{ledger}" WHERE uid = ?', [uid]).fetchone()[0])

    def _at(self, ledger: str, addresses: Sequence[int]) -> Iterator[Found]:
        """Yield who or what is at these addresses; CROSS JOIN begins with them, where the planner begins with everybody."""
        table = "find_person" if ledger == "person" else f'"ledger_{ledger}"'
        sql = (
            "SELECT DISTINCT f.n FROM json_each(?) j CROSS JOIN ledger_address a ON a.n = j.value "
            "CROSS JOIN find_place p ON p.address = a.uid AND p.ledger = ? "
            f"CROSS JOIN {table} f ON f.n = p.n WHERE 1{self._filter} LIMIT ?"
        )
        if addresses:
            for (n,) in self._db.conn.execute(sql, [json_list(addresses), ledger, *self._args, self._limit]):
                yield ledger, int(n), "地址"


def _hits(db: Database, tables: Tables, found: Mapping[tuple[str, int], str]) -> list[Hit]:
    """Return the hits in words, in the order found."""
    words: dict[tuple[str, int], Hit] = {}
    for ledger in dict.fromkeys(ledger for ledger, _ in found):
        numbers = [n for key, n in found if key == ledger]
        sql = f"SELECT n, uid, state FROM {tables[ledger].name} WHERE n IN (SELECT value FROM json_each(?))"
        rows = db.conn.execute(sql, [json_list(numbers)]).fetchall()
        names = titles(db, tables, ledger, [row[1] for row in rows])
        lines = _lines(db, tables, ledger, numbers)
        for n, uid, state in rows:
            words[ledger, n] = Hit(ledger, uid, names.get(uid, ""), lines.get(n, ""), found[ledger, n], state)
    return [words[place] for place in found if place in words]


def _lines(db: Database, tables: Tables, ledger: str, numbers: list[int]) -> dict[int, str]:
    """Return the addresses of people, households and dwellings by row number."""
    if "address" not in tables or ledger not in ("person", *_NUMBERED):
        return {}
    sql = "SELECT n, address FROM find_place WHERE ledger = ? AND n IN (SELECT value FROM json_each(?))"
    places = db.conn.execute(sql, [ledger, json_list(numbers)]).fetchall()
    texts = titles(db, tables, "address", {address for _, address in places})
    lines: dict[int, list[str]] = {}
    for n, address in places:
        lines.setdefault(int(n), []).append(texts.get(address, ""))
    return {n: "；".join(sorted(filter(None, parts))) for n, parts in lines.items()}
