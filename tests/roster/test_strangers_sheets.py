"""Sheets that nobody had seen: what is a roster and what is none, where a table begins, and what stands around it."""

from __future__ import annotations

import pytest

from gridDesk.errors import DeskError
from gridDesk.roster import Known, read_workbook
from tests.roster.support import write_sheets, write_xlsx
from tests.roster.test_strangers import HEAD, HERS, OTHER, SON, WIFE, addresses, homes, made, plan_of

PEOPLE = [["王伟", "户主", HEAD], ["李兰", "妻", WIFE], ["王军", "子", SON]]
TITLES = ["姓名", "与户主关系", "身份证号"]


@pytest.mark.parametrize(
    ("title", "columns", "line"),
    [
        ("柳行村2024年11月考勤表", ["出勤天数"], [31]),
        ("村民代表会议签到表", ["单位及职务", "联系电话", "签名"], ["1组组长", "13800001111", ""]),
        ("网格员工资发放表", ["身份证号", "基本工资", "实发金额"], [HEAD, 2000, 2500]),
        ("村两委干部通讯录", ["职务", "手机", "分管工作"], ["书记", "13800001111", "全面"]),
        ("防汛物资领取登记表", ["电话", "数量"], ["13800001111", 2]),
    ],
)
def test_a_sheet_of_names_kept_for_something_else_makes_nobody(title, columns, line, tmp_path):
    rows = [[title], ["序号", "姓名", *columns], [1, "王伟", *line], [2, "孙梅", *line[:-1], ""]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert plan.edits() == []
    assert "不是花名册" in plan.notices[0]


def test_columns_that_are_the_days_of_a_month_are_no_roster(tmp_path):
    rows = [["序号", "姓名", *range(1, 31), "合计"], [1, "王伟", *["√"] * 30, 30], [2, "孙梅", *["√"] * 30, 30]]
    assert plan_of(write_xlsx(tmp_path / "a.xlsx", rows)).edits() == []


def test_a_subsidy_list_with_numbers_is_still_a_list_of_people(tmp_path):
    rows = [["惠农补贴领取表"], ["户主", "身份证号", "面积", "金额"], ["王伟", HEAD, 3.5, 400]]
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟"]]


def test_a_list_lying_on_its_side_makes_nobody_and_says_how_to_turn_it(tmp_path):
    rows = [
        ["姓名", "王伟", "李兰"],
        ["与户主关系", "户主", "妻"],
        ["身份证号", HEAD, WIFE],
        ["住址", "1组1号", "1组1号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert plan.edits() == []
    assert "转置" in plan.notices[0]


def test_a_number_in_the_column_of_names_is_nobody(tmp_path):
    rows = [TITLES, ["13800001111", "户主", HEAD], ["李兰", "妻", WIFE]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(row.row, note.kind) for row in plan.sheets[0].rows for note in row.errors] == [(2, "name_invalid")]
    assert [row["name"] for row in made(plan, "person")] == ["李兰"]


@pytest.mark.parametrize(
    "index",
    [[("甲", "乙", "丙")], [(1, 2, 3)], [("（1）", "（2）", "（3）")], [("A", "B", 1)], [("甲", 1, 2), (1, 2, 3)]],
)
def test_a_line_that_numbers_the_columns_is_nobody(index, tmp_path):
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [TITLES, *index, *PEOPLE]))
    assert homes(plan) == [["王伟", "李兰", "王军"]]
    assert plan.figures()["errors"] == {}


def test_a_table_below_many_lines_of_instructions_is_found(tmp_path):
    rows = [[f"{n}．请各村认真填写第{n}项。"] for n in range(1, 30)]
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", [*rows, TITLES, *PEOPLE]))) == [["王伟", "李兰", "王军"]]


@pytest.mark.parametrize("words", ["一、1组", "（一）一组", "1.第一村民小组", "1组"])
def test_a_numbered_line_names_the_group_of_those_below(words, tmp_path):
    rows = [TITLES, [words], *PEOPLE, ["二、2组"], ["赵刚", "户主", OTHER]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row.get("village_group") for row in made(plan, "household")] == ["1组", "2组"]


def test_a_title_that_lists_several_groups_puts_nobody_into_one(tmp_path):
    rows = [["党员、低保、残疾人名单"], ["姓名", "性别", "身份证号"], ["王伟", "男", HEAD], ["孙梅", "女", HERS]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert {edit.ledger for edit in plan.edits()} == {"person", "residence"}
    assert any("几类人（党员、低保特困、残疾人）" in notice for notice in plan.notices)


def test_two_words_for_one_group_still_name_it(tmp_path):
    rows = [["低保、特困人员名单"], ["姓名", "身份证号"], ["王伟", HEAD]]
    assert plan_of(write_xlsx(tmp_path / "a.xlsx", rows)).sheets[0].target == "low_income"


def test_a_sheet_with_a_header_and_nothing_below_says_so(tmp_path):
    plan = plan_of(write_sheets(tmp_path / "a.xlsx", {"一组": [TITLES, *PEOPLE], "二组": [TITLES]}))
    assert [notice for notice in plan.notices if "二组" in notice] == [
        "工作表“二组”：这张表只有表头，下面是空的，没有可以读入的行。"
    ]
    assert addresses(plan) == []


def card(head, rows, address, number):
    return [
        ["居民户口簿登记卡"],
        ["户主姓名", head, "户号", number],
        ["住址", address, "联系电话", "13800001111"],
        [*TITLES, "婚姻状况"],
        *[[*row, ""] for row in rows],
        ["登记员签名：", "", "登记日期：", ""],
    ]


def test_a_card_for_each_household_keeps_number_address_and_phone(tmp_path):
    sheets = {
        "王伟": card("王伟", PEOPLE, "柳行村1组1号", "000001"),
        "赵刚": card("赵刚", [["赵刚", "户主", OTHER]], "柳行村2组2号", "000002"),
    }
    plan = plan_of(write_sheets(tmp_path / "a.xlsx", sheets))
    assert homes(plan) == [["王伟", "李兰", "王军"], ["赵刚"]]
    assert addresses(plan) == ["柳行村1组1号", "柳行村2组2号"]
    assert [(row["number"], row["phone"]) for row in made(plan, "household")] == [
        ("000001", "13800001111"),
        ("000002", "13800001111"),
    ]


def test_cards_below_each_other_on_one_sheet_keep_their_own_addresses(tmp_path):
    rows = [
        ["户主：王伟", "", "住址：1组1号"], TITLES, *PEOPLE, [],
        ["户主：赵刚", "", "住址：2组2号"], TITLES, ["赵刚", "户主", OTHER], ["孙梅", "妻", HERS],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰", "王军"], ["赵刚", "孙梅"]]
    assert addresses(plan) == ["1组1号", "2组2号"]
    assert [row["village_group"] for row in made(plan, "household")] == ["1组", "2组"]
    assert plan.notices == ()


def test_the_phone_of_who_filled_a_list_in_is_no_household_card(tmp_path):
    rows = [["填报单位：柳行村", "", "联系电话：13800001111"], TITLES, *PEOPLE]
    assert "phone" not in made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "household")[0]


def test_a_list_without_numbers_and_doors_meets_its_households_again(tmp_path):
    rows = [
        ["姓名", "与户主关系", "性别", "年龄"],
        ["王伟", "户主", "男", 64], ["李兰", "妻", "女", 62], ["周小", "孙子", "男", "8个月"],
        ["赵刚", "户主", "男", 50],
    ]  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    known = Known().with_edits(plan_of(path).edits())
    assert plan_of(path, known).edits() == []
    changed = write_xlsx(tmp_path / "b.xlsx", [*rows[:3], ["周小", "外孙", "男", "8个月"], rows[4]])
    [edit] = plan_of(changed, known).edits()
    assert (edit.ledger, edit.op) == ("residence", "update")


def test_namesakes_at_another_door_are_another_household(tmp_path):
    rows = [["姓名", "与户主关系", "住址"], ["王伟", "户主", "1组1号"], ["李兰", "妻", "1组1号"]]
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)).edits())
    other = [rows[0], ["王伟", "户主", "2组9号"], ["李兰", "妻", "2组9号"]]
    assert len(made(plan_of(write_xlsx(tmp_path / "b.xlsx", other), known), "household")) == 1


