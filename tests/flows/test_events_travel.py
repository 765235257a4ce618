"""An event moved up travels to the street by package, and what the street says of it comes back onto its course."""

from __future__ import annotations

import pytest

from gridDesk import text
from gridDesk.desk import event_above, event_acts, event_steps, events, policies, results, task_acts, tasks
from gridDesk.desk.event_course import course
from gridDesk.desk.events import Filter
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit
from tests.flows.two_offices import carry, digests, pair

FOUND = {
    "title": "邻里排水纠纷", "kind": "01", "date": "2026-11-02", "place": "柳行村2组", "situation": "排水沟改道，两家争执。",
    "party_name": "张三强", "other_party": "李四海", "severity": "3",
}  # fmt: skip


@pytest.fixture
def both(village, street, tmp_path, monkeypatch):
    clock(monkeypatch, "2026-11-03T09:00:00")
    pair(village, street, tmp_path)
    return village, street, tmp_path


def clock(monkeypatch, when):
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat(f"{when}+08:00"))


def moved_up(both):
    village, street, stick = both
    uid = event_acts.register(village, FOUND).uid
    event_acts.report_up(village, uid, "村里调解两次没有成。")
    carry(village, street, stick)
    return uid


def words(desk, uid):
    return [(one.office, one.word) for one in course(desk, desk.store.get("event", uid))]


def in_step(both):
    village, street, stick = both
    for sender, receiver in ((village, street), (street, village), (village, street)):
        carry(sender, receiver, stick)
    site = village.office.site
    return digests(street, site) == digests(village, site) and not [*village.store.check(), *street.store.check()]


def test_an_event_goes_up_is_taken_on_given_as_a_task_answered_checked_and_closed(both):
    village, street, stick = both
    uid = moved_up(both)
    (line,) = events.list_events(street).lines
    assert (line.office, line.state, line.own) == ("柳行村", "等受理", False)
    event_above.accept(street, uid)
    (task,) = event_above.assign(street, uid, [village.office.site], "请牵头再调一次，司法所派人。", due="2026-11-10")
    carry(street, village, stick)
    assert [row["title"] for row in events.view(village, uid).tasks] == ["办理事项：邻里排水纠纷"]
    assert words(village, uid) == [
        ("柳行村", "登记"), ("柳行村", "上报"), ("齐陵街道", "已受理"), ("齐陵街道", "已交办"),
    ]  # fmt: skip
    assert words(street, uid) == [("柳行村", "登记"), ("柳行村", "上报"), ("齐陵街道", "受理"), ("齐陵街道", "交办")]
    task_acts.sign(village, task)
    event_above.take(village, uid)
    assert village.store.get("event", uid)["status"] == "03"  # taken on above, not settled
    task_acts.report_done(village, task, "两家签了协议。")
    carry(village, street, stick)
    assert tasks.find(street, task).stage == "reported"
    task_acts.close(street, [task])
    event_above.say(street, uid, event_above.SETTLED, "司法所确认协议有效。", satisfied="01")
    carry(street, village, stick)
    assert events.view(village, uid).waiting
    with pytest.raises(DeskError, match="现场核查"):
        event_acts.close(village, uid)
    event_above.take(village, uid)
    assert village.store.get("event", uid)["status"] == "04"
    event_acts.check(village, uid, "排水沟已恢复。", close_too=True)
    event_acts.answer(village, uid, "两家都认可。", "01")
    assert in_step(both)
    assert [word for _, word in words(street, uid)] == [
        "登记", "上报", "受理", "交办", "受理", "受理", "办理", "办理", "受理", "现场核查", "销号", "反馈当事人",
    ]  # fmt: skip
    assert [word for _, word in words(village, uid)][-5:] == ["已办理", "受理", "现场核查", "销号", "反馈当事人"]
    assert events.list_events(street).lines == ()
    assert [one.state for one in events.list_events(street, Filter(state="closed")).lines] == ["已办结"]


def test_what_answers_something_stands_behind_it_though_a_clock_is_a_year_slow(both, monkeypatch):
    village, street, stick = both
    uid = moved_up(both)
    clock(monkeypatch, "2025-01-01T08:00:00")
    event_above.accept(street, uid)
    carry(street, village, stick)
    clock(monkeypatch, "2026-11-04T08:00:00")
    event_acts.stage(village, uid, "告诉双方街道已受理。")
    carry(village, street, stick)
    for desk in (village, street):
        assert [word for _, word in words(desk, uid)][-2:] in (["已受理", "阶段反馈"], ["受理", "阶段反馈"])


def test_what_the_street_gives_back_is_handled_by_the_village_again(both):
    village, street, stick = both
    uid = moved_up(both)
    event_above.urge(street, uid)
    with pytest.raises(DeskError, match="退回的原因"):
        event_above.send_back(street, uid, " ")
    event_above.send_back(street, uid, "属于村里职责，请先调解。")
    assert results.moved_up(street) == []
    carry(street, village, stick)
    event_above.take(village, uid)
    row = village.store.get("event", uid)
    assert (row["status"], row["tier"]) == ("02", "04")
    with pytest.raises(DeskError, match="没有等着接收"):
        event_above.take(village, uid)
    assert in_step(both)


def test_what_is_moved_up_a_second_time_waits_for_the_street_again(both):
    village, street, stick = both
    uid = moved_up(both)
    event_above.accept(street, uid)
    event_above.send_back(street, uid, "请先调解。")
    carry(street, village, stick)
    event_above.take(village, uid)
    event_acts.handle(village, uid, "又调解一次，没有成。")
    event_acts.report_up(village, uid, "再次上报。")
    carry(village, street, stick)
    assert [one.uid for one in results.moved_up(street)] == [uid]
    assert results.moved_up(street, answered=True) == []
    assert [line.state for line in events.list_events(street).lines] == ["等受理"]
    assert events.view(street, uid).line.state == "等受理"
    event_above.accept(street, uid)
    assert events.view(street, uid).line.state == "已受理"
    event_above.say(street, uid, event_above.SETTLED, "司法所调解成功。")
    assert [one.results for one in results.moved_up(street, answered=True)] == [1]


