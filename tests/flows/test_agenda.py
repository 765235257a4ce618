"""今日: what is due today and this week follows from the records and the regulation, each with a way to act on it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk import text
from gridDesk.desk import (
    agenda,
    agenda_acts,
    agenda_people,
    history,
    people,
    records,
    task_acts,
    visit_plan,
)
from gridDesk.desk.agenda import Agenda
from gridDesk.desk.agenda_item import Item
from gridDesk.desk.freshness import CLAUSE
from gridDesk.desk.office import Desk
from gridDesk.desk.policies import choose, own_profiles
from gridDesk.ledger import Edit
from gridDesk.ui.navigation import PAGES
from tests.flows.two_offices import carry

FRIDAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9).astimezone())


@pytest.fixture
def homes(village: Desk) -> list[str]:
    """Twelve homes of one person each, in two village groups."""
    return [
        people.new_household(village, f"{n:04}", f"柳行村{n // 7 + 1}组{n}号", {"name": f"住户{n}", "sex": "1"}).uid
        for n in range(1, 13)
    ]


def seen(desk: Desk, day: date = FRIDAY) -> Agenda:
    return agenda.agenda(desk, day)


def of(found: Agenda, kind: str, when: str = "today") -> list[Item]:
    return [item for item in (found.today if when == "today" else found.week) if item.kind == kind]


def visit(desk: Desk, home: str, day: str, **more: object) -> None:
    records.save(desk, "visit", None, records.blank(desk, "visit", date=day, household=home, **more))


def head(desk: Desk, home: str) -> str:
    return str((desk.store.get("household", home) or {})["head"])


def test_today_names_the_doors_of_the_plan_in_walking_order_with_reason_and_clause(village, homes):
    doors = of(seen(village), "visit")
    assert [item.title for item in doors] == [f"住户{n}（{n:04}户）" for n in range(1, 6)]
    assert {(item.why, item.cite) for item in doors} == {("本季未访", "QL-11.1 第十一条（一）")}
    assert doors[0].line == "1组1号"
    assert (doors[0].page, doors[0].argument) == ("rounds", f"visit:{homes[0]}")
    assert seen(village).state.startswith("今天计划走访 5 户")


def test_a_visit_that_was_agreed_comes_on_its_day(village, homes):
    visit(village, homes[9], "2026-11-12", next_on="2026-11-20")
    assert ("住户10（0010户）", "回访") in [(item.title, item.why) for item in of(seen(village), "visit")]


@pytest.mark.parametrize("ledger", ["shop", "unit"])
def test_a_shop_or_unit_to_be_seen_again_is_named_and_opens_as_what_it_is(village, homes, ledger):
    values = records.blank(village, ledger, name="兴旺机械厂", address_text="村北路3号")
    uid = records.save(village, ledger, None, values).uid
    values = records.blank(village, "visit", date="2026-11-12", next_on="2026-11-20", **{ledger: uid})
    records.save(village, "visit", None, values)
    (item,) = [one for one in of(seen(village), "visit") if one.uid == uid]
    assert (item.title, item.page, item.argument) == ("兴旺机械厂", "rounds", f"{ledger}:{uid}")
    assert "村北路3号" in item.line
    agenda_acts.confirm_visit(village, item)
    (row,) = village.store.rows("visit", where={"date": "2026-11-20"})
    assert row[ledger] == uid


def test_who_is_to_be_seen_weekly_is_named_with_the_group(village, homes):
    people.add_to_group(village, head(village, homes[7]), "elderly", {"kinds": "01", "visit_every": "02"})
    visit(village, homes[7], "2026-11-12")
    found = [item for item in of(seen(village), "visit") if item.uid == homes[7]]
    assert [item.why for item in found] == ["特殊和困难老人每周"]


def test_a_sealed_group_is_never_named(village, homes):
    village.enable("mental")
    person = head(village, homes[7])
    village.write([Edit("mental", "99" * 16, "create", {"person": person, "visit_every": "02"})], "新增")
    found = [item for item in of(seen(village), "visit") if item.uid == homes[7]]
    assert [item.why for item in found] == ["关注人员每周"]
    village.disable("mental")
    assert not any("关注" in item.why for item in seen(village).today)


def test_space_writes_a_visit_and_verifies_the_household_as_one_act(village, homes):
    item = of(seen(village), "visit")[0]
    saved = agenda_acts.confirm_visit(village, item)
    row = village.store.get("visit", saved.uid)
    assert (row["household"], row["date"], row["result"], row["worker"]) == (homes[0], "2026-11-20", "01", "王建国")
    assert village.store.get("household", homes[0])["verified_on"] == "2026-11-20"
    after = seen(village)
    assert homes[0] not in {one.uid for one in after.today}
    assert after.state.startswith("今天计划走访 5 户，已走 1 户")
    history.undo(village, saved.changes.txn)
    assert village.store.get("household", homes[0])["verified_on"] is None
    assert [one.uid for one in of(seen(village), "visit")] == homes[:5]


def test_events_near_their_limit_lead_and_very_old_ones_stand_in_one_line(village, homes):
    for title, due in (("路灯不亮", "2026-11-21"), ("井盖破损", "2026-11-18"), ("旧账", "2026-08-01")):
        event = records.blank(village, "event", title=title, date="2026-07-20", due=due, due_by_hand=1, status="02")
        records.save(village, "event", None, event)
    found = of(seen(village), "event")
    assert [(item.title, item.why, item.level) for item in found] == [
        ("办理：路灯不亮", "明天", "due"), ("办理：井盖破损", "已过 2 天", "late"),
    ]  # fmt: skip
    assert seen(village).today[-1].title == "1 件事项超期一个月以上"


def test_pages_of_the_log_that_are_missing_are_named_day_by_day(village, homes):
    village.set_setting("made_on", "2026-11-18")
    records.save(village, "daily_log", None, records.blank(village, "daily_log", date="2026-11-19"))
    assert [(item.day, item.level) for item in of(seen(village), "log")] == [
        ("2026-11-18", "late"),
        ("2026-11-20", "due"),
    ]


def test_a_birthday_at_ninety_and_more_is_told_a_week_ahead(village):
    for name, birth in (("高寿", "1930-11-22"), ("闰年", "1936-02-29"), ("年轻", "1960-11-22"), ("明日", "1936-11-20")):
        people.new_household(village, name, f"柳行村{name}号", {"name": name, "birth": birth})
    found = seen(village)
    assert [(item.title, item.why) for item in of(found, "birthday", "week")] == [("高寿", "96 岁生日，还有 2 天")]
    assert [(item.title, item.why) for item in of(found, "birthday")] == [("明日", "90 岁生日，今天")]
    leap = of(seen(village, date(2027, 2, 25)), "birthday", "week")
    assert [(item.title, item.day) for item in leap] == [("闰年", "2027-02-28")]


def test_a_tenancy_that_ends_is_named_and_its_home_is_visited_in_those_days(village, homes):
    tenant = head(village, homes[10])
    dwelling = records.save(village, "dwelling", None, records.blank(village, "dwelling")).uid
    rent = {"dwelling": dwelling, "tenant": tenant, "since": "2025-11-21", "until": "2026-11-20"}
    records.save(village, "tenancy", None, records.blank(village, "tenancy", **rent))
    found = seen(village)
    assert [(item.title, item.why) for item in of(found, "tenancy")] == [("住户11", "租住到期：今天")]


def test_a_report_that_is_due_is_named_until_it_was_sent(village, homes):
    choose(village, "GZ3")
    village.set_setting("made_on", "2026-11-01")
    (due,) = [item for item in of(seen(village), "report") if item.day == "2026-11-20"]
    assert (due.level, due.why) == ("due", "今天")
    kinds = village.catalogue["report"]["kind"].code_set.codes
    code = next(one.code for one in kinds if one.label == due.title)
    report = records.blank(village, "report", kind=code, date="2026-11-20", due="2026-11-20")
    records.save(village, "report", None, report)
    assert due.key not in {item.key for item in seen(village).today}


def test_a_day_of_rest_plans_no_visits_and_says_when_work_goes_on(village, homes):
    found = seen(village, date(2026, 11, 21))
    assert not of(found, "visit")
    assert next(item.title for item in of(found, "paper", "week")) == "11月23日（星期一）走访 5 户"
    assert "今天休息" in found.state


def test_when_everything_is_done_the_page_says_so_kindly(village, homes):
    village.set_setting("made_on", "2026-11-20")
    for home in homes:
        visit(village, home, "2026-11-20")
    records.save(village, "daily_log", None, records.blank(village, "daily_log", date="2026-11-20"))
    for start in ("08:00", "14:00"):
        patrol = records.blank(village, "patrol", date="2026-11-20", start=start, end="10:00")
        records.save(village, "patrol", None, {**patrol, "grid": village.grids()[0]["uid"]})
    found = seen(village)
    assert found.today == ()
    assert found.state == "今天走访了 12 户，今天要办的事都办完了，您辛苦了。"


def test_it_is_said_early_that_the_number_of_the_regulation_will_not_reach(village):
    for n in range(1, 161):
        village.write([Edit("household", f"{n:032x}", "create", {"number": f"{n:04}"})], "新增户")
    # 30 workdays are left from Friday 20 November: 30 x 5 = 150 of 160.
    assert "照此到期末还差 10 户" in seen(village).notice


def test_every_thing_to_do_leads_to_a_page_or_a_record(village, homes):
    pages = {entry.key for entry in PAGES}
    found = seen(village)
    for item in (*found.today, *found.week):
        assert item.page in pages or (item.uid and item.ledger in village.catalogue), item.kind
        assert item.title
        assert item.why
        assert item.section


def test_a_street_sees_its_own_things_and_no_doors(street):
    found = seen(street)
    assert not any(item.kind in ("visit", "log", "patrol") for item in (*found.today, *found.week))


@pytest.mark.parametrize("key", ["GZ1", "GZ3", "GZ4", "GZ5", "GZ6", "JJ", "QD", "QL", "XC"])
def test_under_every_regulation_the_day_is_worked_out_and_each_clause_named_is_one_of_it(village, homes, key):
    choose(village, key)
    village.set_setting("made_on", "2026-11-02")
    cites = {f"{one.id} {one.article}" for one in own_profiles()[key].clauses} | {"", CLAUSE}
    found = seen(village)
    assert {item.cite for item in (*found.today, *found.week)} <= cites


def test_a_meeting_of_a_certain_day_is_named_on_it_until_it_was_held(village, homes):
    choose(village, "XC")
    village.set_setting("made_on", "2026-11-02")
    (morning,) = [item for item in of(seen(village), "meeting") if item.title == "晨会"]
    assert (morning.cite, morning.level) == ("XC-2.2.3 二（二）3", "due")
    code = next(one.code for one in village.catalogue["meeting"]["kind"].code_set.codes if one.label == "晨会")
    records.save(
        village, "meeting", None, records.blank(village, "meeting", date="2026-11-20", kind=code, title="晨会")
    )
    assert "晨会" not in {item.title for item in of(seen(village), "meeting")}


def test_rounds_still_owed_today_are_counted_without_those_by_video(village, homes):
    assert of(seen(village), "patrol")[0].title == "今天的巡查还差 2 次"
    grid = village.grids()[0]["uid"]
    video = next(one.code for one in village.catalogue["patrol"]["kind"].code_set.codes if one.label == "视频巡查")
    for kind in ("01", video):
        records.save(village, "patrol", None, records.blank(village, "patrol", date="2026-11-20", grid=grid, kind=kind))
    assert of(seen(village), "patrol")[0].title == "今天的巡查还差 1 次"


def test_a_task_that_is_due_today_leads_the_day_also_when_it_is_signed(paired, stick):
    village, street = paired
    for title, due in (("今天", "2026-11-20"), ("后天", "2026-11-22"), ("下周", "2026-11-24"), ("没有期限", None)):
        (uid,) = task_acts.issue(street, [village.office.site], {"title": title, "content": "查。", "due": due})
        carry(street, village, stick)
        task_acts.sign(village, uid)
    found = seen(village)
    assert {(item.title, item.level) for item in of(found, "task")} == {("今天", "due"), ("后天", "due")}
    assert {item.title for item in of(found, "task", "week")} == {"下周", "没有期限"}


def test_a_report_that_every_grid_owes_is_named_with_the_grids_that_did_not_send_it(village):
    choose(village, "GZ4")
    village.set_setting("made_on", "2026-11-17")
    second = records.save(village, "grid", None, records.blank(village, "grid", name="二网格")).uid
    sent = {"kind": "01", "date": "2026-11-19", "due": "2026-11-19"}
    records.save(village, "report", None, records.blank(village, "report", **sent, grid=second))
    (late,) = [item for item in of(seen(village), "report") if item.level == "late"]
    assert (late.title, late.day, late.argument) == ("网格长报告（柳行村网格）", "2026-11-19", "reports:2026-11")
    sent |= {"date": "2026-11-20", "grid": village.grids()[0]["uid"]}
    records.save(village, "report", None, records.blank(village, "report", **sent))
    assert [item for item in of(seen(village), "report") if item.level == "late"] == []


def test_a_report_sent_before_the_last_day_of_a_month_is_not_late_in_the_next(village, monkeypatch):
    choose(village, "GZ3")
    village.set_setting("made_on", "2026-09-01")
    code = next(
        one.code for one in village.catalogue["report"]["kind"].code_set.codes if one.label == "信息采集台帐报司法所"
    )
    records.save(village, "report", None, records.blank(village, "report", kind=code, date="2026-09-29"))
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 10, 9, 9).astimezone())
    assert "2026-09-30" not in {item.day for item in of(seen(village, date(2026, 10, 9)), "report")}


def test_pages_that_wait_for_their_review_open_the_tab_where_it_is_signed(village, monkeypatch):
    choose(village, "GZ3")
    village.set_setting("made_on", "2026-11-17")
    records.save(village, "daily_log", None, records.blank(village, "daily_log", date="2026-11-26"))
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 27, 9).astimezone())
    found = seen(village, date(2026, 11, 27))
    (item,) = [one for one in (*found.today, *found.week) if one.title == "日志审阅"]
    assert (item.page, item.argument) == ("logs", "review")


def test_who_turns_ninety_in_the_first_days_of_a_year_is_named_in_the_last_of_the_year_before(village):
    people.new_household(village, "1", "柳行村1号", {"name": "元旦", "birth": "1937-01-02"})
    found = of(seen(village, date(2026, 12, 28)), "birthday", "week")
    assert [(item.title, item.why) for item in found] == [("元旦", "90 岁生日，还有 5 天")]


def test_a_new_tenant_who_was_visited_before_the_quarter_began_is_not_named_as_unseen(village, homes, monkeypatch):
    """The fifth of October 2026 is a Monday: its week begins with it, the quarter on the first."""
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 10, 5, 9).astimezone())
    dwelling = records.save(village, "dwelling", None, records.blank(village, "dwelling")).uid
    for home in homes[:2]:
        rent = {"dwelling": dwelling, "tenant": head(village, home), "since": "2026-09-28"}
        records.save(village, "tenancy", None, records.blank(village, "tenancy", **rent))
    visit(village, homes[0], "2026-09-29")
    visit(village, homes[1], "2026-09-29", result="03")  # nobody at home
    found = seen(village, date(2026, 10, 5))
    assert [item.title for item in of(found, "tenancy", "week")] == ["住户2"]


def test_many_tenancies_are_named_with_few_questions(village, homes, monkeypatch):
    dwelling = records.save(village, "dwelling", None, records.blank(village, "dwelling")).uid
    for home in homes:
        rent = {"dwelling": dwelling, "tenant": head(village, home), "until": "2026-11-20"}
        records.save(village, "tenancy", None, records.blank(village, "tenancy", **rent))
    asked = []
    titles = village.store.titles
    monkeypatch.setattr(village.store, "titles", lambda ledger, uids: asked.append(ledger) or titles(ledger, uids))
    ground = visit_plan.ground_of(village, FRIDAY)
    asked.clear()
    found = list(agenda_people.tenancies(ground))
    assert [(item.title, item.line) for item in found[:2]] == [("住户1", "1组1号"), ("住户2", "1组2号")]
    assert (len(found), asked.count("person")) == (12, 1)


def test_gz1_4_the_meeting_of_a_half_year_comes_in_its_last_week_until_it_was_held_at_any_time_in_it(
    village, monkeypatch
):
    """What was held in the quarter before counts too: a 半年工作小结会 of July is the half year's."""
    village.set_setting("policy", "GZ1")
    village.set_setting("made_on", "2026-07-01")
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 12, 28, 9).astimezone())
    day = date(2026, 12, 28)
    asked = {
        item.title: (item.when, item.day)
        for item in [*of(seen(village, day), "meeting"), *of(seen(village, day), "meeting", "week")]
    }
    assert asked["半年工作小结会"] == asked["年终工作总结会"] == ("week", "2026-12-31")
    records.save(
        village, "meeting", None, records.blank(village, "meeting", title="小结", date="2026-07-10", kind="10")
    )
    left = [item.title for item in of(seen(village, day), "meeting", "week")]
    assert "半年工作小结会" not in left
    assert "年终工作总结会" in left


def test_xc_2_2_2_the_service_of_the_month_is_named_in_its_last_week_and_opens_where_it_is_written(
    village, monkeypatch
):
    village.set_setting("policy", "XC")
    village.set_setting("made_on", "2026-07-01")
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 25, 9).astimezone())
    day = date(2026, 11, 25)
    named = [item for item in of(seen(village, day), "meeting", "week") if item.title == "党员、楼栋长现场服务"]
    assert [(item.page, item.argument, item.day, item.cite) for item in named] == [
        ("meetings", "publicity", "2026-11-30", "XC-2.2.2 二（二）2")
    ]
    records.save(
        village, "publicity", None, records.blank(village, "publicity", title="义诊", date="2026-11-25", kinds="15")
    )
    assert "党员、楼栋长现场服务" not in [item.title for item in of(seen(village, day), "meeting", "week")]
