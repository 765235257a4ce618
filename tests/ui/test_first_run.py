"""The whole first run by real key presses: office, name, password, paper key typed back, second place. Prints what it took."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gridDesk.desk import accounts, backup_second, list_offices
from gridDesk.desk.key_paper import groups_of
from gridDesk.sync import stick as stick_room
from gridDesk.sync.device import Stick
from gridDesk.ui import background, print_job
from gridDesk.ui.window import MainWindow
from gridDesk.ui.wizard import DONE, DRILL, KEY, SECOND, Wizard
from tests.ui.conftest import let_go
from tests.ui.scripted_clerk import SHIFT, TAB, Clerk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PASSWORD = "village tree by the well"


@pytest.fixture
def stick(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "stick"
    path.mkdir()
    monkeypatch.setattr(stick_room, "list_sticks", lambda: [Stick(path, "KINGSTON", 8 * 10**9)])
    return path


@pytest.fixture
def printed(monkeypatch) -> list[bytes]:
    """Stand in for the printer of the machine; returns what it was given."""
    sheets: list[bytes] = []

    def send(pdf: bytes, *_more: object) -> str:
        sheets.append(pdf)
        return "已交给打印机“默认打印机”。"

    monkeypatch.setattr(print_job, "printers", lambda: ["大厅打印机"])
    monkeypatch.setattr(print_job, "send", send)
    return sheets


@pytest.fixture
def window(qtbot, home):
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.begin()
    yield made
    background.stop()
    let_go()


def page_of(window: MainWindow) -> Wizard:
    page = window.door.currentWidget()
    assert isinstance(page, Wizard)
    return page


def the_key(page: Wizard) -> list[str]:
    """Read the paper key from the screen, as a clerk with a pen does."""
    return ["".join(groups_of(label.text())) for label in page.key.view.groups]


def up_to_the_key(clerk: Clerk, window: MainWindow) -> None:
    """Type office, name and password; Enter walks."""
    clerk.enter()  # a village
    clerk.enter("柳行村")
    clerk.enter("淄水街道")
    clerk.enter()  # no code yet
    clerk.enter("李秀英")
    clerk.enter(PASSWORD)
    clerk.enter(PASSWORD)
    assert page_of(window).at == KEY


def test_the_first_run_from_the_first_key_to_the_open_office(window, home, stick, printed, qtbot, capsys):
    clerk, began = Clerk(window), time.monotonic()
    up_to_the_key(clerk, window)
    page = page_of(window)
    groups = the_key(page)
    clerk.enter()  # 打印两份
    qtbot.waitUntil(lambda: bool(printed) and page.next.hasFocus(), timeout=20_000)
    clerk.enter()  # 记好了，输一遍
    assert page.at == DRILL
    clerk.type("".join(groups))
    clerk.enter()  # 核对
    assert page.at == SECOND
    qtbot.waitUntil(lambda: "KINGSTON" in getattr(QApplication.focusWidget(), "text", str)(), timeout=5_000)
    clerk.enter()  # 放到 U 盘 KINGSTON
    qtbot.waitUntil(lambda: page.at == DONE, timeout=60_000)
    clerk.press(TAB, SHIFT)
    clerk.enter()  # 先进去看看
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    took, desk = time.monotonic() - began, window.desk
    with capsys.disabled():
        print(f"\nfirst run: {clerk.keys} keys, {took:.1f} s by script")
    assert (desk.office.name, desk.user) == ("柳行村", "李秀英")
    assert accounts.has_paper_key(desk)
    assert accounts.paper_key_confirmed_on(desk)
    assert backup_second.of(desk).label == "KINGSTON"
    assert len(list(stick.rglob("*.gdbak"))) == 1
    assert len(printed) == 1
    assert [item.office.name for item in list_offices(home)] == ["柳行村"]


def test_without_a_printer_the_keyboard_begins_at_what_goes_on(window, stick, monkeypatch):
    monkeypatch.setattr(print_job, "printers", list)
    clerk = Clerk(window)
    up_to_the_key(clerk, window)
    page = page_of(window)
    assert not page.key.view.print.isEnabled()
    assert "照着抄" in page.key.view.by_hand.text()
    assert page.next.hasFocus()


def test_a_group_that_was_written_down_wrongly_is_pointed_at_and_the_key_can_be_seen_again(window, stick, printed):
    clerk = Clerk(window)
    up_to_the_key(clerk, window)
    page = page_of(window)
    groups = the_key(page)
    page.next.click()
    wrong = f"{groups[4][:3]}{(int(groups[4][3]) + 1) % 10}{groups[4][4:]}"
    clerk.type("".join([*groups[:4], wrong]))
    assert "第 5 组不对" in page.drill.edit.words.text()
    page.next.click()
    assert page.at == DRILL
    assert "第 5 组不对" in page.problem.text()
    page.back.click()
    assert page.at == KEY
    assert the_key(page) == groups
    page.next.click()
    assert page.drill.edit.boxes[4].hasFocus()
    clerk.type("".join(groups[4:]))
    clerk.enter()
    assert page.at == SECOND


def test_the_digits_leave_the_screen_when_they_were_typed_back(window, stick, printed):
    clerk = Clerk(window)
    up_to_the_key(clerk, window)
    page = page_of(window)
    groups = the_key(page)
    page.next.click()
    clerk.type("".join(groups))
    clerk.enter()
    assert the_key(page) == [""] * 8 or not any(label.text() for label in page.key.view.groups)


def test_key_and_second_place_may_be_put_off_and_today_reminds(window, stick, printed):
    from gridDesk.desk import today

    clerk = Clerk(window)
    up_to_the_key(clerk, window)
    page = page_of(window)
    page.leave.click()
    page.leave.click()
    assert page.at == DONE
    page.done.look_first.click()
    cards = {card.title: card for card in today.today(window.desk).cards}
    assert (cards["纸质钥匙"].level, cards["纸质钥匙"].page) == ("warn", "accounts")
