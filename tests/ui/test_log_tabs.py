"""The tabs of the log page by keyboard: patrols, review, gaps, analysis and reports."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk import text
from gridDesk.desk import drafts, logs, records
from gridDesk.ui import draft_bar, problem
from gridDesk.ui.log_page import LogPage
from gridDesk.ui.workspace import Workspace
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TODAY = "2026-11-20"


@pytest.fixture
def page(desk, qtbot, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    desk.set_setting("made_on", "2026-11-02")
    page = LogPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 650)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def press(widget, key=Qt.Key.Key_Return):
    QTest.keyClick(widget, key)


def opened(page, qtbot, argument):
    """Open a tab and return it once it has read its month."""
    page.show_argument(argument)
    panel = page.tabs.currentWidget()
    qtbot.waitUntil(lambda: not panel.reading)
    return panel


def test_a_patrol_is_written_down_from_the_keyboard(page, desk, qtbot):
    card = page.patrols
    card.start.setFocus()
    small_office.type_text(card.start, "8:30")
    press(card.start)
    qtbot.waitUntil(card.end.hasFocus)
    small_office.type_text(card.end, "10:00")
    press(card.end)
    small_office.type_text(card.route, "1组至4组")
    press(card.route)
    row = next(desk.store.rows("patrol"))
    assert (row["date"], row["start"], row["end"], row["route"]) == (TODAY, "08:30", "10:00", "1组至4组")
    qtbot.waitUntil(lambda: card.heading.text() == "巡查　1 次")
    assert card.start.hasFocus()
    assert "patrol1_start" not in page.form.editors


def test_the_line_of_a_patrol_breaks_where_the_page_is_narrow(page, desk, qtbot):
    keep = {"date": TODAY, "grid": page.grid(), "start": "08:40", "end": "10:20", "route": "4组及周边道路"}
    records.save(desk, "patrol", None, records.blank(desk, "patrol", **keep))
    page.refresh()
    card, room = page.patrols, page.patrols.parentWidget().parentWidget()
    for width, rows in ((1300, 1), (page.minimumSizeHint().width(), 2), (1300, 1)):
        page.resize(width, 650)
        qtbot.waitUntil(lambda rows=rows: card._rows == rows)
        assert card.mapTo(room, card.rect().topRight()).x() < room.width()
        assert card.button.geometry().right() < card.width()


def test_a_patrol_without_its_hours_is_told(page, desk):
    page.patrols.save()
    assert "起止时间都要写" in page.patrols.bar.text()
    assert desk.store.count("patrol") == 0


def test_an_older_page_still_shows_the_patrols_written_on_it(page, desk):
    logs.save_log(desk, "2026-11-18", page.grid(), {"patrol1_start": "09:00", "patrol1_route": "旧页"})
    page.show_day("2026-11-18")
    assert page.form.editors["patrol1_route"].raw() == "旧页"
    assert page.patrols.heading.text() == "巡查　1 次"


def test_all_waiting_pages_are_chosen_and_signed_with_enter(page, desk, qtbot):
    for day in ("2026-11-18", "2026-11-19"):
        logs.save_log(desk, day, page.grid(), {"tomorrow": "走访"})
    page.show_argument("review")
    panel = page.tabs.currentWidget()
    qtbot.waitUntil(lambda: panel.heading.text() == "待审阅 2 页，选中 2 页")
    panel.by.setText("孙玉兰")
    panel.on.setFocus()
    press(panel.on)
    assert {row["reviewed_by"] for row in desk.store.rows("daily_log")} == {"孙玉兰"}
    qtbot.waitUntil(lambda: "没有等着审阅的日志" in panel.nothing.text())
    panel.every.setChecked(True)
    qtbot.waitUntil(lambda: len(panel.rows.rows.lines) == 2)


def test_a_gap_opens_its_day_and_a_week_is_registered_as_checked(page, desk, qtbot):
    panel = opened(page, qtbot, "gaps")
    panel.register()
    assert desk.store.count("report") == 1
    assert not panel.check.isEnabled()
    qtbot.waitUntil(lambda: not panel.reading)
    assert not panel.check.isEnabled()
    panel.gaps.selectRow(0)
    press(panel.gaps)
    assert page.tabs.currentIndex() == 0
    assert page.day == "2026-11-16"


def test_the_analysis_shows_its_tables_and_prints(page, qtbot):
    page.show_argument("analysis")
    panel = page.tabs.currentWidget()
    qtbot.waitUntil(lambda: not panel.reading)
    assert [line.texts[0] for line in panel.totals.rows.lines][:2] == ["走访（户次）", "有效走访（户次）"]
    with qtbot.waitSignal(page.go) as wanted:
        panel._print()
    assert wanted.args == ["printing", "mood_analysis:2026-11:filled"]


def test_a_report_is_written_down_as_sent_with_enter(page, desk, qtbot):
    desk.set_setting("policy", "GZ4")
    panel = opened(page, qtbot, "reports")
    first = panel.rows.rows.lines[panel.rows.currentIndex().row()].what
    press(panel.rows)
    assert next(desk.store.rows("report"))["due"] == first.due
    assert first.label in panel.bar.text()


def test_days_of_leave_are_told_in_the_month(page, desk):
    grid = str(desk.grids()[0]["uid"])
    known = records.blank(desk, "worker", name=desk.worker, grid=grid, started_on="2026-01-05")
    worker = records.save(desk, "worker", None, known).uid
    leave = records.blank(desk, "leave", worker=worker, kind="02", since="2026-11-17", until="2026-11-17")
    records.save(desk, "leave", None, leave)
    page.refresh()
    assert page.strip.days.item(*page.strip._places["2026-11-17"]).text() == "17\n病假"
    assert "请假或空缺 1 天" in page.strip.count.text()


@pytest.fixture
def two(desk):
    """The office with a second grid, and a page of each day of the week in the first."""
    second = records.save(desk, "grid", None, records.blank(desk, "grid", name="二网格")).uid
    first = str(desk.grids()[0]["uid"])
    for day in ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"):
        logs.save_log(desk, day, first, {"tomorrow": "一网格的安排"})
    return first, second


def test_a_gap_of_the_second_grid_opens_its_page_not_that_of_the_first(two, page, qtbot):
    _first, second = two
    panel = opened(page, qtbot, "gaps")
    place = next(n for n, line in enumerate(panel.gaps.rows.lines) if line.texts[0] == "11月16日")
    assert panel.gaps.rows.lines[place].texts[1] == "二网格"
    panel.gaps.selectRow(place)
    press(panel.gaps)
    assert (page.tabs.currentIndex(), page.day, page.grid()) == (0, "2026-11-16", second)
    assert (page.form.grid, page.form.uid, page.state.text()) == (second, None, "还没有写")
    assert page.strip.days.item(*page.strip._places["2026-11-16"]).text() == "16\n未写"
    assert page.patrols.grid == page.quick.grid == second


def test_what_was_left_unsaved_in_the_second_grid_comes_back_there(two, desk, page, qtbot):
    _first, second = two
    page.show_day("2026-11-18", second)
    small_office.type_text(page.form.editors["tomorrow"].input, "二网格的安排")
    page.form.keeper.keep()
    drafts.closed(desk, page.form.keeper.key)
    (draft,) = drafts.left(desk)
    workspace = Workspace(desk)
    qtbot.addWidget(workspace)
    draft_bar._open_log(workspace, draft)
    again = workspace.pages["logs"]
    assert (again.day, again.grid(), again.form.grid) == ("2026-11-18", second, second)
    assert again.form.editors["tomorrow"].raw() == "二网格的安排"
    for form in (again.form, page.form):
        form._dirty.clear()


def test_staying_on_what_is_unsaved_keeps_the_box_on_its_grid(two, page, monkeypatch):
    first, second = two
    asked = []
    monkeypatch.setattr(problem, "ask_unsaved", lambda *_: asked.append(page.grid()) or "stay")
    small_office.type_text(page.form.editors["tomorrow"].input, "没写完")
    page.grids.setCurrentIndex(1)
    page.grids.activated.emit(1)
    assert asked == [first]  # also while she is asked: a refresh in the meantime shows the page of the form
    assert (page.grids.currentData(), page.form.grid, page.patrols.grid) == (first, first, first)
    page.refresh()
    assert page.patrols.grid == first
    page.show_argument(f"2026-11-19:{second}")
    assert (page.day, page.grid()) == (TODAY, first)
    page.form._dirty.clear()
    page.grids.setCurrentIndex(1)
    page.grids.activated.emit(1)
    assert (page.grid(), page.form.grid, page.patrols.grid) == (second, second, second)


def test_a_report_of_another_month_opens_where_it_stands(page, desk, qtbot):
    desk.set_setting("policy", "GZ4")
    desk.set_setting("made_on", "2026-10-01")
    panel = opened(page, qtbot, "reports:2026-10")
    assert (page.strip.month, panel.month, page.day) == ("2026-10", "2026-10", TODAY)
    assert panel.rows.rows.lines[0].what.due.startswith("2026-10")
    page.show_argument("reports:2026-11")
    assert panel.month == "2026-11"


def test_what_is_recorded_elsewhere_asks_the_open_tab_once(page, desk, qtbot, monkeypatch):
    panel = opened(page, qtbot, "gaps")
    asked = []
    monkeypatch.setattr(panel, "refresh", lambda: asked.append("空岗"))
    logs.save_log(desk, "2026-11-18", page.grid(), {"tomorrow": "走访"})
    qtbot.waitUntil(lambda: page.strip.days.item(*page.strip._places["2026-11-18"]).text() == "18\n已写")
    qtbot.waitUntil(lambda: asked == ["空岗"])
    page.refresh()
    assert asked == ["空岗"]
