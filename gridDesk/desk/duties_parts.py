"""Which regulation judged which days of a period, and what a reader should know of how far its figures hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from gridDesk.desk import directives, policies
from gridDesk.desk.directive_kinds import POLICY
from gridDesk.desk.office import Desk
from gridDesk.policy import Calendar, Period, Profile, WorkFacts
from gridDesk.text import today


@dataclass(frozen=True, slots=True)
class Part:
    """A regulation and the days of a period, both ends counted, on which it was in force."""

    profile: Profile
    first: date
    last: date


def parts_of(desk: Desk, period: Period) -> list[Part]:
    """Return the regulations of a period in order: one, but for periods in which another was chosen or came into force."""
    found = [Part(policies.profile_on(desk, period.first), period.first, period.last)]
    for day in _days_of_change(desk, period):
        profile, before = policies.profile_on(desk, day), found[-1]
        if profile != before.profile:
            found[-1] = Part(before.profile, before.first, day - timedelta(days=1))
            found.append(Part(profile, day, period.last))
    return found


def _days_of_change(desk: Desk, period: Period) -> list[date]:
    """Return the days after the first of a period on which the regulation may have changed, in order."""
    texts = {one.since for one in policies.choices(desk)}
    texts |= {one.effective for one in directives.listed(desk) if one.kind == POLICY}
    texts |= {profile.in_force for profile in policies.own_profiles().values()}
    days = {date.fromisoformat(text) for text in texts if len(text) == 10}
    return sorted(day for day in days if period.first < day <= min(period.last, today()))


def notices(
    desk: Desk, parts: Sequence[Part], period: Period, facts: WorkFacts, first: date, last: date
) -> tuple[str, ...]:
    """Return what must be known to trust the figures of a period, in sentences."""
    told = [
        *_on_parts(parts),
        *_on_records(period, facts),
        *_on_calendar(facts.calendar, first, min(last, facts.today)),
    ]
    return tuple(told)


def _on_parts(parts: Sequence[Part]) -> Iterator[str]:
    for before, after in pairwise(parts):
        yield (
            f"{day_words(after.first)}起改按《{after.profile.title}》考量，以前的日子按《{before.profile.title}》，"
            "两段分开列出。"
        )
    for part in parts:
        if not part.profile.clauses:
            yield f"《{part.profile.title}》从{part.profile.in_force}起施行，此前的日子不按它考量。"


def _on_records(period: Period, facts: WorkFacts) -> Iterator[str]:
    if facts.begun is None:
        yield "还没有走访、巡查、日志和事项的记录。"
    elif facts.begun > period.first:
        yield f"本机最早的工作记录在{day_words(facts.begun)}，此前的日子不计。"
    if period.last >= facts.today:
        yield "本期还没有结束，按到今天为止的记录计算。"


def _on_calendar(calendar: Calendar, first: date, last: date) -> Iterator[str]:
    lacking = [year for year in range(first.year, last.year + 1) if not calendar.covers(date(year, 1, 1))]
    if lacking:
        years = "、".join(f"{year}年" for year in lacking)
        yield f"本机没有{years}的节假日和调休安排，那些日子只按周末休息推算；收到上级下发的安排后自动改正。"


def day_words(day: date) -> str:
    """Return a day as it is read: 2026年8月16日."""
    return f"{day.year}年{day.month}月{day.day}日"
