"""A form on paper: cells, lines and blocks of single sheets. Lengths are millimetres, type sizes points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gridDesk.documents.sheet import FIVE, SMALL_FOUR, SMALL_TWO, Align, Sheet


@dataclass(frozen=True)
class Chart:
    """Figures of one kind as bars, the oldest first: None where there is none; `mark` is the target they are held against.

    `met` says of each whether the target was reached, `labels` what stands below it, where there is room.
    """

    values: tuple[float | None, ...]
    met: tuple[bool, ...]
    mark: float | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A cell of a form: `span` columns wide, `down` rows high. A `label` is set in the heading face, centred.

    `ruled` > 0 draws writing lines that many mm apart. `wrap` text keeps its size and breaks instead of shrinking.
    `picture` (PNG or JPEG bytes) fills the cell without being stretched. `tint` fills the cell and `ink` colours its
    text, both `#rrggbb`; ledgers use neither, toner is dear. A `chart` is drawn in place of the text, which says the same in
    words where nothing is drawn (Word).
    """

    text: str = ""
    span: int = 1
    label: bool = False
    align: Align = "left"
    down: int = 1
    ruled: float = 0.0
    size: float = 0.0
    wrap: bool = False
    picture: bytes = b""
    tint: str = ""
    ink: str = ""
    chart: Chart | None = None


@dataclass(frozen=True)
class Line:
    """A row of cells of a form, at least `height` mm high. `stretch` rows are empty ones that fill up the last sheet."""

    cells: tuple[Cell, ...]
    height: float = 8.0
    stretch: bool = False


@dataclass(frozen=True)
class Grid:
    """A bordered table of a form. `head` is repeated when the lines run on to the next sheet. `plain` has no rules."""

    widths: tuple[float, ...]
    lines: tuple[Line, ...]
    head: tuple[Line, ...] = ()
    size: float = FIVE
    plain: bool = False


@dataclass(frozen=True)
class Title:
    """The title of a form, centred."""

    text: str
    size: float = SMALL_TWO


@dataclass(frozen=True)
class Strip:
    """A line of text without borders: left, middle and right."""

    left: str = ""
    middle: str = ""
    right: str = ""
    size: float = FIVE
    height: float = 7.0


@dataclass(frozen=True)
class Signatures:
    """Words with room to sign after each, in one line."""

    words: tuple[str, ...]
    height: float = 11.0


@dataclass(frozen=True)
class Words:
    """Running text: each paragraph begins two characters in unless `indent` is off; may run on to the next sheet."""

    text: str
    size: float = SMALL_FOUR
    indent: bool = True
    align: Align = "left"


@dataclass(frozen=True)
class Space:
    """Empty height in mm."""

    height: float


Block = Title | Strip | Grid | Signatures | Words | Space


@dataclass(frozen=True, kw_only=True)
class Form:
    """One filled form: a household, a day. It may run over several sheets.

    `again` stands at the top of each sheet after the first. `code` is an opaque record id printed as a QR code in the
    upper right corner. `part` names the form for people, `key` (an opaque id) in the page register. `number` is the
    number printed beside the page number (a hand-kept page number of a book); empty prints only 第 x 页 共 y 页 of this
    form. A `bare` form (cover, badge, board) has no page number: the grey line at most.
    """

    part: str
    blocks: tuple[Block, ...]
    again: tuple[Block, ...] = ()
    key: str = ""
    code: str = ""
    number: str = ""
    bare: bool = False


@dataclass(frozen=True)
class Tiles:
    """Small forms side by side on a sheet: `columns` × `rows` boxes of `width` × `height` mm, with marks to cut along."""

    columns: int
    rows: int
    width: float
    height: float
    padding: float = 3.0


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """Many forms of one kind in one document, one after another. `odd_start` begins each on a right-hand page.

    `foot`, `watermark`, `code`, `series` and `made` are as for a ledger. With `tiles` each form fills one box.
    """

    name: str
    title: str
    forms: Iterable[Form]
    sheet: Sheet = field(default_factory=Sheet)
    foot: str = ""
    watermark: str = ""
    code: str = ""
    series: str = ""
    made: str = ""
    odd_start: bool = False
    tiles: Tiles | None = None
