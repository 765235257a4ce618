"""Grids: redrawn with history, so that a past month stays as it was; codes with validity; the police's counts."""

from __future__ import annotations

from datetime import datetime

import pytest

from gridDesk import text
from gridDesk.desk import figures, grid_views, grids, history, people, population_events
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))


@pytest.fixture
def east(village):
    """Make a second grid in the village."""
    uid = new_uid()
    village.write([Edit("grid", uid, "create", {"name": "东片网格", "kind": "01"})], "新建网格")
    return uid


def households(desk, count):
    """Make households; with two grids a new record belongs to none until it is said."""
    west = desk.grids()[0]["uid"]
    uids = [people.new_household(desk, str(n), f"柳行村{n}号", {"name": f"户主{n}"}).uid for n in range(1, count + 1)]
    edits = [Edit("household", uid, "update", {"grid": west}) for uid in uids]
    desk.write(edits, "修改户")
    return west, uids


def by_grid(desk, month):
    return {row.label: (row.households, row.people) for row in figures.month(desk, month)}


def test_redrawing_moves_records_and_leaves_past_months_as_they_were(village, east):
    west, uids = households(village, 4)
    plan = grids.plan_redrawing(village, east, "2026-11-10", "东片单独划出", households=uids[:3])
    assert (plan.households, plan.people, plan.addresses, plan.leaving) == (3, 3, 3, {west: 3})
    grids.redraw(village, plan, "2026-11-10", "东片单独划出")
    assert by_grid(village, "2026-10") == {"柳行村网格": (4, 4), "合计": (4, 4)}
    assert by_grid(village, "2026-11") == {"柳行村网格": (1, 1), "东片网格": (3, 3), "合计": (4, 4)}
    assert grids.grid_at(village, "household", uids[0], "2026-11-09") == west
    assert grids.grid_at(village, "household", uids[0], "2026-11-10") == east
    assert grids.grid_at(village, "household", uids[3], "2026-11-10") == west
    assert {line.kind for line in population_events.events_of(village, "2026-11")} == {"网格调整"}
    rows = {row.label: row for row in figures.month(village, "2026-11")}
    assert (rows["东片网格"].other_in, rows["柳行村网格"].other_out, rows["合计"].change) == (3, 3, 0)


def test_a_redrawing_is_one_undo(village, east):
    _west, uids = households(village, 2)
    grids.redraw(village, grids.plan_redrawing(village, east, "2026-11-10", "", households=uids), "2026-11-10", "")
    history.undo(village, history.recent(village)[0].txn)
    assert by_grid(village, "2026-11") == {"柳行村网格": (2, 2), "合计": (2, 2)}
    assert village.store.count("grid_move") == 0


def test_a_merged_grid_is_retired_with_its_code(village, east):
    west, _uids = households(village, 2)
    grids.change_code(village, west, "3703050060010000001", "2026-01-01")
    grids.merge_grid(village, west, east, "2026-11-12", "两片合一")
    assert village.store.get("grid", west)["state"] == "closed"
    assert by_grid(village, "2026-11") == {"柳行村网格": (0, 0), "东片网格": (2, 2), "合计": (2, 2)}
    assert grids.code_history(village, west)[0].valid_to == "2026-11-12"


def test_a_grid_in_use_is_not_retired(village):
    west, _ = households(village, 1)
    with pytest.raises(DeskError, match="还有户或人"):
        grids.retire(village, west, "2026-11-12")


def test_changed_codes_keep_the_days_they_were_valid(village):
    grid = village.grids()[0]["uid"]
    village.write([Edit("grid", grid, "update", {"code": "37030500600100"})], "修改网格")
    grids.change_code(village, grid, "3703 0500 6001 0000 001", "2026-03-01", "全省统一编码")
    assert [(line.code, line.valid_from, line.valid_to) for line in grids.code_history(village, grid)] == [
        ("3703050060010000001", "2026-03-01", ""), ("37030500600100", "", "2026-03-01"),
    ]  # fmt: skip


def test_a_code_is_read_in_groups_and_a_doubtful_one_is_only_hinted_at(village):
    assert grids.grouped("3703050060010000001") == "37 03 05 006 001 0000001"
    assert grids.grouped("37-03") == "37-03"
    assert (grids.code_hint(village, "3" * 19), "18 位" in grids.code_hint(village, "3" * 18)) == ("", True)
    village.set_setting("grid_code_pattern", r"^\w{6}$")
    assert grids.code_hint(village, "LH0001") == ""


def test_the_tree_shows_figures_beside_the_polices_and_what_the_profile_finds(village, east):
    west, _ = households(village, 2)
    village.write([Edit("grid", east, "update", {"parent": west})], "修改网格")
    grids.set_official(village, west, 2026, 5, 9)
    grids.set_official(village, west, 2026, 6, 9)
    plan = grid_views.grid_plan(village)
    assert [(line.name, line.depth, line.households, line.people) for line in plan.lines] == [
        ("柳行村网格", 0, 2, 2), ("东片网格", 1, 0, 0),
    ]  # fmt: skip
    assert plan.lines[0].official == grid_views.Official("2026", 6, 9)
    assert (plan.findings[0].cite, plan.findings[0].level) == ("QL-05 第五条", "warn")
    grid_views.choose_profile(village, "QD")
    assert {item.clause for item in grid_views.grid_plan(village).lines[0].findings} == {
        "QD-A2.1",
        "QD-A2.3",
        "QD-A3.1",
    }


def test_a_circle_of_parents_is_cut(village, east):
    west = village.grids()[0]["uid"]
    village.write(
        [Edit("grid", east, "update", {"parent": west}), Edit("grid", west, "update", {"parent": east})], "改"
    )
    assert len(grid_views.grid_plan(village).lines) == 2
