"""Homes that changed their grid, and grids that were split off, as the rules on work are told them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk import text
from gridDesk.desk import duties, grids, history, log_gaps, people, population_homes, work_facts
from gridDesk.desk.office import Desk
from gridDesk.policy import containing
from tests.flows.work_records import change, enter, grid_of

TODAY = "2026-11-20"
OCTOBER, NOVEMBER = containing("month", date(2026, 10, 1)), containing("month", date(2026, 11, 1))


@pytest.fixture(autouse=True)
def november(village: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    village.set_setting("made_on", "2026-07-01")
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat(f"{TODAY}T18:00:00+08:00"))


@pytest.fixture
def homes(village: Desk) -> list[str]:
    return [people.new_household(village, f"{n}", f"柳行村{n}号", {"name": f"住户{n}"}).uid for n in range(1, 5)]


def moves(desk: Desk, period):
    found = work_facts.gather(desk, period.first, period.last)
    return {home.uid: (home.grid, home.moved) for home in found.homes if home.moved}


def test_a_split_tells_since_when_the_new_grid_is_and_where_its_homes_were(village, homes):
    old = grid_of(village)
    new = grids.split_grid(village, {"name": "第二网格"}, "2026-11-16", "户数多", homes[:2]).uid
    found = work_facts.gather(village, NOVEMBER.first, NOVEMBER.last)
    assert {grid.uid: grid.since for grid in found.grids} == {old: None, new: date(2026, 11, 16)}
    assert moves(village, NOVEMBER) == dict.fromkeys(homes[:2], (new, ((date(2026, 11, 16), old),)))
    assert moves(village, containing("month", date(2026, 12, 1))) == {}  # what is over before the days asked for


def test_a_split_that_is_taken_back_left_nothing_behind(village, homes):
    saved = grids.split_grid(village, {"name": "第二网格"}, "2026-11-16", "户数多", homes[:2])
    history.undo(village, saved.changes.txn)
    assert moves(village, NOVEMBER) == {}


def test_a_household_that_went_to_live_in_another_grid_was_in_its_old_one_before(village, homes):
    """住处变动 on the 15th: no borders were redrawn, and the household is as old as it was."""
    old = grid_of(village)
    other = enter(village, "grid", name="第二网格")
    address = enter(village, "address", text="柳行村村东9号", grid=other)
    since = {home.uid: home.since for home in work_facts.gather(village, NOVEMBER.first, NOVEMBER.last).homes}
    changes = population_homes.change_dwelling(village, homes[0], address, "2026-11-15")
    assert moves(village, NOVEMBER) == {homes[0]: (other, ((date(2026, 11, 15), old),))}
    found = work_facts.gather(village, NOVEMBER.first, NOVEMBER.last)
    assert {home.uid: home.since for home in found.homes} == since
    history.undo(village, changes.txn)
    assert moves(village, NOVEMBER) == {}


def test_ql_11_1_the_figures_of_a_month_that_is_over_stay_as_they_were_when_a_grid_is_split(village, homes):
    """October: four homes, three visited; in November two of them go to a new grid. October says the same as before."""
    grid = grid_of(village)
    change(village, "grid", grid, worker="王建国")
    village.set_setting("policy", "GZ5")
    for n, uid in enumerate(homes[:3]):
        change(village, "household", uid, wechat_group=1)
        enter(village, "visit", date=f"2026-10-1{n + 2}", household=uid, worker="王建国", effective="是")
    enter(village, "patrol", date="2026-10-12", start="09:00", end="11:30", grid=grid, worker="王建国")

    def october():
        found = duties.judgement(village, OCTOBER)
        return [
            (one.clause.id, one.clause.rule, one.worker, one.last.figure) for one in found.standings() + found.standings(grid)
            if one.clause.rule not in ("boards", "group_members")
        ]  # fmt: skip

    before = october()
    assert ("GZ5-4", "visits_by_group", "", "75%（3／4次）") in before
    new = grids.split_grid(village, {"name": "第二网格", "worker": "李新民"}, "2026-11-02", "户数多", homes[:2]).uid
    assert october() == before
    assert duties.judgement(village, OCTOBER).standings(new) == []


def test_the_log_names_no_gap_of_a_grid_before_it_was_split_off(village, homes):
    """Tuesday 3 November is no gap of a grid that began on the 16th; Tuesday the 17th is."""
    change(village, "grid", grid_of(village), worker="王建国")
    grids.split_grid(village, {"name": "第二网格", "worker": "李新民"}, "2026-11-16", "户数多", homes[:2])
    new = next(one for one in village.grids() if one["name"] == "第二网格")
    found = log_gaps.grid_days(village, new, ["2026-11-03", "2026-11-17"])
    assert (found.missing, found.reasons) == (["2026-11-03", "2026-11-17"], {"2026-11-03": "网格还没有启用"})
