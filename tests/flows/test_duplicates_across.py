"""The same person active in two villages: found by the street, told to both, decided by them, over real packages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gridDesk.desk import duplicate_notices as notices
from gridDesk.desk import duplicates_across as across
from gridDesk.desk import history, population
from gridDesk.errors import DeskError
from tests.flows import paired_offices
from tests.flows.paired_offices import Offices, household, number, person


@pytest.fixture
def offices(tmp_path) -> Iterator[Offices]:
    made = paired_offices.make(tmp_path)
    yield made
    made.close()


def add(offices: Offices, **values: object) -> str:
    home = household(offices.two, "赵敏")
    uid = population.move_in(offices.two, home, values, "2026-11-01", "10").uid
    offices.up(offices.two)
    return uid


def twice(offices: Offices) -> str:
    """Enter 张为 in the second village too and tell both."""
    uid = add(offices, name="张为", id_number=number("张为"), sex="1")
    across.notify(offices.street, across.find(offices.street))
    everywhere(offices)
    return uid


def everywhere(offices: Offices) -> None:
    for village in (offices.one, offices.two):
        offices.up(village)
        offices.down(village)


def test_one_number_in_two_villages_is_found(offices):
    add(offices, name="张为", id_number=number("张为"), sex="1")
    found = across.find(offices.street)
    assert [(one.sure, {one.one.office_name, one.other.office_name}) for one in found] == [(True, {"柳行村", "槐树村"})]
    assert number("张为") not in found[0].matched


def test_the_15_digits_of_a_number_are_the_same_person(offices):
    old = number("张为")[:6] + number("张为")[8:17]
    add(offices, name="张　为", id_number=old, sex="1")
    assert across.find(offices.street)[0].sure


def test_name_and_birth_without_a_number_may_be_the_same_person(offices):
    add(offices, name="李强", birth="1950-02-03")
    found = across.find(offices.street)
    assert [one.sure for one in found] == [False]
    add(offices, name="王芳", birth="1982-05-06", id_number="370305198205064533")
    assert len(across.find(offices.street)) == 1


def test_namesakes_of_another_birth_and_people_of_one_village_are_not_found(offices):
    add(offices, name="李强", birth="1951-02-03")
    add(offices, name="赵敏", birth="1991-07-08")
    assert across.find(offices.street) == []


def test_both_villages_are_told_and_nobody_twice(offices):
    twice(offices)
    assert [one.name for one in notices.notices(offices.one)] == ["张为"]
    assert [one.other_name for one in notices.notices(offices.one)] == ["槐树村"]
    assert [one.other_name for one in notices.notices(offices.two)] == ["柳行村"]
    assert across.find(offices.street) == []


def test_one_village_closing_her_ends_both_notices(offices):
    twice(offices)
    population.move_out(offices.one, person(offices.one, "张为"), "2026-11-02")
    assert notices.settle(offices.one) == 1
    everywhere(offices)
    assert across.told_pairs(offices.street) == []
    replies = offices.street.store.rows("reply", where={"item_ledger": across.NOTICE})
    assert [row["content"] for row in replies] == ["已注销：迁出 2026-11-02。"]
    assert notices.notices(offices.two) == []
    assert across.find(offices.street) == []
    assert across.tidy(offices.street) == 0
    assert offices.in_step(offices.one, offices.two)


def test_back_again_in_both_is_told_again(offices):
    twice(offices)
    population.move_out(offices.one, person(offices.one, "张为"), "2026-11-02")
    everywhere(offices)
    population.come_back(offices.one, person(offices.one, "张为"), "2026-11-10")
    everywhere(offices)
    assert len(across.find(offices.street)) == 1


def test_a_village_that_keeps_her_is_not_asked_again(offices):
    twice(offices)
    notices.lives_here(offices.one, notices.notices(offices.one)[0].uid, "常年居住")
    everywhere(offices)
    across.put_away(offices.street, across.told_pairs(offices.street)[0])
    assert across.find(offices.street) == []
    assert across.told_pairs(offices.street) == []


def test_two_villages_that_both_keep_her_are_a_matter_for_the_street(offices):
    twice(offices)
    for village in (offices.one, offices.two):
        notices.lives_here(village, notices.notices(village)[0].uid)
    everywhere(offices)
    told = across.told_pairs(offices.street)[0]
    assert told.disputed
    across.not_the_same(offices.street, *told.people, note="两人同号，公安核查")
    assert across.told_pairs(offices.street) == []
    assert across.find(offices.street) == []


def test_closed_is_not_answered_while_she_is_active(offices):
    twice(offices)
    uid = notices.notices(offices.one)[0].uid
    with pytest.raises(DeskError, match="还在册"):
        notices.was_closed(offices.one, uid)
    population.move_out(offices.one, person(offices.one, "张为"), "2026-11-02")
    assert notices.notices(offices.one)[0].closed == "迁出 2026-11-02"
    notices.was_closed(offices.one, uid)
    with pytest.raises(DeskError, match="答复过"):
        notices.was_closed(offices.one, uid)


def test_an_answer_taken_back_lets_the_notice_wait_again(offices):
    twice(offices)
    notices.lives_here(offices.one, notices.notices(offices.one)[0].uid)
    history.undo(offices.one, history.recent(offices.one)[0].txn)
    assert len(notices.notices(offices.one)) == 1
    assert offices.in_step(offices.one)
