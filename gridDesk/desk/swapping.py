"""Putting a restored office in place of the present one: by two renames, which are finished later when they were cut off.

`<office>.restoring` is where it is made ready; the mark `ready` in it says that it is whole and may take the place.
`<office>.before-restore-…` is what was there before; it is kept and never deleted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from gridDesk.desk.office_folders import RESTORING
from gridDesk.durable import rename_patiently, sync_folder
from gridDesk.errors import DeskError
from gridDesk.text import CLOCK

READY = "ready"
_KEPT = ".before-restore-"


def scratch_of(folder: Path) -> Path:
    """Return where an office is made ready before it takes the place of `folder`."""
    return folder.with_name(folder.name + RESTORING)


def put_in_place(scratch: Path, folder: Path) -> Path | None:
    """Let a prepared office take the place of `folder`, and return where the former one is kept (None: there was none).

    After a kill or a power cut `finish` goes on from any point. Raises DeskError, with the former office in its place.
    """
    kept = _free(folder.with_name(f"{folder.name}{_KEPT}{CLOCK.now():%Y%m%d-%H%M%S}")) if folder.exists() else None
    try:
        _make_lasting(scratch)
        if kept is not None:
            _rename(folder, kept)
        rename_patiently(scratch, folder)
    except OSError as error:
        if kept is not None and kept.exists() and not folder.exists():
            with contextlib.suppress(OSError):
                _rename(kept, folder)
        raise DeskError(
            "恢复没有完成，磁盘可能已满或不能写，", advice="原来的数据没有改动；请检查磁盘后再试。"
        ) from error
    with contextlib.suppress(OSError):  # it is in its place; a sync that fails now takes nothing back
        sync_folder(folder.parent)  # first, so that the mark cannot be gone while the name is not there yet
        (folder / READY).unlink(missing_ok=True)
    return kept


def finish(folder: Path) -> None:
    """Finish a restore that was cut off between its two renames; does nothing when there is none. Never raises."""
    if folder.exists():
        return
    with contextlib.suppress(OSError):
        scratch = scratch_of(folder)
        if (scratch / READY).is_file():
            _rename(scratch, folder)
            (folder / READY).unlink(missing_ok=True)


def finish_all(home: Path) -> None:
    """Finish every restore below `home` that was cut off."""
    for scratch in home.glob(f"*{RESTORING}"):
        finish(scratch.with_name(scratch.name.removesuffix(RESTORING)))


def clear(folder: Path) -> None:
    """Remove what was made ready for `folder`, unless its place is empty and `finish` still has to put it there."""
    if folder.exists() or not (scratch_of(folder) / READY).exists():
        shutil.rmtree(scratch_of(folder), ignore_errors=True)


def _make_lasting(scratch: Path) -> None:
    """Sync every file, then mark the whole as ready."""
    for path in sorted(scratch.rglob("*")):
        if path.is_file():
            _sync_file(path)
    sync_folder(scratch)
    (scratch / READY).write_bytes(b"")
    _sync_file(scratch / READY)
    sync_folder(scratch)
    sync_folder(scratch.parent)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(old: Path, new: Path) -> None:
    rename_patiently(old, new)
    sync_folder(new.parent)


def _free(path: Path) -> Path:
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found
