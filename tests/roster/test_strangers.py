"""Files of offices that nobody had seen: each test is one habit of a clerk that was read wrongly before."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from gridDesk.ledger import catalogue
from gridDesk.roster import Known, Plan, preview, read_workbook
from gridDesk.roster.parts import tables_of
from gridDesk.roster.spelling import is_part, place_key
from tests.roster.support import id_number, write_sheets, write_xlsx

HEAD, WIFE, SON = id_number("1960-03-04", 11), id_number("1962-05-06", 22), id_number("1985-07-08", 33)
OTHER, HERS, LODGER = id_number("1971-01-01", 13), id_number("1973-02-02", 24), id_number("1990-09-09", 55, "411302")


def plan_of(path: Path, known: Known | None = None) -> Plan:
    return preview(tables_of(read_workbook(path), catalogue()), known or Known(), catalogue())


def made(plan: Plan, ledger: str) -> list[dict[str, object]]:
    return [dict(edit.values) for edit in plan.edits() if edit.ledger == ledger and edit.op == "create"]


def homes(plan: Plan) -> list[list[str]]:
    names = {edit.uid: str(edit.values["name"]) for edit in plan.edits() if edit.ledger == "person"}
    found: dict[object, list[str]] = {}
    for home in made(plan, "residence"):
        if home.get("household"):
            found.setdefault(home["household"], []).append(names[str(home["person"])])
    return list(found.values())


def addresses(plan: Plan) -> list[object]:
    return [row["text"] for row in made(plan, "address")]


def warned(plan: Plan, kind: str) -> list[int]:
    return [row.row for sheet in plan.sheets for row in sheet.rows for note in row.warnings if note.kind == kind]


@pytest.mark.parametrize(
    "words", ["已故", "去世2024.5", "2024年因病死亡", "户口已迁走", "2025年3月迁出", "已迁出", "注销"]
)
def test_a_remark_that_says_gone_makes_nobody_a_resident_and_is_told(words, tmp_path):
    rows = [
        ["户号", "姓名", "与户主关系", "身份证号", "备注"],
        [1, "王伟", "户主", HEAD, ""],
        [1, "李兰", "妻", WIFE, words],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟"]]
    assert warned(plan, "person_gone") == [3]
    assert plan.figures()["people"] == 1
    assert any("没有登记为现有人口" in notice for notice in plan.sheets[0].notices)


@pytest.mark.parametrize("words", ["父亲已故", "丈夫去世", "未迁出", "2020年由外村迁入", "死亡证明待补", "外嫁女"])
def test_a_remark_about_somebody_else_keeps_the_person(words, tmp_path):
    rows = [
        ["户号", "姓名", "与户主关系", "身份证号", "备注"],
        [1, "王伟", "户主", HEAD, ""],
        [1, "李兰", "妻", WIFE, words],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"]]


def test_a_status_column_tells_who_is_gone_and_other_words_stay_in_the_remark(tmp_path):
    rows = [
        ["家庭编号", "姓名", "关系", "身份证号", "人员状态"],
        [1, "王伟", "户主", HEAD, "正常"],
        [1, "李兰", "妻", WIFE, "死亡"],
        [1, "王军", "子", SON, "外出务工"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "王军"]]
    assert [row.get("remark") for row in made(plan, "person")] == [None, "人员状态：外出务工"]


def test_a_line_that_is_struck_through_is_left_out_and_told(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["户主", "姓名", "与户主关系", "身份证号"],
        ["王伟", "王伟", "户主", HEAD],
        ["王伟", "李兰", "妻", WIFE],
    ):
        sheet.append(row)
    for cell in sheet[3]:
        cell.font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    plan = plan_of(tmp_path / "a.xlsx")
    assert homes(plan) == [["王伟"]]
    assert "删除线" in plan.sheets[0].rows[1].warnings[0].message


def test_building_unit_and_room_columns_are_one_address_in_residents_and_houses(tmp_path):
    people = [["楼号", "单元", "室", "住户姓名", "身份证号", "关系"], [1, 2, 301, "王伟", HEAD, "本人"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", people))
    assert addresses(plan) == ["1号楼2单元301室"]
    houses = [
        ["幢号", "单元号", "房间号", "产权人", "产权人证件号", "房屋现状", "租客", "租客证件"],
        ["1幢", "2单元", "301室", "王伟", HEAD, "出租", "单敏", LODGER],
    ]
    known = Known().with_edits(plan.edits())
    second = plan_of(write_xlsx(tmp_path / "b.xlsx", houses), known)
    assert addresses(second) == []
    assert len(made(second, "dwelling")) == len(made(second, "tenancy")) == 1
    assert made(second, "dwelling")[0]["owner_id_number"] == HEAD


def test_a_sheet_per_building_gives_its_number_to_the_addresses(tmp_path):
    rows = [["单元", "门牌", "姓名", "家庭关系", "身份证号"], ["1单元", 101, "王伟", "户主", HEAD]]
    plan = plan_of(
        write_sheets(tmp_path / "a.xlsx", {"3号楼": rows, "4号楼": [rows[0], [1, 102, "赵刚", "户主", OTHER]]})
    )
    assert addresses(plan) == ["3号楼1单元101室", "4号楼1单元102室"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3组12号", "3 组 12 号"),
        ("柳行村3组12号", "第三组12号"),
        ("2号楼1单元301", "2幢1单元301室"),
        ("2-1-301", "阳光小区2号楼1单元301室"),
        ("齐陵街道3组12号", "柳行村3组12号"),
    ],
)
def test_two_spellings_of_one_address_agree(one, other):
    assert is_part(place_key(one), place_key(other))


@pytest.mark.parametrize(
    ("one", "other"), [("2组1号", "12组1号"), ("东村3组1号", "西村3组1号"), ("1号楼1单元101", "11号楼1单元101")]
)
def test_two_addresses_do_not_agree_by_their_ends_alone(one, other):
    assert not is_part(place_key(one), place_key(other))


def test_a_lodger_without_household_is_not_put_into_the_one_above(tmp_path):
    rows = [
        ["姓名", "证件号码", "户号", "与户主关系", "人员类型"],
        ["王伟", HEAD, 1, "户主", "户籍人口"],
        ["李兰", WIFE, 1, "妻", "户籍人口"],
        ["单敏", LODGER, "", "", "流动人口"],
        ["赵刚", OTHER, 2, "户主", "户籍人口"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "人口导出.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["赵刚"]]
    assert [row["kind"] for row in made(plan, "residence") if not row.get("household")] == ["02"]
    assert any("没有归入别的户" in notice for notice in plan.sheets[0].notices)


def test_a_blank_number_in_a_list_that_repeats_its_numbers_is_nobodys_household(tmp_path):
    rows = [
        ["户号", "姓名", "身份证号", "与户主关系"],
        [1, "王伟", HEAD, "户主"], [1, "李兰", WIFE, "妻"], [1, "王军", SON, "子"],
        ["", "单敏", LODGER, ""],
    ]  # fmt: skip
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟", "李兰", "王军"]]


def test_two_lists_beside_each_other_are_read_apart_with_their_own_cells(tmp_path):
    head = ["序号", "户号", "姓名", "关系", "身份证号码"]
    rows = [
        ["居民名册"], [*head, "", *head],
        [1, 1, "王伟", "户主", HEAD, "", 1, 2, "赵刚", "户主", OTHER[:-1] + "0" if OTHER[-1] != "0" else OTHER[:-1] + "1"],
        [2, 1, "李兰", "妻", WIFE, "", 2, 2, "孙梅", "妻", HERS],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["孙梅"]]
    assert [note.column for sheet in plan.sheets for row in sheet.rows for note in row.errors] == ["K3"]


def test_two_groups_beside_each_other_go_to_their_own_ledgers(tmp_path):
    rows = [
        ["低保名单", "", "", "残疾名单", "", ""],
        ["序号", "姓名", "身份证号", "序号", "姓名", "身份证号"],
        [1, "王伟", HEAD, 1, "赵刚", OTHER],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:C1", "D1:F1"]))
    assert [sheet.target for sheet in plan.sheets] == ["low_income", "disabled"]


def test_a_second_table_below_is_read_as_a_list_of_its_own(tmp_path):
    rows = [
        ["一、户籍人口"],
        ["序号", "姓名", "身份证号", "与户主关系", "住址"],
        [1, "王伟", HEAD, "户主", "1组1号"], [2, "李兰", WIFE, "妻", "1组1号"],
        [],
        ["二、流动人口"],
        ["序号", "姓名", "身份证号", "户籍地", "暂住地址", "联系电话"],
        [1, "单敏", LODGER, "外省某县", "1组1号", "13800000000"],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"]]
    assert [row["kind"] for row in made(plan, "residence")] == ["01", "01", "02"]
    assert [row.row for sheet in plan.sheets for row in sheet.rows] == [3, 4, 8]


def test_heads_who_stand_only_beside_their_members_are_people_too(tmp_path):
    rows = [
        ["序号", "户主信息", "", "家庭成员信息", "", "", "住址"],
        ["", "姓名", "身份证号", "姓名", "关系", "身份证号", ""],
        [1, "王伟", HEAD, "李兰", "妻", WIFE, "1组1号"],
        ["", "", "", "王军", "子", SON, ""],
        [2, "赵刚", OTHER, "", "", "", "1组2号"],
    ]
    merges = ["A1:A2", "B1:C1", "D1:F1", "G1:G2", "B3:B4", "C3:C4", "G3:G4"]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, merges))
    assert homes(plan) == [["王伟", "李兰", "王军"], ["赵刚"]]
    assert [row.get("relation") for row in made(plan, "residence")].count("02") == 2
    assert addresses(plan) == ["1组1号", "1组2号"]


def test_the_number_beside_the_head_is_his_when_his_wife_has_columns_of_her_own(tmp_path):
    rows = [
        ["户号", "户主", "身份证号", "配偶姓名", "配偶身份证号"],
        [1, "王伟", HEAD, "李兰", WIFE],
        [2, "赵刚", OTHER, "", ""],
    ]
    plan = plan_of(write_xlsx(tmp_path / "户情登记.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["赵刚"]]
    assert [row["id_number"] for row in made(plan, "person")] == [HEAD, WIFE, OTHER]


def test_a_heads_number_with_x_names_the_head(tmp_path):
    number = next(found for n in range(1, 99) if (found := id_number("1950-01-01", n))[-1] == "X")
    rows = [["户主公民身份号码", "姓名", "公民身份号码"], [number, "王伟", number], [number, "李兰", WIFE]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert "head" in made(plan, "household")[0]


def test_a_line_about_who_filled_the_list_in_is_no_upper_half_of_its_header(tmp_path):
    rows = [
        ["柳行村花名册"],
        ["填报单位：", "", "柳行村", "填报日期：", ""],
        ["姓名", "身份证号", "电话", "户主", "住址"],
        ["王伟", HEAD, "13800000001", "王伟", "1组1号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert plan.sheets[0].header.columns == ("姓名", "身份证号", "电话", "户主", "住址")
    assert len(made(plan, "person")) == 1


@pytest.mark.parametrize(
    ("title", "cell", "names"),
    [
        ("承租人及电话", "单敏13800001111、李阳13900002222", 2),
        ("租客", "单敏（13800001111）；李阳（13900002222）", 2),
        ("租赁人", "单敏 13800001111", 1),
    ],
)
def test_tenants_under_other_titles(title, cell, names, tmp_path):
    rows = [["编号", "户主(产权人)", "坐落", "是否出租", title], [1, "王伟", "1组1号", "是", cell]]
    plan = plan_of(write_xlsx(tmp_path / "房屋底册.xlsx", rows))
    assert len(made(plan, "tenancy")) == names


def test_a_plain_number_right_of_the_tenant_is_the_tenants(tmp_path):
    rows = [
        ["房屋地址", "业主", "身份证号", "租户", "证件号码", "联系电话"],
        ["1组1号", "王伟", HEAD, "单敏", LODGER, "13800001111"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "dwelling")[0]["owner_id_number"] == HEAD
    assert [(row["name"], row["id_number"], row["phone"]) for row in made(plan, "person")] == [
        ("单敏", LODGER, "13800001111")
    ]


def test_a_homestead_list_with_plot_numbers_is_a_list_of_houses(tmp_path):
    rows = [
        ["宅基地编号", "使用权人", "身份证号码", "四至", "房屋面积", "房屋使用现状", "承租人", "门牌号"],
        ["Z1", "王伟", HEAD, "东至路", 96, "自住", "", "柳行村1组1号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert plan.sheets[0].target == "dwelling"
    assert addresses(plan) == ["柳行村1组1号"]


def test_a_certificate_of_the_disabled_tells_the_person(tmp_path):
    known = Known().with_edits(
        plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD], ["王伟", OTHER]])).edits()
    )
    rows = [["姓名", "残疾证号", "残疾类别"], ["王伟", OTHER + "43", "肢体"]]
    plan = plan_of(write_xlsx(tmp_path / "残疾人.xlsx", rows), known)
    assert made(plan, "person") == []
    [group] = made(plan, "disabled")
    assert known.get("person", str(group["person"]))["id_number"] == OTHER


def test_lodgers_at_one_address_are_no_household(tmp_path):
    rows = [["姓名", "身份证号", "暂住地址"], ["单敏", LODGER, "东街5号"], ["赵刚", OTHER, "东街5号"]]
    plan = plan_of(write_xlsx(tmp_path / "流动人口.xlsx", rows))
    assert homes(plan) == []
    assert len(made(plan, "residence")) == 2


@pytest.mark.parametrize("words", ["未上户", "未落户", "不详", "办理中"])
def test_words_for_no_number_are_no_fault(words, tmp_path):
    rows = [["户号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [1, "王小军", "子", words]]
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟", "王小军"]]


def test_a_line_for_signatures_is_nobody(tmp_path):
    rows = [
        ["户号", "姓名", "与户主关系", "身份证号"],
        [1, "王伟", "户主", HEAD],
        ["村主任签字：", "", "", "会计签字："],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row.row for row in plan.sheets[0].rows] == [2]


def test_a_number_meets_the_one_namesake_of_whom_a_month_of_birth_is_known(tmp_path):
    rows = [["姓名", "性别", "出生年月"], ["王伟", "男", "1960.03"]]
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "60岁以上老年人名单.xlsx", rows)).edits())
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]]), known)
    assert made(plan, "person") == []


def test_a_name_with_a_month_of_birth_meets_the_one_namesake(tmp_path):
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]])).edits())
    rows = [["姓名", "性别", "出生年月", "联系人"], ["王伟", "男", "1960.03", "王军"]]
    plan = plan_of(write_xlsx(tmp_path / "60岁以上老年人名单.xlsx", rows), known)
    assert made(plan, "person") == []


def values(plan: Plan, ledger: str, key: str) -> list[object]:
    return [row.get(key) for row in made(plan, ledger)]


def told(plan: Plan) -> str:
    return "\n".join(notice for sheet in plan.sheets for notice in sheet.notices)


def test_lodgers_listed_with_their_landlords_are_people_with_numbers_of_their_own(tmp_path):
    rows = [
        ["姓名", "身份证号", "房东", "房东电话", "现居住地"],
        ["单敏", LODGER, "王伟", "13800001111", "1组1号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "流动人口.xlsx", rows))
    assert made(plan, "dwelling") == []
    assert [(row["name"], row["id_number"]) for row in made(plan, "person")] == [("单敏", LODGER)]


def test_who_lives_in_an_owners_flat_keeps_the_number_that_stands_beside_the_name(tmp_path):
    rows = [
        ["楼栋", "单元", "房号", "业主姓名", "居住人姓名", "身份证号码", "与业主关系"],
        ["1#", "1", "101", "王伟", "王伟", HEAD, "本人"],
        ["1#", "1", "102", "赵刚", "单敏", LODGER, "租户"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(row["name"], row["id_number"]) for row in made(plan, "person")] == [("王伟", HEAD), ("单敏", LODGER)]
    assert addresses(plan) == ["1号楼1单元101室", "1号楼1单元102室"]
    assert homes(plan) == [["王伟"], ["单敏"]]


@pytest.mark.parametrize("where", ["column", "sheet", "line"])
def test_a_bare_door_is_another_house_in_each_village_group(where, tmp_path):
    title = ["姓名", "与户主关系", "身份证号", "住址"]
    one, two = ["王伟", "户主", HEAD, "5号"], ["赵刚", "户主", OTHER, "5号"]
    made_by = {
        "column": {"Sheet1": [["组别", *title], ["一组", *one], ["二组", *two]]},
        "sheet": {"一组": [title, one], "二组": [title, two]},
        "line": {"Sheet1": [title, ["第一村民小组"], one, ["第二村民小组"], two]},
    }
    plan = plan_of(write_sheets(tmp_path / "a.xlsx", made_by[where]))
    assert addresses(plan) == ["1组5号", "2组5号"]
    assert values(plan, "household", "village_group") == ["1组", "2组"]


@pytest.mark.parametrize("apart", ["blank line", "serial", "number"])
def test_a_mother_above_the_head_of_her_household_is_not_the_neighbours(apart, tmp_path):
    people = [("王伟", "户主", HEAD), ("李兰", "妻", WIFE), ("孙梅", "母", HERS), ("赵刚", "户主", OTHER)]
    title = "户编号" if apart == "number" else "序号"
    firsts = {0: 1, 2: 2} if apart != "blank line" else {}
    rows: list[list[object]] = [[title, "姓名", "与户主关系", "身份证号"]]
    for place, person in enumerate(people):
        rows += [["", "", "", ""]] if apart == "blank line" and place == 2 else []
        rows.append([firsts.get(place, ""), *person])
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["孙梅", "赵刚"]]


def test_serials_of_every_line_set_no_households_apart(tmp_path):
    rows = [["序号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [2, "李兰", "妻", WIFE]]
    rows.append([3, "赵刚", "户主", OTHER])
    assert homes(plan_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [["王伟", "李兰"], ["赵刚"]]


def test_a_line_of_a_head_and_numbered_members_is_one_household_with_the_head_in_it(tmp_path):
    rows = [
        ["户主信息", "", "成员一", "", "", "住址"],
        ["姓名", "身份证号", "姓名", "关系", "身份证号", ""],
        ["王伟", HEAD, "李兰", "妻", WIFE, "1组1号"],
        ["赵刚", OTHER, "", "", "", "1组2号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:B1", "C1:E1", "F1:F2"]))
    assert homes(plan) == [["王伟", "李兰"], ["赵刚"]]
    assert values(plan, "residence", "relation") == ["02", "12", "02"]


def test_a_head_who_stands_again_among_the_members_is_one_person(tmp_path):
    rows = [
        ["户主姓名", "住址", "成员1姓名", "成员1关系", "成员1电话"],
        ["王伟", "1组1号", "王伟", "户主", "13800001111"],
        ["赵刚", "1组2号", "孙梅", "妻", ""],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟"], ["赵刚", "孙梅"]]
    assert values(plan, "person", "phone") == ["13800001111", None, None]


def test_columns_of_children_make_sons_and_daughters_and_their_remark_stands_once(tmp_path):
    rows = [
        ["户主", "身份证号码", "配偶姓名", "子女1姓名", "子女1身份证号", "奖励扶助"],
        ["王伟", HEAD, "李兰", "王军", SON, "已领证"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰", "王军"]]
    assert values(plan, "residence", "relation") == ["02", "10", "20"]
    assert values(plan, "person", "remark") == ["奖励扶助：已领证", None, None]


def test_a_column_with_only_the_phone_of_a_child_stays_in_the_remark(tmp_path):
    rows = [["姓名", "身份证号", "女儿电话"], ["王伟", HEAD, "13800001111"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(row["name"], row["remark"]) for row in made(plan, "person")] == [("王伟", "女儿电话：13800001111")]


@pytest.mark.parametrize(
    "line",
    [
        ["第一村民小组", "", "", ""],
        ["总人口：3人", "", "", ""],
        ["备注", "", "", ""],
        ["村委会（盖章）", "", "", ""],
        ["2户合计", "", "3人", ""],
        ["（必填）", "（必填）", "18位", "（选填）"],
        ["空置", "", "", "1组3号"],
        ["无人居住", "", "", "1组3号"],
        ["户主姓名：赵刚", "", "", "住址：1组3号"],
    ],
)
def test_a_heading_a_sum_or_an_empty_house_is_nobody(line, tmp_path):
    rows = [["姓名", "与户主关系", "身份证号", "住址"], ["王伟", "户主", HEAD, "1组1号"], line]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [*rows, ["李兰", "妻", WIFE, "1组1号"]]))
    assert values(plan, "person", "name") == ["王伟", "李兰"]
    assert [row.row for row in plan.sheets[0].rows] == [2, 4]


def test_a_line_that_says_something_without_a_name_is_told(tmp_path):
    rows = [["姓名", "与户主关系", "身份证号", "住址"], ["王伟", "户主", HEAD, "1组1号"], ["空置", "", "", "1组2号"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert "第 3 行有内容，但没有姓名（或地址）" in told(plan)


def test_a_name_without_number_whose_other_cells_repeat_their_titles_is_still_somebody(tmp_path):
    rows = [["姓名", "身份证号", "联系电话", "家庭住址"], ["王伟", "", "联系电话：13800001111", "家庭住址：1组1号"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert values(plan, "person", "name") == ["王伟"]


@pytest.mark.parametrize("words", ["空置", "房主自住", "暂无租户", "已退租", "待租中"])
def test_words_for_no_tenant_make_none(words, tmp_path):
    rows = [["房东姓名", "出租房地址", "承租人姓名", "身份证号码"], ["王伟", "1组1号", words, ""]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "person") == made(plan, "tenancy") == []
    assert not made(plan, "dwelling")[0].get("rented")


def test_what_is_said_of_each_tenant_stays_and_a_second_import_changes_nothing(tmp_path):
    rows = [
        ["房东姓名", "出租房地址", "承租人姓名", "身份证号码", "籍贯", "备注"],
        ["王伟", "1组1号", "单敏", LODGER, "河南", ""],
        ["", "", "赵刚", OTHER, "山西", "电焊工"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    plan = plan_of(path)
    known = Known().with_edits(plan.edits())
    [remark] = [row["remark"] for row in known.table("dwelling").values()]
    assert "单敏 籍贯：河南" in remark
    assert "赵刚 籍贯：山西" in remark
    assert "电焊工" in remark
    assert plan_of(path, known).edits() == []


@pytest.mark.parametrize(
    "name", ["李兰（已故）", "李兰(2024年死亡)", "李兰（故）", "李兰-已迁出", "李兰 去世", "李兰【注销】"]
)
def test_a_name_with_gone_beside_it_makes_nobody_a_resident(name, tmp_path):
    rows = [["户号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [1, name, "妻", WIFE]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟"]]
    assert warned(plan, "person_gone") == [3]
    assert plan.sheets[0].rows[1].who == "李兰"


@pytest.mark.parametrize("name", ["王故", "李 亡", "欧阳迁"])
def test_a_name_that_ends_like_gone_is_a_name(name, tmp_path):
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], [name, HEAD]]))
    assert values(plan, "person", "name") == [name.replace(" ", "")]


def test_a_sheet_of_couples_called_women_of_childbearing_age_makes_nobody_pregnant(tmp_path):
    rows = [["妇女姓名", "身份证号", "丈夫姓名", "丈夫身份证号"], ["李兰", WIFE, "王伟", HEAD]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, sheet="育龄妇女"))
    assert made(plan, "pregnancy") == []
    assert values(plan, "person", "id_number") == [WIFE, HEAD]


@pytest.mark.parametrize(
    "cell",
    [
        "妻：李兰、儿子：王军",
        "妻子李兰，儿子王军",
        f"李兰（妻，{WIFE}）、王军（子）",
        "李兰 妻、王军 子",
        "李兰（妻）；王军（子）",
    ],
)
def test_members_in_one_cell_keep_relation_and_number(cell, tmp_path):
    rows = [["户主姓名", "身份证号码", "家庭成员", "住址"], ["王伟", HEAD, cell, "1组1号"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰", "王军"]]
    assert values(plan, "residence", "relation") == ["02", "12", "20"]
    assert values(plan, "person", "id_number")[1] == (WIFE if WIFE in cell else None)


def test_a_head_without_others_has_no_members_called_none(tmp_path):
    rows = [["户主姓名", "身份证号码", "家庭成员"], ["王伟", HEAD, "无"], ["赵刚", OTHER, "孙梅、赵军"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟"], ["赵刚", "孙梅", "赵军"]]
    assert warned(plan, "members_unreadable") == []


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("13800001111 13900002222", "13800001111；13900002222"),
        ("13800001111\n13900002222", "13800001111；13900002222"),
        ("13800001111.13900002222", "13800001111；13900002222"),
        ("13800001111或0533-7081234", "13800001111；0533-7081234"),
        ("父13800001111母13900002222", "父13800001111；母13900002222"),
        ("13800001111（儿子王军13900002222）", "13800001111；(儿子王军13900002222)"),
        ("138 0000 1111（微信同号）", "138 0000 1111(微信同号)"),
        ("儿子 13800001111", "儿子 13800001111"),
        ("0533 7081234", "0533 7081234"),
        ("138-0000-1111", "138-0000-1111"),
        ("7081234转8001", "7081234转8001"),
        ("1.3800001111E10", "13800001111"),
        ("13800001111.0", "13800001111"),
        ("1.38E+10", None),
    ],
)
def test_phones_as_clerks_and_spreadsheets_write_them(cell, kept, tmp_path):
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "联系电话"], ["王伟", cell]]))
    assert values(plan, "person", "phone") == [kept]
    assert warned(plan, "phone_invalid") == ([] if kept else [2])


def test_cells_that_an_export_guards_with_a_formula_are_read(tmp_path):
    (tmp_path / "a.csv").write_text(f'姓名,身份证号,电话\r\n王伟,="{HEAD}",="13800001111"\r\n', encoding="gb18030")
    plan = plan_of(tmp_path / "a.csv")
    assert [(row["id_number"], row["phone"]) for row in made(plan, "person")] == [(HEAD, "13800001111")]


def test_where_somebody_mostly_is_does_not_displace_the_address(tmp_path):
    rows = [
        ["户号", "姓名", "关系", "身份证号", "常住地", "家庭住址"],
        [1, "王伟", "户主", HEAD, "本村", "1组1号"], [1, "王军", "子", SON, "青岛", "1组1号"],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert addresses(plan) == ["1组1号"]
    assert values(plan, "person", "remark") == ["常住地：本村", "常住地：青岛"]


def test_a_line_in_brackets_below_a_title_only_explains_it(tmp_path):
    rows = [
        ["户主信息", "", "居住地址"],
        ["户主姓名", "身份证号码", "（详细到门牌）"],
        ["王伟", HEAD, "1组1号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:B1"]))
    assert addresses(plan) == ["1组1号"]


@pytest.mark.parametrize(
    ("title", "cells"),
    [("是否户主", ("否", "是")), ("户主", ("", "√")), ("", ("孙梅", "赵刚（户主）")), ("", ("孙梅", "户主：赵刚"))],
)
def test_a_tick_or_a_word_beside_the_name_tells_the_head(title, cells, tmp_path):
    names = cells if not title else ("孙梅", "赵刚")
    ticks = cells if title else ("", "")
    rows = [["户号", "姓名", title or "备注", "身份证号"]]
    rows += [[1, name, tick, number] for name, tick, number in zip(names, ticks, (HERS, OTHER), strict=True)]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert values(plan, "residence", "relation") == [None, "02"]
    assert [row["name"] for row in made(plan, "person")] == ["孙梅", "赵刚"]
    assert values(plan, "person", "remark") == [None, None]
    assert len(made(plan, "household")) == 1


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("户主之妻", "12"), ("其妻", "12"), ("配偶（妻）", "12"), ("妻（户主）", "12"), ("小儿媳", "38"), ("长子配偶", "38"),
        ("三媳", "38"), ("二孙子", "41"), ("孙女（外）", "44"), ("长孙媳", "45"), ("孙子媳妇", "45"), ("五女儿", "36"), ("弟妇", "74"),
        ("户主的儿子", "20"), ("妻弟", "97"), ("大姑", None), ("小叔", None), ("母子", None),
    ],
)  # fmt: skip
def test_words_for_relations_beyond_the_standard(word, code, tmp_path):
    rows = [["户号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [1, "李兰", word, WIFE]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "residence")[1].get("relation") == code
    assert warned(plan, "relation_unknown") == ([] if code else [3])


def test_a_word_read_loosely_stays_beside_its_code(tmp_path):
    rows = [["户号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [1, "李兰", "长子之妻", WIFE]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert values(plan, "residence", "relation_note") == [None, "长子之妻"]


def test_a_question_about_a_group_may_name_several_words_of_it_and_say_more_than_yes(tmp_path):
    rows = [
        ["姓名", "身份证号", "是否低保/五保", "是否残疾"],
        ["王伟", HEAD, "是", "是（肢体三级）"], ["李兰", WIFE, "否", "否"],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert len(made(plan, "low_income")) == 1
    [disabled] = made(plan, "disabled")
    assert (disabled["kind"], disabled["level"]) == ("4", "3")


def test_a_month_of_one_digit_is_not_guessed_where_others_are_written_so(tmp_path):
    rows = [["姓名", "身份证号", "入党时间"], ["王伟", HEAD, 2001.1], ["赵刚", OTHER, 1999.7]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, sheet="党员"))
    assert values(plan, "party_member", "joined_on") == [None, "1999-07"]
    assert warned(plan, "date_unclear") == [2]


def test_a_birth_date_that_lies_ahead_is_not_written(tmp_path):
    rows = [["姓名", "性别", "出生日期"], ["王军", "男", "2085-03-02"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert values(plan, "person", "birth") == [None]
    assert warned(plan, "date_invalid") == [2]


def test_a_masked_number_is_told_as_masked(tmp_path):
    rows = [["姓名", "身份证号"], ["王伟", HEAD], ["赵刚", OTHER[:14] + "****"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    [refused] = [note.message for row in plan.sheets[0].rows for note in row.errors]
    assert "被遮住" in refused


def test_people_below_another_head_at_their_own_door_are_a_household_where_a_second_wife_tells(tmp_path):
    rows = [
        ["姓名", "与户主关系", "身份证号", "家庭住址"],
        ["王伟", "户主", HEAD, "1组1号"], ["李兰", "妻", WIFE, "1组1号"],
        ["孙梅", "妻", HERS, "1组2号"], ["孙小军", "长子", SON, ""],
        ["赵刚", "户主", OTHER, "1组3号"],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰"], ["孙梅", "孙小军"], ["赵刚"]]
    assert "第 4 行的人住在另一处" in told(plan)


@pytest.mark.parametrize("where", ["1组2号", "青岛市市南区5号"])
def test_a_sons_family_at_another_door_stays_with_the_head_it_is_listed_under(where, tmp_path):
    rows = [
        ["姓名", "与户主关系", "身份证号", "家庭住址"],
        ["王伟", "户主", HEAD, "1组1号"], ["李兰", "妻", WIFE, "1组1号"],
        ["王军", "子", SON, where], ["孙梅", "儿媳", HERS, where],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "李兰", "王军", "孙梅"]]
    assert ("第 4 行起有几人的住址与户主不同" in told(plan)) is (where == "1组2号")


@pytest.mark.parametrize("words", ["新生儿", "正在办理", "遗失", "未报户口", "军人", "户口本", "同上"])
def test_words_instead_of_a_number_keep_the_person_and_are_told(words, tmp_path):
    rows = [["户号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [1, "王小军", "子", words]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟", "王小军"]]
    assert values(plan, "person", "id_number") == [HEAD, None]
    assert warned(plan, "id_words") == [3]


def test_words_instead_of_a_tenants_number_keep_the_tenant(tmp_path):
    rows = [
        ["房东姓名", "房东身份证号", "出租房地址", "承租人姓名", "承租人身份证号"],
        ["王伟", "遗失", "1组1号", "单敏", "办证中"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert values(plan, "person", "name") == ["单敏"]
    assert len(made(plan, "dwelling")) == len(made(plan, "tenancy")) == 1


@pytest.mark.parametrize(("birth", "code"), [("1962-05-06", "12"), ("1985-07-08", "38")])
def test_a_woman_called_xifu_is_wife_or_daughter_in_law_by_her_age(birth, code, tmp_path):
    number = id_number(birth, 24)
    rows = [["户号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [1, "李兰", "媳妇", number]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert values(plan, "residence", "relation") == ["02", code]
    assert values(plan, "residence", "relation_note") == [None, "媳妇"]


def test_a_refused_head_still_says_where_the_others_live(tmp_path):
    rows = [
        ["姓名", "与户主关系", "身份证号", "家庭住址"],
        ["王伟", "户主", HEAD[:17], "1组1号"], ["李兰", "妻", WIFE, ""],
    ]  # fmt: skip
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["李兰"]]
    assert addresses(plan) == ["1组1号"]
    assert made(plan, "household")[0].get("address")


def test_words_in_another_column_of_a_group_are_read_where_they_belong(tmp_path):
    rows = [["姓名", "身份证号", "保障类别"], ["王伟", HEAD, "B类"], ["李兰", WIFE, "五保"], ["赵刚", OTHER, "没听过"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, sheet="低保户"))
    kinds = catalogue()["low_income"]["kind"].code_set
    assert [kinds.show(row["kind"]) for row in made(plan, "low_income")] == ["低保", "特困供养", "低保"]
    assert warned(plan, "code_unknown") == [4]


@pytest.mark.parametrize("title", ["残疾类别及等级", "残疾类别、等级", "残疾类别和级别"])
def test_several_fields_of_a_group_in_one_column_are_read_apart(title, tmp_path):
    rows = [["姓名", "身份证号", title], ["王伟", HEAD, "听力二级"], ["李兰", WIFE, "看不清"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, sheet="残疾人"))
    one, two = made(plan, "disabled")
    assert (one["kind"], one["level"], one.get("remark")) == ("2", "2", None)
    assert two["remark"] == f"{title}：看不清"


def test_a_phone_right_of_the_guardian_is_the_guardians(tmp_path):
    rows = [["姓名", "身份证号", "监护人", "联系电话"], ["王伟", HEAD, "王军", "13800001111"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, sheet="残疾人"))
    assert values(plan, "disabled", "guardian_phone") == ["13800001111"]
    assert values(plan, "person", "phone") == [None]


def test_how_somebody_lives_at_a_door_makes_no_second_address_of_it(tmp_path):
    rows = [
        ["姓名", "身份证号", "现住址"],
        ["王伟", HEAD, "5组1号"],
        ["单敏", LODGER, "5组1号（租王伟家）"],
        ["赵刚", OTHER, "5组2号（东院）"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert addresses(plan) == ["5组1号", "5组2号（东院）"]
    assert values(plan, "person", "remark") == [None, "住址旁注：租王伟家", None]


def test_a_person_beside_a_remark_that_begins_like_an_instruction_is_somebody(tmp_path):
    rows = [["姓名", "身份证号", "联系电话", "备注"], ["王伟", HEAD, "", ""], ["李兰", "", "", "如有变动请告知"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert values(plan, "person", "name") == ["王伟", "李兰"]


def test_a_shop_or_a_house_with_nothing_but_its_name_is_still_a_record(tmp_path):
    rows = [["房屋地址", "房主", "承租人"], ["1组1号", "王伟", ""], ["柳行村1组2号", "", ""]]
    assert len(made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "dwelling")) == 2
    rows = [["店名", "经营者", "联系电话"], ["小王理发店", "王伟", "13800001111"], ["柳行村百货商店", "", ""]]
    assert len(made(plan_of(write_xlsx(tmp_path / "b.xlsx", rows, sheet="经营门店")), "shop")) == 2


def test_what_stands_beside_a_member_whose_head_is_apart_is_said_of_the_member(tmp_path):
    rows = [
        ["户主信息", "", "家庭成员信息", "", "", "特长"],
        ["姓名", "身份证号", "姓名", "关系", "身份证号", ""],
        ["王伟", HEAD, "李兰", "妻", WIFE, "剪纸"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:B1", "C1:E1", "F1:F2"]))
    assert [(row["name"], row.get("remark")) for row in made(plan, "person")] == [
        ("王伟", None),
        ("李兰", "特长：剪纸"),
    ]


def test_brackets_below_a_title_of_several_columns_tell_them_apart(tmp_path):
    rows = [["户主", "", "住址", "联系电话"], ["（姓名）", "（身份证号）", "", ""], ["王伟", HEAD, "1组1号", ""]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:B1", "C1:C2", "D1:D2"]))
    assert [(row["name"], row["id_number"]) for row in made(plan, "person")] == [("王伟", HEAD)]


def test_a_question_that_may_be_asked_of_anybody_puts_nobody_into_a_group(tmp_path):
    rows = [["姓名", "身份证号", "是否独居", "是否属于退役军人"], ["王伟", SON, "是", "是"]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "elderly") == []
    assert len(made(plan, "veteran")) == 1
    assert values(plan, "person", "remark") == ["是否独居：是"]
