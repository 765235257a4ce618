"""The window on an open office: pages by key and mouse, search as you type, records with a way back, locking."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridDesk.desk import history, records, tables
from gridDesk.ui import problem, theme
from gridDesk.ui.manual import ManualDialog
from gridDesk.ui.navigation import PAGES, keys_of_rail
from gridDesk.ui.today_page import Tile
from gridDesk.ui.window import MainWindow
from tests.ui.conftest import PASSWORD

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
KEYS = [entry.key for entry in PAGES]


def shown(window) -> str:
    return type(window.workspace.shown()).__name__


def some_person(desk) -> tuple[str, str]:
    """Return a person's uid and name."""
    table = tables.people_table(desk)
    return table.uid(0), table.texts(0)[0]


def test_every_page_opens_by_its_key(window, qtbot) -> None:
    keys = keys_of_rail()
    for entry in (entry for entry in PAGES if entry.shown and entry.is_for("village")):
        QTest.keyClick(window, QKeySequence(keys[entry.key])[0].key(), Qt.KeyboardModifier.AltModifier)
        assert (shown(window), window.workspace.navigation.current()) == (entry.cls, entry.key)


def test_f1_opens_the_manual_at_the_chapter_of_the_page(window) -> None:
    window.open_page("households")
    QTest.keyClick(window, Qt.Key.Key_F1)
    manual = window.findChild(ManualDialog)
    assert manual.chapters.currentItem().text() == "户"
    manual.close()


def test_a_page_is_made_once(window) -> None:
    window.open_page("people")
    first = window.workspace.shown()
    window.open_page("today")
    window.open_page("people")
    assert window.workspace.shown() is first


def test_search_finds_while_typing_and_enter_opens_the_first(window, demo, qtbot) -> None:
    name = some_person(demo)[1]
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    box = window.workspace.search
    assert box.hasFocus()
    QApplication.sendEvent(box, _committed(name))
    qtbot.waitUntil(lambda: box.open)
    assert name in box.results.item(1).text()  # below the heading of its kind
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert shown(window) == "PersonPage"
    assert not box.open
    assert box.text() == ""


def test_search_says_in_words_that_nothing_was_found_and_escape_puts_it_away(window) -> None:
    box = window.workspace.search
    box.setFocus()
    box.setText("没有这个人")
    box.find_now()
    assert "没有找到“没有这个人”" in box.results.item(0).text()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert shown(window) == "TodayPage"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.open
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_arrows_walk_through_the_results_while_the_keyboard_stays_in_the_box(window, qtbot) -> None:
    box = window.workspace.search
    box.setFocus()
    QTest.keyClicks(box, "l")
    qtbot.waitUntil(lambda: box.open)
    assert box.results.count() > 1
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.results.currentRow() == 2
    assert box.hasFocus()


def test_a_record_has_a_way_back_to_where_it_was_opened_from(window, demo) -> None:
    window.open_page("people")
    window.open_record("person", some_person(demo)[0])
    home = tables.household_table(demo).uid(0)
    window.open_record("household", home)
    assert shown(window) == "HouseholdPage"
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shown(window) == "PersonPage"
    window.workspace.go_back()
    assert shown(window) == "PeoplePage"
    assert not window.workspace.back.isVisible()


def test_the_foot_tells_counts_and_when_it_was_saved(window, demo, qtbot) -> None:
    before = window.status.counts.text()
    assert before.startswith("人口 ")
    records.save(demo, "person", None, {"name": "新来的"})
    assert window.status.saved.text().startswith("已保存")
    qtbot.waitUntil(lambda: window.status.counts.text() != before)


def test_a_number_of_today_leads_to_what_is_behind_it(window) -> None:
    tile = next(tile for tile in window.findChildren(Tile) if tile.accessibleName().startswith("户 "))
    QTest.keyClick(tile, Qt.Key.Key_Space)
    assert shown(window) == "HouseholdsPage"


