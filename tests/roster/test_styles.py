"""Rosters in the styles of other offices: each test writes a real small file the way clerks keep them."""

from __future__ import annotations

import datetime as dt

import pytest

from gridDesk.ledger import Edit, catalogue
from gridDesk.roster import Known, Options, Plan, preview, read_workbook
from tests.roster.support import id_number, write_sheets, write_xlsx

HEAD, WIFE, SON = id_number("1960-03-04", 11), id_number("1962-05-06", 22), id_number("1988-07-08", 31)
OTHER, THIRD = id_number("1971-01-01", 13), id_number("1975-02-02", 24)


def plan_of(path, known: Known | None = None, **options) -> Plan:
    return preview(read_workbook(path), known or Known(), catalogue(), Options(**options))


def made(plan: Plan, ledger: str) -> list[Edit]:
    return [edit for edit in plan.edits() if edit.ledger == ledger]


def homes(plan: Plan) -> list[list[str]]:
    """Return the names per household, in order."""
    names = {edit.uid: str(edit.values["name"]) for edit in made(plan, "person")}
    found: dict[object, list[str]] = {}
    for edit in made(plan, "residence"):
        found.setdefault(edit.values.get("household"), []).append(names[str(edit.values["person"])])
    return list(found.values())


def test_same_head_names_in_neighbouring_households_do_not_merge(tmp_path):
    rows = [
        ["户主姓名", "姓名", "与户主关系", "身份证号"],
        ["王伟", "王伟", "户主", HEAD], ["王伟", "李兰", "妻", WIFE],
        ["王伟", "王伟", "户主", OTHER], ["王伟", "赵梅", "妻", THIRD],
    ]  # fmt: skip
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟", "李兰"], ["王伟", "赵梅"]]


def test_head_column_without_relations_groups_and_names_the_head(tmp_path):
    rows = [["户主", "姓名", "身份证号"], ["王伟", "王伟", HEAD], ["", "李兰", WIFE], ["赵刚", "赵刚", OTHER]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["赵刚"]]
    assert all("head" in edit.values for edit in made(plan, "household"))


def test_rows_under_one_merged_address_are_one_household(tmp_path):
    rows = [
        ["姓名", "身份证号", "家庭住址"],
        ["王伟", HEAD, "东街1号"], ["李兰", WIFE, None], ["赵刚", OTHER, "东街2号"], ["赵梅", THIRD, None],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["C2:C3", "C4:C5"]))
    assert homes(plan) == [["王伟", "李兰"], ["赵刚", "赵梅"]]
    assert len(made(plan, "address")) == 2


