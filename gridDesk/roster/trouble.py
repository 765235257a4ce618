"""The faulty rows of a plan as a workbook that can be mended and imported again: red cells, reasons, original header."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from gridDesk.errors import DeskError
from gridDesk.roster import words
from gridDesk.roster.cells import PROPERTIES, cell_text, cut_starts
from gridDesk.roster.plan import CellNote, Plan, RowPlan, SheetPlan
from gridDesk.roster.read import Cells, Sheet, Workbook

_INFORMATION = {"person_created", "person_closed"}
_FILLED = {"household.number", "household.phone", words.HEAD_NAME, words.HEAD_ID, words.ADDRESS, words.GRID}


def write_trouble(plan: Plan, workbook: Workbook, target: Path | BinaryIO) -> int:
    """Write every row that was refused (red) or taken without some value (yellow); returns how many rows.

    Titles and header rows stay as they were, so that the columns match again. Raises DeskError when there is none.
    """
    troubled = [(sheet, rows) for sheet in plan.sheets if (rows := _rows(sheet))]
    if not troubled:
        raise DeskError("这次导入没有需要修改的行，", advice="不用退回表格。")
    sources = {sheet.name: sheet for sheet in workbook.sheets}
    # In memory: the library would otherwise keep the rows in a plain file among the system's temporary ones.
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
    book.set_properties(PROPERTIES)
    try:
        for sheet, rows in troubled:
            _Writer(book, sheet, sources[sheet.sheet]).write(rows)
    finally:
        _close(book, target)
    return sum(len(rows) for _, rows in troubled)


def _close(book: xlsxwriter.Workbook, target: Path | BinaryIO) -> None:
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        name = target.name if isinstance(target, Path) else ""
        raise DeskError(f"“{name}”写不进去，", advice="如果它正在 Excel 或 WPS 里打开，请先关闭，再试一次。") from error


def _rows(sheet: SheetPlan) -> list[RowPlan]:
    return [row for row in sheet.rows if row.errors or any(note.kind not in _INFORMATION for note in row.warnings)]


class _Writer:
    """Writes one sheet of troubled rows."""

    def __init__(self, book: xlsxwriter.Workbook, plan: SheetPlan, source: Sheet) -> None:
        assert plan.header is not None
        self.plan, self.source, self.header = plan, source, plan.header
        self.out = book.add_worksheet(source.name[:31])
        border = {"border": 1, "num_format": "@", "valign": "vcenter", "text_wrap": True}
        self.plain = book.add_format(border)
        self.bold = book.add_format(border | {"bold": True, "align": "center"})
        self.red = book.add_format(border | {"bg_color": "#F4B6B6"})
        self.yellow = book.add_format(border | {"bg_color": "#FFF2B3"})
        self.title = book.add_format({"bold": True})
        self.width = len(self.header.columns)
        self.marked = any(row.mark for row in plan.rows)

    def write(self, rows: list[RowPlan]) -> None:
        """Write titles, header and rows."""
        self._head()
        filled = _filled_columns(self.plan, self.source)
        for at, row in enumerate(rows, start=self.header.last_row + 1):
            self._row(at, row, filled)
        self.out.freeze_panes(self.header.last_row + 1, 0)
        self.out.set_column(0, self.width - 1, 14)
        self.out.set_column(self.width + self.marked, self.width + self.marked, 60)
        if self.marked:
            self.out.set_column(self.width, self.width, 8)

    def _head(self) -> None:
        for line in range(self.header.last_row + 1):
            style = self.bold if line >= self.header.first_row else self.title
            for column, cell in enumerate(self.source.rows[line]):
                text = cell_text(cell)
                if text or line >= self.header.first_row:
                    self.out.write_string(line, column, text, style)
        for span in self.source.merged:
            if self.header.first_row <= span.top and span.bottom <= self.header.last_row:
                text = cell_text(self.source.rows[span.top][span.left])
                self.out.merge_range(*span, text, self.bold)
        if self.marked:
            self.out.write_string(self.header.first_row, self.width, words.MARK_TITLE, self.bold)
        self.out.write_string(self.header.first_row, self.width + self.marked, words.PROBLEM_TITLE, self.bold)

    def _row(self, at: int, row: RowPlan, filled: dict[int, dict[int, object]]) -> None:
        red, yellow = _by_column(row.errors), _by_column(row.warnings)
        cells = self.source.rows[row.row - 1]
        for column in range(self.width):
            raw = filled.get(column, {}).get(row.row - 1, cells[column])
            style = self.red if column in red else self.yellow if column in yellow else self.plain
            self.out.write_string(at, column, _shown(raw), style)
            if notes := red.get(column, []) + yellow.get(column, []):
                text = "\n".join(note.message for note in notes)
                self.out.write_comment(at, column, text, {"x_scale": 2, "font_size": 10})
        if self.marked:
            double = any(note.kind == "duplicate_in_file" for note in row.errors)
            self.out.write_string(at, self.width, row.mark + (words.DOUBLE_MARK if double else ""), self.plain)
        reasons = [_without_place(note) for note in (*row.errors, *row.warnings) if note.kind not in _INFORMATION]
        text = f"原表第 {row.row} 行：" + "；".join(reasons)
        self.out.write_string(at, self.width + self.marked, text, self.red if row.errors else self.yellow)


def _without_place(note: CellNote) -> str:
    """Return a reason by the column's title: the cell's address is that of the old file."""
    text = note.message.removeprefix(note.column).strip()
    return f"“{note.label}”{text}" if note.label else text


def _by_column(notes: tuple[CellNote, ...]) -> dict[int, list[CellNote]]:
    found: dict[int, list[CellNote]] = {}
    for note in notes:
        letters = note.column.rstrip("0123456789")
        if letters:
            index = 0
            for char in letters:
                index = index * 26 + ord(char) - 64
            found.setdefault(index - 1, []).append(note)
    return found


def _shown(raw: object) -> str:
    """Return a cell as text; of a number that lost its end only the digits that are still true."""
    if isinstance(raw, float) and abs(raw) >= 1e15:
        return (cut_starts(raw) or (f"{raw:.0f}"[:15],))[0] + "???"
    return cell_text(raw)


def _filled_columns(plan: SheetPlan, source: Sheet) -> dict[int, dict[int, object]]:
    """Return column -> line -> value for household cells that were merged or stood only in the first row."""
    assert plan.matches is not None
    columns = {item.column for item in plan.matches.columns if item.reference in _FILLED}
    filled: dict[int, dict[int, object]] = {}
    for span in source.merged:
        if span.left in columns and span.bottom > span.top:
            cells: Cells = source.rows[span.top]
            for line in range(span.top, span.bottom + 1):
                filled.setdefault(span.left, {})[line] = cells[span.left]
    return filled
