"""The generated year of work: believable, with its gaps, kept as if it had been entered day by day."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest

from gridDesk.desk import demo_roster, directives, duties, log_gaps, policies, safety, tour
from gridDesk.desk.demo import make_demo
from gridDesk.policy import containing
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


def test_a_year_that_is_made_in_the_morning_ends_then(tmp_path, monkeypatch):
    """The last day's work is entered now, not in the evening to come: what follows would seem to be before it."""
    morning = datetime(2026, 11, 20, 9).astimezone()
    monkeypatch.setattr(CLOCK, "source", lambda: morning)
    with closing(make_demo(tmp_path / "demo", people=30, year=6, password=PASSWORD)) as desk:
        assert desk.store.clock_ok
        assert desk.store.count("meeting") > 0


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
    # Those that the demo enters in the ledger have their first step only.
    events = [row for row in village.store.rows("event") if steps[str(row["uid"])] > 1]
    assert events
    closed = [row for row in events if row["status"] == "05"]
    assert closed
    assert all(row["closed_date"] and row["checked_on"] and steps[str(row["uid"])] >= 3 for row in closed)


def test_a_worker_left_and_another_came(village):
    found = {str(row["name"]): row for row in village.store.rows("worker")}
    assert found["周海燕"]["exit_on"] < found["冯志远"]["started_on"]
    assert village.grids()[1]["worker"] == "冯志远"


def test_xc_2_2_3_there_is_a_meeting_on_most_mornings(village):
    calendar = directives.own_calendar()
    mornings = {str(row["date"]) for row in village.store.rows("meeting", where={"kind": "01"})}
    begun = date.fromisoformat(village.setting("made_on"))
    days = calendar.workdays(begun + timedelta(days=1), today())
    assert 0.8 * len(days) < len(mornings) <= len(days)


# Held in some months of the year only, or asked of a year that has hardly begun.
_SELDOM = {("meetings", "half_year"), ("meetings", "year"), ("meetings", "quarter"), ("drills", "year"), ("survey", "half_year"),
           ("survey", "year"), ("study_notes", "year"), ("training_hours", "year"), ("dissatisfied", "year")}  # fmt: skip


@pytest.mark.parametrize("key", [*policies.own_profiles()])
def test_no_clause_of_any_regulation_is_nought_for_want_of_a_record(village, key):
    """Over the last whole month and its weeks: what is judged has at least one record, or one thing done right."""
    before = village.setting("policy", "QL")
    village.set_setting("policy", key)
    found = duties.judgement(village, containing("month", today()).before())
    village.set_setting("policy", before)
    silent = [
        (one.clause.id, one.clause.rule, one.clause.text)
        for one in found.standings()
        if (one.clause.rule, one.clause.period) not in _SELDOM
        and not any(finding.proof or finding.value for finding in one.findings)
        and any(finding.wanted for finding in one.findings)
    ]
    assert silent == []
    assert len(found.standings()) > 5


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
