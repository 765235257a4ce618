"""Limits on events: what each clause sets, over holidays, month ends, leap days and years that are not announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk import paths
from gridDesk.policy import Clause, Profile
from gridDesk.policy.calendar import WEEKENDS, load_calendar
from gridDesk.policy.limits import last_day, limit_of, near, overdue, settled_on, tier_of
from gridDesk.policy.work import Event, Step

CHINA = load_calendar(paths.resources() / "calendar")
IN_TIME = {
    "GZ3-6.2": {
        "deadline_days": {"一般": 7, "较复杂": 15, "重大疑难": 30},
        "or_answered": ["一般", "较复杂"],
        "or_submitted": ["重大疑难"],
    },
    "GZ4-6": {"deadline_workdays": {"村居": 3, "街道": 5}},
    "GZ6-3": {"deadline_days": {"社区": 1, "办事处": 2, "其他单位": 3}, "latest_workdays": 5},
}
DAYS = st.dates(date(2018, 1, 1), date(2026, 11, 30))
SEVERITIES = st.sampled_from(["", "一般", "较大", "重大"])
TIERS = st.sampled_from(["", "村（社区）级", "街道（镇）级", "区（县）级", "市级", "上级业务部门"])


def profile(*ids):
    """Return a profile of the clauses on limits named, of no clause where none is."""
    clauses = (Clause(one, "第一条", "events_in_time", "按期办结。", IN_TIME[one], "month") for one in ids)
    return Profile("T", "试", "2020-01-01", tuple(clauses))


def limit(clause, found, **known):
    return limit_of(profile(clause), Event(uid="e", found=found, **known), CHINA)


@pytest.mark.parametrize(
    ("severity", "day", "words"),
    [
        ("一般", date(2026, 2, 20), "一般，7 天内办结（GZ3-6.2）"),
        ("", date(2026, 2, 20), "一般，7 天内办结（GZ3-6.2）"),
        ("较大", date(2026, 2, 28), "较复杂，15 天内办结（GZ3-6.2）"),
        ("重大", date(2026, 3, 15), "重大疑难，30 天内办结（GZ3-6.2）"),
    ],
)
def test_gz3_6_2_days_by_class_run_through_spring_festival(severity, day, words):
    """Found on 13 February 2026, off from the 15th to the 23rd: 13+7 = 20, 13+15 = 28, 13+30-28 = 15 March."""
    found = limit("GZ3-6.2", date(2026, 2, 13), severity=severity)
    assert (found.day, found.words, found.uncertain) == (day, words, False)


def test_gz3_6_2_a_limit_ends_on_the_leap_day():
    assert limit("GZ3-6.2", date(2024, 1, 30), severity="重大").day == date(2024, 2, 29)
    assert limit("GZ3-6.2", date(2023, 1, 30), severity="重大").day == date(2023, 3, 1)
    assert limit("GZ3-6.2", date(2024, 2, 28)).day == date(2024, 3, 6)


@pytest.mark.parametrize(
    ("tier", "found", "day"),
    [
        ("村（社区）级", date(2026, 2, 13), date(2026, 2, 25)),  # Sat 14 is worked, then 24, 25
        ("街道（镇）级", date(2026, 2, 13), date(2026, 2, 27)),  # 14, 24, 25, 26, 27
        ("", date(2026, 2, 14), date(2026, 2, 26)),  # nobody said which level: the village; 24, 25, 26
        ("村社区级", date(2026, 2, 26), date(2026, 3, 2)),  # 27, Sat 28 is worked, Mon 2 March
        ("街道级", date(2026, 9, 30), date(2026, 10, 13)),  # 8, 9, Sat 10 is worked, 12, 13
        ("村（社区）级", date(2026, 11, 20), date(2026, 11, 25)),  # a Friday: 23, 24, 25
        ("村（社区）级", date(2026, 11, 22), date(2026, 11, 25)),  # a Sunday: the same
    ],
)
def test_gz4_6_workdays_by_level_know_holidays_and_make_up_days(tier, found, day):
    assert limit("GZ4-6", found, tier=tier).day == day


def test_gz4_6_says_nothing_of_levels_above_the_street():
    assert limit("GZ4-6", date(2026, 11, 20), tier="区（县）级") is None


def test_gz4_6_is_in_words():
    assert limit("GZ4-6", date(2026, 11, 20)).words == "村居职责范围内，3 个工作日内办结（GZ4-6）"


@pytest.mark.parametrize(
    ("tier", "day", "latest"),
    [
        ("村（社区）级", date(2025, 3, 1), date(2025, 3, 7)),
        ("街道（镇）级", date(2025, 3, 2), date(2025, 3, 7)),
        ("上级业务部门", date(2025, 3, 3), date(2025, 3, 7)),
        ("市级", date(2025, 3, 3), date(2025, 3, 7)),
    ],
)
def test_gz6_3_days_by_level_and_five_workdays_at_the_latest(tier, day, latest):
    """Found on Friday 28 February 2025; the workdays after are 3, 4, 5, 6, 7 March."""
    found = limit("GZ6-3", date(2025, 2, 28), tier=tier)
    assert (found.day, found.latest) == (day, latest)


def test_gz6_3_is_in_words():
    found = limit("GZ6-3", date(2025, 2, 28), tier="区（县）级")
    assert found.words == "其他单位，3 天内办结，特殊情况最迟 5 个工作日（GZ6-3）"


def test_a_limit_in_workdays_of_a_year_not_announced_is_uncertain():
    """Of 2027 only weekends are known: Thursday 31 December, Friday 1 January, Monday 4 January."""
    found = limit("GZ4-6", date(2026, 12, 30))
    assert (found.day, found.uncertain) == (date(2027, 1, 4), True)
    assert found.words.endswith("（GZ4-6），还没有当年的放假安排，只按周末推算")
    assert not limit("GZ3-6.2", date(2026, 12, 30)).uncertain
    assert limit("GZ6-3", date(2026, 12, 30)).uncertain  # its latest day is in 2027
    assert limit_of(profile("GZ4-6"), Event(uid="e", found=date(2026, 3, 2)), WEEKENDS).uncertain


def test_a_profile_without_limits_sets_none():
    event = Event(uid="e", found=date(2026, 3, 2))
    assert limit_of(profile(), event, CHINA) is None
    assert not overdue(event, None, date(2030, 1, 1))
    assert not near(event, None, date(2026, 3, 2))


def test_what_is_written_on_an_event_is_its_last_day():
    event = Event(uid="e", found=date(2026, 3, 2), due=date(2026, 3, 4))
    assert last_day(event, limit_of(profile("GZ3-6.2"), event, CHINA)) == date(2026, 3, 4)
    assert overdue(event, None, date(2026, 3, 5))
    assert not overdue(event, None, date(2026, 3, 4))


def test_an_event_is_near_its_limit_two_days_before_and_on_the_day():
    event = Event(uid="e", found=date(2026, 3, 2))
    found = limit_of(profile("GZ3-6.2"), event, CHINA)  # 9 March
    assert [near(event, found, date(2026, 3, day)) for day in (6, 7, 9, 10)] == [False, True, True, False]
    assert [overdue(event, found, date(2026, 3, day)) for day in (9, 10)] == [False, True]


def test_gz3_6_2_an_answer_settles_a_usual_matter_and_the_town_a_grave_one():
    answered = Event(uid="e", found=date(2026, 3, 2), feedback=date(2026, 3, 5))
    assert settled_on(answered, limit_of(profile("GZ3-6.2"), answered, CHINA)) == date(2026, 3, 5)
    assert settled_on(answered, None) is None
    up = Step(uid="s", act="上报", day=date(2026, 3, 6), tier="街道（镇）级")
    grave = Event(uid="e", found=date(2026, 3, 2), severity="重大", feedback=date(2026, 3, 5), steps=(up,))
    assert settled_on(grave, limit_of(profile("GZ3-6.2"), grave, CHINA)) == date(2026, 3, 6)


def test_levels_are_known_by_label_and_short_word():
    words = ["", "村（社区）级", "村社区级", "街道（镇）级", "街道级", "区（县）级", "区县级", "市级", "上级业务部门"]
    assert [tier_of(word) for word in words] == ["village"] * 3 + ["street"] * 2 + ["other"] * 4


@given(DAYS, SEVERITIES, TIERS, st.sampled_from(sorted(IN_TIME)))
def test_a_limit_never_falls_before_the_finding(found, severity, tier, clause):
    got = limit(clause, found, severity=severity, tier=tier)
    assert got is None or (got.day > found and (got.latest is None or got.latest >= got.day))


@given(DAYS, TIERS)
def test_limits_in_workdays_land_on_workdays(found, tier):
    got = limit("GZ4-6", found, tier=tier)
    assert got is None or CHINA.is_workday(got.day)


@given(DAYS, st.integers(0, 40), SEVERITIES, TIERS, st.sampled_from(sorted(IN_TIME)))
def test_what_is_found_later_is_never_due_earlier(found, days, severity, tier, clause):
    first, second = (limit(clause, day, severity=severity, tier=tier) for day in (found, found + timedelta(days=days)))
    assert (first is None) == (second is None)
    assert first is None or first.day <= second.day
