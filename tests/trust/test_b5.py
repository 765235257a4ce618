"""B5: who left opens nothing with an old password and an old key file; turning the data key survives a kill at any write."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gridDesk import vault
from gridDesk.desk import accounts, new_office, open_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, Office, catalogue, new_uid
from gridDesk.store import FileUnreadable, Store, rekeying
from gridDesk.vault import kdf
from gridDesk.vault.copies import write_copies
from tests.faults.sampling import needs_strace, sample, summed
from tests.trust.conftest import LONG

Figure = Callable[..., None]
Amount = Callable[[int, int], int]
PASSWORD, DEPARTED = "春江潮水连海平-望月", "杨柳青青江水平 闻郎"
KEEPER, LEAVING = "王建国", "李大山"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of a keeper and a clerk who will leave, with forty people."""
    monkeypatch.setattr(kdf, "M_FLOOR", 64)
    folder = tmp_path / "village"
    village = Office(site="a" * 16, name="柳行村", level="village")
    keys = lambda _: vault.create_keys(folder, PASSWORD, KEEPER, m_kib=64)  # noqa: E731
    desk = new_office(folder, village, password=PASSWORD, worker=KEEPER, aside=keys)
    desk.write([Edit("person", new_uid(), "create", {"name": f"测试{n}"}) for n in range(40)], "登记")
    accounts.add(desk, LEAVING, DEPARTED, ["clerk", "keeper", "sensitive"])
    desk.close()
    return folder


def test_no_old_key_file_opens_the_data_of_after_a_removal(
    folder: Path, tmp_path: Path, figure: Figure, amount: Amount
) -> None:
    kept, tried, removals = tmp_path / "kept", 0, amount(2, 12)
    old: list[bytes] = []
    for _ in range(removals):
        desk = open_office(folder, PASSWORD, KEEPER)
        slot = next(one.slot for one in accounts.list_accounts(desk) if one.who == LEAVING)
        old.append(vault.newest_bytes(folder))
        accounts.remove(desk, slot)
        assert desk.store.count("person") == 40
        desk.close()
        for data in old:
            shutil.rmtree(kept, ignore_errors=True)
            kept.mkdir()
            write_copies(kept, data)
            for password, who in ((DEPARTED, LEAVING), (PASSWORD, KEEPER)):
                keys = vault.unlock(kept, password, who)
                for key in (keys.db_key, *(former.db_key for former in keys.former)):
                    with pytest.raises(FileUnreadable):
                        Store.open(folder / "office.gdb", bytes(key), catalogue())
                    tried += 1
            now = vault.newest_bytes(folder)
            write_copies(folder, data)  # rolled back: the whole office, as the program would open it
            with pytest.raises(DeskError):
                open_office(folder, DEPARTED, LEAVING)
            (folder / "attempts.json").unlink()
            write_copies(folder, now)
            tried += 1
        desk = open_office(folder, PASSWORD, KEEPER)
        accounts.add(desk, LEAVING, DEPARTED, ["clerk", "keeper", "sensitive"])
        desk.close()
    figure("B5", removals=removals, old_key_files_with_old_passwords=tried, opened=0)


def test_a_removal_needs_nobody_else_password_and_loses_no_row(folder: Path, figure: Figure) -> None:
    desk = open_office(folder, PASSWORD, KEEPER)
    for n in range(5):
        accounts.add(desk, f"留下{n}", f"小桥流水人家 {n:06}", ["clerk"])
    slot = next(one.slot for one in accounts.list_accounts(desk) if one.who == LEAVING)
    accounts.remove(desk, slot)
    desk.close()
    for n in range(5):
        clerk = open_office(folder, f"小桥流水人家 {n:06}", f"留下{n}")
        assert clerk.store.count("person") == 40
        clerk.close()
    assert not rekeying.opens(folder / "office.gdb", bytes(32))
    figure("B5", others_who_go_on_with_their_passwords=5)


@needs_strace
def test_a_kill_at_any_write_of_a_removal_leaves_an_office_that_opens_whole(figure: Figure) -> None:
    found = summed(sample("--only", "rekey", "--kinds", "kills", *(["--long"] if LONG else [])))
    figure("B5", kills_while_rekeying=found["runs"], bad=found["bad"])
