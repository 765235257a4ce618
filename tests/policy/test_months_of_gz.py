"""February 2026 under each regulation of the collection (网格员管理制度办法集合), reckoned by hand clause by clause.

Workdays of the month: 2–6, 9–13, Sat 14, 24–27, Sat 28 = 16; the 15th to the 23rd are off. 王建国 of 一网格 is on leave on the
26th and 27th, 李秀兰 of 二网格 left on the 10th; so 一网格 owes 14 days, 二网格 7 (2–6, 9, 10), together 21.
"""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk import paths
from gridDesk.policy import containing, judge_work, load_profiles
from gridDesk.policy.logs import ANALYSIS, COMPLAINTS, WEEK_CHECK
from gridDesk.policy.work import Focus, Gathering, Home, Patrol, Visit
from tests.policy.made_work import FEBRUARY, ev, made, pages, report, step, worker

PROFILES = load_profiles(paths.resources() / "policies")
TEAM = (
    worker("王建国", "g1", away=frozenset({date(2026, 2, 26), date(2026, 2, 27)})),
    worker("李秀兰", "g2", until=date(2026, 2, 10)),
)
PAGES = (
    *pages("g1", *(date(2026, 2, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 22, 24, 25, 28))),
    *pages("g2", *(date(2026, 2, day) for day in (2, 3, 4, 5, 11))),
)
TODAY = date(2026, 3, 10)
STREET, ALL = "街道（镇）级", ""


def on(month, day):
    return date(2026, month, day)


def home(uid, grid, **known):
    return Home(uid=uid, grid=grid, **known)


def visit(day, home_, grid, **known):
    return Visit(uid=f"v{day}{home_}", day=on(2, day), home=home_, grid=grid, **known)


def patrol(day, grid, start, minutes, **known):
    begin = start * 60
    return Patrol(uid=f"p{day}{grid}", day=on(2, day), grid=grid, start=begin, end=(begin + minutes) % 1440, **known)


def meeting(kind, day):
    return Gathering(uid=f"m{day}", ledger="meeting", day=on(2, day), kinds=frozenset({kind}))


def stood(profile, facts):
    """Return the figures by (clause, rule, kind of report or first check) and grid or worker, of its periods in order."""
    found = {}
    for one in judge_work(PROFILES[profile], facts, FEBRUARY):
        params = one.clause.params
        often = "每月" if one.clause.rule == "supervisor_patrols" and one.clause.period == "month" else ""
        key = (one.clause.id, one.clause.rule, often or str(params.get("kind", "") or params.get("checks", [""])[0]))
        found[(*key, one.grid or one.worker)] = [(finding.figure, finding.level) for finding in one.findings]
    return found


def of(found, clause, rule, kind=""):
    """Return a clause's figures by grid ("" for the office), each with its levels dropped, of one period only."""
    return {
        key[3]: figures[0][0] for key, figures in found.items() if key[:3] == (clause, rule, kind) and len(figures) == 1
    }


# ---- GZ3 ----


