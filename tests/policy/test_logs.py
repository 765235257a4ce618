"""Rules on the daily record and on reports, with the months reckoned by hand beside them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.ledger import catalogue
from gridDesk.policy import containing
from gridDesk.policy.calendar import days_between
from gridDesk.policy.logs import ANALYSIS, COMPLAINTS, WEEK_CHECK, asked_of
from gridDesk.policy.report_dates import spans
from gridDesk.policy.work import Gathering, Page
from tests.policy.made_work import CHINA, GRIDS, clause, ev, figures, findings, made, month, pages, report, worker

LEAVE = frozenset({date(2026, 2, 26), date(2026, 2, 27)})
TEAM = (worker("王建国", "g1", away=LEAVE), worker("李秀兰", "g2", until=date(2026, 2, 10)))


def on(month_, day):
    return date(2026, month_, day)


def february(*days):
    return tuple(on(2, day) for day in days)


# ---- pages ----


def test_ql_10_6_every_workday_has_its_page():
    """Workdays of February 2026: 2–6, 9–13, Sat 14, 24–27, Sat 28 = 5+5+1+4+1 = 16.

    一网格: its worker is on leave on the 26th and 27th: 14 owed; written 2–6, 9–13, 24, 25, 28 = 13, the 14th (a make-up
    workday) is missing; the page of Sunday the 22nd counts for nothing: 13 of 14 = 92.857… %.
    二网格: its worker left on the 10th: 2–6, 9, 10 = 7 owed; written 2–5 and, after leaving, the 11th: 4 of 7 = 57.142… %.
    Together 17 of 21 = 80.952… %; missing are 6, 9, 10, 14.
    """
    kept = (
        *pages("g1", *february(2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 22, 24, 25, 28), worker="王建国"),
        *pages("g2", *february(2, 3, 4, 5, 11), worker="李秀兰"),
    )
    facts = made(pages=kept, workers=TEAM)
    rule = clause("logs_written", form="网格工作日志")
    assert figures(rule, facts) == {
        ("", ""): ("81%（17／21天）", "warn"), ("g1", ""): ("92.9%（13／14天）", "warn"), ("g2", ""): ("57.1%（4／7天）", "warn"),
        ("", "王建国"): ("92.9%（13／14天）", "warn"), ("", "李秀兰"): ("57.1%（4／7天）", "warn"),
    }  # fmt: skip
    found = findings(rule, facts)
    assert (
        found["g2", ""].message == "二网格2026年2月应填《网格工作日志》7 天，已填 4 天，空岗 3 天：2月6日、9日、10日。"
    )
    assert found["", ""].message.endswith("空岗 4 天：2月6日、9日、10日、14日。")
    assert len(found["g1", ""].proof) == 13
    assert found["", ""].value == pytest.approx(100 * 17 / 21, abs=0)


def test_ql_10_6_a_month_that_runs_owes_its_days_up_to_today():
    """On Wednesday 4 February three days are owed; the page of the 4th may still be written."""
    facts = made(pages=pages("g1", *february(2, 3)), grids=GRIDS[:1], today=on(2, 4))
    assert figures(clause("logs_written"), facts)["g1", ""] == ("66.7%（2／3天）", "note")


def test_ql_10_6_nobody_owes_a_page_before_records_began():
    facts = made(pages=pages("g1", *february(26, 27, 28)), grids=GRIDS[:1], begun=on(2, 26))
    assert figures(clause("logs_written"), facts)["", ""] == ("100%（3／3天）", "ok")


def test_xc_2_2_6_a_page_without_a_grid_is_that_of_its_worker():
    """王建国 serves one grid; a page that names nobody and no grid counts nowhere where there are two grids."""
    kept = (Page(uid="1", day=on(2, 2), worker="王建国"), Page(uid="2", day=on(2, 3)))
    found = figures(clause("logs_written"), made(pages=kept, workers=TEAM, today=on(2, 3)))
    assert found["g1", ""] == ("50%（1／2天）", "note")
    assert found["g2", ""] == ("0%（0／2天）", "note")
    assert found["", "王建国"] == ("50%（1／2天）", "note")


def test_gz4_5_an_office_without_grids_keeps_one_page_a_day():
    """March 2026 has 22 workdays; the 2nd to the 20th are 15."""
    days = CHINA.workdays(on(3, 2), on(3, 20))
    kept = tuple(Page(uid=str(day), day=day) for day in days)
    assert figures(clause("logs_written"), made(pages=kept, grids=()), month(3)) == {
        ("", ""): ("68.2%（15／22天）", "warn")
    }


def test_gz5_4_5_a_leap_february_has_its_29th():
    """February 2024: 1, 2, Sun 4 (worked), 5–9, Sun 18 (worked), 19–23, 26–29: 2+1+5+1+5+4 = 18."""
    leap = containing("month", date(2024, 2, 1))
    days = [day for day in CHINA.workdays(leap.first, leap.last) if day != date(2024, 2, 29)]
    facts = made(pages=pages("g1", *days), grids=GRIDS[:1], first=date(2024, 1, 1), last=date(2024, 12, 31))
    found = findings(clause("logs_written", form="民情日记"), facts, leap)["", ""]
    assert found.figure == "94.4%（17／18天）"
    assert found.message == "淄水村2024年2月应填《民情日记》18 天，已填 17 天，空岗 1 天：2月29日。"


def test_gz3_4_pages_are_reviewed_by_the_leader():
    kept = (*pages("g1", *february(2, 3), reviewed=on(2, 6)), *pages("g1", *february(4)), *pages("g2", on(3, 2)))
    found = findings(clause("logs_reviewed"), made(pages=kept))
    assert {key: one.figure for key, one in found.items()} == {
        ("", ""): "66.7%（2／3页）",
        ("g1", ""): "66.7%（2／3页）",
    }
    assert found["", ""].lacking == (("daily_log", f"g1{on(2, 4)}"),)


def test_gz6_4_4_pages_are_checked_for_gaps_each_week():
    """The week of Monday 9 February: 9–13 and Sat 14 are worked. 一网格 lacks the 14th, 二网格's worker left on the 10th."""
    week = containing("week", on(2, 9))
    kept = (*pages("g1", *february(9, 10, 11, 12, 13)), *pages("g2", *february(9, 10)))
    facts = made(pages=kept, workers=TEAM)
    assert figures(clause("logs_checked", "week"), facts, week) == {
        ("", ""): ("未检查", "warn"), ("g1", ""): ("1 天", "warn"), ("g2", ""): ("0 天", "ok"),
    }  # fmt: skip
    for checked in (report(WEEK_CHECK, 2, 14), report(WEEK_CHECK, 2, 24, due=(2, 14))):
        facts = made(pages=kept, workers=TEAM, reports=(checked,))
        assert figures(clause("logs_checked", "week"), facts, week)["", ""] == ("已检查", "ok")


