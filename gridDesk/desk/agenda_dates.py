"""What the calendar of an office asks: events by their limits, pages of the log, reports, meetings and their like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from gridDesk.desk import log_sent
from gridDesk.desk.agenda_item import Ground, Item, Kind, Level, When, short_day, term
from gridDesk.desk.log_gaps import grid_days, week_of
from gridDesk.desk.work_facts import held_since
from gridDesk.ledger import Row
from gridDesk.ledger.dates import WEEKDAYS
from gridDesk.policy.calendar import days_between
from gridDesk.policy.findings import Finding
from gridDesk.policy.limits import last_day, limit_of, settled_on
from gridDesk.policy.periods import containing
from gridDesk.policy.profile import Clause
from gridDesk.policy.rules import WORK_RULES
from gridDesk.policy.work import Event, WorkFacts

BY_VIDEO = "视频巡查"
NEAR, WEEK = 2, 7  # days
_OLD = 31
_ACTS = {"待处理": "受理", "处理中": "办理", "已上报": "跟进", "待核查": "核查"}
_LATE_REPORTS = 10  # days a report that was not sent is still named
# Rules whose work is a record made now and then, with what it is called here and where it is made.
_RULES: dict[str, tuple[Kind, str, str, str]] = {
    "meetings": ("meeting", "会议", "meetings", ""),
    "drills": ("meeting", "演练", "meetings", ""),
    "publicity": ("meeting", "宣传", "meetings", "publicity"),
    "services": ("meeting", "党员、楼栋长现场服务", "meetings", "publicity"),
    "trainings": ("meeting", "培训", "meetings", "training"),
    "training_hours": ("meeting", "培训学时", "ledgers", "training_attendance"),
    "self_study": ("meeting", "自学", "ledgers", "training_attendance"),
    "study_notes": ("meeting", "学习笔记和体会", "ledgers", "training_attendance"),
    "notes_reviewed": ("meeting", "审阅学习笔记", "ledgers", "training_attendance"),
    "boards": ("board", "公示牌、联系卡", "ledgers", "notice_board"),
    "survey": ("survey", "满意度测评", "ledgers", "survey_result"),
    "logs_reviewed": ("log", "日志审阅", "logs", "review"),
}


def events(ground: Ground) -> Iterator[Item]:
    """Yield the events whose last day is today or past, near, or in this week: the nearest to today first."""
    found = [(abs((last - ground.day).days), event, last, cite) for event, last, cite in _open(ground)]
    for left, event, last, cite in sorted(found, key=lambda one: one[0]):
        if left <= (_OLD if last < ground.day else WEEK):
            yield _event(ground, event, last, cite)


def old_events(ground: Ground) -> Iterator[Item]:
    """Yield in one line how many events are late by more than a month: they lead nobody's day."""
    old = sum((ground.day - last).days > _OLD for _, last, _ in _open(ground))
    if old:
        yield Item(
            "old", f"{old:,} 件事项超期一个月以上", "可以核查销号，或写明延期原因", "时限已过", level="late", page="events",
            argument="overdue",
        )  # fmt: skip


def _open(ground: Ground) -> Iterator[tuple[Event, date, str]]:
    """Yield the events that are not settled, with their last day and the clause that sets it."""
    for event in ground.facts.events:
        limit = limit_of(ground.profile, event, ground.calendar)
        last = last_day(event, limit)
        if last is not None and event.closed is None and settled_on(event, limit) is None:
            yield event, last, f"{limit.clause} {limit.article}" if limit else ""


def _event(ground: Ground, event: Event, last: date, cite: str) -> Item:
    row = ground.desk.store.get("event", event.uid) or {}
    left = (last - ground.day).days
    level: Level = "late" if left < 0 else "due" if left <= NEAR else "soon"
    where = "，".join(part for part in (str(row.get("place") or ""), event.status) if part)
    title = f"{_ACTS.get(event.status, '办理')}：{row.get('title') or event.kind or '事项'}"
    return Item(
        "event", title, where, term(last, ground.day), cite, level, "today" if left <= NEAR else "week",
        last.isoformat(), "events", event.uid, "event", event.uid, grid=event.grid,
    )  # fmt: skip


def patrols(ground: Ground) -> Iterator[Item]:
    """Yield the rounds (巡查) that today still asks of the grids, on a workday."""
    clause = next(_bound(ground, "patrols_per_day"), None)
    times = clause.params.get("times", 0) if clause else 0
    if clause is None or not isinstance(times, int) or not ground.calendar.is_workday(ground.day):
        return
    made = Counter(
        one.grid
        for one in ground.facts.patrols
        if one.day == ground.day and one.kind != BY_VIDEO and not one.supervisor
    )
    if clause.params.get("with_visits"):
        made.update({one.grid for one in ground.facts.visits if one.day == ground.day})
    grids = [(grid.uid, grid.name) for grid in ground.facts.grids if not grid.is_special] or [
        ("", ground.desk.office.name)
    ]
    short = [(uid, name, made[uid]) for uid, name in grids if made[uid] < times]
    if short:
        told = _told([name for _, name, _ in short])
        done = sum(count for _, _, count in short)
        yield Item(
            "patrol", f"今天的巡查还差 {times * len(short) - done} 次", told, f"每天 {times} 次", _cite(clause), "due", "today",
            ground.day.isoformat(), "rounds", "patrol",
        )  # fmt: skip


