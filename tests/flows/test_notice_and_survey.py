"""Boards, surveys and what a patrol saw to, from the desk to the clause: entered as a clerk does, judged by the regulations, undone at once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk import paths
from gridDesk.desk import asked, history, work_facts
from gridDesk.policy import containing, judge_work, load_profiles
from gridDesk.text import CLOCK
from tests.flows.work_records import enter, grid_of

PROFILES = load_profiles(paths.resources() / "policies")
SEPTEMBER = containing("month", date(2026, 9, 1))


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(CLOCK, "now", lambda: datetime.fromisoformat("2026-10-02T09:00:00+08:00"))


@pytest.fixture
def village(village):
    """The village office, which keeps records since the first of September."""
    enter(village, "daily_log", date="2026-09-01", grid=grid_of(village))
    return village


def judged(desk, profile, rule):
    """Return figure and level of what a rule of a profile finds about the only grid in September 2026."""
    facts = work_facts.gather(desk, date(2026, 1, 1), date(2026, 10, 2))
    found = judge_work(PROFILES[profile], facts, SEPTEMBER)
    return [(one.clause.id, one.last.figure, one.last.level) for one in found if one.grid and one.clause.rule == rule]


def put_up(desk, **values):
    told = {"grid": grid_of(desk), "kind": "网格公示牌", "place": "党群服务中心", "since": "2026-09-01"}
    return enter(desk, "notice_board", **(told | values))


def test_qd_a3_2_a_board_and_a_card_are_put_up_and_one_is_taken_down(village):
    assert judged(village, "QD", "boards") == [
        ("QD-A3.2", "0%（0／1种）", "warn"), ("QD-A3.2", "0%（0／1种）", "warn"), ("QD-A6.4", "0%（0／1种）", "warn"),
    ]  # fmt: skip
    put_up(village, contents="姓名、照片、电话、职责、监督电话、群二维码", qr="是", checked_on="2026-09-01")
    put_up(village, kind="民情联系卡", place="发给全部住户", copies="320", contents="姓名、电话", until="2026-09-29")
    assert [level for _, _, level in judged(village, "QD", "boards")] == ["ok", "warn", "ok"]
    history.undo(village, history.recent(village)[0].txn)
    put_up(village, kind="民情联系卡")
    assert [level for _, _, level in judged(village, "QD", "boards")] == ["ok", "ok", "ok"]


def test_ql_11_5_a_survey_is_entered_in_numbers_and_judged(village):
    """98 of 115 know, 85.2 %; 101 are content, 87.8 %; 5 complained, 4.3 %."""
    enter(
        village, "survey_result", date="2026-09-28", grid=grid_of(village), period="2026年第3季度", asked="120", returned="115",
        aware="98", content="101", fair="10", dissatisfied="4", complaints="5", counted_by="赵敏", pages="问卷3卷1—115号",
    )  # fmt: skip
    assert judged(village, "QL", "survey") == [("QL-11.5", "知晓率 85.2%、满意率 87.8%、投诉率 4.3%", "ok")]


def test_a_board_that_still_hangs_lacks_nothing(village):
    uid = put_up(village, contents="姓名", checked_on="2026-09-01")
    row = village.store.get("notice_board", uid)
    assert [gap.key for gap in asked.gaps(village.catalogue, "notice_board") if asked.lacks(gap, row)] == ["checked_by"]


def test_xc_2_2_2_what_a_patrol_looked_at_whom_it_saw_and_what_it_did_are_told_together(village):
    enter(
        village, "patrol", date="2026-09-02", grid=grid_of(village), start="09:00", end="11:00", checks="环境卫生、可疑人员",
        visited="空巢老人、模范人物", done="摸底数",
    )  # fmt: skip
    facts = work_facts.gather(village, date(2026, 9, 1), date(2026, 9, 30))
    assert facts.patrols[0].checks == {"环境卫生", "可疑人员", "空巢老人", "模范人物", "摸底数"}
