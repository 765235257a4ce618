"""B11: the key file lies in two copies and in every backup; each shows its damage; losing one loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from gridDesk import vault
from gridDesk.desk import backup_file, new_office, safety
from gridDesk.errors import DeskError
from gridDesk.ledger import Office
from gridDesk.vault import kdf
from gridDesk.vault.copies import NAMES
from gridDesk.vault.format import decode

Figure = Callable[..., None]
Amount = Callable[[int, int], int]
PASSWORD, KEEPER = "春江潮水连海平-望月", "王建国"


def damaged(data: bytes, chance: Random) -> bytes | None:
    """Return a copy after a mishap; None: it is gone."""
    at = chance.randrange(len(data))
    kind = chance.choice(["flip", "flip", "flip", "cut", "zeros", "gone", "twice", "swapped"])
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    if kind == "cut":
        return data[:at]
    if kind == "zeros":
        return data[:at] + bytes(len(data) - at)
    if kind == "twice":
        return data + data
    if kind == "swapped":
        return data[at:] + data[:at] if at else data + b" "
    return None


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdf, "M_FLOOR", 64)


def test_either_copy_may_be_damaged_or_gone(tmp_path: Path, figure: Figure, amount: Amount) -> None:
    made = vault.create_keys(tmp_path, PASSWORD, KEEPER, m_kib=64)
    good, chance, tried, mended = vault.newest_bytes(tmp_path), Random(11), amount(150, 10_000), 0
    for _ in range(tried):
        path = tmp_path / chance.choice(NAMES)
        bad = damaged(good, chance)
        path.unlink() if bad is None else path.write_bytes(bad)
        keys = vault.unlock(tmp_path, PASSWORD)
        assert keys == made
        mended += keys.mended == (path.name,)
        assert [(tmp_path / name).read_bytes() for name in NAMES] == [good, good]
    assert mended == tried
    figure("B11", copies_damaged_or_removed=tried, mended=mended, lost=0)


def test_every_damage_to_both_copies_is_told_and_nothing_is_made_up(
    tmp_path: Path, figure: Figure, amount: Amount
) -> None:
    vault.create_keys(tmp_path, PASSWORD, KEEPER, m_kib=64)
    good, chance, tried, told = vault.newest_bytes(tmp_path), Random(12), amount(3000, 10_000), 0
    for _ in range(tried):
        bad = damaged(good, chance)
        if bad is None:
            bad = b""
        try:
            decode(bad)
        except DeskError:
            told += 1
    assert told == tried
    figure("B11", damaged_copies_read=tried, noticed=told)


def test_every_backup_carries_the_key_file_of_its_time(tmp_path: Path, figure: Figure) -> None:
    folder = tmp_path / "village"
    office = Office(site="a" * 16, name="柳行村", level="village")
    keys = lambda _: vault.create_keys(folder, PASSWORD, KEEPER, m_kib=64)  # noqa: E731
    desk = new_office(folder, office, password=PASSWORD, worker=KEEPER, aside=keys)
    made = [safety.backup(desk)]
    desk.change_password(PASSWORD, "小桥流水人家 枯藤老树")
    made.append(safety.backup(desk))
    desk.close()
    for name in NAMES:
        (folder / name).unlink()
    for backup, password in zip(made, (PASSWORD, "小桥流水人家 枯藤老树"), strict=True):
        carried = tmp_path / backup.stem
        carried.mkdir()
        vault.write_copies(carried, backup_file.key_file_of(backup))
        assert vault.unlock(carried, password).db_key == desk.keys.db_key
    back = safety.restore(made[1], folder, "小桥流水人家 枯藤老树")
    assert back.keys.generation == 2
    back.close()
    figure("B11", backups=len(made), key_files_inside=len(made), both_copies_gone_restored=1)