def test_a_word_of_the_street_from_before_leaves_what_was_moved_up_again_where_it_is(both):
    village, street, stick = both
    uid = moved_up(both)
    event_above.send_back(street, uid, "请先调解。")
    event_acts.handle(village, uid, "村里再调一次。", done=True)  # before the stick came
    event_acts.report_up(village, uid, "再次上报。")
    carry(street, village, stick)
    event_above.take(village, uid)
    assert village.store.get("event", uid)["status"] == event_steps.MOVED_UP
    assert in_step(both)


def test_of_what_the_street_said_in_one_package_the_last_word_counts(both, monkeypatch):
    village, street, stick = both
    monkeypatch.setattr(policies, "profile_on", lambda _desk, _day: policies.own_profiles()["GZ4"])
    uid = moved_up(both)
    assert village.store.get("event", uid)["due"] == "2026-11-09"  # that of the street
    event_above.say(street, uid, event_above.SETTLED, "街道已调解。")
    event_above.send_back(street, uid, "弄错了，请村里办。")
    carry(street, village, stick)
    event_above.take(village, uid)
    row = village.store.get("event", uid)
    assert [row[key] for key in ("status", "tier", "due", "result")] == ["02", "04", "2026-11-05", None]


def test_ql_10_7_what_the_street_settled_is_looked_at_once_more_though_it_was_checked_before(both):
    village, street, stick = both
    uid = event_acts.register(village, FOUND).uid
    event_acts.check(village, uid, "看过了。")
    village.write([Edit("event", uid, "update", {"status": "03"})], "改状态")
    carry(village, street, stick)
    event_above.say(street, uid, event_above.SETTLED, "街道已调解。")
    carry(street, village, stick)
    event_above.take(village, uid)
    with pytest.raises(DeskError, match="还没有现场核查"):
        event_acts.close(village, uid)


def test_a_village_that_goes_on_with_what_it_moved_up_leaves_it_with_the_street(both):
    village, street, stick = both
    uid = moved_up(both)
    event_acts.handle(village, uid, "补充了现场照片。")
    event_acts.check(village, uid, "还在渗水。", passed=False)
    carry(village, street, stick)
    assert [one.uid for one in results.moved_up(street)] == [uid]
    assert [line.uid for line in events.list_events(street).lines] == [uid]


def test_what_the_street_says_of_an_event_closed_meanwhile_is_signed_for_and_changes_nothing(both):
    village, street, stick = both
    uid = moved_up(both)
    event_above.urge(street, uid)
    event_acts.check(village, uid, "好了。", close_too=True)
    carry(street, village, stick)
    event_above.take(village, uid)
    assert village.store.get("event", uid)["status"] == event_steps.DONE
    assert events.view(village, uid).waiting == ()
    carry(village, street, stick)
    for act in (lambda: event_above.urge(street, uid),
                lambda: event_above.assign(street, uid, [village.office.site], "去看看。")):  # fmt: skip
        with pytest.raises(DeskError, match="请柳行村先点“恢复办理”"):
            act()


def test_the_street_cannot_change_an_event_of_the_village(both):
    _village, street, _stick = both
    uid = moved_up(both)
    for act in (event_acts.accept, event_acts.close):
        with pytest.raises(DeskError, match="由下级单位登记"):
            act(street, uid)
    with pytest.raises(DeskError, match="还没有写要办什么"):
        event_above.assign(street, uid, [street.office.site], "")
    with pytest.raises(DeskError, match="还没有选"):
        event_above.assign(street, uid, [], "去看看。")


def test_a_result_taken_back_leaves_the_course_on_both_sides(both):
    village, street, stick = both
    uid = moved_up(both)
    given = results.give(street, uid, {"outcome": "01", "result": "已办。"})
    carry(street, village, stick)
    results.take_back(street, given)
    carry(street, village, stick)
    assert [word for _, word in words(village, uid)] == ["登记", "上报"]
    assert [word for _, word in words(street, uid)] == ["登记", "上报"]


def test_a_package_of_an_older_village_brings_events_without_steps(both):
    village, street, stick = both
    uid = event_acts.register(village, FOUND).uid
    event_acts.report_up(village, uid)
    for row in event_steps.of_event(village, uid):
        village.store.erase("event_step", [str(row["uid"])], actor="测试", reason="旧版本没有办理经过")
    carry(village, street, stick)
    assert [word for _, word in words(street, uid)] == ["登记"]
    event_above.accept(street, uid)
    carry(street, village, stick)
    assert [word for _, word in words(village, uid)] == ["登记", "已受理"]


def test_the_street_lists_its_own_and_what_was_moved_up_and_more_when_asked(both):
    village, street, stick = both
    moved_up(both)
    event_acts.register(village, FOUND | {"title": "村里自己办的"})
    event_acts.register(street, FOUND | {"title": "街道自己的"})
    carry(village, street, stick)
    assert {line.title for line in events.list_events(street).lines} == {"邻里排水纠纷", "街道自己的"}
    assert len(events.list_events(street, Filter(whose="below")).lines) == 2
    assert len(events.list_events(street, Filter(whose=village.office.site)).lines) == 2
    assert [line.title for line in events.list_events(street, Filter(whose="own")).lines] == ["街道自己的"]
