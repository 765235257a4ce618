"""Rules on meetings, drills and hours on duty, clause by clause."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.policy import Period, containing
from gridDesk.policy.duty_hours import covered, uncovered
from gridDesk.policy.meetings import meetings
from gridDesk.policy.work import Gathering, Watch
from tests.policy.work_samples import PROFILES, figures, grid, judge, stretch, village


def held(day, kind="周例会", where="", **known):
    return Gathering(
        **(
            {"uid": f"{kind}-{where}-{day}", "ledger": "meeting", "day": day, "kinds": frozenset({kind}), "grid": where}
            | known
        )
    )


def test_xc_2_2_3_a_weekly_meeting_usually_on_monday():
    weekly = {"kind": "week", "identity": "XC-2.2.3", "params": {"kinds": ["周例会"], "times": 1, "on": "周一"}}
    found = judge("meetings", village(gatherings=(held(date(2026, 3, 3)),)), date(2026, 3, 2), **weekly)
    assert figures(found) == {"": ("1 次", "ok")}
    assert found[""].message == "清水村2026年3月2日至3月8日召开周例会 1 次，其中 1 次不在周一。"
    other = (held(date(2026, 3, 9)), held(date(2026, 3, 4), "晨会"))
    assert figures(judge("meetings", village(gatherings=other), date(2026, 3, 2), **weekly)) == {"": ("0 次", "warn")}


def test_xc_2_2_3_a_morning_meeting_on_every_workday_also_the_make_up_saturday():
    """24 to 28 February 2026: five workdays, the last a Saturday; four meetings, one of them on Sunday 1 March."""
    days = [date(2026, 2, 24), date(2026, 2, 25), date(2026, 2, 26), date(2026, 3, 1)]
    facts = village(gatherings=tuple(held(day, "晨会") for day in days), begun=date(2026, 2, 24))
    found = judge("meetings", facts, date(2026, 2, 1), kinds=["晨会"], on="workday")
    assert figures(found) == {"": ("60%（3／5天）", "warn")}
    assert found[""].message == "清水村2026年2月应召开晨会 5 次，没有召开的是2月27日、28日。"
    assert len(found[""].proof) == 3


def test_jj_19_4_first_and_second_level_grids_meet_each_week():
    """In the week of 8 June 2026 the first-level grid and 2a met, 2b did not; the third level is not asked."""
    some = (held(date(2026, 6, 8), where="1"), held(date(2026, 6, 14), where="2a"), held(date(2026, 6, 9), where="3"))
    grids = (grid("1", "1"), grid("2a", "2"), grid("2b", "2"), grid("3", "3"))
    asked = {"kinds": ["周例会", "网格工作会议"], "times": 1, "levels": ["1", "2"]}
    facts = village(grids=grids, gatherings=some)
    found = judge("meetings", facts, date(2026, 6, 8), "week", "JJ-19.4", **asked)
    assert figures(found) == {
        "": ("66.7%（2／3个网格）", "warn"), "1": ("1 次", "ok"), "2a": ("1 次", "ok"), "2b": ("0 次", "warn"),
    }  # fmt: skip
    plain = village(gatherings=some)
    assert figures(judge("meetings", plain, date(2026, 6, 8), "week", "JJ-19.4", **asked)) == {"": ("3 次", "ok")}


def test_jj_19_4_a_meeting_of_the_village_is_that_of_its_one_grid_of_the_first_level():
    """The village is the first-level grid (一级网格); with two of them, or none, nobody knows whose it was."""
    asked = {"kinds": ["周例会", "网格工作会议"], "times": 1, "levels": ["1", "2"]}
    grids = (grid("1", "1"), grid("2a", "2"))
    facts = village(grids=grids, gatherings=(held(date(2026, 6, 8)),))
    assert figures(judge("meetings", facts, date(2026, 6, 8), "week", "JJ-19.4", **asked)) == {
        "": ("50%（1／2个网格）", "warn"), "1": ("1 次", "ok"), "2a": ("0 次", "warn"),
    }  # fmt: skip
    facts = village(grids=(*grids, grid("1b", "1")), gatherings=(held(date(2026, 6, 8)),))
    found = judge("meetings", facts, date(2026, 6, 8), "week", "JJ-19.4", **asked)
    assert {found[uid].figure for uid in ("1", "2a", "1b")} == {"0 次"}


@pytest.mark.parametrize("rule", [
    {"params": {"kinds": ["周例会"], "times": 1, "on": "周一"}, "identity": "XC-2.2.3"},
    {"params": {"kinds": ["周例会", "网格工作会议"], "times": 1, "levels": ["1", "2"]}, "identity": "JJ-19.4"},
])  # fmt: skip
def test_xc_2_2_3_and_jj_19_4_a_week_of_holidays_from_end_to_end_asks_for_no_meeting(rule):
    """In 2026 the spring festival is off from 15 to 23 February: the week of the 16th has no workday."""
    facts = village(grids=(grid("1", "1"),))
    assert not judge("meetings", facts, date(2026, 2, 16), "week", **rule)
    assert judge("meetings", facts, date(2026, 2, 23), "week", **rule)[""].level == "warn"


def test_gz3_6_1_grids_of_every_level_hold_their_own_each_month():
    """各级网格: of three grids of two levels one met; without levels it is the office that meets."""
    (clause,) = (one for one in PROFILES["GZ3"].clauses if one.id == "GZ3-6.1")
    grids = (grid("1", "1"), grid("2a", "2"), grid("2b", "2"))
    facts = village(grids=grids, gatherings=(held(date(2026, 3, 9), "民情分析会", "2a"),))
    found = {one.grid: one.figure for one in meetings(clause, facts, containing("month", date(2026, 3, 1)))}
    assert found == {"": "33.3%（1／3个网格）", "1": "0 次", "2a": "1 次", "2b": "0 次"}
    plain = village(gatherings=(held(date(2026, 3, 9), "民情分析会"),))
    assert [one.figure for one in meetings(clause, plain, containing("month", date(2026, 3, 1)))] == ["1 次"]


def test_gz3_2_a_meeting_of_the_3rd_is_not_asked_of_a_month_the_regulation_joined_later():
    (clause,) = (one for one in PROFILES["GZ3"].clauses if one.id == "GZ3-2" and one.rule == "meetings")
    late = Period(date(2026, 3, 4), date(2026, 3, 31), "month")
    assert not list(meetings(clause, village(), late))
    early = Period(date(2026, 3, 2), date(2026, 3, 31), "month")
    assert [one.level for one in meetings(clause, village(), early)] == ["warn"]


@pytest.mark.parametrize(("month", "due"), [
    (date(2026, 3, 1), date(2026, 3, 3)), (date(2026, 10, 1), date(2026, 9, 30)), (date(2026, 5, 1), date(2026, 4, 30)),
    (date(2026, 1, 1), date(2025, 12, 31)), (date(2028, 2, 1), date(2028, 2, 3)),
])  # fmt: skip
def test_gz3_2_the_meeting_of_the_3rd_is_brought_forward_before_holidays(month, due):
    """3 March 2026 is a Tuesday; 3 October, 3 May and 3 January are holidays."""
    year = month.year
    asked = {"identity": "GZ3-2", "kinds": ["网格工作会议"], "on": 3}
    done = judge("meetings", village(year, gatherings=(held(due, "网格工作会议"),)), month, **asked)
    assert figures(done) == {"": ("1 次", "ok")}
    assert done[""].target == f"{due.month}月{due.day}日"
    late = village(year, gatherings=(held(month.replace(day=5), "网格工作会议"),), today=month.replace(day=5))
    assert figures(judge("meetings", late, month, **asked)) == {"": ("1 次", "warn")}


def test_gz3_2_a_meeting_on_the_1st_is_in_time_and_one_of_the_month_before_is_not():
    """3 April 2026 is a Friday: due then, and not before the month begins."""
    asked = {"identity": "GZ3-2", "kinds": ["网格工作会议"], "on": 3}
    for day, figure in ((date(2026, 4, 1), ("1 次", "ok")), (date(2026, 3, 31), ("0 次", "warn"))):
        found = judge("meetings", village(gatherings=(held(day, "网格工作会议"),)), date(2026, 4, 1), **asked)
        assert figures(found) == {"": figure}


def test_gz3_2_until_the_day_of_the_meeting_it_is_a_note():
    asked = {"identity": "GZ3-2", "kinds": ["网格工作会议"], "on": 3}
    assert judge("meetings", village(today=date(2026, 3, 3)), date(2026, 3, 1), **asked)[""].level == "note"
    assert judge("meetings", village(today=date(2026, 3, 4)), date(2026, 3, 1), **asked)[""].level == "warn"
    assert not judge("meetings", village(begun=date(2026, 3, 10)), date(2026, 3, 1), **asked)


def test_gz4_1_twice_a_month_in_the_centre():
    two = (
        held(date(2026, 3, 1), "网格工作会议"),
        held(date(2026, 3, 31), "网格工作会议"),
        held(date(2026, 4, 1), "网格工作会议"),
    )
    found = judge(
        "meetings", village(gatherings=two), date(2026, 3, 1), kinds=["网格工作会议"], times=2, identity="GZ4-1"
    )
    assert figures(found) == {"": ("2 次", "ok")}


def test_jj_33_each_second_level_grid_drills_once_a_year():
    drill = held(date(2026, 12, 31), "应急演练", "2a", ledger="training")
    facts = village(
        grids=(grid("1", "1"), grid("2a", "2"), grid("2b", "2")), gatherings=(drill,), today=date(2026, 12, 31)
    )
    found = judge("drills", facts, date(2026, 1, 1), "year", "JJ-33", times=1, grid_level="2")
    assert figures(found) == {"": ("50%（1／2个网格）", "note"), "2a": ("1 次", "ok"), "2b": ("0 次", "note")}


def watch(day, start, hours, **known):
    return Watch(uid=f"d-{day}-{start}", day=day, start=round(start * 60), minutes=round(hours * 60), **known)


def test_jj_33_an_office_without_levels_drills_as_a_whole():
    drill = held(date(2026, 6, 30), "应急演练", ledger="training")
    found = judge("drills", village(gatherings=(drill,)), date(2026, 1, 1), "year", "JJ-33", times=1, grid_level="2")
    assert figures(found) == {"": ("1 次", "ok")}


DUTY = {"identity": "JJ-19.6", "hours": 24, "people": 1}


def test_jj_19_6_round_the_clock_with_the_night_shift_of_the_month_before():
    """March 2026, every day 8 to 20 and 20 to 8; the first night began on 28 February."""
    turns = [watch(day, start, 12) for day in stretch(date(2026, 2, 28), date(2026, 3, 31)) for start in (8, 20)]
    found = judge("duty_hours", village(watches=tuple(turns)), date(2026, 3, 1), **DUTY)
    assert figures(found) == {"": ("100%", "ok")}
    assert found[""].message == "清水村2026年3月应值班 744小时，没有缺岗。"
    assert len(found[""].proof) == 62


def test_jj_19_6_uncovered_hours_are_named():
    """744 hours, the night of the 5th missing (12 h) and half an hour on the 10th: 731.5 ÷ 744 = 98.3199 %."""
    turns = [watch(day, start, 12) for day in stretch(date(2026, 2, 28), date(2026, 3, 31)) for start in (8, 20)]
    kept = [one for one in turns if one.uid not in ("d-2026-03-05-20", "d-2026-03-10-8")]
    kept.append(watch(date(2026, 3, 10), 8.5, 11.5))
    found = judge("duty_hours", village(watches=tuple(kept)), date(2026, 3, 1), **DUTY)
    assert figures(found) == {"": ("98.3%（缺 12小时30分）", "warn")}
    assert found[""].message.endswith("：3月5日20:00至3月6日8:00、3月10日8:00至3月10日8:30。")
    assert found[""].value == pytest.approx(100 * 731.5 / 744)


def test_jj_19_6_today_is_not_over_and_each_first_level_grid_has_its_own():
    grids = (grid("1a", "1"), grid("1b", "1"), grid("2", "2"))
    turns = (watch(date(2026, 3, 1), 0, 24, grid="1a"), watch(date(2026, 3, 1), 0, 12))
    facts = village(grids=grids, watches=turns, today=date(2026, 3, 2))
    found = judge("duty_hours", facts, date(2026, 3, 1), **DUTY)
    assert figures(found) == {"1a": ("100%", "ok"), "1b": ("50%（缺 12小时）", "note")}
    assert not judge("duty_hours", village(watches=turns, today=date(2026, 3, 1)), date(2026, 3, 1), **DUTY)


def test_jj_19_6_two_on_duty_means_two_at_once():
    turns = (watch(date(2026, 3, 1), 0, 24), watch(date(2026, 3, 1), 6, 6))
    facts = village(watches=turns, begun=date(2026, 3, 1), today=date(2026, 3, 2))
    found = judge("duty_hours", facts, date(2026, 3, 1), hours=24, people=2)
    assert figures(found)[""][0] == "25%（缺 18小时）"


@given(shifts=st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 1439), st.integers(0, 2000)), max_size=8),
       people=st.integers(1, 2))  # fmt: skip
def test_covered_and_uncovered_minutes_are_those_counted_one_by_one(shifts, people):
    first = date(2026, 3, 1)
    turns = [Watch(uid=str(n), day=stretch(date(2026, 2, 28), date(2026, 3, 4))[day + 1], start=start, minutes=minutes)
             for n, (day, start, minutes) in enumerate(shifts)]  # fmt: skip
    there = [0] * 3 * 1440
    for day, start, minutes in shifts:
        for minute in range(max(0, day * 1440 + start), min(len(there), day * 1440 + start + minutes)):
            there[minute] += 1
    spans = covered(turns, first, 3, people)
    assert sum(stop - start for start, stop in spans) == sum(count >= people for count in there)
    assert all(there[minute] >= people for start, stop in spans for minute in range(start, stop))
    assert sum(stop - start for start, stop in uncovered(spans, 3)) == sum(count < people for count in there)
