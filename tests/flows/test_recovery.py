"""A dead PC is rebuilt from the street's mirror, a restored one takes back what it lost, and what was erased stays gone."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest

from gridDesk.desk import (
    Desk,
    erasure,
    exchange,
    installs,
    on_stick,
    proposals,
    records,
    recovery,
    safety,
    street_folder,
)
from gridDesk.desk.opening import open_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.sync import delta
from gridDesk.sync.errors import FormerKeys, NeedsConsent, PackageError
from tests import new_keys
from tests.flows import paired_offices
from tests.flows.conftest import PASSWORD
from tests.flows.two_offices import carry, digests, fill


def agree(village: Desk, street: Desk) -> bool:
    site = village.office.site
    return digests(street, site) == village.store.digests(site, "")


def rebuild(village: Desk, street: Desk, stick: Path, folder: Path, *, heard: bool = True) -> Desk:
    """Let the village's PC die, and begin it anew by the invitation, up to pairing, on both sides when `heard`."""
    village.close()
    invitation = recovery.read_invitation(recovery.write_invitation(street, village.office.site, stick))
    fresh = recovery.begin(folder, invitation, password=PASSWORD, worker="王建国")
    card = exchange.read_card(exchange.write_card(fresh, stick))
    new_keys.pair(street, card, "child")
    if heard:
        exchange.pair(fresh, invitation.parent, exchange.pairing_digits(fresh, invitation.parent)[1][-5:], "parent")
    return fresh


def test_a_dead_pc_is_rebuilt_to_the_last_digit_and_goes_on(paired, stick, tmp_path):
    village, street = paired
    fill(village)
    street.write([Edit("task", new_uid(), "create", {"title": "给大家"})], "交办")
    carry(village, street, stick)
    carry(street, village, stick)
    whole = village.store.digests(village.office.site, "")
    fresh = rebuild(village, street, stick, tmp_path / "fresh")
    written = recovery.write_mirror(street, fresh.office.site, stick)
    exchange.apply_package(fresh, written.path)
    assert fresh.store.digests(fresh.office.site) == whole
    fill(fresh, 1)
    carry(fresh, street, stick)
    assert agree(fresh, street)
    carry(street, fresh, stick)
    assert [row["title"] for row in fresh.store.rows("task")] == ["给大家"]
    assert fresh.store.check() == street.store.check() == []
    fresh.close()


def test_a_street_set_back_to_before_it_handed_the_records_back_is_told_everything(paired, stick, tmp_path):
    village, street = paired
    fill(village, 1)
    street.close()
    shutil.copy(street.folder / "office.gdb", tmp_path / "old.gdb")
    street = open_office(street.folder, PASSWORD)
    carry(village, street, stick)
    fresh = rebuild(village, street, stick, tmp_path / "fresh")
    exchange.apply_package(fresh, recovery.write_mirror(street, fresh.office.site, stick).path)
    street.close()
    shutil.copy(tmp_path / "old.gdb", street.folder / "office.gdb")
    street = open_office(street.folder, PASSWORD)
    card = exchange.read_card(exchange.write_card(fresh, stick))
    new_keys.pair(street, card, "child")
    fill(fresh, 1)
    for _ in range(3):
        with contextlib.suppress(PackageError):
            carry(fresh, street, stick)
        carry(street, fresh, stick)
    assert agree(fresh, street)
    assert street.store.check() == []
    fresh.close()
    street.close()


def test_nothing_is_taken_back_from_an_office_whose_digits_were_not_heard(paired, stick, tmp_path):
    village, street = paired
    fill(village, 1)
    carry(village, street, stick)
    fresh = rebuild(village, street, stick, tmp_path / "fresh", heard=False)
    with pytest.raises(DeskError, match="核对数字"):
        exchange.apply_package(fresh, recovery.write_mirror(street, fresh.office.site, stick).path)
    assert fresh.store.count("person") == 0
    fresh.close()


