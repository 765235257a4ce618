"""What backups there are (备份): each told by its own manifest, numbered by their order, with why it is kept."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from gridDesk.desk import backup_calendar as calendar
from gridDesk.desk import backup_file as file
from gridDesk.desk.backup_calendar import Mark
from gridDesk.desk.backup_file import PINNED, SUFFIX, BackupBroken, Manifest

FOLDER = "backups"
BAD = ".damaged"  # ends the name of a backup that was found damaged afterwards: kept, never counted

WHY = {
    "time": "定时", "exit": "退出时", "act": "导入、收取前", "hand": "手动", "upgrade": "升级前", "restore": "恢复前",
    "rekey": "换钥匙时", "handover": "移交前",
}  # fmt: skip
KEPT = {
    "all": "最近两天", "day": "每日", "week": "每周", "month": "每月", "pinned": "固定", "floor": "至少三份", "": "可清理",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A backup beside the data. `number` orders them; `n` is 0 for one of an older program, which has no manifest.

    `age` says why it is kept ("all", "day", "week", "month", "pinned", "floor"; "" when it may go). `when` is ISO.
    """

    path: Path
    number: int
    n: int
    when: str
    size: int
    why: str
    age: str
    mark: Mark
    manifest: Manifest | None = None

    @property
    def pinned(self) -> bool:
        """Tell whether it is never thinned."""
        return self.mark.pinned

    @property
    def words(self) -> str:
        """Return why it was made and why it is kept."""
        made = WHY.get(self.why, "旧版程序") if self.manifest is not None else "旧版程序"
        return f"{made}，{KEPT[self.age]}"


def listed(folder: Path) -> list[Kept]:
    """Return the backups in a folder, newest first by their own count; one that cannot be read is left out."""
    read = [one for path in sorted(folder.glob(f"*{SUFFIX}")) if (one := _read(path)) is not None]
    # Numbered by their order: those of older programs have no number of their own, and one that was copied here from
    # elsewhere may have that of another.
    marks = [replace(mark, n=place) for place, (_, _, mark) in enumerate(sorted(read, key=_order), 1)]
    ages = calendar.age_class(marks)
    found = [
        Kept(
            path=path, number=mark.n, n=manifest.n if manifest else 0, when=when_of(path, manifest), size=mark.size,
            why=manifest.why if manifest else "", age=ages[mark.n], mark=mark, manifest=manifest,
        )
        for (path, manifest, _), mark in zip(sorted(read, key=_order), marks, strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda kept: -kept.number)


def _order(read: tuple[Path, Manifest | None, Mark]) -> tuple[int, int, str]:
    path, manifest, _ = read
    return (0, 0, path.name) if manifest is None else (1, manifest.n, path.name)


_known: dict[tuple[str, int, int], tuple[Path, Manifest | None, Mark] | None] = {}  # what was read already


def _read(path: Path) -> tuple[Path, Manifest | None, Mark] | None:
    """Return what a backup says of itself, None where it cannot be read; a file that did not change is read once."""
    try:
        seen = path.stat()
        key = (str(path), seen.st_size, seen.st_mtime_ns)
        if key not in _known:
            manifest = file.read_manifest(path)
            _known[key] = (path, manifest, mark_of(path, manifest))
    except OSError:
        return None
    except BackupBroken:
        _known[key] = None
    return _known[key]


def when_of(path: Path, manifest: Manifest | None) -> str:
    """Return when a backup was made, as `YYYY-MM-DD HH:MM`."""
    if manifest is not None:
        return manifest.at[:16].replace("T", " ")
    parts = path.stem.split("-")
    if len(parts) < 4 or len(parts[2]) != 8:
        return ""
    day, clock = parts[2], parts[3]
    return f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}"


def mark_of(path: Path, manifest: Manifest | None) -> Mark:
    """Return what the calendar needs to know of a backup; one of an older program is told by its name and its file."""
    size = path.stat().st_size
    if manifest is None:
        day = _day_in_name(path)
        return Mark(0, day, day, size=size)
    return Mark(manifest.n, manifest.day, _wall(manifest), manifest.why in PINNED, size)


def _wall(manifest: Manifest) -> int:
    try:
        return datetime.fromisoformat(manifest.at).date().toordinal()
    except ValueError:
        return manifest.day


def _day_in_name(path: Path) -> int:
    parts = path.stem.split("-")
    with contextlib.suppress(ValueError, IndexError):
        return datetime.strptime(parts[2], "%Y%m%d").date().toordinal()
    return date.fromtimestamp(path.stat().st_mtime).toordinal()


def damaged(folder: Path) -> list[str]:
    """Return the names of backups that were found damaged after they were made."""
    whole = {path for path in folder.glob(f"*{SUFFIX}") if _read(path) is None}
    return sorted([path.name for path in whole] + [path.name for path in folder.glob(f"*{SUFFIX}{BAD}")])
