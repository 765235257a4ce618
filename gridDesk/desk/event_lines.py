"""Which events a list shows, and in which order: open ones first, those past or near their limit on top.

Above, what offices below moved up stands among the own ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from gridDesk.desk import down, event_checks, event_limits, event_steps
from gridDesk.desk.event_steps import DONE, EVENT, MOVED_UP, RESULT
from gridDesk.desk.office import Desk
from gridDesk.ledger.filter import Condition
from gridDesk.text import address_key, today

State = Literal["open", "late", "near", "check", "untold", "closed", "all"]
Tone = Literal["", "late", "near", "new", "done"]
KEYS = (
    "uid", "office", "number", "title", "date", "kind", "severity", "source", "grid", "place", "due", "status", "closed_date",
    "checked_on", "urgent", "handled_by", "first_owner", "feedback_on", "feedback", "person", "party_name", "finder_phone",
    "situation",
)  # fmt: skip
_SEARCHED = ("number", "title", "place", "party_name", "handled_by", "situation")
SHOWN = 500
TELLING = timedelta(days=30)  # that a closed event of which somebody waits to hear stands among the open ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events a list shows: by state, kinds and source (codes), grid (uid), words, and whose.

    `whose`: "" own ones and what was moved up here, "own", "below" every one of the offices below, or one office's site.
    `also`: the uid of one that is listed at the end whatever else is asked for, such as one opened from another page.
    """

    state: State = "open"
    kinds: tuple[str, ...] = ()
    source: str = ""
    grid: str = ""
    words: str = ""
    whose: str = ""
    also: str = ""
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
    untold: bool = False  # closed, and somebody waits to hear of it

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
            return "" if self.untold else "done"
        if self.days is not None and self.days <= event_limits.NEAR:
            return "late" if self.days < 0 else "near"
        return "new" if self.status in ("", event_steps.WAITING) else ""


@dataclass(frozen=True, slots=True)
class EventList:
    """The events of a filter: those shown, how many there are, how many open, past their limit, near it, and untold."""

    lines: tuple[EventLine, ...]
    total: int
    open: int
    late: int
    near: int
    untold: int = 0


def list_events(desk: Desk, wanted: Filter | None = None) -> EventList:
    """Return the events of a filter: open ones first, those past or near their limit on top, then the newest."""
    wanted = wanted or Filter()
    above = said_above(desk)
    found = [line for line in made_lines(desk, _open(desk, wanted, above), above) if _in_state(line, wanted.state)]
    late, near = (sum(line.tone == tone for line in found) for tone in ("late", "near"))
    still, closed, untold = sum(line.open for line in found), 0, sum(line.untold for line in found)
    if wanted.state in ("closed", "all"):
        rows, closed = _closed(desk, wanted, above)
        found += made_lines(desk, rows, above)
    found.sort(key=_place)
    lines = found[: wanted.limit]
    if wanted.also and all(line.uid != wanted.also for line in lines):
        lines += made_lines(desk, list(desk.store.values(EVENT, KEYS, where={"uid": wanted.also})), above)
    return EventList(tuple(lines), closed + still + untold, still, late, near, untold)


def _in_state(line: EventLine, state: State) -> bool:
    if state == "late":
        return line.tone == "late"
    if state == "near":
        return line.tone in ("late", "near")
    if state == "check":
        return line.status == event_steps.TO_CHECK
    if state == "untold":
        return line.untold
    return state in ("all", "open") or line.open


def _place(line: EventLine) -> tuple[object, ...]:
    """Return the order of a line: open before closed, near limits by their day, urgent ones, then the newest first."""
    pressing = line.open and line.tone in ("late", "near")
    newest = tuple(-ord(char) for char in (line.closed if not line.open else line.date))
    return not line.open, not line.untold, not pressing, line.due if pressing else "", not line.urgent, newest, line.uid


def _open(desk: Desk, wanted: Filter, above: Collection[str]) -> list[Sequence[object]]:
    """Return the rows of what is not closed; above, what offices below keep to themselves only when it is asked for."""
    if wanted.state == "closed":
        return []
    where = [*_conditions(wanted), Condition("status", "not", (DONE,))]
    found: list[Sequence[object]] = _untold(desk, wanted) if wanted.state in ("open", "untold") else []
    for more, office in _parts(desk, wanted, above, closed=False):
        found += desk.store.values(EVENT, KEYS, where=[*where, *more], office=office)
    return _with_words(found, wanted.words)


def _untold(desk: Desk, wanted: Filter) -> list[Sequence[object]]:
    """Return the rows of own events closed of late, or ever where that is asked for, of which somebody waits to hear."""
    if wanted.whose not in ("", "own"):
        return []
    where = [*_conditions(wanted), Condition("status", "is", (DONE,)), Condition("feedback_on", "blank")]
    if wanted.state == "open":
        where.append(Condition("closed_date", "between", ((today() - TELLING).isoformat(), None)))
    rows = desk.store.values(EVENT, KEYS, where=where, office=desk.office.site)
    return [row for row in rows if event_checks.is_untold(dict(zip(KEYS, row, strict=True)))]


