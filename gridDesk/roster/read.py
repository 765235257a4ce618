"""Reads the spreadsheets clerks have (xlsx, xls, csv) into plain rows; nothing is interpreted yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
import python_calamine as calamine

from gridDesk.errors import DeskError
from gridDesk.roster import guard
from gridDesk.roster.pause import no_collection

Cells = tuple[object, ...]

# Positions of GBK that Python's codec still maps to the private use area (GB 18030-2022 gives them characters).
_MOVED = dict(
    zip(
        (*range(0xE78D, 0xE797), 0xE7C7, 0xE816, 0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE831, 0xE832,
         0xE83B, 0xE843, 0xE854, 0xE855, 0xE864),
        "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\U00020087\U00020089\U000200cc\u9fb4\u9fb5"
        "\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
        strict=True,
    )
)  # fmt: skip


class Range(NamedTuple):
    """A merged block of cells; rows and columns count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet as it is: `rows[r][c]` counted from A1; empty cells are "" or None."""

    name: str
    rows: tuple[Cells, ...]
    merged: tuple[Range, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """A file as it was read: its name and its sheets in order."""

    name: str
    sheets: tuple[Sheet, ...] = field(default=())


def read_workbook(path: Path) -> Workbook:
    """Read a spreadsheet file. Raises DeskError with the sentence for the clerk when it cannot be read."""
    kind = guard.inspect(path)
    with no_collection():
        sheets = (_csv_sheet(path),) if kind == "text" else _sheets(path, kind)
    if not any(sheet.rows for sheet in sheets):
        raise DeskError(f"“{path.name}”里没有任何内容，", advice="请确认选对了文件。")
    return Workbook(path.name, sheets)


def _sheets(path: Path, kind: str) -> tuple[Sheet, ...]:
    try:
        with calamine.load_workbook(str(path)) as book:
            return tuple(
                _calamine_sheet(path, book, meta)
                for meta in book.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            )
    except calamine.PasswordError as error:
        raise guard.password_needed(path) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if kind == "zip":
            return _openpyxl_sheets(path)
        raise _broken(path) from error


def _calamine_sheet(path: Path, book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata) -> Sheet:
    sheet = book.get_sheet_by_name(meta.name)
    _check_size(path, meta.name, sheet.total_height, sheet.total_width)
    rows = _shared_rows(sheet)
    merged = tuple(Range(*start, *end) for start, end in sheet.merged_cell_ranges or ())
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(meta.name, rows, tuple(sorted(merged)), hidden)


def _shared_rows(sheet: calamine.CalamineSheet) -> tuple[Cells, ...]:
    """Return the rows from A1 on; equal texts become one object, so that every later pass touches little memory."""
    share = dict[str, str]().setdefault
    left = ("",) * (sheet.start[1] if sheet.start else 0)
    return tuple(
        (*left, *[share(cell, cell) if type(cell) is str else cell for cell in row]) for row in sheet.iter_rows()
    )


def _openpyxl_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read what the first reader could not; some WPS files are strict-reader breakers."""
    try:
        book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
        return tuple(_openpyxl_sheet(path, sheet) for sheet in book.worksheets)
    except DeskError:
        raise
    except Exception as error:  # openpyxl raises nearly anything on a damaged file; the file is the cause each time.
        raise _broken(path) from error


def _openpyxl_sheet(path: Path, sheet: openpyxl.worksheet.worksheet.Worksheet) -> Sheet:
    _check_size(path, sheet.title, sheet.max_row, sheet.max_column)
    rows = tuple(sheet.iter_rows(values_only=True))
    merged = (Range(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges)
    return Sheet(sheet.title, rows, tuple(sorted(merged)), sheet.sheet_state != "visible")


def _csv_sheet(path: Path) -> Sheet:
    text = decode(path.read_bytes())
    delimiter = max(",\t;", key=text[: text.find("\n") if "\n" in text else None].count)
    rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    _check_size(path, path.stem, len(rows), max(map(len, rows), default=0))
    return Sheet(path.stem, _padded(rows))


def _padded(rows: Iterable[Cells]) -> tuple[Cells, ...]:
    kept = tuple(rows)
    width = max(map(len, kept), default=0)
    return tuple(row if len(row) == width else row + ("",) * (width - len(row)) for row in kept)


def decode(data: bytes) -> str:
    """Return the text of a CSV file: UTF-8 (with or without mark), UTF-16 by its mark, else GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return repair(data.decode("gb18030", errors="replace").replace("\ufffd", "?"))


def repair(text: str) -> str:
    """Return text whose GBK private-use characters with a standard place in Unicode now stand there."""
    return text if text.isascii() else text.translate(_standard_places())


@cache
def _standard_places() -> dict[int, str]:
    """Return private-use code point -> character for FE50–FEA0 and the few others of GB 18030-2022."""
    table = dict(_MOVED)
    places = [low for low in range(0x50, 0xA1) if low != 0x7F]
    for offset, low in enumerate(places):
        table.setdefault(0xE815 + offset, bytes((0xFE, low)).decode("gb18030"))
    return table


def _check_size(path: Path, name: str, rows: int, columns: int) -> None:
    if rows > guard.MAX_ROWS or columns > guard.MAX_COLUMNS:
        raise DeskError(
            f"“{path.name}”的工作表“{name}”有 {rows} 行、{columns} 列，超过 20 万行或 512 列，",
            advice="请删去空白的行列，或拆成几个文件再导入。",
        )


def _broken(path: Path) -> DeskError:
    return DeskError(
        f"“{path.name}”已损坏或不是表格，读不出来，", advice="请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
    )
