"""Two months under 齐陵街道's regulation, worked out by hand: a village in February 2026, a community in September 2026."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy import containing, judge_work
from gridDesk.policy.work import Gathering, Home, Survey
from tests.policy.work_samples import PROFILES, daily, days, grid, homes, patrol, standing, village, visit, worker

# February 2026 in a village of one grid. Workdays: 2–6, 9–13, the make-up Saturday 14, 24–27, the make-up Saturday 28: 16.
# 张三 is on leave on the 26th and 27th: 14 days are owed. Today is 2 March, the quarter still runs.
#
# Homes due on 2 March: h1–h8, n (moved in on 20 February) and the shop s = 10; o moved out on 10 February.
NEW = Home(uid="n", grid="g", since=date(2026, 2, 20))
OLD = Home(uid="o", grid="g", until=date(2026, 2, 10))
SHOP = Home(uid="s", grid="g", ledger="shop", in_group=True)
MEMBERS = tuple(Home(uid=f"h{n}", grid="g", in_group=n <= 6) for n in range(1, 9))


def went(day, *seen, start=None, minutes=0):
    return [
        visit(date(2026, 2, day), home, worker="张三", start=start and start + minutes * place, minutes=minutes)
        for place, home in enumerate(seen)
    ]


# Visits: 2 Feb five households, 10:00 to 11:40 in turns of 20 minutes. 3 Feb o, h6 and h1 during the morning patrol, and h1
# again from 16:00 for 10 minutes: three households that day. 14 Feb five, times not written down. 21 Feb, a day off, one.
# 25 Feb n, h1, h2 and the shop, 10:00 to 10:40: three households. 28 Feb h3; nobody was at home at h8.
# In all 5 + 3 + 5 + 1 + 3 + 1 = 18 households on 14 days: 1.2857, in words 1.3. h7 was visited in January.
VISITS = (
    *went(2, "h1", "h2", "h3", "h4", "h5", start=600, minutes=20), *went(3, "o", "h6", "h1", start=540, minutes=15),
    *went(3, "h1", start=960, minutes=10), *went(14, "h2", "h3", "h4", "h5", "h6"), *went(21, "h4"),
    *went(25, "n", "h1", "h2", "s", start=600, minutes=10), *went(28, "h3"),
    visit(date(2026, 2, 28), "h8", effective=False, worker="张三"), visit(date(2026, 1, 15), "h7", worker="张三"),
)  # fmt: skip

# Patrols 9:00–9:45 and 15:00–15:45 on each of the 14 days, but: the 4th only the first (and one on video), the 13th none,
# on the 28th the second from 23:30 to 0:30. Two patrols on 12 of 14 days: 85.714 %.
ROUNDS = (
    *daily(days(2026, 2, 2, 3, 5, 6, 9, 10, 11, 12, 14, 24, 25), (9, 9.75), (15, 15.75), worker="张三"),
    patrol(date(2026, 2, 4), 9, 9.75, worker="张三"), patrol(date(2026, 2, 4), 16, 17, worker="张三", kind="视频巡查"),
    patrol(date(2026, 2, 28), 9, 9.75, worker="张三"), patrol(date(2026, 2, 28), 23.5, 24.5, worker="张三"),
)  # fmt: skip

VILLAGE = village(
    homes=(*MEMBERS, NEW, OLD, SHOP), visits=VISITS, patrols=ROUNDS, today=date(2026, 3, 2),
    workers=(worker(role="专职网格员", away=frozenset(days(2026, 2, 26, 27))),),
    gatherings=(Gathering(uid="t", ledger="publicity", day=date(2026, 2, 14), grid="g", people=30, leaflets=60),),
    surveys=(Survey(uid="y", day=date(2026, 2, 28), grid="g", asked=25, returned=23, aware=20, content=20, fair=2,
                    dissatisfied=1, complaints=1),),
)  # fmt: skip

FEBRUARY = [
    ("patrols_per_day", "85.7%（12／14天）", "warn", 100 * 12 / 14),
    ("visits_per_day", "1.3 户", "warn", 18 / 14),
    # Of the ten homes due h8 alone was not seen: 9 of 10.
    ("visit_coverage", "90%（9／10户）", "note", 90.0),
    # h1–h6 and the shop of the ten due on 28 February: 7 of 10; the clause names no share.
    ("group_members", "70%（7／10户）", "ok", 70.0),
    ("publicity", "1 场", "ok", 1),
    # 20 of 23 know and are content, 86.96 %; 1 of 23 complained, 4.35 %.
    ("survey", "知晓率 87%、满意率 87%、投诉率 4.3%", "ok", 100 * 20 / 23),
]


@pytest.mark.parametrize(("rule", "figure", "level", "value"), FEBRUARY, ids=[one[0] for one in FEBRUARY])
def test_ql_a_month_of_a_village(rule, figure, level, value):
    found = standing("QL", rule, VILLAGE, date(2026, 2, 1))
    one = found["g"].last
    assert (one.figure, one.level) == (figure, level)
    assert one.value == pytest.approx(value, abs=1e-12)


def test_ql_the_worker_of_the_village_stands_as_her_grid_does():
    assert standing("QL", "patrols_per_day", VILLAGE, date(2026, 2, 1))["张三"].last.figure == "85.7%（12／14天）"
    assert standing("QL", "visits_per_day", VILLAGE, date(2026, 2, 1))["张三"].last.figure == "1.3 户"


def test_ql_the_weeks_of_february_in_a_village():
    """2–8 February: patrols on four days twice and on one once, 9 × 45 = 405 minutes; visits 100 on the 2nd, none beside
    the patrol and 10 after it on the 3rd: 515. 9–15 February: 5 days twice, 10 × 45 = 450. 16–22 is Spring Festival.

    23 February to 1 March: 4 × 45 on the 24th and 25th, 45 + 60 on the 28th, 40 of visits: 325; owed are three of five
    workdays, 8 × 3 ÷ 5 = 4.8 hours.
    """
    weeks = standing("QL", "patrol_hours_per_week", VILLAGE, date(2026, 2, 1))["g"].findings
    assert [(one.figure, one.target, one.level) for one in weeks] == [
        ("8小时35分", "8 小时", "ok"), ("7小时30分", "8 小时", "warn"), ("5小时25分", "4.8 小时", "ok"),
    ]  # fmt: skip
    assert [one.period.first.day for one in weeks] == [2, 9, 23]


# September 2026 in a community of two grids that began to keep records on Monday the 7th. Workdays: 7–11, 14–18, the make-up
# Sunday 20, 21–24 (the 25th is Mid-autumn), 28–30: 18. 李四 of grid a left on the 10th: a owes 7–10, four days; 王五 of grid b
# all 18. Today is 9 October, so September and the third quarter are over.
A_DAYS = days(2026, 9, 7, 8, 9, 10)
B_DAYS = [*A_DAYS, *days(2026, 9, 11, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 28, 29, 30)]


def each_day(where, dates, counts, who):
    """Visit the homes of a grid one after another, so many on each day."""
    number, found = 0, []
    for day, count in zip(dates, counts, strict=True):
        found += [visit(day, f"{where}-h{number + place}", grid=where, worker=who) for place in range(1, count + 1)]
        number += count
    return found


COMMUNITY = village(
    level="community", name="淄水社区", begun=date(2026, 9, 7), today=date(2026, 10, 9), grids=(grid("a"), grid("b")),
    workers=(worker("李四", "a", until=date(2026, 9, 10)), worker("王五", "b")),
    # Due at the end of September: 40 in a; 142 in b, one more that moved in on the 20th, not the one gone on the 10th.
    homes=(*homes(40, "a"), *homes(142, "b"), Home(uid="b-h143", grid="b", since=date(2026, 9, 20)),
           Home(uid="b-gone", grid="b", until=date(2026, 9, 10))),
    visits=(*each_day("a", A_DAYS, (8, 8, 7, 9), "李四"), *each_day("b", B_DAYS, (*(8,) * 17, 7), "王五")),
    # Grid a: 9:00–11:00, on the 10th a minute less; a second round on the 7th and 8th. Grid b: 8:30–10:30 and a second round,
    # but for the make-up Sunday.
    patrols=(*daily(A_DAYS[:3], (9, 11), grid="a", worker="李四"),
             patrol(date(2026, 9, 10), 9, 10 + 59 / 60, grid="a", worker="李四"),
             *daily(A_DAYS[:2], (15, 15.5), grid="a", worker="李四", kind="治安巡逻"),
             *daily(B_DAYS, (8.5, 10.5), grid="b", worker="王五"),
             *daily([day for day in B_DAYS if day.day != 20], (15, 15.5), grid="b", worker="王五")),
)  # fmt: skip

SEPTEMBER = [
    # Twice: a on 2 of 4 days, b on 17 of 18, together 19 of 22.
    ("patrols_per_day", {"": "86.4%（19／22天）", "a": "50%（2／4天）", "b": "94.4%（17／18天）", "李四": "50%（2／4天）",
                         "王五": "94.4%（17／18天）"}, 100 * 19 / 22),
    # Two hours: a on three of four days, b on all: 21 of 22.
    ("patrol_hours_per_day", {"": "95.5%（21／22天）", "a": "75%（3／4天）", "b": "100%（18／18天）", "李四": "75%（3／4天）",
                              "王五": "100%（18／18天）"}, 100 * 21 / 22),
    # a: 32 ÷ 4 = 8, just enough. b: 17 × 8 + 7 = 143 ÷ 18 = 7.944. Together 175 ÷ 22 = 7.9545: 7.9, never 8.
    ("visits_per_day", {"": "7.9 户", "a": "8 户", "b": "7.9 户", "李四": "8 户", "王五": "7.9 户"}, 175 / 22),
    # The third quarter: a 32 of 40, b 143 of 143, together 175 of 183: 95.628 %.
    ("visit_coverage", {"": "95.6%（175／183户）", "a": "80%（32／40户）", "b": "100%（143／143户）"}, 100 * 175 / 183),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "figures", "value"), SEPTEMBER, ids=[one[0] for one in SEPTEMBER])
def test_ql_a_month_of_a_community(rule, figures, value):
    found = standing("QL", rule, COMMUNITY, date(2026, 9, 1))
    assert {scope: one.last.figure for scope, one in found.items()} == figures
    assert found[""].last.value == pytest.approx(value, abs=1e-12)


def test_ql_the_days_of_several_grids_are_said_to_be_added_up():
    found = standing("QL", "visits_per_day", COMMUNITY, date(2026, 9, 1))
    assert found[""].last.message == "淄水社区2026年9月各网格共应走访 22 天，有效走访住户 175 户次，平均每天 7.9 户。"
    assert found["b"].last.message == "b网格2026年9月应走访 18 天，有效走访住户 143 户次，平均每天 7.9 户。"
    rounds = standing("QL", "patrols_per_day", COMMUNITY, date(2026, 9, 1))[""].last.message
    assert rounds == "淄水社区2026年9月各网格共应巡查 22 天，巡查满 2 次的 19 天。"


def test_ql_11_1_in_a_community_is_judged_by_the_day_in_a_village_by_the_week():
    def rules(facts, first):
        return {
            one.clause.rule
            for one in judge_work(PROFILES["QL"], facts, containing("month", first))
            if one.clause.id == "QL-11.1"
        }

    both = {"patrols_per_day", "visits_per_day", "visit_coverage"}
    assert rules(COMMUNITY, date(2026, 9, 1)) == {*both, "patrol_hours_per_day"}
    assert rules(VILLAGE, date(2026, 2, 1)) == {*both, "patrol_hours_per_week"}


def test_ql_11_1_the_quarter_turns_on_the_first_of_october():
    """On 1 October everybody is due anew: the same 183 homes, none of them seen, and there is time."""
    one = standing("QL", "visit_coverage", COMMUNITY, date(2026, 10, 1))[""].last
    assert (one.figure, one.level, one.period.label) == ("0%（0／183户）", "note", "2026年第4季度")
