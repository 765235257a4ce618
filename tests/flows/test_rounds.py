"""A visit or patrol is typed once; all that follows from it is written with it, and one undo takes all of it back."""

from __future__ import annotations

from datetime import datetime

import pytest

from gridDesk import text
from gridDesk.desk import (
    freshness,
    history,
    logs,
    people,
    policies,
    population_lodging,
    records,
    rounds_checks,
    rounds_view,
)
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds import PatrolDraft, VisitDraft, record_patrol, record_visit
from gridDesk.desk.rounds_findings import Finding, read
from gridDesk.desk.rounds_follow import FieldChange, Newcomer, RentEnd, Service, changeable
from gridDesk.errors import DeskError
from gridDesk.ledger.idnumber import check_digit

DAY = "2026-11-21"
NEW_NUMBER = "37030519900101123" + check_digit("37030519900101123")


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 21, 9).astimezone())


@pytest.fixture
def home(village: Desk) -> str:
    uid = people.new_household(village, "0001", "柳行村2组1号", {"name": "张为", "birth": "1950-01-01"}).uid
    people.add_member(village, uid, {"name": "王芳"}, "10")
    return uid


def head(desk: Desk, home: str) -> str:
    return str(desk.store.get("household", home)["head"])


def visit(desk: Desk, uid: str) -> dict[str, str]:
    return records.texts(desk, "visit", desk.store.get("visit", uid))


def tables(desk: Desk) -> dict[str, list[dict[str, object]]]:
    """Return all that is in force, without what every write moves on."""
    left_out = ("rev", "updated_at")
    return {
        ledger.key: sorted(
            ({key: value for key, value in row.items() if key not in left_out} for row in desk.store.rows(ledger.key)),
            key=lambda row: str(row["uid"]),
        )
        for ledger in desk.enabled()
    }


def takes_all_back(desk: Desk, before: dict[str, list[dict[str, object]]], txn: str) -> None:
    """Undo an act and see that everything in force is as it was."""
    assert history.undo(desk, txn).kept == []
    assert tables(desk) == before


def test_a_visit_that_changes_nothing_confirms_the_household_and_stands_in_the_log(village, home):
    before = tables(village)
    saved = record_visit(village, VisitDraft(values={"date": DAY, "household": home}, confirm=True))
    shown = visit(village, saved.uid)
    assert (shown["result"], shown["confirmed"], shown["effective"], shown["grid"]) == (
        "信息无变化",
        "是",
        "是",
        "柳行村网格",
    )
    assert village.store.get("household", home)["verified_on"] == DAY
    assert freshness.to_verify(village).count == 0
    assert [one.household for one in logs.day(village, DAY).visits] == ["张为"]
    assert history.recent(village)[0].label == "记走访"
    takes_all_back(village, before, saved.changes.txn)


def test_fields_that_turned_out_otherwise_are_changed_with_the_visit_and_make_it_one_with_changes(village, home):
    before, who = tables(village), head(village, home)
    changes = (
        FieldChange("person", who, "phone", "13805330001"), FieldChange("person", who, "health", "良好"),
        FieldChange("household", home, "needs", "冬天取暖"),
    )  # fmt: skip
    draft = VisitDraft(values={"date": DAY, "household": home}, confirm=True, changes=changes)
    saved = record_visit(village, draft)
    row = village.store.get("person", who)
    assert row["phone"] == "13805330001"
    assert village.catalogue["person"]["health"].show(row["health"]) == "健康"
    assert row["verified_on"] == DAY
    assert visit(village, saved.uid)["result"] == "信息有变化"
    assert visit(village, saved.uid)["updated"] == "张为：联系电话、健康状况；本户：困难及诉求"
    takes_all_back(village, before, saved.changes.txn)


def test_a_tenancy_ends_and_a_tenant_moves_in_with_the_visit(village, home):
    house = records.save(village, "dwelling", None, {"household": home, "rented": 1}).uid
    old = population_lodging.rent(village, house, {"name": "租客甲"}, "2026-01-05")
    lease = next(iter(village.store.rows("tenancy")))
    before = tables(village)
    saved = record_visit(village, VisitDraft(
        values={"date": DAY, "household": home}, confirm=True, ended=(RentEnd(str(lease["uid"]), "2026.11.20", leaves=True),),
        newcomers=(Newcomer("租客乙", NEW_NUMBER, "13805330002", dwelling=house),),
    ))  # fmt: skip
    assert village.store.get("person", old.uid)["closed_on"] == "2026-11-20"
    now = list(village.store.rows("tenancy"))
    assert [village.store.titles("person", [str(row["tenant"])])[str(row["tenant"])] for row in now] == ["租客乙"]
    tenant = village.store.get("person", str(now[0]["tenant"]))
    assert (tenant["birth"], tenant["phone"], now[0]["since"]) == ("1990-01-01", "13805330002", DAY)
    assert visit(village, saved.uid)["updated"] == "租客甲退租并离开本地；新来租住：租客乙"
    kinds = [records.texts(village, "population_event", row)["kind"] for row in village.store.rows("population_event")]
    assert kinds[-2:] == ["租住结束", "租住开始"]
    takes_all_back(village, before, saved.changes.txn)