def test_consecutive_equal_addresses_are_one_household_when_nothing_else_tells(tmp_path):
    rows = [
        ["姓名", "身份证号", "地址"],
        ["王伟", HEAD, "东街1号"],
        ["李兰", WIFE, "东街1号"],
        ["赵刚", OTHER, "东街2号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["赵刚"]]
    assert plan.sheets[0].grouping == "按相同地址"


def test_numbers_that_start_again_in_another_group_are_other_households(tmp_path):
    rows = [
        ["组别", "户号", "姓名", "与户主关系", "身份证号"],
        [1, 1, "王伟", "户主", HEAD], [1, 1, "李兰", "妻", WIFE],
        [2, 1, "赵刚", "户主", OTHER], [2, 1, "赵梅", "妻", THIRD],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["赵刚", "赵梅"]]
    assert [edit.values["village_group"] for edit in made(plan, "household")] == ["1组", "2组"]


def test_a_sheet_per_group_with_a_dictionary_sheet(tmp_path):
    head = ["户号", "姓名", "与户主关系", "身份证号"]
    sheets = {
        "1组": [head, [1, "王伟", "户主", HEAD], [1, "李兰", "妻", WIFE]],
        "2组": [head, [1, "赵刚", "户主", OTHER]],
        "字典": [["民族"], ["汉族"], ["回族"]],
        "Sheet3": [],
    }
    path = write_sheets(tmp_path / "a.xlsx", sheets)
    plan = plan_of(path)
    assert homes(plan) == [["王伟", "李兰"], ["赵刚"]]
    assert [sheet.target for sheet in plan.sheets] == ["resident", "resident", None, None]
    again = plan_of(path, Known().with_edits(plan.edits()))
    assert again.edits() == []


def test_titles_notes_repeated_headers_totals_and_signatures_are_not_people(tmp_path):
    head = ["序号", "姓 名", "*身份证号码\n（18位）", "性 别", "联系电话（手机）"]
    rows = [
        ["某某村人口花名册"], ["填表说明：请如实填写，不得缺项"], ["单位：某某村", None, None, "2026年"], head,
        [1, "王　伟", HEAD, "男", 13800000001.0], [2, "李兰", WIFE, "女", None], head,
        [3, "赵刚", OTHER, "男", "13800000002；0533-7654321"], [None] * 5,
        ["合计", "3人", None, None, None], ["填表人：某某", None, None, "审核人："],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:E1"]))
    assert [(row.row, row.who, row.status) for row in plan.sheets[0].rows] == [
        (5, "王伟", "NEW"), (6, "李兰", "NEW"), (8, "赵刚", "NEW"),
    ]  # fmt: skip
    phones = [edit.values.get("phone") for edit in made(plan, "person")]
    assert phones == ["13800000001", None, "13800000002；0533-7654321"]


def test_a_second_table_below_the_first_is_told_not_mixed_in(tmp_path):
    rows = [
        ["姓名", "身份证号", "性别"], ["王伟", HEAD, "男"], [None] * 3,
        ["房屋地址", "房主姓名", "建筑面积", "房屋用途"], ["东街1号", "王伟", 80, "自住"],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row.who for row in plan.sheets[0].rows] == ["王伟"]
    assert any("第 4 行起像是另一张表" in notice for notice in plan.notices)


def test_two_tables_side_by_side_are_refused_with_a_sentence(tmp_path):
    rows = [["姓名", "性别", "身份证号", "姓名", "性别", "身份证号"], ["王伟", "男", HEAD, "李兰", "女", WIFE]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert plan.edits() == []
    assert "左右并排" in plan.notices[0]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (dt.date(1990, 1, 31), "1990-01-31"), (32904.0, "1990-01-31"), ("1990.1.31", "1990-01-31"),
        ("1990年1月", "1990-01"), (1990.01, "1990-01"), (1990.0, "1990"), ("19900131", "1990-01-31"),
        ("二〇二〇年三月", "2020-03"), ("90.1.31", "1990-01-31"),
    ],
)  # fmt: skip
def test_birth_dates_without_an_id_number_in_every_style(cell, kept, tmp_path):
    rows = [["姓名", "出生年月", "与户主关系"], ["王伟", cell, "户主"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "person")[0].values["birth"] == kept


def test_ages_are_not_turned_into_birth_dates(tmp_path):
    rows = [["姓名", "年龄", "性别"], ["王伟", 66, "男"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert "birth" not in made(plan, "person")[0].values
    assert any("年龄由出生日期推算" in notice for notice in plan.notices)


def test_ditto_marks_take_the_value_above(tmp_path):
    rows = [["户号", "姓名", "民族", "家庭住址"], [1, "王伟", "汉", "东街1号"], [1, "李兰", "〃", "同上"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [edit.values["ethnicity"] for edit in made(plan, "person")] == ["01", "01"]
    assert len(made(plan, "address")) == 1


def test_tick_columns_make_bare_group_records_once(tmp_path):
    rows = [
        ["姓名", "身份证号", "低保", "残疾人", "社区矫正"],
        ["王伟", HEAD, "√", "", "√"],
        ["李兰", WIFE, "", "是", "否"],
    ]
    path = write_xlsx(tmp_path / "花名册.xlsx", rows)
    plan = plan_of(path)
    assert [edit.ledger for edit in plan.edits() if edit.ledger in catalogue() and catalogue()[edit.ledger].group == "special"] == [
        "low_income", "disabled",
    ]  # fmt: skip
    assert any("受保护人群" in notice and "1 人" in notice for notice in plan.notices)
    assert plan_of(path, Known().with_edits(plan.edits())).edits() == []


def test_registered_and_present_address_stay_apart(tmp_path):
    rows = [
        ["姓名", "身份证号", "与户主关系", "户籍地址", "现住址"],
        ["王伟", HEAD, "户主", "甲村1组1号", "乙小区2号楼1单元301室"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "residence")[0].values["registered_address"] == "甲村1组1号"
    address = made(plan, "address")[0].values
    assert (address["text"], address["building"], address["unit"], address["door"]) == (
        "乙小区2号楼1单元301室",
        "2",
        "1",
        "301",
    )


def test_a_column_without_a_field_is_named_and_kept_in_the_remark_once(tmp_path):
    rows = [["姓名", "身份证号", "土地亩数"], ["王伟", HEAD, 3.5]]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    plan = plan_of(path)
    assert made(plan, "person")[0].values["remark"] == "土地亩数：3.5"
    assert "C 列“土地亩数”没有对应的栏目" in plan.notices[0]
    assert plan_of(path, Known().with_edits(plan.edits())).edits() == []
    assert "remark" not in made(plan_of(path, unmatched="leave"), "person")[0].values


def test_blank_cells_never_erase_and_less_exact_values_never_replace(tmp_path):
    full = [
        ["姓名", "身份证号", "联系电话", "家庭住址", "与户主关系"],
        ["王伟", HEAD, "13800000001", "甲镇乙村1组1号", "户主"],
        ["王小", SON, "", "甲镇乙村1组1号", "长子"],
    ]
    poor = [
        ["姓名", "身份证号", "联系电话", "家庭住址", "出生年月", "与户主关系"],
        ["王?", HEAD, "", "1组1号", "1960.3", "户主"],
        ["王小", SON, "", "1组1号", "", "子"],
    ]
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", full)).edits())
    again = plan_of(write_xlsx(tmp_path / "b.xlsx", poor), known)
    assert [row.status for row in again.sheets[0].rows] == ["SAME", "SAME"]
    assert again.edits() == []


def test_a_person_without_a_number_gets_one_later_and_is_not_doubled(tmp_path):
    first = [["户号", "姓名", "与户主关系", "身份证号"], [5, "王伟", "户主", HEAD], [5, "王苗", "孙女", "未办"]]
    later = [
        ["户号", "姓名", "与户主关系", "身份证号"],
        [5, "王伟", "户主", HEAD],
        [5, "王苗", "孙女", SON[:6] + id_number("2020-01-01", 44)[6:]],
    ]
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", first)).edits())
    plan = plan_of(write_xlsx(tmp_path / "b.xlsx", later), known)
    assert [row.status for row in plan.sheets[0].rows] == ["SAME", "UPDATE"]
    assert not made(plan, "residence")
    assert {change.field for change in plan.sheets[0].rows[1].changes} >= {"id_number", "birth", "sex"}


def test_fifteen_digits_and_eighteen_are_one_person(tmp_path):
    short = HEAD[:6] + HEAD[8:17]
    known = Known().with_edits(
        plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", short]])).edits()
    )
    plan = plan_of(write_xlsx(tmp_path / "b.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]]), known)
    assert [(edit.ledger, edit.op, dict(edit.values)) for edit in plan.edits()] == [
        ("person", "update", {"id_number": HEAD})
    ]
    known = known.with_edits(plan.edits())
    assert plan_of(tmp_path / "a.xlsx", known).edits() == []


def test_one_number_with_two_quite_different_names_keeps_the_ledgers_name(tmp_path):
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]])).edits())
    path = write_xlsx(tmp_path / "b.xlsx", [["姓名", "身份证号"], ["赵刚", HEAD]])
    plan = plan_of(path, known)
    assert plan.edits() == []
    assert plan.sheets[0].rows[0].warnings[0].message.startswith("A2 同一号码，姓名不同")
    assert plan_of(path, known, replace_names=True).edits()[0].values == {"name": "赵刚"}


def test_household_of_people_whose_head_was_faulty_is_completed_not_doubled(tmp_path):
    bad = [
        ["姓名", "身份证号", "与户主关系"],
        ["王伟", HEAD[:-1] + ("1" if HEAD[-1] != "1" else "2"), "户主"],
        ["李兰", WIFE, "妻"],
    ]
    good = [["户号", "姓名", "身份证号", "与户主关系"], [9, "王伟", HEAD, "户主"], [9, "李兰", WIFE, "妻"]]
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", bad)).edits())
    known = known.with_edits(plan_of(write_xlsx(tmp_path / "b.xlsx", good), known).edits())
    assert len(known.table("household")) == 1
    household = next(iter(known.table("household").values()))
    assert (household["number"], known.get("person", str(household["head"]))["name"]) == ("9", "王伟")


def test_tenants_in_columns_of_their_own_and_several_in_one_cell(tmp_path):
    head = ["房屋地址", "户主", "身份证号", "电话", "承租人姓名", "承租人身份证号", "承租人电话", "月租金"]
    rows = [
        head,
        ["东街1号", "王伟", HEAD, "13800000001", "孙强", OTHER, "13800000002", 500],
        ["东街2号", "李兰", WIFE, "", "钱进、孙丽", f"{THIRD}、{SON}", "", ""],
        ["东街3号", "赵刚", "", "", "无", "", "", ""],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    plan = plan_of(path)
    figures = plan.figures()
    assert (figures["dwellings"], figures["rented"], figures["tenants"]) == (3, 2, 3)
    assert sorted(str(edit.values["id_number"]) for edit in made(plan, "person")) == sorted([OTHER, THIRD, SON])
    assert made(plan, "tenancy")[0].values["rent"] == 50000
    assert made(plan, "dwelling")[0].values["owner_phone"] == "13800000001"
    assert {edit.values["kind"] for edit in made(plan, "residence")} == {"02"}
    assert plan_of(path, Known().with_edits(plan.edits())).edits() == []


def test_a_bad_tenant_number_refuses_the_row_and_names_the_cell(tmp_path):
    rows = [["房屋地址", "房主姓名", "承租人(姓名/证件号/电话)"], ["东街1号", "王伟", f"孙强/{OTHER[:-1]}/13800000002"]]
    plan = plan_of(write_xlsx(tmp_path / "房屋.xlsx", rows))
    assert plan.edits() == []
    note = plan.sheets[0].rows[0].errors[0]
    assert (note.column, note.kind) == ("C2", "id_length")
    assert note.message.startswith("C2 承租人身份证号应为18位，现在是17位")


def test_a_group_sheet_makes_the_person_with_a_warning_and_completes_it_later(tmp_path):
    rows = [
        ["柳行村残疾人台账"],
        ["姓名", "身份证号", "残疾类别", "残疾等级", "家庭住址"],
        ["王伟", HEAD, "肢体", "三级", "东街1号"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    plan = plan_of(path)
    assert plan.sheets[0].rows[0].warnings[0].kind == "person_created"
    known = Known().with_edits(plan.edits())
    assert plan_of(path, known).edits() == []
    roster = write_xlsx(
        tmp_path / "b.xlsx", [["户号", "姓名", "身份证号", "家庭住址"], [1, "王伟", HEAD, "甲村东街1号"]]
    )
    known = known.with_edits(plan_of(roster, known).edits())
    assert (len(known.table("person")), len(known.table("disabled"))) == (1, 1)
    assert plan_of(path, known).edits() == []


def test_unknown_relation_words_are_kept_beside_the_code(tmp_path):
    rows = [["户号", "姓名", "与户主关系"], [1, "王伟", "本人"], [1, "李兰", "干闺女"], [1, "王玲", "表姐"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    values = [edit.values for edit in made(plan, "residence")]
    assert [(v.get("relation"), v.get("relation_note")) for v in values] == [
        ("02", None),
        (None, "干闺女"),
        ("92", "表姐"),
    ]


def test_remembered_columns_come_before_guesses(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号", "户内编码"], ["王伟", HEAD, "A7"]])
    workbook = read_workbook(path)
    plan = preview(workbook, Known(), catalogue())
    matches = plan.sheets[0].matches
    choices = matches.choices() | {"户内编码": "household.number"}
    plan = preview(workbook, Known(), catalogue(), remembered={matches.layout: choices})
    assert made(plan, "household")[0].values["number"] == "A7"


def test_a_known_person_who_joins_a_group_is_new_there_and_later_completed_or_the_same(tmp_path):
    roster = write_xlsx(tmp_path / "a.xlsx", [["户号", "姓名", "身份证号"], [1, "王伟", HEAD], [2, "赵刚", OTHER]])
    known = Known().with_edits(plan_of(roster).edits())
    titles = ["姓名", "身份证号", "残疾类别", "残疾等级"]
    first = [["残疾人台账"], titles, ["王伟", HEAD, "肢体", ""], ["赵刚", OTHER, "视力", "一级"]]
    plan = plan_of(write_xlsx(tmp_path / "b.xlsx", first), known)
    assert [row.status for row in plan.sheets[0].rows] == ["NEW", "NEW"]
    assert not made(plan, "person")
    known = known.with_edits(plan.edits())
    fuller = [["残疾人台账"], titles, ["王伟", HEAD, "肢体", "三级"], ["赵刚", OTHER, "视力", "一级"]]
    again = plan_of(write_xlsx(tmp_path / "c.xlsx", fuller), known)
    assert [row.status for row in again.sheets[0].rows] == ["UPDATE", "SAME"]


def test_a_table_that_starts_in_a_later_column_keeps_its_cell_names(tmp_path):
    rows = [["", "", "姓名", "身份证号"], ["", "", "王伟", HEAD[:-1]], ["", "", "赵刚", OTHER]]
    rows = [[cell or None for cell in row] for row in rows]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row.status for row in plan.sheets[0].rows] == ["ERROR", "NEW"]
    assert plan.sheets[0].rows[0].errors[0].column == "D2"
