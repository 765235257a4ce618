"""One list of what waits for a person in the dealings with other offices, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gridDesk.desk import alarms, deciding, duplicates_across, inbox, population, proposals, transfers
from gridDesk.store.system import Alarm
from tests.flows import paired_offices
from tests.flows.paired_offices import SITES, Offices, change, household, number, person


@pytest.fixture
def offices(tmp_path) -> Iterator[Offices]:
    made = paired_offices.make(tmp_path)
    yield made
    made.close()


def kinds(desk) -> list[str]:
    return [item.kind for item in inbox.items(desk)]


def test_nothing_waits_in_offices_that_agree(offices):
    for desk in (offices.one, offices.two, offices.street):
        assert (inbox.items(desk), inbox.open_count(desk), inbox.settle(desk)) == ([], 0, 0)


def test_a_conflict_stands_above_what_can_be_accepted_at_once(offices):
    proposals.propose(offices.street, "person", person(offices.one, "李强"), "education", "10", "学历证书")
    proposals.propose(offices.street, "person", person(offices.one, "张为"), "phone", "13900000009", "走访核查")
    change(offices.one, "张为", phone="13800000008")
    offices.down()
    found = inbox.items(offices.one)
    assert [item.title for item in found] == ["更正：张为的联系电话", "更正：李强的文化程度"]
    assert [item.level for item in found] == ["warn", "note"]
    assert inbox.open_count(offices.one) == 2
    deciding.accept_mergeable(offices.one)
    assert inbox.open_count(offices.one) == 1


def test_an_identity_number_is_shortened_in_the_list(offices):
    proposals.propose(
        offices.street, "person", person(offices.one, "张为"), "id_number", "370305198001011406", "公安比对"
    )
    offices.down()
    line = inbox.items(offices.one)[0].line
    assert number("张为") not in line
    assert "370305198001011406" not in line


def test_what_needs_nobody_is_answered_by_itself(offices):
    made = proposals.propose(offices.street, "person", person(offices.one, "李强"), "phone", "13900000009", "核查")
    offices.down()
    population.death(offices.one, person(offices.one, "李强"), "2026-11-01")
    assert inbox.settle(offices.one) == 1
    assert inbox.items(offices.one) == []
    offices.up()
    assert [(item.kind, item.key) for item in inbox.items(offices.street)] == [("refused", made.uid)]
    proposals.put_away(offices.street, [made.uid])
    assert inbox.open_count(offices.street) == 0


def test_departures_and_arrivals_wait_where_they_are_dealt_with(offices):
    population.move_out(offices.one, person(offices.one, "张为"), "2026-11-02", transfer_to="槐树村")
    offices.up()
    assert kinds(offices.street) == ["forward"]
    transfers.forward(offices.street, inbox.items(offices.street)[0].key, SITES["two"])
    offices.down(offices.two)
    assert kinds(offices.street) == []
    assert kinds(offices.two) == ["transfer"]
    assert inbox.items(offices.two)[0].who == "齐陵街道"


def test_pairs_found_at_the_street_wait_as_one_thing_until_they_are_told(offices):
    home = household(offices.two, "赵敏")
    population.move_in(offices.two, home, {"name": "张为", "id_number": number("张为")}, "2026-11-01", "10")
    offices.up(offices.two)
    assert kinds(offices.street) == []
    duplicates_across.look(offices.street)
    assert kinds(offices.street) == ["across"]
    duplicates_across.notify(offices.street, duplicates_across.found(offices.street))
    assert kinds(offices.street) == []
    offices.down()
    assert kinds(offices.one) == ["duplicate"]


@pytest.mark.parametrize("kind", [*alarms.KINDS, "something_new"])
def test_every_alarm_is_told_in_words_first_of_all_and_can_be_put_away(offices, kind):
    offices.street.store.system.alarms.put(Alarm(key="k", kind=kind, peer=SITES["one"], at="2026-11-20T08:00:00+08:00"))
    item = inbox.items(offices.street)[0]
    assert (item.kind, "{" in item.title + item.todo + item.line) == ("alarm", False)
    assert item.line.endswith("。")
    alarms.put_away(offices.street, "k")
    assert inbox.items(offices.street) == []
    assert offices.street.store.system.alarms.get("k").state == "done"
