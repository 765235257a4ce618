"""The few functions of Windows that reading a stick needs, called with the types that 64-bit handles demand."""

from __future__ import annotations

import ctypes
import errno
from typing import Protocol, cast


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


_NO_DIALOGS = 0x8001  # else Windows itself asks for a medium when an empty card reader is looked at


def last_error(words: str) -> OSError:
    """Return the error Windows noted last, so that a file held by a virus scanner is told from a stick pulled out."""
    number = getattr(ctypes, "get_last_error", lambda: 0)()
    return OSError(errno.EIO, words, None, number) if number else OSError(errno.EIO, words)


def load() -> Kernel:
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
    kernel.SetErrorMode(_NO_DIALOGS)
    return cast(Kernel, kernel)
