"""What an office sends down: each office below gets what is for it and for all, nothing else, and both sides agree."""

from __future__ import annotations

import pytest

from gridDesk.desk import Desk, exchange
from gridDesk.ledger import Edit, new_uid
from gridDesk.store import StoreError
from tests.flows.two_offices import carry, digests

ELSEWHERE = "c" * 16


def issue(street: Desk, **values: object) -> str:
    uid = new_uid()
    street.write([Edit("task", uid, "create", values)], "交办任务")
    return uid


def sent(street: Desk, village: Desk) -> dict:
    return street.store.digests(street.office.site, village.office.site)


@pytest.mark.parametrize("whole", [False, True])
def test_an_office_below_gets_what_is_for_it_and_for_all_and_nothing_else(paired, stick, whole):
    village, street = paired
    issue(street, addressee=village.office.site, title="给甲")
    issue(street, addressee=ELSEWHERE, title="给乙")
    issue(street, title="给大家")
    carry(street, village, stick, whole=whole)
    assert sorted(str(row["title"]) for row in village.store.rows("task")) == ["给大家", "给甲"]
    assert digests(village, street.office.site) == sent(street, village)
    assert village.store.check() == street.store.check() == []


def test_after_its_receipt_nothing_is_sent_down_twice(paired, stick):
    village, street = paired
    issue(street, addressee=village.office.site, title="给甲")
    carry(street, village, stick)
    carry(village, street, stick)
    assert exchange.write_package(street, village.office.site, stick).entries == 0


def test_a_whole_state_goes_down_over_what_was_sent_before(paired, stick):
    village, street = paired
    uid = issue(street, addressee=village.office.site, title="给甲")
    carry(street, village, stick)
    street.write([Edit("task", uid, "close", {"closed_on": "2026-11-01"})], "办结")
    carry(street, village, stick, whole=True)
    assert digests(village, street.office.site) == sent(street, village)
    assert village.store.get("task", uid)["state"] == "closed"


def test_what_was_sent_down_is_never_turned_to_another_office(paired):
    village, street = paired
    uid = issue(street, addressee=village.office.site, title="给甲")
    with pytest.raises(StoreError, match="不能改发"):
        street.write([Edit("task", uid, "update", {"addressee": ELSEWHERE})], "改发")


def test_an_office_below_cannot_change_what_came_down(paired, stick):
    village, street = paired
    uid = issue(street, title="给大家")
    carry(street, village, stick)
    with pytest.raises(StoreError, match="别的单位"):
        village.write([Edit("task", uid, "update", {"title": "改了"})], "修改")


def test_what_goes_down_does_not_go_up(paired, stick):
    village, street = paired
    issue(street, addressee=village.office.site, title="给甲")
    assert "task" not in street.store.digests(street.office.site, "")
    assert list(street.store.entries(office=street.office.site, after={})) == []
