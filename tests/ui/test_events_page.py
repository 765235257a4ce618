"""事项: an event is registered, handled, checked and closed by keyboard; both offices see what they can do with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from gridDesk import text
from gridDesk.desk import attachments, drafts, event_above, event_acts, event_steps, events, records
from gridDesk.ui import background, events_dialogs, problem, theme
from gridDesk.ui.events_acts import ACTS, offered
from gridDesk.ui.events_form import FAMILIES, EventFormDialog, from_visit
from gridDesk.ui.events_page import EventsPage
from gridDesk.ui.form import RecordForm
from gridDesk.ui.picture_strip import PictureStrip
from gridDesk.ui.pictures_editor import PicturesEditor
from gridDesk.ui.record_page import MenuButton
from gridDesk.ui.words_dialog import WordsDialog
from tests.flows.two_offices import carry
from tests.ui import two_offices
from tests.ui.small_office import type_text
from tests.ui.test_pictures_editor import photo

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FOUND = {
    "title": "楼道堆放杂物", "kind": "03", "date": "2026-11-02", "place": "柳行村2组1号", "situation": "通道堵了一半。",
    "party_name": "张三强",
}  # fmt: skip


@pytest.fixture
def page(desk, qtbot):
    return shown(qtbot, EventsPage(desk))


@pytest.fixture
def answered(monkeypatch):
    """Answer each dialog of an act: what is typed into its field of sentences, then it is done."""
    told = []

    def run(dialog):
        told.append(dialog.windowTitle())
        dialog.show()
        field = dialog.findChild(QPlainTextEdit)
        QTest.keyClicks(field, "ok")
        dialog.go()
        return dialog.result()

    monkeypatch.setattr(WordsDialog, "exec", run)
    return told


def shown(qtbot, widget, size=(1180, 700)):
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    return widget


def found(desk, **more):
    return event_acts.register(desk, FOUND | more).uid


def buttons(page):
    every = [page.acts.itemAt(n).widget() for n in range(page.acts.count())]
    return [one.text().partition("(")[0] for one in every]


def press(qtbot, page, words):
    """Press a button by its words, once it shows: those on top are made anew for what is chosen."""

    def wanted():
        every = page.findChildren(QPushButton)
        return next((one for one in every if one.text().startswith(words) and one.isVisible()), None)

    qtbot.waitUntil(lambda: wanted() is not None)
    qtbot.keyClick(wanted(), Qt.Key.Key_Space)


def test_enter_does_what_suggests_itself_until_the_event_is_closed(page, desk, answered):
    uid = found(desk, kind="11", agency_kind="04", title="代办医保")
    page.refresh()
    assert buttons(page)[0] == "办理"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert buttons(page)[0] == "办理"
    event_acts.handle(desk, uid, "办好了。", done=True)
    page.refresh()
    assert buttons(page)[0] == "现场核查"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert desk.store.get("event", uid)["status"] == event_steps.DONE
    assert page.about.line.state == "待反馈"  # it stays until the party was told
    assert buttons(page)[0] == "反馈当事人"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.nothing.isVisible()
    page.show_argument(uid)
    assert (page.about.line.uid, page.about.line.state) == (uid, "已办结")


def test_a_simple_hazard_is_solved_and_closed_on_the_spot_with_two_keys(page, desk, answered):
    uid = found(desk)
    page.refresh()
    assert page.panel.advice.text() == "一般的，由网格当场答复或解决。"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert answered == ["当场解决"]
    row = desk.store.get("event", uid)
    assert (row["status"], row["checked_by"]) == ("05", desk.user)


def test_a_refusal_is_told_in_the_dialog_and_nothing_is_written(page, desk, qtbot):
    uid = found(desk)
    dialog = shown(qtbot, events_dialogs.words(desk, uid, "楼道", "close"), (500, 300))
    dialog.go()
    assert "还没有现场核查" in dialog.bar.text()
    assert len(event_steps.of_event(desk, uid)) == 1


def test_a_limit_typed_without_its_year_lies_ahead(desk, qtbot, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat("2026-11-03T09:00:00+08:00"))
    uid = found(desk)
    dialog = shown(qtbot, events_dialogs.hand(desk, uid, "楼道", "assign", "王师傅"), (500, 300))
    due = dialog.findChildren(QLineEdit)[1]
    type_text(due, "12月5日")
    due.editingFinished.emit()
    assert due.text() == "2026-12-05"
    dialog.go()
    assert desk.store.get("event", uid)["due"] == "2026-12-05"


@pytest.mark.parametrize("family", FAMILIES, ids=[one.word for one in FAMILIES])
def test_each_family_asks_its_own_and_registers_with_its_kind(desk, qtbot, family):
    dialog = shown(qtbot, EventFormDialog(desk))
    dialog.show_family(family)
    for key, words in (("title", "试登记"), ("place", "村口"), ("situation", "有情况")):
        type_text(dialog.form.editors[key].entry(), words)
    dialog.form.save()
    row = desk.store.get("event", dialog.saved)
    assert (row["title"], row["kind"], row["place"]) == ("试登记", family.kinds[0], "村口")
    assert [one["act"] for one in event_steps.of_event(desk, dialog.saved)] == [event_steps.REGISTER]
    assert set(family.fields) <= set(dialog.form.editors)


def test_what_was_typed_stays_when_another_family_is_chosen(desk, qtbot):
    dialog = shown(qtbot, EventFormDialog(desk))
    type_text(dialog.form.editors["title"].entry(), "排水沟")
    QTest.keyClick(dialog.buttons["纠纷"], Qt.Key.Key_Space)
    assert dialog.form.values["title"] == "排水沟"
    assert "other_party" in dialog.form.editors
    assert "agency_kind" not in dialog.form.editors
    dialog.form._dirty.clear()


def test_what_stays_when_another_family_is_chosen_is_still_unsaved_and_kept_as_a_draft(desk, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(problem, "ask_unsaved", lambda *_: asked.append("?") or "stay")
    dialog = shown(qtbot, EventFormDialog(desk))
    type_text(dialog.form.editors["title"].entry(), "排水沟")
    type_text(dialog.form.editors["due"].entry(), "31月")  # nothing that can be read yet
    QTest.keyClick(dialog.buttons["纠纷"], Qt.Key.Key_Space)
    assert dialog.form.editors["due"].raw() == "31月"
    drafts.closed(desk, dialog.form.keeper.key)
    (draft,) = drafts.left(desk)
    assert draft.texts["title"] == "排水沟"
    dialog.reject()
    assert (asked, dialog.isVisible()) == (["?"], True)
    dialog.form._dirty.clear()


def test_the_event_after_one_whose_family_was_changed_begins_empty(desk, qtbot):
    dialog = shown(qtbot, EventFormDialog(desk))
    type_text(dialog.form.editors["title"].entry(), "排水沟")
    QTest.keyClick(dialog.buttons["纠纷"], Qt.Key.Key_Space)
    assert dialog.form.save_next()
    assert (dialog.form.values.get("title"), dialog.form.values["kind"], dialog.form.changed) == (None, "01", False)
    assert not dialog.form.save_next()
    assert [row["title"] for row in desk.store.rows("event")] == ["排水沟"]


def test_an_event_is_opened_from_a_visit_with_what_was_said_there(desk, qtbot):
    visit = records.save(
        desk, "visit", None, records.blank(desk, "visit", date="2026-11-02", needs="想办老年证", place="村委会")
    ).uid
    dialog = shown(qtbot, EventFormDialog(desk, None, known=from_visit(desk, visit), visit=visit))
    assert dialog.buttons["诉求"].isChecked()
    type_text(dialog.form.editors["title"].entry(), "代办老年证")
    dialog.form.save()
    assert desk.store.get("visit", visit)["event"] == dialog.saved
    row = desk.store.get("event", dialog.saved)
    assert (row["situation"], row["source"], row["date"]) == ("想办老年证", "02", "2026-11-02")


def test_a_correction_of_the_class_moves_the_limit_and_keeps_the_steps(desk, qtbot):
    uid = found(desk)
    dialog = shown(qtbot, EventFormDialog(desk, uid))
    assert dialog.buttons == {}
    dialog.form.editors["due"].entry().setText("2026-12-01")
    dialog.form._edited(dialog.form.editors["due"])
    dialog.form.save()
    row = desk.store.get("event", uid)
    assert (row["due"], row["due_by_hand"]) == ("2026-12-01", 1)
    assert len(event_steps.of_event(desk, uid)) == 1


def test_the_form_of_the_ledger_asks_how_far_an_event_is_only_of_one_from_older_paper(desk, qtbot):
    told_by_steps = {"status", "closed_date", "checked_on", "checked_by"}
    uid = found(desk)
    event_acts.handle(desk, uid, "已通知户主。")
    form = shown(qtbot, RecordForm(desk, "event", uid))
    assert not told_by_steps & set(form.editors)
    type_text(form.editors["remark"].entry(), "补记")
    assert form.save()
    row = desk.store.get("event", uid)
    assert (row["remark"], row["status"]) == ("补记", event_steps.RUNNING)
    assert told_by_steps < set(shown(qtbot, RecordForm(desk, "event")).editors)


def test_the_list_is_filtered_by_state_family_words_and_comes_back(page, desk):
    found(desk, title="超期的", due="2026-10-01")
    found(desk, title="邻里纠纷", kind="01")
    page.refresh()
    assert page.list.rows.rowCount() == 2
    page.show_argument("overdue")
    assert [line.what.title for line in page.list.rows.lines] == ["超期的"]
    page._set("all")
    page.kinds.setCurrentText("纠纷")
    page.refresh()
    assert [line.what.title for line in page.list.rows.lines] == ["邻里纠纷"]
    page.search.setText("没有这样的")
    page.refresh()
    assert page.nothing.isVisible()
    assert page.about is None


def test_every_act_has_a_letter_of_its_own_among_those_offered_together(desk):
    for more in ({}, {"status": "02"}, {"status": "03"}, {"status": "04"}, {"status": "05"}, {"kind": "11"}):
        view = events.view(desk, found(desk, **more))
        letters = [act.words.partition("(&")[2][:1] for act in offered(view)[:3]] + list("NPGBFYQH")
        assert len(letters) == len(set(letters)), letters


def test_the_timeline_shows_who_did_what_and_the_pictures_have_their_place(page, desk):
    uid = found(desk)
    event_acts.assign(desk, uid, "王师傅", "两天内清走")
    page.refresh()
    words = [one.word for one in page.about.course]
    assert words == ["登记", "交办"]
    assert not page.panel.pictures.isVisible()
    assert "王师傅" in page.about.course[1].said


def test_papers_of_the_chosen_event_go_to_the_print_page(page, desk, qtbot):
    uid = found(desk)
    page.refresh()
    page._fill_papers()
    wanted = {}
    page.go.connect(lambda key, argument: wanted.setdefault(key, argument))
    page.paper.menu().actions()[0].trigger()
    assert wanted == {"printing": f"dispute_dossier:{uid}"}


@pytest.fixture
def both(qapp, tmp_path):
    village, street = two_offices.make(tmp_path)
    yield village, street
    background.stop()
    village.close()
    street.close()


def test_the_street_takes_on_what_was_moved_up_and_the_village_takes_its_result(qtbot, both, tmp_path, answered):
    village, street = both
    uid = found(village, title="邻里排水纠纷", kind="01")
    event_acts.report_up(village, uid)
    carry(village, street, tmp_path)
    theirs = shown(qtbot, EventsPage(street))
    theirs.show_argument(uid)
    assert buttons(theirs)[:3] == ["受理", "交办", "答复"]
    press(qtbot, theirs, "受理")
    assert theirs.about.line.state == "已受理"
    assert buttons(theirs)[0] == "交办"
    event_above.say(street, uid, event_above.SETTLED, "已调解。")
    carry(street, village, tmp_path)
    ours = shown(qtbot, EventsPage(village))
    ours.show_argument(uid)
    assert buttons(ours)[0] == "接收结果"
    assert "2 条办理结果" in ours.panel.advice.text()
    press(qtbot, ours, "接收结果")
    assert ours.about.line.state == "待核查"
    assert buttons(ours)[0] == "现场核查"


def test_the_street_may_take_on_what_was_moved_up_again_and_the_village_takes_what_comes_too_late(
    qtbot, both, tmp_path
):
    village, street = both
    uid = found(village, title="邻里排水纠纷", kind="01")
    event_acts.report_up(village, uid)
    carry(village, street, tmp_path)
    event_above.accept(street, uid)
    event_above.send_back(street, uid, "请先调解。")
    carry(street, village, tmp_path)
    event_above.take(village, uid)
    event_acts.report_up(village, uid)
    carry(village, street, tmp_path)
    assert offered(events.view(street, uid))[0].key == "above_accept"
    event_above.accept(street, uid)
    event_acts.check(village, uid, "好了。", close_too=True)
    carry(street, village, tmp_path)
    ours = shown(qtbot, EventsPage(village))
    ours.show_argument(uid)
    assert buttons(ours)[0] == "接收结果"
    assert "本事项已经销号" in ours.panel.advice.text()
    press(qtbot, ours, "接收结果")
    assert buttons(ours)[0] == "反馈当事人"


def test_the_street_assigns_to_the_village_only_unless_others_are_ticked(qtbot, both, tmp_path):
    village, street = both
    uid = found(village, title="邻里排水纠纷", kind="01")
    event_acts.report_up(village, uid)
    carry(village, street, tmp_path)
    dialog = shown(qtbot, events_dialogs.above_assign(street, uid, "邻里", village.office.site), (760, 400))
    assert dialog.findChild(QComboBox) is None
    type_text(dialog.findChild(QPlainTextEdit), "牵头调解")
    dialog.go()
    (task,) = events.view(street, uid).tasks
    assert task["about"] == uid
    page = shown(qtbot, EventsPage(street))
    page.show_argument(uid)
    wanted = []
    page.go.connect(lambda key, argument: wanted.append((key, argument)))
    more = next(one for one in page.findChildren(MenuButton) if one.text().startswith("更多"))
    next(act for words, act in filter(None, more._entries()) if words == "去看任务 2026-001")()
    assert wanted == [("tasks", task["uid"])]
    assert ACTS["above_assign"].plain == "交办…"


def test_an_event_that_is_not_among_those_listed_shows_all_the_same(qtbot, both, tmp_path):
    village, street = both
    uid = found(village, title="村里自己办的")
    other = found(village, title="上报的", kind="01")
    event_acts.report_up(village, other)
    carry(village, street, tmp_path)
    page = shown(qtbot, EventsPage(street))
    page.show_argument(uid)
    assert page.about.line.uid == uid
    page.refresh()  # something else was written meanwhile
    assert page.about.line.uid == uid
    page.states.activated.emit(page.states.currentIndex())
    assert [line.what.title for line in page.list.rows.lines if line.what.uid == uid] == []


def test_of_an_event_that_is_gone_a_sentence_tells_and_none_is_chosen_in_its_place(page, desk):
    found(desk)
    page.show_argument("f" * 32)
    assert "已经不在了" in page.bar.text()
    assert (page.about, page.list.current(), buttons(page)) == (None, None, [])
    assert page.list.rows.rowCount() == 1
    page.show_argument("open")
    assert not page.bar.isVisible()


def test_an_event_opened_from_another_page_shows_on_its_own_with_what_to_do_next(window):
    uid = found(window.desk)
    window.open_page("today")
    window.open_record("event", uid)
    page = window.workspace.shown()
    assert isinstance(page, EventsPage)
    assert page.about.line.uid == uid


@pytest.mark.parametrize("act", ["handle", "check"])
def test_pictures_taken_while_handling_and_checking_stand_at_their_step(page, desk, qtbot, tmp_path, monkeypatch, act):
    uid = found(desk)
    dialog = shown(qtbot, getattr(events_dialogs, act)(desk, uid, "楼道"), (500, 300))
    editor = dialog.findChild(PicturesEditor)
    files = [str(photo(tmp_path, colour)) for colour in ("red", "green")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files, ""))
    qtbot.keyClick(editor.add_button, Qt.Key.Key_Space)
    QTest.keyClicks(dialog.findChild(QPlainTextEdit), "ok")
    qtbot.keyClick(dialog.go_button, Qt.Key.Key_Space)
    step = event_steps.of_event(desk, uid)[1]
    assert len(attachments.listed(step["pictures"])) == 2
    page.show_argument(uid)
    word = {"handle": "办理", "check": "现场核查"}[act]

    def counts():
        strips = page.panel.findChildren(PictureStrip)
        return [one.count() for one in strips if one.accessibleName() == f"{word}的照片" and one.isVisible()]

    qtbot.waitUntil(lambda: counts() == [2])


def test_nine_pictures_leave_the_buttons_of_the_dialog_on_a_small_screen(desk, qtbot):
    uid = found(desk)
    dialog = shown(qtbot, events_dialogs.check(desk, uid, "楼道"), (440, 300))
    least, hint = dialog.layout().minimumSize().height(), dialog.height()
    editor = dialog.findChild(PicturesEditor)
    editor.set_value(",".join(f"{n:064x}" for n in range(9)))
    editor.changed.emit()
    assert dialog.layout().minimumSize().height() - least < theme.em() * 5
    assert dialog.height() > hint


def test_on_a_page_without_events_the_keyboard_stands_on_what_registers_one(page, desk):
    page.setFocus()
    assert page.focusProxy() is page.new
    found(desk)
    page.refresh()
    assert page.focusProxy() is page.list
