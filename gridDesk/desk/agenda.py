"""今日: what is due today and this week, most useful first. It plans and reminds once; it never nags, ranks or pushes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from gridDesk.desk import agenda_dates, agenda_others, agenda_people, agenda_visits, visit_plan
from gridDesk.desk.agenda_item import Ground, Item, short_day
from gridDesk.desk.office import Desk
from gridDesk.policy.plan import Reach

_LEVELS = ("late", "due", "soon")
Source = Callable[[Ground], Iterator[Item]]
_BASE: tuple[Source, ...] = (
    agenda_dates.events, agenda_visits.today_visits, agenda_dates.patrols, agenda_dates.log_pages, agenda_others.task_items,
    agenda_others.inbox_items, agenda_dates.reports, agenda_dates.by_rules, agenda_people.tenancies,
    agenda_people.birthdays, agenda_others.package_items, agenda_dates.old_events, agenda_visits.week_visits, agenda_people.permits,
    agenda_others.verify_items,
)  # fmt: skip
_STREET: tuple[Source, ...] = (
    agenda_dates.events, agenda_others.task_items, agenda_others.inbox_items, agenda_others.office_items,
    agenda_dates.reports, agenda_dates.by_rules, agenda_others.package_items, agenda_dates.old_events,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the visits of a grid are: its name, whether all can be reached, homes visited today."""

    grid: str
    reach: Reach
    done: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due: `today` and `week` in the order to take them, the state in a line, and how far the visits are."""

    day: date
    today: tuple[Item, ...]
    week: tuple[Item, ...]
    state: str
    progress: tuple[Progress, ...] = ()
    notice: str = ""  # that not all can be reached, or that the holidays of the year are not known

    def without(self, item: Item) -> Agenda:
        """Return the agenda after one thing was done, until it is worked out again."""
        left = tuple(one for one in self.today if one.key != item.key)
        return replace(self, today=left)


def agenda(desk: Desk, day: date) -> Agenda:
    """Return what is due in this office on a day, and in the week that follows."""
    ground = visit_plan.ground_of(desk, day)
    items = [item for source in (_BASE if desk.office.is_base else _STREET) for item in source(ground)]
    today = tuple(item for item in items if item.when == "today")
    week = tuple(sorted((item for item in items if item.when == "week"), key=lambda one: one.day or "9"))
    progress = tuple(_progress(ground))
    return Agenda(day, _ordered(today), week, _state(ground, today, progress), progress, _notice(ground, progress))


def _ordered(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return things in the order of their kinds as gathered, what is late first within a kind.

    Visits stay in walking order, and events in that of their days.
    """
    rank = {kind: n for n, kind in enumerate(dict.fromkeys(item.kind for item in items))}

    def place(item: Item) -> tuple[int, int]:
        return rank[item.kind], 0 if item.kind in ("visit", "event") else _LEVELS.index(item.level)

    return tuple(sorted(items, key=place))


def _progress(ground: Ground) -> Iterator[Progress]:
    names = {grid.uid: grid.name for grid in ground.facts.grids}
    for grid in ground.plan.grids:
        yield Progress(names.get(grid.grid, ""), grid.reach, grid.done_today)


def _state(ground: Ground, items: tuple[Item, ...], progress: tuple[Progress, ...]) -> str:
    """Return in one line what the day holds; kind words when all of it is done."""
    done = sum(one.done for one in progress)
    if not items:
        return _all_done(ground, done)
    visits = sum(item.kind == "visit" for item in items)
    late = sum(item.level == "late" for item in items)
    parts = []
    if visits or done:
        parts.append(f"今天计划走访 {visits + done:,} 户" + (f"，已走 {done:,} 户" if done else ""))
    others = len(items) - visits
    if others:
        parts.append(f"{'另' if parts else ''}有 {others:,} 件事要办" + (f"，其中 {late:,} 件已过时限" if late else ""))
    rest = "今天休息；" if not ground.calendar.is_workday(ground.day) else ""
    return rest + "；".join(parts) + "。"


def _all_done(ground: Ground, done: int) -> str:
    if not ground.calendar.is_workday(ground.day):
        ahead = next((day for grid in ground.plan.grids for day in grid.days if day.visits), None)
        more = f"下一个工作日是 {short_day(ahead.day)}。" if ahead else ""
        return f"今天休息，没有要办的事。{more}"
    told = f"今天走访了 {done:,} 户，" if done else ""
    return f"{told}今天要办的事都办完了，您辛苦了。"


def _notice(ground: Ground, progress: tuple[Progress, ...]) -> str:
    """Return the one thing a clerk should know early: that not every home can be reached in the period."""
    short = [one for one in progress if not one.reach.reachable]
    lines = [
        f"{one.grid}：{one.reach.sentence}" if one.grid and len(progress) > 1 else one.reach.sentence
        for one in short[:3]
    ]
    if len(short) > 3:
        lines.append(f"另有 {len(short) - 3} 个网格也走不完。")
    if not ground.calendar.covers(ground.day):
        lines.append(f"{ground.day.year} 年的放假和调休安排还没有，工作日暂时只按周末推算。")
    return "".join(lines)
