"""The morning page of a big office: how soon it shows, how long its day is worked out, and the plan of all its visits.

The page shows what it knows at once and works the day out beside the window; only the first is waited for.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk.desk import Desk
from gridDesk.policy.plan import plan_visits
from gridDesk.policy.plan_calls import Ask, Quota
from gridDesk.policy.work import Focus, Home, Visit, WorkFacts
from tests.benchmarks import offices
from tests.benchmarks.gauge import clock
from tests.benchmarks.measure import Result, Side, alternate, at_most

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

NEEDS_OFFICE = True
BLINK = 0.1  # seconds
HOMES_A_GRID, A_BUILDING = 350, 12
_ALL = (
    "SELECT uid, grid, address, village_group FROM ledger_household WHERE state = 'active'",
    "SELECT person, household, kind, since FROM ledger_residence WHERE state = 'active'",
    "SELECT date, household, effective, result FROM ledger_visit",
)


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Measure on an office of `size` people, and the plan alone on as many homes as two fifths of them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    desk = offices.Copies(offices.demo(scratch, size), scratch).at(offices.demo(scratch, size))
    try:
        return [*_page(desk, size), _worked_out(desk, size, rounds), *_plan(size * 2 // 5, size)]
    finally:
        desk.close()


def _page(desk: Desk, size: int) -> list[Result]:
    """Measure the page as it opens first, and with the last result there."""
    from PySide6.QtWidgets import QApplication

    from gridDesk.ui import background, theme, today_page

    app = QApplication.instance() or QApplication([])
    theme.apply(app)
    _warm(app)
    times = []
    for known in (False, True):
        if known:
            today_page._last[desk] = today_page.look(desk)
        begun = clock()
        page = today_page.TodayPage(desk)
        page.resize(1200, 760)
        page.show()
        page.grab()
        times.append(clock() - begun)
        app.processEvents()
        page.close()
        page.deleteLater()
        app.processEvents()
    background.stop()
    common = {
        "bench": "day",
        "size": size,
        "yardstick": BLINK,
        "against": "a blink",
        "target": at_most(1, since=100_000),
    }
    cases = ("page opens first", "page opens again")
    return [Result(**common, case=case, ours=seconds) for case, seconds in zip(cases, times, strict=True)]


def _warm(app: QApplication) -> None:
    """Paint a table once: the window that the page opens in has loaded its fonts and its style already."""
    from gridDesk.ui.today_list import DueList

    window = DueList("")
    window.show()
    app.processEvents()
    window.close()


def _worked_out(desk: Desk, size: int, rounds: int) -> Result:
    from gridDesk.ui.today_page import look

    ours, plain = alternate(
        Side(lambda _: look(desk)), Side(lambda _: [desk.store._db.conn.execute(sql).fetchall() for sql in _ALL]), rounds=rounds
    )  # fmt: skip
    return Result(
        bench="day", case="day worked out (beside the window)", size=size, ours=ours.median, peak=ours.peak,
        yardstick=plain.median, against="reading homes, residences, visits",
    )  # fmt: skip


def _plan(number: int, size: int) -> list[Result]:
    """Measure the plan of so many homes: six workdays door by door, and the whole quarter."""
    facts = _facts(number)
    quota = Quota(8, "", (Ask("", "quarter"),))
    found = []
    for case, days in (("plan, 6 workdays", 6), ("plan, whole quarter", None)):
        begun = clock()
        plan = plan_visits(quota, facts, days=days)
        seconds = clock() - begun
        note = f"{number:,} homes, {len(plan.grids)} grids"
        found.append(Result(bench="day", case=case, size=size, ours=seconds, note=note))
    return found


def _facts(number: int) -> WorkFacts:
    homes = tuple(
        Home(
            uid=f"{n:032x}", grid=f"g{n // HOMES_A_GRID}", order=n % HOMES_A_GRID + 1, place=f"{n // A_BUILDING}号楼"
        )
        for n in range(number)
    )  # fmt: skip
    focus = tuple(
        Focus(uid=f"f{n}", ledger="elderly", person=f"p{n}", home=homes[n * 97 % number].uid, group="老人", every=every)
        for n, every in zip(range(number // 100), (7, 15, 30) * number, strict=False)
    )
    visits = tuple(Visit(uid=f"v{n}", day=date(2026, 10, 12), home=homes[n * 5].uid) for n in range(number // 5))
    today = date(2026, 11, 2)
    return WorkFacts(
        level="community", first=date(2026, 10, 1), last=today, today=today, homes=homes, focus=focus, visits=visits
    )
