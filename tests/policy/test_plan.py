"""The visit plan reaches every home whenever the daily number allows it, and says on the first day that it does not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.policy import GridFacts
from gridDesk.policy.calendar import WEEKENDS, Calendar
from gridDesk.policy.periods import containing
from gridDesk.policy.plan import TOP_UP, plan_visits
from gridDesk.policy.plan_calls import Ask, Call, Quota, quota_of
from gridDesk.policy.profile import Clause, Profile
from gridDesk.policy.work import Focus, Home, Visit, Worker, WorkFacts

QUARTER = Ask("QL-11.1", "quarter")
MONDAY = date(2026, 11, 16)


def homes(number: int, **same: object) -> tuple[Home, ...]:
    return tuple(Home(uid=f"h{n:05}", order=n + 1, place=f"{n // 12 + 1}号楼", **same) for n in range(number))


def facts(today: date, at: tuple[Home, ...], visits: tuple[Visit, ...] = (), **more: object) -> WorkFacts:
    return WorkFacts(level="village", first=today, last=today, today=today, homes=at, visits=visits, **more)


def visit(home: str, day: date, **more: object) -> Visit:
    return Visit(uid=f"v{home}{day}", day=day, home=home, **more)


def days_of(plan):
    return {one.day: [planned.home.uid for planned in one.visits] for one in plan.grids[0].days}


def test_each_day_takes_neighbours_in_walking_order():
    plan = plan_visits(Quota(8, "QL-11.1", (QUARTER,)), facts(MONDAY, homes(200)))
    first, second = list(days_of(plan).values())[:2]
    assert first == [f"h{n:05}" for n in range(8)]
    assert second == [f"h{n:05}" for n in range(8, 16)]


def test_the_sentence_says_what_is_left_and_what_could_be_done():
    made = tuple(visit(f"h{n:05}", date(2026, 10, 12)) for n in range(88))
    # From Monday 9 November to 31 December there are 39 workdays; 39 x 8 = 312 of the 412 homes.
    reach = plan_visits(Quota(8, "QL-11.1", (QUARTER,)), facts(date(2026, 11, 9), homes(500), made)).grids[0].reach
    assert (reach.left, reach.workdays, reach.needed_per_day, reach.lacking) == (412, 39, 11, 100)
    assert reach.sentence == (
        "本季度还有 39 个工作日、412 户没有走访，每天要走 11 户；制度规定每天 8 户，照此到期末还差 100 户。"
        "每天多走 3 户就能走完，也可以请村干部、网格长分担。"
    )


def test_holidays_leave_and_make_up_days_are_known():
    calendar = Calendar(frozenset({"2026-12-31"}), frozenset({"2026-12-27"}))
    away = frozenset({date(2026, 12, 29)})
    worker = Worker(uid="w", name="李秀英", grids=("",), away=away)
    plan = plan_visits(
        Quota(8, "", (QUARTER,)), facts(date(2026, 12, 26), homes(3), calendar=calendar, workers=(worker,))
    )
    assert [one.day.day for one in plan.grids[0].days] == [27, 28, 30]


def test_who_is_to_be_seen_weekly_is_planned_once_a_week_and_needs_no_other_visit():
    at = homes(10)
    focus = (Focus(uid="f", ledger="released", person="p", home="h00004", group="刑满释放", every=7),)
    plan = plan_visits(Quota(2, "", (QUARTER,)), facts(date(2026, 12, 1), at, focus=focus))
    days = [day for day, found in days_of(plan).items() if "h00004" in found]
    why = {p.why for one in plan.grids[0].days for p in one.visits if p.home.uid == "h00004" and p.why != TOP_UP}
    assert why == {"刑满释放每周"}
    assert {containing("week", day) for day in days} >= {
        containing("week", date(2026, 12, day)) for day in (1, 8, 15, 22, 28)
    }


def test_a_day_that_was_agreed_is_kept_and_moved_off_a_day_of_rest():
    agreed = (visit("h00007", date(2026, 11, 12), next_on=date(2026, 11, 21)),)
    plan = plan_visits(Quota(3, "", (QUARTER,)), facts(MONDAY, homes(30), agreed))
    monday = next(one for one in plan.grids[0].days if one.day == date(2026, 11, 23))
    assert "回访" in {planned.why for planned in monday.visits if planned.home.uid == "h00007"}
    assert all("h00007" not in found for day, found in days_of(plan).items() if day < date(2026, 11, 23))


def test_what_was_visited_today_counts_for_the_day():
    made = (visit("h00000", MONDAY), visit("h00001", MONDAY))
    plan = plan_visits(Quota(3, "", (QUARTER,)), facts(MONDAY, homes(200), made))
    assert days_of(plan)[MONDAY] == ["h00002"]
    assert plan.grids[0].done_today == 2


def test_a_telephone_call_sees_a_focus_person_but_reaches_no_home():
    at, focus = homes(2), (Focus(uid="f", ledger="x", person="p", home="h00001", group="组", every=30),)
    called = (visit("h00001", date(2026, 12, 2), kind="电话联系"),)
    plan = plan_visits(Quota(2, "", (QUARTER,)), facts(date(2026, 12, 3), at, called, focus=focus), days=1)
    assert [(one.home.uid, one.why) for one in plan.grids[0].days[0].visits] == [
        ("h00000", "本季未访"), ("h00001", "本季未访"),
    ]  # fmt: skip


def test_a_month_window_is_met_by_the_15th():
    clause = Clause("GZ3-2", "二", "visit_coverage", "x", {"coverage": 100, "window": "1-15"}, "month")
    quota = quota_of(Profile("P", "P", "2020", (clause,)), "village")
    plan = plan_visits(quota, facts(date(2026, 12, 2), homes(40)))
    done = [day for day, found in days_of(plan).items() if found]
    assert max(done) <= date(2026, 12, 15)
    assert sum(map(len, days_of(plan).values())) == 40  # no daily number: as few a day as reach all
    assert max(map(len, days_of(plan).values())) == 4


def test_groups_of_the_regulation_set_the_interval_and_residents_the_month():
    groups = {"帮扶人群": 7, "关注人员": 15, "居民": "1M"}
    clause = Clause("GZ5-4", "四", "visits_by_group", "x", {"groups": groups}, "month")
    quota = quota_of(Profile("P", "P", "2020", (clause,)), "village")
    at = (
        Home(uid="a", order=1, groups=frozenset({"低保特困"})), Home(uid="b", order=2, groups=frozenset({"吸毒人员"})),
        Home(uid="c", order=3),
    )  # fmt: skip
    counts = Counter(
        home for found in days_of(plan_visits(quota, facts(date(2026, 12, 1), at))).values() for home in found
    )
    # December 2026 begins in one week and has three whole ones more; the one that ends in January is planned then.
    assert counts == {"a": 4, "b": 2, "c": 1}


def test_key_homes_are_added_only_as_far_as_the_number_asks():
    clause = Clause("GZ6-4.6", "四6", "key_visits", "x", {"homes": 3}, "quarter")
    at = tuple(Home(uid=f"k{n}", order=n, groups=frozenset({"残疾人"})) for n in range(9))
    quota = quota_of(Profile("P", "P", "2020", (clause,)), "village")
    made = (visit("k4", date(2026, 10, 9)),)
    found = days_of(plan_visits(quota, facts(MONDAY, at, made)))
    assert sum(map(len, found.values())) == 2


def test_a_wish_of_another_record_is_planned_in_its_days():
    wish = Call("h00009", date(2026, 11, 18), date(2026, 11, 19), "租住到期")
    plan = plan_visits(Quota(2, "", (QUARTER,)), facts(MONDAY, homes(60)), wishes=(wish,))
    assert {day for day, found in days_of(plan).items() if "h00009" in found} <= {
        date(2026, 11, 18),
        date(2026, 11, 19),
    }


def test_the_first_days_alone_are_the_same_as_in_the_whole_plan():
    at, quota = homes(300), Quota(5, "", (QUARTER,))
    whole, some = plan_visits(quota, facts(MONDAY, at)), plan_visits(quota, facts(MONDAY, at), days=3)
    assert some.grids[0].days == whole.grids[0].days[:3]
    assert some.grids[0].reach == whole.grids[0].reach


def test_shops_come_on_top_of_the_households_of_the_day():
    """平均每天有效走访住户8户: a shop is in the plan for the quarter's 100 %, but makes no 户 of the day."""
    ask = Ask("QL-11.1", "quarter", shops=True)
    shops = tuple(Home(uid=f"s{n}", ledger="shop", order=n) for n in range(6))
    firms = tuple(Home(uid=f"u{n}", ledger="unit", order=n) for n in range(6))
    made = tuple(visit(home.uid, date(2026, 10, 12)) for home in homes(30)[:20])
    plan = plan_visits(Quota(8, "", (ask,)), facts(MONDAY, (*homes(30), *shops, *firms), made))
    for found in days_of(plan).values():
        assert sum(uid.startswith("h") for uid in found) == 8
        assert not [uid for uid in found if uid.startswith("u")]
    assert {uid for found in days_of(plan).values() for uid in found} >= {home.uid for home in shops}


