"""今日 by keyboard alone: arrow keys walk, Enter goes to where a thing is recorded, Space says that nothing changed."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk import text
from gridDesk.desk import records
from gridDesk.ui import background, today_page
from gridDesk.ui.today_page import TodayPage
from tests.ui import small_office


@pytest.fixture(autouse=True)
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9).astimezone())


@pytest.fixture
def page(desk, qtbot):
    desk.set_setting("made_on", "2026-11-20")
    made = TodayPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.setFocus()
    return made


def titles(page) -> list[str]:
    return [line.what.title for line in page.list.rows.lines]


def doors(page) -> list[str]:
    return [line.what.uid for line in page.list.rows.lines if line.what.kind == "visit"]


def test_the_keyboard_begins_on_the_first_thing_and_arrows_walk(page):
    assert page.list.hasFocus()
    assert page.list.item().title == titles(page)[0] == "张为（0001户）"
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.item().title == titles(page)[1]


def test_enter_on_a_door_opens_the_entry_of_a_visit_with_the_household(page, desk, qtbot):
    with qtbot.waitSignal(page.go) as asked:
        QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert asked.args == ["rounds", f"visit:{small_office.household(desk, '张为')}"]


def test_enter_on_a_page_of_the_log_opens_its_day(page, qtbot):
    page.list.selectRow(next(n for n, line in enumerate(page.list.rows.lines) if line.what.kind == "log"))
    with qtbot.waitSignal(page.go) as asked:
        QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert asked.args == ["logs", "2026-11-20"]


def test_space_writes_the_visit_down_and_goes_to_the_next_door_and_undo_brings_it_back(page, desk, qtbot):
    home = doors(page)[0]
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert [row["household"] for row in desk.store.rows("visit")] == [home]
    assert desk.store.get("household", home)["verified_on"] == "2026-11-20"
    assert home not in doors(page)
    assert page.list.item().uid == doors(page)[0]
    assert "已记下走访“张为" in page.bar._text.text()
    assert page.undo.isVisible()
    page.undo.click()
    qtbot.waitUntil(lambda: home in doors(page))
    assert not list(desk.store.rows("visit"))
    assert desk.store.get("household", home)["verified_on"] is None


def test_all_doors_are_done_with_the_space_bar_alone(page, desk):
    for _ in range(3):
        QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert doors(page) == []
    assert desk.store.count("visit") == 3
    assert not page.same.isVisible()


def test_space_on_what_is_no_door_writes_nothing(page, desk):
    page.list.selectRow(next(n for n, line in enumerate(page.list.rows.lines) if line.what.kind == "log"))
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert not list(desk.store.rows("visit"))
    assert not page.same.isEnabled()


def test_the_week_is_folded_until_it_is_asked_for(page, qtbot):
    assert not page.week.isVisible()
    page.fold.head.click()
    assert page.week.isVisible()
    assert page.fold.head.text().startswith("这一周还有")
    place = next(n for n, line in enumerate(page.week.rows.lines) if line.what.kind == "paper")
    page.week.selectRow(place)
    with qtbot.waitSignal(page.go) as asked:
        QTest.keyClick(page.week, Qt.Key.Key_Return)
    assert asked.args == ["printing", "visit_plan"]


def test_what_is_recorded_elsewhere_leaves_the_list_and_the_keyboard_stays(page, desk, qtbot):
    page.list.selectRow(1)
    held, home = page.list.item().uid, doors(page)[0]
    records.save(desk, "visit", None, records.blank(desk, "visit", date="2026-11-20", household=home))
    qtbot.waitUntil(lambda: home not in doors(page))
    assert page.list.item().uid == held


def test_a_large_office_is_worked_out_beside_the_window_with_the_last_result_shown(desk, qtbot, monkeypatch):
    monkeypatch.setattr(today_page, "AT_ONCE", 0)
    first = TodayPage(desk)
    qtbot.addWidget(first)
    assert first.state.text() == "正在整理今天要做的事…"
    qtbot.waitUntil(lambda: bool(titles(first)))
    again = TodayPage(desk)
    qtbot.addWidget(again)
    assert titles(again) == titles(first)  # at once, before the new answer is there
    qtbot.waitUntil(lambda: not background.waiting())


def test_a_day_without_anything_to_do_says_so(page, desk, qtbot):
    for name in ("张为", "李强", "赵敏"):
        home = small_office.household(desk, name)
        records.save(desk, "visit", None, records.blank(desk, "visit", date="2026-11-20", household=home))
    records.save(desk, "daily_log", None, records.blank(desk, "daily_log", date="2026-11-20"))
    grid = desk.grids()[0]["uid"]
    for start in ("08:00", "14:00"):
        round_ = records.blank(desk, "patrol", date="2026-11-20", start=start, end="16:00", grid=grid)
        records.save(desk, "patrol", None, round_)
    qtbot.waitUntil(lambda: "您辛苦了" in page.state.text())
    assert not page.list.isVisible()
