"""Rules on limits of events (办理时限), of tasks from above, and on what residents are told when it takes longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import cast

from gridDesk.policy.event_ends import (
    agency_done,
    closed_after_check,
    dissatisfied,
    feedback_rate,
    first_owner,
    routed,
)
from gridDesk.policy.event_finding import (
    events_entered,
    found_ourselves,
    major_reported,
    none_escalated,
    report_complete,
    urgent_times,
)
from gridDesk.policy.event_sets import by_scope, rates, words
from gridDesk.policy.findings import Finding
from gridDesk.policy.limits import Limit, limit_by, reach, settled_on
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, first_day, last_day, name_of, rate_finding
from gridDesk.policy.work import Event, Task, WorkFacts

# Steps (办理经过) that tell who asked how it goes, or why it takes longer.
STAGED = ("阶段反馈", "延期")


def events_in_time(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 按期办结率: of the events whose limit ends in the period, those settled on its last day or before.

    GZ3-6.2, GZ4-6, GZ6-3; with `written` (QD-A5.4 规定时限) the limit is what stands on the event. An event still open on its last day is not counted before that day is over; one settled before is.
    So an event found on 28 January with 7 days belongs to February. A special case (GZ6-3) is in time up to its latest day
    where the steps say by then why it takes longer.
    """
    within = _of_reach(clause, facts, period)
    limits = {event.uid: _limit(clause, event, facts) for event in within}
    counted = [event for event in within if _falls_due(event, limits[event.uid], facts, period)]

    def good(event: Event) -> bool:
        found = limits[event.uid]
        return found is not None and in_time(event, found)

    def more(events: Sequence[Event]) -> str:
        late = sum(settled_on(event, limits[event.uid]) is None for event in events)
        found = (limits[event.uid] for event in events)
        unsure = sum(one is not None and one.uncertain for one in found)
        return (f"超期还没有办结的 {late} 件。" if late else "") + (
            f"有 {unsure} 件的时限跨入还没有放假安排的年份，只按周末推算。" if unsure else ""
        )

    sentence = "到期 {whole} 件，按期办结 {part} 件。"
    yield from rates(clause, facts, period, by_scope(facts, counted), good, sentence, more=more)


def _of_reach(clause: Clause, facts: WorkFacts, period: Period) -> Sequence[Event]:
    """Return the events whose limit can lie in a period: found before its end, and not too long before it began."""
    if clause.params.get("written"):
        return facts.events
    first = period.first - timedelta(days=reach(clause))
    return [event for event in facts.events if first <= event.found <= period.last]


def _limit(clause: Clause, event: Event, facts: WorkFacts) -> Limit | None:
    if clause.params.get("written"):
        return Limit(event.due, clause.id, clause.article, f"交办时限（{clause.id}）") if event.due else None
    return limit_by(clause, event, facts.calendar)


def in_time(event: Event, limit: Limit) -> bool:
    """Tell whether an event was settled within its limit."""
    settled = settled_on(event, limit)
    if settled is None:
        return False
    return settled <= limit.day or (_special(event, limit) and settled <= cast("date", limit.latest))


def _special(event: Event, limit: Limit) -> bool:
    """Tell whether an event was told to take longer, where the clause allows that."""
    latest = limit.latest
    return latest is not None and any(step.act in STAGED and step.day <= latest for step in event.steps)


def _falls_due(event: Event, limit: Limit | None, facts: WorkFacts, period: Period) -> bool:
    if limit is None or not first_day(facts, period) <= limit.day <= period.last:
        return False
    if facts.begun is not None and event.found < facts.begun:
        return False
    settled = settled_on(event, limit)
    if settled is not None:
        return settled <= facts.today
    return (cast("date", limit.latest) if _special(event, limit) else limit.day) < facts.today


def staged_feedback(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 分段反馈: of the events not settled on their latest day, which lies in the period, those with a word meanwhile.

    GZ6-3 最迟不超过5个工作日，完成不了的分段反馈; GZ4-7 短期内难以解决的做好解释. The latest day is that of the clause's
    `latest_workdays`, else of its `deadline_workdays` or `deadline_days`; a word is a step 阶段反馈 or 延期 (`acts`).
    """
    acts, first, last = words(clause, "acts", STAGED), first_day(facts, period), last_day(facts, period)

    def ran_over(event: Event) -> bool:
        latest = latest_day(clause, event, facts)
        if latest is None or not first <= latest <= last or latest >= facts.today:
            return False
        return event.closed is None or event.closed > latest

    counted = [event for event in _of_reach(clause, facts, period) if ran_over(event)]
    yield from rates(
        clause, facts, period, by_scope(facts, counted), lambda event: any(step.act in acts for step in event.steps),
        "超过最迟时限的事项 {whole} 件，其中 {part} 件已向反映人说明进展。", target="每件都分段反馈",
    )  # fmt: skip


def latest_day(clause: Clause, event: Event, facts: WorkFacts) -> date | None:
    """Return the day after which an event has outrun every limit of a clause; None where it sets none."""
    limit = limit_by(clause, event, facts.calendar)
    if limit is not None:
        return limit.latest or limit.day
    workdays = cast("int | None", clause.params.get("latest_workdays"))
    tables = clause.params.keys() & {"deadline_days", "deadline_workdays"}
    return None if workdays is None or tables else facts.calendar.after(event.found, workdays)


def tasks_answered(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge QL-10.8 交办的其他工作: of the tasks due in the period (given in it, where none is), those answered in time.

    A task that is not answered counts from the day after it was due; one without a date counts at once.
    """
    first, last = first_day(facts, period), last_day(facts, period)

    def counts(task: Task) -> bool:
        if task.due is None:
            return first <= task.given <= last
        return first <= task.due <= period.last and (task.answered is not None or task.due < facts.today)

    tasks = [task for task in facts.tasks if counts(task)]
    if not tasks:
        return
    good = [task for task in tasks if task.answered is not None and (task.due is None or task.answered <= task.due)]
    lacking = tuple(("task", task.uid) for task in tasks if task not in good)
    tally = Tally(len(good), len(tasks), tuple(("task", task.uid) for task in good), lacking)
    message = f"{name_of(facts, '')}{period.label}应答复上级交办任务 {len(tasks)} 件，按时答复 {len(good)} 件。"
    yield rate_finding(clause, facts, period, tally, 100, message, unit="件")


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    events_in_time, events_entered, found_ourselves, none_escalated, major_reported, closed_after_check, feedback_rate,
    report_complete, urgent_times, agency_done, staged_feedback, dissatisfied, first_owner, tasks_answered, routed,
)  # fmt: skip
