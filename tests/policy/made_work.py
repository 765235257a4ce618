"""Facts for rules on events and logs: two grids, invented workers, the real calendar; clauses as small as a test needs."""

from __future__ import annotations

from datetime import date

from gridDesk import paths
from gridDesk.policy import WORK_RULES, Clause, GridFacts, Period, WorkFacts, containing
from gridDesk.policy.calendar import load_calendar
from gridDesk.policy.work import Event, Page, Report, Step, Worker

CHINA = load_calendar(paths.resources() / "calendar")
GRIDS = (GridFacts(uid="g1", name="一网格"), GridFacts(uid="g2", name="二网格"))
FEBRUARY = containing("month", date(2026, 2, 1))
LATER = date(2026, 4, 30)


def clause(rule, per="month", one="GZ", **params):
    return Clause(one, "第一条", rule, "按规定办。", params, per)


def made(*events, today=LATER, first=date(2026, 1, 1), last=date(2026, 12, 31), grids=GRIDS, **known):
    """Return facts of a village with two grids; other records by name."""
    return WorkFacts(
        level="village", first=first, last=last, today=today, name="淄水村", calendar=CHINA, grids=grids, events=events,
        **known,
    )  # fmt: skip


def ev(uid, month, day, grid="g1", **known):
    """Return an event found on a day of 2026."""
    return Event(uid=uid, found=date(2026, month, day), grid=grid, **known)


def step(act, month, day, **known):
    return Step(uid=f"{act}{month}{day}", act=act, day=date(2026, month, day), **known)


def pages(grid, *days, worker="", **known):
    return tuple(Page(uid=f"{grid}{day}", day=day, grid=grid, worker=worker, **known) for day in days)


def report(kind, month, day, due=None, **known):
    """Return a report sent on a day of 2026, due on (month, day)."""
    on = date(2026, *due) if due else None
    return Report(
        uid=f"r{month}-{day}-{known.get('grid', '')}", kind=kind, sent=date(2026, month, day), due=on, **known
    )


def worker(name, *grids, **known):
    return Worker(uid=name, name=name, grids=grids, **known)


def findings(one, facts, period=FEBRUARY):
    return {(found.grid, found.worker): found for found in WORK_RULES[one.rule](one, facts, period)}


def figures(one, facts, period=FEBRUARY):
    """Return what a clause finds: figure and level by grid (office "") and worker."""
    return {key: (found.figure, found.level) for key, found in findings(one, facts, period).items()}


def month(number, year=2026):
    return containing("month", date(year, number, 1))


__all__ = [
    "CHINA", "FEBRUARY", "GRIDS", "LATER", "Period", "clause", "ev", "figures", "findings", "made", "month", "pages", "report", "step",
    "worker",
]  # fmt: skip