def test_a_shop_seen_today_is_none_of_the_households_of_today():
    at = (*homes(30), Home(uid="s", ledger="shop"))
    made = (visit("s", MONDAY), visit("h00000", MONDAY))
    found = days_of(plan_visits(Quota(4, "", (QUARTER,)), facts(MONDAY, at, made)))[MONDAY]
    assert len(found) == 3


def test_a_dwelling_let_to_people_of_no_household_is_planned_for_its_group():
    let = Home(uid="d", ledger="dwelling", groups=frozenset({"流动人口", "出租房屋"}))
    clause = Clause("QD-A5.1", "五", "home_visits", "x", {"groups": ["流动人口租住户"]}, "month")
    quota = quota_of(Profile("P", "P", "2020", (clause,)), "village")
    plan = plan_visits(quota, facts(MONDAY, (*homes(3), let)))
    found = [one for day in plan.grids[0].days for one in day.visits]
    assert [(one.home.uid, one.why) for one in found] == [("d", "出租房屋、流动人口每月")]


def test_key_homes_are_those_of_the_groups_the_clause_means():
    clause = Clause("GZ6-4.6", "四6", "key_visits", "x", {"homes": 3}, "quarter")
    quota = quota_of(Profile("P", "P", "2020", (clause,)), "village")
    at = (
        Home(uid="poor", order=1, groups=frozenset({"低保特困"})),
        Home(uid="let", order=2, groups=frozenset({"出租房屋"})),
    )
    assert [uid for found in days_of(plan_visits(quota, facts(MONDAY, at))).values() for uid in found] == ["poor"]


