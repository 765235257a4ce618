"""What an office must pass before it is opened (开门前的检查), in this order; each gate refuses with a sentence.

1 the SQLite library has a cipher and no known fault; 2 the folder is on a disk of this computer; 3 a restore that was
cut off is finished or taken back; 4 there is a data file and a key file beside it: neither is ever made anew; 5 the data
file is not readable without a key. What follows needs the password: the operating system's lock, the key file's
checksums, the page HMAC of the data file, the install token.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import places
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.errors import DeskError


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its name, and what refuses a folder."""

    name: str
    pass_: Callable[[Path], None]


def run(folder: Path) -> None:
    """Let a folder through every gate in turn. Raises DeskError at the first that refuses."""
    for gate in GATES:
        gate.pass_(folder)


def _build(_folder: Path) -> None:
    from gridDesk.store.engine import check_build

    check_build()


def _restore(folder: Path) -> None:
    from gridDesk.desk import swapping

    swapping.finish(folder)


def _files(folder: Path) -> None:
    from gridDesk.vault import KeyFileMissing
    from gridDesk.vault.copies import NAMES

    if not (folder / DATA_FILE).exists():
        raise DeskError(f"文件夹“{folder.name}”里没有找到数据文件，", advice="请检查是否被移走，或从备份恢复。")
    if not any((folder / name).exists() for name in NAMES):
        raise KeyFileMissing(folder.name)


def _sealed(folder: Path) -> None:
    from gridDesk.store.engine import check_file

    check_file(folder / DATA_FILE)


GATES: tuple[Gate, ...] = (
    Gate("the library", _build),
    Gate("the place", places.check),
    Gate("a restore cut off", _restore),
    Gate("data and keys", _files),
    Gate("not in the clear", _sealed),
)
