"""Rules on visits, clause by clause: who was due, who counts, and at which interval."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.policy import WORK_RULES, Clause, Period
from gridDesk.policy.work import Event, Focus, Home, Visit
from tests.policy.work_samples import figures, grid, homes, judge, patrol, village, visit, worker

QUARTER = date(2026, 2, 28)
COVER = {"kind": "quarter", "coverage": 100, "shops": True}


def test_ql_11_1_everyone_there_on_the_last_day_is_due():
    """Due: h1, h2, the household that came on 20 March, the shop; not who left on 10 February: 3 of 4 were seen."""
    there = (
        *homes(2), Home(uid="new", grid="g", since=date(2026, 3, 20)), Home(uid="gone", grid="g", until=date(2026, 2, 10)),
        Home(uid="shop", grid="g", ledger="shop"),
    )  # fmt: skip
    seen = [visit(date(2026, 1, 1), "g-h1"), visit(date(2026, 3, 31), "new"), visit(date(2026, 2, 9), "shop"),
            visit(date(2026, 2, 9), "gone"), visit(date(2026, 4, 1), "g-h2")]  # fmt: skip
    found = judge("visit_coverage", village(homes=there, visits=tuple(seen)), QUARTER, **COVER)
    assert figures(found) == {"": ("75%（3／4户）", "warn"), "g": ("75%（3／4户）", "warn")}
    assert found["g"].lacking == (("household", "g-h2"),)
    assert set(found["g"].proof) == {("household", "g-h1"), ("household", "new"), ("shop", "shop")}
    assert (found["g"].value, found["g"].wanted) == (75.0, 100.0)
    assert found["g"].message == "甲网格2026年第1季度应走访 4 户，已有效走访 3 户，还差 1 户。"


def test_ql_11_1_tenants_who_keep_no_household_are_one_of_all_homes():
    """全部住（商）户: of two households and a rented dwelling, the dwelling alone was not seen."""
    there = (*homes(2), Home(uid="let", grid="g", ledger="dwelling"))
    seen = (visit(date(2026, 1, 5), "g-h1"), visit(date(2026, 1, 6), "g-h2"))
    found = judge("visit_coverage", village(homes=there, visits=seen), QUARTER, **COVER)
    assert figures(found)["g"] == ("66.7%（2／3户）", "warn")
    assert found["g"].lacking == (("dwelling", "let"),)


def test_ql_11_1_while_the_quarter_runs_it_is_a_note_and_who_comes_later_is_not_due_yet():
    there = (*homes(1), Home(uid="new", grid="g", since=date(2026, 3, 20)))
    facts = village(homes=there, today=date(2026, 3, 19))
    assert figures(judge("visit_coverage", facts, QUARTER, **COVER))["g"] == ("0%（0／1户）", "note")
    facts = village(homes=there, today=date(2026, 3, 20))
    assert figures(judge("visit_coverage", facts, QUARTER, **COVER))["g"] == ("0%（0／2户）", "note")


@pytest.mark.parametrize("wasted", [
    {"effective": False}, {"kind": "电话联系"}, {"home": "dwelling-1"}, {"day": date(2025, 12, 31)},
])  # fmt: skip
def test_ql_11_1_who_was_not_met_was_called_or_seen_in_another_quarter_is_not_covered(wasted):
    one = Visit(**({"uid": "v", "day": date(2026, 2, 2), "home": "g-h1"} | wasted))
    found = judge("visit_coverage", village(homes=homes(1), visits=(one,)), QUARTER, **COVER)
    assert figures(found)["g"] == ("0%（0／1户）", "warn")


def test_ql_11_1_where_nobody_lives_nothing_is_found():
    facts = village(grids=(grid("a"), grid("b")), homes=homes(1, "a"), visits=(visit(date(2026, 2, 2), "a-h1"),))
    assert figures(judge("visit_coverage", facts, QUARTER, **COVER)) == {
        "": ("100%（1／1户）", "ok"), "a": ("100%（1／1户）", "ok"),
    }  # fmt: skip
    assert not judge("visit_coverage", village(), QUARTER, **COVER)
    assert not judge("visit_coverage", village(homes=homes(1), begun=date(2026, 4, 1)), QUARTER, **COVER)


def test_ql_11_1_one_home_of_10000_is_never_rounded_away():
    everybody = homes(10_000)
    seen = tuple(visit(date(2026, 2, 2), home.uid) for home in everybody[1:])
    found = judge("visit_coverage", village(homes=everybody, visits=seen), QUARTER, **COVER)
    assert found[""].figure == "99.9%（9,999／10,000户）"


def test_gz3_2_everybody_is_seen_from_the_1st_to_the_15th():
    """Due are those there on the 15th: who came on the 20th is not; a visit on the 16th is too late."""
    there = (*homes(2), Home(uid="new", grid="g", since=date(2026, 2, 20)))
    seen = (visit(date(2026, 2, 15), "g-h1"), visit(date(2026, 2, 16), "g-h2"))
    facts = village(homes=there, visits=seen, today=date(2026, 2, 16))
    found = judge("visit_coverage", facts, date(2026, 2, 1), identity="GZ3-2", coverage=100, window="1-15")
    assert figures(found)["g"] == ("50%（1／2户）", "warn")
    assert found["g"].message == "甲网格2026年2月1日至15日应走访 2 户，已有效走访 1 户，还差 1 户。"
    early = village(homes=there, visits=seen[:1], today=date(2026, 2, 15))
    assert judge("visit_coverage", early, date(2026, 2, 1), coverage=100, window="1-15")["g"].level == "note"


def test_gz3_2_a_month_cut_by_another_regulation_asks_only_of_its_own_days():
    """In force from 10 February: the 10th to the 15th are left of the window, from the 16th nothing is."""
    clause = Clause("GZ3-2", "二", "visit_coverage", "x", {"coverage": 100, "window": "1-15"}, "month")
    facts = village(homes=homes(2), visits=(visit(date(2026, 2, 9), "g-h1"), visit(date(2026, 2, 10), "g-h2")))
    cut = Period(date(2026, 2, 10), date(2026, 2, 28), "month")
    found = {one.grid: one for one in WORK_RULES["visit_coverage"](clause, facts, cut)}
    assert (found["g"].figure, found["g"].proof) == ("50%（1／2户）", (("household", "g-h2"),))
    assert found["g"].message.startswith("甲网格2026年2月10日至15日应走访")
    late = Period(date(2026, 2, 16), date(2026, 2, 28), "month")
    assert not list(WORK_RULES["visit_coverage"](clause, facts, late))


def test_ql_11_1_a_household_counts_once_a_day_for_the_worker_and_the_grid():
    """Two workers in a grid, February 2026 to the 3rd: two days owed each; 3 households in all, 2 of them 张三's."""
    seen = (
        visit(date(2026, 2, 2), "g-h1", worker="张三"), visit(date(2026, 2, 2), "g-h1", worker="张三", start=600),
        visit(date(2026, 2, 3), "g-h1", worker="张三、李四"), visit(date(2026, 2, 3), "g-h2", worker="李四"),
        visit(date(2026, 2, 3), "shop", worker="李四"),
    )  # fmt: skip
    there = (*homes(2), Home(uid="shop", grid="g", ledger="shop"))
    facts = village(
        homes=there,
        visits=seen,
        workers=(worker(), worker("李四"), worker("王五", role="楼栋长")),
        today=date(2026, 2, 3),
    )
    found = judge("visits_per_day", facts, date(2026, 2, 1), households=1.5)
    assert figures(found) == {
        "": ("1.5 户", "ok"), "g": ("1.5 户", "ok"), "张三": ("1 户", "note"), "李四": ("1 户", "note"),
    }  # fmt: skip
    assert len(found["g"].proof) == 3


