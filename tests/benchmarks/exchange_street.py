"""A street takes a month's packages of its forty villages in: in one go, against a bare upsert of the same records."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import zstandard

from gridDesk.desk import Desk, exchange, receiving, safety, street, street_folder
from gridDesk.store.engine import Database, connect, transaction
from tests.benchmarks import exchange_offices
from tests.benchmarks.exchange_offices import Made
from tests.benchmarks.measure import Result, Side, alternate, at_most, timed

KEY = bytes(range(32))
STREET = 100_000  # people of the street of which the targets speak


def prepare(size: int, scratch: Path) -> None:
    """Make the street."""
    exchange_offices.street(scratch, size)


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Measure taking in and writing out a month, a whole village, and what the street's page asks for."""
    made = exchange_offices.street(scratch, size)
    return [
        *_taking_in(made, size, rounds, scratch),
        *_writing_out(made, size, rounds, scratch),
        *_whole_village(made, size, rounds, scratch),
        *_page(made, size, scratch),
    ]


def _taking_in(made: Made, size: int, rounds: int, scratch: Path) -> list[Result]:
    count = sum(len(rows) for one in made.touched for rows in one.values())
    base = _bare_street(made, scratch / f"bare-{size}.db")

    def bare() -> Database:
        return connect(Path(shutil.copy(base, scratch / "bare-copy.db")), KEY)

    def away(db: Database) -> None:
        db.conn.close()
        for old in scratch.glob("bare-copy.db*"):
            old.unlink()

    ours, upsert = alternate(
        Side(
            lambda desk: [receiving.apply_package(desk, path, backup=False) for path in made.packages],
            lambda: exchange_offices.copied(made.street, scratch / "street-copy"),
            exchange_offices.thrown_away,
        ),
        Side(lambda db: _upserts(db, made), bare, away),
        rounds=rounds,
    )
    packed = sum(_packed_size(one) for one in made.touched)
    sent = sum(path.stat().st_size for path in made.packages)
    note = (
        f"{len(made.packages)} villages, {count:,} records, {count / ours.median:,.0f} records/s; "
        f"the street was made in {made.seconds:.0f} s"
    )
    return [
        Result(bench="exchange_street", size=size, case="take in a month", ours=ours.median, yardstick=upsert.median,
               against="bare upsert", target=at_most(3.5, since=STREET), peak=ours.peak, note=note),
        Result(bench="exchange_street", size=size, case="size of a month", ours=sent / 1e6, yardstick=packed / 1e6,
               against="JSONL arrays, zstd-3", target=at_most(1.1, since=STREET), unit="MB"),
    ]  # fmt: skip


def _writing_out(made: Made, size: int, rounds: int, scratch: Path) -> list[Result]:
    """Write the month's packages of all villages, each in its own office, against a SELECT of the same records."""
    stick = scratch / "stick-out"
    stick.mkdir(exist_ok=True)
    desks = [exchange_offices.copied(path, scratch / "copies" / path.name) for path in made.villages]
    uids = [{ledger: [str(row[0]) for row in rows] for ledger, rows in one.items()} for one in made.touched]
    try:
        ours, select = alternate(
            Side(lambda _: [exchange.write_package(desk, exchange_offices.STREET_SITE, stick) for desk in desks]),
            Side(lambda _: [_select(desk, wanted) for desk, wanted in zip(desks, uids, strict=True)]),
            rounds=rounds,
        )
    finally:
        for desk in desks:
            exchange_offices.thrown_away(desk)
        shutil.rmtree(stick, ignore_errors=True)
    return [
        Result(bench="exchange_street", size=size, case="write a month", ours=ours.median, yardstick=select.median,
               against="SELECT by uid", peak=ours.peak, note=f"{ours.median / len(desks) * 1000:.0f} ms a village"),
    ]  # fmt: skip


