"""Events (事项): hazards, disputes, demands, agency matters, wages owed, surroundings, emergencies, from any source.

The list of them (`list_events`), one with all that is known of it (`view`), and how many parties were told the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridDesk.desk import event_above, event_checks, event_limits, policies
from gridDesk.desk.event_course import Happened, course
from gridDesk.desk.event_lines import KEYS, EventLine, EventList, Filter, list_events, made_lines, said_above
from gridDesk.desk.event_steps import DONE, EVENT
from gridDesk.desk.office import Desk
from gridDesk.desk.records import texts
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, Row
from gridDesk.ledger.filter import Condition
from gridDesk.policy.duty_list import duties_of, duty_of
from gridDesk.text import today

__all__ = ["EventLine", "EventList", "EventView", "Filter", "Rate", "feedback_rate", "list_events", "view"]


@dataclass(frozen=True, slots=True)
class EventView:
    """One event as its page shows it: its record and texts, its course, its limit in words, what it should do next."""

    row: Row
    text: dict[str, str]
    line: EventLine
    course: tuple[Happened, ...]
    limit: str
    times: str
    hint: str
    advice: event_checks.Advice | None
    duty: str
    waiting: tuple[Row, ...]
    tasks: tuple[Row, ...]

    @property
    def own(self) -> bool:
        """Tell whether it is this office's own."""
        return self.line.own


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of some events are so: `done` of `total`."""

    done: int
    total: int

    @property
    def words(self) -> str:
        """Return the share in per cent, never 100% when something lacks, or a dash."""
        if not self.total:
            return "—"
        share = self.done * 1000 // self.total / 10
        return f"{share:.1f}%".replace(".0%", "%")


def view(desk: Desk, uid: str) -> EventView:
    """Return one event with its course. Raises DeskError when it is not here."""
    row = desk.store.get(EVENT, uid)
    if row is None or row["state"] != ACTIVE:
        raise DeskError("这件事项已经不在了，", advice="请刷新后再看。")
    own = row["office"] == desk.office.site
    profile = event_limits.profile_of(desk)
    text = texts(desk, EVENT, row)
    line = next(iter(made_lines(desk, [tuple(row.get(key) for key in KEYS)], said_above(desk, uid))))
    limit = event_limits.limit_for(desk, row)
    by_hand = "时限由人定" if row.get("due_by_hand") else ""
    listed = duties_of(profile)
    return EventView(
        row, text, line, course(desk, row), by_hand or (limit.words if limit else ""), event_checks.times_words(row, profile),
        _hint(desk, row) if own else "", event_checks.suggestion(profile, row) if own else None,
        duty_of(listed, line=text["line"], kind=text["kind"], record=EVENT), tuple(event_above.waiting(desk, uid)) if own else (),
        tuple(desk.store.rows("task", where={"about": uid})) if "task" in desk.catalogue else (),
    )  # fmt: skip


def _hint(desk: Desk, row: Row) -> str:
    try:
        return event_checks.check_matter(policies.profile_on(desk, today()), row)
    except DeskError as error:
        return str(error)


def feedback_rate(desk: Desk, first: date, last: date) -> Rate:
    """Return of how many events closed from one day to another the parties were told the result (反馈率, 青岛规范五4)."""
    where = [
        Condition("closed_date", "between", (first.isoformat(), last.isoformat())),
        Condition("status", "is", (DONE,)),
    ]
    rows = list(
        desk.store.values(EVENT, ("feedback", "feedback_on"), where=where, office=desk.office.site)
    )  # fmt: skip
    return Rate(sum(any(row) for row in rows), len(rows))