def test_residents_are_visited_in_person_and_groups_may_be_called():
    clause = Clause("GZ5-4", "四", "visits_by_group", "x", {"groups": {"帮扶人群": 30, "居民": "1M"}}, "month")
    asks = quota_of(Profile("P", "P", "2020", (clause,)), "village").asks
    assert {bool(ask.groups): ask.calls for ask in asks} == {True: True, False: False}


def test_days_worked_are_those_of_who_walks_the_grid():
    """楼栋长 do not walk it; when the last worker has left, somebody else must go, on every workday."""
    away = frozenset({date(2026, 12, 29)})
    worker = Worker(uid="w", name="李秀英", grids=("g",), away=away)
    helper = Worker(uid="b", name="赵敏", grids=("g",), role="楼栋长")
    grids = (GridFacts(uid="g", name="甲网格"), GridFacts(uid="h", name="乙网格"))

    def worked(*team):
        made = facts(date(2026, 12, 28), homes(9, grid="g"), workers=team, grids=grids)
        plan = plan_visits(Quota(3, "", (QUARTER,)), made)
        return [one.day.day for one in plan.grids[0].days]

    assert worked(worker, helper) == [28, 30, 31]
    assert worked(helper) == [28, 29, 30, 31]
    assert worked(Worker(uid="w", name="李秀英", grids=("g",), until=date(2026, 12, 20))) == [28, 29, 30, 31]


# --- the property ----------------------------------------------------------------------------------------------------

TODAY = date(2026, 12, 10)  # a Thursday; fifteen workdays are left in the quarter, sixteen with it


