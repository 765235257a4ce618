"""A ledger to PDF: fixed columns measured once, rows laid out as they come, each page written as soon as it is full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gridDesk.documents.fonts import TICKED, is_plain, printable, where_in_table
from gridDesk.documents.ink import BODY_CENTRE, Ink, baselines, tick
from gridDesk.documents.page import FIVE, SIX, SMALL_TWO, Cells, Column, Group, Section, TablePage
from gridDesk.documents.pdffile import MM, PdfFile
from gridDesk.documents.record import Recorder
from gridDesk.documents.typeset import LEADING, SetText, balanced, fit, measure

PAD = 1.0 * MM  # between a rule and the text beside it
PAD_Y = 0.6 * MM
SECTION_HEIGHT = 6.8 * MM
_CACHED_CELLS = 1_000
_MOST_WHITE = 0.3  # the part of a page that may stay white to keep a household together


@dataclass(frozen=True, slots=True)
class Laid:
    """A cell laid out in its column: height in points, and per line (operators up to x, dy from the middle, shows)."""

    height: float
    lines: tuple[tuple[str, float, str], ...]
    ticks: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row laid out: its texts, its cells, and the height its own (not shared) cells need."""

    cells: Cells
    laid: tuple[Laid, ...]
    height: float


class Frame:
    """Where things stand on every sheet of a ledger, in points."""

    def __init__(self, page: TablePage) -> None:
        sheet = page.sheet
        self.left = sheet.left * MM
        self.room = sheet.room * MM
        self.edges = [self.left]
        scale = _scale(page)
        for column in page.columns:
            self.edges.append(self.edges[-1] + column.width * scale * MM)
        self.right = self.left + self.room
        self.top = (sheet.height - sheet.top) * MM
        self.foot = 9.0 * MM
        self.bottom = (13.0 + (9.0 if page.signatures else 2.0)) * MM
        self.signature = self.bottom - 7.0 * MM


def _scale(page: TablePage) -> float:
    """Return what widths are multiplied with to fill the sheet; widths in definitions are only proportions to it."""
    return page.sheet.room / sum(column.width for column in page.columns)


