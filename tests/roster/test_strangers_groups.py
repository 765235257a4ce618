"""Lists of special groups that nobody had seen: whose number a column holds, who is called what, who is gone."""

from __future__ import annotations

import pytest

from gridDesk.roster import Known
from tests.roster.support import id_number, write_xlsx
from tests.roster.test_strangers import HEAD, HERS, LODGER, OTHER, SON, WIFE, homes, made, plan_of, warned

CHILD = id_number("2015-03-04", 11, "430102")


def the_only(plan, ledger):
    [row] = made(plan, ledger)
    return {key: value for key, value in row.items() if key != "person"}


def test_a_guardian_under_a_two_row_header_keeps_name_number_phone_and_relation(tmp_path):
    rows = [
        ["留守儿童登记表"],
        ["儿童姓名", "身份证号", "父亲", "", "委托监护人", "", "", ""],
        ["", "", "姓名", "务工地", "姓名", "与儿童关系", "身份证号", "联系电话"],
        ["王小军", CHILD, "王伟", "广东", "王福", "祖父", HEAD, "13800001111"],
    ]
    merges = ["A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:H2"]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, merges))
    assert [(row["name"], row["id_number"]) for row in made(plan, "person")] == [("王小军", CHILD)]
    assert the_only(plan, "left_behind") == {
        "family_name": "王福", "family_id_number": HEAD, "family_phone": "13800001111", "relation": "61",
        "remark": "父亲-姓名：王伟；父亲-务工地：广东",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "columns", "cells"),
    [
        ("社区戒毒人员台账", ["责任人", "电话"], ["张三", "13800001111"]),
        (
            "孤儿名册",
            ["监护人姓名", "监护人身份证号", "与儿童关系", "联系电话"],
            ["王福", OTHER, "爷孙", "13800001111"],
        ),
        ("残疾人名单", ["网格员", "联系电话"], ["周红", "13800001111"]),
    ],
)
def test_a_phone_right_of_somebody_elses_name_is_not_the_persons(file, columns, cells, tmp_path):
    rows = [["姓名", "身份证号", *columns], ["王伟", HEAD, *cells]]
    plan = plan_of(write_xlsx(tmp_path / f"{file}.xlsx", rows))
    [person] = made(plan, "person")
    assert person["id_number"] == HEAD
    assert "phone" not in person
    assert "13800001111" in str([row for ledger in ("drug", "disabled", "person") for row in made(plan, ledger)])


def test_a_phone_after_the_address_is_the_persons_again(tmp_path):
    rows = [["姓名", "身份证号", "监护人", "家庭住址", "联系电话"], ["王伟", HEAD, "李兰", "1组1号", "13800001111"]]
    plan = plan_of(write_xlsx(tmp_path / "残疾人名单.xlsx", rows))
    assert made(plan, "person")[0]["phone"] == "13800001111"


@pytest.mark.parametrize(
    ("title", "called"),
    [("信访重点人员台账", "信访人"), ("严重精神障碍患者", "患者姓名"), ("党员花名册", "党员"), ("80岁老人", "老人")],
)
def test_a_list_may_call_its_people_by_its_own_word(title, called, tmp_path):
    rows = [[title], [called, "身份证号", "备注"], ["王伟", HEAD, ""]]
    assert [row["name"] for row in made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "person")] == ["王伟"]


def test_a_question_about_another_group_in_a_groups_list_is_heard(tmp_path):
    rows = [
        ["姓名", "残疾证号", "残疾类别", "是否低保"],
        ["王伟", HEAD + "44", "肢体", "是"],
        ["孙梅", HERS + "44", "肢体", "否"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "残疾人.xlsx", rows))
    names = {edit.uid: edit.values["name"] for edit in plan.edits() if edit.ledger == "person"}
    assert [names[row["person"]] for row in made(plan, "low_income")] == ["王伟"]


@pytest.mark.parametrize("ending", ["44", "44B1", "43b2"])
def test_a_certificate_that_was_issued_again_tells_the_person(ending, tmp_path):
    rows = [["姓名", "残疾证号", "残疾类别"], ["王伟", HEAD + ending, "肢体"]]
    assert made(plan_of(write_xlsx(tmp_path / "残疾人.xlsx", rows)), "person")[0]["id_number"] == HEAD


