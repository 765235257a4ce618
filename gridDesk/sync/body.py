"""The sealed part of a package: a manifest, journal entries, records, receipts; read strictly, as streams.

manifest.json              what is inside, hashes, columns, state digests; repeats the header's core hash
journal.jsonl.zst          entries as JSON arrays, in order; hashes that follow from the rest are left blank
rows/<ledger>.jsonl.zst    records of a snapshot, one array each
receipts.jsonl.zst         receipts for packages of the addressee
kept.jsonl.zst             with records handed back only: those of which the sender could not take all, with their version
erased.jsonl.zst           with records only: ledger and uid of every record that was erased
blobs/<sha256>             pictures that records name by this hash, as they are
more/<name>                what only a newer program knows; this one leaves it
"""

from __future__ import annotations

import hashlib
import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeVar

import msgspec

from gridDesk.ledger.record import SYSTEM, Entry, Row, digest_of
from gridDesk.sync import archive
from gridDesk.sync.errors import BodyInvalid, ChainBroken, Resigned
from gridDesk.sync.header import Chain, Hex32, Hex64, canonical
from gridDesk.sync.lines import Packed, pack_lines, read_lines
from gridDesk.sync.receipts import Digests, Receipt

MANIFEST, JOURNAL, RECEIPTS = "manifest.json", "journal.jsonl.zst", "receipts.jsonl.zst"
ERASED, KEPT = "erased.jsonl.zst", "kept.jsonl.zst"
LARGEST_MANIFEST = 1 << 20
LARGEST_MEMBER = 2 << 30
LARGEST_ALL = 4 << 30
RATIO, RATIO_FREE = 500, 1 << 20
LARGEST_BLOB, LARGEST_BLOBS, MOST_BLOBS = 2 << 20, 64 << 20, 2000
MOST_WANTED = 1000
MOST_LOG = 256
_ROWS = re.compile(r"rows/([a-z][a-z0-9_]{0,63})\.jsonl\.zst")
_BLOB = re.compile("blobs/([0-9a-f]{64})")
_MORE = re.compile("more/[a-z0-9_.]{1,64}")

T = TypeVar("T")
Size = Annotated[int, msgspec.Meta(ge=0, le=2**40)]
Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,63}$")]
Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Scalar = str | Whole | float | bool | None
Pair = Annotated[list[Scalar], msgspec.Meta(min_length=2, max_length=2)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=10_000)]
OptionalText = Annotated[str, msgspec.Meta(max_length=10_000)] | None
Number = Annotated[str, msgspec.Meta(pattern="^[1-9][0-9]{0,14}$")]
Rev = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
State = Literal["active", "closed", "void"]

# Patterns are checked in Python, each word once: msgspec would take as long for them as for all the rest.
_EntryLine = tuple[
    Short, Rev, Short, Short, Short, Short, Short, Rev, dict[Short, Pair], Short, Text, Text, Short, bool, Rev, Short, Short
]  # fmt: skip
_entry_decoder = msgspec.json.Decoder(_EntryLine)
_kept_decoder = msgspec.json.Decoder(tuple[Key, Annotated[int, msgspec.Meta(ge=1, le=10**6)], dict[Short, Scalar]])
_erased_decoder = msgspec.json.Decoder(tuple[Key, Hex32])
_receipt_decoder = msgspec.json.Decoder(Receipt)
_SYSTEM_TYPES = (Short, Short, Rev, State, OptionalText, OptionalText, OptionalText, OptionalText)
_UID = re.compile("[0-9a-f]{32}")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)")
_UID_AND_HASHES = re.compile("[0-9a-f]{32} ([0-9a-f]{64})? ([0-9a-f]{64})?")


