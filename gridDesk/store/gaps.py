"""What records leave blank, counted in one pass over a ledger; and households in the order one walks past them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache

from gridDesk.ledger.filter import Gap
from gridDesk.ledger.record import ACTIVE
from gridDesk.store.engine import Database
from gridDesk.store.filtering import gap_term
from gridDesk.store.tables import LedgerTable

Tables = Mapping[str, LedgerTable]


def count(db: Database, table: LedgerTable, gaps: Sequence[Gap], office: str | None) -> tuple[int, int, list[int]]:
    """Return how many records are in force, how many have at least one of the gaps, and how many have each."""
    if not gaps:
        return 0, 0, []
    terms = [gap_term(table.ledger, "t", gap) for gap in gaps]
    ors = " OR ".join(f"({sql})" for sql, _ in terms)
    sums = ", ".join(f"total({sql})" for sql, _ in terms)
    args = [value for _ in range(2) for _, values in terms for value in values]
    sql = f"SELECT count(*), total({ors}), {sums} FROM {table.name} t WHERE state = '{ACTIVE}'"
    if office is not None:
        sql, args = f"{sql} AND office = ?", [*args, office]
    whole, some, *each = db.conn.execute(sql, args).fetchone()
    return int(whole), int(some), [int(number) for number in each]


def ids(db: Database, table: LedgerTable, gap: Gap, office: str | None) -> array[int]:
    """Return the row numbers of records with a gap, in the order they were entered."""
    sql, args = gap_term(table.ledger, "t", gap)
    sql = f"SELECT n FROM {table.name} t WHERE state = '{ACTIVE}' AND {sql}"
    if office is not None:
        sql, args = f"{sql} AND office = ?", [*args, office]
    return array("q", (row[0] for row in db.conn.execute(f"{sql} ORDER BY n", args)))


def walk(
    db: Database, tables: Tables, *, before: str, grid: str = "", village_group: str = "", office: str | None = None
) -> array[int]:
    """Return the row numbers of households in walking order: by village group, then address, then number.

    `before`: only those not verified on or after that ISO date; "" for all.
    """
    table, place = tables["household"].name, tables["address"].name
    part = "h.village_group" if "village_group" in tables["household"].columns else "NULL"
    sql = (
        f"SELECT h.n, {part}, a.text, h.number FROM {table} h LEFT JOIN {place} a ON a.uid = h.address "
        f"WHERE h.state = '{ACTIVE}'"
    )
    args: list[object] = []
    for condition, value in (
        (" AND (h.verified_on IS NULL OR h.verified_on < ?)", before), (" AND h.grid = ?", grid),
        (" AND h.village_group = ?", village_group), (" AND h.office = ?", office),
    ):  # fmt: skip
        if value:
            sql, args = sql + condition, [*args, value]
    rows = [
        (_natural(group or "\uffff"), _natural(text or "\uffff"), _natural(no), n)
        for n, group, text, no in db.conn.execute(sql, args)
    ]
    return array("q", (row[3] for row in sorted(rows)))


_RUNS = re.compile(r"(\d+)")


@lru_cache(maxsize=1 << 12)
def _number(digits: str) -> str:
    return f"{len(digits.lstrip('0')):02d}{digits.lstrip('0')}"


def _natural(text: str | None) -> str:
    """Return a sort key under which 9号 stands before 10号: every run of digits led by its length."""
    if not text:
        return ""
    return "".join(_number(part) if part.isdigit() else part for part in _RUNS.split(text))
