"""The search box as the clerk meets it: kinds with counts, the keyboard alone, pages by name, nothing remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gridDesk.desk import people
from gridDesk.ui import commands
from gridDesk.ui.navigation import PAGES
from gridDesk.ui.search_box import DELAY_MS, ResultList, SearchBox
from tests.ui import small_office


@pytest.fixture
def box(qtbot, desk):
    box = SearchBox(desk)
    qtbot.addWidget(box)
    box.show()
    box.setFocus()
    return box


def _type(qtbot, box, text):
    box.clear()
    small_office.type_text(box, text)
    qtbot.waitUntil(lambda: box.open and not box._timer.isActive())
    return [box.results.item(row).text() for row in range(box.results.count())]


def test_results_stand_by_kind_with_their_count_and_the_first_is_chosen(qtbot, box):
    lines = _type(qtbot, box, "2组1号")
    assert lines[0] == "人　3"
    assert lines[4].startswith("户　1")
    assert box.results.currentRow() == 1
    assert "张为" in lines[1]


def test_arrows_pass_over_headings_and_enter_opens_what_is_marked(qtbot, box, desk):
    _type(qtbot, box, "2组1号")
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.chosen) as got:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert got.args == ["household", small_office.household(desk, "张为")]
    assert (box.text(), box.open) == ("", False)


def test_enter_at_once_finds_without_waiting_for_the_list(qtbot, box, desk):
    small_office.type_text(box, "lq")
    with qtbot.waitSignal(box.chosen) as got:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert got.args == ["person", small_office.person(desk, "李强")]


def test_who_moved_away_is_found_and_marked(qtbot, box, desk):
    people.move_out(desk, small_office.person(desk, "李强"), "02", "2026-11-01")
    lines = _type(qtbot, box, "李强")
    assert any("已注销" in line for line in lines)


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("打印", "printing"),
        ("dy", "printing"),
        ("导入", "import"),
        ("备份", "settings"),
        ("rizhi", "logs"),
        ("日志", "logs"),
    ],
)
def test_a_page_is_offered_by_its_name_its_sound_or_another_word_for_it(qtbot, box, typed, page):
    _type(qtbot, box, typed)
    found = [box.results.item(row).data(int(Qt.ItemDataRole.UserRole)) for row in range(box.results.count())]
    assert page in [hit.uid for hit in found if hit is not None and hit.ledger == commands.PAGE]


def test_a_ledger_is_opened_by_its_name(qtbot, box):
    lines = _type(qtbot, box, "低保")
    assert lines[0] == "台账　1"
    with qtbot.waitSignal(box.go) as got:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert got.args == ["ledgers", "low_income"]


def test_nothing_found_says_what_to_try_and_enter_does_nothing(qtbot, box):
    lines = _type(qtbot, box, "龘龘龘")
    assert "没有找到" in lines[0]
    with qtbot.assertNotEmitted(box.chosen):
        qtbot.keyClick(box, Qt.Key.Key_Return)


def test_escape_closes_the_list_then_empties_the_box_and_nothing_is_kept(qtbot, box, desk):
    before = desk.store._db.conn.total_changes
    _type(qtbot, box, "张为")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (box.open, box.text()) == (False, "张为")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert desk.store._db.conn.total_changes == before


def test_every_word_for_a_page_belongs_to_a_page_that_can_come():
    pages = {entry.key for entry in PAGES}
    assert pages <= {*commands.WORDS}


def test_the_list_never_reaches_below_a_low_window(qtbot, desk):
    window = QWidget()
    qtbot.addWidget(window)
    box = SearchBox(desk, window)
    window.resize(700, 300)
    window.show()
    _type(qtbot, box, "柳行村")
    assert box.results.geometry().bottom() < window.height()


def test_a_search_that_is_still_to_come_shows_nothing_once_the_box_is_out_of_sight(qtbot, desk):
    window = QWidget()
    qtbot.addWidget(window)
    box = SearchBox(desk, window)
    window.show()
    _type(qtbot, box, "张为")
    small_office.type_text(box, "l")
    box.hide()  # as when the window is locked while somebody types
    assert box.results.count() == 0
    qtbot.wait(DELAY_MS * 3)
    assert (box.open, box.results.count()) == (False, 0)


def test_the_list_goes_with_its_box(qtbot, desk):
    window = QWidget()
    qtbot.addWidget(window)
    box = SearchBox(desk, window)
    window.show()
    _type(qtbot, box, "张为")
    box.deleteLater()
    qtbot.waitUntil(lambda: not window.findChildren(ResultList))
