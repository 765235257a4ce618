"""The few things about sticks that differ between systems: reading from the device itself, renaming, listing drives.

`SYSTEM` is the right one for this machine; tests build either with a pretended system.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from gridDesk.vault.files import rename_patiently

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

    def write(self, path: Path, data: bytes, progress: Progress) -> None:
        """Write a file in steps and have the device take it."""

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


class _Files:
    """What is the same on every system."""

    def free(self, folder: Path) -> int:
        """Return the free bytes of the drive that holds `folder`."""
        return shutil.disk_usage(folder).free

    def write(self, path: Path, data: bytes, progress: Progress) -> None:
        """Write in steps of 64 KiB, then have the device take everything."""
        view = memoryview(data)
        with path.open("wb") as file:
            for start in range(0, len(data), STEP):
                file.write(view[start : start + STEP])
                progress(min(start + STEP, len(data)), len(data))
            file.flush()
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Rename to a name that does not exist. Raises FileExistsError."""
        if new.exists():
            raise FileExistsError(17, "exists")
        rename_patiently(old, new)

    def remove(self, path: Path) -> None:
        """Delete a file if it is there."""
        path.unlink(missing_ok=True)


class PosixDevice(_Files):
    """Linux: drops the file from memory before reading it back; lists what the desktop mounted as removable."""

    def __init__(self, mounts: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")) -> None:
        self.mounts, self.blocks = mounts, blocks

    def digest(self, path: Path) -> str:
        """Return the SHA-256 after the system was told to forget the file's pages (they are synced, so it can)."""
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while piece := file.read(STEP):
                digest.update(piece)
        return digest.hexdigest()

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


def _unescape(text: str) -> str:
    r"""Return a path of /proc/mounts, where space, tab, line end and backslash are octal (a space is \040)."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _reads_one(path: Path) -> bool:
    try:
        return path.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


class Kernel(Protocol):
    """The functions of kernel32 that are used here; handles and addresses are numbers."""

    def CreateFileW(
        self, name: str, access: int, share: int, security: None, how: int, flags: int, template: None
    ) -> int | None:
        """Open a file."""

    def ReadFile(self, handle: int, buffer: int, size: int, got: object, overlapped: None) -> int:
        """Read into memory; 0 is failure."""

    def CloseHandle(self, handle: int) -> int:
        """Close a file."""

    def VirtualAlloc(self, address: None, size: int, kind: int, protection: int) -> int | None:
        """Return page-aligned memory."""

    def VirtualFree(self, address: int | None, size: int, kind: int) -> int:
        """Give memory back."""

    def GetLogicalDrives(self) -> int:
        """Return a bit per drive letter."""

    def GetDriveTypeW(self, root: str) -> int:
        """Return what kind of drive it is."""

    def GetVolumeInformationW(
        self, root: str, name: object, size: int, a: None, b: None, c: None, d: None, e: int
    ) -> int:
        """Fill in the drive's label."""


class WindowsDevice(_Files):
    """Windows: reads past the cache with FILE_FLAG_NO_BUFFERING; drives of type DRIVE_REMOVABLE."""

    _READ, _SHARE, _EXISTING, _UNBUFFERED = 0x80000000, 1, 3, 0x20000000 | 0x08000000
    _COMMIT, _RELEASE, _READ_WRITE, _REMOVABLE = 0x3000, 0x8000, 0x04, 2
    _INVALID = ctypes.c_void_p(-1).value

    def __init__(self, kernel: Kernel | None = None) -> None:
        self.kernel = kernel if kernel is not None else _kernel32()

    def digest(self, path: Path) -> str:
        """Return the SHA-256 read without the system's cache, into memory aligned to sectors as that demands."""
        handle = self.kernel.CreateFileW(
            str(path), self._READ, self._SHARE, None, self._EXISTING, self._UNBUFFERED, None
        )
        if handle is None or handle == self._INVALID:
            raise OSError(5, "cannot open for unbuffered reading")
        buffer = self.kernel.VirtualAlloc(None, STEP, self._COMMIT, self._READ_WRITE)
        try:
            return self._digest(handle, buffer)
        finally:
            self.kernel.VirtualFree(buffer, 0, self._RELEASE)
            self.kernel.CloseHandle(handle)

    def _digest(self, handle: int, buffer: int | None) -> str:
        if not buffer:
            raise MemoryError
        digest, got = hashlib.sha256(), ctypes.c_ulong(0)
        while True:
            if not self.kernel.ReadFile(handle, buffer, STEP, ctypes.byref(got), None):
                raise OSError(5, "unbuffered read failed")
            if not got.value:
                return digest.hexdigest()
            digest.update(ctypes.string_at(buffer, got.value))

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


def _kernel32() -> Kernel:
    """Return kernel32 with the argument types that 64-bit handles need."""
    kernel = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - absent from other systems
    pointer, word = ctypes.c_void_p, ctypes.c_ulong
    kernel.CreateFileW.restype = kernel.VirtualAlloc.restype = pointer
    kernel.CreateFileW.argtypes = [ctypes.c_wchar_p, word, word, pointer, word, word, pointer]
    kernel.VirtualAlloc.argtypes = [pointer, ctypes.c_size_t, word, word]
    kernel.VirtualFree.argtypes = [pointer, ctypes.c_size_t, word]
    kernel.ReadFile.argtypes = [pointer, pointer, word, pointer, pointer]
    kernel.CloseHandle.argtypes = [pointer]
    kernel.GetDriveTypeW.argtypes = [ctypes.c_wchar_p]
    return cast(Kernel, kernel)


def system_device() -> Device:
    """Return the device layer of this machine."""
    return WindowsDevice() if sys.platform == "win32" else PosixDevice()
