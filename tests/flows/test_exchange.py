"""Village → package → street → receipt → village: both sides count the same, and nothing doubtful gets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.desk import Desk, demo, exchange, history, people, records, safety
from gridDesk.errors import DeskError
from gridDesk.sync.errors import PackageError
from tests.flows.conftest import PASSWORD
from tests.flows.two_offices import carry, digests, fill, pair


def test_a_package_and_its_receipt_leave_both_sides_equal(paired, stick):
    village, street = paired
    fill(village)
    carry(village, street, stick)
    assert digests(street, village.office.site) == digests(village, village.office.site)
    carry(street, village, stick)
    view = exchange.peers(village)[0]
    assert (view.own_count, view.their_count, view.equal) == (12, 12, True)
    assert exchange.peers(street)[0].equal is True
    assert "一致" in view.line
    assert exchange.log(village)[0].state in ("已收取", "对方已收下")
    assert village.store.check() == street.store.check() == []


def test_after_a_receipt_the_next_package_holds_only_what_changed_since(paired, stick):
    village, street = paired
    fill(village)
    carry(village, street, stick)
    carry(street, village, stick)
    person = next(iter(village.store.rows("person")))
    records.save(village, "person", str(person["uid"]), {"phone": "13800000000"})
    written = exchange.write_package(village, street.office.site, stick)
    assert written.entries == 1
    view = exchange.preview_package(street, written.path)
    assert view.counts == {"人口": (0, 1, 0)}
    exchange.apply_package(street, written.path)
    assert digests(street, village.office.site) == digests(village, village.office.site)


def test_a_lost_stick_heals_itself(paired, stick):
    village, street = paired
    fill(village, 2)
    exchange.write_package(village, street.office.site, stick)
    fill(village, 1)
    carry(village, street, stick)
    assert digests(street, village.office.site) == digests(village, village.office.site)


def test_the_same_package_twice_changes_nothing(paired, stick):
    village, street = paired
    fill(village)
    written = exchange.write_package(village, street.office.site, stick)
    exchange.apply_package(street, written.path)
    before = digests(street, village.office.site), len(exchange.log(street)), len(history.recent(street))
    again = exchange.apply_package(street, written.path)
    assert again.verdict == "again"
    assert (digests(street, village.office.site), len(exchange.log(street)), len(history.recent(street))) == before


def test_a_whole_state_replaces_the_mirror(paired, stick):
    village, street = paired
    fill(village)
    carry(village, street, stick)
    uid = str(next(iter(village.store.rows("person")))["uid"])
    records.close_record(village, "person", uid, reason_code="02", on="2026-11-01")
    carry(village, street, stick, whole=True)
    assert digests(street, village.office.site) == digests(village, village.office.site)
    assert street.store.get("person", uid)["state"] == "closed"
    assert street.store.check() == []
    carry(street, village, stick)
    fill(village, 1)
    carry(village, street, stick)
    assert digests(street, village.office.site) == digests(village, village.office.site)


def test_an_undo_travels_too(paired, stick):
    village, street = paired
    fill(village, 2)
    carry(village, street, stick)
    carry(street, village, stick)
    history.undo(village, history.recent(village)[0].txn)
    carry(village, street, stick)
    assert digests(street, village.office.site) == digests(village, village.office.site)
    assert street.store.count("person") == 3


def test_an_office_set_back_by_a_restore_agrees_again_with_the_street(paired, stick):
    village, street = paired
    fill(village, 2)
    backup = safety.backup(village)
    fill(village, 2)
    carry(village, street, stick)
    village.close()
    restored = safety.restore(backup, village.folder, PASSWORD)
    try:
        fill(restored, 1)
        applied = carry(restored, street, stick)
        assert applied.verdict == "apply"
        assert digests(street, restored.office.site) == digests(restored, restored.office.site)
        carry(street, restored, stick)
        fill(restored, 1)
        carry(restored, street, stick)
        assert digests(street, restored.office.site) == digests(restored, restored.office.site)
        assert street.store.check() == restored.store.check() == []
    finally:
        restored.close()


def test_a_package_that_arrives_before_an_earlier_one_is_held_and_the_next_heals_it(paired, stick, open_copy):
    village, street = paired
    fill(village, 1)
    carry(village, street, stick)
    carry(street, village, stick)
    other = open_copy("street", "newpc")
    pair(village, other, stick)
    fill(village, 1)
    with pytest.raises(PackageError, match="没有收到"):
        carry(village, other, stick)
    assert other.store.count("person") == 0
    carry(other, village, stick)
    assert carry(village, other, stick).verdict == "apply"
    assert digests(other, village.office.site) == digests(village, village.office.site)


@pytest.fixture
def package(paired, stick) -> Path:
    village, street = paired
    fill(village)
    return exchange.write_package(village, street.office.site, stick).path


def refused(desk: Desk, path: Path) -> str:
    """Apply a package that must be refused; returns the sentence after checking that nothing was written."""
    before = desk.store.count("person"), len(exchange.log(desk)), len(history.recent(desk))
    with pytest.raises(PackageError) as caught:
        exchange.apply_package(desk, path)
    assert (desk.store.count("person"), len(exchange.log(desk)), len(history.recent(desk))) == before
    assert str(caught.value).endswith("。")
    return str(caught.value)


def test_a_flipped_byte_is_refused_with_a_sentence(street, package):
    data = bytearray(package.read_bytes())
    data[len(data) // 2] ^= 1
    package.write_bytes(data)
    assert "损坏" in refused(street, package)


def test_a_truncated_file_is_refused_with_a_sentence(street, package):
    package.write_bytes(package.read_bytes()[:-100])
    assert "损坏" in refused(street, package)


def test_a_package_for_another_office_is_refused_with_a_sentence(open_copy, package):
    refused(open_copy("village", "other"), package)


def test_an_unknown_sender_is_refused_with_a_sentence(open_copy, paired, stick):
    _village, street = paired
    stranger = demo.make_demo(stick.parent / "stranger", people=10)
    card = exchange.read_card(exchange.write_card(street, stick))
    exchange.pair(stranger, card, exchange.pairing_digits(stranger, card)[1][-5:], "parent")
    written = exchange.write_package(stranger, street.office.site, stick)
    stranger.close()
    refused(street, written.path)


def test_a_file_that_is_no_package_is_refused_with_a_sentence(street, stick):
    path = stick / "GD-x.gdp"
    path.write_bytes(b"hello")
    refused(street, path)


def test_wrong_digits_do_not_pair(village, street, stick):
    card = exchange.read_card(exchange.write_card(street, stick))
    right = exchange.pairing_digits(village, card)[1][-5:]
    wrong = f"{(int(right) + 1) % 100000:05d}"
    with pytest.raises(DeskError, match="不符"):
        exchange.pair(village, card, wrong, "parent")
    assert exchange.peers(village) == []


def test_nothing_on_the_stick_can_be_read_without_the_keys(paired, stick):
    village, street = paired
    people.new_household(village, "1", "柳行村1组1号", {"name": "金丝雀甲", "phone": "13900001111"})
    exchange.write_package(village, street.office.site, stick)
    for path in stick.iterdir():
        data = path.read_bytes()
        assert "金丝雀甲".encode() not in data
        assert b"13900001111" not in data
