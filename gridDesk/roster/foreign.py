"""Reads the SQLite file of an old program like a workbook: every ordinary table becomes a sheet, its columns the head row.

Only in the helper process, and read-only: nothing of the file is run (views, triggers, virtual tables, generated columns),
nothing beside it is touched, and a damaged file is told before a row of it is believed.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from gridDesk.errors import DeskError
from gridDesk.roster import guard
from gridDesk.roster.decoding import repair
from gridDesk.roster.read import Cells, Sheet

SECONDS = 60.0
MOST_TABLES = 200
_LONGEST_NAME = 200
_LARGEST_VALUE = 8 << 20
_STEPS = 20_000
_EXACT = 10**15  # larger whole numbers are numbers of documents, which a table keeps as text
_FUNCTIONS = {"typeof", "substr"}
_PRAGMAS = {"quick_check", "table_xinfo"}
_LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (sqlite3.SQLITE_LIMIT_COLUMN, 2000),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 2),
    (sqlite3.SQLITE_LIMIT_VDBE_OP, 250_000),
    (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 8),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
)
_SETTINGS = (
    "trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON", "temp_store = MEMORY",
    "ignore_check_constraints = ON",  # they would call functions
)  # fmt: skip
_ERRORS = (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError, ValueError)


def tables(path: Path, notices: list[str]) -> tuple[Sheet, ...]:
    """Return the tables of a file as sheets; adds what was left alone to `notices`. Raises DeskError."""
    try:
        with closing(_connected(path)) as conn:
            gate = _Gate(conn)
            names = _names(path, conn, notices)
            _check(path, conn, names)
            columns = {name: _columns(path, conn, name) for name in names}
            gate.open_to = set(names)
            sheets = tuple(_sheet(path, conn, name, columns[name], notices) for name in names if columns[name])
    except _ERRORS as error:
        if "interrupted" in str(error):
            raise DeskError(
                f"“{path.name}”读了 {SECONDS:.0f} 秒还没有读完，已停止，什么都没有写入，",
                advice="请在原来的程序里把数据导出为 Excel 再导入。",
            ) from error
        raise _damaged(path) from error
    notices += _beside(path)
    return tuple(sheet for sheet in sheets if len(sheet.rows) > 1)


def _connected(path: Path) -> sqlite3.Connection:
    """Open a file so that SQLite neither writes nor looks beside it."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1&cache=private"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=0)
    conn.text_factory = _text
    for kind, most in _LIMITS:
        conn.setlimit(kind, most)
    for setting in _SETTINGS:
        conn.execute(f"PRAGMA {setting}").fetchall()
    until = time.monotonic() + SECONDS
    conn.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    return conn


def _text(data: bytes) -> str:
    """Return a text: UTF-8, else what an old program of China wrote without saying so."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return repair(data.decode("gb18030", "replace").replace("\ufffd", "?"))


class _Gate:
    """What a statement may do: read the schema and check, then read ordinary tables, and nothing else."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.open_to: set[str] | None = None
        conn.set_authorizer(self._may)

    def _may(self, act: int, first: str | None, second: str | None, _db: str | None, inner: str | None) -> int:
        if inner is not None:  # asked on behalf of a view or trigger
            return sqlite3.SQLITE_DENY
        if act == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        if act == sqlite3.SQLITE_READ:
            known = {"sqlite_master", "sqlite_schema"} if self.open_to is None else self.open_to
            return sqlite3.SQLITE_OK if first in known else sqlite3.SQLITE_DENY
        if act == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_OK if second in _FUNCTIONS else sqlite3.SQLITE_DENY
        if act == sqlite3.SQLITE_PRAGMA and self.open_to is None and first in _PRAGMAS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY


def _names(path: Path, conn: sqlite3.Connection, notices: list[str]) -> list[str]:
    """Return the ordinary tables, in the file's order; says what else there is."""
    found = conn.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(10_001)
    if len(found) > 10_000:
        raise _too_much(path, "里面的表太多")
    virtual = [name for kind, name, sql in found if kind == "table" and _is_virtual(sql)]
    names = [
        str(name) for kind, name, sql in found
        if kind == "table" and not _is_virtual(sql) and not str(name).lower().startswith("sqlite_")
        and not any(str(name).startswith(f"{one}_") for one in virtual)
    ]  # fmt: skip
    if len(names) > MOST_TABLES or any(len(name) > _LONGEST_NAME for name in names):
        raise _too_much(path, "里面的表太多或名称太长")
    left = [("视图", [1 for kind, *_ in found if kind == "view"]), ("触发器", [1 for kind, *_ in found if kind == "trigger"]),
            ("虚拟表", virtual)]  # fmt: skip
    said = "、".join(f"{len(which)} 个{word}" for word, which in left if which)
    if said:
        notices.append(f"文件里有 {said}，没有执行，只读了普通的表。")
    return names