def _whole_village(made: Made, size: int, rounds: int, scratch: Path) -> list[Result]:
    """Write and take in the whole state of the first village, where the street has all the others."""
    stick = scratch / "stick-whole"
    stick.mkdir(exist_ok=True)
    village = exchange_offices.copied(made.villages[0], scratch / "copies" / "whole")
    written: list[exchange.Written] = []
    try:
        (out,) = alternate(
            Side(
                lambda _: written.append(
                    exchange.write_package(village, exchange_offices.STREET_SITE, stick, whole=True)
                )
            ),
            rounds=rounds,
        )
        (into,) = alternate(
            Side(
                lambda desk: receiving.apply_package(desk, written[-1].path, backup=False),
                lambda: exchange_offices.copied(made.street, scratch / "street-copy"),
                exchange_offices.thrown_away,
            ),
            rounds=rounds,
        )
    finally:
        exchange_offices.thrown_away(village)
        shutil.rmtree(stick, ignore_errors=True)
    people = size // len(made.villages)
    common = {"bench": "exchange_street", "size": size, "note": f"a village of {people:,}"}
    return [
        Result(**common, case="write a whole village", ours=out.median, peak=out.peak),
        Result(**common, case="take in a whole village", ours=into.median, peak=into.peak),
    ]


def _page(made: Made, size: int, scratch: Path) -> list[Result]:
    """Take the month in as a clerk does, the folder with its one backup; then ask for what the street's pages show."""
    desk = exchange_offices.copied(made.street, scratch / "street-copy")
    try:
        folder = timed(lambda: street_folder.apply_folder(desk, made.packages))
        sites = [peer.site for peer in desk.store.system.peers.list()]
        asked = {
            "a backup": lambda: safety.backup(desk).unlink(),
            "all offices' digests": lambda: [desk.store.digests(site) for site in sites],
            "page of all offices": lambda: street.offices(desk),
            "where 40 offices stand": lambda: exchange.peers(desk),
            "log of packages": lambda: exchange.log(desk),
        }
        found = {"take in a folder, with its backup": folder}
        found |= {case: min(timed(ask) for _ in range(1 if case == "a backup" else 3)) for case, ask in asked.items()}
    finally:
        exchange_offices.thrown_away(desk)
    return [Result(bench="exchange_street", size=size, case=case, ours=seconds) for case, seconds in found.items()]


def _select(desk: Desk, wanted: dict[str, list[str]]) -> int:
    """Read records by uid, raw."""
    found = 0
    for ledger, uids in wanted.items():
        table = desk.store._tables[ledger]
        marks = ", ".join("?" * len(uids))
        found += len(desk.store._db.conn.execute(f"{table.select} WHERE uid IN ({marks})", uids).fetchall())
    return found


def _bare_street(made: Made, path: Path) -> Path:
    """Return an encrypted file with the same records and nothing more than their primary key."""
    if path.exists():
        return path
    street = exchange_offices.opened(made.street)
    db = connect(path, KEY, create=True)
    try:
        with transaction(db):
            for key, table in street.store._tables.items():
                columns = ", ".join(f'"{name}"{" PRIMARY KEY" if name == "uid" else ""}' for name in table.columns)
                db.conn.execute(f'CREATE TABLE "{key}" ({columns})')
                marks = ", ".join("?" * len(table.columns))
                db.conn.executemany(
                    f'INSERT INTO "{key}" VALUES ({marks})', street.store._db.conn.execute(table.select)
                )
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.conn.close()
        street.close()
    return path


def _upserts(db: Database, made: Made) -> None:
    """Put the records of each village in, one transaction a village."""
    for one in made.touched:
        with transaction(db):
            for key, values in one.items():
                width = len(values[0])
                names = [row[1] for row in db.conn.execute(f'PRAGMA table_info("{key}")')][:width]
                sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != "uid")
                db.conn.executemany(
                    f'INSERT INTO "{key}" VALUES ({", ".join("?" * width)}) ON CONFLICT (uid) DO UPDATE SET {sets}',
                    values,
                )


def _packed_size(rows: dict[str, list[tuple[object, ...]]]) -> int:
    encoder, packer = msgspec.json.Encoder(), zstandard.ZstdCompressor(level=3)
    return sum(len(packer.compress(b"\n".join(encoder.encode(row) for row in values))) for values in rows.values())
