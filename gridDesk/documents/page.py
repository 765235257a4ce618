"""What a printed thing says, as plain frozen data: text already formatted, already masked. Writers know only this.

Lengths are millimetres, type sizes points. Bodies may be any iterable, also a generator: writers read them once, in
order, and hold one sheet at a time. Whoever wants to look before printing (`fonts.missing`) hands a body that can be
read twice, such as a list or `Again`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

S = TypeVar("S")
T = TypeVar("T")
Align = Literal["left", "center", "right"]
Edge = Literal["left", "top"]
Cells = tuple[str, ...]

Size = Literal["A4", "A3", "A2"]

SIZES: dict[str, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "A2": (420.0, 594.0)}

# Chinese type sizes in points.
SMALL_TWO, SMALL_FOUR, FIVE, SMALL_FIVE, SIX = 18.0, 12.0, 10.5, 9.0, 7.5


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of paper: size, direction, the edge it is bound at, margins in mm.

    `mirror` is for duplex books bound at the left: even pages have the binding edge at the right.
    """

    size: Size = "A4"
    landscape: bool = False
    binding: Edge = "left"
    gutter: float = 25.0
    margin: float = 15.0
    top_margin: float = 18.0
    mirror: bool = False

    @property
    def width(self) -> float:
        """Return the width in mm as the sheet is read."""
        return SIZES[self.size][1 if self.landscape else 0]

    @property
    def height(self) -> float:
        """Return the height in mm as the sheet is read."""
        return SIZES[self.size][0 if self.landscape else 1]

    @property
    def left(self) -> float:
        """Return the left margin of an odd page in mm."""
        return self.gutter if self.binding == "left" else self.margin

    @property
    def top(self) -> float:
        """Return the top margin in mm."""
        return self.gutter if self.binding == "top" else self.top_margin

    @property
    def room(self) -> float:
        """Return the width between the margins in mm."""
        return self.width - self.left - self.margin

    def shift(self, number: int) -> float:
        """Return by how many mm the content of page `number` moves to the right for the binding edge."""
        return self.margin - self.left if self.mirror and self.binding == "left" and number % 2 == 0 else 0.0


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


@dataclass(frozen=True)
class Again(Generic[T]):
    """A body that can be read more than once: calls `make` each time."""

    make: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        """Start the body from its beginning."""
        return self.make()


def each(source: Iterable[S], make: Callable[[S], T]) -> Iterable[T]:
    """Return what `make` makes of each of `source`, streaming; readable more than once if `source` is."""
    if iter(source) is source:
        return map(make, source)
    return Again(lambda: map(make, source))


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


# ---- forms ----


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


@dataclass(frozen=True)
class PartPages:
    """Where a part of a book came to stand: its title, series (第三编), the labels of its first and last page, how many
    pages, and each of its sections with the label of the page it begins on.
    """

    title: str
    series: str
    first: str
    last: str
    count: int
    sections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Book:
    """Several papers bound as one: `front` (cover, explanation), the contents made from where the parts came to stand,
    the parts, and `back`. Each part begins on a right-hand page and counts its own pages.
    """

    name: str
    title: str
    front: tuple[FormPage, ...]
    contents: Callable[[tuple[PartPages, ...]], FormPage]
    parts: tuple[TablePage | FormPage, ...]
    back: tuple[FormPage, ...] = ()
    made: str = ""
    duplex: bool = False


Page = TablePage | FormPage | Book


@dataclass(frozen=True)
class PrintedPage:
    """One sheet side as printed: its place in the document (from 1), what part it shows, a digest of what it says.

    The digest (SHA-256, hex) covers title, unit, headings, every text and picture of the body. It leaves out what changes
    from one printing to the next without the content changing: dates, foot line, watermark.

    `paper` is the name of the page or book part it belongs to. `label` is what it is called on paper (`12-1`, `户号 12`).
    `base` tells what it is exchanged with as one: the page number without what overflowed (`12`), or the form's key; its
    `turn`th page (from 0). `keys` are the groups on it. A page without a `base` is blank paper that fills a sheet.
    """

    number: int
    part: str
    digest: str
    paper: str = ""
    label: str = ""
    base: str = ""
    turn: int = 0
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class MissingGlyph:
    """A character no bundled font can print: the character, its code (`U+E863`), and where it stands in words.

    `private` characters (自造字) mean something else on another machine, so they are always listed.
    """

    char: str
    code: str
    where: str
    private: bool


@dataclass(frozen=True)
class Printed:
    """What a writer wrote: its pages in order, and the characters that had to be printed as 〔U+…〕."""

    pages: tuple[PrintedPage, ...]
    missing: tuple[MissingGlyph, ...] = ()
