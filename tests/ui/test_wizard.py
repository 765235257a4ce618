"""First run: a new office by keyboard alone, checked step by step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridDesk.desk import list_offices
from gridDesk.ui.window import MainWindow
from gridDesk.ui.wizard import KEY, SECOND

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PASSWORD = "村口三棵老槐树下"


@pytest.fixture
def window(qtbot, home):
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.begin()
    return window


def wizard(window):
    return window.door.currentWidget()


def enter(text: str = "") -> None:
    """Type into whatever has the keyboard, then Enter."""
    line = QApplication.focusWidget()
    if text:
        line.setText(text)
        line.textEdited.emit(text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def put_off_the_rest(window) -> None:
    """Leave paper key and second place for another day."""
    assert wizard(window).at == KEY
    wizard(window).leave.click()
    assert wizard(window).at == SECOND
    wizard(window).leave.click()


def test_without_an_office_the_first_run_begins(window) -> None:
    assert wizard(window).office.kind.hasFocus()
    assert not window.actions_by_name["lock"].isEnabled()


def test_an_office_is_made_by_enter_alone_and_the_import_is_offered(window, home, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(window, "import_files", lambda files: told.append(files))
    for text in ("", "柳行村", "淄水街道", "", "李秀英"):
        enter(text)
    assert wizard(window).at == 2
    long_enough = PASSWORD + "乘凉"
    enter(long_enough)
    enter(long_enough)
    put_off_the_rest(window)
    assert "“今日”会提醒" in wizard(window).done.place.text()
    assert wizard(window).done.words.text() == "“柳行村”已经建好。"
    enter()
    assert told == [[]]
    desk = window.desk
    assert (desk.office.name, desk.office.level, desk.office.parent_name, desk.user) == (
        "柳行村",
        "village",
        "淄水街道",
        "李秀英",
    )
    assert [row["name"] for row in desk.grids()] == ["柳行村"]
    assert [item.office.name for item in list_offices(home)] == ["柳行村"]


def test_a_missing_name_and_a_short_code_are_told_where_they_are(window) -> None:
    page = wizard(window)
    page.go_on()
    assert "请填写单位名称" in page.problem.text()
    assert page.office.name.hasFocus()
    page.office.name.setText("柳行村")
    page.office.code.setText("３７０３０５")
    page.go_on()
    assert "应为 12 位数字，现有 6 位" in page.problem.text()
    assert page.office.code.text() == "370305"


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("", "", "请设置密码"),
        ("短密码", "短密码", "至少要10个"),
        ("13800000001", "13800000001", "手机号"),
        (PASSWORD + "乘凉", PASSWORD, "两遍密码不一样"),
    ],
)
def test_a_password_is_judged_in_words(window, first, second, words) -> None:
    page = wizard(window)
    page.office.name.setText("柳行村")
    page.grids.worker.setText("李秀英")
    page._show(2)
    page.lock.password.setText(first)
    page.lock.again.setText(second)
    page.go_on()
    assert words in page.problem.text()
    assert page.at == 2


def test_a_street_is_asked_for_no_grids(window) -> None:
    page = wizard(window)
    page.office.kind.setCurrentIndex(2)
    page.office.name.setText("淄水街道")
    page._show(1)
    assert not page.grids.grids.isVisible()
    assert page.grids.names() == ()


def test_a_name_that_no_folder_can_have_still_gives_a_folder(window, home) -> None:
    page = wizard(window)
    page.office.name.setText("柳行村/一组：?")
    assert page._folder().parent == home
    assert page._folder().name == "柳行村一组："


def test_the_demonstration_office_is_made_and_opened(window, qtbot, home, monkeypatch) -> None:
    from gridDesk.desk import demo

    small = demo.make_demo
    monkeypatch.setattr(demo, "make_demo", lambda folder, **more: small(folder, people=20, **more))
    window.begin(demo=home / "demo")
    qtbot.waitUntil(lambda: window.desk is not None, timeout=180_000)
    assert "演示" in window.desk.office.name


def test_a_district_is_made_without_grids_and_sees_its_offices_below(window) -> None:
    page = wizard(window)
    page.office.kind.setCurrentIndex(page.office.kind.findData("district"))
    enter()
    for text in ("临淄区", "", "", "张主任"):
        enter(text)
    enter(PASSWORD + "乘凉")
    enter(PASSWORD + "乘凉")
    put_off_the_rest(window)
    enter()
    assert (window.desk.office.level, window.desk.grids()) == ("district", [])
    assert not window.workspace.navigation.buttons["street"].isHidden()