def test_a_package_of_the_dead_pc_that_turns_up_late_is_known_for_what_it_is(paired, stick, tmp_path):
    village, street = paired
    fill(village, 1)
    taken = exchange.write_package(village, street.office.site, stick).path.read_bytes()
    exchange.apply_package(street, next(stick.glob("GD-*")))
    fill(village, 1)
    late = exchange.write_package(village, street.office.site, stick).path.read_bytes()
    fresh = rebuild(village, street, stick, tmp_path / "fresh")
    for path in stick.iterdir():
        path.unlink()
    (stick / "1.gdp").write_bytes(taken)
    (stick / "2.gdp").write_bytes(late)
    with pytest.raises(FormerKeys, match="换电脑以前写的"):
        exchange.apply_package(street, stick / "2.gdp")
    assert [one.what for one in on_stick.look(street, stick).found] == ["refused", "again"]
    report = street_folder.apply_folder(street, stick)
    assert [one.outcome for office in report.offices for one in office.packages] == ["again", "refused"]
    assert "请它在现在的电脑上补录" in report.offices[0].packages[1].why
    fresh.close()


def test_a_street_set_back_a_month_is_told_so_once_and_gets_from_each_village_what_it_lost(tmp_path):
    offices = paired_offices.make(tmp_path)
    kept = safety.backup(offices.street, tmp_path / "kept")
    for village in (offices.one, offices.two):
        fill(village, 1)
        offices.up(village)
        proposals.propose(
            offices.street, "person", paired_offices.person(village, "测试0"), "phone", "13900000009", "核查"
        )
        offices.up(village)
        offices.down(village)
        offices.up(village)
    folder = offices.street.folder
    offices.street.close()
    offices.street = safety.restore(kept, folder, paired_offices.PASSWORD)
    for village in (offices.one, offices.two) * 2:
        with contextlib.suppress(PackageError):
            offices.up(village)
        offices.down(village)
    assert offices.in_step(offices.one, offices.two)
    assert [alarm.kind for alarm in offices.street.store.system.alarms.list(state="open")] == ["rollback"]
    offices.close()


def test_an_office_being_rebuilt_sends_nothing_and_takes_nothing_else_first(paired, stick, tmp_path):
    village, street = paired
    fill(village)
    carry(village, street, stick)
    fresh = rebuild(village, street, stick, tmp_path / "fresh")
    with pytest.raises(DeskError, match="还没有从上级取回"):
        exchange.write_package(fresh, street.office.site, stick)
    written = exchange.write_package(street, fresh.office.site, stick)
    with pytest.raises(DeskError, match="还没有从上级取回"):
        exchange.apply_package(fresh, written.path)
    fresh.close()


def test_a_restored_office_takes_back_what_it_lost_and_a_person_decides_where_both_changed(paired, stick, tmp_path):
    village, street = paired
    fill(village)
    backup = safety.backup(village)
    one, other = [str(row["uid"]) for row in village.store.rows("person", order=("uid",))][:2]
    records.save(village, "person", one, {"phone": "13900000001"})
    records.save(village, "person", other, {"phone": "13900000002"})
    fill(village, 1)
    carry(village, street, stick)
    lost = village.store.digests(village.office.site, "")["person"][0]
    village.close()
    back = safety.restore(backup, village.folder, PASSWORD)
    records.save(back, "person", other, {"phone": "13900000003"})
    written = recovery.write_mirror(street, back.office.site, stick)
    applied = exchange.apply_package(back, written.path)
    assert back.store.digests(back.office.site, "")["person"][0] == lost
    assert back.store.get("person", one)["phone"] == "13900000001"
    assert back.store.get("person", other)["phone"] == "13900000003"
    alarm = back.store.system.alarms.get(f"lost.person.{other}")
    assert alarm.data["theirs"] == {"phone": "13900000002"}
    assert any("两边都改过" in problem for problem in applied.problems)
    carry(back, street, stick)
    assert agree(back, street)
    assert back.store.check() == street.store.check() == []
    back.close()


def test_an_older_data_file_put_in_place_is_noticed_before_the_first_write(paired, stick, tmp_path):
    village, street = paired
    fill(village, 2)
    carry(village, street, stick)
    village.close()
    shutil.copy(village.folder / "office.gdb", tmp_path / "old.gdb")
    again = open_office(village.folder, PASSWORD)
    replica = again.store.replica
    fill(again, 1)
    carry(again, street, stick)
    again.close()
    shutil.copy(tmp_path / "old.gdb", village.folder / "office.gdb")
    back = open_office(village.folder, PASSWORD)
    assert back.store.replica != replica
    assert [alarm.kind for alarm in back.store.system.alarms.list()] == ["rollback"]
    fill(back, 1)
    carry(back, street, stick)
    assert agree(back, street)
    assert street.store.check() == []
    back.close()


