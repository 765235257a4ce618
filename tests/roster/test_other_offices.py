"""Lists of other departments and other ledgers: what they are, whom they mean, and nothing lost in silence."""

from __future__ import annotations

from pathlib import Path

from gridDesk.ledger import catalogue
from gridDesk.roster import Known, Plan, preview, read_workbook
from tests.roster.support import id_number, write_xlsx

HEAD, WIFE, OTHER = id_number("1960-03-04", 11), id_number("1962-05-06", 22), id_number("1971-01-01", 13)


def plan_of(path: Path, known: Known | None = None) -> Plan:
    return preview(read_workbook(path), known or Known(), catalogue())


def values(plan: Plan, ledger: str) -> list[dict[str, object]]:
    return [dict(edit.values) for edit in plan.edits() if edit.ledger == ledger and edit.op == "create"]


def target(plan: Plan) -> str | None:
    return plan.sheets[0].target


def test_a_relief_list_that_names_only_the_heads(tmp_path):
    rows = [
        ["低保对象花名册", *[None] * 4],
        ["序号", "户主姓名", "身份证号", "保障类别", "月保障金额"],
        [1, "王伟", HEAD, "A类", 1200],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:E1"]))
    assert target(plan) == "low_income"
    assert [row["name"] for row in values(plan, "person")] == ["王伟"]
    assert (values(plan, "low_income")[0]["relief_class"], values(plan, "low_income")[0]["amount"]) == ("A", 120000)


def test_nobody_is_made_without_a_name_and_known_numbers_are_met(tmp_path):
    known = Known().with_edits(plan_of(write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["王伟", HEAD]])).edits())
    path = write_xlsx(tmp_path / "b.xlsx", [["身份证号", "联系电话"], [HEAD, "13800000001"], [OTHER, "13800000002"]])
    plan = plan_of(path, known)
    assert [row.status for row in plan.sheets[0].rows] == ["UPDATE", "ERROR"]
    assert plan.sheets[0].rows[1].errors[0].kind == "name_missing"


def test_a_list_of_heads_makes_a_household_each(tmp_path):
    rows = [
        ["户号", "户主", "户主身份证号", "联系电话", "住址"],
        [1, "王伟", HEAD, "13800000001", "东街1号"],
        [2, "赵刚", OTHER, "", "东街2号"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "户信息.xlsx", rows))
    assert target(plan) == "resident"
    assert [row["relation"] for row in values(plan, "residence")] == ["02", "02"]
    assert all("head" in row for row in values(plan, "household"))


def test_a_land_list_by_its_own_words(tmp_path):
    rows = [
        ["承包方", "姓名", "身份证号", "关系", "备注"],
        ["王伟", "王伟", HEAD, "户主", ""],
        ["", "李兰", WIFE, "妻", "外嫁女"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "土地承包.xlsx", rows))
    assert plan.sheets[0].grouping == "按户主姓名"
    assert len(values(plan, "household")) == 1


def test_a_list_of_let_houses_with_merged_cells(tmp_path):
    rows = [
        ["序号", "出租房地址", "房东", "房东电话", "租户", "租户身份证号", "租期"],
        [1, "东街1号", "王伟", "13800000001", "孙平", HEAD, "2024.3-2025.3"],
        [None, None, None, None, "周强", OTHER, None],
    ]
    plan = plan_of(write_xlsx(tmp_path / "a.xlsx", rows, ["A2:A3", "B2:B3", "C2:C3", "D2:D3"]))
    assert target(plan) == "dwelling"
    assert (len(values(plan, "dwelling")), len(values(plan, "tenancy"))) == (1, 2)


def test_times_and_dates_are_one_word_and_a_named_ledger_is_taken_at_its_word(tmp_path):
    meeting = [["会议时间", "会议地点", "会议主题", "参会人员"], ["2026.3.1", "村委", "安全例会", "全体"]]
    plan = plan_of(write_xlsx(tmp_path / "会议记录.xlsx", meeting))
    assert (target(plan), values(plan, "meeting")[0]["date"]) == ("meeting", "2026-03-01")
    dispute = [["序号", "当事人", "纠纷类型", "调解结果"], [1, "王伟", "邻里", "调解成功"]]
    plan = plan_of(write_xlsx(tmp_path / "矛盾纠纷台账.xlsx", dispute))
    assert target(plan) == "event"
    made = values(plan, "event")[0]
    assert (made["remark"], made["result"]) == ("当事人：王伟", "调解成功")


def test_a_list_about_nothing_known_is_left_alone_and_said(tmp_path):
    plan = plan_of(write_xlsx(tmp_path / "车辆.xlsx", [["车主", "车牌号", "品牌"], ["王伟", "鲁C1", "大众"]]))
    assert (target(plan), plan.edits()) == (None, [])
    assert "没有读入" in plan.notices[0]


def test_a_worker_list_is_no_list_of_residents(tmp_path):
    rows = [
        ["序号", "姓名", "性别", "身份证号", "学历", "联系电话", "所在网格", "上岗时间"],
        [1, "王伟", "男", HEAD, "大专", "13800000001", "", "2020.3"],
    ]
    plan = plan_of(write_xlsx(tmp_path / "网格员花名册.xlsx", rows))
    assert target(plan) == "worker"
    assert values(plan, "person") == []
    assert values(plan, "worker")[0]["started_on"] == "2020-03"


def test_the_same_shop_twice_in_a_list_is_refused_once(tmp_path):
    rows = [["门店名称", "门店地址", "经营者"], ["柳行超市", "东街1号", "王甲"], ["柳行超市", "东街1号", "王甲"]]
    path = write_xlsx(tmp_path / "经营门店台账.xlsx", rows)
    plan = plan_of(path)
    assert [row.status for row in plan.sheets[0].rows] == ["NEW", "ERROR"]
    assert plan.sheets[0].rows[1].errors[0].kind == "duplicate_in_file"