@st.composite
def offices(draw):
    """Draw a small grid late in a quarter: homes, some visited, some with people of their own interval, a daily number."""
    number = draw(st.integers(1, 40))
    at = tuple(
        Home(uid=f"h{n:02}", order=draw(st.integers(1, 50)), place=draw(st.sampled_from("甲乙丙")))
        for n in range(number)
    )
    some = st.sampled_from([home.uid for home in at])
    back = st.integers(1, 60).map(lambda days: TODAY - timedelta(days=days))
    agreed = st.one_of(st.none(), st.integers(-3, 20).map(lambda days: TODAY + timedelta(days=days)))
    visits = draw(st.lists(st.builds(visit, some, back, next_on=agreed), max_size=15))
    focus = draw(st.lists(st.tuples(some, st.sampled_from([1, 7, 15, 30, 92])), max_size=6))
    people = tuple(
        Focus(uid=f"f{n}", ledger="x", person=f"p{n}", home=home, group="组", every=every)
        for n, (home, every) in enumerate(focus)
    )
    return Quota(draw(st.integers(1, 5)), "", (QUARTER,)), at, tuple(visits), people


def waiting(at, visits, day):
    first = containing("quarter", day).first
    return {home.uid for home in at} - {one.home for one in visits if first <= one.day <= day}


def reachable(quota, at, visits, today):
    """Tell independently whether all homes can be seen: as many slots as homes, today's visits taken off."""
    days = WEEKENDS.workdays(today, date(2026, 12, 31))
    done = len({one.home for one in visits if one.day == today})
    slots = sum(quota.daily - (min(done, quota.daily) if day == today else 0) for day in days)
    return len(waiting(at, visits, today)) <= slots


@given(offices())
@settings(max_examples=150, deadline=None)
def test_the_plan_reaches_every_home_whenever_that_is_reachable_and_says_so(office):
    quota, at, visits, focus = office
    plan = plan_visits(quota, facts(TODAY, at, visits, focus=focus))
    (grid,) = plan.grids
    planned = {one.home.uid for day in grid.days for one in day.visits}
    can = reachable(quota, at, visits, TODAY)
    assert grid.reach.reachable == can
    left = waiting(at, visits, TODAY) - planned
    assert len(left) == (0 if can else grid.reach.lacking)


@given(offices())
@settings(max_examples=100, deadline=None)
def test_nobody_is_planned_twice_without_a_reason(office):
    quota, at, visits, focus = office
    (grid,) = plan_visits(quota, facts(TODAY, at, visits, focus=focus)).grids
    for day in grid.days:
        assert len({one.home.uid for one in day.visits}) == len(day.visits)
    plain = Counter(one.home.uid for day in grid.days for one in day.visits if one.why == "本季未访")
    assert not plain or max(plain.values()) == 1
    seen = Counter((one.home.uid, containing("week", day.day), one.why) for day in grid.days for one in day.visits)
    assert all(number == 1 for (_, _, why), number in seen.items() if why == "组每周")
    topped = [day.day for day in grid.days for one in day.visits if one.why == TOP_UP]
    first = [day.day for day in grid.days for one in day.visits if one.why == "本季未访"]
    assert not topped or not first or max(first) <= min(topped)


@given(offices(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_plan_made_anew_each_day_still_reaches_whenever_reachable(office, data):
    quota, at, visits, focus = office
    for today in WEEKENDS.workdays(TODAY, date(2026, 12, 31)):
        (grid,) = plan_visits(quota, facts(today, at, visits, focus=focus)).grids
        assert grid.reach.reachable == reachable(quota, at, visits, today)
        done = [one.home.uid for one in grid.days[0].visits]
        some = data.draw(st.lists(st.booleans(), min_size=len(done), max_size=len(done)))
        visits += tuple(visit(home, today) for home, yes in zip(done, some, strict=True) if yes)


@given(offices())
@settings(max_examples=60, deadline=None)
def test_who_follows_the_plan_every_day_has_seen_every_home_at_the_end(office):
    quota, at, visits, focus = office
    can = reachable(quota, at, visits, TODAY)
    for today in WEEKENDS.workdays(TODAY, date(2026, 12, 31)):
        (grid,) = plan_visits(quota, facts(today, at, visits, focus=focus), days=1).grids
        visits += tuple(visit(one.home.uid, today) for one in grid.days[0].visits)
    assert not can or not waiting(at, visits, date(2026, 12, 31))
