"""Faults at the n-th call: of the data file, of the stick, and of the files lying on it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gridDesk.desk import Desk
from gridDesk.store.engine import OperationalError
from gridDesk.sync.device import PosixDevice, Progress
from tests.simulator.figures import FIGURES

_WRITES = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REPLACE", "ALTER")


class PowerCut(BaseException):
    """The lights went out in the middle of a call."""


class Connection:
    """A connection whose n-th writing call goes wrong; everything else is the real one's."""

    def __init__(self, real: Any, n: int, strike: Callable[[], None], *, for_ever: bool = False) -> None:
        self.real, self.left, self.strike, self.for_ever = real, n, strike, for_ever
        self.struck = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def execute(self, sql: str, *args: Any) -> Any:
        self._count(sql)
        return self.real.execute(sql, *args)

    def executemany(self, sql: str, *args: Any) -> Any:
        self._count(sql)
        return self.real.executemany(sql, *args)

    def _count(self, sql: str) -> None:
        if not sql.lstrip().upper().startswith(_WRITES):
            return
        self.left -= 1
        if self.left == 0 or (self.left < 0 and self.for_ever and self.struck):
            self.struck = True
            self.strike()


@contextlib.contextmanager
def store_fault(desk: Desk, n: int, strike: Callable[[], None], *, for_ever: bool = False) -> Iterator[Connection]:
    """Let the n-th writing call to an office's data file go wrong."""
    database = desk.store._db
    real = database.conn
    database.conn = proxy = Connection(real, n, strike, for_ever=for_ever)
    try:
        yield proxy
    finally:
        database.conn = real


def cut() -> None:
    """Cut the power."""
    raise PowerCut


def disk_error() -> None:
    """Answer as SQLite does when the disk fails."""
    raise OperationalError("disk I/O error")


def disk_full() -> None:
    """Answer as SQLite does when the disk is full."""
    raise OperationalError("database or disk is full")


def vanish() -> None:
    """End the process without a word."""
    os._exit(9)


STICK_FAULTS = ("full", "read-only", "pulled", "lies", "small", "held", "cut")


class Stick(PosixDevice):
    """A stick that goes wrong at its n-th call in one of the ways of `STICK_FAULTS`; without `fault` it is a good one."""

    def __init__(self, fault: str = "", n: int = 1) -> None:
        super().__init__()
        self.fault, self.left, self.held = fault, n, 3

    def _strike(self, *, writing: bool) -> None:
        self.left -= 1
        if self.left > 0 or not self.fault:
            return
        if self.fault == "cut" and self.left == 0:
            raise PowerCut
        codes = {"full": errno.ENOSPC, "read-only": errno.EROFS, "pulled": errno.EIO}
        if self.fault in codes and (writing or self.fault == "pulled"):
            FIGURES.faults[f"stick {self.fault}"] += 1
            raise OSError(codes[self.fault], self.fault)

    def free(self, folder: Path) -> int:
        """Return the free bytes, too few on a small stick."""
        return 1024 if self.fault == "small" else super().free(folder)

    def write(self, path: Path, data: bytes, progress: Progress) -> None:
        """Write; a failing stick keeps the first half, a lying one changes a byte and says nothing."""
        if self.fault in ("full", "pulled", "cut") and self.left == 1 and len(data) > 1:
            path.write_bytes(data[: len(data) // 2])
        self._strike(writing=True)
        if self.fault == "lies" and len(data) > 1:
            FIGURES.faults["stick lies"] += 1
            data = data[:-1] + bytes([data[-1] ^ 1])
        super().write(path, data, progress)

    def digest(self, path: Path) -> str:
        """Read back."""
        self._strike(writing=False)
        return super().digest(path)

    def rename(self, old: Path, new: Path) -> None:
        """Rename; a virus scanner holds the file for three tries."""
        self._strike(writing=True)
        if self.fault == "held" and self.held:
            self.held -= 1
            FIGURES.faults["stick held by a scanner"] += 1
        super().rename(old, new)

    def sync_folder(self, folder: Path) -> None:
        """Sync the names."""
        self._strike(writing=False)
        super().sync_folder(folder)


@contextlib.contextmanager
def scanner(times: int) -> Iterator[None]:
    """Let a virus scanner hold every file for its first `times` renames."""
    real, left = Path.replace, [times]

    def replace(self: Path, target: Path) -> Path:
        if left[0] > 0:
            left[0] -= 1
            raise PermissionError(errno.EACCES, "held")
        return real(self, target)

    Path.replace = replace  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Path.replace = real  # type: ignore[method-assign]


def truncate(path: Path, at: int) -> None:
    """Cut a file short."""
    data = path.read_bytes()
    path.write_bytes(data[: at % max(len(data), 1)])


def flip(path: Path, bit: int) -> None:
    """Flip one bit of a file."""
    data = bytearray(path.read_bytes())
    if data:
        place = bit % (len(data) * 8)
        data[place // 8] ^= 1 << place % 8
        path.write_bytes(data)


def splice(one: Path, other: Path, at: int) -> None:
    """Put the end of one file behind the beginning of another, as two copies mixed up."""
    head, tail = one.read_bytes(), other.read_bytes()
    place = at % max(min(len(head), len(tail)), 1)
    one.write_bytes(head[:place] + tail[place:])
