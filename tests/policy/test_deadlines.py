"""Rules on events, clause by clause, with the months reckoned by hand beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridDesk.policy import containing
from gridDesk.policy.event_ends import class_of
from gridDesk.policy.work import Event, Task
from tests.policy.made_work import CHINA, FEBRUARY, GRIDS, clause, ev, figures, findings, made, month, step, worker

IN_TIME_GZ3 = clause(
    "events_in_time", deadline_days={"一般": 7, "较复杂": 15, "重大疑难": 30}, or_answered=["一般", "较复杂"],
    or_submitted=["重大疑难"],
)  # fmt: skip
IN_TIME_GZ4 = clause("events_in_time", deadline_workdays={"村居": 3, "街道": 5})
IN_TIME_GZ6 = clause("events_in_time", deadline_days={"社区": 1, "办事处": 2, "其他单位": 3}, latest_workdays=5)
TOWN = "街道（镇）级"


def on(month_, day):
    return date(2026, month_, day)


# ---- limits ----


def test_gz3_6_2_february_over_spring_festival():
    """February 2026, limits in days that run through the holidays of the 15th to the 23rd.

    一网格
    1  found 28 Jan, 7 days: 4 Feb, closed on the 4th          in time
    2  found 28 Jan, 7 days: 4 Feb, closed on the 5th          late
    3  found 13 Feb, 7 days: 20 Feb, closed on the 24th        late: the holidays do not lengthen it
    9  found 21 Feb, 7 days: 28 Feb, closed on the 28th        in time, on the month's last day
    10 found 2 Feb, 7 days: 9 Feb, closed on the 6th, returned on the 7th, closed on the 10th: late
    7  found 22 Feb, 7 days: 1 March                            March's
    8  found 24 Jan, 7 days: 31 Jan                             January's
    二网格
    4  found 13 Feb, larger, 15 days: 28 Feb, answered on the 25th, closed in March: in time
    5  found 20 Jan, grave, 30 days: 19 Feb, handed to the town on 10 Feb, open: in time
    6  found 20 Jan, grave, 30 days: 19 Feb, open              late
    一网格 2 of 5 = 40 %, 二网格 2 of 3 = 66.7 %, together 4 of 8 = 50 %.
    """
    events = (
        ev("1", 1, 28, closed=on(2, 4)), ev("2", 1, 28, closed=on(2, 5)), ev("3", 2, 13, closed=on(2, 24)),
        ev("9", 2, 21, closed=on(2, 28)),
        ev("10", 2, 2, closed=on(2, 10), steps=(step("销号", 2, 6), step("退回", 2, 7), step("销号", 2, 10))),
        ev("7", 2, 22), ev("8", 1, 24, closed=on(1, 25)),
        ev("4", 2, 13, "g2", severity="较大", feedback=on(2, 25), closed=on(3, 3)),
        ev("5", 1, 20, "g2", severity="重大", steps=(step("上报", 2, 10, tier=TOWN),)),
        ev("6", 1, 20, "g2", severity="重大"),
    )  # fmt: skip
    facts = made(*events)
    assert figures(IN_TIME_GZ3, facts) == {
        ("", ""): ("50%（4／8件）", "warn"), ("g1", ""): ("40%（2／5件）", "warn"), ("g2", ""): ("66.7%（2／3件）", "warn"),
    }  # fmt: skip
    whole = findings(IN_TIME_GZ3, facts)["", ""]
    assert whole.proof == tuple(("event", uid) for uid in ("1", "9", "4", "5"))
    assert whole.lacking == tuple(("event", uid) for uid in ("2", "3", "10", "6"))
    assert whole.message == "淄水村2026年2月到期 8 件，按期办结 4 件。超期还没有办结的 1 件。"
    assert (whole.value, whole.wanted, whole.target) == (50.0, 100.0, "100%")


def test_gz3_6_2_what_can_still_be_settled_is_not_counted():
    """On 20 February: 3's last day is today, 9's is to come; of g1 1 of 3 then, and the month still runs."""
    events = (
        ev("1", 1, 28, closed=on(2, 4)), ev("2", 1, 28, closed=on(2, 5)), ev("3", 2, 13), ev("9", 2, 21),
        ev("10", 2, 2, closed=on(2, 10)),
    )  # fmt: skip
    facts = made(*events, today=on(2, 20))
    assert figures(IN_TIME_GZ3, facts)["g1", ""] == ("33.3%（1／3件）", "note")
    assert figures(IN_TIME_GZ3, replace(facts, today=on(2, 21)))["g1", ""] == ("25%（1／4件）", "note")


def test_gz3_6_2_a_leap_day_is_a_day():
    """Found on 22 February 2024, 7 days: 29 February, so closing on 1 March is late, and the event is February's."""
    late = Event(uid="1", found=date(2024, 2, 22), grid="g1", closed=date(2024, 3, 1))
    good = Event(uid="2", found=date(2024, 2, 22), grid="g1", closed=date(2024, 2, 29))
    facts = made(late, good, first=date(2024, 1, 1), last=date(2024, 12, 31))
    february = containing("month", date(2024, 2, 1))
    assert figures(IN_TIME_GZ3, facts, february)["", ""] == ("50%（1／2件）", "warn")
    assert not figures(IN_TIME_GZ3, facts, february.after())


