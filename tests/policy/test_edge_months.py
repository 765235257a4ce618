"""Months with an edge in them, worked out by hand: a grid split, a home that moved, leave over a month's end, two workers.

Workdays of 2026: February has 16, March 22, April 21 (4 to 6 April are 清明节), the 20th of September, a Sunday, and the 10th of
October, a Saturday, are worked; 1 to 7 October are off.
"""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy import WORK_RULES, Clause, GridFacts, Period
from gridDesk.policy.team_facts import Member, Study
from gridDesk.policy.work import Event, Focus, Gathering, Home, Page, Report, Visit
from tests.policy.work_samples import (
    CHINA,
    PROFILES,
    daily,
    days,
    figures,
    grid,
    homes,
    judge,
    standing,
    stretch,
    village,
    visit,
    worker,
)

FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
SPLIT = date(2026, 3, 16)


def workdays(first, last):
    return [day for day in stretch(first, last) if CHINA.is_workday(day)]


@pytest.fixture(scope="module")
def split():
    """On Monday 16 March two of the four homes of 甲网格 go to 乙网格, which begins then; 李四 stands in its record undated.

    Every home was visited in February and on 4 March, before the move, by 张三, who walks and writes 甲's pages daily.
    """
    gone = ((SPLIT, "g"),)
    there = (*homes(2), *(Home(uid=f"k{n}", grid="k", moved=gone) for n in (1, 2)))
    pages = [Page(uid=f"g{day}", day=day, grid="g", worker="张三") for day in workdays(FEBRUARY, date(2026, 3, 31))]
    pages += [Page(uid=f"k{day}", day=day, grid="k", worker="李四") for day in days(2026, 3, 16, 17, 18)]
    seen = [visit(day, home.uid, worker="张三") for day in (date(2026, 2, 3), date(2026, 3, 4)) for home in there]
    return village(
        homes=there, visits=tuple(seen), pages=tuple(pages), workers=(worker(), worker("李四", "k")),
        grids=(GridFacts(uid="g", name="甲网格"), GridFacts(uid="k", name="乙网格", since=SPLIT)),
        focus=(Focus(uid="f", ledger="elderly", person="p", home="k1", grid="k", group="特殊和困难老人", every=30),),
    )  # fmt: skip


def test_ql_10_6_a_grid_that_was_split_off_owes_no_page_of_the_days_before(split):
    """乙: 16–20, 23–27, 30 and 31 March, 12 days, three with a page. 甲 all 22; together 25 of 34. February: 甲's 16 alone."""
    march = judge("logs_written", split, MARCH, identity="QL-10.6")
    assert {scope: march[scope].figure for scope in ("", "g", "k")} == {
        "": "73.5%（25／34天）", "g": "100%（22／22天）", "k": "25%（3／12天）",
    }  # fmt: skip
    february = judge("logs_written", split, FEBRUARY, identity="QL-10.6")
    assert (february[""].figure, february["g"].figure, "k" in february) == (
        "100%（16／16天）",
        "100%（16／16天）",
        False,
    )


def test_ql_11_1_homes_count_in_the_grid_they_were_in_at_the_end(split):
    """February: four homes of 甲, none of 乙. The quarter: two and two, whoever visited them."""
    coverage = {"coverage": 100}
    assert figures(judge("visit_coverage", split, FEBRUARY, params=coverage)) == {
        "": ("100%（4／4户）", "ok"), "g": ("100%（4／4户）", "ok"),
    }  # fmt: skip
    assert figures(judge("visit_coverage", split, MARCH, "quarter", params=coverage)) == {
        "": ("100%（4／4户）", "ok"), "g": ("100%（2／2户）", "ok"), "k": ("100%（2／2户）", "ok"),
    }  # fmt: skip


def test_ql_11_1_a_visit_before_the_move_is_one_of_the_grid_the_home_was_in(split):
    """On 4 March four homes were in 甲: 4 ÷ 22 is 0.18 a day there; 乙 had nobody at its doors in its 12 days."""
    found = judge("visits_per_day", split, MARCH, params={"households": 5})
    assert (found["g"].value, found["k"].value) == (pytest.approx(4 / 22), 0)