def _is_virtual(sql: object) -> bool:
    return "virtual" in str(sql or "")[:40].lower()


def _check(path: Path, conn: sqlite3.Connection, names: list[str]) -> None:
    """Check the pages of every table that will be read. Raises DeskError."""
    for name in names:
        if [row[0] for row in conn.execute(f"PRAGMA quick_check({_quoted(name)})")] != ["ok"]:
            raise _damaged(path)


def _columns(path: Path, conn: sqlite3.Connection, name: str) -> list[str]:
    """Return the columns that are stored as they are: no hidden and no generated ones."""
    found = [str(row[1]) for row in conn.execute(f"PRAGMA table_xinfo({_quoted(name)})") if row[6] == 0]
    if len(found) > guard.MAX_COLUMNS:
        raise _too_much(path, f"的表“{name}”超过 512 列")
    if any(len(column) > _LONGEST_NAME for column in found):
        raise _too_much(path, f"的表“{name}”有特别长的列名")
    return found


def _sheet(path: Path, conn: sqlite3.Connection, name: str, columns: list[str], notices: list[str]) -> Sheet:
    kept = ", ".join(
        f"CASE typeof({one}) WHEN 'text' THEN substr({one}, 1, {guard.MAX_CELL + 1}) WHEN 'blob' THEN NULL ELSE {one} END"
        for one in map(_quoted, columns)
    )
    rows: list[Cells] = [tuple(columns)]
    share = dict[object, object]().setdefault
    for row in _rows(conn, f"SELECT {kept} FROM {_quoted(name)} LIMIT {guard.MAX_ROWS + 1}"):
        rows.append(tuple([share(cell, cell) if type(cell) is str else _plain(cell) for cell in row]))
        if any(type(cell) is str and len(cell) > guard.MAX_CELL for cell in row):
            raise _too_much(path, f"的表“{name}”第 {len(rows) - 1} 行有超过 32,767 个字的内容")
    if len(rows) > guard.MAX_ROWS:
        raise _too_much(path, f"的表“{name}”超过 20 万行")
    blobs = " OR ".join(f"typeof({one}) = 'blob'" for one in map(_quoted, columns[:_SEARCHED]))
    if len(rows) > 1 and conn.execute(f"SELECT 1 FROM {_quoted(name)} WHERE {blobs} LIMIT 1").fetchone():
        notices.append(f"表“{name}”里有图片或附件，没有读，只读了文字和数字。")
    return Sheet(name, tuple(rows))


_SEARCHED = 90  # columns: below the depth of an expression


def _rows(conn: sqlite3.Connection, sql: str) -> Iterator[tuple[object, ...]]:
    cursor = conn.execute(sql)
    while found := cursor.fetchmany(2000):
        yield from found


def _plain(cell: object) -> object:
    return str(cell) if type(cell) is int and abs(cell) >= _EXACT else cell


def _quoted(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def _beside(path: Path) -> list[str]:
    """Say that what an old program had not yet put into its file was not read."""
    for ending in ("-wal", "-journal"):
        try:
            if path.with_name(path.name + ending).stat().st_size:
                return ["旁边还有原程序没有存完的改动，没有读；要读到最新的，请先在原程序里正常退出，再导入一次。"]
        except OSError:
            continue
    return []


def _damaged(path: Path) -> DeskError:
    return DeskError(
        f"“{path.name}”已损坏或不是完整的数据文件，读不出来，什么都没有写入，",
        advice="请在原来的程序里打开它，导出为 Excel 再导入。",
    )


def _too_much(path: Path, reason: str) -> DeskError:
    return DeskError(f"“{path.name}”{reason}，没有读取，", advice="请在原来的程序里导出为 Excel，拆成几个文件再导入。")
