"""SQLite files that mean harm or are broken: headers, cells, schemas that call, views, triggers, virtual tables, sheer size."""

from __future__ import annotations

import random
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

ROWS = [("王样例", "370305196003041234", "柳行村1号"), ("李样例", "370305196203041235", "柳行村1号")]


def genuine(path: Path, *, count: int = 400, page: int = 1024, encoding: str = "UTF-8") -> bytes:
    """Write an old program's file and return its bytes."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA page_size = {page}")
        db.execute(f"PRAGMA encoding = '{encoding}'")
        db.execute(
            "CREATE TABLE 人口 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 身份证号, 住址 TEXT CHECK (length(住址) > 0), 照片 BLOB)"
        )
        db.execute("CREATE INDEX 按名 ON 人口 (lower(姓名))")
        db.executemany(
            "INSERT INTO 人口 (姓名, 身份证号, 住址, 照片) VALUES (?, ?, ?, ?)",
            [(*ROWS[n % 2], b"\x89PNG" if n % 3 else None) for n in range(count)],
        )
        db.commit()
    return path.read_bytes()


def _schema(path: Path, *statements: str, unsafe: str = "") -> bytes:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (a, b)")
        db.execute("INSERT INTO t VALUES ('王样例', 1), ('李样例', 2)")
        for statement in statements:
            db.execute(statement)
        if unsafe:
            db.execute("PRAGMA writable_schema = ON")
            db.execute(unsafe)
        db.commit()
    return path.read_bytes()


def _put(data: bytes, at: int, value: int, size: int) -> bytes:
    return data[:at] + value.to_bytes(size, "big") + data[at + size :]


def made(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield files by name; each is made when it is called for."""
    path = folder / "making.db"
    whole = genuine(path)
    for value in (0, 1, 3, 511, 513, 32_768, 65_535):
        yield f"header: pages of {value}", lambda value=value: _put(whole, 16, value, 2)
    yield "header: pages of 65,536", lambda: genuine(path, page=65_536)
    yield "header: all page is reserved", lambda: _put(whole, 20, 255, 1)
    yield "header: a format of the future", lambda: _put(whole, 18, 9, 1)
    yield "header: said to be in WAL", lambda: _put(whole, 18, 0x0202, 2)
    yield "header: payload fractions", lambda: _put(whole, 21, 0xFFFFFF, 3)
    yield "header: four billion pages", lambda: _put(whole, 28, 0xFFFFFFFF, 4)
    yield "header: a free list at the end", lambda: _put(_put(whole, 32, 0xFFFFFFFF, 4), 36, 0x7FFFFFFF, 4)
    yield "header: schema format 99", lambda: _put(whole, 44, 99, 4)
    yield "header: a text encoding that is none", lambda: _put(whole, 56, 7, 4)
    yield "header: only the magic", lambda: whole[:16]
    yield "header: one page and a half", lambda: whole[:1536]
    yield "cells: counts without end", lambda: _put(whole, 103, 0xFFFF, 2)
    yield "cells: content begins nowhere", lambda: _put(whole, 105, 0xFFFF, 2)
    yield "cells: every pointer to the header", lambda: whole[:108] + bytes(60) + whole[168:]
    yield "cells: a page that is its own child", lambda: _own_child(whole)
    yield "cells: one leaf for all children", lambda: _one_leaf(whole)
    yield "cells: overflow to itself", lambda: _overflow(path)
    yield "cells: sizes without end", lambda: whole[:2048] + bytes(b | 0x80 for b in whole[2048:3072]) + whole[3072:]
    yield (
        "a view that reads without end",
        lambda: _schema(
            path, "CREATE VIEW v AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r) SELECT x FROM r"
        ),
    )
    yield (
        "a view named as a table",
        lambda: _schema(
            path,
            "CREATE VIEW v AS SELECT * FROM t",
            unsafe="UPDATE sqlite_master SET type='table', rootpage=2 WHERE name='v'",
        ),
    )
    yield (
        "a table whose text is a view",
        lambda: _schema(
            path,
            unsafe="UPDATE sqlite_master SET sql='CREATE VIEW t AS SELECT randomblob(1000000000) AS a' WHERE name='t'",
        ),
    )
    yield (
        "triggers that call",
        lambda: _schema(path, "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT load_extension('/tmp/x.so'); END"),
    )
    yield (
        "defaults and checks that call",
        lambda: _schema(
            path,
            "CREATE TABLE d (a DEFAULT (randomblob(1000000000)), b CHECK (length(hex(zeroblob(b))) > 0))",
            "INSERT INTO d VALUES (1, 2)",
        ),
    )
    yield (
        "a generated column that calls",
        lambda: _schema(path, "CREATE TABLE g (a, b AS (hex(zeroblob(a * 1000000))))", "INSERT INTO g VALUES (9)"),
    )
    yield "an index that calls", lambda: _schema(path, "CREATE INDEX i ON t (abs(b))")
    yield "a virtual table", lambda: _schema(path, "CREATE VIRTUAL TABLE f USING fts5(a)", "INSERT INTO f VALUES ('x')")
    yield (
        "a virtual table of a module that is not there",
        lambda: _schema(
            path,
            unsafe="INSERT INTO sqlite_master VALUES ('table','evil','evil',0,'CREATE VIRTUAL TABLE evil USING nothere(x)')",
        ),
    )
    yield (
        "a spoilt full-text table",
        lambda: _schema(
            path,
            "CREATE VIRTUAL TABLE f USING fts5(a)",
            "INSERT INTO f VALUES ('x')",
            unsafe="UPDATE f_content SET c0=randomblob(9), id=id+1",
        ),
    )
    yield (
        "a statement in the schema's text",
        lambda: _schema(
            path, unsafe="UPDATE sqlite_master SET sql='CREATE TABLE t (a, b); ATTACH ''/tmp/x'' AS y' WHERE name='t'"
        ),
    )
    yield (
        "the schema attached to itself",
        lambda: _schema(path, unsafe="UPDATE sqlite_master SET rootpage=1 WHERE name='t'"),
    )
    yield (
        "a table named as one of SQLite's own",
        lambda: _schema(
            path, unsafe="UPDATE sqlite_master SET name='sqlite_evil', tbl_name='sqlite_evil' WHERE name='t'"
        ),
    )
    yield (
        "names that are SQL",
        lambda: _schema(
            path,
            'CREATE TABLE "x""; DROP TABLE t; --" ("a"";--", "b\'", "[c]")',
            'INSERT INTO "x""; DROP TABLE t; --" VALUES (1, 2, 3)',
        ),
    )
    yield "a name of a megabyte", lambda: _schema(path, f'CREATE TABLE "{"n" * 1_000_000}" (a)')
    yield "3,000 tables", lambda: _schema(path, *(f"CREATE TABLE x{n} (a)" for n in range(3000)))
    yield "1,900 columns", lambda: _schema(path, f"CREATE TABLE w ({', '.join(f'c{n}' for n in range(1900))})")
    yield "300,000 rows", lambda: _rows(path, 300_000)
    yield "a text of 40,000 characters", lambda: _schema(path, f"INSERT INTO t VALUES ('{'x' * 40_000}', 1)")
    yield "a text of 20 MB", lambda: _schema(path, f"INSERT INTO t VALUES ('{'x' * 20_000_000}', 1)")
    yield "a picture of 20 MB", lambda: _schema(path, "INSERT INTO t VALUES (zeroblob(20000000), 1)")
    yield (
        "texts that are no UTF-8",
        lambda: _schema(path, "INSERT INTO t VALUES (CAST(x'fffefd00c1' AS TEXT), CAST(x'c0eed6be' AS TEXT))"),
    )
    yield (
        "texts in UTF-16 with half a character",
        lambda: _schema(path, "INSERT INTO t VALUES (CAST(x'edA080' AS TEXT), 2)"),
    )
    for encoding in ("UTF-16le", "UTF-16be"):
        yield f"encoding {encoding}", lambda encoding=encoding: genuine(path, encoding=encoding)
    yield "an encrypted file", lambda: bytes(random.Random(1).randbytes(8192))
    yield "zeros", lambda: bytes(8192)
    yield "the magic and noise", lambda: whole[:16] + random.Random(2).randbytes(20_000)
    chance = random.Random(3)
    for n in range(20):
        spoilt = bytearray(whole)
        for _ in range(1 + n * 3):
            spoilt[chance.randrange(100, len(spoilt))] = chance.choice((0, 255, 128, chance.randrange(256)))
        yield f"bytes changed, {n + 1}", lambda spoilt=bytes(spoilt): spoilt


