"""Rules on what stands towards residents, clause by clause: groups, boards, publicity, surveys."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy.work import Board, Gathering, Home, Survey
from tests.policy.work_samples import figures, grid, homes, judge, village, worker

MARCH = date(2026, 3, 1)
HERE = {"grid": "g", "in_group": True}


def test_jj_19_5_each_household_shop_and_firm_has_somebody_in_the_group():
    """Due at the end of March: two households, a shop, a firm; who left on the 10th is not. Three have somebody in it."""
    there = (
        Home(uid="in", **HERE), *homes(1), Home(uid="shop", ledger="shop", **HERE), Home(uid="firm", ledger="unit", **HERE),
        Home(uid="gone", grid="g", until=date(2026, 3, 10)),
    )  # fmt: skip
    found = judge(
        "group_members", village(homes=there), MARCH, identity="JJ-19.5", coverage=100, shops=True, units=True
    )
    assert figures(found) == {"": ("75%（3／4户）", "warn"), "g": ("75%（3／4户）", "warn")}
    assert found["g"].lacking == (("household", "g-h1"),)
    alone = judge("group_members", village(homes=there), MARCH, identity="QL-10.4", coverage=100)
    assert figures(alone)["g"] == ("50%（1／2户）", "warn")


def test_jj_19_5_landlords_count_where_they_let_and_not_where_the_text_does_not_name_them():
    """房东: two households, one of them in the group; of three who let here two are in it, one of them in no grid's group."""
    let = tuple(
        Home(uid=f"d{n}", ledger="dwelling", grid=where, in_group=inside)
        for n, (where, inside) in enumerate((("g", True), ("g", False), ("k", True)))
    )
    facts = village(homes=(Home(uid="in", **HERE), *homes(1)), landlords=let, grids=(grid("g"), grid("k")))
    found = judge("group_members", facts, MARCH, identity="JJ-19.5", coverage=100, landlords=True)
    assert figures(found) == {
        "": ("60%（3／5户）", "warn"), "g": ("50%（2／4户）", "warn"), "k": ("100%（1／1户）", "ok"),
    }  # fmt: skip
    assert found["g"].lacking == (("household", "g-h1"), ("dwelling", "d1"))
    alone = judge("group_members", facts, MARCH, identity="JJ-19.5", coverage=100)
    assert figures(alone)[""] == ("50%（1／2户）", "warn")


SERVICE = frozenset({"党员、楼栋长现场服务"})


def served(uid, day, where="", kinds=SERVICE, people=0):
    return Gathering(uid=uid, ledger="publicity", day=day, grid=where, kinds=kinds, people=people)


def test_xc_2_2_2_each_grid_brings_party_members_to_its_residents_every_month():
    """March 2026, three grids. g: on the 5th, with 30 residents. k: only a leaflet day. m had its worker to 27 February (a
    Friday) and owes nothing. On 1 April all together: that is April's, of every grid.
    """
    days_ = (
        served("a", date(2026, 3, 5), "g", people=30), served("b", date(2026, 3, 6), "k", frozenset({"消防安全"})),
        served("c", date(2026, 4, 1)),
    )  # fmt: skip
    staff = (worker("张三", "g"), worker("李四", "k"), worker("王五", "m", until=date(2026, 2, 27)))
    facts = village(gatherings=days_, workers=staff, grids=(grid("g"), grid("k"), grid("m")))
    found = judge("services", facts, MARCH, identity="XC-2.2.2", kinds=[*SERVICE], times=1)
    assert figures(found) == {"": ("50%（1／2个网格）", "warn"), "g": ("1 次", "ok"), "k": ("0 次", "warn")}
    assert found["g"].message == "g网格2026年3月组织党员、楼栋长现场服务 1 次，服务居民 30 人。"
    assert found[""].proof == (("publicity", "a"),)
    april = judge("services", facts, date(2026, 4, 1), identity="XC-2.2.2", kinds=[*SERVICE], times=1)
    assert figures(april) == {"": ("100%（2／2个网格）", "ok"), "g": ("1 次", "ok"), "k": ("1 次", "ok")}


def test_xc_2_2_2_an_office_without_grids_owes_its_own_service():
    facts = village(gatherings=(served("a", date(2026, 3, 5)),), grids=())
    found = judge("services", facts, MARCH, identity="XC-2.2.2", kinds=[*SERVICE])
    assert figures(found) == {"": ("100%（1／1个网格）", "ok")}


def test_ql_10_4_where_no_share_is_named_none_is_asked():
    found = judge("group_members", village(homes=homes(1)), MARCH, identity="QL-10.4", params={"shops": True})
    one = found["g"]
    assert (one.figure, one.level, one.target, one.wanted) == ("0%（0／1户）", "ok", "不设比例", None)
    assert one.lacking == (("household", "g-h1"),)


BOARD = ["示意图", "照片", "姓名", "电话", "服务内容", "职责"]


def board(where="g", kind="网格公示牌", contents=BOARD, **known):
    return Board(uid=f"{where}-{kind}", grid=where, kind=kind, contents=frozenset(contents), **known)


