"""The second place (第二处备份): a stick or another disk, known by a mark that lies on it, whatever letter it has today.

A backup is copied there as a package is: written under a passing name, read back from the device, then named. What is
there already goes only after the new one was read back, and never below three.
"""

from __future__ import annotations

import contextlib
import mmap
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

import msgspec

from gridDesk.desk import audit, backups
from gridDesk.desk.backup_file import SUFFIX
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.errors import DeskError
from gridDesk.sync import stick
from gridDesk.sync.device import Device, system_device
from gridDesk.text import now_iso, today

SETTING = "backup.second"
FOLDER = "GridDesk-backup"
YELLOW, RED = 7, 14  # days without a copy there
KEEP, FLOOR = 6, 3

Level = Literal["ok", "note", "warn", "error"]


class _Mark(msgspec.Struct, frozen=True):
    """What lies on the second place, so that it is known again: a random id, nothing else."""

    format: Literal["griddesk-second-place"]
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """The second place as it was last known. `at` is when a copy was last read back there (ISO, "" never)."""

    id: str
    path: Path
    label: str
    is_stick: bool
    since: str
    at: str = ""
    n: int = 0

    @property
    def days(self) -> int:
        """Return the days since a copy was last read back there, or since it was chosen; 0 where that is ahead of today."""
        return max(0, (today() - self._on_day).days)

    @property
    def ahead(self) -> bool:
        """Tell whether that day is still to come: the clock was wrong then or is now, and nobody knows how long it is."""
        return self._on_day > today()

    @property
    def _on_day(self) -> date:
        return date.fromisoformat((self.at or self.since)[:10])

    @property
    def level(self) -> Level:
        """Return "ok", "warn" after 7 days or where the days are not known, "error" after 14."""
        return "warn" if self.ahead else level_after(self.days)

    @property
    def name(self) -> str:
        """Return the place as a clerk calls it."""
        return f"{'U 盘' if self.is_stick else '文件夹'}“{self.label}”"


def level_after(days: int) -> Level:
    """Return how bad it is to have nothing elsewhere for so many days."""
    return "error" if days > RED else "warn" if days > YELLOW else "ok"


def of(desk: Desk) -> Second | None:
    """Return the second place of an office, None when none was chosen."""
    found = desk.setting(SETTING, None)
    if not isinstance(found, dict) or not found.get("id"):
        return None
    known = cast("dict[str, str]", found)
    return Second(
        id=known["id"], path=Path(known["path"]), label=known["label"], is_stick=bool(known["is_stick"]),
        since=known["since"], at=known.get("at", ""), n=int(known.get("n", 0)),
    )  # fmt: skip


def _keep(desk: Desk, second: Second) -> None:
    desk.set_setting(
        SETTING,
        {
            "id": second.id, "path": str(second.path), "label": second.label, "is_stick": second.is_stick,
            "since": second.since, "at": second.at, "n": second.n,
        },
    )  # fmt: skip


def choose(desk: Desk, folder: Path) -> Second:
    """Make a stick or a folder the second place; a mark is laid there. Raises DeskError.

    Of a stick always its root: that is where it is looked for when it comes in, under whatever letter, and at the door.
    """
    if _same_disk(desk.folder, folder) and folder.resolve().is_relative_to(desk.folder.parent.resolve()):
        raise DeskError("这个文件夹就在本机数据旁边，不能当第二处，", advice="请选 U 盘，或另一块硬盘上的文件夹。")
    sticks = {one.path: one.label for one in stick.list_sticks()}
    root = next((path for path in sticks if folder.is_relative_to(path)), None)
    is_stick, folder = root is not None, root or folder
    label = sticks[folder] if is_stick else folder.name or str(folder)
    known = _mark_in(folder)
    mark = known or _Mark("griddesk-second-place", secrets.token_hex(8))
    try:
        place(folder).mkdir(exist_ok=True)
        if known is None:
            (place(folder) / _mark_name()).write_bytes(msgspec.json.encode(mark))
    except OSError as error:
        raise DeskError(f"“{folder}”不能写入，", advice="请检查 U 盘是否写保护，或换一个文件夹。") from error
    second = Second(id=mark.id, path=folder, label=label, is_stick=is_stick, since=now_iso())
    _keep(desk, second)
    audit.note(desk, "second_place", detail={"place": "stick" if is_stick else "folder"})
    return second


def forget(desk: Desk) -> None:
    """Have no second place any more; the copies there stay."""
    desk.set_setting(SETTING, None)
    audit.note(desk, "second_place", detail={"place": "none"})