def test_gz6_4_4_a_week_of_holidays_is_not_checked():
    assert not figures(clause("logs_checked", "week"), made(), containing("week", on(2, 16)))


def test_gz6_4_4_months_are_analysed():
    rule = clause("months_analysed")
    assert figures(rule, made()) == {("", ""): ("0 次", "warn")}
    assert figures(rule, made(reports=(report(ANALYSIS, 3, 3, due=(2, 28)),)))["", ""] == ("1 次", "ok")
    meeting = Gathering(uid="m", ledger="meeting", day=on(2, 27), kinds=frozenset({"民情分析会"}))
    assert figures(rule, made(gatherings=(meeting,)))["", ""] == ("1 次", "ok")
    assert figures(rule, made(gatherings=(meeting,)), month(3))["", ""] == ("0 次", "warn")
    assert not figures(rule, made(begun=on(3, 1)))


def test_gz6_2_complaints_are_summed_each_day_and_each_week():
    """The week of 2 March: complaints in 一网格 on the 3rd (page written) and the 5th (not), in 二网格 on the 4th."""
    week = containing("week", on(3, 2))
    told = {"source": "群众反映"}
    events = (
        ev("1", 3, 3, **told),
        ev("2", 3, 5, **told),
        ev("3", 3, 4, "g2", **told),
        ev("4", 3, 6, source="网格巡查"),
    )
    kept = (*pages("g1", on(3, 3)), *pages("g2", on(3, 4)))
    facts = made(*events, pages=kept, reports=(report(COMPLAINTS, 3, 6, grid="g2"),))
    found = findings(clause("complaints_summed", "week"), facts, week)
    assert {key: (one.figure, one.level) for key, one in found.items()} == {
        ("", ""): ("缺 2 次", "warn"), ("g1", ""): ("缺 2 次", "warn"), ("g2", ""): ("已汇总", "ok"),
    }  # fmt: skip
    assert found["g1", ""].message == "一网格2026年3月2日至3月8日缺每天汇总：3月5日，每周汇总还没有登记。"
    for_all = made(*events, pages=(*kept, *pages("g1", on(3, 5))), reports=(report(COMPLAINTS, 3, 6),))
    assert {one.level for one in findings(clause("complaints_summed", "week"), for_all, week).values()} == {"ok"}


