"""Rules on training and study, clause by clause: how often, how many hours, what was written, before the first day."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy.team_facts import Member, Study
from gridDesk.policy.work import Gathering
from tests.policy.work_samples import days, figures, judge, village, worker

MARCH = date(2026, 3, 1)
TOGETHER = frozenset({"集中学习"})


def lesson(day, kinds=TOGETHER, **known):
    return Gathering(uid=f"t-{day}", ledger="training", day=day, kinds=kinds, **known)


def study(day, name="张三", **known):
    known = {"uid": f"s-{name}-{day}"} | known
    return Study(day=day, worker=name, **known)


def test_xc_3_5_a_study_together_in_each_week_but_in_a_week_of_holidays():
    """The weeks of 9, 16 and 23 February 2026: on the 11th; 16 to 22 are all off and ask for none; in the last only a drill."""
    held = (lesson(date(2026, 2, 11)), lesson(date(2026, 2, 25), frozenset({"应急演练"})))
    facts = village(gatherings=held)
    asked = {"kinds": ["集中学习"], "times": 1}
    weeks = [judge("trainings", facts, day, "week", "XC-3.5", asked) for day in days(2026, 2, 9, 16, 23)]
    assert [figures(found) for found in weeks] == [{"": ("1 次", "ok")}, {}, {"": ("0 次", "warn")}]


def test_gz1_1_a_study_together_lasts_an_hour():
    """One of 40 minutes and one that does not say how long it was do not count: 1 of three."""
    held = (lesson(date(2026, 3, 3), hours=1.0), lesson(date(2026, 3, 4), hours=0.67), lesson(date(2026, 3, 5)))
    asked = {"kinds": ["集中学习"], "times": 1, "hours": 1}
    found = judge("trainings", village(gatherings=held), MARCH, "month", "GZ1-1", asked)[""]
    assert (found.figure, found.level) == ("1 次", "ok")
    assert found.message == "清水村2026年3月开展集中学习 3 次，其中 2 次没有写时长或不足 1 小时。"
    assert found.lacking == (("training", "t-2026-03-04"), ("training", "t-2026-03-05"))


@pytest.mark.parametrize(
    ("organiser", "figure", "level"),
    [("街道（镇）级", "1 次", "ok"), ("", "1 次", "ok"), ("市级", "0 次", "warn")],
)
def test_ql_18_and_jj_33_trainings_are_those_of_the_street(organiser, figure, level):
    """One that does not say who held it is the office's own."""
    facts = village(level="street", gatherings=(lesson(date(2026, 2, 28), level=organiser),))
    asked = {"organisers": ["街道（镇）级"], "times": 1}
    assert figures(judge("trainings", facts, MARCH, "quarter", "QL-18", asked)) == {"": (figure, level)}


def test_qd_b16_twenty_four_hours_a_year_and_who_came_in_july_owes_her_part():
    """2026 has 365 days. 张三: 20 + 4 hours, 3 alone beside: all 24. 李四 from 2 July: 183 days, 24 × 183 ÷ 365 = 12.03; she
    has 12, which is shown as 12 and not enough. 王五 left on 31 December 2025 and owes none.
    """
    done = (
        study(date(2026, 1, 5), hours=20.0), study(date(2026, 12, 31), hours=4.0), study(date(2026, 5, 5), hours=3.0, alone=True),
        study(date(2026, 9, 9), "李四", hours=12.0),
    )  # fmt: skip
    staff = (worker(), worker("李四", since=date(2026, 7, 2)), worker("王五", until=date(2025, 12, 31)))
    found = judge("training_hours", village(studies=done, workers=staff), MARCH, "year", "QD-B16", hours=24)
    assert figures(found) == {
        "": ("50%（1／2人）", "warn"), "张三": ("24 学时", "ok"), "李四": ("12 学时", "warn"),
    }  # fmt: skip
    assert found["李四"].wanted == pytest.approx(24 * 183 / 365)
    assert len(found["张三"].proof) == 2


