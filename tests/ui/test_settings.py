"""Settings: the person at the desk, grids, text size, protected ledgers, backup and check."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk.desk import records
from gridDesk.ui import im_check, theme
from gridDesk.ui.settings_page import PasswordDialog
from tests.ui.conftest import PASSWORD

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def page(window):
    window.open_page("settings")
    return window.workspace.shown()


def test_a_grid_worker_by_another_name_stands_on_new_logs_and_not_beside_changes(page, window, demo) -> None:
    page.office.worker.setText("赵敏")
    page.office.save()
    assert (demo.worker, demo.user) == ("赵敏", "王建国")
    assert "王建国" in window.workspace.navigation.worker.text()


def test_the_backups_are_told_in_a_line_and_their_page_is_one_click_away(page, window) -> None:
    assert "还没有备份过" in page.safety.state.text()
    page.safety.now.click()
    assert window.workspace.shown().title == "备份与恢复"


def test_a_protected_ledger_is_switched_on_and_off(page, demo) -> None:
    box = page.sealed.boxes["released"]
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert "released" in [ledger.key for ledger in demo.enabled()]
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert "released" not in [ledger.key for ledger in demo.enabled()]


def test_a_grid_made_elsewhere_shows_at_once(page, demo, qtbot) -> None:
    before = page.grids.table.rows.rowCount()
    records.save(demo, "grid", None, {"name": "东片网格"})
    qtbot.waitUntil(lambda: page.grids.table.rows.rowCount() == before + 1)


def test_the_text_size_is_chosen_by_its_name(page) -> None:
    try:
        page.size.choices["huge"].click()
        assert theme.size() == "huge"
    finally:
        theme.set_size("standard", remember=False)


def test_the_password_is_changed_when_the_old_one_is_right(page, demo, qtbot) -> None:
    dialog = PasswordDialog(demo, page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.old.setText("不是这个密码呀不是")
    for line in (dialog.pair.password, dialog.pair.again):
        line.setText("河边两棵老松树真高")
    dialog.change()
    assert not dialog.result()
    for line in (dialog.pair.password, dialog.pair.again):
        line.setText("河边两棵老松树真高啊")
    dialog.change()
    assert "密码不对" in dialog.bar.text()
    dialog.old.setText(PASSWORD)
    dialog.change()
    assert demo.verify_password("河边两棵老松树真高啊")


@pytest.mark.parametrize(
    ("present", "words"),
    [
        (None, "连不上桌面的会话总线"),
        (set(), "没有找到正在运行的输入法"),
        ({"org.fcitx.Fcitx5"}, "没有打开 IBus 前端"),
        ({"org.fcitx.Fcitx5", "org.freedesktop.portal.IBus"}, "输入法在运行"),
    ],
)
def test_the_check_of_the_input_method_says_what_to_do(present, words) -> None:
    assert words in im_check.advice("linux", present)[0]


def test_hanzi_in_the_box_prove_that_typing_works(qtbot, window) -> None:
    dialog = im_check.TypingCheck(window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.box.setText("nihao")
    assert "还是字母" in dialog.result.text()
    dialog.box.setText("你好")
    assert "工作正常" in dialog.result.text()
