"""Limits on events (办理时限): until when an event has to be settled under a profile, and whether that day is past or near.

The texts say "7天", "一天内", "3个工作日" and are silent on the first day, so the general rule of the Civil Code (民法典
第二百零一条) is followed: the day an event is found does not count, the day after is the first. Days run through holidays
and the last one is not moved, for the texts do not say that it is; workdays (工作日) are those of the calendar, make-up days
among them. A limit runs from the finding, whoever handles the event in the end: neither handing on nor a return begins it
anew. Where the class or the level is changed, the limit of the new one counts, from the same day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from gridDesk.policy.calendar import Calendar
from gridDesk.policy.profile import Clause, Profile
from gridDesk.policy.work import Event

RULE = "events_in_time"
UP = ("上报", "报告")
# The words of a regulation for what the code table of severities (严重程度) says; nothing said is the usual case.
_CLASSES = {"一般": ("", "一般"), "较复杂": ("较大", "较复杂"), "重大疑难": ("重大", "特大", "重大疑难")}
_UNSURE = "，还没有当年的放假安排，只按周末推算"
_TIERS = {"村居": "village", "社区": "village", "街道": "street", "办事处": "street", "其他单位": "other"}


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day of an event under a clause (id and article), and why, in words: 较复杂，15 天内办结（GZ3-6.2）.

    `latest` is the last day of a special case (GZ6-3), None where the clause knows none. `answered`: an answer to who asked
    settles it too; `submitted`: so does handing it to the town (GZ3-6.2). `uncertain`: it counts workdays of a year whose
    holidays are not known, so that it may be wrong by some days; the words say so.
    """

    day: date
    clause: str
    article: str
    words: str
    latest: date | None = None
    answered: bool = False
    submitted: bool = False
    uncertain: bool = False


def limit_of(profile: Profile, event: Event, calendar: Calendar) -> Limit | None:
    """Return the limit that a profile sets an event; None where it sets none for its class or level."""
    for clause in profile.clauses:
        if clause.rule == RULE and (found := limit_by(clause, event, calendar)) is not None:
            return found
    return None


def limit_by(clause: Clause, event: Event, calendar: Calendar) -> Limit | None:
    """Return the limit that one clause sets an event.

    Its parameters are `deadline_days` (days) or `deadline_workdays`, tables of numbers by class (一般, 较复杂, 重大疑难) or
    by level (村居 or 社区, 街道 or 办事处, 其他单位); `latest_workdays` of a special case; `or_answered`, `or_submitted`:
    the classes that an answer, or handing it to the town, settles.
    """
    days, workdays = _table(clause, "deadline_days"), _table(clause, "deadline_workdays")
    key = next((key for key in {**days, **workdays} if _fits(key, event)), None)
    if key is None:
        return None
    last = event.found + timedelta(days=days[key]) if key in days else calendar.after(event.found, workdays[key])
    special = cast("int | None", clause.params.get("latest_workdays"))
    latest = None if special is None else max(last, calendar.after(event.found, special))
    count = f"{days[key]} 天内" if key in days else f"{workdays[key]} 个工作日内"
    more = "" if special is None else f"，特殊情况最迟 {special} 个工作日"
    unsure = _uncertain(event.found, last if key in workdays else latest, calendar)
    return Limit(
        last, clause.id, clause.article, f"{_words(key)}，{count}办结{more}（{clause.id}）{_UNSURE if unsure else ''}", latest,
        key in _list(clause, "or_answered"), key in _list(clause, "or_submitted"), unsure,
    )  # fmt: skip


def reach(clause: Clause) -> int:
    """Return how many days a limit of a clause can lie after the finding at most, the longest holidays included."""
    workdays = max(
        [0, *_table(clause, "deadline_workdays").values(), cast("int", clause.params.get("latest_workdays", 0))]
    )
    return max([0, *_table(clause, "deadline_days").values()]) + 3 * workdays + 15


def _uncertain(found: date, last: date | None, calendar: Calendar) -> bool:
    return last is not None and not (calendar.covers(found) and calendar.covers(last))


def _table(clause: Clause, key: str) -> dict[str, int]:
    return dict(cast("Mapping[str, int]", clause.params.get(key, {})))


def _list(clause: Clause, key: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", clause.params.get(key, [])))


def _fits(key: str, event: Event) -> bool:
    if key in _TIERS:
        return tier_of(event.tier) == _TIERS[key]
    return event.severity in _CLASSES.get(key, (key,))


def _words(key: str) -> str:
    return f"{key}职责范围内" if key in ("村居", "街道") else f"{key}可处理" if key in ("社区", "办事处") else key


def tier_of(tier: str) -> str:
    """Return who handles it, by the word of the code table (办理层级): village, street or other; unsaid is the village."""
    if not tier or "村" in tier or tier.startswith("社区"):
        return "village"
    return "street" if any(word in tier for word in ("街道", "镇", "乡", "办事处")) else "other"


def settled_on(event: Event, limit: Limit | None) -> date | None:
    """Return the first day an event counts as settled (办结): closed, or answered or submitted where that is enough."""
    days = [event.closed]
    if limit is not None and limit.answered:
        days.append(event.feedback)
    if limit is not None and limit.submitted:
        days += [step.day for step in event.steps if step.act in UP and tier_of(step.tier or "镇") != "village"]
    return min((day for day in days if day is not None), default=None)


def last_day(event: Event, limit: Limit | None) -> date | None:
    """Return the day an event must be settled by: the one written on it (处理时限), else that of the clause."""
    return event.due or (limit.day if limit is not None else None)


def overdue(event: Event, limit: Limit | None, today: date) -> bool:
    """Tell whether an event is past its last day and not settled; one without a last day never is."""
    last = last_day(event, limit)
    return last is not None and last < today and settled_on(event, limit) is None


def near(event: Event, limit: Limit | None, today: date, days: int = 2) -> bool:
    """Tell whether an unsettled event's last day is today or at most so many days ahead."""
    last = last_day(event, limit)
    return last is not None and today <= last <= today + timedelta(days=days) and settled_on(event, limit) is None