def test_a_receipt_for_what_was_lost_is_noticed_once(paired, stick, tmp_path, home):
    village, street = paired
    fill(village, 2)
    carry(village, street, stick)
    village.close()
    shutil.copy(village.folder / "office.gdb", tmp_path / "old.gdb")
    again = open_office(village.folder, PASSWORD)
    fill(again, 1)
    carry(again, street, stick)
    again.close()
    shutil.copy(tmp_path / "old.gdb", village.folder / "office.gdb")
    shutil.rmtree(home / "installs")
    back = open_office(village.folder, PASSWORD)
    replica = back.store.replica
    carry(street, back, stick)
    assert back.store.replica != replica
    rotated = back.store.replica
    carry(back, street, stick)
    carry(street, back, stick)
    assert back.store.replica == rotated
    assert exchange.write_package(back, street.office.site, stick).entries == 0
    assert agree(back, street)
    back.close()


def test_a_whole_state_that_takes_much_back_asks_a_person_first(paired, stick, tmp_path):
    village, street = paired
    backup = safety.backup(village)
    fill(village, 15)
    carry(village, street, stick)
    village.close()
    back = safety.restore(backup, village.folder, PASSWORD)
    written = exchange.write_package(back, street.office.site, stick)
    with pytest.raises(NeedsConsent, match="电话核实"):
        exchange.apply_package(street, written.path)
    assert street.store.count("person") == 30
    from gridDesk.desk.receiving import apply_package

    apply_package(street, written.path, sure=True)
    assert agree(back, street)
    back.close()


def test_what_was_erased_stays_gone_though_an_older_backup_brings_it_back(paired, stick, tmp_path):
    village, street = paired
    fill(village, 2)
    uid = str(next(iter(village.store.rows("person")))["uid"])
    backup = safety.backup(village)
    carry(village, street, stick)
    records.close_record(village, "person", uid, reason_code="02", on="2026-11-01")
    erasure.erase(village, "person", [uid], "保存期满")
    carry(village, street, stick)
    assert street.store.erased(village.office.site) == [("person", uid)]
    village.close()
    back = safety.restore(backup, tmp_path / "another PC", PASSWORD)  # nothing there knows what was erased
    assert back.store.get("person", uid)["name"]
    carry(back, street, stick)
    assert street.store.get("person", uid)["name"] is None
    carry(street, back, stick)
    assert back.store.get("person", uid)["name"] is None
    carry(back, street, stick)
    assert agree(back, street)
    assert back.store.check() == street.store.check() == []
    back.close()


def test_a_mirror_is_taken_from_above_only(paired, stick):
    village, street = paired
    fill(village, 1)
    with pytest.raises(DeskError, match="下级"):
        recovery.write_mirror(village, street.office.site, stick)


def test_a_record_in_force_is_not_erased(village):
    fill(village, 1)
    uid = str(next(iter(village.store.rows("person")))["uid"])
    with pytest.raises(DeskError, match="注销"):
        erasure.erase(village, "person", [uid], "保存期满")
    with pytest.raises(DeskError, match="依据"):
        erasure.erase(village, "person", [uid], " ")


def test_two_that_write_under_one_number_are_noticed_and_neither_is_lost_silently(paired, stick, tmp_path):
    village, street = paired
    fill(village, 1)
    village.close()
    twin = tmp_path / "twin"
    shutil.copytree(village.folder, twin)
    one = open_office(village.folder, PASSWORD)
    fill(one, 1)
    carry(one, street, stick)
    one.close()
    other = open_office(twin, PASSWORD)
    assert other.store.replica != one.office.site
    fill(other, 1)
    carry(other, street, stick)
    other.close()
    again = open_office(village.folder, PASSWORD)
    fill(again, 1)
    written = exchange.write_package(again, street.office.site, stick)
    with pytest.raises(PackageError, match="旧电脑"):
        exchange.apply_package(street, written.path)
    assert [alarm.kind for alarm in street.store.system.alarms.list()] == ["fork"]
    again.close()


def test_a_stick_from_before_the_restore_that_turns_up_late_is_not_taken_for_the_present(paired, stick, tmp_path):
    village, street = paired
    late = exchange.write_package(village, street.office.site, stick, whole=True).path
    backup = safety.backup(village)
    village.close()
    back = safety.restore(backup, village.folder, PASSWORD)
    fill(back, 2)
    carry(back, street, stick)
    with pytest.raises(PackageError):
        exchange.apply_package(street, late)
    assert agree(back, street)
    fill(back, 1)
    carry(back, street, stick)
    assert agree(back, street)
    back.close()


