"""What the rules on work are told agrees with what was entered, field by field; what is void is not told at all."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk.desk import population_lodging, work_facts
from gridDesk.ledger import Edit, new_uid
from gridDesk.policy import Period
from gridDesk.policy.reckoning import owed_days
from gridDesk.policy.work import Board, Page, Report, Survey, Visit
from gridDesk.text import CLOCK
from tests.flows.keyless import as_role
from tests.flows.work_records import change, enter, grid_of, home, member

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(CLOCK, "now", lambda: datetime.fromisoformat("2026-11-21T09:00:00+08:00"))


def facts(desk, first=FIRST, last=LAST, office=None):
    return work_facts.gather(desk, first, last, office)


def only(found):
    assert len(found) == 1
    return found[0]


def test_a_visit_is_told_as_it_was_entered(village):
    grid, house = grid_of(village), home(village, "0001")
    person = member(village, house, "孙桂兰")
    uid = enter(
        village, "visit", date="2026-09-14", start="09:00", end="09:35", worker="王建国", grid=grid, household=house,
        person=person, kind="入户走访", object="居民户", effective="是", result="信息有变化", next_on="2026-09-28",
    )  # fmt: skip
    assert only(facts(village).visits) == Visit(
        uid=uid, day=date(2026, 9, 14), grid=grid, worker="王建国", home=house, person=person, kind="入户走访",
        object="居民户", result="信息有变化", effective=True, minutes=35, start=540, next_on=date(2026, 9, 28),
    )  # fmt: skip


def test_nobody_met_is_no_effective_visit_whatever_the_tick_says(village):
    house = home(village, "0001")
    enter(village, "visit", date="2026-09-14", household=house, effective="是", result="家中无人")
    enter(village, "visit", date="2026-09-15", household=house, effective="否", result="信息无变化")
    enter(village, "visit", date="2026-09-16", household=house, result="信息无变化")
    assert [visit.effective for visit in facts(village).visits] == [False, False, True]


def test_only_the_days_asked_for_are_told_and_nothing_void_or_erased(village):
    house = home(village, "0001")
    kept = [enter(village, "visit", date=day, household=house) for day in ("2026-09-01", "2026-09-30")]
    for day in ("2026-08-31", "2026-10-01"):
        enter(village, "visit", date=day, household=house)
    change(village, "visit", enter(village, "visit", date="2026-09-10", household=house), "void")
    gone = enter(village, "visit", date="2026-09-11", household=house)
    village.store.erase("visit", [gone], actor="王建国", reason="测试")
    assert [visit.uid for visit in facts(village).visits] == kept


def test_a_patrol_is_told_with_its_people_and_who_leads(village):
    grid = grid_of(village)
    enter(village, "post", grid=grid, role="网格长", name="孙玉兰")
    enter(
        village, "patrol", date="2026-09-02", start="23:30", end="00:40", grid=grid, worker="王建国", companion="赵敏、李强",
        kind="治安巡逻", checks="环境卫生、安全隐患",
    )  # fmt: skip
    enter(village, "patrol", date="2026-09-03", grid=grid, worker="孙玉兰", people="2")
    one, other = facts(village).patrols
    assert (one.minutes, one.people, one.kind, one.supervisor) == (70, 3, "治安巡逻", False)
    assert one.checks == {"环境卫生", "安全隐患"}
    assert one.worker == "王建国、赵敏、李强"  # who goes along has done a round too
    assert (other.people, other.supervisor, other.minutes) == (2, True, 0)


def test_a_household_is_there_from_its_event_or_its_first_dated_residence(village):
    old, dated, moved, gone, merged = (home(village, f"000{n}") for n in range(5))
    member(village, old, "孙桂兰")
    member(village, dated, "周明", since="2026-09-20")
    member(village, moved, "李强", since="1990")
    enter(
        village, "population_event", kind="迁入", date="2026-09-05", household_to=moved, households_in="1", heads_in="1"
    )
    change(village, "household", gone, "close", closed_on="2026-09-10", closed_reason="02")
    change(village, "household", merged, "close", closed_on="2026-09-10", closed_reason="09", merged_into=old)
    enter(village, "visit", date="2026-09-04", household=merged)
    found = facts(village)
    homes = {one.uid: one for one in found.homes}
    assert homes[old].since is None
    assert homes[dated].since == date(2026, 9, 20)
    assert homes[moved].since == date(2026, 9, 5)
    assert homes[gone].until == date(2026, 9, 10)
    assert merged not in homes
    assert only(found.visits).home == old
    assert facts(village, date(2026, 10, 1), date(2026, 10, 31)).grids[0].households == 3


def test_homes_know_their_groups_and_shops_are_homes(village):
    house = home(village, "0001", wechat_group="是")
    person = member(village, house, "孙桂兰", kind="流动人口")
    enter(village, "elderly", person=person, kinds="独居老人", visit_every="每周")
    dwelling = enter(village, "dwelling", grid=grid_of(village))
    enter(village, "tenancy", dwelling=dwelling, tenant=person)
    enter(village, "shop", name="晨光早点铺", grid=grid_of(village), since="2026-09-03")
    enter(village, "shop", name="关了的店", grid=grid_of(village), status="注销")
    found = facts(village)
    house_, shop = found.homes
    assert house_.in_group
    assert house_.groups == {"流动人口", "出租房屋", "特殊和困难老人"}
    assert (shop.ledger, shop.since) == ("shop", date(2026, 9, 3))
    focus = only(found.focus)
    assert (focus.home, focus.every, focus.group) == (house, 7, "特殊和困难老人")


def test_tenants_of_no_household_live_in_the_dwelling_they_rent(village):
    """租住开始 with a new person makes no household: the dwelling is the home, from the first of its tenancies on."""
    dwelling, empty = (enter(village, "dwelling", grid=grid_of(village)) for _ in range(2))
    new = {"name": "吴小梅", "sex": "2"}
    first = population_lodging.rent(village, dwelling, new, "2026-08-20").uid
    population_lodging.rent(village, dwelling, {"name": "吴大海", "sex": "1"}, "2026-09-02")
    gone = population_lodging.rent(village, empty, {"name": "郑岩", "sex": "1"}, "2026-03-01").uid
    lease = next(row for row in village.store.rows("tenancy") if row["tenant"] == gone)
    population_lodging.end_rent(village, str(lease["uid"]), "2026-09-10", leaves=False)
    enter(village, "elderly", person=first, kinds="独居老人", visit_every="每周")
    found = facts(village)
    homes = {one.uid: one for one in found.homes}
    assert set(homes) == {dwelling, empty}
    let, over = homes[dwelling], homes[empty]
    assert (let.ledger, let.grid, let.since, let.until) == ("dwelling", grid_of(village), date(2026, 8, 20), None)
    assert let.groups == {"流动人口", "出租房屋", "特殊和困难老人"}
    assert (over.since, over.until) == (date(2026, 3, 1), date(2026, 9, 10))
    assert only(found.focus).home == dwelling
    assert found.grids[0].households == 0
    assert dwelling not in {
        one.uid for one in facts(village, date(2026, 8, 1), date(2026, 8, 19)).homes if one.is_there(date(2026, 8, 19))
    }


def test_tenants_live_with_the_household_that_uses_the_dwelling(village):
    """A landlord who lives in the house: one door, one visit."""
    house = home(village, "0001")
    member(village, house, "孙桂兰")
    dwelling = enter(village, "dwelling", grid=grid_of(village), household=house)
    tenant = population_lodging.rent(village, dwelling, {"name": "吴小梅", "sex": "2"}, "2026-08-20").uid
    enter(village, "disabled", person=tenant)
    found = facts(village)
    assert [(one.uid, one.groups) for one in found.homes] == [(house, {"流动人口", "出租房屋", "残疾人"})]
    assert only(found.focus).home == house


def test_people_of_a_sealed_group_are_told_without_its_name_and_to_nobody_without_the_key(village):
    village.enable("released")
    house = home(village, "0001")
    person = member(village, house, "孙桂兰")
    enter(village, "released", person=person, visit_every="每半月")
    found = facts(village)
    focus = only(found.focus)
    assert (focus.ledger, focus.uid, focus.group, focus.every) == ("person", person, "关注人员", 15)
    assert found.homes[0].groups == {"关注人员"}
    with as_role(village, "clerk") as other:
        told = facts(other)
        assert told.focus == ()
        assert told.homes[0].groups == frozenset()
        assert not [one for one in told.kept if one.ledger == "released"]


def test_workers_come_from_posts_then_files_then_the_grid(village):
    grid = grid_of(village)
    by_grid = only(facts(village).workers)
    assert (by_grid.name, by_grid.grids, by_grid.since) == ("王建国", (grid,), None)
    file = enter(
        village, "worker", name="周海燕", grid=grid, started_on="2026-03-01", exit_on="2026-09-10", role="专职网格员"
    )
    enter(
        village, "leave", worker=file, kind="病假", since="2026-09-03", until="2026-09-04", days="2", approval="已批准"
    )
    enter(village, "leave", worker=file, kind="事假", since="2026-09-07", until="2026-09-07", approval="未批准")
    enter(village, "leave", worker=file, kind="旷工", since="2026-09-08", until="2026-09-08")
    by_file = only(facts(village).workers)
    assert (by_file.uid, by_file.until) == (file, date(2026, 9, 10))
    assert by_file.away == {date(2026, 9, 3), date(2026, 9, 4)}
    enter(village, "post", grid=grid, role="专职网格员", name="冯志远", since="2026-09-11")
    names = [worker.name for worker in facts(village).workers]
    assert sorted(names) == ["冯志远", "周海燕"]
    assert [worker.name for worker in facts(village, date(2026, 10, 1), date(2026, 10, 31)).workers] == ["冯志远"]


@pytest.mark.parametrize("first", [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)])
def test_a_grid_that_its_worker_left_is_vacant_whichever_days_are_read(village, first):
    """Her file ends in August and the grid's record still names her: no workday is owed after, in any reading."""
    grid = grid_of(village)
    enter(village, "worker", name="王建国", grid=grid, started_on="2026-03-01", exit_on="2026-08-14", role="专职网格员")
    enter(village, "post", name="孙志远", grid=grid, role="专职网格员", since="2025-01-01", until="2026-02-28")
    found = facts(village, first, date(2026, 10, 31))
    october = Period(date(2026, 10, 1), date(2026, 10, 31), "month")
    assert [one.name for one in found.workers if one.is_there(date(2026, 10, 8))] == []
    assert owed_days(found, grid, october) == ()
    change(village, "grid", grid, worker="冯敏")
    successor = facts(village, date(2026, 10, 1), date(2026, 10, 31))
    assert [one.name for one in successor.workers] == ["冯敏"]


