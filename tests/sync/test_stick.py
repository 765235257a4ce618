"""Writing to sticks that are full, protected, pulled out, or lying."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.sync import stick
from gridDesk.sync.device import PosixDevice, Stick
from gridDesk.sync.errors import StickError, StickFull, StickLies, StickPulled, StickReadOnly
from gridDesk.sync.stick import (
    SPARE,
    Written,
    files_on,
    is_whole,
    leftovers,
    list_sticks,
    package_name,
    packages_on,
    write_to_stick,
)
from tests.sync.helpers import Journal, header_of

DATA = bytes(range(256)) * 1000
NAME = "GD-a1a1a1a1-b2b2b2b2-1-20260115.gdp"


class Fake(PosixDevice):
    """A real folder behind a device that fails at the n-th step, once or for ever, or lies when read back."""

    def __init__(
        self, *, room: int = 1 << 40, fail_at: int = 0, number: int = errno.EIO, for_ever: bool = True
    ) -> None:
        super().__init__()
        self.room, self.fail_at, self.number, self.for_ever = room, fail_at, number, for_ever
        self.steps: list[str] = []
        self.lie = False

    def step(self, name: str) -> None:
        self.steps.append(name)
        count = len(self.steps)
        if self.fail_at and (count == self.fail_at or (count > self.fail_at and self.for_ever)):
            raise OSError(self.number, "fault")

    def free(self, folder: Path) -> int:
        self.step("free")
        return self.room

    def write(self, path: Path, data: bytes, progress: object) -> None:
        self.step(f"write {path.suffix}")
        for start in range(0, len(data), 1 << 16):
            self.step("block")
            with path.open("ab") as file:
                file.write(data[start : start + (1 << 16)])
            progress(min(start + (1 << 16), len(data)), len(data))
        self.step("sync")

    def digest(self, path: Path) -> str:
        self.step("digest")
        return hashlib.sha256(b"x").hexdigest() if self.lie else super().digest(path)

    def names(self, folder: Path) -> list[str]:
        self.step("names")
        return super().names(folder)

    def rename(self, old: Path, new: Path) -> None:
        self.step("rename")
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self.step("remove")
        super().remove(path)

    def sync_folder(self, folder: Path) -> None:
        self.step("sync folder")


def test_package_is_written_read_back_and_named(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    device = Fake()
    written = write_to_stick(
        tmp_path, NAME, DATA, device=device, progress=lambda done, total: seen.append((done, total))
    )
    assert written == Written(tmp_path / NAME, hashlib.sha256(DATA).hexdigest())
    assert written.path.read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    order = [step for step in device.steps if step != "block"]
    assert order == [
        "free", "write .part", "sync", "remove", "write .part", "sync", "digest", "names", "rename", "sync folder", "names"
    ]  # fmt: skip
    assert seen[-1] == (len(DATA), len(DATA))
    assert len(seen) == 4


def test_real_device_writes_and_reads_back(tmp_path: Path) -> None:
    written = write_to_stick(tmp_path, NAME, DATA)
    assert written.path.read_bytes() == DATA
    assert is_whole(written.path, written.sha256)
    written.path.write_bytes(DATA[:-1])
    assert not is_whole(written.path, written.sha256)


def test_name_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"earlier")
    written = write_to_stick(tmp_path, NAME, DATA, device=Fake())
    again = write_to_stick(tmp_path, NAME, DATA, device=Fake())
    assert (written.path.name, again.path.name) == (NAME.replace(".gdp", "-2.gdp"), NAME.replace(".gdp", "-3.gdp"))
    assert (tmp_path / NAME).read_bytes() == b"earlier"


def test_full_stick_is_told_with_sizes_before_anything_is_written(tmp_path: Path) -> None:
    device = Fake(room=SPARE)
    with pytest.raises(StickFull, match=r"需要16\.2 MB，只剩16\.0 MB"):
        write_to_stick(tmp_path, NAME, DATA, device=device)
    assert device.steps == ["free"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StickFull), (errno.EFBIG, StickFull), (errno.EROFS, StickReadOnly), (errno.EACCES, StickReadOnly),
        (errno.EIO, StickPulled), (errno.ENODEV, StickPulled), (errno.ENOENT, StickPulled), (errno.EEXIST, StickError),
    ],
)  # fmt: skip
@pytest.mark.parametrize("for_ever", [True, False])
def test_fault_at_any_step_leaves_no_package_unsaid(tmp_path: Path, number: int, kind: type, for_ever: bool) -> None:
    whole = Fake()
    write_to_stick(tmp_path, NAME, DATA, device=whole)
    (tmp_path / NAME).unlink()
    for step in range(1, len(whole.steps) + 1):
        with pytest.raises(kind) as caught:
            write_to_stick(tmp_path, NAME, DATA, device=Fake(fail_at=step, number=number, for_ever=for_ever))
        assert "U 盘" in str(caught.value)
        finished = [path for path in tmp_path.iterdir() if path.suffix == ".gdp"]
        assert [path.read_bytes() for path in finished] in ([], [DATA])
        assert not finished or step > whole.steps.index("rename")
        for path in tmp_path.iterdir():
            path.unlink()


def test_half_written_file_is_removed_when_the_stick_still_answers(tmp_path: Path) -> None:
    with pytest.raises(StickFull):
        write_to_stick(tmp_path, NAME, DATA, device=Fake(fail_at=8, number=errno.ENOSPC, for_ever=False))
    assert list(tmp_path.iterdir()) == []


def test_stick_that_lies_about_its_capacity_is_found_out(tmp_path: Path) -> None:
    device = Fake()
    device.lie = True
    with pytest.raises(StickLies, match="不可靠"):
        write_to_stick(tmp_path, NAME, DATA, device=device)
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    def cancel(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_to_stick(tmp_path, NAME, DATA, progress=cancel)
    assert list(tmp_path.iterdir()) == []


def test_error_of_windows_for_a_pulled_stick_is_not_taken_for_write_protection(tmp_path: Path) -> None:
    class NotReady(Fake):
        def free(self, folder: Path) -> int:
            error = PermissionError(errno.EACCES, "not ready")
            error.winerror = 21
            raise error

    with pytest.raises(StickPulled):
        write_to_stick(tmp_path, NAME, DATA, device=NotReady())


@pytest.mark.parametrize("name", ["柳行村.gdp", "x" * 61])
def test_name_unfit_for_a_stick_is_a_mistake_of_the_program(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="stick"):
        write_to_stick(tmp_path, name, DATA, device=Fake())


@given(st.integers(1, 2**53))
def test_package_name_is_short_ascii_and_says_nothing_personal(n: int) -> None:
    name = package_name(header_of(Journal().people(1), n))
    assert name == f"GD-a1a1a1a1-b2b2b2b2-{n}-20260115.gdp"
    assert name.isascii()
    assert len(name) <= stick.LONGEST_NAME - len(stick.PART)


def test_packages_are_found_in_the_stick_and_one_folder_down(tmp_path: Path) -> None:
    for place in (
        "b.gdp",
        "A.GDP",
        "note.txt",
        "c.gdp.part",
        ".hidden.gdp",
        "网格台/d.gdp",
        "网格台/deep/e.gdp",
        ".Trash/f.gdp",
    ):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "folder.gdp").mkdir()
    (tmp_path / "card.gdcard").write_bytes(b"")
    assert [str(path.relative_to(tmp_path)) for path in packages_on(tmp_path)] == ["A.GDP", "b.gdp", "网格台/d.gdp"]
    assert [path.name for path in files_on(tmp_path, ".gdcard")] == ["card.gdcard"]


def test_file_names_that_are_not_text_are_listed_too(tmp_path: Path) -> None:
    strange = tmp_path / b"\xb4\xe5.gdp".decode("utf-8", "surrogateescape")
    strange.write_bytes(b"")
    assert packages_on(tmp_path) == [strange]


def test_half_written_files_of_earlier_attempts_are_listed(tmp_path: Path) -> None:
    for name in (NAME + ".part", "other.part", NAME):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in leftovers(tmp_path)] == [NAME + ".part"]


def test_stick_pulled_out_before_looking_is_told(tmp_path: Path) -> None:
    for look in (packages_on, leftovers):
        with pytest.raises(StickPulled):
            look(tmp_path / "gone")
    with pytest.raises(StickPulled):
        is_whole(tmp_path / "gone", "")


def test_sticks_come_from_the_device() -> None:
    class One(PosixDevice):
        def sticks(self) -> list[Stick]:
            return [Stick(Path("/media/u"), "u", 5)]

    assert list_sticks(One()) == [Stick(Path("/media/u"), "u", 5)]
    assert isinstance(list_sticks(), list)
