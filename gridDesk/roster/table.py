"""The data rows under a header: which lines are people or houses, and their columns with merged cells filled down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gridDesk.ledger import Catalogue
from gridDesk.roster import words
from gridDesk.roster.cells import Column, Parse, cell_text, is_blank, letter, note, read_column
from gridDesk.roster.header import Header, is_other_header, is_repeated
from gridDesk.roster.match import Match, Matches
from gridDesk.roster.plan import CellNote, Coding
from gridDesk.roster.read import Cells, Sheet
from gridDesk.roster.words import all_words

_FOOT = re.compile(
    r"^(合计|总计|小计|共计|本页|累计|总人数|总户数|填表|填写|单位[:：（(]|采集人|制表|审核|填报|负责人|经办|说明|注[:：]|备注[:：]|示例|样例|\w{1,8}(?:签字|签名|盖章|签章)[:：]|例[:：]|第\d+页|打印|以下空白|以上)"
)
_COUNTED = re.compile(r"^(共|计)?\d+(\.0+)?(人|户|口|套|处)$|^\d{1,5}(\.0+)?$")


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
    lines = _data_lines(sheet, header, matches, identity, notices, catalogue)
    width = len(header.columns)
    picked = [sheet.rows[line] for line in lines]
    # Column by column in small steps: turning the whole sheet at once would keep the window waiting.
    columns: list[Sequence[object]] = (
        [[row[column] for row in picked] for column in range(width)] if picked else [()] * width
    )
    table = Table(sheet, header, matches, lines, notices, columns)
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


def _data_lines(
    sheet: Sheet,
    header: Header,
    matches: Matches,
    identity: Sequence[int],
    notices: list[str],
    catalogue: Catalogue,
) -> list[int]:
    """Return the lines that hold records; totals, signatures, blank lines and repeated headers are passed over."""
    lines: list[int] = []
    header_rows = sheet.rows[header.first_row : header.last_row + 1]
    titles = all_words(catalogue) | {cell_text(cell) for row in header_rows for cell in row}
    used = [item.column for item in matches.columns if item.reference not in ("", words.IGNORE)]
    for line in range(header.last_row + 1, len(sheet.rows)):
        row = sheet.rows[line]
        cells = [row[column] for column in identity]
        foot = any(_FOOT.match(cell_text(cell)) for cell in cells)
        if len(cells) > 1 and all(cells) and cells[0] not in titles and not foot:
            lines.append(line)
        elif _is_other_table(row, header, catalogue):
            notices.append(f"第 {line + 1} 行起像是另一张表，从这一行起没有读入；请把它放到单独的工作表里再导入。")
            break
        elif _is_record(row, header, identity, used):
            lines.append(line)
    return lines


def _is_other_table(row: Cells, header: Header, catalogue: Catalogue) -> bool:
    return not is_repeated(row, header) and is_other_header(row, catalogue)


def _is_record(row: Cells, header: Header, identity: Sequence[int], used: list[int]) -> bool:
    texts = [cell_text(cell) for cell in row if not is_blank(cell)]
    if not texts or _FOOT.match(texts[0].replace(" ", "")) or is_repeated(row, header):
        return False
    named = [cell_text(row[column]) for column in identity if not is_blank(row[column])]
    if named:
        return not _COUNTED.match(named[0]) and not (len(texts) == 1 and len(texts[0]) > 12)
    # A row that lost its name and number is still a row when most of the rest is there.
    return sum(not is_blank(row[column]) for column in used) >= max(3, 0.5 * (len(used) - len(identity)))