def test_a_leader_who_walks_the_grid_herself_supervises_only_where_it_is_ticked(village):
    grid = grid_of(village)
    for role, name in (("网格长", "王建国"), ("专职网格员", "王建国"), ("网格长", "孙玉兰")):
        enter(village, "post", grid=grid, role=role, name=name, since="2026-01-01")
    for day, name, ticked in (("01", "王建国", ""), ("02", "孙玉兰", ""), ("03", "王建国", "是")):
        enter(
            village,
            "patrol",
            date=f"2026-09-{day}",
            grid=grid,
            worker=name,
            **({"supervisor": ticked} if ticked else {}),
        )
    assert [one.supervisor for one in facts(village).patrols] == [False, True, True]


def test_an_old_event_settled_early_is_told_where_its_limit_lies_in_the_days(village):
    early = enter(
        village, "event", title="断头路", date="2026-03-01", closed_date="2026-03-05", due="2026-09-30", status="已办结"
    )
    enter(
        village, "event", title="旧事", date="2026-03-01", closed_date="2026-03-05", due="2026-10-01", status="已办结"
    )
    assert [event.uid for event in facts(village).events] == [early]


def test_events_are_told_with_their_steps_and_open_older_ones_too(village):
    old = enter(village, "event", title="路灯不亮", date="2026-03-01", kind="市政设施")
    enter(village, "event", title="早就办完", date="2026-03-02", closed_date="2026-03-05", status="已办结")
    uid = enter(
        village, "event", title="邻里排水", date="2026-09-08", time="10:05", kind="矛盾纠纷", place="2组", finder="王建国",
        first_owner="王建国", situation="雨水淌进院子", party_name="甲", closed_date="2026-09-20", checked_on="2026-09-21",
        feedback_on="2026-09-22", satisfaction="满意", escalated="否", severity="一般", status="已办结",
    )  # fmt: skip
    enter(village, "event_step", event=uid, step="2", date="2026-09-09", act="上报", actor="王建国")
    enter(village, "event_step", event=uid, step="1", date="2026-09-08", act="登记", actor="王建国")
    found = {event.uid: event for event in facts(village).events}
    assert set(found) == {old, uid}
    event = found[uid]
    assert (event.kind, event.severity, event.satisfied) == ("矛盾纠纷", "一般", "满意")
    assert (event.closed, event.checked, event.feedback) == (date(2026, 9, 20), date(2026, 9, 21), date(2026, 9, 22))
    assert event.said == {"时间", "地点", "人物", "情况"}
    assert event.entered == date(2026, 11, 21)
    assert [step.act for step in event.steps] == ["登记", "上报"]
    assert event.times == (605, None, None)


