"""任务、通报、下发文件: what the street sends down is dealt with by keyboard on both sides."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from gridDesk.desk import bulletins, codes, directive_issue, event_acts, policies, results, task_acts, tasks
from gridDesk.ledger import Edit
from gridDesk.ui import background, problem, task_dialog
from gridDesk.ui.bulletin_dialog import CountsDialog, bulletin, score
from gridDesk.ui.bulletin_page import BulletinPage
from gridDesk.ui.choosers import CodeChooser
from gridDesk.ui.directive_dialog import FileDialog, codes_dialog
from gridDesk.ui.directive_page import DirectivesPage
from gridDesk.ui.office_list import OfficeList
from gridDesk.ui.tasks_page import TasksPage
from tests.flows.two_offices import carry
from tests.ui import two_offices

GIVEN = {"title": "排查出租房", "content": "逐户查看。", "due": "2027-01-10"}
DAYS = 'rest = ["2026-10-01"]\n'


@pytest.fixture
def both(qapp, tmp_path):
    village, street = two_offices.make(tmp_path)
    yield village, street
    background.stop()
    village.close()
    street.close()


def shown(qtbot, page, size=(1100, 640)):
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    return page


def words_of(page):
    """Return the words of the buttons on top, without what is on its way out."""
    return [page.acts.itemAt(n).widget().text().partition("(")[0] for n in range(page.acts.count())]


def press(qtbot, page, words):
    """Press a button by its words, once it shows: the buttons on top are made anew for what is chosen."""

    def found():
        every = page.findChildren(QPushButton)
        return next((one for one in every if one.text().startswith(words) and one.isVisible()), None)

    qtbot.waitUntil(lambda: found() is not None)
    qtbot.keyClick(found(), Qt.Key.Key_Space)


def given(both, tmp_path, **more):
    village, street = both
    (uid,) = task_acts.issue(street, [village.office.site], GIVEN | more)
    carry(street, village, tmp_path)
    return uid


# --- tasks -------------------------------------------------------------------------------------------------------------


def test_a_task_is_signed_for_by_enter_and_then_worked_on(qtbot, both, tmp_path):
    village, _street = both
    uid = given(both, tmp_path)
    page = shown(qtbot, TasksPage(village))
    assert page.words.text() == "共 1 项：在办 1，待签收 1。"
    assert words_of(page) == ["申请延期", "写进展", "签收"]
    qtbot.keyClick(page.tables["received"], Qt.Key.Key_Return)
    assert tasks.find(village, uid).stage == "signed"
    assert words_of(page) == ["申请延期", "写进展", "报办结"]
    assert "随下一个数据包送出" in page.bar.text()


def test_a_report_is_written_with_ctrl_enter(qtbot, both, tmp_path):
    village, _ = both
    uid = given(both, tmp_path)
    dialog = task_dialog.report_done(village, tasks.find(village, uid))
    shown(qtbot, dialog, (500, 300))
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog.go()
    assert "还没有写办理情况" in dialog.bar.text()
    dialog.focusWidget().setPlainText("查完了。")
    dialog.go()
    assert tasks.find(village, uid).stage == "reported"


def test_the_street_gives_a_task_to_the_ticked_offices(qtbot, both):
    village, street = both
    dialog = shown(qtbot, task_dialog.issue(street), (760, 430))
    dialog.focusWidget().setText("排查出租房")
    dialog.go()
    assert "请填写任务内容" in dialog.bar.text()
    dialog.findChild(QPlainTextEdit).setPlainText("逐户查看。")
    offices = dialog.findChild(OfficeList)
    qtbot.keyClick(offices.list, Qt.Key.Key_Space)
    assert offices.words.text() == "已选 0 个，共 1 个单位"
    dialog.go()
    assert "还没有选发给哪个单位" in dialog.bar.text()
    press(qtbot, dialog, "全选")
    dialog.go()
    assert [task.office for task in tasks.sent(street)] == [village.office.name]


def test_a_task_outside_the_list_of_matters_is_refused_in_the_dialog_until_its_number_is_typed(qtbot, both):
    village, street = both
    dialog = shown(qtbot, task_dialog.issue(street), (760, 430))
    assert not [one for one in dialog.findChildren(QLabel) if "清单事项" in one.text()]  # no list, no question
    policies.choose(street, "QD")
    dialog = shown(qtbot, task_dialog.issue(street), (760, 480))
    dialog.focusWidget().setText("登记企业用工")
    dialog.findChild(QPlainTextEdit).setPlainText("逐家登记。")
    press(qtbot, dialog, "全选")
    matter = next(one for one in dialog.findChildren(CodeChooser) if one.accessibleName().startswith("清单事项"))
    matter.set_code("9901")
    dialog.go()
    assert "请填写准入编号" in dialog.bar.text()
    approval = next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName().startswith("准入编号"))
    approval.setText("青域准〔2026〕3号")
    dialog.go()
    (task,) = tasks.sent(street)
    assert (task["matter"], task["approval"], task.office) == ("9901", "青域准〔2026〕3号", village.office.name)


def test_what_an_office_below_answered_is_accepted_or_sent_back(qtbot, both, tmp_path, monkeypatch):
    village, street = both
    uid = given(both, tmp_path)
    task_acts.report_done(village, uid, "查完了。")
    carry(village, street, tmp_path)
    page = shown(qtbot, TasksPage(street))
    assert words_of(page) == ["撤回", "改时限", "退回重办", "确认办结"]
    assert page.words.text() == "共 1 项：在办 1，待批复 1。"
    monkeypatch.setattr(task_dialog.WordsDialog, "exec", lambda dialog: dialog.act() is not None)
    press(qtbot, page, "确认办结")
    assert tasks.find(street, uid).stage == "closed"
    assert words_of(page) == []


def test_a_street_answers_what_was_moved_up_and_the_village_reads_it(qtbot, both, tmp_path):
    village, street = both
    page = shown(qtbot, TasksPage(street))
    page.show_argument("moved")
    assert page.words.text() == "共 1 件，1 件等答复。"
    event = page.chosen()
    dialog = shown(qtbot, task_dialog.give_result(street, event), (500, 460))
    dialog.go()
    assert "还没有写办理结果" in dialog.bar.text()
    results.give(street, event.uid, {"outcome": "01", "result": "已修好。"})
    carry(street, village, tmp_path)
    theirs = shown(qtbot, TasksPage(village))
    theirs.show_argument("results")
    assert words_of(theirs) == ["打开事项", "接收结果"]
    qtbot.keyClick(theirs.tables["results"], Qt.Key.Key_Return)
    assert results.received(village)[0].signed
    assert village.store.get("event", event.uid)["status"] == "04"  # waits for the check on the spot
    assert theirs.words.text() == "共 1 件，0 件没有签收。"
    assert words_of(theirs) == ["打开事项"]


def test_a_result_about_an_event_closed_meanwhile_is_only_signed_for(qtbot, both, tmp_path):
    village, street = both
    (event,) = results.moved_up(street)
    results.give(street, event.uid, {"outcome": "01", "result": "已修好。"})
    event_acts.check(village, event.uid, "路灯亮了。", close_too=True)
    carry(street, village, tmp_path)
    page = shown(qtbot, TasksPage(village))
    page.show_argument("results")
    assert words_of(page) == ["打开事项", "签收"]


def test_one_office_only_is_shown_when_another_page_asks(qtbot, both, tmp_path):
    village, street = both
    given(both, tmp_path)
    page = shown(qtbot, TasksPage(street))
    page.show_argument(village.office.site)
    assert words_of(page)[0] == "看全部单位"
    press(qtbot, page, "看全部单位")
    assert page.only == ""


def test_an_empty_page_says_what_will_stand_there(qtbot, both):
    page = shown(qtbot, TasksPage(both[0]))
    assert page.nothing.text().startswith("上级还没有交办任务")
    assert not page.tables["received"].isVisible()


# --- bulletins -------------------------------------------------------------------------------------------------------


def test_a_bulletin_is_read_and_signed_for(qtbot, both, tmp_path, monkeypatch):
    village, street = both
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    dialog = shown(qtbot, bulletin(street), (760, 430))
    dialog.go()
    assert "请填写标题" in dialog.bar.text()
    bulletins.issue(street, None, {"title": "十月通报", "content": "上报率 96%。"})
    carry(street, village, tmp_path)
    page = shown(qtbot, BulletinPage(village))
    assert (page.words.text(), words_of(page)) == ("共 1 件，1 件没有签收。", ["签收"])
    qtbot.keyClick(page.tables["received"], Qt.Key.Key_Return)
    assert bulletins.unread(village) == 0
    carry(village, street, tmp_path)
    theirs = shown(qtbot, BulletinPage(street))
    assert theirs.tables["sent"].rows.lines[0].texts[3] == "1/1"
    press(qtbot, theirs, "撤回")
    assert bulletins.sent(street) == []


def test_an_assessment_is_sent_to_a_worker_of_an_office_below(qtbot, both):
    street = both[1]
    dialog = shown(qtbot, score(street), (480, 430))
    dialog.go()
    (notice,) = bulletins.sent(street)
    assert notice.title.startswith("李秀英")
    assert notice.addressee == "柳行村"


def test_counts_are_typed_for_the_office_and_each_grid(qtbot, both):
    street = both[1]
    dialog = shown(qtbot, CountsDialog(street), (510, 470))
    assert [name for _, name, _, _ in dialog.lines] == ["全村（社区）", "柳行村第一网格"]
    dialog.lines[0][2].setText("abc")
    dialog.go()
    assert "户数" in dialog.bar.text()
    dialog.lines[0][2].setText("312")
    dialog.go()
    assert [row["households"] for row in street.store.rows("count_notice")] == [312]
    again = shown(qtbot, CountsDialog(street), (510, 470))
    assert again.lines[0][2].text() == "312"


# --- documents -------------------------------------------------------------------------------------------------------


def test_a_street_issues_codes_and_files_and_the_village_reads_them(qtbot, both, tmp_path, monkeypatch):
    village, street = both
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    codes.correct(street, codes.Correction(code_set="shop_kind", code="30", label="宠物店", reason="新开"))
    shown(qtbot, codes_dialog(street), (510, 240)).go()
    path = tmp_path / "2026.toml"
    path.write_text(DAYS, encoding="utf-8")
    dialog = shown(qtbot, FileDialog(street), (510, 420))
    dialog.go()
    assert "还没有选文件" in dialog.bar.text()
    dialog.take(path)
    dialog.go()
    carry(street, village, tmp_path)
    page = shown(qtbot, DirectivesPage(village))
    assert [line.texts[4] for line in page.table.rows.lines] == ["执行中", "执行中"]
    page.table.selectRow(1)
    assert page.text.toPlainText() == "放假：2026-10-01\n上班：没有"
    assert words_of(page) == []
    theirs = shown(qtbot, DirectivesPage(street))
    assert words_of(theirs) == ["撤回", "下发代码表", "下发文件"]
    press(qtbot, theirs, "撤回")
    assert len(theirs.table.rows.lines) == 1


def test_a_document_that_does_not_count_says_why(qtbot, both, tmp_path):
    village, street = both
    uid = directive_issue.issue(street, "calendar", "2026", "放假", DAYS)
    street.store.write([Edit("directive", uid, "update", {"title": "改了"})], actor="", label="试", reason="")
    carry(street, village, tmp_path)
    page = shown(qtbot, DirectivesPage(village))
    assert page.table.rows.lines[0].texts[4] == "没有采用"
    assert "签名" in page.chosen().why


def test_ctrl_enter_does_the_act_once_from_every_field(qtbot, both):
    dialog = shown(qtbot, task_dialog.issue(both[1]), (760, 430))
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    done = []
    dialog.act = lambda: done.append(1)
    dialog.accept = lambda: None
    lines = [one for one in dialog.findChildren(QLineEdit) if not isinstance(one.parent(), QComboBox)]
    fields = [*lines, dialog.findChild(QPlainTextEdit), dialog.findChild(OfficeList).list]
    for field in fields:
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(done) == len(fields)
