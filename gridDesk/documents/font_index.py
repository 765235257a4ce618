"""The index beside the fonts an office installed: what each file is called and holds. Read without opening any font."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

INDEX = "fonts.json"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was found where fonts are: its bare name and its bytes."""

    name: str
    data: bytes


class Listed(msgspec.Struct, frozen=True):
    """An installed font file as the index beside it tells: `runs` are the code points it holds, first and last."""

    file: str
    name: str
    family: str
    runs: tuple[tuple[int, int], ...]
    licence: str = ""

    @property
    def count(self) -> int:
        """Return how many characters the file holds."""
        return sum(last - first + 1 for first, last in self.runs)


def listed(folder: Path) -> tuple[Listed, ...]:
    """Return the fonts installed in a folder, in the stable order they are asked in; none where the index is unreadable."""
    try:
        found = msgspec.json.decode((folder / INDEX).read_bytes(), type=tuple[Listed, ...])
    except (OSError, msgspec.DecodeError):
        return ()
    return tuple(sorted((one for one in found if (folder / one.file).is_file()), key=lambda one: one.file))
