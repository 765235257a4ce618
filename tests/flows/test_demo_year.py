"""The generated year of work: believable, with its gaps, kept as if it had been entered day by day."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date, timedelta

import pytest

from gridDesk.desk import demo_roster, directives, log_gaps, safety, tour
from gridDesk.desk.demo import make_demo
from gridDesk.text import CLOCK, today, today_iso

PASSWORD = "两棵银杏树站在村口路边"


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    with closing(make_demo(tmp_path_factory.mktemp("year") / "demo", people=520, year=75, password=PASSWORD)) as desk:
        yield desk


def test_the_journal_tells_when_each_day_was_entered(village):
    changed = village.store.changes_on((today() - timedelta(days=30)).isoformat())
    worked = directives.own_calendar().is_workday(today() - timedelta(days=30))
    assert ("visit", "create") in changed or not worked
    assert village.store.clock_ok
    assert village.setting("made_on") == (today() - timedelta(days=75)).isoformat()
    assert safety.check(village) == []


def test_nobody_works_on_a_rest_day_and_nothing_lies_ahead(village):
    calendar = directives.own_calendar()
    for ledger in ("visit", "patrol", "meeting", "training"):
        days = {str(row["date"]) for row in village.store.rows(ledger)}
        assert all(calendar.is_workday(date.fromisoformat(day)) for day in days), ledger
        assert max(days) <= today_iso()


def test_most_days_have_two_patrols_and_a_page_and_some_have_not(village):
    kept = Counter((str(row["date"]), row["grid"]) for row in village.store.rows("patrol", where={"kind": "01"}))
    assert sum(number >= 2 for number in kept.values()) > len(kept) * 0.8
    for grid in village.grids():
        days = log_gaps.grid_days(village, grid, [(today() - timedelta(days=n)).isoformat() for n in range(70)])
        assert 0 < len(days.missing) < days.due / 3


def test_what_was_found_goes_its_way_step_by_step(village):
    steps = Counter(str(row["event"]) for row in village.store.rows("event_step"))
    events = [row for row in village.store.rows("event") if str(row["uid"]) in steps]
    assert events
    closed = [row for row in events if row["status"] == "05"]
    assert closed
    assert all(row["closed_date"] and row["checked_on"] and steps[str(row["uid"])] >= 3 for row in closed)


def test_a_worker_left_and_another_came(village):
    found = {str(row["name"]): row for row in village.store.rows("worker")}
    assert found["周海燕"]["exit_on"] < found["冯志远"]["started_on"]
    assert village.grids()[1]["worker"] == "冯志远"


def test_the_same_seed_makes_the_same_year(tmp_path):
    made = []
    for name in ("a", "b"):
        with closing(make_demo(tmp_path / name, people=30, year=20, password=PASSWORD)) as desk:
            keys = ("date", "start", "household", "result")
            made.append([tuple(row[key] for key in keys) for row in desk.store.rows("visit", order=("date", "start"))])
    assert made[0] == made[1]
    assert made[0]


def test_an_office_of_rosters_is_divided_into_grids_and_worked(tmp_path):
    files = tour.sample_files("liuhang")[:1]
    made = demo_roster.make_from_rosters(
        tmp_path / "柳行村", files, name="柳行村", level="village", password=PASSWORD, year=12
    )
    with closing(made) as desk:
        assert desk.store.count("household") > 100
        assert desk.store.count("visit") > 20
        assert desk.store.count("shop") == 12


def test_the_clock_of_one_thread_moves_no_other():
    import threading
    from datetime import datetime

    seen: list[str] = []
    with CLOCK.at(datetime(2020, 2, 29, 12).astimezone()):
        other = threading.Thread(target=lambda: seen.append(today_iso()))
        other.start()
        other.join()
        assert today_iso() == "2020-02-29"
    assert seen == [today_iso()]