def test_gz4_6_february_on_workdays():
    """February 2026: the 14th and the 28th (Saturdays) are worked, the 15th to the 23rd are off.

    1 village, found Fri 13 Feb: 14, 24, 25 Feb; closed on the 25th      in time
    2 street, found Fri 13 Feb: 14, 24, 25, 26, 27 Feb; closed on 28     late
    3 village, found Thu 26 Feb: 27, 28 Feb, 2 March                      March's
    4 village, found Wed 28 Jan: 29, 30 Jan, 2 Feb; closed on 30 Jan     in time
    5 district, found 10 Feb: the clause says nothing                     not counted
    6 street, found Thu 5 Feb: 6, 9, 10, 11, 12 Feb; open                 late
    7 village, found Sun 1 Feb: 2, 3, 4 Feb; closed on the 4th            in time
    3 of 5 = 60 %.
    """
    village = "村（社区）级"
    facts = made(
        ev("1", 2, 13, tier=village, closed=on(2, 25)), ev("2", 2, 13, tier=TOWN, closed=on(2, 28)), ev("3", 2, 26),
        ev("4", 1, 28, tier=village, closed=on(1, 30)), ev("5", 2, 10, tier="区（县）级"), ev("6", 2, 5, tier=TOWN),
        ev("7", 2, 1, closed=on(2, 4)),
    )  # fmt: skip
    assert figures(IN_TIME_GZ4, facts) == {
        ("", ""): ("60%（3／5件）", "warn"),
        ("g1", ""): ("60%（3／5件）", "warn"),
    }


def test_gz4_6_a_year_not_announced_is_told():
    facts = made(ev("1", 12, 30), first=date(2026, 12, 1), today=date(2027, 2, 1))
    found = findings(IN_TIME_GZ4, facts, containing("month", date(2027, 1, 1)))["", ""]
    assert "有 1 件的时限跨入还没有放假安排的年份，只按周末推算。" in found.message


def test_gz6_3_june_with_the_dragon_boat_festival():
    """June 2026: Friday the 12th; off are 13, 14 and 19 to 21; five workdays later is Monday the 22nd.

    1 community, closed on Sat 13                           in time: one day
    2 community, closed on Mon 15, nothing said             late
    3 community, told on the 13th that it takes longer, closed on the 22nd     in time: a special case
    4 community, told on the 13th, closed on the 23rd       late: past five workdays
    5 street (two days: the 14th), closed on the 14th       in time
    6 another unit (three days: the 15th), closed on the 16th                  late
    7 community, found on 30 June: 1 July                   July's
    3 of 6 = 50 %.
    """
    said = (step("延期", 6, 13),)
    facts = made(
        ev("1", 6, 12, closed=on(6, 13)), ev("2", 6, 12, closed=on(6, 15)),
        ev("3", 6, 12, closed=on(6, 22), steps=said), ev("4", 6, 12, closed=on(6, 23), steps=said),
        ev("5", 6, 12, tier=TOWN, closed=on(6, 14)), ev("6", 6, 12, tier="上级业务部门", closed=on(6, 16)), ev("7", 6, 30),
        today=on(7, 15),
    )  # fmt: skip
    assert figures(IN_TIME_GZ6, facts, month(6))["", ""] == ("50%（3／6件）", "warn")
    assert figures(IN_TIME_GZ6, facts, month(7))["", ""] == ("0%（0／1件）", "note")


