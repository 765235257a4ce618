"""Encryption at rest: the office file's engine with its raw key, against the same library without one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import sqlcipher3.dbapi2

from gridDesk.ledger import catalogue
from gridDesk.store import Store
from gridDesk.store.engine import _PRAGMAS, DatabaseError, connect
from tests.benchmarks import offices
from tests.benchmarks.measure import Result, Side, alternate, at_most, spread, timed
from tests.benchmarks.people import HEADS, sheet_rows

KEY = bytes(range(32))
OPENINGS = 20  # a round
QUERIES = 60  # a round


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Insert and search 30 columns in both files, then open both again and again."""
    folder = scratch / "cipher"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rows = list(sheet_rows(size))
    secret, plain = folder / "secret.db", folder / "plain.db"
    ours, bare = alternate(
        Side(lambda conn: _fill(conn, rows), lambda: _new(secret, KEY), lambda conn: conn.close()),
        Side(lambda conn: _fill(conn, rows), lambda: _new(plain, None), lambda conn: conn.close()),
        rounds=rounds,
    )
    insert = Result(
        bench="encryption", case="insert, 30 columns", size=size, ours=ours.median, yardstick=bare.median,
        against="without a key", target=at_most(1.8), peak=ours.peak,
    )  # fmt: skip
    return [insert, *_open(secret, plain, size, rounds, scratch), _hot_search(secret, plain, size, rounds)]


def _new(path: Path, key: bytes | None):
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    return connect(path, key, create=True).conn if key else _connect_plain(path)


def _connect_plain(path: Path):
    """Open a file without a key, with every other switch as the engine sets it."""
    conn = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for pragma in _PRAGMAS:
        conn.execute(f"PRAGMA {pragma}").fetchall()
    return conn


def _fill(conn, rows: list[list[str]]) -> None:
    columns = ", ".join(f"c{n} TEXT" for n in range(len(HEADS)))
    conn.execute("BEGIN IMMEDIATE")
    conn.execute(f"CREATE TABLE t (n INTEGER PRIMARY KEY, {columns})")
    conn.execute("CREATE VIRTUAL TABLE f USING fts5(t, content='', detail=none, tokenize='ascii')")
    marks = ", ".join("?" * len(HEADS))
    names = ", ".join(f"c{n}" for n in range(len(HEADS)))
    conn.executemany(f"INSERT INTO t ({names}) VALUES ({marks})", rows)
    conn.executemany("INSERT INTO f (rowid, t) VALUES (?, ?)", ((n, _pieces(row[2])) for n, row in enumerate(rows, 1)))
    conn.execute("COMMIT")


def _pieces(name: str) -> str:
    return " ".join(f"n{ord(a):x}{ord(b):x}" for a, b in pairwise(name))


def _open(secret: Path, plain: Path, size: int, rounds: int, scratch: Path) -> Iterator[Result]:
    """Yield openings up to the first page read; then of an office file, which looks after its shape as well."""
    empty = offices.Copies(offices.empty(scratch), scratch)
    office, key, shapes = empty.source / "office.gdb", bytes(empty.keys.db_key), catalogue()
    times: tuple[list[float], list[float], list[float]] = ([], [], [])
    for _ in range(OPENINGS * rounds):
        times[0].append(timed(lambda: connect(secret, KEY).conn.close()))
        times[1].append(timed(lambda: _connect_plain(plain).close()))
        times[2].append(timed(lambda: Store.open(office, key, shapes)._db.conn.close()))
    ours, bare, store = (spread(found)[0] for found in times)
    yield Result(bench="encryption", case="open with the raw key", size=size, ours=ours, yardstick=bare,
                 against="without a key", target=at_most(3), note=f"median of {OPENINGS * rounds}")  # fmt: skip
    yield Result(bench="encryption", case="Store.open", size=size, ours=store, yardstick=bare,
                 against="without a key", note="looks for upgrades and new columns too")  # fmt: skip


def _hot_search(secret: Path, plain: Path, size: int, rounds: int) -> Result:
    ours, bare = connect(secret, KEY).conn, _connect_plain(plain)
    sql = "SELECT t.* FROM f JOIN t ON t.n = f.rowid WHERE f MATCH ? LIMIT 50"
    names = [row[0] for row in ours.execute(f"SELECT c2 FROM t ORDER BY c3 LIMIT {QUERIES * rounds}")]
    times: tuple[list[float], list[float]] = ([], [])
    try:
        for name in names:
            for conn, found in zip((ours, bare), times, strict=True):
                conn.execute(sql, [_pieces(name)]).fetchall()  # the pages it needs are read now
                found.append(timed(lambda conn=conn, name=name: conn.execute(sql, [_pieces(name)]).fetchall()))
    except DatabaseError as error:
        raise RuntimeError("the yardstick's table cannot be searched") from error
    finally:
        ours.close()
        bare.close()
    return Result(bench="encryption", case="hot search", size=size, ours=spread(times[0])[0], yardstick=spread(times[1])[0],
                  against="without a key", target=at_most(1.3), note=f"median of {len(names)}")  # fmt: skip