def log_pages(ground: Ground) -> Iterator[Item]:
    """Yield the days of this week and the last that lack a page of the log, and today's while it is not written."""
    today = ground.day.isoformat()
    days = [*week_of((ground.day - timedelta(days=WEEK)).isoformat()), *week_of(today)]
    grids = ground.desk.grids()
    lacking: dict[str, list[Row]] = {}
    for grid in grids or [{}]:
        found = grid_days(ground.desk, grid, [day for day in days if day <= today])
        for day in found.missing:
            if day not in found.reasons:
                lacking.setdefault(day, []).append(grid)
    cite = ground.citing("logs_written")
    for day, without in sorted(lacking.items()):
        told = _told([str(grid.get("name") or ground.desk.office.name) for grid in without])
        where = f"{day}:{without[0]['uid']}" if len(grids) > 1 else day
        title = "今天的工作日志" if day == today else f"{short_day(date.fromisoformat(day))}的工作日志"
        why = "还没有写" if day == today else "缺页，可以补写"
        yield Item("log", title, told, why, cite, "due" if day == today else "late", "today", day, "logs", where)


def _told(grids: list[str]) -> str:
    """Return the names of grids, the first three where there are many."""
    return "、".join(grids[:3]) + (f"等 {len(grids)} 个网格" if len(grids) > 3 else "")


def reports(ground: Ground) -> Iterator[Item]:
    """Yield the reports due in the next days, and those of the last days that were not sent, as their page lists them.

    What several grids owe on a day is one thing to do and names them.
    """
    first, last = ground.day - timedelta(days=_LATE_REPORTS), ground.day + timedelta(days=WEEK)
    lacking: dict[tuple[str, str, str], list[str]] = {}
    for month in dict.fromkeys((f"{first:%Y-%m}", f"{last:%Y-%m}")):
        for one in log_sent.due(ground.desk, month):
            if not one.sent and first.isoformat() <= one.due <= last.isoformat():
                lacking.setdefault((one.due, one.label, one.cite), []).append(one.name)
    many = len(ground.desk.grids()) > 1
    for (iso, label, cite), grids in sorted(lacking.items()):
        due, named = date.fromisoformat(iso), [name for name in grids if name and many]
        level: Level = "late" if due < ground.day else "due" if due == ground.day else "soon"
        yield Item(
            "report", f"{label}（{_told(named)}）" if named else label, f"{short_day(due)}前报送", term(due, ground.day), cite,
            level, "week" if level == "soon" else "today", iso, "logs", f"reports:{iso[:7]}",
        )  # fmt: skip


def by_rules(ground: Ground) -> Iterator[Item]:
    """Yield what the regulation asks for in a period that still runs and is not done: meetings, boards, checks."""
    seen, longer = set[tuple[str, str]](), dict[date, WorkFacts]()
    for clause in ground.profile.clauses:
        if clause.rule not in _RULES or not clause.binds(ground.facts.level) or clause.period is None:
            continue
        period = containing(clause.period, ground.day)
        if _due_day(ground, clause, period.last) - ground.day > timedelta(days=WEEK):
            continue
        facts = ground.facts
        if period.first < facts.first:  # of a longer period only what these rules read is gathered
            if period.first not in longer:
                longer[period.first] = held_since(ground.desk, facts, period.first)
            facts = longer[period.first]
        for finding in WORK_RULES[clause.rule](clause, facts, period):
            if (
                finding.level != "ok"
                and not finding.grid
                and not finding.worker
                and (clause.id, finding.message) not in seen
            ):
                seen.add((clause.id, finding.message))
                yield from _asked(ground, clause, finding, _due_day(ground, clause, period.last))


def _asked(ground: Ground, clause: Clause, finding: Finding, due: date) -> Iterator[Item]:
    kind, title, page, argument = _RULES[clause.rule]
    left = (due - ground.day).days
    kinds = cast("list[str]", clause.params.get("kinds", []))
    if left <= WEEK and not _held(ground, clause, kinds, due):
        name = "或".join(map(str, kinds)) if kind == "meeting" and kinds else title
        when: When = "today" if left <= 0 else "week"
        level: Level = "late" if left < 0 else "due" if left == 0 else "soon"
        yield Item(
            kind, name, finding.message, f"{short_day(due)}前" if left > 0 else term(due, ground.day), finding.cite, level, when,
            due.isoformat(), page, argument,
        )  # fmt: skip


def _held(ground: Ground, clause: Clause, kinds: list[str], due: date) -> bool:
    """Tell whether a meeting of a certain day was held on it: one that was missed before is no work of today."""
    days = {one.day for one in ground.facts.gatherings if one.kinds & set(kinds)}
    return "on" in clause.params and due in days


def _due_day(ground: Ground, clause: Clause, last: date) -> date:
    """Return the day a thing is to be done by: the one the clause names, else the last workday of its period."""
    on = clause.params.get("on")
    if isinstance(on, int) and not isinstance(on, bool):
        return ground.day.replace(day=min(on, containing("month", ground.day).last.day))
    if isinstance(on, str) and on[:1] == "周" and on[1:] in WEEKDAYS:
        return containing("week", ground.day).first + timedelta(days=WEEKDAYS.index(on[1:]))
    if on == "workday":
        return ground.day
    worked = [
        day for day in days_between(max(ground.day, last - timedelta(days=9)), last) if ground.calendar.is_workday(day)
    ]
    return worked[-1] if worked else last


def _bound(ground: Ground, rule: str) -> Iterator[Clause]:
    return (one for one in ground.profile.clauses if one.rule == rule and one.binds(ground.facts.level))


def _cite(clause: Clause) -> str:
    return f"{clause.id} {clause.article}"