@pytest.fixture(scope="module")
def justice():
    homes = (
        home("h1", "g1"), home("h2", "g1"), home("h3", "g1", until=on(2, 10)), home("h4", "g1", since=on(2, 20)),
        home("h5", "g1", since=on(2, 10)), home("k1", "g2"), home("k2", "g2"), home("k3", "g2"),
    )  # fmt: skip
    visits = (
        visit(2, "h1", "g1"), visit(3, "h3", "g1", start=620, minutes=20), visit(16, "h2", "g1"), visit(12, "h5", "g1"),
        visit(15, "k1", "g2"), visit(13, "k2", "g2", effective=False),
    )  # fmt: skip
    patrols = (
        patrol(2, "g1", 8, 120), patrol(3, "g1", 8, 100), patrol(4, "g1", 8, 119), patrol(9, "g2", 23, 120),
        patrol(24, "g1", 8, 240),
    )  # fmt: skip
    events = (
        ev("1", 1, 28, closed=on(2, 4)), ev("2", 1, 28, closed=on(2, 5)), ev("3", 2, 13, closed=on(2, 24)),
        ev("9", 2, 21, closed=on(2, 28)),
        ev("10", 2, 2, closed=on(2, 10), steps=(step("销号", 2, 6), step("退回", 2, 7), step("销号", 2, 10))),
        ev("7", 2, 22), ev("8", 1, 24, closed=on(1, 25)),
        ev("4", 2, 13, "g2", severity="较大", feedback=on(2, 25), closed=on(3, 3)),
        ev("5", 1, 20, "g2", severity="重大", steps=(step("上报", 2, 10, tier=STREET),)),
        ev("6", 1, 20, "g2", severity="重大"),
    )  # fmt: skip
    reports = (
        report("居民走访情况", 2, 13), report("居民走访情况", 2, 24, due=(2, 20)), report("信息采集台帐报司法所", 2, 28),
    )  # fmt: skip
    return stood("GZ3", made(
        *events, today=TODAY, workers=TEAM, homes=homes, visits=visits, patrols=patrols, reports=reports, pages=PAGES,
        gatherings=(meeting("网格工作会议", 2),),
    ))  # fmt: skip


def test_gz3_2_all_homes_are_visited_from_the_1st_to_the_15th(justice):
    """Due on the 15th: h1, h2, h5 (moved in on the 10th) and k1–k3; h3 left on the 10th, h4 came on the 20th.

    Visited by then: h1, h5, k1 (on Sunday the 15th); h2 on the 16th is late, at k2 nobody was in. 2/3, 1/3, 3/6.
    """
    assert of(justice, "GZ3-2", "visit_coverage") == {
        ALL: "50%（3／6户）", "g1": "66.7%（2／3户）", "g2": "33.3%（1／3户）",
    }  # fmt: skip


def test_gz3_2_the_reports_and_the_meeting_of_the_3rd(justice):
    """Sent on the 13th for the 15th; on the 24th for the 20th: 1 of 2. The meeting of Tue 3 was held on Mon 2."""
    assert of(justice, "GZ3-2", "reports_sent", "居民走访情况") == {ALL: "50%（1／2次）"}
    assert justice["GZ3-2", "meetings", "", ALL] == [("1 次", "ok")]


def test_gz3_6_2_and_6_3_events_of_february(justice):
    """In time 2 of 5 and 2 of 3 (test_deadlines has them one by one): 4 of 8.

    Found in February are 3, 7, 9, 10 and 4; of 7 nobody wrote what becomes of it: 3 of 4, 1 of 1, 4 of 5.
    """
    assert of(justice, "GZ3-6.2", "events_in_time") == {
        ALL: "50%（4／8件）", "g1": "40%（2／5件）", "g2": "66.7%（2／3件）",
    }  # fmt: skip
    assert of(justice, "GZ3-6.3", "routed") == {ALL: "80%（4／5件）", "g1": "75%（3／4件）", "g2": "100%（1／1件）"}


def test_gz3_8_two_hours_a_day_up_to_the_15th(justice):
    """Owed from the 1st to the 15th: 2–6, 9–13, 14 = 11 days of 一网格, 7 of 二网格 (its worker left on the 10th).

    一网格: the 2nd 120 minutes with a door; the 3rd 8:00–9:40 and a visit 10:20–10:40 = 120; the 4th 119; the 24th is no
    longer asked. 二网格: the 9th 23:00–1:00, but at no door. 2 of 11 = 18.1818… %, none of 7, 2 of 18 = 11.111… %.
    """
    found = of(justice, "GZ3-8", "patrol_hours_per_day")
    assert (found[ALL], found["g1"], found["g2"]) == ("11.1%（2／18天）", "18.2%（2／11天）", "0%（0／7天）")


def test_gz7_8_the_ledger_was_sent_on_the_last_day(justice):
    assert of(justice, "GZ7-8", "reports_sent", "信息采集台帐报司法所") == {ALL: "100%（1／1次）"}


# ---- GZ4 ----


