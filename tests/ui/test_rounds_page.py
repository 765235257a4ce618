"""巡查走访 by keyboard alone: what was seen is typed once, and everything follows from it."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from gridDesk import text
from gridDesk.desk import drafts, event_acts, history, people, population_lodging, records, rounds_view
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office
from gridDesk.ui.draft_bar import open_draft
from gridDesk.ui.rounds_page import RoundsPage
from tests.ui import small_office
from tests.ui.small_office import take_first, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TODAY = "2026-11-21"
ENTER = Qt.Key.Key_Return


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 21, 9).astimezone())


def opened(desk, qtbot, argument=""):
    page = RoundsPage(desk)
    qtbot.addWidget(page)
    page.resize(1180, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.show_argument(argument or "visit")
    return page


@pytest.fixture
def page(desk, qtbot):
    return opened(desk, qtbot)


def press(*keys, control=False):
    """Press keys where the keyboard is."""
    for key in keys:
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(QApplication.focusWidget(), key, modifier)


def pick(qtbot, words):
    """Type where the keyboard is and take the first of the list that opens; wait until the keyboard is back from it."""
    line = QApplication.focusWidget()
    type_text(line, words)
    take_first(qtbot, line.suggestions)


def write(words):
    type_text(QApplication.focusWidget(), words)


def only(desk, ledger):
    (row,) = desk.store.rows(ledger)
    return row


def test_a_household_chosen_elsewhere_is_visited_with_two_keys(desk, qtbot):
    home = small_office.household(desk, "张为")
    page = opened(desk, qtbot, f"visit:{home}")
    press(ENTER, ENTER)
    visit = only(desk, "visit")
    assert (visit["household"], visit["result"], visit["confirmed"], visit["date"]) == (home, "01", 1, TODAY)
    assert desk.store.get("household", home)["verified_on"] == TODAY
    assert page.visit.form.bar.text().startswith("已记下走访，连同台账共")
    qtbot.waitUntil(lambda: [line.texts[1] for line in page.day.visits.rows.lines] == ["0001 张为"])
    assert QApplication.focusWidget() is page.visit.form.target


def test_a_household_is_found_by_its_initials_and_the_next_visit_begins_by_itself(page, desk, qtbot):
    for name in ("zw", "lq"):
        pick(qtbot, name)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not page.visit.form.target)
        press(ENTER, ENTER)
    assert desk.store.count("visit") == 2


def test_a_scanned_code_and_a_number_need_no_list(page, desk, qtbot):
    for words in ("0001", small_office.household(desk, "李强")):
        page.visit.form.target.setFocus()
        page.visit.form.target.setText(words)
        press(ENTER)
        press(ENTER, ENTER)
    assert {row["household"] for row in desk.store.rows("visit")} == {
        small_office.household(desk, "张为"), small_office.household(desk, "李强")
    }  # fmt: skip


def test_nobody_at_home_confirms_nothing(desk, qtbot):
    opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}")
    pick(qtbot, "jzwr")
    press(ENTER)
    visit = only(desk, "visit")
    assert (visit["result"], visit["effective"], visit.get("confirmed")) == ("03", 0, None)


def test_what_changed_is_typed_beside_the_visit_and_is_one_act(desk, qtbot):
    page = opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}")
    form = page.visit.form
    form.follow.buttons["changes"].click()
    pick(qtbot, "王芳")
    pick(qtbot, "lxdh")
    write("13805330009")
    press(ENTER)
    pick(qtbot, "张为")
    pick(qtbot, "健康状况")
    pick(qtbot, "jk")
    press(ENTER, control=True)
    assert desk.store.get("person", small_office.person(desk, "王芳"))["phone"] == "13805330009"
    assert only(desk, "visit")["updated"] == "王芳：联系电话；张为：健康状况"
    page.visit.undo.click()
    assert desk.store.count("visit") == 0
    assert desk.store.get("person", small_office.person(desk, "王芳"))["phone"] is None


def test_what_is_kept_now_shows_where_the_new_value_is_typed(desk, qtbot):
    page = opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}")
    page.visit.form.follow.buttons["changes"].click()
    pick(qtbot, "张为")
    pick(qtbot, "lxdh")
    assert QApplication.focusWidget().placeholderText() == "原来：13800000001"


def test_a_tenant_who_left_a_newcomer_and_a_finding_belong_to_the_visit(desk, qtbot):
    home = small_office.household(desk, "李强")
    house = records.save(desk, "dwelling", None, {"household": home, "rented": 1}).uid
    population_lodging.rent(desk, house, {"name": "租客甲"}, "2026-01-05")
    form = opened(desk, qtbot, f"visit:{home}").visit.form
    form.follow.buttons["ended"].click()
    pick(qtbot, "租客甲")
    write("11.20")
    form.follow.buttons["newcomers"].click()
    for words in ("", "孙小妹", "13805330007"):
        write(words)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    pick(qtbot, "其他")
    form.follow.buttons["findings"].click()
    write("飞线充电")
    press(ENTER)
    pick(qtbot, "消防")
    write("楼下")
    press(ENTER)
    pick(qtbot, "dcjj")
    press(ENTER, control=True)
    assert form.bar.text().startswith("已记下走访")
    assert only(desk, "event")["title"] == "飞线充电"
    assert (only(desk, "event")["status"], only(desk, "event")["place"]) == ("05", "楼下")
    assert desk.store.count("tenancy") == 0
    assert [one.name for one in people.members(desk, home)] == ["李强", "孙小妹"]


def test_trouble_is_told_and_everything_typed_stays(desk, qtbot):
    home = small_office.household(desk, "张为")
    form = opened(desk, qtbot, f"visit:{home}").visit.form
    form.editors["content"].entry().setFocus()
    write("说到取暖")
    form.follow.buttons["newcomers"].click()
    form.follow.newcomers.rows[0]["name"].setFocus()
    write("孙小妹")
    press(ENTER, control=True)
    assert "还没有选与户主关系" in form.bar.text()
    assert desk.store.count("visit") == 0
    assert form.editors["content"].raw() == "说到取暖"
    assert form.follow.newcomers.texts()[0]["name"] == "孙小妹"
    assert form.target.target == ("household", home)


def test_without_a_door_the_visit_is_not_written(page, desk):
    page.visit.save_button.click()
    assert "还没有选走访户" in page.visit.form.bar.text()
    page.visit.form.target.setText("没有这人")
    page.visit.save_button.click()
    assert "还没有选定" in page.visit.form.bar.text()
    assert desk.store.count("visit") == 0


def test_what_was_typed_comes_back_after_the_window_was_lost(desk, qtbot):
    home = small_office.household(desk, "张为")
    form = opened(desk, qtbot, f"visit:{home}").visit.form
    form.editors["problem"].entry().setFocus()
    write("路灯不亮")
    form.follow.buttons["findings"].click()
    write("路灯不亮")
    form.keeper.keep()
    drafts.closed(desk, form.keeper.key)
    (left,) = drafts.left(desk)
    assert (left.kind, left.title) == ("visit_round", f"{TODAY} 的走访")
    again = RoundsPage(desk)
    qtbot.addWidget(again)
    again.restore(left)
    form = again.visit.form
    assert form.target.target == ("household", home)
    assert form.editors["problem"].raw() == "路灯不亮"
    assert form.follow.findings.texts()[0]["title"] == "路灯不亮"
    assert form.changed
    assert form.save()
    assert drafts.left(desk) == []
    assert only(desk, "event")["title"] == "路灯不亮"


def test_a_patrol_is_typed_with_its_checklist_and_findings(desk, qtbot):
    page = opened(desk, qtbot, "patrol")
    for words in ("0800", "1010"):
        write(words)
        press(ENTER)
    press(ENTER, ENTER)
    write("一组到三组")
    press(ENTER, ENTER, ENTER)
    assert QApplication.focusWidget() is page.patrol.form.checklist.boxes[0][1]
    press(Qt.Key.Key_Space, ENTER, Qt.Key.Key_Space)
    page.patrol.form.findings.start()
    write("垃圾外溢")
    press(ENTER)
    pick(qtbot, "hjws")
    press(ENTER, control=True)
    row = only(desk, "patrol")
    assert (row["start"], row["end"], row["route"], row["checks"]) == ("08:00", "10:10", "一组到三组", "01,02")
    assert (only(desk, "event")["kind"], only(desk, "event")["place"]) == ("05", "一组到三组")
    qtbot.waitUntil(lambda: page.day.tally.text().startswith("巡查 1 次（每天 2 次）　2 小时 10 分"))
    page.patrol.undo.click()
    assert desk.store.count("event") == desk.store.count("patrol") == 0


def test_a_way_walked_before_is_chosen_with_two_keys(desk, qtbot):
    records.save(desk, "patrol", None, records.blank(desk, "patrol", route="村东一圈"))
    page = opened(desk, qtbot, "patrol")
    route = page.patrol.form.editors["route"]
    route.entry().setFocus()
    press(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: route._list is not None and route._list.popup().isVisible())
    QTest.keyClick(route._list.popup(), ENTER)
    assert route.raw() == "村东一圈"


def test_rangers_get_their_own_checklist_and_supervisors_are_marked(desk, qtbot):
    form = opened(desk, qtbot, "patrol").patrol.form
    kind = form.editors["kind"]
    kind.set_value("12")
    kind.changed.emit()
    assert [box.word for box, _tick in form.checklist.boxes][:2] == ["入山人员", "森林火险"]
    supervisor = form.editors["supervisor"]
    supervisor.set_value(1)
    supervisor.changed.emit()
    form.save()
    assert (only(desk, "patrol")["kind"], only(desk, "patrol")["supervisor"]) == ("12", 1)


def test_a_pile_of_slips_is_typed_line_by_line_and_doubts_are_told_once(desk, qtbot):
    page = opened(desk, qtbot, "slips")
    slips = page.slips
    for number in ("0001", "0002"):
        write(number)
        qtbot.wait(1)
        slips.lines.rows[0 if number == "0001" else 1]["household"]._timer.stop()
        for _ in range(7):
            press(ENTER)
    write("没有这人")
    press(ENTER, control=True)
    assert "没有找到" in slips.bar.text()
    assert desk.store.count("visit") == 0
    assert QApplication.focusWidget() is slips.lines.rows[2]["household"]
    press(Qt.Key.Key_Delete, control=True)
    press(ENTER, control=True)
    assert slips.bar.text() == "已记下 2 张走访单，核实 2 户。"
    assert desk.store.count("visit") == 2
    slips.take_back()
    assert desk.store.count("visit") == 0


def test_a_key_that_is_held_does_not_confirm_what_is_doubtful(desk, qtbot):
    slips = opened(desk, qtbot, "slips").slips
    slips.lines.set_texts([{"household": "0001", "met": "没有这人"}])
    slips.lines.go(0)
    for again in (False, True, True):
        key = QKeyEvent(QEvent.Type.KeyPress, ENTER, Qt.KeyboardModifier.ControlModifier, "", again)
        QApplication.sendEvent(QApplication.focusWidget(), key)
    assert "请核对" in slips.bar.text()
    assert desk.store.count("visit") == 0


def test_slips_come_back_too(desk, qtbot):
    slips = opened(desk, qtbot, "slips").slips
    slips.lines.set_texts([{"household": "0001", "content": "取暖"}])
    slips.keeper.typed()
    slips.keeper.keep()
    drafts.closed(desk, slips.keeper.key)
    (left,) = drafts.left(desk)
    again = RoundsPage(desk)
    qtbot.addWidget(again)
    again.restore(left)
    assert again.slips.lines.texts()[0]["content"] == "取暖"
    assert again.slips.save()
    assert only(desk, "visit")["content"] == "取暖"


def test_another_day_is_chosen_and_belongs_to_what_is_typed(page, desk, qtbot):
    page.day.date.setFocus()
    page.day.date.selectAll()
    write("11.20")
    press(ENTER)
    assert page.day.day == "2026-11-20"
    page.visit.form.visit(("household", small_office.household(desk, "张为")))
    press(ENTER, ENTER)
    assert only(desk, "visit")["date"] == "2026-11-20"
    page.day.now.click()
    assert page.day.day == TODAY


def test_leaving_with_something_unsaved_asks_first(desk, qtbot, monkeypatch):
    page = opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}")
    assert page.may_leave()
    page.visit.form.visit(("household", small_office.household(desk, "张为")))
    page.visit.form.editors["content"].entry().setFocus()
    write("还在写")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: None)
    assert not page.may_leave()
    page.show_argument(f"visit:{small_office.household(desk, '李强')}")
    assert page.visit.form.editors["content"].raw() == "还在写"


def test_an_empty_office_has_the_page_too(qapp, qtbot, tmp_path):
    office = Office(site="c3" * 8, name="新村", level="village")
    desk = new_office(tmp_path / "empty", office, password=small_office.PASSWORD, worker="李秀英", grids=[])
    page = opened(desk, qtbot)
    assert page.day.tally.text().startswith("巡查 0 次")
    assert page.day.nothing.isVisible()
    page.slips.save()
    assert "还没有录入走访单" in page.slips.bar.text()
    page.patrol.form.save()
    assert desk.store.count("patrol") == 1
    page.close()
    desk.close()


def test_a_shop_is_visited_by_its_name_and_asks_for_no_group(page, desk, qtbot):
    shop = records.save(desk, "shop", None, {"name": "利民超市"}).uid
    pick(qtbot, "利民")
    form = page.visit.form
    qtbot.waitUntil(lambda: QApplication.focusWidget() not in (None, form.target))
    assert not form.editors["wechat"].isVisible()
    assert form.confirm.text().startswith("这里的信息核对无误")
    press(ENTER, ENTER)
    visit = only(desk, "visit")
    assert (visit["shop"], visit["kind"], visit["object"]) == (shop, "05", "02")


def test_who_is_pointed_at_is_the_one_met_and_services_are_ticked(desk, qtbot):
    people.add_to_group(desk, small_office.person(desk, "李强"), "elderly", {"kind": "01", "visit_every": "02"})
    form = opened(desk, qtbot, f"visit:{small_office.household(desk, '李强')}").visit.form
    form.card.people.setFocus()
    press(Qt.Key.Key_Down, ENTER)
    assert form.editors["person"].value() == small_office.person(desk, "李强")
    form.follow.buttons["services"].click()
    press(Qt.Key.Key_Space)
    form.follow.services.words[0].setFocus()
    write("量血压")
    form.save()
    visit = only(desk, "visit")
    assert (visit["person"], visit["services"]) == (small_office.person(desk, "李强"), "李强（特殊和困难老人）：量血压")


def test_who_was_met_is_chosen_among_the_people_of_the_household(desk, qtbot):
    form = opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}").visit.form
    met = form.editors["person"].input
    met.setFocus()
    press(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: met.suggestions.popup().isVisible())
    offered = met.suggestions.model()
    assert [offered.item(row, 0).text() for row in range(offered.rowCount())] == ["张为", "王芳", "张小满"]


def test_on_a_small_screen_the_day_stands_over_the_entry_and_its_rounds_in_a_tab(page, desk, qtbot):
    page.resize(700, 420)
    qtbot.waitUntil(lambda: page.tabs.count() == 4)
    page.tabs.setCurrentIndex(3)
    assert page.day.nothing.isVisible()
    page.resize(1180, 700)
    qtbot.waitUntil(lambda: page.tabs.count() == 3)
    assert page.day.nothing.isVisible()


def test_a_visit_and_a_patrol_left_unsaved_both_come_back(window, demo):
    window.open_page("rounds", "patrol")
    page = window.workspace.shown()
    for form, key, words in ((page.patrol.form, "route", "一组到三组"), (page.visit.form, "content", "取暖")):
        form.editors[key].input.setText(words)
        form._edited(form.editors[key])
        form.keeper.keep()
        drafts.closed(demo, form.keeper.key)
        form.keeper.stop()
        form.begin_next()
    for one in drafts.left(demo):
        open_draft(window.workspace, one)
    assert page.patrol.form.editors["route"].raw() == "一组到三组"
    assert page.visit.form.editors["content"].raw() == "取暖"
    assert page.visit.form.changed
    assert page.patrol.form.changed
    for form in (page.visit.form, page.patrol.form):
        form.keeper.drop()
        form.begin_next()


def test_taking_back_says_what_had_to_stay_because_it_was_worked_on_since(desk, qtbot):
    page = opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}")
    page.visit.form.follow.buttons["findings"].click()
    write("电线老化")
    press(ENTER, control=True)
    event_acts.accept(desk, str(only(desk, "event")["uid"]))
    page.visit.undo.click()
    said = page.visit.form.bar.text()
    assert desk.store.count("visit") == 0
    assert desk.store.count("event") == 1
    assert said.startswith("已撤销；事项“2026-11-21 电线老化”的办理状态没有撤销：")
    assert said.endswith("予以保留。")
    assert "全部退回" not in said


def test_what_was_taken_back_elsewhere_is_told_and_not_taken_back_twice(desk, qtbot):
    page = opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}")
    press(ENTER, ENTER)
    history.undo(desk, history.recent(desk)[0].txn)
    page.visit.undo.click()
    assert page.visit.form.bar.text().startswith("这次操作已经撤销过了")
    assert page.visit.undo.isHidden()


def test_a_pile_worked_on_since_says_what_had_to_stay(desk, qtbot):
    slips = opened(desk, qtbot, "slips").slips
    slips.events.setChecked(True)
    slips.lines.set_texts([{"household": "0001", "problem": "路灯不亮"}])
    assert slips.save()
    event_acts.accept(desk, str(only(desk, "event")["uid"]))
    slips.undo.click()
    assert slips.bar.text().startswith("已撤销；事项“2026-11-21 路灯不亮”的办理状态没有撤销：")


def test_who_was_met_at_one_door_is_not_met_at_the_next(desk, qtbot):
    form = opened(desk, qtbot, f"visit:{small_office.household(desk, '李强')}").visit.form
    form._met(small_office.person(desk, "李强"))
    home = small_office.household(desk, "张为")
    form.visit(("household", home))
    assert form.editors["person"].value() is None
    assert form.save()
    visit = only(desk, "visit")
    assert (visit["household"], visit.get("person")) == (home, None)


def test_who_was_met_and_lives_elsewhere_stays_with_another_door(desk, qtbot):
    form = opened(desk, qtbot, f"visit:{small_office.household(desk, '李强')}").visit.form
    who = small_office.person(desk, "王芳")
    form._met(who)
    form.visit(("household", small_office.household(desk, "张为")))
    assert form.editors["person"].value() == who


def test_the_ticks_under_the_slips_come_back_as_they_were_left(desk, qtbot):
    slips = opened(desk, qtbot, "slips").slips
    slips.lines.set_texts([{"household": "0001"}])
    slips.keeper.typed()
    slips.keeper.keep()
    slips.confirms.click()
    slips.events.click()
    slips.keeper.keep()
    drafts.closed(desk, slips.keeper.key)
    (left,) = drafts.left(desk)
    again = RoundsPage(desk)
    qtbot.addWidget(again)
    again.restore(left)
    assert not again.slips.confirms.isChecked()
    assert again.slips.events.isChecked()
    assert again.slips.save()
    assert desk.store.get("household", small_office.household(desk, "张为"))["verified_on"] is None


def test_a_tick_taken_from_a_visit_comes_back_taken(desk, qtbot):
    form = opened(desk, qtbot, f"visit:{small_office.household(desk, '张为')}").visit.form
    form.editors["content"].entry().setFocus()
    write("说到取暖")
    form.keeper.keep()
    form.confirm.click()
    form.keeper.keep()
    drafts.closed(desk, form.keeper.key)
    (left,) = drafts.left(desk)
    again = RoundsPage(desk)
    qtbot.addWidget(again)
    again.restore(left)
    assert not again.visit.form.confirm.isChecked()


def test_a_draft_of_a_household_taken_back_meanwhile_comes_back_without_its_door(desk, qtbot):
    made = people.new_household(desk, "0009", "二组9号", {"name": "测试九"})
    form = opened(desk, qtbot, f"visit:{made.uid}").visit.form
    form.editors["content"].entry().setFocus()
    write("说到取暖")
    form.keeper.keep()
    drafts.closed(desk, form.keeper.key)
    history.undo(desk, made.changes.txn)
    (left,) = drafts.left(desk)
    again = RoundsPage(desk)
    qtbot.addWidget(again)
    again.restore(left)
    form = again.visit.form
    assert (form.target.target, form.target.text()) == (None, "0009 测试九")
    assert form.editors["content"].raw() == "说到取暖"
    assert not form.save()
    assert form.editors["content"].raw() == "说到取暖"


def test_a_household_taken_back_since_it_was_offered_is_told(desk, qtbot):
    made = people.new_household(desk, "0009", "二组9号", {"name": "测试九"})
    history.undo(desk, made.changes.txn)
    form = opened(desk, qtbot, f"visit:{made.uid}").visit.form
    assert "已经不在" in form.bar.text()
    assert form.target.target is None
    assert QApplication.focusWidget() is form.target


def test_the_day_is_asked_for_once(desk, qtbot, monkeypatch):
    asked, ask = [], rounds_view.day_rounds
    monkeypatch.setattr(rounds_view, "day_rounds", lambda *of: asked.append(of) or ask(*of))
    opened(desk, qtbot)
    assert len(asked) == 1


def test_a_refusal_in_the_middle_of_thirty_slips_brings_its_line_into_view(desk, qtbot):
    page = opened(desk, qtbot, "slips")
    page.resize(1100, 480)
    slips = page.slips
    slips.lines.set_texts([{"household": "没有这人" if n == 20 else "0001"} for n in range(30)])
    slips.lines.go(0)
    press(ENTER, control=True)
    wrong = slips.lines.rows[20]["household"]
    assert QApplication.focusWidget() is wrong
    qtbot.waitUntil(lambda: not wrong.visibleRegion().isEmpty())
    slips.lines.go(2)
    qtbot.waitUntil(lambda: not slips.lines.rows[2]["household"].visibleRegion().isEmpty())
