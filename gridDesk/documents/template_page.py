"""A look at a Word document without Word: its paragraphs and tables as a page of ours, near enough to judge by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from gridDesk.documents.form import Block, Cell, Form, FormPage, Grid, Line, Space, Strip, Title, Words
from gridDesk.documents.sheet import FIVE, Align, Sheet
from gridDesk.documents.template_guard import DOCUMENT, W, open_parts, parse

_MM = 25.4 / 1440
_BIG = 14.0
_ALIGN: dict[str, Align] = {"center": "center", "right": "right", "end": "right"}


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


@dataclass(frozen=True)
class _Style:
    """What a paragraph style says of its text: type size in points, and whether it is set like a heading."""

    size: float
    heading: bool


def page_of(data: bytes, title: str) -> FormPage:
    """Return a .docx file as a page: sizes, alignment, merged cells and rules; no pictures, headers or footers."""
    parts = open_parts(data)
    body = parse(parts[DOCUMENT]).find(_w("body"))
    styles = _styles(parts.get("word/styles.xml", b""))
    sheet = _sheet(body)
    forms: list[list[Block]] = [[]]
    for child in body if body is not None else ():
        if child.tag == _w("p") and child.find(f"{_w('pPr')}/{_w('pageBreakBefore')}") is not None and forms[-1]:
            forms.append([])
        forms[-1] += _blocks(child, styles)
    made = (Form(part=title, blocks=tuple(blocks)) for blocks in forms)
    return FormPage(name="template", title=title, forms=tuple(made), sheet=sheet)


def _sheet(body: etree._Element | None) -> Sheet:
    size = None if body is None else body.find(f"{_w('sectPr')}/{_w('pgSz')}")
    wide = _twips(size, "w") if size is not None else 210.0
    high = _twips(size, "h") if size is not None else 297.0
    return Sheet(size="A3" if max(wide, high) > 350 else "A4", landscape=wide > high)


def _twips(item: etree._Element, key: str) -> float:
    said = str(item.get(_w(key), "0"))
    return float(said) * _MM if said.lstrip("-").isdigit() else 0.0


def _styles(part: bytes) -> dict[str, _Style]:
    """Return paragraph styles by id, and the document's own under ""."""
    if not part:
        return {"": _Style(FIVE, False)}
    root = parse(part)
    usual = _size(root.find(f"{_w('docDefaults')}/{_w('rPrDefault')}/{_w('rPr')}"), FIVE)
    found = {"": _Style(usual, False)}
    for style in root.iter(_w("style")):
        if style.get(_w("type")) == "paragraph":
            properties = style.find(_w("rPr"))
            made = _Style(_size(properties, usual), _heading(properties))
            found[str(style.get(_w("styleId")))] = made
            if style.get(_w("default")) in ("1", "true"):
                found[""] = made
    return found


def _size(properties: etree._Element | None, usual: float) -> float:
    item = None if properties is None else properties.find(_w("sz"))
    said = "" if item is None else str(item.get(_w("val"), ""))
    return float(said) / 2 if said.isdigit() else usual


def _heading(properties: etree._Element | None) -> bool:
    if properties is None:
        return False
    faces = properties.find(_w("rFonts"))
    bold = properties.find(_w("b"))
    return (faces is not None and "黑体" in str(faces.get(_w("eastAsia"), ""))) or (
        bold is not None and bold.get(_w("val"), "1") not in ("0", "false")
    )


@dataclass(frozen=True)
class _Said:
    """A paragraph's text, its type size, whether it is set like a heading, and how it stands."""

    text: str
    size: float
    heading: bool
    align: Align


def _said(paragraph: etree._Element, styles: dict[str, _Style]) -> _Said:
    properties = paragraph.find(_w("pPr"))
    named = None if properties is None else properties.find(_w("pStyle"))
    style = styles.get(str(named.get(_w("val"))) if named is not None else "", styles[""])
    placed = None if properties is None else properties.find(_w("jc"))
    align = _ALIGN.get(str(placed.get(_w("val"))) if placed is not None else "", "left")
    runs = [run.find(_w("rPr")) for run in paragraph.iter(_w("r")) if run.find(_w("t")) is not None]
    size = max((_size(one, style.size) for one in runs), default=style.size)
    heading = style.heading or (bool(runs) and all(_heading(one) for one in runs))
    return _Said("".join(_texts(paragraph)), size, heading, align)


