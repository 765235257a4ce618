"""Lists: arrows in headers, the filter in words, frozen columns, views, and many cells changed in one act."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from gridDesk.desk import asked, history, records, tables, views
from gridDesk.ledger.filter import Condition
from gridDesk.text import today_iso
from gridDesk.ui import cell_acts, listing
from gridDesk.ui.batch_dialog import BatchDialog
from gridDesk.ui.columns_dialog import ColumnsDialog
from gridDesk.ui.ledger_page import HouseholdsPage, LedgerListPage, PeoplePage
from gridDesk.ui.paste_dialog import PasteDialog
from gridDesk.ui.table_model import TableModel
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def page(desk, qtbot):
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.grid.setFocus()
    return page


@pytest.fixture
def dialogs(monkeypatch):
    """Answer every preview at once and keep it."""
    shown = []

    def run(dialog):
        shown.append(dialog)
        dialog.show()
        dialog.reason.setText("按登记表更正")
        dialog.accept()
        return dialog.result() == QDialog.DialogCode.Accepted

    monkeypatch.setattr(PasteDialog, "exec", run)
    monkeypatch.setattr(BatchDialog, "exec", run)
    return shown


def place(page, key):
    return [column.key for column in page.grid.model().table.columns].index(key)


def put(page, row, key):
    # Not by the view: it would look at the modifiers that the last key press of a test left behind.
    index = page.grid.model().index(row, place(page, key))
    page.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def select(page, top, left, bottom, right):
    model = page.grid.model()
    block = QItemSelection(model.index(top, place(page, left)), model.index(bottom, place(page, right)))
    put(page, top, left)
    page.grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def names(page):
    model = page.grid.model()
    return [model.data(model.index(row, place(page, "name"))) for row in range(model.rowCount())]


def values(page, key):
    table = page.grid.model().table
    return [table.row(row).get(key) for row in range(table.count)]


# --- the arrows -----------------------------------------------------------------------------------------------


def test_the_model_keeps_the_rules_of_qt(desk, qtmodeltester):
    qtmodeltester.check(TableModel(tables.people_table(desk)))


def test_alt_down_opens_the_filter_and_it_is_done_by_keys_alone(page, qtbot):
    put(page, 0, "sex")
    with qtbot.waitSignal(page.grid.filter_wanted):
        QTest.keyClick(page.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = page.open_filter(place(page, "sex"))
    assert [popup.list.item(row).text() for row in range(popup.list.count())] == ["女　3", "男　2"]
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    QTest.keyClick(popup.list, Qt.Key.Key_Space)
    QTest.keyClick(popup.list, Qt.Key.Key_Return)
    assert set(names(page)) == {"王芳", "张小满", "赵敏"}
    assert page.words.text() == "性别＝女"
    assert page.count.text().startswith("找到 3 人（在册 5 人）")
    assert page.grid.horizontalHeader().active == {place(page, "sex")}
    again = page.open_filter(place(page, "sex"))
    assert [again.list.item(row).checkState() for row in range(2)] == [Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    again.clear_button.click()
    assert len(names(page)) == 5


def test_a_press_on_the_arrow_filters_and_beside_it_sorts(page, qtbot):
    head = page.grid.horizontalHeader()
    with qtbot.waitSignal(page.grid.filter_wanted):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.arrow(1).center())
    QApplication.activePopupWidget().close()
    with qtbot.waitSignal(page.grid.sort_wanted):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(12, head.height() // 2))


def test_ages_are_filtered_from_and_to(page):
    popup = page.open_filter(place(page, "age"))
    popup.low.setText("６０岁")
    popup.accept()
    assert names(page) == ["李强"]
    assert page.words.text() == "年龄≥60"
    popup = page.open_filter(place(page, "age"))
    popup.low.setText("很老")
    popup.accept()
    assert "请填整数" in popup.note.text()
    assert names(page) == ["李强"]
    popup.close()


def test_words_typed_into_the_filter_are_looked_for_in_the_column(page):
    popup = page.open_filter(place(page, "address"))
    popup.search.setText("3组")
    popup.accept()
    assert (names(page), page.words.text()) == (["赵敏"], "住址含“3组”")


def test_names_sort_by_pinyin_and_by_strokes(page):
    popup = page.open_filter(0)
    popup.sort_wanted.emit("name", False)
    assert names(page) == ["李强", "王芳", "张为", "张小满", "赵敏"]
    popup.sort_wanted.emit("name@strokes", False)
    assert names(page)[0] == "王芳"
    assert page.grid.horizontalHeader().sorted == (0, False)
    popup.close()


def test_each_condition_is_taken_away_by_its_own_button(page):
    page._change(conditions=(Condition("sex", "is", ("2",)), Condition("age", "between", (30, None))))
    assert page.words.text() == "性别＝女 且 年龄≥30"
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in page.words.buttons)
    page.words.buttons[0].click()
    assert page.words.text() == "年龄≥30"
    page.words.cleared.emit()
    assert (page.words.text(), len(names(page))) == ("", 5)


def test_verified_this_month_or_not_is_one_choice(page):
    combo = page.filter_line.combos["verified"]
    combo.setCurrentIndex(combo.findData("not"))
    assert len(names(page)) == 5
    combo.setCurrentIndex(combo.findData("is"))
    assert page.stack.currentWidget() is page.empty


def test_those_who_lack_something_are_counted_and_listed(page, desk):
    assert page.count.text() == "在册 5 人，待完善 5 人"
    wang = small_office.person(desk, "王芳")
    for gap in asked.gaps(desk.catalogue, "person"):
        item = desk.catalogue["person"][gap.key]
        if not desk.store.get("person", wang)[gap.key]:
            value = item.code_set.codes[0].code if item.code_set else "一"
            records.save(desk, "person", wang, {gap.key: value})
    page._changed()
    combo = page.filter_line.combos["gaps"]
    combo.setCurrentIndex(combo.findData("complete"))
    assert names(page) == ["王芳"]
    assert page.count.text() == "找到 1 人（在册 5 人）　资料：已完整"
    kept = page.view()
    page.clear_filter()
    assert page.count.text() == "在册 5 人，待完善 4 人"
    page.show_view(kept)
    assert (names(page), page.words.text()) == (["王芳"], "")


def test_a_large_list_is_asked_for_beside_the_window_and_the_last_question_wins(page, monkeypatch, qtbot):
    monkeypatch.setattr(listing, "AT_ONCE", 0)
    page._change(conditions=(Condition("sex", "is", ("1",)),))
    assert page.listing.busy
    page._change(conditions=(Condition("sex", "is", ("2",)),))
    qtbot.waitUntil(lambda: not page.listing.busy)
    assert set(names(page)) == {"王芳", "张小满", "赵敏"}
    page.clear_filter()
    assert len(names(page)) == 5  # the first rows are there at once
    qtbot.waitUntil(lambda: not page.listing.busy)
    qtbot.waitUntil(lambda: page.count.text() == "在册 5 人，待完善 5 人")


# --- frozen columns and views -----------------------------------------------------------------------------------


def test_the_name_stays_in_sight_while_the_table_is_scrolled_sideways(page):
    frozen, sideways = page.grid.frozen, page.grid.horizontalScrollBar()
    assert not frozen.isVisible()
    sideways.setValue(sideways.maximum())
    assert frozen.isVisible()
    assert frozen.width() >= page.grid.columnWidth(0)
    put(page, 1, "political")
    assert page.grid.columnViewportPosition(place(page, "political")) >= frozen.shown_width()
    put(page, 2, "name")
    assert sideways.value() > 0
    assert frozen.selectionModel() is page.grid.selectionModel()
    page.sort_by("name", True)
    assert frozen.model() is page.grid.model()
    assert frozen.columnWidth(0) == page.grid.columnWidth(0)


def test_an_input_method_types_into_a_frozen_cell(page):
    page.grid.horizontalScrollBar().setValue(300)
    put(page, 0, "name")
    event = QInputMethodEvent()
    event.setCommitString("，")
    QApplication.sendEvent(page.grid, event)
    editor = page.grid.findChild(QLineEdit)
    assert editor.text() == "，"
    assert page.grid.horizontalScrollBar().value() == 0
    assert not page.grid.frozen.isVisible()


def test_a_view_brings_back_filter_columns_widths_and_order(page, desk):
    page._change(conditions=(Condition("sex", "is", ("2",)),), columns=("name", "birth", "sex"), sort="birth", frozen=2)
    page.grid.setColumnWidth(0, 200)
    views.save_view(desk, views.View("女的", **{k: getattr(page.view(), k) for k in (
        "table", "conditions", "columns", "sort", "widths", "frozen")}))  # fmt: skip
    page.show_view(None)
    assert len(names(page)) == 5
    page.show_argument("view:女的")
    assert names(page) == ["王芳", "赵敏", "张小满"]
    assert [column.key for column in page.grid.model().table.columns] == ["name", "birth", "sex"]
    assert abs(page.grid.columnWidth(0) - 200) <= 2
    assert page.grid.frozen.columns == 2
    assert page.views_button.text() == "方案：女的"


def test_columns_are_hidden_shown_and_moved_by_keys(page, desk, qtbot):
    from gridDesk.desk import columns

    dialog = ColumnsDialog(columns.offered(desk, "people"), ["name", "sex"], 1)
    qtbot.addWidget(dialog)
    dialog.list.setCurrentRow(1)
    dialog.move_by(-1)
    assert dialog.keys() == ("sex", "name")
    dialog.usual()
    assert dialog.keys() == tuple(column.key for column in columns.usual(desk, "people"))


# --- many cells ---------------------------------------------------------------------------------------------------


def test_ctrl_d_fills_down_as_one_act(page, desk, dialogs):
    page.grid.model().setData(page.grid.model().index(0, place(page, "political")), "群众")
    select(page, 0, "political", 3, "political")
    QTest.keyClick(page.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [value == "13" for value in values(page, "political")] == [True, True, True, True, False]
    act = history.recent(desk, 1)[0]
    assert act.label == "向下填充（人口3条）"
    history.undo(desk, act.txn)
    page.refresh()
    assert [value == "13" for value in values(page, "political")] == [True, False, False, False, False]


def test_ctrl_semicolon_puts_today_and_delete_empties(desk, qtbot, dialogs):
    records.save(desk, "event", None, records.blank(desk, "event", title="路灯不亮"))
    page = LedgerListPage(desk, "event")
    qtbot.addWidget(page)
    page.show()
    key = next(
        item.key
        for item in desk.catalogue["event"].fields
        if item.type.name == "date" and item.width and not item.required
    )
    put(page, 0, key)
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    assert values(page, key) == [None]
    QTest.keyClick(page.grid, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert values(page, key) == [today_iso()]
    assert dialogs == []


def test_a_block_is_pasted_after_a_preview_with_every_bad_cell_named(page, dialogs):
    put(page, 0, "phone")
    QGuiApplication.clipboard().setText("13800000009\n1.38E+10\n13800000008")
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert values(page, "phone")[0] == "13800000009"
    assert values(page, "phone")[2] == "13800000008"
    plan = dialogs[0].plan
    assert (plan.good, plan.bad) == (2, 1)
    model = dialogs[0].table.model()
    assert "被表格缩写" in model.data(model.index(0, 4))
    assert dialogs[0].ok_button.text() == "只写入没有错的(&W)"


def test_rows_that_hang_over_are_told_or_offered_as_new_records(page, desk, qtbot, dialogs):
    put(page, 4, "phone")
    QGuiApplication.clipboard().setText("13800000009\n13800000008")
    page.grid.paste()
    assert "多出的 1 行不会写入" in dialogs[0].bar.text()
    assert not dialogs[0].add_rows.isVisible()
    addresses = LedgerListPage(desk, "address")
    qtbot.addWidget(addresses)
    addresses.show()
    before = addresses.grid.model().rowCount()
    put(addresses, before - 1, "text")
    QGuiApplication.clipboard().setText("柳行村9组1号\n柳行村9组2号")
    addresses.grid.paste()
    assert dialogs[1].add_rows.isVisibleTo(dialogs[1])
    dialogs[1].add_rows.setChecked(True)
    assert dialogs[1].plan.good == 2
    assert "新增" in {cell.name for cell in dialogs[1].plan.rows}


def test_a_cell_that_cannot_be_typed_into_is_told(page, monkeypatch):
    told = []
    monkeypatch.setattr(cell_acts.problem, "show", lambda _page, error: told.append(str(error)))
    put(page, 0, "age")
    QGuiApplication.clipboard().setText("30")
    page.grid.paste()
    assert "“年龄”不能在表里填" in told[0]


def test_a_copied_block_is_only_what_is_selected(page):
    page.sort_by("name", False)
    select(page, 0, "name", 1, "sex")
    QTest.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "李强\t男\n王芳\t女"


def test_selected_people_are_given_one_value_and_a_sensitive_field_asks_why(page, desk, dialogs):
    select(page, 0, "name", 1, "name")
    page.batch()
    dialog = dialogs[0]
    assert (dialog.result(), dialog.plan) == (QDialog.DialogCode.Rejected, None)  # nothing typed is no clearing
    assert not dialog.ok_button.isEnabled()
    dialog.fields.setCurrentIndex(dialog.fields.findData("phone"))
    dialog.value.line.setText("13800000007") if hasattr(dialog.value, "line") else dialog.value.set_value("13800000007")
    dialog.show()
    dialog.reason.setText("")
    dialog.accept()
    assert "写明原因" in dialog.bar.text()
    dialog.reason.setText("按登记表更正")
    dialog.accept()
    assert (
        values(page, "phone")[:2] == ["13800000007"] * 2
        or [row["phone"] for row in desk.store.get_many("person", dialog.uids).values()] == ["13800000007"] * 2
    )


def test_a_code_is_picked_by_its_initials_in_the_cell(page, desk, qtbot):
    put(page, 0, "education")
    uid = page.grid.current_uid()
    QTest.keyClick(page.grid, "c")
    editor = page.grid.findChild(QLineEdit)
    QTest.keyClick(editor, "z")
    QTest.keyClick(editor.suggestions.popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.store.get("person", uid)["education"] is not None)
    assert desk.catalogue["person"]["education"].show(desk.store.get("person", uid)["education"]) == "初中"


def test_households_are_typed_into_too(desk, qtbot):
    page = HouseholdsPage(desk)
    qtbot.addWidget(page)
    page.show()
    index = page.grid.model().index(0, place(page, "phone"))
    assert index.data(Qt.ItemDataRole.EditRole) == ""  # what shows is the head's own telephone
    page.grid.model().setData(index, "13900000001")
    assert values(page, "phone")[0] == "13900000001"


def test_the_filter_of_a_masked_number_lists_no_numbers(page):
    popup = page.open_filter(place(page, "id_number"))
    assert popup.list.count() == 0
    assert not popup.list.isVisible()
    popup.search.setText("3703")
    popup.accept()
    assert page.conditions()[0].op == "contains"
