"""Somebody moves from one village of the street to the other: closed there, forwarded, entered here, over real packages."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from gridDesk.desk import erasure, history, moving_in, population, transfers
from gridDesk.desk.moving_in import Home
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from tests.flows import paired_offices
from tests.flows.paired_offices import SITES, Offices, household, person

ON, LEFT = "2026-11-05", "2026-11-02"


@pytest.fixture
def offices(tmp_path) -> Iterator[Offices]:
    made = paired_offices.make(tmp_path)
    yield made
    made.close()


def leave(offices: Offices, name: str = "张为", to: str = "槐树村") -> None:
    population.move_out(offices.one, person(offices.one, name), LEFT, transfer_to=to)
    offices.up(offices.one)


def forward(offices: Offices, site: str = SITES["two"]) -> str:
    uid = transfers.forward(offices.street, transfers.to_forward(offices.street)[0].event, site).uid
    offices.down(offices.two)
    return uid


def test_a_departure_to_another_village_waits_at_the_street_with_the_village_guessed(offices):
    leave(offices)
    found = transfers.to_forward(offices.street)
    assert [(one.name, one.office_name, one.to, one.site, one.left_on) for one in found] == [
        ("张为", "柳行村", "槐树村", SITES["two"], LEFT)
    ]


def test_a_departure_elsewhere_is_not_forwarded(offices):
    population.move_out(offices.one, person(offices.one, "张为"), LEFT, "青岛市")
    offices.up(offices.one)
    assert transfers.to_forward(offices.street) == []


def test_a_village_with_another_name_is_chosen_by_the_street(offices):
    leave(offices, to="槐树新村")
    assert transfers.to_forward(offices.street)[0].site == ""
    with pytest.raises(DeskError, match="请选择"):
        transfers.forward(offices.street, transfers.to_forward(offices.street)[0].event, "")


def test_a_transfer_goes_round_and_both_villages_and_the_street_agree(offices):
    leave(offices)
    uid = forward(offices)
    assert transfers.to_forward(offices.street) == []
    found = moving_in.incoming(offices.two)[0]
    assert (found.name, found.from_name, found.candidates) == ("张为", "柳行村", ())
    assert ("联系电话", "13800000001") in found.facts
    saved = moving_in.enter(offices.two, uid, ON, Home(household(offices.two, "赵敏"), "10"))
    row = offices.two.store.get("person", saved.uid)
    assert (row["id_number"], row["origin"], row["office"]) == (paired_offices.number("张为"), uid, SITES["two"])
    events = list(offices.two.store.rows("population_event", where={"person": saved.uid}))
    assert [(event["kind"], event["reason"], event["heads_in"]) for event in events] == [("03", "由柳行村转来", 1)]
    assert offices.in_step(offices.one, offices.two)
    told = transfers.forwarded(offices.street)[0]
    assert (told.state, told.there, told.to_name) == ("accepted", saved.uid, "槐树村")
    origin = transfers.origin_of(offices.street, saved.uid)
    assert (origin.office_name, origin.person) == ("柳行村", person(offices.one, "张为"))
    assert transfers.went_to(offices.street, origin.person) == saved.uid
    assert moving_in.incoming(offices.two) == []
    assert offices.street.store.count("person", where={"id_number": paired_offices.number("张为")}) == 1


def test_a_newcomer_may_be_the_head_of_a_household_of_her_own(offices):
    leave(offices)
    uid = forward(offices)
    saved = moving_in.enter(offices.two, uid, ON, Home(number="0009", address="槐树村3组9号"))
    home = offices.two.store.get("household", household(offices.two, "张为"))
    assert (home["head"], home["number"]) == (saved.uid, "0009")


def test_entering_is_one_act_and_undoing_it_lets_the_transfer_wait_again(offices):
    leave(offices)
    uid = forward(offices)
    moving_in.enter(offices.two, uid, ON, Home(household(offices.two, "赵敏"), "10"))
    history.undo(offices.two, history.recent(offices.two)[0].txn)
    assert [one.uid for one in moving_in.incoming(offices.two)] == [uid]
    assert offices.in_step(offices.two)
    assert transfers.forwarded(offices.street)[0].state == "open"


def test_nothing_of_a_protected_ledger_and_no_log_goes_with_a_person(offices):
    uid = person(offices.one, "张为")
    offices.one.enable("hiv")
    offices.one.write([Edit("hiv", new_uid(), "create", {"person": uid})], "新增")
    offices.one.write([Edit("elderly", new_uid(), "create", {"person": uid})], "新增")
    leave(offices)
    made = forward(offices)
    data = msgspec.json.decode(offices.two.store.get("transfer", made)["data"])
    assert set(data) <= set(offices.two.catalogue["person"].by_key) - {"origin", "merged_into", "photo"}
    for ledger in ("hiv", "elderly", "residence"):
        assert offices.two.store.count(ledger, where={"person": uid}, states=()) == 0


def test_somebody_who_is_here_already_is_shown_and_gets_the_origin(offices):
    known = {"name": "张为", "id_number": paired_offices.number("张为"), "sex": "1"}
    population.move_in(offices.two, household(offices.two, "赵敏"), known, "2026-11-01", "10")
    leave(offices)
    uid = forward(offices)
    candidate = moving_in.incoming(offices.two)[0].candidates[0]
    assert (candidate.name, candidate.score) == ("张为", 100)
    moving_in.is_here(offices.two, uid, candidate.uid)
    assert offices.in_step(offices.two)
    assert transfers.forwarded(offices.street)[0].there == candidate.uid
    assert offices.two.store.count("person", where={"name": "张为"}) == 1


def test_somebody_who_had_left_here_comes_back(offices):
    known = {"name": "张为", "id_number": paired_offices.number("张为"), "sex": "1"}
    old = population.move_in(offices.two, household(offices.two, "赵敏"), known, "2026-10-01", "10").uid
    population.move_out(offices.two, old, "2026-10-20")
    leave(offices)
    uid = forward(offices)
    moving_in.is_here(offices.two, uid, old, ON)
    row = offices.two.store.get("person", old)
    assert (row["state"], row["origin"]) == ("active", uid)


def test_a_refused_transfer_comes_back_with_its_reason_and_can_go_elsewhere(offices):
    leave(offices)
    uid = forward(offices)
    with pytest.raises(DeskError, match="原因"):
        moving_in.refuse(offices.two, uid, "")
    moving_in.refuse(offices.two, uid, "此人没有来本村")
    offices.up(offices.two)
    back = transfers.came_back(offices.street)[0]
    assert (back.content, back.name) == ("此人没有来本村", "张为")
    event = transfers.event_of(offices.street, uid)
    with pytest.raises(DeskError, match="迁出的"):
        transfers.forward(offices.street, event, SITES["one"])
    transfers.forward(offices.street, event, SITES["two"])
    assert transfers.came_back(offices.street) == []
    offices.down(offices.two)
    assert len(moving_in.incoming(offices.two)) == 1


def test_nobody_is_forwarded_twice(offices):
    leave(offices)
    event = transfers.to_forward(offices.street)[0].event
    transfers.forward(offices.street, event, SITES["two"])
    with pytest.raises(DeskError, match="已经转过"):
        transfers.forward(offices.street, event, SITES["two"])


def test_somebody_who_came_back_before_is_not_forwarded(offices):
    leave(offices)
    population.come_back(offices.one, person(offices.one, "张为"), ON)
    offices.up(offices.one)
    assert transfers.to_forward(offices.street) == []


def test_a_departure_undone_is_not_forwarded(offices):
    leave(offices)
    history.undo(offices.one, history.recent(offices.one)[0].txn)
    offices.up(offices.one)
    assert transfers.to_forward(offices.street) == []


def test_a_departure_undone_after_it_was_forwarded_takes_the_transfer_back(offices):
    leave(offices)
    forward(offices)
    assert len(moving_in.incoming(offices.two)) == 1
    history.undo(offices.one, history.recent(offices.one)[0].txn)
    offices.up(offices.one)
    offices.down(offices.two)
    assert moving_in.incoming(offices.two) == transfers.to_forward(offices.street) == []
    assert [one.words for one in transfers.forwarded(offices.street)] == ["已撤回"]
    assert offices.in_step(offices.one, offices.two)


def test_an_entered_transfer_stands_though_the_departure_is_undone(offices):
    leave(offices)
    uid = moving_in.enter(offices.two, forward(offices), ON, Home(household(offices.two, "赵敏"), "30")).uid
    offices.up(offices.two)
    history.undo(offices.one, history.recent(offices.one)[0].txn)
    offices.up(offices.one)
    offices.down(offices.two)
    assert transfers.origin_of(offices.two, uid).office_name == "柳行村"
    assert transfers.forwarded(offices.street)[0].state == "accepted"


def test_a_departure_the_street_skips_does_not_wait_any_more(offices):
    leave(offices)
    transfers.skip(offices.street, transfers.to_forward(offices.street)[0].event)
    assert transfers.to_forward(offices.street) == []


def test_a_withdrawn_transfer_is_not_entered(offices):
    leave(offices)
    uid = forward(offices)
    transfers.withdraw(offices.street, uid)
    offices.down(offices.two)
    with pytest.raises(DeskError, match="撤回"):
        moving_in.enter(offices.two, uid, ON, Home(household(offices.two, "赵敏"), "10"))


def test_there_and_back_again_is_a_chain_of_origins(offices):
    leave(offices)
    first = moving_in.enter(offices.two, forward(offices), ON, Home(household(offices.two, "赵敏"), "10")).uid
    population.move_out(offices.two, first, "2026-11-10", transfer_to="柳行村")
    offices.up(offices.two)
    again = transfers.forward(offices.street, transfers.to_forward(offices.street)[0].event, SITES["one"]).uid
    offices.down(offices.one)
    old = moving_in.incoming(offices.one)[0].candidates[0].uid
    moving_in.is_here(offices.one, again, old, "2026-11-12")
    assert offices.in_step(offices.one, offices.two)
    assert [one.office_name for one in transfers.origins(offices.street, old)] == ["槐树村", "柳行村"]


def test_the_other_village_never_sees_the_transfer(offices):
    leave(offices)
    forward(offices)
    offices.down(offices.one)
    assert list(offices.one.store.rows("transfer", states=())) == []


def test_villages_met_before_are_offered_as_destinations(offices):
    leave(offices)
    assert transfers.destinations(offices.one) == ["槐树村"]
    forward(offices)
    assert transfers.destinations(offices.two) == ["柳行村"]


def test_where_somebody_came_from_is_not_told_once_she_was_erased_there(offices):
    leave(offices)
    uid = moving_in.enter(offices.two, forward(offices), ON, Home(household(offices.two, "赵敏"), "30")).uid
    erasure.erase_person(offices.one, person(offices.one, "张为"), "三年期满")
    assert offices.in_step(offices.one, offices.two)
    assert [transfers.origin_of(desk, uid) for desk in (offices.two, offices.street)] == [None, None]
    assert transfers.origins(offices.street, uid) == transfers.forwarded(offices.street) == []
    assert offices.two.store.get("person", uid)["state"] == "active"
