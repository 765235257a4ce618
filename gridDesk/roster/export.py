"""Writes rows as an xlsx file: IDs as text, frozen header, filter, print set-up; fast, with memory that stays flat.

The sheet's XML is written directly (inline strings), which is several times faster than a general writer.
"""

from __future__ import annotations

import math
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Literal

from gridDesk.errors import DeskError
from gridDesk.roster.cells import letter
from gridDesk.roster.export_mark import FileMark, with_mark

Value = str | float | None
Kind = Literal["text", "number", "center", "long", "quoted"]
Paper = Literal["A4", "A3"]

MAX_ROWS = 1_048_576
_TEXT, _NUMBER, _HEAD, _TITLE, _QUOTED, _CENTER, _LONG, _QUOTED_LONG, _COUNTED, _LEFT, _MIDDLE, _RIGHT = range(1, 13)
_STYLES = {"text": _TEXT, "number": _NUMBER, "center": _CENTER, "long": _LONG, "quoted": _QUOTED}
_PAPERS = {"A4": 9, "A3": 8}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Cells that start like this could turn into formulas when the file is saved as CSV or retyped.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BLOCK = 2000


Subline = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export: title, width in characters (a Hanzi counts two), and how its cells stand.

    `text` and `center` (narrow codes) stay on one line, `long` wraps, `number` is a number; all others are text cells,
    `quoted` ones with the leading apostrophe that Excel shows only while the cell is edited.
    """

    title: str
    width: float = 12
    kind: Kind = "text"


def write_export(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    target: Path | BinaryIO,
    *,
    title: str = "",
    sheet: str = "台账",
    frozen_columns: int = 0,
    subline: Subline = ("", "", ""),
    paper: Paper = "A4",
    mark: FileMark | None = None,
) -> int:
    """Write rows to an xlsx file and return how many; `rows` is read once, in order.

    `subline` stands under the title: left, middle, right (填报单位, 填报日期, 单位). Printed landscape, one page wide. A
    `mark` stands above the headings and on each printed page, in the properties, and on a sheet of its own.
    A file is written beside its place and then moved there. Raises DeskError when it is open elsewhere.
    """
    shown = subline if any(subline) else None
    look = _Look(tuple(columns), title, shown, _sheet_name(sheet), frozen_columns, paper, mark)
    if not isinstance(target, Path):
        return _write(look, rows, target)
    with replaced_when_whole(target) as stream:
        return _write(look, rows, stream)


@contextmanager
def replaced_when_whole(target: Path) -> Iterator[BinaryIO]:
    """Give a file beside its place to write to, moved there in the end. Raises DeskError when it cannot be written."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("wb") as stream:
            yield stream
        os.replace(beside, target)  # noqa: PTH105
    except PermissionError as error:
        raise DeskError(
            f"“{target.name}”写不进去，", advice="如果它正在 Excel 或 WPS 里打开，请先关闭，再试一次。"
        ) from error
    except OSError as error:
        raise DeskError(
            f"“{target.name}”没有写成，", advice="请检查文件夹是否还在、磁盘是否已满，或换一个位置再试。"
        ) from error
    finally:
        beside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a sheet looks like beside its rows."""

    columns: tuple[Column, ...]
    title: str
    subline: Subline | None
    sheet: str
    frozen: int
    paper: Paper
    mark: FileMark | None = None

    @property
    def top(self) -> int:
        """Return the number of the row of headings."""
        return 1 + bool(self.title) + bool(self.subline) + bool(self.mark)

    @property
    def last(self) -> str:
        """Return the letter of the last column."""
        return letter(len(self.columns) - 1)


def _write(look: _Look, rows: Iterable[Sequence[Value]], stream: BinaryIO) -> int:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with (
            archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as raw,
            TextIOWrapper(raw, encoding="utf-8", write_through=False) as out,
        ):
            count = _write_sheet(out, look, rows)
        parts = _parts(look, count)
        for name, text in (with_mark(parts, look.mark) if look.mark else parts).items():
            archive.writestr(name, text)
    return count


def _sheet_name(name: str) -> str:
    return escape(re.sub(r"[\[\]:*?/\\]", " ", name)[:31] or "台账")


def escape(text: str) -> str:
    """Return text for XML; characters that XML cannot hold are left out."""
    if not _SPECIAL.search(text):
        return text
    return _CONTROL.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _write_sheet(out: TextIOWrapper, look: _Look, rows: Iterable[Sequence[Value]]) -> int:
    top, merged = look.top, []
    out.write(_opening(look))
    if look.title:
        place = (0, len(look.columns) - 1)
        out.write(f'<row r="1" ht="28" customHeight="1">{_over(place, 1, look.title, _TITLE)}</row>')
        merged.append((*place, 1))
    if look.mark:
        place, under = (0, len(look.columns) - 1), 1 + bool(look.title)
        out.write(f'<row r="{under}" ht="16" customHeight="1">{_over(place, under, look.mark.line, _LEFT)}</row>')
        merged.append((*place, under))
    if look.subline:
        parts = list(zip(_thirds(look.columns), look.subline, (_LEFT, _MIDDLE, _RIGHT), strict=False))
        cells = "".join(_over(place, top - 1, text, style) for place, text, style in parts)
        out.write(f'<row r="{top - 1}" ht="20" customHeight="1">{cells}</row>')
        merged += [(*place, top - 1) for place, _, _ in parts]
    heads = "".join(_text_cell(f"{letter(n)}{top}", column.title, _HEAD) for n, column in enumerate(look.columns))
    out.write(f'<row r="{top}" ht="{_head_height(look.columns)}" customHeight="1">{heads}</row>')
    count = 0
    for block in _blocks(look.columns, rows, top + 1):
        out.write("".join(block))
        count += len(block)
    out.write(f'</sheetData><autoFilter ref="A{top}:{look.last}{top + count}"/>{_merged(merged)}')
    line = escape(look.mark.line.replace("&", "&&")) if look.mark else ""
    out.write(_CLOSING.format(paper=_PAPERS[look.paper], line=f"&amp;L&amp;7{line}" if line else ""))
    return count


def _head_height(columns: Sequence[Column]) -> int:
    """Return the height in points of the row of headings: as many lines as the longest heading needs."""
    lines = max((math.ceil(len(column.title) * 2.1 / column.width) for column in columns), default=1)
    return 6 + 15 * min(max(lines, 1), 4)


def _thirds(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """Return (first, last) column of the left, middle and right part of the sheet; a narrow sheet has fewer parts."""
    if len(columns) < 3:
        return [(0, len(columns) - 1)]
    whole, so_far = sum(column.width for column in columns), 0.0
    ends: list[int] = []
    for n, column in enumerate(columns):
        so_far += column.width
        if len(ends) < 2 and so_far >= whole * (0.4, 0.75)[len(ends)]:
            ends.append(min(n, len(columns) - 3 + len(ends)))
    first, second = ends[0], max(ends[1], ends[0] + 1)
    return [(0, first), (first + 1, second), (second + 1, len(columns) - 1)]


def _over(place: tuple[int, int], row: int, text: str, style: int) -> str:
    """Return a text over several columns; the cells beside it are there, so that they take no border of the column."""
    first, last = place
    rest = "".join(f'<c r="{letter(n)}{row}" s="{style}"/>' for n in range(first + 1, last + 1))
    return _text_cell(f"{letter(first)}{row}", text, style) + rest


def _merged(places: Sequence[tuple[int, int, int]]) -> str:
    cells = [f'<mergeCell ref="{letter(a)}{row}:{letter(b)}{row}"/>' for a, b, row in places if b > a]
    return f'<mergeCells count="{len(cells)}">{"".join(cells)}</mergeCells>' if cells else ""


def _blocks(columns: Sequence[Column], rows: Iterable[Sequence[Value]], first: int) -> Iterator[list[str]]:
    """Return the rows' XML in blocks, so that neither one long text nor many small writes are needed."""
    render = _renderer(columns)
    block: list[str] = []
    for number, row in enumerate(rows, start=first):
        if number > MAX_ROWS:
            raise DeskError("要导出的行数超过了表格文件的上限（1048576 行），", advice="请按组或网格分几次导出。")
        block.append(render(number, row))
        if len(block) == _BLOCK:
            yield block
            block = []
    yield block


