"""Forms as Word tables, sheet side by sheet side as the PDF lays them out, every block as high as there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gridDesk.documents.fonts import form_texts, where_in_form
from gridDesk.documents.form import Cell, Form, FormPage, Grid, Signatures, Space, Strip, Title, Words
from gridDesk.documents.form_layout import PAD, Piece, Side, columns_of, lay_out
from gridDesk.documents.ooxml import (
    RULE,
    TINY,
    cell,
    dxa,
    exact,
    paragraph,
    row,
    run,
    tab_line,
    table,
)
from gridDesk.documents.pdf_pictures import size_of
from gridDesk.documents.pdffile import MM
from gridDesk.documents.record import Recorder
from gridDesk.documents.sheet import FIVE, SMALL_FIVE
from gridDesk.documents.strips import centre_of
from gridDesk.documents.typeset import SetText
from gridDesk.documents.word_body import Body, qr_png
from gridDesk.documents.word_pictures import Place, floating, inline
from gridDesk.documents.word_words import paragraphs

# What the lines between tables and the break before a side take, the most that leaves as many sides as the PDF has.
_SPARE = (6.0 * MM, 4.0 * MM, 2.0 * MM, 0.0)
QR_MM = 17.0
_NUMBER_BOTTOM = 12.0  # mm from the lower edge of the sheet to the top of the line with the page number


def write_forms(page: FormPage, body: Body, record: Recorder) -> None:
    """Write every form, each side of a sheet on a page of its own; without any, a page that says so."""
    first = True
    for form in page.forms:
        _form(form, page, body, record, first=first)
        first = False
    if first:
        empty = Form(part=page.title, blocks=(Title(page.title), Strip(middle="（没有要打印的内容）")))
        _form(empty, page, body, record, first=True)


def _form(form: Form, page: FormPage, body: Body, record: Recorder, *, first: bool) -> None:
    for text in form_texts(form):
        record.lost(text, where_in_form(form, text))
        record.say(text)
    sides = _laid(form, page)
    writer = FormBody(page, body)
    for i, side in enumerate(sides, 1):
        opening = "" if first and i == 1 else "<w:pageBreakBefore/>"
        code = _code(form, body) if form.code and i == 1 else ""
        number = "" if form.bare else _number(form, page, i, len(sides))
        if opening or code:
            body.add(paragraph(code, extra=f"{opening}{TINY}"))
        body.add(number)
        writer.side(side)
    record.turn(form.part)


def _laid(form: Form, page: FormPage) -> list[Side]:
    """Return the sides of a form, as many as the PDF has and with as much room to spare as that allows."""
    least = len(lay_out(form, page.sheet))
    tried = (lay_out(form, page.sheet, spare=spare) for spare in _SPARE)
    return next(sides for sides in tried if len(sides) == least)


def _code(form: Form, body: Body) -> str:
    return floating(*body.picture(qr_png(form.code)), QR_MM, Place(-4.0))


def _number(form: Form, page: FormPage, i: int, count: int) -> str:
    """Return the page number in a frame at the foot of the page, where it takes no room from the form."""
    words = f"第 {i} 页　共 {count} 页" + (f"　　编号 {form.number}" if form.number else "")
    words = f"{page.series}　{words}" if page.series else words
    top = dxa(page.sheet.height - _NUMBER_BOTTOM)
    frame = (
        f'<w:framePr w:w="{dxa(90)}" w:h="{dxa(5)}" w:hRule="exact" w:hSpace="0" w:wrap="around" w:vAnchor="page" '
        f'w:hAnchor="margin" w:xAlign="center" w:y="{top}"/>'
    )
    return paragraph(run(words, size=SMALL_FIVE, grey=True), align="center", extra=frame + exact(11))


class FormBody:
    """Writes the blocks of one form, side by side of its sheets."""

    def __init__(self, page: FormPage, body: Body) -> None:
        self.body, self.room = body, dxa(page.sheet.room)
        self.said: dict[int, int] = {}  # lines of running texts that stand on sides before

    def side(self, side: Side) -> None:
        """Write a side's blocks from top to bottom."""
        above: Grid | None = None
        for _, found in groupby(side.pieces, lambda piece: id(piece.block)):
            pieces = list(found)
            block = pieces[0].block
            if isinstance(block, Grid):
                if above:  # Word makes one of tables that touch
                    self.body.add(paragraph("", extra=TINY))
                self.body.add(self._table(block, pieces, joined=bool(above and not above.plain)))
            elif isinstance(block, Words):
                self.body.add(self._words(block, len(pieces)))
            else:
                self.body.add(plain_block(block, pieces, self.room))
            above = block if isinstance(block, Grid) else None
        if above:
            self.body.add(paragraph("", extra=TINY))

    def _words(self, words: Words, count: int) -> str:
        start = self.said.get(id(words), 0)
        self.said[id(words)] = start + count
        return paragraphs(words, start, count, self.room / 20)

    def _table(self, grid: Grid, pieces: list[Piece], *, joined: bool) -> str:
        scale = self.room / sum(grid.widths)
        widths = [int(width * scale) for width in grid.widths]
        widths[-1] += self.room - sum(widths)
        return table(widths, self._rows(grid, pieces, widths), plain=grid.plain, joined=joined)

    def _rows(self, grid: Grid, pieces: list[Piece], widths: list[int]) -> Iterator[str]:
        covered, spans = [0] * len(widths), dict.fromkeys(range(len(widths)), 1)
        for n, piece in enumerate(pieces):
            assert piece.line is not None
            cells = []
            placed = columns_of(piece.line, covered)
            starts = {first: (last, item, text) for (first, last, item), text in zip(placed, piece.texts, strict=True)}
            at = 0
            while at < len(widths):
                if at in starts:
                    last, item, text = starts[at]
                    high = sum(other.height for other in pieces[n : n + item.down])
                    wide = sum(widths[at:last])
                    merge = "restart" if item.down > 1 else ""
                    cells.append(cell(content(item, grid, text, wide, high, self.body), wide, span=last - at, merge=merge,
                                      tint=item.tint))  # fmt: skip
                    covered[at:last], spans[at] = [item.down - 1] * (last - at), last - at
                    at = last
                else:
                    last = at + spans[at]
                    cells.append(cell("", sum(widths[at:last]), span=last - at, merge="continue", covered=True))
                    covered[at:last] = [still - 1 for still in covered[at:last]]
                    at = last
            header = piece.line in grid.head
            pictured = any(item.picture for item in piece.line.cells)
            yield row(cells, round((piece.height - RULE) * 20), header=header, firm=pictured)


