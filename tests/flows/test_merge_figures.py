"""Merging and the figures: what a month counted stays, what is counted now equals who is here, two heads become one."""

from __future__ import annotations

from datetime import datetime

import pytest

from gridDesk import text
from gridDesk.desk import duplicates, figures, people, population


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))


def home(desk, number, name, **values):
    saved = people.new_household(desk, number, f"柳行村{number}组1号", {"name": name, **values})
    return saved.uid, str(desk.store.get("household", saved.uid)["head"])


def total(desk, month):
    return figures.month(desk, month)[-1]


def agrees(desk, month="2026-11"):
    now = total(desk, month)
    return (now.people, now.households) == (desk.store.count("person"), desk.store.count("household"))


def test_merging_and_unmerging_people_of_two_households_and_kinds_leaves_a_closed_month_as_it_was(village):
    _, keep = home(village, "1", "张为", birth="1980-01-01")
    second, _ = home(village, "2", "李四")
    other = population.move_in(village, second, {"name": "张为", "birth": "1980-01-01"}, "2026-10-05", "98", "02").uid
    figures.close_month(village, "2026-10")
    october = total(village, "2026-10")
    duplicates.merge(village, duplicates.merge_plan(village, keep, other))
    assert (total(village, "2026-10"), total(village, "2026-11").people) == (october, 2)
    assert agrees(village)
    duplicates.unmerge(village, other)
    assert (total(village, "2026-10"), total(village, "2026-11").people) == (october, 3)
    assert agrees(village)
    assert total(village, "2026-10") == figures.kept(village, "2026-10")


@pytest.mark.parametrize("side", ["keep", "other", "both"])
def test_whatever_becomes_of_the_two_residences_the_figures_agree(village, side):
    _, keep = home(village, "1", "张为")
    second, _ = home(village, "2", "李四")
    other = population.move_in(village, second, {"name": "张为"}, "2026-10-05", "98", "02").uid
    figures.close_month(village, "2026-10")
    plan = duplicates.merge_plan(village, keep, other)
    duplicates.merge(village, plan, {clash.key: side for clash in plan.clashes})
    now = total(village, "2026-11")
    assert agrees(village)
    assert now.registered + now.floating == now.people == 2


def test_of_two_heads_the_kept_households_stays_and_the_plan_says_so(village):
    first, head = home(village, "1", "张为")
    second, other = home(village, "2", "李四")
    figures.close_month(village, "2026-10")
    plan = duplicates.merge_plan(village, first, second, "household")
    assert plan.notes == ("两户都有户主：合并后户主仍是“张为”，“李四”与户主的关系空着，请随后补上。",)
    duplicates.merge(village, plan)
    relations = {row["person"]: row["relation"] for row in village.store.rows("residence", where={"household": first})}
    assert (village.store.get("household", first)["head"], relations) == (head, {head: "02", other: None})
    assert agrees(village)
    assert (total(village, "2026-11").people, total(village, "2026-11").households) == (2, 1)
    duplicates.unmerge(village, second, "household")
    assert [row["relation"] for row in village.store.rows("residence", where={"person": other})] == ["02"]
    assert agrees(village)


def test_the_other_head_stays_where_the_clerk_chose_it(village):
    first, head = home(village, "1", "张为")
    second, other = home(village, "2", "李四")
    duplicates.merge(village, duplicates.merge_plan(village, first, second, "household"), {"head": "other"})
    relations = {row["person"]: row["relation"] for row in village.store.rows("residence", where={"household": first})}
    assert (village.store.get("household", first)["head"], relations) == (other, {head: None, other: "02"})
