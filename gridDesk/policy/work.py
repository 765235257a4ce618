"""What the rules on the day's work are told: plain records in words, gathered by the desk for a stretch of time.

Days are dates, times of a day are minutes since midnight, codes are the words of their tables, "" or None is not known.
Every `uid` is that of the record, so that a finding can name its proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gridDesk.policy.calendar import WEEKENDS, Calendar
from gridDesk.policy.facts import GridFacts
from gridDesk.policy.team_facts import Member, Study

_NO_DAYS: frozenset[date] = frozenset()
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What visits must reach: a household, a shop or a unit (`ledger`), there from `since` to `until` (None: open).

    A dwelling is one while it is let to people who belong to no household here; any other is seen as its household.
    `groups`: labels of the special ledgers that people of it are in, and 流动人口, 出租房屋; `place` says where it stands
    (building or village group), so that neighbours are walked together; `order` is its place in the walk.
    """

    uid: str
    ledger: str = "household"
    grid: str = ""
    since: date | None = None
    until: date | None = None
    groups: frozenset[str] = _NOTHING
    in_group: bool = False  # a representative is in the grid's WeChat group
    verified_on: date | None = None
    place: str = ""
    order: int = 0
    moved: tuple[tuple[date, str], ...] = ()  # 网格划转: the first day elsewhere, and the grid until then

    def grid_on(self, day: date) -> str:
        """Return the grid it was in at the end of a day."""
        return next((grid for since, grid in self.moved if day < since), self.grid)

    def is_there(self, day: date) -> bool:
        """Tell whether it is there on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """A person of a special ledger (特殊人群) who is to be seen at her own interval: `every` days, 0 where none is set."""

    uid: str
    ledger: str
    person: str = ""
    home: str = ""
    grid: str = ""
    group: str = ""  # label of the ledger
    every: int = 0
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit: `home` is the household, dwelling, shop or unit that was visited; only an `effective` one counts."""

    uid: str
    day: date
    grid: str = ""
    worker: str = ""
    home: str = ""
    person: str = ""
    kind: str = ""
    object: str = ""
    result: str = ""
    effective: bool = True
    minutes: int = 0
    start: int | None = None
    event: str = ""
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """A patrol from `start` to `end` by so many `people`; `supervisor`: made by a leader or supervisor, not the worker."""

    uid: str
    day: date
    grid: str = ""
    worker: str = ""
    kind: str = ""
    start: int | None = None
    end: int | None = None
    people: int = 1
    checks: frozenset[str] = _NOTHING
    supervisor: bool = False

    @property
    def minutes(self) -> int:
        """Return how long it took, 0 where that was not written down; one past midnight ends on the next day."""
        if self.start is None or self.end is None:
            return 0
        return (self.end - self.start) % (24 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an event's handling (办理经过): what was done, when, by whom, at which level (办理层级)."""

    uid: str
    act: str
    day: date
    actor: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event (事项) from being found to being closed after a check on the spot.

    `said`: what of 时间, 地点, 人物, 情况 was written down; `times`: minutes of 发现, 到场 and 报告 of an urgent one.
    """

    uid: str
    found: date
    grid: str = ""
    finder: str = ""
    owner: str = ""  # 首接责任人
    kind: str = ""
    source: str = ""
    severity: str = ""
    line: str = ""
    tier: str = ""
    status: str = ""
    handling: str = ""
    entered: date | None = None
    due: date | None = None
    closed: date | None = None
    checked: date | None = None
    feedback: date | None = None
    escalated: bool = False
    urgent: bool = False
    satisfied: str = ""
    agency: str = ""
    hazards: frozenset[str] = _NOTHING
    said: frozenset[str] = _NOTHING
    times: tuple[int | None, int | None, int | None] = (None, None, None)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the daily record (工作日志)."""

    uid: str
    day: date
    grid: str = ""
    worker: str = ""
    mode: str = ""
    reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A meeting (会议), training or drill (培训) or publicity activity (宣传活动), told apart by `ledger`."""

    uid: str
    ledger: str
    day: date
    kinds: frozenset[str] = _NOTHING
    grid: str = ""
    level: str = ""
    worker: str = ""
    hours: float = 0.0
    people: int = 0
    leaflets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Hours on duty (值班): from `start` on `day`, for so many `minutes`, by one person."""

    uid: str
    day: date
    grid: str = ""
    worker: str = ""
    start: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A grid worker (网格员): the grids served, from when to when, and the days on leave."""

    uid: str
    name: str
    grids: tuple[str, ...] = ()
    role: str = ""
    full_time: bool = True
    since: date | None = None
    until: date | None = None
    away: frozenset[date] = _NO_DAYS

    def is_there(self, day: date) -> bool:
        """Tell whether the worker holds the post on a day and is not on leave."""
        held = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return held and day not in self.away


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board or card put up for the residents (公示牌、民情联系卡), with what stands on it."""

    uid: str
    grid: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    contents: frozenset[str] = _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A satisfaction survey (满意度测评): how many were asked, knew, were content, fairly content, not, and complained."""

    uid: str
    day: date
    grid: str = ""
    asked: int = 0
    returned: int = 0
    aware: int = 0
    content: int = 0
    fair: int = 0
    dissatisfied: int = 0
    complaints: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Something that was due to be reported (报送) on a day, and when that was done."""

    uid: str
    kind: str
    sent: date
    due: date | None = None
    grid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task from above (交办): when it was given, until when, and when it was answered."""

    uid: str
    given: date
    due: date | None = None
    answered: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A ledger of a grid: how many records it holds, and how many were verified or entered in the period of the facts.

    `focus`: one of those whose update rate is judged apart (流动人口, 出租房屋, 特殊人群). `used`: the office keeps it.
    """

    ledger: str
    label: str
    grid: str = ""
    total: int = 0
    fresh: int = 0
    focus: bool = False
    used: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class WorkFacts:
    """What an office did: `level` is village, community, street or district, `begun` the first day it kept records.

    Records lie between `first` and `last`; events besides are all that were open in between.
    """

    level: str
    first: date
    last: date
    today: date
    name: str = ""
    begun: date | None = None
    calendar: Calendar = WEEKENDS
    grids: tuple[GridFacts, ...] = ()
    workers: tuple[Worker, ...] = ()
    homes: tuple[Home, ...] = ()
    landlords: tuple[Home, ...] = ()  # 房东, each once in a grid, by a dwelling they let there and do not live in
    focus: tuple[Focus, ...] = ()
    visits: tuple[Visit, ...] = ()
    patrols: tuple[Patrol, ...] = ()
    events: tuple[Event, ...] = ()
    pages: tuple[Page, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    studies: tuple[Study, ...] = ()
    members: tuple[Member, ...] = ()
    watches: tuple[Watch, ...] = ()
    boards: tuple[Board, ...] = ()
    surveys: tuple[Survey, ...] = ()
    reports: tuple[Report, ...] = ()
    tasks: tuple[Task, ...] = ()
    kept: tuple[Kept, ...] = ()
    offices: Mapping[str, int] = field(default_factory=dict)  # at a street: how many villages, communities below
