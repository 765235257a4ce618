"""Who and what is at an address: people follow their household and their rented dwelling, so a changed address of a
household touches one line for each of them and a changed text of the address none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridDesk.ledger import VOID, Row
from gridDesk.store.engine import Database
from gridDesk.store.filtering import json_list
from gridDesk.store.tables import CHUNK, LedgerTable, chunks

Tables = Mapping[str, LedgerTable]

_FOLLOWED = {"residence": ("person", "household", "address"), "tenancy": ("tenant", "dwelling")}
_PLACED = ("person", "household", "dwelling")
_GIVEN = "uid IN (SELECT value FROM json_each(?))"


class Places:
    """The lines of `find_place` that one write makes stale."""

    def __init__(self, db: Database, tables: Tables) -> None:
        self._db, self._tables = db, tables
        self._stale: dict[str, set[str]] = {}
        self._first: dict[str, int] = {}
        self._fresh: set[str] = set()

    def add(self, ledger: str, records: Sequence[tuple[int, Row]]) -> None:
        """Note new records, given with their row numbers: those of one write follow each other."""
        if ledger in _PLACED:
            self._first.setdefault(ledger, records[0][0])
        if ledger == "person":
            self._fresh.update([str(row["uid"]) for _, row in records])
        if ledger in _FOLLOWED:
            key = _FOLLOWED[ledger][0]
            self._stale.setdefault("person", set()).update([str(row[key]) for _, row in records if row.get(key)])

    def change(self, ledger: str, old: Row, new: Row) -> None:
        """Note whose place a changed record may change."""
        if ledger in ("household", "dwelling") and _differs(old, new, ("address",)):
            self._stale.setdefault(ledger, set()).add(str(new["uid"]))
        if ledger == "person" and old["state"] != new["state"]:
            self._stale.setdefault(ledger, set()).add(str(new["uid"]))
        if ledger in _FOLLOWED and _differs(old, new, _FOLLOWED[ledger]):
            key = _FOLLOWED[ledger][0]
            found = {str(row[key]) for row in (old, new) if row.get(key)}
            self._stale.setdefault("person", set()).update(found)

    def save(self) -> None:
        """Renew who and what is at which address."""
        self._follow()
        for ledger, uids in self._stale.items():
            known = uids - self._fresh if ledger == "person" else uids
            for chunk in chunks(known, CHUNK):
                self._renew(ledger, chunk)
        for ledger, select, short in places(self._tables):
            if ledger in self._first:
                self._insert(f"{select} AND {short}n >= ?", self._first[ledger])
        self._stale, self._first, self._fresh = {}, {}, set()

    def renew_all(self) -> None:
        """Make every line, into an empty table."""
        for _, select, _ in places(self._tables):
            self._insert(select)

    def _follow(self) -> None:
        """Add the people of households and dwellings that moved."""
        for source, ledger, key in (("household", "residence", "person"), ("dwelling", "tenancy", "tenant")):
            for chunk in chunks(self._stale.get(source, ()), CHUNK):
                if ledger in self._tables:
                    sql = (
                        f'SELECT DISTINCT "{key}" FROM {self._tables[ledger].name} '
                        f'WHERE "{source}" IN (SELECT value FROM json_each(?)) AND "{key}" IS NOT NULL'
                    )
                    found = {str(row[0]) for row in self._db.conn.execute(sql, [json_list(chunk)])}
                    self._stale.setdefault("person", set()).update(found)

    def _renew(self, ledger: str, uids: Sequence[str]) -> None:
        wanted = json_list(uids)
        self._db.conn.execute(
            f"DELETE FROM find_place WHERE ledger = ? AND n IN (SELECT n FROM {self._tables[ledger].name} WHERE {_GIVEN})",
            [ledger, wanted],
        )
        for place, select, short in places(self._tables):
            if place == ledger:
                self._insert(f"{select} AND {short}{_GIVEN}", wanted)

    def _insert(self, select: str, *args: object) -> None:
        self._db.conn.execute(f"INSERT OR IGNORE INTO find_place {select} ORDER BY 1, 2, 3", args)


def _differs(old: Row, new: Row, keys: Sequence[str]) -> bool:
    return any(old.get(key) != new.get(key) for key in (*keys, "state", "office"))


def places(tables: Tables) -> list[tuple[str, str, str]]:
    """Return for every way an address is reached (ledger, SELECT of address, ledger and n, alias with a point).

    CROSS JOIN keeps SQLite from beginning with all residences where only a few people are asked for.
    """

    def has(ledger: str, *keys: str) -> bool:
        return ledger in tables and all(key in tables[ledger].ledger for key in keys)

    alive = f"state <> '{VOID}'"
    found = []
    for ledger in ("household", "dwelling"):
        if has(ledger, "address"):
            sql = f"SELECT t.address, '{ledger}', t.n FROM {tables[ledger].name} t WHERE t.address IS NOT NULL"
            found.append((ledger, f"{sql} AND t.{alive}", "t."))
    if has("person") and has("residence", "person", "household") and has("household", "address"):
        own = "r.address" if has("residence", "address") else "NULL"
        found.append(("person", (
            f"SELECT coalesce({own}, h.address) AS place, 'person', p.n FROM {tables['person'].name} p "
            f"CROSS JOIN {tables['residence'].name} r ON r.person = p.uid AND r.state = 'active' "
            f"LEFT JOIN {tables['household'].name} h ON h.uid = r.household AND h.{alive} "
            f"WHERE p.{alive} AND place IS NOT NULL"
        ), "p."))  # fmt: skip
    if has("person") and has("tenancy", "tenant", "dwelling") and has("dwelling", "address"):
        found.append(("person", (
            f"SELECT d.address, 'person', p.n FROM {tables['person'].name} p "
            f"CROSS JOIN {tables['tenancy'].name} c ON c.tenant = p.uid AND c.state = 'active' "
            f"JOIN {tables['dwelling'].name} d ON d.uid = c.dwelling AND d.{alive} "
            f"WHERE p.{alive} AND d.address IS NOT NULL"
        ), "p."))  # fmt: skip
    return found
