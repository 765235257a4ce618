"""Rules on meetings, drills and hours on duty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import cast

from gridDesk.policy import reckoning
from gridDesk.policy.duty_hours import duty_hours
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, name_of, rate_finding
from gridDesk.policy.work import Gathering, WorkFacts
from gridDesk.policy.work_index import TOP, index

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAY = timedelta(days=1)


def meetings(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether meetings of any of `kinds` were held: so many `times`, or `on` every workday, or on a day of the month.

    With `levels` each grid of those levels (一、二级网格) is to hold its own. A weekday ("周一") is the usual day: a meeting
    on another day of the week counts too, and the finding says so. One on a day of the month is brought forward when that
    day is off. A week that is a holiday from end to end asks for none.
    """
    if not reckoning.reaches_into(facts, period) or not reckoning.has_workday(facts, period):
        return
    kinds, on = frozenset(cast("list[str]", clause.params["kinds"])), clause.params.get("on")
    held = sorted(
        (one for one in facts.gatherings if one.ledger == "meeting" and one.kinds & kinds and one.day <= facts.today),
        key=lambda one: one.day,
    )
    if on == "workday":
        yield from _each_workday(clause, facts, period, held)
    elif isinstance(on, int):
        yield from _on_a_day(clause, facts, period, held, on)
    elif clause.params.get("levels"):
        yield from _each_grid(clause, facts, period, held, cast("list[object]", clause.params["levels"]))
    else:
        some = [one for one in held if one.day in period]
        yield _held(clause, facts, period, "", some)


def _times(clause: Clause) -> int:
    return int(str(clause.params.get("times", 1)))


def _records(held: Sequence[Gathering]) -> list[tuple[str, str]]:
    return [(one.ledger, one.uid) for one in held]


def _called(clause: Clause) -> str:
    return "、".join(cast("list[str]", clause.params.get("kinds", [])))


def _held(clause: Clause, facts: WorkFacts, period: Period, grid: str, held: Sequence[Gathering]) -> Finding:
    times, usual = _times(clause), clause.params.get("on")
    words = f"{name_of(facts, grid)}{period.label}召开{_called(clause)} {len(held)} 次"
    other = [one for one in held if usual in WEEKDAYS and WEEKDAYS[one.day.weekday()] != usual]
    words += f"，其中 {len(other)} 次不在{usual}。" if other else "。"
    return finding(
        clause,
        facts,
        period,
        words,
        met=len(held) >= times,
        figure=f"{len(held)} 次",
        target=f"{times} 次",
        grid=grid,
        value=len(held),
        wanted=times,
        proof=_records(held),
    )


def _each_grid(
    clause: Clause, facts: WorkFacts, period: Period, held: Sequence[Gathering], levels: Sequence[object]
) -> Iterator[Finding]:
    """Yield the meetings of each grid of the levels, and of how many grids they suffice; of the office without levels.

    The village itself is the grid of the first level: where there is one, a meeting of no grid is that grid's.
    """
    wanted = {str(level) for level in levels}
    grids = [one for one in facts.grids if one.level in wanted and index(facts).begun_by(one.uid, period.first)]
    some = [one for one in held if one.day in period]
    if not grids:
        yield _held(clause, facts, period, "", some)
        return
    tops = [grid.uid for grid in facts.grids if grid.level == TOP]
    whole = tops[0] if len(tops) == 1 else ""
    own = [
        _held(clause, facts, period, grid.uid, [one for one in some if (one.grid or whole) == grid.uid])
        for grid in grids
    ]
    good = sum(one.level == "ok" for one in own)
    words = f"{name_of(facts, '')}{period.label}有 {good}／{len(own)} 个网格按次召开了{_called(clause)}。"
    tally = Tally(good, len(own), tuple(_records(some)))
    target = f"每个网格 {_times(clause)} 次"
    yield rate_finding(clause, facts, period, tally, 100, words, unit="个网格", target=target)
    yield from own


def _each_workday(clause: Clause, facts: WorkFacts, period: Period, held: Sequence[Gathering]) -> Iterator[Finding]:
    days = facts.calendar.workdays(reckoning.first_day(facts, period), reckoning.last_day(facts, period))
    if not days:
        return
    on = {one.day for one in held}
    missing = [day for day in days if day not in on]
    proof = tuple(_records([one for one in held if one.day in period]))
    words = f"{name_of(facts, '')}{period.label}应召开{_called(clause)} {len(days)} 次"
    words += f"，没有召开的是{reckoning.days_words(missing)}。" if missing else "，天天召开。"
    tally = Tally(len(days) - len(missing), len(days), proof)
    yield rate_finding(clause, facts, period, tally, 100, words, unit="天", target="每个工作日一次")


def _on_a_day(
    clause: Clause, facts: WorkFacts, period: Period, held: Sequence[Gathering], number: int
) -> Iterator[Finding]:
    """Yield whether the meeting of a day of the month was held by then; on a day off it is the workday before."""
    named = period.first.replace(day=min(number, containing("month", period.first).last.day))
    due = day_brought_forward(facts, named)
    if named not in period or (facts.begun is not None and due < facts.begun):
        return
    early = [one for one in held if period.first <= one.day <= named or due <= one.day <= named]
    late = [one for one in held if one.day in period and one.day > named]
    words = f"{name_of(facts, '')}{period.label}的{_called(clause)}应在{due.month}月{due.day}日召开"
    if early:
        words += f"，{early[0].day.month}月{early[0].day.day}日已召开。"
    elif late:
        words += f"，{late[0].day.month}月{late[0].day.day}日才召开。"
    else:
        words += "，还没有召开。"
    yield finding(
        clause, facts, period, words, met=bool(early), figure=f"{len(early) or len(late)} 次",
        target=f"{due.month}月{due.day}日", value=len(early), wanted=1, proof=_records(early or late), until=due,
    )  # fmt: skip


def day_brought_forward(facts: WorkFacts, day: date) -> date:
    """Return a day, or the last workday before it where it is off (遇节假日提前)."""
    while not facts.calendar.is_workday(day):
        day -= _DAY
    return day


def drills(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether each grid of a level (`grid_level`) had so many drills (应急演练, `times`); the office without levels."""
    times, level = _times(clause), str(clause.params.get("grid_level", ""))
    if not reckoning.reaches_into(facts, period):
        return
    held = [
        one for one in facts.gatherings
        if any("演练" in kind for kind in one.kinds) and one.day in period and one.day <= facts.today
    ]  # fmt: skip
    found = [(grid.uid, [one for one in held if one.grid == grid.uid]) for grid in facts.grids if grid.level == level]
    if found:
        tally = Tally(sum(len(some) >= times for _, some in found), len(found), tuple(_records(held)))
        words = f"{name_of(facts, '')}{period.label}开展应急演练 {len(held)} 次"
        words += f"，有 {tally.part}／{tally.whole} 个网格达到 {times} 次。"
        yield rate_finding(clause, facts, period, tally, 100, words, unit="个网格", target=f"每个网格 {times} 次")
    for grid, some in found or [("", held)]:
        yield finding(
            clause, facts, period, f"{name_of(facts, grid)}{period.label}开展应急演练 {len(some)} 次。",
            met=len(some) >= times, figure=f"{len(some)} 次", target=f"{times} 次", grid=grid, value=len(some),
            wanted=times, proof=_records(some),
        )  # fmt: skip


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (meetings, drills, duty_hours)
