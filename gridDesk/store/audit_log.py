"""Reading the log of who did what: which lines match, some of them, and how many of each kind and person.

The filters are answered from an index that holds all they ask for, so that 100,000 lines are no more to wait for than 100.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gridDesk.store import audit
from gridDesk.store.audit import COLUMNS, AuditLine, Fault
from gridDesk.store.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines: of days from `since` to `until` (ISO, both included), of one person, of some kinds, `least` counted."""

    since: str = ""
    until: str = ""
    user: str = ""
    kinds: tuple[str, ...] = ()
    least: int = 0


EVERY = Wanted()


class AuditLog:
    """The log of one office file, for reading; lines are added by `Store.audit`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def head(self) -> tuple[int, str]:
        """Return number and hash of the newest line; (0, 64 zeros) before the first."""
        return audit.head(self._db)

    def hash_at(self, n: int) -> str:
        """Return the hash of one line, "" where there is none of that number."""
        return audit.hash_at(self._db, n)

    def faults(self, *, after: int = 0) -> Iterator[Fault]:
        """Yield the places where the lines above a number do not hold together, oldest first."""
        return audit.faults(self._db, after=after)

    def numbers(self, wanted: Wanted = EVERY) -> array[int]:
        """Return the numbers of the matching lines, newest first."""
        terms, given = _terms(wanted)
        found = self._db.conn.execute(f"SELECT n FROM audit INDEXED BY {_INDEX} WHERE {terms}", given)
        return array("q", sorted((row[0] for row in found), reverse=True))

    def page(self, numbers: Sequence[int]) -> list[AuditLine]:
        """Return the lines of these numbers, in the same order; one that is gone is left out."""
        marks = ", ".join("?" * len(numbers))
        found = self._db.conn.execute(f"SELECT {COLUMNS} FROM audit WHERE n IN ({marks})", list(numbers))
        lines = {line.n: line for line in map(audit.line_of, found)}
        return [lines[n] for n in numbers if n in lines]

    def totals(self, wanted: Wanted = EVERY) -> dict[tuple[str, str], tuple[int, int]]:
        """Return by kind and person how many matching lines there are and how much they count together."""
        terms, given = _terms(wanted)
        sql = f"SELECT kind, user, count(*), sum(count) FROM audit INDEXED BY {_INDEX} WHERE {terms} GROUP BY 1, 2"
        return {(str(row[0]), str(row[1])): (int(row[2]), int(row[3])) for row in self._db.conn.execute(sql, given)}

    def bounds(self, wanted: Wanted = EVERY) -> tuple[int, int]:
        """Return the first and the last number of the matching lines, (0, 0) where there is none."""
        terms, given = _terms(wanted)
        sql = f"SELECT coalesce(min(n), 0), coalesce(max(n), 0) FROM audit INDEXED BY {_INDEX} WHERE {terms}"
        first, last = self._db.conn.execute(sql, given).fetchone()
        return int(first), int(last)


_INDEX = "idx_audit_kind_at_user_count"


def _terms(wanted: Wanted) -> tuple[str, list[object]]:
    terms, given = ["1"], list[object]()
    if wanted.kinds:
        terms.append(f"kind IN ({', '.join('?' * len(wanted.kinds))})")
        given += wanted.kinds
    for term, value in (
        ("at >= ?", wanted.since),
        ("at < ?", wanted.until and wanted.until + "~"),
        ("user = ?", wanted.user),
        ("count >= ?", wanted.least),
    ):
        if value:
            terms.append(term)
            given.append(value)
    return " AND ".join(terms), given
