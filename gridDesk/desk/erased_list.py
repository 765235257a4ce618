"""The list of erased records beside the data file: ids only, so that a restored backup erases them again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from gridDesk.vault.files import write_durably

FILE = "erased.json"


def read(folder: Path) -> list[tuple[str, str]]:
    """Return ledger and uid of what was erased in an office, as far as the list can be read."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((folder / FILE).read_bytes(), type=list[tuple[str, str]])
    return []


def add(folder: Path, places: Iterable[tuple[str, str]]) -> None:
    """Add to the list; where it cannot be written the data file itself still knows."""
    known = read(folder)
    seen = set(known)
    with contextlib.suppress(OSError):
        write_durably(folder / FILE, msgspec.json.encode([*known, *(one for one in places if one not in seen)]))
