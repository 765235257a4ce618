"""会议宣传 at the desk: what the regulation asks for, a line that writes down a meeting, and the WeChat group."""

from __future__ import annotations

from datetime import datetime

import pytest

from gridDesk import text
from gridDesk.desk import gatherings, history, people
from gridDesk.desk.office import Desk
from gridDesk.desk.policies import choose
from gridDesk.errors import DeskError, FieldError
from tests.flows.work_records import enter, grid_of, home

TODAY = "2026-11-20"


@pytest.fixture(autouse=True)
def november(village: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    village.set_setting("made_on", "2026-07-01")
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat(f"{TODAY}T18:00:00+08:00"))


def ask(desk: Desk, words: str) -> gatherings.Ask:
    return next(one for one in gatherings.asks(desk) if words in one.title)


def test_what_the_regulation_asks_is_met_by_what_is_written_down(village):
    village.set_setting("policy", "XC")
    before = ask(village, "每周例会")
    assert (before.level != "ok", before.ledger, before.period) == (True, "meeting", "11.16–11.22")
    gatherings.jot(village, "meeting", "", before.kind, "12", "安排本周工作")
    row = next(village.store.rows("meeting"))
    assert (row["title"], row["date"], row["attended"], row["minutes"]) == ("例会", TODAY, 12, "安排本周工作")
    assert ask(village, "每周例会").figure != before.figure


def test_campaigns_and_trainings_are_written_down_in_one_line(village):
    gatherings.jot(village, "publicity", "反诈进村", "03", "40", "发放明白纸")
    gatherings.jot(village, "training", "", gatherings.DRILL)
    assert next(village.store.rows("publicity"))["kinds"] == "03"
    assert next(village.store.rows("training"))["title"] == "演练"
    assert [one.texts[0] for one in gatherings.held(village, "publicity")] == [TODAY]
    assert gatherings.headings(village, "publicity")[:3] == ("活动日期", "宣传内容", "活动名称")


def test_a_line_without_a_name_or_with_odd_numbers_is_told(village):
    with pytest.raises(DeskError, match="还没有写名称"):
        gatherings.jot(village, "meeting", " ", None)
    with pytest.raises(FieldError):
        gatherings.jot(village, "meeting", "会", None, "十几个")
    assert village.store.count("meeting") == 0


def test_households_outside_the_group_are_listed_and_join_in_one_act(village):
    for number, name in (("1", "张为"), ("2", "李强")):
        people.new_household(village, number, f"柳行村{number}号", {"name": name})
    found = gatherings.outside(village)
    assert [one.name for one in found] == ["张为", "李强"]
    changes = gatherings.joined(village, found)
    assert gatherings.outside(village) == []
    history.undo(village, changes.txn)
    assert len(gatherings.outside(village)) == 2
    with pytest.raises(DeskError, match="还没有选户"):
        gatherings.joined(village, [])


def test_jj_19_5_shops_and_firms_join_the_group_where_the_regulation_counts_them(village):
    """企业、商户…至少一户一代表进群: 100 % can be reached with them; one that was struck off is not asked."""
    house = home(village, "0001", wechat_group="是")
    shop = enter(village, "shop", name="晨光早点铺", grid=grid_of(village), address_text="村北路3号")
    unit = enter(village, "unit", name="兴旺机械厂", grid=grid_of(village))
    enter(village, "shop", name="关了的店", grid=grid_of(village), status="注销")
    assert gatherings.invited(village) == ("household", "shop")  # 齐陵 counts shops (住（商）户)
    assert [one.name for one in gatherings.outside(village)] == ["晨光早点铺"]
    choose(village, "JJ")
    assert ask(village, "一网格一微信群").figure == "33.3%（1／3户）"
    found = gatherings.outside(village)
    assert [(one.ledger, one.uid, one.name, one.address) for one in found] == [
        ("shop", shop, "晨光早点铺", "村北路3号"), ("unit", unit, "兴旺机械厂", ""),
    ]  # fmt: skip
    assert gatherings.inviting(village) == 3
    gatherings.joined(village, found)
    assert gatherings.outside(village, grid_of(village)) == []
    assert ask(village, "一网格一微信群").level == "ok"
    assert village.store.get("household", house)["wechat_group"] == 1


def test_jj_19_5_landlords_join_the_group_by_a_dwelling_they_let(village):
    """房东: who lives in the grid is there with the own household, whoever lets two dwellings once, who is unknown once each."""
    grid = grid_of(village)
    house = home(village, "0001", wechat_group="是")
    number = "370305198001010015"
    person = enter(village, "person", name="孙桂兰", id_number=number)
    enter(village, "residence", person=person, household=house, kind="户籍人口")
    for owner in (
        {"owner_name": "孙桂兰", "owner_id_number": number},  # at home here
        {"owner_name": "周海", "owner_phone": "13900000001"}, {"owner_name": "周海", "owner_phone": "13900000001"}, {},
    ):  # fmt: skip
        enter(village, "dwelling", grid=grid, rented="是", **owner)
    enter(village, "dwelling", grid=grid, rented="否", owner_name="吴刚")
    enter(village, "dwelling", grid=grid, rented="是", household=house)  # a part of the own house
    assert [one.name for one in gatherings.outside(village)] == []  # 齐陵 does not count them
    choose(village, "JJ")
    found = gatherings.outside(village)
    assert sorted((one.ledger, one.name) for one in found) == [("dwelling", "房东"), ("dwelling", "房东周海")]
    assert ask(village, "一网格一微信群").figure == "33.3%（1／3户）"
    assert gatherings.inviting(village) == 3
    gatherings.joined(village, found)
    assert gatherings.outside(village, grid) == []
    assert ask(village, "一网格一微信群").level == "ok"


def test_xc_2_2_2_a_service_is_written_down_in_the_line_of_publicity(village):
    village.set_setting("policy", "XC")
    before = ask(village, "红色网格")
    assert (before.ledger, before.kind, before.level) == ("publicity", "15", "note")
    gatherings.jot(village, "publicity", "", before.kind, "40", "义诊、理发")
    assert ask(village, "红色网格").level == "ok"
    assert next(village.store.rows("publicity"))["title"] == "现场服务"
