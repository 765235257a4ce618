"""Checks, backups and restore: what keeps an office's data whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from gridDesk import vault
from gridDesk.desk import attachments, swapping
from gridDesk.desk.installs import installation_mark, renew
from gridDesk.desk.office import CARD_FILE, DATA_FILE, Desk, open_office
from gridDesk.desk.progress import Progress, silent
from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.store import Store
from gridDesk.text import CLOCK
from gridDesk.vault.files import sync_folder

BACKUPS = "backups"
KEY_FILE = "keys.json"
_MEMBERS = {DATA_FILE, CARD_FILE, KEY_FILE}


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup of an office: one file with data, keys and name; opens only with its password."""

    path: Path
    when: str
    size: int


def check(desk: Desk, progress: Progress = silent) -> list[str]:
    """Check the data file in every way and return problems as sentences; an empty list means all is well.

    Rebuilds every table from the journal into a scratch database and compares.
    """
    progress(0, 1, "正在核对数据文件和历史记录")
    problems = desk.store.check()
    progress(1, 1, "核对完成")
    desk.set_setting("last_check", [CLOCK.now().isoformat(timespec="minutes"), len(problems)])
    return problems


def backup(desk: Desk, target_dir: Path | None = None, progress: Progress = silent) -> Path:
    """Make one backup file, open it again to verify it, and only then give it its name. Raises DeskError."""
    folder = target_dir or desk.folder / BACKUPS
    folder.mkdir(parents=True, exist_ok=True)
    name = f"griddesk-{desk.office.site[:8]}-{CLOCK.now():%Y%m%d-%H%M%S}"
    target = _free_name(folder, name)
    part, data = target.with_suffix(".part"), target.with_suffix(".data")
    _remove_leftovers(folder)
    progress(0, 2, "正在备份")
    attachments.tidy(desk)
    try:
        desk.store.backup(data)
        _pack(part, data, desk.folder)
        progress(1, 2, "正在打开备份核对")
        _verify(part, desk)
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
        sync_folder(folder)
    except OSError as error:
        raise DeskError(
            "备份没有写成，磁盘可能已满或不能写，", advice="请换一个位置再试；原有数据没有改动。"
        ) from error
    finally:
        for path in (data, part):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    desk.set_setting("last_backup", CLOCK.now().isoformat(timespec="minutes"))
    progress(2, 2, "备份完成")
    return target


def _remove_leftovers(folder: Path) -> None:
    """Remove what a backup that was cut off left; no half of it bears a backup's name."""
    for pattern in ("griddesk-*.data", "griddesk-*.part", "griddesk-*.data.part*"):
        for path in folder.glob(pattern):
            with contextlib.suppress(OSError):
                path.unlink()


def _free_name(folder: Path, name: str) -> Path:
    target, n = folder / f"{name}.gdbak", 1
    while target.exists():
        n += 1
        target = folder / f"{name}-{n}.gdbak"
    return target


def _pack(part: Path, data: Path, folder: Path) -> None:
    """Stored, not deflated: the data file is encrypted and does not shrink."""
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        archive.write(data, DATA_FILE)
        archive.write(folder / CARD_FILE, CARD_FILE)
        archive.writestr(KEY_FILE, vault.newest_bytes(folder))


def _verify(part: Path, desk: Desk) -> None:
    with zipfile.ZipFile(part) as archive:
        if archive.testzip() is not None or set(archive.namelist()) != _MEMBERS:
            raise DeskError("备份写完后核对不一致，", advice="请换一个位置再备份一次。")


def backups(desk: Desk) -> list[BackupFile]:
    """Return the backups kept beside the data, newest first."""
    files = sorted((desk.folder / BACKUPS).glob("*.gdbak"), reverse=True)
    return [BackupFile(path, _when(path), path.stat().st_size) for path in files]


def _when(path: Path) -> str:
    parts = path.stem.split("-")
    if len(parts) < 4 or len(parts[2]) != 8:
        return ""
    day, clock = parts[2], parts[3]
    return f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}"


def restore(source: Path, folder: Path, password: str) -> Desk:
    """Restore a backup into an empty folder, or over an office whose files are kept aside, and open it.

    The replica id changes, so the counters of what was lost are never used twice. Raises DeskError and leaves the
    present office as it was when the backup cannot be read or the password does not open it.
    """
    swapping.finish(folder)
    scratch = swapping.scratch_of(folder)
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        _unpack(source, scratch)
        keys = vault.unlock(scratch, password)
        store = Store.open(scratch / DATA_FILE, bytes(keys.db_key), catalogue())
        problems = store.check()
        if problems:
            store.close()
            raise DeskError(f"这份备份核对不通过：{problems[0]}", advice="请换一份备份。")
        renew(store, "restored")  # what was lost since the backup is told by a whole state, not a delta
        store.system.put("installation", installation_mark(folder))
        store.close()
        _swap(scratch, folder)
    finally:
        swapping.clear(folder)
    return open_office(folder, password)


def _unpack(source: Path, scratch: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            if set(archive.namelist()) != _MEMBERS or archive.testzip() is not None:
                raise DeskError(f"“{source.name}”不是完整的备份文件，", advice="请换一份备份。")
            scratch.mkdir(parents=True)
            for name in (DATA_FILE, CARD_FILE):
                with archive.open(name) as member, (scratch / name).open("wb") as stream:
                    shutil.copyfileobj(member, stream)
            vault.write_copies(scratch, archive.read(KEY_FILE))
    except (OSError, zipfile.BadZipFile) as error:
        raise DeskError(f"备份文件“{source.name}”读不出来，", advice="请换一份备份。") from error


def _swap(scratch: Path, folder: Path) -> None:
    """Put the restored office in place; what was there before is kept beside it, never deleted."""
    kept = swapping.put_in_place(scratch, folder)
    if kept is not None and (kept / BACKUPS).is_dir():
        with contextlib.suppress(OSError, shutil.Error):  # they are still in the folder that was kept
            shutil.copytree(kept / BACKUPS, folder / BACKUPS, dirs_exist_ok=True)