class TableWriter:
    """Writes one TablePage into a PdfFile."""

    def __init__(self, page: TablePage, file: PdfFile, record: Recorder) -> None:
        self.page, self.file, self.record = page, file, record
        self.frame = Frame(page)
        self.heads = _Heads(page, self.frame)
        self.caches: list[dict[str, Laid]] = [{} for _ in page.columns]
        self.shared = [i for i, column in enumerate(page.columns) if column.shared]
        self.own = [i for i, column in enumerate(page.columns) if not column.shared]
        self.inner = _inner_rules(page.columns, self.frame.edges)
        self.totals = {i: Decimal(0) for i, column in enumerate(page.columns) if column.total}
        self.least = page.row_height * MM
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
                self._place([self._lay(cells) for cells in item.rows], heavy=True)
            else:
                self._place([self._lay(item)], heavy=False)
        self._close_ledger()

    # pages

    def _open(self) -> Ink:
        page, frame = self.page, self.frame
        number = len(self.file.pages) + 1
        self.ink = ink = Ink(self.file, page.sheet.width, page.sheet.height, page.sheet.shift(number))
        self.record.say(page.title, page.left, page.right, *(column.title for column in page.columns))
        self.y = frame.top
        if number == 1:
            self.y -= SMALL_TWO
            ink.aligned(frame.left, frame.right, self.y + 2, page.title, "hei", SMALL_TWO)
            self.y -= 2.5 * MM
        middle = page.middle if number == 1 else f"{page.title}（续）"
        self.y -= 5.5 * MM
        ink.aligned(frame.left, frame.right, self.y + 1.6 * MM, page.left, "song", FIVE, "left")
        ink.aligned(frame.left, frame.right, self.y + 1.6 * MM, middle, "song" if number == 1 else "hei", FIVE)
        ink.aligned(frame.left, frame.right, self.y + 1.6 * MM, page.right, "song", FIVE, "right")
        self.y = self.heads.draw(ink, self.y)
        self.band = self.y
        self.fresh = True
        return ink

    def _close(self) -> None:
        assert self.ink is not None
        self._end_band()
        self.ink.across(self.frame.left, self.frame.right, self.y, heavy=True)
        self._foot(self.ink)
        self.ink.finish()
        self.record.turn(part_label(self.parts) or self.page.title)
        self.parts = [self.section.text] if self.section else []

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
        middle = frame.left + frame.room / 2
        here = f"第 {len(self.file.pages) + 1} 页　"
        ink.text(middle - measure(here, "song", 9), frame.foot, here, "song", 9, grey=True)
        ink.count(middle, frame.foot)
        ink.text(frame.left, frame.foot, printable(page.foot), "song", SIX, grey=True)

    def _close_ledger(self) -> None:
        if self.totals:
            texts = ["合计", *[""] * (len(self.page.columns) - 1)]
            for i, value in self.totals.items():
                texts[i] = f"{value:f}"
            self._place([self._lay(tuple(texts), total=True)], heavy=True)
        if self.page.blank_rows:
            while self.y - self.least >= self.frame.bottom:
                self._row_rules(self.y - self.least, heavy=False)
                self.y -= self.least
        self._close()

    # rows

    def _lay(self, cells: Cells, *, total: bool = False) -> LaidRow:
        if not total:
            self.number += 1
            self._add_up(cells)
        laid = []
        for i, text in enumerate(cells):
            found = self.caches[i].get(text)
            laid.append(found if found is not None else self._lay_cell(i, text, cells))
        height = self.least
        for i in self.own:
            if laid[i].height > height:
                height = laid[i].height
        return LaidRow(cells, tuple(laid), height)

    def _lay_cell(self, i: int, text: str, cells: Cells) -> Laid:
        quick = self._lay_quickly(i, text)
        if quick is not None:
            return self._keep(i, text, quick)
        column = self.page.columns[i]
        shown = printable(text)
        left, right = self.frame.edges[i] + PAD, self.frame.edges[i + 1] - PAD
        found = lay_text(self.file, fit(shown, "song", self.page.size, right - left, SIX), left, right, column.align)
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

    def _add_up(self, cells: Cells) -> None:
        for i in self.totals:
            try:
                self.totals[i] += Decimal(cells[i] or "0")
            except InvalidOperation:
                continue  # A masked amount counts as nothing; the sum then says so by being short.

    def _place(self, rows: Sequence[LaidRow], *, heavy: bool) -> None:
        """Put rows on the page, together where a page can hold them."""
        need = sum(row.height for row in rows)
        room, full = self.y - self.frame.bottom, self._full()
        # Paper is dear: a large household is rather split than a third of a page left white.
        if room < need <= full and not self.fresh and room <= full * _MOST_WHITE:
            self._turn()
        start = 0
        while start < len(rows):
            stop = self._fitting(rows, start)
            self._draw(rows[start:stop], heavy=heavy)
            start = stop
            if start < len(rows):
                self._turn()

    def _full(self) -> float:
        """Return the height for rows on a fresh page after the first."""
        heading = SECTION_HEIGHT if self.section else 0.0
        return self.frame.top - 5.5 * MM - self.heads.height - heading - self.frame.bottom

    def _fitting(self, rows: Sequence[LaidRow], start: int) -> int:
        """Return how far rows fit; at least one on a fresh page, so a giant row cannot stop the printing."""
        room = self.y - self.frame.bottom
        if rows[start].height > room and not self.fresh:
            self._turn()
            room = self.y - self.frame.bottom
        stop, used = start + 1, rows[start].height
        while stop < len(rows) and used + rows[stop].height <= room:
            used += rows[stop].height
            stop += 1
        return stop

    def _draw(self, rows: Sequence[LaidRow], *, heavy: bool) -> None:
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
        room = self.y - self.frame.bottom
        if not self.fresh and (section.new_page or room < SECTION_HEIGHT + 2 * self.least):
            self._turn()
        self.section = section
        if self.fresh:
            self.parts = []
        self.parts.append(section.text)
        assert self.ink is not None
        self._section_row(self.ink, section.text)

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


