"""GridView: a windowed table, cells that take Chinese however it arrives, widths that are remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gridDesk.desk import people, records, tables
from gridDesk.ui.table import GridView, TableModel
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def grid(desk, qtbot):
    for name in ("张为", "李强"):
        values = {"kind": "01", "certificate": "旧", "members": 2, "amount": 38000}
        people.add_to_group(desk, small_office.person(desk, name), "low_income", values)
    view = GridView(desk, "low_income")
    qtbot.addWidget(view)
    view.resize(1000, 300)
    view.show_table(tables.group_table(desk, "low_income"))
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    view.setFocus()
    return view


def column(view, key):
    return next(place for place, item in enumerate(view.model().table.columns) if item.key == key)


def put(view, row, key):
    index = view.model().index(row, column(view, key))
    view.setCurrentIndex(index)
    return index


def commit(text, preedit=""):
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(text)
    return event


def test_only_rows_in_view_are_asked_for(desk, qtbot):
    asked = set()

    class Long:
        columns = [tables.Column("name", "姓名", 12)]  # noqa: RUF012
        count = 200_000

        def texts(self, index):
            asked.add(index)
            return [f"第{index}人"]

        def uid(self, index):
            return str(index)

        def state(self, index):
            return "active"

    view = GridView(desk, "long")
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_table(Long())
    view.show()
    QApplication.processEvents()
    assert 0 < len(asked) < 100


def test_text_committed_without_a_preedit_opens_the_cell_and_is_kept(grid):
    put(grid, 0, "certificate")
    QApplication.sendEvent(grid, commit("，"))
    editor = grid.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "，"


def test_text_committed_after_a_preedit_is_kept(grid):
    index = put(grid, 0, "certificate")
    QApplication.sendEvent(grid, commit("", "ni"))
    QApplication.sendEvent(QApplication.focusWidget(), commit("你好"))
    editor = grid.indexWidget(index) or grid.findChild(QLineEdit)
    assert "你好" in editor.text()


def test_a_cell_of_another_record_takes_no_text(grid):
    put(grid, 0, "person.name")
    QApplication.sendEvent(grid, commit("，"))
    assert grid.findChild(QLineEdit) is None


def test_what_is_typed_is_saved_and_enter_goes_down(grid, desk, qtbot):
    index = put(grid, 0, "certificate")
    uid = grid.model().uid(0)
    QTest.keyClick(grid, "N")
    editor = grid.findChild(QLineEdit)
    small_office.type_text(editor, "o.1号")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: grid.currentIndex().row() == 1)
    assert grid.currentIndex().column() == index.column()
    assert desk.store.get("low_income", uid)["certificate"] == "No.1号"


def test_what_cannot_be_stored_stays_in_the_cell_with_its_reason(grid, desk, qtbot):
    index = put(grid, 0, "members")
    with qtbot.waitSignal(grid.model().refused) as told:
        grid.model().setData(index, "两个多")
    assert "不是数字" in told.args[0]
    assert grid.model().data(index) == "两个多"
    assert "不是数字" in grid.model().data(index, Qt.ItemDataRole.ToolTipRole)
    assert desk.store.get("low_income", grid.model().uid(0))["members"] == 2
    grid.model().setData(index, "３")
    assert grid.model().data(index) == "3"
    assert grid.model().reason(index) == ""


def test_an_unchanged_cell_writes_nothing(grid, desk):
    index = put(grid, 0, "amount")
    before = len(desk.store.history("low_income", grid.model().uid(0)))
    grid.model().setData(index, grid.model().data(index))
    assert len(desk.store.history("low_income", grid.model().uid(0))) == before


def test_enter_opens_a_record_where_that_is_what_the_list_is_for(desk, qtbot):
    view = GridView(desk, "people")
    view.enter_opens = True
    qtbot.addWidget(view)
    view.show_table(tables.people_table(desk))
    view.setCurrentIndex(view.model().index(1, 0))
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [view.model().uid(1)]


def test_ctrl_enter_opens_a_record_from_a_cell(grid, qtbot):
    put(grid, 1, "certificate")
    with qtbot.waitSignal(grid.opened):
        QTest.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_copied_rows_are_text_with_tabs(grid):
    grid.selectAll()
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == ["张为", "李强"]
    assert len(lines[0].split("\t")) == grid.model().columnCount()


def test_widths_are_remembered_by_the_office(grid, desk, qtbot):
    grid.horizontalHeader().resizeSection(0, 333)
    grid.remember_widths()
    other = GridView(desk, "low_income")
    qtbot.addWidget(other)
    other.show_table(tables.group_table(desk, "low_income"))
    assert abs(other.columnWidth(0) - 333) <= 1


def test_the_header_sorts_by_columns_that_can_be_sorted(desk, qtbot):
    view = GridView(desk, "people")
    qtbot.addWidget(view)
    view.show_table(tables.people_table(desk))
    wanted = []
    view.sort_wanted.connect(lambda key, descending: wanted.append((key, descending)))
    for place in (0, 0, 4):
        view.horizontalHeader().sectionClicked.emit(place)
    assert wanted == [("name", False), ("name", True)]


def test_the_cursor_stays_on_its_record_when_rows_move(desk, qtbot):
    view = GridView(desk, "people")
    qtbot.addWidget(view)
    view.show_table(tables.people_table(desk))
    view.select_uid(small_office.person(desk, "李强"))
    view.show_table(tables.people_table(desk, sort="name", descending=True))
    assert view.current_uid() == small_office.person(desk, "李强")


def test_a_closed_record_is_told_by_a_word_too(desk, qtbot):
    uid = small_office.person(desk, "李强")
    people.move_out(desk, uid, "01", "2026-01-02")
    model = TableModel(tables.people_table(desk, states=("active", "closed")))
    row = model.table.index_of(uid)
    assert "已注销" in model.data(model.index(row, 0))


def test_a_screen_reader_hears_the_column_and_the_text(desk, qtbot):
    model = TableModel(tables.people_table(desk))
    row = model.table.index_of(small_office.person(desk, "李强"))
    assert model.data(model.index(row, 1), Qt.ItemDataRole.AccessibleTextRole) == "性别：男"
    assert model.data(model.index(row, 3), Qt.ItemDataRole.AccessibleTextRole) == "公民身份号码：空"


def test_the_whole_table_of_any_ledger_can_be_shown(desk, qtbot):
    records.save(desk, "visit", None, records.blank(desk, "visit", household=small_office.household(desk, "张为")))
    for ledger in desk.catalogue.ledgers:
        view = GridView(desk, ledger)
        qtbot.addWidget(view)
        view.show_table(tables.ledger_table(desk, ledger))
        shown = [column.key for column in view.model().table.columns]
        shape = desk.catalogue[ledger]
        assert [key for key in shown if key in shape] == [
            field.key for field in shape.fields if field.width and field.key != shape.subject
        ]
