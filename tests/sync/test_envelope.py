"""The package file: what it shows, what it hides, and in which words it is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.sync import envelope, header
from gridDesk.sync.envelope import LINE, MAGIC, Envelope
from gridDesk.sync.errors import (
    CopyDamaged,
    Forged,
    FormerKeys,
    HeaderInvalid,
    NeedsNewerProgram,
    NotAPackage,
    PackageError,
    Resigned,
    SenderKeyChanged,
    TooLarge,
    UnknownSender,
    Unreadable,
    WrongAddressee,
    WrongKey,
)
from gridDesk.sync.package import open_package, read
from gridDesk.vault import seal
from tests.sync.helpers import (
    OTHER_PARTY,
    STREET,
    STREET_PARTY,
    VILLAGE,
    VILLAGE_PARTY,
    Journal,
    Party,
    header_of,
    package_of,
    party,
)

PACKAGE = package_of(Journal().people(3))
DATA = PACKAGE.data
OTHER_DATA = package_of(Journal().people(4), n=2).data
SENDERS = [VILLAGE_PARTY.card]
START = len(MAGIC) + len(LINE.encode())


def arrive(data: bytes | Path, senders: list = SENDERS, site: str = STREET.site) -> Envelope:
    return read(data, site=site, senders=senders)


def whole(data: bytes) -> bytes:
    """Give changed bytes a right trailer, as an attacker would."""
    return data[:-32] + hashlib.sha256(data[:-32]).digest()


def parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    length = int.from_bytes(data[START : START + 4], "big")
    raw = data[START + 4 : START + 4 + length]
    rest = data[START + 4 + length : -32]
    return raw, rest[:64], rest[64:]


def assemble(raw: bytes, signature: bytes, ciphertext: bytes) -> bytes:
    return whole(MAGIC + LINE.encode() + len(raw).to_bytes(4, "big") + raw + signature + ciphertext + bytes(32))


def signed(change: Callable[[dict], object], signer: Party = VILLAGE_PARTY, ciphertext: bytes | None = None) -> bytes:
    """Change the header and sign it anew with a real key."""
    raw, _, sealed = parts(DATA)
    plain = msgspec.json.decode(raw)
    change(plain)
    sealed = sealed if ciphertext is None else ciphertext
    raw = header.canonical.encode(plain)
    return assemble(raw, signer.keys.sign(b"griddesk/gdp/1\0" + hashlib.sha256(raw).digest()), sealed)


def test_package_arrives_as_it_was_sent() -> None:
    arrived = arrive(DATA)
    assert arrived.header == PACKAGE.header
    assert arrived.sha256 == PACKAGE.sha256
    assert arrived.sender == VILLAGE_PARTY.card
    body = open_package(arrived, STREET_PARTY.keys)
    assert [entry.uid for entry in body.entries()] == [f"{number:032x}" for number in (1, 2, 3)]


def test_package_begins_with_a_line_that_people_can_read() -> None:
    magic, line, _ = DATA.split(b"\n", 2)
    assert magic == b"GDP1"
    assert "网格台" in line.decode("utf-8")


def test_nothing_personal_stands_in_the_open() -> None:
    for word in ("䶮", "王小兰", "柳行村", "中埠街道", VILLAGE.code):
        assert word.encode() not in DATA
    raw, _, _ = parts(DATA)
    assert "name" not in msgspec.json.decode(raw)


def test_package_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "GD.gdp"
    path.write_bytes(DATA)
    assert arrive(path).header == PACKAGE.header
    with pytest.raises(Unreadable):
        arrive(tmp_path)
    with pytest.raises(Unreadable, match="U 盘"):
        arrive(tmp_path / "gone.gdp")


def test_every_truncation_is_refused() -> None:
    for length in range(len(DATA)):
        with pytest.raises(CopyDamaged, match="不完整"):
            arrive(DATA[:length])


@pytest.mark.parametrize("bit", [1, 128])
def test_every_flipped_byte_is_refused(bit: int) -> None:
    for place in range(len(DATA)):
        flipped = DATA[:place] + bytes([DATA[place] ^ bit]) + DATA[place + 1 :]
        with pytest.raises(NotAPackage if place < len(MAGIC) else CopyDamaged):
            arrive(flipped)


def test_appended_bytes_are_refused() -> None:
    with pytest.raises(CopyDamaged):
        arrive(DATA + b"\0")


@settings(max_examples=300)
@given(place=st.integers(0, len(DATA) - 33), mask=st.integers(1, 255))
def test_change_with_a_mended_trailer_is_refused(place: int, mask: int) -> None:
    changed = whole(DATA[:place] + bytes([DATA[place] ^ mask]) + DATA[place + 1 :])
    with pytest.raises(PackageError):
        open_package(arrive(changed), STREET_PARTY.keys)


@settings(max_examples=200)
@given(st.data())
def test_splices_of_two_packages_are_refused(data: st.DataObject) -> None:
    first, second = data.draw(st.integers(0, len(DATA))), data.draw(st.integers(0, len(OTHER_DATA)))
    spliced = whole(DATA[:first] + OTHER_DATA[second:])
    if spliced in (DATA, OTHER_DATA):
        return
    with pytest.raises(PackageError):
        open_package(arrive(spliced), STREET_PARTY.keys)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    for junk in (
        data,
        MAGIC + data,
        whole(MAGIC + b"\n" + data + bytes(32)),
        whole(MAGIC + LINE.encode() + data + bytes(32)),
    ):
        with pytest.raises(PackageError) as caught:
            arrive(junk)
        assert re.search("[。]$", str(caught.value))


def test_header_of_one_on_the_body_of_another_is_refused() -> None:
    other = package_of(Journal().people(4), n=2).data
    raw, signature, _ = parts(DATA)
    with pytest.raises(Forged):
        arrive(assemble(raw, signature, parts(other)[2]))
    with pytest.raises(Forged):
        arrive(assemble(raw, parts(other)[1], parts(DATA)[2]))


def test_package_for_another_office_is_refused_before_anything_else() -> None:
    with pytest.raises(WrongAddressee, match="“中埠街道”"):
        arrive(DATA, [VILLAGE_PARTY.card, STREET_PARTY.card], site=OTHER_PARTY.site)
    with pytest.raises(WrongAddressee, match="别的单位"):
        arrive(DATA, [], site=OTHER_PARTY.site)


def test_own_package_put_in_again_is_named_as_own() -> None:
    with pytest.raises(WrongAddressee, match="本单位自己发出"):
        arrive(DATA, [], site=VILLAGE.site)


def test_unknown_sender_leads_to_pairing() -> None:
    with pytest.raises(UnknownSender, match="配对"):
        arrive(DATA, [OTHER_PARTY.card])


def test_known_office_with_other_keys_must_be_paired_anew() -> None:
    with pytest.raises(SenderKeyChanged, match="“柳行村”换了钥匙"):
        arrive(DATA, [party(VILLAGE).card])


def test_keys_a_known_office_had_before_are_told_from_unknown_ones() -> None:
    cards = [party(VILLAGE).card]
    with pytest.raises(FormerKeys, match="换电脑以前写的"):
        read(DATA, site=STREET.site, senders=cards, former={SENDERS[0].key_id})
    with pytest.raises(SenderKeyChanged, match="换了钥匙"):
        read(DATA, site=STREET.site, senders=cards, former={cards[0].key_id})


def test_key_of_one_office_does_not_speak_for_another() -> None:
    with pytest.raises(Forged):
        arrive(signed(lambda raw: raw.update(from_site=OTHER_PARTY.site)))


def test_header_signed_by_somebody_else_is_forged() -> None:
    with pytest.raises(Forged, match="签名"):
        arrive(signed(lambda raw: raw.update(n=9), signer=OTHER_PARTY))


def test_body_stripped_and_signed_anew_by_another_paired_office_is_refused() -> None:
    def claim(raw: dict) -> None:
        raw.update(from_site=OTHER_PARTY.site, from_key=OTHER_PARTY.card.key_id)

    arrived = arrive(signed(claim, signer=OTHER_PARTY), [VILLAGE_PARTY.card, OTHER_PARTY.card])
    with pytest.raises(Resigned, match="拆开重装"):
        open_package(arrived, STREET_PARTY.keys)


@pytest.mark.parametrize(
    "change", [{"n": 9}, {"prev_receipt": "0" * 32}, {"created": "2027-01-01T00:00:00Z"}, {"kind": "delta", "newer": 1}]
)
def test_every_header_field_is_bound_to_the_body(change: dict) -> None:
    with pytest.raises(Resigned):
        open_package(arrive(signed(lambda raw: raw.update(change))), STREET_PARTY.keys)


def test_office_with_new_keys_cannot_open_what_was_sealed_to_the_old() -> None:
    with pytest.raises(WrongKey, match="重新配对"):
        open_package(arrive(DATA), party(STREET).keys)


def test_body_not_sealed_to_the_named_key_is_refused() -> None:
    sealed = seal(b"body", [OTHER_PARTY.card.recipient])

    def claim(raw: dict) -> None:
        raw.update(ct_len=len(sealed), ct_sha256=hashlib.sha256(sealed).hexdigest())

    with pytest.raises(WrongKey):
        open_package(arrive(signed(claim, ciphertext=sealed)), STREET_PARTY.keys)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"min_reader": "0.2"}, "网格台 0.2 或更新版本"),
        ({"v": 2}, "较新版本"),
        ({"suite": "sm2+sm4"}, "较新版本"),
        ({"min_reader": "10.0", "kind": 7}, "网格台 10.0"),
    ],
)
def test_package_of_a_newer_program_asks_for_an_upgrade(change: dict, sentence: str) -> None:
    with pytest.raises(NeedsNewerProgram, match=sentence):
        arrive(signed(lambda raw: raw.update(change)))


def test_field_of_a_newer_program_is_tolerated_when_it_says_so() -> None:
    assert arrive(signed(lambda raw: raw.update(colour=["red"]))).header == PACKAGE.header


def test_an_office_that_was_restored_and_moved_for_years_can_still_send_everything() -> None:
    chains = {f"{number:032x}": f"{number:064x}" for number in range(2500)}
    ranges = {replica: [1, 2**40] for replica in chains}
    arrived = arrive(signed(lambda raw: raw.update(kind="snapshot", heads=ranges, log_head=chains)))
    assert len(arrived.header.heads) == 2500


BAD_HEADERS: list[dict] = [
    {"kind": "other"}, {"pkg_id": "x"}, {"n": 0}, {"n": -1}, {"n": "1"}, {"n": 2**60}, {"to_keys": []}, {"heads": {"zz": [1, 2]}},
    {"heads": {"11" * 16: [3, 2]}}, {"heads": {"33" * 16: [1, 2]}}, {"heads": {"11" * 16: [1]}}, {"log_head": {"11" * 16: "x"}},
    {"created": "today"}, {"ct_len": -1}, {"ct_sha256": ""}, {"prev_pkg_sha256": "0"}, {"min_reader": "1"}, {"min_reader": 1},
    {"to_site": None}, {"from_key": ""}, {"replica_id": "../../etc"}, {"deep": [[[[[1]]]]]}, {"wide": "x" * 600_000},
    {"kind": "snapshot", "heads": {"11" * 16: [2, 3]}}, {"kind": "mirror"},
]  # fmt: skip


@pytest.mark.parametrize("change", BAD_HEADERS, ids=[str(sorted(change.items()))[:50] for change in BAD_HEADERS])
def test_header_that_breaks_the_format_is_refused(change: dict) -> None:
    with pytest.raises((HeaderInvalid, WrongAddressee)):
        arrive(signed(lambda raw: raw.update(change)))


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"[]", b"null", b"[" * 60_000, b'{"a":' * 10_000, b'{"v":1,"v":1}', b" {}", b"\xff", b'"\\ud800"'],
)
def test_hostile_header_is_refused(raw: bytes) -> None:
    with pytest.raises(HeaderInvalid):
        arrive(assemble(raw, bytes(64), b""))


def test_header_in_another_spelling_is_refused() -> None:
    raw, signature, sealed = parts(DATA)
    for spelled in (raw.replace(b":", b": ", 1), msgspec.json.encode(dict(reversed(msgspec.json.decode(raw).items())))):
        with pytest.raises(HeaderInvalid):
            arrive(assemble(spelled, signature, sealed))


def test_header_length_beyond_the_file_is_refused() -> None:
    for length in (0, 2**16 + 1, 2**31, 2**32 - 1):
        with pytest.raises(HeaderInvalid):
            arrive(whole(DATA[:START] + length.to_bytes(4, "big") + DATA[START + 4 :]))


def test_file_larger_than_any_package_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "LARGEST", 1000)
    path = tmp_path / "big.gdp"
    path.write_bytes(DATA + bytes(1000))
    for source in (path, DATA + bytes(1000)):
        with pytest.raises(TooLarge):
            arrive(source)


def test_package_can_be_opened_by_the_senders_own_archive_key_too() -> None:
    journal = Journal().people(1)
    draft = msgspec.structs.replace(header_of(journal), to_keys=(STREET_PARTY.card.key_id, VILLAGE_PARTY.card.key_id))
    data, _ = envelope.build(draft, b"body", VILLAGE_PARTY.keys, [STREET_PARTY.card, VILLAGE_PARTY.card])
    arrived = arrive(data)
    assert (
        envelope.open_envelope(arrived, STREET_PARTY.keys)
        == envelope.open_envelope(arrived, VILLAGE_PARTY.keys)
        == b"body"
    )


def test_making_a_package_for_other_keys_than_it_names_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="other keys"):
        envelope.build(header_of(Journal().people(1)), b"", VILLAGE_PARTY.keys, [OTHER_PARTY.card])
