"""A ledger to PDF: fixed columns measured once, rows laid out as they come, each page written as soon as it is full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gridDesk.documents import sheet_foot
from gridDesk.documents.columns import STACK
from gridDesk.documents.fonts import TICKED, Role, is_plain, printable, where_in_table
from gridDesk.documents.ink import BODY_CENTRE, Ink, tick
from gridDesk.documents.pdffile import MM, PdfFile
from gridDesk.documents.record import Recorder
from gridDesk.documents.sheet import FIVE, SIX, SMALL_FIVE, SMALL_FOUR, SMALL_TWO
from gridDesk.documents.strips import line_size, middle_of
from gridDesk.documents.sums import Sums
from gridDesk.documents.table_layout import (
    BELOW,
    PAD,
    PAD_Y,
    Below,
    Frame,
    Heads,
    Laid,
    LaidRow,
    below,
    fit_lines,
    inner_rules,
    lay_text,
    part_label,
)
from gridDesk.documents.table_page import Cells, Group, Section, TablePage
from gridDesk.documents.typeset import LEADING, fit, measure

SECTION_HEIGHT = 6.8 * MM
PEN = 9.0 * MM  # the least height of a row that is written in by hand
_CACHED_CELLS = 1_000
_MOST_WHITE = 0.3  # the part of a page that may stay white to keep a household together


class TableWriter:
    """Writes one TablePage into a PdfFile."""

    def __init__(self, page: TablePage, file: PdfFile, record: Recorder) -> None:
        self.page, self.file, self.record = page, file, record
        self.frame = Frame(page)
        self.heads = Heads(page, self.frame)
        self.caches: list[dict[str, Laid]] = [{} for _ in page.columns]
        self.shared = [i for i, column in enumerate(page.columns) if column.shared]
        self.own = [i for i, column in enumerate(page.columns) if not column.shared]
        self.inner = inner_rules(page.columns, self.frame.edges)
        self.all, self.here = Sums(page.columns), Sums(page.columns)
        self.summed = bool(self.all.values) or page.subtotal
        self.start = file.turned  # pages of this document before this ledger
        self.smallest = SIX if page.size < SMALL_FOUR else SMALL_FIVE  # large type is for old eyes: it breaks earlier
        self.least = page.row_height * MM
        # What a sum row needs stays free at the foot of each page.
        self.floor = self.frame.bottom + (self.least if page.subtotal else 0.0)
        self.section: Section | None = None
        self.parts: list[str] = []
        self.number = 0
        self.ink: Ink | None = None
        self.y = self.band = 0.0
        self.fresh = True

    def write(self) -> None:
        """Write the whole ledger; an empty one is a page with its headings."""
        self._open()
        for item in self.page.body:
            if isinstance(item, Section):
                self._start_section(item)
            elif isinstance(item, Group):
                self._place(self._lay_rows(item.rows), heavy=not item.light)
            else:
                self._place([self._lay(item)], heavy=False)
        self._close_ledger()

    # pages

    @property
    def place(self) -> int:
        """Return the number of the page being written within this ledger, from 1."""
        return self.file.turned - self.start + 1

    @property
    def is_first(self) -> bool:
        """Tell whether the page being written bears the large title."""
        return self.place == 1

    def _open(self) -> Ink:
        page, frame = self.page, self.frame
        sheet, first = page.sheet, self.is_first
        self.ink = ink = Ink(self.file, sheet.width, sheet.height, sheet.shift(self.file.turned + 1))
        ink.behind(page.watermark)
        self.record.say(page.title, page.left, page.right, *(column.title for column in page.columns))
        self.y = frame.top
        if first:
            self.y -= SMALL_TWO
            ink.aligned(frame.left, frame.right, self.y + 2, page.title, "hei", SMALL_TWO)
            self.y -= 2.5 * MM
        self.y -= 5.5 * MM
        self._strip(ink, page.middle if first else f"{page.title}（续）", "song" if first else "hei")
        self.y = self.heads.draw(ink, self.y)
        self.band = self.y
        self.fresh = True
        return ink

    def _strip(self, ink: Ink, middle: str, role: Role) -> None:
        """Draw the line below the title, a little smaller where a long name of the office leaves no room."""
        page, frame, base = self.page, self.frame, self.y + 1.6 * MM
        size = line_size((page.left, middle, page.right), role, FIVE, frame.room)
        left, wide, right = (measure(printable(text), role, size) for text in (page.left, middle, page.right))
        ink.aligned(frame.left, frame.right, base, page.left, "song", size, "left")
        ink.aligned(frame.left, frame.right, base, page.right, "song", size, "right")
        # Between the two where a long name of the office reaches into the middle of a narrow sheet.
        ink.aligned(*middle_of(frame.left, frame.right, (left, right), wide), base, middle, role, size)

    def _close(self, *, last: bool = False) -> None:
        assert self.ink is not None
        self.all.take(self.here)
        if self.page.subtotal and not last:
            self._sum_row("本页小计", self.here)
        self.here = Sums(self.page.columns)
        self._end_band()
        self.ink.across(self.frame.left, self.frame.right, self.y, heavy=True)
        self._foot(self.ink)
        self.ink.finish()
        self._turned(part_label(self.parts) or self.page.title)
        self.parts = [self.section.text] if self.section else []

    def _turned(self, part: str) -> None:
        """Tell the record that a page is done."""
        self.record.turn(part, label=str(self.place - 1))

    def _turn(self) -> None:
        """Go on to the next page; a running section says its name again."""
        self._close()
        ink = self._open()
        if self.section:
            # Only the name: a count in it would make every page of the section differ when one person moves.
            self._section_row(ink, f"{part_label([self.section.text])}（续）")

    def _foot(self, ink: Ink) -> None:
        page, frame = self.page, self.frame
        step = frame.room / max(1, len(page.signatures))
        for i, word in enumerate(page.signatures):
            ink.text(frame.left + i * step, frame.signature, printable(f"{word}："), "song", FIVE)
        self._number(ink)

    def _number(self, ink: Ink) -> None:
        """Draw the page number: of how many in a document of its own, within its part in a book."""
        page, frame = self.page, self.frame
        if page.series:
            sheet_foot.draw(ink, page, frame.left, frame.right, f"{page.series}　第 {self.place} 页")
        else:
            sheet_foot.draw(ink, page, frame.left, frame.right, f"第 {self.place} 页　", counted=True)

    def _close_ledger(self) -> None:
        last = self._sum_up()
        if self.page.blank_rows:
            self._blank_rows(max(self.least, PEN), self.floor)
        self._close(last=last)

    def _sum_up(self) -> bool:
        """Close the ledger with its sums; tells whether that was done."""
        if not self.summed:
            return False
        if self.y - (2 if self.page.subtotal else 1) * self.least < self.frame.bottom:
            self._turn()
        whole = Sums(self.page.columns)
        whole.take(self.all)
        whole.take(self.here)
        if self.page.subtotal:
            self._sum_row("本页小计", self.here)
        self._sum_row("合计", whole)
        return True

    def _blank_rows(self, height: float, floor: float) -> None:
        """Rule empty rows for the pen down to `floor`."""
        while self.y - height >= floor:
            self._row_rules(self.y - height, heavy=False)
            self.y -= height

    def _sum_row(self, label: str, sums: Sums) -> None:
        """Draw a row of sums: the label over the columns before the first sum, then each sum in its column."""
        assert self.ink is not None
        self._end_band()
        ink, edges, size = self.ink, self.frame.edges, self.page.size
        texts, words = sums.texts(), sums.words(label, self.page.units)
        self.record.say(words, *texts.values())
        middle, bottom = self.y - self.least / 2, self.y - self.least
        until = min(texts, default=len(edges) - 1)
        ink.aligned(edges[0] + PAD, edges[until] - PAD, middle - BODY_CENTRE * size, words, "hei", size)
        for i, text in texts.items():
            cell = lay_text(self.file, fit(text, "song", size, edges[i + 1] - edges[i] - 2 * PAD, SIX), edges[i] + PAD,
                            edges[i + 1] - PAD, self.page.columns[i].align)  # fmt: skip
            self._ink_cell(cell, middle)
        for i in {*texts, *(i + 1 for i in texts)} - {0, len(edges) - 1}:
            ink.down(edges[i], self.y, bottom)
        for x in (self.frame.left, self.frame.right):
            ink.down(x, self.y, bottom, heavy=True)
        ink.across(self.frame.left, self.frame.right, self.y, heavy=True)
        ink.across(self.frame.left, self.frame.right, bottom)
        self.y = self.band = bottom

    # rows

    def _lay_rows(self, rows: Sequence[Cells]) -> list[LaidRow]:
        """Lay out the rows of a group; what they share stands once below the first."""
        laid = [self._lay(cells) for cells in rows]
        return [self._without_shared(row) if n and row.below else row for n, row in enumerate(laid)]

    def _without_shared(self, row: LaidRow) -> LaidRow:
        return replace(row, below=tuple(words for words in row.below if words.column not in self.shared))

    def _lay(self, cells: Cells) -> LaidRow:
        self.number += 1
        laid = []
        for i, text in enumerate(cells):
            found = self.caches[i].get(text)
            laid.append(found if found is not None else self._lay_cell(i, text, cells))
        height = highest = self.least
        for i in self.own:
            if laid[i].height > height:
                height = laid[i].height
        for i in self.shared:
            if laid[i].height > highest:
                highest = laid[i].height
        if max(height, highest) > self.frame.highest:
            return self._lay_long(cells, laid)
        return LaidRow(cells, tuple(laid), height)

    def _lay_long(self, cells: Cells, laid: list[Laid]) -> LaidRow:
        """Lay out a row with words that would fill a good part of the sheet: they stand below it, none is lost."""
        high = [i for i, cell in enumerate(laid) if cell.height > self.frame.highest]
        words = tuple(below(i, self.page.columns[i].title, cells[i], self.page.size, self.frame.room) for i in high)
        for i in high:
            laid[i] = self._lay_cell(i, BELOW, cells)
        return LaidRow(cells, tuple(laid), max(self.least, *(laid[i].height for i in self.own)), words)

    def _lay_cell(self, i: int, text: str, cells: Cells) -> Laid:
        quick = self._lay_quickly(i, text)
        if quick is not None:
            return self._keep(i, text, quick)
        column = self.page.columns[i]
        shown = printable(text)
        left, right = self.frame.edges[i] + PAD, self.frame.edges[i + 1] - PAD
        set_in = fit_lines if STACK in column.key else fit
        found = lay_text(
            self.file, set_in(shown, "song", self.page.size, right - left, self.smallest), left, right, column.align
        )
        if "〔U+" in shown and shown != text:
            self.record.lost(text, where_in_table(self.page.columns, cells, self.number, column))
            return found
        return self._keep(i, text, found)

    def _lay_quickly(self, i: int, text: str) -> Laid | None:
        """Lay out the usual cell: one line at full size in the body face. None for everything else."""
        if not text or not is_plain(text) or TICKED in text:
            return None
        size, align = self.page.size, self.page.columns[i].align
        left, right = self.frame.edges[i] + PAD, self.frame.edges[i + 1] - PAD
        spare = right - left - measure(text, "song", size)
        if spare < 0:
            return None
        x = left + (spare / 2 if align == "center" else spare if align == "right" else 0)
        show = self.file.show_plain(text, size)
        return Laid(size * LEADING + 2 * PAD_Y, ((f"1 0 0 1 {x:.2f} ", -BODY_CENTRE * size, show),))

    def _keep(self, i: int, text: str, found: Laid) -> Laid:
        cache = self.caches[i]
        if len(cache) >= _CACHED_CELLS:
            cache.clear()
        cache[text] = found
        return found

    def _place(self, rows: Sequence[LaidRow], *, heavy: bool) -> None:
        """Put rows on the page, together where a page can hold them."""
        need = sum(row.need for row in rows)
        room, full = self.y - self.floor, self._full()
        # Paper is dear: a large household is rather split than a third of a page left white.
        if room < need <= full and not self.fresh and room <= full * _MOST_WHITE:
            self._turn()
        self.here.groups += heavy
        start = 0
        while start < len(rows):
            stop = self._fitting(rows, start)
            self._draw(rows[start:stop], heavy=heavy, again=start > 0)
            start = stop
            if start < len(rows):
                self._turn()

    def _full(self) -> float:
        """Return the height for rows on a fresh page after the first."""
        heading = SECTION_HEIGHT if self.section else 0.0
        return self.frame.top - 5.5 * MM - self.heads.height - heading - self.floor

    def _fitting(self, rows: Sequence[LaidRow], start: int) -> int:
        """Return how far rows fit; at least one on a fresh page, so a giant row cannot stop the printing."""
        room = self.y - self.floor
        if rows[start].need > room and not self.fresh:
            self._turn()
            room = self.y - self.floor
        stop, used = start + 1, rows[start].need
        while stop < len(rows) and used + rows[stop].need <= room:
            used += rows[stop].need
            stop += 1
        return stop

    def _draw(self, rows: Sequence[LaidRow], *, heavy: bool, again: bool = False) -> None:
        """Draw rows of one group; `again` when its first rows stand on the page before."""
        assert self.ink is not None
        self.fresh = False
        texts = self.ink.texts
        total = sum(row.height for row in rows)
        extra = max([rows[0].laid[i].height - total for i in self.shared], default=0.0)
        total += max(0.0, extra)
        for i in self.shared:
            self._ink_cell(rows[0].laid[i], self.y - total / 2)
        last = len(rows) - 1
        for n, row in enumerate(rows):
            self.record.say(*row.cells)
            self.here.add(row.cells, first=n == 0 and not again)
            height = row.height + (max(0.0, extra) if n == last else 0.0)
            middle = self.y - height / 2
            for i in self.own:
                cell = row.laid[i]
                for at, dy, show in cell.lines:
                    texts.append(f"{at}{middle + dy:.2f} Tm {show}")
                if cell.ticks:
                    self._ink_ticks(cell, middle)
            self.y -= height
            if n < last:
                self.ink.hair.extend([rule % (self.y, self.y) for rule in self.inner])
        self._row_rules(self.y, heavy=heavy)
        for row in rows:
            for words in row.below:
                self._draw_below(row, words, heavy=heavy)

    def _draw_below(self, row: LaidRow, words: Below, *, heavy: bool) -> None:
        """Draw words under their row, from page to page where one does not hold them."""
        size, leading = words.text.size, words.text.size * LEADING
        number = next((f"{row.cells[i]}　" for i, column in enumerate(self.page.columns) if column.key == "no"), "")
        title = printable(f"{number}{words.title}")
        left = self.frame.left + PAD + measure(title, "hei", size)
        rest = list(words.text.lines)
        while rest:
            if not self.fresh and self.y - leading - 2 * PAD_Y < self.floor:
                self._turn()
            assert self.ink is not None
            self._end_band()
            count = max(1, min(len(rest), int((self.y - self.floor - 2 * PAD_Y) / leading)))
            now, rest = rest[:count], rest[count:]
            base = self.y - PAD_Y - leading / 2 - BODY_CENTRE * size
            self.ink.text(self.frame.left + PAD, base, title, "hei", size)
            for n, line in enumerate(now):
                self.ink.text(left, base - n * leading, line, "song", size)
            bottom = self.y - count * leading - 2 * PAD_Y
            for x in (self.frame.left, self.frame.right):
                self.ink.down(x, self.y, bottom, heavy=True)
            self.y = self.band = bottom
            self.fresh = False
            self._row_rules(self.y, heavy=heavy)

    def _ink_cell(self, cell: Laid, middle: float) -> None:
        assert self.ink is not None
        self.ink.texts.extend([f"{at}{middle + dy:.2f} Tm {show}" for at, dy, show in cell.lines])
        self._ink_ticks(cell, middle)

    def _ink_ticks(self, cell: Laid, middle: float) -> None:
        assert self.ink is not None
        self.ink.other.extend(tick(x, middle + dy, size) for x, dy, size in cell.ticks)

    def _row_rules(self, y: float, *, heavy: bool) -> None:
        assert self.ink is not None
        self.ink.across(self.frame.left, self.frame.right, y, heavy=heavy)

    # sections

    def _start_section(self, section: Section) -> None:
        self.section = None
        room = self.y - self.floor
        if not self.fresh and (section.new_page or room < SECTION_HEIGHT + 2 * self.least):
            if section.new_page and self.page.blank_rows:
                self._blank_rows(max(self.least, PEN), self.floor)
            self._turn()
        self.section = section
        if self.fresh:
            self.parts = []
        self.parts.append(section.text)
        self._mark(section)
        assert self.ink is not None
        self._section_row(self.ink, section.text)

    def _mark(self, section: Section) -> None:
        """Name a section in the list beside the document, where the ledger is part of a book."""
        if self.page.series:
            self.file.bookmark(1, part_label([section.text]))

    def _section_row(self, ink: Ink, text: str) -> None:
        self._end_band()
        self.record.say(text)
        y = self.y - SECTION_HEIGHT
        shown = printable(text)
        if shown != text:
            self.record.lost(text, f"小标题“{text}”")
        ink.text(
            self.frame.left + PAD * 2, y + (SECTION_HEIGHT - self.page.size * 0.76) / 2, shown, "hei", self.page.size
        )
        ink.down(self.frame.left, self.y, y, heavy=True)
        ink.down(self.frame.right, self.y, y, heavy=True)
        ink.across(self.frame.left, self.frame.right, y, heavy=False)
        self.y = self.band = y

    def _end_band(self) -> None:
        """Draw the vertical rules of the rows since the last heading row."""
        assert self.ink is not None
        if self.band > self.y:
            for x in self.frame.edges[1:-1]:
                self.ink.down(x, self.band, self.y)
            for x in (self.frame.left, self.frame.right):
                self.ink.down(x, self.band, self.y, heavy=True)
        self.band = self.y
