"""The page register: what stands on a shelf according to what was printed and confirmed, and what a sheet's code answers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, cast

import msgspec

from gridDesk.desk.office import Desk
from gridDesk.desk.paper_levels import CHOICES, parse
from gridDesk.desk.shelf_pages import Part
from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.shelf import Exchange, Identity, SheetOfPaper, StandingPage, StandingSheet, identity
from gridDesk.text import now_iso

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.store import PrintJob, ShelfPage


SUPPLEMENT = "#supplement"


@dataclass(frozen=True, slots=True)
class Amendment:
    """A page that is corrected by pen: what it is called, what it says then, and its groups with their lines."""

    identity: Identity
    digest: str
    groups: dict[str, list[object]]


class Stack:
    """The sheets of one paper, scope and copy that stand on the shelf."""

    def __init__(self, desk: Desk, order: PrintOrder) -> None:
        self.desk, self.order = desk, order
        self.scope = scope_of(order)
        self.key = f"{order.paper}/{self.scope}/{order.copy}"
        self._read()

    def _read(self) -> None:
        self.pages: list[ShelfPage] = self.desk.store.system.shelf_pages.list(shelf=self.key, replaced_at="")
        self.sheets = tuple(standing(self.pages))

    def numbered(self) -> dict[str, list[tuple[int, list[str]]]]:
        """Return which groups stand on which numbered page, by paper; the last printed page last.

        First of all come the pages that were to be printed and were lost in the printer: their groups belong there still.
        """
        jobs = {job.code: job.n for job in self._jobs()}
        found: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
        for paper, number, keys in cast(
            "list[tuple[str, int, list[str]]]", self.desk.store.system.get(self._owing, [])
        ):
            found[paper].append((number, keys))
        for page in sorted(self.pages, key=lambda page: jobs.get(page.code, 0)):
            if page.base.isdigit():
                found[page.paper].append((int(page.base), list(page.groups)))
        return found

    def relaid(self) -> bool:
        """Tell whether the order asks for another layout than the sheets on the shelf have."""
        return any(job.layout != layout_of(self.order) for job in self._jobs())

    @property
    def _owing(self) -> str:
        """Return the name of the setting that tells which pages were meant to be printed and did not come out."""
        return f"shelf.owing.{self.key}"

    def _owe(self, today: Sequence[SheetOfPaper], change: Exchange) -> None:
        there = {(identity(page), page.digest) for sheet in change.put_in for page in sheet.pages}
        there |= {(identity(page), page.digest) for sheet in change.still_valid for page in sheet.pages}
        lost = [page for sheet in today for page in sheet.pages if (identity(page), page.digest) not in there]
        owed = [[page.paper, int(page.base), list(page.keys)] for page in lost if page.base.isdigit()]
        if owed or self.desk.store.system.get(self._owing):
            self.desk.store.system.put(self._owing, owed)

    def _jobs(self) -> list[PrintJob]:
        jobs = self.desk.store.system.print_jobs
        found = [jobs.get(code) for code in dict.fromkeys(page.code for page in self.pages)]
        return [job for job in found if job is not None]

    def amend(self, amendments: Sequence[Amendment], code: str, pages: int) -> None:
        """Write down that a supplement of `pages` pages corrects pages by pen: they say now what they should say today."""
        said = {(page.paper, page.base, page.turn): page for page in self.pages}
        changed = []
        for one in amendments:
            page = said.get(one.identity)
            if page is None or page.digest == one.digest:
                continue  # printed anew in the meantime
            by = ",".join(dict.fromkeys([*filter(None, page.amended_by.split(",")), code]))
            changed.append(replace(page, amended=one.digest, amended_by=by, groups=one.groups))
        supplements = [self._supplement(code, number) for number in range(1, pages + 1)]
        self.desk.store.system.shelf_pages.put_all([*changed, *supplements])
        self._read()

    def _supplement(self, code: str, number: int) -> ShelfPage:
        from gridDesk.store import ShelfPage

        return ShelfPage(
            code=code, number=number, shelf=f"{self.key}{SUPPLEMENT}", sheet=number, position=number, paper=SUPPLEMENT,
            label=str(number), base=str(number), turn=0, digest="", printed_at=now_iso(),
        )  # fmt: skip

    def supplements(self) -> list[ShelfPage]:
        """Return the pages of supplements that still correct something on the shelf."""
        return self.desk.store.system.shelf_pages.list(shelf=f"{self.key}{SUPPLEMENT}", replaced_at="")

    def spent(self, change: Exchange) -> list[str]:
        """Return the codes of supplements that correct nothing any more once an exchange is made."""
        out = _numbers(change.take_out)
        still = {
            code for page in self.pages if (page.code, page.number) not in out for code in page.amended_by.split(",")
        }
        return sorted({page.code for page in self.supplements()} - still)

    def exchange(self, today: Sequence[SheetOfPaper], change: Exchange, parts: Mapping[str, Part]) -> None:
        """Write down an exchange of sheets: new pages in, replaced ones out, every page at its place of today."""
        now = now_iso()
        sheet_of = {page.number: n for n, sheet in enumerate(today, 1) for page in sheet.pages}
        put = [page for sheet in change.put_in for page in sheet.pages]
        places = {identity(page): page.number for sheet in today for page in sheet.pages}
        kept = self._kept(change, places) + self._gone(change, now)
        new = [self._new(page, sheet_of[page.number], parts, now) for page in put]
        spent = self.spent(change)
        empty = [page for page in self.supplements() if page.code in spent]
        emptied = [replace(page, replaced_at=now, replaced_by=self.order.code) for page in empty]
        self.desk.store.system.shelf_pages.put_all([*kept, *new, *emptied])
        self._owe(today, change)

    def _new(self, page: PrintedPage, sheet: int, parts: Mapping[str, Part], now: str) -> ShelfPage:
        from gridDesk.store import ShelfPage

        return ShelfPage(
            code=self.order.code, number=page.number, shelf=self.key, sheet=sheet, position=page.number,
            paper=page.paper, label=page.label, base=page.base, turn=page.turn, digest=page.digest,
            groups=groups_on(page, parts.get(page.paper)), printed_at=now,
        )  # fmt: skip

    def _kept(self, change: Exchange, places: Mapping[tuple[str, str, int], int]) -> list[ShelfPage]:
        """Return the pages that stay but have another place than before."""
        out = _numbers(change.take_out)
        stay = [page for page in self.pages if (page.code, page.number) not in out]
        moved = [(page, places.get((page.paper, page.base, page.turn), page.position)) for page in stay]
        return [replace(page, position=position) for page, position in moved if position != page.position]

    def _gone(self, change: Exchange, now: str) -> list[ShelfPage]:
        """Return the pages taken out, each with the sheet that says now what it said."""
        same = {identity(page): page.number for sheet in change.put_in for page in sheet.pages}
        beside = {number: _successor(sheet, same) for sheet in change.take_out for number in _numbers([sheet])}
        gone = []
        for page in self.pages:
            if (page.code, page.number) in beside:
                number = same.get((page.paper, page.base, page.turn), beside[page.code, page.number])
                by = f"{self.order.code}-{number}" if number else self.order.code
                gone.append(replace(page, replaced_at=now, replaced_by=by, groups={}))
        return gone


def _numbers(sheets: Iterable[StandingSheet]) -> set[tuple[str, int]]:
    return {(page.code, page.number) for sheet in sheets for page in sheet.pages}


def _successor(sheet: StandingSheet, same: Mapping[tuple[str, str, int], int]) -> int:
    """Return the number of the first new page that is called as one of the old sheet's; 0 when none is."""
    return next((same[identity(page)] for page in sheet.pages if identity(page) in same), 0)


