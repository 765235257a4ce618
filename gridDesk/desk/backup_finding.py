"""What the door knows before any key opens: where backups lie, whose they are, where they go back; a paper key tried."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gridDesk import vault
from gridDesk.desk import backup_file, backup_second, holding
from gridDesk.desk.office_folders import list_offices
from gridDesk.errors import DeskError
from gridDesk.ledger import Office
from gridDesk.vault.format import decode
from gridDesk.vault.format_v1 import KeyFileV1

PLACES = (".", backup_second.FOLDER, "backups")  # where backups lie on a stick
MOST = 40


@dataclass(frozen=True, slots=True)
class Peek:
    """What a backup tells without a key: whose it is, when it was made ("" unknown), who can open it, its number."""

    path: Path
    office: Office
    when: str
    people: tuple[str, ...]
    keepers: tuple[str, ...]
    paper: bool
    n: int = 0


def peek(path: Path) -> Peek:
    """Look into a backup from outside. Raises DeskError when it is none."""
    manifest = backup_file.read_manifest(path)
    try:
        office = Office(**msgspec.json.decode(backup_file.card_of(path), type=dict[str, str]))  # type: ignore[arg-type]
    except (msgspec.DecodeError, TypeError) as error:
        raise backup_file.broken(path) from error
    file = decode(backup_file.key_file_of(path))
    people = tuple(slot.who for slot in file.slots if slot.kind == "password")
    when, n = (manifest.at, manifest.n) if manifest else (_when_in_name(path), 0)
    if isinstance(file, KeyFileV1):  # of a program that knew neither roles nor paper keys
        return Peek(path, office, when, people, people, paper=False)
    keepers = tuple(slot.who for slot in file.slots if slot.kind == "password" and "keeper" in slot.roles)
    return Peek(path, office, when, people, keepers, any(slot.kind == "paper" for slot in file.slots), n)


def _when_in_name(path: Path) -> str:
    parts = path.stem.split("-")
    if len(parts) < 4 or not (parts[2].isdecimal() and len(parts[2]) == 8):
        return ""
    day, clock = parts[2], parts[3]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}"


def find(home: Path, sticks: Iterable[Path] = ()) -> list[Peek]:
    """Return the backups on sticks and beside the offices of this computer, the newest first; others are left out."""
    seen: dict[Path, Peek] = {}
    for path in _candidates(home, sticks):
        with contextlib.suppress(DeskError, OSError):
            seen.setdefault(path.resolve(), peek(path))
    return sorted(seen.values(), key=lambda one: (one.when[:16], one.n, one.when), reverse=True)[:MOST]


def _candidates(home: Path, sticks: Iterable[Path]) -> Iterator[Path]:
    folders = [stick / place for stick in sticks for place in PLACES]
    folders += [item.path / "backups" for item in list_offices(home)]
    for folder in folders:
        with contextlib.suppress(OSError):
            yield from sorted(folder.glob(f"*{backup_file.SUFFIX}"), reverse=True)[:MOST]


def place_of(home: Path, office: Office) -> Path | None:
    """Return the folder in which this office is kept here already; None on a computer that does not have it.

    Raises DeskError while something is still done in it.
    """
    found = next((one.path for one in list_offices(home) if one.office and one.office.site == office.site), None)
    if found is not None and holding.held(found) is not None:
        raise DeskError(f"“{office.name}”锁定前开始的一件事还没有做完，", advice="请等它做完再恢复。")
    return found


def check_paper_key(folder: Path, typed: str) -> None:
    """Try a paper key at an office that is closed; nothing is opened and nothing changed. Raises PaperKeyWrong."""
    if not vault.verify_paper(folder, vault.paper.read(typed)):
        raise vault.PaperKeyWrong(0, "other")
