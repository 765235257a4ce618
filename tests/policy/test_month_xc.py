"""February 2028 under 新城街道's regulation, worked out by hand: a leap month in a community of one grid.

No holidays of 2028 are announced, so the workdays are Monday to Friday: 1–4, 7–11, 14–18, 21–25, 28 and 29: 21. Today is
Wednesday 1 March: the month is over, the week of 28 February and the quarter are not.
"""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy import containing, judge_work
from gridDesk.policy.work import Board, Gathering
from tests.policy.work_samples import PROFILES, daily, days, patrol, standing, village, worker

FEBRUARY = date(2028, 2, 29)
WORKDAYS = days(2028, 2, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 28, 29)
FIVE = frozenset({"环境卫生", "基础设施", "安全隐患", "公共区域", "可疑人员"})
ORDINARY = [day for day in WORKDAYS if day.day not in (8, 15, 22, 29)]

# Two hours with all five checks on 17 ordinary days. On the 8th two patrols of an hour, with two and three of the checks. On the
# 15th ten minutes short. On the 22nd nothing. On the 29th from 22:30 to 0:30.
ROUNDS = (
    *daily(ORDINARY, (9, 11), checks=FIVE), patrol(date(2028, 2, 8), 9, 10, checks=frozenset({"环境卫生", "基础设施"})),
    patrol(date(2028, 2, 8), 15, 16, checks=frozenset({"安全隐患", "公共区域", "可疑人员"})),
    patrol(date(2028, 2, 15), 9, 10 + 50 / 60, checks=FIVE), patrol(date(2028, 2, 29), 22.5, 24.5, checks=FIVE, kind="治安巡逻"),
    *daily(days(2028, 2, 11, 19, 25), (20, 20.5), kind="治安巡逻"),
)  # fmt: skip


def met(kind, *numbers):
    return [
        Gathering(uid=f"{kind}-{day}", ledger="meeting", day=day, kinds=frozenset({kind}))
        for day in days(2028, 2, *numbers)
    ]


COMMUNITY = village(
    2028, level="community", name="新城社区", today=date(2028, 3, 1), workers=(worker(),), patrols=ROUNDS,
    # A morning meeting on every workday but the leap day; weekly ones on Mondays, but in the third week on Tuesday the 22nd.
    gatherings=(*met("晨会", *(day.day for day in WORKDAYS[:-1])), *met("周例会", 7, 14, 22, 28), *met("月度调度会", 29)),
    boards=(Board(uid="b", grid="g", kind="网格公示牌", contents=frozenset({"示意图", "照片", "姓名", "电话", "服务内容"})),),
)  # fmt: skip

MONTH = [
    # All but the 15th and the 22nd: 19 of 21.
    ("XC-2.2.2", "patrol_hours_per_day", "g", "90.5%（19／21天）", "warn", 100 * 19 / 21),
    ("XC-2.1a", "meetings", "", "1 次", "ok", 1),
    ("XC-2.2.4", "boards", "g", "0%（0／1种）", "warn", 0),
]  # fmt: skip


def test_xc_2_2_2_the_three_fives():
    """Every check was made on all days but the 22nd: 20 of 21. Of nobody seen, and of nothing done, is there a word."""
    found = judge_work(PROFILES["XC"], COMMUNITY, containing("month", FEBRUARY))
    fives = [one.last for one in found if one.clause.rule == "patrol_checks" and one.grid == "g"]
    assert [(one.figure, one.level) for one in fives] == [
        ("95.2%（20／21天）", "warn"), ("0%（0／5项）", "warn"), ("0%（0／5项）", "warn"),
    ]  # fmt: skip
    assert fives[2].message.startswith("甲网格2028年2月应做 5 项，做到的 0 项，一次也没有做的是摸底数、")


@pytest.mark.parametrize(
    ("clause", "rule", "scope", "figure", "level", "value"), MONTH, ids=[one[0] + one[1] for one in MONTH]
)
def test_xc_a_leap_month_of_a_community(clause, rule, scope, figure, level, value):
    one = standing("XC", rule, COMMUNITY, FEBRUARY, clause)[scope].last
    assert (one.figure, one.level) == (figure, level)
    assert one.value == pytest.approx(value, abs=1e-12)


def test_xc_2_1e_a_security_patrol_in_each_week():
    """Weeks of the 7th (on Friday the 11th), 14th (on Saturday the 19th), 21st (the 25th), 28th (on the leap day)."""
    weeks = standing("XC", "patrols_of_kind", COMMUNITY, FEBRUARY, "XC-2.1e")["g"].findings
    assert [(one.period.first.day, one.figure, one.level) for one in weeks] == [
        (7, "1 次", "ok"), (14, "1 次", "ok"), (21, "1 次", "ok"), (28, "1 次", "ok"),
    ]  # fmt: skip


def test_xc_2_2_3_morning_weekly_and_quarterly_meetings():
    """20 of 21 mornings; four weeks, in one of them not on Monday; in the quarter no joint meeting yet."""
    quarter, weekly, morning = meetings(COMMUNITY)
    assert (quarter[0].figure, quarter[0].level) == ("0 次", "note")
    assert [(one.figure, one.level) for one in weekly] == [("1 次", "ok")] * 4
    assert weekly[2].message == "新城社区2028年2月21日至2月27日召开周例会 1 次，其中 1 次不在周一。"
    assert (morning[0].figure, morning[0].level) == ("95.2%（20／21天）", "warn")
    assert morning[0].message == "新城社区2028年2月应召开晨会 21 次，没有召开的是2月29日。"


def meetings(facts):
    """Return the findings on the three kinds of meetings of the clause, quarterly, weekly and daily ones."""
    found = judge_clauses(facts)
    return [found[kind] for kind in ("季度联席会议", "周例会", "晨会")]


def judge_clauses(facts):
    judged = judge_work(PROFILES["XC"], facts, containing("month", FEBRUARY))
    return {one.clause.params["kinds"][0]: one.findings for one in judged if one.clause.id == "XC-2.2.3"}


def test_xc_2_2_4_what_the_board_lacks_is_named():
    assert standing("XC", "boards", COMMUNITY, FEBRUARY)["g"].last.message == "甲网格网格公示牌缺职责。"
