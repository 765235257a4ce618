"""Making, locking, checking, backing up and restoring an office; correcting and undoing what is in it."""

from __future__ import annotations

import shutil

import pytest

from gridDesk.desk import history, list_offices, logs, open_office, people, population, records, safety, search, tables
from gridDesk.desk.office_folders import look
from gridDesk.errors import DeskError
from gridDesk.text import today_iso
from tests.flows.conftest import PASSWORD


def household(desk):
    return people.new_household(
        desk, "7", "柳行村3组7号", {"name": "仇𣲘", "id_number": "370305200912035395", "phone": "13812345678"}
    )


def test_an_office_is_listed_by_name_before_it_is_unlocked(offices):
    assert sorted(one.office.name for one in list_offices(offices)) == ["柳行村", "齐陵街道"]


def test_a_wrong_password_is_told_and_the_office_stays_closed(offices, tmp_path):
    shutil.copytree(offices / "village", tmp_path / "v")
    with pytest.raises(DeskError, match="密码"):
        open_office(tmp_path / "v", "错误的密码错误的密码")
    open_office(tmp_path / "v", PASSWORD).close()


def test_a_second_window_is_told_that_the_office_is_open(village):
    with pytest.raises(DeskError, match="正在被“王建国”使用"):
        open_office(village.folder, PASSWORD)


def test_a_missing_data_file_never_becomes_a_new_empty_office(open_copy):
    desk = open_copy("village")
    folder = desk.folder
    desk.close()
    (folder / "office.gdb").unlink()
    with pytest.raises(DeskError, match="没有找到数据文件"):
        open_office(folder, PASSWORD)
    assert not (folder / "office.gdb").exists()


def test_an_unreadable_office_card_is_told(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "office.json").write_text("{", encoding="utf-8")
    assert look(tmp_path / "x").broken.endswith("。")


def test_a_copied_office_gets_a_replica_of_its_own(offices, tmp_path):
    shutil.copytree(offices / "village", tmp_path / "one")
    first = open_office(tmp_path / "one", PASSWORD)
    replica = first.store.replica
    first.close()
    again = open_office(tmp_path / "one", PASSWORD)
    assert again.store.replica == replica
    again.close()
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    copy = open_office(tmp_path / "two", PASSWORD)
    assert copy.store.replica != replica
    copy.close()


def test_one_household_is_entered_found_and_shown(village):
    saved = household(village)
    for text in ("仇𣲘", "𣲘", "qiu", "3703052009", "5395", "13812345678", "3组7号"):
        hits = search.find(village, text)
        assert "仇𣲘" in [hit.name for hit in hits], text
    view = people.household_view(village, saved.uid)
    assert (view.head, view.address, [member.name for member in view.members]) == ("仇𣲘", "柳行村3组7号", ["仇𣲘"])
    person = people.person_view(village, view.members[0].uid)
    assert person.household_uid == saved.uid
    assert "370305200912035395" not in str(person.id_masked)
    assert people.reveal_id(village, person.row["uid"]) == "370305200912035395"


def test_the_id_number_fills_birth_and_sex(village):
    found = records.derive(village, "person", {"id_number": "370305200912035395"})
    assert (found["birth"], found["sex"], found["id_place"]) == ("2009-12-03", "1", "山东省淄博市临淄区")


def test_a_second_person_with_the_same_number_is_a_warning_not_a_wall(village):
    household(village)
    problems = records.check(village, "person", {"name": "李四", "id_number": "370305200912035395"})
    assert any("仇𣲘" in item.message and item.level == "warning" for item in problems)
    assert records.save(village, "person", None, {"name": "李四", "id_number": "370305200912035395"}).changes.count == 1


def test_an_incomplete_person_is_kept_and_a_nameless_one_refused(village):
    records.save(village, "person", None, {"name": "张三"})
    with pytest.raises(DeskError, match="姓名"):
        records.save(village, "person", None, {"phone": "13800000000"})


def test_history_tells_old_and_new_and_undo_takes_it_back(village):
    saved = household(village)
    head = people.household_view(village, saved.uid).head_uid
    records.save(village, "person", head, {"phone": "13900000000"}, reason="本人来电")
    line = history.record_history(village, "person", head)[0]
    assert (line.field, line.old, line.new, line.reason) == ("联系电话", "13812345678", "13900000000", "本人来电")
    history.undo(village, line.txn)
    assert village.store.get("person", head)["phone"] == "13812345678"
    history.undo(village, history.recent(village)[0].txn)
    assert village.store.get("person", head)["phone"] == "13900000000"


def test_undo_leaves_what_was_changed_since_and_says_so(village):
    uid = records.save(village, "person", None, {"name": "张三"}).uid
    first = records.save(village, "person", uid, {"phone": "13800000000"}).changes.txn
    records.save(village, "person", uid, {"phone": "13900000000"})
    done = history.undo(village, first)
    assert village.store.get("person", uid)["phone"] == "13900000000"
    assert "联系电话" in done.kept[0]


def test_one_who_moved_out_leaves_the_lists_but_is_found_marked(village):
    saved = household(village)
    head = people.household_view(village, saved.uid).head_uid
    people.move_out(village, head, "02", "2026-11-01")
    assert tables.people_table(village).count == 0
    hit = next(hit for hit in search.find(village, "仇𣲘") if hit.ledger == "person")
    assert hit.mark == "已注销"
    population.come_back(village, head, today_iso())
    assert tables.people_table(village).count == 1


def test_members_stand_in_official_order(village):
    saved = household(village)
    for name, relation in (("孙辈", "41"), ("母亲", "52"), ("配偶", "10"), ("长子", "22")):
        people.add_member(village, saved.uid, {"name": name}, relation)
    assert [member.name for member in people.household_view(village, saved.uid).members] == [
        "仇𣲘",
        "配偶",
        "长子",
        "孙辈",
        "母亲",
    ]


def test_verifying_a_household_dates_it_and_its_members(village):
    saved = household(village)
    people.verify_household(village, saved.uid)
    assert village.store.get("household", saved.uid)["verified_on"]
    assert all(row["verified_on"] for row in village.store.rows("person"))


def test_a_backup_restores_to_the_same_records_under_a_new_replica(village, tmp_path):
    household(village)
    digests, replica = village.store.digests(village.office.site), village.store.replica
    path = safety.backup(village)
    people.new_household(village, "8", "柳行村3组8号", {"name": "后来的人"})
    village.close()
    restored = safety.restore(path, village.folder, PASSWORD)
    try:
        assert restored.store.digests(village.office.site) == digests
        assert restored.store.replica != replica
        assert restored.store.check() == []
        assert list(tmp_path.glob("village.before-restore-*"))
    finally:
        restored.close()


def test_a_damaged_backup_is_refused_and_the_office_stays(village):
    household(village)
    path = safety.backup(village)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    village.close()
    with pytest.raises(DeskError):
        safety.restore(path, village.folder, PASSWORD)
    again = open_office(village.folder, PASSWORD)
    assert again.store.count("person") == 1
    again.close()


def test_nothing_a_clerk_typed_can_be_read_in_any_file(village):
    people.new_household(village, "9", "金丝雀村9号", {"name": "金丝雀乙", "phone": "13900002222"})
    safety.backup(village)
    village.close()
    for path in village.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for canary in ("金丝雀", "13900002222"):
                assert canary.encode() not in data, path.name
                assert canary.encode("utf-16-le") not in data, path.name


def test_no_log_is_owed_for_days_before_the_office_was_there(village):
    states = {state for _day, state in logs.month(village, "2020-01")}
    assert states == {"rest"}
