"""A year of work of a demonstration office, day by day as it would have been entered: believable, with its gaps.

Each workday every grid worker patrols twice, visits homes so that nearly all are reached each quarter, meets with events and
writes the log; some days are forgotten, some homes found empty, one worker leaves and is replaced two weeks later. The same
seed over the same people makes the same year. All people are invented.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from gridDesk.desk import directives
from gridDesk.desk.demo_year_beat import Beat, beats, staff
from gridDesk.desk.demo_year_events import Events
from gridDesk.desk.demo_year_gatherings import Gatherings
from gridDesk.desk.demo_year_logs import Logs
from gridDesk.desk.demo_year_maker import Maker
from gridDesk.desk.demo_year_office import Routine
from gridDesk.desk.demo_year_rounds import Rounds
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.ledger import Edit
from gridDesk.policy.calendar import days_between
from gridDesk.text import CLOCK, today

DAYS = 365
LABEL = "录入当天的工作"


def begin(days: int = DAYS) -> datetime:
    """Return the morning on which an office began that has worked so many days up to today."""
    return evening(today() - timedelta(days=days)).replace(hour=8, minute=0)


def evening(day: date) -> datetime:
    """Return when the work of a day was entered."""
    return datetime.combine(day, time(17, 20)).astimezone()


def add_year(
    desk: Desk,
    *,
    seed: int = 1,
    days: int = DAYS,
    away: Sequence[tuple[date, date]] = (),
    progress: Progress = silent,
) -> None:
    """Write the work of the last `days` days up to today; on the spans in `away` the first worker is absent besides."""
    moment, last = CLOCK.now(), today()
    first = last - timedelta(days=days - 1)
    maker = Maker(desk, Random(seed), first, last, directives.calendar(desk))
    with CLOCK.at(evening(first - timedelta(days=1))):
        team, later = staff(maker, away)
        _write(desk, team)
        found = beats(maker, away)
        _write(desk, [*Gatherings(maker, found).put_up(), *_intervals(desk)])
    beside = Maker(desk, Random(f"{seed} beside"), first, last, maker.calendar)
    rounds, events, routine = Rounds(maker, beside), Events(maker), Routine(beside, found)
    parts = (Gatherings(maker, found), Logs(maker))
    waiting: dict[date, list[Edit]] = defaultdict(list)
    for when, one in later:
        waiting[when].append(one)
    for number, day in enumerate(days_between(first, last), 1):
        edits = waiting.pop(day, [])
        for beat in found:
            today_, hence = _day_of(day, beat, rounds, events)
            edits += today_
            for when, one in hence:
                waiting[when].append(one)
        for part in parts:
            now, hence = part.day(day, found)
            edits += now
            for when, one in hence:
                waiting[when].append(one)
        edits += routine.day(day, edits)
        with CLOCK.at(min(evening(day), moment)):  # what is entered after the year must not seem to be before it
            _write(desk, edits)
        if number % 20 == 0:
            progress(number, days, "正在做一年的工作记录")


def _day_of(day: date, beat: Beat, rounds: Rounds, events: Events) -> tuple[list[Edit], list[tuple[date, Edit]]]:
    """Return what one worker's day brings, and what follows from it on later days."""
    if not beat.works(day):
        return [], []
    edits, hence = events.day(day, beat)
    return [*rounds.patrols(day, beat), *rounds.visits(day, beat), *edits], hence


def _intervals(desk: Desk) -> list[Edit]:
    """Give the old people on whom somebody must look in an interval, where nobody set one."""
    rows = [row for row in desk.store.rows("elderly") if not row.get("visit_every")]
    return [
        Edit("elderly", str(row["uid"]), "update", {"visit_every": "03" if number % 5 == 0 else "04"})
        for number, row in enumerate(rows)
    ]


def _write(desk: Desk, edits: list[Edit]) -> None:
    if edits:
        desk.write(edits, LABEL)
