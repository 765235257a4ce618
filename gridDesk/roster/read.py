"""Reads the spreadsheets clerks have (xlsx, xls, csv) into plain rows; nothing is interpreted yet."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import python_calamine as calamine

from gridDesk.errors import DeskError
from gridDesk.roster import guard
from gridDesk.roster.decoding import decode
from gridDesk.roster.pause import no_collection
from gridDesk.roster.struck import struck_rows
from gridDesk.text import shown_name

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cells = tuple[object, ...]


class Range(NamedTuple):
    """A merged block of cells; rows and columns count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet as it is: `rows[r][c]` counted from A1; empty cells are "" or None.

    `notices` say what a reader of the file should know, such as hidden rows; `struck` are rows struck through.
    """

    name: str
    rows: tuple[Cells, ...]
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    notices: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """A file as it was read: its name, its sheets in order, and what of it was left alone (macros, links)."""

    name: str
    sheets: tuple[Sheet, ...] = field(default=())
    notices: tuple[str, ...] = ()


def read_workbook(path: Path) -> Workbook:
    """Read a spreadsheet file. Raises DeskError with the sentence for the clerk when it cannot be read."""
    found = guard.inspect(path)
    notices = list(found.notices)
    with no_collection():
        if found.kind == "text":
            sheets: tuple[Sheet, ...] = (_csv_sheet(path),)
        elif found.kind == "sqlite":
            from gridDesk.roster import foreign  # rarely needed

            sheets = foreign.tables(path, notices)
        else:
            sheets = _sheets(path, found.kind)
    if not any(sheet.rows for sheet in sheets):
        raise DeskError(f"“{path.name}”里没有任何内容，", advice="请确认选对了文件。")
    sheets = tuple(_told(sheet, found.hidden.get(sheet.name, (0, 0))) for sheet in sheets)
    struck = struck_rows(path, _extents(path, sheets)) if found.kind == "zip" else {}
    sheets = (
        tuple(replace(sheet, struck=struck.get(sheet.name) or frozenset()) for sheet in sheets) if struck else sheets
    )
    return Workbook(shown_name(path.name), sheets, tuple(notices))


def _extents(path: Path, sheets: Iterable[Sheet]) -> dict[str, tuple[int, int]]:
    """Return how far down and right each sheet reaches; none of those that hold far more cells than the file has bytes."""
    most = 8 * path.stat().st_size + 200_000
    found = {sheet.name: (len(sheet.rows), max(map(len, sheet.rows), default=0)) for sheet in sheets}
    return {name: (rows, columns) for name, (rows, columns) in found.items() if 0 < rows * columns <= most}


def _told(sheet: Sheet, hidden: tuple[int, int]) -> Sheet:
    """Say of a sheet how many of its rows and columns are hidden; they are read like the others."""
    rows, columns = hidden
    words = [f"{rows:,} 行" if rows else "", f"{columns:,} 列" if columns else ""]
    said = "、".join(word for word in words if word)
    if not said:
        return sheet
    return replace(sheet, notices=(f"有 {said}在表格软件里是隐藏的（可能是筛选），也一样读入了。",))


def _sheets(path: Path, kind: str) -> tuple[Sheet, ...]:
    try:
        with calamine.load_workbook(str(path)) as book:
            return _within(path, (
                _calamine_sheet(path, book, meta)
                for meta in book.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            ))  # fmt: skip
    except calamine.PasswordError as error:
        raise guard.password_needed(path) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if kind == "zip":
            return _openpyxl_sheets(path)
        raise _broken(path) from error
    except BaseException as error:
        # What this reader does not foresee (a day before all calendars) ends it with an error that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        if kind == "zip":
            return _openpyxl_sheets(path)
        raise _broken(path) from error


def _within(path: Path, sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """Return the sheets of a file that have no more than two full sheets' rows between them. Raises DeskError."""
    kept, rows = [], 0
    for sheet in sheets:
        kept.append(sheet)
        rows += len(sheet.rows)
        if rows > 2 * guard.MAX_ROWS:
            raise guard.refused(path, f"的 {len(kept)} 张工作表共超过 40 万行")
    return tuple(kept)


def _calamine_sheet(path: Path, book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata) -> Sheet:
    sheet = book.get_sheet_by_name(meta.name)
    _check_size(path, meta.name, 0 if sheet.total_height <= _SHEET_ROWS else sheet.total_height, sheet.total_width)
    rows = _without_blank_end(_shared_rows(path, meta.name, sheet))
    _check_size(path, meta.name, len(rows), 0)
    merged = _merged(path, rows, [(*start, *end) for start, end in sheet.merged_cell_ranges or ()])
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(meta.name, rows, merged, hidden)


def _merged(path: Path, rows: tuple[Cells, ...], spans: Iterable[tuple[int, int, int, int]]) -> tuple[Range, ...]:
    """Return merged blocks within the rows that were read. Raises DeskError where they cover one another."""
    width = max(map(len, rows), default=0)
    kept = [
        Range(top, left, min(bottom, len(rows) - 1), min(right, width - 1))
        for top, left, bottom, right in spans
        if top < len(rows) and left < width
    ]
    if sum((one.bottom - one.top + 1) * (one.right - one.left + 1) for one in kept) > len(rows) * width:
        raise guard.refused(path, "合并的单元格互相重叠")
    return tuple(sorted(kept))


