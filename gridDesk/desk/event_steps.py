"""The steps (办理经过) of an event: each act writes one; they are ordered by their number, never by clocks.

A number is one more than the highest this office knows of the event, its own steps, those of the other side and results
alike (Lamport 1978). So what was done in answer to something always comes after it, whatever the clocks of two PCs say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gridDesk.desk import event_limits
from gridDesk.desk.office import Desk
from gridDesk.desk.records import blank, check
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, Row, new_uid
from gridDesk.text import now_iso, today_iso, trim

EVENT, STEP, RESULT = "event", "event_step", "handling_result"
REGISTER, SOLVE, UP, FORWARD, ASSIGN, ACCEPT, HANDLE, STAGED = "01", "02", "03", "04", "05", "06", "07", "08"
ANSWER, CHECK, CLOSE, URGE, RETURN, POSTPONE, TRANSFER, REOPEN = "09", "10", "11", "12", "13", "14", "15", "16"
WAITING, RUNNING, MOVED_UP, TO_CHECK, DONE = "01", "02", "03", "04", "05"  # event_status
AGENCY = "11"  # event_kind 民生服务代办
_TIERS = {"street": "03", "district": "02"}
VILLAGE_TIER = "04"
# Of an event that is handled again: what was seen on the spot before no longer counts (QL-10.7).
UNCHECKED: Mapping[str, object] = {"checked_by": None, "checked_on": None}


def tier_of(desk: Desk) -> str:
    """Return the level (code of `organiser`) at which this office handles events."""
    return _TIERS.get(desk.office.level, VILLAGE_TIER)


def next_number(desk: Desk, event: str) -> int:
    """Return the number for the next step of an event: one more than the highest known here, of either side."""
    known = [
        number_in(number)
        for ledger in (STEP, RESULT)
        if ledger in desk.catalogue
        for (number,) in desk.store.values(ledger, ("step",), where={"event": event})
    ]
    return max(known, default=0) + 1


def number_in(stored: object) -> int:
    """Return the number of a step or result as it is stored, 0 where it has none: an office of 0.1.0 gave none."""
    return int(str(stored or 0))


def answers(number: object, up: int | None) -> bool:
    """Tell whether what was said above in step `number` answers the last time an event was moved up, in step `up`."""
    return up is None or number_in(number) > up


def last_up(desk: Desk, events: Collection[str]) -> dict[str, int]:
    """Return by uid the number of the last step by which each of some events was moved up (上报); not of those without.

    What was said above before that step answered an earlier time it was moved up.
    """
    found: dict[str, int] = {}
    if STEP in desk.catalogue and events:
        where = {"act": UP, "event": list(events)}
        for event, number in desk.store.values(STEP, ("event", "step"), where=where):
            found[str(event)] = max(found.get(str(event), 0), number_in(number))
    return found


def step(desk: Desk, event: str, act: str, number: int, *, about: tuple[str, str] = ("", ""), **told: object) -> Edit:
    """Return the edit that writes one step: `told` are further fields of it (words, to, due, date, actor, pictures).

    `about` names a record it belongs to, as (ledger, uid): the visit where it was found, the task that was given.
    """
    usual: dict[str, object] = {"date": today_iso(), "actor": desk.user, "tier": tier_of(desk)}
    if not told.get("date") or told["date"] == today_iso():
        usual["time"] = now_iso()[11:16]
    links = {"about_ledger": about[0], "about": about[1]}
    values = usual | {key: value for key, value in (told | links).items() if value not in (None, "")}
    return Edit(STEP, new_uid(), "create", {"event": event, "step": number, "act": act, **values})


def opening(
    desk: Desk, values: Mapping[str, object], *, uid: str = "", about: tuple[str, str] = ("", "")
) -> tuple[str, list[Edit]]:
    """Return the uid of a new event and the edits that register it: the record, with its limit, and its first step.

    Whoever receives it first stays its first owner (首办负责). Raises DeskError for what is missing.
    """
    known = {key: value for key, value in blank(desk, EVENT).items() if value is not None}
    known |= {key: value for key, value in values.items() if value not in (None, "") and key in desk.catalogue[EVENT]}
    known.setdefault("finder", desk.user)
    known.setdefault("first_owner", desk.user)
    known.setdefault("status", WAITING)
    errors = [item.message for item in check(desk, EVENT, known) if item.level == "error"]
    if errors:
        raise DeskError("".join(errors))
    if known.get("due"):
        known.setdefault("due_by_hand", 1)
    else:
        known |= event_limits.due_values(desk, known)
    uid = uid or new_uid()
    return uid, [Edit(EVENT, uid, "create", known), first(desk, uid, known, about=about)]


def first(desk: Desk, event: str, values: Mapping[str, object], *, about: tuple[str, str] = ("", "")) -> Edit:
    """Return the edit that writes the first step (登记) of a new event with these stored values."""
    return step(
        desk, event, REGISTER, 1, about=about, date=values.get("date"), time=values.get("time"),
        actor=values.get("first_owner") or values.get("finder"),
        words=trim(values.get("situation")) or values.get("title"), due=values.get("due"),
    )  # fmt: skip


def solving(
    desk: Desk, event: str, words: str, *, on: str = "", by: str = "", number: int = 2, checked: bool = True
) -> tuple[dict[str, object], list[Edit]]:
    """Return the values an event takes when it is solved on the spot, and the steps.

    Whoever stands there and sees it mended has checked it on the spot: with `checked` it is closed in the same act
    (发现、解决、现场核查、销号); else it waits for the check.
    """
    day, who = on or today_iso(), by or desk.user
    values: dict[str, object] = {
        "handling": "01", "move": "01", "result": trim(words) or "当场解决", "handled_by": who, "status": TO_CHECK,
    }  # fmt: skip
    steps = [step(desk, event, SOLVE, number, words=trim(words), date=day, actor=who)]
    if checked:
        values |= {"checked_by": who, "checked_on": day, "closed_date": day, "status": DONE}
        steps.append(step(desk, event, CHECK, number + 1, words="当场看过，已经解决。", date=day, actor=who))
        steps.append(step(desk, event, CLOSE, number + 2, date=day, actor=who))
    return values, steps


def reporting(
    desk: Desk, event: str, words: str = "", *, to: str = "", on: str = "", number: int = 2
) -> tuple[dict[str, object], list[Edit]]:
    """Return the values an event takes when it is reported up (上报), and the step."""
    level = above_tier(desk)  # of the step too: it is what says that it was handed up, not to whom inside (GZ3-6.2)
    values: dict[str, object] = {"handling": "02", "move": "04", "status": MOVED_UP, "tier": level}
    return values, [step(desk, event, UP, number, words=trim(words), to=to, date=on, tier=level)]


def above_tier(desk: Desk) -> str:
    """Return the level above this office, where what is reported up is handled."""
    return {"03": "02", "02": "01"}.get(tier_of(desk), "03")


def of_event(desk: Desk, event: str) -> list[Row]:
    """Return every step of an event in force, of all offices, in order of their numbers."""
    if STEP not in desk.catalogue:
        return []
    rows = list(desk.store.rows(STEP, where={"event": event}))
    return sorted(rows, key=lambda row: (number_in(row.get("step")), str(row["office"]), str(row["uid"])))