def test_a_machine_taken_for_a_replaced_one_goes_on_once_a_person_says_so(paired, stick, tmp_path):
    village, street = paired
    fill(village, 1)
    carry(village, street, stick)
    village.close()
    twin = tmp_path / "twin"
    shutil.copytree(village.folder, twin)
    other = open_office(twin, PASSWORD)
    carry(other, street, stick)
    other.close()
    again = open_office(village.folder, PASSWORD)
    fill(again, 1)
    written = exchange.write_package(again, street.office.site, stick)
    with pytest.raises(PackageError, match="旧电脑"):
        exchange.apply_package(street, written.path)
    carry(street, again, stick)
    assert [alarm.data["kind"] for alarm in again.store.system.alarms.list(kind="fork", state="open")] == ["replaced"]
    installs.claim(again)
    carry(again, street, stick)
    assert agree(again, street)
    assert again.store.system.alarms.list(kind="fork", state="open") == []
    again.close()


def test_taking_back_never_replaces_what_is_newer_here(paired, stick):
    village, street = paired
    fill(village, 2)
    carry(village, street, stick)
    one = str(next(iter(village.store.rows("person")))["uid"])
    records.save(village, "person", one, {"phone": "13900000001"})
    installs.renew(village.store, "moved")
    written = recovery.write_mirror(street, village.office.site, stick)
    exchange.apply_package(village, written.path)
    assert village.store.get("person", one)["phone"] == "13900000001"
    assert village.store.system.alarms.list(kind="lost") == []


def test_what_the_street_could_not_take_is_handed_back_too(paired, stick, tmp_path, monkeypatch):
    village, street = paired
    fill(village, 1)
    carry(village, street, stick)
    with monkeypatch.context() as strict:
        strict.setattr(delta, "values_fit", lambda ledger, values: ledger.key != "person")
        uid = str(next(iter(village.store.rows("person")))["uid"])
        records.save(village, "person", uid, {"phone": "13900000001"})
        fill(village, 1)
        carry(village, street, stick)
    whole = village.store.digests(village.office.site, "")
    assert len({kept.uid for kept in street.store.kept()}) == 3
    fresh = rebuild(village, street, stick, tmp_path / "fresh")
    exchange.apply_package(fresh, recovery.write_mirror(street, fresh.office.site, stick).path)
    assert fresh.store.digests(fresh.office.site) == whole
    carry(fresh, street, stick)
    assert agree(fresh, street)
    assert street.store.kept() == []
    assert fresh.store.check() == street.store.check() == []
    fresh.close()


def test_an_older_file_that_lacks_packages_only_is_noticed_too(paired, stick, tmp_path, home):
    village, street = paired
    fill(village, 1)
    village.close()
    shutil.copy(village.folder / "office.gdb", tmp_path / "old.gdb")
    again = open_office(village.folder, PASSWORD)
    carry(again, street, stick)
    carry(again, street, stick)
    again.close()
    shutil.copy(tmp_path / "old.gdb", village.folder / "office.gdb")
    back = open_office(village.folder, PASSWORD)
    assert [alarm.kind for alarm in back.store.system.alarms.list()] == ["rollback"]
    fill(back, 1)
    carry(back, street, stick)
    assert agree(back, street)
    back.close()


def test_receipts_for_packages_not_remembered_give_a_new_chain_once(paired, stick, tmp_path, home):
    village, street = paired
    fill(village, 1)
    village.close()
    shutil.copy(village.folder / "office.gdb", tmp_path / "old.gdb")
    again = open_office(village.folder, PASSWORD)
    carry(again, street, stick)
    carry(again, street, stick)
    again.close()
    shutil.copy(tmp_path / "old.gdb", village.folder / "office.gdb")
    shutil.rmtree(home / "installs")
    back = open_office(village.folder, PASSWORD)
    replica = back.store.replica
    fill(back, 1)
    written = exchange.write_package(back, street.office.site, stick)
    with pytest.raises(PackageError, match="旧"):
        exchange.apply_package(street, written.path)
    carry(street, back, stick)
    renewed = back.store.replica
    assert renewed != replica
    carry(back, street, stick)
    assert agree(back, street)
    carry(street, back, stick)
    assert back.store.replica == renewed
    back.close()
