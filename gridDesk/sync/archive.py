"""A zip in one canonical form: members stored one after another, nothing else. Any unzip program opens it.

Reading accepts only the very bytes that `pack` would write for the same members, so overlapping, hidden, duplicate,
encrypted or compressed entries, comments, links and trailing bytes cannot exist.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from gridDesk.sync.errors import BodyInvalid

MOST_MEMBERS = 2400  # ledgers, and two thousand pictures
LONGEST_NAME = 100
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _DAY = 20, 0x21  # 2.0; 1980-01-01: the time of making says nothing and would differ


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of `members` in their order. Names must be short ASCII."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in members.items():
        raw = name.encode("ascii")
        common = (0, 0, 0, _DAY, zlib.crc32(data), len(data), len(data), len(raw), 0)
        local = _LOCAL.pack(b"PK\3\4", _VERSION, *common) + raw
        directory.append(_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *common, 0, 0, 0, 0, offset) + raw)
        parts += [local, data]
        offset += len(local) + len(data)
    listing = b"".join(directory)
    count = len(directory)
    return b"".join((*parts, listing, _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)))


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of an archive that `pack` wrote. Raises BodyInvalid."""
    members: dict[str, bytes] = {}
    place = 0
    while data[place : place + 4] == b"PK\3\4":
        name, start, size = _local(data, place)
        if name in members or len(members) == MOST_MEMBERS:
            raise BodyInvalid("压缩包")
        place = start + size
        members[name] = data[start:place]
    if not members or pack(members) != data:
        raise BodyInvalid("压缩包")
    return members


def _local(data: bytes, place: int) -> tuple[str, int, int]:
    """Return name, start and size of the member whose local header stands at `place`."""
    if place + _LOCAL.size > len(data):
        raise BodyInvalid("压缩包")
    *_, size, length, _extra = _LOCAL.unpack_from(data, place)
    start = place + _LOCAL.size + length
    raw = data[place + _LOCAL.size : start]
    if length > LONGEST_NAME or not raw.isascii() or start + size > len(data):
        raise BodyInvalid("压缩包")
    return raw.decode("ascii"), start, size
