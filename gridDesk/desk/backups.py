"""Backups (备份): when one is due, how it is made and proved, which are kept, and which is the newest good one.

A backup gets its name only after its file was opened afresh and found equal; only then may older ones go. What is said of
a backup is read from its own manifest, so a restored or foreign data file loses no count of them.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gridDesk.desk import attachments, audit, installs
from gridDesk.desk import backup_calendar as calendar
from gridDesk.desk import backup_file as file
from gridDesk.desk.backup_file import SUFFIX, BackupBroken, Manifest
from gridDesk.desk.backup_list import BAD, FOLDER, KEPT, WHY, Kept, damaged, listed, when_of
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.progress import Progress, silent
from gridDesk.durable import rename_patiently, sync_folder
from gridDesk.errors import DeskError
from gridDesk.text import CLOCK, now_iso

__all__ = [
    "BAD", "CHECKED", "DRILL", "DUE_MINUTES", "FAILED", "FOLDER", "KEPT", "LAST", "PAUSED", "SPARE", "WHY", "Kept", "Schedule",
    "changed", "damaged", "due", "free_name", "listed", "paused", "recheck_one", "remove_leftovers", "resume", "run", "thin",
    "when_of",
]  # fmt: skip

LAST, FAILED, PAUSED, CHECKED, DRILL = (
    "backup.last", "backup.failed", "backup.paused", "backup.checked", "backup.drill",
)  # fmt: skip
DUE_MINUTES = 30
SPARE = 64 * 1024 * 1024


def run(desk: Desk, target_dir: Path | None = None, progress: Progress = silent, *, why: str = "hand") -> Path:
    """Make a backup, open its file afresh and compare, only then give it its name; then thin. Raises DeskError.

    In another folder than the office's own nothing is thinned.
    """
    folder = target_dir or desk.folder / FOLDER
    progress(0, 3, "正在备份")
    try:
        target, manifest = _made(desk, folder, progress, why)
    except OSError as error:
        _failed(desk, "disk")
        raise DeskError(
            "备份没有写成，磁盘可能已满或不能写，", advice="请换一个位置再试；原有数据和以前的备份没有改动。"
        ) from error
    except DeskError:
        _failed(desk, "proof")
        raise
    if not desk.store.readonly:
        _remember(desk, manifest, target)
    if target_dir is None:
        thin(desk)
        with contextlib.suppress(DeskError, OSError):
            recheck_one(desk)
    progress(3, 3, "备份完成")
    return target


def _made(desk: Desk, folder: Path, progress: Progress, why: str) -> tuple[Path, Manifest]:
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    if not desk.store.readonly:
        attachments.tidy(desk)
    _make_room(desk, folder)
    name = f"griddesk-{desk.office.site[:8]}-{CLOCK.now():%Y%m%d-%H%M%S}"
    target = free_name(folder, name)
    part, data = target.with_suffix(".part"), target.with_suffix(".data")
    try:
        manifest = _copied(desk, data, why)
        progress(1, 3, "正在写备份文件")
        file.write(part, data, desk.folder, manifest, desk.keys)
        data.unlink()
        progress(2, 3, "正在打开备份核对")
        file.prove_afresh(part, desk.keys, data)
        rename_patiently(part, target)
        sync_folder(folder)
        return target, manifest
    finally:
        for path in (data, part):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _copied(desk: Desk, data: Path, why: str) -> Manifest:
    """Copy the data and say what the copy must hold; the mark is read before, so that nothing later is taken as backed up."""
    mark = desk.store.mark()
    figures = desk.store.copy(data)
    there = listed(desk.folder / FOLDER)
    own = [kept.mark for kept in there]
    wall = CLOCK.now().date().toordinal()
    newest = str(desk.setting("clock.newest", "") or "")
    return file.manifest_of(
        figures, desk.keys, site=desk.office.site, replica=desk.store.replica,
        n=max([kept.n for kept in there] + [int(str(_last(desk).get("n", 0)))]) + 1, day=calendar.next_day(own, wall),
        why=why, clock_ok=not newest or CLOCK.now().isoformat() >= newest, mark=mark,
    )  # fmt: skip


def _remember(desk: Desk, manifest: Manifest, target: Path) -> None:
    with desk.store.system.together():
        desk.set_setting("last_backup", CLOCK.now().isoformat(timespec="minutes"))
        desk.set_setting(LAST, {"at": manifest.at, "n": manifest.n, "mark": manifest.mark, "name": target.name})
        desk.set_setting(FAILED, None)
    audit.note(desk, "backup", count=manifest.n, detail={"reason": manifest.why, "bytes": _size_code(target)})
    installs.note(desk)


def _size_code(path: Path) -> int:
    return min(path.stat().st_size, 9_999_999_999)


def _failed(desk: Desk, reason: str) -> None:
    """Note that a backup failed, where the data file can still be written."""
    with contextlib.suppress(DeskError, OSError):
        if not desk.store.readonly:
            desk.set_setting(FAILED, {"at": now_iso(), "reason": reason})
            audit.note(desk, "backup_failed", detail={"reason": reason})


def _make_room(desk: Desk, folder: Path) -> None:
    """See that the disk has room for a copy and its proof; old backups go first, the newest three and pinned ones never."""
    need = 2 * (desk.folder / DATA_FILE).stat().st_size + SPARE
    lack = need - shutil.disk_usage(folder).free
    if lack > 0 and folder == desk.folder / FOLDER and not paused(desk):
        kept = listed(folder)
        _remove(kept, calendar.to_free([one.mark for one in kept], lack))
        lack = need - shutil.disk_usage(folder).free
    if lack > 0:
        raise DeskError(
            f"磁盘空间不够，备份没有做：还缺 {lack // 1024 // 1024 + 1:,} MB，",
            advice="请清理磁盘，或把备份放到别的盘；以前的备份一份没动。",
        )


def remove_leftovers(folder: Path) -> None:
    """Remove what a backup that was cut off left; no half of it bears a backup's name."""
    for pattern in ("griddesk-*.data", "griddesk-*.part", "griddesk-*.data.part*", "griddesk-*.data-*"):
        for path in folder.glob(pattern):
            with contextlib.suppress(OSError):
                path.unlink()


