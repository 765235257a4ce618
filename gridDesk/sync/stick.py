"""Carrying packages on a stick: written under a passing name, read back from the device, then named.

No rename is trusted on a stick: a package counts by its signature, length and hash, and as delivered only by a receipt.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gridDesk.sync.device import Device, Progress, Stick, system_device
from gridDesk.sync.errors import StickError, StickFull, StickLies, StickPulled, StickReadOnly
from gridDesk.sync.header import Header

SPARE = 16 * 1024 * 1024
PART = ".part"
PROBE = "GD-probe.part"
LONGEST_NAME = 60
MOST_FILES = 2000
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_GONE_WINDOWS = {21, 31, 55, 433, 1117, 1167}  # not ready, not functioning, gone: Python makes EACCES of some
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was read back whole from the stick: written and verified, not yet delivered."""

    path: Path
    sha256: str


def package_name(header: Header) -> str:
    """Return the file name of a package: ASCII, short enough for every stick, nothing personal in it."""
    day = header.created[:10].replace("-", "")
    return f"GD-{header.from_site[:8]}-{header.to_site[:8]}-{header.n}-{day}.gdp"


def write_to_stick(
    folder: Path,
    name: str,
    data: bytes,
    *,
    device: Device | None = None,
    progress: Progress = lambda done, total: None,
) -> Written:
    """Write `data` as `name` (or `name-2` … when that exists) into `folder` of a stick, and read it back.

    Raises StickFull, StickReadOnly, StickPulled, StickLies or StickError; what was half written is removed.
    """
    device = device or system_device()
    if not name.isascii() or len(name) > LONGEST_NAME:
        raise ValueError(f"not a name for a stick: {name!r}")
    with _chinese():
        _check_room(device, folder, len(data))
    part = folder / (name + PART)
    try:
        with _chinese():
            return _write(device, part, data, progress)
    except BaseException:
        with contextlib.suppress(OSError):
            device.remove(part)
        raise


def _check_room(device: Device, folder: Path, size: int) -> None:
    free = device.free(folder)
    if free < size + SPARE:
        raise StickFull(size + SPARE, free)
    device.write(folder / PROBE, b"1", lambda done, total: None)
    device.remove(folder / PROBE)


def _write(device: Device, part: Path, data: bytes, progress: Progress) -> Written:
    sha256 = hashlib.sha256(data).hexdigest()
    device.write(part, data, progress)
    if device.digest(part) != sha256:
        raise StickLies
    final = _free_name(part.parent, part.name.removesuffix(PART))
    device.rename(part, final)
    device.sync_folder(part.parent)
    return Written(final, sha256)


def _free_name(folder: Path, name: str) -> Path:
    stem, suffix = Path(name).stem, Path(name).suffix
    number, path = 1, folder / name
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path


def is_whole(path: Path, sha256: str, *, device: Device | None = None) -> bool:
    """Tell whether a file on a stick still is what was written, read from the device. Raises StickError."""
    device = device or system_device()
    with _chinese():
        return device.digest(path) == sha256


def list_sticks(device: Device | None = None) -> list[Stick]:
    """Return the sticks that are plugged in."""
    return (device or system_device()).sticks()


def packages_on(folder: Path) -> list[Path]:
    """Return the packages in `folder` and its first-level folders, by name. Raises StickError."""
    return files_on(folder, ".gdp")


def files_on(folder: Path, suffix: str) -> list[Path]:
    """Return the files of that suffix (any case) in `folder` and one level down, hidden ones left out."""
    with _chinese():
        places = [
            folder,
            *(path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")),
        ]
        found: list[Path] = []
        for place in places:
            with contextlib.suppress(PermissionError):
                found += [path for path in place.iterdir() if _is(path, suffix)]
    return sorted(found, key=lambda path: (path.parent != folder, path.name))[:MOST_FILES]


def _is(path: Path, suffix: str) -> bool:
    return path.suffix.lower() == suffix and not path.name.startswith(".") and path.is_file()


def leftovers(folder: Path) -> list[Path]:
    """Return half-written files of earlier attempts; the clerk is asked before they go. Raises StickError."""
    with _chinese():
        return sorted(path for path in folder.iterdir() if path.name.startswith("GD-") and path.suffix == PART)


class _Translated(contextlib.AbstractContextManager[None]):
    """Turns a system error into the sentence for the clerk."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, OSError):
            return
        if getattr(error, "winerror", None) in _GONE_WINDOWS:
            raise StickPulled from error
        if error.errno in _FULL:
            raise StickFull from error
        if error.errno in _READ_ONLY:
            raise StickReadOnly from error
        raise (StickError if error.errno == errno.EEXIST else StickPulled) from error


_chinese: Callable[[], _Translated] = _Translated
