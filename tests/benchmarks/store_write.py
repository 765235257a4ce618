"""Writing records: many at once against sqlite-utils on the same kind of file, one by one against a bare insert."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from gridDesk.desk import Desk, records
from gridDesk.ledger import Edit, Row
from gridDesk.store.engine import Database, connect, transaction
from tests.benchmarks import offices
from tests.benchmarks.measure import Result, Side, alternate, at_most, faster, spread, timed
from tests.benchmarks.people import name

KEY = bytes(range(32))
SAVES = 60  # a round


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Make `size` people, change every one of them, then save single changes as a clerk does."""
    copies = offices.Copies(offices.empty(scratch), scratch)
    edits = _new_people(size)
    changed = [Edit("person", edit.uid, "update", {"phone": f"139{n % 10**8:08d}"}) for n, edit in enumerate(edits)]
    return [
        *_bulk(copies, "create", edits, lambda _: None, size, rounds),
        *_bulk(copies, "update", changed, lambda desk: _write(desk, edits), size, rounds),
        *_single(copies, edits[: min(size, 2_000)], size, SAVES * rounds),
    ]


def _new_people(count: int) -> list[Edit]:
    random = Random(1)
    return [
        Edit("person", f"{random.getrandbits(128):032x}", "create", {
            "name": name(random), "sex": "12"[n % 2], "birth": "1985-03-12", "id_type": "111", "ethnicity": "01",
            "id_number": f"3703051985031{n % 100_000:05d}", "education": "70", "marital": "20", "political": "13",
            "phone": f"138{n % 10**8:08d}", "occupation": "务农", "native_place": "山东淄博", "verified_on": "2026-11-01",
        })
        for n in range(count)
    ]  # fmt: skip


def _write(desk: Desk, edits: list[Edit]) -> None:
    desk.store.write(edits, actor="王建国", label="批量写入")


def _bulk(
    copies: offices.Copies, case: str, edits: list[Edit], make: Callable[[Desk], object], size: int, rounds: int
) -> list[Result]:
    def opened() -> Desk:
        desk = copies.open()
        make(desk)
        return desk

    with_rows = _rows(opened, copies, edits)
    ours, utils, bare = alternate(
        Side(lambda desk: _write(desk, edits), opened, copies.throw_away),
        Side(
            lambda db: db["person"].upsert_all(with_rows, pk="uid"),
            lambda: _plain(copies.scratch, with_rows, case),
            _drop,
        ),
        Side(lambda db: _executemany(db, with_rows), lambda: _plain(copies.scratch, with_rows, case), _drop),
        rounds=rounds,
    )
    common = {"bench": "store_write", "size": size, "ours": ours.median}
    return [
        Result(**common, case=f"{case}, journal and search on", yardstick=utils.median,
               against="sqlite-utils upsert_all", target=faster(3.5, since=10_000), peak=ours.peak),
        Result(**common, case=f"{case}, against the limit", yardstick=bare.median, against="bare executemany"),
    ]  # fmt: skip


def _rows(opened: Callable[[], Desk], copies: offices.Copies, edits: list[Edit]) -> list[Row]:
    """Return the records as they stand after the edits: what the other side has to write."""
    desk = opened()
    try:
        _write(desk, edits)
        return list(desk.store.rows("person"))
    finally:
        copies.throw_away(desk)


def _plain(scratch: Path, rows: list[Row], case: str) -> Database:
    """Return an encrypted file with one table of the same columns; for updates it holds the records already."""
    folder = scratch / "plain"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    db = connect(folder / "plain.db", KEY, create=True)
    columns = ", ".join(f'"{key}"{" TEXT PRIMARY KEY" if key == "uid" else ""}' for key in rows[0])
    db.conn.execute(f"CREATE TABLE person ({columns})")
    if case == "update":
        _executemany(db, rows)
    return db


def _drop(db: Database) -> None:
    db.conn.close()


def _executemany(db: Database, rows: list[Row]) -> None:
    names = ", ".join(f'"{key}"' for key in rows[0])
    sets = ", ".join(f'"{key}" = excluded."{key}"' for key in rows[0] if key != "uid")
    sql = (
        f"INSERT INTO person ({names}) VALUES ({', '.join('?' * len(rows[0]))}) ON CONFLICT (uid) DO UPDATE SET {sets}"
    )
    with transaction(db):
        db.conn.executemany(sql, [tuple(row.values()) for row in rows])


def _single(copies: offices.Copies, edits: list[Edit], size: int, saves: int) -> list[Result]:
    """Save one change after the other, each beside one bare insert that is committed under FULL."""
    desk = copies.open()
    _write(desk, edits)
    rows = list(desk.store.rows("person"))
    plain = _plain(copies.scratch, rows, "create")
    ours, bare = [], []
    try:
        for n in range(saves):
            row = rows[n % len(rows)]
            values = {"phone": f"137{n:08d}"}
            ours.append(timed(lambda row=row, values=values: records.save(desk, "person", str(row["uid"]), values)))
            fresh = dict(row) | {"uid": f"{n:032x}"}
            bare.append(timed(lambda fresh=fresh: _executemany(plain, [fresh])))
    finally:
        _drop(plain)
        copies.throw_away(desk)
    (middle, late), (bare_middle, bare_late) = spread(ours), spread(bare)
    return [
        Result(bench="store_write", case="single save, p95", size=size, ours=late, yardstick=bare_late,
               against="bare insert, FULL, p95", target=at_most(5),
               note=f"p50 {middle * 1000:.2f} ms against {bare_middle * 1000:.2f} ms; every save commits with one flush"),
    ]  # fmt: skip
