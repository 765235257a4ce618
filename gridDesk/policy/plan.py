"""The visit plan (走访计划): which homes to visit on which workday, so that the period's 100 % is reached with little walking.

齐陵第十一条（一） and its like ask for every home in a period and for so many homes a day. Each day takes the homes that can
wait no longer and fills up with their neighbours. A plan made anew every day never loses what could still be reached.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gridDesk.policy import plan_fit
from gridDesk.policy.periods import containing
from gridDesk.policy.plan_calls import Call, Calls, Quota
from gridDesk.policy.plan_fit import Span
from gridDesk.policy.plan_walk import Job, Walk
from gridDesk.policy.reckoning import DOORS
from gridDesk.policy.work import Home, WorkFacts
from gridDesk.policy.work_index import index

TOP_UP = "每天户数"


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit that is planned: the home, why, and the clause it follows from; `person`: whom to see."""

    home: Home
    why: str
    cite: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The visits of one workday, in walking order."""

    day: date
    visits: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether every home can still be visited in the period under the daily number, and what it would take.

    `left` homes wait for `workdays`; `lacking` of them are left over. `dropped`: other visits that find no day.
    """

    reachable: bool
    left: int
    workdays: int
    daily: int
    needed_per_day: int
    lacking: int
    dropped: int = 0
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class GridPlan:
    """The plan of one grid: its days in order, as many as were asked for, and whether all can be reached."""

    grid: str
    days: tuple[DayPlan, ...]
    reach: Reach
    done_today: int = 0


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """The plan of an office, by grid; `last` is the last day that is planned."""

    today: date
    last: date
    quota: Quota
    grids: tuple[GridPlan, ...]


def plan_visits(quota: Quota, facts: WorkFacts, *, days: int | None = None, wishes: Sequence[Call] = ()) -> VisitPlan:
    """Plan the visits from today to the end of the period, grid by grid; `days`: only so many workdays in detail.

    `facts` holds homes, focus people, workers, the calendar and the visits since the period began; `wishes` are calls
    that follow from other records, such as a tenancy that ends.
    """
    calls = Calls(quota, facts, wishes)
    homes: dict[str, list[Home]] = {}
    for home in [*facts.homes, *calls.homeless()]:
        if home.is_there(facts.today):
            homes.setdefault(home.grid, []).append(home)
    done = Counter(home.grid for home in facts.homes if home.uid in calls.seen_today)
    grids = sorted(homes, key=lambda grid: (not grid, _place_of(facts, grid)))
    plans = tuple(_Grid(grid, homes[grid], calls, facts, done[grid]).plan(days) for grid in grids)
    return VisitPlan(facts.today, calls.last, quota, plans)


def _place_of(facts: WorkFacts, grid: str) -> int:
    return next((n for n, one in enumerate(facts.grids) if one.uid == grid), len(facts.grids))


