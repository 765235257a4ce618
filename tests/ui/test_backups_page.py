"""The pages of backups and of retention, the keeper that works by itself, and handing a computer over."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import backup_second, backups, handover, people, records, retention
from gridDesk.ui import background, problem
from gridDesk.ui.backup_keeper import BackupKeeper
from gridDesk.ui.handover_dialog import GuideDialog, HandoverDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def page(window):
    window.open_page("backups")
    return window.workspace.shown()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def idle(qtbot) -> None:
    qtbot.waitUntil(lambda: not background.waiting(), timeout=30000)


def test_a_backup_is_made_listed_and_rehearsed(page, demo, qtbot) -> None:
    assert "还没有备份过" in page.state.line
    page.now.click()
    qtbot.waitUntil(lambda: "备份完成" in page.bar.text(), timeout=30000)
    idle(qtbot)
    assert page.table.rows.rowCount() == 1
    page.drill.click()
    qtbot.waitUntil(lambda: "演练通过" in page.bar.text(), timeout=30000)
    idle(qtbot)
    assert "逐条核对一致" in page.next_words.text()
    assert not (demo.folder / backups.FOLDER / "drill").exists()


def test_the_second_place_is_chosen_copied_to_and_forgotten(page, demo, qtbot, stick, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(stick))
    page.choose.click()
    qtbot.waitUntil(lambda: bool(list(stick.rglob("*.gdbak"))), timeout=30000)
    idle(qtbot)
    assert "现在插着" in page.second.text()
    assert backup_second.of(demo).n == 1
    page.forget.click()
    assert backup_second.of(demo) is None
    assert list(stick.rglob("*.gdbak"))


def test_a_check_says_that_all_is_well(page, qtbot) -> None:
    page.check.click()
    qtbot.waitUntil(lambda: "检查完成" in page.bar.text(), timeout=30000)


def test_the_keeper_backs_up_when_it_is_due_and_copies_to_a_stick_that_comes(window, demo, qtbot, stick) -> None:
    keeper = window.keeper
    people.new_household(demo, "901", "柳行村九组1号", {"name": "测试一"})
    minutes = [0.0]
    keeper.schedule = backups.Schedule(lambda: minutes[0] * 60)
    keeper.look()
    idle(qtbot)
    assert backups.listed(demo.folder / backups.FOLDER) == []
    minutes[0] = 31
    keeper.look()
    qtbot.waitUntil(lambda: len(backups.listed(demo.folder / backups.FOLDER)) == 1, timeout=30000)
    idle(qtbot)
    backup_second.choose(demo, stick)
    from gridDesk.ui.stick_watch import Place

    keeper.stick_came(Place(stick, "U盘", None, True))
    qtbot.waitUntil(lambda: bool(list(stick.rglob("*.gdbak"))), timeout=30000)
    idle(qtbot)


def test_leaving_backs_up_what_was_changed(demo, qtbot, window) -> None:
    people.new_household(demo, "901", "柳行村九组1号", {"name": "测试一"})
    BackupKeeper(demo, window).at_exit()
    assert [kept.why for kept in backups.listed(demo.folder / backups.FOLDER)] == ["exit"]
    BackupKeeper(demo, window).at_exit()
    assert len(backups.listed(demo.folder / backups.FOLDER)) == 1


def closed_long_ago(desk) -> str:
    uid = str(next(iter(desk.store.rows("person")))["uid"])
    records.close_record(desk, "person", uid, reason_code="01", on="2015-03-01")
    return uid


def test_what_is_kept_too_long_is_listed_and_a_person_decides(window, demo, qtbot) -> None:
    uid = closed_long_ago(demo)
    window.open_page("retention")
    page = window.workspace.shown()
    assert [case.uid for case in page.cases] == [uid]
    assert "个人信息保护法" in page.basis.text()
    page.kept(page.chosen(), 12)
    assert page.cases == []
    assert demo.store.get("person", uid)["name"]
    demo.set_setting(retention.KEPT, {})
    page.refresh()
    retention.erase(demo, page.cases, "保存期满")
    page.refresh()
    assert demo.store.get("person", uid)["name"] is None
    page.done.click()
    assert "三个月后" in page.bar.text()


def test_a_computer_is_handed_over_only_after_the_backup_elsewhere_was_proved(window, demo, qtbot, stick, monkeypatch):
    monkeypatch.setattr(backup_second, "is_elsewhere", lambda *_args: True)
    monkeypatch.setattr(problem, "tell", lambda *_args, **_options: None)
    dialog = HandoverDialog(demo, window)
    qtbot.addWidget(dialog)
    assert "还没有第二处备份" in dialog.bar.text()
    backup_second.choose(demo, stick)
    dialog = HandoverDialog(demo, window)
    qtbot.addWidget(dialog)
    assert dialog.go.isHidden()
    dialog.check()
    qtbot.waitUntil(lambda: dialog.proof is not None, timeout=30000)
    dialog.name.setText("别的村")
    dialog.destroy_all()
    assert "单位名称不对" in dialog.bar.text()
    assert (demo.folder / "office.gdb").exists()


def test_everything_of_an_office_is_gone_after_it_was_handed_over_but_the_copy_elsewhere(stick, tmp_path, monkeypatch):
    from tests.ui import small_office

    monkeypatch.setattr(backup_second, "is_elsewhere", lambda *_args: True)
    desk = small_office.make(tmp_path / "home" / "office")
    backup_second.choose(desk, stick)
    proof = handover.prove_elsewhere(desk)
    done = handover.destroy(desk, proof, desk.office.name)
    assert done.keys == 2
    assert done.backups >= 1
    assert done.left == ()
    assert not (tmp_path / "home" / "office").exists()
    assert list(stick.rglob("*.gdbak")) == [proof.path]


def test_the_guide_tells_the_way_to_a_new_computer(qtbot) -> None:
    dialog = GuideDialog()
    qtbot.addWidget(dialog)
    assert len(handover.moving_steps()) == 5


def test_a_chosen_backup_is_restored_at_the_door_after_one_of_the_present_was_pinned(window, page, demo, qtbot) -> None:
    from gridDesk.ui.restore_page import RestorePage

    backups.run(demo, why="time")
    page.refresh()
    page.restore.click()
    qtbot.waitUntil(lambda: isinstance(window.door.currentWidget(), RestorePage), timeout=30000)
    assert window.desk is None
    assert [(kept.why, kept.pinned) for kept in backups.listed(demo.folder / backups.FOLDER)] == [
        ("restore", True),
        ("time", False),
    ]


def test_damage_found_while_an_office_is_open_leads_to_the_way_out(window, demo, qtbot) -> None:
    from gridDesk.ui.damage_page import DamagePage

    backups.run(demo, why="time")
    window.keeper.broken.emit(["数据文件有损坏的页，请从最近的备份恢复。"])
    qtbot.waitUntil(lambda: isinstance(window.door.currentWidget(), DamagePage), timeout=30000)
    shown = window.door.currentWidget()
    assert shown.trouble.kind == "pages"
    assert "完整" in shown.what_helps()
    assert window.desk is None


def test_the_foot_of_the_window_tells_only_when_backups_need_a_look(window, demo, monkeypatch) -> None:
    from gridDesk.desk import backup_status

    window.status.refresh()
    assert window.status.backups.isHidden()
    monkeypatch.setattr(backup_status, "card", lambda _desk: ("error", "已经 15 天没有往第二处抄备份。"))
    window.status.refresh()
    assert not window.status.backups.isHidden()
    window.status.backups.click()
    assert window.workspace.shown().title == "备份与恢复"
