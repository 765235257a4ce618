"""Writing very much at once: indexes are made after the rows instead of kept up by each, with more memory for pages.

Everything happens inside the write's transaction: a write that is killed leaves the indexes as they were.
"""

from __future__ import annotations

from gridDesk.store.engine import CACHE_KB, Database
from gridDesk.store.tables import LedgerTable

MANY = 16_000  # rows of one ledger in one write
PAGES_KB = 512 * 1024
_JOURNAL = ("idx_journal_ledger_uid",)
_SEARCH = {"person": ("find_person",), "address": ("find_thing",)}
_KEPT = ("uid",)  # by it records are read again within the write


class Bulk:
    """Notices that a write is large and lays aside the indexes it would otherwise have to keep up row by row."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._written: dict[str, int] = {}
        self._aside: list[str] = []
        self._roomy = False

    def expect(self, table: LedgerTable, number: int, rows: int) -> None:
        """Count `rows` of a ledger about to be written from row number `number` on.

        Indexes are made anew only where the write at least doubles the table: it then costs less than keeping them.
        """
        before = self._written.get(table.key, 0)
        self._written[table.key] = before + rows
        if before < MANY <= before + rows and number <= 2 * before + 1:
            self._lay_aside(table)

    def finish(self) -> None:
        """Make the indexes again that were laid aside, and give the memory back."""
        for sql in self._aside:
            self._db.conn.execute(sql)
        if self._roomy:
            self._db.conn.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        self._aside, self._roomy = [], False

    def _lay_aside(self, table: LedgerTable) -> None:
        if not self._roomy:
            self._roomy = True
            self._db.conn.execute(f"PRAGMA cache_size = -{PAGES_KB}")
        for name in (table.name.strip('"'), *_SEARCH.get(table.key, ()), "journal"):
            sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
            for index, made in self._db.conn.execute(sql, [name]).fetchall():
                if "UNIQUE" not in made.upper().split(" ON ")[0] and (name != "journal" or index in _JOURNAL):
                    self._db.conn.execute(f'DROP INDEX "{index}"')
                    self._aside.append(made)
