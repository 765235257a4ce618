"""A job object of Windows around a helper process: its memory, one process only, ended with the program.

Tried through its seam only (`Kernel`): what is asked of Windows is checked, not what a real Windows does with it.
"""

from __future__ import annotations

import ctypes
from typing import Protocol, cast

_EXTENDED = 9  # JobObjectExtendedLimitInformation
ACTIVE_PROCESSES, PROCESS_MEMORY, NO_ERROR_WINDOW, ENDED_WITH_PROGRAM = 0x8, 0x100, 0x400, 0x2000


class Kernel(Protocol):
    """The functions of kernel32 that are used here; handles are numbers."""

    def CreateJobObjectW(self, security: None, name: None) -> int | None:
        """Make a job."""

    def SetInformationJobObject(self, job: int, kind: int, what: object, size: int) -> int:
        """Set the limits of a job; 0 is failure."""

    def AssignProcessToJobObject(self, job: int, process: int) -> int:
        """Put a process into a job; 0 is failure."""

    def CloseHandle(self, handle: int) -> int:
        """Let a job go."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class Job:
    """A job; letting go of it ends what is in it."""

    def __init__(self, kernel: Kernel, handle: int) -> None:
        self._kernel, self._handle = kernel, handle

    def __del__(self) -> None:
        self._kernel.CloseHandle(self._handle)


def confine(process: int, memory: int, processes: int = 1, kernel: Kernel | None = None) -> Job | None:
    """Put a process (by its handle) into a job of so many bytes; keep what is returned for as long as it may run.

    None when Windows refuses, as where the program itself runs in a job that allows no other: the helper then has the
    limits that it sets itself, and the program's clock.
    """
    kernel = kernel or _load()
    handle = kernel.CreateJobObjectW(None, None)
    if not handle:
        return None
    job, limits = Job(kernel, handle), Limits()
    basic = limits.BasicLimitInformation
    basic.LimitFlags = ACTIVE_PROCESSES | PROCESS_MEMORY | NO_ERROR_WINDOW | ENDED_WITH_PROGRAM
    basic.ActiveProcessLimit = processes
    limits.ProcessMemoryLimit = memory
    done = kernel.SetInformationJobObject(handle, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits))
    return job if done and kernel.AssignProcessToJobObject(handle, process) else None


def _load() -> Kernel:
    kernel = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - absent from other systems
    pointer, word = ctypes.c_void_p, ctypes.c_uint32
    kernel.CreateJobObjectW.restype = pointer
    kernel.CreateJobObjectW.argtypes = [pointer, pointer]
    kernel.SetInformationJobObject.argtypes = [pointer, ctypes.c_int, pointer, word]
    kernel.AssignProcessToJobObject.argtypes = [pointer, pointer]
    kernel.CloseHandle.argtypes = [pointer]
    return cast(Kernel, kernel)
