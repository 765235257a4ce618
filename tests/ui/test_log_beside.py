"""The tabs of the log page that count a month do so beside the window, and never show one month as another."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QRect, Qt, QThread
from PySide6.QtTest import QTest

from gridDesk import text
from gridDesk.desk import log_analysis, log_review, log_sent, log_weeks, logs, records
from gridDesk.ui import theme
from gridDesk.ui.log_page import LogPage
from gridDesk.ui.watching import GATHER_MS


@pytest.fixture
def page(desk, qtbot, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    desk.set_setting("made_on", "2026-10-02")
    page = LogPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 650)
    page.show()
    return page


def panel(page, qtbot, tab):
    """Open a tab and return it once it has read."""
    page.show_argument(tab)
    found = page.tabs.currentWidget()
    qtbot.waitUntil(lambda: not found.reading)
    return found


@pytest.mark.parametrize(
    ("tab", "room", "name"),
    [
        ("review", log_review, "pages"), ("analysis", log_analysis, "figures"), ("gaps", log_weeks, "weeks"),
        ("reports", log_sent, "due"),
    ],
)  # fmt: skip
def test_a_month_is_counted_on_another_thread_than_the_windows(page, qtbot, monkeypatch, tab, room, name):
    threads, count = [], getattr(room, name)
    monkeypatch.setattr(
        room, name, lambda *args, **more: threads.append(QThread.currentThread()) or count(*args, **more)
    )
    found = panel(page, qtbot, tab)
    assert len(threads) == 1
    assert threads[0] is not page.thread()
    assert "正在" not in found.heading.text()


def test_while_a_month_is_read_nothing_of_the_one_before_can_be_signed(page, desk, qtbot):
    for day in ("2026-10-20", "2026-11-18"):
        logs.save_log(desk, day, page.grid(), {"tomorrow": "走访"})
    found = panel(page, qtbot, "review")
    found.by.setText("孙玉兰")
    page._show_month("2026-10")
    assert not found.go_button.isEnabled()
    QTest.keyClick(found.on, Qt.Key.Key_Return)
    assert not any(row["reviewed_on"] for row in desk.store.rows("daily_log"))
    qtbot.waitUntil(lambda: not found.reading)
    QTest.keyClick(found.on, Qt.Key.Key_Return)
    assert [row["date"] for row in desk.store.rows("daily_log") if row["reviewed_on"]] == ["2026-10-20"]


def test_what_the_leader_chose_stays_chosen_when_something_is_recorded_elsewhere(page, desk, qtbot):
    for day in ("2026-11-16", "2026-11-17", "2026-11-18"):
        logs.save_log(desk, day, page.grid(), {"tomorrow": "走访"})
    found = panel(page, qtbot, "review")
    assert [one.day for one in found.chosen()] == ["2026-11-16", "2026-11-17", "2026-11-18"]
    found.rows.selectRow(1)
    logs.save_log(desk, "2026-11-18", page.grid(), {"tomorrow": "再走访"})
    logs.save_log(desk, "2026-11-13", page.grid(), {"tomorrow": "补写"})
    qtbot.waitUntil(lambda: len(found.rows.rows.lines) == 4)
    assert [one.day for one in found.chosen()] == ["2026-11-13", "2026-11-17"]  # what is new is chosen as at first
    assert found.rows.current().day == "2026-11-17"
    assert found.heading.text() == "待审阅 4 页，选中 2 页"
    for month in ("2026-10", "2026-11"):
        page._show_month(month)
        qtbot.waitUntil(lambda: not found.reading)
    assert len(found.chosen()) == 4


def test_what_was_not_signed_is_not_chosen_by_itself_afterwards(page, desk, qtbot):
    for day in ("2026-11-16", "2026-11-17", "2026-11-18"):
        logs.save_log(desk, day, page.grid(), {"tomorrow": "走访"})
    found = panel(page, qtbot, "review")
    found.by.setText("孙玉兰")
    found.rows.selectRow(0)
    found.sign()
    qtbot.waitUntil(lambda: not found.reading)
    assert [line.what.day for line in found.rows.rows.lines] == ["2026-11-17", "2026-11-18"]
    assert (found.chosen(), found.go_button.isEnabled()) == ([], False)


def test_one_signing_asks_for_the_pages_once(page, desk, qtbot, monkeypatch):
    logs.save_log(desk, "2026-11-18", page.grid(), {"tomorrow": "走访"})
    found = panel(page, qtbot, "review")
    asked, pages = [], log_review.pages
    monkeypatch.setattr(log_review, "pages", lambda *args, **more: asked.append(args) or pages(*args, **more))
    found.by.setText("孙玉兰")
    found.sign()
    qtbot.waitUntil(lambda: not found.reading)
    qtbot.wait(3 * GATHER_MS)  # what was written is told to every screen a moment later
    assert (len(asked), found.reading) == (1, False)


def test_of_two_months_asked_for_at_once_the_last_one_shows(page, desk, qtbot):
    records.save(desk, "visit", None, records.blank(desk, "visit", date="2026-10-20", place="村口"))
    page.show_argument("analysis")
    found = page.tabs.currentWidget()
    for month in ("2026-10", "2026-11", "2026-10"):
        page._show_month(month)
    qtbot.waitUntil(lambda: not found.reading)
    assert found.totals.rows.lines[0].texts == ("走访（户次）", "1", "0", "＋1")


def test_signed_pages_are_told_and_a_second_press_writes_nothing_more(page, desk, qtbot):
    logs.save_log(desk, "2026-11-18", page.grid(), {"tomorrow": "走访"})
    found = panel(page, qtbot, "review")
    found.by.setText("孙玉兰")
    found.sign()
    found.sign()
    assert found.bar.text() == "已审阅 1 页日志。"
    qtbot.waitUntil(lambda: found.nothing.isVisible())
    assert found.bar.text() == "已审阅 1 页日志。"
    assert len(desk.store.history("daily_log", str(next(desk.store.rows("daily_log"))["uid"]))) == 2


def test_while_a_month_is_read_no_week_or_report_of_the_one_before_is_registered(page, desk, qtbot):
    desk.set_setting("policy", "GZ4")
    for tab, press in (("gaps", "register"), ("reports", "send")):
        found = panel(page, qtbot, tab)
        page._show_month("2026-10")
        getattr(found, press)()
        assert not (found.check if tab == "gaps" else found.sent).isEnabled()
        assert desk.store.count("report") == 0
        page._show_month("2026-11")
        qtbot.waitUntil(lambda found=found: not found.reading)


def test_the_pages_to_be_read_stand_whole_where_the_window_is_narrow(page, desk, qtbot):
    """150 % on a screen of 1280 x 720: no scrolling sideways, and what was done that day is read to its end."""
    grids = [
        page.grid(),
        records.save(desk, "grid", None, records.blank(desk, "grid", name="阳光花园小区第二网格")).uid,
    ]
    for grid in grids:
        for start in ("08:30", "15:30"):
            known = records.blank(desk, "patrol", date="2026-11-18", grid=grid, start=start, end=f"{start[:3]}59")
            records.save(desk, "patrol", None, known)
        for number in range(12):
            known = records.blank(desk, "visit", date="2026-11-18", grid=grid, place=f"{number}号")
            records.save(desk, "visit", None, known)
        logs.save_log(desk, "2026-11-18", grid, {"tomorrow": "走访", "mode": "2"})
    page.resize(853 - 60, 420)
    found = panel(page, qtbot, "review")
    table = found.rows
    assert [table.isColumnHidden(n) for n in range(5)] == [False, True, False, False, True]  # one grid, nothing signed
    assert (table.horizontalScrollBar().maximum(), whole(table)) == (0, True)
    found.by.setText("孙玉兰")
    found.sign()
    found.every.setChecked(True)
    found.show_month("2026-11", None)
    qtbot.waitUntil(lambda: not found.reading)
    assert [line.texts[1] for line in table.rows.lines] == ["柳行村第一网格", "阳光花园小区第二网格"]
    assert not table.isColumnHidden(4)
    assert (table.horizontalScrollBar().maximum(), whole(table)) == (0, True)


def whole(table):
    """Tell whether every row is as high as its texts need where they wrap."""
    columns = [n for n in range(table.rows.columnCount()) if not table.isColumnHidden(n)]
    return all(
        table.fontMetrics()
        .boundingRect(
            QRect(0, 0, table.columnWidth(n) - theme.spacing(2), 999),
            Qt.TextFlag.TextWordWrap,
            table.rows.lines[row].texts[n],
        )
        .height()
        <= table.rowHeight(row)
        for row in range(len(table.rows.lines))
        for n in columns
    )
