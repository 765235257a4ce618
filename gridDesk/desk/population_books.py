"""Booking population events (人口变动记账): every change of the counts is an event in exactly one month.

`account` stands in the path of every write. It fills in what an event adds and takes away, puts an event that lies in a
closed month into the open one (补报), keeps the events of closed months as they are, and, once the first month is
closed, adds an event for every change of the counts that came without one. So the count of any past month is the count
now without what was booked since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.desk.standing import Bucket, Moved, Shift, shift
from gridDesk.ledger import VOID, Edit, Row, new_uid
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

EVENT, MONTH = "population_event", "population_month"
DEATH, MOVED_OUT, KIND_CHANGED, REGRIDDED, LATE_ENTRY, CORRECTED = "02", "04", "18", "19", "91", "92"
SINGLY = 50  # more people than this in one write are booked together, by grid and kind
_FIGURES = ("heads_in", "heads_out", "households_in", "households_out")
_SETTLED = frozenset((*_FIGURES, "booked", "late", "grid_from", "grid_to", "kind_from", "kind_to", "reverses"))
_BY_REASON = {"01": DEATH, "02": MOVED_OUT, "03": MOVED_OUT, "04": MOVED_OUT}


@dataclass(frozen=True, slots=True)
class Why:
    """What events say that nobody entered: their date, reason and kind; empty means what the records tell."""

    on: str = ""
    reason: str = ""
    kind: str = ""


def last_closed(desk: Desk) -> str:
    """Return the last month (YYYY-MM) that this office closed, "" before the first."""
    rows = desk.store.rows(MONTH, where={"total": 1}, office=desk.office.site, order=("-month",), limit=1)
    return next((str(row["month"]) for row in rows), "")


def month_after(month: str) -> str:
    """Return the month after one (YYYY-MM)."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def booking(closed: str, on: str) -> tuple[str, bool]:
    """Return the month an event of a date is booked in, and whether that is a later correction (补报).

    A date of which only the year is known counts as today's month, or as the last month of an earlier year.
    """
    month = on[:7] if len(on) >= 7 else today_iso()[:7] if on == today_iso()[:4] else f"{on[:4]}-12"
    return (month_after(closed), True) if closed and month <= closed else (month, False)


def account(desk: Desk, edits: Sequence[Edit], *, always: bool = False, why: Why | None = None) -> Sequence[Edit]:
    """Return the edits with the population events that belong to them; `always` also before the first closing."""
    closed = last_closed(desk)
    told = any(edit.ledger == EVENT for edit in edits)
    if not (closed or told or always):
        return edits
    why = why or Why()
    edits, given = _settle(desk, edits, closed) if told else (edits, Counter())
    found = shift(desk, edits)
    if not told and not found.people and not found.households:
        return edits
    rest = _Rest(found)
    booked = [_filled(desk, edit, rest, closed) if _is_open(edit) else edit for edit in edits]
    if given:
        return [*booked, *_balance(desk, rest, given, closed, why)]
    return [*booked, *_untold(desk, edits, rest, closed, why)]


def _is_open(edit: Edit) -> bool:
    """Tell whether an edit makes an event whose figures are still to be counted."""
    return edit.ledger == EVENT and edit.op == "create" and "heads_in" not in edit.values


# --- events that are there already --------------------------------------------------------------------------------


Given = Counter[tuple[str, Bucket]]  # ("people" or "households", bucket) -> how many the edits of events add


def _settle(desk: Desk, edits: Sequence[Edit], closed: str) -> tuple[list[Edit], Given]:
    """Keep events of closed months as they are, and count what voided, restored and ready-made events give."""
    rows = desk.store.get_many(EVENT, [edit.uid for edit in edits if edit.ledger == EVENT and edit.op != "create"])
    kept: list[Edit] = []
    given: Given = Counter()
    for edit in edits:
        row = rows.get(edit.uid) if edit.ledger == EVENT else None
        if edit.ledger != EVENT or _is_open(edit):
            kept.append(edit)
        elif row is None:
            edit = Edit(EVENT, edit.uid, edit.op, _rebooked(edit.values, closed))
            kept.append(edit)
            _add(given, edit.values, 1)
        elif edit.op == "update" and "state" not in edit.values:
            locked = _SETTLED | {"kind"} if str(row["booked"]) <= closed else _SETTLED
            values = {key: value for key, value in edit.values.items() if key not in locked}
            kept += [Edit(EVENT, edit.uid, "update", values)] if values else []
        elif str(row["booked"]) > closed:
            kept.append(edit)
            _add(given, row, _sign(edit, row))
    return kept, given


def _rebooked(values: Mapping[str, object], closed: str) -> dict[str, object]:
    if closed and str(values.get("booked") or "") <= closed:
        return {**values, "booked": month_after(closed), "late": 1}
    return dict(values)


def _sign(edit: Edit, row: Row) -> int:
    """Return 1 when an edit makes an event count, -1 when it makes it count no longer."""
    was, will = row["state"] != VOID, edit.op != "void" and edit.values.get("state") != VOID
    return will - was


def _add(given: Given, values: Mapping[str, object], sign: int) -> None:
    for what, key in (("people", "heads"), ("households", "households")):
        for side, grid, kind, way in (("in", "grid_to", "kind_to", 1), ("out", "grid_from", "kind_from", -1)):
            count = int(str(values.get(f"{key}_{side}") or 0))
            bucket = (_text(values.get(grid)), str(values.get(kind) or "") if what == "people" else "")
            given[what, bucket] += sign * way * count


# --- what the edits change ------------------------------------------------------------------------------------------


class _Rest:
    """The changes of the counts that no event has told of yet."""

    def __init__(self, found: Shift) -> None:
        self.people = dict(found.people)
        self.households = dict(found.households)


