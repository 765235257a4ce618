"""Forms as Word tables, sheet side by sheet side as the PDF lays them out."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import groupby

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from gridDesk.documents.fonts import form_texts, where_in_form
from gridDesk.documents.form_layout import Piece, Side, columns_of, lay_out
from gridDesk.documents.ooxml import cell, dxa, paragraph, row, run, tab_line, table
from gridDesk.documents.page import FIVE, SMALL_FIVE, Cell, FormPage, Grid, Signatures, Strip, Title
from gridDesk.documents.pdffile import MM
from gridDesk.documents.record import Recorder
from gridDesk.documents.typeset import SetText

# Word's own lines are a little higher than ours; without this a full side would spill over.
SPARE = 9.0 * MM
_TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
QR_MM = 17.0


def write_forms(
    page: FormPage, add: Callable[[str], None], picture: Callable[[bytes, float], None], record: Recorder
) -> None:
    """Write every form through `add`; `picture` puts a PNG of some mm at the right edge."""
    first = True
    for form in page.forms:
        for text in form_texts(form):
            record.lost(text, where_in_form(form, text))
            record.say(text)
        sides = lay_out(form, page.sheet, spare=SPARE + (QR_MM * MM if form.code else 0.0))
        for i, side in enumerate(sides, 1):
            if not first:
                add(paragraph("", extra=f"<w:pageBreakBefore/>{_TINY}"))
            first = False
            if form.code and i == 1:
                picture(qr_png(form.code), QR_MM)
            _side(side, page, add)
            number = f"第 {i} 页　共 {len(sides)} 页" + (f"　　编号 {form.number}" if form.number else "")
            add(paragraph(run(number, size=SMALL_FIVE, grey=True), align="center"))
        record.turn(form.part)


def _side(side: Side, page: FormPage, add: Callable[[str], None]) -> None:
    room = dxa(page.sheet.room)
    for _, found in groupby(side.pieces, lambda piece: id(piece.block)):
        pieces = list(found)
        block = pieces[0].block
        if isinstance(block, Grid):
            add(_table(block, pieces, room))
            add(paragraph("", extra=_TINY))
        elif isinstance(block, Title):
            add(paragraph(run(block.text, size=block.size), style="GridHead", align="center"))
        elif isinstance(block, Strip):
            stops = [("center", room // 2), ("right", room)]
            add(tab_line((block.left, block.middle, block.right), stops, size=block.size))
        elif isinstance(block, Signatures):
            step = room // len(block.words)
            words = [f"{word}：" for word in block.words]
            add(paragraph("", extra=_TINY))
            add(tab_line(words, [("left", step * i) for i in range(1, len(words))], size=FIVE))


def _table(grid: Grid, pieces: list[Piece], room: int) -> str:
    scale = room / sum(grid.widths)
    widths = [int(width * scale) for width in grid.widths]
    widths[-1] += room - sum(widths)
    return table(widths, _rows(grid, pieces, widths))


def _rows(grid: Grid, pieces: list[Piece], widths: list[int]) -> Iterator[str]:
    covered = [0] * len(widths)
    for piece in pieces:
        assert piece.line is not None
        cells = []
        placed = columns_of(piece.line, covered)
        starts = {first: (last, item, text) for (first, last, item), text in zip(placed, piece.texts, strict=True)}
        at = 0
        while at < len(widths):
            if at in starts:
                last, item, text = starts[at]
                content = _content(item, grid, text, piece.height)
                merge = "restart" if item.down > 1 else ""
                cells.append(cell(content, sum(widths[at:last]), span=last - at, merge=merge))
                covered[at:last] = [item.down - 1] * (last - at)
                at = last
            else:
                cells.append(cell("", widths[at], merge="continue", covered=True))
                covered[at] -= 1
                at += 1
        yield row(cells, round(piece.height * 20), header=piece.line in grid.head)


def _content(item: Cell, grid: Grid, text: SetText, height: float) -> str:
    size = item.size or grid.size
    if item.ruled:
        return _ruled(item, text, height)
    if not item.text:
        return paragraph("")
    shown = size if item.label else text.size
    return paragraph(
        run(item.text, size=shown),
        style="GridHead" if item.label else "GridCell",
        align="center" if item.label else item.align,
    )


def _ruled(item: Cell, text: SetText, height: float) -> str:
    """Return one paragraph per writing line with rules between them."""
    count = max(1, int((height + 0.1) / (item.ruled * MM)))
    lines = [*text.lines, *[""] * (count - len(text.lines))]
    gap = round(height / len(lines) * 20)
    extra = (
        '<w:pBdr><w:between w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="0" w:after="0" w:line="{gap}" w:lineRule="exact"/>'
    )
    return "".join(paragraph(run(line, size=text.size) if line else "", extra=extra) for line in lines)


def qr_png(text: str) -> bytes:
    """Return a QR code (ISO/IEC 18004, error correction M) of `text` as a black and white PNG."""
    qr = QRCode(None, QRErrorCorrectLevel.M)
    qr.addData(text)
    qr.make()
    count, unit = qr.getModuleCount(), 6
    side = (count + 2) * unit
    rows = []
    for y in range(side):
        line = bytes(0 if _dark(qr, y // unit - 1, x // unit - 1, count) else 255 for x in range(side))
        rows.append(b"\x00" + line)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def _dark(qr: QRCode, row_number: int, column: int, count: int) -> bool:
    return 0 <= row_number < count and 0 <= column < count and bool(qr.isDark(row_number, column))
