"""Backups: a copy made while the file is in use, proved in a fresh connection before it gets its name."""

from __future__ import annotations

import os
from pathlib import Path

from gridDesk.ledger import Catalogue
from gridDesk.store.check import check_file
from gridDesk.store.engine import Database, DatabaseError, connect
from gridDesk.store.errors import StoreError


def backup(db: Database, key: bytes, catalogue: Catalogue, target: Path) -> None:
    """Copy an open office file to `target` under the same key; `target` appears only when the copy is proved.

    Raises StoreError, and leaves nothing behind, when the copy fails or is not equal.
    """
    if target.exists():
        raise StoreError(f"备份文件 {target.name} 已经存在，", advice="请换一个文件名。")
    part = target.with_name(target.name + ".part")
    _remove(part)
    try:
        _copy(db, key, part)
        _prove(db, key, catalogue, part)
        part.replace(target)
        sync_folder(target.parent)
    except (DatabaseError, OSError) as error:
        _remove(part)
        raise StoreError("备份没有写成，", advice="请检查磁盘空间和写入权限后重试。") from error
    except BaseException:
        _remove(part)
        raise


def _copy(db: Database, key: bytes, part: Path) -> None:
    copy = connect(part, key, create=True)
    try:
        db.conn.backup(copy.conn)
    finally:
        copy.conn.close()
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())


def _prove(db: Database, key: bytes, catalogue: Catalogue, part: Path) -> None:
    """Open the copy afresh: every page's seal, structure, and the same heads and counts as the original."""
    problems = check_file(part, key, catalogue, rebuild=False)
    if problems:
        raise StoreError(f"备份写好后核对不通过：{problems[0]}", advice="这份备份已丢弃，请换一个位置再试。")
    copy = connect(part, key, readonly=True)
    try:
        equal = _figures(copy) == _figures(db)
    finally:
        copy.conn.close()
    if not equal:
        raise StoreError("备份与原文件不一致，", advice="这份备份已丢弃，请重试。")


def _figures(db: Database) -> tuple[list[object], ...]:
    return tuple(
        db.conn.execute(sql).fetchall()
        for sql in (
            "SELECT replica, seq, hash FROM replica ORDER BY replica",
            "SELECT office, ledger, count, value FROM digest ORDER BY office, ledger",
            "SELECT count(*), max(n) FROM journal",
        )
    )


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` outlive a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
