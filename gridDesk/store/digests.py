"""State digests: per office and ledger the count of records and an order-free sum, kept true by every write."""

from __future__ import annotations

from collections.abc import Mapping

from gridDesk.ledger import VOID, Row
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.ledger.record import digest_sum, row_digest
from gridDesk.store.engine import Database
from gridDesk.store.tables import LedgerTable

_MODULUS = 1 << 256


class DigestDelta:
    """The change that one write makes to the digests; void records count as absent."""

    def __init__(self) -> None:
        self.sums: dict[tuple[str, str], list[int]] = {}

    def change(self, ledger: str, old: Row | None, new: Row) -> None:
        """Take a record's old state out of its sum and put the new one in."""
        total = self.sums.setdefault((str(new["office"]), ledger), [0, 0])
        if old is not None and old["state"] != VOID:
            total[0] -= 1
            total[1] -= row_digest(ledger, old)
        if new["state"] != VOID:
            total[0] += 1
            total[1] += row_digest(ledger, new)

    def save(self, db: Database) -> None:
        """Add the change to the stored digests."""
        for (office, ledger), (count, number) in self.sums.items():
            if not count and not number:
                continue
            had = digests(db, office).get(ledger, (0, "0"))  # nothing there sums up to nothing
            value = (int(had[1], 16) + number) % _MODULUS
            db.conn.execute(
                "INSERT OR REPLACE INTO digest (office, ledger, count, value) VALUES (?, ?, ?, ?)",
                [office, ledger, had[0] + count, f"{value:064x}"],
            )


def addressed(
    db: Database, tables: Mapping[str, LedgerTable], office: str, addressee: str
) -> dict[str, tuple[int, str]]:
    """Return the digests of what an office sends down to one addressee: few records, so they are added up when asked."""
    found: dict[str, tuple[int, str]] = {}
    for key, table in tables.items():
        if table.down:
            sql = (
                f"{table.select} WHERE t.office = ? AND t.state <> '{VOID}' "
                f"AND (t.{ADDRESSEE} = ? OR coalesce(t.{ADDRESSEE}, '') = '')"
            )
            numbers = [row_digest(key, table.row(line)) for line in db.conn.execute(sql, [office, addressee])]
            if numbers:
                found[key] = (len(numbers), f"{digest_sum(numbers):064x}")
    return found


def digests(db: Database, office: str) -> dict[str, tuple[int, str]]:
    """Return for each ledger of an office the count of its records that are not void, and the digest as 64 hex.

    A ledger whose records are all void is left out, as if there had been none: the other side may never have had any.
    """
    sql = "SELECT ledger, count, value FROM digest WHERE office = ? AND count <> 0 ORDER BY ledger"
    return {ledger: (int(count), str(value)) for ledger, count, value in db.conn.execute(sql, [office])}
