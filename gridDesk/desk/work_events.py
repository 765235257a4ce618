"""Events (事项) with their steps, for the rules on work: those found in a stretch of days and those still open in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gridDesk.desk.event_checks import URGENT
from gridDesk.desk.work_reading import Line, Scope, between, day_of, minute_of, number_of, text_of
from gridDesk.ledger.filter import Condition
from gridDesk.policy.work import Event, Step

CLOSED_STATUS = "05"
LIMIT = 45  # days: an event counts where its limit ends, which is no further than that from when it was found
_PARTIES = ("person", "household", "party_name", "other_party", "units_involved", "unit", "shop", "key_place")
_DISPUTE = "01"
_KEYS = (
    "date", "time", "grid", "finder", "first_owner", "kind", "source", "severity", "line", "tier", "status", "handling", "due",
    "entered_on", "closed_date", "checked_on", "feedback_on", "feedback", "escalated", "urgent", "satisfaction", "agency_kind",
    "hazard_kind", "place", "situation", "demand", "title", "arrived", "reported", *_PARTIES,
)  # fmt: skip
_STEP = ("event", "step", "date", "act", "actor", "tier")


def events_of(scope: Scope) -> Iterator[Event]:
    """Yield the events found in the days asked for, and the older ones that were open in them or fell due in them."""
    lines = {text_of(line["uid"]): line for line in (*scope.dated("event", _KEYS, before=LIMIT), *_older(scope))}
    steps = _steps(scope, lines)
    entered = _entered(scope, lines)
    for uid, line in lines.items():
        line["entered_on"] = line["entered_on"] or entered.get(uid)
        yield _event(scope, line, steps.get(uid, []))


def _older(scope: Scope) -> Iterator[Line]:
    before = between("date", None, scope.first - timedelta(days=LIMIT + 1))
    yield from scope.lines("event", _KEYS, before, between("closed_date", scope.first, None))
    yield from scope.lines("event", _KEYS, before, between("due", scope.first, scope.last))
    open_still = (Condition("closed_date", "blank"), Condition("status", "not", (CLOSED_STATUS,)))
    yield from scope.lines("event", _KEYS, before, *open_still)


def _steps(scope: Scope, events: Iterable[str]) -> dict[str, list[Step]]:
    """Return the steps of events, in their order."""
    found: dict[str, list[tuple[int, Step]]] = {}
    wanted = list(events)
    if not wanted or not scope.has("event_step"):
        return {}
    for line in scope.lines("event_step", _STEP, Condition("event", "is", tuple(wanted))):
        day = day_of(line["date"])
        if day is not None:
            words = {key: scope.words.one("event_step", key, line[key]) for key in ("act", "tier")}
            step = Step(uid=text_of(line["uid"]), day=day, actor=text_of(line["actor"]), **words)
            found.setdefault(text_of(line["event"]), []).append((number_of(line["step"]), step))
    return {uid: [step for _, step in sorted(steps, key=lambda one: one[0])] for uid, steps in found.items()}


def _entered(scope: Scope, lines: dict[str, Line]) -> dict[str, str]:
    """Return when events were written down here, by the journal, of those that do not say so themselves."""
    asked = [uid for uid, line in lines.items() if not line["entered_on"]]
    return {uid: at[:10] for uid, at in scope.desk.store.entered("event", asked).items()}


def _event(scope: Scope, line: Line, steps: list[Step]) -> Event:
    words = scope.words
    found = day_of(line["date"])
    assert found is not None  # it lies between two days
    return Event(
        uid=text_of(line["uid"]), found=found, grid=text_of(line["grid"]), finder=text_of(line["finder"]),
        owner=text_of(line["first_owner"]), kind=words.one("event", "kind", line["kind"]),
        source=words.one("event", "source", line["source"]), severity=words.one("event", "severity", line["severity"]),
        line=words.one("event", "line", line["line"]), tier=words.one("event", "tier", line["tier"]),
        status=words.one("event", "status", line["status"]), handling=words.one("event", "handling", line["handling"]),
        entered=day_of(line["entered_on"]), due=day_of(line["due"]), closed=day_of(line["closed_date"]),
        checked=day_of(line["checked_on"]), feedback=_feedback(line), escalated=bool(line["escalated"]),
        urgent=bool(line["urgent"]) or line["kind"] == URGENT, satisfied=words.one("event", "satisfaction", line["satisfaction"]),
        agency=words.one("event", "agency_kind", line["agency_kind"]),
        hazards=words.many("event", "hazard_kind", line["hazard_kind"]), said=_said(line),
        times=(minute_of(line["time"]), minute_of(line["arrived"]), minute_of(line["reported"])), steps=tuple(steps),
    )  # fmt: skip


def _feedback(line: Line) -> date | None:
    """Return when the parties were told; where only what they were told is written down, when the event was closed."""
    return day_of(line["feedback_on"]) or (day_of(line["closed_date"]) if text_of(line["feedback"]) else None)


def _said(line: Line) -> frozenset[str]:
    """Return what was written down of 时间、地点、人物、情况; without a party of its own an event has who found it."""
    people = any(line[key] for key in _PARTIES) or (line["kind"] != _DISPUTE and bool(line["finder"]))
    said = {
        "时间": len(text_of(line["date"])) == 10, "地点": bool(line["place"]), "人物": people,
        "情况": bool(line["situation"] or line["demand"]),
    }  # fmt: skip
    return frozenset(word for word, true in said.items() if true)
