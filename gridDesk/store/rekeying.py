"""Putting an office file under another key, every page of it, in one transaction of its own connection.

Nobody else may have the file open meanwhile: the others would read pages they have no key for. A connection whose
re-keying failed half-way writes under the new key what it reads under the old one, so it is closed whatever happens.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from gridDesk.store.engine import Database, DatabaseError, OperationalError, checkpoint, connect
from gridDesk.store.errors import FileUnreadable, StoreError

_ROOM = 1.2  # of the file's size: the journal holds every page once while they are rewritten
_WAIT_MS = 2000


def opens(path: Path, key: bytes) -> bool:
    """Tell whether a key opens an office file. Raises FileMissing or StoreError."""
    try:
        connect(path, key, readonly=True).conn.close()
    except FileUnreadable:
        return False
    return True


def rekey(path: Path, old: bytes, new: bytes) -> None:
    """Put the file under the key `new`; after a kill or a power cut it opens with one of the two, whole.

    Raises StoreError, with the file still under `old`, when somebody else has it open, when there is no room, or when
    the disk fails.
    """
    _check_room(path)
    try:
        with _exclusive(path, old) as db:
            db.conn.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"").fetchall()
    except (OperationalError, OSError) as error:
        raise _failed() from error
    if not opens(path, new):
        raise _failed()


def check_alone(path: Path, key: bytes) -> None:
    """Make sure that nobody else has the file open. Raises StoreError."""
    with _exclusive(path, key):
        pass


@contextlib.contextmanager
def _exclusive(path: Path, key: bytes) -> Iterator[Database]:
    """Yield the only connection there is, with a journal that holds the pages as they were."""
    db = connect(path, key)
    try:
        checkpoint(db)
        db.conn.execute(f"PRAGMA busy_timeout = {_WAIT_MS}").fetchall()
        try:
            mode = db.conn.execute("PRAGMA journal_mode = TRUNCATE").fetchone()[0]
        except DatabaseError as error:
            raise _in_use() from error
        if mode != "truncate":
            raise _in_use()
        yield db
    finally:
        db.conn.close()  # the next opening sets the mode back


def _check_room(path: Path) -> None:
    if shutil.disk_usage(path.parent).free < path.stat().st_size * _ROOM:
        raise StoreError(
            "磁盘空间不够，没有更换数据钥匙，", advice="请腾出与数据文件一样大的空间后再试；数据没有改动。"
        )


def _in_use() -> StoreError:
    return StoreError("数据文件正被后台的工作使用，没有更换数据钥匙，", advice="请等后台的工作做完后再试一次。")


def _failed() -> StoreError:
    return StoreError(
        "磁盘已满或读写出错，数据钥匙没有换成，",
        advice="数据没有丢失，仍可正常使用；请检查磁盘，下次打开时会接着更换。",
    )
