"""Records as the file holds them and packages carry them: sealed ones as blobs, whoever has opened the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gridDesk.ledger import ACTIVE, Catalogue, Entry, Row
from gridDesk.ledger.filter import Where
from gridDesk.store import journal, tables
from gridDesk.store.engine import Database
from gridDesk.store.tables import LedgerTable, Query


class Stored:
    """Reading for the exchange: what goes out and what is compared is never what only who has the key can see."""

    def __init__(self, db: Database, kept: Mapping[str, LedgerTable], catalogue: Catalogue) -> None:
        self._db, self._tables, self._catalogue = db, kept, catalogue

    def get(self, ledger: str, uid: str) -> Row | None:
        """Return one record, void ones too, or None."""
        row = tables.fetch(self._db, self._tables[ledger], [uid]).get(uid)
        return tables.shown(row) if row is not None else None

    def rows(
        self, ledger: str, *, where: Where = None, states: Sequence[str] = (ACTIVE,), office: str | None = None
    ) -> Iterator[Row]:
        """Yield records one by one, as `Store.rows` does."""
        query = Query(self._tables[ledger], self._catalogue, where=where, states=states, office=office)
        return tables.select_rows(self._db, query, (), None)

    def revs(self, ledger: str, uids: Iterable[str]) -> dict[str, tuple[int, str, bool]]:
        """Return the rev, the office, and whether it was erased, of the records with these uids; unknown ones left out."""
        return tables.revs(self._db, self._tables[ledger], uids)

    def history(self, ledger: str, uid: str) -> list[Entry]:
        """Return the journal entries of one record as they travel, newest first."""
        return journal.entries_of_record(self._db, ledger, uid)
