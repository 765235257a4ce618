"""A package of a whole office, out and in, against bare SELECT and bare upsert of the same records."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import zstandard

from gridDesk.desk import Desk, exchange
from gridDesk.store.engine import Database, connect, transaction
from tests.benchmarks import offices
from tests.benchmarks.measure import Result, Side, alternate, at_most

NEEDS_OFFICE = True
KEY = bytes(range(32))


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Write and apply the journal of a new office, then its whole state; the receiver is an empty street office."""
    village = offices.Copies(offices.demo(scratch, size), scratch)
    street = offices.Copies(offices.empty(scratch, "street"), scratch)
    sender, receiver = village.open(), street.open()
    stick = scratch / "stick"
    shutil.rmtree(stick, ignore_errors=True)
    stick.mkdir()
    try:
        _pair(sender, receiver, stick)
        receiver.close()
        paired = offices.Copies(receiver.folder, scratch, street.keys)
        found: list[Result] = []
        for kind, whole in (("delta", False), ("snapshot", True)):
            found += _measure_kind(kind, whole, sender, paired, stick, size, rounds)
        return found
    finally:
        sender.close()
        for folder in (sender.folder, receiver.folder, stick):
            shutil.rmtree(folder, ignore_errors=True)


def _pair(sender: Desk, receiver: Desk, folder: Path) -> None:
    """Pair two offices as two clerks on the phone would."""
    for desk, peer, role in ((sender, receiver, "parent"), (receiver, sender, "child")):
        card = exchange.read_card(exchange.write_card(peer, folder))
        exchange.pair(desk, card, exchange.pairing_digits(desk, card)[1][-5:], role)


def _measure_kind(
    kind: str, whole: bool, sender: Desk, paired: offices.Copies, stick: Path, size: int, rounds: int
) -> list[Result]:
    site = next(peer.site for peer in exchange.peers(sender))
    written: list[exchange.Written] = []
    out, select = alternate(
        Side(lambda _: written.append(exchange.write_package(sender, site, stick, whole=whole))),
        Side(lambda _: _select(sender)),
        rounds=rounds,
    )
    package = written[-1].path
    rows = {name: list(values) for name, values in _tables(sender)}
    into, upsert = alternate(
        Side(lambda desk: exchange.apply_package(desk, package), paired.open, paired.throw_away),
        Side(lambda db: _upsert(db, rows), lambda: _bare_file(sender, stick / "bare.db"), lambda db: db.conn.close()),
        rounds=rounds,
    )
    count = sum(len(values) for values in rows.values())
    packed = _packed_size(rows)
    common = {"bench": "package", "size": size}
    return [
        Result(**common, case=f"write, {kind}", ours=out.median, yardstick=select.median, against="bare SELECT",
               target=at_most(1.8, since=100_000), peak=out.peak, note=f"{count:,} records, {written[-1].entries:,} entries"),
        Result(**common, case=f"apply, {kind}", ours=into.median, yardstick=upsert.median, against="bare upsert",
               target=at_most(3.5, since=100_000), peak=into.peak),
        Result(**common, case=f"size, {kind}", ours=package.stat().st_size / 1e6, yardstick=packed / 1e6,
               against="JSONL arrays, zstd-3", target=at_most(1.1, since=100_000), unit="MB"),
    ]  # fmt: skip


def _tables(desk: Desk) -> Iterator[tuple[str, Iterator[tuple]]]:
    for key, table in desk.store._tables.items():
        yield key, desk.store._db.conn.execute(table.select)


def _select(desk: Desk) -> int:
    return sum(1 for _, rows in _tables(desk) for _row in rows)


def _bare_file(sender: Desk, path: Path) -> Database:
    """Return an encrypted file with the same columns and nothing more than their primary key."""
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    db = connect(path, KEY, create=True)
    for key, table in sender.store._tables.items():
        columns = ", ".join(f'"{name}"{" PRIMARY KEY" if name == "uid" else ""}' for name in table.columns)
        db.conn.execute(f'CREATE TABLE "{key}" ({columns})')
    db.columns_by_table = {key: table.columns for key, table in sender.store._tables.items()}
    return db


def _upsert(db: Database, rows: dict[str, list[tuple]]) -> None:
    with transaction(db):
        for key, values in rows.items():
            columns = db.columns_by_table[key]
            names = ", ".join(f'"{name}"' for name in columns)
            sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "uid")
            db.conn.executemany(
                f'INSERT INTO "{key}" ({names}) VALUES ({", ".join("?" * len(columns))}) '
                f"ON CONFLICT (uid) DO UPDATE SET {sets}",
                values,
            )


def _packed_size(rows: dict[str, list[tuple]]) -> int:
    encoder, packer = msgspec.json.Encoder(), zstandard.ZstdCompressor(level=3)
    return sum(len(packer.compress(b"\n".join(encoder.encode(row) for row in values))) for values in rows.values())