def test_pages_meetings_duty_boards_surveys_and_reports_are_told(village):
    grid = grid_of(village)
    page = enter(
        village, "daily_log", date="2026-09-01", grid=grid, worker="王建国", mode="手写补录", reviewed_on="2026-09-03"
    )
    enter(
        village,
        "meeting",
        title="周例会",
        date="2026-09-07",
        kind="周例会",
        level="村（社区）级",
        start="08:30",
        end="09:30",
        attended="12",
    )
    enter(
        village,
        "publicity",
        title="反诈",
        date="2026-09-08",
        kinds="防范电信网络诈骗、消防安全",
        people="40",
        leaflets="60",
    )
    worker = enter(village, "worker", name="王建国", grid=grid)
    enter(village, "duty", date="2026-08-31", kind="24小时值班", worker=worker, start="08:00", end="08:00", grid=grid)
    board = enter(village, "notice_board", grid=grid, kind="网格公示牌", since="2026-01-10", contents="姓名、电话")
    enter(village, "notice_board", grid=grid, kind="网格公示牌", since="2026-10-10")
    survey = enter(
        village,
        "survey_result",
        date="2026-09-20",
        grid=grid,
        asked="50",
        returned="48",
        aware="45",
        content="40",
        fair="5",
        dissatisfied="3",
        complaints="1",
    )
    report = enter(
        village,
        "report",
        kind=str(village.catalogue["report"]["kind"].code_set.codes[0].label),
        grid=grid,
        date="2026-09-15",
        due="2026-09-15",
    )
    found = facts(village)
    assert found.pages == (
        Page(uid=page, day=date(2026, 9, 1), grid=grid, worker="王建国", mode="手写补录", reviewed=date(2026, 9, 3)),
    )
    meeting, publicity = found.gatherings
    assert (meeting.kinds, meeting.level, meeting.hours, meeting.people) == ({"周例会"}, "村（社区）级", 1.0, 12)
    assert (publicity.kinds, publicity.people, publicity.leaflets) == ({"防范电信网络诈骗", "消防安全"}, 40, 60)
    watch = only(found.watches)
    assert (watch.day, watch.worker, watch.start, watch.minutes) == (date(2026, 8, 31), "王建国", 480, 1440)
    assert found.boards == (
        Board(uid=board, grid=grid, kind="网格公示牌", since=date(2026, 1, 10), contents=frozenset(("姓名", "电话"))),
    )
    assert found.surveys == (
        Survey(
            uid=survey,
            day=date(2026, 9, 20),
            grid=grid,
            asked=50,
            returned=48,
            aware=45,
            content=40,
            fair=5,
            dissatisfied=3,
            complaints=1,
        ),
    )
    assert only(found.reports) == Report(
        uid=report, kind=only(found.reports).kind, sent=date(2026, 9, 15), due=date(2026, 9, 15), grid=grid
    )


