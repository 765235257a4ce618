"""The few things about sticks that differ between systems: reading from the device itself, renaming, listing drives."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import mmap
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gridDesk.sync import eject
from gridDesk.sync.kernel32 import Kernel, last_error
from gridDesk.sync.kernel32 import load as _kernel32

STEP = 64 * 1024
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stick:
    """A removable drive: where it is, what it is called, and how many bytes are free."""

    path: Path
    label: str
    free: int


class Device(Protocol):
    """What writing to a stick needs of a system. Every method raises OSError."""

    def free(self, folder: Path) -> int:
        """Return the free bytes of the drive that holds `folder`."""

    def names(self, folder: Path) -> list[str]:
        """Return the names of everything in `folder`, as the system hands them over."""

    def write(self, path: Path, data: bytes, progress: Progress) -> None:
        """Write a file in steps and have the device take it; what lies there under that name is replaced."""

    def pieces(self, path: Path) -> Iterator[bytes]:
        """Yield a file piece by piece, read from the device rather than from memory."""

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, read from the device rather than from memory."""

    def rename(self, old: Path, new: Path) -> None:
        """Rename to a name that does not exist."""

    def remove(self, path: Path) -> None:
        """Delete a file if it is there."""

    def sync_folder(self, folder: Path) -> None:
        """Make names in `folder` lasting, where the system can."""

    def sticks(self) -> list[Stick]:
        """Return the removable drives."""

    def eject(self, folder: Path) -> bool:
        """Have the system let go of the drive that holds `folder`; False when the clerk must do that herself."""


class _Files:
    """What is the same on every system."""

    def free(self, folder: Path) -> int:
        """Return the free bytes of the drive that holds `folder`."""
        return shutil.disk_usage(folder).free

    def names(self, folder: Path) -> list[str]:
        """Return the names of everything in `folder`, as the system hands them over."""
        return [path.name for path in folder.iterdir()]

    def write(self, path: Path, data: bytes, progress: Progress) -> None:
        """Write in steps of 64 KiB, then have the device take everything; a link in the way is never written through."""
        view = memoryview(data)
        path.unlink(missing_ok=True)
        with path.open("xb") as file:
            for start in range(0, len(data), STEP):
                file.write(view[start : start + STEP])
                progress(min(start + STEP, len(data)), len(data))
            file.flush()
            os.fsync(file.fileno())

    def pieces(self, path: Path) -> Iterator[bytes]:
        """Yield a file piece by piece; each system says how to read it past the memory."""
        raise NotImplementedError

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of what is read from the device."""
        digest = hashlib.sha256()
        for piece in self.pieces(path):
            digest.update(piece)
        return digest.hexdigest()

    def eject(self, folder: Path) -> bool:
        """Leave it to the clerk."""
        del folder
        return False

    def rename(self, old: Path, new: Path) -> None:
        """Rename to a name that does not exist. Raises FileExistsError."""
        if os.path.lexists(new):
            raise FileExistsError(errno.EEXIST, "exists")
        old.rename(new)

    def remove(self, path: Path) -> None:
        """Delete a file if it is there."""
        path.unlink(missing_ok=True)


class PosixDevice(_Files):
    """Linux: drops the file from memory before reading it back; lists what the desktop mounted as removable."""

    def __init__(self, mounts: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")) -> None:
        self.mounts, self.blocks = mounts, blocks

    def pieces(self, path: Path) -> Iterator[bytes]:
        """Yield the file read past the system's memory where its drive allows, else after its pages are forgotten.

        The pages are synced before, so the system can forget them.
        """
        handle = _open_direct(path)
        try:
            with mmap.mmap(-1, STEP) as page:  # aligned as direct reading demands
                left = os.fstat(handle).st_size
                while left > 0 and (got := _read_direct(handle, page)):
                    left -= got
                    yield page[:got]
        finally:
            os.close(handle)

    def sync_folder(self, folder: Path) -> None:
        """Sync the directory."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def sticks(self) -> list[Stick]:
        """Return the mounted drives that the kernel calls removable or the desktop mounted for the user."""
        found = []
        for source, target in self._mounted():
            if self._is_removable(source, target):
                try:
                    found.append(Stick(target, target.name, self.free(target)))
                except OSError:
                    continue
        return sorted(found, key=lambda stick: str(stick.path))

    def eject(self, folder: Path) -> bool:
        """Unmount the drive by what the desktop brings along for that."""
        places = [(source, target) for source, target in self._mounted() if folder.is_relative_to(target)]
        source, target = max(places, key=lambda place: len(place[1].parts), default=("", Path("/")))
        return self._is_removable(source, target) and eject.unmount(source, target) if source else False

    def _mounted(self) -> Iterator[tuple[str, Path]]:
        try:
            lines = self.mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        except OSError:
            return
        for line in lines:
            source, _, rest = line.partition(" ")
            if source.startswith("/dev/"):
                yield source, Path(_unescape(rest.partition(" ")[0]))

    def _is_removable(self, source: str, target: Path) -> bool:
        if target.is_relative_to("/media") or target.is_relative_to("/run/media"):
            return True
        block = (self.blocks / Path(source).name).resolve()
        return any(_reads_one(place / "removable") for place in (block, block.parent))


