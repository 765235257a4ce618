"""A ledger on the shelf: on which numbered page each group stands, and which sheets must be exchanged.

Everything here is plain data in and out. A page has an identity, (paper, base, turn), that stays while what it says
changes; a sheet is one piece of paper with a front and perhaps a back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gridDesk.documents.printed import PrintedPage

Identity = tuple[str, str, int]
"""What a page is called by in the register: paper, base and turn."""


@dataclass(frozen=True, slots=True)
class SheetOfPaper:
    """One piece of paper as it would be printed today. `back` is None when nothing or only filling stands there."""

    front: PrintedPage
    back: PrintedPage | None = None

    @property
    def pages(self) -> tuple[PrintedPage, ...]:
        """Return the pages on it that say something."""
        return (self.front,) if self.back is None else (self.front, self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPage:
    """A page as it stands on the shelf: what it is called, what it says (digest), and the code printed at its foot.

    `code` is the number of the printing and `number` the page's place in it: together the sheet's own number.
    `amended` is true when a supplement tells what to correct on it by pen; its digest is then that of the corrected
    page.
    """

    paper: str
    base: str
    turn: int
    label: str
    digest: str
    code: str = ""
    number: int = 0
    printed_at: str = ""
    amended: bool = False

    @property
    def sheet_code(self) -> str:
        """Return the number printed at the foot of the page: A1B2C3D4-12."""
        return f"{self.code}-{self.number}"


@dataclass(frozen=True, slots=True)
class StandingSheet:
    """One piece of paper on the shelf."""

    front: StandingPage
    back: StandingPage | None = None

    @property
    def pages(self) -> tuple[StandingPage, ...]:
        """Return its pages."""
        return (self.front,) if self.back is None else (self.front, self.back)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is to be done at the shelf: which sheets to take out, which to put in, which stay as they are."""

    take_out: tuple[StandingSheet, ...] = ()
    put_in: tuple[SheetOfPaper, ...] = ()
    still_valid: tuple[StandingSheet, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether the shelf says what the ledger says."""
        return not (self.take_out or self.put_in)


# ---- places ----


def places(
    old: Sequence[tuple[int, Sequence[str]]], today: Sequence[str], sections: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return the page number each group of today stands on, so that as few pages as possible change.

    `old` tells which groups stood on which page (overflow counts as its page); where a key stands on several the last
    one told counts. The longest run of groups that kept their order stays where it stood; a new or moved group goes to
    the page of the group before it that stayed, at the very beginning to that of the one after it. With `sections`
    (each starts a fresh page) a neighbour of the same section is preferred. Numbers never fall in today's order. Empty
    when nothing of today stood on the shelf. Takes O(n log n).
    """
    stood = {key: number for number, keys in old for key in keys if key}
    today = list(dict.fromkeys(key for key in today if key))
    anchored = _anchored([(key, stood[key]) for key in today if key in stood])
    if not anchored:
        return {}
    before = _nearest(today, anchored, sections)
    after = _nearest(today[::-1], anchored, sections)
    found: dict[str, int] = {}
    least = 0
    for key in today:
        number = anchored.get(key) or _beside(before[key], after[key])
        least = found[key] = max(least, number)
    return found


def _anchored(kept: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return the longest non-decreasing run of (key, page) pairs, by patience sorting."""
    tops: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for i, (_, number) in enumerate(kept):
        pile = bisect_right(tops, number)
        back.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(number)
            ends.append(i)
        else:
            tops[pile], ends[pile] = number, i
    at, run = ends[-1] if ends else -1, []
    while at >= 0:
        run.append(kept[at])
        at = back[at]
    return dict(reversed(run))


_Near = tuple[int, bool]  # the page of the nearest anchored group (0: none), and whether it is of the same section


def _nearest(keys: Iterable[str], anchored: Mapping[str, int], sections: Mapping[str, str] | None) -> dict[str, _Near]:
    """Return, for each key that is not anchored, the last anchored page met before it."""
    number, section, found = 0, "", {}
    for key in keys:
        if key in anchored:
            number, section = anchored[key], sections.get(key, "") if sections else ""
        else:
            found[key] = (number, not sections or sections.get(key, "") == section)
    return found | dict.fromkeys(anchored, (0, False))


def _beside(before: _Near, after: _Near) -> int:
    """Choose the neighbour before, unless there is none or only the one after is of the same section."""
    if not before[0] or (after[0] and after[1] and not before[1]):
        return after[0]
    return before[0]


# ---- sheets ----


def sheets(pages: Sequence[PrintedPage], duplex: bool) -> list[SheetOfPaper]:
    """Put the pages of a whole document on sheets of paper: one each, or front and back as the printer does.

    The writers leave filling pages (without a base), so that the pages 2n-1 and 2n of a numbered ledger with what
    overflowed from them, a form, or a part of a book begin on the front of a sheet. Filling is not told.
    """
    found = []
    for _, sides in groupby(pages, lambda page: (page.number + 1) // 2 if duplex else page.number):
        said = [page for page in sides if page.base]
        if said:
            found.append(SheetOfPaper(*said))
    return found


# ---- exchange ----


def compare(shelf: Sequence[StandingSheet], today: Sequence[SheetOfPaper]) -> Exchange:
    """Compare the sheets on the shelf with those of today, by what their pages say and are called."""
    standing = {_face(sheet): sheet for sheet in shelf}
    put_in = tuple(sheet for sheet in today if _face(sheet) not in standing)
    wanted = {_face(sheet) for sheet in today}
    valid = tuple(sheet for sheet in shelf if _face(sheet) in wanted)
    return Exchange(tuple(sheet for sheet in shelf if _face(sheet) not in wanted), put_in, valid)


def exchanged(shelf: Sequence[StandingSheet], today: Sequence[SheetOfPaper], numbers: Collection[int]) -> Exchange:
    """Return what really changes at the shelf when only the pages `numbers` of today's document came out whole.

    A sheet counts when all its pages came out. It replaces every sheet that carries one of its pages. Sheets whose
    pages are no longer used go only with the last sheet of the exchange: until then they still say what no other says.
    """
    put_in = tuple(sheet for sheet in today if all(page.number in numbers for page in sheet.pages))
    covered = {identity(page) for sheet in put_in for page in sheet.pages}
    gone = {identity(page) for sheet in shelf for page in sheet.pages} - {
        identity(page) for sheet in today for page in sheet.pages
    }
    missing = compare(shelf, today).put_in
    whole = {_face(sheet) for sheet in missing} <= {_face(sheet) for sheet in put_in}
    out: list[StandingSheet] = []
    kept: list[StandingSheet] = []
    for sheet in shelf:
        said = {identity(page) for page in sheet.pages}
        (out if said & covered or (whole and said <= gone) else kept).append(sheet)
    return Exchange(tuple(out), put_in, tuple(kept))


def identity(page: PrintedPage | StandingPage) -> Identity:
    """Return what a page is called by in the register, whatever it says."""
    return page.paper, page.base, page.turn


def _face(sheet: SheetOfPaper | StandingSheet) -> tuple[tuple[str, str, int, str, str], ...]:
    return tuple((*identity(page), page.label, page.digest) for page in sheet.pages)
