"""Households in a few words: the head's name and the short address, for lists of them."""

from __future__ import annotations

from collections.abc import Sequence

from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.ledger import Row


def household_lines(desk: Desk, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return head and address of each household, in order."""
    store = desk.store
    heads = store.titles("person", {str(row["head"]) for row in rows if row.get("head")})
    addresses = store.titles("address", {str(row["address"]) for row in rows if row.get("address")})
    return [
        (heads.get(str(row.get("head")), ""), short_address(desk, addresses.get(str(row.get("address")), "")))
        for row in rows
    ]
