"""A key that is held down comes again and again: what it writes is written once."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from gridDesk import text
from gridDesk.ui.freshness_page import FreshnessPage
from gridDesk.ui.log_page import LogPage
from gridDesk.ui.meetings_page import MeetingsPage
from gridDesk.ui.today_page import TodayPage
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def friday(desk, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9).astimezone())
    desk.set_setting("made_on", "2026-11-01")


def shown(qtbot, page):
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    qtbot.waitExposed(page)
    return page


def test_space_on_a_door_of_today_writes_one_visit(desk, qtbot):
    page = shown(qtbot, TodayPage(desk))
    small_office.hold(page.list, Qt.Key.Key_Space)
    assert desk.store.count("visit") == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_V])
def test_a_key_confirms_one_household(desk, qtbot, key):
    page = shown(qtbot, FreshnessPage(desk))
    small_office.hold(page.homes.grid, key)
    assert sum(row["verified_on"] is not None for row in desk.store.rows("household")) == 1


def test_enter_writes_one_meeting(desk, qtbot):
    desk.set_setting("policy", "XC")
    page = shown(qtbot, MeetingsPage(desk))
    qtbot.waitUntil(lambda: page._task is None, timeout=20_000)
    line = page.tabs.currentWidget().line
    small_office.type_text(line.name, "例会")
    for box in (line.words, line.name, line.people, line.words):
        small_office.hold(box, Qt.Key.Key_Return)
    assert desk.store.count("meeting") == 1


def test_enter_writes_one_visit_and_one_patrol_of_the_log(desk, qtbot):
    page = shown(qtbot, LogPage(desk))
    card = page.patrols
    for box, words in ((card.start, "8:30"), (card.end, "10:00")):
        small_office.type_text(box, words)
    small_office.hold(card.route, Qt.Key.Key_Return)
    assert (desk.store.count("patrol"), card.bar.isVisible()) == (1, False)
    small_office.hold(page.quick.content, Qt.Key.Key_Return)
    assert desk.store.count("visit") == 0


def test_enter_says_once_that_a_report_was_sent(desk, qtbot):
    desk.set_setting("policy", "GZ4")
    page = shown(qtbot, LogPage(desk))
    page.show_argument("reports")
    qtbot.waitUntil(lambda: not page.tabs.currentWidget().reading)
    small_office.hold(page.tabs.currentWidget().rows, Qt.Key.Key_Return)
    assert desk.store.count("report") == 1
