"""台账: the list of ledgers with their counts, what the chosen one last held, and the code tables behind a button."""

import pytest

from gridDesk.ledger import Edit, new_uid
from gridDesk.text import today_iso
from gridDesk.ui.codes_dialog import CodesDialog
from gridDesk.ui.ledgers_page import COUNT, KEY, LedgersPage


@pytest.fixture
def page(qtbot, desk):
    page = LedgersPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    return page


def items(page):
    found = (page.list.item(row) for row in range(page.list.count()))
    return {item.data(KEY): item for item in found if item.data(KEY)}


def test_counts_follow_what_is_written_and_every_name_has_room(qtbot, page, desk):
    assert items(page)["shop"].data(COUNT) == "0"
    desk.write([Edit("shop", new_uid(), "create", {"name": "便民超市"})], "新增经营门店")
    qtbot.waitUntil(lambda: items(page)["shop"].data(COUNT) == "1")
    assert items(page)["drug"].data(COUNT) == "未启用"
    room, metrics = page.list.viewport().width(), page.list.fontMetrics()
    for item in items(page).values():
        words = metrics.horizontalAdvance(item.text()) + metrics.horizontalAdvance(item.data(COUNT))
        assert words + page.list.iconSize().width() < room, item.text()


def test_the_chosen_ledger_says_when_it_was_last_changed(qtbot, page, desk):
    page.choose("shop")
    assert "还没有记录" in page.list.currentItem().toolTip()
    desk.write([Edit("shop", new_uid(), "create", {"name": "便民超市"})], "新增经营门店")
    qtbot.waitUntil(lambda: today_iso() in page.list.currentItem().toolTip())


def test_the_code_tables_open_and_lists_are_made_anew_after_a_correction(qtbot, page):
    page.choose("shop")
    page.show_codes()
    dialog = page.window().findChild(CodesDialog)
    before = page.panels["shop"]
    dialog.changed.emit()
    assert page.panels["shop"] is not before
    assert page.current() == "shop"
    dialog.accept()