def _root(data: bytes) -> int:
    """Return the first inner page of a table (kind 5), counted from 0."""
    return next(n for n in range(1, len(data) // 1024) if data[n * 1024] == 5)


def _own_child(data: bytes) -> bytes:
    at = _root(data) * 1024
    return _put(data, at + 8, at // 1024 + 1, 4)


def _one_leaf(data: bytes) -> bytes:
    """Return a file in which every child of an inner page is the same leaf: few bytes, many rows."""
    at = _root(data) * 1024
    cells = struct.unpack_from(">H", data, at + 3)[0]
    for n in range(cells):
        pointer = struct.unpack_from(">H", data, at + 12 + 2 * n)[0]
        data = _put(data, at + pointer, struct.unpack_from(">I", data, at + 8)[0], 4)
    return data


def _overflow(path: Path) -> bytes:
    data = _schema(path, f"INSERT INTO t VALUES ('{'y' * 30_000}', 1)")
    page = data.find(b"yyyyyyyy" * 100, 8192)
    start = page - page % 4096
    return _put(data, start, start // 4096 + 1, 4)


def _rows(path: Path, count: int) -> bytes:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (a)")
        db.execute(
            "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r WHERE x < ?) INSERT INTO t SELECT x FROM r",
            [count],
        )
        db.commit()
    return path.read_bytes()
