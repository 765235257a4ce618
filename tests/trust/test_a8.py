"""A8: a restore is atomic, keeps what was there, gets a new chain, and erases again what was erased since.

The kills are those of `tests/faults`; the two machines are two real offices that exchange packages.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gridDesk.desk import (
    Desk,
    backup_file,
    backups,
    erased_list,
    erasure,
    exchange,
    open_office,
    people,
    records,
    safety,
)
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from tests.faults.sampling import needs_strace, sample, summed
from tests.flows.conftest import PASSWORD
from tests.flows.two_offices import carry, digests, fill
from tests.trust.conftest import LONG


@needs_strace
def test_a_restore_killed_anywhere_leaves_one_whole_office(figure):
    lines = sample("--kinds", "kills", "--only", "restore", *(["--long"] if LONG else []))
    numbers = summed(lines)
    assert numbers["bad"] == 0
    figure("A8", kills=numbers["runs"], neither_old_nor_new=numbers["bad"])


def people_gone(desk: Desk, count: int) -> list[str]:
    """Close and erase some people."""
    uids = [str(row["uid"]) for row in desk.store.rows("person", order=("uid",))][:count]
    for uid in uids:
        records.close_record(desk, "person", uid, reason_code="02", on="2026-03-01")
    erasure.erase(desk, "person", uids, "保存期满")
    return uids


def same(village: Desk, street: Desk) -> bool:
    return digests(street, village.office.site) == village.store.digests(village.office.site, "")


def former(folder: Path) -> list[Path]:
    return sorted(folder.parent.glob(f"{folder.name}.before-restore-*"))


def test_two_machines_agree_after_a_restore_and_what_was_erased_stays_gone(paired, stick, figure):
    village, street = paired
    fill(village, 3)
    backup = safety.backup(village)
    carry(village, street, stick)
    gone = people_gone(village, 2)
    fill(village, 1)
    carry(village, street, stick)
    folder, replica = village.folder, village.store.replica
    village.close()
    back = safety.restore(backup, folder, PASSWORD)
    assert back.store.replica != replica
    assert [back.store.get("person", uid)["name"] for uid in gone] == [None, None]
    assert len(former(folder)) == 1
    assert backups.paused(back)
    assert backups.thin(back) == []
    assert back.setting(f"snapshot_next.{street.office.site}")
    written = carry(back, street, stick)
    carry(street, back, stick)
    assert same(back, street)
    assert back.store.check() == street.store.check() == []
    backups.resume(back)
    assert not backups.paused(back)
    back.close()
    figure("A8", erased=2, erased_again=2, offices_that_agree=2, whole_package_next=int(bool(written)))


@pytest.mark.parametrize("present", ["readable", "emptied", "list gone"])
def test_what_was_erased_is_erased_again_from_whatever_still_knows_it(village, figure, present):
    fill(village, 2)
    backup = safety.backup(village)
    gone = people_gone(village, 2)
    village.close()
    if present == "emptied":
        (village.folder / DATA_FILE).write_bytes(b"")
    if present == "list gone":
        (village.folder / erased_list.FILE).unlink()
    back = safety.restore(backup, village.folder, PASSWORD)
    assert [back.store.get("person", uid)["name"] for uid in gone] == [None, None]
    assert back.store.check() == []
    assert sorted(erased_list.read(village.folder)) == (
        [] if present == "list gone" else sorted(("person", uid) for uid in gone)
    )
    back.close()
    figure("A8", present_file=present, erased_again=len(gone))


@pytest.mark.parametrize("listed", ["as it is kept", "by an older program"])
def test_an_erased_sealed_record_stays_erased_when_a_damaged_file_is_restored(village, figure, listed):
    village.enable("drug")
    uid = new_uid()
    village.write([Edit("drug", uid, "create", {"person": new_uid(), "remark": "三月尿检"})], "新建")
    backup = safety.backup(village)
    records.close_record(village, "drug", uid, reason_code="02", on="2026-03-01")
    erasure.erase(village, "drug", [uid], "戒断满三年")
    assert erased_list.read(village.folder) == [("sealed_record", uid)]
    if listed == "by an older program":
        (village.folder / erased_list.FILE).write_text(f'[["drug","{uid}"]]', encoding="utf-8")
    village.close()
    (village.folder / DATA_FILE).write_bytes(b"\0" * 5000)
    back = safety.restore(backup, village.folder, PASSWORD)
    assert back.keys.sens_key
    assert back.store.get("drug", uid) is None
    assert (back.store.get("sealed_record", uid) or {}).get("blob") is None
    assert back.store.check() == []
    back.close()
    figure("A8", sealed_erased_again=1, list=listed)


def test_what_was_written_about_an_erased_record_stays_erased_with_it(village, figure):
    event, step = new_uid(), new_uid()
    village.write([Edit("event", event, "create", {"title": "邻里纠纷"})], "新建")
    village.write([Edit("event_step", step, "create", {"event": event, "words": "王某与李某和解"})], "新建")
    backup = safety.backup(village)
    records.close_record(village, "event", event, reason_code="07", on="2026-03-01")
    erasure.erase(village, "event", [event], "保存期满")
    assert village.store.get("event_step", step)["words"] is None
    village.close()
    (village.folder / DATA_FILE).write_bytes(b"")
    back = safety.restore(backup, village.folder, PASSWORD)
    assert back.store.get("event", event)["title"] is None
    assert back.store.get("event_step", step)["words"] is None
    back.close()
    figure("A8", steps_of_an_erased_event=1, left=0)


def test_a_restore_that_cannot_be_done_leaves_everything_as_it_was(village, tmp_path, figure):
    fill(village, 1)
    backup = safety.backup(village)
    fill(village, 1)
    village.close()
    before = {path.name: path.read_bytes() for path in village.folder.iterdir() if path.suffix == ".json"}
    tried = 0
    for name, spoil in (
        ("cut", lambda data: data[: len(data) // 2]),
        ("flipped", lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]),
        ("empty", lambda _data: b""),
    ):
        bad = tmp_path / f"{name}.gdbak"
        bad.write_bytes(spoil(backup.read_bytes()))
        tried += 1
        with pytest.raises(DeskError):
            safety.restore(bad, village.folder, PASSWORD)
    tried += 1
    with pytest.raises(DeskError, match="密码"):
        safety.restore(backup, village.folder, "不是这个密码，差得远")
    assert former(village.folder) == []
    assert {path.name: path.read_bytes() for path in village.folder.iterdir() if path.suffix == ".json"} == before
    again = open_office(village.folder, PASSWORD)
    assert again.store.count("household") == 2
    with pytest.raises(DeskError, match="另一个窗口"):
        safety.restore(backup, village.folder, PASSWORD)
    again.close()
    figure("A8", refused=tried + 1, changed=0)


def test_a_backup_of_an_older_program_without_a_manifest_still_restores(village, tmp_path, figure):
    fill(village, 1)
    made = safety.backup(village)
    fill(village, 1)
    village.close()
    old = tmp_path / f"griddesk-{'a' * 8}-20250301-080000.gdbak"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(old, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(backup_file.OLD_MEMBERS):
            target.writestr(name, source.read(name))
    assert backup_file.read_manifest(old) is None
    back = safety.restore(old, village.folder, PASSWORD)
    assert back.store.count("household") == 1
    back.close()
    figure("A8", old_containers=1)


def test_a_whole_package_after_a_restore_brings_the_street_to_the_restored_state(paired, stick, figure):
    village, street = paired
    backup = safety.backup(village)
    for n in range(3):
        people.new_household(village, f"8{n}", f"柳行村八组{n}号", {"name": f"测试{n}"})
    carry(village, street, stick)
    village.close()
    back = safety.restore(backup, village.folder, PASSWORD)
    fill(back, 1)
    exchange.apply_package(street, exchange.write_package(back, street.office.site, stick).path)
    assert same(back, street)
    back.close()
    figure("A8", streets_brought_level=1)
