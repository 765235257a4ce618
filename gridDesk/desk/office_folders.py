"""The folders of offices as they tell before they are unlocked: which there are, whose, who can log in, who has them open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from gridDesk import paths
from gridDesk.desk import in_use
from gridDesk.errors import DeskError
from gridDesk.ledger import Office

RESTORING = ".restoring"  # ends the name of a folder in which an office is being restored
DATA_FILE, CARD_FILE, LOCK_FILE = "office.gdb", "office.json", "office.lock"


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """An office as its folder tells before it is unlocked; `broken` is a sentence when it cannot be opened."""

    path: Path
    office: Office | None
    broken: str = ""


def list_offices(home: Path | None = None) -> list[OfficeFolder]:
    """Return the offices kept below a folder (the program's own when none is given), by name."""
    home = home or paths.default_home()
    folders = [path.parent for path in sorted(home.glob(f"*/{CARD_FILE}"))] if home.is_dir() else []
    if any(folder.name.endswith(RESTORING) for folder in folders):
        from gridDesk.desk import swapping

        swapping.finish_all(home)
        folders = [path.parent for path in sorted(home.glob(f"*/{CARD_FILE}"))]
    folders = [folder for folder in folders if not folder.name.endswith(RESTORING)]
    return [look(folder) for folder in folders]


def look(folder: Path) -> OfficeFolder:
    """Return what an office folder says of itself without a password."""
    try:
        office = msgspec.json.decode((folder / CARD_FILE).read_bytes(), type=dict[str, str])
        return OfficeFolder(folder, Office(**office))  # type: ignore[arg-type]
    except (OSError, msgspec.DecodeError, TypeError):
        return OfficeFolder(folder, None, f"文件夹“{folder.name}”里的单位信息读不出来，请从备份恢复。")


def people_of(folder: Path) -> list[str]:
    """Return the names of who can log in, for the login page. Raises DeskError."""
    from gridDesk import vault

    return vault.slot_names(folder)


def keepers_of(folder: Path) -> list[str]:
    """Return the names of the keepers of the keys (钥匙保管人): a paper key gives one of them a new password."""
    from gridDesk import vault

    return [one.who for one in vault.people(folder) if one.kind == "password" and "keeper" in one.roles]


def take_lock(folder: Path) -> FileLock:
    """Take an office for this window. Raises DeskError when another one has it."""
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise in_use.refusal(folder) from None
    except OSError as error:
        raise DeskError(
            f"文件夹“{folder.name}”不能写，打不开这个单位，", advice="请检查磁盘和文件夹权限后再试。"
        ) from error
    return lock
