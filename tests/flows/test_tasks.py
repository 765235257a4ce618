"""A task goes down, is signed for, reported and closed: both sides read the same, whatever is taken back on the way."""

from __future__ import annotations

import pytest

from gridDesk import text
from gridDesk.desk import history, policies, task_acts, tasks
from gridDesk.errors import DeskError
from tests.flows.two_offices import carry, digests, pair

GIVEN = {"title": "排查出租房消防隐患", "content": "逐户查看，登记电动车入户充电。", "kind": "02", "due": "2026-11-30"}


@pytest.fixture
def both(village, street, tmp_path, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat("2026-11-21T09:00:00+08:00"))
    pair(village, street, tmp_path)
    return village, street, tmp_path


def give(both, **more):
    village, street, stick = both
    (uid,) = task_acts.issue(street, [village.office.site], GIVEN | more)
    carry(street, village, stick)
    return uid


def stages(both, uid):
    village, street, _ = both
    return tasks.find(village, uid).stage, tasks.find(street, uid).stage


def test_a_task_is_signed_for_told_of_reported_and_closed(both):
    village, street, stick = both
    uid = give(both)
    (mine,) = tasks.received(village)
    assert (mine.stage, mine.term, mine.giver, mine["number"]) == ("new", "还有 9 天", "齐陵街道", "2026-001")
    task_acts.sign(village, uid)
    task_acts.progress(village, uid, "已查 20 户。")
    carry(village, street, stick)
    assert stages(both, uid) == ("working", "working")
    task_acts.report_done(village, uid, "全部查完，隐患 2 处已改。")
    carry(village, street, stick)
    assert stages(both, uid) == ("reported", "reported")
    assert tasks.find(street, uid).days is None
    task_acts.close(street, [uid], "很好。")
    carry(street, village, stick)
    assert stages(both, uid) == ("closed", "closed")
    words = ["交办", "签收", "进展", "办结", "确认办结"]
    for desk in (village, street):
        assert [step.what for step in tasks.timeline(desk, uid)] == words
        assert tasks.timeline(desk, uid)[-1].content == "很好。"
    for desk in (village, street):
        assert desk.store.check() == []
    assert digests(street, village.office.site) == digests(village, village.office.site)


def test_a_report_that_is_sent_back_goes_on_and_can_be_reported_again(both):
    village, street, stick = both
    uid = give(both)
    task_acts.report_done(village, uid, "查完了。")
    carry(village, street, stick)
    task_acts.send_back(street, uid, "缺照片。")
    carry(street, village, stick)
    assert stages(both, uid) == ("working", "working")
    assert tasks.find(village, uid)["answer"] == "缺照片。"
    task_acts.report_done(village, uid, "已补。")
    assert tasks.find(village, uid).stage == "reported"
    with pytest.raises(DeskError, match="已经报过办结"):
        task_acts.report_done(village, uid, "再报。")


def test_a_report_that_crosses_a_change_of_the_task_is_not_lost(both):
    village, street, stick = both
    uid = give(both)
    task_acts.report_done(village, uid, "查完了。")
    task_acts.give_time(street, uid, "2026-12-05")
    carry(village, street, stick)
    carry(street, village, stick)
    assert stages(both, uid) == ("reported", "reported")


@pytest.mark.parametrize("granted", [True, False])
def test_more_time_is_asked_for_and_given_or_not(both, granted):
    village, street, stick = both
    uid = give(both)
    task_acts.ask_time(village, uid, "2026-12-10", "人手不够。")
    carry(village, street, stick)
    found = tasks.find(street, uid)
    assert (found.stage, found.asked, found.last.content) == ("later", "2026-12-10", "申请延到 2026-12-10：人手不够。")
    if granted:
        task_acts.give_time(street, uid, found.asked)
    else:
        task_acts.send_back(street, uid, "照原时限办。")
    carry(street, village, stick)
    found = tasks.find(village, uid)
    assert (found.stage, found["due"]) == ("working", "2026-12-10" if granted else "2026-11-30")
    assert found.days == (19 if granted else 9)


