"""State digests: per office and ledger the count of records and an order-free sum, kept true by every write."""

from __future__ import annotations

from gridDesk.ledger import VOID, Row
from gridDesk.ledger.record import row_digest
from gridDesk.store.engine import Database

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


def digests(db: Database, office: str) -> dict[str, tuple[int, str]]:
    """Return for each ledger of an office the count of its records that are not void, and the digest as 64 hex.

    A ledger whose records are all void is left out, as if there had been none: the other side may never have had any.
    """
    sql = "SELECT ledger, count, value FROM digest WHERE office = ? AND count <> 0 ORDER BY ledger"
    return {ledger: (int(count), str(value)) for ledger, count, value in db.conn.execute(sql, [office])}
