"""The people page of a big office: opening it, jumping about in it, sorting and filtering it, against having all in memory.

`--size 2000000 --scratch FOLDER` does it for a district, made there once (a quarter of an hour, 7 GB) and used again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from gridDesk.desk import Desk, tables
from gridDesk.ledger.filter import Condition
from gridDesk.store.pinyin import sort_key
from gridDesk.text import name_key
from tests.benchmarks import offices
from tests.benchmarks.measure import Result, Side, alternate, at_most, faster, spread, timed

NEEDS_OFFICE = True
SCREEN_ROWS = 40
JUMPS = 20  # a round
WARM = 3
MOST_FOR_PROXY = 10_000
_kept: list[object] = []
_ALL = """
SELECT p.name, p.sex, p.birth, p.id_number, r.relation, h.number, a.text, p.phone, r.kind, p.education, p.political,
    p.verified_on
FROM ledger_person p LEFT JOIN ledger_residence r ON r.person = p.uid AND r.state = 'active'
LEFT JOIN ledger_household h ON h.uid = r.household
LEFT JOIN ledger_address a ON a.uid = coalesce(r.address, h.address) WHERE p.state = 'active' ORDER BY p.n
"""
Texts = list[list[str]]


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Measure on an office that is unlocked already; opening its file belongs to the first screen."""
    copies = offices.Copies(offices.demo(scratch, size), scratch)
    screen, everything = alternate(
        _opening(copies, _first_screen), _opening(copies, _prefetch), rounds=rounds
    )  # fmt: skip
    desk = copies.at(copies.source)
    try:
        rows = _prefetch(desk)
        first = Result(
            bench="first_screen", case="open + first page", size=size, ours=screen.median, peak=screen.peak,
            yardstick=everything.median, against="prefetch of all", target=at_most(0.2, since=100_000),
            note=f"{desk.store.count('person'):,} people",
        )  # fmt: skip
        return [
            first,
            *_sorting(desk, rows, size, rounds),
            *_filtering(desk, rows, size, rounds),
            *_jumping(desk, rows, size, JUMPS * rounds),
        ]
    finally:
        desk.close()


def _opening(copies: offices.Copies, work: Callable[[Desk], object]) -> Side:
    """Return a side that opens the office's file and works on it."""
    opened: list[Desk] = []

    def run(_: object) -> object:
        opened.append(copies.at(copies.source))
        return work(opened[-1])

    return Side(run, after=lambda _: opened.pop().close())


def _first_screen(desk: Desk) -> Texts:
    table = tables.people_table(desk)
    return [table.texts(n) for n in range(min(SCREEN_ROWS, table.count))]


def _prefetch(desk: Desk) -> Texts:
    """Return every person as texts, the way a model that holds everything starts."""
    return [[str(value or "") for value in row] for row in desk.store._db.conn.execute(_ALL)]


def _sorting(desk: Desk, rows: Texts, size: int, rounds: int) -> list[Result]:
    def in_python(_: object) -> object:
        return sorted(range(len(rows)), key=lambda n: sort_key(rows[n][0], name_key(rows[n][0])))

    ids, strokes, python = alternate(
        Side(lambda _: tables.people_table(desk, sort="name", descending=True)),
        Side(lambda _: tables.people_table(desk, sort="name@strokes")),
        Side(in_python),
        rounds=rounds,
    )
    proxy = _proxy_sort(rows) if size <= MOST_FOR_PROXY else None
    note = "" if proxy else f"the proxy is measured up to {MOST_FOR_PROXY:,} rows only: it would take minutes"
    common = {"bench": "first_screen", "size": size, "ours": ids.median}
    return [
        Result(**common, case="sort by name", yardstick=python.median, against="Python sort of all", peak=ids.peak),
        Result(**common | {"ours": strokes.median}, case="sort by strokes", yardstick=python.median,
               against="Python sort of all", peak=strokes.peak),
        Result(**common, case="sort by name, Qt", yardstick=proxy, against="QSortFilterProxyModel", target=faster(100, since=10_000),
               note=note),
    ]  # fmt: skip


