"""A7: a backup counts only after its own file was opened afresh and compared; a copy damaged on the way is refused.

The copy is damaged at every step between reading the data and the last rename; the backups made before stay, all of them.
"""

from __future__ import annotations

import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gridDesk.desk import Desk, backup_file, backup_restore, backups, people
from gridDesk.errors import DeskError
from gridDesk.store import backup as store_backup
from tests.flows.conftest import PASSWORD

Spoil = Callable[[Path, random.Random], None]


def flip(path: Path, chance: random.Random) -> None:
    """Turn one bit over."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(path: Path, chance: random.Random) -> None:
    """Lose the end, as a full disk would."""
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data))])


def swap_pages(path: Path, chance: random.Random) -> None:
    """Put one page of 4 KiB in the place of another."""
    data = bytearray(path.read_bytes())
    one, other = (chance.randrange(1, len(data) // 4096) * 4096 for _ in range(2))
    if data[one : one + 4096] == data[other : other + 4096]:
        data[one] ^= 1
    data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]
    path.write_bytes(data)


SPOILERS: tuple[Spoil, ...] = (flip, cut, swap_pages)


def after(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, spoil: Callable[[Path], None], which: int
) -> None:
    """Damage the file that a step of the backup has just written; `which` of its arguments names it."""
    right = getattr(module, name)

    def damaging(*given: object, **named: object) -> object:
        result = right(*given, **named)
        spoil(given[which])
        return result

    monkeypatch.setattr(module, name, damaging)


@pytest.fixture
def backed_up(village: Desk) -> Desk:
    people.new_household(village, "1", "柳行村1号", {"name": "测试一"})
    for _ in range(2):
        backups.run(village, why="time")
    people.new_household(village, "2", "柳行村2号", {"name": "测试二"})
    return village


@pytest.mark.parametrize("step", ["while it is copied", "while it is written", "while it is verified"])
def test_a_copy_damaged_on_the_way_is_refused_and_those_before_stay(backed_up, monkeypatch, figure, amount, step):
    folder = backed_up.folder / backups.FOLDER
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    tried = refused = 0
    for n in range(amount(8, 400)):
        chance = random.Random(f"{step}{n}")
        spoil = SPOILERS[n % len(SPOILERS)]
        with monkeypatch.context() as patch:
            if step == "while it is copied":
                after(patch, store_backup, "_copy", lambda path, c=chance, s=spoil: s(path, c), 2)
            elif step == "while it is written":
                after(patch, backup_file, "write", lambda path, c=chance, s=spoil: s(path, c), 0)
            else:
                after(patch, backup_file, "_extract", lambda path, c=chance, s=spoil: s(path, c), 2)
            tried += 1
            try:
                made = backups.run(backed_up, why="time")
            except DeskError:
                refused += 1
            else:  # a flip in the zip's own bookkeeping may change nothing that is kept: then it must open and be equal
                assert backup_restore.drilled(backed_up, made, folder / "look")
                shutil.rmtree(folder / "look")
                made.unlink()
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".gdbak"} == before
        assert not [path for path in folder.iterdir() if path.name not in before]
    assert refused >= tried * 3 // 4
    assert isinstance(backed_up.setting(backups.FAILED), dict) or refused < tried
    figure("A7", step=step, damaged=tried, refused=refused, wrong=0)


def test_a_backup_says_what_it_holds_and_who_vouches_for_it(backed_up, figure):
    path = backups.run(backed_up, why="hand")
    manifest = backup_file.check_whole(path)
    assert manifest is not None
    backup_file.check_seal(path, backed_up.keys)
    assert manifest.counts["ledger_person"] == 2
    assert (
        manifest.heads[backed_up.store.replica] == backed_up.store.heads(backed_up.office.site)[backed_up.store.replica]
    )
    names = ("people", "tables", "chains")
    figure("A7", **dict(zip(names, (2, len(manifest.counts), len(manifest.heads)), strict=True)))


def test_a_manifest_rewritten_by_somebody_else_is_refused(backed_up, tmp_path, figure):
    path = backups.run(backed_up, why="hand")
    backed_up.close()
    tried = 0
    for old, new in ((b'"why":"hand"', b'"why":"time"'), (b'"n":', b'"n":9'), (b"manifest", b"manifesT")):
        changed = tmp_path / f"changed{tried}.gdbak"
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as target:
            for name in source.namelist():
                data = source.read(name)
                renamed = name.replace(old.decode(), new.decode()) if name == "manifest.json" else name
                target.writestr(renamed, data.replace(old, new, 1) if name == "manifest.json" else data)
        tried += 1
        with pytest.raises(DeskError):
            backup_restore.restore(changed, tmp_path / "fresh", PASSWORD)
        assert not (tmp_path / "fresh").exists()
    figure("A7", manifests_forged=tried, refused=tried)


def test_a_failing_disk_never_takes_a_good_backup_away(backed_up, monkeypatch, figure):
    folder = backed_up.folder / backups.FOLDER
    before = sorted(path.name for path in folder.iterdir())
    tried = 0
    for module, name in (
        (store_backup, "_copy"), (backup_file, "write"), (backup_file, "prove_afresh"), (backups, "rename_patiently"),
        (backups, "sync_folder"),
    ):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(module, name, lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
            with pytest.raises(DeskError, match="没有写成"):
                backups.run(backed_up, why="time")
        tried += 1
        left = [path.name for path in folder.iterdir()]
        assert set(before) <= set(left)
        assert all(name.endswith(".gdbak") for name in left)
    figure("A7", failing_disks=tried, lost=0)


def test_an_older_backup_that_rotted_is_put_aside_and_counts_no_more(backed_up, figure):
    folder = backed_up.folder / backups.FOLDER
    rotten = backups.listed(folder)[-1].path
    data = bytearray(rotten.read_bytes())
    data[len(data) // 2] ^= 1
    rotten.write_bytes(data)
    assert backups.recheck_one(backed_up) == rotten
    assert not rotten.exists()
    assert len(backups.listed(folder)) == 1
    assert len(backups.damaged(folder)) == 1
    figure("A7", rotted=1, noticed=1)