def plain_block(block: object, pieces: list[Piece], room: int) -> str:
    """Return a block without a grid: title, strip, line to sign, space."""
    high = sum(piece.height for piece in pieces)
    if isinstance(block, Title):
        text = pieces[0].texts[0]
        spacing = exact(high / len(text.lines))
        return paragraph(run(block.text, size=text.size), style="GridHead", align="center", extra=spacing)
    if isinstance(block, Strip):
        stops = [("center", centre_of(block, room / 20) * 20), ("right", room)]
        return tab_line((block.left, block.middle, block.right), stops, size=block.size, height=high)
    if isinstance(block, Signatures):
        step = room // len(block.words)
        words = [f"{word}：" for word in block.words]
        return tab_line(words, [("left", step * i) for i in range(1, len(words))], size=FIVE, height=high)
    assert isinstance(block, Space)
    return paragraph("", extra=exact(high)) if high >= 1 else ""


def content(item: Cell, grid: Grid, text: SetText, wide: int, high: float, body: Body) -> str:
    """Return what stands in a cell of `wide` dxa and `high` points."""
    if item.picture:
        return _picture(item, wide, high, body)
    size = item.size or grid.size
    if item.ruled:
        return _ruled(item, text, high)
    if not item.text:
        return paragraph("", style=body.row_style(size))
    style = body.row_style(text.size, heading=item.label)
    # A heading that the PDF sets in lines of equal length is broken in the same places.
    words = "\n".join(text.lines) if item.label and len(text.lines) > 1 else item.text
    return paragraph(run(words, ink=item.ink), style=style, align="center" if item.label else item.align)


def _picture(item: Cell, wide: int, high: float, body: Body) -> str:
    """Return a picture as large as its cell lets it be, not stretched."""
    x, y = size_of(item.picture)
    scale = min((wide / 20 - 2 * PAD) / x, (high - 2 * PAD - 2) / y) / MM
    shown = inline(*body.picture(item.picture), x * scale, y * scale)
    return paragraph(shown, align="center")


def _ruled(item: Cell, text: SetText, high: float) -> str:
    """Return one paragraph per writing line with rules between them."""
    count = max(1, int((high + 0.1) / (item.ruled * MM)))
    lines = [*text.lines, *[""] * (count - len(text.lines))]
    gap = round((high - 2 * RULE) / len(lines) * 20) - 10  # less the rule between two lines
    extra = (
        '<w:pBdr><w:between w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="0" w:after="0" w:line="{gap}" w:lineRule="exact"/>'
    )
    return "".join(paragraph(run(line, size=text.size) if line else "", extra=extra) for line in lines)
