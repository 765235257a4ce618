"""Small pieces from which months of work are put together for the tests of the rules; people in them are invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from gridDesk import paths
from gridDesk.policy import (
    WORK_RULES,
    Clause,
    Finding,
    GridFacts,
    Standing,
    WorkFacts,
    containing,
    judge_work,
    load_calendar,
    load_profiles,
)
from gridDesk.policy.work import Home, Patrol, Visit, Worker

CHINA = load_calendar(paths.resources() / "calendar")
PROFILES = load_profiles(paths.resources() / "policies")


def village(year=2026, **known):
    """Return the facts of a village with the one grid `g` for a year that is over."""
    told = {
        "level": "village", "first": date(year, 1, 1), "last": date(year, 12, 31), "today": date(year + 1, 1, 1),
        "name": "清水村", "calendar": CHINA, "grids": (GridFacts(uid="g", name="甲网格"),),
    }  # fmt: skip
    return WorkFacts(**(told | known))


def grid(uid, level=""):
    return GridFacts(uid=uid, name=f"{uid}网格", level=level)


def homes(count, where="g", name="h", **known):
    return tuple(Home(uid=f"{where}-{name}{number}", grid=where, **known) for number in range(1, count + 1))


def worker(name="张三", *grids, **known):
    return Worker(uid=f"w-{name}", name=name, grids=grids or ("g",), **known)


def visit(day, home, **known):
    return Visit(uid=f"v-{day}-{home}-{known.get('start', '')}", day=day, home=home, **known)


def patrol(day, start, end, **known):
    """Return a patrol from hour to hour: 9, 10.5 is from 9:00 to 10:30; an end past 24 is on the next day."""
    begin, stop = round(start * 60), round(end * 60) % 1440
    known = {"uid": f"p-{known.get('grid', '')}-{day}-{begin}", "grid": "g"} | known
    return Patrol(day=day, start=begin, end=stop, **known)


def daily(days: Iterable[date], *spans, **known):
    """Return the patrols of some days, one for each span of hours."""
    return [patrol(day, start, end, **known) for day in days for start, end in spans]


def days(year, month, *numbers):
    return [date(year, month, number) for number in numbers]


def stretch(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def judge(rule, facts, day, kind="month", identity="QL-11.1", params=None, **more) -> dict[str, Finding]:
    """Return what a rule finds in the period of a kind that holds a day: by grid, by worker, "" for the office."""
    clause = Clause(identity, "第十一条", rule, "条文。", params or more, kind)
    found = list(WORK_RULES[rule](clause, facts, containing(kind, day)))
    by_scope = {one.worker or one.grid: one for one in found}
    assert len(by_scope) == len(found)
    for one in found:
        assert not set(one.proof) & set(one.lacking)
        assert one.message.endswith("。")
        assert (one.clause, one.rule) == (identity, rule)
    return by_scope


def figures(found: dict[str, Finding]) -> dict[str, tuple[str, str]]:
    """Return figure and level of each finding by its scope."""
    return {scope: (one.figure, one.level) for scope, one in found.items()}


def standing(profile, rule, facts, day, clause="", kind="month") -> dict[str, Standing]:
    """Return how the one clause of a profile with a rule stands, by grid or worker, in the period that holds a day."""
    found = [
        one for one in judge_work(PROFILES[profile], facts, containing(kind, day))
        if one.clause.rule == rule and one.clause.id.startswith(clause)
    ]  # fmt: skip
    by_scope = {one.worker or one.grid: one for one in found}
    assert len(by_scope) == len(found) > 0
    return by_scope
