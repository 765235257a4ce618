"""Checks, backups and restore: what keeps an office's data whole, as other modules call it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import audit, backup_restore, restored_keys
from gridDesk.desk import backups as keeping
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.text import CLOCK

BACKUPS = keeping.FOLDER


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
    audit.note(desk, "integrity", detail={"result": "ok" if not problems else "bad", "problems": len(problems)})
    return problems


def backup(desk: Desk, target_dir: Path | None = None, progress: Progress = silent, *, why: str = "act") -> Path:
    """Make one backup file, open it again to verify it, and only then give it its name. Raises DeskError."""
    return keeping.run(desk, target_dir, progress, why=why)


def backups(desk: Desk) -> list[BackupFile]:
    """Return the backups kept beside the data, newest first."""
    return [BackupFile(kept.path, kept.when, kept.size) for kept in keeping.listed(desk.folder / BACKUPS)]


def restore(source: Path, folder: Path, password: str, who: str = "") -> Desk:
    """Restore a backup into an empty folder, or over an office whose files are kept aside, and open it.

    The replica id changes, so the counters of what was lost are never used twice. Raises DeskError and leaves the
    present office as it was when the backup cannot be read or the password does not open it.
    """
    return backup_restore.restore(source, folder, password, who)


def restore_with_paper_key(source: Path, folder: Path, typed: str, *, who: str, new_password: str) -> Desk:
    """Restore a backup by the paper key, give a clerk a new password, and open it. Raises DeskError as `restore`."""
    from gridDesk.desk.opening import open_with_paper_key

    backup_restore.restore_by(source, folder, restored_keys.unlock_by("", "", typed))
    return open_with_paper_key(folder, typed, new_password=new_password, who=who)
