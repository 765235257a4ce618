"""会议宣传 by keyboard: what is asked leads to the line that writes it down; papers of the chosen record."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk import text
from gridDesk.ui.meetings_page import MeetingsPage
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def page(desk, qtbot, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    desk.set_setting("made_on", "2026-07-01")
    desk.set_setting("policy", "XC")
    page = MeetingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(lambda: page._task is None, timeout=20_000)
    return page


def test_an_ask_leads_to_the_line_and_enter_writes_the_meeting_down(page, desk, qtbot):
    place = next(row for row, line in enumerate(page.rows.rows.lines) if "每周例会" in line.texts[0])
    page.rows.selectRow(place)
    page.rows.setFocus()
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    tab = page.tabs.currentWidget()
    qtbot.waitUntil(tab.line.name.hasFocus)
    small_office.type_text(tab.line.name, "第三周例会")
    for box in (tab.line.name, tab.line.people, tab.line.words):
        QTest.keyClick(box, Qt.Key.Key_Return)
    row = next(desk.store.rows("meeting"))
    assert (row["title"], row["kind"], row["date"]) == ("第三周例会", "02", "2026-11-20")
    assert "已记下会议" in page.bar.text()
    qtbot.waitUntil(lambda: page._task is None, timeout=20_000)
    assert page.said.text().startswith("《")


def test_the_papers_of_the_chosen_meeting_are_printed(page, desk, qtbot):
    tab = page.tabs.currentWidget()
    tab._jot("例会", "02", "", "")
    with qtbot.waitSignal(page.go) as wanted:
        tab._print("meeting_minutes")
    assert wanted.args == ["printing", f"meeting_minutes:{next(desk.store.rows('meeting'))['uid']}"]


def test_each_tab_shows_its_records_or_says_that_there_are_none(page):
    for key in ("training", "publicity", "notice_board", "survey_result"):
        page.show_argument(key)
        assert page.argument() == key
        assert "还没有登记" in page.tabs.currentWidget().nothing.text()


def test_households_join_the_group_together(page, desk):
    page.show_argument("wechat")
    tab = page.tabs.currentWidget()
    tab.rows.selectAll()
    tab.join()
    assert {row["wechat_group"] for row in desk.store.rows("household")} == {1}
    assert tab.heading.text().endswith("进群率 100%")
