"""Clauses that a ledger carries out: what the text names can be recorded there, under a word the text uses."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk import paths
from gridDesk.ledger import catalogue
from gridDesk.policy import GridFacts, WorkFacts, containing, judge_work, load_profiles
from gridDesk.policy.work import Gathering, Home

KNOWN = catalogue()
PROFILES = load_profiles(paths.resources() / "policies")
MARCH = containing("month", date(2026, 3, 1))


def takes(ledger: str, field: str, *words: str) -> None:
    """See that a field has a code of its own for each word, by the very name that the text gives it."""
    labels = {code.label for code in KNOWN[ledger][field].code_set.codes}
    assert {*words} <= labels
    assert len({KNOWN[ledger].parse(field, word) for word in words}) == len(words)


def judged(profile: str, clause: str, level: str = "community", **known: object) -> list[tuple[str, str, str]]:
    """Return (grid, level, figure) of what one clause finds in March, once the month is over."""
    facts = WorkFacts(level=level, first=MARCH.first, last=MARCH.last, today=date(2026, 4, 2), **known)
    return [
        (one.grid, one.last.level, one.last.figure) for one in judge_work(PROFILES[profile], facts, MARCH)
        if one.clause.id == clause
    ]  # fmt: skip


def test_ql_10_4_who_is_in_the_group_is_counted_among_households_and_shops():
    homes = (
        Home(uid="1", grid="g", in_group=True), Home(uid="2", grid="g", in_group=True), Home(uid="3", grid="g"),
        Home(uid="4", ledger="shop", grid="g", in_group=True), Home(uid="5", ledger="unit", grid="g"),
    )  # fmt: skip
    found = judged("QL", "QL-10.4", grids=(GridFacts(uid="g", name="甲"),), homes=homes)
    assert found == [("", "ok", "75%（3／4户）"), ("g", "ok", "75%（3／4户）")]  # the text sets no share


def test_ql_17_equipment_is_issued_and_given_back():
    takes("equipment", "kind", "手持终端")
    assert {"worker", "number", "issued_on", "issued_by", "returned_on", "condition"} <= {
        item.key for item in KNOWN["equipment"].fields
    }


def test_ql_27_the_personnel_file_has_the_six_sections_of_the_text():
    sections = dict.fromkeys(item.section for item in KNOWN["worker"].fields)
    for section in ("基本情况", "学习和工作经历", "薪酬待遇", "考核评议", "教育培训", "表彰奖励"):
        assert section in sections


def test_jj_07_4_unrest_hazards_and_urgent_events_are_told_apart_and_key_people_are_called_on():
    takes("event", "kind", "治安隐患", "矛盾纠纷", "特殊人群动态")
    assert KNOWN["event"].parse("urgent", "是") == 1
    takes("visit", "kind", "重点人员走访")


def test_jj_07_6_producers_are_kept_with_what_is_dangerous_and_every_check_of_them():
    safety = {item.key for item in KNOWN["unit"].fields if item.section == "安全"}
    assert {"dangerous", "hazards", "fire_level", "last_check", "check_result"} <= safety
    assert [KNOWN["patrol"][key].to for key in ("unit", "shop", "key_place")] == ["unit", "shop", "key_place"]


def test_jj_07_7_births_deaths_and_pregnancies_are_booked():
    takes("population_event", "kind", "出生", "死亡")
    takes("pregnancy", "stage", "孕期", "已分娩")


def test_jj_08_workers_are_kept_by_name_full_time_and_part_time():
    takes("post", "role", "专职网格员", "兼职网格员")
    assert "name" in KNOWN["post"]


def test_xc_1_1_heads_of_buildings_and_units_hold_posts_too():
    takes("post", "role", "网格长", "楼栋长", "单元长")
    takes("post", "identity", "志愿者", "物业人员")


def test_xc_2_1d_party_members_are_kept_by_class():
    takes("party_member", "kind", "无职党员", "流动党员", "老弱病残党员")


def test_xc_2_1f_hazards_and_pollution_are_kept_by_kind():
    words = (
        "安全生产",
        "消防安全",
        "燃气安全",
        "食品药品安全",
        "农产品质量安全",
        "道路交通安全",
        "地质灾害",
        "大气污染",
    )
    for word in (*words, "水污染", "固体废物污染", "自然灾害"):
        assert KNOWN["event"].parse("hazard_kind", word), word


def test_xc_2_1g_wages_owed_are_a_hazard_of_their_own():
    assert KNOWN["event"]["hazard_kind"].show(KNOWN["event"].parse("hazard_kind", "欠薪隐患")) == "欠薪"


def test_xc_2_1h_people_under_watch_have_a_sealed_ledger_that_is_off_until_needed():
    assert KNOWN["health_watch"].sealed
    takes("health_watch", "kind", "集中隔离", "居家隔离", "居家健康监测")


def test_qd_a3_3_the_team_of_a_grid_takes_in_who_helps():
    takes("post", "identity", "物业人员", "志愿者", "警务助理", "驻区单位人员")
    assert "网格工作团队" in KNOWN["post"].aliases


def test_qd_b9_the_five_kinds_of_workers_are_there():
    takes("post", "role", "网格长", "网格指导员", "专职网格员", "兼职网格员", "专属网格员")


def test_gz0_r_rangers_have_their_patrol_and_their_checks():
    takes("patrol", "kind", "护林巡查", "防汛防火巡查")
    for check in ("入山人员", "森林火险", "滥砍滥伐", "私自排渣排污"):
        assert KNOWN["patrol"].parse("checks", check), check
    takes("meeting", "kind", "周例会")
    assert not [item for item in KNOWN["patrol"].fields if "定位" in item.label]


def meeting(kind: str, day: int) -> Gathering:
    return Gathering(uid=f"{kind}{day}", ledger="meeting", day=date(2026, 3, day), kinds=frozenset({kind}))


@pytest.mark.parametrize(("held", "level"), [((), "warn"), ((meeting("月度调度会", 31),), "ok")])
def test_xc_2_1a_the_leader_holds_a_meeting_each_month(held, level):
    assert [found[:2] for found in judged("XC", "XC-2.1a", gatherings=held)] == [("", level)]


def test_qd_a5_5_streets_meet_monthly_and_villages_have_a_kind_of_meeting_but_no_number():
    held = (meeting("月度调度会", 1),)
    assert [found[1] for found in judged("QD", "QD-A5.5", "street", gatherings=held)] == ["ok"]
    assert [found[1] for found in judged("QD", "QD-A5.5", "street")] == ["warn"]
    assert judged("QD", "QD-A5.5", "village") == []
    takes("meeting", "kind", "民情分析会")