def _filled(desk: Desk, edit: Edit, rest: _Rest, closed: str) -> Edit:
    """Return an event with its figures, month and operator."""
    values = dict(edit.values)
    values.setdefault("date", today_iso())
    moved = rest.people.pop(str(values.get("person")), None)
    values |= _figures("heads", moved) | {"households_in": 0, "households_out": 0}
    if moved:
        values |= {key: uid for key, uid in _homes(moved).items() if not values.get(key)}
    for uid in dict.fromkeys(str(values[key]) for key in ("household_to", "household_from") if values.get(key)):
        home = rest.households.get(uid)
        if home is not None and _fits(values, home):
            values |= _household_figures(rest.households.pop(uid), values)
    month, late = booking(closed, str(values["date"]))
    values |= {"booked": month, "late": int(late), "operator": values.get("operator") or desk.user}
    return Edit(EVENT, edit.uid, "create", {key: value for key, value in values.items() if value is not None})


def _homes(moved: Moved) -> dict[str, object]:
    return {"household_from": moved.household_from, "household_to": moved.household_to}


def _figures(key: str, moved: Moved | None, count: int = 1) -> dict[str, object]:
    """Return how many an event adds and takes away, and where."""
    before, after = (moved.before, moved.after) if moved else (None, None)
    values: dict[str, object] = {f"{key}_in": count if after else 0, f"{key}_out": count if before else 0}
    if after:
        values |= {"grid_to": after[0], "kind_to": after[1] or None}
    if before:
        values |= {"grid_from": before[0], "kind_from": before[1] or None}
    return values


def _fits(values: Mapping[str, object], home: Moved) -> bool:
    """Tell whether a household moves between the same grids as the event's person, so that one event tells both."""
    for count, grid, side in (("heads_in", "grid_to", home.after), ("heads_out", "grid_from", home.before)):
        if side and values.get(count) and _text(values.get(grid)) != side[0]:
            return False
    return not (values.get("households_in") or values.get("households_out"))


def _household_figures(home: Moved, values: Mapping[str, object]) -> dict[str, object]:
    found = _figures("households", home)
    kept = {"kind_to": values.get("kind_to"), "kind_from": values.get("kind_from")}
    return found | kept


def _untold(desk: Desk, edits: Sequence[Edit], rest: _Rest, closed: str, why: Why) -> Iterable[Edit]:
    """Return events for the changes that nobody told of: one a person or household, or sums where they are many."""
    if len(rest.people) + len(rest.households) > SINGLY:
        yield from _sums(desk, rest, closed, why)
        return
    ends = {edit.uid: edit.values for edit in edits if edit.ledger == "person" and edit.op == "close"}
    since = {str(e.values.get("person")): e.values.get("since") for e in edits if e.ledger == "residence"}
    for uid, moved in list(rest.people.items()):
        end = ends.get(uid, {})
        kind = _BY_REASON.get(str(end.get("closed_reason")), "") if not moved.after else ""
        on = why.on or str(end.get("closed_on") or since.get(uid) or "")
        values = {"person": uid, "kind": why.kind or kind or _kind(moved), "reason": why.reason or None}
        yield _filled(desk, Edit(EVENT, new_uid(), "create", values | {"date": _known(on)}), rest, closed)
    for uid, moved in list(rest.households.items()):
        if uid in rest.households:
            values = {"household_to" if moved.after else "household_from": uid, "reason": why.reason or None}
            values |= {"kind": why.kind or _kind(moved), "date": _known(why.on)}
            yield _filled(desk, Edit(EVENT, new_uid(), "create", values), rest, closed)


def _known(on: str) -> str:
    """Return the date of an event nobody told of: today when it is not known or has not come yet."""
    return on if on and on <= today_iso()[: len(on)] else today_iso()


def _kind(moved: Moved) -> str:
    if moved.before and moved.after:
        return REGRIDDED if moved.before[0] != moved.after[0] else KIND_CHANGED
    return LATE_ENTRY if moved.after else CORRECTED


def _sums(desk: Desk, rest: _Rest, closed: str, why: Why) -> Iterable[Edit]:
    for key, found in (("heads", rest.people), ("households", rest.households)):
        groups = Counter((moved.before, moved.after) for moved in found.values())
        for (before, after), count in sorted(groups.items(), key=str):
            moved = Moved("", before, after)
            yield _sum_event(desk, _figures(key, moved, count), why.kind or _kind(moved), closed, why)


def _sum_event(desk: Desk, figures: Mapping[str, object], kind: str, closed: str, why: Why) -> Edit:
    on = _known(why.on)
    month, late = booking(closed, on)
    values = dict.fromkeys(_FIGURES, 0) | {"kind": kind, "date": on, "booked": month, "late": int(late)}
    values |= {"reason": why.reason or None, "operator": desk.user, **figures}
    return Edit(EVENT, new_uid(), "create", {key: value for key, value in values.items() if value is not None})


def _balance(desk: Desk, rest: _Rest, given: Given, closed: str, why: Why) -> Iterable[Edit]:
    """Return corrections for what remains between the changes of the counts and the events that tell of them."""
    wanted: Given = Counter()
    for what, found in (("people", rest.people), ("households", rest.households)):
        for moved in found.values():
            for bucket, way in ((moved.after, 1), (moved.before, -1)):
                if bucket:
                    wanted[what, bucket] += way
    wanted.subtract(given)
    for (what, bucket), count in sorted(wanted.items(), key=str):
        if count:
            one = Moved("", None, bucket) if count > 0 else Moved("", bucket, None)
            figures = _figures("heads" if what == "people" else "households", one, abs(count))
            yield _sum_event(desk, figures, why.kind or CORRECTED, closed, why)


def _text(value: object) -> str | None:
    return str(value) if value else None
