"""June 2026 under 晋江市's regulation, worked out by hand: a village with a first-level grid and two of the second level.

Workdays: 1–5, 8–12, 15–18 (the 19th is the Dragon Boat Festival), 22–26, 29 and 30: 21. Today is 1 July.
"""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk.policy.work import Board, Gathering, Home, Watch
from tests.policy.work_samples import daily, days, grid, homes, standing, stretch, village, visit, worker

JUNE = date(2026, 6, 1)
# 二级网格 2a: 陈一 on leave on the 2nd and 3rd, 19 days owed. 2b: nobody before 陈二 came on the 15th: 15–18, 22–26, 29, 30,
# 11 days. The first-level grid is walked in its parts.
A_DAYS = days(2026, 6, 1, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17, 18, 22, 23, 24, 25, 26, 29, 30)
B_DAYS = days(2026, 6, 15, 16, 17, 18, 22, 23, 24, 25, 26, 29, 30)


def met(day, where, kind="周例会"):
    return Gathering(
        uid=f"m-{where}-{day}", ledger="meeting", day=date(2026, 6, day), kinds=frozenset({kind}), grid=where
    )


# Monday weeks of June: 1, 8, 15, 22, 29. The first-level grid meets each Monday, 2a each week but that of the 22nd, 2b only in
# those of the 1st and the 8th (on the 20th it was a party meeting).
MEETINGS = (
    *(met(day, "1") for day in (1, 8, 15, 22, 29)), *(met(day, "2a", "网格工作会议") for day in (2, 9, 16, 30)),
    met(7, "2b"), met(8, "2b"), met(20, "2b", "党组织会议"), met(1, "3"),
)  # fmt: skip
# On duty from 8 to 20 and from 20 to 8; missing the night of the holiday, the 19th; on the 10th the day begins at 8:30.
TURNS = [(day, start) for day in stretch(date(2026, 5, 31), date(2026, 6, 30)) for start in (8, 20)]
DUTY = tuple(
    Watch(
        uid=f"{day}-{start}",
        day=day,
        grid="1",
        start=start * 60 + (30 if late else 0),
        minutes=720 - (30 if late else 0),
    )
    for day, start in TURNS
    if (day, start) != (date(2026, 6, 19), 20)
    for late in [(day, start) == (date(2026, 6, 10), 8)]
)
VILLAGE = village(
    name="金井村", today=date(2026, 7, 1), grids=(grid("1", "1"), grid("2a", "2"), grid("2b", "2")),
    workers=(worker("陈一", "2a", away=frozenset(days(2026, 6, 2, 3))), worker("陈二", "2b", since=date(2026, 6, 15)),
             worker("陈三", "1", role="第一网格长")),
    # In the group: of 2a ten households, a shop and a firm all but one household; of 2b all eight.
    homes=(*homes(9, "2a", in_group=True), Home(uid="out", grid="2a"), Home(uid="s", ledger="shop", grid="2a", in_group=True),
           Home(uid="f", ledger="unit", grid="2a", in_group=True), *homes(8, "2b", in_group=True),
           Home(uid="left", grid="2b", until=date(2026, 6, 10))),
    # 2a: a patrol on every day owed but the 12th, when homes were visited. 2b: on every day but the 30th.
    patrols=(*daily([day for day in A_DAYS if day.day != 12], (9, 10), grid="2a", worker="陈一"),
             *daily(B_DAYS[:-1], (9, 10), grid="2b", worker="陈二")),
    visits=(visit(date(2026, 6, 12), "2a-h1", worker="陈一"),),
    gatherings=(*MEETINGS, Gathering(uid="drill", ledger="training", day=date(2026, 3, 12), kinds=frozenset({"应急演练"}),
                                     grid="2a")),
    watches=DUTY, boards=(Board(uid="b", grid="2a", kind="网格公示牌", since=date(2026, 6, 30)),
                          Board(uid="c", grid="2b", kind="网格公示牌", until=date(2026, 6, 29))),
)  # fmt: skip

MONTH = [
    # 19 of 19, 10 of 11, together 29 of 30.
    ("JJ-19.2", "patrols_per_day", {"": "96.7%（29／30天）", "2a": "100%（19／19天）", "2b": "90.9%（10／11天）",
                                    "陈一": "100%（19／19天）", "陈二": "90.9%（10／11天）"}, 100 * 29 / 30),
    # 11 of 12, 8 of 8, together 19 of 20.
    ("JJ-19.5", "group_members", {"": "95%（19／20户）", "2a": "91.7%（11／12户）", "2b": "100%（8／8户）"}, 95),
    # 720 hours, 12 and a half of them uncovered: 707.5 ÷ 720 = 98.264 %.
    ("JJ-19.6", "duty_hours", {"1": "98.3%（缺 12小时30分）"}, None),
    # The board of 2b was taken down on the 29th.
    ("JJ-19.1", "boards", {"": "50%（1／2个网格）", "2a": "100%（1／1种）", "2b": "0%（0／1种）"}, 50),
    # One drill in two second-level grids; the year still runs.
    ("JJ-33", "drills", {"": "50%（1／2个网格）", "2a": "1 次", "2b": "0 次"}, 50),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "rule", "figures", "value"), MONTH, ids=[one[0] for one in MONTH])
def test_jj_a_month_of_a_village(clause, rule, figures, value):
    found = standing("JJ", rule, VILLAGE, JUNE, clause)
    assert {scope: one.last.figure for scope, one in found.items()} == figures
    if value is not None:
        assert found[""].last.value == pytest.approx(value, abs=1e-12)


def test_jj_19_6_says_when_nobody_was_there():
    one = standing("JJ", "duty_hours", VILLAGE, JUNE)["1"].last
    assert one.message == (
        "1网格2026年6月应值班 720小时，缺 12小时30分：6月10日8:00至6月10日8:30、6月19日20:00至6月20日8:00。"
    )
    assert one.value == pytest.approx(100 * 707.5 / 720, abs=1e-12)


def test_jj_19_4_week_by_week():
    """The first-level grid met in all five weeks, 2a in four, 2b in the first (on Sunday the 7th) and the second."""
    found = standing("JJ", "meetings", VILLAGE, JUNE)
    assert {scope: (one.met, len(one.findings)) for scope, one in found.items()} == {
        "": (2, 5), "1": (5, 5), "2a": (4, 5), "2b": (2, 5),
    }  # fmt: skip
    assert [one.figure for one in found[""].findings] == [
        "100%（3／3个网格）", "100%（3／3个网格）", "66.7%（2／3个网格）", "33.3%（1／3个网格）", "66.7%（2／3个网格）",
    ]  # fmt: skip
    assert [one.level for one in found["2b"].findings] == ["ok", "ok", "warn", "warn", "note"]


def test_jj_33_the_year_has_not_run_out():
    assert standing("JJ", "drills", VILLAGE, JUNE)["2b"].last.level == "note"
