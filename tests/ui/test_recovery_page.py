"""A village whose computer died comes back from the street's copy, step by step, and may stop on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk.desk import exchange, list_offices, open_office, recovery
from gridDesk.ui import background
from gridDesk.ui.recovery_page import CARD, RecoveryPage
from gridDesk.ui.unlock import UnlockPage
from gridDesk.ui.window import MainWindow
from gridDesk.ui.wizard import Wizard
from tests import new_keys
from tests.ui import small_street
from tests.ui.conftest import let_go

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PASSWORD = "村口三棵老槐树下乘凉"
NAME = "柳行村"


@pytest.fixture
def street(qapp, tmp_path, monkeypatch):
    made = small_street.make(tmp_path / "street", 1)
    monkeypatch.setattr(exchange, "sticks", list)
    yield made
    background.stop()
    let_go()
    made.close()


@pytest.fixture
def window(street, qtbot, home):
    made = MainWindow(home)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.begin()
    return made


@pytest.fixture
def invitation(street, tmp_path) -> Path:
    return recovery.write_invitation(street, small_street.line(street, NAME).site, tmp_path)


def page_of(window) -> RecoveryPage:
    page = window.door.currentWidget()
    assert isinstance(page, RecoveryPage)
    return page


def begin(window, invitation: Path) -> RecoveryPage:
    """Go from the first run to a new, empty office that waits."""
    assert isinstance(window.door.currentWidget(), Wizard)
    window.door.currentWidget().above.click()
    page = page_of(window)
    page.invite.read(invitation)
    page.invite.worker.setText("李秀英")
    QTest.keyClick(page.invite.worker, Qt.Key.Key_Return)
    page.lock.password.setText(PASSWORD)
    page.lock.again.setText(PASSWORD)
    QTest.keyClick(page.lock.again, Qt.Key.Key_Return)
    assert page.at == CARD
    return page


def pair_anew(street, page: RecoveryPage, folder: Path) -> str:
    """Carry the new card up and pair it there; return the street's last five digits."""
    page.card.write_to(folder)
    card = exchange.read_card(next(folder.glob("*.gdcard")))
    ours, theirs = exchange.pairing_digits(street, card)
    assert theirs == page.card.ours.text()
    new_keys.pair(street, card, "child")
    return ours[-5:]


def agree(page: RecoveryPage, digits: str) -> None:
    page.card.typed.setText(digits)
    QTest.keyClick(page.card.typed, Qt.Key.Key_Return)


def test_an_office_comes_back_with_all_that_the_street_holds(window, street, invitation, tmp_path, qtbot):
    line = small_street.line(street, NAME)
    page = begin(window, invitation)
    assert NAME in page.invite.who.text()
    agree(page, pair_anew(street, page, tmp_path))
    written = recovery.write_mirror(street, line.site, tmp_path)
    page.take_in(written.path)
    qtbot.waitUntil(lambda: page.at == len(page.steps) - 1, timeout=20000)
    assert page.done.words.text().startswith(f"“{NAME}”的数据回来了：人口 {line.own_people} 条")
    page.done.enter.click()
    assert window.desk.office.name == NAME
    assert window.desk.user == "李秀英"
    assert window.desk.store.digests(line.site) == street.store.digests(line.site)
    assert not window.desk.awaited
    small_street.add_people(window.desk, 1)
    small_street.carry(window.desk, street, tmp_path)
    assert small_street.line(street, NAME).equal is True


def test_one_may_stop_and_go_on_another_day(window, street, invitation, tmp_path, qtbot):
    page = begin(window, invitation)
    digits = pair_anew(street, page, tmp_path)
    page.leave.click()
    page = window.door.currentWidget()
    assert isinstance(page, UnlockPage)
    page.password.setText(PASSWORD)
    page.unlock()
    again = page_of(window)
    assert again.at == CARD
    agree(again, digits)
    again.leave.click()
    page = window.door.currentWidget()
    page.password.setText(PASSWORD)
    page.unlock()
    assert page_of(window).at == CARD + 1
    page_of(window).leave.click()


def test_wrong_digits_go_no_further(window, street, invitation, tmp_path):
    page = begin(window, invitation)
    right = pair_anew(street, page, tmp_path)
    agree(page, f"{(int(right) + 1) % 100000:05d}")
    assert page.at == CARD
    assert "不符" in page.problem.text()
    agree(page, "12")
    assert "5 位" in page.problem.text()


def test_another_package_than_the_records_is_told_and_changes_nothing(window, street, invitation, tmp_path, qtbot):
    page = begin(window, invitation)
    agree(page, pair_anew(street, page, tmp_path))
    written = exchange.write_package(street, small_street.line(street, NAME).site, tmp_path)
    page.take_in(written.path)
    qtbot.waitUntil(lambda: bool(page.problem.text()), timeout=20000)
    assert "还没有从上级取回" in page.problem.text()
    page.leave.click()


def test_a_file_that_is_no_invitation_is_told_beside_it(window, tmp_path):
    window.door.currentWidget().above.click()
    page = page_of(window)
    path = tmp_path / "x.gdinvite"
    path.write_bytes(b"hello")
    page.invite.read(path)
    assert "不是恢复邀请" in page.problem.text()
    page.next.click()
    assert "请先选择" in page.problem.text()
    assert page.at == 0
    page.leave.click()
    assert isinstance(window.door.currentWidget(), Wizard)


def test_an_office_that_waits_is_locked_like_any_other(window, street, invitation, home):
    page = begin(window, invitation)
    page.leave.click()
    (found,) = list_offices(home)
    assert (found.office.name, found.office.site) == (NAME, small_street.line(street, NAME).site)
    desk = open_office(found.path, PASSWORD)
    assert desk.awaited
    assert recovery.awaits(desk)
    desk.close()
