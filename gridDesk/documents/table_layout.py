"""Where the cells of a ledger stand: columns measured once, cells laid out as they come, headings. No pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.documents.columns import STACK
from gridDesk.documents.fonts import TICKED, Role, printable
from gridDesk.documents.ink import Ink, baselines
from gridDesk.documents.pdffile import MM, PdfFile
from gridDesk.documents.table_page import Cells, Column, TablePage
from gridDesk.documents.typeset import STEP, SetText, balanced, measure, wrap

PAD = 1.0 * MM  # between a rule and the text beside it
PAD_Y = 0.6 * MM
BELOW = "（见下）"  # stands in a cell whose words stand below its row
_HIGHEST = 0.34  # the part of a sheet a cell may fill; longer words stand below the row, where they need fewer lines
_NUMBERED = "0000　"  # room for the row's number before the title of words below it


@dataclass(frozen=True, slots=True)
class Laid:
    """A cell laid out in its column: height in points, and per line (operators up to x, dy from the middle, shows)."""

    height: float
    lines: tuple[tuple[str, float, str], ...]
    ticks: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row laid out: its texts, its cells, and the height its own (not shared) cells need.

    `below` are words too long for their columns, which stand under the row over the whole width.
    """

    cells: Cells
    laid: tuple[Laid, ...]
    height: float
    below: tuple[Below, ...] = ()

    @property
    def need(self) -> float:
        """Return the height of the row and of what stands below it."""
        return self.height + sum(words.height for words in self.below)


@dataclass(frozen=True, slots=True)
class Below:
    """Words that stand under their row: the column they belong to, its title, and their lines beside that."""

    column: int
    title: str
    text: SetText

    @property
    def height(self) -> float:
        """Return their height in points."""
        return self.text.height + 2 * PAD_Y


class Frame:
    """Where things stand on every sheet of a ledger, in points."""

    def __init__(self, page: TablePage) -> None:
        sheet = page.sheet
        self.left = sheet.left * MM
        self.room = sheet.room * MM
        self.edges = [self.left]
        scale = _scale(page)
        for column in page.columns:
            self.edges.append(self.edges[-1] + column.width * scale * MM)
        self.right = self.left + self.room
        self.top = (sheet.height - sheet.top) * MM
        self.foot = 9.0 * MM
        self.bottom = (13.0 + (9.0 if page.signatures else 2.0)) * MM
        self.signature = self.bottom - 7.0 * MM
        self.highest = (self.top - self.bottom) * _HIGHEST


def _scale(page: TablePage) -> float:
    """Return what widths are multiplied with to fill the sheet; widths in definitions are only proportions to it."""
    return page.sheet.room / sum(column.width for column in page.columns)


class Heads:
    """The heading rows of a ledger, laid out once: one row, or two where neighbours share a group title."""

    def __init__(self, page: TablePage, frame: Frame) -> None:
        self.page, self.frame = page, frame
        self.texts = [
            balanced(column.title, "hei", page.head_size, frame.edges[i + 1] - frame.edges[i] - PAD)
            for i, column in enumerate(page.columns)
        ]
        self.groups = column_groups(page.columns)
        self.upper = 7.0 * MM if any(name for name, _, _ in self.groups) else 0.0
        single = max(text.height for text in self.texts) + 2 * PAD_Y
        self.height = max(8.0 * MM, single) + self.upper

    def draw(self, ink: Ink, top: float) -> float:
        """Draw the headings below `top`; returns where the rows begin."""
        edges, bottom = self.frame.edges, top - self.height
        for name, first, last in self.groups:
            if name:
                ink.aligned(edges[first], edges[last + 1], top - self.upper / 2 - self.page.head_size * 0.38, name,
                            "hei", self.page.head_size)  # fmt: skip
                ink.across(edges[first], edges[last + 1], top - self.upper)
            for i in range(first, last + 1):
                self._title(ink, i, top - (self.upper if name else 0.0), bottom)
            ink.down(edges[first], top, bottom, heavy=first == 0)
        ink.down(edges[-1], top, bottom, heavy=True)
        ink.across(edges[0], edges[-1], top, heavy=True)
        ink.across(edges[0], edges[-1], bottom)
        return bottom

    def _title(self, ink: Ink, i: int, top: float, bottom: float) -> None:
        text, edges = self.texts[i], self.frame.edges
        for line, width, dy in zip(text.lines, text.widths, baselines(text), strict=True):
            ink.text((edges[i] + edges[i + 1] - width) / 2, (top + bottom) / 2 + dy, line, "hei", text.size)
        ink.down(edges[i], top, bottom, heavy=i == 0)


def below(column: int, title: str, text: str, size: float, room: float) -> Below:
    """Set words that are too long for their column over the width of the ledger, beside the column's title."""
    title = f"{title.replace(STACK, '、')}："
    beside = room - measure(_NUMBERED + printable(title), "hei", size) - 2 * PAD
    return Below(column, title, wrap(printable(text.replace("\n", "　")), "song", size, beside))


def fit_lines(text: str, role: Role, size: float, room: float, least: float) -> SetText:
    """Set the texts of columns that stand one above the other: all at the size at which each fits on its line."""
    widest = max(measure(line, role, size) for line in text.split("\n"))
    fitting = size
    while fitting > least and widest * fitting / size > room:
        fitting = max(least, fitting - STEP)
    return wrap(text, role, fitting, room)


def lay_text(file: PdfFile, text: SetText, left: float, right: float, align: str) -> Laid:
    """Lay set text between two positions: what to draw relative to the middle of its cell."""
    lines, ticks = [], []
    if text.lines == ("",):
        return Laid(0.0, ())
    for line, width, dy in zip(text.lines, text.widths, baselines(text), strict=True):
        x = left + (
            (right - left - width) / 2 if align == "center" else right - left - width if align == "right" else 0
        )
        lines.append((f"1 0 0 1 {x:.2f} ", dy, file.show(line, "song", text.size)))
        if TICKED in line:
            ticks += [
                (x + measure(line[:i], "song", text.size), dy, text.size)
                for i, char in enumerate(line) if char == TICKED
            ]  # fmt: skip
    return Laid(text.height + 2 * PAD_Y, tuple(lines), tuple(ticks))


def column_groups(columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    """Return runs of columns as (group title or "", first, last); columns without a group stand alone."""
    found: list[tuple[str, int, int]] = []
    for i, column in enumerate(columns):
        if column.group and found and found[-1][0] == column.group:
            found[-1] = (column.group, found[-1][1], i)
        else:
            found.append((column.group, i, i))
    return found


def part_label(sections: list[str]) -> str:
    """Return what part of a ledger a page shows: its first and last section, without their counts."""
    names = list(dict.fromkeys(text.split("　")[0] for text in sections))
    return "" if not names else names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}"


def inner_rules(columns: Sequence[Column], edges: Sequence[float]) -> list[str]:
    """Return the rules between rows of one group, which leave shared columns open, as patterns taking y twice."""
    rules, start = [], None
    for i, column in enumerate([*columns, Column("", "", 0, shared=True)]):
        if not column.shared and start is None:
            start = edges[i]
        elif column.shared and start is not None:
            rules.append(f"{start:.2f} %.2f m {edges[i]:.2f} %.2f l")
            start = None
    return rules
