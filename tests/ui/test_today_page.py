"""今日 by keyboard alone: arrow keys walk, Enter goes to where a thing is recorded, Space says that nothing changed."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridDesk import text
from gridDesk.desk import history, people, records
from gridDesk.ui import background, today_page
from gridDesk.ui.rounds_page import RoundsPage
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
    first, *ahead = (f"visit:{home}" for home in doors(page))
    assert first == f"visit:{small_office.household(desk, '张为')}"
    assert asked.args == ["rounds", ",".join(["2026-11-20", first, *ahead])]


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


# --- on from door to door --------------------------------------------------------------------------------------------


def walk(page, qtbot, row=0, day=""):
    """Press Enter on a door of the list and return the page of rounds it opens, which showed another `day` before."""
    page.list.selectRow(row)
    with qtbot.waitSignal(page.go) as asked:
        QTest.keyClick(page.list, Qt.Key.Key_Return)
    made = RoundsPage(page.desk)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    if day:
        made.day.show_day(day)
    made.show_argument(asked.args[1])
    return made.visit


def press(*keys, control=False):
    for key in keys:
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(QApplication.focusWidget(), key, modifier)


def visited(desk) -> list[str]:
    return [row["household"] for row in desk.store.rows("visit", order=("updated_at",))]


def test_after_each_visit_of_the_list_the_next_door_stands_there_until_all_are_done(page, desk, qtbot):
    homes = doors(page)
    entry = walk(page, qtbot)
    assert entry.save_button.text() == "记下并下一户(&S)"
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert entry.form.target.target == ("household", homes[1])
    assert entry.form.bar.text().endswith("。接着是计划里的下一户，连这户还有 2 户。")
    assert entry.form.editors["result"].isAncestorOf(QApplication.focusWidget())
    press(Qt.Key.Key_Return, control=True)
    assert entry.form.target.target == ("household", homes[2])
    assert entry.save_button.text() == "记下走访(&S)"
    press(Qt.Key.Key_Return, control=True)
    assert entry.form.target.target is None
    assert entry.form.bar.text().endswith("。今天计划的户都记过了。")
    assert sorted(visited(desk)) == sorted(homes)
    assert {row["date"] for row in desk.store.rows("visit")} == {"2026-11-20"}


def test_beginning_in_the_middle_the_doors_before_come_last(page, desk, qtbot):
    homes = doors(page)
    entry = walk(page, qtbot, row=1)
    for home in (homes[1], homes[2], homes[0]):
        assert entry.form.target.target == ("household", home)
        press(Qt.Key.Key_Return, control=True)
    assert entry.form.target.target is None


def test_a_door_that_was_visited_or_taken_back_meanwhile_is_passed_over(page, desk, qtbot):
    made = people.new_household(desk, "0009", "二组9号", {"name": "测试九"})
    homes = doors(page)
    entry = walk(page, qtbot)
    records.save(desk, "visit", None, records.blank(desk, "visit", date="2026-11-20", household=homes[1]))
    entry.walk([("household", homes[0]), ("household", made.uid), *(("household", home) for home in homes[1:])])
    history.undo(desk, made.changes.txn)
    press(Qt.Key.Key_Return, control=True)
    assert entry.form.target.target == ("household", homes[2])


def test_another_door_chosen_by_hand_leaves_those_of_the_list_ahead(page, desk, qtbot):
    homes = doors(page)
    entry = walk(page, qtbot)
    entry.form.visit(("household", homes[2]))
    press(Qt.Key.Key_Return, control=True)
    assert entry.form.target.target == ("household", homes[0])


def test_undo_puts_the_door_of_the_list_back_into_place(page, desk, qtbot):
    homes = doors(page)
    entry = walk(page, qtbot)
    press(Qt.Key.Key_Return, control=True)
    entry.undo.click()
    assert visited(desk) == []
    assert entry.form.target.target == ("household", homes[0])
    press(Qt.Key.Key_Return, control=True)
    assert entry.form.target.target == ("household", homes[1])


def test_what_is_typed_for_the_next_door_stays_when_the_last_visit_is_taken_back(page, desk, qtbot):
    homes = doors(page)
    entry = walk(page, qtbot)
    press(Qt.Key.Key_Return, control=True)
    entry.form.editors["content"].entry().setFocus()
    small_office.type_text(QApplication.focusWidget(), "说到取暖")
    entry.undo.click()
    assert entry.form.target.target == ("household", homes[1])
    assert entry.form.editors["content"].raw() == "说到取暖"


def test_the_list_of_today_is_recorded_today_whatever_day_was_shown_and_ends_with_another_day(page, desk, qtbot):
    entry = walk(page, qtbot, day="2026-11-18")
    press(Qt.Key.Key_Return, control=True)
    assert [row["date"] for row in desk.store.rows("visit")] == ["2026-11-20"]
    entry.window().day.show_day("2026-11-18")
    assert entry.save_button.text() == "记下走访(&S)"
    press(Qt.Key.Key_Return, control=True)
    assert entry.form.target.target is None


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_a_key_that_is_held_does_not_write_down_the_whole_list(page, desk, qtbot, modifier):
    walk(page, qtbot)
    if modifier == Qt.KeyboardModifier.NoModifier:
        press(Qt.Key.Key_Return)
    for again in (False, *[True] * 12):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, modifier, "", again)
        QApplication.sendEvent(QApplication.focusWidget(), key)
    assert len(visited(desk)) == 1
