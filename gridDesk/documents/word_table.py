"""A ledger as a Word table: heading rows that repeat, sections, households set off by a heavier rule, sums at the end.

Word makes the pages, so there is no sum below each; what is printed from Word is not on the register of sheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gridDesk.documents.columns import STACK
from gridDesk.documents.fonts import printable, where_in_table
from gridDesk.documents.form import Strip
from gridDesk.documents.ooxml import (
    CELL_MARGIN,
    RULE,
    bookmark,
    cell,
    dxa,
    exact,
    paragraph,
    row,
    run,
    tab_line,
    table,
)
from gridDesk.documents.record import Recorder
from gridDesk.documents.sheet import FIVE, SIX, SMALL_TWO
from gridDesk.documents.strips import centre_of, line_size
from gridDesk.documents.sums import Sums
from gridDesk.documents.table_layout import BELOW, Frame, column_groups, fit_lines
from gridDesk.documents.table_page import Cells, Column, Group, Section, TablePage
from gridDesk.documents.typeset import balanced, fit, measure
from gridDesk.documents.word_body import Body

_TITLE, _HEADS, _FOOT = 16.0, 9.0, 22.0  # mm about: title with the line below, headings, what stays free at the foot
_PEN = 9.0  # mm
_POINT = 72 / 25.4
_LONG = 30  # characters that any column holds in a row of its usual height
_TIE = "<w:keepNext/>"


def write_table(page: TablePage, body: Body, record: Recorder, marks: Iterator[int] | None = None) -> None:
    """Write a ledger; each of its sections takes a bookmark from `marks` when it stands in a book."""
    room = dxa(page.sheet.room)
    title = paragraph(run(page.title, size=SMALL_TWO), style="GridHead", align="center", extra=exact(SMALL_TWO + 7))
    body.add(title)
    size = line_size((page.left, page.middle, page.right), "song", FIVE, room / 20)
    line = Strip(page.left, page.middle, page.right, size=size)
    stops = [("center", centre_of(line, room / 20) * 20), ("right", room)]
    body.add(tab_line((page.left, page.middle, page.right), stops, size=size, height=5.5 * _POINT))
    rows = _Rows(page, _widths(page, room), record, body, marks or iter(()))
    body.add(table(rows.widths, rows.all()))
    record.say(page.title, page.left, page.right)
    record.turn(page.title)


def _widths(page: TablePage, room: int) -> list[int]:
    scale = room / sum(column.width for column in page.columns)
    widths = [int(column.width * scale) for column in page.columns]
    widths[-1] += room - sum(widths)
    return widths


@dataclass
class _Rows:
    """The rows of a ledger as WordprocessingML, made one after another."""

    page: TablePage
    widths: list[int]
    record: Recorder
    body: Body
    marks: Iterator[int]
    number: int = 0
    used: float = 0.0  # mm of rows, about
    rooms: list[float] = field(default_factory=list)
    long: list[str] = field(default_factory=list)  # words too long for their columns, until the group above ends

    def all(self) -> Iterator[str]:
        """Yield heading rows, then the body, then the sums and free rows."""
        self.height = dxa(self.page.row_height) - round(RULE * 20)
        self.sums = Sums(self.page.columns)
        self.style = self.body.row_style(self.page.size)
        self.head_style = self.body.row_style(self.page.head_size, heading=True)
        self.highest = Frame(self.page).highest
        self.rooms = [(width - 2 * CELL_MARGIN) / 20 for width in self.widths]
        yield from self._heads()
        for item in self.page.body:
            if isinstance(item, Section):
                yield self._section(item)
            elif isinstance(item, Group):
                last = len(item.rows) - 1
                self.sums.groups += not item.light
                for i, cells in enumerate(item.rows):
                    yield self._row(cells, first=i == 0, last=i == last, light=item.light)
            else:
                yield self._row(item)
            yield from self._below()
        if self.sums.values or self.page.subtotal:
            yield self._sum_row()
        if self.page.blank_rows:
            empty = [cell(paragraph("", style=self.style), width) for width in self.widths]
            pen = max(self.page.row_height, _PEN)
            yield from (row(empty, dxa(pen) - round(RULE * 20)) for _ in range(self._free_rows(pen)))

    def _free_rows(self, pen: float) -> int:
        """Return about how many rows for the pen fill the last page; rather one less than a page of nothing else."""
        sheet = self.page.sheet
        full = sheet.height - sheet.top - _FOOT - _HEADS
        left = full - (_TITLE + self.used) % full
        return max(0, int(left / pen) - 1)

    def _heads(self) -> Iterator[str]:
        groups = column_groups(self.page.columns)
        if not any(name for name, _, _ in groups):
            yield row((self._head(i) for i in range(len(self.widths))), dxa(8), header=True)
            return
        upper, lower = [], []
        for name, first, last in groups:
            if name:
                width = sum(self.widths[first : last + 1])
                upper.append(cell(self._head_text(name, width), width, span=last - first + 1, tight=True))
                lower += [self._head(i) for i in range(first, last + 1)]
            else:
                upper.append(self._head(first, merge="restart"))
                lower.append(cell("", self.widths[first], merge="continue", covered=True))
        yield row(upper, dxa(7), header=True)
        yield row(lower, dxa(8), header=True)

    def _head(self, i: int, merge: str = "") -> str:
        return cell(
            self._head_text(self.page.columns[i].title, self.widths[i]), self.widths[i], merge=merge, tight=True
        )

    def _head_text(self, text: str, width: int) -> str:
        """Return a heading in lines of about equal length, as in the PDF: 与户主／关系, not 与户主关／系."""
        lines = balanced(printable(text), "hei", self.page.head_size, (width - CELL_MARGIN) / 20 - 1).lines
        return paragraph(run("\n".join(lines)), style=self.head_style, align="center")

    def _section(self, section: Section) -> str:
        self.used += 6.8
        self.record.say(section.text)
        self.record.lost(section.text, f"小标题“{section.text}”")
        # A heading stays with the row below it; a new page is the heading's own property.
        extra = "<w:keepNext/>" + ("<w:pageBreakBefore/>" if section.new_page and self.number else "")
        mark = next(self.marks, 0)
        words = (bookmark(mark) if mark else "") + run(section.text)
        return row([cell(self._across(words, extra), sum(self.widths), span=len(self.widths))], dxa(6.8))

    def _below(self) -> Iterator[str]:
        """Yield the words that are too long for their columns, over the whole width below their group."""
        for words in self.long:
            text = cell(paragraph(run(words), style=self.style), sum(self.widths), span=len(self.widths))
            yield row([text], self.height)
        self.long = []

    def _fitting(self, cells: Cells, *, first: bool) -> Cells:
        """Return what stands in a row; words that would fill a good part of the page are kept for below it."""
        found = list(cells)
        for i, (column, text) in enumerate(zip(self.page.columns, cells, strict=True)):
            if len(text) < _LONG or self._high(text, i) <= self.highest:
                continue
            found[i] = BELOW
            if first or not column.shared:
                number = next((f"{cells[n]}　" for n, one in enumerate(self.page.columns) if one.key == "no"), "")
                self.long.append(f"{number}{column.title.replace(STACK, '、')}：{text}")
        return tuple(found)

    def _high(self, text: str, i: int) -> float:
        return fit(printable(text), "song", self.page.size, self.rooms[i], SIX).height

    def _across(self, words: str, extra: str = "") -> str:
        return paragraph(words, style=self.body.row_style(self.page.size, heading=True), extra=extra)

    def _row(self, cells: Cells, *, first: bool = True, last: bool = False, light: bool = False) -> str:
        self.number += 1
        self.used += self.page.row_height
        self.record.say(*cells)
        self._check(cells, first=first)
        alone = first and last
        merges = [
            "" if alone or not column.shared else "restart" if first else "continue" for column in self.page.columns
        ]
        return self._texts(self._fitting(cells, first=first), merges, heavy=last and not light, together=not last)

    def _texts(self, cells: Cells, merges: list[str], *, heavy: bool, together: bool = False) -> str:
        # A household stays on one page: each row is tied to the next by its first cell of its own.
        tied = next((i for i, merge in enumerate(merges) if merge != "continue"), 0) if together else -1
        made = [
            cell(self._text(text, i, _TIE if i == tied else ""), width, merge=merge, heavy_below=heavy,
                 covered=merge == "continue")
            for i, (text, width, merge) in enumerate(zip(cells, self.widths, merges, strict=True))
        ]  # fmt: skip
        return row(made, self.height)

    def _text(self, text: str, i: int, extra: str) -> str:
        if not text:
            return paragraph("", style=self.style, extra=extra)
        words = run(text, size=self._size(text, i))
        return paragraph(words, style=self.style, align=self.page.columns[i].align, extra=extra)

    def _size(self, text: str, i: int) -> float:
        """Return the size at which a text fits its column as it does in the PDF; 0 for that of the style."""
        size, room = self.page.size, self.rooms[i]
        if "\n" not in text and measure(printable(text), "song", size) <= room:
            return 0.0
        found = (fit_lines if "\n" in text else fit)(printable(text), "song", size, room, SIX).size
        return 0.0 if found == size else found

    def _sum_row(self) -> str:
        """Return the row of sums: the label over the columns before the first sum, then each sum in its column."""
        texts, words = self.sums.texts(), self.sums.words("合计", self.page.units)
        until = min(texts, default=len(self.widths))
        until = max(until, 1)
        made = [cell(self._across(run(words)), sum(self.widths[:until]), span=until)]
        for i in range(until, len(self.widths)):
            text = paragraph(run(texts[i]) if i in texts else "", style=self.style, align=self.page.columns[i].align)
            made.append(cell(text, self.widths[i]))
        return row(made, self.height)

    def _check(self, cells: Cells, *, first: bool) -> None:
        self.sums.add(cells, first=first)
        for column, text in zip(self.page.columns, cells, strict=True):
            if printable(text) != text:
                self._lost(column, text, cells)

    def _lost(self, column: Column, text: str, cells: Cells) -> None:
        where = where_in_table(self.page.columns, cells, self.number, column)
        self.record.lost(text, where)