@pytest.fixture(scope="module")
def street():
    village = "村（社区）级"
    events = (
        ev("1", 2, 13, tier=village, closed=on(2, 25)),
        ev("2", 2, 13, tier=STREET, closed=on(2, 28), steps=(step("延期", 2, 27),)), ev("3", 2, 26),
        ev("4", 1, 28, tier=village, closed=on(1, 30)), ev("5", 2, 10, tier="区（县）级"), ev("6", 2, 5, tier=STREET),
        ev("7", 2, 1, closed=on(2, 4)),
    )  # fmt: skip
    leaders = [report("网格长报告", 2, day, grid="g1") for day in (3, 6, 9, 12, 24, 27)]
    leaders += [report("网格长报告", 2, day, grid="g2") for day in (3, 6)]
    leaders.append(report("网格长报告", 2, 10, due=(2, 9), grid="g2"))
    weekly = [report("中网格周报", 2, day) for day in (6, 28)]
    return stood("GZ4", made(
        *events, today=TODAY, workers=TEAM, pages=PAGES, reports=(*leaders, *weekly), gatherings=(meeting("周例会", 27),)
    ))  # fmt: skip


def test_gz4_1_a_meeting_a_month(street):
    assert street["GZ4-1", "meetings", "", ALL] == [("1 次", "ok")]


def test_gz4_3_reports_over_spring_festival(street):
    """Every three days: 3, 6, 9, 12; 13–15 ends in the holidays: Tue 24; 25–27: the 27th; 28–30 is March's. Six each.

    一网格 6 of 6; 二网格 the 3rd and 6th, that of the 9th a day late: 2 of 6; together 8 of 12.
    Weekly: Fri 6, Sat 14, Sat 28 (the week of the 16th is off): sent 2 of 3.
    """
    assert of(street, "GZ4-3", "reports_sent", "网格长报告") == {
        ALL: "66.7%（8／12次）", "g1": "100%（6／6次）", "g2": "33.3%（2／6次）",
    }  # fmt: skip
    assert of(street, "GZ4-3", "reports_sent", "中网格周报") == {ALL: "66.7%（2／3次）"}


def test_gz4_5_the_diary_of_every_workday(street):
    """一网格 lacks Sat 14: 13 of 14; 二网格 has 2–5 of seven: 4 of 7; together 17 of 21 = 80.952… %."""
    assert of(street, "GZ4-5", "logs_written") == {
        ALL: "81%（17／21天）", "g1": "92.9%（13／14天）", "g2": "57.1%（4／7天）", "王建国": "92.9%（13／14天）",
        "李秀兰": "57.1%（4／7天）",
    }  # fmt: skip


def test_gz4_6_events_on_workdays(street):
    """3 of 5 in time (test_deadlines has them one by one). 2 and 6 outran their days; of 2 it was said why."""
    assert of(street, "GZ4-6", "events_in_time") == {ALL: "60%（3／5件）", "g1": "60%（3／5件）"}
    assert of(street, "GZ4-6", "staged_feedback") == {ALL: "50%（1／2件）", "g1": "50%（1／2件）"}


# ---- GZ5 ----


@pytest.fixture(scope="module")
def patrolled():
    every = frozenset({"矛盾纠纷", "基础设施", "环境卫生", "安全隐患"})
    homes = (
        home("h1", "g1", groups=frozenset({"残疾人"})), home("h2", "g1"), home("h3", "g1", until=on(2, 10)),
        home("h5", "g1", since=on(2, 20)), home("k1", "g2"),
    )  # fmt: skip
    focus = (Focus(uid="f", ledger="community_correction", person="p", home="k1", grid="g2", group="社区矫正"),)
    visits = (
        visit(3, "h3", "g1", start=620, minutes=20), visit(6, "h1", "g1", event="e1"), visit(25, "h5", "g1"),
        visit(9, "k1", "g2", next_on=on(2, 24)),
    )  # fmt: skip
    patrols = (
        patrol(2, "g1", 8, 120, checks=every), patrol(3, "g1", 8, 100, checks=every - {"矛盾纠纷"}), patrol(4, "g1", 8, 119),
        patrol(5, "g1", 8, 180, kind="视频巡查"), patrol(9, "g2", 23, 120, checks=every - {"矛盾纠纷"}),
        *(patrol(day, "", 9, 60, people=people, supervisor=True) for day, people in ((4, 2), (11, 1), (27, 2))),
    )  # fmt: skip
    events = (ev("e1", 2, 6, handling="上报", closed=on(2, 10), feedback=on(2, 11)), ev("e2", 2, 9, "g2"))
    return stood("GZ5", made(
        *events, today=TODAY, workers=TEAM, homes=homes, focus=focus, visits=visits, patrols=patrols, pages=PAGES
    ))  # fmt: skip