def test_gz5_4_residents_and_who_is_watched_are_due_where_they_live_then(split):
    """The month of February: four homes and the old person (seen with her home) in 甲. March: two homes here, two and her there."""
    groups = {"groups": {"居民": "1M"}}
    february = judge("visits_by_group", split, FEBRUARY, identity="GZ5-4", params=groups)
    assert figures(february) == {"": ("100%（5／5次）", "ok"), "g": ("100%（5／5次）", "ok")}
    march = judge("visits_by_group", split, MARCH, identity="GZ5-4", params=groups)
    assert {scope: one.figure for scope, one in march.items()} == {
        "": "100%（5／5次）", "g": "100%（2／2次）", "k": "100%（3／3次）",
    }  # fmt: skip


def test_jj_19_4_and_gz4_3_a_new_grid_meets_from_its_first_whole_week_and_reports_from_its_first_day():
    """乙 begins on Wednesday 18 March: that week asks 甲 alone, the next one both. Every three days: 甲's 3, 6, 9, 12, 16, 19,
    23, 26 and 30 March (the 15th is a Sunday, and so on) make nine; 乙 owes from the 19th on: four.
    """
    begun = date(2026, 3, 18)
    two = (grid("g", "2"), GridFacts(uid="k", name="k网格", level="2", since=begun))
    held = tuple(
        Gathering(uid=f"{day}{where}", ledger="meeting", day=day, kinds=frozenset({"周例会"}), grid=where)
        for day, where in ((date(2026, 3, 16), "g"), (date(2026, 3, 23), "g"))
    )
    asked = {"kinds": ["周例会"], "times": 1, "levels": ["1", "2"]}
    facts = village(grids=two, gatherings=held)
    assert figures(judge("meetings", facts, begun, "week", "JJ-19.4", asked)) == {
        "": ("100%（1／1个网格）", "ok"), "g": ("1 次", "ok"),
    }  # fmt: skip
    assert figures(judge("meetings", facts, date(2026, 3, 23), "week", "JJ-19.4", asked)) == {
        "": ("50%（1／2个网格）", "warn"), "g": ("1 次", "ok"), "k": ("0 次", "warn"),
    }  # fmt: skip
    sent = tuple(
        Report(uid=f"r{n}", kind="网格长报告", sent=day, grid="k")
        for n, day in enumerate(days(2026, 3, 19, 23, 26, 30))
    )
    found = judge("reports_sent", village(grids=two, reports=sent), MARCH, identity="GZ4-3",
                  params={"kind": "网格长报告", "every": 3, "per_grid": True})  # fmt: skip
    assert {scope: one.figure for scope, one in found.items()} == {
        "": "30.8%（4／13次）", "g": "0%（0／9次）", "k": "100%（4／4次）",
    }  # fmt: skip


def test_gz3_2_a_household_that_moves_on_the_15th_is_due_in_its_new_grid_and_on_the_16th_in_the_old_one():
    """1 to 15 March, judged by who is where at the end of the 15th. Both were visited, on the 10th and the 14th."""
    there = (
        Home(uid="a", grid="k", moved=((date(2026, 3, 15), "g"),)), Home(uid="b", grid="k", moved=((date(2026, 3, 16), "g"),)),
        *homes(1),
    )  # fmt: skip
    seen = (visit(date(2026, 3, 10), "a"), visit(date(2026, 3, 14), "b"))
    facts = village(homes=there, visits=seen, grids=(grid("g"), grid("k")), workers=(worker("张三", "g", "k"),))
    found = standing("GZ3", "visit_coverage", facts, MARCH)
    assert {scope: one.last.figure for scope, one in found.items()} == {
        "": "66.7%（2／3户）", "g": "50%（1／2户）", "k": "100%（1／1户）",
    }  # fmt: skip
    assert found["g"].last.lacking == (("household", "g-h1"),)