def test_gz6_3_a_special_case_is_counted_when_its_latest_day_is_over():
    """Told on the 13th: not yet late until the 22nd is over, though its first limit was the 13th."""
    event = ev("1", 6, 12, steps=(step("阶段反馈", 6, 13),))
    assert not figures(IN_TIME_GZ6, made(event, today=on(6, 22)), month(6))
    assert figures(IN_TIME_GZ6, made(event, today=on(6, 23)), month(6))["", ""] == ("0%（0／1件）", "note")


def test_gz6_3_residents_are_told_stage_by_stage_what_takes_too_long():
    """Five workdays from 12 June end on the 22nd. 1 was told, 2 was not, 3 was closed on the 22nd, 4 ends on 3 July."""
    rule = clause("staged_feedback", latest_workdays=5)
    facts = made(
        ev("1", 6, 12, steps=(step("阶段反馈", 6, 18),)), ev("2", 6, 12, closed=on(6, 24)), ev("3", 6, 12, closed=on(6, 22)),
        ev("4", 6, 26), today=on(6, 30),
    )  # fmt: skip
    assert figures(rule, facts, month(6))["", ""] == ("50%（1／2件）", "note")
    assert findings(rule, facts, month(6))["", ""].lacking == (("event", "2"),)


def test_gz4_6_what_the_street_cannot_settle_in_time_is_explained():
    """第7条：短期内难以解决，应及时做好解释。 The street's five workdays from 5 February end on the 12th."""
    rule = clause("staged_feedback", deadline_workdays={"村居": 3, "街道": 5})
    explained = ev("1", 2, 5, tier=TOWN, steps=(step("延期", 2, 11),))
    assert figures(rule, made(explained, ev("2", 2, 5, tier=TOWN)))["", ""] == ("50%（1／2件）", "warn")


def test_limits_of_what_was_found_before_records_began_are_nobodys_fault():
    old, new = ev("1", 1, 28), ev("2", 2, 3, closed=on(2, 4))
    assert figures(IN_TIME_GZ3, made(old, new, begun=on(2, 1)))["", ""] == ("100%（1／1件）", "ok")


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
FATES = st.lists(
    st.tuples(DAYS, st.integers(0, 40), st.booleans(), st.sampled_from(["一般", "较大", "重大"])),
    min_size=1,
    max_size=6,
)


@given(FATES, st.integers(0, 5), st.integers(1, 40), st.sampled_from([IN_TIME_GZ3, IN_TIME_GZ4, IN_TIME_GZ6]))
def test_later_closing_never_improves_the_rate(fates, which, days, rule):
    def events(delay):
        for place, (found, took, told, severity) in enumerate(fates):
            late = delay if place == which % len(fates) else 0
            steps = (step("延期", found.month, found.day),) if told else ()
            closed = found + timedelta(days=took + late)
            yield Event(uid=str(place), found=found, grid="g1", closed=closed, severity=severity, steps=steps)

    for number in (1, 2, 3, 4, 5):
        soon, late = (
            findings(rule, made(*events(delay), today=date(2026, 12, 31)), month(number)).get(("", ""))
            for delay in (0, days)
        )
        assert (soon is None) == (late is None)
        assert soon is None or soon.value >= late.value


# ---- finding, entering, reporting ----