# ---- reports ----


def test_gz3_2_visits_are_reported_by_the_15th_and_the_20th():
    """February 2026: the first was sent on the 13th, the second on the 24th (due the 20th, in the holidays): late."""
    rule = clause("reports_sent", kind="居民走访情况", days=[15, 20])
    sent = (
        report("居民走访情况", 2, 13),
        report("居民走访情况", 2, 24, due=(2, 20)),
        report("其他", 2, 20, due=(2, 20)),
    )
    found = findings(rule, made(reports=sent))
    assert found.keys() == {("", "")}
    assert found["", ""].figure == "50%（1／2次）"
    assert found["", ""].message == "淄水村2026年2月居民走访情况应报送 2 次，按时报送 1 次，迟报 1 次。"
    assert found["", ""].proof == (("report", "r2-13-"),)
    assert found["", ""].lacking == (("report", "r2-24-"),)


def test_gz3_2_what_is_due_today_may_still_be_sent():
    rule = clause("reports_sent", kind="居民走访情况", days=[15, 20])
    assert not figures(rule, made(today=on(2, 14)))
    assert figures(rule, made(today=on(2, 15)))["", ""] == ("0%（0／1次）", "note")


def test_gz4_3_leaders_report_every_three_days():
    """March 2026: 1–3, 4–6, 7–9, 10–12, then 13–15 ends on a Sunday: 16; 17–19, 20–22 Sunday: 23; 24–26, 27–29: 30.

    Due on 3, 6, 9, 12, 16, 19, 23, 26, 30: nine. 一网格 sent all, that of the 16th on the 17th; 二网格 sent two.
    8 of 9 and 2 of 9, together 10 of 18.
    """
    kind = "网格长报告"
    first = [report(kind, 3, day, grid="g1") for day in (3, 6, 9, 12, 19, 23, 26, 30)]
    late = report(kind, 3, 17, due=(3, 16), grid="g1")
    second = [report(kind, 3, day, grid="g2") for day in (5, 7)]
    found = findings(
        clause("reports_sent", kind=kind, every=3, per_grid=True), made(reports=(*first, late, *second)), month(3)
    )
    assert {key: one.figure for key, one in found.items()} == {
        ("", ""): "55.6%（10／18次）", ("g1", ""): "88.9%（8／9次）", ("g2", ""): "22.2%（2／9次）",
    }  # fmt: skip
    assert found["g1", ""].message == "一网格2026年3月网格长报告应报送 9 次，按时报送 8 次，迟报 1 次。"
    assert "没有报送：3月3日、12日、16日、19日、23日等 7 天。" in found["g2", ""].message


def test_gz4_3_the_middle_grid_reports_each_week():
    """February 2026: due Fri 6, Sat 14 (worked); the week of the 16th is off and told with the next, due Sat 28."""
    rule = clause("reports_sent", kind="中网格周报", weekday="周日")
    sent = (report("中网格周报", 2, 5), report("中网格周报", 2, 14), report("中网格周报", 2, 28))
    assert figures(rule, made(reports=sent)) == {("", ""): ("100%（3／3次）", "ok")}
    assert [span.due for span in spans({"weekday": "周日"}, on(2, 1), on(2, 28), CHINA)] == [
        on(2, 6),
        on(2, 14),
        on(2, 28),
    ]
    assert [span.due for span in spans({"weekday": "周五"}, on(2, 1), on(2, 28), CHINA)] == [
        on(2, 6),
        on(2, 13),
        on(2, 27),
    ]


