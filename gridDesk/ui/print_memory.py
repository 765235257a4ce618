"""What is remembered of printing: for each paper how it is printed, for each printer how it takes paper, and purposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from gridDesk.ui.print_job import Sides

if TYPE_CHECKING:
    from gridDesk.desk import Desk

_Kept = TypeVar("_Kept")
PURPOSES = ("本单位纸质台账", "入户走访、巡查", "上报街道", "对外提供", "迎接检查")
MOST_PURPOSES = 12
EDGE = 25.0  # mm from the edges of the sheet to the lines of the test page


@dataclass(frozen=True)
class PaperHabits:
    """How a paper was printed last."""

    printer: str = ""
    copies: int = 1
    sides: Sides = "one"
    tray: str = ""
    collate: bool = True
    purpose: str = ""


@dataclass(frozen=True)
class PrinterHabits:
    """How a printer takes paper that is put back (`reverse`: last sheet first, `turn`: the other way up).

    `left` and `top` are what was measured on its test page from the edges of the sheet to the lines, in mm.
    """

    reverse: bool = False
    turn: bool = False
    left: float = EDGE
    top: float = EDGE

    @property
    def offset(self) -> tuple[float, float]:
        """Return by how many mm to the right and down the printer's pages must be moved."""
        return EDGE - self.left, EDGE - self.top


def paper(desk: Desk, key: str) -> PaperHabits:
    """Return how a paper was printed last."""
    return _read(desk, f"printing.{key}", PaperHabits())


def keep_paper(desk: Desk, key: str, habits: PaperHabits) -> None:
    """Remember how a paper is printed."""
    desk.set_setting(f"printing.{key}", msgspec.to_builtins(habits))


def printer(desk: Desk, name: str) -> PrinterHabits:
    """Return what is known of a printer."""
    return _read(desk, f"printer.{name}", PrinterHabits())


def keep_printer(desk: Desk, name: str, habits: PrinterHabits) -> None:
    """Remember how a printer takes paper."""
    desk.set_setting(f"printer.{name}", msgspec.to_builtins(habits))


def purposes(desk: Desk) -> list[str]:
    """Return what paper was printed for, the last purpose first, and some usual ones after them."""
    kept = desk.setting("printing_purposes", [])
    used = [str(words) for words in kept] if isinstance(kept, list) else []
    return list(dict.fromkeys([*used, *PURPOSES]))


def keep_purpose(desk: Desk, words: str) -> None:
    """Put a purpose first in the list."""
    if words:
        desk.set_setting("printing_purposes", list(dict.fromkeys([words, *purposes(desk)]))[:MOST_PURPOSES])


def last_papers(desk: Desk) -> list[str]:
    """Return the papers printed lately, the last first."""
    kept = desk.setting("printing_last", [])
    return [str(key) for key in kept] if isinstance(kept, list) else []


def keep_last_paper(desk: Desk, key: str) -> None:
    """Put a paper first among those printed lately."""
    desk.set_setting("printing_last", list(dict.fromkeys([key, *last_papers(desk)]))[:5])


def _read(desk: Desk, name: str, default: _Kept) -> _Kept:
    """Return what is kept; what an older program kept otherwise is left aside."""
    try:
        return msgspec.convert(desk.setting(name, {}) or {}, type(default))
    except msgspec.ValidationError:
        return default