def _shared_rows(path: Path, name: str, sheet: calamine.CalamineSheet) -> tuple[Cells, ...]:
    """Return the rows from A1 on; equal texts become one object, so that every later pass touches little memory."""
    texts = dict[str, str]()
    share = texts.setdefault
    left = ("",) * (sheet.start[1] if sheet.start else 0)
    rows = tuple(
        (*left, *[share(cell, cell) if type(cell) is str else cell for cell in row]) for row in sheet.iter_rows()
    )
    _check_texts(path, name, texts)
    return rows


def _check_texts(path: Path, name: str, texts: Iterable[str]) -> None:
    """Refuse what no spreadsheet can hold in a cell. Raises DeskError."""
    if any(len(text) > guard.MAX_CELL for text in texts):
        raise guard.refused(path, f"的工作表“{name}”里有超过 32,767 个字的格子")


_SHEET_ROWS = 1_048_576  # Formats and stray spaces often reach down to the last line of a sheet.


def _without_blank_end(rows: tuple[Cells, ...]) -> tuple[Cells, ...]:
    """Return rows without the blank ones at the end."""
    end = len(rows)
    while end and not any(cell is not None and str(cell).strip() for cell in rows[end - 1]):
        end -= 1
    return rows if end == len(rows) else rows[:end]


_SLOWLY = 40 << 20  # bytes of parts that the second reader gets through in a minute


def _openpyxl_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read what the first reader could not; some WPS files are strict-reader breakers."""
    import openpyxl  # slow to load, and rarely needed

    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _SLOWLY:
            raise _broken(path)

    try:
        book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
        return _within(path, (_openpyxl_sheet(path, sheet) for sheet in book.worksheets))
    except (DeskError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises nearly anything on a damaged file; the file is the cause each time.
        raise _broken(path) from error


def _openpyxl_sheet(path: Path, sheet: Worksheet) -> Sheet:
    _check_size(path, sheet.title, sheet.max_row, sheet.max_column)
    rows = tuple(sheet.iter_rows(values_only=True))
    _check_texts(path, sheet.title, (cell for row in rows for cell in row if type(cell) is str))
    spans = [(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
    return Sheet(sheet.title, rows, _merged(path, rows, spans), sheet.sheet_state != "visible")


_LINES_IN_A_CELL = 20


_GUARDED = re.compile(r"'+(?:[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\n])")


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps `=1+1` from being a formula in a CSV file."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1].strip()
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def _csv_sheet(path: Path) -> Sheet:
    data = path.read_bytes()
    _check_lines(path, data)
    text = decode(data)
    del data
    text = text.replace("\0", "")
    delimiter = _delimiter(text)
    rows = _csv_rows(path, text, delimiter)
    width = max(map(len, rows), default=0)
    _check_size(path, path.stem, len(rows), width)
    if len(rows) * width > _PADDED + 8 * len(text):
        raise _endless(path)
    return Sheet(shown_name(path.stem), _padded(rows))


def _delimiter(text: str) -> str:
    """Return what parts the columns: the mark that stands most often in one of the first lines, below titles."""
    lines = text[:20_000].splitlines()[:20]
    return max(",\t;|", key=lambda mark: max((line.count(mark) for line in lines), default=0))


_LONGEST_LINE = 4 << 20
_PADDED = 4_000_000  # cells; a short file whose one wide row would widen all others is no table


def _check_lines(path: Path, data: bytes) -> None:
    """Refuse a file that is one endless line, or nothing but line ends, before its text is made. Raises DeskError."""
    if data.count(b"\n") + data.count(b"\r") > 2 * _SHEET_ROWS:
        raise DeskError(f"“{path.name}”超过 20 万行，", advice="请删去空白的行，或拆成几个文件再导入。")
    at = 0
    while len(data) - at > _LONGEST_LINE:
        end = max(data.rfind(b"\n", at, at + _LONGEST_LINE), data.rfind(b"\r", at, at + _LONGEST_LINE))
        if end < 0:
            raise _endless(path)
        at = end + 1


def _endless(path: Path) -> DeskError:
    return DeskError(
        f"“{path.name}”里有特别长的一行，不像正常的表格，没有读取，", advice="请用 Excel 或 WPS 另存为 .xlsx 再导入。"
    )


def _csv_rows(path: Path, text: str, delimiter: str) -> tuple[Cells, ...]:
    """Return the rows; a quote that is never closed would swallow what follows, so then quotes are plain characters."""
    csv.field_size_limit(guard.MAX_CELL)
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
        try:
            rows = tuple(tuple(map(_unguarded, row)) for row in islice(reader, _SHEET_ROWS))
        except csv.Error:
            continue
        if quoting == csv.QUOTE_NONE or not any(cell.count("\n") > _LINES_IN_A_CELL for row in rows for cell in row):
            return rows
    raise _endless(path)


def _padded(rows: Iterable[Cells]) -> tuple[Cells, ...]:
    kept = tuple(rows)
    width = max(map(len, kept), default=0)
    return tuple(row if len(row) == width else row + ("",) * (width - len(row)) for row in kept)


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
