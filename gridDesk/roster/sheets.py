"""Plain workbooks of several sheets: text cells, a bold header, widths; nothing becomes a number or a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import xlsxwriter

from gridDesk.roster.cells import PROPERTIES

Cell = str
Headings = Sequence[tuple[str, float]]


def write_sheets(target: BinaryIO, sheets: Sequence[tuple[str, Headings, Sequence[Sequence[Cell]]]]) -> None:
    """Write sheets of (name, headings with widths in characters, rows of texts)."""
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties(PROPERTIES)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E8EEF4", "num_format": "@"})
    plain = book.add_format({"border": 1, "num_format": "@", "text_wrap": True, "valign": "top"})
    for name, headings, rows in sheets:
        sheet = book.add_worksheet(name[:31])
        for column, (title, width) in enumerate(headings):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for line, cells in enumerate(rows, start=1):
            for column, text in enumerate(cells):
                sheet.write_string(line, column, text, plain)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    book.close()