def test_ql_11_3_disputes_are_found_by_ourselves_and_entered_and_none_escalates():
    """January to March 2026: 20 disputes, 19 by patrols and visits = 95 %, 19 entered by the next workday, one escalated.

    Dispute 20 was told by a resident, found on Fri 13 Feb, entered on Tue 24 (Sat 14 is worked: it was due then).
    Dispute 1 was found on Sat 14 Feb and entered on Tue 24, the next workday: in time.
    """
    ours = [ev(str(n), 1, n + 4, kind="矛盾纠纷", source="入户走访", entered=on(1, n + 4)) for n in range(2, 20)]
    first = ev("1", 2, 14, kind="矛盾纠纷", source="网格巡查", entered=on(2, 24))
    told = ev("20", 2, 13, "g2", kind="矛盾纠纷", source="群众反映", entered=on(2, 24), escalated=True)
    other = ev("21", 2, 3, "g2", kind="环境卫生", source="群众反映", entered=on(3, 3))
    facts = made(first, *ours, told, other)
    quarter = containing("quarter", on(2, 1))
    kinds = ["矛盾纠纷"]
    assert figures(clause("found_ourselves", kinds=kinds, rate=95), facts, quarter) == {
        ("", ""): ("95%（19／20件）", "ok"), ("g1", ""): ("100%（19／19件）", "ok"), ("g2", ""): ("0%（0／1件）", "warn"),
    }  # fmt: skip
    assert figures(clause("events_entered", kinds=kinds, days=1), facts, quarter) == {
        ("", ""): ("95%（19／20件）", "warn"), ("g1", ""): ("100%（19／19件）", "ok"), ("g2", ""): ("0%（0／1件）", "warn"),
    }  # fmt: skip
    assert figures(clause("none_escalated", kinds=kinds), facts, quarter) == {
        ("", ""): ("1 件", "warn"), ("g1", ""): ("0 件", "ok"), ("g2", ""): ("1 件", "warn"),
    }  # fmt: skip


def test_ql_11_3_a_rate_below_95_is_not_rounded_up_to_it():
    """113 of 119 are 94.957… %: read 94.9, not 95."""
    events = [ev(str(n), 2, 2, kind="矛盾纠纷", source="网格巡查" if n < 113 else "群众反映") for n in range(119)]
    rule = clause("found_ourselves", kinds=["矛盾纠纷"], rate=95)
    assert figures(rule, made(*events))["", ""] == ("94.9%（113／119件）", "warn")


def test_ql_11_3_an_old_dispute_that_escalates_now_shows_while_it_is_open():
    event = ev("1", 1, 5, kind="矛盾纠纷", escalated=True, closed=on(3, 2))
    rule = clause("none_escalated", kinds=["矛盾纠纷"])
    assert [len(figures(rule, made(event), month(number))) for number in (1, 2, 3, 4)] == [2, 2, 2, 0]
    assert figures(rule, made(event, today=on(1, 20)), month(1))["", ""] == ("1 件", "warn")


def test_ql_11_3_entry_is_the_finders_duty():
    facts = made(
        ev("1", 2, 3, finder="王建国", entered=on(2, 3)), ev("2", 2, 3, finder="王建国、李秀兰", entered=on(2, 9)),
        workers=(worker("王建国", "g1"), worker("李秀兰", "g2"), worker("孙楼长", "g1", role="楼栋长")),
    )  # fmt: skip
    found = figures(clause("events_entered", days=1), facts)
    assert found["", "王建国"] == ("50%（1／2件）", "warn")
    assert found["", "李秀兰"] == ("0%（0／1件）", "warn")
    assert ("", "孙楼长") not in found


def test_ql_11_4_major_hazards_are_found_by_ourselves_and_reported():
    """1 found on patrol and reported; 2 on patrol, not reported; 3 told by a resident, reported; 4 is not major."""
    fire = {"kind": "消防隐患", "severity": "重大"}
    facts = made(
        ev("1", 2, 3, source="网格巡查", steps=(step("上报", 2, 3),), **fire), ev("2", 2, 3, source="网格巡查", **fire),
        ev("3", 2, 3, "g2", source="群众反映", handling="上报", **fire), ev("4", 2, 3, kind="消防隐患", severity="一般"),
    )  # fmt: skip
    found = findings(clause("major_reported", kinds=["消防隐患"], rate=100), facts)
    assert found["", ""].figure == "33.3%（1／3件）"
    assert found["", ""].message == "淄水村2026年2月重大隐患 3 件，自己发现并上报 1 件。自己发现 2 件，上报 2 件。"
    assert found["g1", ""].figure == "50%（1／2件）"


def test_ql_10_7_events_are_closed_after_a_check_on_the_spot():
    """1 checked before it was closed, 2 never, 3 a day after closing, 4 was closed in March."""
    facts = made(
        ev("1", 1, 30, closed=on(2, 2), checked=on(2, 2)), ev("2", 2, 3, closed=on(2, 4)),
        ev("3", 2, 3, closed=on(2, 4), checked=on(2, 5)), ev("4", 2, 27, closed=on(3, 2)),
    )  # fmt: skip
    assert figures(clause("closed_after_check"), facts)["", ""] == ("33.3%（1／3件）", "warn")