def _renderer(columns: Sequence[Column]) -> Callable[[int, Sequence[Value]], str]:
    letters = [(letter(n), *_styles_of(column)) for n, column in enumerate(columns)]
    search = _SPECIAL.search
    long = [(n, column.width) for n, column in enumerate(columns) if column.kind == "long"]

    def render(number: int, row: Sequence[Value]) -> str:
        lines = max([_lines(row[n], width) for n, width in long], default=1)
        cells = [f'<row r="{number}" ht="{15 * lines + 3}" customHeight="1">' if lines > 1 else f'<row r="{number}">']
        for (name, plain, quoted, counted), value in zip(letters, row, strict=False):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                style = quoted if value[0] in _RISKY else plain
                text = escape(value) if search(value) else value
                cells.append(
                    f'<c r="{name}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
                )
            else:
                cells.append(f'<c r="{name}{number}" s="{counted}"><v>{value!r}</v></c>')
        cells.append("</row>")
        return "".join(cells)

    return render


def _lines(value: Value, width: float) -> int:
    """Return how many lines a text takes in a column that wraps: viewers differ in finding that out by themselves."""
    if not isinstance(value, str) or (len(value) * 2 < width and "\n" not in value):
        return 1
    room = max(width - 1, 2)
    return sum(
        max(1, math.ceil(sum(1 if char < "\u0300" else 2 for char in part) / room)) for part in value.split("\n")
    )