def test_who_died_by_the_remark_of_a_groups_list_is_no_member_and_told(tmp_path):
    rows = [["姓名", "身份证号", "备注"], ["王伟", HEAD, "2024.11去世"], ["孙梅", HERS, "2020年丈夫去世"]]
    plan = plan_of(write_xlsx(tmp_path / "高龄老人津贴发放花名册.xlsx", rows))
    assert [row["name"] for row in made(plan, "person")] == ["孙梅"]
    assert len(made(plan, "elderly")) == 1
    assert warned(plan, "person_gone") == [2]


def test_head_and_relation_beside_a_member_of_a_group_stay_in_words_until_the_household_is_known(tmp_path):
    rows = [
        ["户主姓名", "姓名", "与户主关系", "身份证号", "低保类别", "月保障金"],
        ["王伟", "王伟", "户主", HEAD, "A类", 700],
        ["王伟", "李兰", "妻子", WIFE, "A类", 700],
    ]
    path = write_xlsx(tmp_path / "低保.xlsx", rows)
    assert [row.get("remark") for row in made(plan_of(path), "low_income")] == [
        None,
        "户主姓名：王伟；与户主关系：妻子",
    ]
    roster = [["户号", "姓名", "与户主关系", "身份证号"], [1, "王伟", "户主", HEAD], [1, "李兰", "妻子", WIFE]]
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", roster)).edits())
    assert [row.get("remark") for row in made(plan_of(path, known), "low_income")] == [None, None]


def test_a_relief_list_of_whole_households_makes_both_households_and_members(tmp_path):
    rows = [
        ["户主姓名", "姓名", "与户主关系", "身份证号"],
        ["王伟", "王伟", "户主", HEAD],
        ["王伟", "李兰", "妻子", WIFE],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, sheet="低保"))
    assert homes(plan) == [["王伟", "李兰"]]
    assert len(made(plan, "low_income")) == 2


def test_households_under_the_name_of_another_group_are_told_not_to_be_its_members(tmp_path):
    rows = [
        ["残疾人家庭情况"],
        ["户号", "姓名", "与户主关系", "身份证号"],
        [1, "王伟", "户主", HEAD],
        [1, "李兰", "妻子", WIFE],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "disabled") == []
    assert any("没有列入残疾人台账" in notice for notice in plan.notices)


def test_an_age_in_a_groups_list_stays_in_words_where_no_birth_is_known(tmp_path):
    rows = [["姓名", "性别", "年龄", "身份证号"], ["王伟", "男", "82岁", ""], ["孙梅", "女", 51, HERS]]
    plan = plan_of(write_xlsx(tmp_path / "2024年独居老人.xlsx", rows))
    assert [str(row.get("remark"))[:6] for row in made(plan, "person")] == ["年龄：82岁", "None"]


def test_of_two_namesakes_the_one_is_met_who_lives_where_the_list_says(tmp_path):
    roster = [
        ["户号", "姓名", "关系", "身份证号", "住址"],
        [1, "王伟", "户主", HEAD, "1组1号"],
        [2, "王伟", "户主", OTHER, "1组2号"],
    ]
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", roster)).edits())
    rows = [["姓名", "家庭住址", "低保类别"], ["王伟", "1组2号", "A类"]]
    plan = plan_of(write_xlsx(tmp_path / "低保名单.xlsx", rows), known)
    assert made(plan, "person") == []
    assert known.get("person", str(made(plan, "low_income")[0]["person"]))["id_number"] == OTHER


def test_the_numbers_of_owners_are_not_those_of_who_lives_there(tmp_path):
    rows = [
        ["房号", "业主姓名", "身份证号", "手机", "实际居住人", "实际居住人电话", "与业主关系"],
        ["1-1-101", "赵刚", OTHER, "13800001111", "单敏", "13900002222", "租户"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "业主信息.xlsx", rows))
    assert made(plan, "person") == []
    [house] = made(plan, "dwelling")
    assert (house["owner_id_number"], house["user_name"], house["user_phone"]) == (OTHER, "单敏", "13900002222")