def _open_direct(path: Path) -> int:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
    with contextlib.suppress(OSError):
        return os.open(path, flags | getattr(os, "O_DIRECT", 0))
    handle = os.open(path, flags)
    _forget_pages(handle)
    return handle


def _forget_pages(handle: int) -> None:
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _read_direct(handle: int, page: mmap.mmap) -> int:
    """Read the next piece; a drive that refuses direct reading after all is read through forgotten pages."""
    try:
        return os.readv(handle, [page])
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    import fcntl  # absent from Windows

    fcntl.fcntl(handle, fcntl.F_SETFL, fcntl.fcntl(handle, fcntl.F_GETFL) & ~getattr(os, "O_DIRECT", 0))
    _forget_pages(handle)
    return os.readv(handle, [page])


def _unescape(text: str) -> str:
    r"""Return a path of /proc/mounts, where space, tab, line end and backslash are octal (a space is \040)."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _reads_one(path: Path) -> bool:
    try:
        return path.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


class WindowsDevice(_Files):
    """Windows: reads past the cache with FILE_FLAG_NO_BUFFERING; drives of type DRIVE_REMOVABLE."""

    _READ, _SHARE, _EXISTING, _UNBUFFERED = 0x80000000, 1, 3, 0x20000000 | 0x08000000
    _COMMIT, _RELEASE, _READ_WRITE, _REMOVABLE = 0x3000, 0x8000, 0x04, 2
    _INVALID = ctypes.c_void_p(-1).value

    def __init__(self, kernel: Kernel | None = None) -> None:
        self.kernel = kernel if kernel is not None else _kernel32()

    def pieces(self, path: Path) -> Iterator[bytes]:
        """Yield the file read without the system's cache, into memory aligned to sectors as that demands."""
        handle = self.kernel.CreateFileW(
            str(path), self._READ, self._SHARE, None, self._EXISTING, self._UNBUFFERED, None
        )
        if handle is None or handle == self._INVALID:
            raise last_error("cannot open for unbuffered reading")
        buffer = self.kernel.VirtualAlloc(None, STEP, self._COMMIT, self._READ_WRITE)
        try:
            yield from self._read(handle, buffer)
        finally:
            self.kernel.VirtualFree(buffer, 0, self._RELEASE)
            self.kernel.CloseHandle(handle)

    def _read(self, handle: int, buffer: int | None) -> Iterator[bytes]:
        if not buffer:
            raise MemoryError
        got = ctypes.c_ulong(0)
        while True:
            if not self.kernel.ReadFile(handle, buffer, STEP, ctypes.byref(got), None):
                raise last_error("unbuffered read failed")
            if not got.value:
                return
            yield ctypes.string_at(buffer, got.value)

    def sync_folder(self, folder: Path) -> None:
        """Do nothing: Windows cannot sync a folder, so the package is verified again when the stick comes back."""

    def sticks(self) -> list[Stick]:
        """Return the drive letters of removable drives that hold a medium."""
        present = self.kernel.GetLogicalDrives()
        found = []
        for number in range(26):
            root = f"{chr(ord('A') + number)}:\\"
            if present >> number & 1 and self.kernel.GetDriveTypeW(root) == self._REMOVABLE:
                try:
                    found.append(Stick(Path(root), self._label(root) or root[:2], self.free(Path(root))))
                except OSError:
                    continue
        return found

    def _label(self, root: str) -> str:
        name = ctypes.create_unicode_buffer(261)
        self.kernel.GetVolumeInformationW(root, name, 261, None, None, None, None, 0)
        return name.value


def system_device() -> Device:
    """Return the device layer of this machine."""
    return WindowsDevice() if sys.platform == "win32" else PosixDevice()
