"""C5: a cloned PC and a restored backup are noticed at the first start, or by the street at the first package."""

from __future__ import annotations

import shutil

from gridDesk.desk import open_office, safety
from tests.flows.conftest import PASSWORD
from tests.flows.two_offices import carry, digests, fill


def test_copy_old_file_rolled_back_machine_and_restored_backup_each_get_a_new_chain(
    paired, stick, tmp_path, home, figure
):
    village, street = paired
    fill(village, 2)
    carry(village, street, stick)
    backup = safety.backup(village)
    folder, replica, noticed = village.folder, village.store.replica, []
    village.close()
    shutil.copytree(folder, tmp_path / "twin")
    shutil.copy(folder / "office.gdb", tmp_path / "old.gdb")
    shutil.copytree(home / "installs", tmp_path / "installs")

    twin = open_office(tmp_path / "twin", PASSWORD)
    assert twin.store.replica != replica
    noticed.append("copied folder, at the first start")
    twin.close()

    later = open_office(folder, PASSWORD)
    fill(later, 1)
    carry(later, street, stick)
    later.close()
    shutil.copy(tmp_path / "old.gdb", folder / "office.gdb")
    older = open_office(folder, PASSWORD)
    assert older.store.replica != replica
    noticed.append("older data file, at the first start")
    fill(older, 1)
    carry(older, street, stick)
    carry(street, older, stick)
    older.close()

    shutil.copy(folder / "office.gdb", tmp_path / "old.gdb")
    shutil.rmtree(tmp_path / "installs")
    shutil.copytree(home / "installs", tmp_path / "installs")
    later = open_office(folder, PASSWORD)
    replica = later.store.replica
    fill(later, 1)
    carry(later, street, stick)
    later.close()
    shutil.copy(tmp_path / "old.gdb", folder / "office.gdb")
    shutil.rmtree(home / "installs")
    shutil.copytree(tmp_path / "installs", home / "installs")
    rolled = open_office(folder, PASSWORD)
    assert rolled.store.replica == replica, "nothing here could show it"
    carry(street, rolled, stick)
    assert rolled.store.replica != replica
    noticed.append("whole machine rolled back, by the first receipt")
    rolled.close()

    restored = safety.restore(backup, folder, PASSWORD)
    assert restored.store.replica not in (replica, rolled.store.office.site)
    noticed.append("restored backup, by the restore")
    fill(restored, 1)
    carry(restored, street, stick)
    assert digests(street, restored.office.site) == digests(restored, restored.office.site)
    restored.close()
    figure("C5", kinds=len(noticed), noticed=" / ".join(noticed))
