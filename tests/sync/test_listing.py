"""What else lies on a stick: names in other encodings, reserved names, thousands of files, links, locked folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gridDesk.sync import listing, peek
from gridDesk.sync.errors import PackageError, StickUnreadable
from gridDesk.sync.listing import list_files
from gridDesk.sync.stick import packages_on
from tests.sync.helpers import Journal, package_of

STRANGE = [
    "柳行村第1号.gdp".encode("gbk"), b"\xb4\xe5\xff.gdp", b"\xed\xa0\x80.gdp", b"CON.gdp", b"NUL.gdp", b"aux.GDP", b"LPT1.gdp",
    b"trailing. .gdp", b" leading.gdp", b"a" * 251 + b".gdp", "㛃䶮𬱖的包.gdp".encode(), "e\u0301.gdp".encode(), b"new\nline.gdp",
    b"tab\t.gdp", b"quote\".gdp", b"%s%n.gdp", b"--help.gdp", b"C\xef\xbc\x9a.gdp", b"x.gdp.gdp",
]  # fmt: skip
NOT_WANTED = [b"x.gdp.part", b".hidden.gdp", b"x.gdp.", b"x.gdp ", b"gdp", b"x.txt", b"x.gdp~"]


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_package_under_any_name_is_found_and_read(tmp_path: Path, name: bytes) -> None:
    data = package_of(Journal().people(2)).data
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(data)
    (found,) = packages_on(tmp_path)
    assert found == path
    assert peek.peek(found).n == 1


def test_what_only_looks_like_a_package_is_left_alone(tmp_path: Path) -> None:
    for name in NOT_WANTED:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    assert packages_on(tmp_path) == []


def test_links_are_never_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "stick", tmp_path / "home"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.gdp").write_bytes(b"x")
    (inside / "file.gdp").symlink_to(outside / "secret.gdp")
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "self.gdp").symlink_to(inside / "self.gdp")
    (inside / "dangling.gdp").symlink_to(outside / "nothing")
    os.mkfifo(inside / "pipe.gdp")
    assert packages_on(inside) == []


def test_folder_that_cannot_be_read_is_named_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("locked", "open"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.gdp").write_bytes(b"x")
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "no")
        return real(path)

    monkeypatch.setattr(listing.os, "scandir", scandir)
    seen = list_files(tmp_path, ".gdp")
    assert seen.files == (tmp_path / "open" / "a.gdp",)
    assert seen.unreadable == (tmp_path / "locked",)


def test_stick_that_goes_away_while_it_is_looked_at_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "stick"
    (folder / "inner").mkdir(parents=True)
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "inner":
            (folder / "inner").rmdir()
            folder.rmdir()
        return real(path)

    monkeypatch.setattr(listing.os, "scandir", scandir)
    with pytest.raises(StickUnreadable):
        packages_on(folder)


def test_thousands_of_files_are_looked_at_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2100):
        (tmp_path / f"{number:04d}.gdp").touch()
    seen = list_files(tmp_path, ".gdp")
    assert (len(seen.files), seen.cut) == (2000, True)
    monkeypatch.setattr(listing, "MOST_ENTRIES", 100)
    seen = list_files(tmp_path, ".gdp")
    assert (len(seen.files), seen.cut) == (100, True)


def test_many_folders_are_looked_into_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_FOLDERS", 3)
    for number in range(5):
        (tmp_path / f"f{number}").mkdir()
        (tmp_path / f"f{number}" / "a.gdp").touch()
    seen = list_files(tmp_path, ".gdp")
    assert (len(seen.files), seen.cut) == (3, True)


@pytest.mark.parametrize("data", [b"", b"G", b"GDP1\n", b"GDP1\n" + b"x" * 5000, os.urandom(100_000), b"\0" * 100])
def test_file_that_is_no_package_is_told_without_reading_all_of_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.gdp").write_bytes(data)
    with pytest.raises(PackageError):
        peek.peek(tmp_path / "a.gdp")
