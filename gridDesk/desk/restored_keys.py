"""The keys of an unpacked backup: on the machine that has a newer key file, that one stays, or who left would be back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from gridDesk import vault
from gridDesk.desk.unlocking import open_data
from gridDesk.errors import DeskError
from gridDesk.vault.copies import read_copies, write_copies
from gridDesk.vault.format import decode

Unlock = Callable[[Path], vault.Keys]


def keys_for(scratch: Path, folder: Path, password: str, who: str = "", typed: str = "") -> vault.Keys:
    """Open the keys of the backup unpacked in `scratch` by a password, or by a typed paper key. Raises DeskError.

    Where `folder` holds a newer key file of the same office, its password is asked; it takes the place of the one in
    `scratch`, and the data file there is put under its data key. `vault.Keys.former` still has the backup's own keys.
    """
    return settle(scratch, folder, unlock_by(password, who, typed))


def unlock_by(password: str, who: str = "", typed: str = "") -> Unlock:
    """Return how a key file is opened: by what was typed off the paper, or else by a password."""
    if typed:
        return lambda place: _by_paper(place, vault.paper.read(typed))
    return lambda place: vault.unlock(place, password, who)


def _by_paper(place: Path, paper: bytes) -> vault.Keys:
    try:
        return vault.unlock_by_paper(place, paper)
    except vault.WrongPassword:
        raise vault.PaperKeyWrong(0, "other") from None


def settle(scratch: Path, folder: Path, unlock: Unlock) -> vault.Keys:
    """Do what `keys_for` says, with any way of opening a key file."""
    if not _has_newer(folder, scratch):
        return unlock(scratch)
    try:
        keys = unlock(folder)
    except vault.WrongPassword:
        unlock(scratch).wipe()
        raise DeskError(
            "这台电脑上的密码或账号在备份以后改过，以前的密码不再有效，",
            advice="请用现在的密码恢复，或用纸质钥匙恢复。",
        ) from None
    write_copies(scratch, vault.newest_bytes(folder))
    store, keys = open_data(scratch, keys)
    store.close()
    return keys


def _has_newer(folder: Path, scratch: Path) -> bool:
    """Tell whether the key file of a folder is of the same office as the unpacked one, and later."""
    with contextlib.suppress(DeskError, OSError):
        here, there = read_copies(folder)[0].file, read_copies(scratch)[0].file
        return here.db_uuid == there.db_uuid and here.generation > there.generation
    return False


def newest_key_file(folder: Path) -> tuple[int, Path] | None:
    """Return the latest generation of the key file among the backups of an office, and the backup that carries it."""
    from gridDesk.desk import backup_file, backups

    best: tuple[int, Path] | None = None
    for kept in backups.listed(folder / backups.FOLDER):
        with contextlib.suppress(DeskError, OSError):
            generation = decode(backup_file.key_file_of(kept.path)).generation
            if best is None or generation > best[0]:
                best = generation, kept.path
    return best


def put_back_key_file(folder: Path, backup: Path) -> None:
    """Put the key file that a backup carries in the place of an older or damaged one. Raises DeskError.

    The way out when the key file is older than the data; the next login proves it.
    """
    from gridDesk.desk import backup_file

    data = backup_file.key_file_of(backup)
    new = decode(data)
    with contextlib.suppress(vault.KeyFileDamaged, vault.KeyFileMissing):
        here = read_copies(folder)[0].file
        if here.db_uuid != new.db_uuid or here.generation >= new.generation:
            raise DeskError(
                f"备份“{backup.name}”里的钥匙文件不比现在的新，没有更换，", advice="请选更新的备份，或用纸质钥匙打开。"
            )
    write_copies(folder, data)
