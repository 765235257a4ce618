"""The data rows under a header: which lines are people or houses, and their columns with merged cells filled down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gridDesk.ledger import Catalogue
from gridDesk.roster.cards import Card
from gridDesk.roster.cells import Column, Parse, letter, note, read_column
from gridDesk.roster.header import Header
from gridDesk.roster.lines import Lines
from gridDesk.roster.match import Match, Matches
from gridDesk.roster.plan import CellNote, Coding
from gridDesk.roster.read import Sheet


@dataclass
class Table:
    """One sheet's data rows, column-wise. `lines[i]` is the index in `Sheet.rows` of data row `i`.

    A line that holds several people is several data rows; `moved` tells from which column such a row's cell came.
    """

    sheet: Sheet
    header: Header
    matches: Matches
    lines: list[int]
    notices: list[str]
    columns: list[Sequence[object]]
    moved: dict[tuple[int, int], int] = field(default_factory=dict)
    codings: dict[int, Coding] = field(default_factory=dict)
    sexes: Sequence[str | None] = ()
    errors: dict[int, list[CellNote]] = field(default_factory=dict)
    warnings: dict[int, list[CellNote]] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    cards: dict[int, Card] = field(default_factory=dict)
    group: str = ""
    """The special group of which every row is a member, as the sheet's own name says."""

    def section(self, row: int) -> str:
        """Return the village group that a line of its own above a row names (`1组`), "" where there is none."""
        above = [line for line in self.sections if line < self.lines[row]]
        return self.sections[max(above)] if above else ""

    def carded(self, references: Sequence[str], said: Sequence[str]) -> list[str]:
        """Return what rows say, and where they say nothing what the card above them says."""
        above = [self.cards.get(line, {}) for line in self.lines]
        return [
            text or next((card[key] for key in references if key in card), "")
            for text, card in zip(said, above, strict=True)
        ]

    def __len__(self) -> int:
        return len(self.lines)

    def raw(self, column: int) -> Sequence[object]:
        """Return the cells of a column, by data row."""
        return self.columns[column]

    def read(self, item: Match, parse: Parse) -> list[object | None]:
        """Return a column's values; bad cells become warnings and are left out."""
        column = self.parse(item, parse)
        for row, bad in column.bad.items():
            raw = self.columns[item.column][row]
            self.warn(row, note(self.place(row, item), item.title, bad, raw, dropped=True))
        return column.values

    def parse(self, item: Match, parse: Parse) -> Column:
        """Return a column's values and its bad cells."""
        return read_column(self.columns[item.column], parse, dittos=True)

    def warn(self, row: int, about: CellNote) -> None:
        """Note something about a row that does not refuse it."""
        self.warnings.setdefault(row, []).append(about)

    def refuse(self, row: int, about: CellNote) -> None:
        """Note a defect that refuses a row."""
        self.errors.setdefault(row, []).append(about)

    def line(self, row: int) -> int:
        """Return the line in the sheet, from 1, of a data row."""
        return self.lines[row] + 1

    def place(self, row: int, item: Match) -> str:
        """Return the address (`D10`) of a row's cell in the file."""
        return f"{letter(self.moved.get((row, item.column), item.column))}{self.lines[row] + 1}"

    def merged_blocks(self, column: int) -> dict[int, int]:
        """Return data row -> first sheet row of the vertical merge it stands in, for one column."""
        tops = {
            line: span.top
            for span in self.sheet.merged
            if span.left <= column <= span.right and span.bottom > span.top
            for line in range(span.top, span.bottom + 1)
        }
        return {row: tops[line] for row, line in enumerate(self.lines) if line in tops}


def make_table(
    sheet: Sheet, header: Header, matches: Matches, identity: Sequence[int], filled: Sequence[int], catalogue: Catalogue
) -> Table:
    """Return the data rows of a sheet.

    `identity` are the columns that make a row a record (name, ID number); `filled` those whose vertical merges are
    filled down because they belong to the household or house, not to the row.
    """
    notices: list[str] = []
    sections: dict[int, str] = {}
    cards: dict[int, Card] = {}
    lines = Lines(sheet, header, matches, identity, catalogue).read(notices, sections, cards)
    width = len(header.columns)
    picked = [sheet.rows[line] for line in lines]
    # Column by column in small steps: turning the whole sheet at once would keep the window waiting.
    columns: list[Sequence[object]] = (
        [[row[column] for row in picked] for column in range(width)] if picked else [()] * width
    )
    table = Table(sheet, header, matches, lines, notices, columns, sections=sections, cards=cards)
    _fill_merges(table, set(filled))
    return table


def _fill_merges(table: Table, filled: set[int]) -> None:
    places = {line: row for row, line in enumerate(table.lines)}
    for span in table.sheet.merged:
        if span.bottom == span.top or span.top <= table.header.last_row or span.left not in filled:
            continue
        value = table.sheet.rows[span.top][span.left]
        column = table.columns[span.left]
        if not isinstance(column, list):
            column = table.columns[span.left] = list(column)
        for line in range(span.top, span.bottom + 1):
            if line in places:
                column[places[line]] = value
