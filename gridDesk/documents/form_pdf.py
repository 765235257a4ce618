"""Forms to PDF: one form at a time is laid out on its sheets, drawn, and written."""

from __future__ import annotations

from itertools import islice

from gridDesk.documents import charts, sheet_foot
from gridDesk.documents.fonts import form_texts, printable, where_in_form
from gridDesk.documents.form import Cell, Form, FormPage, Grid, Signatures, Strip, Tiles, Title, Words
from gridDesk.documents.form_layout import (
    PAD,
    TITLE_LEADING,
    Piece,
    Side,
    columns_of,
    edges,
    lay_out,
    lay_out_one,
    role,
)
from gridDesk.documents.ink import Ink, baselines
from gridDesk.documents.pdffile import MM, PdfFile
from gridDesk.documents.record import BLANK, Recorder
from gridDesk.documents.sheet import FIVE
from gridDesk.documents.strips import ends_of
from gridDesk.documents.typeset import SetText

QR_SIZE = 17.0 * MM


class FormWriter:
    """Writes one FormPage into a PdfFile."""

    def __init__(self, page: FormPage, file: PdfFile, record: Recorder) -> None:
        self.page, self.file, self.record = page, file, record
        sheet = page.sheet
        self.left, self.room = sheet.left * MM, sheet.room * MM
        self.right, self.top = self.left + self.room, (sheet.height - sheet.top) * MM

    def write(self) -> None:
        """Write every form; without any, one empty sheet says so."""
        start = self.file.turned
        if self.page.tiles:
            self._tiles(self.page.tiles)
        else:
            for form in self.page.forms:
                if self.page.odd_start and self.file.turned % 2:
                    self._blank()
                self._form(form)
        if self.file.turned == start:
            self._form(
                Form(part=self.page.title, blocks=(Title(self.page.title), Strip(middle="（没有要打印的内容）")))
            )

    def _form(self, form: Form) -> None:
        self._check(form)
        sides = lay_out(form, self.page.sheet)
        for i, side in enumerate(sides, 1):
            ink = self._new()
            if form.code and i == 1:
                ink.qr(form.code, self.right - QR_SIZE, self.top + 4 * MM - QR_SIZE, QR_SIZE)
            self._side(ink, side)
            if form.bare:
                sheet_foot.draw_line(ink, self.page, self.left, self.right)
            else:
                self._foot(ink, form, i, len(sides))
            ink.finish()
            part = form.part if len(sides) == 1 else f"{form.part}（{i}/{len(sides)}）"
            self.record.turn(part, part, form.key, i - 1, (form.key,) if form.key and i == 1 else ())

    def _check(self, form: Form) -> None:
        for text in form_texts(form):
            if printable(text) != text:
                self.record.lost(text, where_in_form(form, text))

    def _new(self) -> Ink:
        sheet = self.page.sheet
        ink = Ink(self.file, sheet.width, sheet.height, sheet.shift(self.file.turned + 1))
        ink.behind(self.page.watermark)
        return ink

    def _blank(self) -> None:
        Ink(self.file, self.page.sheet.width, self.page.sheet.height).finish()
        self.record.turn("（空白页）", BLANK)

    def _foot(self, ink: Ink, form: Form, i: int, count: int) -> None:
        words = f"第 {i} 页　共 {count} 页" + (f"　　编号 {form.number}" if form.number else "")
        words = f"{self.page.series}　{words}" if self.page.series else words
        sheet_foot.draw(ink, self.page, self.left, self.right, words)

    # small forms side by side

    def _tiles(self, tiles: Tiles) -> None:
        forms_left, many = iter(self.page.forms), tiles.columns * tiles.rows
        for n, forms in enumerate(iter(lambda: tuple(islice(forms_left, many)), ()), 1):
            ink = self._new()
            for place, form in enumerate(forms):
                self._check(form)
                self._tile(ink, form, tiles, place)
            ink.finish()
            keys = tuple(form.key for form in forms if form.key)
            self.record.turn(f"{self.page.title}（第 {n} 张）", str(n), f"{n}" if keys else "", 0, keys)

    def _tile(self, ink: Ink, form: Form, tiles: Tiles, place: int) -> None:
        """Draw one form in its box; the boxes stand in the middle of the sheet, dashed lines between them to cut along."""
        sheet = self.page.sheet
        row, column = divmod(place, tiles.columns)
        left = (sheet.width - tiles.columns * tiles.width) / 2 + column * tiles.width
        top = (sheet.height + tiles.rows * tiles.height) / 2 - row * tiles.height
        x, y, wide, high = (length * MM for length in (left, top - tiles.height, tiles.width, tiles.height))
        ink.other.append(f"q 0.3 w 0.6 G [2 2] 0 d {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re S Q")
        pad = tiles.padding * MM
        before = self.left, self.right, self.room, self.top
        self.left, self.right, self.room, self.top = x + pad, x + wide - pad, wide - 2 * pad, y + high - pad
        self._side(ink, lay_out_one(form, self.room, high - 2 * pad))
        if form.code:
            ink.qr(form.code, self.right - QR_SIZE, y + pad, QR_SIZE)
        self.left, self.right, self.room, self.top = before

    def _side(self, ink: Ink, side: Side) -> None:
        y, covered = self.top, [0]
        for piece in side.pieces:
            if isinstance(piece.block, Grid):
                covered = [0] * len(piece.block.widths) if piece.first else covered
                self._line(ink, piece, side, y, covered)
            else:
                self._plain(ink, piece, y)
            y -= piece.height

    def _plain(self, ink: Ink, piece: Piece, y: float) -> None:
        block = piece.block
        if isinstance(block, Words):
            self._words(ink, piece, y)
        elif isinstance(block, Title):
            self.record.say(block.text)
            for n, line in enumerate(piece.texts[0].lines):
                base = y - block.size - n * piece.texts[0].size * TITLE_LEADING
                ink.aligned(self.left, self.right, base, line, "hei", piece.texts[0].size)
        elif isinstance(block, Strip):
            self.record.say(block.left, block.middle, block.right)
            base = y - piece.height + 1.8 * MM
            ends = ends_of(block, self.left, self.right)
            ink.aligned(self.left, self.right, base, block.left, "song", block.size, "left")
            ink.aligned(*ends, base, block.middle, "song", block.size)
            ink.aligned(self.left, self.right, base, block.right, "song", block.size, "right")
        elif isinstance(block, Signatures):
            self.record.say(*block.words)
            step = self.room / len(block.words)
            for i, word in enumerate(block.words):
                ink.text(self.left + i * step, y - piece.height + 2 * MM, printable(f"{word}："), "song", FIVE)

    def _words(self, ink: Ink, piece: Piece, y: float) -> None:
        """Draw one line of running text."""
        block, text = piece.block, piece.texts[0]
        assert isinstance(block, Words)
        self.record.say(text.lines[0])
        ink.aligned(self.left, self.right, y - piece.height / 2 - 0.38 * text.size, text.lines[0], "song", text.size,
                    block.align)  # fmt: skip

    def _line(self, ink: Ink, piece: Piece, side: Side, top: float, covered: list[int]) -> None:
        """Draw one line of a grid; `covered` counts, per column, the lines a tall cell above still reaches into."""
        grid, line = piece.block, piece.line
        assert isinstance(grid, Grid)
        assert line is not None
        stops = edges(grid, self.left, self.room)
        cells = columns_of(line, covered)
        self.record.say(*(cell.text for _, _, cell in cells))
        for (first, last, cell), text in zip(cells, piece.texts, strict=True):
            bottom = top - _height(side, piece, cell.down)
            self._cell(ink, cell, text, (stops[first], stops[last], top, bottom))
            if cell.down > 1 and not grid.plain:  # two tall cells side by side have no line of their own between them
                for edge in {first, last} - {0, len(stops) - 1}:
                    ink.down(stops[edge], top, bottom)
        if grid.plain:
            _cover(cells, covered)
            return
        _draw_rules(ink, stops, cells, covered, top, top - piece.height)
        if piece.first:
            ink.across(stops[0], stops[-1], top, heavy=True)
        if piece.last:
            ink.across(stops[0], stops[-1], top - piece.height, heavy=True)

    def _cell(self, ink: Ink, cell: Cell, text: SetText, box: tuple[float, float, float, float]) -> None:
        left, right, top, bottom = box
        if cell.tint:
            ink.fill(left, bottom, right - left, top - bottom, cell.tint)
        if cell.picture:
            self.record.picture(cell.picture)
            ink.picture(left + PAD, bottom + PAD, right - left - 2 * PAD, top - bottom - 2 * PAD, cell.picture)
            return
        if cell.chart:
            charts.draw(
                ink, cell.chart, charts.Box(left + PAD, bottom + PAD, right - left - 2 * PAD, top - bottom - 2 * PAD)
            )
            return
        if cell.ruled:
            self._ruled(ink, cell, text, box)
            return
        middle = (top + bottom) / 2
        align = "center" if cell.label else cell.align
        for line, width, dy in zip(text.lines, text.widths, baselines(text), strict=True):
            spare = right - left - 2 * PAD - width
            x = left + PAD + (spare / 2 if align == "center" else spare if align == "right" else 0)
            if cell.ink:
                ink.coloured(x, middle + dy, line, role(cell), text.size, cell.ink)
            else:
                ink.text(x, middle + dy, line, role(cell), text.size)

    def _ruled(self, ink: Ink, cell: Cell, text: SetText, box: tuple[float, float, float, float]) -> None:
        """Draw writing lines, and text standing on them."""
        left, right, top, bottom = box
        count = max(1, int((top - bottom + 0.1) / (cell.ruled * MM)))
        gap = (top - bottom) / count
        for i in range(1, count):
            ink.across(left + PAD, right - PAD, top - i * gap)
        for i, line in enumerate(text.lines):
            ink.text(left + PAD, top - (i + 1) * gap + gap * 0.28, line, role(cell), text.size)


