"""Reports that were sent stand on the register of reports, and the rules count them, from the same ledger."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk import text
from gridDesk.desk import work_facts
from gridDesk.desk.log_reports import leader_dates
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.reports_sent import LEADER_REPORT, ReportsSent
from gridDesk.policy import WORK_RULES, Clause, containing
from tests.flows.test_log_papers import keep, said


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat("2026-11-27T18:00:00+08:00"))


@pytest.fixture
def told(village):
    """Reports of a leader: on Tue 3 November in time, that due on Fri 6 three days late, one besides on the 10th."""
    village.set_setting("made_on", "2026-11-01")
    keep(village, "daily_log", date="2026-11-02", worker="王建国")
    first = keep(
        village,
        "report",
        kind="网格长报告",
        date="2026-11-03",
        time="17:10",
        situation="东街水管漏水。",
        worker="王建国",
    )
    keep(village, "report", kind="网格长报告", date="2026-11-09", due="2026-11-06", worker="王建国")
    keep(
        village,
        "report",
        kind="网格长报告",
        date="2026-11-10",
        due="2026-11-09",
        worker="王建国",
        situation="风大停电。",
    )
    keep(village, "report", kind="网格长报告", date="2026-11-08", due="2026-11-09", situation="按期。")
    keep(village, "report", kind="居民走访情况", date="2026-11-03")
    return village, first


def test_gz4_3_the_register_shows_what_was_really_sent(told):
    """Due are 3, 6, 9, 12, 16 (the 15th is a Sunday) … of November."""
    village, _ = told
    leader, middle = said(village, PrintOrder(paper="report_register", month="2026-11"))
    assert "东街水管漏水。11.317:10" in leader
    assert "11.9迟报" in leader
    assert "按期。11.8" in leader
    assert "特殊情况11.10风大停电。" in leader
    assert "东街" not in middle
    blank = "".join(said(village, PrintOrder(paper="report_register", month="2026-11", mode="blank")))
    assert "东街" not in blank
    assert "迟报" not in blank


def test_gz4_3_the_rule_counts_the_same_records(told):
    """Up to Friday the 27th: due 3, 6, 9, 12, 16, 19, 23 (the 22nd is a Sunday), 26: eight; 3 and 9 in time, 6 late."""
    village, first = told
    facts = work_facts.gather(village, date(2026, 11, 1), date(2026, 11, 30))
    clause = Clause(
        "GZ4-3", "第3条", "reports_sent", "报告。", {"kind": "网格长报告", "every": 3, "per_grid": True}, "month"
    )
    whole, *_ = WORK_RULES["reports_sent"](clause, facts, containing("month", date(2026, 11, 1)))
    assert whole.figure == "25%（2／8次）"
    assert ("report", first) in whole.proof
    assert len(whole.lacking) == 1


def test_reports_without_full_dates_and_of_other_months_are_left_out(told):
    village, _ = told
    keep(village, "report", kind="网格长报告", date="2026-10-30")
    keep(village, "report", kind="网格长报告", date="2026-11")
    found = ReportsSent(village, LEADER_REPORT, leader_dates("2026-11"), village.grids()[0])
    assert found.on("2026-11-03") == ("11.3 17:10", "东街水管漏水。")
    assert found.on("2026-11-12") == ("", "")
    assert ReportsSent(village, LEADER_REPORT, []).special() == ""