class _Words:
    """Checks words against a pattern; a word that was good once is not looked at again."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        self.good: set[str] = set()

    def hold(self, word: str) -> bool:
        if word in self.good:
            return True
        if self.pattern.fullmatch(word):
            self.good.add(word)
            return True
        return False


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one ledger as they travel: the columns (system columns first), and the values of each record."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def table_of(columns: Sequence[str], rows: Iterable[Row]) -> Table:
    """Return a table of records given as dicts; `columns` are the field keys without the system columns."""
    every = (*SYSTEM, *columns)
    return Table(every, ([row.get(key) for key in every] for row in rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What goes into a package. `digests`: the sender's own state per ledger; `schema`: the version of each ledger.

    `blobs`: bytes by their SHA-256. `wanted`: hashes that records here name and whose bytes the addressee is asked for.
    `erased`: ledger and uid of records that were erased, beside `tables`. `kept`: ledger, version and record of what the
    sender holds word by word. `seen`: how far the sender has the addressee's
    own chains (number and hash), beside the records it hands back. `log`: lines of the sender's log of who did what,
    the newest one and those it told the addressee before (number and hash).
    """

    program: str
    entries: Iterable[Entry] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    receipts: Sequence[Receipt] = ()
    digests: Digests = field(default_factory=dict)
    schema: Mapping[str, int] = field(default_factory=dict)
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    wanted: Sequence[str] = ()
    erased: Sequence[tuple[str, str]] = ()
    kept: Sequence[tuple[str, int, Row]] = ()
    seen: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    log: Mapping[int, str] = field(default_factory=dict)


class Member(msgspec.Struct, frozen=True):
    """One member as the manifest states it: stored hash, expanded size in bytes, how many lines, and their columns.

    A blob is one line as it is.
    """

    sha256: Hex64
    size: Size
    count: Size
    columns: Annotated[list[Key], msgspec.Meta(max_length=512)] = []


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is inside a package.

    `wanted`: blobs that the sender lacks and the addressee may have; `log`: lines of the sender's log of who did what,
    by number. A reader that does not know these words leaves them.
    """

    v: Literal[1] = 1
    header_sha256: Hex64
    program: Short
    members: dict[str, Member]
    digests: dict[Key, tuple[Size, Hex64]] = {}
    schema: dict[Key, Annotated[int, msgspec.Meta(ge=1, le=10**6)]] = {}
    wanted: Annotated[list[Hex64], msgspec.Meta(max_length=MOST_WANTED)] = []
    seen: dict[Chain, tuple[Rev, Hex64]] = {}
    log: Annotated[dict[Number, Hex64], msgspec.Meta(max_length=MOST_LOG)] | msgspec.UnsetType = msgspec.UNSET


def pack(content: Content, header_sha256: str) -> bytes:
    """Return the body for the header whose core hash is `header_sha256`; entries and records are read once, streaming."""
    packed = {JOURNAL: pack_lines(_slim(content.entries))}
    packed |= {rows_name(ledger): pack_lines(table.rows) for ledger, table in content.tables.items()}
    packed[RECEIPTS] = pack_lines(content.receipts)
    if content.erased:
        packed[ERASED] = pack_lines(content.erased)
    if content.kept:
        packed[KEPT] = pack_lines(content.kept)
    packed |= {blob_name(sha256): _blob(sha256, data) for sha256, data in content.blobs.items()}
    columns = {rows_name(ledger): list(table.columns) for ledger, table in content.tables.items()}
    manifest = Manifest(
        header_sha256=header_sha256, program=content.program,
        members={name: _member(item, columns.get(name, [])) for name, item in packed.items()},
        digests=dict(content.digests), schema=dict(content.schema), wanted=list(content.wanted)[:MOST_WANTED],
        seen=dict(content.seen), log={str(n): digest for n, digest in content.log.items()} or msgspec.UNSET,
    )  # fmt: skip
    stored = {name: item.data for name, item in packed.items()}
    return archive.pack({MANIFEST: canonical.encode(manifest), **stored})


def _slim(entries: Iterable[Entry]) -> Iterator[list[object]]:
    """Yield entries without the hashes that the reader works out: two thirds of what does not compress.

    One without content keeps its own: it may be of an erased record, and then nothing gives that hash any more.
    """
    last: dict[str, str] = {}
    for entry in entries:
        line = entry.to_array()
        if last.get(entry.replica) == entry.prev_hash:
            line[-2] = ""
        if entry.fields:
            line[-1] = ""
        last[entry.replica] = entry.hash
        yield line


def _hashes(line: Sequence[object], last: Mapping[str, str]) -> tuple[str, str]:
    """Return the two hashes of an entry, worked out where they were left blank. Raises BodyInvalid or ChainBroken."""
    replica, prev, told = str(line[0]), str(line[-2]), str(line[-1])
    prev = prev or last.get(replica, "")
    if not prev or not (told or line[8]):
        raise BodyInvalid(JOURNAL)
    if not line[8]:
        return prev, told
    digest = digest_of((*line[:-2], prev))
    if told and told != digest:
        raise ChainBroken(replica, int(str(line[1])))
    return prev, digest


def _member(item: Packed, columns: list[str]) -> Member:
    return Member(hashlib.sha256(item.data).hexdigest(), item.size, item.count, columns)


def _blob(sha256: str, data: bytes) -> Packed:
    if hashlib.sha256(data).hexdigest() != sha256 or not 0 < len(data) <= LARGEST_BLOB:
        raise ValueError("a blob under another name than its hash, or of a size that no reader takes")
    return Packed(data, len(data), 1)


def blob_name(sha256: str) -> str:
    """Return the member name of a blob."""
    return f"blobs/{sha256}"


def rows_name(ledger: str) -> str:
    """Return the member name of a ledger's records."""
    return f"rows/{ledger}.jsonl.zst"


