"""A month of the daily record: its gaps week by week, the leader's review of many pages, and the reports it asks for."""

from __future__ import annotations

from datetime import datetime

import pytest

from gridDesk import text
from gridDesk.desk import (
    directive_issue,
    gatherings,
    history,
    log_analysis,
    log_gaps,
    log_review,
    log_sent,
    log_weeks,
    logs,
    records,
    rounds,
)
from gridDesk.desk.log_days import LogDays
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.paths import resources
from tests.flows.two_offices import carry

TODAY = "2026-11-20"  # a Friday


@pytest.fixture(autouse=True)
def november(village: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    village.set_setting("made_on", "2026-11-02")
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat(f"{TODAY}T18:00:00+08:00"))


def grid(desk: Desk) -> str:
    return str(desk.grids()[0]["uid"])


def write_pages(desk: Desk, *days: str) -> list[str]:
    return [logs.save_log(desk, day, grid(desk), {"tomorrow": "走访"}).uid for day in days]


def keep(desk: Desk, ledger: str, **values: object) -> str:
    shape = desk.catalogue[ledger]
    read = {key: shape.parse(key, value) for key, value in values.items()}
    return records.save(desk, ledger, None, records.blank(desk, ledger, **read)).uid


def worker(desk: Desk, **more: object) -> str:
    return keep(desk, "worker", name="王建国", grid=grid(desk), started_on="2026-01-05", **more)


def test_a_week_lists_the_days_without_a_page_and_why(village):
    person = worker(village)
    write_pages(village, "2026-11-09", "2026-11-10", "2026-11-13")
    keep(village, "leave", worker=person, kind="病假", since="2026-11-11", until="2026-11-11")
    week = next(one for one in log_weeks.weeks(village, "2026-11") if one.first == "2026-11-09")
    assert (week.owed, week.written) == (5, 3)
    assert [(gap.day, gap.reason) for gap in week.gaps] == [("2026-11-11", "病假"), ("2026-11-12", "")]
    assert week.words == "应写 5 页，已写 3 页，空岗 11.12，请假或岗位空缺 1 页。"


def test_days_on_which_nobody_holds_the_post_are_told_as_vacant(village):
    worker(village, exit_on="2026-11-10")
    days = log_gaps.grid_days(village, village.grids()[0], ["2026-11-10", "2026-11-11"])
    assert days.missing == ["2026-11-10", "2026-11-11"]
    assert days.reasons == {"2026-11-11": log_gaps.VACANT}


def test_weeks_begin_with_the_newest_and_say_when_they_were_checked(village):
    week = log_weeks.weeks(village, "2026-11")[0]
    assert (week.first, week.checked) == ("2026-11-16", "")
    log_weeks.register(village, week)
    again = log_weeks.weeks(village, "2026-11")[0]
    assert again.checked == TODAY
    report = next(village.store.rows("report"))
    assert (report["kind"], report["due"], report["date"]) == (log_weeks.CHECK, TODAY, TODAY)
    assert "空岗" in str(report["situation"])


def test_many_pages_are_reviewed_in_one_act_and_taken_back_in_one(village):
    uids = write_pages(village, "2026-11-18", "2026-11-19")
    assert [page.day for page in log_review.pages(village, "2026-11", grid(village))] == ["2026-11-18", "2026-11-19"]
    changes = log_review.review(village, uids, "已阅。", "孙玉兰")
    assert log_review.pages(village, "2026-11", grid(village)) == []
    rows = village.store.get_many("daily_log", uids)
    assert {(row["review"], row["reviewed_by"], row["reviewed_on"]) for row in rows.values()} == {
        ("已阅。", "孙玉兰", TODAY)
    }
    assert log_review.reviewer(village) == "孙玉兰"
    history.undo(village, changes.txn)
    assert len(log_review.pages(village, "2026-11", grid(village))) == 2


@pytest.mark.parametrize(
    ("words", "by", "on", "said"),
    [("", "孙玉兰", "", "都要写"), ("已阅。", " ", "", "都要写"), ("已阅。", "孙玉兰", "2026-11-10", "早于"), ("已阅。", "孙玉兰", "2026-12-01", "写得不对")],
)  # fmt: skip
def test_a_review_that_cannot_be_is_refused(village, words, by, on, said):
    uids = write_pages(village, "2026-11-18")
    with pytest.raises(DeskError, match=said):
        log_review.review(village, uids, words, by, on)
    with pytest.raises(DeskError, match="还没有选"):
        log_review.review(village, [], "已阅。", "孙玉兰")


def test_patrols_fill_the_lines_of_the_page_and_are_not_typed_twice(village):
    for start, end in (("08:30", "10:00"), ("14:30", "15:40")):
        values = {"date": TODAY, "grid": grid(village), "start": start, "end": end, "route": "1组至4组"}
        rounds.record_patrol(village, rounds.PatrolDraft(values=values))
    logs.save_log(village, TODAY, grid(village), {"patrol1_start": "08:30", "patrol1_route": "旧的写法"})
    view = logs.day(village, TODAY, grid(village))
    assert [(one.time, one.route) for one in view.patrols] == [("08:30–10:00", "1组至4组"), ("14:30–15:40", "1组至4组")]
    page = LogDays(village, village.grids()[0], TODAY, TODAY).day(TODAY)
    assert [one.start for one in page.patrols] == ["08:30", "14:30"]


def test_reports_of_the_month_stand_with_what_was_sent(village):
    village.set_setting("policy", "GZ4")
    found = [one for one in log_sent.due(village, "2026-11") if one.label == "网格长报告"]
    assert [one.due for one in found][:3] == ["2026-11-03", "2026-11-06", "2026-11-09"]
    assert {one.state for one in found if one.due < TODAY} == {"未报送"}
    log_sent.send(village, found[0])
    again = [one for one in log_sent.due(village, "2026-11") if one.label == "网格长报告"]
    assert again[0].state == "迟报（11.20）"
    row = next(village.store.rows("report"))
    assert row["due"] == "2026-11-03"
    assert str(row["situation"]).startswith("走访 0 户次")


