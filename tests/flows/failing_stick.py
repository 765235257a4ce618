"""Sticks behind the seam of the device: one whose n-th call fails, and one that forgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gridDesk.sync.device import PosixDevice


class Failing(PosixDevice):
    """A stick whose n-th call fails, and every one after it: it was pulled out, or is full."""

    def __init__(self, fail_at: int, number: int) -> None:
        super().__init__()
        self.fail_at, self.number, self.calls = fail_at, number, 0

    def _step(self) -> None:
        self.calls += 1
        if self.fail_at and self.calls >= self.fail_at:
            raise OSError(self.number, "fault")

    def free(self, folder: Path) -> int:
        self._step()
        return 1 << 40

    def names(self, folder: Path) -> list[str]:
        self._step()
        return super().names(folder)

    def write(self, path: Path, data: bytes, progress: object) -> None:
        for start in range(0, len(data), 4096):
            self._step()
            with path.open("ab") as file:
                file.write(data[start : start + 4096])
        self._step()

    def pieces(self, path: Path) -> Iterator[bytes]:
        self._step()
        yield from super().pieces(path)

    def rename(self, old: Path, new: Path) -> None:
        self._step()
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def sync_folder(self, folder: Path) -> None:
        self._step()


class Forgetful(PosixDevice):
    """Reads back from its memory what it never kept: the lie shows only when the stick comes back."""

    def digest(self, path: Path) -> str:
        found = super().digest(path)
        path.write_bytes(path.read_bytes()[:-40])
        return found
