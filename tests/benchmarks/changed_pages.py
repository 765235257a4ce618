"""How much of a book must be printed again when 5 % of its rows changed in a month.

A resident ledger is laid out, registered, changed and compared by the real layout and the real comparison; no time is
measured. "Scattered" draws rows by chance over the whole book. "By household" changes whole households: people move, a
household is registered anew. "Visited" changes the rows of the households that a worker called on, a few lanes a month.
Rows drawn one by one hit 1 - 0.95^17, about 58 %, of pages with 17 rows, and 83 % of sheets with two such pages, whatever
a program does: only the last way and the pen are judged. By pen, pages with up to five changed rows stay and are
corrected after a supplement. Ours is pages to print, the yardstick the pages of the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from gridDesk.desk.shelf_pages import lay_out, numbers, parts_of, placed
from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.shelf import SheetOfPaper, StandingPage, StandingSheet, compare, sheets
from gridDesk.documents.table_page import Shelved
from gridDesk.documents.tables import build_table
from tests.benchmarks.measure import Result, at_most
from tests.benchmarks.papers import HEADER, paper_rows, resident_paper

PART = 0.05
LIMIT = 0.15
LINES = 28  # of a supplement page
MOST = 5  # rows of a page that are corrected by pen

Rows = list[dict[str, str]]
Draw = Callable[[Rows, Random], set[int]]


def measure(size: int, _rounds: int, _scratch: Path) -> list[Result]:
    """Return for each way of changing, and each way of printing, which part of the pages is printed."""
    rows = list(paper_rows(size))
    return [result for name, draw in WAYS.items() for result in _month(name, draw, rows)]


def _month(name: str, draw: Draw, rows: Rows) -> Iterator[Result]:
    random = Random(1)
    changed = draw(rows, random)
    after = [row | {"person.phone": f"139{n:08d}"} if n in changed else row for n, row in enumerate(rows)]
    for way, duplex in (("one side", False), ("both sides", True)):
        shelf, standing = _print(rows, {}, duplex), _print(rows, {}, duplex)
        old = {"resident_ledger": [(int(page.base), page.keys) for page in standing]}
        today = sheets(_print(after, old, duplex), duplex)
        exchange = compare([_standing(sheet) for sheet in sheets(shelf, duplex)], today)
        pages = sum(len(sheet.pages) for sheet in today)
        again = sum(len(sheet.pages) for sheet in exchange.put_in)
        yield _result(len(rows), f"{name}, {way}", again, pages, f"{len(changed)} rows", judged=name == "visited")
        pen = _by_pen(exchange.put_in, _lines(rows, changed, standing))
        yield _result(len(rows), f"{name}, {way}, by pen", pen, pages, f"{len(changed)} rows", judged=True)
    homes = len({row["household"] for row in rows})
    cards = len({rows[n]["household"] for n in changed})
    yield _result(len(rows), f"{name}, cards", cards, homes, f"{len(changed)} rows", judged=False)


def _result(size: int, case: str, ours: int, all_pages: int, note: str, *, judged: bool) -> Result:
    target = at_most(LIMIT, since=1000) if judged else None
    return Result(
        bench="changed_pages", case=case, size=size, ours=float(ours), yardstick=float(all_pages), unit="pages",
        target=target, note=note,
    )  # fmt: skip


def _print(rows: Rows, old: dict[str, list[tuple[int, tuple[str, ...]]]], duplex: bool) -> tuple[PrintedPage, ...]:
    page = build_table(resident_paper(), rows, HEADER, Shelved())
    return lay_out(placed(page, numbers(old, parts_of(page)), duplex))


def _standing(sheet: SheetOfPaper) -> StandingSheet:
    return StandingSheet(
        *(
            StandingPage(paper=page.paper, base=page.base, turn=page.turn, label=page.label, digest=page.digest)
            for page in sheet.pages
        )
    )


def _lines(rows: Rows, changed: set[int], pages: tuple[PrintedPage, ...]) -> dict[str, int]:
    """Return how many changed rows stand on each page, by its label."""
    homes: dict[str, int] = {}
    for n in changed:
        homes[rows[n]["household"]] = homes.get(rows[n]["household"], 0) + 1
    return {page.label: sum(homes.get(key, 0) for key in page.keys) for page in pages}


def _by_pen(put_in: tuple[SheetOfPaper, ...], lines: dict[str, int]) -> int:
    """Return how many pages are printed when sheets with few changed rows on each page are corrected by pen."""
    pen = [sheet for sheet in put_in if all(lines.get(page.label, 0) <= MOST for page in sheet.pages)]
    told = sum(lines.get(page.label, 0) for sheet in pen for page in sheet.pages)
    return sum(len(sheet.pages) for sheet in put_in if sheet not in pen) + -(-told // LINES)


# ---- what changes in a month ----


def scattered(rows: Rows, random: Random) -> set[int]:
    """Draw rows by chance."""
    return set(random.sample(range(len(rows)), max(1, round(len(rows) * PART))))


def by_household(rows: Rows, random: Random) -> set[int]:
    """Draw households by chance, and change all their rows."""
    homes = sorted({row["household"] for row in rows})
    drawn = set(random.sample(homes, max(1, round(len(homes) * PART))))
    return {n for n, row in enumerate(rows) if row["household"] in drawn}


def visited(rows: Rows, random: Random) -> set[int]:
    """Draw lanes of twenty households next to each other, and change half of the rows there."""
    homes = sorted({row["household"] for row in rows})
    lanes = [homes[start : start + 20] for start in range(0, len(homes), 20)]
    called_on = {home for lane in random.sample(lanes, max(1, round(len(lanes) * PART * 2))) for home in lane}
    near = [n for n, row in enumerate(rows) if row["household"] in called_on]
    return set(random.sample(near, max(1, min(len(near), round(len(rows) * PART)))))


WAYS: dict[str, Draw] = {"scattered": scattered, "by household": by_household, "visited": visited}