def standing(pages: Sequence[ShelfPage]) -> list[StandingSheet]:
    """Return the sheets of paper that registered pages are on, in their order on the shelf."""
    found = []
    ordered = sorted(pages, key=lambda page: (page.code, page.sheet, page.number))
    for _, sides in groupby(ordered, lambda page: (page.code, page.sheet)):
        sheet = list(sides)
        found.append((sheet[0].position, StandingSheet(*map(_standing, sheet))))
    return [sheet for _, sheet in sorted(found, key=lambda pair: pair[0])]


def _standing(page: ShelfPage) -> StandingPage:
    return StandingPage(
        paper=page.paper, base=page.base, turn=page.turn, label=page.label, digest=page.amended or page.digest,
        code=page.code, number=page.number, printed_at=page.printed_at, amended=bool(page.amended),
    )  # fmt: skip


def groups_on(page: PrintedPage, part: Part | None) -> dict[str, list[object]]:
    """Return, per group on a page, the line and the cells' digests of each of its rows; nothing for forms."""
    found: dict[str, list[object]] = {}
    line = 1
    for key in page.keys:
        rows = part.groups[key].rows if part and key in part.groups else ()
        found[key] = [[line + n, cells] for n, cells in enumerate(rows)]
        line += len(rows)
    return found


def scope_of(order: PrintOrder) -> str:
    """Return an opaque word for the part of the ledgers an order prints; two stacks of one paper differ by it."""
    said = [order.grid, order.village_group, sorted(order.households), sorted(order.records), order.date, order.month,
            order.mode, order.days, level_of(order)]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]


def level_of(order: PrintOrder) -> str:
    """Return how much an order shows, however it says so."""
    return order.level or ("M0" if order.full_ids else "M1")


def layout_of(order: PrintOrder) -> str:
    """Return an opaque word for how an order is laid out: with another layout every page number begins anew."""
    return hashlib.sha256(msgspec.json.encode(order.layout)).hexdigest()[:16]


def title_of(desk: Desk, order: PrintOrder, title: str) -> str:
    """Return what a stack is called: 实有人口台账（第3组）, 户卡（2 户）; no names of people."""
    words = []
    if order.grid:
        words.append(desk.store.titles("grid", {order.grid}).get(order.grid, "") or "一个网格")
    words += [order.village_group] if order.village_group else []
    words += [f"{len(order.households)} 户"] if order.households else []
    words += [order.date or order.month] if order.date or order.month else []
    words += [] if level_of(order) == "M0" else [CHOICES[parse(level_of(order))].title]
    words += [f"第 {order.copy} 份"] if order.copy > 1 else []
    return f"{title}（{'，'.join(words)}）" if words else title
