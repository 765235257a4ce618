"""Looking for the same person twice: all pairs of an office, and the card that a form asks for while a name is typed."""

from __future__ import annotations

from pathlib import Path
from random import Random

from gridDesk.desk import duplicates
from tests.benchmarks import offices
from tests.benchmarks.measure import Result, Side, alternate, spread, timed

NEEDS_OFFICE = True
TYPED = 20  # a round
_COMPARED = "SELECT uid, name, former_name, id_number, birth, phone, phone2 FROM ledger_person WHERE state = 'active'"


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Compare with merely reading the fields that are compared."""
    copies = offices.Copies(offices.demo(scratch, size), scratch)
    desk = copies.open()
    try:
        connection = desk.store._db.conn
        ours, read = alternate(
            Side(lambda _: duplicates.pairs(desk)),
            Side(lambda _: connection.execute(_COMPARED).fetchall()),
            rounds=rounds,
        )
        people = list(desk.store.rows("person", limit=size))
        random = Random(1)
        typed = []
        for _ in range(TYPED * rounds):
            row = random.choice(people)
            values = {key: row[key] for key in ("name", "id_number", "birth", "phone")}
            typed.append(timed(lambda values=values: duplicates.candidates_for(desk, values)))
        middle, late = spread(typed)
        return [
            Result(bench="duplicates", case="all pairs", size=size, ours=ours.median, yardstick=read.median,
                   against="bare SELECT", peak=ours.peak),
            Result(bench="duplicates", case="while typing, p95", size=size, ours=late, yardstick=read.median,
                   against="bare SELECT", note=f"p50 {middle * 1000:.2f} ms"),
        ]  # fmt: skip
    finally:
        copies.throw_away(desk)