def test_today_shows_what_changed_without_being_asked(window, demo, qtbot) -> None:
    def people() -> str:
        return next(tile.accessibleName() for tile in window.workspace.shown().findChildren(Tile))

    before = people()
    records.save(demo, "person", None, {"name": "新来的"})
    qtbot.waitUntil(lambda: people() != before)


def test_the_last_act_is_taken_back_after_asking(window, demo) -> None:
    uid = records.save(demo, "person", None, {"name": "录错的人"}).uid
    window.actions_by_name["undo"].trigger()
    assert demo.store.get("person", uid)["state"] == "void"
    assert next(act for act in history.recent(demo) if not act.undone).label != "撤销新增"
    QApplication.activeModalWidget().close()


def test_locking_closes_the_office_and_asks_for_the_password(window) -> None:
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.desk is None
    assert window.workspace is None
    page = window.door.currentWidget()
    assert page.password.text() == ""
    assert not window.actions_by_name["import"].isEnabled()


def test_the_password_opens_it_again_and_a_wrong_one_says_so_beside_the_line(window) -> None:
    window.lock()
    page = window.door.currentWidget()
    page.password.setText("不是这个密码呀不是")
    page.unlock()
    assert page.problem.isVisible()
    assert "密码不对" in page.problem.text()
    page.password.setText(PASSWORD)
    page.unlock()
    assert shown(window) == "TodayPage"
    window._leave()


def test_capitals_are_noticed_while_a_password_is_typed(window) -> None:
    window.lock()
    page = window.door.currentWidget()
    QTest.keyEvent(QTest.KeyAction.Click, page.password, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert not page.capitals.isVisible()
    page.password.capitals.emit(True)
    assert page.capitals.isVisible()


def _dropped(*names: str) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/{name}") for name in names])
    _dropped.kept = data  # the event does not own it
    return QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )


def test_a_package_dropped_on_the_window_goes_to_the_exchange(window, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(window, "open_page", lambda *told_now: told.append(told_now))
    window.dropEvent(_dropped("柳行村-0007.gdp"))
    assert told == [("exchange", "/柳行村-0007.gdp")]


def test_sheets_dropped_on_the_window_go_to_the_import(window, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(window, "import_files", lambda files: told.append([path.name for path in files]))
    window.dropEvent(_dropped("花名册.xlsx", "户.csv", "照片.jpg"))
    assert told == [["花名册.xlsx", "户.csv"]]


def test_text_grows_at_once_and_is_remembered(window, qapp) -> None:
    before = window.workspace.navigation.width()
    try:
        window.actions_by_name["larger"].trigger()
        assert theme.size() == "large"
        assert theme.saved_size() == "large"
        assert window.workspace.navigation.width() > before
    finally:
        theme.set_size("standard", remember=False)


def test_the_window_fits_a_screen_of_911_by_512(window) -> None:
    # 1366 x 768 at 150 %.
    for key in KEYS:
        window.open_page(key)
    assert window.minimumSizeHint().width() <= 911
    assert window.minimumSizeHint().height() <= 512


def test_an_unexpected_error_is_told_once_and_logged_without_its_text(qtbot, qapp, caplog) -> None:
    from gridDesk.ui.shell import SafetyNet

    net = SafetyNet()
    for _ in range(2):
        net.catch(ValueError, ValueError("张三"), None)
    boxes = [box for box in qapp.topLevelWidgets() if isinstance(box, problem.QMessageBox) and box.isVisible()]
    assert len(boxes) == 1
    assert "张三" not in boxes[0].text() + caplog.text
    boxes[0].close()


def _committed(text: str) -> QInputMethodEvent:
    event = QInputMethodEvent()
    event.setCommitString(text)
    assert event.type() == QEvent.Type.InputMethod
    return event


def test_on_a_common_office_screen_the_first_window_takes_all_of_it(qtbot, home):
    """The screen of the tests is 800 x 800: a window with a frame around it would not fit."""
    window = MainWindow(home)
    qtbot.addWidget(window)
    window.show_fitting()
    assert window.isMaximized()
    window.close()
    again = MainWindow(home)
    qtbot.addWidget(again)
    again.show_fitting()
    assert again.isVisible()
    assert again.isMaximized()
