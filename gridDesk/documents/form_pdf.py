"""Forms to PDF: one form at a time is laid out on its sheets, drawn, and written."""

from __future__ import annotations

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from gridDesk.documents.fonts import form_texts, printable, where_in_form
from gridDesk.documents.form_layout import PAD, Piece, Side, columns_of, edges, lay_out, role
from gridDesk.documents.ink import Ink, baselines
from gridDesk.documents.page import FIVE, SIX, Cell, Form, FormPage, Grid, Signatures, Strip, Title
from gridDesk.documents.pdffile import MM, PdfFile
from gridDesk.documents.record import Recorder
from gridDesk.documents.typeset import SetText, measure

QR_SIZE = 17.0 * MM
FOOT = 8.5 * MM


class FormWriter:
    """Writes one FormPage into a PdfFile."""

    def __init__(self, page: FormPage, file: PdfFile, record: Recorder) -> None:
        self.page, self.file, self.record = page, file, record
        sheet = page.sheet
        self.left, self.room = sheet.left * MM, sheet.room * MM
        self.right, self.top = self.left + self.room, (sheet.height - sheet.top) * MM

    def write(self) -> None:
        """Write every form; without any, one empty sheet says so."""
        for form in self.page.forms:
            if self.page.odd_start and len(self.file.pages) % 2:
                self._blank()
            self._form(form)
        if not self.file.pages:
            self._form(
                Form(part=self.page.title, blocks=(Title(self.page.title), Strip(middle="（没有要打印的内容）")))
            )

    def _form(self, form: Form) -> None:
        for text in form_texts(form):
            self.record.lost(text, where_in_form(form, text))
        sides = lay_out(form, self.page.sheet)
        for i, side in enumerate(sides, 1):
            ink = self._new()
            if form.code and i == 1:
                draw_qr(ink, form.code, self.right - QR_SIZE, self.top + 4 * MM - QR_SIZE)
            self._side(ink, side)
            self._foot(ink, form, i, len(sides))
            ink.finish()
            self.record.turn(form.part if len(sides) == 1 else f"{form.part}（{i}/{len(sides)}）")

    def _new(self) -> Ink:
        sheet = self.page.sheet
        return Ink(self.file, sheet.width, sheet.height, sheet.shift(len(self.file.pages) + 1))

    def _blank(self) -> None:
        self._new().finish()
        self.record.turn("（空白页）")

    def _foot(self, ink: Ink, form: Form, i: int, count: int) -> None:
        ink.text(self.left, FOOT, printable(self.page.foot), "song", SIX, grey=True)
        text = f"第 {i} 页　共 {count} 页"
        text = f"{text}　　编号 {form.number}" if form.number else text
        text = printable(text)
        ink.text(self.left + (self.room - measure(text, "song", 9)) / 2, FOOT, text, "song", 9, grey=True)

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
        if isinstance(block, Title):
            self.record.say(block.text)
            ink.aligned(self.left, self.right, y - block.size, block.text, "hei", block.size)
        elif isinstance(block, Strip):
            self.record.say(block.left, block.middle, block.right)
            base = y - piece.height + 1.8 * MM
            ink.aligned(self.left, self.right, base, block.left, "song", block.size, "left")
            ink.aligned(self.left, self.right, base, block.middle, "song", block.size)
            ink.aligned(self.left, self.right, base, block.right, "song", block.size, "right")
        elif isinstance(block, Signatures):
            self.record.say(*block.words)
            step = self.room / len(block.words)
            for i, word in enumerate(block.words):
                ink.text(self.left + i * step, y - piece.height + 2 * MM, printable(f"{word}："), "song", FIVE)

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
        _draw_rules(ink, stops, cells, covered, top, top - piece.height)
        if piece.first:
            ink.across(stops[0], stops[-1], top, heavy=True)
        if piece.last:
            ink.across(stops[0], stops[-1], top - piece.height, heavy=True)

    def _cell(self, ink: Ink, cell: Cell, text: SetText, box: tuple[float, float, float, float]) -> None:
        left, right, top, bottom = box
        if cell.ruled:
            self._ruled(ink, cell, text, box)
            return
        middle = (top + bottom) / 2
        align = "center" if cell.label else cell.align
        for line, width, dy in zip(text.lines, text.widths, baselines(text), strict=True):
            spare = right - left - 2 * PAD - width
            x = left + PAD + (spare / 2 if align == "center" else spare if align == "right" else 0)
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
    for column in range(len(stops) - 1):
        covered[column] = max(0, covered[column] - 1)
    for first, last, cell in cells:
        for column in range(first, last):
            covered[column] = cell.down - 1
        if first:
            ink.down(stops[first], top, bottom)
    for column, still in enumerate(covered):
        if not still:
            ink.across(stops[column], stops[column + 1], bottom)
    for i in range(1, len(stops) - 1):
        # The right edge of a tall cell runs on beside the lines it covers.
        if covered[i - 1] and not covered[i]:
            ink.down(stops[i], top, bottom)
    ink.down(stops[0], top, bottom, heavy=True)
    ink.down(stops[-1], top, bottom, heavy=True)


def draw_qr(ink: Ink, text: str, left: float, bottom: float) -> None:
    """Draw a QR code (ISO/IEC 18004, error correction M) of `text` as filled squares."""
    qr = QRCode(None, QRErrorCorrectLevel.M)
    qr.addData(text)
    qr.make()
    count = qr.getModuleCount()
    unit = QR_SIZE / (count + 2)
    squares = [
        f"{left + (column + 1) * unit:.2f} {bottom + (count - row) * unit:.2f} {unit:.3f} {unit:.3f} re"
        for row in range(count)
        for column in range(count)
        if qr.isDark(row, column)
    ]
    ink.other.append("q 0 g " + " ".join(squares) + " f Q")