@pytest.mark.parametrize(("year", "number", "due"), [(2024, 2, 29), (2026, 2, 28), (2026, 4, 30), (2026, 12, 31)])
def test_gz7_8_the_ledger_is_reported_by_the_months_end(year, number, due):
    period = month(number, year)
    (span,) = spans({"days": [31]}, period.first, period.last, CHINA)
    assert (span.first, span.due) == (period.first, date(year, number, due))


def test_xc_3_3_attendance_is_reported_each_month():
    rule = clause("reports_sent", kind="出勤月报", days=[31])
    quarter = containing("quarter", on(1, 1))
    sent = (report("出勤月报", 1, 31), report("出勤月报", 3, 1, due=(2, 28)))
    found = findings(rule, made(reports=sent), quarter)["", ""]
    assert found.figure == "33.3%（1／3次）"
    assert found.message.endswith("迟报 1 次，没有报送：3月31日。")


def test_words_of_reports_are_those_of_the_code_table():
    labels = {code.label for code in catalogue().code_sets["report_kind"].codes}
    assert {
        WEEK_CHECK,
        ANALYSIS,
        COMPLAINTS,
        "网格长报告",
        "中网格周报",
        "信息采集台帐报司法所",
        "出勤月报",
        "居民走访情况",
    } <= labels


DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(1, 9))
def test_reports_every_few_days_are_due_on_workdays_without_gap_or_overlap(day, every):
    period = containing("month", day)
    found = spans({"every": every}, period.first, period.last, CHINA)
    assert all(CHINA.is_workday(span.due) and (span.due - span.first).days >= every - 1 for span in found)
    assert all(later.first == span.due + timedelta(days=1) for span, later in pairwise(found))


@given(DAYS, st.sampled_from("一二三四五六日"))
def test_weekly_reports_are_due_on_workdays_one_a_week_at_most(day, weekday):
    period = containing("month", day)
    found = spans({"weekday": f"周{weekday}"}, period.first, period.last, CHINA)
    assert all(CHINA.is_workday(span.due) and span.first <= span.due for span in found)
    weeks = [containing("week", span.due) for span in found]
    assert len(set(weeks)) == len(weeks)


@given(DAYS, DAYS)
def test_reports_of_a_stretch_are_those_of_its_parts(one, other):
    first, last = sorted((one, other))
    middle = first + (last - first) // 2
    for params in ({"days": [15, 20]}, {"every": 3}, {"weekday": "周日"}):
        whole = spans(params, first, last, CHINA)
        assert whole == spans(params, first, middle, CHINA) + spans(params, middle + timedelta(days=1), last, CHINA)


def test_every_workday_of_a_year_with_its_page_is_a_full_year():
    days = [day for day in days_between(on(1, 1), on(12, 31)) if CHINA.is_workday(day)]
    facts = made(pages=pages("g1", *days), grids=GRIDS[:1], today=on(12, 31))
    assert figures(clause("logs_written", "year"), facts, containing("year", on(1, 1)))["", ""] == (
        f"100%（{len(days)}／{len(days)}天）", "ok",
    )  # fmt: skip


def test_gz6_the_register_is_asked_for_checks_sums_and_analyses():
    asked = [
        asked_of(clause(rule)) for rule in ("logs_checked", "complaints_summed", "months_analysed", "logs_written")
    ]
    assert [one and one["kind"] for one in asked] == [WEEK_CHECK, COMPLAINTS, ANALYSIS, None]
    dates = [[span.due for span in spans(one, on(2, 1), on(2, 28), CHINA)] for one in asked if one]
    weekly = [on(2, 6), on(2, 14), on(2, 28)]
    assert dates == [weekly, weekly, [on(2, 28)]]
    assert asked_of(clause("reports_sent", kind="其他", days=[3])) == {"kind": "其他", "days": [3]}
