"""A ledger that stands on a shelf, to PDF: every group keeps its numbered page, so that a change stays on its sheet.

What no longer fits on page 12 goes on to 12-1, 12-2; behind the last page the numbers go on. How a page looks depends
only on the groups that stand on it, never on how many came before: numbers of rows begin anew on each page and no page
says how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gridDesk.documents import sheet_foot
from gridDesk.documents.ink import Ink
from gridDesk.documents.pdffile import PdfFile
from gridDesk.documents.record import BLANK, Recorder
from gridDesk.documents.table_layout import LaidRow, part_label
from gridDesk.documents.table_page import Group, Section, Shelved, TablePage
from gridDesk.documents.table_pdf import PEN, SECTION_HEIGHT, TableWriter

NUMBERS = "no"


class ShelvedWriter(TableWriter):
    """Writes one shelved TablePage into a PdfFile."""

    def __init__(self, page: TablePage, file: PdfFile, record: Recorder) -> None:
        assert page.shelved is not None
        super().__init__(page, file, record)
        self.shelved: Shelved = page.shelved
        self.base, self.turn = 1, 0
        self.last = max(self.shelved.places.values(), default=0)
        self.keys: list[str] = []
        self.waiting: Section | None = None
        self.counted = 0
        self.numbers = next((i for i, column in enumerate(page.columns) if column.key == NUMBERS), None)

    def write(self) -> None:
        """Write the whole ledger; the first page opens when it is known which one it is."""
        for item in self.page.body:
            if isinstance(item, Section):
                self.waiting = item
            else:
                group = item if isinstance(item, Group) else Group((item,), light=True)
                self._group(group, self._lay_rows(group.rows))
        if self.ink is None:
            self._open()
        last = self._sum_up()
        self._close(last=last)
        self._fill_sheet()

    # where a group goes

    def _group(self, group: Group, rows: list[LaidRow]) -> None:
        wanted = self.shelved.places.get(group.key)
        heading = SECTION_HEIGHT if self.waiting else 0.0
        need = sum(row.need for row in rows) + heading
        if self.ink is None:
            self._begin(wanted or 1)
        elif wanted is not None and wanted > self.base:
            self._next(wanted)
        elif not self.fresh and (self._breaks() or self._is_full(need, rows[0].need + heading)):
            if self.base < self.last:
                self._overflow()
            else:
                self._next(self.base + 1)
        if self.waiting:
            self._head(self.waiting)
        if group.key:
            self.keys.append(group.key)
        self._put(rows, heavy=not group.light)

    def _breaks(self) -> bool:
        return self.waiting is not None and self.waiting.new_page

    def _is_full(self, need: float, first: float) -> bool:
        """Tell whether a group must go to another page; one that no page holds is begun where its first row fits.

        Which group no page holds must not depend on the reserve of this printing, or the next would place it otherwise.
        """
        reserve = self.shelved.reserve * self.least
        room = self.y - self.floor - (0.0 if self.shelved.places else reserve)
        return need > room if need <= self._full() - reserve else first > room

    def _put(self, rows: Sequence[LaidRow], *, heavy: bool) -> None:
        self.here.groups += heavy
        start = 0
        while start < len(rows):
            stop = self._fitting(rows, start)
            self._draw(self._numbered(rows[start:stop]), heavy=heavy, again=start > 0)
            start = stop
            if start < len(rows):
                self._turn()

    def _numbered(self, rows: Sequence[LaidRow]) -> list[LaidRow]:
        """Number rows (or groups, where the number stands once for the group) from the top of the page."""
        at = self.numbers
        if at is None:
            return list(rows)
        shared = self.page.columns[at].shared
        found: list[LaidRow] = []
        for row in rows:
            self.counted += not (shared and found)
            text = str(self.counted)
            cells = (*row.cells[:at], text, *row.cells[at + 1 :])
            laid = (*row.laid[:at], self.caches[at].get(text) or self._lay_cell(at, text, cells), *row.laid[at + 1 :])
            found.append(replace(row, cells=cells, laid=laid))
        return found

    # pages

    def _begin(self, base: int) -> None:
        self.base, self.turn = base, 0
        self._open()
        self._continue()

    def _next(self, base: int) -> None:
        self._close()
        if (base + 1) // 2 != (self.base + 1) // 2:
            self._fill_sheet()
        self._begin(base)

    def _overflow(self) -> None:
        self._close()
        self.turn += 1
        self._open()
        self._continue()

    def _turn(self) -> None:
        """Go on with the same group on a page of the same number."""
        self._overflow()

    def _continue(self) -> None:
        """Say the running section's name again, unless a new one begins here."""
        if self.section and not self.waiting:
            assert self.ink is not None
            self._section_row(self.ink, f"{part_label([self.section.text])}（续）")

    def _open(self) -> Ink:
        self.counted = 0
        return super()._open()

    def _close(self, *, last: bool = False) -> None:
        self._blank_rows(max(self.least, PEN), self.floor if not last else self.frame.bottom)
        super()._close(last=last)

    def _turned(self, part: str) -> None:
        self.record.turn(part, self.label, str(self.base), self.turn, tuple(self.keys))
        self.keys = []

    def _fill_sheet(self) -> None:
        """Leave the back of a sheet white where the next pages belong to another one."""
        if self.shelved.duplex and (self.file.turned - self.start) % 2:
            Ink(self.file, self.page.sheet.width, self.page.sheet.height).finish()
            self.record.turn("（空白页）", BLANK)

    def _head(self, section: Section) -> None:
        assert self.ink is not None
        if self.fresh:
            self.parts = []
        self.section, self.waiting = section, None
        self.parts.append(section.text)
        self._mark(section)
        self._section_row(self.ink, section.text)

    # what the sheet is called

    @property
    def label(self) -> str:
        """Return the number of the page being written, as it is printed: 12, 12-1."""
        return f"{self.base}-{self.turn}" if self.turn else str(self.base)

    @property
    def is_first(self) -> bool:
        """Tell whether the page being written bears the large title: page 1, wherever it stands."""
        return self.base == 1 and self.turn == 0

    def _number(self, ink: Ink) -> None:
        words = "　".join(part for part in (self.page.series, f"第 {self.label} 页") if part)
        sheet_foot.draw(ink, self.page, self.frame.left, self.frame.right, words)

    def _full(self) -> float:
        """Return the height for rows on a fresh page; the same for all pages, so that page 1 needs no rule of its own."""
        return super()._full() - (SECTION_HEIGHT if not self.section else 0.0)
