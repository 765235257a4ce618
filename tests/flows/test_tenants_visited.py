"""Tenants who belong to no household are planned, named and seen at the dwelling they rent."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk import text
from gridDesk.desk import agenda, agenda_acts, forms_visits, population_lodging, records
from gridDesk.desk import visit_plan as planned
from gridDesk.desk.agenda_item import Item
from gridDesk.desk.office import Desk
from gridDesk.desk.policies import choose

FRIDAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9).astimezone())


def visits(desk: Desk) -> list[Item]:
    return [item for item in agenda.agenda(desk, FRIDAY).today if item.kind == "visit"]


def let(village: Desk) -> str:
    """Let a dwelling to somebody who comes new and belongs to no household, until tomorrow."""
    address = records.save(village, "address", None, records.blank(village, "address", text="柳行村8号")).uid
    grid = village.grids()[0]["uid"]
    dwelling = records.save(
        village, "dwelling", None, records.blank(village, "dwelling", address=address, grid=grid)
    ).uid
    population_lodging.rent(village, dwelling, {"name": "吴小梅", "sex": "2"}, "2026-11-02", {"until": "2026-11-21"})
    return dwelling


def test_qd_a5_1_tenants_of_no_household_are_named_and_seen_at_their_dwelling(village):
    """流动人口租住户登门走访: the dwelling stands on the day and on the plan, and one key writes the visit."""
    choose(village, "QD")
    dwelling = let(village)
    (item,) = [one for one in visits(village) if one.uid == dwelling]
    assert (item.title, item.line, item.ledger) == ("吴小梅（租住）", "8号", "dwelling")
    assert (item.page, item.argument) == ("rounds", f"dwelling:{dwelling}")
    assert item.why == "租住到期"
    agenda_acts.confirm_visit(village, item)
    (row,) = village.store.rows("visit")
    assert row["dwelling"] == dwelling
    assert dwelling not in {one.uid for one in visits(village)}


def test_the_plan_on_paper_names_the_tenants_where_they_live(village):
    choose(village, "QD")
    dwelling = let(village)
    plan = planned.plan_of(village, FRIDAY)[1]
    (visit,) = [one for grid in plan.grids for day in grid.days for one in day.visits]
    assert (visit.home.uid, visit.why) == (dwelling, "租住到期")
    assert forms_visits.door_lines(village, [visit.home]) == {
        dwelling: {"户号": "租住", "住址": "8号", "户主": "吴小梅"}
    }