def _styles_of(column: Column) -> tuple[int, int, int]:
    """Return the styles of a column's texts, of its texts that look like formulas, and of its numbers."""
    quoted = _QUOTED_LONG if column.kind == "long" else _QUOTED
    return _STYLES[column.kind], quoted, _COUNTED if column.kind == "center" else _NUMBER


def _text_cell(place: str, text: str, style: int) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Who made a file is the same for all of them: no clerk's name, no title that could name a person.
_PROPERTIES = (
    f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>GridDesk</dc:creator>'
    "<cp:lastModifiedBy>GridDesk</cp:lastModifiedBy></cp:coreProperties>"
)
_CLOSING = (
    '<printOptions horizontalCentered="1"/><pageMargins left="0.8" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="{paper}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    "<headerFooter><oddHeader>{line}</oddHeader><oddFooter>&amp;C第&amp;P页 共&amp;N页</oddFooter></headerFooter></worksheet>"
)


def _opening(look: _Look) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{column.width:g}" style="{_STYLES[column.kind]}" customWidth="1"/>'
        for n, column in enumerate(look.columns, start=1)
    )
    top, frozen_columns = look.top, look.frozen
    corner = f"{letter(frozen_columns)}{top + 1}"
    across = f'xSplit="{frozen_columns}" ' if frozen_columns else ""
    pane = "bottomRight" if frozen_columns else "bottomLeft"
    return (
        f'{_DECLARATION}<worksheet {_MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane {across}ySplit="{top}" topLeftCell="{corner}" '
        f'activePane="{pane}" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="18" customHeight="1"/>'
        f"<cols>{widths}</cols><sheetData>"
    )


def _parts(look: _Look, count: int) -> dict[str, str]:
    """Return the small parts of the container beside the sheet."""
    top, sheet = look.top, look.sheet
    quoted = sheet.replace("'", "''")
    area = f"'{quoted}'!$A${top}:${look.last}${top + count}"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": (
            f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>'
            '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" '
            f'Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": _PROPERTIES,
        "xl/_rels/workbook.xml.rels": (
            f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{_DECLARATION}<workbook {_MAIN} xmlns:r="{_LINKS}"><sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/>'
            f'</sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{area}'
            f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">\'{quoted}\'!${top}:${top}'
            "</definedName></definedNames></workbook>"
        ),
        "xl/styles.xml": _styles(),
    }


def _styles() -> str:
    """Return the styles in the order of their names above; text is `@`, and quoted where it starts like a formula."""
    side = 'style="thin"><color rgb="FFBFBFBF"/>'
    border = f"<left {side}</left><right {side}</right><top {side}</top><bottom {side}</bottom><diagonal/>"
    cell = 'fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1"'
    middle = ' applyAlignment="1"><alignment vertical="center"'
    sides = "".join(
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
        f'<alignment horizontal="{side}" vertical="center"/></xf>'
        for side in ("left", "center", "right")
    )
    return (
        f'{_DECLARATION}<styleSheet {_MAIN}><fonts count="3"><font><sz val="11"/><name val="宋体"/></font>'
        '<font><b/><sz val="11"/><name val="宋体"/></font><font><b/><sz val="16"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        f'</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>{border}</border>'
        '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="13"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        f'<xf numFmtId="49" {cell}{middle}/></xf><xf numFmtId="0" {cell}{middle}/></xf>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" '
        'applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
        '<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
        '<alignment horizontal="center" vertical="center"/></xf>'
        f'<xf numFmtId="49" quotePrefix="1" {cell}{middle}/></xf>'
        f'<xf numFmtId="49" {cell}{middle} horizontal="center"/></xf>'
        f'<xf numFmtId="49" {cell}{middle} wrapText="1"/></xf>'
        f'<xf numFmtId="49" quotePrefix="1" {cell}{middle} wrapText="1"/></xf>'
        f'<xf numFmtId="0" {cell}{middle} horizontal="center"/></xf>{sides}'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
