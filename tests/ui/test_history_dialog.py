"""Acts and changes are told in words; undo names the act, asks once, and says what had to stay."""

import pytest
from PySide6.QtWidgets import QApplication

from gridDesk.desk import history
from gridDesk.ledger import Changes
from gridDesk.ui import history_dialog, problem
from gridDesk.ui.history_dialog import HistoryDialog, RecentDialog, undone_words
from gridDesk.ui.words import size_words, when_words
from tests.ui.doubles import DeskDouble

LINES = [
    history.HistoryLine("2026-11-20 09:12", "王建国", "修改人口", "联系电话", "", "13800000001", "本人来电", "t2"),
    history.HistoryLine("2026-11-02 16:40", "王建国", "导入花名册", "姓名", "", "张三", "", "t1"),
    history.HistoryLine("2026-11-02 16:40", "王建国", "导入花名册", "性别", "", "男", "", "t1"),
]
ACTS = [
    history.Act("t2", "2026-11-20 09:12", "王建国", "修改人口", 1, False),
    history.Act("t1", "2026-11-02 16:40", "王建国", "导入花名册", 312, True),
]


@pytest.fixture
def desk(qapp, monkeypatch):
    monkeypatch.setattr(history, "record_history", lambda desk, ledger, uid: LINES)
    monkeypatch.setattr(history, "recent", lambda desk, limit=50: ACTS)
    return DeskDouble()


def test_every_change_of_a_record_is_listed_with_old_and_new(desk, qtbot):
    dialog = HistoryDialog(desk, "person", "p1")
    qtbot.addWidget(dialog)
    texts = dialog.table.rows.lines[0].texts
    assert texts[1:] == ("王建国", "修改人口", "联系电话", "", "13800000001", "本人来电")
    assert dialog.table.rows.lines[2].texts[:4] == ("", "", "", "性别")
    assert "修改过 2 次" in dialog.note.text()


def test_a_record_without_changes_says_so(desk, qtbot, monkeypatch):
    monkeypatch.setattr(history, "record_history", lambda desk, ledger, uid: [])
    dialog = HistoryDialog(desk, "person", "p1")
    qtbot.addWidget(dialog)
    assert dialog.note.text() == "这条记录还没有修改过。"
    assert dialog.table.isHidden()


def test_the_undo_button_names_the_chosen_act_and_rests_on_one_already_undone(desk, qtbot):
    dialog = RecentDialog(desk)
    qtbot.addWidget(dialog)
    assert dialog.undo.text() == "撤销：修改人口(&Z)"
    assert dialog.undo.isEnabled()
    dialog.table.selectRow(1)
    assert not dialog.undo.isEnabled()
    assert dialog.table.rows.lines[1].texts[4] == "已撤销"


def test_undo_asks_once_and_tells_what_could_not_be_taken_back(desk, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(problem, "ask", lambda parent, text, *args, **more: asked.append(text) or True)
    changes = Changes("t3", "撤销", {"person": frozenset({"p1"})})
    monkeypatch.setattr(
        history, "undo", lambda desk, txn: history.Undone(changes, ["人口“张三”的联系电话后来又改过。"])
    )
    dialog = RecentDialog(desk)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.undone) as done:
        dialog.ask_undo()
    assert asked == ["要撤销“修改人口”吗？"]
    assert done.args == [changes]
    assert "1 条记录放回了原样" in dialog.result.text()
    assert "张三" in dialog.result.text()


def test_undo_that_is_declined_takes_nothing_back(desk, qtbot, monkeypatch):
    monkeypatch.setattr(history_dialog, "confirm_undo", lambda parent, act: False)
    monkeypatch.setattr(history, "undo", lambda desk, txn: pytest.fail("nothing may be undone"))
    dialog = RecentDialog(desk)
    qtbot.addWidget(dialog)
    dialog.ask_undo()
    QApplication.processEvents()
    assert dialog.result.isHidden()


def test_undone_words_say_how_many_records_went_back():
    changes = Changes("t", "撤销", {"person": frozenset({"a", "b"})})
    assert undone_words("导入花名册", history.Undone(changes, [])) == "已撤销“导入花名册”，2 条记录放回了原样。"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-11-21 08:05", "今天 08:05"),
        ("2026-11-02T16:40:11+08:00", "11月2日 16:40"),
        ("2025-03-09 10:00", "2025年3月9日"),
        ("", ""),
    ],
)
def test_moments_are_told_as_a_clerk_says_them(when, words, monkeypatch):
    monkeypatch.setattr("gridDesk.ui.words.today_iso", lambda: "2026-11-21")
    assert when_words(when) == words


def test_amounts_of_bytes_are_told_in_fitting_units():
    assert [size_words(size) for size in (12, 2_048, 3_650_722_201)] == ["12 字节", "2.0 KB", "3.4 GB"]
