"""A real FAT32 file system in a file, where this machine can mount one: by the kernel, or by a program of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gridDesk.sync import package
from gridDesk.sync.device import PosixDevice
from gridDesk.sync.errors import StickError, StickFull, StickReadOnly
from gridDesk.sync.stick import PART, SPARE, Written, is_whole, leftovers, package_name, packages_on, write_to_stick
from tests.sync.helpers import STREET_PARTY, VILLAGE_PARTY, Journal, package_of

SENT = package_of(Journal().people(50))
DATA, NAME = SENT.data, package_name(SENT.header)
BLOCK = bytes(1 << 20)
SIZE = 48 * 1024 * 1024  # FAT32 with clusters of one sector
Mount = Callable[..., Path]


class Fat(PosixDevice):
    """This machine's device; a FAT program that cannot say how much room there is, is taken to have enough."""

    def free(self, folder: Path) -> int:
        return super().free(folder) if shutil.disk_usage(folder).total else 1 << 30


def put(folder: Path, name: str = NAME) -> Written:
    return write_to_stick(folder, name, DATA, device=Fat())


def run(*command: str) -> bool:
    found = shutil.which(command[0])
    return bool(found) and subprocess.run(command, capture_output=True, timeout=30).returncode == 0


@pytest.fixture
def fat(tmp_path: Path) -> Iterator[Mount]:
    """Mount an empty FAT32 stick, or the same one again; it is taken out after the test."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("a file system can only be mounted by root")
    if not shutil.which("mkfs.vfat"):
        pytest.skip("mkfs.vfat is not installed (Debian: dosfstools)")
    image, place = tmp_path / "stick.img", tmp_path / "stick"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(SIZE)
    assert run("mkfs.vfat", "-F", "32", str(image))

    def mount(*, read_only: bool = False) -> Path:
        run("umount", str(place))
        kernel = run("mount", "-o", f"loop,utf8,{'ro' if read_only else 'rw'}", str(image), str(place))
        if not kernel and (read_only or not run("fusefat", "-o", "rw+", str(image), str(place))):
            pytest.skip("neither the kernel (vfat) nor fusefat can mount a FAT stick here")
        return place

    yield mount
    run("umount", str(place))


def test_package_written_to_a_fat_stick_is_there_when_it_comes_back(fat: Mount) -> None:
    written = put(fat())
    stick = fat()
    assert [path.name for path in stick.iterdir()] == [NAME]
    assert is_whole(written.path, written.sha256)
    assert packages_on(stick) == [stick / NAME]
    assert package.read(stick / NAME, site=STREET_PARTY.site, senders=[VILLAGE_PARTY.card]).header == SENT.header


def test_fat_stick_takes_names_in_either_case_for_one(fat: Mount) -> None:
    stick = fat()
    put(stick)
    again = put(stick, NAME.lower().replace(".gdp", ".GDP"))
    assert len(packages_on(stick)) == 2
    assert again.path.name.casefold() != NAME.casefold()


def test_full_fat_stick_is_told_before_anything_is_written(fat: Mount) -> None:
    stick = fat()
    if not shutil.disk_usage(stick).total:
        pytest.skip("this program for FAT does not say how much room is left")
    with (stick / "film.bin").open("wb") as file:
        file.write(bytes(shutil.disk_usage(stick).free - SPARE))
    with pytest.raises(StickFull, match="MB"):
        put(stick)
    assert [path.name for path in stick.iterdir()] == ["film.bin"]


def test_fat_stick_that_is_full_in_the_middle_of_writing_keeps_no_package(fat: Mount) -> None:
    class Boastful(Fat):
        def free(self, folder: Path) -> int:
            return 1 << 40

    stick = fat()
    with contextlib.suppress(OSError), (stick / "film.bin").open("wb", buffering=0) as file:
        for _ in range(SIZE // len(BLOCK) + 1):
            file.write(BLOCK)
    with pytest.raises(StickError):  # ENOSPC of the kernel, EPERM of fusefat
        write_to_stick(stick, NAME, DATA, device=Boastful())
    assert packages_on(stick) == []


def test_write_protected_fat_stick_is_told(fat: Mount) -> None:
    stick = fat(read_only=True)
    with pytest.raises(StickReadOnly):
        put(stick)


def test_part_left_by_an_earlier_attempt_is_found(fat: Mount) -> None:
    stick = fat()
    (stick / (NAME + PART)).write_bytes(DATA[:100])
    stick = fat()
    assert leftovers(stick) == [stick / (NAME + PART)]
    assert packages_on(stick) == []
