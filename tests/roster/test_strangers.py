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
