"""Sticks that fail at every call with every error, and sticks that lie in every way: never half a package, never a false word."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridDesk.sync import package, stick
from gridDesk.sync.device import PosixDevice
from gridDesk.sync.errors import (
    StickBroken,
    StickError,
    StickFull,
    StickHeld,
    StickPulled,
    StickReadOnly,
    StickTooSmall,
    StickUnreadable,
)
from gridDesk.sync.stick import (
    PART,
    SPARE,
    Patience,
    is_whole,
    leftovers,
    remove,
    write_to_stick,
)
from tests.sync.helpers import STREET_PARTY, VILLAGE_PARTY
from tests.sync.lying_stick import DATA, NAME, SENT, check_words, write

ERRNOS = (
    "ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS", "EACCES", "EPERM", "ENODEV", "ENXIO", "ENOENT", "ENOMEDIUM", "ESTALE", "ENOTCONN",
    "ETIMEDOUT", "EREMOTEIO", "ESHUTDOWN", "EBUSY", "ETXTBSY", "EUCLEAN", "EILSEQ", "ELOOP", "ENAMETOOLONG", "EINVAL", "ENOMEM",
    "EMFILE", "ENFILE", "ENOTDIR", "EISDIR", "EEXIST", "EAGAIN", "EINTR", "EBADF", "ENOSYS", "EOVERFLOW",
)  # fmt: skip
WINDOWS = (2, 3, 5, 19, 21, 23, 31, 32, 33, 39, 55, 112, 433, 1117, 1167, 1392, 1393)


class Faulty(PosixDevice):
    """A folder behind a device whose n-th call fails, once or from then on; `seen` are the calls made."""

    def __init__(self, fail_at: int = 0, error: OSError | None = None, *, for_ever: bool = False) -> None:
        super().__init__()
        self.fail_at, self.error, self.for_ever = fail_at, error or OSError(errno.EIO, "fault"), for_ever
        self.seen: list[str] = []

    def step(self, name: str) -> None:
        self.seen.append(name)
        count = len(self.seen)
        if self.fail_at and (count == self.fail_at or (self.for_ever and count > self.fail_at)):
            raise self.error

    def free(self, folder: Path) -> int:
        self.step("free")
        return 1 << 40

    def names(self, folder: Path) -> list[str]:
        self.step("names")
        return super().names(folder)

    def write(self, path: Path, data: bytes, progress: object) -> None:
        self.step("create")
        path.write_bytes(b"")
        for start in range(0, len(data), 4096):
            self.step("block")
            with path.open("ab") as file:
                file.write(data[start : start + 4096])
        self.step("sync")

    def pieces(self, path: Path) -> Iterator[bytes]:
        self.step("open")
        for piece in super().pieces(path):
            self.step("read")
            yield piece

    def rename(self, old: Path, new: Path) -> None:
        self.step("rename")
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self.step("remove")
        super().remove(path)

    def sync_folder(self, folder: Path) -> None:
        self.step("sync folder")


def whole_packages(folder: Path) -> int:
    """Count the packages of a stick after checking that each is one, whole, and that all else is a `.part`."""
    count = 0
    for path in folder.iterdir():
        if path.name.endswith(PART):
            continue
        assert package.read(path, site=STREET_PARTY.site, senders=[VILLAGE_PARTY.card]).header == SENT.header
        count += 1
    return count


def calls_of_a_good_write(folder: Path) -> list[str]:
    device = Faulty()
    written = write(folder, device)
    written.path.unlink()
    return device.seen


@pytest.mark.parametrize("name", ERRNOS)
@pytest.mark.parametrize("for_ever", [True, False])
def test_every_error_at_every_call_leaves_a_whole_package_or_none(tmp_path: Path, name: str, for_ever: bool) -> None:
    calls = calls_of_a_good_write(tmp_path)
    for step in range(1, len(calls) + 1):
        device = Faulty(step, OSError(getattr(errno, name), "fault"), for_ever=for_ever)
        with pytest.raises(StickError) as caught:
            write(tmp_path, device)
        check_words(caught.value)
        assert whole_packages(tmp_path) in ((0, 1) if step > calls.index("rename") else (0,))
        assert for_ever or list(tmp_path.glob("*" + PART)) == [] or calls[step - 1] == "remove"
        for path in tmp_path.iterdir():
            path.unlink()


@pytest.mark.parametrize("number", WINDOWS)
def test_every_error_of_windows_at_every_call_leaves_a_whole_package_or_none(tmp_path: Path, number: int) -> None:
    calls = calls_of_a_good_write(tmp_path)
    for step in range(1, len(calls) + 1):
        error = PermissionError(errno.EACCES, "fault")
        error.winerror = number
        with pytest.raises(StickError) as caught:
            write(tmp_path, Faulty(step, error, for_ever=True))
        check_words(caught.value)
        assert whole_packages(tmp_path) in ((0, 1) if step > calls.index("rename") else (0,))
        for path in tmp_path.iterdir():
            path.unlink()


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        ((5, 32, 33), StickHeld), ((2, 3, 21, 31, 55, 433, 1117, 1167), StickPulled), ((39, 112), StickFull),
        ((19,), StickReadOnly), ((23, 1392, 1393), StickBroken),
    ],
)  # fmt: skip
def test_errors_of_windows_are_told_apart(tmp_path: Path, numbers: tuple[int, ...], kind: type[StickError]) -> None:
    for number in numbers:
        error = PermissionError(errno.EACCES, "fault")
        error.winerror = number
        with pytest.raises(kind):
            write(tmp_path, Faulty(1, error, for_ever=True))


class Scanned(Faulty):
    """A virus scanner holds the file for the first few calls of one kind."""

    def __init__(self, kind: str, times: int, number: int = 32) -> None:
        super().__init__()
        self.kind, self.times, self.number = kind, times, number

    def step(self, name: str) -> None:
        super().step(name)
        if name == self.kind and self.times > 0:
            self.times -= 1
            error = PermissionError(errno.EACCES, "held")
            error.winerror = self.number
            raise error


@pytest.mark.parametrize("number", [5, 32, 33])
@pytest.mark.parametrize("kind", ["create", "sync", "open", "read", "rename", "remove"])
def test_file_held_by_a_virus_scanner_is_waited_for(tmp_path: Path, kind: str, number: int) -> None:
    waited: list[float] = []
    written = write_to_stick(tmp_path, NAME, DATA, device=Scanned(kind, 4, number), sleep=waited.append)
    assert written.path.read_bytes() == DATA
    assert waited == [0.05, 0.1, 0.2, 0.4]


def test_waiting_for_a_virus_scanner_ends_within_five_seconds_in_all(tmp_path: Path) -> None:
    waited: list[float] = []
    with pytest.raises(StickHeld, match="杀毒软件"):
        write_to_stick(tmp_path, NAME, DATA, device=Scanned("rename", 1000), sleep=waited.append)
    assert waited[:5] == [0.05, 0.1, 0.2, 0.4, 0.8]
    assert max(waited) == 1.0
    assert sum(waited) <= 5
    assert whole_packages(tmp_path) == 0


def test_other_errors_are_not_waited_for() -> None:
    def fail() -> None:
        raise PermissionError(errno.EACCES, "write protected")

    waited: list[float] = []
    with pytest.raises(PermissionError):
        Patience(waited.append)(fail)
    assert waited == []


@pytest.mark.parametrize("left", [0, 1, 100, len(DATA) - 1])
def test_stick_that_lied_about_syncing_is_found_out_when_it_comes_back(tmp_path: Path, left: int) -> None:
    written = write(tmp_path, PosixDevice())
    assert is_whole(written.path, written.sha256)
    written.path.write_bytes(DATA[:left])  # what was really on it when it was pulled out
    assert not is_whole(written.path, written.sha256)
    written.path.unlink()
    with pytest.raises(StickUnreadable) as caught:
        is_whole(written.path, written.sha256)
    check_words(caught.value)


@pytest.mark.parametrize("at", range(0, len(DATA), max(1, len(DATA) // 12)))
def test_pulled_in_the_middle_of_writing_leaves_only_a_part(tmp_path: Path, at: int) -> None:
    class Pulled(PosixDevice):
        def write(self, path: Path, data: bytes, progress: object) -> None:
            if len(data) == 1:
                return super().write(path, data, lambda done, total: None)
            path.write_bytes(data[:at])
            raise OSError(errno.ENODEV, "gone")

        def remove(self, path: Path) -> None:
            if path.stat().st_size != 1:
                raise OSError(errno.ENODEV, "gone")
            super().remove(path)

    with pytest.raises(StickPulled):
        write(tmp_path, Pulled())
    assert [path.name for path in tmp_path.iterdir()] == [NAME + PART]
    assert stick.packages_on(tmp_path) == []
    assert leftovers(tmp_path) == [tmp_path / (NAME + PART)]
    remove(leftovers(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_one_part_is_written_over_by_the_next_attempt_at_the_same_package(tmp_path: Path) -> None:
    (tmp_path / (NAME + PART)).write_bytes(b"half")
    assert write(tmp_path, PosixDevice()).path.read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_name_that_differs_only_in_case_is_taken(tmp_path: Path) -> None:
    (tmp_path / NAME.upper()).write_bytes(b"other")
    assert write(tmp_path, PosixDevice()).path.name == NAME.replace(".gdp", "-2.gdp")
    assert (tmp_path / NAME.upper()).read_bytes() == b"other"


def test_file_larger_than_fat32_holds_is_refused_before_anything_is_written() -> None:
    stick.check_size(stick.LARGEST_FILE)
    with pytest.raises(StickTooSmall, match="4 GB"):
        stick.check_size(stick.LARGEST_FILE + 1)


def test_stick_with_exactly_the_room_needed_serves(tmp_path: Path) -> None:
    class Tight(PosixDevice):
        room = len(DATA) + SPARE

        def free(self, folder: Path) -> int:
            return self.room

    assert write(tmp_path, Tight()).path.exists()
    Tight.room -= 1
    with pytest.raises(StickFull):
        write(tmp_path, Tight())


def test_nothing_depends_on_the_times_a_stick_keeps(tmp_path: Path) -> None:
    import os

    written = write(tmp_path, PosixDevice())
    for moment in (0, 2**31 - 2, 315532800):
        os.utime(written.path, (moment, moment))
        assert is_whole(written.path, hashlib.sha256(DATA).hexdigest())
