"""Sticks behind the seam of the device that lie, and what writing to any stick has in common."""

from __future__ import annotations

import re
from pathlib import Path

from gridDesk.sync.device import PosixDevice
from gridDesk.sync.errors import StickError
from gridDesk.sync.stick import Written, package_name, write_to_stick
from tests.sync.helpers import Journal, package_of

SENT = package_of(Journal().people(30))
DATA, NAME = SENT.data, package_name(SENT.header)


def write(folder: Path, device: PosixDevice) -> Written:
    return write_to_stick(folder, NAME, DATA, device=device, sleep=lambda _seconds: None)


def check_words(error: StickError) -> None:
    """A Chinese sentence with advice, and nothing a clerk cannot read."""
    assert "U 盘" in str(error) or "数据包" in str(error)
    assert error.message.endswith("。")
    assert error.advice.endswith("。")
    assert not re.search(r"[A-Za-z]{3,}", (error.message + error.advice).replace("FAT", "").replace(" MB", ""))


class Liar(PosixDevice):
    """Every call succeeds; `lie` says in which way it is not true."""

    def __init__(self, lie: str) -> None:
        super().__init__()
        self.lie = lie

    def free(self, folder: Path) -> int:
        return 1 << 50

    def write(self, path: Path, data: bytes, progress: object) -> None:
        kept = {
            "holds half of what it says": data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
            "begins again at its start": data[len(data) // 2 :] * 2,
            "forgets the end": data[: len(data) // 2],
            "flips a bit": bytes([data[0] ^ 1]) + data[1:],
            "takes nothing": b"",
            "erased blocks": b"\xff" * len(data),
        }.get(self.lie, data)
        super().write(path, kept if len(data) > 1 else data, lambda done, total: None)
        if self.lie == "loses the file":
            path.unlink()

    def rename(self, old: Path, new: Path) -> None:
        if self.lie == "keeps the old name":
            return
        super().rename(old, new)
        if self.lie == "loses the name":
            new.unlink()


LIES = (
    "holds half of what it says", "begins again at its start", "forgets the end", "flips a bit", "takes nothing", "erased blocks",
    "loses the file", "keeps the old name", "loses the name",
)  # fmt: skip
