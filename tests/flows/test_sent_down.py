"""Results, official counts, bulletins and assessments go down to whom they are for, and are read there."""

from __future__ import annotations

import pytest

from gridDesk.desk import (
    bulletins,
    counts_down,
    down,
    event_above,
    event_acts,
    grid_views,
    grids,
    records,
    results,
    task_acts,
    today,
)
from gridDesk.desk.counts_down import CountLine
from gridDesk.errors import DeskError
from gridDesk.text import today_iso
from tests.flows.two_offices import carry, pair

NORTH = "c" * 16


@pytest.fixture
def both(village, street, tmp_path):
    pair(village, street, tmp_path)
    peer = street.store.system.peers.get(village.office.site)
    other = type(peer)(**{name: getattr(peer, name) for name in peer.__slots__} | {"site": NORTH, "name": "北村"})
    street.store.system.peers.put(other)
    return village, street, tmp_path


# --- results of events -------------------------------------------------------------------------------------------------


def moved_up(both):
    village, street, stick = both
    values = {"title": "路灯不亮", "date": "2026-11-01", "status": "03", "number": "S-7"}
    uid = records.save(village, "event", None, records.blank(village, "event", **values)).uid
    carry(village, street, stick)
    return uid


def test_what_became_of_an_event_is_told_on_the_event(both):
    village, street, stick = both
    uid = moved_up(both)
    (waiting,) = results.moved_up(street)
    assert (waiting.uid, waiting.office, waiting.title, waiting.results) == (uid, "柳行村", "路灯不亮", 0)
    results.give(street, uid, {"outcome": "01", "result": "已换灯 3 盏。", "satisfied": "01"})
    assert results.moved_up(street) == []
    assert [one.uid for one in results.moved_up(street, answered=True)] == [uid]
    carry(street, village, stick)
    for desk in (village, street):
        (found,) = results.results_of(desk, uid)
        assert (found.outcome, found.result, found.handled_by) == ("已办理", "已换灯 3 盏。", "齐陵街道")
    (read,) = results.received(village)
    assert read.signed == ""
    down.sign(village, results.RESULT, read.uid)
    assert results.received(village)[0].signed
    results.take_back(street, read.uid)
    carry(street, village, stick)
    assert results.results_of(village, uid) == []


def test_an_event_decided_above_waits_for_its_check_on_the_spot(both):
    village, street, stick = both
    uid = moved_up(both)
    results.give(street, uid, {"outcome": "01", "result": "已换灯 3 盏。", "date": "2026-11-15"})
    carry(street, village, stick)
    (read,) = results.received(village)
    event_above.take(village, read.event)
    row = village.store.get("event", uid)
    assert [row[key] for key in ("status", "result", "handled_by", "closed_date")] == [
        "04", "已换灯 3 盏。", "齐陵街道", None,
    ]  # fmt: skip
    assert results.received(village)[0].signed
    event_acts.check(village, uid, "路灯都亮了。", close_too=True)
    with pytest.raises(DeskError, match="没有等着接收"):
        event_above.take(village, read.event)
    carry(village, street, stick)
    assert results.moved_up(street) == []
    with pytest.raises(DeskError, match=r"柳行村已经销号.*请柳行村先点“恢复办理”"):
        results.give(street, uid, {"outcome": "01", "result": "再换一盏。"})


def test_a_result_needs_words_and_an_event_of_an_office_below(both):
    village, street, _ = both
    uid = moved_up(both)
    with pytest.raises(DeskError, match="还没有写办理结果"):
        results.give(street, uid, {"outcome": "01"})
    with pytest.raises(DeskError, match="请填写办理情况"):
        results.give(street, uid, {"result": "已办"})
    with pytest.raises(DeskError, match="不在了"):
        results.give(village, uid, {"outcome": "01", "result": "自己办"})


# --- counts ----------------------------------------------------------------------------------------------------------


def test_the_number_of_the_street_counts_before_that_of_the_police(both):
    village, street, stick = both
    grid = str(village.grids()[0]["uid"])
    grids.set_official(village, "", 2026, 300, 900)
    grids.set_official(village, grid, 2026, 300, 900)
    carry(village, street, stick)
    assert counts_down.grids_of(street, village.office.site) == [(grid, "柳行村网格")]
    lines = [CountLine("", "全村", 310, 950), CountLine(grid, "柳行村网格", 305, None)]
    counts_down.issue(street, village.office.site, "2026", lines, "街道综治办")
    counts_down.issue(street, NORTH, "2026", [CountLine("", "全村", 1, 2)])
    carry(street, village, stick)
    found = grid_views.officials(village)
    assert (found[""].households, found[""].people, found[""].source) == (310, 950, "上级下达")
    assert (found[grid].households, found[grid].people) == (305, None)
    assert grid_views.grid_plan(village).official == found[""]
    grids.set_official(village, "", 2027, 320, 960)
    assert grid_views.officials(village)[""].source == "派出所核定"
    assert street.store.count("count_notice") == 3
    assert len(counts_down.received(village)) == 2


