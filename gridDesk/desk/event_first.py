"""The first step (登记) of an event, on whatever road the event came in, and for as long as the event stands.

`with_first_steps` stands in the path of every write, as `population_books.account` does: a form of the ledger, a pasted
table and an import write events without knowing of steps. What comes by package does not pass here and keeps what it
came with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gridDesk.ledger import VOID, Edit

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

EVENT, STEP, REGISTER = "event", "event_step", "01"
_WHEN = {"date", "time"}


def with_first_steps(desk: Desk, edits: Sequence[Edit]) -> Sequence[Edit]:
    """Return the edits with the first step of every new event of which they write none; the same edits where none lacks.

    Where the day or hour on which an event was found is corrected, its first step follows. One that is entered by hand
    for an event that is here already, as from another program's list of steps, takes the place of the one it had.
    """
    # Looked through once: the edits of an import tell with each look how far it is.
    about = [edit for edit in edits if edit.ledger in (EVENT, STEP)]
    if not about or STEP not in desk.catalogue:  # as in an office of 0.1.0
        return edits
    more = [*_begun(desk, about), *_corrected(desk, about), *_replaced(desk, about)]
    return [*edits, *more] if more else edits


def _begun(desk: Desk, edits: Sequence[Edit]) -> list[Edit]:
    """Return the first steps of new events of which these edits write none."""
    made = [edit for edit in edits if edit.ledger == EVENT and edit.op == "create"]
    if not made:
        return []
    told = {edit.values.get("event") for edit in edits if edit.ledger == STEP and edit.op == "create"}
    bare = [edit for edit in made if edit.uid not in told]
    if not bare:
        return []
    from gridDesk.desk import event_steps  # which asks for limits and regulations: most writes need none of it

    return [event_steps.first(desk, edit.uid, edit.values) for edit in bare]


def _corrected(desk: Desk, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the edits of first steps that stand on the day of an event whose day or hour these edits correct."""
    told = {
        edit.uid: edit.values
        for edit in edits
        if edit.ledger == EVENT and edit.op == "update" and edit.values.keys() & _WHEN
    }
    if not told:
        return
    before = desk.store.get_many(EVENT, list(told))
    for step in desk.store.rows(STEP, where={"event": list(before), "act": REGISTER}, office=desk.office.site):
        was = before[str(step["event"])]
        now = {**was, **told[str(step["event"])]}
        if step["date"] == was["date"] and now["date"] and any(now[key] != was[key] for key in _WHEN):
            yield Edit(STEP, str(step["uid"]), "update", {key: now[key] for key in _WHEN})


def _replaced(desk: Desk, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the edits that take back the first steps of events for which these edits enter another."""
    made = {edit.uid for edit in edits if edit.ledger == EVENT and edit.op == "create"}
    entered = [
        event
        for edit in edits
        if edit.ledger == STEP and edit.op == "create" and edit.values.get("act") == REGISTER
        if (event := str(edit.values.get("event") or "")) not in made
    ]
    if entered:
        for step in desk.store.rows(STEP, where={"event": entered, "act": REGISTER}, office=desk.office.site):
            yield Edit(STEP, str(step["uid"]), "void", {})


def kept_together(desk: Desk, edits: Sequence[Edit]) -> Sequence[Edit]:
    """Return the edits of an undo without those that take its steps from an event which has to stay.

    Where its first step is taken back, the act was the one that registered it: all its steps of that act stay then.
    """
    taken = [edit.uid for edit in edits if edit.ledger == STEP and edit.op == "void"]
    if not taken:
        return edits
    gone = {edit.uid for edit in edits if edit.ledger == EVENT and edit.op == "void"}
    about = _registered(desk, taken) - gone
    about -= _registered(desk, [edit.uid for edit in edits if edit.ledger == STEP and edit.op == "restore"])
    steps = desk.store.get_many(STEP, taken)
    standing = {uid for uid, row in desk.store.get_many(EVENT, list(about)).items() if row["state"] != VOID}
    return [edit for edit in edits if not (edit.uid in steps and str(steps[edit.uid]["event"]) in standing)]


def _registered(desk: Desk, steps: Sequence[str]) -> set[str]:
    """Return the events of which some steps are the first one."""
    return {str(row["event"]) for row in desk.store.get_many(STEP, steps).values() if row.get("act") == REGISTER}
