"""RecordForm: identity number first, Enter goes on, an incomplete record can be saved, nothing typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from gridDesk.ledger.alike import MERGED_INTO, ORIGIN
from gridDesk.ui.form import RecordForm
from gridDesk.ui.form_values import DERIVED
from gridDesk.ui.member_form import new_person_dialog
from tests.ui import small_office

NEW = small_office.number("37030519900203254")

# Offscreen there is no window manager to raise a list or to hold the keyboard for it.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def form(desk, qtbot):
    form = RecordForm(desk, "person")
    show(qtbot, form)
    return form


def show(qtbot, widget):
    qtbot.addWidget(widget)
    widget.resize(1000, 700)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()


def type_into(form, key, text):
    made = form.editors[key]
    target = made.inputs()[0]
    target.setFocus()
    if hasattr(target, "lineEdit"):
        target.setEditText(text)
        made.changed.emit()
    else:
        target.selectAll()
        small_office.type_text(target, text)


def test_every_ledger_has_a_form(desk, qtbot):
    for ledger in desk.catalogue.ledgers.values():
        form = RecordForm(desk, ledger.key)
        qtbot.addWidget(form)
        assert set(form.editors) == {field.key for field in ledger.fields} - {MERGED_INTO, ORIGIN}


def test_typing_starts_with_the_identity_number(form, qtbot):
    form.start_typing()
    qtbot.waitUntil(form.editors["id_number"].input.hasFocus)


def test_an_identity_number_fills_birth_and_sex_and_says_so(form):
    type_into(form, "id_number", NEW)
    form.review()
    assert form.editors["birth"].value() == "1990-02-03"
    assert form.editors["sex"].value() == "2"
    assert form.editors["birth"].mark() == DERIVED
    assert "岁" in form.editors["id_number"].problem()


def test_a_corrected_identity_number_corrects_what_it_filled(form):
    type_into(form, "id_number", NEW)
    form.review()
    type_into(form, "id_number", small_office.number("37030519850607333"))
    form.review()
    assert form.editors["birth"].value() == "1985-06-07"
    assert form.editors["sex"].value() == "1"


def test_what_the_clerk_typed_is_never_overwritten(form):
    type_into(form, "birth", "1990-02")
    type_into(form, "id_number", NEW)
    form.review()
    assert form.editors["birth"].value() == "1990-02"
    assert form.editors["birth"].mark() == ""


def test_a_number_that_is_already_there_names_the_person(form):
    type_into(form, "id_number", small_office.ZHANG)
    form.review()
    assert "张为" in form.others.notice.text()
    assert "已登记" not in form.editors["id_number"].problem()


def test_an_incomplete_record_is_saved(form, desk, qtbot):
    type_into(form, "name", "陈　兰")
    with qtbot.waitSignal(form.saved):
        assert form.save()
    assert desk.store.get("person", form.uid)["name"] == "陈兰"
    assert not form.changed


def test_a_missing_name_is_told_at_the_field(form):
    assert not form.save()
    assert "姓名" in form.editors["name"].problem()


def test_an_unreadable_field_hinders_saving_and_keeps_its_text(form):
    type_into(form, "name", "陈兰")
    type_into(form, "birth", "1990.2.30")
    assert not form.save()
    assert form.editors["birth"].input.text() == "1990.2.30"
    assert "无法识别" in form.editors["birth"].problem()


def test_half_a_date_is_no_mistake_while_it_is_typed(form):
    type_into(form, "birth", "19")
    assert form.editors["birth"].problem() == ""


def test_what_is_missing_is_counted_and_leads_to_the_field(form, qtbot):
    assert form.missing_button.text() == f"还差 {len(form.missing_menu.actions())} 项"
    action = next(item for item in form.missing_menu.actions() if item.text() == "文化程度")
    action.trigger()
    qtbot.waitUntil(form.editors["education"].input.hasFocus)


def test_enter_goes_on_and_shift_enter_back(form, qtbot):
    number, name = form.editors["id_number"].input, form.editors["name"].input
    number.setFocus()
    QTest.keyClick(number, Qt.Key.Key_Return)
    qtbot.waitUntil(name.hasFocus)
    QTest.keyClick(name, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(number.hasFocus)


def test_enter_walks_through_every_field_in_the_order_of_the_ledger(form, qtbot):
    walked = []
    form.editors["id_type"].entry().setFocus()
    for key in form.editors:
        widget = QApplication.focusWidget()
        walked.append(next(k for k, item in form.editors.items() if widget in item.inputs()))
        modifier = Qt.KeyboardModifier.NoModifier
        if form.editors[key].field.type.name == "long_text":
            break
        QTest.keyClick(widget, Qt.Key.Key_Return, modifier)
    assert walked == list(form.editors)[: len(walked)]
    assert walked[-1] == "remark"


def test_enter_in_a_long_text_is_a_new_line(form):
    remark = form.editors["remark"].input
    remark.setFocus()
    QTest.keyClicks(remark, "a")
    QTest.keyClick(remark, Qt.Key.Key_Return)
    QTest.keyClicks(remark, "b")
    assert form.editors["remark"].raw() == "a\nb"


def test_ctrl_enter_saves_from_any_field(form, desk, qtbot):
    type_into(form, "name", "陈兰")
    with qtbot.waitSignal(form.saved):
        QTest.keyClick(form.editors["phone"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_esc_leaves_an_untouched_form_without_a_question(form, qtbot):
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(form.editors["name"].input, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("words", "left", "kept"), [("继续填写", False, 0), ("先不保存", True, 0), ("保存并离开", True, 1)]
)
def test_leaving_with_changes_asks_with_verbs(form, desk, monkeypatch, words, left, kept):
    type_into(form, "name", "陈兰")

    def answer(box):
        button = next(item for item in box.buttons() if item.text() == words)
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: button)

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert form.leave() is left
    assert desk.store.count("person", where={"name": "陈兰"}) == kept


def test_saving_writes_only_what_was_changed(desk, qtbot):
    uid = small_office.person(desk, "张为")
    form = RecordForm(desk, "person", uid)
    show(qtbot, form)
    type_into(form, "phone", "１３９００００００００")
    form.save()
    newest = desk.store.history("person", uid)[0]
    assert set(newest.fields) == {"phone"}
    assert desk.store.get("person", uid)["phone"] == "13900000000"


def test_an_untouched_form_of_a_record_says_nothing_was_changed(desk, qtbot):
    form = RecordForm(desk, "person", small_office.person(desk, "王芳"))
    show(qtbot, form)
    form.review()
    assert not form.changed


def test_two_columns_where_there_is_room_and_one_where_not(form):
    form.resize(1100, 700)
    form.show()
    QApplication.processEvents()
    assert form._columns == 2
    form.resize(420, 700)
    QApplication.processEvents()
    assert form._columns == 1


def test_a_new_member_inherits_the_household(desk, qtbot):
    home = small_office.household(desk, "张为")
    dialog = new_person_dialog(desk, None, home)
    show(qtbot, dialog)
    type_into(dialog.form, "name", "张大爷")
    dialog.form.relation.set_code("51")
    assert dialog.form.save()
    residence = next(desk.store.rows("residence", where={"person": dialog.uid}))
    assert (residence["household"], residence["relation"]) == (home, "51")


def test_a_new_member_needs_a_relation_and_nothing_is_lost_without(desk, qtbot):
    dialog = new_person_dialog(desk, None, small_office.household(desk, "张为"))
    show(qtbot, dialog)
    type_into(dialog.form, "name", "张大爷")
    assert not dialog.form.save()
    assert "与户主关系" in dialog.form.bar.text()
    assert dialog.form.editors["name"].raw() == "张大爷"


def test_a_person_may_be_kept_without_a_household(desk, qtbot):
    dialog = new_person_dialog(desk)
    show(qtbot, dialog)
    type_into(dialog.form, "name", "过路人")
    assert dialog.form.save()
    assert desk.store.count("residence", where={"person": dialog.uid}) == 0
