"""The head of a list: one line where there is room, so that a low screen shows records and not words above them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gridDesk.ui import theme
from gridDesk.ui.list_head import ListHead

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WORDS = ("迁入一户(&J)", "导入(&I)", "导出(&E)", "打印(&P)", "批量修改(&K)", "新增一户(&N)")


@pytest.fixture
def head(qtbot, qapp):
    buttons = [QPushButton(theme.icon("plus"), words) for words in WORDS]
    made = ListHead("户", buttons)
    qtbot.addWidget(made)
    made.count.setText("在册 386 户")
    made.show()
    return made, buttons


def sized(head, width):
    """Give it a width, and the height it asks for, as a page does."""
    head.resize(width, head.sizeHint().height())
    QApplication.processEvents()
    head.resize(width, max(head.sizeHint().height(), head.heightForWidth(width)))
    QApplication.processEvents()


def test_with_room_the_count_stands_beside_the_title(head):
    made, buttons = head
    sized(made, 1200)
    assert made.count.y() < buttons[0].geometry().bottom()
    assert not buttons[0].icon().isNull()


def test_with_less_room_the_icons_go_first_and_the_words_stay(head):
    made, buttons = head
    sized(made, 1200)
    bare = sum(b.sizeHint().width() - b.iconSize().width() for b in buttons)
    sized(made, bare + theme.chars(18))
    assert all(button.icon().isNull() for button in buttons)
    assert [button.text() for button in buttons] == list(WORDS)
    assert made.count.y() < buttons[0].geometry().bottom()


def test_with_little_room_the_count_goes_below_and_the_last_acts_into_a_menu(head):
    made, buttons = head
    sized(made, 1200)
    sized(made, theme.chars(30))
    shown = [button for button in (*buttons, made.more) if button.isVisible()]
    assert made.count.y() >= shown[-1].geometry().bottom()
    assert all(b.geometry().right() <= made.width() and b.width() >= b.sizeHint().width() for b in shown)
    assert len({b.y() for b in shown}) == 1
    assert [b.isVisible() for b in buttons] == [True, False, False, False, False, True]
    made.more.click()
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["导入(&I)", "导出(&E)", "打印(&P)", "批量修改(&K)"]
    menu.close()


def test_an_act_in_the_menu_keeps_its_key(qtbot, head):
    made, buttons = head
    sized(made, theme.chars(30))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    with qtbot.waitSignal(buttons[4].clicked):
        QTest.keyClick(made, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    sized(made, 1200)
    with qtbot.waitSignal(buttons[4].clicked):
        QTest.keyClick(made, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)


def test_a_long_message_goes_below_where_it_can_wrap(head):
    made, _buttons = head
    sized(made, 1000)
    before = made.count.wordWrap()
    made.count.setText("没有存进去：" + "这一格里写的不是日期，" * 6)
    assert (before, made.count.wordWrap()) == (False, True)
