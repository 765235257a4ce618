"""A Word template made from a declared form: the same widths, rules and faces as its PDF, its blanks left in braces."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from gridDesk.documents.form import Signatures, Space, Strip, Title, Words
from gridDesk.documents.form_blocks import BLANK, Declared, FormCell, FormGrid, FormLine
from gridDesk.documents.form_papers import blocks_of
from gridDesk.documents.ooxml import NAMESPACE, cell, dxa, field, paragraph, row, run, tab_line, table
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import FIVE, SMALL_FIVE, Sheet

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/></Types>'
)
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PARTS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
)
_FACES = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{1}" w:cs="{0}"/>'
_SONG, _HEI = _FACES.format("Times New Roman", "宋体"), _FACES.format("黑体", "黑体")
_STYLE = (
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="{0}"><w:name w:val="{0}"/><w:basedOn w:val="Normal"/>'
    "<w:rPr>{1}</w:rPr></w:style>"
)
_STYLES = (
    f"{_HEAD}<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{_SONG}"
    '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    f"{_STYLE.format('GridCell', _SONG)}{_STYLE.format('GridHead', _HEI)}</w:styles>"
)
_SETTINGS = (
    f'{_HEAD}<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    # Beside Word's own marks: a box to tick never ends a line.
    '<w:noLineBreaksAfter w:lang="zh-CN" w:val="([{·‘“〈《「『【〔〖（．［｛￡￥□☑☐"/>'
    '<w:noLineBreaksBefore w:lang="zh-CN" w:val="!),.:;?]}¨·ˇˉ―‖’”…∶、。〃々〉》」』】〕〗！＂＇），．：；？］｀｜｝～￠"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)


def make_template(paper: Paper) -> bytes:
    """Return the .docx template of a paper with declared blocks; equal papers give equal bytes."""
    blocks = "".join(_blocks(paper))
    section = f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>{_page_size(paper.sheet)}</w:sectPr>'
    body = f'{_HEAD}<w:document {NAMESPACE} xmlns:r="{_OFFICE}"><w:body>{blocks}{section}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (
            ("[Content_Types].xml", _TYPES), ("_rels/.rels", _ROOT), ("word/document.xml", body),
            ("word/_rels/document.xml.rels", _PARTS), ("word/styles.xml", _STYLES), ("word/settings.xml", _SETTINGS),
            ("word/footer1.xml", _footer()),
        ):  # fmt: skip
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), part.encode("utf-8"), zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def can_be_template(paper: Paper) -> bool:
    """Tell whether a paper can be a Word template: declared, one to a sheet, without pictures or colours."""
    cells = [
        one for block in paper.blocks if isinstance(block, FormGrid)
        for line in (*block.head, *block.lines) for one in line.cells
    ]  # fmt: skip
    drawn = any(one.picture or one.cell.tint for one in cells)
    return bool(paper.blocks) and not (paper.tiles or paper.bare or drawn)


def _page_size(sheet: Sheet) -> str:
    turned = ' w:orient="landscape"' if sheet.landscape else ""
    gutter = sheet.gutter - sheet.margin if sheet.binding == "left" else 0.0
    return (
        f'<w:pgSz w:w="{dxa(sheet.width)}" w:h="{dxa(sheet.height)}"{turned}/>'
        f'<w:pgMar w:top="{dxa(sheet.top)}" w:right="{dxa(sheet.margin)}" w:bottom="{dxa(15)}" '
        f'w:left="{dxa(sheet.margin)}" w:header="{dxa(8)}" w:footer="{dxa(7)}" w:gutter="{dxa(gutter)}"/>'
    )


def _footer() -> str:
    text = (
        run("第 ", size=SMALL_FIVE, grey=True)
        + field("PAGE", SMALL_FIVE, grey=True)
        + run(" 页　共 ", size=SMALL_FIVE, grey=True)
    )
    text += field("NUMPAGES", SMALL_FIVE, grey=True) + run(" 页", size=SMALL_FIVE, grey=True)
    return f"{_HEAD}<w:ftr {NAMESPACE}>{paragraph(text, align='center')}</w:ftr>"


def _blocks(paper: Paper) -> Iterator[str]:
    room, before = dxa(paper.sheet.room), ""
    for block in blocks_of(paper):
        if isinstance(block, FormGrid):
            if before == "grid":  # Else Word makes one table of two.
                yield paragraph("", extra=_TINY)
            yield _table(block, room)
        else:
            yield from _block(block, room)
        before = "grid" if isinstance(block, FormGrid) else ""
    if before == "grid":
        yield paragraph("", extra=_TINY)


def _block(block: Declared, room: int) -> Iterator[str]:
    match block:
        case Title():
            yield paragraph(run(block.text, size=block.size), style="GridHead", align="center")
        case Strip():
            stops = [("center", room // 2), ("right", room)]
            yield tab_line((block.left, block.middle, block.right), stops, size=block.size)
        case Signatures():
            step = room // len(block.words)
            words = [f"{word}：" for word in block.words]
            yield paragraph("", extra=_TINY)
            yield tab_line(words, [("left", step * i) for i in range(1, len(words))], size=FIVE)
        case Words():
            first = f'<w:ind w:firstLineChars="200" w:firstLine="{round(block.size * 40)}"/>' if block.indent else ""
            extra = f'<w:spacing w:before="0" w:after="0" w:line="360" w:lineRule="auto"/>{first}'
            for line in block.text.split("\n"):
                yield paragraph(run(line, size=block.size), extra=extra, align=block.align)
        case Space():
            height = max(round(block.height * 1440 / 25.4), 20)
            yield paragraph("", extra=f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>')


def _table(grid: FormGrid, room: int) -> str:
    scale = room / sum(grid.widths)
    widths = [int(width * scale) for width in grid.widths]
    widths[-1] += room - sum(widths)
    rows = "".join((*_rows(grid, grid.head, widths, header=True), *_rows(grid, grid.lines, widths)))
    frame = table(widths, ())
    if grid.plain:
        frame = frame.replace('w:val="single"', 'w:val="nil"')
    return frame.replace("</w:tbl>", f"{rows}</w:tbl>")


def _rows(grid: FormGrid, lines: tuple[FormLine, ...], widths: list[int], *, header: bool = False) -> Iterator[str]:
    tall: dict[int, tuple[int, int]] = {}  # first column of a cell that reaches below: (its span, rows left)
    for line in lines:
        cells, at, waiting = [], 0, list(line.cells)
        below: dict[int, tuple[int, int]] = {}
        while at < len(widths):
            if at in tall:
                span, down = tall[at]
                cells.append(cell("", sum(widths[at : at + span]), span=span, merge="continue", covered=True))
            else:
                one = _listed(waiting.pop(0), grid.repeat)
                span, down = one.cell.span, one.cell.down
                merge = "restart" if down > 1 else ""
                cells.append(cell(_content(one, grid), sum(widths[at : at + span]), span=span, merge=merge))
            if down > 1:
                below[at] = (span, down - 1)
            at += span
        tall = below
        yield row(cells, dxa(line.height), header=header)


def _listed(one: FormCell, repeat: str) -> FormCell:
    """Name the list before the blanks of its rows: `{姓名}` becomes `{参加人员.姓名}`."""
    if not repeat:
        return one
    return replace(one, cell=replace(one.cell, text=BLANK.sub(lambda found: f"{{{repeat}.{found[1]}}}", one.cell.text)))


def _content(one: FormCell, grid: FormGrid) -> str:
    item = one.cell
    if not item.text:
        return paragraph("")
    style = "GridHead" if item.label else "GridCell"
    return paragraph(run(item.text, size=item.size or grid.size), style=style, align=item.align)