def _texts(paragraph: etree._Element) -> Iterator[str]:
    for item in paragraph.iter(_w("t"), _w("tab"), _w("br")):
        owner = item.getparent()
        if owner is not None and owner.tag == _w("r"):
            yield str(item.text or "") if item.tag == _w("t") else "\t" if item.tag == _w("tab") else "\n"


def _blocks(child: etree._Element, styles: dict[str, _Style]) -> Iterator[Block]:
    if child.tag == _w("tbl"):
        yield from _table(child, styles)
    elif child.tag == _w("p"):
        yield _paragraph(_said(child, styles), child)
    elif child.tag == _w("sdt"):
        content = child.find(_w("sdtContent"))
        for one in content if content is not None else ():
            yield from _blocks(one, styles)


def _paragraph(said: _Said, paragraph: etree._Element) -> Block:
    if not said.text.strip():
        spacing = paragraph.find(f"{_w('pPr')}/{_w('spacing')}")
        exact = spacing is not None and spacing.get(_w("lineRule")) == "exact"
        return Space(_twips(spacing, "line") if exact and spacing is not None else said.size * 0.5)
    if "\t" in said.text:
        left, middle, right = (*said.text.split("\t"), "", "")[:3]
        return Strip(left, middle, right, said.size)
    if said.align == "center" and said.size >= _BIG:
        return Title(said.text, said.size)
    first = paragraph.find(f"{_w('pPr')}/{_w('ind')}")
    indent = first is not None and (
        first.get(_w("firstLine")) is not None or first.get(_w("firstLineChars")) is not None
    )
    return Words(said.text, said.size, indent, said.align)


def _table(table: etree._Element, styles: dict[str, _Style]) -> Iterator[Grid]:
    widths = tuple(max(_twips(column, "w"), 1.0) for column in table.iterfind(f"{_w('tblGrid')}/{_w('gridCol')}"))
    rows = [_row(row, styles, len(widths)) for row in table.iterfind(_w("tr"))]
    if widths and rows:
        lines = tuple(
            Line(tuple(cells), height)
            for cells, height in zip(_merged([one[0] for one in rows]), (one[1] for one in rows), strict=True)
        )
        yield Grid(widths, lines, plain=_plain(table))


def _plain(table: etree._Element) -> bool:
    borders = table.find(f"{_w('tblPr')}/{_w('tblBorders')}")
    return borders is not None and all(edge.get(_w("val")) in ("nil", "none") for edge in borders)


@dataclass(frozen=True)
class _Placed:
    """A cell at its first column; `goes_on` one that only carries on the cell above."""

    at: int
    cell: Cell
    goes_on: bool = False


def _row(row: etree._Element, styles: dict[str, _Style], columns: int) -> tuple[list[_Placed], float]:
    cells: list[_Placed] = []
    at = 0
    for item in row.iterfind(_w("tc")):
        spanned = item.find(f"{_w('tcPr')}/{_w('gridSpan')}")
        said = str(spanned.get(_w("val"), "1")) if spanned is not None else "1"
        span = min(int(said) if said.isdigit() else 1, columns - at)
        if span < 1:
            break
        merge = item.find(f"{_w('tcPr')}/{_w('vMerge')}")
        goes_on = merge is not None and merge.get(_w("val"), "continue") != "restart"
        cells.append(_Placed(at, replace(_cell(item, styles), span=span), goes_on))
        at += span
    if at < columns:
        cells.append(_Placed(at, Cell(span=columns - at)))
    high = row.find(f"{_w('trPr')}/{_w('trHeight')}")
    return cells, max(_twips(high, "val") if high is not None else 0.0, 6.0)


def _merged(rows: list[list[_Placed]]) -> Iterator[list[Cell]]:
    """Yield the rows with cells that go on below made tall, and those they cover left out."""
    for number, row in enumerate(rows):
        made = []
        for one in row:
            if one.goes_on and number and any(above.at == one.at for above in rows[number - 1]):
                continue
            down = 1
            while number + down < len(rows) and any(two.at == one.at and two.goes_on for two in rows[number + down]):
                down += 1
            made.append(replace(one.cell, down=down))
        yield made


def _cell(item: etree._Element, styles: dict[str, _Style]) -> Cell:
    said = [_said(paragraph, styles) for paragraph in item.iter(_w("p"))]
    text = "\n".join(one.text for one in said).strip("\n")
    first = next((one for one in said if one.text.strip()), said[0] if said else _Said("", FIVE, False, "left"))
    return Cell(text, label=first.heading and bool(text), align=first.align, size=first.size, wrap=True)
