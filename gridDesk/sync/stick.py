"""Carrying packages on a stick: written under a passing name, read back from the device, then named.

No rename is trusted on a stick: a package counts by its signature, length and hash, and as delivered only by a receipt.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gridDesk.durable import RETRY_SECONDS
from gridDesk.sync.device import Device, Progress, Stick, system_device
from gridDesk.sync.errors import (
    StickBroken,
    StickError,
    StickFull,
    StickHeld,
    StickLies,
    StickPulled,
    StickReadOnly,
    StickTooSmall,
    StickUnreadable,
)
from gridDesk.sync.header import Header
from gridDesk.sync.listing import Listing, list_files

SPARE = 16 * 1024 * 1024
LARGEST_FILE = 4 * 1024**3 - 1  # FAT32 keeps a file's length in 32 bits
PART = ".part"
PREFIX = "GD-"
PROBE = "GD-probe.part"
LONGEST_NAME = 60
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WINDOWS = {39, 112}
_HELD = {errno.EBUSY, errno.ETXTBSY}
_HELD_WINDOWS = {5, 32, 33}  # access denied, sharing violation, lock violation
_GONE = {
    errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTCONN, errno.ESTALE, errno.ESHUTDOWN, errno.ETIMEDOUT,
    getattr(errno, "ENOMEDIUM", errno.ENODEV), getattr(errno, "EREMOTEIO", errno.EIO),
}  # fmt: skip
_GONE_WINDOWS = {2, 3, 21, 31, 55, 433, 1117, 1167}  # not ready, not functioning, gone: Python makes EACCES of some
_BROKEN = {getattr(errno, "EUCLEAN", 117), errno.EILSEQ, errno.ENOTDIR, errno.EISDIR, errno.ELOOP}
_BROKEN_WINDOWS = {23, 1392, 1393}  # checksum, damaged folder, damaged disk structure
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}

_T = TypeVar("_T")
Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was read back whole from the stick: written and verified, not yet delivered."""

    path: Path
    sha256: str


class Patience:
    """Tries again while a virus scanner holds a file (Windows errors 5, 32, 33).

    It waits 50 ms, doubling to 1 s, and never more than 5 s for everything it is asked to do.
    """

    def __init__(self, sleep: Sleep = time.sleep) -> None:
        self._sleep, self._waits = sleep, iter(RETRY_SECONDS)

    def __call__(self, act: Callable[[], _T]) -> _T:
        """Do `act` and return its result. Raises its OSError when that is of another kind or all waiting was in vain."""
        while True:
            try:
                return act()
            except OSError as error:
                wait = next(self._waits, None) if getattr(error, "winerror", None) in _HELD_WINDOWS else None
                if wait is None:
                    raise
                self._sleep(wait)


def package_name(header: Header) -> str:
    """Return the file name of a package: ASCII, short enough for every stick, nothing personal in it."""
    day = header.created[:10].replace("-", "")
    return f"{PREFIX}{header.from_site[:8]}-{header.to_site[:8]}-{header.n}-{day}.gdp"


def write_to_stick(
    folder: Path,
    name: str,
    data: bytes,
    *,
    device: Device | None = None,
    progress: Progress = lambda done, total: None,
    sleep: Sleep = time.sleep,
) -> Written:
    """Write `data` as `name` (or `name-2` … when that exists) into `folder` of a stick, and read it back.

    Raises a StickError: StickFull, StickTooSmall, StickReadOnly, StickPulled, StickLies, StickHeld or StickBroken; what
    was half written is removed where the stick still answers.
    """
    device = device or system_device()
    if not name.isascii() or len(name) > LONGEST_NAME:
        raise ValueError(f"not a name for a stick: {name!r}")
    patience = Patience(sleep)
    with _writing():
        _check_room(device, folder, len(data), patience)
    part = folder / (name + PART)
    with _writing(), _tidy(device, part):
        return _write(device, part, data, progress, patience)


