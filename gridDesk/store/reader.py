"""Reading the records of an open office file: one of them, lists, counts, titles, and what search and comparing find."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from gridDesk.ledger import ACTIVE, Catalogue, Office, Row
from gridDesk.ledger.filter import Gap, Where
from gridDesk.store import find, gaps, tables
from gridDesk.store.alike import Like, LikePair, Progress, candidates, pairs
from gridDesk.store.engine import Database
from gridDesk.store.find import Hit
from gridDesk.store.sealed import Sealed
from gridDesk.store.tables import LedgerTable, Query, Stop


class Reader:
    """What the store answers about records; those of sealed ledgers are there for who has the key."""

    def __init__(self, db: Database, catalogue: Catalogue, tables: Mapping[str, LedgerTable], office: Office) -> None:
        self._db, self.catalogue, self.office = db, catalogue, office
        self._tables, self._sealed = tables, Sealed(db, tables)

    def get(self, ledger: str, uid: str) -> Row | None:
        """Return one record, void ones too, or None."""
        return self.get_many(ledger, [uid]).get(uid)

    def get_many(self, ledger: str, uids: Iterable[str]) -> dict[str, Row]:
        """Return the records with these uids; unknown uids are left out."""
        return {uid: tables.shown(row) for uid, row in tables.fetch(self._db, self._table(ledger), uids).items()}

    def rows(
        self,
        ledger: str,
        *,
        where: Where = None,
        states: Sequence[str] = (ACTIVE,),
        office: str | None = None,
        order: Sequence[str] = (),
        limit: int | None = None,
    ) -> Iterator[Row]:
        """Yield records one by one. `where`: conditions, or a value, a list of values, or None by column.

        `-key` orders downwards. No `states` means all of them; `office` None means every office.
        """
        return tables.select_rows(self._db, self._query(ledger, where, states, office), order, limit)

    def values(
        self,
        ledger: str,
        keys: Sequence[str],
        *,
        where: Where = None,
        states: Sequence[str] = (ACTIVE,),
        office: str | None = None,
        order: Sequence[str] = (),
        limit: int | None = None,
    ) -> Iterator[tuple[object, ...]]:
        """Yield some columns of matching records, as `rows` does whole ones; far quicker where there are very many."""
        return tables.select_values(self._db, self._query(ledger, where, states, office), keys, order, limit)

    def count(
        self,
        ledger: str,
        *,
        where: Where = None,
        states: Sequence[str] = (ACTIVE,),
        office: str | None = None,
    ) -> int:
        """Return how many records match."""
        return tables.count_rows(self._db, self._query(ledger, where, states, office))

    def ids(
        self,
        ledger: str,
        *,
        where: Where = None,
        states: Sequence[str] = (ACTIVE,),
        office: str | None = None,
        order: Sequence[str] = (),
        descending: bool = False,
        limit: int | None = None,
        stop: Stop | None = None,
    ) -> array[int]:
        """Return the row numbers of matching records in order: 8 bytes a row, for windowed tables (see `page`).

        Raises Stopped soon after `stop` answers true.
        """
        return tables.select_ids(self._db, self._query(ledger, where, states, office), order, descending, limit, stop)

    def size(self, ledger: str) -> int:
        """Return at once how many records a ledger has at most, void and closed ones counted."""
        return tables.size_of(self._db, self._table(ledger))

    def numbers(self, ledger: str, uids: Iterable[str]) -> dict[str, int]:
        """Return the row numbers of records by uid; unknown uids are left out."""
        return tables.numbers_of(self._db, self._table(ledger), uids)

    def page(self, ledger: str, rowids: Sequence[int]) -> list[Row]:
        """Return the records of row numbers from `ids`, in the same order."""
        return tables.select_page(self._db, self._table(ledger), rowids)

    def group_count(
        self,
        ledger: str,
        key: str,
        *,
        where: Where = None,
        states: Sequence[str] = (ACTIVE,),
        office: str | None = None,
        limit: int | None = None,
        stop: Stop | None = None,
    ) -> dict[object, int]:
        """Return how many matching records hold each value of a column; with `limit` only the most frequent ones."""
        return tables.count_groups(self._db, self._query(ledger, where, states, office), key, limit, stop)

    def linked_count(
        self,
        ledger: str,
        linked: str,
        field: str,
        key: str,
        *,
        where: Where = None,
        states: Sequence[str] = (ACTIVE,),
        limit: int = 500,
        stop: Stop | None = None,
    ) -> dict[object, int]:
        """Return how many matching records have a record of `linked`, whose `field` refers to them, with each value."""
        self._sealed.notice()
        query = self._query(ledger, where, states, None)
        return tables.count_linked(self._db, query, self._tables[linked], field, key, limit, stop)

    def titles(self, ledger: str, uids: Iterable[str]) -> dict[str, str]:
        """Return records' names in words; title fields that refer to other records are followed."""
        self._table(ledger)
        return tables.titles(self._db, self._tables, ledger, uids)

    def find(
        self,
        text: str,
        *,
        limit: int = 50,
        offices: Sequence[str] | None = None,
        states: Sequence[str] = (ACTIVE,),
        ledgers: Sequence[str] | None = None,
    ) -> list[Hit]:
        """Return what was typed may mean, the likeliest first: people, households, dwellings, addresses, other things.

        `ledgers` asks for some kinds of records only; those of sealed ledgers are never found.
        """
        return find.find(self._db, self._tables, text, limit=limit, offices=offices, states=states, ledgers=ledgers)

    def alike(self, values: Mapping[str, object], *, uid: str = "", limit: int = 5) -> list[Like]:
        """Return people who may be the one with these values, the likeliest first, closed ones too."""
        return candidates(self._db, self._tables, values, uid, limit)

    def alike_pairs(self, progress: Progress) -> list[LikePair]:
        """Return pairs of this office's people who may be one person, the likeliest first; `progress` may raise to stop."""
        return pairs(self._db, self._tables, self.office.site, progress)

    def count_gaps(self, ledger: str, gaps_: Sequence[Gap], *, office: str | None = None) -> tuple[int, int, list[int]]:
        """Return how many records are in force, how many have any of the gaps, and how many have each (see `Gap`)."""
        return gaps.count(self._db, self._table(ledger), gaps_, office)

    def ids_with_gap(self, ledger: str, gap: Gap, *, office: str | None = None) -> array[int]:
        """Return the row numbers of records in force that have a gap (see `page`)."""
        return gaps.ids(self._db, self._table(ledger), gap, office)

    def walk(
        self, *, before: str = "", grid: str = "", village_group: str = "", office: str | None = None
    ) -> array[int]:
        """Return the row numbers of households in walking order; `before` leaves out those verified since that date."""
        return gaps.walk(self._db, self._tables, before=before, grid=grid, village_group=village_group, office=office)

    def _query(self, ledger: str, where: Where, states: Sequence[str], office: str | None) -> Query:
        if where and not isinstance(where, Mapping):  # conditions may lead to linked records, sealed ones too
            self._sealed.notice()
        common = partial(tables.is_common, self._db)
        return Query(self._table(ledger), self.catalogue, where=where, states=states, office=office, common=common)

    def _table(self, ledger: str) -> LedgerTable:
        """Return the table a ledger is read from, that of a sealed one up to date with what other connections wrote."""
        if ledger in self._sealed.tables:
            self._sealed.notice()
        return self._tables[ledger]
