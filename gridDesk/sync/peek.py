"""A glance at the header of a package file, read without proving anything: for sorting files, never for believing them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from gridDesk.sync import header as headers
from gridDesk.sync.envelope import LONGEST_LINE, MAGIC
from gridDesk.sync.errors import HeaderInvalid, NotAPackage, Unreadable
from gridDesk.sync.header import AUDIT

_START = len(MAGIC) + LONGEST_LINE + 4


@dataclass(frozen=True, slots=True)
class Peek:
    """What the header of a file says of itself. `chains`: how many journals its sender had then; they only grow."""

    path: Path
    sender: str
    addressee: str
    replica: str
    n: int
    package_id: str
    kind: str
    created: str
    chains: int

    @property
    def order(self) -> tuple[int, str, int, str, str]:
        """Return what puts the packages of one sender into the order in which it made them, whatever their names."""
        return (self.chains, self.replica, self.n, self.package_id, self.path.name)


def peek(path: Path) -> Peek:
    """Return what the first bytes of a package file say. Raises Unreadable, NotAPackage or HeaderInvalid."""
    try:
        with path.open("rb") as file:
            raw = _header(file)
    except OSError:
        raise Unreadable from None
    try:
        found = msgspec.json.decode(raw, type=dict[str, object])
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise HeaderInvalid from None
    return _peek(path, found)


def _peek(path: Path, found: dict[str, object]) -> Peek:
    """Take what a header of any version may say; only from whom and to whom it is must stand there."""
    text = {key: value for key, value in found.items() if isinstance(value, str)}
    if "from_site" not in text or "to_site" not in text:
        raise HeaderInvalid
    n, chains = found.get("n"), found.get("log_head")
    return Peek(
        path, text["from_site"], text["to_site"], text.get("replica_id", ""), n if isinstance(n, int) else 0,
        text.get("pkg_id", ""), text.get("kind", ""), text.get("created", ""),
        len(chains.keys() - {AUDIT}) if isinstance(chains, dict) else 0,
    )  # fmt: skip


def _header(file: BinaryIO) -> bytes:
    """Return the header of a file, and read no more of it. Raises NotAPackage or HeaderInvalid."""
    data = file.read(_START)
    if not data.startswith(MAGIC):
        raise NotAPackage
    start = data.find(b"\n", len(MAGIC), len(MAGIC) + LONGEST_LINE) + 1
    length = int.from_bytes(data[start : start + 4], "big")
    if not start or not length or length > headers.LARGEST:
        raise HeaderInvalid
    file.seek(start + 4)
    raw = file.read(length)
    if len(raw) < length:
        raise HeaderInvalid
    return raw
