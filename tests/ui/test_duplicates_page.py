"""Pairs are listed with reasons, compared by keyboard, merged, taken apart again, or found not to be the same."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk.desk import duplicates, records
from gridDesk.ui import problem
from gridDesk.ui.duplicates_apart import ApartDialog
from gridDesk.ui.duplicates_page import DuplicatesPage
from gridDesk.ui.merge_dialog import APART, MERGED, MergeDialog
from gridDesk.ui.person_page import PersonPage


@pytest.fixture
def desk(desk):
    values = {"name": "张为", "sex": "1", "birth": "1980-01-01", "phone": "13900000009", "remark": "重复"}
    records.save(desk, "person", None, values)
    return desk


def two(desk):
    people = [str(row["uid"]) for row in desk.store.rows("person", where={"name": "张为"})]
    return people[0], people[1]


def page_of(desk, qtbot) -> DuplicatesPage:
    page = DuplicatesPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    qtbot.waitUntil(lambda: "person" in page.found and not page._looking)
    return page


def test_the_page_lists_pairs_with_score_and_reason(desk, qtbot):
    page = page_of(desk, qtbot)
    (line,) = page.table.rows.lines
    assert line.texts[0] == "可能 80"
    assert line.texts[3] == "姓名相同，出生日期相同"
    assert page.words.text() == "找到 1 对可能是同一人的记录，其中 1 对可能性较大。按回车比对。"


def test_households_have_a_list_of_their_own(desk, qtbot):
    page = page_of(desk, qtbot)
    page.show_argument("household")
    qtbot.waitUntil(lambda: "household" in page.found)
    assert page.words.text().startswith("没有找到可能重复的户。")


def test_arrows_choose_what_stays_and_enter_merges(desk, qtbot):
    keep, other = two(desk)
    dialog = MergeDialog(desk, keep, other)
    qtbot.addWidget(dialog)
    dialog.show()
    choice = dialog.choices["phone"]
    assert choice.side() == "keep"
    QTest.keyClick(choice.buttons["keep"], Qt.Key.Key_Right)
    assert choice.side() == "other"
    QTest.keyClick(dialog.merge, Qt.Key.Key_Return)
    assert dialog.outcome == MERGED
    kept = desk.store.get("person", keep)
    assert (kept["phone"], kept["remark"]) == ("13900000009", "重复")
    assert desk.store.get("person", other)["merged_into"] == keep


def test_turning_round_keeps_the_other_record(desk, qtbot):
    keep, other = two(desk)
    dialog = MergeDialog(desk, keep, other)
    qtbot.addWidget(dialog)
    dialog.turn_round()
    assert (dialog.plan.keep, dialog.plan.other) == (other, keep)
    assert "居住（人）1 条" in dialog.moving_words()


def test_not_the_same_is_listed_and_can_be_taken_back(desk, qtbot):
    dialog = MergeDialog(desk, *two(desk))
    qtbot.addWidget(dialog)
    dialog.not_the_same()
    assert (dialog.outcome, duplicates.pairs(desk)) == (APART, [])
    apart = ApartDialog(desk)
    qtbot.addWidget(apart)
    assert apart.table.rows.lines[0].texts[:2] == ("张为", "张为")
    apart.take_back()
    assert len(duplicates.pairs(desk)) == 1
    assert apart.note.text() == "还没有认定过哪两条记录不是同一人。"


def test_after_a_merge_the_page_offers_the_way_back(desk, qtbot, monkeypatch):
    monkeypatch.setattr(MergeDialog, "exec", MergeDialog.merge_now)
    page = page_of(desk, qtbot)
    page.compare(page.found["person"][0])
    assert page.table.rows.lines == []
    assert "已把张为的两条记录合并成一条。" in page.bar.text()
    assert page.back.isVisible()
    page.take_back()
    qtbot.waitUntil(lambda: not page._looking)
    assert len(page.found["person"]) == 1
    assert not page.back.isVisible()


def test_the_page_of_a_merged_person_leads_to_the_kept_one_and_takes_the_merge_apart(desk, qtbot, monkeypatch):
    keep, other = two(desk)
    duplicates.merge(desk, duplicates.merge_plan(desk, keep, other))
    told = []
    monkeypatch.setattr(problem, "ask", lambda *_args, **_more: True)
    monkeypatch.setattr(problem, "tell", lambda _parent, words, **_more: told.append(words))
    page = PersonPage(desk, other)
    qtbot.addWidget(page)
    page.show()
    assert page.merged_button.isVisible()
    assert not page.edit_button.isVisible()
    with qtbot.waitSignal(page.open_record) as opened:
        page.merged_button.click()
    assert opened.args == ["person", keep]
    page.unmerge_button.click()
    assert told[0].startswith("已撤销“合并”")
    assert desk.store.get("person", other)["state"] == "active"
    qtbot.waitUntil(page.edit_button.isVisible)