def test_two_newcomers_of_one_visit_stand_in_their_order_in_the_household(village, home):
    before = tables(village)
    saved = record_visit(village, VisitDraft(values={"date": DAY, "household": home}, newcomers=(
        Newcomer("陈小雨", relation="子", kind="户籍人口"), Newcomer("陈小雪", relation="女", kind="户籍人口"))))  # fmt: skip
    homes = village.store.rows("residence", where={"household": home}, order=("order_no",))
    assert [row["order_no"] for row in homes][-2:] == [3, 4]
    assert [one.name for one in people.members(village, home)] == ["张为", "王芳", "陈小雨", "陈小雪"]
    takes_all_back(village, before, saved.changes.txn)


def test_a_finding_becomes_an_event_with_its_steps_and_whoever_found_it_is_its_first_owner(village, home):
    before = tables(village)
    found = (
        Finding("楼道堆放杂物", "03", handling="01", result="当场清走"),
        Finding("路灯不亮", "06", handling="02", result="街道城建办"),
    )
    saved = record_visit(
        village, VisitDraft(values={"date": DAY, "household": home, "worker": "李秀英"}, findings=found)
    )
    events = [records.texts(village, "event", row) for row in village.store.rows("event", order=("title",))]
    facts = [[one[key] for key in ("title", "place", "source", "first_owner", "status", "household")] for one in events]
    assert facts == [
        ["楼道堆放杂物", "柳行村2组1号", "入户走访", "李秀英", "已办结", "0001 张为"],
        ["路灯不亮", "柳行村2组1号", "入户走访", "李秀英", "已上报", "0001 张为"],
    ]
    assert (events[0]["closed_date"], events[0]["result"]) == (DAY, "当场清走")
    steps = [
        records.texts(village, "event_step", row) for row in village.store.rows("event_step", order=("event", "step"))
    ]
    assert sorted(one["act"] for one in steps) == ["上报", "当场解决", "现场核查", "登记", "登记", "销号"]
    assert {(one["about_ledger"], one["about"]) for one in steps if one["act"] == "登记"} == {("visit", saved.uid)}
    assert visit(village, saved.uid)["event"].endswith("楼道堆放杂物")
    assert village.store.get("visit", saved.uid)["solved"] == 0
    takes_all_back(village, before, saved.changes.txn)


def test_a_service_fulfils_the_groups_interval_and_the_representative_joins_the_group(village, home):
    who = head(village, home)
    group = people.add_to_group(village, who, "elderly", {"kind": "01", "visit_every": "02"}).uid
    before = tables(village)
    saved = record_visit(village, VisitDraft(
        values={"date": DAY, "household": home, "wechat": "王芳"}, services=(Service("elderly", group, "量血压、送菜"),)))  # fmt: skip
    assert village.store.get("elderly", group)["verified_on"] == DAY
    assert visit(village, saved.uid)["services"] == "张为（特殊和困难老人）：量血压、送菜"
    row = village.store.get("household", home)
    assert (row["wechat_group"], row["wechat_name"]) == (1, "王芳")
    (care,) = rounds_view.door(village, "household", home).cares
    assert (care.name, care.every, care.verified_on) == ("张为", "每周", DAY)
    takes_all_back(village, before, saved.changes.txn)


def test_a_service_to_somebody_of_a_sealed_ledger_leaves_no_word_of_it_in_the_visit(village, home):
    village.enable("mental")
    group = people.add_to_group(village, head(village, home), "mental", {}).uid
    saved = record_visit(village, VisitDraft(
        values={"date": DAY, "household": home}, services=(Service("mental", group, "按时服药"),)))  # fmt: skip
    assert village.store.get("mental", group)["last_visit"] == DAY
    assert visit(village, saved.uid)["services"] == ""
    assert "精神" not in str(village.store.get("visit", saved.uid))