def test_ql_11_1_no_day_is_owed_by_who_is_away_all_month():
    away = frozenset(date(2026, 2, day) for day in range(1, 29))
    facts = village(homes=homes(1), workers=(worker(away=away),))
    assert not judge("visits_per_day", facts, date(2026, 2, 1), households=5)


def focus(uid, group, **known):
    return Focus(
        **({"uid": uid, "ledger": "low_income", "person": f"person-{uid}", "grid": "g", "group": group} | known)
    )


GROUPS = {"帮扶人群": 7, "关注人员": 15, "居民": "1M"}


def test_gz5_4_the_poor_weekly_the_watched_each_half_month_everybody_monthly():
    """February 2026: four weeks begin in it, on the 2nd, 9th, 16th and 23rd.

    帮扶: a is seen in three of four weeks, 3 of 4. 关注: b is called in the first half only (走访联系), 1 of 2. 居民: of three
    households one is seen; the second was but called, which is no 全面走访, 1 of 3. Together 5 of 9.
    """
    seen = (
        *(visit(date(2026, 2, day), "g-h1", person="person-a") for day in (2, 15, 28)),
        visit(date(2026, 2, 15), "g-h2", person="person-b", kind="电话联系"),
    )  # fmt: skip
    people = (focus("a", "低保特困", home="g-h1"), focus("b", "社区矫正", ledger="community_correction"))
    found = judge(
        "visits_by_group", village(homes=homes(3), focus=people, visits=seen), date(2026, 2, 1), identity="GZ5-4",
        groups=GROUPS,
    )  # fmt: skip
    assert figures(found)["g"] == ("55.6%（5／9次）", "warn")
    assert found["g"].message == (
        "甲网格2026年2月走访联系：帮扶人群应 4 次已 3 次，关注人员应 2 次已 1 次，居民应 3 次已 1 次。"
    )
    lacking = {
        ("low_income", "a"),
        ("community_correction", "b"),
        ("household", "g-h2"),
        ("household", "g-h3"),
    }
    assert set(found["g"].lacking) == lacking
    assert found["g"].proof == (("household", "g-h1"),)


