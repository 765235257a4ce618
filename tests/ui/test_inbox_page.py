"""待我决定: what waits is listed and decided in place; records of other offices are read-only and can be proposed for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gridDesk.desk import deciding, duplicates_across, population, proposals, transfers
from gridDesk.store.system import Alarm
from gridDesk.ui import background, person_events, theme
from gridDesk.ui.household_page import HouseholdPage
from gridDesk.ui.inbox_page import InboxPage
from gridDesk.ui.person_page import PersonPage
from gridDesk.ui.proposal_dialog import MirrorDialog, ProposalDialog
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.workspace import Workspace
from tests.flows import paired_offices
from tests.flows.paired_offices import SITES, Offices, change, household, number, person
from tests.ui.conftest import let_go
from tests.ui.small_office import type_text

THEIRS = "13922222222"


@pytest.fixture
def offices(qapp, tmp_path) -> Iterator[Offices]:
    theme.apply(QApplication.instance())
    made = paired_offices.make(tmp_path)
    yield made
    background.stop()
    let_go()
    made.close()


def page_of(qtbot, desk) -> InboxPage:
    page = InboxPage(desk)
    qtbot.addWidget(page)
    page.resize(1190, 640)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def propose(offices: Offices, name: str = "张为", value: str = THEIRS) -> str:
    uid = proposals.propose(offices.street, "person", person(offices.one, name), "phone", value, "入户核查").uid
    offices.down()
    return uid


def phone(offices: Offices) -> object:
    return offices.one.store.get("person", person(offices.one, "张为"))["phone"]


def press(card, words: str) -> None:
    button = next(one for one in card.findChildren(QPushButton) if one.text().startswith(words))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_office_where_nothing_waits_says_so(qtbot, offices):
    page = page_of(qtbot, offices.one)
    assert "没有等您决定的事" in page.empty.words()
    assert not page.lists.isVisible()
    assert page.card is None


def test_a_conflict_is_accepted_by_keyboard_alone(qtbot, offices):
    propose(offices)
    change(offices.one, "张为", phone="13811111111")
    page = page_of(qtbot, offices.one)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.card.main
    QTest.keyClick(page.card.main, Qt.Key.Key_Return)
    assert phone(offices) == THEIRS
    assert "已接受" in page.bar.text()
    assert page.card is None


def test_a_refusal_without_a_reason_is_told_in_the_card_and_nothing_is_written(qtbot, offices):
    uid = propose(offices)
    page = page_of(qtbot, offices.one)
    press(page.card, "不接受")
    assert "原因" in page.card.bar.text()
    assert QApplication.focusWidget() is page.card.note
    type_text(page.card.note, "本人没有换号")
    press(page.card, "不接受")
    assert phone(offices) == "13800000001"
    assert deciding.handled(offices.one)[0].uid == uid


def test_another_value_is_typed_in_the_card(qtbot, offices):
    propose(offices)
    page = page_of(qtbot, offices.one)
    press(page.card, "改后接受")
    line = page.card.editor.entry()
    assert line.text() == THEIRS
    assert page.card.isAncestorOf(line)
    line.selectAll()
    type_text(line, "13733333333")
    press(page.card, "就按这个登记")
    assert phone(offices) == "13733333333"


def test_what_is_being_typed_stays_when_something_else_changes(qtbot, offices):
    propose(offices)
    page = page_of(qtbot, offices.one)
    type_text(page.card.note, "问过")
    card = page.card
    change(offices.one, "李强", phone="13600000000")
    page.refresh()
    assert page.card is card
    assert page.card.note.text() == "问过"


def test_the_value_that_lost_comes_back_with_one_click(qtbot, offices):
    deciding.accept(offices.one, [propose(offices)])
    page = page_of(qtbot, offices.one)
    page.show_tab("handled")
    press(page.card, "改回")
    assert phone(offices) == "13800000001"
    press(page.card, "改用建议")
    assert phone(offices) == THEIRS


def test_all_without_a_conflict_are_accepted_at_once(qtbot, offices):
    propose(offices)
    propose(offices, "李强", "13500000000")
    page = page_of(qtbot, offices.one)
    assert "2 条" in page.all.text()
    QTest.mouseClick(page.all, Qt.MouseButton.LeftButton)
    assert phone(offices) == THEIRS
    assert not page.lists.isVisible()


def test_somebody_moves_in_from_the_card(qtbot, offices):
    population.move_out(offices.one, person(offices.one, "张为"), "2026-11-02", transfer_to="槐树村")
    offices.up()
    street = page_of(qtbot, offices.street)
    assert street.card.where.currentText() == "槐树村"
    press(street.card, "转出")
    assert transfers.to_forward(offices.street) == []
    offices.down(offices.two)
    page = page_of(qtbot, offices.two)
    press(page.card, "登记迁入")
    assert "哪一户" in page.card.bar.text()
    page.card.home.choose(household(offices.two, "赵敏"))
    page.card.relation.set_code("97")
    press(page.card, "登记迁入")
    assert offices.two.store.count("person", where={"name": "张为"}) == 1
    offices.up(offices.two)
    street.show_tab("sent")
    assert "已登记" in street.card.heading.text()


def test_a_person_in_two_villages_is_found_told_and_answered(qtbot, offices):
    home = household(offices.two, "赵敏")
    population.move_in(offices.two, home, {"name": "张为", "id_number": number("张为")}, "2026-11-01", "10")
    offices.up(offices.two)
    street = page_of(qtbot, offices.street)
    street.look_across()
    qtbot.waitUntil(lambda: street.card is not None)
    press(street.card, "证件号码相同的")
    assert duplicates_across.found(offices.street) == []
    offices.down()
    page = page_of(qtbot, offices.one)
    press(page.card, "登记无误")
    assert "没有等您决定的事" in page.empty.words()


def test_an_alarm_leads_to_the_exchange_and_can_be_put_away(qtbot, offices):
    offices.street.store.system.alarms.put(
        Alarm(key="k", kind="fork", peer=SITES["one"], at="2026-11-20T08:00:00+08:00")
    )
    page = page_of(qtbot, offices.street)
    with qtbot.waitSignal(page.go) as went:
        press(page.card, "打开“收发”")
    assert went.args[0] == "exchange"
    press(page.card, "已经处理")
    assert page.table.rows.rowCount() == 0


def test_an_item_that_was_dealt_with_elsewhere_leaves_the_list(qtbot, offices):
    uid = propose(offices)
    page = page_of(qtbot, offices.one)
    deciding.refuse(offices.one, uid, "不对")
    press(page.card, "接受")
    assert "办理过" in page.card.bar.text()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 0)


def test_a_person_of_another_office_is_read_only_and_can_be_proposed_for(qtbot, offices):
    page = PersonPage(offices.street, person(offices.street, "张为"))
    qtbot.addWidget(page)
    page.show()
    own = (page.edit_button, page.verify_button, page.events_button, page.edit_home_button, page.add_group_button)
    assert not any(button.isVisible() for button in own)
    assert page.propose_button.isVisible()
    assert "柳行村" in page.whose.text()
    mine = PersonPage(offices.one, person(offices.one, "张为"))
    qtbot.addWidget(mine)
    mine.show()
    assert mine.edit_button.isVisible()
    assert not mine.propose_button.isVisible()
    assert not mine.whose.isVisible()


def test_a_household_of_another_office_is_read_only(qtbot, offices):
    page = HouseholdPage(offices.street, household(offices.street, "张为"))
    qtbot.addWidget(page)
    page.show()
    assert not any(button.isVisible() for button in page.own_buttons)
    assert page.propose_button.isVisible()


def test_the_dialog_asks_for_field_value_and_basis(qtbot, offices):
    dialog = ProposalDialog(offices.street, "person", person(offices.street, "张为"), label="联系电话")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.now.text() == "13800000001"
    dialog.go()
    assert "相同" in dialog.bar.text()
    dialog.editor.entry().setText(THEIRS)
    dialog.go()
    assert "依据" in dialog.bar.text()
    dialog.basis.setText("公安比对")
    dialog.go()
    found = proposals.sent(offices.street)[0]
    assert (found.label, found.new_text, found.basis) == ("联系电话", THEIRS, "公安比对")


def test_any_record_of_another_office_opens_read_only(qtbot, offices):
    space = Workspace(offices.street)
    qtbot.addWidget(space)
    uid = str(next(offices.street.store.rows("residence"))["uid"])
    space.open_record("residence", uid)
    opened = space.findChild(MirrorDialog)
    assert opened is not None
    assert space.findChild(RecordDialog) is None
    assert "只能查看" in opened.note.text()


def test_moving_out_asks_for_a_village_of_the_street_only_below_one(qtbot, offices):
    dialog = person_events.move_out(offices.one, person(offices.one, "张为"))
    qtbot.addWidget(dialog)
    assert "迁往本街道" in [label.text() for label in dialog._labels]
    other = person_events.move_out(offices.street, person(offices.street, "张为"))
    qtbot.addWidget(other)
    assert "迁往本街道" not in [label.text() for label in other._labels]


def test_a_record_that_differs_after_a_loss_is_decided_in_its_card(qtbot, offices):
    uid = person(offices.one, "张为")
    data: dict[str, object] = {"ledger": "person", "uid": uid, "theirs": {"phone": THEIRS}}
    offices.one.store.system.alarms.put(Alarm(key=f"lost.person.{uid}", kind="lost", peer="", data=data))
    page = page_of(qtbot, offices.one)
    press(page.card, "采用上级留存的")
    assert phone(offices) == THEIRS
    assert page.table.rows.rowCount() == 0


def test_the_clerk_says_that_this_machine_is_the_one(qtbot, offices):
    data: dict[str, object] = {"kind": "replaced"}
    offices.one.store.system.alarms.put(Alarm(key="replaced.x", kind="fork", peer=SITES["street"], data=data))
    page = page_of(qtbot, offices.one)
    before = offices.one.store.replica
    press(page.card, "就用这台电脑")
    assert offices.one.store.replica != before
    assert page.table.rows.rowCount() == 0
