"""March 2026 under 青岛市's regulation, worked out by hand: a village of two grids. Workdays: 2–6, 9–13, 16–20, 23–27, 30, 31: 22."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy import containing, judge_work
from gridDesk.policy.work import Board, Focus, Gathering, Home
from tests.policy.work_samples import PROFILES, daily, days, grid, homes, patrol, standing, village, visit, worker

MARCH = date(2026, 3, 1)
WORKDAYS = days(2026, 3, *range(2, 7), *range(9, 14), *range(16, 21), *range(23, 28), 30, 31)

# Grid a: 赵一 looks after it alone and owes 22 days; patrols on all but the 13th, when one home was visited. Grid b: 钱二 left on
# the 10th, seven days (2–6, 9, 10), patrols on six; his visits on the 15th, a Sunday, change nothing.
ROUNDS = (
    *daily([day for day in WORKDAYS if day.day != 13], (9, 10), grid="a", worker="赵一"),
    *daily(days(2026, 3, 2, 3, 4, 5, 6, 9), (9, 10), grid="b", worker="钱二"),
    patrol(date(2026, 3, 31), 14, 17, grid="a", worker="赵一", kind="月度全面排查"),
)  # fmt: skip
# To be visited at home: in a the tenants t (seen), the poor p (seen), the released person's home r (only called); in b the disabled
# person's home d, which moved in on the 20th (seen on the 31st), not the tenants who left on the 10th.
HOMES = (
    Home(uid="t", grid="a", groups=frozenset({"流动人口", "出租房屋"})), Home(uid="p", grid="a", groups=frozenset({"低保特困"})),
    Home(uid="r", grid="a"), *homes(5, "a"), Home(uid="d", grid="b", groups=frozenset({"残疾人"}), since=date(2026, 3, 20)),
    Home(uid="left", grid="b", groups=frozenset({"流动人口"}), until=date(2026, 3, 10)), *homes(2, "b"),
)  # fmt: skip
VISITS = (
    visit(date(2026, 3, 13), "t", worker="赵一"), visit(date(2026, 3, 31), "p", worker="赵一"),
    visit(date(2026, 3, 16), "r", kind="电话联系", worker="赵一"), visit(date(2026, 3, 31), "d"),
    visit(date(2026, 3, 15), "b-h1", worker="钱二"),
)  # fmt: skip
VILLAGE = village(
    name="石老村", today=date(2026, 4, 1), grids=(grid("a"), grid("b")), homes=HOMES, visits=VISITS, patrols=ROUNDS,
    workers=(worker("赵一", "a"), worker("钱二", "b", until=date(2026, 3, 10))),
    focus=(Focus(uid="x", ledger="released", person="somebody", home="r", grid="a", group="刑满释放"),),
    boards=(Board(uid="b1", grid="a", kind="网格公示牌", contents=frozenset({"姓名", "照片", "电话", "职责", "监督电话"})),
            Board(uid="b2", grid="b", kind="网格公示牌", contents=frozenset({"姓名", "照片", "电话", "群二维码"})),
            Board(uid="c1", grid="a", kind="民情联系卡"), Board(uid="c2", grid="b", kind="民情联系卡")),
    gatherings=(Gathering(uid="m", ledger="meeting", day=date(2026, 3, 3), kinds=frozenset({"月度调度会"})),),
)  # fmt: skip

MONTH = [
    # a 22 of 22, b 6 of 7, together 28 of 29.
    ("patrols_per_day", {"": "96.6%（28／29天）", "a": "100%（22／22天）", "b": "85.7%（6／7天）", "赵一": "100%（22／22天）",
                         "钱二": "85.7%（6／7天）"}, 100 * 28 / 29),
    # The monthly search of everything was made in a only.
    ("patrols_of_kind", {"": "50%（1／2个网格）", "a": "1 次", "b": "0 次"}, 50),
    # a two of three, b one of one: three of four.
    ("home_visits", {"": "75%（3／4户）", "a": "66.7%（2／3户）", "b": "100%（1／1户）"}, 75),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "figures", "value"), MONTH, ids=[one[0] for one in MONTH])
def test_qd_a5_1_a_month_of_a_village(rule, figures, value):
    found = standing("QD", rule, VILLAGE, MARCH, "QD-A5.1")
    assert {scope: one.last.figure for scope, one in found.items()} == figures
    assert found[""].last.value == pytest.approx(value, abs=1e-12)


def test_qd_a3_2_and_a6_4_boards_and_cards_of_the_month():
    """a has its board, b's lacks 职责 and 监督电话; both have cards; only b's board shows the code of the group."""
    judged = judge_work(PROFILES["QD"], VILLAGE, containing("month", MARCH))
    found = [(one.clause.id, one.grid, one.last.level) for one in judged if one.clause.rule == "boards"]
    assert found == [
        ("QD-A3.2", "", "warn"), ("QD-A3.2", "a", "ok"), ("QD-A3.2", "b", "warn"),
        ("QD-A3.2", "", "ok"), ("QD-A3.2", "a", "ok"), ("QD-A3.2", "b", "ok"),
        ("QD-A6.4", "", "warn"), ("QD-A6.4", "a", "warn"), ("QD-A6.4", "b", "ok"),
    ]  # fmt: skip


def test_qd_a5_5_the_monthly_meeting_binds_the_street_not_the_village():
    street = village(name="石老街道", level="street", grids=(), gatherings=VILLAGE.gatherings, today=date(2026, 4, 1))
    assert standing("QD", "meetings", street, MARCH)[""].last.figure == "1 次"
    judged = judge_work(PROFILES["QD"], VILLAGE, containing("month", MARCH))
    assert not [one for one in judged if one.clause.rule == "meetings"]