def test_ledgers_are_counted_as_they_stood_at_the_end_of_a_month(village, monkeypatch):
    def on(day):
        monkeypatch.setattr(CLOCK, "now", lambda: datetime.fromisoformat(f"{day}T09:00:00+08:00"))

    on("2026-09-05")
    house = home(village, "0001")
    person = member(village, house, "孙桂兰")
    on("2026-10-08")
    change(village, "person", person, "verify")
    on("2026-10-20")
    member(village, house, "李强")
    on("2026-11-21")

    def people(day):
        kept = work_facts.gather(village, day.replace(day=1), day).kept
        return [(one.total, one.fresh) for one in kept if one.ledger == "person"]

    assert people(date(2026, 9, 30)) == [(1, 1)]
    assert people(date(2026, 10, 31)) == [(2, 2)]
    assert people(date(2026, 11, 21)) == [(2, 0)]
    assert people(date(2026, 8, 31)) == [(0, 0)]


def test_the_first_day_of_records_is_that_of_the_earliest(village):
    assert facts(village).begun == date.fromisoformat(str(village.setting("made_on")))
    enter(village, "patrol", date="2026-05-04")
    assert facts(village).begun == date(2026, 5, 4)


def test_a_record_without_a_date_does_not_hide_when_the_records_begin(village):
    enter(village, "event", title="路灯不亮", date="2026-05-04")
    village.write([Edit("event", new_uid(), "create", {"title": "井盖松动", "kind": "03"})], "导入事项")
    assert facts(village).begun == date(2026, 5, 4)
