"""The header of a package: what it is, from whom, to whom, and which part of the journal it carries.

It holds no personal data: site ids, key ids, counters and hashes only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from gridDesk.sync.errors import HeaderInvalid, NeedsNewerProgram

FORMAT = 1
SUITE = "ed25519+age-x25519"
READER = "0.1"
# Every restore, move or copy begins a chain that all later headers name: 64 KiB, as earlier programs read, end at 400.
LARGEST = 512 * 1024
DEEPEST = 4
AUDIT = "audit"

Kind = Literal["delta", "snapshot", "mirror"]
Site = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
HexOrNone = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]
IdOrNone = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{32})?$")]
Replica = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8,64}$")]
Chain = Annotated[str, msgspec.Meta(pattern="^(audit|[0-9a-f]{8,64})$")]
Counter = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Version = Annotated[str, msgspec.Meta(pattern=r"^\d{1,4}\.\d{1,4}$")]
Stamp = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$")]

canonical = msgspec.json.Encoder(order="sorted")


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """A package header, version 1.

    kind: `delta` carries journal entries, `snapshot` every record of the sender, `mirror` the addressee's own records
    back from the office above. n: counts the packages of this replica to this addressee. former: the newest replicas of the office before this one,
    also those that never sent anything: a stick of theirs that turns up late is not taken for the present. heads: the range of entries
    per replica, [first, last]. log_head: the hash of the last entry of every replica the sender knows of its own
    (and of its audit log under `audit`). prev_pkg_sha256: the package before to the same addressee. prev_receipt: id
    of the last package of which the sender has the addressee's receipt. ct_len, ct_sha256: the sealed body.
    """

    v: Counter = FORMAT
    suite: Literal["ed25519+age-x25519"] = "ed25519+age-x25519"
    min_reader: Version = READER
    kind: Kind
    pkg_id: Hex32
    from_site: Site
    from_key: Hex32
    to_site: Site
    to_keys: Annotated[tuple[Hex32, ...], msgspec.Meta(min_length=1, max_length=8)]
    replica_id: Replica
    n: Counter
    former: Annotated[tuple[Replica, ...], msgspec.Meta(max_length=64)] = ()
    heads: dict[Replica, tuple[Counter, Counter]]
    log_head: dict[Chain, Hex64]
    prev_pkg_sha256: HexOrNone = ""
    prev_receipt: IdOrNone = ""
    created: Stamp
    ct_len: Annotated[int, msgspec.Meta(ge=0, le=2**40)] = 0
    ct_sha256: HexOrNone = ""

    def to_bytes(self) -> bytes:
        """Return the canonical JSON of the header."""
        return canonical.encode(self)

    def core_sha256(self) -> str:
        """Return the hash the sealed body repeats: of the header as it was before the body's own length and hash."""
        return core_sha256(msgspec.to_builtins(self))


def core_sha256(raw: Mapping[str, object]) -> str:
    """Return the core hash of a header given as plain data; fields of newer programs count."""
    return hashlib.sha256(canonical.encode({**raw, "ct_len": 0, "ct_sha256": ""})).hexdigest()


class Address(msgspec.Struct, frozen=True):
    """The few things that every version of the format states in the same place."""

    v: int
    from_site: str
    to_site: str
    min_reader: Version
    suite: str

    def check_readable(self) -> None:
        """Refuse what only a newer program reads. Raises NeedsNewerProgram."""
        if _numbers(self.min_reader) > _numbers(READER):
            raise NeedsNewerProgram(self.min_reader)
        if self.v > FORMAT or self.suite != SUITE:
            raise NeedsNewerProgram


def peek(data: bytes) -> Address:
    """Return from whom and to whom a header is, whatever its version. Raises HeaderInvalid."""
    try:
        return msgspec.convert(_plain(data), Address)
    except msgspec.ValidationError:
        raise HeaderInvalid from None


def decode(data: bytes) -> tuple[Header, str]:
    """Return the header and its core hash. Raises HeaderInvalid or NeedsNewerProgram."""
    peek(data).check_readable()
    raw = _plain(data)
    try:
        header = msgspec.convert(raw, Header)
    except msgspec.ValidationError:
        raise HeaderInvalid from None
    if not header.ct_sha256 or not _ranges_hold(header):
        raise HeaderInvalid
    return header, core_sha256(raw)


def _ranges_hold(header: Header) -> bool:
    """Tell whether every range is one, its end has a hash, and a snapshot begins at the first entry."""
    if header.kind == "mirror" and header.heads:
        return False
    whole = header.kind == "snapshot"
    return all(
        first <= last and replica in header.log_head and (first == 1 or not whole)
        for replica, (first, last) in header.heads.items()
    )


def _plain(data: bytes) -> dict[str, object]:
    """Return the header as plain data: canonical JSON, small, shallow. Raises HeaderInvalid."""
    if len(data) > LARGEST:
        raise HeaderInvalid
    try:
        raw = msgspec.json.decode(data, type=dict[str, object])
        if canonical.encode(raw) != data or _depth(raw) > DEEPEST:
            raise HeaderInvalid
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise HeaderInvalid from None
    return raw


def _depth(value: object) -> int:
    level, depth = [value], 0
    while level:
        depth += 1
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        level = [item for item in inner if isinstance(item, dict | list)]
    return depth


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
