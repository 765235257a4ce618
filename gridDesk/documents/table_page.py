"""A ledger on paper: columns, rows in groups, and how it is paged on a shelf. Lengths are millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gridDesk.documents.sheet import SMALL_FIVE, Align, Sheet

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a ledger: its title, width in mm, and how its text stands.

    Neighbours with the same `group` share a heading above theirs. A `shared` column prints the text of a group's first
    row once, over all rows of the group. `total` columns are summed in a last row.
    """

    key: str
    title: str
    width: float
    align: Align = "left"
    group: str = ""
    shared: bool = False
    total: bool = False


@dataclass(frozen=True)
class Section:
    """A heading row inside a ledger, such as 第3组　共 42 户 131 人. `new_page` starts it on a fresh page."""

    text: str
    new_page: bool = False


@dataclass(frozen=True)
class Group:
    """Rows that belong together (a household): kept on one page where they fit, set off by a heavier rule.

    `key` is the opaque id of the record they come from, by which a shelved ledger finds their page again. A `light`
    group is a single record among others and ends in a hairline like any row.
    """

    rows: tuple[Cells, ...]
    key: str = ""
    light: bool = False


Item = Cells | Section | Group


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """How a ledger that stands on a shelf is paged, so that a change in one place leaves the other sheets true.

    `places` says on which numbered page each group (by key) stands; empty at the first printing. Groups that no longer
    fit on page 12 go on to 12-1, 12-2. The first printing leaves `reserve` rows free at the foot of every page; free
    rows are ruled for the pen. Numbers in a column `no` begin anew on each page, a page never says how many there are,
    and the words at its top count nothing. With `duplex`, the pages 2n-1 and 2n with what overflowed from them begin on
    the front of a sheet.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    reserve: int = 2
    duplex: bool = False


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """A ledger on paper: title, line below it (unit, date, unit of counting), columns, streaming body, signatures.

    `foot` is the small grey line (office, who, when, what for, copy, number). `watermark` stands slantwise in light
    grey behind the rows. `code` is the number of the printing: with the page's place in it it makes the sheet's own
    number, printed at the foot and as a QR code. `series` goes before the page number (第三编). `blank_rows` fills the
    last page with empty rows for writing by hand. `subtotal` adds 本页小计 below each page and 合计 at the end: sums of the
    `total` columns, and how many groups and rows there are in the words of `units` (户, 人).
    `made` is the ISO date or datetime put into the file's properties.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    body: Iterable[Item]
    sheet: Sheet = field(default_factory=Sheet)
    left: str = ""
    middle: str = ""
    right: str = ""
    signatures: tuple[str, ...] = ()
    foot: str = ""
    watermark: str = ""
    code: str = ""
    series: str = ""
    made: str = ""
    shelved: Shelved | None = None
    blank_rows: bool = False
    subtotal: bool = False
    units: tuple[str, str] = ("", "")
    row_height: float = 7.0
    size: float = SMALL_FIVE
    head_size: float = SMALL_FIVE
