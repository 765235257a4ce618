"""A grid worker's day as every layout of the daily record shows it: plain text, gathered once, laid out in five ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gridDesk.ledger.dates import WEEKDAYS

Mode = Literal["blank", "half", "filled"]

TOPICS = ("城管", "计生", "党群", "经济", "其他")


@dataclass(frozen=True, kw_only=True)
class LogPatrol:
    """A patrol of the day: start and end (`08:00`), route or area, what was found and what was done about it."""

    start: str = ""
    end: str = ""
    route: str = ""
    found: str = ""
    handled: str = ""


@dataclass(frozen=True, kw_only=True)
class LogVisit:
    """A visit, or in a half-filled log one that is due. `household` holds door and head in one text.

    `topic` is one of TOPICS, of what was said; `problem` holds problems, needs and suggestions.
    """

    time: str = ""
    household: str = ""
    kind: str = ""
    content: str = ""
    problem: str = ""
    answer: str = ""
    topic: str = ""
    solved: bool = False


@dataclass(frozen=True, kw_only=True)
class LogFinding:
    """A problem found or told: `handling` is 当场解决, 上报 or 转办; `done` ticks its last column.

    `line` is the line of business, `owner` who answers for it until `due`, `feedback` what the person was told. `key`
    items go into the tracking ledger (民情台账).
    """

    time: str = ""
    kind: str = ""
    line: str = ""
    topic: str = ""
    place: str = ""
    reporter: str = ""
    situation: str = ""
    handling: str = ""
    owner: str = ""
    due: str = ""
    result: str = ""
    feedback: str = ""
    done: bool = False
    key: bool = False


@dataclass(frozen=True, kw_only=True)
class LogTally:
    """The day in figures: visits and those that counted, problems by kind, settled the same day, reported upward."""

    visits: int = 0
    effective: int = 0
    problems: int = 0
    security: int = 0
    fire: int = 0
    environment: int = 0
    other: int = 0
    solved: int = 0
    reported: int = 0


@dataclass(frozen=True, kw_only=True)
class DailyLog:
    """A grid worker's day, all text. `date` is ISO or empty, `total` the patrol time in words, `minutes` the same.

    `changes` are sentences made from the day's ledger edits (新增, 迁出, 死亡, 出租变更). `ticks` are the check boxes the
    day's records tick. `number` is the page's number in the book, `key` the opaque uid of the record behind it. `tally`
    is None where the figures are left to the pen.
    """

    village: str = ""
    grid: str = ""
    grid_code: str = ""
    worker: str = ""
    date: str = ""
    weather: str = ""
    companion: str = ""
    patrols: tuple[LogPatrol, ...] = ()
    total: str = ""
    minutes: int = 0
    visits: tuple[LogVisit, ...] = ()
    findings: tuple[LogFinding, ...] = ()
    ticks: frozenset[str] = frozenset()
    changes: tuple[str, ...] = ()
    plan: str = ""
    errands: str = ""
    publicity: str = ""
    mood: str = ""
    tomorrow: str = ""
    review: str = ""
    number: str = ""
    key: str = ""
    tally: LogTally | None = None


def weekday(iso: str) -> str:
    """Return the Chinese weekday of a full ISO date (`星期六`), blank for writing otherwise."""
    return f"星期{WEEKDAYS[date.fromisoformat(iso).weekday()]}" if len(iso) == 10 else "星期　"


def reduced(log: DailyLog, mode: Mode) -> DailyLog:
    """Return what a log says in a mode: `blank` who, where and its date if any, `half` also the visits due."""
    if mode == "filled":
        return log
    kept = DailyLog(
        village=log.village, grid=log.grid, grid_code=log.grid_code, worker=log.worker, date=log.date, number=log.number
    )
    if mode == "blank":
        return kept
    due = tuple(LogVisit(time=visit.time, household=visit.household, kind=visit.kind) for visit in log.visits)
    return replace(kept, weather=log.weather, companion=log.companion, plan=log.plan, visits=due)


def told(log: DailyLog) -> tuple[LogFinding, ...]:
    """Return all that was found or told on a day in the order of the hours: events, and what was said on visits."""
    said = tuple(
        LogFinding(
            time=visit.time, kind="走访", topic=visit.topic, reporter=visit.household, situation=visit.problem,
            handling="当场解决" if visit.solved else "", result=visit.answer, done=visit.solved,
        )
        for visit in log.visits if visit.problem
    )  # fmt: skip
    return tuple(sorted((*log.findings, *said), key=lambda one: one.time or "99"))


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """A stretch of the day in a diary: hours, where or with whom, what was seen, what was found or told, what was done.

    A `key` entry carries a star; `walk` tells patrols and visits from what was found by the way.
    """

    time: str = ""
    where: str = ""
    seen: str = ""
    found: str = ""
    handled: str = ""
    key: bool = False
    walk: bool = True


def entries(log: DailyLog) -> tuple[LogEntry, ...]:
    """Return patrols, visits and findings as one diary, by the hours; those without an hour stand at the end."""
    found = [
        LogEntry(time=hours(one.start, one.end), where=f"巡查：{one.route}" if one.route else "巡查", found=one.found,
                 handled=one.handled)
        for one in log.patrols
    ]  # fmt: skip
    found += [
        LogEntry(time=one.time, where=one.household, seen=one.content, found=one.problem,
                 handled=one.answer or ("已当场答复、解决" if one.solved else ""))
        for one in log.visits
    ]  # fmt: skip
    walked = {one.found for one in log.patrols}
    found += [
        LogEntry(time=one.time, where=one.place or one.reporter, found=one.situation, handled=outcome(one), key=one.key, walk=False)
        for one in log.findings if one.situation not in walked
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.time or "99"))


def outcome(one: LogFinding) -> str:
    """Return how a finding was handled and what came of it, in one text."""
    parts = [one.handling, one.owner and f"责任人：{one.owner}", one.due and f"限期：{one.due}", one.result]
    return "；".join(part for part in parts if part)


def hours(start: str, end: str) -> str:
    """Return a span of hours: 08:10–08:30."""
    return "–".join(part for part in (start, end) if part)
