"""The monthly analysis of what residents said (民情分析): counted from the records, the month before beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from gridDesk.desk import log_items, logs
from gridDesk.desk.log_days import LogDays, patrol_minutes
from gridDesk.desk.log_gaps import grid_days
from gridDesk.desk.log_items import Item
from gridDesk.desk.log_papers import grid_row
from gridDesk.documents.form_page import forms_page
from gridDesk.documents.log_analysis import Compared, MoodAnalysis, mood_analysis
from gridDesk.documents.log_day import TOPICS
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.desk.office import Desk
    from gridDesk.documents.form import FormPage
    from gridDesk.ledger import Row

# A kind of matter is common (共性问题) from so many on, or when it comes from so many grids.
_OFTEN, _GRIDS = 3, 2
_NOWHERE = "未分网格"


def analysis(making: Making) -> FormPage:
    """Make 民情分析 of a month: of one grid, or of all."""
    month = making.order.month or (making.order.date or today_iso())[:7]
    return forms_page(making.paper, [mood_analysis(making.paper, analysed(making, month))], making.header)


def analysed(making: Making, month: str) -> MoodAnalysis:
    """Return the figures of the month an order asks for."""
    return figures(making.desk, making.order.grid, month)


def figures(desk: Desk, wanted: str | None, month: str) -> MoodAnalysis:
    """Return the figures of a month (`YYYY-MM`) of a grid, or of all, beside those of the month before."""
    grid = grid_row(desk, wanted)
    spans = [
        LogDays(desk, grid, days[0], days[-1]) for days in (logs.days_of(month), logs.days_of(month_before(month)))
    ]
    now, before = (log_items.items(span) for span in spans)
    grids = [grid] if grid else desk.grids()
    names = {str(row["uid"]): str(row["name"]) for row in grids}
    return MoodAnalysis(
        village=desk.office.name, grid=str(grid.get("name") or ""), month=month, matters=compared("合计", now, before),
        totals=(
            *((name, *counts) for name, *counts in zip(_NAMES, *(_work(span) for span in spans), strict=True)),
            ("日志空岗（天）", _gaps(desk, grids, month), _gaps(desk, grids, month_before(month))),
        ),
        topics=tuple(
            compared(topic, *([one for one in found if one.topic == topic] for found in (now, before))) for topic in TOPICS
        ),
        kinds=_by(now, before, lambda one: one.kind), sources=_by(now, before, lambda one: one.source or "未写"),
        grids=_by_grid(now, before, names), common=tuple(_common(now, names)),
    )  # fmt: skip


def month_before(month: str) -> str:
    """Return the month before a month (`YYYY-MM`)."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def compared(name: str, now: Sequence[Item], before: Sequence[Item]) -> Compared:
    """Count the items of a class in both months."""
    return Compared(name=name, now=len(now), before=len(before), done=sum(one.done for one in now))


_NAMES = (
    "走访（户次）", "有效走访（户次）", "巡查（次）", "巡查时间（小时）", "收集事项（件）", "当天办结（件）", "上报、转办（件）", "写日志（天）",
)  # fmt: skip


def _work(days: LogDays) -> tuple[int, ...]:
    found = log_items.items(days)
    visits = [days.visits_of(day) for day in days.visits]
    walked = {day: days.patrols_of(day) for day in {*days.logs, *days.patrols}}
    minutes = sum(patrol_minutes(patrols) for patrols in walked.values())
    return (
        sum(count for count, _ in visits), sum(good for _, good in visits), sum(len(one) for one in walked.values()),
        round(minutes / 60), len(found), sum(one.at_once for one in found), sum(one.passed_on for one in found), len(days.logs),
    )  # fmt: skip


def _by(now: Sequence[Item], before: Sequence[Item], key: Callable[[Item], str]) -> tuple[Compared, ...]:
    """Return each class that occurs in either month, the most frequent first."""
    both = (_split(now, key), _split(before, key))
    names = sorted({*both[0], *both[1]}, key=lambda name: (-len(both[0][name]), -len(both[1][name]), name))
    return tuple(compared(name, both[0][name], both[1][name]) for name in names)


def _split(found: Iterable[Item], key: Callable[[Item], str]) -> dict[str, list[Item]]:
    split: dict[str, list[Item]] = defaultdict(list)
    for one in found:
        split[key(one)].append(one)
    return split


def _by_grid(now: Sequence[Item], before: Sequence[Item], names: dict[str, str]) -> tuple[Compared, ...]:
    """Return every grid, also one that reported nothing; what has no grid stands last."""
    both = (
        _split(now, lambda one: names.get(one.grid, _NOWHERE)),
        _split(before, lambda one: names.get(one.grid, _NOWHERE)),
    )
    known = [*names.values(), *([_NOWHERE] if _NOWHERE in {*both[0], *both[1]} else [])]
    return tuple(compared(name, both[0][name], both[1][name]) for name in known)


def _gaps(desk: Desk, grids: Sequence[Row], month: str) -> int:
    return sum(len(grid_days(desk, row, logs.days_of(month)).missing) for row in grids)


def _common(found: Sequence[Item], names: dict[str, str]) -> Iterable[str]:
    """Yield what is common to many: a kind met often, or in several grids; the street helps with those."""
    named = [one for one in found if one.subject]
    for kind, own in _split(named, lambda one: f"{one.topic}类“{one.subject}”").items():
        grids = Counter(names.get(one.grid, "") for one in own)
        if len(own) >= _OFTEN or len([name for name in grids if name]) >= _GRIDS:
            where = "、".join(name for name in grids if name)
            open_ones = sum(not one.done for one in own)
            yield (
                f"{kind} {len(own)} 件"
                + (f"，涉及{where}" if where else "")
                + (f"，其中 {open_ones} 件未办结。" if open_ones else "。")
            )