def test_gz5_2_once_a_day_for_two_hours(patrolled):
    """Out on foot or visiting: 一网格 on 2, 3, 4, 6, 25 (the 5th before a screen) = 5 of 14; 二网格 on the 9th: 1 of 7.

    Two hours at once (每次): 一网格 the 2nd (120), not the 3rd (100, and after forty minutes 20 more) nor the 4th (119): 1 of
    14; 二网格 the 9th: 1 of 7. Together 6 and 2 of 21.
    """
    found = of(patrolled, "GZ5-2", "patrols_per_day")
    assert (found[ALL], found["g1"], found["g2"]) == ("28.6%（6／21天）", "35.7%（5／14天）", "14.3%（1／7天）")
    found = of(patrolled, "GZ5-2", "patrol_hours_per_day")
    assert (found[ALL], found["g1"], found["g2"]) == ("9.5%（2／21天）", "7.1%（1／14天）", "14.3%（1／7天）")


def test_gz5_2_supervisors_go_each_week_by_twos(patrolled):
    """The weeks of 2, 9, 16 and 23 February: the 4th by two, the 11th by one, the 27th by two.

    That of the 16th is off from end to end (春节 from the 15th to the 23rd) and asks for none. In the month 2 of four.
    """
    weeks = patrolled["GZ5-2", "supervisor_patrols", "", ALL]
    assert weeks == [("1 次", "ok"), ("0 次", "warn"), ("1 次", "ok")]
    assert patrolled["GZ5-2", "supervisor_patrols", "每月", ALL] == [("2 次", "warn")]


def test_gz5_2_what_must_be_looked_at_and_gone_back_to(patrolled):
    """三必巡 on the 2nd and 3rd in 一网格 (2 of 14), on the 9th in 二网格 (1 of 7): 3 of 21.

    三必查: 矛盾纠纷 was looked into on the 2nd, in 一网格 alone; nobody floating or special was seen: 1 of 3, 0 of 3. Of the six
    of 三必访 and 三必看 no visit says that anybody of them was called on. h1's matter was settled and told on the 11th; k1
    awaited us on the 24th.
    """
    assert of(patrolled, "GZ5-2", "patrol_checks", "基础设施") == {
        ALL: "14.3%（3／21天）", "g1": "14.3%（2／14天）", "g2": "14.3%（1／7天）",
    }  # fmt: skip
    assert of(patrolled, "GZ5-2", "patrol_checks", "流动人口") == {
        ALL: "16.7%（1／6项）", "g1": "33.3%（1／3项）", "g2": "0%（0／3项）",
    }  # fmt: skip
    assert of(patrolled, "GZ5-2", "patrol_checks", "模范人物") == {
        ALL: "0%（0／12项）", "g1": "0%（0／6项）", "g2": "0%（0／6项）",
    }  # fmt: skip
    assert of(patrolled, "GZ5-2", "revisits") == {ALL: "50%（1／2处）", "g1": "100%（1／1处）", "g2": "0%（0／1处）"}


def test_gz5_4_groups_at_their_intervals(patrolled):
    """帮扶 h1 in the weeks of 2, 9, 16, 23: 4 due, seen on the 6th: 1. 关注 at k1 in both halves: 2 due, the 9th: 1.

    居民 h1, h2, h5 (moved in on the 20th), k1 once; h3 left on the 10th: 4 due, h2 not seen: 3. Together 5 of 10;
    一网格 1+2 of 4+3, 二网格 1+1 of 2+1.
    """
    assert of(patrolled, "GZ5-4", "visits_by_group") == {
        ALL: "50%（5／10次）", "g1": "42.9%（3／7次）", "g2": "66.7%（2／3次）",
    }  # fmt: skip


