"""What the rules on work share: owed days, who is due, and figures in words that never hide what is lacking."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk import paths
from gridDesk.policy import GridFacts, WorkFacts, containing, load_calendar, reckoning, work_index
from gridDesk.policy.work import Home, Patrol, Visit, Worker

CHINA = load_calendar(paths.resources() / "calendar")
FEBRUARY = containing("month", date(2026, 2, 1))


def facts(**known):
    """Return the facts of a village with one grid in the first quarter of 2026, which is over."""
    told = {
        "level": "village", "first": date(2026, 1, 1), "last": date(2026, 3, 31), "today": date(2026, 4, 1),
        "calendar": CHINA, "grids": (GridFacts(uid="g", name="甲网格"),),
    }  # fmt: skip
    return WorkFacts(**(told | known))


def worker(name="张三", **known):
    return Worker(**({"uid": name, "name": name, "grids": ("g",)} | known))


def days_owed(period=FEBRUARY, **known):
    return [day.day for day in reckoning.owed_days(facts(**known), "g", period)]


def test_owed_days_are_workdays_with_make_up_saturdays_and_without_spring_festival():
    """February 2026: Sundays and Saturdays off but the 14th and 28th, Spring Festival from the 15th to the 23rd."""
    assert days_owed() == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 28]


def test_owed_days_end_with_a_worker_who_left_on_the_10th_and_leave_out_leave():
    assert days_owed(workers=(worker(until=date(2026, 2, 10)),)) == [2, 3, 4, 5, 6, 9, 10]
    away = frozenset({date(2026, 2, 4), date(2026, 2, 7)})
    assert days_owed(workers=(worker(until=date(2026, 2, 10), away=away),)) == [2, 3, 5, 6, 9, 10]


def test_a_stand_in_keeps_the_days_owed_and_who_helps_in_a_building_does_not():
    away = worker(away=frozenset({date(2026, 2, 4)}), until=date(2026, 2, 5))
    assert days_owed(workers=(away, worker("李四", until=date(2026, 2, 6)))) == [2, 3, 4, 5, 6]
    assert days_owed(workers=(away, worker("李四", role="楼栋长"))) == [2, 3, 5]


def test_owed_days_begin_with_the_records_and_end_today():
    assert days_owed(begun=date(2026, 2, 11), today=date(2026, 2, 24)) == [11, 12, 13, 14, 24]
    assert days_owed(begun=date(2026, 3, 1)) == []


def test_a_leap_day_that_is_a_tuesday_is_owed():
    """2028 is not announced yet: only weekends are off, so its February has 21 workdays."""
    leap = containing("month", date(2028, 2, 29))
    owed = reckoning.owed_days(facts(first=leap.first, last=leap.last, today=date(2028, 3, 1)), "g", leap)
    assert (len(owed), owed[-1]) == (21, date(2028, 2, 29))


def test_who_served_twice_is_one_worker_and_owes_the_days_of_both_times():
    """To the 4th and again from the 25th: 2, 3, 4, 25, 26, 27, 28 February."""
    first = worker(until=date(2026, 2, 4))
    again = worker(since=date(2026, 2, 25), grids=("h",), role="专职网格员")
    known = facts(workers=(first, worker("李四", role="兼职网格员"), again, worker("王五")))
    own = reckoning.own_workers(known)
    assert [one.name for one in own] == ["张三", "王五"]
    assert [day.day for day in reckoning.owed_by(known, own[0], FEBRUARY)] == [2, 3, 4, 25, 26, 27, 28]


def test_due_homes_are_those_there_on_the_day():
    homes = (
        Home(uid="old", grid="g"), Home(uid="came", grid="g", since=date(2026, 2, 20)),
        Home(uid="gone", grid="g", until=date(2026, 2, 10)), Home(uid="shop", grid="g", ledger="shop"),
    )  # fmt: skip
    known = facts(homes=homes)
    assert [home.uid for home in reckoning.due_homes(known, "g", date(2026, 2, 28))] == ["old", "came"]
    assert [home.uid for home in reckoning.due_homes(known, "", date(2026, 2, 10))] == ["old", "gone"]
    assert [home.uid for home in reckoning.due_homes(known, "g", date(2026, 2, 28), reckoning.WITH_SHOPS)][-1] == "shop"


def test_a_divided_first_level_grid_is_walked_in_its_parts():
    levels = [GridFacts(uid=uid, name=uid, level=uid[0]) for uid in ("1", "2a", "2b")]
    assert reckoning.scopes(facts(grids=tuple(levels))) == ("2a", "2b")
    assert reckoning.scopes(facts(grids=tuple(levels[:1]))) == ("1",)
    assert reckoning.scopes(facts(grids=())) == ("",)


def test_records_without_a_grid_or_worker_find_theirs():
    two = (GridFacts(uid="g", name="甲"), GridFacts(uid="h", name="乙"))
    day = date(2026, 2, 3)
    known = facts(
        grids=two, homes=(Home(uid="x", grid="h"),), workers=(worker(), worker("李四", grids=("h",))),
        visits=(Visit(uid="v", day=day, home="x"), Visit(uid="w", day=day, home="x", effective=False)),
        patrols=(Patrol(uid="p", day=day, worker="张三、王五"),),
    )  # fmt: skip
    made = work_index.index(known)
    assert [one.uid for one in made.visits_in["h"][day]] == ["v"]
    assert [one.uid for one in made.visits_by["李四"][day]] == ["v"]
    assert [one.uid for one in made.patrols_in["g"][day]] == ["p"]
    assert sorted(made.patrols_by) == ["张三", "王五"]


def test_a_record_under_the_first_level_grid_is_of_the_grid_its_home_or_worker_is_in():
    levels = (
        GridFacts(uid="1", name="一级", level="1"),
        *(GridFacts(uid=uid, name=uid, level="2") for uid in ("a", "b")),
    )
    day = date(2026, 2, 3)
    known = facts(
        grids=levels, homes=(Home(uid="x", grid="a"), Home(uid="y", grid="1")), workers=(worker(grids=("b",)),),
        visits=(Visit(uid="v", day=day, grid="1", home="x"), Visit(uid="w", day=day, grid="1", home="y")),
        patrols=(Patrol(uid="p", day=day, grid="1", worker="张三"), Patrol(uid="q", day=day, grid="1")),
    )  # fmt: skip
    made = work_index.index(known)
    assert {grid: [one.uid for one in some[day]] for grid, some in made.visits_in.items()} == {"a": ["v"], "": ["w"]}
    assert {grid: [one.uid for one in some[day]] for grid, some in made.patrols_in.items()} == {"b": ["p"], "": ["q"]}
    assert [home.uid for home in made.homes_of(work_index.OUTSIDE)] == ["y"]
    whole = reckoning.by_scope(known, lambda grid: reckoning.Tally(len(made.homes_of(grid)), 9))
    assert {grid: tally.part for grid, tally in whole.items()} == {"": 2, "a": 1, "b": 0}


def test_an_index_is_made_once_and_goes_with_its_facts():
    known = facts()
    assert work_index.index(known) is work_index.index(known)
    before = len(work_index._made)
    del known
    gc.collect()
    assert len(work_index._made) == before - 1


def test_things_fall_due_once_in_each_stretch():
    """The weeks whose Monday is in February 2026 begin on the 2nd, 9th, 16th and 23rd."""

    def firsts(every, **known):
        return [slot.first.day for slot in reckoning.slots(facts(**known), FEBRUARY, every)]

    assert firsts(7) == [2, 9, 16, 23]
    assert firsts(15) == [1, 16]
    assert firsts("1M") == firsts(30) == [1]
    assert firsts(10) == [1, 11]
    assert firsts(14) == [1, 15]  # the second ends with the month
    assert firsts("3M") == [1]  # longer than the month: once in it
    assert firsts(7, today=date(2026, 2, 9), begun=date(2026, 2, 9)) == [9]


@pytest.mark.parametrize(("part", "whole", "mark", "words"), [
    (60, 60, 100, "100%"), (9999, 10000, 100, "99.9%"), (57, 59, 100, "96.6%"), (94999, 100000, 95, "94.9%"),
    (5001, 100000, 5, "5.1%"), (0, 3, 100, "0%"), (2, 3, 100, "66.7%"), (0, 0, 100, "—"),
])  # fmt: skip
def test_a_rate_is_rounded_but_never_onto_the_mark_it_misses(part, whole, mark, words):
    assert reckoning.percent(part, whole, mark) == words


@given(part=st.integers(0, 50_000), more=st.integers(0, 50_000), mark=st.sampled_from([80, 85, 95, 100]))
def test_words_stand_on_the_side_of_the_mark_where_the_rate_is(part, more, mark):
    if part + more == 0:
        return
    shown = float(reckoning.percent(part, part + more, mark).rstrip("%"))
    assert (shown >= mark) == (part * 100 >= mark * (part + more))
    assert (shown >= 100) == (more == 0)


def test_days_and_hours_in_words():
    assert reckoning.days_words([date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 2)]) == "2月27日、28日、3月2日"
    assert reckoning.days_words([date(2026, 2, n) for n in range(1, 10)]).endswith("5日等 9 天")
    assert [reckoning.duration_words(n) for n in (35, 120, 100)] == ["35分钟", "2小时", "1小时40分"]
