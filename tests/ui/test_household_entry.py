"""The household screen under the keys of a clerk: what Enter does, what it passes by, what is told, what is kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from gridDesk.desk import drafts, people
from gridDesk.desk.household_draft import MEMBER_CELLS, Place
from gridDesk.ui import household_entry
from gridDesk.ui.household_cells import is_carried
from gridDesk.ui.household_entry import HouseholdEntryPage
from gridDesk.ui.household_page import HouseholdPage
from tests.ui import small_office
from tests.ui.scripted_clerk import CONTROL, ENTER, SHIFT, TAB, Clerk

# Offscreen there is no window manager to raise a list or to hold the keyboard for it.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

HEAD = small_office.number("37030519700202333")
WIFE = small_office.number("37030519720303444")


@pytest.fixture
def page(desk, qtbot):
    made = HouseholdEntryPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 680)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.board.start()
    return made


@pytest.fixture
def clerk(page):
    return Clerk(page)


def here(page) -> Place | None:
    return page.board.place_of(QApplication.focusWidget())


def cell(page, key: str, row: int = 0, block: str = "member"):
    return page.board.line(Place(block, row, key))


def go(page, key: str, row: int = 0, block: str = "member") -> None:
    page.board.go(Place(block, row, key))


def walk(page, clerk, times: int) -> list[str]:
    """Press Enter some times and return the keys of the cells come to."""
    found = []
    for _time in range(times):
        clerk.press(ENTER)
        place = here(page)
        found.append(f"{place.block}.{place.row}.{place.key}" if place else "button")
    return found


def test_typing_begins_at_the_address_when_a_number_is_proposed(page) -> None:
    assert cell(page, "number", block="head").text() == "0004"
    assert here(page) == Place("head", 0, "address")


def test_enter_walks_from_the_address_into_the_members(page, clerk) -> None:
    assert walk(page, clerk, 3) == ["head.0.village_group", "head.0.phone", "member.0.id_number"]


def test_a_number_fills_birth_and_sex_and_enter_passes_them_by(page, clerk) -> None:
    go(page, "id_number")
    clerk.enter(HEAD)
    clerk.enter("陈大山")
    assert [cell(page, key).text() for key in ("sex", "birth", "ethnicity", "relation")] == [
        "男", "1970-02-02", "汉族", "户主",
    ]  # fmt: skip
    assert all(is_carried(cell(page, key)) for key in ("sex", "birth", "ethnicity", "relation"))
    assert here(page) == Place("member", 0, "education")


def test_shift_enter_and_tab_reach_what_enter_passes_by(page, clerk) -> None:
    go(page, "id_number")
    clerk.enter(HEAD)
    clerk.enter("陈大山")
    clerk.press(ENTER, SHIFT)
    assert here(page) == Place("member", 0, "ethnicity")
    clerk.enter("hui")
    assert (cell(page, "ethnicity").text(), is_carried(cell(page, "ethnicity"))) == ("回族", False)
    go(page, "name")
    clerk.press(TAB)
    assert here(page) == Place("member", 0, "relation")


def test_without_a_number_birth_and_sex_are_asked(page, clerk) -> None:
    go(page, "id_number", 1)
    clerk.press(TAB)
    clerk.enter("陈小满")
    clerk.enter("n")
    assert cell(page, "relation", 1).text() == "女"
    assert walk(page, clerk, 2) == ["member.1.birth", "member.1.education"]


def test_a_date_is_shown_as_it_will_be_kept(page, clerk) -> None:
    go(page, "birth")
    clerk.enter("2015.6")
    assert cell(page, "birth").text() == "2015-06"


def test_relations_are_picked_by_initials_and_chinese_is_committed_everywhere(page, clerk) -> None:
    go(page, "relation", 1)
    clerk.enter("po")
    assert cell(page, "relation", 1).text() == "配偶"
    for key in MEMBER_CELLS:
        go(page, key, 2)
        clerk.type("国")
        assert cell(page, key, 2).text().endswith("国")


def test_groups_are_picked_one_after_the_other(page, clerk) -> None:
    go(page, "groups")
    clerk.enter("db、cj")
    assert cell(page, "groups").text() == "低保、残疾人"
    assert here(page) == Place("member", 1, "id_number")


def test_a_row_is_added_by_itself_and_an_empty_one_leads_to_the_dwelling(page, clerk) -> None:
    rows = len(page.board.members.rows)
    go(page, "name", rows - 1)
    clerk.type("陈")
    assert len(page.board.members.rows) == rows + 1
    go(page, "id_number", rows)
    assert walk(page, clerk, 1) == ["dwelling.0.kind"]


def test_f4_repeats_the_row_above_and_ctrl_down_changes_rows(page, clerk) -> None:
    go(page, "education")
    clerk.type("初中")
    QApplication.activePopupWidget().hide()
    clerk.press(Qt.Key.Key_Down, CONTROL)
    clerk.press(Qt.Key.Key_F4)
    assert here(page) == Place("member", 1, "education")
    assert cell(page, "education", 1).text() == "初中"
    clerk.press(Qt.Key.Key_Up, CONTROL)
    assert here(page) == Place("member", 0, "education")


def test_tenants_are_asked_only_when_the_house_is_let(page, clerk) -> None:
    assert page.board.tenants.isHidden()
    go(page, "rented", block="dwelling")
    clerk.enter("s")
    assert here(page) == Place("tenant", 0, "id_number")
    clerk.press(ENTER)
    clerk.enter("孙来福")
    go(page, "id_number", 1, "tenant")
    clerk.press(ENTER)
    assert QApplication.focusWidget() is page.save_button


def enter_two(page, clerk) -> None:
    go(page, "address", block="head")
    clerk.type("柳行村5组12号")
    go(page, "id_number")
    clerk.enter(HEAD)
    clerk.enter("陈大山")
    go(page, "id_number", 1)
    clerk.enter(WIFE)
    clerk.enter("刘小梅")
    clerk.enter("po")


def test_ctrl_enter_saves_all_and_begins_the_next_household(page, clerk, desk) -> None:
    enter_two(page, clerk)
    go(page, "kind", block="dwelling")
    clerk.enter("zj")
    clerk.press(ENTER, CONTROL)
    home = small_office.household(desk, "陈大山")
    assert [one.name for one in people.members(desk, home)] == ["陈大山", "刘小梅"]
    assert page.tally.text() == "本次已录 1 户 2 人"
    assert cell(page, "number", block="head").text() == "0005"
    assert cell(page, "address", block="head").text() == "柳行村5组13号"
    assert cell(page, "address", block="head").selectedText() == "13"
    assert is_carried(cell(page, "kind", block="dwelling"))
    assert page.board.members.blank(0, ("relation",))
    assert not page.changed


def test_a_member_without_a_name_is_told_at_the_cell(page, clerk, desk) -> None:
    go(page, "phone")
    clerk.type("13805330001")
    clerk.press(ENTER, CONTROL)
    assert here(page) == Place("member", 0, "name")
    assert "还没有填姓名" in page.bar.text()
    assert desk.store.count("household") == 3


def test_a_doubt_is_told_once_and_then_saved(page, clerk, desk) -> None:
    enter_two(page, clerk)
    go(page, "birth", 1)
    clerk.enter("七二年初")
    clerk.press(ENTER, CONTROL)
    assert here(page) == Place("member", 1, "birth")
    assert "再按一次" in page.bar.text()
    clerk.press(ENTER, CONTROL)
    row = desk.store.get("person", small_office.person(desk, "刘小梅"))
    assert (row["birth"], row["remark"]) == ("1972-03-03", "录入时未能识别：出生日期“七二年初”")


def test_somebody_there_already_is_offered_and_f2_moves_her(page, clerk, desk) -> None:
    go(page, "id_number", 1)
    clerk.enter(small_office.WANG)
    assert "王芳" in page.bar.text()
    clerk.press(Qt.Key.Key_F2)
    assert cell(page, "name", 1).text() == "王芳"
    go(page, "name")
    clerk.enter("陈大山")
    go(page, "relation", 1)
    clerk.enter("po")
    clerk.press(ENTER, CONTROL)
    assert [one.name for one in people.members(desk, small_office.household(desk, "陈大山"))] == ["陈大山", "王芳"]


def test_who_may_be_there_already_is_named_quietly(page, clerk) -> None:
    go(page, "name")
    clerk.enter("赵敏")
    go(page, "birth")
    clerk.enter("19910708")
    assert "可能已在册：赵敏" in page.alike.text()


def test_a_household_is_changed_on_the_same_screen(page, clerk, desk) -> None:
    home = small_office.household(desk, "张为")
    page.show_argument(home)
    assert [cell(page, "name", row).text() for row in range(3)] == ["张为", "王芳", "张小满"]
    assert not page.changed
    go(page, "phone", 1)
    clerk.type("13805330009")
    clerk.press(ENTER, CONTROL)
    assert desk.store.get("person", small_office.person(desk, "王芳"))["phone"] == "13805330009"
    assert desk.store.count("household") == 3


def test_the_page_of_a_household_opens_it_here(desk, qtbot) -> None:
    home = small_office.household(desk, "张为")
    shown = HouseholdPage(desk, home)
    qtbot.addWidget(shown)
    button = next(one for one in shown.findChildren(QPushButton) if one.text().startswith("整户修改"))
    with qtbot.waitSignal(shown.go) as went:
        button.click()
    assert went.args == ["household_entry", home]


def test_leaving_asks_only_when_something_was_typed(page, clerk, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(household_entry, "ask_unsaved", lambda _parent: asked.append(1) or "stay")
    assert page.may_leave()
    go(page, "name")
    clerk.type("陈")
    assert not page.may_leave()
    monkeypatch.setattr(household_entry, "ask_unsaved", lambda _parent: "drop")
    assert page.may_leave()
    assert (asked, page.changed) == ([1], False)


def test_what_is_typed_is_kept_as_a_draft_and_restored_after_a_crash(page, clerk, desk, qtbot) -> None:
    enter_two(page, clerk)
    page.keep()
    (kept,) = desk.store.system.drafts.list()
    drafts.closed(desk, kept.key)  # the window is gone
    other = HouseholdEntryPage(desk)
    qtbot.addWidget(other)
    other.show()
    assert "没有保存" in other.leftover.words.text()
    other.leftover.restore_button.click()
    assert [one.name for one in other.board.draft().members if not one.blank] == ["陈大山", "刘小梅"]
    other.save()
    assert desk.store.system.drafts.list() == []
