"""An event from being found to being closed: each act is one write with its step, what may not be is refused with its clause."""

from __future__ import annotations

import datetime

import pytest

from gridDesk import text
from gridDesk.desk import (
    batch,
    event_acts,
    event_checks,
    event_limits,
    event_steps,
    events,
    history,
    policies,
    proposals,
    records,
    rosters,
)
from gridDesk.desk.columns import offered
from gridDesk.desk.event_course import course
from gridDesk.desk.events import Filter
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.policy.calendar import Calendar
from gridDesk.policy.limits import Limit
from tests.roster.support import write_xlsx

FOUND = {
    "title": "楼道堆放杂物", "kind": "03", "date": "2026-11-02", "place": "柳行村2组1号", "situation": "楼道里堆放纸箱，通道堵了一半。",
    "party_name": "张三强",
}  # fmt: skip


def at(monkeypatch, when):
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat(f"{when}+08:00"))


@pytest.fixture
def desk(village, monkeypatch):
    at(monkeypatch, "2026-11-03T09:00:00")
    return village


def found(desk, **more):
    return event_acts.register(desk, FOUND | more).uid


def status(desk, uid):
    return desk.store.get("event", uid)["status"]


def acts(desk, uid):
    return [one.word for one in course(desk, desk.store.get("event", uid))]


def test_an_event_lives_from_finding_to_being_closed_step_by_step(desk):
    uid = found(desk)
    event_acts.accept(desk, uid)
    event_acts.assign(desk, uid, "物业王师傅", "两天内清走", "2026-11-05")
    event_acts.handle(desk, uid, "已通知户主清理。")
    event_acts.stage(desk, uid, "告诉反映人正在清理。", "李四海")
    event_acts.handle(desk, uid, "已清理完。", done=True)
    assert status(desk, uid) == "04"
    event_acts.check(desk, uid, "通道畅通。")
    event_acts.close(desk, uid)
    event_acts.answer(desk, uid, "已告诉反映人。", "01")
    assert acts(desk, uid) == ["登记", "受理", "交办", "办理", "阶段反馈", "办理", "现场核查", "销号", "反馈当事人"]
    row = desk.store.get("event", uid)
    assert [row[key] for key in ("status", "handled_by", "result", "checked_by", "closed_date", "due", "due_by_hand")] == [
        "05", "物业王师傅", "已清理完。", desk.user, "2026-11-03", "2026-11-05", 1,
    ]  # fmt: skip
    assert row["first_owner"] == desk.user  # 首办负责: whoever it is given to
    assert [one["step"] for one in event_steps.of_event(desk, uid)] == list(range(1, 10))
    assert events.feedback_rate(desk, datetime.date(2026, 11, 1), datetime.date(2026, 11, 30)).words == "100%"
    assert desk.store.check() == []


def test_ql_10_7_an_event_is_not_closed_before_somebody_looked_on_the_spot(desk):
    uid = found(desk)
    with pytest.raises(DeskError, match=r"还没有现场核查，不能销号（QL-10\.7"):
        event_acts.close(desk, uid)
    event_acts.check(desk, uid, "还堆着。", passed=False)
    with pytest.raises(DeskError, match="现场核查"):
        event_acts.close(desk, uid)
    event_acts.check(desk, uid, "清走了。", by="村主任")
    event_acts.close(desk, uid)
    with pytest.raises(DeskError, match="已经销号"):
        event_acts.close(desk, uid)
    event_acts.reopen(desk, uid, "又堆上了。")
    with pytest.raises(DeskError, match="现场核查"):
        event_acts.close(desk, uid)


@pytest.mark.parametrize("act", [
    lambda desk, uid: event_acts.handle(desk, uid, "又堆上了，再清。", done=True),
    lambda desk, uid: event_acts.assign(desk, uid, "王师傅"),
    lambda desk, uid: event_acts.forward(desk, uid, "城管中队"),
    lambda desk, uid: event_acts.report_up(desk, uid),
])  # fmt: skip
def test_ql_10_7_what_is_handled_after_the_check_must_be_looked_at_again(desk, act):
    uid = found(desk)
    event_acts.check(desk, uid, "清走了。")
    act(desk, uid)
    with pytest.raises(DeskError, match="还没有现场核查"):
        event_acts.close(desk, uid)


