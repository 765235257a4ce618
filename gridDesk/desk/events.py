"""Events (事项) as a list: hazards, disputes, demands, agency matters, wages owed, surroundings, emergencies, from any source.

Open ones first, those past or near their limit on top. Above, what offices below moved up stands among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gridDesk.desk import down, event_above, event_checks, event_limits, event_steps, policies
from gridDesk.desk.event_course import Happened, course
from gridDesk.desk.event_steps import DONE, EVENT, MOVED_UP, RESULT
from gridDesk.desk.office import Desk
from gridDesk.desk.records import texts
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, Row
from gridDesk.ledger.filter import Condition
from gridDesk.policy.matters import duties_of, duty_of
from gridDesk.text import address_key, today

State = Literal["open", "late", "near", "check", "closed", "all"]
Tone = Literal["", "late", "near", "new", "done"]
_KEYS = (
    "uid", "office", "number", "title", "date", "kind", "severity", "source", "grid", "place", "due", "status", "closed_date",
    "checked_on", "urgent", "handled_by", "first_owner", "feedback_on", "party_name", "situation",
)  # fmt: skip
_SEARCHED = ("number", "title", "place", "party_name", "situation", "handled_by")
SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events a list shows: by state, kinds and source (codes), grid (uid), words, and whose.

    `whose`: "" own ones and what was moved up here, "own", "below" every one of the offices below, or one office's site.
    """

    state: State = "open"
    kinds: tuple[str, ...] = ()
    source: str = ""
    grid: str = ""
    words: str = ""
    whose: str = ""
    limit: int = SHOWN


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in the list: what it is, where it stands in words, and how many days are left (negative: past, None: none)."""

    uid: str
    title: str
    number: str
    kind: str
    date: str
    place: str
    source: str
    grid: str
    office: str
    own: bool
    state: str
    status: str
    due: str
    days: int | None
    urgent: bool
    closed: str
    hands: str

    @property
    def open(self) -> bool:
        """Tell whether it still has to be handled."""
        return self.status != DONE

    @property
    def term(self) -> str:
        """Return in words how much time is left; of a closed one, when it was closed."""
        return event_limits.term(self.days) if self.open else self.closed

    @property
    def tone(self) -> Tone:
        """Return how it stands out: past its limit, near it, new, or done."""
        if not self.open:
            return "done"
        if self.days is not None and self.days <= event_limits.NEAR:
            return "late" if self.days < 0 else "near"
        return "new" if self.status in ("", event_steps.WAITING) else ""


@dataclass(frozen=True, slots=True)
class EventList:
    """The events of a filter: those shown, how many there are, how many open, past their limit, and near it."""

    lines: tuple[EventLine, ...]
    total: int
    open: int
    late: int
    near: int


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


def list_events(desk: Desk, wanted: Filter | None = None) -> EventList:
    """Return the events of a filter: open ones first, those past or near their limit on top, then the newest."""
    wanted = wanted or Filter()
    found = [line for line in _lines(desk, wanted) if _in_state(line, wanted.state)]
    late, near = (sum(line.tone == tone for line in found) for tone in ("late", "near"))
    found.sort(key=_place)
    return EventList(tuple(found[: wanted.limit]), len(found), sum(line.open for line in found), late, near)


def view(desk: Desk, uid: str) -> EventView:
    """Return one event with its course. Raises DeskError when it is not here."""
    row = desk.store.get(EVENT, uid)
    if row is None or row["state"] != ACTIVE:
        raise DeskError("这件事项已经不在了，", advice="请刷新后再看。")
    own = row["office"] == desk.office.site
    profile = event_limits.profile_of(desk)
    text = texts(desk, EVENT, row)
    line = next(iter(_made(desk, [tuple(row.get(key) for key in _KEYS)])))
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


def _in_state(line: EventLine, state: State) -> bool:
    if state == "late":
        return line.tone == "late"
    if state == "near":
        return line.tone in ("late", "near")
    if state == "check":
        return line.status == event_steps.TO_CHECK
    return state == "all" or line.open == (state == "open")


def _place(line: EventLine) -> tuple[object, ...]:
    """Return the order of a line: open before closed, near limits by their day, urgent ones, then the newest first."""
    pressing = line.open and line.tone in ("late", "near")
    newest = tuple(-ord(char) for char in (line.closed if not line.open else line.date))
    return not line.open, not pressing, line.due if pressing else "", not line.urgent, newest, line.uid


def _lines(desk: Desk, wanted: Filter) -> Iterator[EventLine]:
    where = [Condition(key, "is", values) for key, values in _wanted(wanted)]
    if wanted.state not in ("closed", "all"):
        where.append(Condition("status", "not", (DONE,)))
    elif wanted.state == "closed":
        where.append(Condition("status", "is", (DONE,)))
    office = desk.office.site if wanted.whose == "own" or not down.may_send(desk) else None
    if wanted.whose not in ("", "own", "below"):
        office = wanted.whose
    rows: Iterable[Sequence[object]] = desk.store.values(EVENT, _KEYS, where=where, office=office)
    if wanted.words:
        key = address_key(wanted.words)
        places = [_KEYS.index(one) for one in _SEARCHED]
        rows = (row for row in rows if any(row[n] and key in address_key(row[n]) for n in places))
    if office is None and wanted.whose == "below":
        rows = (row for row in rows if row[1] != desk.office.site)
    yield from _made(desk, list(rows), moved_only=not wanted.whose)


def _wanted(wanted: Filter) -> Iterator[tuple[str, tuple[object, ...]]]:
    if wanted.kinds:
        yield "kind", tuple(wanted.kinds)
    if wanted.source:
        yield "source", (wanted.source,)
    if wanted.grid:
        yield "grid", (wanted.grid,)


def _made(desk: Desk, rows: Sequence[Sequence[object]], *, moved_only: bool = False) -> Iterator[EventLine]:
    """Yield the lines of rows of `_KEYS`; `moved_only` leaves out what offices below keep to themselves."""
    shape, site, on = desk.catalogue[EVENT], desk.office.site, today()
    offices, above = down.names(desk), _said_above(desk)
    grids = desk.store.titles("grid", {str(row[8]) for row in rows if row[8]}) if "grid" in desk.catalogue else {}
    shown = {key: _labels(shape[key].code_set) for key in ("kind", "source", "status")}
    for row in rows:
        one = {key: str(value) if value is not None else "" for key, value in zip(_KEYS, row, strict=True)}
        own, said = one["office"] == site, above.get(one["uid"], "")
        if moved_only and not own and one["status"] != MOVED_UP and not said:
            continue
        state = event_checks.state_words(one, shown["status"].get(one["status"], ""))
        if not own and one["status"] != DONE:
            state = said or ("等受理" if one["status"] == MOVED_UP else state)
        yield EventLine(
            one["uid"], one["title"], one["number"], shown["kind"].get(one["kind"], ""), one["date"], one["place"],
            shown["source"].get(one["source"], ""), grids.get(one["grid"], ""), offices.get(one["office"], ""), own, state,
            one["status"], one["due"], event_limits.days_left(one["due"], on), one["urgent"] == "1", one["closed_date"],
            one["handled_by"] or one["first_owner"],
        )  # fmt: skip


def _labels(codes: object) -> dict[str, str]:
    return {code.code: code.short or code.label for code in getattr(codes, "codes", ())}


def _said_above(desk: Desk) -> dict[str, str]:
    """Return the last word this office gave on each event below: 已受理, 已交办, 已办理."""
    if RESULT not in desk.catalogue or not down.may_send(desk):
        return {}
    shown = desk.catalogue[RESULT]["outcome"]
    rows = desk.store.values(RESULT, ("event", "outcome"), office=desk.office.site)
    return {str(event): shown.show(outcome) for event, outcome in rows}