@dataclass(frozen=True, slots=True)
class Body:
    """An opened body whose members are whole and whose header is the right one; lines are checked as they are read."""

    manifest: Manifest
    members: Mapping[str, bytes] = field(repr=False)

    @property
    def log(self) -> Mapping[int, str]:
        """Return the lines of the sender's log that it states, hash by number; none from an older program."""
        return {int(n): digest for n, digest in (self.manifest.log or {}).items()}

    def entries(self) -> Iterator[Entry]:
        """Yield the journal entries, each with a content proved against its hash. Raises BodyInvalid or ChainBroken."""
        last: dict[str, str] = {}
        replicas, sites, keys = _Words("[0-9a-f]{8,64}"), _Words("[0-9a-f]{16}"), _Words("[a-z][a-z0-9_]{0,63}")
        for line in self._read(JOURNAL, _entry_decoder):
            fields = line[8]
            good = (
                replicas.hold(line[0])
                and sites.hold(line[3])
                and keys.hold(line[4])
                and (fields.keys() <= keys.good or all(keys.hold(key) for key in fields))
                and _UID_AND_HASHES.fullmatch(f"{line[5]} {line[15]} {line[16]}")
            )
            if not good:
                raise BodyInvalid(JOURNAL)
            prev, digest = _hashes(line, last)
            last[line[0]] = digest
            yield Entry(*(*line[:-2], prev, digest))

    def ledgers(self) -> list[str]:
        """Return the keys of the ledgers whose records are here, in order."""
        return [found[1] for name in self.members if (found := _ROWS.fullmatch(name))]

    def rows(self, ledger: str) -> Iterator[Row]:
        """Yield the records of one ledger. Raises BodyInvalid."""
        name = rows_name(ledger)
        columns = self.manifest.members[name].columns
        kinds = (*_SYSTEM_TYPES, *[Scalar] * (len(columns) - len(SYSTEM)))
        sites = _Words("[0-9a-f]{16}")
        for values in self._read(name, msgspec.json.Decoder(types.GenericAlias(tuple, kinds))):
            stamped = values[7] is None or _STAMP.fullmatch(values[7])
            if not (_UID.fullmatch(values[0]) and sites.hold(values[1]) and stamped):
                raise BodyInvalid(name)
            yield dict(zip(columns, values, strict=True))

    def receipts(self) -> list[Receipt]:
        """Return the receipts. Raises BodyInvalid."""
        return list(self._read(RECEIPTS, _receipt_decoder))

    def erased(self) -> list[tuple[str, str]]:
        """Return ledger and uid of the records that were erased. Raises BodyInvalid."""
        return list(self._read(ERASED, _erased_decoder)) if ERASED in self.members else []

    def kept(self) -> list[tuple[str, int, Row]]:
        """Return ledger, version and record of what the sender could not take itself. Raises BodyInvalid."""
        found: list[tuple[str, int, Row]] = []
        for ledger, version, row in self._read(KEPT, _kept_decoder) if KEPT in self.members else ():
            if not _UID.fullmatch(str(row.get("uid"))) or not isinstance(row.get("office"), str):
                raise BodyInvalid(KEPT)
            found.append((ledger, version, dict(row)))
        return found

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        """Yield the SHA-256 and the bytes of each blob."""
        for name, data in self.members.items():
            if found := _BLOB.fullmatch(name):
                yield found[1], data

    def _read(self, name: str, decoder: msgspec.json.Decoder[T]) -> Iterator[T]:
        """Yield the decoded lines of a member, as many as the manifest says."""
        member = self.manifest.members[name]
        count = 0
        for line in read_lines(self.members[name], member.size, decoder, name):
            count += 1
            yield line
        if count != member.count:
            raise BodyInvalid(name)


