"""Turning the data key (更换数据钥匙): whoever left cannot open today's data with an old password and an old key file.

Key file with the new key and the former one -> data file under the new key -> key file that says so -> a fresh backup.
A kill or a power cut at any point leaves a key file that opens the data file; the next opening goes on from there.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gridDesk import vault
from gridDesk.desk import audit
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.progress import Cancelled, Progress, silent
from gridDesk.errors import DeskError
from gridDesk.store import Store, rekeying
from gridDesk.store.engine import DatabaseError

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

DUE = "rekey_due"  # what a re-keying that is not over yet was for: the slot that goes, or `_ALL`
_ALL = "all"


def turn(desk: Desk, progress: Progress = silent, *, without: str = "") -> None:
    """Give the office a new data key, leaving a slot out of the key file. Raises DeskError.

    To be called on the desk that holds the office, with no clone or reader open; afterwards `desk.store` is another
    connection, or, when the disk failed, `desk.closed`.
    """
    progress(0, 3, "正在更换数据钥匙")
    path, before = desk.folder / DATA_FILE, bytes(desk.keys.db_key)
    desk.set_setting(DUE, without or _ALL)
    desk.store.close()
    try:
        rekeying.check_alone(path, before)
        progress(1, 3, "正在用新的数据钥匙重新加密")
        desk.keys = vault.begin_rotation(desk.folder, desk.keys, without=without)
        rekeying.rekey(path, before, bytes(desk.keys.db_key))
    finally:
        _reopen(desk, before)
    go_on(desk, _unstoppable(progress))


def _unstoppable(progress: Progress) -> Progress:
    """Return a progress that hears no wish to stop: what has begun is finished, now or at the next opening."""

    def tell(done: int, total: int, words: str) -> None:
        with contextlib.suppress(Cancelled):
            progress(done, total, words)

    return tell


def _reopen(desk: Desk, before: bytes) -> None:
    """Open the data file again, under whichever key it is now; where the disk does not allow it, the office is closed."""
    path, now = desk.folder / DATA_FILE, bytes(desk.keys.db_key)
    try:
        key = now if rekeying.opens(path, now) else before
        desk.take_store(Store.open(path, key, desk.store.catalogue), key)
    except (DeskError, DatabaseError, OSError) as error:
        desk.abandon()
        raise DeskError(
            "磁盘已满或读写出错，数据文件现在打不开，本单位已关闭，",
            advice="数据没有丢失；请检查磁盘后重新打开，没做完的会接着做完。",
        ) from error


def go_on(desk: Desk, progress: Progress = silent) -> None:
    """Finish what a re-keying that came this far has still to do; does nothing when there is none. Raises DeskError."""
    due = str(desk.setting(DUE, "") or "")
    if desk.is_under_former_key or not (due or desk.keys.rotating):
        return
    if desk.keys.rotating:
        desk.take_keys(vault.finish_rotation(desk.folder, desk.keys))
        audit.note(desk, "rekey", detail={"generation": desk.keys.generation})
        if due not in ("", _ALL, *(one.slot for one in vault.people(desk.folder))):
            audit.note(desk, "account_removed", detail={"slot": due})
    progress(2, 3, "正在备份")
    _back_up(desk)
    desk.set_setting(DUE, "")
    progress(3, 3, "数据钥匙已更换")


def _back_up(desk: Desk) -> None:
    from gridDesk.desk import safety

    try:
        safety.backup(desk)
    except DeskError as error:
        raise DeskError(
            f"数据钥匙已经换好，但新的备份没有做成：{error.message}", advice="请检查磁盘后做一次备份。"
        ) from error