def test_an_office_whose_regulation_asks_for_no_reports_has_none(village):
    village.set_setting("policy", "JJ")
    assert log_sent.due(village, "2026-11") == []


def test_the_analysis_on_screen_counts_as_the_paper_does(village):
    keep(village, "event", title="路灯不亮", date="2026-11-10", kind="市政设施", grid=grid(village), status="已办结")
    found = log_analysis.figures(village, None, "2026-11")
    assert (found.matters.now, found.matters.before, found.matters.done) == (1, 0, 1)
    assert {name: now for name, now, _ in found.totals}["写日志（天）"] == 0


def test_a_page_of_a_saturday_is_not_counted_as_owed(village):
    write_pages(village, "2026-11-09", "2026-11-10", "2026-11-14")
    week = next(one for one in log_weeks.weeks(village, "2026-11") if one.first == "2026-11-09")
    assert (week.owed, week.written, len(week.gaps)) == (5, 2, 3)
    days = log_gaps.grid_days(village, village.grids()[0], log_gaps.week_of("2026-11-09"))
    assert (days.due, days.written, days.states["2026-11-14"]) == (5, 2, "written")


def test_a_day_off_that_the_street_announced_owes_no_page_and_ends_no_week(paired, stick):
    village, street = paired
    village.set_setting("made_on", "2026-11-02")
    directive_issue.issue(street, "calendar", "rest", "周五放假", 'rest = ["2026-11-20"]\nwork = []', "2026-11-01")
    carry(street, village, stick)
    write_pages(village, "2026-11-19", "2026-11-20")
    week = log_weeks.weeks(village, "2026-11")[0]
    assert (week.owed, week.written) == (4, 1)
    log_weeks.register(village, week)
    assert next(village.store.rows("report"))["due"] == "2026-11-19"
    assert "2026-11-20" not in logs.chosen_days(village, "2026-11", "work")


def test_a_street_reads_its_own_days_not_those_of_its_villages(paired, stick):
    village, street = paired
    for desk in paired:
        desk.set_setting("made_on", "2026-11-02")
    village.set_setting("policy", "GZ6")
    uid = write_pages(village, "2026-11-18")[0]
    for ledger, words in (
        ("visit", {"place": "东街"}), ("patrol", {"start": "08:00", "end": "09:00"}), ("event", {"title": "路灯不亮"}), ("report", {"kind": "日志每周检查"}),
    ):  # fmt: skip
        keep(village, ledger, date="2026-11-18", **words)
    carry(village, street, stick)
    assert street.store.count("daily_log") == 1
    view = logs.day(street, "2026-11-18")
    assert (view.log, view.visits, view.patrols, view.events) == (None, [], [], [])
    assert dict(logs.month(street, "2026-11"))["2026-11-18"] == "missing"
    assert log_gaps.grid_days(street, {}, ["2026-11-18"]).missing == ["2026-11-18"]
    assert log_review.pages(street, "2026-11") == []
    assert log_weeks.weeks(street, "2026-11")[0].checked == ""
    assert {now for _, now, _ in log_analysis.figures(street, None, "2026-11").totals[:-1]} == {0}
    own = logs.save_log(street, "2026-11-18", None, {"tomorrow": "到村里看"}).uid
    assert own != uid
    assert street.store.get("daily_log", uid)["tomorrow"] == "走访"


def test_a_regulation_that_was_issued_may_name_reports_and_meetings_no_list_here_has(paired, stick):
    village, street = paired
    content = (resources() / "policies" / "GZ3.toml").read_text(encoding="utf-8")
    for known, other in (("居民走访情况", "安全生产月报"), ("网格工作会议", "安全生产例会")):
        assert f'"{known}"' in content
        content = content.replace(f'"{known}"', f'"{other}"')
    directive_issue.issue(street, "policy", "GZ3", "制度", content, "2026-01-01")
    carry(street, village, stick)
    village.set_setting("policy", "GZ3")
    assert {one.label for one in log_sent.due(village, "2026-11")} == {"信息采集台帐报司法所"}
    asked = [one for one in gatherings.asks(village) if one.ledger == "meeting"]
    assert {one.kind for one in asked} == {"03", "05"}


def test_a_page_of_a_month_without_its_day_is_refused_and_one_from_a_list_is_no_page(village):
    with pytest.raises(DeskError, match="日期要写到哪一天"):
        records.save(
            village, "daily_log", None, records.blank(village, "daily_log", date="2026-11", grid=grid(village))
        )
    village.write([Edit("daily_log", new_uid(), "create", {"date": "2026-11", "grid": grid(village)})], "导入")
    assert log_review.pages(village, "2026-11", grid(village)) == []
    assert LogDays(village, village.grids()[0], "2026-11-01", "2026-11-30").written() == []


def test_a_second_page_of_a_day_and_grid_is_told_and_a_correction_of_the_first_is_not(village):
    first = logs.save_log(village, TODAY, grid(village), {"tomorrow": "走访"}).uid
    by_hand = {"date": TODAY, "grid": grid(village), "mode": "2"}
    (told,) = [one for one in records.check(village, "daily_log", by_hand) if one.level == "warning"]
    assert told.message.startswith("这个网格这一天已经有一页日志")
    for values, uid in ((by_hand, first), (by_hand | {"date": "2026-11-19"}, None), (by_hand | {"grid": None}, None)):
        assert [one for one in records.check(village, "daily_log", values, uid) if one.level == "warning"] == []
