"""Import: preview and apply of a roster with 30 columns into an empty office, against merely reading the file."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import openpyxl
import python_calamine
import xlsxwriter

from gridDesk.desk import Desk, rosters
from tests.benchmarks import offices
from tests.benchmarks.gauge import clock
from tests.benchmarks.measure import Result, Side, alternate, at_most, faster
from tests.benchmarks.people import HEADS, sheet_rows

MOST_FOR_OPENPYXL = 20_000


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Compare with calamine and, up to 20,000 rows, with openpyxl; a sheet is read, not understood, by either."""
    sheet = roster(scratch, size)
    copies = offices.Copies(offices.empty(scratch), scratch)
    previews: list[float] = []
    notes: list[str] = []
    sides = [
        Side(lambda desk: _import(desk, sheet, previews, notes), copies.open, copies.throw_away),
        Side(lambda _: python_calamine.CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()),
    ]
    if size <= MOST_FOR_OPENPYXL:
        sides.append(Side(lambda _: _read_by_openpyxl(sheet)))
    ours, calamine, *others = alternate(*sides, rounds=rounds)
    found = [
        Result(bench="import", case="preview + apply", size=size, ours=ours.median, yardstick=calamine.median,
               against="calamine read", target=at_most(2.5, since=10_000), peak=ours.peak, note=notes[-1]),
        Result(bench="import", case="preview alone", size=size, ours=median(previews), yardstick=calamine.median,
               against="calamine read"),
    ]  # fmt: skip
    openpyxl_time = others[0].median if others else None
    too_slow = "" if others else f"openpyxl is measured up to {MOST_FOR_OPENPYXL:,} rows only: it would take minutes"
    found.append(
        Result(bench="import", case="against openpyxl", size=size, ours=ours.median, yardstick=openpyxl_time,
               against="openpyxl read", target=faster(4, since=10_000), note=too_slow)
    )  # fmt: skip
    return found


def _import(desk: Desk, sheet: Path, previews: list[float], notes: list[str]) -> None:
    start = clock()
    plan = rosters.preview(desk, [sheet])
    previews.append(clock() - start)
    applied = rosters.apply(desk, plan)
    notes.append(f"{applied.lines[0]} {applied.changes.count:,} records")


def _read_by_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def roster(scratch: Path, size: int) -> Path:
    """Return a workbook of `size` invented people."""
    path = scratch / f"人口花名册-{size}.xlsx"
    if not path.exists():
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("花名册")
            for n, row in enumerate([HEADS, *sheet_rows(size)]):
                sheet.write_row(n, 0, row)
    return path
