"""A pile of handwritten visit slips: one line a slip, checked together, written in one act."""

from __future__ import annotations

from datetime import datetime

import pytest

from gridDesk import text
from gridDesk.desk import history, people, records
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds_slips import Doubt, Round, Slip, plan, save
from gridDesk.errors import DeskError

DAY = "2026-11-20"


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 21, 9).astimezone())


@pytest.fixture
def homes(village: Desk) -> list[str]:
    made = [("0001", "张为"), ("0002", "李强"), ("0003", "李强"), ("0004", "赵敏")]
    found = [people.new_household(village, number, f"2组{number[-1]}号", {"name": name}).uid for number, name in made]
    people.add_member(village, found[0], {"name": "王芳"}, "10")
    return found


def visits(desk: Desk, *keys: str) -> list[tuple[str, ...]]:
    rows = list(desk.store.rows("visit"))
    return sorted(tuple(shown[key] for key in keys) for shown in records.many_texts(desk, "visit", rows))


def test_households_are_known_by_number_name_pinyin_and_the_code_on_their_card(village, homes):
    slips = [Slip("0001"), Slip("zhaomin"), Slip(homes[1]), Slip(), Slip("李强", uid=homes[2])]
    pile = plan(village, slips, Round(DAY))
    assert (pile.count, pile.confirmed, pile.refused) == (4, 4, None)
    assert [(one.row, one.level) for one in pile.doubts] == [(1, "warning")]
    changes = save(village, pile)
    assert visits(village, "household", "result", "confirmed", "date")[0] == ("0001 张为", "信息无变化", "是", DAY)
    assert len(visits(village, "household")) == 4
    assert {row["verified_on"] for row in village.store.rows("household")} == {"2026-11-21"}
    assert history.recent(village)[0].label == "录入走访单 4 张"
    history.undo(village, changes.txn)
    assert visits(village, "household") == []
    assert {row["verified_on"] for row in village.store.rows("household")} == {None}


def test_cells_are_read_and_a_problem_can_open_an_event(village, homes):
    slips = [
        Slip("0001", "有变化", "王芳", "换了电话", "路灯不亮", "满意", "2026-14"),
        Slip("0002", "家中无人"),
        Slip("0004", met="配偶", problem="建议加装扶手"),
    ]
    pile = plan(village, slips, Round(DAY, events=True))
    assert [(one.row, one.key) for one in pile.doubts] == [(2, "met")]
    save(village, pile)
    assert visits(village, "household", "person", "content", "problem", "satisfied", "page", "effective") == [
        ("0001 张为", "王芳", "换了电话", "路灯不亮", "满意", "2026-14", "是"),
        ("0002 李强", "", "", "", "", "", "否"),
        ("0004 赵敏", "", "见到配偶", "建议加装扶手", "", "", "是"),
    ]
    events = list(village.store.rows("event", order=("title",)))
    assert [(row["title"], row["kind"]) for row in events] == [("建议加装扶手", "08"), ("路灯不亮", "07")]


def test_what_is_wrong_or_doubtful_is_listed_and_a_wrong_line_keeps_the_pile_from_being_written(village, homes):
    save(village, plan(village, [Slip("0004")], Round(DAY)))
    slips = [
        Slip("0001", "呱呱"),
        Slip("李强"),
        Slip("", "无变化"),
        Slip("没有这人"),
        Slip("0004"),
        Slip("0001"),
        Slip("0001"),
    ]
    pile = plan(village, slips, Round(DAY))
    found = [(one.row, one.key, one.level) for one in pile.doubts]
    assert found == [
        (0, "result", "error"), (1, "household", "error"), (2, "household", "error"), (3, "household", "error"),
        (4, "household", "warning"), (6, "household", "warning"),
    ]  # fmt: skip
    assert pile.refused == Doubt(0, "result", pile.refused.message, "error")
    with pytest.raises(DeskError, match="第 1 行"):
        save(village, pile)
    assert len(visits(village, "household")) == 1


def test_an_empty_pile_says_so(village):
    with pytest.raises(DeskError, match="还没有录入走访单"):
        save(village, plan(village, [Slip(), Slip()], Round(DAY)))


def test_a_pile_of_a_day_to_come_is_refused(village, homes):
    pile = plan(village, [Slip("0001")], Round("2026-12-01"))
    assert "还没有到" in pile.refused.message


def test_what_cannot_be_read_is_told_in_a_whole_sentence(village, homes):
    pile = plan(village, [Slip("0001", "乱写"), Slip("0002", satisfied="非常")], Round(DAY))
    assert [one.message[-1] for one in pile.doubts] == ["。", "。"]


def test_a_household_with_two_slips_is_confirmed_once(village, homes):
    pile = plan(village, [Slip("0001"), Slip("0002"), Slip("0001")], Round(DAY))
    assert (pile.count, pile.confirmed) == (3, 2)