def _closed(desk: Desk, wanted: Filter, above: Collection[str]) -> tuple[list[Sequence[object]], int]:
    """Return the rows of what was closed last, no more than are shown, and how many there are."""
    where = [*_conditions(wanted), Condition("status", "is", (DONE,))]
    found: list[Sequence[object]] = []
    count = 0
    for more, office in _parts(desk, wanted, above, closed=True):
        every = [*where, *more]
        if wanted.words:
            said = _saying(desk, every, office, wanted.words)
            every = [*every, Condition("uid", "is", said)]
            count += len(said)
        else:
            count += desk.store.count(EVENT, where=every, office=office)
        found += desk.store.values(EVENT, KEYS, where=every, office=office, order=("-closed_date",), limit=wanted.limit)
    place = KEYS.index("closed_date")
    return sorted(found, key=lambda row: str(row[place] or ""), reverse=True)[: wanted.limit], count


def _saying(desk: Desk, where: Sequence[Condition], office: str | None, words: str) -> tuple[str, ...]:
    """Return the uids of the events in which some words stand; only the columns that are searched are read."""
    rows = desk.store.values(EVENT, ("uid", *_SEARCHED), where=where, office=office)
    return tuple(str(uid) for uid, *texts in rows if _says(texts, words))


def _says(texts: Sequence[object], words: str) -> bool:
    """Tell whether some words stand in the texts of `_SEARCHED`; in the last, long one only as they were typed."""
    *short, long = (str(text) if text else "" for text in texts)
    return words.casefold() in long.casefold() or address_key(words) in address_key("\n".join(short))


def _parts(
    desk: Desk, wanted: Filter, above: Collection[str], *, closed: bool
) -> Iterator[tuple[tuple[Condition, ...], str | None]]:
    """Yield whose events are read: further conditions and an office. Of those below: what was moved up or spoken of above."""
    site = desk.office.site
    if wanted.whose not in ("", "own", "below"):
        yield (), wanted.whose
        return
    if wanted.whose != "below":
        yield (), site
    if wanted.whose == "own" or not down.may_send(desk):
        return
    others = (Condition("office", "not", (site,)),)
    if wanted.whose == "below":
        yield others, None
        return
    spoken_of = Condition("uid", "is", tuple(above))
    if closed:
        yield (*others, spoken_of), None
    else:
        yield (*others, Condition("status", "is", (MOVED_UP,))), None
        yield (*others, Condition("status", "not", (MOVED_UP,)), spoken_of), None


def _with_words(rows: list[Sequence[object]], words: str) -> list[Sequence[object]]:
    places = [KEYS.index(one) for one in _SEARCHED]
    return [row for row in rows if _says([row[n] for n in places], words)] if words else rows


def _conditions(wanted: Filter) -> Iterator[Condition]:
    if wanted.kinds:
        yield Condition("kind", "is", wanted.kinds)
    if wanted.source:
        yield Condition("source", "is", (wanted.source,))
    if wanted.grid:
        yield Condition("grid", "is", (wanted.grid,))


def made_lines(desk: Desk, rows: Sequence[Sequence[object]], above: Mapping[str, str]) -> Iterator[EventLine]:
    """Yield the lines of rows of `KEYS`; `above` is the last word this office gave on events of offices below."""
    shape, site, on = desk.catalogue[EVENT], desk.office.site, today()
    offices = down.names(desk)
    grids = desk.store.titles("grid", {str(row[8]) for row in rows if row[8]}) if "grid" in desk.catalogue else {}
    shown = {key: _labels(shape[key].code_set) for key in ("kind", "source", "status")}
    for row in rows:
        one = {key: str(value) if value is not None else "" for key, value in zip(KEYS, row, strict=True)}
        own, said = one["office"] == site, above.get(one["uid"], "")
        label = shown["status"].get(one["status"], "")
        state = event_checks.state_words(one, label) if own else label
        if not own and one["status"] != DONE:
            state = said or ("等受理" if one["status"] == MOVED_UP else state)
        yield EventLine(
            one["uid"], one["title"], one["number"], shown["kind"].get(one["kind"], ""), one["date"], one["place"],
            shown["source"].get(one["source"], ""), grids.get(one["grid"], ""), offices.get(one["office"], ""), own, state,
            one["status"], one["due"], event_limits.days_left(one["due"], on),
            one["urgent"] == "1" or one["kind"] == event_checks.URGENT, one["closed_date"],
            one["handled_by"] or one["first_owner"], own and event_checks.is_untold(one),
        )  # fmt: skip


def _labels(codes: object) -> dict[str, str]:
    return {code.code: code.short or code.label for code in getattr(codes, "codes", ())}


def said_above(desk: Desk, event: str = "") -> dict[str, str]:
    """Return the last word this office gave on each event below (已受理, 已交办, 已办理), or on one of them.

    It is "" where the event was moved up once more since: that waits for a word again.
    """
    if RESULT not in desk.catalogue or not down.may_send(desk):
        return {}
    where = {"event": event} if event else None
    keys, order = ("event", "outcome", "step"), ("step", "date")
    last = {
        str(about): (outcome, number)
        for about, outcome, number in desk.store.values(RESULT, keys, where=where, office=desk.office.site, order=order)
    }
    ups, shown = event_steps.last_up(desk, last), desk.catalogue[RESULT]["outcome"]
    return {
        about: shown.show(outcome) if event_steps.answers(number, ups.get(about)) else ""
        for about, (outcome, number) in last.items()
    }
