"""The daily log: a month with its gaps, a page that fills itself, visits added by Enter."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from gridDesk import text
from gridDesk.desk import log_pages, logs, records
from gridDesk.desk.print_order import PrintOrder
from gridDesk.ui.log_page import LogPage
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TODAY = "2026-11-20"


@pytest.fixture
def desk(desk, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    return desk


@pytest.fixture
def page(desk, qtbot):
    page = LogPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 650)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def write(page, key, words):
    made = page.form.editors[key]
    made.input.setPlainText(words) if hasattr(made.input, "setPlainText") else made.input.setText(words)
    made.changed.emit()


def test_the_page_opens_on_today_and_says_it_is_not_written(page):
    assert page.heading.text() == "2026年11月20日　星期五"
    assert page.state.text() == "还没有写"


def test_the_month_says_which_days_are_written_and_which_are_missing(page, desk):
    for day in ("2026-11-17", "2026-11-19"):
        logs.save_log(desk, day, page.grid(), {"tomorrow": "走访"})
    page.refresh()
    shown = {page.strip.days.item(*place).text() for day, place in page.strip._places.items() if day <= TODAY}
    assert "19\n已写" in shown
    assert "18\n未写" in shown
    assert "16\n休" in shown  # before the office began its log, nobody owes a page
    assert page.strip.count.text().startswith("已写 2 天")


def test_what_is_written_is_saved_as_one_page(page, desk):
    write(page, "tomorrow", "走访三户")
    page.save()
    rows = list(desk.store.rows("daily_log"))
    assert [(row["date"], row["tomorrow"]) for row in rows] == [(TODAY, "走访三户")]
    assert page.state.text() == "已写"
    write(page, "errands", "代办一件")
    page.save()
    assert len(list(desk.store.rows("daily_log"))) == 1
    assert "日志已保存" in page.bar.text()


def test_a_visit_is_added_from_the_keyboard_and_shows_at_once(page, desk, qtbot):
    quick = page.quick
    quick.household.setFocus()
    small_office.type_text(quick.household, "2组1号")
    small_office.take_first(qtbot, quick.household.suggestions)
    qtbot.waitUntil(quick.content.hasFocus)
    small_office.type_text(quick.content, "提醒用火安全")
    QTest.keyClick(quick.content, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.visits.heading.text() == "走访　1 户次")
    visit = next(desk.store.rows("visit"))
    assert (visit["date"], visit["household"]) == (TODAY, small_office.household(desk, "张为"))
    assert quick.household.text() == ""


def test_a_visit_without_a_household_is_told(page, desk):
    page.quick.save()
    assert "还没有选走访户" in page.quick.bar.text()
    assert desk.store.count("visit") == 0


def test_a_visit_elsewhere_does_not_disturb_what_is_being_typed(page, desk, qtbot):
    write(page, "tomorrow", "还在写")
    records.save(desk, "visit", None, records.blank(desk, "visit", household=small_office.household(desk, "李强")))
    qtbot.waitUntil(lambda: page.visits.heading.text() == "走访　1 户次")
    assert page.form.editors["tomorrow"].raw() == "还在写"


def test_another_day_is_shown_when_it_is_chosen(page, desk):
    logs.save_log(desk, "2026-11-18", page.grid(), {"tomorrow": "开会"})
    page.strip.days.setCurrentCell(*page.strip._places["2026-11-18"])
    assert page.heading.text().startswith("2026年11月18日")
    assert page.form.editors["tomorrow"].raw() == "开会"


def test_another_month_can_be_looked_at(page):
    page.strip._step(-1)
    assert page.strip.heading.text() == "2026年10月"
    page.show_argument("2026-12-01")
    assert page.strip.heading.text() == "2026年12月"
    assert page.state.text() == "还没到这一天"


def test_leaving_a_day_with_something_unsaved_asks_first(page, monkeypatch):
    write(page, "tomorrow", "还在写")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: None)
    page.show_day("2026-11-18")
    assert page.day == TODAY
    assert page.form.editors["tomorrow"].raw() == "还在写"
    assert not page.may_leave()


def test_leaving_without_saving_shows_again_what_is_kept(page, monkeypatch):
    write(page, "tomorrow", "不要了")

    def drop(box):
        button = next(item for item in box.buttons() if item.text() == "先不保存")
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: button)

    monkeypatch.setattr(QMessageBox, "exec", drop)
    assert page.may_leave()
    assert page.form.editors["tomorrow"].raw() == ""


@pytest.mark.parametrize("mode", ["filled", "half", "blank"])
def test_the_day_is_printed_filled_half_filled_or_blank(page, qtbot, mode):
    with qtbot.waitSignal(page.go) as wanted:
        page.prints.ask("", "day", mode)
    assert wanted.args == ["printing", f"daily_log:{TODAY}:{mode}"]


def test_the_month_is_bound_and_blank_pages_come_in_the_layout_the_office_chose(page, qtbot):
    page.prints.layouts["mood_diary"].trigger()
    for entry, argument in (
        ("整月空白", "mood_diary:2026-11:blank"),
        ("装订成册", "log_book:2026-11:filled"),
        ("空岗", f"log_gaps:{TODAY}:filled"),
    ):
        action = next(action for action in page.prints.actions() if entry in action.text())
        with qtbot.waitSignal(page.go) as wanted:
            action.trigger()
        assert wanted.args == ["printing", argument]


def test_a_page_written_by_hand_is_found_by_its_number_and_brings_it_along(page, desk, qtbot):
    log_pages.hand_out(desk, PrintOrder(paper="daily_log", mode="blank", month="2026-11"))
    page.page_number.setText("第 3 页")
    QTest.keyClick(page.page_number, Qt.Key.Key_Return)
    assert page.day == "2026-11-04"
    assert (page.form.values["page"], page.form.values["mode"]) == ("2026-3", "2")
    assert "还没有录入" in page.bar.text()
    page.page_number.setText("999")
    QTest.keyClick(page.page_number, Qt.Key.Key_Return)
    assert "没有页码是“999”的日志页" in page.bar.text()
