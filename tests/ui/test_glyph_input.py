"""Rare characters can be typed: found by code, pinyin or strokes, the office's own on top, put where the cursor stands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from gridDesk.desk import glyph_find
from gridDesk.ledger import Edit
from gridDesk.ui import editors
from gridDesk.ui.glyph_input import GlyphInput, put
from gridDesk.ui.household_cells import Line as HouseholdLine


@pytest.fixture
def rare(desk):
    """Give three people names with characters most input methods lack."""
    for row, name in zip(desk.store.rows("person"), ("李𬭎国", "𠮷小明", "陈𬭎"), strict=False):
        desk.write([Edit("person", str(row["uid"]), "update", {"name": name})], "修改")
    return desk


@pytest.fixture
def dialog(qtbot, rare):
    dialog = GlyphInput(rare)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def offered(dialog):
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_the_rare_characters_of_the_office_stand_on_top_the_most_used_first(dialog):
    assert offered(dialog) == ["𬭎", "𠮷"]
    assert dialog.words.text() == "U+2CB4E　hong　12 画　本单位 2 人用"


@pytest.mark.parametrize(("typed", "first"), [("20BB7", "𠮷"), ("u+9fb9", "\u9fb9"), ("hong", "𫟹"), ("吉", "吉")])
def test_a_character_is_found_by_code_by_pinyin_or_itself(dialog, typed, first):
    dialog.typed.setText(typed)
    assert first in offered(dialog)[:3]


def test_strokes_narrow_what_was_found_and_find_alone(dialog):
    dialog.typed.setText("hong")
    many = len(offered(dialog))
    dialog.strokes.setValue(12)
    assert 0 < len(offered(dialog)) < many
    assert all(one.strokes == 12 for one in glyph_find.find("hong", 12))
    dialog.typed.clear()
    assert len(offered(dialog)) == glyph_find.MOST
    assert "请再写读音" in dialog.heading.text()


@pytest.mark.parametrize("typed", ["E863", "U+110000", "xyzzy"])
def test_a_character_of_ones_own_is_not_offered_and_nothing_found_is_said(dialog, typed):
    dialog.typed.setText(typed)
    assert offered(dialog) == []
    assert "没有找到" in dialog.heading.text()
    assert not dialog.put_button.isEnabled()


def test_the_office_starts_without_rare_characters(qtbot, desk):
    dialog = GlyphInput(desk)
    qtbot.addWidget(dialog)
    assert offered(dialog) == []
    assert "输入拼音" in dialog.heading.text()


def test_f9_in_a_name_puts_the_character_at_the_cursor_and_counts_as_typing(qtbot, rare):
    field = rare.catalogue["person"]["name"]
    made = editors.editor(rare, "person", field)
    qtbot.addWidget(made)
    made.show()
    made.input.setText("李国")
    made.input.setCursorPosition(1)
    QTest.keyClick(made.input, Qt.Key.Key_F9)
    dialog = made.window().findChild(GlyphInput)
    dialog.typed.setText("2CB4E")
    with qtbot.waitSignal(made.changed):
        dialog.put_button.click()
    assert made.raw() == "李𬭎国"


def test_several_lines_take_it_too_and_without_an_input_it_is_copied(qtbot):
    lines = QPlainTextEdit()
    shut = QLineEdit("王")
    for widget in (lines, shut):
        qtbot.addWidget(widget)
    shut.setReadOnly(True)
    put(lines, "𠮷")
    put(shut, "䶮")
    assert lines.toPlainText() == "𠮷"
    assert shut.text() == "王"
    assert QGuiApplication.clipboard().text() == "䶮"


def test_the_code_can_be_copied(dialog):
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "U+2CB4E"


def test_in_the_cells_of_the_household_screen_the_key_works_and_typing_goes_on_behind_it(qtbot, rare):
    page = QWidget()
    qtbot.addWidget(page)
    line, other = HouseholdLine("李国", page), QLineEdit(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    other.setFocus()
    line.setCursorPosition(1)
    put(line, "𬭎")
    assert line.hasFocus()
    assert line.hasSelectedText()
    qtbot.waitUntil(lambda: not line.hasSelectedText())
    QTest.keyClicks(line, "x")
    assert line.text() == "李𬭎x国"


def test_the_menu_offers_it_for_whatever_is_being_typed(window, qtbot):
    window.actions_by_name["rare"].trigger()
    (dialog,) = window.findChildren(GlyphInput)
    assert dialog.isVisible()
    dialog.reject()
