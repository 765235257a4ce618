"""Restoring at the door: over an office that is there, on another computer, with what does not open and what is no backup."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import accounts, backup_finding, new_office, people, safety
from gridDesk.ledger import Office
from gridDesk.sync import stick as stick_room
from gridDesk.ui import background, problem
from gridDesk.ui.restore_page import FILE, OPEN, RestorePage
from gridDesk.ui.unlock import UnlockPage
from gridDesk.ui.window import MainWindow
from gridDesk.ui.wizard import Wizard
from tests.ui.conftest import let_go
from tests.ui.scripted_clerk import Clerk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PASSWORD = "three old trees by the gate"


@pytest.fixture(autouse=True)
def no_sticks(monkeypatch):
    monkeypatch.setattr(stick_room, "list_sticks", list)


@pytest.fixture
def backup(qapp, home):
    """An office with one person, its backup, and one person more since."""
    office = Office(site="a1" * 8, name="柳行村", level="village")
    desk = new_office(home / "柳行村", office, password=PASSWORD, worker="李秀英")
    people.new_household(desk, "1", "柳行村1组1号", {"name": "张为"})
    made = safety.backup(desk)
    people.new_household(desk, "2", "柳行村1组2号", {"name": "后来的人"})
    desk.close()
    return made


@pytest.fixture
def window(qtbot, home):
    made = MainWindow(home)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    background.stop()
    let_go()


def page_of(window) -> RestorePage:
    shown = window.door.currentWidget()
    assert isinstance(shown, RestorePage)
    return shown


def begin(window) -> RestorePage:
    window.begin()
    window.door.currentWidget().restore.click()
    return page_of(window)


def test_over_an_office_that_is_there_one_is_asked_and_what_was_there_is_kept(window, backup, home, monkeypatch, qtbot):
    asked = []
    monkeypatch.setattr(
        problem, "ask", lambda _parent, text, *_rest, **more: asked.append(text + more["detail"]) or True
    )
    page, clerk = begin(window), Clerk(window)
    assert [line.texts[1:] for line in page.file.list.rows.lines] == [("柳行村", "这台电脑")]
    clerk.enter()
    assert page.at == OPEN
    clerk.enter(PASSWORD)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=60_000)
    assert len(asked) == 1
    assert "不会删除" in asked[0]
    assert [row["name"] for row in window.desk.store.rows("person")] == ["张为"]
    assert window.desk.folder == home / "柳行村"
    assert len([path for path in home.iterdir() if "before-restore" in path.name]) == 1


def test_who_does_not_agree_changes_nothing(window, backup, home, monkeypatch):
    monkeypatch.setattr(problem, "ask", lambda *_args, **_more: False)
    page, clerk = begin(window), Clerk(window)
    clerk.enter()
    clerk.enter(PASSWORD)
    assert window.desk is None
    assert page.at == OPEN
    assert not [path for path in home.iterdir() if "restor" in path.name]


def test_a_wrong_password_is_told_and_can_be_typed_again(window, backup, monkeypatch, qtbot):
    monkeypatch.setattr(problem, "ask", lambda *_args, **_more: True)
    page, clerk = begin(window), Clerk(window)
    clerk.enter()
    clerk.enter("wrong wrong wrong")
    qtbot.waitUntil(lambda: bool(page.problem.text()), timeout=60_000)
    assert "密码不对" in page.problem.text()
    assert page.open.password.hasFocus()
    clerk.enter(PASSWORD)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=60_000)


def test_a_backup_without_a_paper_key_says_so(window, backup):
    page, clerk = begin(window), Clerk(window)
    clerk.enter()
    assert not page.open.paper.isEnabled()
    assert "还没有纸质钥匙" in page.open.paper.toolTip()


def test_what_is_no_backup_is_told(window, tmp_path, monkeypatch):
    path = tmp_path / "x.gdbak"
    path.write_bytes(b"hello")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    window.begin()
    assert isinstance(window.door.currentWidget(), Wizard)
    window.door.currentWidget().restore.click()
    page = page_of(window)
    assert "没有看到备份" in page.file.words.text()
    page.file.choose.click()
    assert "不是完整的备份文件" in page.problem.text()
    assert page.at == FILE
    page.next.click()
    assert "请先选择一份备份" in page.problem.text()
    page.leave.click()
    assert isinstance(window.door.currentWidget(), Wizard)


def test_the_door_comes_back_when_one_leaves(window, backup):
    begin(window).leave.click()
    assert isinstance(window.door.currentWidget(), UnlockPage)


def test_a_backup_tells_from_outside_whose_it_is_and_who_can_open_it(qapp, home):
    desk = new_office(
        home / "x", Office(site="b2" * 8, name="淄水街道", level="street"), password=PASSWORD, worker="张主任"
    )
    accounts.add(desk, "赵敏", "four young trees by the well", ("clerk",))
    accounts.make_paper_key(desk)
    found = backup_finding.peek(safety.backup(desk))
    desk.close()
    assert (found.office.name, found.people, found.keepers, found.paper) == (
        "淄水街道",
        ("张主任", "赵敏"),
        ("张主任",),
        True,
    )
    assert [one.path for one in backup_finding.find(home)] == [found.path]
