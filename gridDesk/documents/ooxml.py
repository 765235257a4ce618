"""WordprocessingML (ISO/IEC 29500-1) written as text: paragraphs, cells, rows, tables, fields. No library.

Whole tables leave as one string and are parsed once; building them cell by cell through python-docx is quadratic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[\x00-\x1f&<>\ud800-\udfff\ufffe\uffff]")
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>"}
_HAIR, _HEAVY = 4, 8  # eighths of a point
_ALIGN = {"left": "left", "center": "center", "right": "right"}


def dxa(mm: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(mm * 1440 / 25.4)


def run(text: str, *, size: float = 0.0, grey: bool = False) -> str:
    """Return a run. Hanzi take the East Asian face of the style; the hint gives “”…· to that face too."""
    hint = "" if text.isascii() else '<w:rFonts w:hint="eastAsia"/>'
    colour = '<w:color w:val="595959"/>' if grey else ""
    sized = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return f"<w:r><w:rPr>{hint}{colour}{sized}</w:rPr>{_inner(text)}</w:r>"


def _inner(text: str) -> str:
    """Return a run's text; characters XML forbids are dropped, tabs and line breaks become elements."""
    if not _SPECIAL.search(text):
        return f'<w:t xml:space="preserve">{text}</w:t>'
    return "".join(
        _BREAKS.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in re.split("([\t\n])", _ILLEGAL.sub("", text))
        if part
    )


def paragraph(content: str, *, style: str = "GridCell", align: str = "left", extra: str = "") -> str:
    """Return a paragraph holding ready runs; `extra` are further properties in schema order before the alignment."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}<w:jc w:val="{_ALIGN[align]}"/></w:pPr>{content}</w:p>'


def tab_line(parts: Sequence[str], stops: Sequence[tuple[str, int]], *, size: float, grey: bool = False) -> str:
    """Return a paragraph whose parts stand at tab stops (kind, dxa); the first part stands at the left."""
    tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{place}"/>' for kind, place in stops)
    extra = f'<w:tabs>{tabs}</w:tabs><w:spacing w:before="60" w:after="40"/>'
    return paragraph(run("\t".join(parts), size=size, grey=grey), extra=extra)


def cell(
    content: str, width: int, *, span: int = 1, merge: str = "", heavy_below: bool = False, covered: bool = False
) -> str:
    """Return a table cell of `width` dxa. `merge` is "restart" or "continue" for cells that reach over rows."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    border = (
        f'<w:tcBorders><w:bottom w:val="single" w:sz="{_HEAVY}" w:space="0" w:color="000000"/></w:tcBorders>'
        if heavy_below
        else ""
    )
    body = paragraph("") if covered else content
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}{border}<w:vAlign w:val="center"/></w:tcPr>'
        f"{body}</w:tc>"
    )


def row(cells: Iterable[str], height: int, *, header: bool = False) -> str:
    """Return a row at least `height` dxa high that never splits over pages; a header row is repeated on each."""
    head = "<w:tblHeader/>" if header else ""
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{head}</w:trPr>'
        f"{''.join(cells)}</w:tr>"
    )


def table(widths: Sequence[int], rows: Iterable[str]) -> str:
    """Return a table of fixed layout with all borders set, ready to be parsed."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{_HAIR if edge.startswith("inside") else _HEAVY}" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="left"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def field(name: str, size: float) -> str:
    """Return a complex field such as PAGE; complex, because WPS ignores the simple kind."""
    sized = f'<w:rPr><w:color w:val="595959"/><w:sz w:val="{round(size * 2)}"/></w:rPr>'
    return (
        f'<w:r>{sized}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{sized}<w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
        f'<w:r>{sized}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{sized}<w:t>1</w:t></w:r>'
        f'<w:r>{sized}<w:fldChar w:fldCharType="end"/></w:r>'
    )
