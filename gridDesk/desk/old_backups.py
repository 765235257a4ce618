"""Old backups that somebody who left could still open with an old password: which there are, and destroying them."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk import vault
from gridDesk.desk import audit
from gridDesk.desk.roles import need_keeper
from gridDesk.errors import DeskError
from gridDesk.vault.copies import NAMES
from gridDesk.vault.format import decode

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

_KEPT = ".before-restore-"


@dataclass(frozen=True, slots=True)
class OldBackup:
    """A backup, or the folder of an office that a restore put aside; `names`: who left and could still open it."""

    path: Path
    when: str
    names: tuple[str, ...]


def old_backups(desk: Desk) -> list[OldBackup]:
    """Return what lies on this computer, and in the second place when it is there, that a removed clerk could open."""
    present = {one.slot for one in vault.people(desk.folder)}
    found = []
    for path, when, data in _key_files(desk):
        with contextlib.suppress(DeskError):
            gone = [one for one in decode(data).slots if one.id not in present]
            if gone:
                names = tuple(one.who if one.kind == "password" else "作废的纸质钥匙" for one in gone)
                found.append(OldBackup(path, when, names))
    return found


def _key_files(desk: Desk) -> Iterator[tuple[Path, str, bytes]]:
    """Yield every copy of this office there is: where, when it was made, its key file."""
    from gridDesk.desk import backup_file, backup_second, backups

    folders = [desk.folder / backups.FOLDER]
    second = backup_second.find(desk)
    if second is not None:
        folders.append(backup_second.place(second))
    for folder in folders:
        for kept in backups.listed(folder):
            with contextlib.suppress(DeskError, OSError):
                yield kept.path, kept.when, backup_file.key_file_of(kept.path)
    for aside in sorted(desk.folder.parent.glob(f"{desk.folder.name}{_KEPT}*")):
        with contextlib.suppress(OSError):
            yield aside, aside.name.rpartition(_KEPT)[2], (aside / NAMES[0]).read_bytes()


def destroy_backups(desk: Desk, paths: Sequence[Path]) -> int:
    """Delete old backups for good; returns how many. Raises DeskError when no other one would be left."""
    need_keeper(desk)
    wanted = [one.path for one in old_backups(desk) if one.path in set(paths)]
    _check_one_stays(desk, wanted)
    done = 0
    for path in wanted:
        with contextlib.suppress(OSError):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            done += 1
    if done:
        audit.note(desk, "backup", count=done, detail={"result": "destroyed"})
    if done < len(wanted):
        raise DeskError(
            f"有{len(wanted) - done}份旧备份没有删掉，", advice="请检查它们是否正被别的程序打开，再试一次。"
        )
    return done


def _check_one_stays(desk: Desk, going: Sequence[Path]) -> None:
    from gridDesk.desk import backups

    if not any(kept.path not in going for kept in backups.listed(desk.folder / backups.FOLDER)):
        raise DeskError("删掉以后就一份备份也没有了，", advice="请先做一次新的备份，再删旧的。")