def test_ql_11_1_leave_over_a_months_end_is_taken_off_both_months():
    """Away from Monday 30 March to Thursday 2 April: March 22 − 2 = 20 days, April 21 − 2 = 19; she walks on all others."""
    away = frozenset(stretch(date(2026, 3, 30), date(2026, 4, 2)))
    walked = [day for day in workdays(MARCH, date(2026, 4, 30)) if day not in away]
    facts = village(patrols=tuple(daily(walked, (9, 10), (15, 16), worker="张三")), workers=(worker(away=away),))
    march, april = (judge("patrols_per_day", facts, day, times=2)["张三"].figure for day in (MARCH, APRIL))
    assert (march, april) == ("100%（20／20天）", "100%（19／19天）")


def test_ql_11_1_two_who_share_a_grid_owe_their_own_days_and_the_grid_those_of_either():
    """March: 李四 away from the 2nd to the 6th, both on the 9th: 张三 owes 21 days, 李四 16, the grid 21. 张三 walks twice on
    all of hers but the 31st, when 李四 did, who walks that one day only.
    """
    ninth = date(2026, 3, 9)
    staff = (worker(away=frozenset({ninth})), worker("李四", away=frozenset(days(2026, 3, 2, 3, 4, 5, 6, 9))))
    hers = [day for day in workdays(MARCH, date(2026, 3, 30)) if day != ninth]
    rounds = daily(hers, (9, 10), (15, 16), worker="张三") + daily(days(2026, 3, 31), (9, 10), (15, 16), worker="李四")
    found = judge("patrols_per_day", village(patrols=tuple(rounds), workers=staff), MARCH, times=2)
    assert {scope: one.figure for scope, one in found.items()} == {
        "": "100%（21／21天）", "g": "100%（21／21天）", "张三": "95.2%（20／21天）", "李四": "6.3%（1／16天）",
    }  # fmt: skip


def test_ql_11_1_visits_of_two_together_are_each_ones_and_one_of_the_grid():
    """Five doors together on the 3rd, two by 李四 alone on the 4th: the grid 7 ÷ 22, 张三 5 ÷ 22, 李四 7 ÷ 22."""
    seen = [visit(date(2026, 3, 3), home.uid, worker="张三、李四") for home in homes(5)]
    seen += [visit(date(2026, 3, 4), home.uid, worker="李四") for home in homes(2)]
    facts = village(homes=homes(5), visits=tuple(seen), workers=(worker(), worker("李四")))
    found = judge("visits_per_day", facts, MARCH, params={"households": 5})
    assert {scope: one.value for scope, one in found.items()} == {
        "": pytest.approx(7 / 22), "g": pytest.approx(7 / 22), "张三": pytest.approx(5 / 22), "李四": pytest.approx(7 / 22),
    }  # fmt: skip


def test_gz4_6_workdays_run_over_the_national_day_with_the_saturday_that_is_worked():
    """Found on Wednesday 30 September: three workdays are 8, 9 and Saturday 10 October, five end on Tuesday the 13th. Found on
    Friday 18 September: Sunday the 20th is worked, so the 20th, 21st and 22nd. All but the first fall into their month.
    """
    found = (
        Event(uid="a", found=date(2026, 9, 30), grid="g", closed=date(2026, 10, 10)),
        Event(uid="b", found=date(2026, 9, 30), grid="g", tier="街道（镇）级", closed=date(2026, 10, 14)),
        Event(uid="c", found=date(2026, 9, 18), grid="g", closed=date(2026, 9, 23)),
    )
    facts = village(events=found)
    october = standing("GZ4", "events_in_time", facts, date(2026, 10, 1), "GZ4-6")["g"].last
    assert (october.figure, october.proof, october.lacking) == ("50%（1／2件）", (("event", "a"),), (("event", "b"),))
    september = standing("GZ4", "events_in_time", facts, date(2026, 9, 1), "GZ4-6")["g"].last
    assert (september.figure, september.lacking) == ("0%（0／1件）", (("event", "c"),))