def test_gz5_4_4_and_4_5_three_steps_and_the_diary(patrolled):
    """Of two events one was reported up, closed and answered; of the other nothing was written."""
    assert of(patrolled, "GZ5-4.4", "routed") == {ALL: "50%（1／2件）", "g1": "100%（1／1件）", "g2": "0%（0／1件）"}
    assert of(patrolled, "GZ5-4.4", "feedback_rate") == {ALL: "100%（1／1件）", "g1": "100%（1／1件）"}
    assert of(patrolled, "GZ5-4.5", "logs_written")[ALL] == "81%（17／21天）"


# ---- GZ6 ----


@pytest.fixture(scope="module")
def mood():
    told = {"source": "群众反映"}
    events = (
        ev("1", 2, 13, closed=on(2, 14), owner="王建国", satisfied="不满意", **told), ev("2", 2, 13, closed=on(2, 16), owner="王建国"),
        ev("3", 2, 13, closed=on(2, 27), steps=(step("延期", 2, 14),)), ev("4", 2, 27, tier=STREET), ev("5", 2, 5, **told),
    )  # fmt: skip
    reports = (
        report(COMPLAINTS, 2, 6, grid="g1"), report(COMPLAINTS, 2, 14), report(WEEK_CHECK, 2, 6), report(WEEK_CHECK, 2, 28),
        report(ANALYSIS, 3, 3, due=(2, 28)),
    )  # fmt: skip
    homes = (home("h1", "g1", groups=frozenset({"残疾人"})), home("k1", "g2"), home("k2", "g2"))
    focus = (Focus(uid="f", ledger="community_correction", person="p", home="k1", grid="g2", group="社区矫正"),)
    return stood("GZ6", made(
        *events, today=TODAY, workers=TEAM, pages=PAGES, reports=reports, homes=homes, focus=focus,
        visits=(visit(6, "h1", "g1"),),
    ))  # fmt: skip


def test_gz6_1_the_mood_log(mood):
    assert of(mood, "GZ6-1", "logs_written")[ALL] == "81%（17／21天）"


def test_gz6_2_complaints_week_by_week(mood):
    """Weeks of 2, 9 and 23 February (that of the 16th is off). Complaints on the 5th and 13th in 一网格, pages written.

    The first was summed up by 一网格 only, the second for all, the third by nobody: 1, 0 and 2 lacking.
    """
    assert mood["GZ6-2", "complaints_summed", "", ALL] == [("缺 1 次", "warn"), ("已汇总", "ok"), ("缺 2 次", "warn")]
    assert mood["GZ6-2", "complaints_summed", "", "g1"] == [("已汇总", "ok"), ("已汇总", "ok"), ("缺 1 次", "warn")]


def test_gz6_3_one_two_three_days_and_five_workdays(mood):
    """1 on Sat 14 in time; 2 on the 16th late; 3 said on the 14th that it takes longer: 14, 24, 25, 26, 27, in time.

    4 of the street is due on 1 March; 5 was due on the 6th and is open, five workdays ended on the 12th, nobody was told.
    """
    assert of(mood, "GZ6-3", "events_in_time") == {ALL: "50%（2／4件）", "g1": "50%（2／4件）"}
    assert of(mood, "GZ6-3", "staged_feedback") == {ALL: "0%（0／1件）", "g1": "0%（0／1件）"}


def test_gz6_4_who_took_it_on_and_who_was_dissatisfied(mood):
    """Five were found, 1 and 2 have an owner. Closed in 2026: 1, 2, 3; dissatisfied 1, three are still fine."""
    assert of(mood, "GZ6-4", "first_owner")[ALL] == "40%（2／5件）"
    assert mood["GZ6-4", "dissatisfied", "", ALL] == [("1 件", "ok")]
    assert mood["GZ6-4", "dissatisfied", "", "王建国"] == [("1 件", "ok")]


