"""Trainings and the files of the team as the rules are told them, read from the ledgers a clerk keeps."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk import text
from gridDesk.desk import duties, gatherings, printing, work_facts
from gridDesk.desk.duties_lines import lines
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.policy import containing
from gridDesk.policy.team_facts import Member, Study
from tests.flows.work_records import change, enter, grid_of

TODAY = "2026-11-20"
NOVEMBER = containing("month", date(2026, 11, 1))


@pytest.fixture(autouse=True)
def november(village: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    village.set_setting("made_on", "2026-07-01")
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat(f"{TODAY}T18:00:00+08:00"))


def facts(desk: Desk):
    return work_facts.gather(desk, NOVEMBER.first, NOVEMBER.last)


def test_a_study_has_the_hours_and_the_day_of_its_training_and_none_for_who_was_away(village):
    worker = enter(village, "worker", name="王建国")
    training = enter(
        village, "training", title="业务培训", date="2026-11-10", kind="日常", organiser="街道级", hours="3"
    )
    first = enter(village, "training_attendance", worker=worker, training=training)
    away = enter(village, "training_attendance", worker=worker, training=training, presence="病假", date="2026-11-10")
    alone = enter(
        village, "training_attendance", worker=worker, date="2026-11-12", self_study="是", notes_chars="1200", essays="1",
        reviewed_on="2026-11-18",
    )  # fmt: skip
    told = {one.uid: one for one in facts(village).studies}
    day = date(2026, 11, 10)
    assert told[first] == Study(
        uid=first, day=day, worker="王建国", hours=3.0, kind="日常培训", organiser="街道（镇）级"
    )
    assert told[away].hours == 0
    assert told[alone] == Study(
        uid=alone,
        day=date(2026, 11, 12),
        worker="王建国",
        alone=True,
        notes=1200,
        essays=1,
        reviewed=date(2026, 11, 18),
    )


def test_notes_written_long_ago_and_read_now_are_told_and_a_part_in_nothing_is_not(village):
    worker = enter(village, "worker", name="王建国")
    old = enter(
        village, "training_attendance", worker=worker, date="2026-01-05", notes_chars="900", reviewed_on="2026-11-02"
    )
    enter(village, "training_attendance", worker=worker, date="2026-01-05", notes_chars="900")
    enter(village, "training_attendance", worker=worker)
    assert [one.uid for one in facts(village).studies] == [old]


def test_the_team_is_told_from_its_files(village):
    uid = enter(
        village, "worker", name="王建国", birth="1984-05-12", education="大专", full_time_education="高中", prejob="是",
        started_on="2026-09-01", probation_until="2026-11-30", incompatible="否", seconded_to="街道办", seconded_approval="市网格办",
    )  # fmt: skip
    gone = enter(
        village,
        "worker",
        name="周海燕",
        status="已退出",
        exit_on="2026-10-31",
        exit_reason="本人辞职",
        resign_applied="2026-09-20",
    )
    enter(village, "worker", name="没有日期", status="已退出")
    members = {one.uid: one for one in facts(village).members}
    assert members == {
        uid: Member(
            uid=uid, name="王建国", since=date(2026, 9, 1), born=date(1984, 5, 12), schooling="大专", full_time_schooling="高中",
            passed=True, probation_until=date(2026, 11, 30), lent="街道办", leave_of="市网格办",
        ),
        gone: Member(
            uid=gone, name="周海燕", until=date(2026, 10, 31), resigned=True, asked=date(2026, 9, 20)
        ),
    }  # fmt: skip


def test_xc_3_5_a_study_written_down_in_one_line_shows_on_the_page_and_on_paper(village):
    village.set_setting("policy", "XC")
    enter(village, "worker", name="王建国", grid=grid_of(village))
    ask = next(one for one in gatherings.asks(village) if "集中学习" in one.title)
    assert (ask.ledger, ask.kind, ask.level) == ("training", "06", "note")
    gatherings.jot(village, "training", "", ask.kind, "3", "学习民法典")
    found = duties.judgement(village, containing("week", date(2026, 11, 20)))
    study = [line for line in lines(found, {}) if line.topic == "培训"]
    assert [(line.figure, line.level) for line in study] == [
        ("1 次", "ok"), ("0%（0／1人）", "note"), ("0%（0／1人）", "note"),
    ]  # fmt: skip
    page = printing.compose(village, PrintOrder(paper="view:standing:2026-W47"))
    assert "培训" in str(page)
    assert "社区每周组织网格员集中学习一次" in str(page)


def test_jj_12_jj_13_and_qd_b20_stand_in_the_file_of_a_worker(village):
    """委任、聘任，研究的单位，用工形式（没有岗位服务外包可选），意外险。"""
    shape = village.catalogue["worker"]
    uid = enter(
        village, "worker", name="王建国", appointment="聘任", approved_by="齐陵街道党工委", employment="劳务派遣",
        accident_insurer="人保财险", accident_until="2027-03-01",
    )  # fmt: skip
    kept = village.store.get("worker", uid) or {}
    assert (shape["appointment"].code_set.show(kept["appointment"]), kept["approved_by"]) == ("聘任", "齐陵街道党工委")
    assert (kept["accident_insurer"], kept["accident_until"]) == ("人保财险", "2027-03-01")
    assert not [code.label for code in shape["employment"].code_set.codes if "外包" in code.label]
    change(village, "worker", uid, accident_until=None)
    assert (village.store.get("worker", uid) or {})["accident_until"] is None