def test_the_phone_of_a_contact_is_not_the_owners(tmp_path):
    rows = [
        ["房屋坐落", "产权人", "承租单位", "联系人", "联系电话"],
        ["人民路1号", "某公司", "老张面馆", "张建国", "13800001111"],
    ]
    [house] = made(plan_of(write_xlsx(tmp_path / "a.xlsx", rows)), "dwelling")
    assert "owner_phone" not in house
    assert house["remark"] == "承租单位：老张面馆；联系人：张建国；联系电话：13800001111"


def test_a_legal_representative_under_a_two_row_header(tmp_path):
    rows = [
        ["企业信息表"],
        ["企业名称", "法定代表人", "", ""],
        ["", "姓名", "身份证号", "联系电话"],
        ["某某机械有限公司", "王伟", HEAD, "13800001111"],
    ]
    [unit] = made(plan_of(write_xlsx(tmp_path / "企业台账.xlsx", rows, ["A1:D1", "A2:A3", "B2:D2"])), "unit")
    assert (unit["legal_name"], unit["legal_id_number"], unit["legal_phone"]) == ("王伟", HEAD, "13800001111")


def test_a_list_of_orphans_with_guardians_is_no_list_of_workers(tmp_path):
    rows = [
        ["儿童姓名", "身份证号", "类别", "监护人姓名", "联系电话"],
        ["王小军", CHILD, "孤儿", "王福", "13800001111"],
        ["王军", SON, "", "", ""],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert plan.sheets[0].target == "resident"
    assert LODGER not in str(plan.edits())


def test_lodgers_with_remarks_and_their_landlords_keep_their_own_numbers(tmp_path):
    rows = [
        ["流动人口登记表"],
        ["姓名", "身份证号码", "户籍地址", "现居住地", "房东姓名", "房东电话", "备注"],
        ["单敏", LODGER, "外省某县", "东街5号", "王伟", "13800001111", ""],
        ["李阳", SON, "外省某县", "东街5号", "王伟", "13800001111", "已离开"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert made(plan, "dwelling") == []
    assert [(row["name"], row["id_number"]) for row in made(plan, "person")] == [("单敏", LODGER)]
    assert warned(plan, "person_gone") == [4]


def test_the_disabled_of_a_list_with_heads_are_who_its_own_column_names(tmp_path):
    rows = [
        ["残疾人家庭情况调查表"],
        ["户主", "残疾人姓名", "与户主关系", "残疾证号", "是否低保"],
        ["王伟", "李兰", "妻", WIFE + "43", "是"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(row["name"], row["id_number"]) for row in made(plan, "person")] == [("李兰", WIFE)]
    assert the_only(plan, "disabled")["remark"] == "户主：王伟；与户主关系：妻"
    assert len(made(plan, "low_income")) == 1


def test_numbers_right_of_wife_and_child_are_theirs(tmp_path):
    rows = [["户主", "身份证号", "配偶", "身份证号", "子女", "身份证号"], ["王伟", HEAD, "李兰", WIFE, "王军", SON]]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row["id_number"] for row in made(plan, "person")] == [HEAD, WIFE, SON]
    assert homes(plan) == [["王伟", "李兰", "王军"]]


@pytest.mark.parametrize(
    ("title", "columns", "ledger"),
    [("孕情管理台账", ["孕妇", "预产期", "丈夫"], "pregnancy"), ("集中供养", ["姓名", "身份证号", "供养机构"], "low_income"),
     ("80岁以上", ["姓名", "身份证号", "备注"], "elderly")],
)  # fmt: skip
def test_titles_that_name_a_group_in_other_words(title, columns, ledger, tmp_path):
    rows = [columns, ["孙梅", HERS if columns[1] == "身份证号" else "2025.3.8", ""]]
    assert plan_of(write_xlsx(tmp_path / "a.xlsx", rows, sheet=title)).sheets[0].target == ledger


def test_months_of_joining_the_party_are_read(tmp_path):
    rows = [["姓名", "出生年月", "入党年月"], ["王伟", "1960.3", "1985.7"]]
    assert the_only(plan_of(write_xlsx(tmp_path / "党员名册.xlsx", rows)), "party_member")["joined_on"] == "1985-07"
