"""What a package brings that cannot be taken is set aside record by record, told in the receipt, and heals by itself."""

from __future__ import annotations

import pytest

from gridDesk.desk import Desk, exchange, parcels
from gridDesk.desk.receiving import apply_package
from gridDesk.store.system import PeerAcked
from gridDesk.sync import delta, snapshot
from gridDesk.sync.asides import values_fit
from gridDesk.sync.errors import DigestsDiffer, PackageError, StickError
from tests.flows.two_offices import carry, digests, fill


def agree(village: Desk, street: Desk) -> bool:
    site = village.office.site
    return digests(street, site) == village.store.digests(site, "")


def state_of(desk: Desk, n: int) -> str:
    return next(one.state for one in desk.store.system.packages.list(direction="out") if one.n == n)


@pytest.fixture
def picky(monkeypatch):
    """Have the street find no name fit that begins with 成员, until it is told better."""

    def fits(ledger, values):
        return values_fit(ledger, values) and not str(values.get("name", "")).startswith("成员")

    def choose(strict: bool) -> None:
        for room in (delta, snapshot):
            monkeypatch.setattr(room, "values_fit", fits if strict else values_fit)

    choose(True)
    return choose


def test_a_record_that_cannot_be_taken_is_set_aside_alone_told_and_healed(paired, stick, picky):
    village, street = paired
    fill(village, 3)
    applied = carry(village, street, stick)
    assert any("单独搁置" in problem for problem in applied.problems)
    assert street.store.count("person") == 3
    assert {kept.code for kept in street.store.kept()} == {"bad_value"}
    carry(street, village, stick)
    assert state_of(village, 1) == "partial"
    alarms = village.store.system.alarms.list(kind="quarantined_there", state="open")
    assert len(alarms) == 3
    assert {alarm.data["ledger"] for alarm in alarms} == {"person"}
    again = exchange.write_package(village, street.office.site, stick)
    assert "全部数据" in again.line
    exchange.apply_package(street, again.path)
    carry(street, village, stick)
    assert len(village.store.system.alarms.list(kind="quarantined_there", state="open")) == 3
    picky(False)
    carry(village, street, stick, whole=True)
    carry(street, village, stick)
    assert agree(village, street)
    assert street.store.kept() == []
    assert village.store.system.alarms.list(kind="quarantined_there", state="open") == []
    assert village.store.check() == street.store.check() == []


def test_what_follows_a_record_set_aside_waits_with_it_and_the_rest_goes_on(paired, stick, picky):
    village, street = paired
    fill(village, 1)
    carry(village, street, stick)
    picky(False)
    fill(village, 1)
    aside = next(row for row in village.store.rows("person") if str(row["name"]).startswith("成员"))
    from gridDesk.desk import records

    records.save(village, "person", str(aside["uid"]), {"phone": "13900000001"})
    carry(village, street, stick)
    assert street.store.count("person") == 3
    assert "after_quarantine" in {kept.code for kept in street.store.kept()}
    carry(street, village, stick)
    carry(village, street, stick)
    assert agree(village, street)


def test_a_package_after_a_gap_is_kept_and_taken_when_the_missing_ones_have_come(paired, stick):
    village, street = paired
    fill(village, 1)
    carry(village, street, stick)
    seen = street.store.system.peer_seen.get(village.office.site, village.store.replica).seq
    fill(village, 1)
    missing = exchange.write_package(village, street.office.site, stick)
    village.store.system.peer_acked.put(PeerAcked(street.office.site, village.store.replica, seen + 3))
    fill(village, 1)
    later = exchange.write_package(village, street.office.site, stick)
    with pytest.raises(PackageError, match="先放着"):
        exchange.apply_package(street, later.path)
    later.path.unlink()
    held = street.store.system.packages.list(direction="in", state="held")
    assert parcels.held(street, held[0].package_id) is not None
    exchange.apply_package(street, missing.path)
    assert agree(village, street)
    assert street.store.system.packages.list(direction="in", state="held") == []
    assert parcels.held(street, held[0].package_id) is None


def test_a_gap_is_told_in_the_receipt_and_the_next_package_fills_it(paired, stick):
    village, street = paired
    fill(village, 1)
    village.store.system.peer_acked.put(PeerAcked(street.office.site, village.store.replica, 3))
    written = exchange.write_package(village, street.office.site, stick)
    with pytest.raises(PackageError, match="先放着"):
        exchange.apply_package(street, written.path)
    carry(street, village, stick)
    assert state_of(village, 1) == "held"
    carry(village, street, stick)
    assert agree(village, street)


def test_records_that_do_not_add_up_are_taken_back_and_all_of_them_asked_for(paired, stick, monkeypatch):
    village, street = paired
    fill(village, 1)
    written = exchange.write_package(village, street.office.site, stick)
    real = street.store.digests
    monkeypatch.setattr(street.store, "digests", lambda site, *more: {**real(site, *more), "person": (9, "0" * 64)})
    with pytest.raises(DigestsDiffer, match="核对不一致"):
        exchange.apply_package(street, written.path)
    monkeypatch.undo()
    assert street.store.count("person") == 0
    carry(street, village, stick)
    assert state_of(village, 1) == "refused"
    again = exchange.write_package(village, street.office.site, stick)
    assert "全部数据" in again.line
    exchange.apply_package(street, again.path)
    assert agree(village, street)


def test_a_package_that_never_reached_a_stick_is_no_fork(paired, stick, tmp_path):
    village, street = paired
    fill(village, 1)
    carry(village, street, stick)
    with pytest.raises(StickError):
        exchange.write_package(village, street.office.site, tmp_path / "no such stick")
    assert state_of(village, 2) == "made"
    fill(village, 1)
    carry(village, street, stick)
    assert agree(village, street)


def test_a_kept_copy_goes_once_the_package_is_acknowledged(paired, stick):
    village, street = paired
    fill(village, 1)
    written = exchange.write_package(village, street.office.site, stick)
    assert parcels.sent(village, written.path.name).read_bytes() == written.path.read_bytes()
    apply_package(street, written.path)
    carry(street, village, stick)
    assert parcels.sent(village, written.path.name) is None