def test_xc_2_2_4_a_board_says_all_it_has_to_in_every_grid():
    facts = village(grids=(grid("a"), grid("b"), grid("c")), boards=(board("a"), board("b", contents=BOARD[:4])))
    found = judge("boards", facts, MARCH, identity="XC-2.2.4", kinds=["网格公示牌"], contents=BOARD)
    assert {scope: one.level for scope, one in found.items()} == {"": "warn", "a": "ok", "b": "warn", "c": "warn"}
    assert found["b"].message == "b网格网格公示牌缺服务内容、职责。"
    assert found["c"].message == "c网格没有网格公示牌。"
    assert (found[""].figure, found["b"].lacking) == ("33.3%（1／3个网格）", (("notice_board", "b-网格公示牌"),))


@pytest.mark.parametrize(("known", "level"), [
    ({"since": date(2026, 3, 31)}, "ok"), ({"since": date(2026, 4, 1)}, "warn"), ({"until": date(2026, 3, 30)}, "warn"),
])  # fmt: skip
def test_qd_a3_2_a_board_counts_that_hangs_on_the_last_day(known, level):
    both = (board(**known), board(kind="民情联系卡", contents=()))
    asked = {"kinds": ["网格公示牌", "民情联系卡"]}
    assert judge("boards", village(boards=both), MARCH, identity="QD-A3.2", **asked)["g"].level == level
    assert judge("boards", village(boards=(both[1],)), MARCH, **asked)["g"].figure == "50%（1／2种）"


def test_jj_19_1_an_only_grid_has_the_boards_that_name_none():
    assert (
        judge("boards", village(boards=(board(""),)), MARCH, identity="JJ-19.1", kinds=["网格公示牌"])["g"].level
        == "ok"
    )


def test_ql_10_5_publicity_is_counted_and_none_is_asked_for():
    held = (
        Gathering(uid="1", ledger="publicity", day=date(2026, 3, 1), grid="g", people=40, leaflets=100),
        Gathering(uid="2", ledger="publicity", day=date(2026, 3, 31), people=20, leaflets=0),
        Gathering(uid="3", ledger="publicity", day=date(2026, 4, 1)), Gathering(uid="4", ledger="meeting", day=MARCH),
    )  # fmt: skip
    found = judge("publicity", village(gatherings=held), MARCH, identity="QL-10.5")
    assert figures(found) == {"": ("2 场", "ok"), "g": ("1 场", "ok")}
    assert found[""].message == "清水村2026年3月开展宣传 2 场，60 人参加，发放资料 100 份。"
    assert figures(judge("publicity", village(), MARCH)) == {"": ("0 场", "ok")}
    assert figures(judge("publicity", village(), MARCH, times=1)) == {"": ("0 场", "warn")}


ASKED = {"awareness": 85, "satisfaction": 85, "complaint_max": 5}


def survey(**known):
    return Survey(**({"uid": "s", "day": MARCH, "grid": "g", "asked": 250, "returned": 200} | known))


@pytest.mark.parametrize(("aware", "content", "complaints", "level"), [
    (170, 170, 10, "ok"), (169, 170, 10, "warn"), (170, 169, 10, "warn"), (170, 170, 11, "warn"),
])  # fmt: skip
def test_ql_11_5_just_85_per_cent_know_and_are_content_and_just_5_complain(aware, content, complaints, level):
    held = (survey(aware=aware, content=content, complaints=complaints),)
    assert judge("survey", village(surveys=held), MARCH, identity="QL-11.5", **ASKED)["g"].level == level


def test_ql_11_5_surveys_of_all_grids_are_added_up_by_those_who_answered():
    """Grid a: 9 of 10 know, 9 content. Grid b: 70 of 90 know, 80 content, 5 complained. Together 79, 89 and 5 of 100."""
    held = (
        survey(grid="a", returned=10, aware=9, content=9), survey(uid="t", grid="b", returned=90, aware=70, content=80, complaints=5)
    )  # fmt: skip
    found = judge("survey", village(grids=(grid("a"), grid("b")), surveys=held), MARCH, **ASKED)
    assert found[""].figure == "知晓率 79%、满意率 89%、投诉率 5%"
    assert found["a"].figure == "知晓率 90%、满意率 90%、投诉率 0%"
    assert found["b"].figure == "知晓率 77.8%、满意率 88.9%、投诉率 5.6%"
    assert [found[scope].level for scope in ("", "a", "b")] == ["warn", "ok", "warn"]
    assert found[""].target == "知晓率 85%、满意率 85%、投诉率不超过 5%"


def test_ql_11_5_a_rate_that_misses_by_a_hair_is_not_shown_as_met():
    held = (survey(returned=20_000, aware=16_999, content=17_000, complaints=1_001),)
    found = judge("survey", village(surveys=held), MARCH, **ASKED)
    assert found["g"].figure == "知晓率 84.9%、满意率 85%、投诉率 5.1%"


def test_ql_11_5_no_survey_yet_is_said_of_the_office():
    assert figures(judge("survey", village(), MARCH, **ASKED)) == {"": ("没有测评", "warn")}
    assert figures(judge("survey", village(today=MARCH), MARCH, **ASKED)) == {"": ("没有测评", "note")}


def test_gz1_4_fairly_content_counts_where_the_clause_says_so():
    held = (survey(aware=200, content=100, fair=80),)
    found = judge("survey", village(surveys=held), MARCH, satisfaction=85, fair=True)
    assert found["g"].level == "ok"