def _filtering(desk: Desk, rows: Texts, size: int, rounds: int) -> list[Result]:
    """Filter by the person's own columns and by one of the residence, as the arrows in the headers do, and sort."""
    women = Condition("sex", "is", ("2",))
    old = Condition("birth", "between", (None, "1965-12-31"))
    here = Condition("kind", "is", ("01",), via="residence.person")
    cases: list[tuple[str, list[Condition], Callable[[list[str]], bool]]] = [
        ("filter sex", [women], lambda row: row[1] == "2"),
        ("filter sex and age", [women, old], lambda row: row[1] == "2" and bool(row[2]) and row[2] <= "1965-12-31"),
        ("filter kind of residence", [here], lambda row: row[8] == "01"),
    ]
    found = []
    for case, conditions, right in cases:
        ours, python = alternate(
            Side(lambda _, wanted=conditions: tables.ids_of(desk, "people", conditions=wanted)),
            Side(lambda _, right=right: [n for n, row in enumerate(rows) if right(row)]),
            rounds=rounds,
        )
        found.append(Result(bench="first_screen", case=case, size=size, ours=ours.median, yardstick=python.median,
                            against="Python filter of all in memory", peak=ours.peak))  # fmt: skip
    return found


def _application() -> object:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    # Kept for the life of the process: Qt does not survive its application being thrown away and made again.
    _kept.append(QApplication.instance() or QApplication([]))
    return _kept[-1]


class Held:
    """A table of the desk's shape with every text in memory."""

    def __init__(self, columns: list[tables.Column], rows: Texts) -> None:
        self.columns = columns
        self._rows = rows

    @property
    def count(self) -> int:
        return len(self._rows)

    def texts(self, index: int) -> list[str]:
        return self._rows[index]

    def uid(self, index: int) -> str:
        return str(index)

    def state(self, index: int) -> str:
        del index
        return "active"


def _proxy_sort(rows: Texts) -> float:
    _application()
    from PySide6.QtCore import QSortFilterProxyModel, Qt

    from gridDesk.ui.table import TableModel

    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(TableModel(Held([tables.Column("name", "姓名", 12)], rows)))
    return timed(lambda: proxy.sort(0, Qt.SortOrder.DescendingOrder))


def _jumping(desk: Desk, rows: Texts, size: int, jumps: int) -> list[Result]:
    """Jump to random rows and repaint, on the windowed table and on the one that holds everything, in turn."""
    windowed = tables.people_table(desk)
    held = Held(windowed.columns, [row + [""] * (len(windowed.columns) - len(row)) for row in rows])
    ours, theirs = (_Jumper(desk, table) for table in (windowed, held))
    random, seconds = Random(1), ([], [])
    for n in range(jumps + WARM):
        place = random.randrange(min(windowed.count, held.count))
        for jumper, found in zip((ours, theirs), seconds, strict=True):
            took = timed(lambda jumper=jumper, place=place: jumper.to(place))
            if n >= WARM:  # fonts and the like are settled by then
                found.append(took)
    (middle, late), (_, their_late) = spread(seconds[0]), spread(seconds[1])
    return [
        Result(bench="first_screen", case="random jump, p95", size=size, ours=late, yardstick=their_late,
               against="prefetched, p95", target=at_most(2),
               note=f"p50 {middle * 1000:.1f} ms")
    ]  # fmt: skip


class _Jumper:
    """A view of a table that is put somewhere and painted."""

    def __init__(self, desk: Desk, table: object) -> None:
        self.app = _application()
        from gridDesk.ui.table import GridView

        self.view = GridView(desk, "bench")
        self.view.show_table(table)
        self.view.resize(1300, 800)

    def to(self, row: int) -> None:
        """Scroll to a row and paint the view."""
        self.view.scrollTo(self.view.model().index(row, 0), self.view.ScrollHint.PositionAtTop)
        self.view.grab()
