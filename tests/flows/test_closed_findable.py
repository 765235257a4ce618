"""Who has left, died or was merged stays findable and is marked: in the search, in lists, by household and group."""

import pytest

from gridDesk.desk import duplicates, people, population, search, tables
from gridDesk.ledger import ACTIVE

BOTH = (ACTIVE, "closed")


@pytest.fixture
def desk(village):
    home = people.new_household(village, "0001", "柳行村2组1号", {"name": "张为", "birth": "1980-01-01"})
    gone = people.add_member(village, home.uid, {"name": "孙平", "phone": "13800000009"}, "30").uid
    twice = people.add_member(village, home.uid, {"name": "张为", "birth": "1980"}, "97").uid
    people.add_to_group(village, gone, "low_income", {})
    population.death(village, gone, "2026-03-01")
    keep = str(village.store.get("household", home.uid)["head"])
    duplicates.merge(village, duplicates.merge_plan(village, keep, twice))
    return village


def marks(desk, text):
    return [(one.name, one.mark) for one in search.find(desk, text) if one.ledger == "person"]


def listed(desk, key, text, states=BOTH):
    table = tables.table(desk, key, search=text, states=states)
    return [table.texts(row)[0] for row in range(table.count)]


def test_the_search_marks_who_is_gone_and_who_was_merged(desk):
    assert marks(desk, "孙平") == [("孙平", "已注销")]
    assert sorted(marks(desk, "张为")) == [("张为", ""), ("张为", "已并入另一条")]


def test_a_list_with_the_closed_finds_them_by_what_is_typed(desk):
    assert listed(desk, "people", "孙平") == ["孙平（已注销）"]
    assert listed(desk, "people", "13800000009") == ["孙平（已注销）"]
    assert listed(desk, "people", "孙平", (ACTIVE,)) == []
    assert sorted(listed(desk, "people", "张为")) == ["张为", "张为（已并入）"]


def test_the_household_and_the_group_of_who_is_gone_are_found_too(desk):
    assert listed(desk, "households", "孙平") == ["0001"]
    assert [text.partition("（")[0] for text in listed(desk, "low_income", "孙平")] == ["孙平"]
    assert listed(desk, "low_income", "孙平", (ACTIVE,)) == []
