"""The walk of a visit plan: gives each day its doors, those that can wait no longer first, then their neighbours."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from gridDesk.policy.plan_calls import Call
from gridDesk.policy.plan_fit import Span
from gridDesk.policy.work import Home

_LATER = 1 << 29  # doors without a place in the walk, such as shops, come after those that have one
_APART = 40  # homes: another building or village group counts as far as this many doors


@dataclass(slots=True)
class Job:
    """A call on a home with its window in workdays."""

    home: Home
    call: Call
    span: Span

    @property
    def key(self) -> tuple[int, str]:
        """Return its place in the walk, the uid making it unique."""
        return self.home.order or _LATER, self.home.uid


class Walk:
    """Gives every day its visits: those that can wait no longer, and the neighbours of those."""

    def __init__(self, jobs: list[Job], room: list[int], start: int, detail: int | None) -> None:
        self.room, self.detail = room, len(room) if detail is None else min(detail, len(room))
        self.ends: Counter[int] = Counter(job.span[1] for job in jobs)  # calls not made yet, by the last day
        self.seen: Counter[str] = Counter(job.home.uid for job in jobs)
        self._coming: dict[int, list[Job]] = {}
        for job in jobs:
            self._coming.setdefault(job.span[0], []).append(job)
        self._open: dict[int, list[tuple[int, str]]] = {}  # by last day, in walking order
        self._jobs: dict[tuple[int, str, int], Job] = {}
        self._at_home: dict[str, list[int]] = {}  # last days of the open calls on a home
        self._sums = [0, *accumulate(room)]
        self._at, self._place = start, ""

    def days(self) -> Iterator[list[Job]]:
        """Yield the visits of each day."""
        for number in range(self.detail):
            self._open_day(number)
            yield self._day(number)

    def _open_day(self, number: int) -> None:
        coming = self._coming.pop(number, [])
        for job in coming:
            self._jobs[*job.key, job.span[1]] = job
            self._at_home.setdefault(job.home.uid, []).append(job.span[1])
            self._open.setdefault(job.span[1], []).append(job.key)
        for end in {job.span[1] for job in coming}:
            self._open[end].sort()

    def _day(self, number: int) -> list[Job]:
        chosen: list[Job] = []
        today: set[str] = set()
        while len(chosen) < self.room[number]:
            last = self._pressing(number, self.room[number] - len(chosen))
            job = self._nearest(last, today)
            if job is None:
                job = self._nearest(None, today)
            if job is None:
                break
            self._take(job)
            today.add(job.home.uid)
            chosen.append(job)
        return chosen

    def _pressing(self, number: int, slots: int) -> int | None:
        """Return the last day of the calls to choose from now, None when any will do.

        What must be made up to a day and finds no room on the days between has to be done today.
        """
        total = 0
        for last in sorted(self.ends):
            total += self.ends[last]
            between = self._sums[min(last + 1, len(self.room))] - self._sums[number + 1] if last > number else 0
            if total - between >= slots:
                return last
        return None

    def _nearest(self, last: int | None, today: set[str]) -> Job | None:
        """Return the open call nearest to where the walk is; those that end by `last` only, where one is given."""
        best: tuple[tuple[int, int], Job] | None = None
        for end, waiting in self._open.items():
            if last is None or end <= last:
                for job in self._beside(end, waiting, today):
                    far = self._far(job)
                    if best is None or far < best[0]:
                        best = far, job
        return best[1] if best else None

    def _beside(self, end: int, waiting: list[tuple[int, str]], today: set[str]) -> Iterator[Job]:
        place = bisect_left(waiting, (self._at, ""))
        for step in (range(place, len(waiting)), range(place - 1, -1, -1)):
            key = next((waiting[n] for n in step if waiting[n][1] not in today), None)
            if key is not None:
                yield self._jobs[*key, end]

    def _far(self, job: Job) -> tuple[int, int]:
        """Return how far a home is: neighbours first, another place as far as some doors more, backwards last."""
        step = job.key[0] - self._at
        away = abs(step) + (0 if job.home.place == self._place else _APART)
        return away, int(step < 0)

    def _take(self, job: Job) -> None:
        for end in self._at_home.pop(job.home.uid):  # one visit answers every call that is open
            waiting = self._open[end]
            del waiting[bisect_left(waiting, job.key)]
            self.ends[end] -= 1
        self._at, self._place = job.key[0], job.home.place