def test_gz6_4_4_checks_and_the_analysis(mood):
    """Checked in the weeks of the 2nd and the 23rd. 一网格 lacks only Sat 14; 二网格 the 6th, then the 9th and 10th."""
    assert mood["GZ6-4.4", "logs_checked", "", ALL] == [("已检查", "ok"), ("未检查", "warn"), ("已检查", "ok")]
    assert mood["GZ6-4.4", "logs_checked", "", "g1"] == [("0 天", "ok"), ("1 天", "warn"), ("0 天", "ok")]
    assert mood["GZ6-4.4", "logs_checked", "", "g2"] == [("1 天", "warn"), ("2 天", "warn")]
    assert mood["GZ6-4.4", "months_analysed", "", ALL] == [("1 次", "ok")]


def test_gz6_4_6_key_households_of_the_quarter(mood):
    """Each grid has one such household, so one is enough; 一网格's was seen, 二网格's not, and the quarter still runs."""
    assert mood["GZ6-4.6", "key_visits", "", ALL] == [("50%（1／2个网格）", "note")]
    assert mood["GZ6-4.6", "key_visits", "", "g1"] == [("1 户", "ok")]


def test_gz1_4_a_quarter_of_meetings_and_of_looking_everywhere():
    """First quarter of 2026. Meetings: 5 January 周例会 and 12 January 网格工作会议, 28 February (a worked Saturday)
    月度调度会, none in March: two of three months. 形势分析会 on 31 March, the last day: the quarter has its one. The half year
    still runs and has its 半年工作小结会 on 10 April; the year has none yet.
    每月走访巡查, of whatever kind, but not before a screen: 一网格 on 14 February (a worked Saturday) and 31 March, 二网格 on 1
    April only: that is the next quarter. 二网格 owes none in March, for nobody was in post there after 10 February: 0 of 2, 1
    of 2, 1 of 1.
    """
    kinds = (
        ("周例会", 1, 5), ("网格工作会议", 1, 12), ("月度调度会", 2, 28), ("形势分析会", 3, 31), ("半年工作小结会", 4, 10),
    )  # fmt: skip
    meetings = tuple(
        Gathering(uid=f"m{n}", ledger="meeting", day=on(month, day), kinds=frozenset({kind}))
        for n, (kind, month, day) in enumerate(kinds)
    )
    sweeps = tuple(
        Patrol(uid=f"s{n}", day=on(month, day), grid=grid, start=480, end=600, kind=kind)
        for n, (grid, month, day, kind) in enumerate(
            (("g1", 1, 20, "视频巡查"), ("g1", 2, 14, "日常巡查"), ("g1", 3, 31, "月度全面排查"), ("g2", 4, 1, ""))
        )
    )
    facts = made(gatherings=meetings, patrols=sweeps, workers=TEAM, first=on(1, 1), last=on(4, 1), today=on(4, 10))
    found = {}
    for one in judge_work(PROFILES["GZ1"], facts, containing("quarter", on(2, 1))):
        if one.clause.id != "GZ1-4":
            continue
        key = (one.clause.rule, one.clause.period, one.grid)
        found[key] = [(finding.figure, finding.level) for finding in one.findings]
    assert found == {
        ("meetings", "month", ALL): [("2 次", "ok"), ("1 次", "ok"), ("0 次", "warn")],
        ("meetings", "quarter", ALL): [("1 次", "ok")],
        ("meetings", "half_year", ALL): [("1 次", "ok")],
        ("meetings", "year", ALL): [("0 次", "note")],
        ("patrols_of_kind", "month", ALL): [
            ("0%（0／2个网格）", "warn"), ("50%（1／2个网格）", "warn"), ("100%（1／1个网格）", "ok"),
        ],
        ("patrols_of_kind", "month", "g1"): [("0 次", "warn"), ("1 次", "ok"), ("1 次", "ok")],
        ("patrols_of_kind", "month", "g2"): [("0 次", "warn"), ("0 次", "warn")],
    }  # fmt: skip
