"""Whom visits must reach and when: what a regulation asks of visits, as calls on homes with a first and a last day.

An interval is counted by the calendar (每周: each week from Monday, 每半月: each half month, 每月: each month), so that
a plan made anew every day asks for the same calls as the plan of the day before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from gridDesk.policy.calendar import Calendar
from gridDesk.policy.people_groups import EVERYBODY, labels_of
from gridDesk.policy.periods import KINDS, Kind, Period, containing
from gridDesk.policy.profile import Clause, Profile
from gridDesk.policy.reckoning import DOORS
from gridDesk.policy.work import Focus, Home, Visit, WorkFacts
from gridDesk.policy.work_index import BY_TELEPHONE

Window = tuple[date, date]
_WORDS: dict[str, str] = {"day": "每天", "week": "每周", "half_month": "每半月", "month": "每月", "quarter": "每季"}
_THIS: dict[str, str] = {"day": "今天", "week": "本周", "half_month": "本半月", "month": "本月", "quarter": "本季"}


@dataclass(frozen=True, slots=True)
class Ask:
    """What a clause asks: a visit in every period of a kind to homes of some groups, to every home where none are named.

    `days`: the days of the month by which (1 to 15: the visit is due in the first half); `shops` counts them as homes too;
    `calls`: a telephone call will do as well.
    """

    cite: str
    kind: Kind
    groups: frozenset[str] = frozenset()
    shops: bool = False
    days: tuple[int, int] | None = None
    calls: bool = False

    def window(self, period: Period, today: date) -> Window:
        """Return the days of a period on which the visit is due; once they are past, whatever is left of it."""
        if self.days is None:
            return period.first, period.last
        first = period.first.replace(day=self.days[0])
        last = period.first.replace(day=min(self.days[1], period.last.day))
        return (first, last) if today <= last else (first, period.last)


@dataclass(frozen=True, slots=True)
class Quota:
    """The numbers a regulation sets for visits: homes a day (0: none set), what is asked, key homes a quarter."""

    daily: int = 0
    daily_cite: str = ""
    asks: tuple[Ask, ...] = ()
    key_homes: int = 0
    key_kind: Kind = "quarter"
    key_cite: str = ""
    key_groups: frozenset[str] = labels_of(("重点人群",))

    @property
    def cover(self) -> Ask | None:
        """Return what is asked of every home, the soonest, None where nothing is."""
        everybody = [ask for ask in self.asks if not ask.groups]
        return min(everybody, key=lambda ask: _length(ask.kind)) if everybody else None


@dataclass(frozen=True, slots=True)
class Call:
    """A visit to make to one home between two days, and why; `person`: whom to see, "" for anybody of the home.

    `rank`: what counts first where not all can be done: 0 a day that was agreed, 1 the first visit of the period, 2 others.
    """

    home: str
    first: date
    last: date
    why: str
    cite: str = ""
    rank: int = 1
    person: str = ""


def quota_of(profile: Profile, level: str) -> Quota:
    """Return the numbers that a regulation sets for the visits of offices of a level."""
    daily, daily_cite, asks, key = 0, "", [], Quota()
    for clause in (one for one in profile.clauses if one.binds(level)):
        cite, kind = f"{clause.id} {clause.article}", clause.period or "month"
        if clause.rule == "visits_per_day":
            number = int(cast(float, clause.params.get("households", 0)))
            daily, daily_cite = max((daily, daily_cite), (number, cite))
        elif clause.rule == "visit_coverage":
            asks.append(Ask(cite, kind, shops=bool(clause.params.get("shops")), days=_days(clause)))
        elif clause.rule == "visits_by_group":
            asks += _by_group(clause, cite)
        elif clause.rule == "home_visits":
            asks.append(Ask(cite, kind, labels_of(cast("list[str]", clause.params.get("groups", [])))))
        elif clause.rule == "key_visits":
            groups = labels_of(cast("list[str]", clause.params.get("groups", ["重点人群"])))
            homes = int(cast(float, clause.params.get("homes", 0)))
            key = Quota(key_homes=homes, key_kind=kind, key_cite=cite, key_groups=groups)
    return replace(key, daily=daily, daily_cite=daily_cite, asks=tuple(asks))


def _days(clause: Clause) -> tuple[int, int] | None:
    first, _, last = str(clause.params.get("window", "")).partition("-")
    return (int(first), int(last)) if first.isdigit() and last.isdigit() else None


def _by_group(clause: Clause, cite: str) -> Iterator[Ask]:
    for word, every in cast("Mapping[str, object]", clause.params.get("groups", {})).items():
        groups = frozenset[str]() if word == EVERYBODY else labels_of([word])
        yield Ask(cite, kind_of(every), groups, calls=word != EVERYBODY)


def kind_of(every: object) -> Kind:
    """Return the period of the calendar that an interval is counted by: 7 or "7d" a week, 15 a half month, "1M" a month."""
    text = str(every)
    months = {"M": 1, "Q": 3, "Y": 12}.get(text[-1:], 0)
    days = int(text.rstrip("dMQY") or 1) * (months * 30 if months else 1)
    steps: tuple[tuple[int, Kind], ...] = (
        (3, "day"), (10, "week"), (20, "half_month"), (45, "month"), (120, "quarter"), (200, "half_year"),
    )  # fmt: skip
    return next((kind for most, kind in steps if days <= most), "year")


def _length(kind: Kind) -> int:
    return list(KINDS).index(kind)


def horizon(quota: Quota, today: date) -> date:
    """Return the last day that is planned: the end of the period that every home is to be reached in, else of the month."""
    ends = [containing(ask.kind, today).last for ask in quota.asks]
    return max([containing("month", today).last, *ends])


class Calls:
    """Works out the calls on homes from `today` to `last`, given the effective visits so far."""

    def __init__(self, quota: Quota, facts: WorkFacts, wishes: Sequence[Call] = ()) -> None:
        self.quota, self.today, self.last = quota, facts.today, horizon(quota, facts.today)
        self._facts = facts
        self._visited: dict[str, Visit] = {}  # the last visit of a home
        self._spoken: dict[str, date] = {}  # the last day a home or a person was seen or called
        for visit in sorted(facts.visits, key=lambda one: one.day):
            if visit.effective:
                self._spoken.update(dict.fromkeys({visit.home, visit.person} - {""}, visit.day))
                if visit.home and visit.kind != BY_TELEPHONE:
                    self._visited[visit.home] = visit
        self.seen_today = frozenset(home for home, seen in self._visited.items() if seen.day == self.today)
        self._own: dict[str, list[Focus]] = {}
        for person in facts.focus:
            if person.every and _is_there(person, self.today):
                self._own.setdefault(person.home or person.person, []).append(person)
        self._wishes: dict[str, list[Call]] = {}
        for wish in wishes:
            self._wishes.setdefault(wish.home, []).append(wish)
        self._windows: dict[Ask, list[Window]] = {}
        self._calendar: Calendar = facts.calendar

    def last_visit(self, home: str) -> date | None:
        """Return the day of the last effective visit to a home, None when there was none."""
        found = self._visited.get(home)
        return found.day if found else None

    def homeless(self) -> list[Home]:
        """Return the people with an interval of their own who belong to no household: they are called on themselves."""
        known = {home.uid for home in self._facts.homes}
        return [
            Home(uid=uid, ledger="person", grid=people[0].grid, order=1 << 30)
            for uid, people in self._own.items()
            if uid and uid not in known
        ]

    def of(self, home: Home) -> list[Call]:
        """Return the calls on one home, those with the shortest windows first; none is asked for twice."""
        found: list[Call] = [*self._agreed(home.uid)]
        for wish in self._wishes.get(home.uid, ()):
            _add(found, wish)
        for ask, why, person in self._asked(home):
            for first, last in self.windows(ask):
                if not self._done(ask, home.uid, person, first):
                    _add(found, Call(home.uid, max(first, self.today), last, why, ask.cite, 2 if found else 1, person))
        return found

    def wants(self, ask: Ask, home: Home) -> bool:
        """Tell whether a home is asked for in the present period and was not visited in it."""
        return self._binds(ask, home) and not self._done(ask, home.uid, "", self.windows(ask)[0][0])

    def _agreed(self, home: str) -> Iterator[Call]:
        """Yield the day that the last visit left for the next (下次走访日期); one that is past is due today."""
        seen = self._visited.get(home)
        day = seen.next_on if seen else None
        if seen is None or day is None or day <= seen.day or day > self.last:
            return
        day = max(day, self.today)
        while not self._calendar.is_workday(day) and day < self.last:
            day = date.fromordinal(day.toordinal() + 1)
        yield Call(home, day, day, "回访", "", 0)

    def _asked(self, home: Home) -> list[tuple[Ask, str, str]]:
        """Return what is asked of a home, the most frequent first, with the reason and whom to see."""
        found = []
        for ask in self.quota.asks:
            if self._binds(ask, home):
                named = f"{'、'.join(sorted(ask.groups & home.groups))}{_WORDS.get(ask.kind, '')}"
                found.append((ask, named if ask.groups else f"{_THIS.get(ask.kind, '本期')}未访", ""))
        for person in self._own.get(home.uid, ()):
            own = Ask("", kind_of(person.every), calls=True)
            found.append((own, f"{person.group}{_WORDS.get(own.kind, '')}", person.person))
        found.sort(key=lambda one: _length(one[0].kind))
        return found

    @staticmethod
    def _binds(ask: Ask, home: Home) -> bool:
        if ask.groups:
            return bool(ask.groups & home.groups)
        return home.ledger in DOORS or (ask.shops and home.ledger == "shop")

    def windows(self, ask: Ask) -> list[Window]:
        """Return the windows of what is asked, from the period that holds today to the last that ends in the plan."""
        if ask not in self._windows:
            found, period = [], containing(ask.kind, self.today)
            while period.last <= self.last:
                found.append(ask.window(period, self.today))
                period = period.after()
            self._windows[ask] = found
        return self._windows[ask]

    def _done(self, ask: Ask, home: str, person: str, first: date) -> bool:
        """Tell whether home or person was seen since the first day of a window (visits are not in the future)."""
        days = [self.last_visit(home)]
        if ask.calls:
            days += [self._spoken.get(home), self._spoken.get(person)]
        return any(day is not None and day >= first for day in days)


def _add(calls: list[Call], new: Call) -> None:
    """Add a call unless one that is there answers it; one that overlaps is narrowed until it answers both."""
    for place, one in enumerate(calls):
        if new.first <= one.first and one.last <= new.last:
            if one.rank == 2 and new.rank == 1:
                calls[place] = _moved(one, one.first, one.last, 1)
            return
    for place, one in enumerate(calls):
        first, last = max(one.first, new.first), min(one.last, new.last)
        if first <= last:
            calls[place] = _moved(one, first, last, min(one.rank, new.rank))
            return
    calls.append(new)


def _moved(call: Call, first: date, last: date, rank: int) -> Call:
    return Call(call.home, first, last, call.why, call.cite, rank, call.person or "")


def _is_there(person: Focus, day: date) -> bool:
    return (person.since is None or person.since <= day) and (person.until is None or day <= person.until)
