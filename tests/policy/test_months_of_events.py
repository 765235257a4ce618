"""Events and pages of February 2026 under 齐陵, 青岛, 晋江 and 新城, reckoned by hand clause by clause."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk import paths
from gridDesk.policy import judge_work, load_profiles
from gridDesk.policy.work import Task
from tests.policy.made_work import FEBRUARY, ev, made, pages, report, step, worker

PROFILES = load_profiles(paths.resources() / "policies")
TODAY = date(2026, 3, 10)
EVERY = frozenset({"时间", "地点", "人物", "情况"})


def on(month, day):
    return date(2026, month, day)


EVENTS = (
    # Nine disputes of 一网格, found by visits on 2–6 and 9–12 February, entered the same day, settled, checked, answered.
    *(
        ev(
            f"d{day}", 2, day, kind="矛盾纠纷", source="入户走访", entered=on(2, day), owner="王建国", handling="当场解决",
            checked=on(2, day), closed=on(2, day), feedback=on(2, day),
        )
        for day in (2, 3, 4, 5, 6, 9, 10, 11, 12)
    ),
    # One of 二网格, told by a resident on Fri 13, entered on Tue 24 (due by Sat 14), moved up, escalated, open.
    ev(
        "told", 2, 13, "g2", kind="矛盾纠纷", source="群众反映", entered=on(2, 24), owner="李秀兰", handling="上报", escalated=True,
        said=EVERY - {"人物"},
    ),
    # A grave fire hazard found on patrol on Sat 28, reported, open; one told by the group, not reported, closed unchecked.
    ev(
        "fire", 2, 28, kind="消防隐患", severity="重大", source="网格巡查", entered=on(2, 28), urgent=True, times=(480, 490, 485),
        steps=(step("上报", 2, 28),), said=EVERY,
    ),
    ev("gas", 2, 24, "g2", kind="安全生产隐患", severity="重大", source="微信群", entered=on(2, 24), closed=on(2, 26)),
    # Of January, closed on 2 February, checked the day after; found on patrol, not answered.
    ev("old", 1, 30, kind="市政设施", source="网格巡查", entered=on(1, 30), checked=on(2, 3), closed=on(2, 2), due=on(2, 5)),
    # Services: one done in March, one still open.
    ev("a1", 2, 25, agency="低保申请", entered=on(2, 25), handling="转办", closed=on(3, 3), source="群众反映"),
    ev("a2", 2, 26, kind="民生服务代办", entered=on(2, 26), source="群众反映"),
)  # fmt: skip
FACTS = made(
    *EVENTS, today=TODAY, workers=(worker("王建国", "g1"), worker("李秀兰", "g2", until=on(2, 10))),
    pages=(
        *pages("g1", *(on(2, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 24, 25, 26, 27, 28))),
        *pages("g2", *(on(2, day) for day in (2, 3, 4, 5))),
    ),
    tasks=(
        Task(uid="t1", given=on(1, 20), due=on(2, 3), answered=on(2, 3)), Task(uid="t2", given=on(2, 1), due=on(2, 28)),
    ),
    reports=(report("出勤月报", 3, 2, due=(2, 28)),),
)  # fmt: skip


@pytest.fixture(scope="module")
def figures():
    """Return of each profile the figures of February by clause, rule and grid; a clause's later entry is told apart by #."""
    found = {}
    for name in ("QL", "QD", "JJ", "XC"):
        for one in judge_work(PROFILES[name], FACTS, FEBRUARY):
            if not one.worker:
                found[one.clause.id, one.clause.rule, one.grid] = one.findings[-1].figure
    return found


def test_ql_10_6_the_log_of_every_workday(figures):
    """Of 16 workdays 一网格 lacks Sat 14; 二网格 owes 7 and has 4; 15 + 4 of 23 = 82.608… %."""
    assert figures["QL-10.6", "logs_written", ""] == "82.6%（19／23天）"
    assert figures["QL-10.6", "logs_written", "g1"] == "93.8%（15／16天）"
    assert figures["QL-10.6", "logs_written", "g2"] == "57.1%（4／7天）"


def test_ql_10_7_closed_after_a_check(figures):
    """Closed in February: nine disputes, checked; gas, never; old, checked a day late: 9 of 11 = 81.818… %."""
    assert figures["QL-10.7", "closed_after_check", ""] == "81.8%（9／11件）"
    assert figures["QL-10.7", "closed_after_check", "g2"] == "0%（0／1件）"


def test_ql_10_8_tasks_answered(figures):
    """t1 in time, t2 was due on the 28th and is open."""
    assert figures["QL-10.8", "tasks_answered", ""] == "50%（1／2件）"


def test_ql_11_3_disputes(figures):
    """Ten disputes: nine found by ourselves = 90 %, nine entered in time = 90 %, one escalated."""
    assert figures["QL-11.3", "found_ourselves", ""] == "90%（9／10件）"
    assert figures["QL-11.3", "events_entered", ""] == "90%（9／10件）"
    assert figures["QL-11.3", "events_entered", "g1"] == "100%（9／9件）"
    assert figures["QL-11.3", "none_escalated", ""] == "1 件"
    assert figures["QL-11.3", "none_escalated", "g1"] == "0 件"


def test_ql_11_4_hazards_and_disputes(figures):
    """Twelve: nine disputes and the fire by ourselves = 10 of 12 = 83.333… %. Of two grave ones one found and reported."""
    assert figures["QL-11.4", "found_ourselves", ""] == "83.3%（10／12件）"
    assert figures["QL-11.4", "major_reported", ""] == "50%（1／2件）"
    assert figures["QL-11.4", "major_reported", "g2"] == "0%（0／1件）"


def test_qd_a5_2_first_owner(figures):
    """Found in February: 14, of which the ten disputes have an owner: 71.428… %."""
    assert figures["QD-A5.2", "first_owner", ""] == "71.4%（10／14件）"


def test_qd_a5_3_every_event_has_its_way(figures):
    """Of 14 only a2 has none: gas was closed, the fire reported: 13 of 14 = 92.857… %."""
    assert figures["QD-A5.3", "routed", ""] == "92.9%（13／14件）"


def test_qd_a5_4_what_workers_found_is_answered(figures):
    """Closed in February and found by workers: nine disputes answered, old not: 9 of 10."""
    assert figures["QD-A5.4", "feedback_rate", ""] == "90%（9／10件）"


def test_jj_07_11_and_19_3_urgent_and_reported(figures):
    """The fire has its three times. Reported: told (no people said) and the fire: 1 of 2."""
    assert figures["JJ-07.11", "urgent_times", ""] == "100%（1／1件）"
    assert figures["JJ-19.3", "report_complete", ""] == "50%（1／2件）"


def test_xc_2_1g_2_2_6_and_3_3(figures):
    """Two services, one done; the record of every workday as in QL; attendance of February was sent on 2 March: late."""
    assert figures["XC-2.1g", "agency_done", ""] == "50%（1／2件）"
    assert figures["XC-2.2.6", "logs_written", ""] == "82.6%（19／23天）"
    assert figures["XC-3.3", "reports_sent", ""] == "0%（0／1次）"