def _same_disk(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return one.stat().st_dev == other.stat().st_dev
    return False


def is_elsewhere(desk: Desk, folder: Path) -> bool:
    """Tell whether a folder lies on another disk than the data."""
    return not _same_disk(desk.folder, folder)


def place(folder: Path) -> Path:
    """Return where on a stick or disk the backups of offices lie."""
    return folder / FOLDER


def _mark_name() -> str:
    return "place.json"


def _mark_in(folder: Path) -> _Mark | None:
    with contextlib.suppress(OSError, msgspec.MsgspecError), (place(folder) / _mark_name()).open("rb") as file:
        return msgspec.json.decode(file.read(4096), type=_Mark)
    return None


def find(desk: Desk, folders: Iterable[Path] | None = None) -> Path | None:
    """Return where the second place is now, None while it is not there; a stick may have another letter than before."""
    second = of(desk)
    if second is None:
        return None
    where = [second.path, *(folders if folders is not None else (one.path for one in stick.list_sticks()))]
    return next((place for place in (_on(second, path) for path in where) if place is not None), None)


def is_here(second: Second, folder: Path) -> bool:
    """Tell whether the second place is a folder, or on the stick of which this is the root, by the mark that lies there."""
    return _on(second, folder) is not None


def _on(second: Second, root: Path) -> Path | None:
    """Return where on a stick the second place is: its root, or the folder that earlier programs let be chosen there."""
    parts = second.path.parts[1:]
    places = (root.joinpath(*parts[len(parts) - deep :]) for deep in range(len(parts) + 1))
    return next((path for path in places if (mark := _mark_in(path)) is not None and mark.id == second.id), None)


def serves(desk: Desk, folder: Path) -> bool:
    """Tell whether a folder, such as a stick for exchange, is the second place as well."""
    second = of(desk)
    return second is not None and is_here(second, folder)


def behind(desk: Desk) -> bool:
    """Tell whether the newest backup is not at the second place yet."""
    second, kept = of(desk), backups.listed(desk.folder / backups.FOLDER)
    return second is not None and bool(kept) and kept[0].n > second.n


def copy(desk: Desk, progress: Progress = silent, *, folder: Path | None = None, device: Device | None = None) -> Path:
    """Copy the newest backup to the second place, read it back from the device, and thin there. Raises DeskError."""
    second = of(desk)
    if second is None:
        raise DeskError("还没有选第二处备份放在哪里，", advice="请先点“选第二处”。")
    where = _on(second, folder) if folder is not None else find(desk)
    if where is None:
        raise DeskError(f"第二处备份{second.name}现在不在，", advice="请插上它再试；本机的备份不受影响。")
    kept = backups.listed(desk.folder / backups.FOLDER)
    if not kept:
        raise DeskError("还没有备份可以抄过去，", advice="请先备份一次。")
    made = copy_to(desk, kept[0].path, place(where), progress, device)
    _keep(
        desk,
        Second(
            id=second.id, path=where, label=second.label, is_stick=second.is_stick, since=second.since, at=now_iso(),
            n=kept[0].n,
        ),
    )  # fmt: skip
    audit.note(desk, "backup", count=kept[0].n, detail={"place": "second", "verified": True})
    return made


def copy_to(desk: Desk, source: Path, folder: Path, progress: Progress = silent, device: Device | None = None) -> Path:
    """Copy a backup into a folder, read it back from the device, and keep the newest six there. Raises DeskError."""
    device = device or system_device()
    ours = f"griddesk-{desk.office.site[:8]}-"
    there = _ours(folder, ours)
    known = next((path for path in there if path.name == source.name), None)
    try:
        with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if known is not None and device.digest(known) == _digest(data):
                return known
            _make_room(device, folder, len(data), there)
            told = stick.write_to_stick(
                folder, source.name, cast("bytes", data), device=device,
                progress=lambda done, total: progress(done // 1024, total // 1024, "正在抄到第二处"),
            )  # fmt: skip
    except OSError as error:
        raise DeskError("备份没有抄成，", advice="请检查 U 盘或硬盘后再试；本机的备份不受影响。") from error
    for path in [path for path in _ours(folder, ours) if path != told.path][KEEP - 1 :]:
        with contextlib.suppress(OSError, DeskError):
            stick.remove([path], device=device)
    return told.path


def _digest(data: mmap.mmap) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _make_room(device: Device, folder: Path, size: int, there: list[Path]) -> None:
    """Free what the new copy needs by the oldest of ours, the newest three kept."""
    for path in reversed(there[FLOOR:]):
        if device.free(folder) >= size + stick.SPARE:
            return
        with contextlib.suppress(OSError, DeskError):
            stick.remove([path], device=device)


def _ours(folder: Path, prefix: str) -> list[Path]:
    """Return this office's backups in a folder, newest first by their own count; those that cannot be read last."""
    kept = [one.path for one in backups.listed(folder) if one.path.name.startswith(prefix)]
    rest = sorted(path for path in folder.glob(f"{prefix}*{SUFFIX}") if path not in kept)
    return [*kept, *rest]
