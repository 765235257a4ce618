"""A sheet with several tables, beside or below each other, becomes several sheets; cells keep their places.

Each part has the rows and columns of the whole with the others' cells blank, so that a cell's name stays right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gridDesk.ledger import Catalogue
from gridDesk.roster import words
from gridDesk.roster.cells import cell_text, is_blank, letter
from gridDesk.roster.header import Header, find_header, is_other_header, is_repeated
from gridDesk.roster.read import Cells, Sheet, Workbook
from gridDesk.roster.words import header_key

_SERIALS = {header_key(word) for word in ("序号", "编号", "NO", "NO.", "№", "序", "行号", "顺序号")}


def tables_of(book: Workbook, catalogue: Catalogue) -> Workbook:
    """Return a workbook whose sheets hold one table each; a book without such sheets is returned as it is."""
    sheets = tuple(
        part for whole in book.sheets for below in _below(whole, catalogue) for part in _beside(below, catalogue)
    )
    return book if len(sheets) == len(book.sheets) else replace(book, sheets=sheets)


def _below(sheet: Sheet, catalogue: Catalogue) -> Iterator[Sheet]:
    """Yield the tables that stand below each other."""
    header = find_header(sheet, catalogue)
    start = _next_table(sheet, header, catalogue) if header else 0
    if not header or not start:
        yield sheet
        return
    blank = ("",) * len(sheet.rows[0])
    upper = replace(
        sheet, rows=sheet.rows[:start], merged=tuple(span for span in sheet.merged if span.top < start),
        notices=(*sheet.notices, f"第 {start + 1} 行起是另一张表，已分开读入；请分别核对。"),
    )  # fmt: skip
    lower = replace(
        sheet, name=f"{sheet.name}（第{start + 1}行起）", rows=(blank,) * start + sheet.rows[start:],
        merged=tuple(span for span in sheet.merged if span.top >= start), notices=(),
    )  # fmt: skip
    yield upper
    yield from _below(lower, catalogue)


def _next_table(sheet: Sheet, header: Header, catalogue: Catalogue) -> int:
    """Return the first row of the table below the first, its title lines included; 0 when there is none."""
    for line in range(header.last_row + 2, len(sheet.rows) - 1):
        row = sheet.rows[line]
        if _plain(row) and not is_repeated(row, header) and is_other_header(row, catalogue):
            top = line
            while top - 1 > header.last_row and _is_title(sheet.rows[top - 1]):
                top -= 1
            rest = replace(sheet, rows=(("",) * len(row),) * top + sheet.rows[top:], merged=())
            return top if find_header(rest, catalogue) else 0
    return 0


def _plain(row: Cells) -> bool:
    """Tell whether a row may be a header: texts only, no digits in front."""
    texts = [cell_text(cell) for cell in row if not is_blank(cell)]
    return len(texts) >= 3 and not any(text[:1].isdigit() or len(text) > 20 for text in texts)


def _is_title(row: Cells) -> bool:
    return sum(not is_blank(cell) for cell in row) == 1


def _beside(sheet: Sheet, catalogue: Catalogue) -> Iterator[Sheet]:
    """Yield the tables that stand beside each other."""
    header = find_header(sheet, catalogue)
    starts = _starts(header) if header else []
    if not header or len(starts) < 2:
        yield sheet
        return
    ends = [*starts[1:], len(header.columns)]
    for number, (left, right) in enumerate(zip([0, *starts[1:]], ends, strict=True)):
        top = next((title.split("-")[0] for title in header.columns[left:right] if "-" in title), "")
        name = sheet.name if not number and not top else f"{sheet.name}（{top or letter(left) + '列起'}）"
        notice = f"{letter(left)} 列至 {letter(right - 1)} 列单独成一张表，已分开读入；请分别核对。"
        yield replace(
            sheet, name=name, rows=tuple(_only(row, left, right, header, n) for n, row in enumerate(sheet.rows)),
            merged=tuple(
                span for span in sheet.merged
                if left <= span.left and span.right < right and span.top >= header.first_row
            ),
            notices=(*sheet.notices, notice),
        )  # fmt: skip


def _only(row: Cells, left: int, right: int, header: Header, line: int) -> Cells:
    """Return a row with the cells outside some columns blank; titles above the header stay."""
    if line < header.first_row:
        return row
    return tuple(cell if left <= column < right else "" for column, cell in enumerate(row))


def _starts(header: Header) -> list[int]:
    """Return the columns where the tables of a header begin: where its first titles come again."""
    keys = [header_key(title.split("-")[-1]) for title in header.columns]
    first = next((column for column, key in enumerate(keys) if key), 0)
    names = {header_key("姓名"), *(header_key(word) for word in ("人员姓名", "户主", "户主姓名"))}
    if keys[first] in _SERIALS:
        starts = [column for column, key in enumerate(keys) if key == keys[first]]
    else:
        starts = [column for column in range(first, len(keys)) if keys[column : column + 3] == keys[first : first + 3]]
    ends = [*starts[1:], len(keys)]
    whole = all(
        names & set(keys[left:right]) and sum(map(bool, keys[left:right])) >= 3
        for left, right in zip(starts, ends, strict=True)
    )
    couples = any(words.block_title(title) for title in header.columns if title)
    return starts if whole and len(starts) > 1 and not couples else []
