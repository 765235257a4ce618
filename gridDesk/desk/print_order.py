"""What somebody wants printed, as plain data: which paper, of what, how it is laid out and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from gridDesk.documents.log_day import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a ledger is laid on paper where the office wants another way than the paper's own.

    `size` and `landscape` of the sheet, `binding` edge (GB/T 9704-2012: left, or top when filed among upright papers),
    `large` type for old eyes, `blank_rows` free rows at the end for the pen (None: as the paper says), `subtotal` below
    each page.
    """

    size: Literal["", "A4", "A3"] = ""
    landscape: bool | None = None
    binding: Literal["", "left", "top"] = ""
    large: bool = False
    blank_rows: bool | None = None
    subtotal: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """What to print. `full_ids` prints whole ID numbers, as an office's own shelf needs; else they are shortened. `level`
    (`M0` … `M4`, one of the choice's `levels`) says instead how much is shown.

    `records` are the records a form is filled from; without any, `mode` blank gives forms for the pen, `count` of them.
    `purpose` and `recipient` (用途, 领取人) stand in the line at the foot, `copy` of `copies` too. `code` is the number of
    the printing once it is known. `days` tells for which days of a month log pages are (`none`: `count` undated ones), and
    `start` the number of the first blank one (0: on from the last handed out). `without` are columns that a list leaves out. `shelved` lays a paper out so that its pages can be exchanged singly (see `shelf`).
    """

    paper: str
    grid: str | None = None
    village_group: str = ""
    households: tuple[str, ...] = ()
    date: str = ""
    month: str = ""
    mode: Mode = "filled"
    full_ids: bool = True
    level: str = ""
    records: tuple[str, ...] = ()
    count: int = 1
    layout: Layout = Layout()
    purpose: str = ""
    recipient: str = ""
    copy: int = 1
    copies: int = 1
    code: str = ""
    shelved: bool = False
    days: Literal["work", "all", "none"] = "work"
    start: int = 0
    without: tuple[str, ...] = ()