@dataclass(slots=True)
class _Grid:
    """Plans one grid."""

    grid: str
    homes: list[Home]
    calls: Calls
    facts: WorkFacts
    done: int
    days: tuple[date, ...] = ()
    room: list[int] = field(default_factory=list)

    def plan(self, detail: int | None) -> GridPlan:
        """Return the plan of so many days, and whether all can be reached."""
        quota = self.calls.quota
        self.days = _days_worked(self.facts, self.grid, self.calls.last)
        found = {home.uid: self.calls.of(home) for home in self.homes}
        self._add_key_homes(found)
        jobs = [job for home in self.homes for job in self._jobs(home, found[home.uid])]
        daily = quota.daily or self._least(jobs)
        self.room = self._room(daily)
        jobs, reach = self._reached(jobs, daily)
        walk = Walk(jobs, self.room, self._start(), detail)
        planned = list(walk.days())
        self._top_up(planned, walk.seen)
        return GridPlan(
            self.grid, tuple(self._day(n, chosen) for n, chosen in enumerate(planned)), reach, self.done
        )  # fmt: skip

    def _room(self, daily: int) -> list[int]:
        """Return how many visits each day still takes."""
        today = bool(self.days) and self.days[0] == self.facts.today
        return [max(0, daily - (self.done if today and not n else 0)) for n in range(len(self.days))]

    def _least(self, jobs: list[Job]) -> int:
        """Return the smallest daily number under which everything fits, where the regulation sets none."""
        demand = _demand(jobs)
        least = plan_fit.least_daily(demand, len(self.days))
        more = range(least, least + self.done + 1)
        return next((daily for daily in more if plan_fit.fits(demand, self._room(daily))), least)

    def _day(self, number: int, chosen: list[Job]) -> DayPlan:
        chosen.sort(key=lambda job: job.key)
        visits = tuple(Planned(job.home, job.call.why, job.call.cite, job.call.person) for job in chosen)
        return DayPlan(self.days[number], visits)

    def _jobs(self, home: Home, calls: Iterable[Call]) -> Iterator[Job]:
        for call in calls:
            span = (
                bisect_left(self.days, call.first),
                bisect_left(self.days, date.fromordinal(call.last.toordinal() + 1)) - 1,
            )
            if span[0] <= span[1]:
                yield Job(home, call, span)

    # --- whether all can be reached ------------------------------------------------------------------------------

    def _reached(self, jobs: list[Job], daily: int) -> tuple[list[Job], Reach]:
        """Return the calls that find a day, and whether every home does; the first visit of the period goes before others."""
        waiting = self._uncovered()
        workdays = self._cover_days()
        room = sum(self.room[n] for n in workdays)
        lacking = max(0, len(waiting) - room)
        before = len(jobs)
        if not plan_fit.fits(_demand(jobs), self.room):
            jobs = self._most(self._widened(jobs, waiting, workdays))
        open_days = sum(self.room[n] > 0 for n in workdays) or 1
        needed = -(-len(waiting) // open_days)
        dropped = max(0, before - len(jobs) - lacking)
        reach = Reach(not lacking, len(waiting), len(workdays), daily, needed, lacking, dropped)
        return jobs, Reach(
            reach.reachable, reach.left, reach.workdays, daily, needed, lacking, dropped, sentence(reach, self.calls)
        )

    def _uncovered(self) -> set[str]:
        """Return the homes that the present period still asks for."""
        cover = self.calls.quota.cover
        return {home.uid for home in self.homes if self.calls.wants(cover, home)} if cover else set()

    def _cover_days(self) -> list[int]:
        cover = self.calls.quota.cover
        first, last = self.calls.windows(cover)[0] if cover else (self.facts.today, self.calls.last)
        return [n for n, day in enumerate(self.days) if first <= day <= last]

    def _widened(self, jobs: list[Job], waiting: set[str], days: list[int]) -> list[Job]:
        """Return the calls with the first visit of each waiting home free to lie on any day of the period.

        A day that was agreed is kept, whatever the number of the day: it is made room for.
        """
        found, seen = [], set[str]()
        for job in jobs:
            if job.call.rank == 0:
                self.room[job.span[0]] += 1
                seen.add(job.home.uid)
        for job in jobs:
            uid = job.home.uid
            if job.call.rank and uid in waiting and uid not in seen and days:
                found.append(Job(job.home, job.call, (days[0], days[-1])))
                seen.add(uid)
            else:
                found.append(job)
        return found

    def _most(self, jobs: list[Job]) -> list[Job]:
        """Return as many calls as find a day: agreed days first, then first visits, then others; later doors wait."""
        waiting = self._uncovered()
        ranked: dict[tuple[int, Span], list[Job]] = {}
        first = set[str]()
        for job in sorted(jobs, key=lambda job: (job.call.rank, job.key)):
            uid = job.home.uid
            rank = 0 if job.call.rank == 0 else 1 if uid in waiting and uid not in first else 2
            first.add(uid)
            ranked.setdefault((rank, job.span), []).append(job)
        order = sorted(ranked)
        allowed = plan_fit.most_that_fit([(span, len(ranked[rank, span])) for rank, span in order], self.room)
        return [job for key, number in zip(order, allowed, strict=True) for job in ranked[key][:number]]

    # --- what a day is filled with -------------------------------------------------------------------------------

    def _start(self) -> int:
        """Return where the walk goes on: at the home that was visited last."""
        seen = ((day, home.order) for home in self.homes if (day := self.calls.last_visit(home.uid)))
        return max(seen, default=(date.min, -1))[1]

    def _add_key_homes(self, found: Mapping[str, list[Call]]) -> None:
        """Ask for key homes (重点人群的户) until the number of the period is reached; nobody is asked for twice."""
        quota = self.calls.quota
        if not quota.key_homes:
            return
        period = containing(quota.key_kind, self.facts.today)
        keys = [home for home in self.homes if home.groups & quota.key_groups]
        seen = [home for home in keys if (day := self.calls.last_visit(home.uid)) and day in period]
        asked = [home for home in keys if found[home.uid] and home not in seen]
        wanted = quota.key_homes - len(seen) - len(asked)
        for home in keys:
            if wanted > 0 and home not in seen and not found[home.uid]:
                found[home.uid].append(Call(home.uid, self.facts.today, period.last, "重点人群", quota.key_cite, 2))
                wanted -= 1

    def _top_up(self, planned: list[list[Job]], seen: Counter[str]) -> None:
        """Fill days that owe a number with the homes longest without a visit: all is reached, and the number is owed.

        The number is one of households (住户): shops and firms of the day come on top of it.
        """
        quota = self.calls.quota
        if not quota.daily or quota.cover is None:
            return
        own = [home for home in self.homes if home.ledger in DOORS]
        own.sort(key=lambda home: (seen[home.uid], self.calls.last_visit(home.uid) or date.min, home.order))
        place = 0
        for number, chosen in enumerate(planned):
            there = {job.home.uid for job in chosen}
            if self.days[number] == self.facts.today:
                there |= self.calls.seen_today
            lived_in = sum(home.uid in there for home in own)
            for _ in range(len(own)):
                if lived_in >= quota.daily:
                    break
                home = own[place % len(own)]
                place += 1
                if home.uid not in there:
                    there.add(home.uid)
                    lived_in += 1
                    call = Call(home.uid, self.days[number], self.days[number], TOP_UP, quota.daily_cite, 2)
                    chosen.append(Job(home, call, (number, number)))


def _demand(jobs: Iterable[Job]) -> dict[Span, int]:
    return Counter(job.span for job in jobs)


def _days_worked(facts: WorkFacts, grid: str, last: date) -> tuple[date, ...]:
    """Return the workdays from today on which the grid has a worker in post and not on leave.

    All, where no worker is named or the last one has left: somebody else must go.
    """
    days = facts.calendar.workdays(facts.today, last)
    workers = [one for one in index(facts).workers_of(grid) if one.until is None or one.until >= facts.today]
    return tuple(day for day in days if not workers or any(one.is_there(day) for one in workers))


def sentence(reach: Reach, calls: Calls) -> str:
    """Say as a plain fact how far the visits of the period are, and what could be done where they do not fit."""
    cover = calls.quota.cover
    if cover is None:
        return ""
    word = {"week": "本周", "half_month": "本半月", "month": "本月", "quarter": "本季度"}.get(cover.kind, "本期")
    if not reach.left:
        return f"{word}的户都走访过了。"
    if not reach.workdays:
        return f"{word}没有可以走访的工作日了，还有 {reach.left:,} 户没有走访。"
    told = f"{word}还有 {reach.workdays} 个工作日、{reach.left:,} 户没有走访，每天要走 {reach.needed_per_day:,} 户"
    if not calls.quota.daily:
        return f"{told}。"
    if reach.reachable:
        return f"{told}；每天 {reach.daily} 户，能走完。"
    return (
        f"{told}；制度规定每天 {reach.daily} 户，照此到期末还差 {reach.lacking:,} 户。"
        f"每天多走 {max(1, reach.needed_per_day - reach.daily):,} 户就能走完，也可以请村干部、网格长分担。"
    )
