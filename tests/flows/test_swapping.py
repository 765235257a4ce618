"""A restored office takes its place by two renames: cut off or failing anywhere, there is always one office, and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.desk import swapping
from gridDesk.errors import DeskError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office of one file, and another made ready beside it."""
    for name, text in (("village", "old"), ("village.restoring", "new")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "office.gdb").write_text(text, encoding="ascii")
    return tmp_path / "village"


def content(folder: Path) -> str:
    return (folder / "office.gdb").read_text(encoding="ascii")


def kept(folder: Path) -> list[Path]:
    return sorted(folder.parent.glob("village.before-restore-*"))


def test_the_restored_office_takes_its_place_and_the_former_is_kept(folder):
    former = swapping.put_in_place(swapping.scratch_of(folder), folder)
    assert (content(folder), content(former), sorted(path.name for path in folder.iterdir())) == (
        "new", "old", ["office.gdb"],
    )  # fmt: skip


def test_two_restores_in_one_second_keep_both_former_offices(folder):
    swapping.put_in_place(swapping.scratch_of(folder), folder)
    scratch = swapping.scratch_of(folder)
    scratch.mkdir()
    (scratch / "office.gdb").write_text("newer", encoding="ascii")
    swapping.put_in_place(scratch, folder)
    assert content(folder) == "newer"
    assert sorted(map(content, kept(folder))) == ["new", "old"]


def fail_at(monkeypatch: pytest.MonkeyPatch, *times: int) -> None:
    """Let the renames of these numbers fail, as a broken disk would."""
    right, done = swapping.rename_patiently, []

    def rename(old: Path, new: Path) -> None:
        done.append(old)
        if len(done) in times:
            raise OSError(5, "broken")
        right(old, new)

    monkeypatch.setattr(swapping, "rename_patiently", rename)


@pytest.mark.parametrize("place", [1, 2])
def test_a_rename_that_fails_leaves_the_former_office_in_its_place(folder, monkeypatch, place):
    fail_at(monkeypatch, place)
    with pytest.raises(DeskError, match="恢复没有完成"):
        swapping.put_in_place(swapping.scratch_of(folder), folder)
    assert content(folder) == "old"
    assert kept(folder) == []


@pytest.mark.parametrize("finish", [swapping.finish, lambda folder: swapping.finish_all(folder.parent)])
def test_a_restore_cut_off_between_its_renames_is_finished_later(folder, monkeypatch, finish):
    fail_at(monkeypatch, 2, 3)
    with pytest.raises(DeskError):
        swapping.put_in_place(swapping.scratch_of(folder), folder)
    assert not folder.exists()
    swapping.clear(folder)
    finish(folder)
    assert (content(folder), [content(path) for path in kept(folder)]) == ("new", ["old"])
    assert not (folder / swapping.READY).exists()


def test_what_was_not_made_ready_never_takes_a_place(folder):
    folder.rename(folder.with_name("elsewhere"))
    swapping.finish(folder)
    assert not folder.exists()
    swapping.clear(folder)
    assert not swapping.scratch_of(folder).exists()