def test_a_number_with_a_box_for_each_digit_is_read(tmp_path):
    rows = [
        ["姓名", "与户主关系", "公民身份号码", *[""] * 17, "电话"],
        ["王伟", "户主", *HEAD, "13800001111"],
        ["李兰", "妻", *WIFE, ""],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["C1:T1"]))
    assert [(row["id_number"], row.get("phone")) for row in made(plan, "person")] == [
        (HEAD, "13800001111"),
        (WIFE, None),
    ]


def test_a_birth_date_in_three_columns_and_a_sex_in_two_are_read(tmp_path):
    rows = [
        ["姓名", "性别", "", "出生", "", "", "与户主关系"],
        ["", "男", "女", "年", "月", "日", ""],
        ["王伟", "√", "", 1960, 3, 4, "户主"],
        ["李兰", "", "√", 1962, 5, "", "妻"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:A2", "B1:C1", "D1:F1", "G1:G2"]))
    assert [(row["birth"], row["sex"]) for row in made(plan, "person")] == [("1960-03-04", "1"), ("1962-05", "2")]


def test_surname_and_given_name_in_two_columns_are_one_name(tmp_path):
    rows = [["姓", "名", "身份证号", "与户主关系"], ["王", "伟", HEAD, "户主"], ["李", "兰", WIFE, "妻"]]
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟", "李兰"]]


def test_a_bare_day_is_of_the_year_that_the_title_names(tmp_path):
    rows = [["2025年春节值班表"], ["日期", "带班领导", "值班人员"], ["1月28日", "王伟", "赵刚、孙梅"]]
    [duty] = made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "duty")
    assert duty["date"] == "2025-01-28"


@pytest.mark.parametrize("words", ["农历1990年腊月初八", "约1937年", "属龙"])
def test_a_birth_that_cannot_be_read_stays_in_words(words, tmp_path):
    rows = [["姓名", "与户主关系", "出生日期"], ["王伟", "户主", "1960-03-04"], ["王福", "父亲", words]]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    plan = plan_of(path)
    assert made(plan, "person")[1]["remark"] == f"出生日期：{words}"
    assert "原文已记在备注里" in plan.sheets[0].rows[1].warnings[0].message
    assert plan_of(path, Known().with_edits(plan.edits())).edits() == []


@pytest.mark.parametrize(
    ("title", "column"),
    [("死亡人员登记表", "死亡日期"), ("迁出人员名单", "迁出日期"), ("花名册", "注销时间"), ("已故人员名单", "原因")],
)
def test_a_list_of_who_died_or_moved_away_makes_no_residents(title, column, tmp_path):
    rows = [[title], ["姓名", "身份证号", column, "联系电话"], ["王伟", HEAD, "2024.3.4", "13800001111"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert plan.edits() == []
    assert "没有登记为现有人口" in plan.notices[0]


def test_a_parent_in_a_list_of_pupils_is_no_head_and_the_phone_is_the_parents(tmp_path):
    rows = [
        ["姓名", "身份证号", "学校", "年级", "家长姓名", "联系电话"],
        ["王军", SON, "某大学", "大二", "王伟", "13800001111"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "在校大学生名单.xlsx", rows))
    assert {edit.ledger for edit in plan.edits()} == {"person", "residence"}
    [person] = made(plan, "person")
    assert "phone" not in person
    assert person["remark"] == "学校：某大学；年级：大二；家长姓名：王伟；联系电话：13800001111"


def test_names_left_of_the_numbers_are_names_whatever_their_title(tmp_path):
    rows = [["被拆迁人", "身份证号", "联系电话"], ["王伟", HEAD, ""]]
    assert [row["name"] for row in made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "person")] == ["王伟"]


def test_a_wife_who_stands_in_her_own_line_is_not_made_again_from_her_husbands(tmp_path):
    rows = [["户号", "姓名", "与户主关系", "配偶姓名"], [1, "王伟", "户主", "李兰"], [1, "李兰", "妻", "王伟"]]
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟", "李兰"]]


def test_wife_and_children_named_in_columns_of_their_own_live_with_the_head(tmp_path):
    rows = [
        ["户主", "配偶", "子女1", "子女2", "住址"],
        ["王伟（1960.3）", "李兰", "王军", "王芳", "1组1号"],
        ["赵刚", "无", "", "", "1组2号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰", "王军", "王芳"], ["赵刚"]]


def test_columns_that_count_the_family_make_nobody(tmp_path):
    rows = [["户主", "身份证号", "配偶", "子女"], ["王伟", HEAD, "有", 2], ["赵刚", OTHER, "无", 1]]
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟"], ["赵刚"]]


def test_a_list_of_newborns_makes_the_children(tmp_path):
    rows = [
        ["新生儿台账"],
        ["新生儿姓名", "性别", "出生日期", "母亲姓名", "母亲身份证"],
        ["王小宝", "男", "2024.5.6", "李兰", WIFE],
    ]
    [child] = made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "person")
    assert (child["name"], child["birth"], child.get("id_number")) == ("王小宝", "2024-05-06", None)


@pytest.mark.parametrize("mark", ["|", "\t", ";", ","])
def test_a_text_table_below_a_title_is_parted_by_its_own_mark(mark, tmp_path):
    path = tmp_path / "a.txt"
    lines = ["柳行村花名册，2024年", mark.join(TITLES), *(mark.join(row) for row in PEOPLE)]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    assert homes(plan_of(path)) == [["王伟", "李兰", "王军"]]


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("docx", "Word 文档"),
        ("pdf", "不是表格文件"),
        ("ods", "另存为 .xlsx"),
        ("xlsb", "另存为 .xlsx"),
        ("et", "WPS 专用格式"),
    ],
)
def test_files_of_other_programs_are_told_what_to_do_with(ending, words, tmp_path):
    path = tmp_path / f"名单.{ending}"
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)
    with pytest.raises(DeskError, match=words):
        read_workbook(path)


def test_a_passport_behind_its_word_is_read(tmp_path):
    rows = [["姓名", "证件号码"], ["王伟", "护照E12345678"], ["孙梅", "护照号：E87654321"]]
    assert [row["id_number"] for row in made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "person")] == [
        "E12345678",
        "E87654321",
    ]
