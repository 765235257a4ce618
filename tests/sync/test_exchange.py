"""A village and its street, with nothing between them but files: package out, plan, receipt back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from gridDesk.sync import package
from gridDesk.sync.body import Content, table_of
from gridDesk.sync.delta import plan_delta
from gridDesk.sync.errors import CopyDamaged, UnknownSender, WrongAddressee
from gridDesk.sync.receipts import Receipt, agree, rollback_proofs, watermarks
from gridDesk.sync.replay import PeerState, advance, decide
from gridDesk.sync.snapshot import RowChange, Snapshot, plan_snapshot
from gridDesk.sync.stick import package_name, packages_on, write_to_stick
from tests.sync.helpers import (
    CREATED,
    OTHER_PARTY,
    R2,
    STREET_PARTY,
    VILLAGE,
    VILLAGE_PARTY,
    Journal,
    catalogue,
    digests,
    header_of,
    package_of,
    row,
)

RARE = ["㛃", "䶮", "堃", "𬱖", "𬭎", "𣲘", "阿依古丽·买买提"]


def carry(data: bytes, header: object, stick: Path) -> Path:
    """Write to the stick and find it again on the other side."""
    write_to_stick(stick, package_name(header), data)
    return packages_on(stick)[-1]


def receive(path: Path) -> package.Envelope:
    return package.read(path, site=STREET_PARTY.site, senders=[VILLAGE_PARTY.card])


def test_village_to_street_and_the_receipt_back(tmp_path: Path) -> None:
    journal = Journal()
    for number, name in enumerate(RARE, 1):
        journal.add(number, "create", name=name, rooms=number)
    sent = package_of(journal)
    envelope = receive(carry(sent.data, sent.header, tmp_path))
    state = PeerState(VILLAGE.site)
    assert decide(envelope.header, envelope.sha256, state).action == "apply"
    plan = plan_delta(
        envelope.header, package.open_package(envelope, STREET_PARTY.keys).entries(), state, catalogue(), lambda *_: 0
    )
    assert [incoming.values["name"] for incoming in plan.apply] == RARE
    state = advance(state, envelope.header, envelope.sha256, plan.heads)
    receipt = Receipt(
        pkg_id=envelope.header.pkg_id, n=envelope.header.n, sha256=envelope.sha256, outcome=plan.outcome, at=CREATED,
        heads=state.seen, counts={"person": plan.counts["person"].as_tuple()},
    )  # fmt: skip

    answer = Journal(office=STREET_PARTY.site, replica=R2)
    back = package_of(
        answer, Content(program="0.1.0", receipts=[receipt]), sender=STREET_PARTY, to=VILLAGE_PARTY
    )  # fmt: skip
    home = package.read(back.data, site=VILLAGE.site, senders=[STREET_PARTY.card])
    (arrived,) = package.open_package(home, VILLAGE_PARTY.keys).receipts()
    assert (arrived.pkg_id, arrived.sha256, arrived.outcome) == (sent.header.pkg_id, sent.sha256, "accepted")
    assert rollback_proofs(arrived, journal.heads) == []
    journal.add(9, "create", name="后来的人")
    following = header_of(journal, 2, acknowledged=watermarks(arrived), previous=sent.sha256)
    assert following.heads == {journal.replica: (8, 8)}
    assert decide(following, "", state).action == "apply"
    assert decide(envelope.header, envelope.sha256, state).action == "again"


def test_snapshot_brings_an_empty_street_to_the_villages_counts(tmp_path: Path) -> None:
    rows = {"person": [row(number, name=name) for number, name in enumerate(RARE)], "dwelling": [row(50, area=20.5)]}
    content = Content(
        program="0.1.0", digests=digests(rows), schema={"person": 1, "dwelling": 1},
        tables={ledger: table_of(["name", "area"], items) for ledger, items in rows.items()},
    )  # fmt: skip
    sent = package_of(Journal().people(3), content, kind="snapshot")
    envelope = receive(carry(sent.data, sent.header, tmp_path))
    body = package.open_package(envelope, STREET_PARTY.keys)
    snapshot = Snapshot(body, VILLAGE.site, catalogue(), body.manifest.schema, lambda _: {})
    assert plan_snapshot(envelope.header, snapshot).outcome == "accepted"
    mirror: dict[str, list] = {}
    for change in snapshot.changes():
        assert isinstance(change, RowChange)
        mirror.setdefault(change.ledger, []).append(change.values)
    assert agree(digests(mirror), body.manifest.digests) == []


def test_damaged_foreign_and_unknown_packages_change_nothing_on_the_stick(tmp_path: Path) -> None:
    sent = package_of(Journal().people(2))
    path = carry(sent.data, sent.header, tmp_path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    assert before == sent.file_sha256
    with pytest.raises(WrongAddressee):
        package.read(path, site=OTHER_PARTY.site, senders=[VILLAGE_PARTY.card])
    with pytest.raises(UnknownSender):
        package.read(path, site=STREET_PARTY.site, senders=[OTHER_PARTY.card])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    path.write_bytes(sent.data[:-1])
    with pytest.raises(CopyDamaged):
        receive(path)
