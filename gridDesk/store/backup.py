"""Backups: a copy made while the file is in use, proved in a fresh connection before anything counts on it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gridDesk.durable import rename_patiently, sync_folder
from gridDesk.ledger import Catalogue
from gridDesk.ledger.record import GENESIS
from gridDesk.store.check import check_file
from gridDesk.store.engine import Database, DatabaseError, connect
from gridDesk.store.errors import StoreError
from gridDesk.store.schema import quoted

_TABLES = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a copy must hold to be equal: rows per table, the head of every chain, and that of the log."""

    counts: dict[str, int] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    audit: tuple[int, str] = (0, GENESIS)
    digests: dict[str, str] = field(default_factory=dict)  # by "office ledger"


def backup(db: Database, key: bytes, catalogue: Catalogue, target: Path) -> Figures:
    """Copy an open office file to `target` under the same key; `target` appears only when the copy is proved.

    Raises StoreError, and leaves nothing behind, when the copy fails or is not equal.
    """
    part = _part(target)
    with _whole_or_gone(part):
        figures = _figured(db, key, part)
        prove(part, key, catalogue, figures)
        rename_patiently(part, target)
        sync_folder(target.parent)
        return figures


def copy(db: Database, key: bytes, target: Path) -> Figures:
    """Copy an open office file without proving it, and return what it must hold: for whoever proves it afterwards.

    It may be changed meanwhile by other connections: copy and figures are of one moment. Raises StoreError.
    """
    part = _part(target)
    with _whole_or_gone(part):
        figures = _figured(db, key, part)
        rename_patiently(part, target)
        return figures


@contextlib.contextmanager
def _whole_or_gone(part: Path) -> Iterator[None]:
    """Leave no half of a copy behind. Raises StoreError where the disk is to blame."""
    try:
        yield
    except (DatabaseError, OSError) as error:
        _remove(part)
        raise _not_written() from error
    except BaseException:
        _remove(part)
        raise


def copy_file(path: Path, key: bytes, target: Path) -> tuple[Figures, str]:
    """Copy an office file that nobody has open, of whatever program; return what the copy must hold and its chain's id.

    Raises StoreError.
    """
    db = connect(path, key)
    try:
        found = db.conn.execute("SELECT value FROM setting WHERE key = 'replica'").fetchone()
        return copy(db, key, target), str(found[0]).strip('"') if found else ""
    except DatabaseError as error:
        raise _not_written() from error
    finally:
        db.conn.close()


def _part(target: Path) -> Path:
    if target.exists():
        raise StoreError(f"备份文件 {target.name} 已经存在，", advice="请换一个文件名。")
    part = target.with_name(target.name + ".part")
    _remove(part)
    return part


def _not_written() -> StoreError:
    return StoreError("备份没有写成，", advice="请检查磁盘空间和写入权限后重试。")


def _figured(db: Database, key: bytes, part: Path) -> Figures:
    """Copy and count in one read transaction, so that what others write meanwhile is in neither."""
    begun = not db.conn.in_transaction
    if begun:
        db.conn.execute("BEGIN")
    try:
        figures = _figures(db)
        _copy(db, key, part)
        return figures
    finally:
        if begun:
            db.conn.rollback()  # nothing was written; to commit is what a failing disk may refuse, and it would stay open


def _copy(db: Database, key: bytes, part: Path) -> None:
    made = connect(part, key, create=True)
    try:
        db.conn.backup(made.conn)
    finally:
        made.conn.close()
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())


def prove(path: Path, key: bytes, catalogue: Catalogue, figures: Figures) -> None:
    """Open a copy afresh: every page's seal, structure, references, and the figures it must hold. Raises StoreError."""
    problems = check_file(path, key, catalogue, rebuild=False)
    if problems:
        raise StoreError(f"备份写好后核对不通过：{problems[0]}", advice="这份备份已丢弃，请换一个位置再试。")
    opened = connect(path, key, readonly=True)
    try:
        equal = _figures(opened) == figures
    except DatabaseError:  # a table is not there: what the disk did not take
        equal = False
    finally:
        opened.conn.close()
    if not equal:
        raise StoreError("备份与原文件不一致，", advice="这份备份已丢弃，请重试。")


def _figures(db: Database) -> Figures:
    tables = [str(row[0]) for row in db.conn.execute(_TABLES)]
    counts = {name: int(db.conn.execute(f"SELECT count(*) FROM main.{quoted(name)}").fetchone()[0]) for name in tables}
    heads = db.conn.execute("SELECT replica, seq, hash FROM main.replica").fetchall()
    digests = db.conn.execute("SELECT office, ledger, value FROM main.digest").fetchall()
    log = None
    if "audit" in counts:  # a file of a program before the log has none
        log = db.conn.execute("SELECT n, hash FROM main.audit ORDER BY n DESC LIMIT 1").fetchone()
    return Figures(
        counts,
        {str(replica): (int(seq), str(digest)) for replica, seq, digest in heads},
        (int(log[0]), str(log[1])) if log else (0, GENESIS),
        {f"{office} {ledger}": str(value) for office, ledger, value in digests},
    )


def mark(db: Database) -> list[int]:
    """Return numbers that change as soon as anything worth a backup does."""
    sql = (
        "SELECT (SELECT coalesce(max(n), 0) FROM journal), (SELECT coalesce(max(rowid), 0) FROM package_log), "
        "(SELECT coalesce(max(n), 0) FROM print_job), (SELECT count(*) FROM peer), (SELECT count(*) FROM blob)"
    )
    return [int(number) for number in db.conn.execute(sql).fetchone()]


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
