"""Until when an event has to be settled (办理时限): what the office's regulation says, unless a person set another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gridDesk.desk import directives, policies
from gridDesk.desk.office import Desk
from gridDesk.policy.limits import Limit, limit_of
from gridDesk.policy.profile import Profile
from gridDesk.policy.work import Event
from gridDesk.text import today

NEAR = 2  # days before its last day an event counts as near it


def profile_of(desk: Desk) -> Profile:
    """Return the regulation this office is under today."""
    return policies.profile_on(desk, today())


def limit_for(desk: Desk, values: Mapping[str, object]) -> Limit | None:
    """Return the limit that the regulation in force when it was found sets an event with these stored values."""
    found = day_of(values.get("date"))
    if found is None:
        return None
    shape = desk.catalogue["event"]
    event = Event(
        uid=str(values.get("uid") or ""), found=found, severity=shape["severity"].show(values.get("severity")),
        tier=shape["tier"].show(values.get("tier")), kind=shape["kind"].show(values.get("kind")),
    )  # fmt: skip
    return limit_of(policies.profile_on(desk, found), event, directives.calendar(desk))


def due_values(
    desk: Desk, values: Mapping[str, object], before: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return what is to be written as the limit of an event with these values; nothing where a person has set it.

    Where class or level changed and the regulation sets no limit any more, the computed day goes. `before` is the record
    as it stands: a day that the regulation does not set for it was set by a person, also where that was not written down
    (in a list that was imported, in the form of the ledger, in an office of 0.1.0).
    """
    if values.get("due_by_hand") or (before is not None and _is_kept(desk, values, before)):
        return {}
    limit = limit_for(desk, values)
    due = limit.day.isoformat() if limit else None
    return {} if due == values.get("due") else {"due": due}


def _is_kept(desk: Desk, values: Mapping[str, object], before: Mapping[str, object]) -> bool:
    """Tell whether the limit an event has is none of the regulation, and is left as it is."""
    due = before.get("due")
    if not due or values.get("due") != due:
        return False
    limit = limit_for(desk, before)
    return limit is None or limit.day.isoformat() != due


def day_of(value: object) -> date | None:
    """Return a stored date as a day, None where it is blank or not exact to the day."""
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def days_left(due: object, on: date) -> int | None:
    """Return how many days are left until a limit (negative: past), None without one."""
    day = day_of(due)
    return None if day is None else (day - on).days


def term(days: int | None) -> str:
    """Return in words how much time is left."""
    if days is None:
        return ""
    if days < 0:
        return f"已超期 {-days} 天"
    return "今天到期" if days == 0 else f"还有 {days} 天"