def test_jj_33_hours_of_the_city_and_of_the_town_are_counted_apart():
    done = (study(MARCH, hours=10.0, organiser="市级"), study(date(2026, 3, 2), hours=12.0, organiser="街道（镇）级"))
    facts = village(studies=done, workers=(worker(),))
    city = judge("training_hours", facts, MARCH, "year", "JJ-33", hours=8, organisers=["市级", "区（县）级"])
    town = judge("training_hours", facts, MARCH, "year", "JJ-33", hours=16, organisers=["街道（镇）级"])
    assert figures(city)["张三"] == ("10 学时", "ok")
    assert figures(town)["张三"] == ("12 学时", "warn")


def test_xc_3_5_alone_once_a_week_and_who_was_on_leave_all_week_owes_none():
    """The week of 2 March: 张三 on Sunday the 8th; 李四 not; 王五 was away from Monday to Friday."""
    staff = (worker(), worker("李四"), worker("王五", away=frozenset(days(2026, 3, 2, 3, 4, 5, 6))))
    done = (study(date(2026, 3, 8), alone=True), study(date(2026, 3, 3), "李四", hours=1.0))
    found = judge("self_study", village(studies=done, workers=staff), date(2026, 3, 2), "week", "XC-3.5", times=1)
    assert figures(found) == {"": ("50%（1／2人）", "warn"), "张三": ("1 次", "ok"), "李四": ("0 次", "warn")}


def test_xc_3_5_and_gz1_1_the_notes_are_read_in_the_period_whenever_they_were_written():
    """Written in February, read on 31 March: March's. Read on 1 April: not."""
    done = (
        study(date(2026, 2, 27), notes=3000, reviewed=date(2026, 3, 31)),
        study(MARCH, "李四", reviewed=date(2026, 4, 1)),
    )
    facts = village(studies=done, workers=(worker(), worker("李四")))
    found = judge("notes_reviewed", facts, MARCH, "month", "XC-3.5")
    assert figures(found) == {"": ("50%（1／2人）", "warn"), "张三": ("1 次", "ok"), "李四": ("0 次", "warn")}


def test_gz1_1_twenty_thousand_characters_and_four_essays_a_year():
    """张三 wrote enough and one essay too few; 李四, here from 2 July, owes 10,027.4 characters and 2.005 essays: three."""
    done = (
        study(MARCH, notes=20_000, essays=3), study(date(2026, 8, 1), "李四", notes=10_028, essays=2),
        study(date(2026, 9, 1), "李四", essays=1),
    )  # fmt: skip
    staff = (worker(), worker("李四", since=date(2026, 7, 2)))
    facts = village(studies=done, workers=staff)
    found = judge("study_notes", facts, MARCH, "year", "GZ1-1", characters=20_000, essays=4)
    assert figures(found) == {
        "": ("50%（1／2人）", "warn"), "张三": ("20,000 字、3 篇", "warn"), "李四": ("10,028 字、3 篇", "ok"),
    }  # fmt: skip


def test_jj_32_and_qd_b16_who_begins_was_trained_before_and_passed():
    """New in 2026: 张三 with 20 and 8 hours, in December, and passed; 李四 with 19; 王五 as 张三, but did not pass; 赵六 is not new."""

    def member(name, passed=True, since=date(2026, 1, 5)):
        return Member(uid=name, name=name, since=since, passed=passed)

    december = date(2025, 12, 20)
    done = [
        study(december, name, uid=f"a{name}", hours=hours, kind="岗前培训")
        for name, hours in (("张三", 20.0), ("李四", 19.0), ("王五", 20.0))
    ]
    done += [study(december, name, uid=f"b{name}", hours=8.0, kind="入户访谈实习") for name in ("张三", "李四", "王五")]
    team = (member("张三"), member("李四"), member("王五", passed=False), member("赵六", since=date(2021, 3, 1)))
    facts = village(studies=tuple(done), members=team)
    asked = {"hours": {"岗前培训": 20, "入户访谈实习": 8}, "passed": True}
    found = judge("prejob", facts, MARCH, "year", "JJ-32", asked)[""]
    assert (found.figure, found.level) == ("33.3%（1／3人）", "warn")
    assert found.lacking == (("worker", "李四"), ("worker", "王五"))
    assert figures(judge("prejob", facts, MARCH, "year", "QD-B16", {"passed": True})) == {
        "": ("66.7%（2／3人）", "warn")
    }
    assert judge("prejob", village(members=team[3:]), MARCH, "year", "JJ-32", asked) == {}