def unpack(data: bytes, header_sha256: str) -> Body:
    """Return the body, checked against the core hash of the header it came under. Raises BodyInvalid or Resigned."""
    members = archive.unpack(data)
    manifest = _manifest(members.pop(MANIFEST, b""))
    if manifest.header_sha256 != header_sha256:
        raise Resigned
    if set(members) != set(manifest.members) or not {JOURNAL, RECEIPTS} <= set(members):
        raise BodyInvalid(MANIFEST)
    for name, stored in members.items():
        _check_member(name, stored, manifest.members[name])
    blobs = [len(stored) for name, stored in members.items() if _BLOB.fullmatch(name)]
    if len(blobs) > MOST_BLOBS or sum(blobs) > LARGEST_BLOBS:
        raise BodyInvalid(MANIFEST)
    if sum(member.size for member in manifest.members.values()) > LARGEST_ALL:
        raise BodyInvalid(MANIFEST)
    return Body(manifest, members)


def _manifest(data: bytes) -> Manifest:
    if not data or len(data) > LARGEST_MANIFEST:
        raise BodyInvalid(MANIFEST)
    try:
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise BodyInvalid(MANIFEST) from None


def _check_member(name: str, stored: bytes, member: Member) -> None:
    """Refuse unknown names, other bytes than announced, and sizes that no honest package has. Raises BodyInvalid."""
    is_rows, blob = _ROWS.fullmatch(name) is not None, _BLOB.fullmatch(name)
    if not is_rows and not blob and name not in (JOURNAL, RECEIPTS, ERASED, KEPT) and not _MORE.fullmatch(name):
        raise BodyInvalid(MANIFEST)
    if blob and (member.sha256 != blob[1] or not 0 < member.size == len(stored) <= LARGEST_BLOB or member.count != 1):
        raise BodyInvalid(MANIFEST)
    if hashlib.sha256(stored).hexdigest() != member.sha256:
        raise BodyInvalid(name)
    if member.size > min(LARGEST_MEMBER, len(stored) * RATIO + RATIO_FREE):
        raise BodyInvalid(name)
    columns = member.columns
    if is_rows != bool(columns) or (is_rows and tuple(columns[: len(SYSTEM)]) != SYSTEM):
        raise BodyInvalid(name)
    if len(set(columns)) != len(columns):
        raise BodyInvalid(name)
