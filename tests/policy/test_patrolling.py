"""Rules on patrols, clause by clause: how often, how long, by how many, what was looked at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.policy import Clause, Period, patrolling
from gridDesk.policy.patrolling import patrol_hours_per_week
from gridDesk.policy.work import Patrol
from tests.policy.work_samples import daily, days, figures, grid, homes, judge, patrol, village, visit, worker

FEBRUARY = date(2026, 2, 1)


def test_ql_11_1_twice_a_day_on_days_owed_with_the_make_up_saturday():
    """To the 16th there are 11 workdays, the 14th one of them; twice on ten of them, on the 14th once and on video."""
    rounds = daily(days(2026, 2, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13), (9, 10), (15, 16))
    rounds += [patrol(date(2026, 2, 14), 9, 10), patrol(date(2026, 2, 14), 15, 16, kind="视频巡查"),
               patrol(date(2026, 2, 15), 9, 10), patrol(date(2026, 2, 14), 20, 21, supervisor=True)]  # fmt: skip
    facts = village(patrols=tuple(rounds), today=date(2026, 2, 16))
    found = judge("patrols_per_day", facts, FEBRUARY, times=2)
    assert figures(found) == {"": ("90.9%（10／11天）", "note"), "g": ("90.9%（10／11天）", "note")}
    assert found["g"].message == "甲网格2026年2月应巡查 11 天，巡查满 2 次的 10 天，不够的是2月14日。"
    assert len(found["g"].proof) == 20


def test_ql_11_1_a_worker_who_left_on_the_10th_owes_seven_days_and_the_next_one_hers():
    """张三 to 10 February: 2–6, 9, 10, seven days, twice on six. 李四 from the 11th: nine days, twice on all of them.

    The grid: 16 days, 15 of them twice.
    """
    rounds = daily(days(2026, 2, 2, 3, 4, 5, 6, 9), (9, 10), (15, 16), worker="张三")
    rounds += daily(days(2026, 2, 10), (9, 10), worker="张三")
    rounds += daily(days(2026, 2, 11, 12, 13, 14, 24, 25, 26, 27, 28), (9, 10), (15, 16), worker="李四")
    staff = (worker(until=date(2026, 2, 10)), worker("李四", since=date(2026, 2, 11)))
    found = judge("patrols_per_day", village(patrols=tuple(rounds), workers=staff), FEBRUARY, times=2)
    assert figures(found) == {
        "": ("93.8%（15／16天）", "warn"), "g": ("93.8%（15／16天）", "warn"),
        "张三": ("85.7%（6／7天）", "warn"), "李四": ("100%（9／9天）", "ok"),
    }  # fmt: skip


def test_jj_19_2_a_day_of_visits_is_a_round_too():
    """24 and 25 February are owed: on the one there was a patrol, on the other a visit."""
    facts = village(
        homes=homes(1), patrols=(patrol(date(2026, 2, 24), 9, 10),), visits=(visit(date(2026, 2, 25), "g-h1"),),
        begun=date(2026, 2, 20), today=date(2026, 2, 25),
    )  # fmt: skip
    assert figures(judge("patrols_per_day", facts, FEBRUARY, times=1))["g"] == ("50%（1／2天）", "note")
    both = judge("patrols_per_day", facts, FEBRUARY, identity="JJ-19.2", times=1, with_visits=True)
    assert figures(both)["g"] == ("100%（2／2天）", "ok")


def test_xc_2_2_2_two_hours_a_day_past_midnight_and_with_visits_counted_once():
    """2 February: 22:30 to 00:30, two hours. 3rd: 9:00 to 10:30 and a visit from 10:00 to 11:00, two hours in all.

    4th: 9:00 to 10:30 with a visit of half an hour during it, one and a half. 5th: hours not written down, none.
    """
    rounds = (
        patrol(date(2026, 2, 2), 22.5, 24.5), patrol(date(2026, 2, 3), 9, 10.5), patrol(date(2026, 2, 4), 9, 10.5),
        Patrol(uid="p", day=date(2026, 2, 5), grid="g"),
    )  # fmt: skip
    seen = (
        visit(date(2026, 2, 3), "g-h1", start=600, minutes=60),
        visit(date(2026, 2, 4), "g-h1", start=570, minutes=30),
    )
    facts = village(homes=homes(1), patrols=rounds, visits=seen, today=date(2026, 2, 5))
    found = judge("patrol_hours_per_day", facts, FEBRUARY, identity="XC-2.2.2", hours=2, with_visits=True)
    assert figures(found)["g"] == ("50%（2／4天）", "note")
    assert found["g"].message == "甲网格2026年2月应巡查 4 天，巡查满 2 小时的 2 天，不够的是2月4日、5日。"
    alone = judge("patrol_hours_per_day", facts, FEBRUARY, hours=2)
    assert figures(alone)["g"] == ("25%（1／4天）", "note")


def test_gz3_8_a_minute_short_is_short():
    facts = village(patrols=(patrol(date(2026, 2, 2), 9, 10 + 59 / 60),), today=date(2026, 2, 2))
    assert figures(judge("patrol_hours_per_day", facts, FEBRUARY, hours=2))["g"] == ("0%（0／1天）", "note")


def test_gz3_8_two_hours_a_day_from_the_1st_to_the_15th():
    """Workdays to the 15th of March 2026: 2–6 and 9–13, ten; nine had two hours. The 16th, without any, is not asked."""
    rounds = daily(days(2026, 3, 2, 3, 4, 5, 6, 9, 10, 11, 12), (9, 11))
    facts = village(patrols=tuple(rounds), today=date(2026, 3, 16))
    found = judge("patrol_hours_per_day", facts, date(2026, 3, 1), identity="GZ3-8", hours=2, window="1-15")
    assert figures(found)["g"] == ("90%（9／10天）", "warn")
    assert found["g"].message == "甲网格2026年3月1日至15日应巡查 10 天，巡查满 2 小时的 9 天，不够的是3月13日。"


WEEK = {"kind": "week", "hours": 8}


def test_ql_11_1_eight_hours_a_week_also_in_one_of_two_workdays():
    """9 to 15 February has six workdays, 23 February to 1 March five; a weekend patrol counts for its week."""
    rounds = (*daily(days(2026, 2, 9, 10, 11, 12), (9, 10.75)), patrol(date(2026, 2, 15), 9, 10))
    found = judge("patrol_hours_per_week", village(patrols=tuple(rounds)), date(2026, 2, 9), **WEEK)
    assert figures(found) == {"": ("100%（1／1个网格）", "ok"), "g": ("8小时", "ok")}
    assert found["g"].message == "甲网格2026年2月9日至2月15日巡查走访 8小时，应有 8 小时。"
    short = judge("patrol_hours_per_week", village(patrols=tuple(rounds[1:])), date(2026, 2, 9), **WEEK)
    assert (figures(short)["g"], short["g"].value) == (("6小时15分", "warn"), 6.25)


def test_ql_11_1_in_the_week_of_spring_festival_nothing_is_owed():
    assert not judge("patrol_hours_per_week", village(), date(2026, 2, 16), **WEEK)


def test_ql_11_1_who_is_away_for_part_of_a_week_owes_its_share_and_a_running_week_the_whole():
    """Two of six workdays (the 9th and 10th): 8 × 2 ÷ 6 = 2 hours 40 minutes, just done."""
    rounds = (patrol(date(2026, 2, 9), 9, 10), patrol(date(2026, 2, 10), 9, 10 + 40 / 60))
    left = village(patrols=rounds, workers=(worker(until=date(2026, 2, 10)),))
    assert figures(judge("patrol_hours_per_week", left, date(2026, 2, 9), **WEEK))["g"] == ("2小时40分", "ok")
    runs = village(patrols=rounds, workers=(worker(),), today=date(2026, 2, 10))
    found = judge("patrol_hours_per_week", runs, date(2026, 2, 9), **WEEK)
    assert (figures(found)["g"], found["g"].target) == (("2小时40分", "note"), "8 小时")


def test_xc_2_1e_a_security_patrol_each_week_in_each_grid():
    rounds = (patrol(date(2026, 3, 4), 20, 22, grid="a", kind="治安巡逻"), patrol(date(2026, 3, 4), 9, 11, grid="b"))
    facts = village(grids=(grid("a"), grid("b")), patrols=rounds)
    params = {"kind": "治安巡逻", "times": 1}
    found = judge("patrols_of_kind", facts, date(2026, 3, 2), "week", "XC-2.1e", params=params)
    assert figures(found) == {"": ("50%（1／2个网格）", "warn"), "a": ("1 次", "ok"), "b": ("0 次", "warn")}
    assert not judge("patrols_of_kind", village(), date(2026, 2, 16), "week", params=params)


def test_ql_11_1_a_week_cut_by_another_regulation_asks_for_the_hours_of_its_own_days():
    """In force from Thursday 5 March 2026: two of five workdays, so 3.2 of 8 hours; 3 hours and 12 minutes were walked."""
    clause = Clause("QL-11.1", "第十一条", "patrol_hours_per_week", "x", {"hours": 8}, "week")
    facts = village(patrols=(patrol(date(2026, 3, 5), 9, 12.2), patrol(date(2026, 3, 4), 9, 12)))
    cut = Period(date(2026, 3, 5), date(2026, 3, 8), "week")
    (found,) = (one for one in patrol_hours_per_week(clause, facts, cut) if one.grid == "g")
    assert (found.figure, found.target, found.level) == ("3小时12分", "3.2 小时", "ok")


def test_gz3_8_hours_at_the_doors_are_those_of_a_day_with_a_visit():
    """Three hours of patrol without a door are none; two hours with a visit in between are."""
    rounds = (patrol(date(2026, 2, 2), 9, 12), patrol(date(2026, 2, 3), 9, 11))
    seen = (visit(date(2026, 2, 3), "g-h1"), visit(date(2026, 2, 4), "g-h1", start=540, minutes=119))
    facts = village(homes=homes(1), patrols=rounds, visits=seen, today=date(2026, 2, 4))
    found = judge("patrol_hours_per_day", facts, FEBRUARY, identity="GZ3-8", hours=2, doors=True)
    assert figures(found)["g"] == ("33.3%（1／3天）", "note")
    assert found["g"].message == "甲网格2026年2月应巡查 3 天，入户走访满 2 小时的 1 天，不够的是2月2日、4日。"
    assert found["g"].target == "每个工作日入户 2 小时"


def test_gz5_2_a_supervisor_goes_once_a_week_and_not_alone():
    alone = patrol(date(2026, 3, 3), 9, 11, supervisor=True)
    pair = patrol(date(2026, 3, 5), 9, 11, supervisor=True, people=2, worker="")
    asked = {"times": 1, "people": 2, "kind": "week", "identity": "GZ5-2"}
    found = judge("supervisor_patrols", village(patrols=(alone,)), date(2026, 3, 2), **asked)
    assert figures(found) == {"": ("0 次", "warn")}
    assert found[""].lacking == (("patrol", alone.uid),)
    found = judge("supervisor_patrols", village(patrols=(alone, pair)), date(2026, 3, 2), **asked)
    assert figures(found) == {"": ("1 次", "ok")}
    assert found[""].message == "清水村2026年3月2日至3月8日监督员巡查走访 2 次，其中 2 人以上的 1 次。"


FIVE = ["环境卫生", "基础设施", "安全隐患", "公共区域", "可疑人员"]


@pytest.mark.parametrize(("by", "figure"), [
    ("patrol", "33.3%（1／3次）"), ("day", "66.7%（2／3天）"), ("period", "100%（5／5项）"),
])  # fmt: skip
def test_xc_2_2_2_five_things_are_looked_at_on_each_patrol_or_day_or_in_the_month(by, figure):
    """2 February: all five on one patrol. 3rd: two and three of them on two. 4th: nothing at all."""
    rounds = (
        patrol(date(2026, 2, 2), 9, 10, checks=frozenset(FIVE)), patrol(date(2026, 2, 3), 9, 10, checks=frozenset(FIVE[:2])),
        patrol(date(2026, 2, 3), 15, 16, checks=frozenset(FIVE[2:])),
    )  # fmt: skip
    facts = village(patrols=rounds, today=date(2026, 2, 4))
    found = judge("patrol_checks", facts, FEBRUARY, identity="XC-2.2.2", checks=FIVE, by=by)
    assert found["g"].figure == found[""].figure == figure


def test_gz5_2_what_was_never_looked_at_is_named():
    facts = village(patrols=(patrol(date(2026, 2, 2), 9, 10, checks=frozenset(FIVE[1:4])),))
    found = judge("patrol_checks", facts, FEBRUARY, checks=FIVE, by="period")
    assert found["g"].message == "甲网格2026年2月应查 5 项，查到的 3 项，一次也没有查的是环境卫生、可疑人员。"
    assert not judge("patrol_checks", village(), FEBRUARY, checks=FIVE)


def test_xc_2_2_2_whom_a_patrol_or_a_visit_saw_counts_for_those_to_be_seen():
    """空巢老人 were seen on a patrol, 流动人口 at a visit; at 困难人群 nobody was at home: two of three."""
    seen = (
        visit(date(2026, 2, 3), "g-h1", object="流动人口"), visit(date(2026, 2, 3), "g-h1", object="居民户"),
        visit(date(2026, 2, 4), "g-h1", object="困难人群", effective=False),
    )  # fmt: skip
    rounds = (patrol(date(2026, 2, 2), 9, 10, checks=frozenset({"空巢老人", "环境卫生"})),)
    facts = village(homes=homes(1), visits=seen, patrols=rounds)
    asked = {"checks": ["困难人群", "流动人口", "空巢老人"], "by": "period", "with_visits": True}
    found = judge("patrol_checks", facts, FEBRUARY, identity="XC-2.2.2", **asked)
    assert figures(found)["g"] == ("66.7%（2／3项）", "warn")
    assert found["g"].message == "甲网格2026年2月应访 3 项，访到的 2 项，一次也没有访的是困难人群。"
    assert {ledger for ledger, _ in found["g"].proof} == {"patrol", "visit"}
    assert found["g"].target == "困难人群、流动人口、空巢老人每项都访到"


# Properties

MOMENTS = st.tuples(st.dates(date(2026, 1, 26), date(2026, 3, 6)), st.integers(0, 1439), st.integers(1, 1439))
RULES = {
    "patrols_per_day": {"times": 2}, "patrol_hours_per_day": {"hours": 2}, "patrol_hours_per_week": {"hours": 5},
    "patrols_of_kind": {"kind": "治安巡逻", "times": 3}, "supervisor_patrols": {"times": 3},
    "patrol_checks": {"checks": FIVE, "by": "day"},
}  # fmt: skip


def walked(moments, **known):
    told = {"grid": "g", "kind": "治安巡逻", "checks": frozenset(FIVE), **known}
    return tuple(
        Patrol(uid=str(n), day=day, start=start, end=(start + minutes) % 1440, **told)
        for n, (day, start, minutes) in enumerate(moments)
    )


@settings(max_examples=60)
@given(moments=st.lists(MOMENTS, max_size=10), more=MOMENTS, rule=st.sampled_from(sorted(RULES)))
def test_a_further_patrol_never_lowers_a_figure(moments, more, rule):
    led = {"supervisor": rule == "supervisor_patrols"}
    before = judge(rule, village(patrols=walked(moments, **led)), FEBRUARY, params=RULES[rule])
    after = judge(rule, village(patrols=walked([*moments, more], **led)), FEBRUARY, params=RULES[rule])
    assert before.keys() == after.keys()
    assert all(before[scope].value <= after[scope].value for scope in before)


@settings(max_examples=60)
@given(spans=st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1439)), max_size=6))
def test_minutes_out_are_those_counted_one_by_one(spans):
    day = patrolling.Day(walked([(date(2026, 2, 2), start, minutes) for start, minutes in spans]))
    assert day.minutes == len({minute for start, minutes in spans for minute in range(start, start + minutes)})


def test_gz5_2_two_hours_are_those_of_one_round_not_of_the_day():
    """每次不少于2小时. The 2nd: an hour twice, far apart. The 3rd: 80 minutes and on from door to door, the last one 25 minutes
    after the one before, to 11:00. The 4th: the same with half an hour and a minute between. The 5th: over midnight.
    """
    rounds = (
        *daily(days(2026, 2, 2), (9, 10), (15, 16)), *daily(days(2026, 2, 3, 4), (9, 10 + 20 / 60)),
        patrol(date(2026, 2, 5), 23, 25),
    )  # fmt: skip
    doors = (
        visit(date(2026, 2, 3), "g-h1", start=10 * 60 + 20, minutes=5), visit(date(2026, 2, 3), "g-h2", start=650, minutes=10),
        visit(date(2026, 2, 4), "g-h1", start=10 * 60 + 51, minutes=9),
    )  # fmt: skip
    facts = village(patrols=rounds, visits=doors, homes=homes(2), today=date(2026, 2, 6))
    found = judge("patrol_hours_per_day", facts, FEBRUARY, identity="GZ5-2", hours=2, with_visits=True, at_once=True)[
        "g"
    ]
    assert found.figure == "40%（2／5天）"
    assert found.message == "甲网格2026年2月应巡查 5 天，一次巡查走访满 2 小时的 2 天，不够的是2月2日、4日、6日。"
    assert found.target == "每个工作日一次满 2 小时"
    together = judge("patrol_hours_per_day", facts, FEBRUARY, hours=2, with_visits=True)["g"]
    assert together.message.endswith("不够的是2月3日、4日、6日。")  # the 3rd without the way between has 95 minutes


def test_gz5_2_the_leader_of_a_grid_goes_every_day_as_well():
    """网格长 named by the text: 孙玉兰 went on two of the five days; nothing is asked of 楼栋长, nor by a text that is silent."""
    first = date(2026, 2, 2)
    staff = (
        worker("张三"), worker("孙玉兰", role="网格长"), worker("孙玉兰", "k", role="网格长"), worker("吕承志", role="楼栋长"),
    )  # fmt: skip
    rounds = daily(days(2026, 2, 2, 3, 4, 5, 6), (9, 11), worker="张三") + daily(
        days(2026, 2, 3, 6), (14, 16), worker="孙玉兰"
    )
    facts = village(patrols=tuple(rounds), workers=staff, first=first, begun=first, today=date(2026, 2, 6))
    asked = {"times": 1, "with_visits": True, "posts": ["网格长"]}
    found = judge("patrols_per_day", facts, FEBRUARY, identity="GZ5-2", params=asked)
    assert figures(found)["孙玉兰"] == ("40%（2／5天）", "note")
    assert {*found} == {"", "g", "张三", "孙玉兰"}
    assert {*judge("patrols_per_day", facts, FEBRUARY, times=1)} == {"", "g", "张三"}
