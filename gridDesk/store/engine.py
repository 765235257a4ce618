"""The encrypted file itself: one SQLCipher connection with every safety switch set, handed out as sqlite-utils.

The alias below must stand before `sqlite_utils` is imported: it makes that library take its exception classes from
SQLCipher. Without it `alter=True` fails and its own error handling is passed by. So the rest of this room takes
`Database` and `Migrations` from here.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import sqlcipher3
import sqlcipher3.dbapi2

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

from sqlite_utils import Database, Migrations  # noqa: E402

from gridDesk.store.errors import FileMissing, FileUnreadable, StoreError  # noqa: E402

DatabaseError: type[Exception] = sqlcipher3.dbapi2.DatabaseError
IntegrityError: type[Exception] = sqlcipher3.dbapi2.IntegrityError
OperationalError: type[Exception] = sqlcipher3.dbapi2.OperationalError

__all__ = [
    "Database",
    "DatabaseError",
    "IntegrityError",
    "Migrations",
    "OperationalError",
    "check_build",
    "check_file",
    "checkpoint",
    "connect",
    "transaction",
]

# The driver looks for an adapter of every None it binds, and finding none costs ten times the binding: rows of 36
# columns, most of them empty, took three times as long.
sqlcipher3.dbapi2.register_adapter(type(None), lambda nothing: nothing)

KEY_BYTES = 32
CACHE_KB = 64 * 1024
STATEMENTS = 512  # kept prepared: one save takes thirty, one search fifteen
_PLAIN = b"SQLite format 3\x00"
_OLDEST = (3, 51, 3)  # Before it, resetting a WAL file could corrupt the database.
_PRAGMAS = (
    "cipher_log_level = NONE",  # otherwise errors go to stderr
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "mmap_size = 0",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "busy_timeout = 5000",
    f"cache_size = -{CACHE_KB}",
)
_OK, _DENY = 0, 1
_READ_ONLY, _DISK = 8, {8, 10, 13, 14}  # read-only (for want of better), input/output error, full, cannot open
_ATTACH, _DETACH, _PRAGMA = 24, 25, 19


def connect(path: Path, key: bytes, *, create: bool = False, readonly: bool = False) -> Database:
    """Open the office file with its raw 32-byte key; `create` makes a new one and refuses an existing one.

    Raises FileMissing, FileUnreadable (other key, damaged, not encrypted) or StoreError (unfit SQLite build).
    """
    check_build()
    if create and path.exists():
        raise StoreError(f"{path.name} 已经存在，", advice="为免覆盖，请换一个文件夹。")
    if not create:
        check_file(path)
    mode = "rwc" if create else "rw"
    try:
        place = f"{path.resolve().as_uri()}?mode={mode}"
        conn = sqlcipher3.dbapi2.connect(place, uri=True, isolation_level=None, cached_statements=STATEMENTS)
    except DatabaseError as error:
        raise FileUnreadable("数据文件打不开，", advice="请检查磁盘和文件夹权限后重试。") from error
    try:
        _prepare(conn, key, readonly)
        return Database(conn, execute_plugins=False)
    except BaseException:
        conn.close()
        raise


def check_file(path: Path) -> None:
    """Refuse a data file that is not there, cannot be read, or can be read without a key. Raises as `connect`."""
    if not path.is_file():
        raise FileMissing(f"找不到数据文件 {path.name}，", advice="请检查数据文件夹，或从备份恢复。")
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_PLAIN))
    except OSError as error:
        raise FileUnreadable("数据文件读不出来，", advice="请检查磁盘和文件夹权限后重试。") from error
    if start == _PLAIN:
        raise FileUnreadable("数据文件没有加密，程序拒绝打开，", advice="请从备份恢复，并查明文件来历。")


def _prepare(conn: sqlcipher3.dbapi2.Connection, key: bytes, readonly: bool) -> None:
    """Set the key and every switch; reading one page proves the key."""
    if len(key) != KEY_BYTES:
        raise ValueError("the raw key must be 32 bytes")
    conn.execute("PRAGMA cipher_log_level = NONE")
    conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _PRAGMAS:
            conn.execute(f"PRAGMA {pragma}").fetchall()
    except DatabaseError as error:
        raise FileUnreadable(
            "数据文件打不开：密钥与文件不符，或文件已损坏，", advice="请重新登录；仍打不开时请从备份恢复。"
        ) from error
    if readonly:
        conn.execute("PRAGMA query_only = ON")
    conn.set_authorizer(_authorize)


@cache
def check_build() -> None:
    """Refuse a SQLite library without cipher, with known faults, or that writes temporary data to disk in the clear.

    Asked of a connection in memory: an encrypted file answers nothing before it has its key.
    """
    with contextlib.closing(sqlcipher3.dbapi2.connect(":memory:")) as conn:
        version = str(conn.execute("SELECT sqlite_version()").fetchone()[0])
        cipher = conn.execute("PRAGMA cipher_version").fetchone()
        options = {str(row[0]) for row in conn.execute("PRAGMA compile_options")}
    if not cipher or not cipher[0]:
        raise StoreError("程序缺少加密组件，不能打开数据，", advice="请用安装包重新安装。")
    if tuple(int(part) for part in version.split(".")) < _OLDEST:
        raise StoreError(f"数据库组件版本过旧（{version}），", advice="请用安装包重新安装。")
    if not options & {"TEMP_STORE=2", "TEMP_STORE=3"}:
        raise StoreError("数据库组件会把临时数据写到磁盘，程序拒绝使用，", advice="请用安装包重新安装。")


def _authorize(action: int, first: str | None, _second: str | None, _base: str | None, _trigger: str | None) -> int:
    """Refuse ATTACH and the pragma that lets the schema be rewritten: nothing in the program needs either."""
    if action in (_ATTACH, _DETACH):
        return _DENY
    if action == _PRAGMA and (first or "").casefold() == "writable_schema":
        return _DENY
    return _OK


@contextlib.contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Run a block in one write transaction; a block inside another joins it.

    BEGIN IMMEDIATE takes the write lock at once, so nothing read inside can be stale when it is written back.
    """
    if db.conn.in_transaction:
        yield
        return
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        yield
        db.conn.execute("COMMIT")
    except BaseException as error:
        with contextlib.suppress(DatabaseError):  # on a failing disk; the next opening takes back what was begun
            db.rollback()  # nothing happens when the error already ended the transaction
            db.conn.execute(f"PRAGMA cache_size = -{CACHE_KB}")  # a large write may have asked for more
        if _is_of_disk(db, error):
            raise StoreError(
                "磁盘已满或读写出错，没有写入任何内容，", advice="请检查磁盘后再试；原有数据没有改动。"
            ) from error
        raise


def _is_of_disk(db: Database, error: BaseException) -> bool:
    """Tell whether the disk is to blame; a reader that tries to write has itself to blame."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, OperationalError) else 0
    if code == _READ_ONLY:
        with contextlib.suppress(DatabaseError):
            return not db.conn.execute("PRAGMA query_only").fetchone()[0]
    return code in _DISK


def checkpoint(db: Database) -> None:
    """Bring everything from the WAL file into the data file and empty the former. Raises StoreError; nothing is lost."""
    try:
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except OperationalError as error:
        raise StoreError(
            "磁盘已满或读写出错，数据没有丢失，但还没有整理好，", advice="请检查磁盘后再试一次。"
        ) from error
