"""A ledger as a Word table: heading rows that repeat, sections, households set off by a heavier rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gridDesk.documents.fonts import printable, where_in_table
from gridDesk.documents.ooxml import cell, dxa, paragraph, row, run, tab_line, table
from gridDesk.documents.page import FIVE, SMALL_TWO, Cells, Column, Group, Section, TablePage
from gridDesk.documents.record import Recorder
from gridDesk.documents.table_layout import column_groups


def write_table(page: TablePage, add: Callable[[str], None], record: Recorder) -> None:
    """Write a ledger through `add`, which takes one block of WordprocessingML at a time."""
    room = dxa(page.sheet.room)
    add(paragraph(run(page.title, size=SMALL_TWO), style="GridHead", align="center"))
    stops = [("center", room // 2), ("right", room)]
    add(tab_line((page.left, page.middle, page.right), stops, size=FIVE))
    rows = _Rows(page, _widths(page, room), record)
    add(table(rows.widths, rows.all()))
    step = room // max(1, len(page.signatures))
    words = [f"{word}：" for word in page.signatures]
    add(tab_line(words, [("left", step * (i + 1)) for i in range(len(words) - 1)], size=FIVE))
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
    number: int = 0

    def all(self) -> Iterator[str]:
        """Yield heading rows, then the body, then the totals."""
        self.height = dxa(self.page.row_height)
        self.totals = {i: Decimal(0) for i, column in enumerate(self.page.columns) if column.total}
        yield from self._heads()
        for item in self.page.body:
            if isinstance(item, Section):
                yield self._section(item)
            elif isinstance(item, Group):
                last = len(item.rows) - 1
                yield from (self._row(cells, first=i == 0, last=i == last) for i, cells in enumerate(item.rows))
            else:
                yield self._row(item)
        if self.totals:
            texts = ["合计", *[""] * (len(self.widths) - 1)]
            for i, value in self.totals.items():
                texts[i] = f"{value:f}"
            yield self._texts(tuple(texts), [""] * len(texts), heavy=True)

    def _heads(self) -> Iterator[str]:
        groups = column_groups(self.page.columns)
        if not any(name for name, _, _ in groups):
            yield row((self._head(i) for i in range(len(self.widths))), dxa(8), header=True)
            return
        upper, lower = [], []
        for name, first, last in groups:
            if name:
                width = sum(self.widths[first : last + 1])
                upper.append(cell(self._head_text(name), width, span=last - first + 1))
                lower += [self._head(i) for i in range(first, last + 1)]
            else:
                upper.append(self._head(first, merge="restart"))
                lower.append(cell("", self.widths[first], merge="continue", covered=True))
        yield row(upper, dxa(7), header=True)
        yield row(lower, dxa(7), header=True)

    def _head(self, i: int, merge: str = "") -> str:
        return cell(self._head_text(self.page.columns[i].title), self.widths[i], merge=merge)

    def _head_text(self, text: str) -> str:
        return paragraph(run(text, size=self.page.head_size), style="GridHead", align="center")

    def _section(self, section: Section) -> str:
        self.record.say(section.text)
        self.record.lost(section.text, f"小标题“{section.text}”")
        # A heading stays with the row below it; a new page is the heading's own property.
        extra = "<w:keepNext/>" + ("<w:pageBreakBefore/>" if section.new_page and self.number else "")
        text = paragraph(run(section.text, size=self.page.size), style="GridHead", extra=extra)
        return row([cell(text, sum(self.widths), span=len(self.widths))], self.height)

    def _row(self, cells: Cells, *, first: bool = True, last: bool = False) -> str:
        self.number += 1
        self.record.say(*cells)
        self._check(cells)
        alone = first and last
        merges = [
            "" if alone or not column.shared else "restart" if first else "continue" for column in self.page.columns
        ]
        if first and not last and not any(column.shared for column in self.page.columns):
            merges = [""] * len(cells)
        return self._texts(cells, merges, heavy=last)

    def _texts(self, cells: Cells, merges: list[str], *, heavy: bool) -> str:
        made = [
            cell(
                paragraph(run(text, size=self.page.size), align=column.align) if text else paragraph(""),
                width, merge=merge, heavy_below=heavy, covered=merge == "continue",
            )
            for text, column, width, merge in zip(cells, self.page.columns, self.widths, merges, strict=True)
        ]  # fmt: skip
        return row(made, self.height)

    def _check(self, cells: Cells) -> None:
        for i in self.totals:
            try:
                self.totals[i] += Decimal(cells[i] or "0")
            except InvalidOperation:
                continue  # A masked amount counts as nothing.
        for column, text in zip(self.page.columns, cells, strict=True):
            if printable(text) != text:
                self._lost(column, text, cells)

    def _lost(self, column: Column, text: str, cells: Cells) -> None:
        where = where_in_table(self.page.columns, cells, self.number, column)
        self.record.lost(text, where)
