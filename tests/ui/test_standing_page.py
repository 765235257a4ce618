"""履职情况: a clerk reads it, steps through periods and opens the records behind a figure, all by keyboard."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from python_calamine import CalamineWorkbook

from gridDesk.desk import duties, duties_paper
from gridDesk.desk.duties_wish import ALL
from gridDesk.policy import containing
from gridDesk.text import CLOCK
from gridDesk.ui import background
from gridDesk.ui.charts import Bars
from gridDesk.ui.standing_page import StandingPage
from gridDesk.ui.standing_table import LEVEL, bars_of
from tests.flows.two_offices import carry
from tests.flows.work_records import change, enter, grid_of
from tests.ui import two_offices
from tests.ui.conftest import let_go


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    duties.forget()
    monkeypatch.setattr(CLOCK, "now", lambda: datetime.fromisoformat("2026-11-21T09:00:00+08:00"))


def worked(desk):
    """Two of three households were visited in the third quarter."""
    enter(desk, "patrol", date="2026-07-01", grid=grid_of(desk))
    houses = [str(row["uid"]) for row in desk.store.rows("household")]
    for household in houses[:2]:
        enter(desk, "visit", date="2026-09-14", grid=grid_of(desk), household=household, kind="入户走访")
    return houses


def settle(page, qtbot):
    qtbot.waitUntil(lambda: page.found is not None and not page.progress.isVisible() and not background.waiting())


@pytest.fixture
def page(desk, qtbot):
    desk.houses = worked(desk)
    made = StandingPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.show_argument("2026-Q3")
    settle(made, qtbot)
    return made


def choose(page, qtbot, rule):
    place = next(n for n, line in enumerate(page.table.rows.lines) if line.what.clause.rule == rule)
    page.table.selectRow(place)
    settle(page, qtbot)
    return page.table.rows.lines[place]


def test_the_list_says_figure_target_and_level_in_words_with_an_icon(page, qtbot):
    line = choose(page, qtbot, "visit_coverage")
    assert line.texts[1].startswith("第十一条（一）")
    assert line.texts[2] == "66.7%\n（2／3户）"
    assert line.texts[3:5] == ("100%", "未达到")
    assert (line.icon, line.icon_column) == ("warn", LEVEL)
    assert "共" in page.words.text()
    assert "《齐陵街道专职网格管理员管理办法》" in page.words.text()


def test_the_detail_names_the_records_and_enter_opens_one(page, qtbot):
    choose(page, qtbot, "visit_coverage")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    detail = page.detail
    qtbot.waitUntil(lambda: bool(detail.lacking.rows.lines))
    assert detail.lacking_words.text() == "还缺的 1 条"
    assert detail.message.text()
    with qtbot.waitSignal(page.open_record) as opened:
        detail.lacking.setFocus()
        QTest.keyClick(detail.lacking, Qt.Key.Key_Down)
        QTest.keyClick(detail.lacking, Qt.Key.Key_Return)
    assert opened.args == ["household", page.desk.houses[2]]


def test_each_period_of_a_clause_shows_its_own_records(page, qtbot):
    choose(page, qtbot, "visits_per_day")
    assert [line.texts[0] for line in page.detail.periods.rows.lines] == ["2026年7月", "2026年8月", "2026年9月"]
    page.detail.periods.selectRow(0)
    assert "2026年7月" in page.detail.message.text()


def test_steps_and_kinds_of_periods_are_reached_by_keyboard(page, qtbot):
    head = page.head
    head.before.setFocus()
    QTest.keyClick(head.before, Qt.Key.Key_Space)
    settle(page, qtbot)
    assert head.label.text() == "2026年第2季度"
    head.kind.setFocus()
    QTest.keyClick(head.kind, Qt.Key.Key_Up)
    settle(page, qtbot)
    assert head.label.text() == "2026年6月"
    page.show_argument("2026-11")
    settle(page, qtbot)
    assert not head.after.isEnabled()
    assert "本期还没有结束" in page.notices.text()


def test_a_grid_or_worker_can_be_looked_at_alone(page, qtbot):
    scope = page.head.scope
    assert [scope.itemText(n) for n in range(2)] == ["全单位", "网格：柳行村第一网格"]
    scope.setFocus()
    QTest.keyClick(scope, Qt.Key.Key_Down)
    settle(page, qtbot)
    assert page.wish.grid == grid_of(page.desk)
    assert page.table.rows.lines
    assert all(line.what.standing.grid == page.wish.grid for line in page.table.rows.lines)


def test_somebody_of_whom_the_period_has_nothing_is_still_named_as_who_is_looked_at(page, qtbot):
    page.show_argument("2026-Q3||冯志远|")
    settle(page, qtbot)
    assert (page.wish.worker, page.head.scope.currentText()) == ("冯志远", "网格员：冯志远")
    page.show_argument("2026-Q3")
    settle(page, qtbot)
    assert page.head.scope.currentText() == "全单位"
    assert page.head.scope.findText("网格员：冯志远") < 0


def test_what_changed_is_worked_out_again_and_the_clause_stays_chosen(page, qtbot):
    choose(page, qtbot, "visit_coverage")
    visit = next(page.desk.store.rows("visit"))
    change(page.desk, "visit", str(visit["uid"]), "void")
    qtbot.waitUntil(lambda: any("33.3%" in line.texts[2] for line in page.table.rows.lines))
    assert page.table.current().clause.rule == "visit_coverage"


def test_it_prints_and_saves_what_is_shown(page, qtbot, tmp_path, monkeypatch):
    with qtbot.waitSignal(page.go) as asked:
        page.head.printing.emit()
    assert asked.args == ["printing", duties_paper.key(page.wish)]
    target = tmp_path / "履职"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.head.saving.emit()
    qtbot.waitUntil(lambda: "已写出" in page.bar.text())
    found = CalamineWorkbook.from_path(target.with_name("履职.xlsx")).get_sheet_by_index(0).to_python()
    assert any("66.7%（2／3户）" in row for row in found)


def test_a_chart_says_in_words_what_it_draws(page, qtbot):
    line = choose(page, qtbot, "visit_coverage").what
    assert bars_of(line).words == "26年3季 66.7%，未达到"
    assert page.detail.chart.accessibleName() == "近几期：26年3季 66.7%，未达到"
    assert Bars((0.0, 0.0), (True, True), 0.0).empty
    assert not Bars((None, 0.0), (False, False), 100.0).empty


@pytest.fixture
def street(qapp, tmp_path):
    village, street = two_offices.make(tmp_path)
    village.houses = worked(village)
    carry(village, street, tmp_path)
    yield village, street
    background.stop()
    let_go()
    village.close()
    street.close()


def test_a_street_sees_its_offices_beside_each_other_and_opens_one(street, qtbot):
    village, desk = street
    page = StandingPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.show_argument(f"2026-Q3|||{ALL}")
    qtbot.waitUntil(lambda: page.matrix is not None and not background.waiting())
    model = page.all.model()
    row = next(n for n, one in enumerate(page.matrix.rows) if one.clause.rule == "visit_coverage")
    cell = model.index(row, 0)
    assert model.headerData(0, Qt.Orientation.Horizontal) == village.office.name
    assert cell.data() == "66.7%"
    assert "未达到" in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    page.all.setCurrentIndex(cell)
    QTest.keyClick(page.all, Qt.Key.Key_Return)
    settle(page, qtbot)
    assert page.wish.office == village.office.site
    assert page.table.current().clause.id == "QL-11.1"
    assert page.wish.period == containing("quarter", date(2026, 9, 1))