def free_name(folder: Path, name: str) -> Path:
    """Return a name for a backup that no file in the folder has."""
    target, n = folder / f"{name}{SUFFIX}", 1
    while target.exists():
        n += 1
        target = folder / f"{name}-{n}{SUFFIX}"
    return target


# --- thinning ---------------------------------------------------------------------------------------------------------


def thin(desk: Desk) -> list[Path]:
    """Remove the backups that the calendar lets go, and return them; none after a restore until somebody says so."""
    if paused(desk):
        return []
    kept = listed(desk.folder / FOLDER)
    return _remove(kept, calendar.to_thin([one.mark for one in kept]))


def _remove(kept: Sequence[Kept], numbers: Sequence[int]) -> list[Path]:
    gone = []
    for one in kept:
        if one.number in numbers:
            with contextlib.suppress(OSError):
                one.path.unlink()
                gone.append(one.path)
    return gone


def paused(desk: Desk) -> str:
    """Return since when nothing is thinned (ISO), "" when thinning goes on."""
    return str(desk.setting(PAUSED, "") or "")


def resume(desk: Desk) -> None:
    """Go on thinning: a person has looked at the restored data and found it right."""
    desk.set_setting(PAUSED, "")
    thin(desk)


def recheck_one(desk: Desk) -> Path | None:
    """Read the older backup that was not looked at for the longest time against its hashes; return it when damaged.

    A damaged one is kept under another name and counts no more.
    """
    found = desk.setting(CHECKED, {})
    seen = {str(name): int(str(turn)) for name, turn in found.items()} if isinstance(found, dict) else {}
    kept = listed(desk.folder / FOLDER)[1:]
    if not kept or desk.store.readonly:
        return None
    one = min(kept, key=lambda backup: (seen.get(backup.path.name, 0), -backup.number))
    turn = max(seen.values(), default=0) + 1
    names = {backup.path.name for backup in kept}
    desk.set_setting(CHECKED, {name: at for name, at in seen.items() if name in names} | {one.path.name: turn})
    try:
        file.check_whole(one.path)
    except BackupBroken:
        one.path.rename(one.path.with_name(one.path.name + BAD))
        audit.note(desk, "damaged", count=one.n, detail={"part": "backup"})
        return one.path
    return None


# --- when one is due --------------------------------------------------------------------------------------------------


def _last(desk: Desk) -> dict[str, object]:
    found = desk.setting(LAST, {})
    return found if isinstance(found, dict) else {}


def changed(desk: Desk) -> bool:
    """Tell whether anything was changed since the last backup, or there is none."""
    return _last(desk).get("mark") != desk.store.mark()


class Schedule:
    """Tells when a backup is due: half an hour after the first change that is in none. Counts by a steady clock.

    Whatever was changed before it began to look is of unknown age and due at once.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._since: float | None = None
        self._looked = False

    def due(self, desk: Desk) -> bool:
        """Look whether anything changed and tell whether a backup is due."""
        first, self._looked = not self._looked, True
        if not changed(desk):
            self._since = None
            return False
        if self._since is None:
            self._since = self._steady() - (DUE_MINUTES * 60 if first and desk.setting(LAST) else 0)
        return self._steady() - self._since >= DUE_MINUTES * 60

    def failed(self) -> None:
        """Try again in ten minutes."""
        self._since = self._steady() - (DUE_MINUTES - 10) * 60


def due(desk: Desk, schedule: Schedule) -> bool:
    """Tell whether a backup is due by itself."""
    return schedule.due(desk)
