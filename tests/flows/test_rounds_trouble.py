"""Rounds where something is not as usual: who is known already, what was taken back meanwhile, what belongs to others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from gridDesk import text
from gridDesk.desk import events, history, people, policies, population, population_lodging, records, rounds_view
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds import PatrolDraft, VisitDraft, record_patrol, record_visit
from gridDesk.desk.rounds_findings import REPORTED, Finding
from gridDesk.desk.rounds_follow import Newcomer
from gridDesk.desk.rounds_slips import Round, Slip, plan
from gridDesk.errors import DeskError
from gridDesk.ledger.idnumber import check_digit
from tests.flows.two_offices import carry, pair

DAY = "2026-11-21"
NUMBER = "37030519820506452" + check_digit("37030519820506452")


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 21, 9).astimezone())


@pytest.fixture
def home(village: Desk) -> str:
    return people.new_household(village, "0001", "柳行村2组1号", {"name": "张为", "birth": "1950-01-01"}).uid


@pytest.fixture
def house(village: Desk, home: str) -> str:
    return records.save(village, "dwelling", None, {"household": home, "rented": 1}).uid


def counts(desk: Desk) -> dict[str, int]:
    """Return how many records of each ledger there are, whatever their state."""
    return {ledger.key: len(list(desk.store.rows(ledger.key, states=()))) for ledger in desk.enabled()}


# --- findings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("profile", "due"), [("GZ4", "2026-11-10"), ("GZ6", "2026-11-05"), ("XC", None)])
def test_what_is_reported_up_at_once_has_the_limit_of_the_office_above(village, home, profile, due):
    policies.choose(village, profile)
    found = Finding("电线老化", "04", handling=REPORTED)
    record_visit(village, VisitDraft(values={"date": "2026-11-03", "household": home}, findings=(found,)))
    record_patrol(village, PatrolDraft(values={"date": "2026-11-03"}, findings=(found,)))
    assert [row.get("due") for row in village.store.rows("event")] == [due, due]


def test_a_finding_of_the_kind_of_an_emergency_is_urgent_in_the_list(village, home):
    found = (Finding("煤气泄漏", "15"), Finding("路灯不亮", "06"))
    record_visit(village, VisitDraft(values={"date": DAY, "household": home}, findings=found))
    assert {line.title: line.urgent for line in events.list_events(village).lines} == {
        "煤气泄漏": True,
        "路灯不亮": False,
    }