def test_nobody_at_home_is_no_effective_visit_and_confirms_nothing(village, home):
    saved = record_visit(village, VisitDraft(values={"date": DAY, "household": home, "result": "03"}, confirm=True))
    assert village.store.get("visit", saved.uid)["effective"] == 0
    assert village.store.get("household", home)["verified_on"] is None
    assert rounds_view.day_rounds(village, DAY).homes == 0
    change = FieldChange("household", home, "needs", "取暖")
    with pytest.raises(DeskError, match="不能同时登记信息变动"):
        record_visit(village, VisitDraft(values={"date": DAY, "household": home, "result": "04"}, changes=(change,)))


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (VisitDraft(values={"date": DAY}), "还没有选走访户"),
        (VisitDraft(values={"date": "2026-12-24", "place": "村口"}), "还没有到"),
        (VisitDraft(values={"date": DAY, "place": "村口", "start": "10:00", "end": "09:00"}), "早于开始时间"),
        (VisitDraft(values={"date": DAY, "place": "村口"}, newcomers=(Newcomer(""),)), "第 1 行还没有填姓名"),
        (VisitDraft(values={"date": DAY, "place": "村口"}, newcomers=(Newcomer("甲"),)), "还没有说住哪里"),
        (VisitDraft(values={"date": DAY, "place": "村口"}, newcomers=(Newcomer("甲", "123"),)), "第 1 行"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_written(village, draft, words):
    before = tables(village)
    with pytest.raises(DeskError, match=words):
        record_visit(village, draft)
    assert tables(village) == before


def test_a_value_that_cannot_be_read_names_its_row_and_writes_nothing(village, home):
    before = tables(village)
    changes = (FieldChange("person", head(village, home), "phone", "13805330001"),
               FieldChange("person", head(village, home), "health", "呱呱"))  # fmt: skip
    with pytest.raises(DeskError, match="信息变动第 2 行"):
        record_visit(village, VisitDraft(values={"date": DAY, "household": home}, changes=changes))
    assert tables(village) == before


def test_a_change_without_a_value_empties_nothing(village, home):
    blank = FieldChange("person", head(village, home), "phone", " ")
    with pytest.raises(DeskError, match="第 1 行还没有写现在是什么"):
        record_visit(village, VisitDraft(values={"date": DAY, "household": home}, changes=(blank,)))


def test_shops_and_dwellings_are_visited_and_confirmed_too(village):
    shop = records.save(village, "shop", None, {"name": "利民超市"}).uid
    house = records.save(village, "dwelling", None, {"rented": 1}).uid
    tenant = population_lodging.rent(village, house, {"name": "租客"}, "2026-01-05").uid
    record_visit(village, VisitDraft(values={"date": DAY, "shop": shop}, confirm=True))
    record_visit(village, VisitDraft(values={"date": DAY, "dwelling": house}, confirm=True))
    found = [
        village.store.get(*one)["verified_on"] for one in (("shop", shop), ("dwelling", house), ("person", tenant))
    ]
    assert found == [DAY] * 3
    assert rounds_view.day_rounds(village, DAY).homes == 1  # 住户: a shop is none


def test_a_patrol_opens_an_event_for_each_finding_and_counts_them(village):
    before = tables(village)
    values = {"date": DAY, "start": "08:00", "end": "10:10", "route": "一组到三组", "checks": "01,02"}
    found = (Finding("垃圾外溢", "05", "二组路口", "01"), Finding("井盖破损", "06", "三组", "02", "住建办"))
    saved = record_patrol(village, PatrolDraft(values=values, findings=found))
    row = records.texts(village, "patrol", village.store.get("patrol", saved.uid))
    assert (row["result"], row["solved"], row["reported"], row["findings"]) == (
        "已上报",
        "1",
        "1",
        "垃圾外溢；井盖破损",
    )
    assert [one["source"] for one in village.store.rows("event")] == ["01", "01"]
    day = rounds_view.day_rounds(village, DAY)
    assert (day.times, day.supervised, day.minutes) == (1, 0, 130)
    takes_all_back(village, before, saved.changes.txn)


def test_a_supervisors_patrol_is_marked_and_not_one_of_the_two_a_day(village):
    record_patrol(village, PatrolDraft(values={"date": DAY, "supervisor": 1, "start": "23:30", "end": "00:30"}))
    record_patrol(village, PatrolDraft(values={"date": DAY, "kind": "05", "start": "23:30", "end": "00:30"},
                                       findings=(Finding("探头被遮挡"),)))  # fmt: skip
    day = rounds_view.day_rounds(village, DAY)
    assert (day.times, day.supervised, day.minutes) == (0, 1, 0)
    assert [one.what for one in day.patrols] == ["日常巡查（督查）", "视频巡查"]
    assert [one["source"] for one in village.store.rows("event")] == ["06"]


def test_ways_walked_lately_are_offered_the_most_frequent_first(village):
    for way in ("村东", "村西", "村西", ""):
        record_patrol(village, PatrolDraft(values={"date": DAY, "route": way or None}))
    assert rounds_view.routes(village) == ["村西", "村东"]


def test_a_row_of_typed_cells_is_read_as_a_finding(village):
    assert read(village, {"title": " ", "kind": "消防"}, 1) is None
    assert read(village, {"title": "飞线充电", "kind": "消防隐患", "handling": "上报"}, 1) == Finding(
        "飞线充电", "03", handling="02"
    )
    with pytest.raises(DeskError, match="第 2 行还没有写"):
        read(village, {"place": "二组"}, 2)
    with pytest.raises(DeskError, match="第 1 行的处理方式"):
        read(village, {"title": "甲", "handling": "呱呱"}, 1)


def test_the_checklist_follows_the_regulation_in_force_and_rangers_have_their_own(village):
    usual = rounds_checks.checklist(village, DAY)
    assert [group.title for group in usual] == ["全部"]
    (forest,) = rounds_checks.checklist(village, DAY, rounds_checks.RANGERS)
    assert [box.word for box in forest.boxes] == ["入山人员", "森林火险", "滥砍滥伐", "私自排渣排污"]


@pytest.mark.parametrize(
    ("profile", "groups"),
    [
        ("XC", {"五必查": ["环境卫生", "基础设施", "安全隐患", "公共区域", "可疑人员"],
                "五必访": ["困难人群", "流动人口", "空巢老人", "模范人物", "特殊人群"],
                "五必做": ["摸底数", "搜民情", "观舆情", "防疫情", "解需求"]}),
        ("GZ5", {"三必访": ["党员干部、楼栋长", "志愿者", "回访居民"], "三必看": ["孤寡独居老人", "困难、残疾群体", "新婚孕产家庭"],
                 "三必查": ["流动人口、出租房屋", "矛盾纠纷", "特殊人群"], "三必巡": ["市政设施", "环境卫生", "消防治安"]}),
    ],
)  # fmt: skip
def test_a_regulation_that_names_what_to_look_at_gives_the_checklist(village, profile, groups):
    policies.choose(village, profile)
    found = rounds_checks.checklist(village, DAY)
    assert {group.title: [box.word for box in group.boxes] for group in found} == groups


def test_what_stands_behind_a_door_is_told_before_one_knocks(village, home):
    found = (Finding("邻里噪音", "01"),)
    record_visit(
        village, VisitDraft(values={"date": "2026-11-20", "household": home, "content": "说到噪音"}, findings=found)
    )
    door = rounds_view.door(village, "household", home)
    assert door.notes == ("未办结事项（2026-11-20）：邻里噪音。", "上次走访 2026-11-20：说到噪音。")
    assert (door.title, door.address) == ("0001 张为", "柳行村2组1号")
    assert [name for _ledger, _uid, name in door.records] == ["张为", "王芳", "本户"]


def test_a_door_is_found_by_number_by_the_code_on_the_card_and_by_who_lives_there(village, home):
    shop = records.save(village, "shop", None, {"name": "张为超市"}).uid
    assert [one.uid for _ledger, one in rounds_view.targets(village, "0001")] == [home]
    assert [one.uid for _ledger, one in rounds_view.targets(village, home.upper())] == [home]
    assert {(ledger, one.uid) for ledger, one in rounds_view.targets(village, "张为")} == {
        ("household", home),
        ("shop", shop),
    }
    assert [one.uid for _ledger, one in rounds_view.targets(village, "wangfang")] == [home]
    assert rounds_view.targets(village, "") == []


def test_every_field_that_may_be_changed_at_the_door_can_be_read_from_text(village):
    for ledger in ("person", "household", "shop", "unit", "dwelling"):
        keys = [item.key for item in changeable(village, ledger)]
        assert "id_number" not in keys
        assert keys
        assert len(keys) == len(set(keys))
    assert [item.key for item in changeable(village, "person")][:3] == ["phone", "workplace", "occupation"]