class _Heads:
    """The heading rows of a ledger, laid out once: one row, or two where neighbours share a group title."""

    def __init__(self, page: TablePage, frame: Frame) -> None:
        self.page, self.frame = page, frame
        self.texts = [
            balanced(column.title, "hei", page.head_size, frame.edges[i + 1] - frame.edges[i] - PAD)
            for i, column in enumerate(page.columns)
        ]
        self.groups = column_groups(page.columns)
        self.upper = 7.0 * MM if any(name for name, _, _ in self.groups) else 0.0
        single = max(text.height for text in self.texts) + 2 * PAD_Y
        self.height = max(8.0 * MM, single) + self.upper

    def draw(self, ink: Ink, top: float) -> float:
        """Draw the headings below `top`; returns where the rows begin."""
        edges, bottom = self.frame.edges, top - self.height
        for name, first, last in self.groups:
            if name:
                ink.aligned(edges[first], edges[last + 1], top - self.upper / 2 - self.page.head_size * 0.38, name,
                            "hei", self.page.head_size)  # fmt: skip
                ink.across(edges[first], edges[last + 1], top - self.upper)
            for i in range(first, last + 1):
                self._title(ink, i, top - (self.upper if name else 0.0), bottom)
            ink.down(edges[first], top, bottom, heavy=first == 0)
        ink.down(edges[-1], top, bottom, heavy=True)
        ink.across(edges[0], edges[-1], top, heavy=True)
        ink.across(edges[0], edges[-1], bottom)
        return bottom

    def _title(self, ink: Ink, i: int, top: float, bottom: float) -> None:
        text, edges = self.texts[i], self.frame.edges
        for line, width, dy in zip(text.lines, text.widths, baselines(text), strict=True):
            ink.text((edges[i] + edges[i + 1] - width) / 2, (top + bottom) / 2 + dy, line, "hei", text.size)
        ink.down(edges[i], top, bottom, heavy=i == 0)


def lay_text(file: PdfFile, text: SetText, left: float, right: float, align: str) -> Laid:
    """Lay set text between two positions: what to draw relative to the middle of its cell."""
    lines, ticks = [], []
    if text.lines == ("",):
        return Laid(0.0, ())
    for line, width, dy in zip(text.lines, text.widths, baselines(text), strict=True):
        x = left + (
            (right - left - width) / 2 if align == "center" else right - left - width if align == "right" else 0
        )
        lines.append((f"1 0 0 1 {x:.2f} ", dy, file.show(line, "song", text.size)))
        if TICKED in line:
            ticks += [
                (x + measure(line[:i], "song", text.size), dy, text.size)
                for i, char in enumerate(line) if char == TICKED
            ]  # fmt: skip
    return Laid(text.height + 2 * PAD_Y, tuple(lines), tuple(ticks))


def column_groups(columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    """Return runs of columns as (group title or "", first, last); columns without a group stand alone."""
    found: list[tuple[str, int, int]] = []
    for i, column in enumerate(columns):
        if column.group and found and found[-1][0] == column.group:
            found[-1] = (column.group, found[-1][1], i)
        else:
            found.append((column.group, i, i))
    return found


def part_label(sections: list[str]) -> str:
    """Return what part of a ledger a page shows: its first and last section, without their counts."""
    names = list(dict.fromkeys(text.split("　")[0] for text in sections))
    return "" if not names else names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}"


def _inner_rules(columns: Sequence[Column], edges: Sequence[float]) -> list[str]:
    """Return the rules between rows of one group, which leave shared columns open, as patterns taking y twice."""
    rules, start = [], None
    for i, column in enumerate([*columns, Column("", "", 0, shared=True)]):
        if not column.shared and start is None:
            start = edges[i]
        elif column.shared and start is not None:
            rules.append(f"{start:.2f} %.2f m {edges[i]:.2f} %.2f l")
            start = None
    return rules
