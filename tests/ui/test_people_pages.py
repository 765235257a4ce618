"""Pages of people, households, dwellings and special groups: what a clerk sees and what her keys do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton

from gridDesk.desk import people, population, records, tables
from gridDesk.ui import theme
from gridDesk.ui.household_page import HouseholdPage
from gridDesk.ui.ledger_page import DwellingsPage, HouseholdsPage, PeoplePage
from gridDesk.ui.ledgers_page import COUNT, LedgersPage
from gridDesk.ui.log_page import LogPage
from gridDesk.ui.person_page import PersonPage
from gridDesk.ui.record_dialog import CloseDialog, RecordDialog
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def show(qtbot, page):
    qtbot.addWidget(page)
    page.resize(1100, 650)
    page.show()
    qtbot.waitExposed(page)
    return page


def words(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def names(page):
    model = page.grid.model()
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


# --- lists ----------------------------------------------------------------------------------------------------


def test_the_heading_says_how_many_there_are(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    assert page.count.text() == "在册 5 人，待完善 5 人"


def test_typing_a_name_narrows_the_list_and_says_so(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    small_office.type_text(page.filter_line.line, "张")
    qtbot.waitUntil(lambda: page.grid.model().rowCount() == 2)
    assert set(names(page)) == {"张为", "张小满"}
    assert page.count.text().startswith("找到 2 人（在册 5 人）")


def test_a_filter_narrows_the_list_and_can_be_cleared(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    page.show_argument("sex=2")
    assert set(names(page)) == {"王芳", "张小满", "赵敏"}
    page.filter_line.clear_button.click()
    assert len(names(page)) == 5


def test_a_list_that_is_narrowed_to_nothing_says_what_to_do(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    page.filter_line.line.setText("没有这个人")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "没有符合条件的记录" in page.empty.words()
    page.empty.first.emit()
    assert len(names(page)) == 5


def test_an_empty_ledger_tells_a_new_clerk_what_to_do_first(desk, qtbot):
    page = show(qtbot, DwellingsPage(desk))
    assert "还没有房屋" in page.empty.words()
    assert "新增房屋" in page.empty.words()


def test_enter_in_the_filter_goes_to_the_list_and_enter_there_opens(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    page.activateWindow()
    page.filter_line.line.setFocus()
    QTest.keyClick(page.filter_line.line, Qt.Key.Key_Return)
    qtbot.waitUntil(page.grid.hasFocus)
    with qtbot.waitSignal(page.open_record) as opened:
        QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert opened.args == ["person", page.grid.model().uid(0)]


def test_the_list_follows_what_changes_elsewhere(desk, qtbot):
    page = show(qtbot, HouseholdsPage(desk))
    people.new_household(desk, "0004", "柳行村4组1号", {"name": "孙平"})
    qtbot.waitUntil(lambda: page.count.text().startswith("在册 4 户"))


def test_a_hidden_list_refreshes_when_it_is_shown_again(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    page.hide()
    records.save(desk, "person", None, records.blank(desk, "person", name="孙平"))
    qtbot.wait(100)
    page.show()
    assert page.count.text() == "在册 6 人，待完善 6 人"


def test_a_page_thrown_away_no_longer_listens(desk, qtbot):
    before = len(desk.listeners)
    page = PeoplePage(desk)
    assert len(desk.listeners) == before + 1
    page.deleteLater()
    qtbot.waitUntil(lambda: len(desk.listeners) == before)


def test_closed_people_show_only_when_asked(desk, qtbot):
    people.move_out(desk, small_office.person(desk, "赵敏"), "02", "2026-03-01")
    page = show(qtbot, PeoplePage(desk))
    assert len(names(page)) == 4
    page.filter_line.closed.click()
    assert "赵敏（已注销）" in names(page)


def test_buttons_lead_to_import_and_printing(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    wanted = []
    page.go.connect(lambda key, argument: wanted.append((key, argument)))
    for button in page.findChildren(QPushButton):
        if button.text().startswith(("导入(", "打印")) and button.isVisibleTo(page):
            button.click()
    for action in page.findChild(QMenu, "printing").actions():
        action.trigger()
    assert wanted[0] == ("import", "")
    assert wanted[1][1].startswith("view:")
    assert wanted[2] == ("printing", "resident_ledger")


def test_every_page_fits_beside_the_navigation_at_150_percent(desk, qtbot):
    home, somebody = small_office.household(desk, "张为"), small_office.person(desk, "张为")
    pages = [PeoplePage(desk), HouseholdsPage(desk), DwellingsPage(desk), LedgersPage(desk), LogPage(desk)]
    pages += [PersonPage(desk, somebody), HouseholdPage(desk, home)]
    for page in pages:
        show(qtbot, page)
        # 1366 pixels at 150 % leave some 740 for a page; a Hanzi at the standard size is 15 wide.
        assert page.minimumSizeHint().width() <= theme.chars(740 / 15), page.title


# --- one person -----------------------------------------------------------------------------------------------


def test_the_person_page_shows_who_she_is_with_her_number_hidden(desk, qtbot):
    page = show(qtbot, PersonPage(desk, small_office.person(desk, "张为")))
    assert page.name.text() == "张为"
    assert page.line.text().startswith("男　")
    assert small_office.ZHANG not in words(page)
    page.reveal_button.click()
    assert page.number.text() == small_office.ZHANG
    page.reveal_button.click()
    assert small_office.ZHANG not in words(page)


def test_members_stand_in_order_and_open_by_enter(desk, qtbot):
    page = show(qtbot, PersonPage(desk, small_office.person(desk, "王芳")))
    view = page.members.view
    assert [line.texts[0] for line in view.rows.lines] == ["张为", "王芳", "张小满"]
    assert view.current() == small_office.person(desk, "王芳")
    view.selectRow(0)
    with qtbot.waitSignal(page.open_record) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == ["person", small_office.person(desk, "张为")]


def test_missing_items_are_gathered_in_one_sentence(desk, qtbot):
    page = show(qtbot, PersonPage(desk, small_office.person(desk, "李强")))
    assert page.notices.text().count("还没有填") == 1
    assert "公民身份号码" in page.notices.text()


def test_verifying_is_one_key(desk, qtbot):
    uid = small_office.person(desk, "张为")
    page = show(qtbot, PersonPage(desk, uid))
    page.verify_button.click()
    assert desk.store.get("person", uid)["verified_on"]
    assert "今天核实无误" in page.bar.text()


def test_a_person_is_put_into_a_group_and_shows_there(desk, qtbot):
    uid = small_office.person(desk, "李强")
    page = show(qtbot, PersonPage(desk, uid))
    people.add_to_group(desk, uid, "low_income", {"kind": "01", "members": 1})
    qtbot.waitUntil(lambda: "保障人数：1" in words(page.groups))


def test_groups_she_is_in_are_not_offered_again_nor_sealed_ones(desk, qtbot):
    uid = small_office.person(desk, "李强")
    people.add_to_group(desk, uid, "low_income", {})
    page = show(qtbot, PersonPage(desk, uid))
    page._show_group_menu()
    offered = [action.text() for action in page.group_menu.actions()]
    page.group_menu.close()
    assert "残疾人" in offered
    assert "低保特困" not in offered
    assert "社区矫正" not in offered


def test_a_person_who_left_says_when_and_why_and_can_come_back(desk, qtbot):
    uid = small_office.person(desk, "赵敏")
    page = show(qtbot, PersonPage(desk, uid))
    people.move_out(desk, uid, "02", "2026-03-01")
    qtbot.waitUntil(lambda: "（迁出 2026-03-01）" in page.name.text())
    assert [entry[0] for entry in page.event_entries()] == ["返回(&B)…", "证件签发或更正(&I)…"]
    population.come_back(desk, uid, "2026-04")
    assert desk.store.get("person", uid)["state"] == "active"


def test_closing_asks_for_reason_and_date_and_tells_what_is_missing(desk, qtbot):
    done = []
    dialog = show(qtbot, CloseDialog(desk, "把“赵敏”注销。", lambda *args: done.append(args)))
    dialog.go()
    assert "请选择原因" in dialog.bar.text()
    assert dialog.reason.findData("09") < 0  # only a merge gives that reason
    assert dialog.reason.findData("07") > 0
    dialog.reason.set_code("01")
    dialog.on.setText("2026.2.30")
    dialog.go()
    assert "无法识别" in dialog.bar.text()
    dialog.on.setText("２０２６年２月３日")
    dialog.go()
    assert done == [("01", "2026-02-03", "")]
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_a_person_who_is_gone_is_told_in_words(desk, qtbot):
    page = show(qtbot, PersonPage(desk, "0" * 32))
    assert "已经不在" in page.bar.text()


# --- one household --------------------------------------------------------------------------------------------


def test_the_household_page_shows_head_address_and_members(desk, qtbot):
    page = show(qtbot, HouseholdPage(desk, small_office.household(desk, "张为")))
    assert page.name.text() == "0001　张为"
    assert "柳行村2组1号" in page.line.text()
    assert page.people.heading.text() == "成员　3 人"


def test_a_whole_household_is_verified_by_one_key(desk, qtbot):
    page = show(qtbot, HouseholdPage(desk, small_office.household(desk, "张为")))
    page.verify_button.click()
    assert all(desk.store.get("person", small_office.person(desk, name))["verified_on"] for name in ("张为", "王芳"))
    assert "上次核实：今天" in page.line.text()


def test_the_card_of_a_household_is_printed(desk, qtbot):
    uid = small_office.household(desk, "张为")
    page = show(qtbot, HouseholdPage(desk, uid))
    with qtbot.waitSignal(page.go) as wanted:
        page.print_card()
    assert wanted.args == ["printing", f"household_card:{uid}"]


def test_a_visit_shows_on_the_household(desk, qtbot):
    uid = small_office.household(desk, "张为")
    page = show(qtbot, HouseholdPage(desk, uid))
    records.save(desk, "visit", None, records.blank(desk, "visit", household=uid, content="了解取暖情况"))
    qtbot.waitUntil(lambda: "了解取暖情况" in words(page.visits))


def test_a_dwelling_of_the_household_opens(desk, qtbot):
    uid = small_office.household(desk, "张为")
    place = desk.store.get("household", uid)["address"]
    made = records.save(desk, "dwelling", None, records.blank(desk, "dwelling", address=place, household=uid))
    page = show(qtbot, HouseholdPage(desk, uid))
    link = page.dwellings.findChildren(QPushButton)[-1]
    with qtbot.waitSignal(page.open_record) as opened:
        link.click()
    assert opened.args == ["dwelling", made.uid]


# --- special groups -------------------------------------------------------------------------------------------


def test_groups_are_listed_with_counts_and_sealed_ones_explain_themselves(desk, qtbot):
    people.add_to_group(desk, small_office.person(desk, "李强"), "low_income", {})
    page = show(qtbot, LedgersPage(desk))
    shown = [page.list.item(row) for row in range(page.list.count())]
    texts = [(item.text(), item.data(COUNT)) for item in shown]
    assert ("低保特困", "1") in texts
    assert ("社区矫正", "未启用") in texts
    page.show_argument("community_correction")
    assert "受保护的台账" in page.sealed.words()
    with qtbot.waitSignal(page.go) as wanted:
        page.sealed.first.emit()
    assert wanted.args == ["settings", "sealed"]


def test_a_sealed_group_that_is_switched_on_is_an_ordinary_one(desk, qtbot):
    desk.enable("released")
    page = show(qtbot, LedgersPage(desk))
    page.show_argument("released")
    assert page.stack.currentWidget() is page.panels["released"]


def test_the_people_of_a_group_open_as_people(desk, qtbot):
    uid = small_office.person(desk, "李强")
    people.add_to_group(desk, uid, "disabled", {})
    page = show(qtbot, LedgersPage(desk))
    page.show_argument("disabled")
    panel = page.panels["disabled"]
    panel.grid.setCurrentIndex(panel.grid.model().index(0, 0))
    with qtbot.waitSignal(page.open_record) as opened:
        panel.open_person()
    assert opened.args == ["person", uid]


def test_nobody_is_put_into_one_group_twice(desk, qtbot):
    from gridDesk.ui.group_page import GroupForm

    uid = small_office.person(desk, "李强")
    people.add_to_group(desk, uid, "low_income", {})
    form = GroupForm(desk, "low_income", None)
    qtbot.addWidget(form)
    form.editors["person"].set_value(uid)
    form.editors["person"].changed.emit()
    assert not form.save()
    assert "已在低保特困台账里" in form.bar.text()


def test_a_cell_of_a_group_that_cannot_be_stored_is_told_on_the_page(desk, qtbot):
    people.add_to_group(desk, small_office.person(desk, "李强"), "low_income", {})
    page = show(qtbot, LedgersPage(desk))
    page.show_argument("low_income")
    panel = page.panels["low_income"]
    keys = [item.key for item in panel.grid.model().table.columns]
    panel.grid.model().setData(panel.grid.model().index(0, keys.index("amount")), "很多")
    assert "没有存进去" in panel.count.text()


def test_every_ledger_opens_in_a_dialog(desk, qtbot):
    for ledger in desk.catalogue.ledgers:
        dialog = RecordDialog(desk, ledger)
        qtbot.addWidget(dialog)
        assert dialog.windowTitle() == f"新增{desk.catalogue[ledger].label}"


def test_filters_offer_only_what_occurs(desk, qtbot):
    page = show(qtbot, PeoplePage(desk))
    popup = page.open_filter(1)
    offered = {popup.list.item(place).text() for place in range(popup.list.count())}
    assert offered == {"男　2", "女　3"}
    assert {value for value, _text, _count in tables.filter_values(desk, "people", "sex")} == {"1", "2"}