def test_qd_a5_4_what_workers_found_is_answered():
    """Closed in February: 1 answered in March, 2 not, 3 told by a resident (not a worker's find)."""
    facts = made(
        ev("1", 1, 30, source="网格巡查", closed=on(2, 28), feedback=on(3, 2)), ev("2", 2, 3, source="入户走访", closed=on(2, 4)),
        ev("3", 2, 3, source="群众反映", closed=on(2, 4)),
    )  # fmt: skip
    rule = clause("feedback_rate", rate=100, sources=["网格巡查", "入户走访", "视频巡查"])
    assert figures(rule, facts)["", ""] == ("50%（1／2件）", "warn")


def test_gz5_4_4_every_closed_event_is_answered():
    facts = made(ev("1", 2, 3, closed=on(2, 4), feedback=on(2, 4)), ev("2", 2, 3, source="群众反映", closed=on(2, 4)))
    assert figures(clause("feedback_rate", rate=100), facts)["", ""] == ("50%（1／2件）", "warn")


def test_jj_19_3_reports_say_time_place_people_and_situation():
    every = frozenset({"时间", "地点", "人物", "情况"})
    facts = made(
        ev("1", 2, 3, handling="上报", said=every), ev("2", 2, 3, handling="上报", said=every - {"人物"}),
        ev("3", 2, 3, urgent=True, said=every - {"人物", "地点"}), ev("4", 2, 3, handling="当场解决"),
    )  # fmt: skip
    found = findings(clause("report_complete", fields=["时间", "地点", "人物", "情况"]), facts)["", ""]
    assert found.figure == "33.3%（1／3件）"
    assert (
        found.message == "淄水村2026年2月上报事项 3 件，时间、地点、人物、情况齐全的 1 件。缺：地点 1 件、人物 2 件。"
    )


def test_jj_07_11_urgent_events_have_three_times():
    """23:50 to 00:10 is 20 minutes, 8:00 to 8:11 eleven: 15.5 on the mean, read 16; reports 30 and 5: 17.5, read 18."""
    facts = made(
        ev("1", 2, 3, urgent=True, times=(23 * 60 + 50, 10, 20)), ev("2", 2, 3, urgent=True, times=(480, 491, 485)),
        ev("3", 2, 3, urgent=True, times=(480, None, None)), ev("4", 2, 3),
    )  # fmt: skip
    found = findings(clause("urgent_times"), facts)["", ""]
    assert found.figure == "66.7%（2／3件）"
    assert found.message.endswith("到场平均用时 16 分钟，报告平均用时 18 分钟。")


# ---- taking on, handing on, ending ----


def test_xc_2_1g_services_are_done():
    facts = made(
        ev("1", 2, 3, agency="低保申请", closed=on(3, 5)),
        ev("2", 2, 3, kind="民生服务代办"),
        ev("3", 2, 3, kind="环境卫生"),
    )
    found = findings(clause("agency_done"), facts)["", ""]
    assert (found.figure, found.message) == ("50%（1／2件）", "淄水村2026年2月受理代办 2 件，办成 1 件，在办 1 件。")


def test_qd_a5_2_every_event_has_who_took_it_on_first():
    facts = made(ev("1", 2, 3, owner="王建国"), ev("2", 2, 3), ev("3", 3, 3))
    assert figures(clause("first_owner"), facts)["", ""] == ("50%（1／2件）", "warn")


def test_gz6_4_four_dissatisfied_answers_in_a_year_are_too_many():
    """2026: three in 一网格 are fine, four in 二网格 are not; one of December 2025 is the year before's."""
    bad = {"satisfied": "不满意", "owner": "李秀兰"}
    facts = made(
        *(ev(f"1{n}", 3, n, closed=on(3, n), **bad) for n in (2, 3, 4)),
        *(ev(f"2{n}", 3, n, "g2", closed=on(3, n), **bad) for n in (2, 3, 4, 5)),
        ev("0", 3, 5, closed=on(3, 6), satisfied="满意"),
        Event(uid="x", found=date(2025, 12, 1), grid="g1", closed=date(2025, 12, 31), satisfied="不满意"),
        workers=(worker("李秀兰", "g1", "g2"),), first=date(2025, 1, 1),
    )  # fmt: skip
    year = containing("year", on(3, 1))
    assert figures(clause("dissatisfied", "year", max=3), facts, year) == {
        ("", ""): ("7 件", "warn"), ("g1", ""): ("3 件", "ok"), ("g2", ""): ("4 件", "warn"), ("", "李秀兰"): ("7 件", "warn"),
    }  # fmt: skip