def test_gz5_4_an_interval_of_her_own_comes_before_that_of_the_group():
    """Every ten days: February 2026 has two whole stretches, to the 10th and to the 20th; she was seen in one."""
    people = (focus("a", "低保特困", every=10),)
    facts = village(focus=people, visits=(visit(date(2026, 2, 10), "", person="person-a"),))
    found = judge("visits_by_group", facts, date(2026, 2, 1), groups=GROUPS)
    assert figures(found)["g"] == ("50%（1／2次）", "warn")


def test_gz5_4_who_entered_the_ledger_this_week_is_due_from_this_week():
    people = (focus("a", "残疾人", since=date(2026, 2, 20)), focus("b", "残疾人", until=date(2026, 2, 10)))
    found = judge("visits_by_group", village(focus=people), date(2026, 2, 1), groups={"帮扶人群": 7})
    assert figures(found)["g"] == ("0%（0／3次）", "warn")  # a in the weeks of the 16th and 23rd, b in that of the 2nd


def test_gz5_4_homes_of_a_label_are_due_like_people_and_once():
    there = (
        Home(uid="x", grid="g", groups=frozenset({"低保特困"})),
        Home(uid="y", grid="g", groups=frozenset({"低保特困"})),
    )
    people = (focus("a", "低保特困", home="x"),)
    found = judge("visits_by_group", village(homes=there, focus=people), date(2026, 3, 1), groups={"帮扶人群": "1M"})
    assert found["g"].lacking == (("low_income", "a"), ("household", "y"))


