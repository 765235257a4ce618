"""Which files lie on a stick, whatever else lies there: strange names, thousands of files, links, locked folders.

Nothing is followed that points elsewhere, and nothing is looked into deeper than one folder down.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_FILES = 2000
MOST_FOLDERS = 500
MOST_ENTRIES = 50_000
_REPARSE = 0x400  # a junction or mount point of Windows


@dataclass(frozen=True, slots=True)
class Listing:
    """The files found, the folders that could not be read, and whether there was more than is ever looked at."""

    files: tuple[Path, ...]
    unreadable: tuple[Path, ...] = ()
    cut: bool = False


def list_files(folder: Path, suffix: str) -> Listing:
    """Return the files of that suffix (any case) in `folder` and one level down, hidden ones left out.

    Names come as the system hands them over, also those that are no text. Raises OSError when `folder` cannot be read.
    """
    budget = _Budget()
    found, inner = _look_in(folder, suffix, budget)
    unreadable = []
    for place in inner[:MOST_FOLDERS]:
        try:
            found += _look_in(place, suffix, budget)[0]
        except PermissionError:
            unreadable.append(place)
        except OSError:
            folder.stat()  # the stick itself is gone: that is no matter of one folder
            unreadable.append(place)
    ordered = sorted(found, key=lambda path: (path.parent != folder, str(path)))
    cut = budget.spent or len(inner) > MOST_FOLDERS or len(ordered) > MOST_FILES
    return Listing(tuple(ordered[:MOST_FILES]), tuple(unreadable), cut)


class _Budget:
    """How many entries may still be looked at, over all folders together."""

    def __init__(self) -> None:
        self._left = MOST_ENTRIES
        self.spent = False

    def of(self, entries: Iterator[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
        for entry in entries:
            if self._left <= 0:
                self.spent = True
                return
            self._left -= 1
            yield entry


def _look_in(folder: Path, suffix: str, budget: _Budget) -> tuple[list[Path], list[Path]]:
    """Return the wanted files of one folder and the folders in it, both by name."""
    files, folders = [], []
    with os.scandir(folder) as entries:
        for entry in budget.of(entries):
            if entry.name.startswith(".") or _points_elsewhere(entry):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.name.lower().endswith(suffix) and entry.is_file(follow_symlinks=False):
                files.append(Path(entry.path))
    return files, sorted(folders)


def _points_elsewhere(entry: os.DirEntry[str]) -> bool:
    if entry.is_symlink():
        return True
    if os.name != "nt":
        return False
    try:
        known: os.stat_result = entry.stat(follow_symlinks=False)
    except OSError:
        return True
    return bool(getattr(known, "st_file_attributes", 0) & _REPARSE) or stat.S_ISLNK(known.st_mode)
