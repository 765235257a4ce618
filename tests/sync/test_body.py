"""The sealed content: what goes in comes out, and nothing else gets in."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.ledger.record import SYSTEM, Entry
from gridDesk.sync import archive, body, lines
from gridDesk.sync.body import Content, Table, pack, table_of, unpack
from gridDesk.sync.errors import BodyInvalid, PackageError, Resigned
from gridDesk.sync.header import canonical
from gridDesk.sync.receipts import Receipt, RecordOutcome
from tests.sync.helpers import CREATED, R1, Journal, row, uid

CORE = "ab" * 32
RECEIPT = Receipt(
    pkg_id=uid(5), n=4, sha256="cd" * 32, outcome="partial", at=CREATED, heads={R1: (9, "ef" * 32)},
    counts={"person": (1, 2, 3, 0)}, digests={"person": (6, "0" * 64)},
    records=(RecordOutcome(uid(1), "person", "bad_value", "有字段的内容与字段类型不符"),),
)  # fmt: skip


def content(**kwargs: object) -> Content:
    return Content(program="0.1.0", **kwargs)


def tampered(data: bytes, name: str, stored: bytes, **claims: object) -> bytes:
    """Replace one member, keeping the manifest honest about its hash, as a hostile but paired office would."""
    members = archive.unpack(data)
    manifest = msgspec.json.decode(members["manifest.json"])
    members[name] = stored
    fresh = {"sha256": hashlib.sha256(stored).hexdigest(), "size": 0, "count": 0, "columns": []}
    manifest["members"][name] = manifest["members"].get(name, fresh) | {"sha256": fresh["sha256"]} | claims
    return archive.pack(members | {"manifest.json": canonical.encode(manifest)})


def test_entries_records_and_receipts_come_out_as_they_went_in() -> None:
    journal = Journal().people(5)
    rows = [row(1, name="𬱖䶮·买买提", rooms=3, area=12.5), row(2, state="closed", name=None, rooms=None, area=None)]
    made = pack(
        content(
            entries=journal.entries, tables={"person": table_of(["name", "rooms", "area"], rows)}, receipts=[RECEIPT],
            digests={"person": (2, "0" * 64)}, schema={"person": 3},
        ),
        CORE,
    )  # fmt: skip
    opened = unpack(made, CORE)
    assert list(opened.entries()) == journal.entries
    assert opened.ledgers() == ["person"]
    assert list(opened.rows("person")) == rows
    assert opened.receipts() == [RECEIPT]
    assert opened.manifest.digests == {"person": (2, "0" * 64)}
    assert (opened.manifest.schema, opened.manifest.program) == ({"person": 3}, "0.1.0")
    counts = {name: member.count for name, member in opened.manifest.members.items()}
    assert counts == {"journal.jsonl.zst": 5, "rows/person.jsonl.zst": 2, "receipts.jsonl.zst": 1}


def test_empty_package_is_a_package() -> None:
    opened = unpack(pack(content(), CORE), CORE)
    assert (list(opened.entries()), opened.ledgers(), opened.receipts()) == ([], [], [])


def test_body_opens_with_common_tools_ten_years_from_now() -> None:
    made = pack(content(entries=Journal().people(2).entries), CORE)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert file.testzip() is None
        assert file.namelist() == ["manifest.json", "journal.jsonl.zst", "receipts.jsonl.zst"]
        text = zstandard.ZstdDecompressor().stream_reader(file.read("journal.jsonl.zst")).read().decode("utf-8")
    assert "䶮1" in text
    assert text.count("\n") == 2


def test_same_content_gives_the_same_bytes() -> None:
    journal = Journal().people(3)
    assert pack(content(entries=journal.entries), CORE) == pack(content(entries=journal.entries), CORE)


def test_body_under_another_header_is_refused() -> None:
    with pytest.raises(Resigned):
        unpack(pack(content(), CORE), "cd" * 32)


@settings(max_examples=300)
@given(place=st.integers(min_value=0), mask=st.integers(1, 255))
def test_every_flipped_byte_is_refused(place: int, mask: int) -> None:
    place %= len(SMALL)
    changed = SMALL[:place] + bytes([SMALL[place] ^ mask]) + SMALL[place + 1 :]
    with pytest.raises(PackageError):
        unpack(changed, CORE)


def test_every_truncation_is_refused() -> None:
    for length in range(len(SMALL)):
        with pytest.raises(BodyInvalid):
            unpack(SMALL[:length], CORE)
    with pytest.raises(BodyInvalid):
        unpack(SMALL + b"\0", CORE)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    for junk in (data, b"PK\3\4" + data, b"PK\5\6" + data):
        with pytest.raises(BodyInvalid):
            unpack(junk, CORE)


SMALL = pack(content(entries=Journal().people(1).entries), CORE)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALAR = (
    st.none()
    | st.booleans()
    | TEXT
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)


@given(st.lists(st.dictionaries(KEYS, st.tuples(SCALAR, SCALAR).map(list), max_size=4), max_size=5), TEXT)
def test_any_entry_survives_the_round_trip(fields: list[dict[str, list[object]]], text: str) -> None:
    base = Journal().people(1).entries[0]
    entries = [replace(base, fields=item, seq=number + 1, actor=text, label=text) for number, item in enumerate(fields)]
    entries = [replace(entry, hash=entry.digest()) for entry in entries]
    back = list(unpack(pack(content(entries=entries), CORE), CORE).entries())
    assert back == entries
    assert [entry.digest() for entry in back] == [entry.hash for entry in entries]


@given(st.lists(st.tuples(SCALAR, SCALAR), max_size=6))
def test_any_record_survives_the_round_trip(values: list[tuple[object, object]]) -> None:
    rows = [row(number, name=one, rooms=two) for number, (one, two) in enumerate(values)]
    made = pack(content(tables={"person": table_of(["name", "rooms"], iter(rows))}), CORE)
    assert list(unpack(made, CORE).rows("person")) == rows


def test_many_lines_stream_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 1000)
    journal = Journal().people(2500)
    read = unpack(pack(content(entries=iter(journal.entries)), CORE), CORE).entries()
    assert next(read) == journal.entries[0]
    assert [entry.seq for entry in read] == list(range(2, 2501))


ENTRY = Journal().people(1).entries[0].to_array()


def line(place: int, value: object) -> list[object]:
    return [*ENTRY[:place], value, *ENTRY[place + 1 :]]


BAD_LINES = {
    "not an array": {"a": 1}, "too short": ENTRY[:-1], "too long": [*ENTRY, 1], "replica": line(0, "../x"), "seq": line(1, "1"),
    "huge seq": line(1, 2**70), "office": line(3, ""), "ledger": line(4, "person; drop"), "uid": line(5, "1"),
    "fields": line(8, {"name": "x"}), "column": line(8, {"name; --": [None, 1]}), "pair": line(8, {"name": [1]}),
    "nested": line(8, {"name": [None, {"a": 1}]}), "list": line(8, {"name": [None, [1]]}), "big int": line(8, {"name": [None, 2**64]}),
    "long actor": line(9, "x" * 1000), "clock": line(13, "yes"), "hash": line(16, "0"), "null": None,
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_entry_that_breaks_the_schema_is_refused(bad: object) -> None:
    stored = lines.pack_lines([bad])
    opened = unpack(tampered(SMALL, "journal.jsonl.zst", stored.data, size=stored.size, count=1), CORE)
    with pytest.raises(BodyInvalid, match="journal"):
        list(opened.entries())


BAD_RECORDS = {
    "uid": row(1) | {"uid": "1"}, "office": row(1) | {"office": None}, "rev": row(1) | {"rev": -1}, "state": row(1) | {"state": "gone"},
    "date": row(1) | {"closed_on": 3}, "nested": row(1, name=["x"]), "big int": row(1, name=2**63),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_RECORDS.values(), ids=BAD_RECORDS.keys())
def test_record_that_breaks_the_schema_is_refused(bad: dict[str, object]) -> None:
    opened = unpack(pack(content(tables={"person": table_of(["name"], [bad])}), CORE), CORE)
    with pytest.raises(BodyInvalid, match="rows/person"):
        list(opened.rows("person"))


def test_record_with_other_columns_than_announced_is_refused() -> None:
    opened = unpack(pack(content(tables={"person": Table((*SYSTEM, "name"), [list(row(1).values())])}), CORE), CORE)
    with pytest.raises(BodyInvalid):
        list(opened.rows("person"))


@pytest.mark.parametrize(
    "columns",
    [
        ("name",),
        (*SYSTEM, "name", "name"),
        (*reversed(SYSTEM),),
        (*SYSTEM, "na me"),
        (*SYSTEM, *map("c{}".format, range(600))),
    ],
)
def test_columns_that_break_the_schema_are_refused(columns: tuple[str, ...]) -> None:
    with pytest.raises(BodyInvalid):
        unpack(pack(content(tables={"person": Table(columns, [])}), CORE), CORE)


@pytest.mark.parametrize(("claim", "value"), [("size", 3), ("size", 10**6), ("count", 0), ("count", 9)])
def test_member_of_another_size_or_count_than_announced_is_refused(claim: str, value: int) -> None:
    stored = archive.unpack(SMALL)["journal.jsonl.zst"]
    opened = unpack(tampered(SMALL, "journal.jsonl.zst", stored, **{claim: value}), CORE)
    with pytest.raises(BodyInvalid):
        list(opened.entries())


def test_bomb_is_refused_by_its_ratio_before_expanding() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(64 << 20))
    with pytest.raises(BodyInvalid):
        unpack(tampered(SMALL, "journal.jsonl.zst", bomb, size=64 << 20), CORE)


def test_bomb_that_lies_about_its_size_is_stopped_at_the_announced_size() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(b"\n" * (64 << 20))
    opened = unpack(tampered(SMALL, "journal.jsonl.zst", bomb, size=1000), CORE)
    with pytest.raises(BodyInvalid):
        list(opened.entries())


def test_line_without_end_is_stopped() -> None:
    packed = zstandard.ZstdCompressor().compress(b"[" + b" " * (6 << 20))
    with pytest.raises(BodyInvalid):
        list(lines.read_lines(packed, 6 << 20 | 1, msgspec.json.Decoder(list), "journal"))


def test_window_larger_than_any_honest_one_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27)
    maker = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    data = maker.compress(b"[]\n") + maker.flush()
    with pytest.raises(BodyInvalid):
        list(lines.read_lines(data, 3, msgspec.json.Decoder(list), "journal"))


@pytest.mark.parametrize(
    "name", ["../evil", "rows/../x.jsonl.zst", "rows/Person.jsonl.zst", "C:evil", "blobs", "rows/person.jsonl"]
)
def test_member_of_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(BodyInvalid):
        unpack(tampered(SMALL, name, b""), CORE)


def test_member_missing_or_not_announced_is_refused() -> None:
    members = archive.unpack(SMALL)
    without = {name: data for name, data in members.items() if name != "receipts.jsonl.zst"}
    for changed in (without, members | {"rows/person.jsonl.zst": b""}, {"manifest.json": members["manifest.json"]}):
        with pytest.raises(BodyInvalid):
            unpack(archive.pack(changed), CORE)


@pytest.mark.parametrize("manifest", [b"", b"{}", b"[]", b"[" * 50_000, b"\xff", b" " * (2 << 20)])
def test_hostile_manifest_is_refused(manifest: bytes) -> None:
    with pytest.raises(BodyInvalid):
        unpack(archive.pack(archive.unpack(SMALL) | {"manifest.json": manifest}), CORE)


def zipped(**changes: object) -> bytes:
    """Write the small body's members with Python's own zip writer, changed in some way."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        for name, data in archive.unpack(SMALL).items():
            info = zipfile.ZipInfo(name)
            for key, value in changes.items():
                setattr(info, key, value)
            file.writestr(info, data)
    return sink.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"compress_type": zipfile.ZIP_DEFLATED}, {"extra": b"\x99\x99\4\0evil"}, {"comment": b"hidden"},
        {"external_attr": 0o120777 << 16}, {"flag_bits": 1}, {"date_time": (2020, 1, 1, 0, 0, 0)},
    ],
)  # fmt: skip
def test_zip_in_any_other_form_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BodyInvalid):
        unpack(zipped(**changes), CORE)