@contextlib.contextmanager
def _tidy(device: Device, part: Path) -> Iterator[None]:
    """Remove what was half written, where the stick still answers."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            device.remove(part)
        raise


def check_size(size: int) -> None:
    """Refuse what no FAT32 stick can hold as one file. Raises StickTooSmall."""
    if size > LARGEST_FILE:
        raise StickTooSmall(size)


def _check_room(device: Device, folder: Path, size: int, patience: Patience) -> None:
    check_size(size)
    free = device.free(folder)
    if free < size + SPARE:
        raise StickFull(size + SPARE, free)
    with _tidy(device, folder / PROBE):
        patience(lambda: device.write(folder / PROBE, b"1", lambda done, total: None))
        patience(lambda: device.remove(folder / PROBE))


def _write(device: Device, part: Path, data: bytes, progress: Progress, patience: Patience) -> Written:
    sha256 = hashlib.sha256(data).hexdigest()
    patience(lambda: device.write(part, data, progress))
    if patience(lambda: device.digest(part)) != sha256:
        raise StickLies
    final = _free_name(device.names(part.parent), part.parent, part.name.removesuffix(PART))
    patience(lambda: device.rename(part, final))
    device.sync_folder(part.parent)
    if final.name not in device.names(part.parent):
        raise StickLies
    return Written(final, sha256)


def _free_name(names: Iterable[str], folder: Path, name: str) -> Path:
    """Return a name that nothing in the folder has; sticks take `GD-A` and `gd-a` for one."""
    taken = {known.casefold() for known in names}
    stem, suffix = Path(name).stem, Path(name).suffix
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem}-{number}{suffix}"
    return folder / free


def is_whole(path: Path, sha256: str, *, device: Device | None = None) -> bool:
    """Tell whether a file on a stick still is what was written, read from the device. Raises StickUnreadable."""
    device = device or system_device()
    with _reading():
        return device.digest(path) == sha256


def list_sticks(device: Device | None = None) -> list[Stick]:
    """Return the sticks that are plugged in."""
    return (device or system_device()).sticks()


def let_go(folder: Path, device: Device | None = None) -> bool:
    """Have the system unmount the stick that holds `folder`; False when the clerk must do that herself."""
    return (device or system_device()).eject(folder)


def packages_on(folder: Path) -> list[Path]:
    """Return the packages in `folder` and its first-level folders, by name. Raises StickUnreadable."""
    return files_on(folder, ".gdp")


def files_on(folder: Path, suffix: str) -> list[Path]:
    """Return the files of that suffix (any case) in `folder` and one level down, hidden ones left out."""
    return list(listing(folder, suffix).files)


def listing(folder: Path, suffix: str = ".gdp") -> Listing:
    """Return what `files_on` finds, and what could not be looked into. Raises StickUnreadable."""
    with _reading():
        return list_files(folder, suffix)


def leftovers(folder: Path, device: Device | None = None) -> list[Path]:
    """Return half-written files of earlier attempts; the clerk is asked before they go. Raises StickUnreadable."""
    device = device or system_device()
    with _reading():
        return sorted(folder / name for name in device.names(folder) if name.startswith(PREFIX) and name.endswith(PART))


def remove(paths: Iterable[Path], *, device: Device | None = None, sleep: Sleep = time.sleep) -> None:
    """Delete files the clerk agreed to have deleted. Raises StickError."""
    device, patience = device or system_device(), Patience(sleep)
    with _writing():
        for path in paths:
            patience(lambda path=path: device.remove(path))  # type: ignore[misc]


class _Translated(contextlib.AbstractContextManager[None]):
    """Turns a system error into the sentence for the clerk."""

    def __init__(self, *, reads: bool = False) -> None:
        self.reads = reads

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            raise (StickUnreadable() if self.reads else _in_words(error)) from error


def _in_words(error: OSError) -> StickError:
    """Return what a system error means for somebody who is writing to a stick."""
    for windows, numbers, meaning in (
        (_GONE_WINDOWS, set(), StickPulled),
        (_FULL_WINDOWS, _FULL, StickFull),
        (_HELD_WINDOWS, _HELD, StickHeld),
        (_BROKEN_WINDOWS, _BROKEN, StickBroken),
        (set(), _READ_ONLY, StickReadOnly),
        (set(), _GONE, StickPulled),
    ):
        if getattr(error, "winerror", None) in windows or error.errno in numbers:
            return meaning()
    return StickError()


def _writing() -> _Translated:
    return _Translated()


def _reading() -> _Translated:
    return _Translated(reads=True)