def test_the_parties_of_an_event_taken_up_again_are_told_its_new_result(desk):
    uid = found(desk)
    event_acts.check(desk, uid, "清走了。", close_too=True)
    event_acts.answer(desk, uid, "告诉张三强了。", "01")
    event_acts.reopen(desk, uid, "又堆上了。")
    event_acts.check(desk, uid, "又清走了。", close_too=True)
    row = desk.store.get("event", uid)
    assert [row[key] for key in ("feedback", "feedback_on", "satisfaction")] == [None] * 3
    assert [line.state for line in events.list_events(desk).lines] == ["待反馈"]


def test_what_is_solved_on_the_spot_was_seen_there_and_is_closed_in_one_act(desk):
    uid = found(desk)
    event_acts.solve(desk, uid, "当场清走。")
    assert acts(desk, uid) == ["登记", "当场解决", "现场核查", "销号"]
    assert status(desk, uid) == "05"
    other = found(desk)
    event_acts.solve(desk, other, "户主答应晚上清走。", checked=False)
    assert (status(desk, other), acts(desk, other)) == ("04", ["登记", "当场解决"])


def test_every_act_is_undone_by_one_undo(desk):
    uid = found(desk)
    before = desk.store.get("event", uid)
    for act in (
        lambda: event_acts.accept(desk, uid),
        lambda: event_acts.solve(desk, uid, "清走了。"),
        lambda: event_acts.report_up(desk, uid),
        lambda: event_acts.assign(desk, uid, "王师傅"),
        lambda: event_acts.forward(desk, uid, "城管中队"),
        lambda: event_acts.transfer(desk, uid, "供电所"),
        lambda: event_acts.handle(desk, uid, "在办。", done=True),
        lambda: event_acts.stage(desk, uid, "在办。"),
        lambda: event_acts.answer(desk, uid, "办完了。"),
        lambda: event_acts.check(desk, uid, "好了。", close_too=True),
        lambda: event_acts.urge(desk, uid),
        lambda: event_acts.send_back(desk, uid, "没有办好。"),
        lambda: event_acts.postpone(desk, uid, "2026-12-01", "等材料。"),
    ):
        act()
        assert len(acts(desk, uid)) > 1
        history.undo(desk, history.recent(desk)[0].txn)
        now = desk.store.get("event", uid)
        assert {key: now[key] for key in now if key not in ("rev", "updated_at")} == {
            key: before[key] for key in before if key not in ("rev", "updated_at")
        }
        assert acts(desk, uid) == ["登记"]
    history.undo(desk, next(act.txn for act in history.recent(desk) if act.label == "登记事项"))
    assert events.list_events(desk, Filter(state="all")).total == 0


WRONG = [
    (lambda desk, uid: event_acts.solve(desk, uid, " "), "怎么解决的"),
    (lambda desk, uid: event_acts.assign(desk, uid, ""), "交给谁"),
    (lambda desk, uid: event_acts.forward(desk, uid, " "), "交给谁"),
    (lambda desk, uid: event_acts.handle(desk, uid, ""), "怎么办的"),
    (lambda desk, uid: event_acts.stage(desk, uid, ""), "告诉了什么"),
    (lambda desk, uid: event_acts.answer(desk, uid, ""), "反馈了什么"),
    (lambda desk, uid: event_acts.check(desk, uid, ""), "看到了什么"),
    (lambda desk, uid: event_acts.send_back(desk, uid, ""), "退回的原因"),
    (lambda desk, uid: event_acts.postpone(desk, uid, "2026-12-01", ""), "延期的原因"),
    (lambda desk, uid: event_acts.postpone(desk, uid, "2026-11-01", "忙。"), "更晚的日子"),
    (lambda desk, uid: event_acts.postpone(desk, uid, "2026-12", "忙。"), "年月日"),
    (lambda desk, uid: event_acts.assign(desk, uid, "王师傅", due="11月2日"), "在今天以前"),
    (lambda desk, uid: event_acts.reopen(desk, uid, "又犯了。"), "还没有销号"),
]


