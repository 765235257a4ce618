"""The contract of entry: carry, F4, the next record, 暂无证件, drafts, who is there already, undo by name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from gridDesk.desk import act_names, drafts, history, people, records
from gridDesk.desk.entry import _memories, memory
from gridDesk.ledger import Code, CodeSet
from gridDesk.ui import spelling
from gridDesk.ui.choosers import CodeLine
from gridDesk.ui.draft_bar import DraftBar
from gridDesk.ui.form import RecordForm
from gridDesk.ui.matching import Matcher
from gridDesk.ui.member_form import new_person_dialog
from gridDesk.ui.record_dialog import RecordDialog
from tests.ui import small_office
from tests.ui.test_form import NEW, show, type_into

CONTROL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qapp, tmp_path):
    desk = small_office.make(tmp_path / "office")
    yield desk
    desk.close()


@pytest.fixture
def form(desk, qtbot):
    form = RecordForm(desk, "person")
    show(qtbot, form)
    return form


def press(form, key, what, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(form.editors[key].inputs()[0], what, modifier)


# --- the next record -----------------------------------------------------------------------------------------


def test_ctrl_enter_saves_and_begins_the_next_record(form, desk, qtbot):
    type_into(form, "name", "陈兰")
    type_into(form, "phone", "13900000001")
    press(form, "phone", Qt.Key.Key_Return, CONTROL)
    assert desk.store.count("person", where={"name": "陈兰"}) == 1
    assert form.uid is None
    assert (form.editors["name"].raw(), form.editors["phone"].raw()) == ("", "")
    assert not form.changed
    assert "陈兰" in form.bar.text()
    qtbot.waitUntil(form.editors["id_number"].input.hasFocus)


def test_plain_save_is_done_and_ctrl_enter_is_not(desk, qtbot):
    dialog = RecordDialog(desk, "person")
    show(qtbot, dialog)
    type_into(dialog.form, "name", "甲一")
    assert dialog.form.save_next()
    assert dialog.isVisible()
    type_into(dialog.form, "name", "乙二")
    assert dialog.form.save()
    assert not dialog.isVisible()
    assert desk.store.get("person", dialog.uid)["name"] == "乙二"


def test_ctrl_enter_leaves_a_text_of_several_lines(form, qtbot):
    form.editors["remark"].input.setFocus()
    press(form, "remark", Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(form.save_button.hasFocus)
    assert form.editors["remark"].raw() == ""


def test_a_pinned_field_is_kept_for_the_next_record_until_it_is_touched(form):
    type_into(form, "name", "帕尔哈提")
    type_into(form, "workplace", "柳行小学")
    press(form, "workplace", Qt.Key.Key_F8)
    type_into(form, "ethnicity", "维吾尔族")
    assert form.save_next()
    workplace = form.editors["workplace"]
    assert workplace.raw() == "柳行小学"
    assert workplace.input.property("carried")
    assert form.editors["ethnicity"].raw() == "汉族"
    type_into(form, "workplace", "镇政府")
    assert not workplace.input.property("carried")


def test_a_pinned_field_saved_untouched_is_stored(form, desk):
    memory(desk).pin("person", "workplace", True)
    type_into(form, "name", "甲一")
    type_into(form, "workplace", "柳行小学")
    form.save_next()
    type_into(form, "name", "乙二")
    form.save_next()
    assert desk.store.count("person", where={"workplace": "柳行小学"}) == 2


def test_copying_the_last_one_brings_the_fields_that_carry_and_no_others(form):
    type_into(form, "name", "帕尔哈提")
    type_into(form, "ethnicity", "维吾尔族")
    type_into(form, "phone", "13900000001")
    form.save_next()
    form.copy_button.click()
    assert form.editors["ethnicity"].raw() == "维吾尔族"
    assert form.editors["phone"].raw() == form.editors["name"].raw() == ""
    assert "民族" in form.bar.text()


def test_copying_without_a_last_one_says_so(form):
    form.copy_button.click()
    assert "没有可带入的内容" in form.bar.text()


def test_f4_brings_one_field_of_the_last_record(form):
    type_into(form, "name", "甲一")
    type_into(form, "phone", "13900000001")
    form.save_next()
    press(form, "phone", Qt.Key.Key_F4)
    assert form.editors["phone"].raw() == "13900000001"


def test_pins_outlast_the_session(desk):
    memory(desk).pin("person", "workplace", True)
    _memories.clear()
    assert memory(desk).pinned("person") == {"workplace"}


# --- numbers and documents ------------------------------------------------------------------------------------


def test_a_whole_number_fills_birth_and_sex_at_the_last_digit(form):
    type_into(form, "id_number", NEW)
    assert form.editors["birth"].raw() == "1990-02-03"
    assert "岁" in form.editors["id_number"].problem()


def test_no_document_is_a_state_of_its_own_and_never_a_number(form, desk):
    type_into(form, "name", "新生儿")
    type_into(form, "id_number", "无")
    form.editors["id_number"].left.emit()
    assert form.editors["id_type"].raw() == "暂无证件"
    assert form.editors["id_number"].input.placeholderText() == "暂无证件"
    assert "公民身份号码" not in [item.text() for item in form.missing_menu.actions()]
    form.save()
    row = desk.store.get("person", form.uid)
    assert (row["id_type"], row["id_number"]) == (records.NO_DOCUMENT, None)


def test_a_number_typed_after_no_document_takes_it_back(form):
    type_into(form, "id_number", "无")
    type_into(form, "id_number", NEW)
    assert form.editors["id_type"].value() == "111"


@pytest.mark.parametrize(("number", "document"), [
    ("810000199408230021", "X01"), ("830000199201300022", "X02"), ("911124198108030024", "553"), ("H12345678", "516"),
    ("12345678", "511"), ("E12345678", "414"),
])  # fmt: skip
def test_the_kind_of_document_follows_from_the_number(form, number, document):
    type_into(form, "id_number", number)
    form.review()
    assert form.editors["id_type"].value() == document
    type_into(form, "id_number", NEW)
    form.review()
    assert form.editors["id_type"].value() == "111"


def read_number(desk, number):
    """Return what is stored for a number as typed, and the kind of trouble it makes."""
    try:
        return records.parse(desk, "person", "id_number", number), ""
    except records.FieldError as error:
        return None, error.kind


@pytest.mark.parametrize(
    "number",
    [NEW, "370305600101123", "370305196001011234"[:17] + "0", "810000199408230021", "830000199201300022",
     "911124198108030024", "CHN370080030112", "H12345678", "M1234567801", "12345678", "E12345678", "000000000000000000",
     "000000199001010000", "无", "未办", "", NEW.replace("4", "４"), f" {NEW} "],
)  # fmt: skip
def test_no_kind_of_number_keeps_a_person_from_being_saved(desk, number):
    value, trouble = read_number(desk, number)
    assert trouble in ("", "id_check_digit")  # told in words; the record is saved without it
    saved = records.save(desk, "person", None, {"name": "某人", "id_number": value})
    assert not [
        item for item in records.check(desk, "person", {"name": "某人", "id_number": value}) if item.level == "error"
    ]
    assert desk.store.get("person", saved.uid)["id_number"] == value


@pytest.mark.parametrize("name", [
    "阿卜杜热合曼·阿卜杜克热木·买买提依明·吐尔逊江·艾合买提", "𬭎", "㼆一", "〇", "John Smith", "王•五", "欧阳𠮷野", "\ue863某", "陈　兰", "A",
])  # fmt: skip
def test_every_name_is_taken_as_it_is(desk, name):
    saved = records.save(desk, "person", None, {"name": records.parse(desk, "person", "name", name)})
    kept = desk.store.get("person", saved.uid)["name"]
    assert kept.replace("·", "") == name.replace("•", "").replace("·", "").replace("\u3000", "")
    with pytest.raises(records.DeskError, match="请填写姓名"):
        records.save(desk, "person", None, {"phone": "13900000001"})


# --- codes, amounts, addresses --------------------------------------------------------------------------------


def test_codes_chosen_lately_come_first_and_outlast_the_session(desk):
    codes = desk.catalogue["residence"]["relation"].code_set
    for code in ("42", "30"):
        memory(desk).chose(codes.key, code)
    memory(desk).saved("residence", {})
    _memories.clear()
    matcher = Matcher(codes, spelling.keys, memory(desk))
    assert [code.code for code in matcher.matches("")[:2]] == ["30", "42"]
    assert matcher.matches("女")[0].code == "30"


def test_only_ten_codes_are_remembered(desk):
    for number in range(15):
        memory(desk).chose("relation", f"{number:02}")
    assert memory(desk).recent("relation") == [f"{number:02}" for number in range(14, 4, -1)]


def test_a_retired_code_is_shown_and_no_longer_offered(desk, qtbot):
    codes = CodeSet("kinds", (Code("1", "旧类", "旧类", valid_to="2001-01-01"), Code("2", "新类", "新类")))
    line = CodeLine(Matcher(codes, spelling.keys))
    qtbot.addWidget(line)
    line.set_code("1")
    assert (line.text(), line.code()) == ("旧类", "1")
    assert [code.code for code in line.matcher.matches("l")] == ["2"]


def test_an_area_in_mu_is_converted_and_the_form_says_so(desk, qtbot):
    form = RecordForm(desk, "dwelling")
    show(qtbot, form)
    type_into(form, "area", "1.2亩")
    form.editors["area"].left.emit()
    assert form.editors["area"].raw() == "800"
    assert "1 亩 = 666.67 ㎡" in form.editors["area"].problem()
    assert form.labels["area"].text() == "建筑面积"


def test_money_is_shown_tidily(desk, qtbot):
    form = RecordForm(desk, "household")
    show(qtbot, form)
    type_into(form, "annual_income", "3.5万")
    form.editors["annual_income"].left.emit()
    assert form.editors["annual_income"].raw() == "35,000"
    assert form.values["annual_income"] == 3_500_000


def test_a_new_address_and_its_record_are_one_act(desk, qtbot):
    form = RecordForm(desk, "dwelling")
    show(qtbot, form)
    form.editors["address"].input.setText("柳行村9组9号")
    assert form.save()
    assert history.recent(desk)[0].count == 2
    history.undo(desk, history.recent(desk)[0].txn)
    assert desk.store.count("address", where={"text": "柳行村9组9号"}) == desk.store.count("dwelling") == 0


# --- who is there already -------------------------------------------------------------------------------------


def test_the_same_number_shows_the_person_who_has_it(form):
    type_into(form, "id_number", small_office.ZHANG)
    assert form.others.isVisible()
    assert "张为" in form.others.notice.text()
    assert form.others.uid == small_office.person(form.desk, "张为")


def test_a_second_record_of_a_number_is_made_with_a_reason_only_the_journal_keeps(form, desk, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args: ("两人号码相同，已报派出所", True))
    type_into(form, "id_number", small_office.ZHANG)
    type_into(form, "name", "张伟")
    form.others.new_button.click()
    assert not form.others.isVisible()
    form.save()
    assert history.record_history(desk, "person", form.uid)[0].reason == "两人号码相同，已报派出所"


def test_the_same_name_and_birth_date_is_a_quiet_hint(form):
    type_into(form, "name", "李强")
    type_into(form, "birth", "1950-02-03")
    form.look_for_others()
    assert "李强" in form.others.hint.text()
    assert not form.others.buttons.isVisible()


def test_the_form_of_a_person_does_not_find_herself(desk, qtbot):
    form = RecordForm(desk, "person", small_office.person(desk, "张为"))
    show(qtbot, form)
    form.look_for_others()
    assert not form.others.isVisible()


# --- drafts ---------------------------------------------------------------------------------------------------


def forget_open_forms(desk):
    """Do as if the program had been killed: no form is open any more."""
    drafts._live.clear()


def test_what_was_typed_comes_back_unreadable_text_too(form, desk, qtbot):
    type_into(form, "name", "陈兰")
    type_into(form, "birth", "1990.2.30")
    form.keeper.keep()
    assert drafts.left(desk) == []  # the form is open
    forget_open_forms(desk)
    draft = drafts.left(desk)[0]
    again = RecordForm(desk, "person")
    show(qtbot, again)
    again.restore(draft)
    assert again.editors["name"].raw() == "陈兰"
    assert again.editors["birth"].raw() == "1990.2.30"
    assert again.changed
    assert drafts.left(desk) == []


def test_a_draft_goes_with_saving_and_with_giving_up(form, desk, monkeypatch):
    type_into(form, "name", "陈兰")
    form.keeper.keep()
    form.save_next()
    forget_open_forms(desk)
    assert drafts.left(desk) == []
    type_into(form, "name", "陈梅")
    form.keeper.keep()
    monkeypatch.setattr(RecordForm, "_ask_unsaved", lambda _form: "drop")
    form.leave()
    forget_open_forms(desk)
    assert drafts.left(desk) == []


def test_leaving_a_field_keeps_the_draft(form, desk):
    type_into(form, "name", "陈兰")
    form.editors["phone"].input.setFocus()
    forget_open_forms(desk)
    assert drafts.left(desk)[0].texts["name"] == "陈兰"


def test_a_new_member_comes_back_with_household_and_relation(desk, qtbot):
    home = small_office.household(desk, "张为")
    dialog = new_person_dialog(desk, None, home)
    show(qtbot, dialog)
    type_into(dialog.form, "name", "张大爷")
    dialog.form.relation.set_code("51")
    dialog.form.keeper.keep()
    forget_open_forms(desk)
    draft = drafts.left(desk)[0]
    assert draft.place["household"] == home
    again = new_person_dialog(desk, None, home)
    show(qtbot, again)
    again.form.restore(draft)
    assert again.form.relation.code() == "51"
    assert again.form.save()
    assert len(people.members(desk, home)) == 4


def test_the_bar_offers_what_was_left_and_drops_it_only_when_told(desk, qtbot, form, monkeypatch):
    bar = DraftBar(desk)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    type_into(form, "name", "陈兰")
    form.keeper.keep()
    forget_open_forms(desk)
    bar.refresh()
    assert bar.words.text().startswith("恢复 ")
    assert "未保存的录入？" in bar.words.text()
    with qtbot.waitSignal(bar.restore_wanted) as asked:
        bar.restore_button.click()
    assert asked.args[0].texts["name"] == "陈兰"
    monkeypatch.setattr("gridDesk.ui.problem.ask", lambda *_args, **_options: True)
    bar.drop_button.click()
    assert bar.isHidden()
    assert drafts.left(desk) == []


# --- undo by name ---------------------------------------------------------------------------------------------


def test_the_last_act_is_named_after_what_it_changed(desk):
    uid = small_office.person(desk, "张为")
    records.save(desk, "person", uid, {"phone": "13900000009"})
    act = history.recent(desk)[0]
    assert act_names.named(desk, act) == "修改人口 张为 联系电话"
    assert "张为" not in act.label
    records.save(desk, "person", None, {"name": "陈兰"})
    assert act_names.named(desk, history.recent(desk)[0]) == "新增人口 陈兰"
