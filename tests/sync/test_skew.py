"""Packages of newer programs: what may be new in them without harm, and how one that needs a newer program says so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
import pytest

from gridDesk.ledger.model import Catalogue
from gridDesk.sync import archive, body, envelope, header, package
from gridDesk.sync.body import Content
from gridDesk.sync.delta import plan_delta
from gridDesk.sync.errors import BodyInvalid, HeaderInvalid, NeedsNewerProgram, WrongAddressee
from gridDesk.sync.replay import PeerState
from gridDesk.vault.sealing import seal
from tests.sync.helpers import (
    OTHER_PARTY,
    STREET_PARTY,
    VILLAGE,
    VILLAGE_PARTY,
    Journal,
    Party,
    catalogue,
    header_of,
    uid,
)

STATE = PeerState(VILLAGE.site)


@dataclass(frozen=True)
class Newer:
    """What a newer program puts into a package that this one has never heard of."""

    header: Mapping[str, object] = field(default_factory=dict)
    manifest: Mapping[str, object] = field(default_factory=dict)
    members: Mapping[str, bytes] = field(default_factory=dict)
    line: str = ""

    def write(self, journal: Journal, to: Party = STREET_PARTY) -> bytes:
        """Return a whole package, signed and sealed as this program would, with the newer things in it."""
        raw = {**msgspec.to_builtins(header_of(journal, to=to)), **self.header}
        inner = body.pack(Content(program="9.9.0", entries=journal.since({})), header.core_sha256(raw))
        ciphertext = seal(self._body(inner), [to.card.recipient])
        raw |= {"ct_len": len(ciphertext), "ct_sha256": hashlib.sha256(ciphertext).hexdigest()}
        text = header.canonical.encode(raw)
        signature = VILLAGE_PARTY.keys.sign(envelope._CONTEXT + hashlib.sha256(text).digest())
        line = self.line or envelope._LINE.format(raw["min_reader"])
        data = b"".join((envelope.MAGIC, line.encode(), len(text).to_bytes(4, "big"), text, signature, ciphertext))
        return data + hashlib.sha256(data).digest()

    def _body(self, inner: bytes) -> bytes:
        members = archive.unpack(inner)
        manifest = msgspec.json.decode(members.pop(body.MANIFEST))
        for name, data in self.members.items():
            described = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "count": 1, "columns": []}
            manifest["members"][name] = described
        manifest |= self.manifest
        return archive.pack({body.MANIFEST: header.canonical.encode(manifest), **members, **self.members})


def opened(data: bytes) -> body.Body:
    """Read and open a package at the street."""
    found = package.read(data, site=STREET_PARTY.site, senders=[VILLAGE_PARTY.card])
    return package.open_package(found, STREET_PARTY.keys)


NEWER = {
    "nothing new": Newer(),
    "header fields": Newer(header={"colour": "red", "batches": [1, 2], "weather": {"wind": "3"}}),
    "manifest fields": Newer(manifest={"mood": "fine", "parts": {"a": [1, 2]}}),
    "members": Newer(members={"more/sounds": b"\x00\x01", "more/map_1.bin": b"xyz"}),
    "all of them": Newer({"colour": "red"}, {"mood": "fine"}, {"more/sounds": b"\x00\x01"}),
}


@pytest.mark.parametrize("newer", NEWER.values(), ids=NEWER)
def test_what_a_newer_program_adds_is_passed_by(newer: Newer) -> None:
    journal = Journal().people(3)
    found = opened(newer.write(journal))
    assert list(found.entries()) == journal.entries
    assert found.receipts() == []
    assert found.ledgers() == []


def test_what_a_newer_program_adds_to_the_header_is_signed_and_bound_to_the_body() -> None:
    data = Newer(header={"colour": "red"}).write(Journal().people(1))
    other = data.replace(b'"colour":"red"', b'"colour":"ret"')
    assert other != data
    whole = other[:-32]
    with pytest.raises(envelope.Forged):
        opened(whole + hashlib.sha256(whole).digest())


@pytest.mark.parametrize("name", ["sounds", "rows/Person.jsonl.zst", "more/../journal", "more/", "more/a/b", "blobs/x"])
def test_a_member_that_is_not_set_apart_for_newer_programs_is_refused(name: str) -> None:
    with pytest.raises(BodyInvalid):
        opened(Newer(members={name: b"x"}).write(Journal().people(1)))


def test_members_for_newer_programs_are_as_announced_all_the_same() -> None:
    inner = body.pack(Content(program="9.9.0"), "0" * 64)
    members = archive.unpack(inner)
    manifest = msgspec.json.decode(members.pop(body.MANIFEST))
    manifest["members"]["more/x"] = {"sha256": hashlib.sha256(b"1").hexdigest(), "size": 1, "count": 1, "columns": []}
    for extra in ({"more/x": b"2"}, {}, {"more/x": b"1", "more/y": b"1"}):
        with pytest.raises(BodyInvalid):
            body.unpack(archive.pack({body.MANIFEST: header.canonical.encode(manifest), **members, **extra}), "0" * 64)


# --- programs that are too old ------------------------------------------------------------------------------------------


def test_a_program_too_old_names_the_version_that_is_needed() -> None:
    data = Newer(header={"min_reader": "9.9"}).write(Journal().people(1))
    with pytest.raises(NeedsNewerProgram) as caught:
        opened(data)
    assert str(caught.value) == "这个数据包需要网格台 9.9 或更新版本才能打开。请先升级本机程序，再导入；数据包请保留。"


@pytest.mark.parametrize("version", ["0.2", "1.0", "0.10", "12.3"])
def test_versions_are_compared_as_numbers(version: str) -> None:
    with pytest.raises(NeedsNewerProgram, match=version):
        opened(Newer(header={"min_reader": version}).write(Journal().people(1)))


@pytest.mark.parametrize("version", ["0.0", "0.1"])
def test_an_older_or_equal_version_is_read(version: str) -> None:
    assert list(opened(Newer(header={"min_reader": version}).write(Journal().people(1))).entries())


@pytest.mark.parametrize("newer", [{"v": 2}, {"suite": "sm2+sm4"}], ids=str)
def test_another_format_or_suite_is_refused_as_newer_not_as_damaged(newer: dict[str, object]) -> None:
    with pytest.raises(NeedsNewerProgram, match="较新版本"):
        opened(Newer(header={"min_reader": "0.1", **newer}).write(Journal().people(1)))


@pytest.mark.parametrize("version", ["0.1", "9.9"])
def test_the_first_two_lines_of_the_file_tell_a_person_which_version_opens_it(version: str) -> None:
    data = Newer(header={"min_reader": version}).write(Journal().people(1))
    magic, line = data.split(b"\n")[:2]
    assert magic == b"GDP1"
    assert f"请用网格台 {version} 或更新版本" in line.decode("utf-8")
    assert "联系上级单位" in line.decode("utf-8")


def test_a_package_of_this_program_names_this_programs_version_in_its_first_lines() -> None:
    made = package.write(
        header_of(Journal().people(1)), Content(program="0.1.0"), VILLAGE_PARTY.keys, [STREET_PARTY.card]
    )
    assert f"网格台 {header.READER} 或更新版本" in made.data.split(b"\n")[1].decode("utf-8")


def test_a_first_line_that_names_another_version_than_the_header_is_refused() -> None:
    data = Newer(line=envelope._LINE.format("7.7")).write(Journal().people(1))
    with pytest.raises(HeaderInvalid):
        opened(data)


def test_a_newer_package_for_another_office_is_told_to_be_for_another_office() -> None:
    data = Newer(header={"min_reader": "9.9"}).write(Journal().people(1), OTHER_PARTY)
    with pytest.raises(WrongAddressee):
        opened(data)


# --- entries of newer programs ------------------------------------------------------------------------------------------


def planned(journal: Journal, known: Catalogue | None = None):
    """Plan a journal at an office that has nothing of it yet."""
    return plan_delta(header_of(journal), journal.entries, STATE, known or catalogue(), lambda _ledger, _uid: 0)


def test_fields_that_only_a_newer_program_has_are_taken_along() -> None:
    journal = Journal()
    journal.add(1, "create", name="䶮", blood="AB", rooms=2)
    plan = planned(journal)
    assert plan.outcome == "accepted"
    assert plan.apply[0].values.items() >= {"name": "䶮", "blood": "AB", "rooms": 2}.items()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ledger": "pet"}, "unknown_ledger"),
        ({"schema": 2}, "newer_ledger"),
        ({"op": "endorse"}, "unknown_op"),
    ],
    ids=str,
)
def test_an_entry_of_a_newer_program_waits_and_its_record_with_it(change: dict[str, object], code: str) -> None:
    journal = Journal().people(2)
    journal.add(1, **{"ledger": "person", "op": "update", "schema": 1} | change, name="新")
    journal.add(2, name="照常")
    journal.add(1, **{"ledger": "person"} | {key: change[key] for key in change if key == "ledger"}, name="更新")
    plan = planned(journal)
    assert plan.outcome == "partial"
    assert plan.pending[0].code == code
    assert [aside.entry.seq for aside in plan.pending] == [3, 5]
    assert [item.entry.seq for item in plan.apply] == [1, 2, 4]
    assert not plan.quarantined
    assert plan.heads[journal.replica].seq == 5
    assert {record.uid for record in plan.records} == {uid(1)}
    assert all("升级" in record.reason for record in plan.records)


def test_a_newer_version_of_one_ledger_does_not_hold_another_up() -> None:
    journal = Journal()
    journal.add(1, "create", ledger="dwelling", schema=5, rooms=3)
    journal.add(2, "create", ledger="person", name="照常")
    plan = planned(journal)
    assert [aside.entry.ledger for aside in plan.pending] == ["dwelling"]
    assert [item.entry.ledger for item in plan.apply] == ["person"]