def test_zip_with_hidden_overlapping_or_repeated_entries_is_refused() -> None:
    names = list(archive.unpack(SMALL))
    central = SMALL.index(b"PK\1\2")
    hidden = SMALL[:central] + b"hidden" + SMALL[central:]
    repeated = SMALL[:central] * 2 + SMALL[central:]
    overlapping = SMALL.replace(names[1].encode(), names[2].encode().ljust(len(names[1]), b"_"))
    for changed in (hidden, repeated, overlapping, b"x" + SMALL, SMALL[:-2] + b"\1\0x"):
        with pytest.raises(BodyInvalid):
            unpack(changed, CORE)


def test_zip_with_too_many_members_is_refused() -> None:
    many = archive.pack({f"m{number}": b"" for number in range(archive.MOST_MEMBERS + 1)})
    with pytest.raises(BodyInvalid):
        archive.unpack(many)


def test_receipts_beyond_the_schema_are_refused() -> None:
    stored = lines.pack_lines([{"pkg_id": "x"}])
    opened = unpack(tampered(SMALL, "receipts.jsonl.zst", stored.data, size=stored.size, count=1), CORE)
    with pytest.raises(BodyInvalid, match="receipts"):
        opened.receipts()


def test_entry_lines_are_the_entrys_own_array() -> None:
    entry = Journal().people(1).entries[0]
    assert isinstance(entry, Entry)
    assert body.JOURNAL == "journal.jsonl.zst"
    assert Entry(*entry.to_array()) == entry