@pytest.mark.parametrize(("act", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_lacks_something_is_refused_and_nothing_is_written(desk, act, words):
    uid = found(desk)
    with pytest.raises(DeskError, match=words):
        act(desk, uid)
    assert acts(desk, uid) == ["登记"]


def test_jj_19_3_what_is_reported_up_says_time_place_people_and_situation(desk):
    uid = event_acts.register(desk, {"title": "路面塌陷", "kind": "06", "finder": None}).uid
    event_acts.change(desk, uid, {"finder": None})
    with pytest.raises(DeskError, match=r"还缺：地点、人物、情况（JJ-19\.3"):
        event_acts.report_up(desk, uid)
    event_acts.change(desk, uid, {"place": "村口", "finder": "李秀英", "situation": "塌了半米深。"})
    event_acts.report_up(desk, uid, to="街道综治中心")
    row = desk.store.get("event", uid)
    assert [row[key] for key in ("status", "handling", "move", "tier")] == ["03", "02", "04", "03"]
    assert event_steps.of_event(desk, uid)[-1]["tier"] == "03"  # the step says how far up it was handed


def test_jj_07_11_of_an_emergency_finding_arrival_and_report_are_measured(desk, monkeypatch):
    uid = found(desk, kind="15", title="液化气泄漏")
    with pytest.raises(DeskError, match="还缺：时间"):
        event_acts.report_up(desk, uid)
    event_acts.change(desk, uid, {"time": "08:40", "arrived": "08:52"})
    at(monkeypatch, "2026-11-03T09:05:00")
    event_acts.report_up(desk, uid)
    row = desk.store.get("event", uid)
    assert (row["reported"], row["urgent"]) == ("09:05", 1)
    assert event_checks.times_words(row) == "发现后 12 分钟到场，25 分钟报告（JJ-07.11 第七条（十一））"


def test_what_is_done_for_somebody_is_closed_only_with_its_result(desk):
    uid = found(desk, kind="11", agency_kind="04", title="代办医保")
    event_acts.check(desk, uid, "当面问过。")
    with pytest.raises(DeskError, match="代办事项还没有写办理结果"):
        event_acts.close(desk, uid)
    event_acts.handle(desk, uid, "已参保，下月生效。", done=True)
    event_acts.check(desk, uid, "看过参保凭证。")
    event_acts.close(desk, uid)


def test_qd_a4_2_what_is_prohibited_is_refused_and_what_is_not_listed_needs_an_approval(desk, monkeypatch):
    monkeypatch.setattr(event_limits, "profile_of", lambda _desk: policies.own_profiles()["QD"])
    with pytest.raises(DeskError, match=r"QD-A4\.2"):
        found(desk, matter="9911")
    with pytest.raises(DeskError, match="准入编号"):
        found(desk, matter="9901")
    assert found(desk, matter="9901", approval="准〔2026〕3号")
    assert found(desk, matter="0403")


def test_gz3_6_3_a_class_suggests_where_an_event_goes():
    advice = event_checks.suggestion
    assert advice(None, {"severity": "1"}).act == "solve"
    assert advice(None, {"severity": "2"}).act == "assign"
    assert advice(None, {"severity": "3"}).act == "report"
    assert advice(None, {"severity": "1", "urgent": 1}).act == "report"
    assert advice(None, {"severity": "1", "scale": "03"}).act == "assign"
    assert advice(None, {"severity": "1", "status": "02"}) is None
    assert advice(None, {"severity": "1", "kind": "11"}) is None


def test_the_limit_follows_class_and_level_until_somebody_sets_another(desk, monkeypatch):
    days = {"一般": 7, "较大": 15, "重大": 30}

    def limit_of(_profile, event, _calendar):
        return Limit(event.found + datetime.timedelta(days=days[event.severity]), "GZ3-6.2", "六（二）", "")

    monkeypatch.setattr(event_limits, "limit_of", limit_of)
    monkeypatch.setattr(event_limits.directives, "calendar", lambda _desk: Calendar())
    uid = found(desk)
    assert desk.store.get("event", uid)["due"] == "2026-11-09"
    event_acts.change(desk, uid, {"severity": "2"})
    assert desk.store.get("event", uid)["due"] == "2026-11-17"
    event_acts.change(desk, uid, {"due": "2026-11-20"})
    event_acts.change(desk, uid, {"severity": "3"})
    row = desk.store.get("event", uid)
    assert (row["due"], row["due_by_hand"]) == ("2026-11-20", 1)


def test_a_limit_that_came_with_a_list_stays_whether_a_regulation_sets_one_or_not(desk, monkeypatch):
    uids = [new_uid(), new_uid()]
    listed = FOUND | {"due": "2026-12-31", "status": "02"}
    desk.write([Edit("event", uid, "create", listed) for uid in uids], "导入")
    event_acts.change(desk, uids[0], {"title": "楼道杂物"})
    monkeypatch.setattr(policies, "profile_on", lambda _desk, _day: policies.own_profiles()["GZ4"])
    event_acts.change(desk, uids[0], {"severity": "2"})
    event_acts.report_up(desk, uids[1])
    assert [desk.store.get("event", uid)["due"] for uid in uids] == ["2026-12-31"] * 2
    event_acts.change(desk, uids[0], {"due": None})  # nobody's any more: the regulation's
    assert desk.store.get("event", uids[0])["due"] == "2026-11-05"


def test_a_limit_typed_without_its_year_lies_ahead_in_every_form(desk):
    assert records.parse(desk, "event", "due", "12月5日") == "2026-12-05"
    assert records.parse(desk, "task", "due", "12月5日") == "2026-12-05"
    assert records.parse(desk, "event", "date", "12月5日") == "2025-12-05"


def test_a_visit_that_found_it_names_it(desk):
    visit = records.save(desk, "visit", None, records.blank(desk, "visit", date="2026-11-02", problem="楼道有杂物")).uid
    uid = event_acts.register(desk, FOUND, visit=visit).uid
    assert desk.store.get("visit", visit)["event"] == uid
    (first,) = event_steps.of_event(desk, uid)
    assert (first["about_ledger"], first["about"]) == ("visit", visit)


def test_the_course_is_in_the_order_of_steps_whatever_the_clock_said(desk, monkeypatch):
    uid = found(desk)
    at(monkeypatch, "2026-11-20T10:00:00")
    event_acts.handle(desk, uid, "第一步。")
    at(monkeypatch, "2026-11-04T08:00:00")  # the clock was set right again
    event_acts.handle(desk, uid, "第二步。", done=True)
    event_acts.check(desk, uid, "第三步。", close_too=True)
    assert [one.words for one in course(desk, desk.store.get("event", uid))][1:4] == [
        "第一步。",
        "第二步。",
        "第三步。",
    ]


def test_an_event_without_steps_has_a_course_from_its_own_dates(desk):
    uid = new_uid()
    values = FOUND | {"finder": "李秀英", "checked_on": "2026-11-05", "checked_by": "王主任", "closed_date": "2026-11-06",
                      "feedback_on": "2026-11-06", "feedback": "已告知", "status": "05", "result": "清走了"}  # fmt: skip
    desk.store.write([Edit("event", uid, "create", values)], actor="", label="导入")  # as 0.1.0 did, without a step
    told = course(desk, desk.store.get("event", uid))
    assert [(one.word, one.date) for one in told] == [
        ("登记", "2026-11-02"), ("现场核查", "2026-11-05"), ("反馈当事人", "2026-11-06"), ("销号", "2026-11-06"),
    ]  # fmt: skip


def test_open_events_come_first_and_those_near_their_limit_on_top(desk):
    done = found(desk, title="已办")
    event_acts.solve(desk, done, "好了。")
    found(desk, title="不急", due="2026-12-30")
    found(desk, title="明天到期", due="2026-11-04")
    found(desk, title="超期", due="2026-11-01")
    found(desk, title="无限期", date="2026-11-03")
    listed = events.list_events(desk, Filter(state="all"))
    assert [line.title for line in listed.lines] == ["超期", "明天到期", "无限期", "不急", "已办"]
    assert [line.term for line in listed.lines] == ["已超期 2 天", "还有 1 天", "", "还有 57 天", "2026-11-03"]
    assert (listed.total, listed.open, listed.late, listed.near) == (5, 4, 1, 1)
    assert [line.title for line in events.list_events(desk, Filter(state="late")).lines] == ["超期"]
    assert [line.title for line in events.list_events(desk, Filter(words="明天")).lines] == ["明天到期"]
    assert events.list_events(desk, Filter(kinds=("01",))).total == 0


def test_the_share_of_those_told_is_never_rounded_up_to_all():
    assert events.Rate(1999, 2000).words == "99.9%"
    assert events.Rate(0, 0).words == "—"


def test_a_closed_event_stays_among_the_open_ones_until_its_party_was_told(desk, monkeypatch):
    uid = found(desk)
    event_acts.solve(desk, uid, "清走了。")
    own = found(desk, title="自己发现的", party_name=None)
    event_acts.solve(desk, own, "清走了。")
    listed = events.list_events(desk)
    assert [(line.uid, line.state) for line in listed.lines] == [(uid, "待反馈")]
    assert (listed.total, listed.open, listed.untold) == (1, 0, 1)
    at(monkeypatch, "2027-01-03T09:00:00")  # months later nobody waits any more, but it can be asked for
    assert events.list_events(desk).total == 0
    assert events.list_events(desk, Filter(state="untold")).total == 1
    event_acts.answer(desk, uid, "告诉张三强了。")
    assert events.list_events(desk, Filter(state="untold")).total == 0


def test_who_closes_an_event_in_its_form_is_warned_that_nobody_checked(desk):
    said = [one.message for one in records.check(desk, "event", FOUND | {"status": "05"}) if one.level == "warning"]
    assert said == ["还没有写现场核查，按制度不能销号（QL-10.7）；请到“事项”页办理。"]
    assert not [one for one in records.check(desk, "event", FOUND | {"status": "02"}) if one.level == "warning"]


def test_a_table_of_events_cannot_close_one_past_the_check_on_the_spot(desk):
    known = {column.key: column for column in offered(desk, "event")}
    told_by_steps = ("status", "closed_date", "checked_on", "checked_by")
    assert [known[key].editable for key in ("situation", *told_by_steps)] == [True, False, False, False, False]
    assert not {field.key for field in batch.editable_fields(desk, "event")} & set(told_by_steps)
    assert not {field.key for field in proposals.proposable(desk, "event")} & set(told_by_steps)


def test_an_event_entered_in_its_ledger_begins_its_course_with_being_registered_and_leaves_with_it(desk):
    saved = records.save(desk, "event", None, records.blank(desk, "event", **FOUND, finder="李秀英"))
    (first,) = event_steps.of_event(desk, saved.uid)
    assert (first["act"], first["step"], first["date"], first["actor"]) == (
        event_steps.REGISTER,
        1,
        "2026-11-02",
        "李秀英",
    )
    assert first["words"] == FOUND["situation"]
    history.undo(desk, saved.changes.txn)
    assert (desk.store.get("event", saved.uid)["state"], event_steps.of_event(desk, saved.uid)) == ("void", [])
    history.undo(desk, history.recent(desk)[0].txn)
    assert [one.word for one in course(desk, desk.store.get("event", saved.uid))] == ["登记"]
    event_acts.handle(desk, saved.uid, "去看了。")
    assert acts(desk, saved.uid) == ["登记", "办理"]


def test_an_imported_list_of_events_gives_each_its_first_step_in_the_same_act(desk, tmp_path):
    rows = [["事项名称", "发现日期", "地点", "情况描述", "办结日期"],
            ["路灯不亮", "2026-10-02", "村东路口", "三盏路灯不亮", "2026-10-04"], ["井盖松动", "2026-10-05", "卫生室门口", "", ""]]  # fmt: skip
    before = len(history.recent(desk))
    rosters.apply(desk, rosters.preview(desk, [write_xlsx(tmp_path / "事项台账.xlsx", rows)]))
    told = {row["title"]: acts(desk, row["uid"]) for row in desk.store.rows("event")}
    assert told == {"路灯不亮": ["登记", "销号"], "井盖松动": ["登记"]}
    assert {row["words"] for row in desk.store.rows("event_step")} == {"三盏路灯不亮", "井盖松动"}
    assert len(history.recent(desk)) == before + 1
    history.undo(desk, history.recent(desk)[0].txn)
    assert (desk.store.count("event"), desk.store.count("event_step")) == (0, 0)


def test_an_event_without_a_day_was_registered_on_the_day_it_was_entered(desk):
    uid = new_uid()
    desk.write([Edit("event", uid, "create", {"title": "井盖松动"})], "导入")
    assert [(row["date"], row["time"]) for row in event_steps.of_event(desk, uid)] == [("2026-11-03", "09:00")]


def test_an_undo_that_leaves_an_event_standing_leaves_the_steps_it_was_registered_with(desk):
    saved = event_acts.register(desk, FOUND)
    event_acts.handle(desk, saved.uid, "去看了。")
    undone = history.undo(desk, saved.changes.txn)
    assert undone.kept == ["事项“2026-11-02 楼道堆放杂物”的办理状态没有撤销：这条记录后来又修改过，予以保留。"]
    assert acts(desk, saved.uid) == ["登记", "办理"]


def test_an_undo_of_a_later_act_still_takes_its_steps_from_an_event_that_stays(desk):
    uid = found(desk)
    solved = event_acts.solve(desk, uid, "清走了。")
    event_acts.answer(desk, uid, "告诉他了。")
    history.undo(desk, solved.txn)
    assert acts(desk, uid) == ["登记", "反馈当事人"]


def test_the_first_step_follows_when_the_day_or_hour_of_finding_is_corrected(desk):
    uid = found(desk, date="2026-10-02")
    event_acts.change(desk, uid, {"date": "2026-11-02"})
    assert [(one.word, one.when) for one in course(desk, desk.store.get("event", uid))] == [("登记", "2026-11-02")]
    records.save(desk, "event", uid, {"time": "08:30"})
    assert [one.when for one in course(desk, desk.store.get("event", uid))] == ["2026-11-02 08:30"]
    today = found(desk, date="2026-11-03")  # today: the hour of registering, which is none of yesterday
    event_acts.change(desk, today, {"date": "2026-11-02"})
    assert [one.when for one in course(desk, desk.store.get("event", today))] == ["2026-11-02"]
    history.undo(desk, history.recent(desk)[0].txn)
    assert [one.when for one in course(desk, desk.store.get("event", today))] == ["2026-11-03 09:00"]


@pytest.mark.parametrize("day", ["2026-11-04", "2026-12", "2027"])
def test_an_event_is_not_found_on_a_day_to_come(desk, day):
    with pytest.raises(DeskError, match=f"发现日期 {day} 还没有到"):
        found(desk, date=day)
    uid = found(desk, date="2026-11")
    with pytest.raises(DeskError, match="还没有到"):
        event_acts.change(desk, uid, {"date": day})


def test_what_was_reported_up_is_not_reported_once_more_before_it_was_answered(desk):
    uid = found(desk)
    event_acts.report_up(desk, uid)
    with pytest.raises(DeskError, match="已经上报，上级还没有答复"):
        event_acts.report_up(desk, uid)
    assert acts(desk, uid) == ["登记", "上报"]


def test_a_first_step_from_a_list_of_steps_takes_the_place_of_the_one_an_event_had(desk):
    uid, values = found(desk), {"act": event_steps.REGISTER, "date": "2026-11-01", "step": 1, "words": "群众来电"}
    made = desk.write([Edit("event_step", new_uid(), "create", {"event": uid, **values})], "导入")
    assert [one.words for one in course(desk, desk.store.get("event", uid))] == ["群众来电"]
    history.undo(desk, made.txn)
    assert [one.words for one in course(desk, desk.store.get("event", uid))] == [FOUND["situation"]]
