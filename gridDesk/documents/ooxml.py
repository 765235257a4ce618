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
# A page number that stands elsewhere: which bookmark, and the number as it is when the document is made.
_REFERENCE = re.compile("\x01([\x0e-\x1f]+)([^\x02]*)\x02")
_DIGIT, _BASE = 0x0E, 18
CELL_MARGIN = 57  # dxa left and right of a cell's text
RULE = 0.6  # points that the rule below a row adds to its height in Word
LEADING = 1.22  # of text in cells, as the PDF has it
TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


def dxa(mm: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(mm * 1440 / 25.4)


def exact(points: float) -> str:
    """Return the spacing of a paragraph whose lines are exactly so many points high, whatever the face."""
    return f'<w:spacing w:before="0" w:after="0" w:line="{round(points * 20)}" w:lineRule="exact"/>'


def run(text: str, *, size: float = 0.0, grey: bool = False, ink: str = "") -> str:
    """Return runs. Hanzi take the East Asian face of the style; the hint gives “”…·— to that face too. `ink` is `#rrggbb`.

    A `reference` in the text becomes a field.
    """
    if "\x01" not in text:
        return _run(text, size, grey, ink)
    parts = _REFERENCE.split(text)
    found = []
    for i in range(0, len(parts) - 1, 3):
        before, mark, label = parts[i : i + 3]
        found += [_run(before, size, grey, ink) if before else "", field(f"PAGEREF {name(mark)} \\h", size, said=label)]
    return "".join(found) + (_run(parts[-1], size, grey, ink) if parts[-1] else "")


def _run(text: str, size: float, grey: bool, ink: str) -> str:
    hint = "" if text.isascii() else '<w:rFonts w:hint="eastAsia"/>'
    colour = f'<w:color w:val="{ink.lstrip("#") or "595959"}"/>' if grey or ink else ""
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


# ---- bookmarks ----


def reference(bookmark: int, label: str) -> str:
    """Return a page number as text that `run` makes a field of; its marks have no width, so that it can be measured."""
    digits = ""
    while bookmark or not digits:
        bookmark, digit = divmod(bookmark, _BASE)
        digits = chr(_DIGIT + digit) + digits
    return f"\x01{digits}{label}\x02"


def name(mark: str) -> str:
    """Return the name of the bookmark a reference means."""
    number = 0
    for digit in mark:
        number = number * _BASE + ord(digit) - _DIGIT
    return bookmark_name(number)


def bookmark_name(bookmark: int) -> str:
    """Return the name of a bookmark, which says nothing of what stands there."""
    return f"place{bookmark}"


def bookmark(number: int) -> str:
    """Return a bookmark to be put at the beginning of a paragraph's runs."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(number)}"/><w:bookmarkEnd w:id="{number}"/>'


# ---- paragraphs ----


def paragraph(content: str, *, style: str = "GridCell", align: str = "left", extra: str = "") -> str:
    """Return a paragraph holding ready runs; `extra` are further properties in schema order before the alignment."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}<w:jc w:val="{_ALIGN[align]}"/></w:pPr>{content}</w:p>'


def tab_line(
    parts: Sequence[str], stops: Sequence[tuple[str, int]], *, size: float, height: float = 0.0, grey: bool = False
) -> str:
    """Return a paragraph whose parts stand at tab stops (kind, dxa), the first at the left; `height` is in points."""
    tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{place}"/>' for kind, place in stops)
    spacing = exact(height) if height else '<w:spacing w:before="60" w:after="40"/>'
    return paragraph(run("\t".join(parts), size=size, grey=grey), extra=f"<w:tabs>{tabs}</w:tabs>{spacing}")


# ---- tables ----


def cell(
    content: str, width: int, *, span: int = 1, merge: str = "", heavy_below: bool = False, covered: bool = False,
    tint: str = "", borders: str = "", tight: bool = False,
) -> str:  # fmt: skip
    """Return a table cell of `width` dxa. `merge` is "restart" or "continue" for cells that reach over rows.

    `borders` are edges that differ from the table's, as `border` writes them; `tint` is `#rrggbb`; a `tight` cell has
    half the margin beside its text.
    """
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    edges = borders or (border("bottom", _HEAVY) if heavy_below else "")
    edges = f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{tint.lstrip("#")}"/>' if tint else ""
    room = CELL_MARGIN // 2
    margins = (
        f'<w:tcMar><w:left w:w="{room}" w:type="dxa"/><w:right w:w="{room}" w:type="dxa"/></w:tcMar>' if tight else ""
    )
    body = paragraph("") if covered else content
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}{edges}{shade}{margins}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{body}</w:tc>"
    )


def border(edge: str, size: int = _HAIR, kind: str = "single", colour: str = "000000") -> str:
    """Return one edge of a cell or table."""
    return f'<w:{edge} w:val="{kind}" w:sz="{size}" w:space="0" w:color="{colour}"/>'


def row(cells: Iterable[str], height: int, *, header: bool = False, firm: bool = False) -> str:
    """Return a row at least (`firm`: exactly) `height` dxa high that never splits over pages; a header row is repeated."""
    head = "<w:tblHeader/>" if header else ""
    rule = "exact" if firm else "atLeast"
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="{rule}"/>{head}</w:trPr>'
        f"{''.join(cells)}</w:tr>"
    )


def table(
    widths: Sequence[int],
    rows: Iterable[str],
    *,
    plain: bool = False,
    left: int = 0,
    margin: int = CELL_MARGIN,
    joined: bool = False,
) -> str:
    """Return a table of fixed layout, ready to be parsed: all borders set, or none when `plain`. Lengths in dxa.

    A `joined` one has its upper edge from the table above.
    """
    edges = "".join(
        border(edge, 0, "nil")
        if plain or (joined and edge == "top")
        else border(edge, _HAIR if edge.startswith("inside") else _HEAVY)
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="left"/>'
        f'<w:tblInd w:w="{left}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


# ---- fields ----


def field(code: str, size: float, *, said: str = "1", grey: bool = False) -> str:
    """Return a complex field such as PAGE, which says `said` until it is renewed; WPS ignores the simple kind."""
    colour = '<w:color w:val="595959"/>' if grey else ""
    sized = f'<w:rPr>{colour}<w:sz w:val="{round(size * 2)}"/></w:rPr>' if size else f"<w:rPr>{colour}</w:rPr>"
    return (
        f'<w:r>{sized}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{sized}<w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r>{sized}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{sized}<w:t>{escape(said)}</w:t></w:r>'
        f'<w:r>{sized}<w:fldChar w:fldCharType="end"/></w:r>'
    )
