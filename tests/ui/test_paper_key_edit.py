"""Typing a paper key: it goes on by itself, and every wrong group is pointed at by a sign, a colour and a sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridDesk.desk.key_paper import groups_of
from gridDesk.ui.paper_key_edit import PaperKeyEdit
from gridDesk.vault import paper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
KEY = bytes.fromhex("00018fe2a4b7c3d9127705630badffee")
GROUPS = groups_of(paper.write(KEY))


@pytest.fixture
def edit(qapp, qtbot):
    made = PaperKeyEdit()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def type_digits(digits: str) -> None:
    for digit in digits:
        QTest.keyClick(QApplication.focusWidget(), digit)


def spoiled(group: str) -> str:
    """Return a group with its third digit typed wrongly."""
    return f"{group[:2]}{(int(group[2]) + 1) % 10}{group[3:]}"


def test_forty_eight_digits_are_typed_without_any_other_key(edit, qtbot):
    with qtbot.waitSignal(edit.complete):
        type_digits("".join(GROUPS))
    assert edit.trouble() == ""
    assert paper.read(edit.text()) == KEY
    assert all("✓" in mark.text() for mark in edit.marks)


@pytest.mark.parametrize("number", range(1, 9))
def test_a_wrong_group_keeps_the_keyboard_until_it_is_right(edit, number):
    type_digits("".join(GROUPS[: number - 1]) + spoiled(GROUPS[number - 1]))
    box, mark = edit.boxes[number - 1], edit.marks[number - 1]
    assert edit.wrong() == [number]
    assert box.hasFocus()
    assert box.property("level") == "error"
    assert "✗" in mark.text()
    assert f"第 {number} 组不对" in edit.words.text()
    type_digits("".join(GROUPS[number - 1 :]))
    assert edit.trouble() == ""


def test_two_groups_that_were_exchanged_are_named_both(edit):
    other = [GROUPS[0], GROUPS[2], GROUPS[1], *GROUPS[3:]]
    for box, group in zip(edit.boxes, other, strict=True):
        box.setText(group)
        box.textEdited.emit(group)
    assert edit.wrong() == [2, 3]
    assert "第2组和第3组好像对调了" in edit.trouble()


def test_a_group_that_is_not_full_is_gone_to(edit):
    type_digits(GROUPS[0] + GROUPS[1][:3])
    edit.boxes[7].setFocus()
    assert edit.trouble() == "第 2 组还没有输满六位。"
    assert edit.boxes[1].hasFocus()


def test_what_is_no_digit_is_not_taken_and_wide_digits_are(edit):
    type_digits("a-")
    edit.boxes[0].insert("１２")
    edit.boxes[0].textEdited.emit(edit.boxes[0].text())
    assert edit.boxes[0].text() == "12"


def test_backspace_in_an_empty_group_goes_back(edit):
    type_digits(GROUPS[0])
    assert edit.boxes[1].hasFocus()
    QTest.keyClick(edit.boxes[1], Qt.Key.Key_Backspace)
    assert edit.boxes[0].hasFocus()


def test_a_whole_key_is_pasted_at_once_as_written_or_as_the_qr_code_says_it(edit, qtbot):
    for text in (paper.write(KEY), paper.qr_text(KEY)):
        edit.clear()
        QGuiApplication.clipboard().setText(text)
        edit.setFocus()
        with qtbot.waitSignal(edit.complete):
            QTest.keyClick(edit.boxes[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert paper.read(edit.text()) == KEY
    QGuiApplication.clipboard().clear()


def test_a_scanner_that_types_the_qr_code_fills_all_groups(edit, qtbot):
    with qtbot.waitSignal(edit.complete):
        type_digits(paper.qr_text(KEY))
    assert paper.read(edit.text()) == KEY
