"""Lists of houses, shops and schools that nobody had seen: grids of doors, rooms let one by one, empty houses."""

from __future__ import annotations

from tests.roster.support import write_xlsx
from tests.roster.test_strangers import HEAD, LODGER, OTHER, WIFE, addresses, homes, made, plan_of


def test_a_building_and_unit_that_stand_only_in_their_first_line_are_carried_down(tmp_path):
    rows = [
        ["楼栋", "单元", "室", "房主", "居住情况"],
        ["1栋", "1单元", 101, "王伟", "自住"],
        ["", "", 102, "赵刚", "出租"],
        ["", "2单元", 101, "孙梅", "空置"],
        ["2栋", "", 101, "周红", "自住"],
        ["", "1单元", 102, "吴强", "自住"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert addresses(plan) == ["1栋1单元101室", "1栋1单元102室", "1栋2单元101室", "2栋101室", "2栋1单元102室"]


def test_a_unit_said_again_in_each_line_is_not_carried_into_a_blank(tmp_path):
    rows = [["楼栋", "单元", "室", "房主"], ["1栋", 1, 101, "王伟"], ["1栋", 1, 102, "赵刚"], ["1栋", "", 103, "孙梅"]]
    assert addresses(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)))[-1] == "1栋103室"


def test_rooms_of_one_let_house_stay_with_their_tenants(tmp_path):
    rows = [
        ["出租屋地址", "房东姓名", "承租人", "承租人身份证", "房间号"],
        ["沙湾路12号", "王伟", "单敏", LODGER, "201"],
        ["", "", "李阳", "", "202"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A2:A3", "B2:B3"]))
    [house] = made(plan, "dwelling")
    assert house["remark"] == "单敏 房间号：201；李阳 房间号：202"


def test_a_room_beside_a_whole_address_of_a_resident_is_kept(tmp_path):
    rows = [
        ["姓名", "身份证号", "现住址", "房间号"],
        ["王伟", HEAD, "沙湾路12号", "201"],
        ["赵刚", OTHER, "沙湾路12号201", "201"],
    ]
    remarks = [row.get("remark") for row in made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "person")]
    assert remarks == ["房间号：201", None]


def test_an_owner_nobody_knows_is_no_owner(tmp_path):
    rows = [["房屋地址", "房主姓名", "空置原因"], ["西街2号", "不详", "户主去世"]]
    [house] = made(plan_of(write_xlsx(tmp_path / "空置房屋台账.xlsx", rows)), "dwelling")
    assert "owner_name" not in house


def test_a_list_of_flats_called_a_list_of_buildings_is_a_list_of_flats(tmp_path):
    rows = [
        ["楼栋信息登记表"],
        ["楼栋", "单元", "楼层", "房号", "业主", "联系电话"],
        ["5号楼", "1单元", "2层", "201", "王伟", "13800001111"],
        ["", "", "1层", "101", "赵刚", ""],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A3:A4", "B3:B4"]))
    assert plan.sheets[0].target == "dwelling"
    assert len(addresses(plan)) == 2
    assert all(str(text).startswith("5号楼1单元") for text in addresses(plan))


def test_what_is_said_of_a_house_under_its_own_heading_is_not_said_of_the_tenant(tmp_path):
    rows = [
        ["房屋信息", "", "承租人信息", "", "安全情况"],
        ["地址", "房主", "姓名", "电话", "隐患描述"],
        ["和平路5号", "赵刚", "单敏", "13900001111", "电线老化"],
    ]
    [house] = made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:B1", "C1:D1"])), "dwelling")
    assert "单敏" not in str(house["remark"])
    assert "电线老化" in str(house["remark"])


def test_two_columns_of_one_title_without_a_field_are_both_kept(tmp_path):
    rows = [
        ["户主姓名", "身份证号", "第一处住房", "面积", "第二处住房", "面积"],
        ["王伟", HEAD, "1组1号", 120, "1组8号", 90],
    ]
    [person] = made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "person")
    assert "第一处住房 面积：120" in str(person["remark"])
    assert "第二处住房 面积：90" in str(person["remark"])


def test_what_a_roster_says_of_households_goes_to_them(tmp_path):
    rows = [
        ["户编号", "姓名", "与户主关系", "身份证号", "承包地面积", "家庭称号"],
        ["1", "王伟", "户主", HEAD, 3.5, "文明家庭"],
        ["1", "李兰", "妻", WIFE, "", ""],
    ]
    [home] = made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "household")
    assert (home["land_mu"], home["honour"]) == (3.5, "文明家庭")


def test_what_is_said_of_a_household_where_the_sheet_makes_none_stays_in_words(tmp_path):
    rows = [["姓名", "身份证号", "家庭称号"], ["王伟", HEAD, "文明家庭"]]
    assert made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "person")[0]["remark"] == "家庭称号：文明家庭"


def test_a_column_of_words_that_are_none_of_its_field_is_kept_in_words(tmp_path):
    people = [("王伟", "户主", HEAD, "脱贫户"), ("李兰", "妻", WIFE, "脱贫户"), ("赵刚", "户主", OTHER, "监测户")]
    rows = [
        ["户编号", "姓名", "与户主关系", "身份证号", "户类型"],
        *[[str(n), *row] for n, row in zip((1, 1, 2), people, strict=True)],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row["remark"] for row in made(plan, "person")] == ["户类型：脱贫户", "户类型：脱贫户", "户类型：监测户"]
    assert "code_unknown" not in plan.figures()["warnings"]


def test_one_odd_word_among_many_is_still_told(tmp_path):
    rows = [["姓名", "身份证号", "婚姻状况"], ["王伟", HEAD, "已婚"], ["李兰", WIFE, "已婚"], ["赵刚", OTHER, "不好说"]]
    assert plan_of(write_xlsx(tmp_path / "a.xlsx", rows)).figures()["warnings"] == {"code_unknown": 1}


def test_shops_with_landlords_are_shops_and_an_empty_one_is_none(tmp_path):
    rows = [
        ["沿街商户登记表"],
        ["路段", "门牌号", "店铺名称", "法人", "法人身份证", "联系电话", "房东", "房东电话"],
        ["人民路", "1号", "老王五金", "王伟", HEAD, "13800001111", "赵刚", "13800002222"],
        ["", "3号", "美丽发屋", "孙梅", "", "13800003333", "", ""],
        ["", "5号", "（空铺）", "", "", "", "周红", ""],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:H1", "A3:A5"]))
    assert [row["name"] for row in made(plan, "shop")] == ["老王五金", "美丽发屋"]
    assert [row["remark"] for row in made(plan, "shop")] == ["路段：人民路；门牌号：1号", "路段：人民路；门牌号：3号"]
    assert any("第 5 行" in notice for notice in plan.notices)


def test_schools_are_units(tmp_path):
    rows = [
        ["学校名称", "学校地址", "校长", "校长电话", "在校学生", "教职工", "保安人数"],
        ["某某小学", "学府路1号", "王伟", "13800001111", 560, 40, 3],
    ]
    [school] = made(plan_of(write_xlsx(tmp_path / "校园安全台账.xlsx", rows)), "unit")
    assert (school["name"], school["head_name"], school["students"], school["guards"]) == ("某某小学", "王伟", 560, 3)


def test_a_heads_list_with_flat_numbers_makes_households(tmp_path):
    rows = [["楼号", "单元", "房号", "户主", "家庭人口"], [1, 1, "101", "王伟", 3], ["", "", "102", "赵刚", 2]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert homes(plan) == [["王伟"], ["赵刚"]]
    assert addresses(plan) == ["1号楼1单元101室", "1号楼1单元102室"]
