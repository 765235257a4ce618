"""核实与完善: one key confirms a household with all in it and goes on; what is blank is listed and leads to the record."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from gridDesk.desk import freshness, records
from gridDesk.text import today_iso
from gridDesk.ui.freshness_page import FreshnessPage
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.workspace import Workspace
from tests.ui import small_office


@pytest.fixture
def desk(desk):
    yield desk
    for window in QApplication.topLevelWidgets():
        for timer in window.findChildren(QTimer):
            timer.stop()  # column widths that are still to be remembered


@pytest.fixture
def page(qtbot, desk):
    page = FreshnessPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    return page


def _heads(page):
    table = page.homes.grid.model().table
    place = next(n for n, column in enumerate(table.columns) if column.key == "head")
    return [table.texts(row)[place] for row in range(table.count)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_V])
def test_one_key_confirms_the_household_and_goes_to_the_next(qtbot, page, desk, key):
    home = small_office.household(desk, "张为")
    assert _heads(page) == ["张为", "李强", "赵敏"]
    qtbot.keyClick(page.homes.grid, key)
    assert _heads(page) == ["李强", "赵敏"]
    assert desk.store.get("household", home)["verified_on"] == today_iso()
    people = [row["person"] for row in desk.store.rows("residence", where={"household": home})]
    assert {row["verified_on"] for row in desk.store.get_many("person", people).values()} == {today_iso()}
    assert page.homes.progress.text() == "本月已核实 1/3 户"
    assert page.homes.grid.current_uid() == small_office.household(desk, "李强")


def test_the_last_confirmation_can_be_taken_back_and_the_household_waits_again(qtbot, page, desk):
    qtbot.keyClick(page.homes.grid, Qt.Key.Key_Return)
    assert page.homes.undo.isVisible()
    page.homes.undo.click()
    assert _heads(page) == ["张为", "李强", "赵敏"]
    assert desk.store.get("household", small_office.household(desk, "张为"))["verified_on"] is None
    assert not page.homes.undo.isVisible()


def test_when_all_are_confirmed_the_page_says_so_and_keys_do_nothing(qtbot, page, desk):
    for _ in range(3):
        qtbot.keyClick(page.homes.grid, Qt.Key.Key_Return)
    assert page.homes.all_done.isVisible()
    page.homes.confirm()
    assert page.homes.progress.text() == "本月已核实 3/3 户"
    page.homes.everybody.setChecked(True)
    assert len(_heads(page)) == 3


def test_the_list_can_be_narrowed_to_a_village_group(page, desk):
    for name, group in (("张为", "2组"), ("李强", "2组"), ("赵敏", "3组")):
        records.save(desk, "household", small_office.household(desk, name), {"village_group": group})
    page.refresh()
    page.homes.group.setCurrentIndex(page.homes.group.findData("3组"))
    assert _heads(page) == ["赵敏"]
    assert page.homes.progress.text() == "本月已核实 0/1 户"


def test_what_others_change_meanwhile_shows(qtbot, page, desk):
    freshness.confirm(desk, small_office.household(desk, "李强"))
    qtbot.waitUntil(lambda: _heads(page) == ["张为", "赵敏"])


def test_printing_asks_for_the_list_that_shows(qtbot, page):
    with qtbot.waitSignal(page.go) as got:
        page.homes.print_list()
    assert got.args == ["printing", "view:verify:|"]


def test_a_blank_field_leads_to_the_records_that_lack_it(qtbot, page, desk):
    records.save(desk, "person", small_office.person(desk, "张小满"), {"birth": "2015-06"})
    page.refresh()
    page.show_argument("lacking:person:phone")
    grid = page.lacking.grid
    names = [grid.model().table.texts(row)[0] for row in range(grid.model().rowCount())]
    assert names == ["王芳", "李强", "赵敏"]  # the child need not have one, 张为 has
    page.window().activateWindow()
    page.lacking.open_current(grid.model().uid(0))
    dialog = page.window().findChild(RecordDialog)
    assert dialog.uid == small_office.person(desk, "王芳")
    qtbot.waitUntil(lambda: dialog.form.editors["phone"].isAncestorOf(QApplication.focusWidget()))
    dialog.reject()


def test_filling_a_field_in_takes_the_record_off_the_list(qtbot, page, desk):
    page.show_argument("lacking:person:phone")
    before = page.lacking.grid.model().rowCount()
    records.save(desk, "person", small_office.person(desk, "王芳"), {"phone": "13800000002"})
    qtbot.waitUntil(lambda: page.lacking.grid.model().rowCount() == before - 1)


def test_the_page_is_reached_from_today_and_one_returns_to_it_from_a_record(qtbot, desk):
    workspace = Workspace(desk)
    qtbot.addWidget(workspace)
    workspace.show()
    workspace.open_page("freshness", "lacking")
    page = workspace.shown()
    assert page.tabs.currentWidget() is page.lacking
    assert not any(button.isChecked() for button in workspace.navigation.buttons.values())
    workspace.open_record("person", small_office.person(desk, "李强"))
    workspace.go_back()
    assert workspace.shown() is page
    workspace.leave()
