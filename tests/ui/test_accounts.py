"""Logging in as one of several, waiting after wrong passwords, and the page of the accounts with its dialogs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from gridDesk.desk import accounts, new_office, open_office, today
from gridDesk.desk.key_paper import groups_of
from gridDesk.ledger import Office
from gridDesk.ui import background, print_job, problem
from gridDesk.ui.account_dialogs import AddDialog
from gridDesk.ui.accounts_page import AccountsPage
from gridDesk.ui.menus import _switch
from gridDesk.ui.paper_key_page import FRESH, PaperKeyPage
from gridDesk.ui.unlock import UnlockPage
from gridDesk.ui.waiting import wait_words
from gridDesk.ui.window import MainWindow
from tests.ui.conftest import let_go
from tests.ui.scripted_clerk import Clerk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PASSWORD, OTHER, NEW = "three old trees by the gate", "four young trees by the well", "seven ducks on the green pond"


@pytest.fixture
def desk(qapp, home):
    made = new_office(
        home / "柳行村", Office(site="a1" * 8, name="柳行村", level="village"), password=PASSWORD, worker="李秀英"
    )
    yield made
    background.stop()
    let_go()
    made.close()


@pytest.fixture
def window(desk, qtbot, monkeypatch):
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def page(desk, qtbot, monkeypatch):
    monkeypatch.setattr(print_job, "printers", list)
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    monkeypatch.setattr(problem, "tell", lambda *_args, **_options: None)
    made = AccountsPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def dialog_of(page, cls):
    """Return the dialog that a button opened."""
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, cls) and one.isVisible())


def door(window) -> UnlockPage:
    shown = window.door.currentWidget()
    assert isinstance(shown, UnlockPage)
    return shown


# --- logging in -------------------------------------------------------------------------------------------------------


def test_one_clerk_alone_is_not_asked_who_she_is(window, desk):
    desk.close()
    window.begin()
    assert door(window).who.isHidden()
    assert door(window).password.hasFocus()
    Clerk(window).enter(PASSWORD)
    assert window.desk.user == "李秀英"


def test_of_several_the_one_who_was_there_last_is_chosen(window, desk):
    accounts.add(desk, "赵敏", OTHER, ("clerk",))
    desk.close()
    window.begin()
    page = door(window)
    assert [page.who.itemText(row) for row in range(page.who.count())] == ["李秀英", "赵敏"]
    assert page.person() == "李秀英"
    page.who.setCurrentIndex(1)
    page.password.setFocus()
    Clerk(window).enter(OTHER)
    assert (window.desk.user, window.desk.can("keeper")) == ("赵敏", False)
    assert "赵敏" in window.workspace.navigation.worker.text()
    _switch(window)
    assert door(window).person() == "赵敏"
    assert door(window).who.hasFocus()
    assert window.actions_by_name["lock"].isEnabled() is False


def test_a_password_of_another_clerk_does_not_open(window, desk):
    accounts.add(desk, "赵敏", OTHER, ("clerk",))
    desk.close()
    window.begin()
    Clerk(window).enter(OTHER)
    assert window.desk is None
    assert "密码不对" in door(window).problem.text()


def test_after_too_many_tries_the_field_waits_and_counts_down(window, desk, monkeypatch):
    from gridDesk.ui import unlock

    desk.close()
    window.begin()
    page, left = door(window), iter((80, 79, 0))
    monkeypatch.setattr(unlock, "waiting", lambda *_which: next(left))
    page._look_whether_to_wait()
    assert "1 分 20 秒以后才能再试" in page.problem.text()
    assert not page.password.isEnabled()
    assert not page.go.isEnabled()
    assert page.forgot.isEnabled()
    page.countdown._tick()
    assert "1 分 19 秒" in page.problem.text()
    page.countdown._tick()
    assert page.password.isEnabled()
    assert page.password.hasFocus()
    assert not page.countdown.running


def test_five_wrong_passwords_make_one_wait_and_are_told_at_the_next_login(window, desk):
    desk.close()
    open_office(desk.folder, PASSWORD).close()
    window.begin()
    for _ in range(5):
        page = door(window)
        page.password.setText("wrong wrong wrong")
        page.unlock()
    assert page.countdown.running
    assert not page.password.isEnabled()
    path = desk.folder / "attempts.json"
    path.unlink()
    page.countdown._tick()
    Clerk(window).enter(PASSWORD)
    assert window.desk is not None
    assert "被人动过" in today.door_notice(window.desk)


def test_wrong_tries_are_told_in_one_line(window, desk):
    desk.close()
    window.begin()
    for _ in range(2):
        Clerk(window).enter("wrong wrong wrong")
        assert "密码不对" in door(window).problem.text()
    Clerk(window).enter(PASSWORD)
    assert today.door_notice(window.desk) == "上次登录以后，有 2 次输错密码。"


@pytest.mark.parametrize(("seconds", "words"), [(30, "30 秒"), (60, "1 分"), (80, "1 分 20 秒"), (900, "15 分")])
def test_a_wait_is_said_as_people_say_it(seconds, words):
    assert wait_words(seconds) == words


def test_who_forgot_the_password_opens_with_the_paper_key_and_sets_a_new_one(window, desk):
    made = accounts.make_paper_key(desk)
    accounts.confirm_paper_key(desk, made.text)
    desk.close()
    window.begin()
    door(window).forgot.click()
    page = window.door.currentWidget()
    assert isinstance(page, PaperKeyPage)
    clerk = Clerk(window)
    clerk.type("".join(groups_of(made.text)))
    clerk.enter()
    assert page.at == FRESH
    clerk.enter(NEW)
    clerk.enter(NEW)
    assert window.desk.user == "李秀英"
    assert window.desk.verify_password(NEW)
    assert not window.desk.verify_password(PASSWORD)


def test_another_offices_paper_key_is_told_and_nothing_is_opened(window, desk):
    accounts.make_paper_key(desk)
    from gridDesk.vault import paper

    desk.close()
    window.begin()
    door(window).forgot.click()
    page, clerk = window.door.currentWidget(), Clerk(window)
    clerk.type("".join(groups_of(paper.write(bytes(16)))))
    clerk.enter()
    assert page.at == 0
    assert "打不开本单位" in page.problem.text()
    page.leave.click()
    assert isinstance(window.door.currentWidget(), UnlockPage)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_keeper_adds_a_clerk_who_types_her_own_password(page, desk):
    from gridDesk.ui.account_dialogs import AddDialog

    page.people.add.click()
    dialog = dialog_of(page, AddDialog)
    dialog.go()
    assert "请填写姓名" in dialog.bar.text()
    dialog.name.setText("赵敏")
    dialog.roles.boxes["approver"].setChecked(True)
    dialog.pair.password.setText(OTHER)
    dialog.pair.again.setText(OTHER)
    dialog.go()
    assert "已增加“赵敏”" in page.bar.text()
    assert [line.texts[:2] for line in page.people.table.rows.lines] == [
        ("李秀英（本人）", "全部职责"),
        ("赵敏", "办事员、审批人"),
    ]
    desk.close()
    other = open_office(desk.folder, OTHER, "赵敏")
    assert other.user == "赵敏"
    other.close()


def test_roles_are_changed_and_the_last_keeper_stays(page, desk):
    from gridDesk.ui.account_dialogs import RolesDialog

    page.people.roles.click()
    dialog = dialog_of(page, RolesDialog)
    dialog.roles.boxes["keeper"].setChecked(False)
    dialog.go()
    assert "唯一的钥匙保管人" in dialog.bar.text()
    dialog.roles.boxes["keeper"].setChecked(True)
    dialog.roles.boxes["auditor"].setChecked(False)
    dialog.go()
    assert accounts.list_accounts(desk)[0].roles == ("clerk", "sensitive", "approver", "keeper")


def test_a_forgotten_password_is_reset_by_the_keeper(page, desk):
    from gridDesk.ui.account_dialogs import ResetDialog

    accounts.add(desk, "赵敏", OTHER, ("clerk",))
    page.refresh()
    assert not page.people.reset.isEnabled()  # one's own is changed otherwise
    page.people.table.selectRow(1)
    page.people.reset.click()
    dialog = dialog_of(page, ResetDialog)
    dialog.pair.password.setText(NEW)
    dialog.pair.again.setText(NEW)
    dialog.go()
    assert "密码已重设" in page.bar.text()
    desk.close()
    other = open_office(desk.folder, NEW, "赵敏")
    other.close()


def test_a_clerk_who_leaves_is_removed_and_the_backups_she_could_open_are_named(page, desk):
    from gridDesk.desk import safety
    from gridDesk.errors import DeskError
    from gridDesk.ui.account_remove import RemoveDialog

    accounts.add(desk, "赵敏", OTHER, ("clerk",))
    safety.backup(desk)
    page.refresh()
    page.people.table.selectRow(1)
    page.people.remove.click()
    dialog = dialog_of(page, RemoveDialog)
    assert "他录过的内容都留着" in dialog.layout().itemAt(1).widget().text()
    dialog.go()
    assert "已经移除" in dialog.more.text()
    assert "赵敏能打开" in dialog.list.words.text()
    dialog.list.destroy.click()
    assert "都没有他能打开的旧备份" in dialog.list.words.text()
    dialog.go()
    assert [line.texts[0] for line in page.people.table.rows.lines] == ["李秀英（本人）"]
    assert page.old.isHidden()
    assert desk.store.count("grid") == 1
    desk.close()
    with pytest.raises(DeskError):
        open_office(desk.folder, OTHER, "赵敏")


def test_what_only_a_keeper_may_do_is_shown_and_cannot_be_pressed(desk, qtbot):
    accounts.add(desk, "赵敏", OTHER, ("clerk",))
    desk.close()
    other = open_office(desk.folder, OTHER, "赵敏")
    page = AccountsPage(other)
    qtbot.addWidget(page)
    page.show()
    buttons = (page.people.add, page.people.roles, page.people.reset, page.people.remove, page.key.new)
    assert [button.isVisible() for button in buttons] == [True] * 5
    assert [button.isEnabled() for button in buttons] == [False] * 5
    assert "钥匙保管人是李秀英" in page.people.why.text()
    assert page.change.isEnabled()
    background.stop()
    let_go()
    other.close()


def test_a_paper_key_is_made_typed_back_and_tried_again(page, desk):
    from gridDesk.ui.paper_key_dialog import DrillDialog, NewKeyDialog

    assert "还没有纸质钥匙" in page.key.state.text()
    page.key.new.click()
    dialog = dialog_of(page, NewKeyDialog)
    groups = ["".join(groups_of(label.text())) for label in dialog.view.groups]
    assert dialog.focusWidget() is dialog.go_button  # there is no printer
    dialog.go()
    for box, group in zip(dialog.edit.boxes, groups, strict=True):
        box.setText(group)
    dialog.go()
    assert "今天做的，最近一次核对：今天" in page.key.state.text()
    page.key.drill.click()
    drill = dialog_of(page, DrillDialog)
    drill.go()
    assert "第 1 组还没有输满六位" in drill.bar.text()
    for box, group in zip(drill.edit.boxes, groups, strict=True):
        box.setText(group)
    drill.go()
    assert "核对过了" in page.bar.text()


def test_a_new_paper_key_warns_first_and_makes_the_old_one_void(page, desk):
    from gridDesk import vault
    from gridDesk.ui.paper_key_dialog import NewKeyDialog

    old = accounts.make_paper_key(desk)
    page.refresh()
    page.key.new.click()
    dialog = dialog_of(page, NewKeyDialog)
    assert vault.verify_paper(desk.folder, vault.paper.read(old.text))
    dialog.go()
    assert not vault.verify_paper(desk.folder, vault.paper.read(old.text))
    dialog.reject()
    page.refresh()
    assert "还没有照纸输过一遍" in page.key.state.text()


def test_enter_on_a_clerk_opens_her_roles(page):
    from gridDesk.ui.account_dialogs import RolesDialog

    page.people.table.setFocus()
    QTest.keyClick(page.people.table, Qt.Key.Key_Return)
    assert dialog_of(page, RolesDialog).one.who == "李秀英"


def test_a_keeper_may_have_passwords_changed_every_so_often(page, desk, monkeypatch):
    from gridDesk.desk import accounts as room

    page.own.limit.setCurrentIndex(page.own.limit.findData(90))
    page.own.limit.activated.emit(page.own.limit.currentIndex())
    assert accounts.rotate_days(desk) == 90
    assert today._password_card(desk) is None
    monkeypatch.setattr(room, "must_change", lambda _desk: True)
    assert "90 天以上" in today._password_card(desk).line
    page.show_argument("password")
    assert page.focusWidget() is page.change


def test_an_office_that_cannot_be_opened_again_leads_to_the_door(window, desk, monkeypatch):
    from gridDesk.errors import DeskError
    from gridDesk.ui.account_remove import RemoveDialog

    def fail(office, *_more):
        office.close()
        raise DeskError("磁盘满了，", advice="请腾出地方再登录。")

    accounts.add(desk, "赵敏", OTHER, ("clerk",))
    told = []
    monkeypatch.setattr(problem, "show", lambda _parent, error, *_more: told.append(error.message))
    monkeypatch.setattr(accounts, "remove", fail)
    window.enter(desk)
    window.open_page("accounts")
    people = window.workspace.shown().people
    people.table.selectRow(1)
    people.remove.click()
    dialog_of(people, RemoveDialog).go()
    assert told == ["磁盘满了，"]
    assert (window.desk, window.workspace) == (None, None)
    assert isinstance(window.door.currentWidget(), UnlockPage)


def test_on_a_low_screen_the_lines_of_a_new_account_scroll_and_none_is_cut(page, qtbot):
    made = AddDialog(page.desk, page)
    qtbot.addWidget(made)
    made.show()
    made.resize(made.width(), made.height() * 2 // 3)
    QApplication.processEvents()
    labels = [label for label in made.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
    assert labels
    assert [label.text() for label in labels if label.height() < label.heightForWidth(label.width())] == []
    made.findChild(QScrollArea).ensureWidgetVisible(made.pair.again)
    assert not made.pair.again.visibleRegion().isEmpty()
