"""Bulk edit by keyboard alone: the column under the cursor is meant, the value is typed, Enter writes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridDesk.ui.batch_dialog import BatchDialog
from gridDesk.ui.ledger_page import HouseholdsPage
from tests.ui import small_office
from tests.ui.small_office import type_text

ENTER = Qt.Key.Key_Return


@pytest.fixture
def homes(desk):
    return [small_office.household(desk, name) for name in ("张为", "李强", "赵敏")]


def shown(qtbot, dialog):
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_the_value_for_the_column_under_the_cursor_is_typed_at_once_and_enter_writes(desk, homes, qtbot):
    dialog = shown(qtbot, BatchDialog(desk, "household", homes, first="village_group"))
    assert dialog.fields.currentData() == "village_group"
    assert QApplication.focusWidget() in dialog.value.inputs()
    type_text(QApplication.focusWidget(), "2组")
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    QTest.keyClick(QApplication.focusWidget(), ENTER)
    assert dialog.result(), dialog.bar.text()
    assert {desk.store.get("household", uid)["village_group"] for uid in homes} == {"2组"}


def test_tab_and_enter_go_from_the_column_to_its_value(desk, homes, qtbot):
    dialog = shown(qtbot, BatchDialog(desk, "household", homes))
    for key in (Qt.Key.Key_Tab, ENTER):
        dialog.fields.setFocus()
        QTest.keyClick(dialog.fields, key)
        assert QApplication.focusWidget() is dialog.value.entry(), key
    dialog.fields.setCurrentIndex(dialog.fields.findData("village_group"))
    qtbot.waitUntil(dialog.value.entry().isVisible)
    dialog.fields.setFocus()
    QTest.keyClick(dialog.fields, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.value.entry()


def test_the_list_hands_over_the_column_of_its_cursor(desk, qtbot, monkeypatch):
    page = HouseholdsPage(desk)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: page.grid.model() is not None)
    asked = []
    monkeypatch.setattr(BatchDialog, "exec", lambda dialog: asked.append(dialog.fields.currentData()))
    keys = [column.key for column in page.grid.model().table.columns]
    page.grid.setCurrentIndex(page.grid.model().index(0, keys.index("village_group")))
    page.batch()
    assert asked == ["village_group"]


def test_the_head_of_a_household_stays_in_sight_when_the_list_is_scrolled(desk, qtbot):
    page = shown(qtbot, HouseholdsPage(desk))
    qtbot.waitUntil(lambda: page.grid.model() is not None)
    shown_first = [column.title for column in page.grid.model().table.columns][: page.grid.frozen.columns]
    assert shown_first == ["户号", "户主"]
    assert page.view().frozen == 2
