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


# --- newcomers -------------------------------------------------------------------------------------------------------


def refused(desk: Desk, words: str, *newcomers: Newcomer, **target: str) -> DeskError:
    """See that a visit with these newcomers is refused and leaves nothing behind; return what was said."""
    before = counts(desk)
    with pytest.raises(DeskError, match=words) as told:
        record_visit(desk, VisitDraft(values={"date": DAY, **target}, newcomers=newcomers))
    assert counts(desk) == before
    return told.value


def test_two_newcomers_of_one_visit_with_one_number_are_refused(village, home, house):
    inside = Newcomer("张小妹", NUMBER, relation="子")
    for second in (Newcomer("张大妹", NUMBER, relation="女"), Newcomer("张小妹", NUMBER, dwelling=house)):
        error = refused(village, "第 2 行的号码和这次登记的“张小妹”相同", inside, second, household=home)
        assert "只留一行" in error.advice
    tenant = Newcomer("租客甲", NUMBER, dwelling=house)
    refused(village, "第 2 行的号码和这次登记的“租客甲”相同", tenant, inside, household=home)


def test_whoever_lives_here_already_is_no_newcomer_and_it_is_told_how_to_move_him(village, home):
    other = people.new_household(village, "0002", "柳行村2组2号", {"name": "李强", "id_number": NUMBER}).uid
    error = refused(village, "已登记在“李强”名下，", Newcomer("李强", NUMBER, relation="子"), household=home)
    assert "整户修改" in error.advice
    population.move_out(village, str(village.store.get("household", other)["head"]), "2026-11-01")
    error = refused(village, "名下（已注销）", Newcomer("李强", NUMBER, relation="子"), household=home)
    assert "返回" in error.advice


def test_a_tenant_who_had_left_and_rents_again_does_not_become_a_second_person(village, home, house):
    who = population_lodging.rent(village, house, {"name": "王芳", "id_number": NUMBER}, "2026-01-05").uid
    (lease,) = village.store.rows("tenancy")
    population_lodging.end_rent(village, str(lease["uid"]), "2026-05-01", leaves=True)
    again = Newcomer("王芳", NUMBER, dwelling=house)
    error = refused(village, "已登记在“王芳”名下", again, household=home)
    assert "返回" in error.advice
    assert "租住" in error.advice
    population.come_back(village, who, "2026-11-20")
    record_visit(village, VisitDraft(values={"date": DAY, "household": home}, newcomers=(again,)))
    assert [row["uid"] for row in village.store.rows("person", where={"id_number": NUMBER}, states=())] == [who]
    assert [row["tenant"] for row in village.store.rows("tenancy")] == [who]


# --- doors that are gone ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["household", "shop", "unit", "dwelling", "person"])
def test_what_was_taken_back_meanwhile_cannot_be_visited(village, key):
    name = {"number": "0009"} if key == "household" else {"name": "测试"} if key != "dwelling" else {"rented": 1}
    saved = records.save(village, key, None, name)
    history.undo(village, saved.changes.txn)
    before = counts(village)
    for uid in (saved.uid, "f" * 32):
        with pytest.raises(DeskError, match="已经不在") as told:
            record_visit(village, VisitDraft(values={"date": DAY, key: uid}, confirm=True))
        assert "都还在" in told.value.advice
    assert counts(village) == before


def test_a_slip_of_a_household_that_was_taken_back_is_told_in_its_line(village, home):
    saved = people.new_household(village, "0002", "柳行村2组2号", {"name": "李强"})
    history.undo(village, saved.changes.txn)
    pile = plan(village, [Slip("0001", uid=home), Slip("0002 李强", uid=saved.uid)], Round(DAY))
    assert [(one.row, one.key, one.level) for one in pile.doubts] == [(1, "household", "error")]
    assert "已经不在" in pile.doubts[0].message


# --- whose rounds ----------------------------------------------------------------------------------------------------


def test_the_street_counts_its_own_rounds_and_not_those_of_its_villages(village, street, home, tmp_path: Path):
    values = {"date": DAY, "start": "08:00", "end": "09:00", "route": "村东"}
    record_patrol(village, PatrolDraft(values=values))
    record_visit(village, VisitDraft(values={"date": DAY, "household": home}))
    pair(village, street, tmp_path)
    carry(village, street, tmp_path)
    assert street.store.count("patrol") == street.store.count("visit") == 1
    assert rounds_view.routes(street) == []
    record_patrol(street, PatrolDraft(values={**values, "route": "街道督查线", "supervisor": 1}))
    day = rounds_view.day_rounds(street, DAY)
    assert (day.times, day.supervised, day.minutes, day.homes, day.visits) == (0, 1, 0, 0, ())
    assert [one.words for one in day.patrols] == ["60 分钟；街道督查线"]
    assert rounds_view.routes(street) == ["街道督查线"]


def test_a_patrol_of_a_day_to_come_is_refused_in_words_of_a_patrol(village):
    with pytest.raises(DeskError) as refused:
        record_patrol(village, PatrolDraft(values={"date": "2099-01-01", "start": "08:00", "end": "09:00"}))
    assert "2099-01-01 还没有到" in refused.value.message
    assert "走访" not in refused.value.advice
