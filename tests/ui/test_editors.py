"""Editors: every field type has one, text stays as typed, trouble is told in words."""

import pytest

from gridDesk.errors import FieldError
from gridDesk.ledger import catalogue
from gridDesk.ledger.types import TYPES
from gridDesk.ui.editors import EDITORS, editor, takes_names
from tests.ui import small_office

SAMPLES = {
    "text": "张三（小名）", "long_text": "第一行\n第二行", "id_number": small_office.ZHANG, "phone": "13800000001",
    "date": "1985-03-12", "time": "08:30", "integer": 3, "decimal": 80.5, "money": 38050, "yes_no": 1,
    "region": "370305", "picture": "a" * 64, "pictures": f"{'b' * 64},{'a' * 64}",
}  # fmt: skip

# Offscreen there is no window manager to raise a list or to hold the keyboard for it.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def make(desk, qtbot, ledger, key):
    made = editor(desk, ledger, desk.catalogue[ledger][key])
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_field_type_has_an_editor():
    assert set(EDITORS) == set(TYPES)


def test_every_field_of_every_ledger_shows_what_it_stores_and_gives_it_back(desk, qtbot):
    for ledger in catalogue().ledgers.values():
        for field in ledger.fields:
            made = make(desk, qtbot, ledger.key, field.key)
            value = _sample(desk, field)
            made.set_value(value)
            assert made.value() == value, (ledger.key, field.key)
            made.set_value(None)
            assert made.value() is None, (ledger.key, field.key)


def _sample(desk, field):
    if field.to:
        return _record(desk, field.to)
    if field.code_set:
        codes = [code.code for code in field.code_set.codes[:2]]
        return ",".join(sorted(codes)) if field.type.name == "codes" else codes[-1]
    return SAMPLES[field.type.name]


def _record(desk, ledger):
    if ledger == "dwelling":
        return small_office.dwelling(desk, "柳行村9组9号")
    row = next(desk.store.rows(ledger), None)
    return str(row["uid"]) if row else "0" * 32


def test_full_width_digits_are_read_and_shown_as_they_are_kept(desk, qtbot):
    made = make(desk, qtbot, "person", "birth")
    made.input.setText("１９８５．３．２")
    made.tidy()
    assert made.value() == "1985-03-02"
    assert made.input.text() == "1985-03-02"


def test_a_date_that_cannot_be_read_stays_and_is_told(desk, qtbot):
    made = make(desk, qtbot, "person", "birth")
    made.input.setText("1985.13.1")
    made.tidy()
    assert made.input.text() == "1985.13.1"
    with pytest.raises(FieldError, match="无法识别"):
        made.value()


def test_a_sentence_under_a_field_reaches_a_screen_reader(desk, qtbot):
    made = make(desk, qtbot, "person", "birth")
    made.set_problem("日期无法识别。")
    assert made.problem() == "日期无法识别。"
    assert made.input.accessibleDescription() == "日期无法识别。"
    assert made.input.accessibleName() == "出生日期"


@pytest.mark.parametrize("typed", ["汉", "hz", "hanzu", "01", "汉族"])
def test_a_code_is_found_by_hanzi_initials_pinyin_and_code(desk, qtbot, typed):
    made = make(desk, qtbot, "person", "ethnicity")
    made.set_value(None)
    small_office.type_text(made.input, typed)
    small_office.take_first(qtbot, made.input.suggestions)
    assert made.value() == "01"
    assert made.input.currentText() == "汉族"


def test_enter_in_the_list_of_codes_takes_one_and_goes_on(desk, qtbot):
    made = make(desk, qtbot, "person", "sex")
    small_office.type_text(made.input, "nv")
    with qtbot.waitSignal(made.picked):
        small_office.take_first(qtbot, made.input.suggestions)
    assert made.value() == "2"


def test_a_word_that_is_no_code_stays_and_is_told(desk, qtbot):
    made = make(desk, qtbot, "person", "sex")
    made.input.setEditText("不男不女")
    with pytest.raises(FieldError, match="不在可选值里"):
        made.value()
    made.tidy()
    assert made.input.currentText() == "不男不女"


def test_a_stored_code_that_the_set_does_not_know_is_shown_and_not_lost(desk, qtbot):
    made = make(desk, qtbot, "person", "education")
    made.set_value("77")
    assert made.input.currentText() == "77"


def test_scrolling_does_not_change_a_code(desk, qtbot):
    made = make(desk, qtbot, "person", "sex")
    made.set_value("1")
    made.input.wheelEvent(_Wheel())
    assert made.value() == "1"


class _Wheel:
    def ignore(self):
        pass


def test_several_codes_are_ticked_and_unknown_ones_kept(desk, qtbot):
    made = make(desk, qtbot, "dwelling", "hazards")
    first = next(iter(made.boxes))
    made.set_value("zz")
    made.boxes[first].click()
    assert made.value() == f"{first},zz"


def test_not_known_is_a_value_of_its_own(desk, qtbot):
    made = make(desk, qtbot, "person", "insured")
    made.set_value(0)
    assert made.raw() == "否"
    made.group.button(2).click()
    assert made.value() is None


def test_a_household_is_found_by_a_part_of_its_name(desk, qtbot):
    made = make(desk, qtbot, "visit", "household")
    small_office.type_text(made.input, "2组2号")
    small_office.take_first(qtbot, made.input.suggestions)
    assert made.value() == small_office.household(desk, "李强")


def test_a_reference_to_nothing_is_told(desk, qtbot):
    made = make(desk, qtbot, "visit", "household")
    made.input.setText("没有这户")
    with pytest.raises(FieldError, match="没有找到"):
        made.value()


def test_an_address_may_be_any_text_and_becomes_a_record_when_saved(desk, qtbot):
    made = make(desk, qtbot, "household", "address")
    made.input.setText("柳行村8组3号")
    before = desk.store.count("address")
    assert made.value() is None
    assert desk.store.count("address") == before
    edits = []
    uid = made.settle(edits)
    assert desk.store.count("address") == before
    desk.write(edits, "新增标准地址")
    assert desk.store.get("address", uid)["text"] == "柳行村8组3号"
    assert made.settle([]) == uid


def test_the_dot_of_names_is_offered_where_people_are_named(desk, qtbot):
    person = desk.catalogue["person"]
    assert takes_names(person["name"])
    assert not takes_names(person["workplace"])
    assert not takes_names(person["pinyin"])