def test_qd_a5_1_each_home_of_the_groups_is_visited_in_person():
    """Tenants, the poor and a released person are four homes; one was only called, one met in person: 2 of 4."""
    there = (
        Home(uid="let", grid="g", groups=frozenset({"流动人口"})), Home(uid="poor", grid="g", groups=frozenset({"低保特困"})),
        Home(uid="called", grid="g", groups=frozenset({"残疾人"})), Home(uid="sealed", grid="g"), *homes(1),
    )  # fmt: skip
    people = (focus("p", "刑满释放", ledger="released", home="sealed"),)
    seen = (
        visit(date(2026, 3, 2), "let"),
        visit(date(2026, 3, 31), "sealed"),
        visit(date(2026, 3, 9), "called", kind="电话联系"),
    )
    found = judge(
        "home_visits", village(homes=there, focus=people, visits=seen), date(2026, 3, 1), identity="QD-A5.1",
        groups=["流动人口租住户", "生活困难家庭", "重点人员", "特殊人群"],
    )  # fmt: skip
    assert figures(found) == {"": ("50%（2／4户）", "warn"), "g": ("50%（2／4户）", "warn")}
    assert found["g"].lacking == (("household", "poor"), ("household", "called"))


def test_qd_a5_1_who_rents_without_a_household_is_visited_at_the_dwelling():
    """Two dwellings are let to people of no household, one of them is visited: 1 of 2. 住户 of the day it is too."""
    tenants = {"ledger": "dwelling", "groups": frozenset({"流动人口", "出租房屋"})}
    there = (
        *homes(1),
        Home(uid="d1", grid="g", **tenants),
        Home(uid="d2", grid="g", since=date(2026, 3, 31), **tenants),
        Home(uid="d3", grid="g", until=date(2026, 3, 30), **tenants),
    )
    facts = village(homes=there, visits=(visit(date(2026, 3, 2), "d1"),))
    found = judge("home_visits", facts, date(2026, 3, 1), identity="QD-A5.1", groups=["流动人口租住户"])
    assert figures(found)["g"] == ("50%（1／2户）", "warn")
    assert (found["g"].proof, found["g"].lacking) == ((("dwelling", "d1"),), (("dwelling", "d2"),))
    # 2 March is the first of 22 workdays.
    assert judge("visits_per_day", facts, date(2026, 3, 1), households=0.04)["g"].level == "ok"


def test_qd_a5_1_of_a_sealed_ledger_only_is_told_that_somebody_is_looked_after():
    people = (focus("p", "关注人员", ledger="person", home="g-h1"),)
    facts = village(homes=homes(2), focus=people)
    for group in ("特殊人群", "重点人员", "重点人群", "关注人员", "社区矫正"):
        found = judge("home_visits", facts, date(2026, 3, 1), identity="QD-A5.1", groups=[group])
        assert found["g"].lacking == (("household", "g-h1"),)
    assert not judge("home_visits", facts, date(2026, 3, 1), identity="QD-A5.1", groups=["生活困难家庭"])


def test_gz6_4_6_three_key_households_a_quarter_or_all_where_there_are_fewer():
    """Grid a has four key households, two seen: two of three. Grid b has one, seen: enough. Grid c has none."""
    key = {"groups": frozenset({"特殊和困难老人"})}
    facts = village(
        grids=(grid("a"), grid("b"), grid("c")), homes=(*homes(4, "a", **key), *homes(1, "b", **key), *homes(2, "c")),
        visits=tuple(visit(date(2026, 3, 31), uid) for uid in ("a-h1", "a-h2", "b-h1", "c-h1")),
    )  # fmt: skip
    found = judge("key_visits", facts, QUARTER, "quarter", "GZ6-4.6", homes=3)
    assert figures(found) == {
        "": ("50%（1／2个网格）", "warn"), "a": ("2 户", "warn"), "b": ("1 户", "ok"),
    }  # fmt: skip
    assert found["a"].lacking == (("household", "a-h3"), ("household", "a-h4"))
    assert (found["b"].wanted, found["b"].lacking) == (1, ())


def test_gz6_4_6_with_three_seen_nobody_is_lacking_though_there_are_more():
    key = {"groups": frozenset({"特殊和困难老人"})}
    seen = tuple(visit(date(2026, 3, 31), f"g-h{number}") for number in (1, 2, 3))
    found = judge("key_visits", village(homes=homes(5, **key), visits=seen), QUARTER, "quarter", "GZ6-4.6", homes=3)
    assert (found["g"].figure, found["g"].level, found["g"].lacking) == ("3 户", "ok", ())


