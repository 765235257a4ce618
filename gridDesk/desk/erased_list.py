"""The list of erased records beside the data file: ids only, so that a restored backup erases them again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from gridDesk.durable import write_durably
from gridDesk.ledger import Catalogue

FILE = "erased.json"


def as_kept(catalogue: Catalogue, ledger: str) -> str:
    """Return the ledger under which the file keeps the records of one: sealed ones lie in one box, and nobody names theirs.

    By that name they are found without the second key as well.
    """
    return "sealed_record" if ledger in catalogue and catalogue[ledger].sealed else ledger


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
