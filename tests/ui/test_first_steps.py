"""Where the keyboard is when a clerk begins: in a new office, on an empty list, after a question was answered wrongly."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gridDesk.desk import records
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office
from gridDesk.ui import background, household_events, person_events, theme
from gridDesk.ui.group_page import GroupPanel
from gridDesk.ui.ledger_page import DwellingsPage, LedgerListPage
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.today_page import TodayPage
from tests.ui import small_office
from tests.ui.small_office import type_text

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def fresh(qapp, tmp_path):
    office = Office(site="b2" * 8, name="柳行村", level="village")
    desk = new_office(tmp_path / "new", office, password=small_office.PASSWORD, worker="李秀英", grids=["第一网格"])
    yield desk
    background.stop()
    desk.close()


def shown(qtbot, page):
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    return page


def test_in_a_new_office_the_keyboard_is_on_the_import(fresh, qtbot):
    page = shown(qtbot, TodayPage(fresh))
    here = QApplication.focusWidget()
    assert here.isVisible()
    assert here.accessibleName() == "人口：导入花名册"
    with qtbot.waitSignal(page.go) as asked:
        QTest.keyClick(here, Qt.Key.Key_Space)
    assert asked.args[0] == "import"


def test_an_empty_list_has_the_keyboard_on_what_to_do_and_each_key_once(desk, qtbot):
    page = shown(qtbot, DwellingsPage(desk))
    added = []
    page.add = lambda: added.append(1)
    assert QApplication.focusWidget().text() == "新增房屋(&N)"
    seen = [button.text() for button in page.findChildren(QPushButton) if button.isVisible()]
    assert sorted(seen) == ["导入花名册(&I)", "新增房屋(&N)"]
    QTest.keyClick(page, Qt.Key.Key_N, ALT)
    qtbot.waitUntil(lambda: added == [1])


def test_with_its_first_record_the_list_is_there_and_has_the_keyboard(desk, qtbot):
    page = shown(qtbot, DwellingsPage(desk))
    small_office.dwelling(desk, "柳行村2组1号")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.grid)
    assert page.grid.hasFocus()
    assert page.filter_line.isVisible()
    assert {"导入(&I)", "打印(&P)"} <= {one.text() for one in page.findChildren(QPushButton) if one.isVisible()}


def test_a_list_of_closed_records_only_can_still_be_filtered(desk, qtbot):
    uid = small_office.dwelling(desk, "柳行村2组1号")
    records.close_record(desk, "dwelling", uid, reason_code="99", on="2026-11-01")
    page = shown(qtbot, DwellingsPage(desk))
    assert page.stack.currentWidget() is page.empty
    assert page.filter_line.closed.isVisible()


def test_what_is_missing_in_a_short_dialog_gets_the_keyboard(desk, qtbot):
    dialog = person_events.birth(desk, small_office.household(desk, "张为"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text(QApplication.focusWidget(), "张小宝")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "与户主关系" in dialog.bar.text()
    assert QApplication.focusWidget().accessibleName() == "与户主关系"


def test_enter_on_an_empty_ledger_leads_to_what_can_be_done_there_and_does_not_do_it(window, qtbot, monkeypatch):
    page = window.workspace.open_page("ledgers") or window.workspace.shown()
    opened = []
    for panel in (GroupPanel, LedgerListPage):
        monkeypatch.setattr(panel, "add", lambda panel: opened.append(panel.ledger))
    enabled = {ledger.key for ledger in window.desk.enabled()}
    empty = next(one for one in page.ledgers() if one.key in enabled and not window.desk.store.count(one.key))
    type_text(page.find, empty.label)
    QTest.keyClick(page.find, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPushButton))
    assert page.current() == empty.key
    assert opened == []


def test_a_family_moves_away_with_a_few_keys(desk, qtbot):
    home = small_office.household(desk, "张为")
    dialog = household_events.move_out(desk, home)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    for words in ("", "", "青岛市", ""):
        type_text(QApplication.focusWidget(), words)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert dialog.result(), dialog.bar.text()
    assert desk.store.get("household", home)["state"] == "closed"
    assert not desk.store.get("person", small_office.person(desk, "李强"))["closed_on"]


@pytest.mark.parametrize("key", ["settings", "printing", "events", "logs", "standing", "exchange", "people", "ledgers"])
def test_the_keyboard_is_where_one_sees_it_on_every_page(window, qtbot, key):
    window.workspace.open_page(key)
    page = window.workspace.shown()
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget()))
    assert QApplication.focusWidget().isVisible()


def test_a_number_of_a_table_is_never_cut_where_room_is_scarce(qtbot, qapp):
    table = RowsView([Heading("网格", 8), Heading("户数", 3, number=True), Heading("人口", 3, number=True)], "各网格")
    qtbot.addWidget(table)
    table.resize(theme.chars(9), 200)
    table.show()
    table.set_lines([Line(("柳行村第一网格", "1,203", "1,234,567"))])
    for column in (1, 2):
        words = table.rows.lines[0].texts[column]
        assert table.columnWidth(column) >= table.fontMetrics().horizontalAdvance(words) + theme.spacing(2)