def test_gz5_2_what_was_raised_is_told_back_and_a_day_agreed_is_kept():
    """Due in March: the day agreed with h1 (kept early), h2's matter closed on the 5th (told on the 6th), h3's (not yet)."""
    seen = (
        visit(date(2026, 2, 20), "g-h1", next_on=date(2026, 3, 10)), visit(date(2026, 3, 2), "g-h1"),
        visit(date(2026, 2, 21), "g-h2", event="e2"), visit(date(2026, 2, 22), "g-h3", event="e3"),
        visit(date(2026, 3, 1), "g-h3"), visit(date(2026, 2, 23), "g-h3", event="open"),
    )  # fmt: skip
    events = (
        Event(uid="e2", found=date(2026, 2, 21), closed=date(2026, 3, 5), feedback=date(2026, 3, 6)),
        Event(uid="e3", found=date(2026, 2, 22), closed=date(2026, 3, 5)), Event(uid="open", found=date(2026, 2, 23)),
    )  # fmt: skip
    facts = village(homes=homes(3), visits=seen, events=events, today=date(2026, 3, 20))
    found = judge("revisits", facts, date(2026, 3, 1), identity="GZ5-2")
    assert figures(found) == {"": ("66.7%（2／3处）", "note"), "g": ("66.7%（2／3处）", "note")}
    assert [uid for _, uid in found["g"].lacking] == ["v-2026-02-22-g-h3-"]


# Properties

DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
UIDS = st.sampled_from([home.uid for home in homes(6)])
VISITS = st.lists(st.tuples(DAYS, UIDS, st.booleans()), max_size=12)
STAYS = st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), min_size=6, max_size=6)
RULES = {
    "visit_coverage": {"kind": "quarter", "coverage": 100}, "visits_per_day": {"households": 1},
    "visits_by_group": {"groups": {"居民": "1M", "残疾人": 7}}, "home_visits": {"groups": ["残疾人"]},
    "key_visits": {"homes": 2}, "patrols_per_day": {"times": 1, "with_visits": True},
    "patrol_hours_per_day": {"hours": 0.5, "with_visits": True},
    "patrol_hours_per_week": {"hours": 2, "with_visits": True, "kind": "week"},
}  # fmt: skip


def made(visits, stays):
    there = tuple(
        Home(uid=home.uid, grid="g", since=since, until=until, groups=frozenset({"残疾人"} if place % 2 else set()))
        for place, (home, (since, until)) in enumerate(zip(homes(6), stays, strict=True))
    )
    told = tuple(
        Visit(uid=str(n), day=day, home=uid, effective=good, start=540 + n, minutes=40)
        for n, (day, uid, good) in enumerate(visits)
    )
    return village(homes=there, visits=told, patrols=(patrol(date(2026, 2, 3), 9, 10),), today=date(2026, 3, 31))


@settings(max_examples=60)
@given(visits=VISITS, stays=STAYS, more=st.tuples(DAYS, UIDS), rule=st.sampled_from(sorted(RULES)))
def test_a_further_effective_visit_never_lowers_a_figure(visits, stays, more, rule):
    before = judge(rule, made(visits, stays), date(2026, 2, 3), **RULES[rule])
    after = judge(rule, made([*visits, (*more, True)], stays), date(2026, 2, 3), **RULES[rule])
    assert before.keys() == after.keys()
    assert all(before[scope].value <= after[scope].value for scope in before)


@settings(max_examples=60)
@given(visits=VISITS, stays=STAYS)
def test_coverage_is_whole_only_when_nothing_lacks_and_names_each_due_home_once(visits, stays):
    facts = made(visits, stays)
    due = {("household", home.uid) for home in facts.homes if home.is_there(date(2026, 3, 31))}
    for one in judge("visit_coverage", facts, QUARTER, kind="quarter", coverage=100).values():
        assert one.figure.startswith("100%") == (one.value == 100) == (one.level == "ok") == (not one.lacking)
        assert set(one.proof) | set(one.lacking) == due
        assert len(one.proof) + len(one.lacking) == len(due)