def test_one_act_gives_a_task_to_many_and_each_ends_by_itself(both, open_copy):
    village, street, stick = both
    other = open_copy("village", "other")
    peer = street.store.system.peers.get(village.office.site)
    second = type(peer)(**{name: getattr(peer, name) for name in peer.__slots__} | {"site": "c" * 16, "name": "北村"})
    street.store.system.peers.put(second)
    uids = task_acts.issue(street, [village.office.site, "c" * 16], GIVEN)
    assert {task["number"] for task in tasks.sent(street)} == {"2026-001"}
    carry(street, village, stick)
    assert [task.uid for task in tasks.received(village)] == [uids[0]]
    task_acts.withdraw(street, [uids[1]], "北村不涉及。")
    assert [task.stage for task in tasks.sent(street)] == ["new", "withdrawn"]
    task_acts.issue(street, [village.office.site], GIVEN)
    assert tasks.sent(street)[0]["number"] == "2026-001"
    assert task_acts.next_number(street) == "2026-003"
    history.undo(street, history.recent(street)[0].txn)
    assert len(tasks.sent(street)) == 2
    assert tasks.received(other) == []


def test_an_overdue_task_is_told_on_both_sides_until_it_is_reported(both, monkeypatch):
    village, street, _stick = both
    uid = give(both)
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat("2026-12-03T09:00:00+08:00"))
    for desk in (village, street):
        found = tasks.find(desk, uid)
        assert found.overdue
        assert found.term == "已超期 3 天"
    task_acts.report_done(village, uid, "办完了。")
    assert not tasks.find(village, uid).overdue


def test_nothing_more_is_written_to_a_task_that_was_taken_back(both):
    village, street, stick = both
    uid = give(both)
    task_acts.withdraw(street, [uid], "重复了。")
    carry(street, village, stick)
    for act in (
        lambda: task_acts.sign(village, uid),
        lambda: task_acts.progress(village, uid, "有进展。"),
        lambda: task_acts.report_done(village, uid, "好了。"),
        lambda: task_acts.ask_time(village, uid, "2026-12-20", "忙。"),
    ):
        with pytest.raises(DeskError, match="已撤回"):
            act()


WRONG = [
    (lambda v, s, uid: task_acts.withdraw(s, [uid], " "), "撤回的原因"),
    (lambda v, s, uid: task_acts.send_back(s, uid, "不行"), "没有等着批复"),
    (lambda v, s, uid: task_acts.progress(v, uid, ""), "进展"),
    (lambda v, s, uid: task_acts.report_done(v, uid, ""), "办理情况"),
    (lambda v, s, uid: task_acts.ask_time(v, uid, "2026-11-25", "忙。"), "不比原来的时限"),
    (lambda v, s, uid: task_acts.ask_time(v, uid, "", "忙。"), "请填写日期"),
    (lambda v, s, uid: task_acts.issue(v, ["a" * 16], GIVEN), "才能下发"),
    (lambda v, s, uid: task_acts.issue(s, [], GIVEN), "还没有选"),
    (lambda v, s, uid: task_acts.issue(s, ["9" * 16], GIVEN), "没有与本单位配对"),
    (lambda v, s, uid: task_acts.issue(s, ["a" * 16], GIVEN | {"title": ""}), "请填写任务名称"),
    (lambda v, s, uid: task_acts.issue(s, ["a" * 16], GIVEN | {"due": "2026-11-01"}), "交办日期以前"),
    (lambda v, s, uid: task_acts.sign(v, "f" * 32), "不在了"),
    (lambda v, s, uid: task_acts.close(v, [uid]), "不是本单位下发的"),
]  # fmt: skip


def test_what_cannot_be_is_said_in_words(both):
    village, street, _ = both
    uid = give(both)
    for act, words in WRONG:
        with pytest.raises(DeskError, match=words):
            act(village, street, uid)
    assert tasks.find(village, uid).stage == "new"
    assert len(tasks.sent(street)) == 1


def test_a_term_given_as_a_month_lasts_to_its_end(both):
    village, _, _ = both
    uid = give(both, due="2026-11")
    assert tasks.find(village, uid).days == 9


def test_qd_a4_2_a_task_outside_the_list_needs_its_approval_and_a_prohibited_one_is_not_given(both):
    village, street, _stick = both
    assert give(both, matter="9911")  # a regulation without a list refuses nothing
    policies.choose(street, "QD")
    with pytest.raises(DeskError, match=r"QD-A4\.2 规范四（二）附件二"):
        give(both, matter="9901")
    with pytest.raises(DeskError, match="禁入清单第 1 条"):
        give(both, matter="9911", approval="青域准〔2026〕3号")
    uid = give(both, matter="9901", approval="青域准〔2026〕3号")
    assert tasks.find(village, uid)["approval"] == "青域准〔2026〕3号"
