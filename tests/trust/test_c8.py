"""C8: FAT32 rules: a short ASCII name without personal data, less than 4 GiB, room checked first, plain sentences.

A real FAT file system is mounted in tests/sync/test_stick_fat.py where the machine can; Windows' errors come by the seam.
"""

from __future__ import annotations

import errno
import re

import pytest

from gridDesk.sync import stick
from gridDesk.sync.device import PosixDevice
from gridDesk.sync.errors import StickError, StickFull, StickReadOnly, StickTooSmall
from tests.sync.lying_stick import DATA, NAME, SENT, check_words

RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(1, 10)), *(f"LPT{n}" for n in range(1, 10))}
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]|[ .]$')


class Full(PosixDevice):
    """A stick with a little less room than is needed."""

    def free(self, folder):
        return len(DATA) + stick.SPARE - 1


class Guarded(PosixDevice):
    """A write-protected stick: by error of Linux, or of Windows."""

    def __init__(self, number: int, windows: int = 0) -> None:
        super().__init__()
        self.error = OSError(number, "fault")
        if windows:
            self.error.winerror = windows

    def free(self, folder):
        return 1 << 40

    def write(self, path, data, progress):
        raise self.error


def test_names_suit_every_stick(figure):
    names = [stick.package_name(SENT.header)]
    for n in (1, 99, 10**6, 2**53):
        names.append(stick.package_name(type(SENT.header)(**{**_of(SENT.header), "n": n})))
    for name in names:
        assert name.isascii()
        assert len(name) <= stick.LONGEST_NAME
        assert not FORBIDDEN.search(name)
        assert name.partition(".")[0].upper() not in RESERVED
    figure("C8", names=len(names), longest=max(map(len, names)))


def _of(header: object) -> dict[str, object]:
    return {name: getattr(header, name) for name in header.__struct_fields__}


def test_size_room_and_protection_are_told_before_anything_is_written(tmp_path, figure):
    tried = (
        (StickFull, Full()),
        (StickReadOnly, Guarded(errno.EROFS)),
        (StickReadOnly, Guarded(errno.EACCES)),
        (StickReadOnly, Guarded(errno.EACCES, 19)),
        (StickFull, Guarded(errno.ENOSPC)),
        (StickFull, Guarded(errno.EACCES, 112)),
    )
    for kind, device in tried:
        with pytest.raises(kind) as caught:
            stick.write_to_stick(tmp_path, NAME, DATA, device=device, sleep=lambda _seconds: None)
        check_words(caught.value)
        assert list(tmp_path.iterdir()) == []
    for size in (stick.LARGEST_FILE + 1, 1 << 40):
        with pytest.raises(StickTooSmall) as told:
            stick.check_size(size)
        assert isinstance(told.value, StickError)
    stick.check_size(stick.LARGEST_FILE)
    figure("C8", refused=len(tried) + 2, written=0, largest_bytes=stick.LARGEST_FILE)