def test_a_number_sent_again_corrects_the_one_before(both):
    village, street, stick = both
    for count in (310, 311):
        counts_down.issue(street, village.office.site, "2026", [CountLine("", "全村", count, None)])
    assert counts_down.sent_to(street, village.office.site, "2026")[""].households == 311
    carry(street, village, stick)
    assert grid_views.officials(village)[""].households == 311


def test_a_number_that_cannot_be_is_refused(both):
    village, street, _ = both
    for year, lines, words in (
        ("26", [CountLine("", "", 1, 1)], "四位数字"),
        ("2026", [CountLine("", "", None, None)], "还没有填"),
        ("2026", [CountLine("", "甲网格", -1, None)], "不可能"),
        ("2026", [], "还没有填"),
    ):
        with pytest.raises(DeskError, match=words):
            counts_down.issue(street, village.office.site, year, lines)


# --- bulletins and assessments -----------------------------------------------------------------------------------------


def test_a_bulletin_to_all_is_signed_for_by_each(both):
    village, street, stick = both
    bulletins.issue(street, None, {"title": "十月通报", "content": "各村日志上报情况。", "kind": "01"})
    bulletins.issue(street, [NORTH], {"title": "给北村", "content": "请补报。"})
    carry(street, village, stick)
    (mine,) = bulletins.received(village)
    assert (mine.title, mine.kind, mine.sender, bulletins.unread(village)) == ("十月通报", "工作通报", "齐陵街道", 1)
    bulletins.mark_read(village, mine)
    assert bulletins.mark_read(village, mine).count == 0
    assert bulletins.unread(village) == 0
    carry(village, street, stick)
    told = {one.title: one for one in bulletins.sent(street)}
    assert (told["十月通报"].read, told["十月通报"].asked, told["给北村"].asked) == (1, 2, 1)
    assert [(one.office, bool(one.on)) for one in bulletins.signings(street, told["十月通报"])] == [
        ("北村", False), ("柳行村", True),
    ]  # fmt: skip
    bulletins.take_back(street, told["十月通报"])
    carry(street, village, stick)
    assert bulletins.received(village) == []


def test_an_assessment_goes_to_the_workers_own_office_and_to_nobody_else(both):
    village, street, stick = both
    worker = records.save(village, "worker", None, {"name": "王建国"}).uid
    carry(village, street, stick)
    assert bulletins.workers_below(street) == [(worker, "王建国", "柳行村")]
    uid = bulletins.send_score(street, worker, {"period": "2026-10", "score": 92.5, "level": "01", "items": "出勤 10"})
    row = street.store.get("score_notice", uid)
    assert (row["addressee"], row["worker_name"]) == (village.office.site, "王建国")
    carry(street, village, stick)
    (mine,) = bulletins.received(village)
    assert (mine.title, mine.ledger) == ("王建国 2026-10 考核结果", "score_notice")
    own = records.save(street, "worker", None, {"name": "街道网格办主任"}).uid
    with pytest.raises(DeskError, match="不属于下级单位"):
        bulletins.send_score(street, own, {"period": "2026-10"})


def test_a_village_sends_nothing_down(both):
    village, _street, _stick = both
    with pytest.raises(DeskError, match="才能下发"):
        bulletins.issue(village, None, {"title": "甲", "content": "乙"})
    with pytest.raises(DeskError, match="才能下发"):
        counts_down.issue(village, NORTH, "2026", [CountLine("", "", 1, 1)])
    assert results.moved_up(village) == []


def test_the_morning_page_tells_what_is_being_worked_on_and_not_yet_read(both):
    village, street, stick = both
    (uid,) = task_acts.issue(street, [village.office.site], {"title": "甲", "content": "乙", "due": today_iso()})
    bulletins.issue(street, None, {"title": "十月通报", "content": "各村日志上报情况。"})
    carry(street, village, stick)
    task_acts.sign(village, uid)
    cards = {card.title: card for card in today.today(village).cards}
    assert cards["任务"].line == "有 1 项任务在办，最急的一项今天到期。"
    assert (cards["通报"].line, cards["通报"].page) == ("有 1 件通报没有签收。", "bulletins")
    assert "任务" not in {card.title for card in today.today(street).cards}
