"""Which backups are kept: 2 days all, then 12 by day, 10 by week and 9 by month (as Anki does), those pinned for good.

Age is counted on an axis of the backups' own: a backup is as many days after those before it as the clock says, but a
leap of more than a fortnight counts as none. So a clock set forward by years thins nothing, and one set back and right
again goes on where it was; an office that rests for a month merely keeps a little more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

ALL_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9
LEAP = 15  # days: a longer way between two backups is not believed
FLOOR = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """What the calendar knows of a backup: its number, its day on the axis, the day the clock showed, its size in bytes."""

    n: int
    day: int
    wall: int
    pinned: bool = False
    size: int = 0


def next_day(marks: Iterable[Mark], wall: int) -> int:
    """Return the day on the axis of a backup made now, when the clock shows the day `wall` (a proleptic ordinal)."""
    known = list(marks)
    if not known:
        return wall
    last = max(mark.day for mark in known)
    # Counted from the one before by the same clock: hours in a wrong year, again and again, must not add up.
    before = max((mark for mark in known if mark.wall <= wall), key=lambda mark: (mark.wall, mark.day), default=None)
    if before is None or wall - before.wall > LEAP:
        return last
    return max(last, before.day + wall - before.wall)


def age_class(marks: Sequence[Mark]) -> dict[int, str]:
    """Return for each number why it is kept: "all", "day", "week", "month", "pinned", "floor", or "" when it may go."""
    newest_first = sorted(marks, key=lambda mark: -mark.n)
    if not newest_first:
        return {}
    found = {mark.n: "pinned" if mark.pinned else "" for mark in newest_first}
    last = max(mark.day for mark in newest_first)
    recent = [mark for mark in newest_first if last - mark.day < ALL_DAYS]
    found |= {mark.n: found[mark.n] or "all" for mark in recent}
    older = [mark for mark in newest_first if last - mark.day >= ALL_DAYS and not mark.pinned]
    for name, most, period in _STEPS:
        taken = _newest_of_each(older, most, period)
        found |= {mark.n: name for mark in taken}
        older = [mark for mark in older if not taken or mark.day < taken[-1].day]
    return _with_floor(found, newest_first)


def _newest_of_each(marks: Sequence[Mark], most: int, period: Callable[[int], object]) -> list[Mark]:
    """Return the newest backup of each of the `most` latest periods that have any."""
    found: list[Mark] = []
    for mark in marks:
        if len(found) == most:
            break
        if not found or period(mark.day) != period(found[-1].day):
            found.append(mark)
    return found


def _month(day: int) -> object:
    when = date.fromordinal(day)
    return when.year, when.month


_STEPS: tuple[tuple[str, int, Callable[[int], object]], ...] = (
    ("day", DAILY, lambda day: day),
    ("week", WEEKLY, lambda day: (day - 1) // 7),
    ("month", MONTHLY, _month),
)


def _with_floor(found: dict[int, str], newest_first: Sequence[Mark]) -> dict[int, str]:
    """Never leave fewer than three, however the days fall."""
    for mark in newest_first:
        if sum(bool(why) for why in found.values()) >= FLOOR:
            break
        found[mark.n] = found[mark.n] or "floor"
    return found


def to_thin(marks: Sequence[Mark]) -> list[int]:
    """Return the numbers of the backups that may go, the oldest first."""
    return sorted(n for n, why in age_class(marks).items() if not why)


def to_free(marks: Sequence[Mark], needed: int) -> list[int]:
    """Return which may go, the oldest first, so that `needed` bytes become free; the newest three and pinned ones stay."""
    newest = {mark.n for mark in sorted(marks, key=lambda mark: -mark.n)[:FLOOR]}
    found: list[int] = []
    for mark in sorted(marks, key=lambda mark: mark.n):
        if needed <= 0:
            break
        if mark.n not in newest and not mark.pinned:
            found.append(mark.n)
            needed -= mark.size
    return found
