"""Population events by keyboard: the menu of a person and a household, the month page, the grids."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridDesk import text
from gridDesk.desk import figures, grids, history, population, population_events
from gridDesk.ledger import Edit, new_uid
from gridDesk.ui import background, grid_dialogs, household_events, person_events, problem, theme
from gridDesk.ui.grids_page import GridsPage
from gridDesk.ui.household_page import HouseholdPage
from gridDesk.ui.person_page import PersonPage
from gridDesk.ui.population_page import PopulationPage
from tests.ui import small_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    desk = small_office.make(tmp_path / "office")
    yield desk
    background.stop()
    desk.close()


def show(qtbot, widget):
    qtbot.addWidget(widget)
    widget.resize(1100, 700)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def counted(qtbot, page):
    with qtbot.waitSignal(page.counted):
        page.refresh()
    return page


def texts(table):
    return [line.texts for line in table.rows.lines]


# --- dialogs --------------------------------------------------------------------------------------------------


def test_a_death_is_entered_by_keyboard_alone(desk, qtbot):
    uid = small_office.person(desk, "李强")
    dialog = show(qtbot, person_events.death(desk, uid))
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog._order[0])
    dialog._order[0].setText("11月3日")
    QTest.keyClick(dialog._order[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog._order[1])
    QTest.keyClick(dialog._order[1], Qt.Key.Key_Return)
    assert dialog.bar.text() == ""
    row = desk.store.get("person", uid)
    assert (row["state"], row["closed_on"], row["closed_reason"]) == ("closed", "2026-11-03", "01")
    assert dialog.result() == dialog.DialogCode.Accepted


def test_a_date_to_come_is_told_and_the_dialog_stays(desk, qtbot):
    dialog = show(qtbot, person_events.move_out(desk, small_office.person(desk, "李强")))
    dialog._order[1].setText("2026-12-03")
    dialog.go()
    assert "还没有到" in dialog.bar.text()
    assert dialog.isVisible()


def test_a_newborn_joins_the_household(desk, qtbot):
    home = small_office.household(desk, "张为")
    dialog = show(qtbot, person_events.birth(desk, home))
    name, sex, on, relation, _number = dialog._order
    name.setText("张小雪")
    sex.set_code("2")
    on.setText("11月7日")
    dialog.go()
    assert "与户主关系" in dialog.bar.text()
    relation.set_code("33")
    dialog.go()
    row = desk.store.get("person", small_office.person(desk, "张小雪"))
    assert (row["birth"], row["sex"]) == ("2026-11-07", "2")


def test_a_new_head_comes_with_proposed_relations(desk, qtbot):
    home = small_office.household(desk, "张为")
    dialog = show(qtbot, household_events.change_head(desk, home))
    table = dialog.findChild(household_events.Relations)
    assert dialog._order[0].currentText() == "王芳"
    assert table.codes() == {
        small_office.person(desk, "张为"): "11", small_office.person(desk, "王芳"): "02",
        small_office.person(desk, "张小满"): "30",
    }  # fmt: skip
    dialog.go()
    assert desk.store.get("household", home)["head"] == small_office.person(desk, "王芳")


def test_a_member_is_ticked_and_heads_a_household_of_her_own(desk, qtbot):
    home = small_office.household(desk, "张为")
    dialog = show(qtbot, household_events.split(desk, home))
    table = dialog.findChild(household_events.Relations)
    table.boxes[small_office.person(desk, "张小满")].setChecked(True)
    dialog.go()
    assert small_office.household(desk, "张小满") != home
    assert desk.store.count("household") == 4


def test_every_dialog_fits_a_small_screen(desk, qtbot):
    home, uid = small_office.household(desk, "张为"), small_office.person(desk, "张为")
    made = [make(desk, home) for make in (
        person_events.birth, person_events.move_in, person_events.marry_in, household_events.split,
        household_events.merge, household_events.change_head, household_events.rehouse,
    )]  # fmt: skip
    made += [make(desk, uid) for make in (
        person_events.death, person_events.move_out, person_events.marry_out, person_events.rent,
        person_events.change_number,
    )]  # fmt: skip
    for dialog in made:
        show(qtbot, dialog)
        assert dialog.minimumSizeHint().width() <= theme.chars(740 / 15), dialog.windowTitle()


def test_the_menus_offer_what_can_happen(desk, qtbot):
    page = show(qtbot, HouseholdPage(desk, small_office.household(desk, "张为")))
    page.events_button.open_menu()
    words = [action.text() for action in page.events_button.made.actions() if action.text()]
    assert [word.split("(")[0] for word in words] == [
        "出生", "迁入", "婚入", "分户", "并户", "更换户主", "住处变动", "整户迁出", "注销本户",
    ]  # fmt: skip
    assert page.events_button.made.activeAction().text().startswith("出生")
    page.events_button.made.hide()
    person = show(qtbot, PersonPage(desk, small_office.person(desk, "张为")))
    assert [entry[0].split("(")[0] for entry in person.event_entries() if entry] == [
        "死亡", "迁出、离开", "婚出", "租住开始", "证件签发或更正",
    ]  # fmt: skip


# --- the month ------------------------------------------------------------------------------------------------


def test_the_month_page_shows_figures_events_and_the_year(desk, qtbot):
    uid = small_office.person(desk, "李强")
    population.death(desk, uid, "2026-11-05")
    page = counted(qtbot, show(qtbot, PopulationPage(desk)))
    assert page.month_label.text() == "2026年11月"
    assert texts(page.by_grid)[-1] == ("合计", "2", "4", "4", "0", "0", "0", "0", "1", "0", "0", "0")
    assert texts(page.events)[0][:3] == ("2026-11-05", "死亡", "李强")
    assert len(texts(page.by_month)) == 12  # January to November, and the sum
    with qtbot.waitSignal(page.open_record) as opened:
        QTest.keyClick(page.events, Qt.Key.Key_Return)
    assert opened.args == ["person", uid]


def test_a_closed_month_says_so_and_the_next_one_follows(desk, qtbot, monkeypatch):
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    page = counted(qtbot, show(qtbot, PopulationPage(desk)))
    page.show_month("2026-10")
    with qtbot.waitSignal(page.counted):
        pass
    page.close_month()
    qtbot.waitUntil(lambda: page.words.text().startswith("已结账"))
    assert figures.kept(desk, "2026-10").people == 5
    assert not page.close_button.isEnabled()
    page.after.click()
    with qtbot.waitSignal(page.counted):
        pass
    assert page.close_button.isEnabled()


def test_a_chosen_event_is_taken_back_with_its_reason(desk, qtbot, monkeypatch):
    uid = small_office.person(desk, "李强")
    population.death(desk, uid, "2026-11-05")
    page = counted(qtbot, show(qtbot, PopulationPage(desk)))

    def answer(dialog):
        dialog._order[0].setText("登记错人")
        dialog.go()
        return dialog.result()

    monkeypatch.setattr("gridDesk.ui.event_dialog.EventDialog.exec", answer)
    page.take_back()
    assert page.bar.text() == "已撤回。"
    assert desk.store.get("person", small_office.person(desk, "李强"))["state"] == "active"
    assert [line.kind for line in population_events.events_of(desk, "2026-11")] == ["死亡", "撤回死亡"]


def test_the_pages_fit_beside_the_navigation_at_150_percent(desk, qtbot):
    for page in (PopulationPage(desk), GridsPage(desk)):
        show(qtbot, page)
        assert page.minimumSizeHint().width() <= theme.chars(740 / 15), page.title


# --- grids ----------------------------------------------------------------------------------------------------


def cited(page):
    labels = page.chosen.findChildren(theme.WarnLabel)
    return "".join(label.text() for label in labels if label.isVisibleTo(page))


def test_the_grids_page_cites_the_clause_it_checks(desk, qtbot):
    page = counted(qtbot, show(qtbot, GridsPage(desk)))
    assert texts(page.tree)[0][0] == "柳行村第一网格"
    assert texts(page.tree)[0][4:6] == ("3", "5")
    qtbot.waitUntil(lambda: "〔QL-05 第五条〕" in cited(page))
    page.profile.setCurrentIndex(page.profile.findData("QD"))
    page.profile.activated.emit(page.profile.currentIndex())
    qtbot.waitUntil(lambda: "QD-A2.1" in cited(page))


def test_households_are_chosen_previewed_and_moved(desk, qtbot):
    east = new_uid()
    desk.write([Edit("grid", east, "create", {"name": "东片网格"})], "新建网格")
    dialog = show(qtbot, grid_dialogs.RedrawDialog(desk, str(desk.grids()[0]["uid"])))
    dialog.go()
    assert "还没有勾选" in dialog.bar.text()
    dialog.text.setText("2组")
    dialog.tick_all(True)
    assert dialog.target.currentText() == "东片网格"
    dialog.go()
    assert dialog.bar.text().startswith("将有 2 户 4 人")
    dialog.go()
    assert desk.store.count("household", where={"grid": east}) == 2
    home = small_office.household(desk, "张为")
    assert grids.grid_at(desk, "household", home, "2026-11-20") == east


def test_a_grid_is_split_in_the_same_dialog_as_one_act(desk, qtbot):
    dialog = show(qtbot, grid_dialogs.RedrawDialog(desk, str(desk.grids()[0]["uid"])))
    assert (dialog.target.currentText(), dialog.name.isVisible()) == (grid_dialogs.SPLIT, True)  # there is one grid
    dialog.text.setText("2组")
    dialog.tick_all(True)
    dialog.go()
    assert "请填写新网格的名称" in dialog.bar.text()
    dialog.name.setText("东片网格")
    dialog.go()
    assert "划到新网格“东片网格”" in dialog.bar.text()
    dialog.go()
    (east,) = (str(row["uid"]) for row in desk.grids() if row["name"] == "东片网格")
    assert desk.store.count("household", where={"grid": east}) == 2
    undone = history.undo(desk, history.recent(desk)[0].txn)
    assert undone.kept == [], [act.label for act in history.recent(desk)]
    assert [row["name"] for row in desk.grids()] == ["柳行村第一网格"]
    assert desk.store.count("household", where={"grid": east}) == 0


def test_a_household_that_moved_in_is_entered_on_one_short_form_and_opened(desk, qtbot, monkeypatch):
    from gridDesk.ui.event_dialog import EventDialog
    from gridDesk.ui.ledger_page import HouseholdsPage

    def answer(dialog):
        lines = {widget.accessibleName(): widget for widget in dialog._order}
        dialog.go()
        assert "请填写户主姓名" in dialog.bar.text()
        lines["户主姓名"].setText("孙平")
        lines["户号"].setText("0099")
        dialog.go()
        return dialog.result()

    monkeypatch.setattr(EventDialog, "exec", answer)
    page = HouseholdsPage(desk)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.open_record) as opened:
        page.move_in()
    home = desk.store.get("household", opened.args[1])
    person = desk.store.get("person", home["head"])
    assert (home["number"], person["name"]) == ("0099", "孙平")
    (told,) = desk.store.rows("population_event", where={"person": home["head"]})
    assert (told["kind"], told["household_to"]) == ("03", opened.args[1])