def test_gz3_6_2_a_limit_from_the_leap_day_and_one_onto_it():
    """29 February 2028: seven days from it end on 7 March; fifteen from the 14th end on it, and belong to February."""
    found = (
        Event(uid="a", found=date(2028, 2, 29), grid="g", severity="一般", closed=date(2028, 3, 7)),
        Event(uid="b", found=date(2028, 2, 14), grid="g", severity="较大", closed=date(2028, 3, 1)),
    )
    facts = village(2028, events=found)
    figures_ = [
        standing("GZ3", "events_in_time", facts, day, "GZ3-6.2")["g"].last.figure
        for day in (date(2028, 2, 1), date(2028, 3, 1))
    ]
    assert figures_ == ["0%（0／1件）", "100%（1／1件）"]


def test_qd_b4_who_was_born_on_the_leap_day_is_a_year_older_on_the_first_of_march():
    """Born on 29 February 1980 she is 45 on 28 February 2026 and 46 from 1 March on."""
    team = (Member(uid="甲", name="甲", born=date(1980, 2, 29), schooling="高中"),)
    asked = {"age": 45, "share": 90, "schooling": "高中"}
    facts = village(members=team)
    found = [judge("team_structure", facts, day, "month", "QD-B4", asked)[""] for day in (FEBRUARY, MARCH)]
    assert [(one.value, one.level) for one in found] == [(45, "ok"), (46, "warn")]


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2028, 2, 1), date(2026, 4, 1)])
def test_gz3_2_a_day_or_window_past_the_end_of_a_month_is_its_last(day):
    """A regulation issued with 每月31日 or 1至31日 is carried out in February and in April too."""
    facts = village(day.year, homes=homes(1), workers=(worker(),))
    assert judge("meetings", facts, day, "month", "GZ3-2", {"kinds": ["例会"], "on": 31})[""].figure == "0 次"
    found = judge("visit_coverage", facts, day, "month", "GZ3-2", {"coverage": 100, "window": "1-31"})
    assert found["g"].figure == "0%（0／1户）"


def test_qd_b16_a_regulation_that_came_in_july_asks_for_the_hours_of_its_part_of_the_year():
    """From 2 July to 31 December 2026: 183 of 365 days, so 24 × 183 ÷ 365 = 12.03 hours; 12 are not enough, 12.5 are."""
    clause = Clause("QD-B16", "办法五（16）", "training_hours", "条文。", {"hours": 24}, "year")
    part = Period(date(2026, 7, 2), date(2026, 12, 31), "year")
    told = []
    for hours in (12.0, 12.5):
        facts = village(
            studies=(Study(uid="s", day=date(2026, 8, 1), worker="张三", hours=hours),), workers=(worker(),)
        )
        told.append([one.level for one in WORK_RULES["training_hours"](clause, facts, part) if one.worker])
    assert told == [["warn"], ["ok"]]


def test_xc_2_2_2_a_service_on_the_last_day_of_a_leap_month_is_that_months():
    leap = date(2028, 2, 29)
    held = (Gathering(uid="s", ledger="publicity", day=leap, grid="g", kinds=frozenset({"党员、楼栋长现场服务"})),)
    facts = village(2028, level="community", gatherings=held, workers=(worker(),))
    assert {profile for profile in PROFILES if any(one.rule == "services" for one in PROFILES[profile].clauses)} == {
        "XC"
    }
    months = [standing("XC", "services", facts, day)["g"].last.figure for day in (leap, date(2028, 3, 1))]
    assert months == ["1 次", "0 次"]


def test_a_visit_without_a_grid_to_a_home_of_no_grid_is_nobodys():
    facts = village(homes=(Home(uid="x"),), visits=(Visit(uid="v", day=MARCH, home="x"),), grids=(grid("g"), grid("k")))
    found = judge("visit_coverage", facts, MARCH, params={"coverage": 100})
    assert figures(found) == {"": ("100%（1／1户）", "ok")}
