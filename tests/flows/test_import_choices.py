"""What a clerk chooses at an import counts, and is remembered for the next file of the same layout."""

from __future__ import annotations

from gridDesk.desk import history, rosters
from gridDesk.roster import Settings
from tests.roster.support import id_number, write_sheets, write_xlsx

NUMBERS = [id_number(f"19{50 + n}-03-04", 11 + n) for n in range(12)]


def roster(path, education=("60", "70")):
    rows = [["户号", "姓名", "与户主关系", "身份证号", "文化程度"]]
    for n in range(6):
        rows.append([n // 2, f"王{'甲乙丙丁戊己'[n]}", "户主" if n % 2 == 0 else "妻", NUMBERS[n], education[n % 2]])
    return write_xlsx(path, rows)


def test_a_code_list_is_chosen_once_and_remembered_for_the_layout(village, tmp_path):
    first = roster(tmp_path / "一.xlsx")
    plan = rosters.preview(village, [first])
    assert [(one.title, one.certain) for one in plan.sheets[0].codings] == [("文化程度", False)]
    layout = plan.sheets[0].matches.layout
    plan = rosters.preview(village, [first], settings={layout: Settings(codings={"文化程度": "tens"})})
    rosters.apply(village, plan)
    assert {row["education"] for row in village.store.rows("person")} == {"70", "80"}
    again = rosters.preview(village, [roster(tmp_path / "二.xlsx")])
    assert again.sheets[0].codings[0].chosen == "tens"
    assert again.edits() == []


def test_a_way_of_grouping_is_chosen_once_and_remembered(village, tmp_path):
    path = roster(tmp_path / "一.xlsx", ("初中", "小学"))
    layout = rosters.preview(village, [path]).sheets[0].matches.layout
    plan = rosters.preview(village, [path], settings={layout: Settings("none")})
    rosters.apply(village, plan)
    assert village.store.count("household") == 0
    assert rosters.preview(village, [path]).sheets[0].grouping == "没有分户依据，未分户"


def test_files_read_once_serve_a_second_preview(village, tmp_path):
    path = roster(tmp_path / "一.xlsx")
    plan = rosters.preview(village, [path])
    path.unlink()
    again = rosters.preview(village, [path], books=[book for book, _ in plan.books])
    assert again.figures()["people"] == 6


def test_protected_groups_named_in_a_column_are_written_only_when_let_in(village, tmp_path):
    rows = [["姓名", "身份证号", "人员类别"], ["王甲", NUMBERS[0], "刑满释放"], ["王乙", NUMBERS[1], "低保"]]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    plan = rosters.preview(village, [path])
    rosters.apply(village, plan)
    assert village.store.count("released") == 0
    assert "released" not in {ledger.key for ledger in village.enabled()}
    plan = rosters.preview(village, [path])
    applied = rosters.apply(village, plan, accept=frozenset({"released"}))
    assert village.store.count("released") == 1
    assert "released" in {ledger.key for ledger in village.enabled()}
    assert rosters.preview(village, [path]).offered() == []
    history.undo(village, applied.changes.txn)
    assert village.store.count("released") == 0


def test_files_that_refer_to_each_other_come_in_the_right_order(village, tmp_path):
    people = roster(tmp_path / "人口.xlsx", ("初中", "小学"))
    houses = write_xlsx(tmp_path / "房屋.xlsx", [["房屋地址", "房主姓名", "房屋用途"], ["东街1号", "王甲", "自住"]])
    groups = write_sheets(
        tmp_path / "特殊.xlsx", {"低保": [["姓名", "身份证号", "低保类别"], ["王甲", NUMBERS[0], "A类"]]}
    )
    plan = rosters.preview(village, [groups, houses, people])
    assert [sheet.target for sheet in plan.sheets] == ["resident", "dwelling", "low_income"]
    rosters.apply(village, plan)
    assert village.store.count("person") == 6
    assert village.store.check() == []


def test_a_grid_of_the_list_is_found_by_name_and_an_unknown_one_is_kept_in_words(village, tmp_path):
    rows = [
        ["单位名称", "单位地址", "所属网格", "法定代表人", "联系电话"],
        ["柳行超市", "东街1号", "柳行村网格", "王甲", "13800000001"],
        ["柳行饭店", "东街2号", "第九网格", "赵乙", "13800000002"],
    ]
    path = write_xlsx(tmp_path / "实有单位台账.xlsx", rows)
    plan = rosters.preview(village, [path])
    assert plan.sheets[0].target == "unit"
    rosters.apply(village, plan)
    units = {row["name"]: row for row in village.store.rows("unit")}
    assert units["柳行超市"]["grid"] == village.grids()[0]["uid"]
    assert units["柳行饭店"]["grid"] is None
    assert units["柳行饭店"]["remark"] == "所属网格：第九网格"
    assert rosters.preview(village, [path]).edits() == []
