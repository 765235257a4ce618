"""履职情况 of a big office with a year of work: gathering a quarter, judging it, the periods before, and the second look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from gridDesk.desk import Desk, duties, work_facts
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import Edit
from gridDesk.policy import containing
from gridDesk.text import today
from tests.benchmarks import offices
from tests.benchmarks.measure import Result, Side, alternate, at_most

NEEDS_OFFICE = True
HOMES_A_GRID, CHUNK = 350, 20_000
_PLAIN = (
    "SELECT uid, grid, address, state, closed_on FROM ledger_household",
    "SELECT uid, person, household, grid, kind, since FROM ledger_residence",
    "SELECT uid, village_group, road, estate, building, unit FROM ledger_address",
)
_DATED = (
    "SELECT uid, date, grid, worker, household, kind, result, effective FROM ledger_visit WHERE date BETWEEN ? AND ?",
    "SELECT uid, date, grid, worker, kind, start, end FROM ledger_patrol WHERE date BETWEEN ? AND ?",
    "SELECT uid, date, grid, kind, status FROM ledger_event WHERE date BETWEEN ? AND ?",
)


def prepare(size: int, scratch: Path) -> None:
    """Give a copy of the office of `size` people a grid for every 350 homes, and a year of work."""
    folder = _folder(scratch, size)
    if (folder / DATA_FILE).exists():
        return
    part = scratch / f"part-standing-{size}"
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(offices.demo(scratch, size), part)
    desk = offices.Copies(offices.demo(scratch, size), scratch).at(part)
    edits = _year(desk)
    while chunk := list(islice(edits, CHUNK)):
        desk.store.write(chunk, actor=desk.user, label="一年的工作")
    desk.close()
    part.rename(folder)


def _folder(scratch: Path, size: int) -> Path:
    return scratch / f"standing-{size}"


def _year(desk: Desk) -> Iterator[Edit]:
    """Yield a year of work: every home visited each quarter, two patrols and a page each workday, an event a fortnight."""
    homes = [str(row[0]) for row in desk.store.values("household", ("uid",))]
    grids = [f"{n:032x}" for n in range(1, len(homes) // HOMES_A_GRID + 2)]
    for n, grid in enumerate(grids, 1):
        yield Edit("grid", grid, "create", {"name": f"第{n}网格", "kind": "01", "worker": f"网格员{n}"})
    of = {home: grids[n // HOMES_A_GRID] for n, home in enumerate(homes)}
    for home, grid in of.items():
        yield Edit("household", home, "update", {"grid": grid})
    begin, number = today() - timedelta(days=365), 1 << 64
    for n, home in enumerate(homes):
        for quarter in range(4):
            day = begin + timedelta(days=quarter * 91 + n % 88)
            number += 1
            values = {
                "date": day.isoformat(),
                "grid": of[home],
                "household": home,
                "kind": "01",
                "result": "01",
                "effective": 1,
            }
            yield Edit("visit", f"{number:032x}", "create", {**values, "worker": "网格员"})
    for back in range(365):
        day = begin + timedelta(days=back)
        for n, grid in enumerate(grids, 1):
            for ledger, values in _daily(day, n):
                number += 1
                yield Edit(ledger, f"{number:032x}", "create", {"date": day.isoformat(), "grid": grid, **values})


def _daily(day: date, n: int) -> Iterator[tuple[str, dict[str, object]]]:
    worker = f"网格员{n}"
    if day.weekday() < 5:
        for start, end in (("08:30", "10:00"), ("15:00", "16:30")):
            yield "patrol", {"start": start, "end": end, "kind": "01", "worker": worker}
        yield "daily_log", {"worker": worker, "mode": "1"}
    if (day.toordinal() + n) % 14 == 0:
        yield (
            "event",
            {
                "title": "楼道堆放杂物",
                "kind": "03",
                "status": "05",
                "closed_date": (day + timedelta(days=3)).isoformat(),
            },
        )


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Measure on the last whole quarter; the yardstick reads what is counted with plain statements and counts nothing."""
    prepare(size, scratch)
    desk = offices.Copies(offices.demo(scratch, size), scratch).at(_folder(scratch, size))
    period = containing("quarter", today()).before()
    try:
        return [*_cold(desk, period, size, rounds), _again(desk, period, size)]
    finally:
        duties.forget()
        desk.close()


def _cold(desk: Desk, period: duties.Period, size: int, rounds: int) -> Iterator[Result]:
    reading = Side(lambda _: _plain(desk, period.first, period.last))
    two_years = Side(lambda _: _plain(desk, period.first - timedelta(days=460), period.last))
    cases = (
        ("a quarter gathered", lambda _: work_facts.gather(desk, period.first, period.last, kept=False), reading, 8),
        ("a quarter judged", lambda _: duties.judgement(desk, period), reading, 30),
        ("the periods before", lambda _: duties.trends(desk, period), two_years, 30),
    )
    for case, run, plain, limit in cases:
        ours, yardstick = alternate(Side(run, before=duties.forget), plain, rounds=rounds)
        yield Result(
            bench="standing", case=case, size=size, ours=ours.median, peak=ours.peak, yardstick=yardstick.median,
            against="reading the same records", target=at_most(limit, since=100_000),
        )  # fmt: skip


def _plain(desk: Desk, first: date, last: date) -> int:
    conn, days = desk.store._db.conn, [first.isoformat(), last.isoformat()]
    found = [conn.execute(sql).fetchall() for sql in _PLAIN] + [conn.execute(sql, days).fetchall() for sql in _DATED]
    return sum(map(len, found))


def _again(desk: Desk, period: duties.Period, size: int) -> Result:
    """Measure the second look at the same records."""
    duties.judgement(desk, period)
    ours, plain = alternate(
        Side(lambda _: duties.judgement(desk, period)),
        Side(lambda _: _plain(desk, period.first, period.last)),
        rounds=3,
    )
    return Result(
        bench="standing", case="looked at again", size=size, ours=ours.median, yardstick=plain.median,
        against="reading the same records", target=at_most(0.05, since=100_000),
    )  # fmt: skip
