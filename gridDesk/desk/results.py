"""Results (办理结果) of events that an office moved up (上报): given above, shown on the event below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk import down, event_above, event_steps
from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE, Changes, Edit, Row
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.text import trim

RESULT, EVENT = "handling_result", "event"
MOVED_UP, DONE = "03", "05"


@dataclass(frozen=True, slots=True)
class MovedUp:
    """An event that an office below moved up: whose it is, what it is about, and how many results it was given."""

    uid: str
    row: Row
    site: str
    office: str
    title: str
    date: str
    results: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an event above: the outcome in words, what was done, by whom and when; `signed` once it was read."""

    uid: str
    event: str
    title: str
    office: str
    outcome: str
    result: str
    handled_by: str
    date: str
    satisfied: str
    signed: str


def moved_up(desk: Desk, *, answered: bool = False) -> list[MovedUp]:
    """Return the events that offices below moved up and that still wait for a result, the oldest first.

    `answered` returns those that were given one instead, since they were moved up last.
    """
    known, sites = down.names(desk), {peer.site for peer in down.below(desk)}
    given = _given(desk)
    where = {"uid": list(given)} if answered else {"status": MOVED_UP}
    rows = desk.store.rows(EVENT, where=where, order=("date",)) if given or not answered else ()
    return [
        MovedUp(
            str(row["uid"]), row, str(row["office"]), known.get(str(row["office"]), ""), str(row.get("title") or ""),
            str(row.get("date") or ""), given.get(str(row["uid"]), 0),
        )
        for row in rows
        if row["office"] in sites and (str(row["uid"]) in given) == answered
    ]  # fmt: skip


def _given(desk: Desk) -> dict[str, int]:
    """Return by event how many results it was given since it was moved up last."""
    # What was only taken on, or urged, still waits for its result.
    final = [row for row in down.sent(desk, RESULT) if row.get("outcome") in event_above.FINAL]
    ups = event_steps.last_up(desk, {str(row["event"]) for row in final})
    counts = [str(row["event"]) for row in final if event_steps.answers(row.get("step"), ups.get(str(row["event"])))]
    return dict(Counter(counts))


def give(desk: Desk, event: str, values: Mapping[str, object]) -> str:
    """Tell the office whose event it is what became of it; returns the uid of the result. Raises DeskError."""
    row = event_above.below_one(desk, event)
    text = {key: trim(values.get(key)) for key in ("outcome", "result", "handled_by", "date", "satisfied")}
    made = event_above.edits(
        desk, row, text["outcome"], text["result"], handled_by=text["handled_by"], on=text["date"],
        satisfied=text["satisfied"],
    )  # fmt: skip
    desk.write(made, "下发办理结果（1个单位）")
    return made[0].uid


def take_back(desk: Desk, uid: str) -> Changes:
    """Take a result back that was given by mistake. Raises DeskError for one that is not our own."""
    row = down.sent_one(desk, RESULT, uid)
    steps = [
        Edit(event_steps.STEP, str(step["uid"]), "void", {})
        for step in desk.store.rows(event_steps.STEP, where={"event": row["event"]}, office=desk.office.site)
        if row.get("step") and step.get("step") == row["step"]
    ]
    return desk.write([Edit(RESULT, uid, "void", {}), *steps], "撤回办理结果")


def results_of(desk: Desk, event: str) -> list[Result]:
    """Return what was decided above about an event, the oldest first; on either side."""
    rows = [row for row in desk.store.rows(RESULT, where={"event": event}) if _counts(desk, row)]
    return _results(desk, rows)


def received(desk: Desk) -> list[Result]:
    """Return the results this office received, the newest first."""
    return _results(desk, down.received(desk, RESULT))[::-1]


def is_open(desk: Desk, event: str) -> bool:
    """Tell whether an event is this office's own and not closed yet."""
    row = desk.store.get(EVENT, event)
    return (
        row is not None and row["office"] == desk.office.site and row["state"] == ACTIVE and row.get("status") != DONE
    )


def _counts(desk: Desk, row: Row) -> bool:
    """Tell whether a result is our own, or comes from the office above to this one."""
    parent, site = down.above(desk), desk.office.site
    return row["office"] == site or (parent is not None and row["office"] == parent.site and row[ADDRESSEE] == site)


def _results(desk: Desk, rows: list[Row]) -> list[Result]:
    shape, known = desk.catalogue[RESULT], down.names(desk)
    signed = down.signed_on(desk, [str(row["uid"]) for row in rows])
    return [
        Result(
            str(row["uid"]), str(row["event"]), str(row.get("title") or ""), known.get(str(row["office"]), ""),
            shape["outcome"].show(row.get("outcome")), str(row.get("result") or ""), str(row.get("handled_by") or ""),
            str(row.get("date") or ""), shape["satisfied"].show(row.get("satisfied")), signed.get(str(row["uid"]), ""),
        )
        for row in rows
    ]  # fmt: skip
