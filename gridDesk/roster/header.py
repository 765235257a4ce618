"""Finds the header of a sheet under titles and notes, and flattens two-row and merged headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.ledger import Catalogue
from gridDesk.roster.cells import cell_text
from gridDesk.roster.read import Cells, Range, Sheet
from gridDesk.roster.words import all_words, header_key, shorter_keys
from gridDesk.text import trim

SEARCHED_ROWS = 15
_FARTHEST = 100  # lines of instructions above a table, at most
_DEEPEST = 3


@dataclass(frozen=True)
class Header:
    """Where a table's header stands and what it says.

    `first_row` and `last_row` are indexes into `Sheet.rows`. `columns` holds one flattened title per column
    (`户籍地址-门牌`; "" where nothing is written). `title` is the text above, lines joined by a space.
    """

    first_row: int
    last_row: int
    columns: tuple[str, ...]
    title: str = ""


def find_header(sheet: Sheet, catalogue: Catalogue) -> Header | None:
    """Return the header with the most known words among the first rows, or None when no row has two of them."""
    words = all_words(catalogue)
    searched = _searched(sheet)
    spans = {span for span in sheet.merged if span.top <= max(searched, default=-1)}
    width = max((sum(1 for cell in sheet.rows[row] if trim(cell)) for row in searched), default=0)
    best: tuple[float, Header] | None = None
    for row in searched:
        if _is_note(sheet.rows[row]):
            continue
        last = _last_row(sheet, spans, row, width)
        columns = _flatten(sheet, spans, row, last)
        # A title merged over the whole width is one word, however many columns it covers.
        score = sum(_is_known(title, words) for title in set(columns)) - 0.1 * (last - row)
        # A second table further down may be wider; the first one that is clearly a header stays the header.
        if score >= 1.5 and (best is None or score > best[0] * (1.5 if best[0] >= 2.5 else 1)):
            best = score, Header(row, last, columns, _title(sheet, row))
    return best[1] if best else None


def _is_known(title: str, words: frozenset[str]) -> bool:
    if not title:
        return False
    parts = title.split("-")
    return any(key in words for part in (title, parts[-1]) for key in shorter_keys(part))


def _last_row(sheet: Sheet, spans: set[Range], row: int, width: int) -> int:
    """Return the last row of a header that starts at `row`: merges tell, and without them the blanks below do."""
    last = row
    for span in spans:
        if span.top == row and trim(sheet.rows[row][span.left]):
            below = span.bottom + (1 if span.right > span.left and span.bottom == span.top else 0)
            if span.right - span.left + 1 < width or span.bottom > span.top:
                last = max(last, below)
    last = min(last, row + _DEEPEST - 1, len(sheet.rows) - 1)
    while last > row and not _looks_like_titles(sheet.rows[last]):
        last -= 1
    if last == row and row + 1 < len(sheet.rows) and _continues(sheet.rows[row], sheet.rows[row + 1]):
        last = row + 1
    return last


def _searched(sheet: Sheet) -> list[int]:
    """Return the first rows that hold something; of titles and instructions, one cell each, there may be many above."""
    found: list[int] = []
    wide = 0
    for n, row in enumerate(sheet.rows):
        said = sum(1 for cell in row if trim(cell))
        if said:
            found.append(n)
            wide += said > 1
        if wide >= SEARCHED_ROWS or (found and n >= found[0] + _FARTHEST):
            break
    return found


_LINE_ABOVE = re.compile(r"^(填报|填表|制表|统计|上报|采集|编制|单位|报送|日期|时间|注|说明|负责人|联系人|审核|网格员)")


def _is_note(row: Cells) -> bool:
    """Tell whether a line above a table says who filled it in and when, such as 填报单位：王村."""
    texts = [trim(cell) for cell in row if trim(cell)]
    return 1 <= len(texts) <= 4 and bool(_LINE_ABOVE.match(texts[0])) and ("：" in texts[0] or ":" in texts[0])


def _looks_like_titles(row: Cells) -> bool:
    texts = [trim(cell) for cell in row if trim(cell)]
    return bool(texts) and all(len(text) <= 20 and not any(char.isdigit() for char in text[:3]) for text in texts)


def _continues(above: Cells, below: Cells) -> bool:
    """Tell whether `below` only fills blanks that `above` left: a two-row header in a file without merges."""
    filled = [trim(a) == "" and trim(b) != "" for a, b in zip(above, below, strict=False)]
    both = sum(1 for a, b in zip(above, below, strict=False) if trim(a) and trim(b))
    alone = sum(1 for a, b in zip(above, below, strict=False) if trim(a) and not trim(b))
    return any(filled) and both >= 1 and alone >= 2 and _looks_like_titles(below)


def _flatten(sheet: Sheet, spans: set[Range], first: int, last: int) -> tuple[str, ...]:
    lines = [[cell_text(cell) for cell in sheet.rows[row]] for row in range(first, last + 1)]
    for span in spans:
        if first <= span.top <= last:
            _spread(lines, span, first, last)
    if last > first and not any(span.top == first and span.right > span.left for span in spans):
        _carry_right(lines)
    titles = [_title_of([_EXPLAINS.sub(r"\1", part) for part in parts if part]) for parts in zip(*lines, strict=True)]
    plain = [_title_of(_saying(parts)) for parts in zip(*lines, strict=True)]
    # Brackets below a title that several columns share are what tells them apart: 户主 over （姓名） and （身份证号）.
    return tuple(short if plain.count(short) == 1 else title for short, title in zip(plain, titles, strict=True))


_EXPLAINS = re.compile(r"^\s*[(（\[【]([^()（）]*)[)）\]】]\s*$")


def _title_of(parts: Sequence[str]) -> str:
    return "-".join(dict.fromkeys(map(_clean, parts)))


def _saying(parts: Sequence[str]) -> list[str]:
    """Return the parts of a title without those that only explain it: （详细到门牌） below 居住地址."""
    said = [part for part in parts if part]
    return [part for part in said if not _EXPLAINS.fullmatch(part)] or said


def _spread(lines: list[list[str]], span: Range, first: int, last: int) -> None:
    text = lines[span.top - first][span.left]
    for row in range(span.top, min(span.bottom, last) + 1):
        for column in range(span.left, span.right + 1):
            lines[row - first][column] = text


def _carry_right(lines: list[list[str]]) -> None:
    """Without merges a group title stands only over its first column: carry it on while the row below is filled."""
    for column in range(1, len(lines[0])):
        if not lines[0][column] and lines[-1][column] and lines[-1][column - 1]:
            lines[0][column] = lines[0][column - 1]


def _clean(text: str) -> str:
    return "".join(text.split()).strip("*＊:：")


def _title(sheet: Sheet, row: int) -> str:
    return " ".join(trim(cell) for line in sheet.rows[:row] for cell in line if trim(cell))


def is_repeated(row: Cells, header: Header) -> bool:
    """Tell whether a row further down repeats the header (printed lists do, once per page)."""
    titles = {header_key(part) for title in header.columns if title for part in (title, *title.split("-"))}
    texts = [header_key(trim(cell)) for cell in row if trim(cell)]
    return len(texts) >= 2 and sum(text in titles for text in texts) >= max(2, 0.6 * len(texts))


def is_other_header(row: Cells, catalogue: Catalogue) -> bool:
    """Tell whether a row is the header of another table below the first."""
    words = all_words(catalogue)
    texts = [trim(cell) for cell in row if trim(cell)]
    known = sum(_is_known(text, words) for text in texts)
    return known >= 3 and known >= 0.7 * len(texts)
