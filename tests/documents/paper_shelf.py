"""A ledger, a printer and a shelf made of plain lists: what change printing is tried out on.

The layout follows the rules of the real one (a group keeps its numbered page, what does not fit goes on to 12-1) with
rows that are all one line high.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.shelf import (
    Exchange,
    SheetOfPaper,
    StandingPage,
    StandingSheet,
    compare,
    exchanged,
    identity,
    places,
    sheets,
)

ROOM, RESERVE = 6, 1


@dataclass(frozen=True)
class Home:
    """A group of a ledger: its key, its section, what its rows say, and how many there are."""

    key: str
    section: str
    text: str
    lines: int = 1


@dataclass
class Layout:
    """Lays homes on numbered pages; one object per printing."""

    where: Mapping[str, int]
    duplex: bool
    new_page: bool
    pages: list[PrintedPage] = field(default_factory=list)
    base: int = 1
    turn: int = 0
    used: int = 0
    said: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    section: str = ""

    def lay(self, homes: Iterable[Home]) -> list[PrintedPage]:
        """Return the pages of a ledger."""
        begun, last = False, max(self.where.values(), default=0)
        for home in homes:
            wanted = self.where.get(home.key, 0)
            if not begun:
                self.base, begun = wanted or 1, True
            elif wanted > self.base:
                self._next(wanted)
            elif self.used and (self._breaks(home) or self._is_full(home)):
                self._overflow() if self.base < last else self._next(self.base + 1)
            self.section = home.section
            self._put(home)
        self._close()
        self._fill()
        return self.pages

    def _breaks(self, home: Home) -> bool:
        return self.new_page and home.section != self.section

    def _is_full(self, home: Home) -> bool:
        room = ROOM - self.used - (0 if self.where else RESERVE)
        return home.lines > room if home.lines <= ROOM - RESERVE else room < 1

    def _put(self, home: Home) -> None:
        self.keys.append(home.key)
        for line in range(home.lines):
            if self.used == ROOM:
                self._overflow()
                self.keys.append(home.key)
            self.used += 1
            self.said.append(f"{self.section}/{home.text}/{line}")

    def _close(self) -> None:
        label = f"{self.base}-{self.turn}" if self.turn else str(self.base)
        digest = hashlib.sha256("|".join(self.said).encode()).hexdigest()
        number = len(self.pages) + 1
        self.pages.append(
            PrintedPage(number, "", digest, "ledger", label, str(self.base), self.turn, tuple(dict.fromkeys(self.keys)))
        )
        self.used, self.said, self.keys = 0, [], []

    def _next(self, base: int) -> None:
        self._close()
        if (base + 1) // 2 != (self.base + 1) // 2:
            self._fill()
        self.base, self.turn = base, 0

    def _overflow(self) -> None:
        self._close()
        self.turn += 1

    def _fill(self) -> None:
        if self.duplex and len(self.pages) % 2:
            self.pages.append(PrintedPage(len(self.pages) + 1, "（空白页）", "", "ledger"))


@dataclass
class Office:
    """An office with one ledger and its shelf. Keeps the register apart from the paper that really stands there.

    `paper` holds, per sheet code, the sheets a clerk put on the shelf by following the slips.
    """

    homes: list[Home] = field(default_factory=list)
    duplex: bool = False
    new_page: bool = False
    register: list[tuple[StandingSheet, dict[int, tuple[str, ...]]]] = field(default_factory=list)
    paper: dict[str, SheetOfPaper] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    printings: int = 0

    @property
    def shelf(self) -> list[StandingSheet]:
        """Return the sheets in the register."""
        return [sheet for sheet, _ in self.register]

    def today(self, *, fresh: bool = False) -> list[SheetOfPaper]:
        """Return the sheets a full print would give under the register."""
        where = {} if fresh else places(self._stood(), [home.key for home in self.homes], self._sections())
        return sheets(Layout(where, self.duplex, self.new_page).lay(self.homes), self.duplex)

    def _stood(self) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (int(page.base), keys[page.number]) for sheet, keys in self.register for page in sheet.pages
        ]  # fmt: skip

    def _sections(self) -> dict[str, str] | None:
        return {home.key: home.section for home in self.homes} if self.new_page else None

    def change(self, today: list[SheetOfPaper]) -> Exchange:
        """Return what a change print of these sheets would exchange."""
        return compare(self.shelf, today)

    def print(self, today: list[SheetOfPaper], numbers: Iterable[int]) -> Exchange:
        """Print some pages, exchange sheets as the slip says, and move the register."""
        self.printings += 1
        code, came_out = f"P{self.printings}", set(numbers)
        done = exchanged(self.shelf, today, came_out)
        for old in done.take_out:
            del self.paper[old.front.sheet_code]
            self.replaced |= {page.sheet_code: code for page in old.pages}
        gone = {sheet.front.sheet_code for sheet in done.take_out}
        self.register = [entry for entry in self.register if entry[0].front.sheet_code not in gone]
        for sheet in done.put_in:
            standing = StandingSheet(*(_standing(page, code) for page in sheet.pages))
            self.register.append((standing, {page.number: page.keys for page in sheet.pages}))
            self.paper[standing.front.sheet_code] = sheet
        return done

    def on_shelf(self) -> list[tuple[object, ...]]:
        """Return what stands on the shelf, in the order of its page numbers."""
        return sorted(
            (face(sheet) for sheet in self.paper.values()), key=lambda said: [(int(p[1]), p[2]) for p in said]
        )


def face(sheet: SheetOfPaper) -> tuple[tuple[object, ...], ...]:
    """Return what a sheet says, page by page."""
    return tuple((*identity(page), page.label, page.digest) for page in sheet.pages)


def _standing(page: PrintedPage, code: str) -> StandingPage:
    return StandingPage(
        paper=page.paper, base=page.base, turn=page.turn, label=page.label, digest=page.digest, code=code,
        number=page.number,
    )  # fmt: skip


def homes(count: int, *, sections: int = 1, lines: int = 1) -> list[Home]:
    """Return invented homes in sections of equal size."""
    return [Home(f"h{n}", f"第{n * sections // count + 1}组", f"户{n}", lines) for n in range(count)]


def renamed(home: Home, text: str) -> Home:
    """Return a home that says something else."""
    return replace(home, text=text)
