"""Rules on the team, clause by clause: ages and schooling, who may be hired, what must be decided and agreed to."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy.team_facts import Member
from tests.policy.work_samples import figures, judge, village

MARCH = date(2026, 3, 1)


def member(name, born=None, schooling="", **known):
    return Member(uid=name, name=name, born=born, schooling=schooling, **known)


def test_qd_b4_the_mean_age_and_the_share_with_a_school_leaving():
    """On 31 March 2026: 45 (born on that day of 1981), 44 (a day later), 46: 135 ÷ 3 = 45, just within. Nine of ten have
    高中 or more, of whom 中专 is one; who left on the 10th counts nowhere. One without a birth counts for the schooling alone.
    """
    team = [
        member("甲", date(1981, 3, 31), "高中"), member("乙", date(1981, 4, 1), "大专"), member("丙", date(1979, 6, 1), "初中"),
        member("丁", None, "本科"), member("走", date(1950, 1, 1), "小学", until=date(2026, 3, 10)),
        *(member(f"年{n}", None, "高中") for n in range(6)),
    ]  # fmt: skip
    asked = {"age": 45, "share": 90, "schooling": "高中"}
    found = judge("team_structure", village(members=tuple(team)), MARCH, "month", "QD-B4", asked)[""]
    assert (found.figure, found.level) == ("平均 45 岁、高中以上 90%", "ok")
    assert found.message == "清水村2026年3月在岗 10 人，平均年龄 45 岁，高中以上文化程度 9 人。有 7 人没有出生日期。"
    assert found.lacking == (("worker", "丙"),)
    older = (*team, member("戊", date(1980, 3, 31), "研究生"))
    assert judge("team_structure", village(members=older), MARCH, "month", "QD-B4", asked)[""].level == "warn"


def test_ql_07_neither_secretary_nor_head_of_the_committee():
    team = (member("甲"), member("乙", in_charge=True), member("丙", in_charge=True, until=date(2026, 3, 1)))
    assert figures(judge("nobody_in_charge", village(members=team), MARCH, identity="QL-07")) == {
        "": ("50%（1／2人）", "warn")
    }


@pytest.mark.parametrize(
    ("level", "schooling", "born", "figure"),
    [
        ("community", "大专", date(1970, 3, 3), "100%（1／1人）"), ("community", "高中", date(1970, 3, 3), "0%（0／1人）"),
        ("village", "高中", date(1970, 3, 3), "100%（1／1人）"), ("village", "高中", date(1970, 3, 2), "0%（0／1人）"),
        ("village", "高中", None, "0%（0／1人）"),
    ],
)  # fmt: skip
def test_ql_08_fifty_five_at_most_and_a_full_time_schooling_on_the_day_of_beginning(level, schooling, born, figure):
    """Begun on 2 March 2026: born on 3 March 1970 she is 55 the day before 56; born on the 2nd she is 56."""
    new = member("甲", born, full_time_schooling=schooling, since=date(2026, 3, 2))
    old = member("乙", date(1950, 1, 1), since=date(2019, 1, 1))
    asked = {"age": 55, "schooling": {"community": "大专", "village": "高中"}}
    facts = village(level=level, members=(new, old))
    assert judge("hired_fit", facts, MARCH, "year", "QL-08", asked)[""].figure == figure


def test_ql_09_a_probation_that_ended_in_the_quarter_has_its_result():
    """One ended on 31 March without a result; one on 1 April is the next quarter's; one left before hers was over."""
    team = (
        member("甲", probation_until=date(2026, 3, 31)), member("乙", probation_until=date(2026, 1, 1), probation_result="合格"),
        member("丙", probation_until=date(2026, 4, 1)), member("丁", probation_until=date(2026, 3, 5), until=date(2026, 3, 4)),
    )  # fmt: skip
    found = judge("probation_judged", village(members=team), MARCH, "quarter", "QL-09")
    assert figures(found) == {"": ("50%（1／2人）", "warn")}


def test_ql_28_and_jj_40_who_resigns_asks_thirty_days_before_and_hands_over():
    """Left on 31 March: asked on 1 March (30 days), on the 2nd (29); the third asked in time and handed nothing over; the
    fourth was dismissed.
    """

    def left(name, asked, **known):
        known = {"handed_over": date(2026, 3, 31)} | known
        return member(name, until=date(2026, 3, 31), resigned=True, asked=asked, **known)

    team = (
        left("甲", date(2026, 3, 1)), left("乙", date(2026, 3, 2)), left("丙", date(2026, 2, 1), handed_over=None),
        member("丁", until=date(2026, 3, 31)),
    )  # fmt: skip
    facts = village(members=team)
    town = judge("left_in_order", facts, MARCH, "quarter", "JJ-40", days=30)
    street = judge("left_in_order", facts, MARCH, "quarter", "QL-28", days=30, handover=True)
    assert figures(town) == {"": ("66.7%（2／3人）", "warn")}
    assert figures(street) == {"": ("33.3%（1／3人）", "warn")}
    assert street[""].proof == (("worker", "甲"),)


def test_jj_18_nobody_is_lent_without_leave():
    team = (member("甲", lent="街道办"), member("乙", lent="街道办", leave_of="市网格办"), member("丙"))
    assert figures(judge("lent_with_leave", village(members=team), MARCH, identity="JJ-18")) == {
        "": ("50%（1／2人）", "warn")
    }
