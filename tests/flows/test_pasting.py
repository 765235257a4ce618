"""Pasting from WPS and Excel: what sheets put on the clipboard, read without a guess, shown before it is written."""

from __future__ import annotations

import pytest

from gridDesk.desk import batch, pasting
from gridDesk.desk.history import recent, undo
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import catalogue

PERSON = catalogue()["person"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("甲\t乙\r\n丙\t丁\r\n", [["甲", "乙"], ["丙", "丁"]]),
        ("甲\t乙\r丙\t丁", [["甲", "乙"], ["丙", "丁"]]),
        ('"第一行\n第二行"\t乙', [["第一行\n第二行", "乙"]]),
        ('"带\t制表符"\t"带""引号"""', [["带\t制表符", '带"引号"']]),
        ("甲\t乙\t丙\n丁", [["甲", "乙", "丙"], ["丁", "", ""]]),
        ("'370305198001011234\t'=备注", [["370305198001011234", "=备注"]]),
        ("'引号开头的话", [["'引号开头的话"]]),
        ('"没有合上的引号\t乙', [['"没有合上的引号', "乙"]]),
        ("甲\n\n乙", [["甲"], [""], ["乙"]]),
    ],
)
def test_a_pasted_text_is_read_as_the_sheet_meant_it(text, rows):
    assert pasting.parse(text) == rows


@pytest.mark.parametrize("number", ["4.40981E+17", "4.40981e17", "1.38E+10", "４.40981E+17"])
def test_a_number_the_sheet_shortened_is_refused(number):
    for key in ("id_number", "phone"):
        with pytest.raises(FieldError, match="被表格缩写"):
            pasting.unspoilt(PERSON[key], number)


@pytest.mark.parametrize("number", ["440981198001012000", "6222021234567890000"])
def test_a_number_of_which_the_sheet_rounded_the_end_is_refused(number):
    with pytest.raises(FieldError, match="000"):
        pasting.unspoilt(PERSON["id_number"], number)


@pytest.mark.parametrize("number", ["370305198001011", "37030519800101123X", "13800000000", "2.5", "E12"])
def test_a_number_that_is_whole_is_left_as_it_is(number):
    assert pasting.unspoilt(PERSON["id_number"], number) == number


def test_a_block_lands_where_it_begins_and_says_what_hangs_over():
    land = pasting.land([["a", "b", "c"], ["d", "e", ""], ["f", "", ""]], rows=2, columns=2)
    assert land.cells == ((0, 0, "a"), (0, 1, "b"), (1, 0, "d"), (1, 1, "e"))
    assert land.below == (((0, "f"),),)
    assert land.lost == 1


def test_one_cell_fills_the_whole_selection_and_a_block_repeats_only_whole():
    assert len(pasting.land([["甲"]], 9, 9, (3, 2)).cells) == 6
    assert len(pasting.land([["甲"], ["乙"]], 9, 9, (4, 1)).cells) == 4
    assert len(pasting.land([["甲"], ["乙"]], 9, 9, (3, 1)).cells) == 2


def test_too_many_cells_are_refused_in_words():
    with pytest.raises(FieldError, match="太多"):
        pasting.parse("\n".join(["\t" * 999] * 201))


def test_copied_cells_come_back_as_they_were():
    rows = [["甲", "两行\n文字"], ['带"引号"', "带\t表"]]
    assert pasting.parse(pasting.copied(rows)) == rows


# --- into an office ---------------------------------------------------------------------------------------------


def _people(desk, *names):
    from gridDesk.desk import records

    return [records.save(desk, "person", None, {"name": name, "sex": "1"}).uid for name in names]


def test_only_good_cells_are_written_and_one_undo_takes_all_back(village):
    one, two, three = _people(village, "张三", "李四", "王五")
    cells = [(one, "phone", "13800000001"), (two, "phone", "1.38E+10"), (three, "name", ""), (two, "education", "初中")]
    plan = batch.plan(village, "person", cells, pasting.unspoilt)
    assert [bool(cell.problem) for cell in plan.rows] == [False, True, True, False]
    assert (plan.good, plan.bad, plan.records, plan.sensitive) == (2, 2, 2, True)
    batch.apply(village, plan, "粘贴", reason="按登记表更正")
    kept = village.store.get_many("person", [one, two, three])
    assert (kept[one]["phone"], kept[two]["education"], kept[two]["phone"]) == ("13800000001", "70", None)
    undo(village, recent(village, 1)[0].txn)
    kept = village.store.get_many("person", [one, two, three])
    assert [kept[uid].get("phone") for uid in (one, two, three)] == [None, None, None]
    assert kept[two]["education"] is None


def test_a_batch_edit_shows_old_and_new_and_writes_once(village):
    uids = _people(village, "张三", "李四")
    plan = batch.preview(village, "person", uids, {"political": "群众"})
    assert [(cell.old, cell.new) for cell in plan.rows] == [("", "群众"), ("", "群众")]
    changes = batch.apply(village, plan, "批量修改")
    assert changes.touched["person"] == frozenset(uids)
    assert recent(village, 1)[0].label == "批量修改（人口2条）"
    again = batch.preview(village, "person", uids, {"political": "群众"})
    assert again.good == 0
    with pytest.raises(DeskError, match="没有可以写入的改动"):
        batch.apply(village, again, "批量修改")


def test_rows_that_hang_over_become_records_where_nothing_else_is_needed(village):
    assert batch.can_append(village, "address", ["text"])
    assert not batch.can_append(village, "person", ["name"])
    assert not batch.can_append(village, "low_income", ["amount"])
    plan = batch.plan(village, "address", [], pasting.unspoilt, [{"text": "柳溪村9号"}, {"village_group": "3组"}])
    assert [bool(cell.problem) for cell in plan.rows] == [False, True]
    before = village.store.count("address")
    batch.apply(village, plan, "粘贴")
    assert village.store.count("address") == before + 1


def test_what_the_program_keeps_itself_is_neither_offered_nor_written(village):
    from gridDesk.desk import columns, people

    home = people.new_household(village, "0001", "柳行村2组1号", {"name": "张为"})
    person = str(next(village.store.rows("person"))["uid"])
    for ledger, table, uid in (("person", "people", person), ("household", "households", home.uid)):
        assert "merged_into" not in {item.key for item in batch.editable_fields(village, ledger)}
        assert "merged_into" not in {column.key for column in columns.offered(village, table)}
        assert batch.preview(village, ledger, [uid], {"merged_into": uid}).rows == ()