def test_gz3_6_3_grave_matters_go_to_the_town_and_disputes_to_the_village():
    """1 usual, answered on the spot; 2 usual, nothing said; 3 a dispute at the village; 4 grave, reported; 5 grave, not."""
    rule = clause("routed", one="GZ3-6.3", routing={"一般": "网格", "共性": "村（社区）", "重大疑难": "镇"})
    facts = made(
        ev("1", 2, 3, handling="当场解决"), ev("2", 2, 3), ev("3", 2, 3, kind="矛盾纠纷", tier="村（社区）级"),
        ev("4", 2, 3, severity="重大", handling="上报"), ev("5", 2, 3, severity="重大", handling="当场解决"),
    )  # fmt: skip
    found = findings(rule, facts)["", ""]
    assert found.figure == "60%（3／5件）"
    assert found.lacking == (("event", "2"), ("event", "5"))
    assert found.message.endswith("有 1 件重大疑难事项没有上报镇。")


def test_gz3_6_3_classes_are_by_severity_and_kind():
    assert [class_of(ev("1", 2, 3, **known)) for known in ({}, {"kind": "矛盾纠纷"}, {"severity": "较大"}, {"severity": "重大"})] == [
        "一般", "共性", "共性", "重大疑难",
    ]  # fmt: skip


def test_qd_a5_3_every_event_is_settled_divided_assigned_or_reported():
    facts = made(
        ev("1", 2, 3, handling="转办"),
        ev("2", 2, 3, steps=(step("分流", 2, 3),)),
        ev("3", 2, 3, steps=(step("登记", 2, 3),)),
    )
    assert figures(clause("routed"), facts)["", ""] == ("66.7%（2／3件）", "warn")


def test_ql_10_8_tasks_of_the_street_are_answered_by_their_date():
    """Due in February: 1 in time, 2 a day late, 3 open; 4 has no date; 5 is due in March."""
    tasks = (
        Task(uid="1", given=on(1, 20), due=on(2, 3), answered=on(2, 3)),
        Task(uid="2", given=on(1, 20), due=on(2, 3), answered=on(2, 4)),
        Task(uid="3", given=on(2, 1), due=on(2, 28)),
        Task(uid="4", given=on(2, 1), answered=on(4, 1)),
        Task(uid="5", given=on(2, 1), due=on(3, 2)),
    )
    rule = clause("tasks_answered")
    assert figures(rule, made(tasks=tasks)) == {("", ""): ("50%（2／4件）", "warn")}
    assert figures(rule, made(tasks=tasks, today=on(2, 28)))["", ""] == ("66.7%（2／3件）", "note")


def test_nothing_due_is_not_judged():
    for rule in (
        "events_entered", "found_ourselves", "none_escalated", "major_reported", "closed_after_check", "feedback_rate",
        "report_complete", "urgent_times", "agency_done", "dissatisfied", "first_owner", "tasks_answered", "routed",
    ):  # fmt: skip
        assert not figures(clause(rule), made(), FEBRUARY)
    assert CHINA.covers(on(2, 1))


def test_qd_a5_4_what_was_handed_on_is_settled_by_the_date_written_on_it():
    """办结在规定时限内: 1 by its date, 2 a day late; 3 bears no date; 4 is due in March."""
    rule = clause("events_in_time", one="QD-A5.4", written=True)
    facts = made(
        ev("1", 2, 3, due=on(2, 10), closed=on(2, 10)), ev("2", 2, 3, due=on(2, 10), closed=on(2, 11)), ev("3", 2, 3),
        ev("4", 2, 3, due=on(3, 2)),
    )  # fmt: skip
    assert figures(rule, facts)["", ""] == ("50%（1／2件）", "warn")


def test_events_of_no_grid_that_is_walked_count_for_the_office_and_for_the_only_grid():
    rule = clause("first_owner")
    stray = ev("1", 2, 3, grid="gone", owner="王建国")
    assert figures(rule, made(stray)).keys() == {("", "")}
    assert figures(rule, made(stray, grids=GRIDS[:1])).keys() == {("", ""), ("g1", "")}