def _height(side: Side, piece: Piece, down: int) -> float:
    """Return the height of a cell that reaches over `down` lines."""
    if down == 1:
        return piece.height
    start = next(i for i, other in enumerate(side.pieces) if other is piece)
    return sum(other.height for other in side.pieces[start : start + down])


def _draw_rules(
    ink: Ink, stops: list[float], cells: list[tuple[int, int, Cell]], covered: list[int], top: float, bottom: float
) -> None:
    reached = [still > 0 for still in covered]
    _cover(cells, covered)
    for first, _, _ in cells:
        if first:
            ink.down(stops[first], top, bottom)
    for column, still in enumerate(covered):
        if not still:
            ink.across(stops[column], stops[column + 1], bottom)
    for i in range(1, len(stops) - 1):
        # Both edges of a tall cell run on beside the lines it covers.
        if reached[i - 1] != reached[i]:
            ink.down(stops[i], top, bottom)
    ink.down(stops[0], top, bottom, heavy=True)
    ink.down(stops[-1], top, bottom, heavy=True)


def _cover(cells: list[tuple[int, int, Cell]], covered: list[int]) -> None:
    """Count, per column, the lines below that tall cells still reach into."""
    for column, still in enumerate(covered):
        covered[column] = max(0, still - 1)
    for first, last, cell in cells:
        covered[first:last] = [cell.down - 1] * (last - first)
