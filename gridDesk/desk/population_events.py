"""The list of population events of a month, and taking one back by an event of its own (撤回)."""

from __future__ import annotations

from dataclasses import dataclass

from gridDesk.desk.office import Desk
from gridDesk.desk.population import event, get, word
from gridDesk.desk.population_books import EVENT
from gridDesk.desk.records import label_of, many_texts
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Row
from gridDesk.text import today_iso

TAKEN_BACK = "93"
# What the booking made by itself follows its records: it is taken back with them, not alone.
FOLLOWS = ("18", "19", "91", "92")


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as the list shows it: `people` and `households` are how many it adds (negative: takes away)."""

    uid: str
    kind: str
    name: str
    household: str
    grid: str
    date: str
    booked: str
    late: bool
    people: int
    households: int
    reason: str
    operator: str
    person: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking an event back changed, and in sentences what it left because it was changed since."""

    changes: Changes
    left: list[str]


def events_of(desk: Desk, month: str) -> list[EventLine]:
    """Return the events booked in a month (YYYY-MM), by date."""
    rows = list(desk.store.rows(EVENT, where={"booked": month}, states=(ACTIVE, CLOSED), order=("date",)))
    return _lines(desk, rows)


def _lines(desk: Desk, rows: list[Row]) -> list[EventLine]:
    back = _taken_back(desk, [str(row["uid"]) for row in rows])
    found = []
    for row, text in zip(rows, many_texts(desk, EVENT, rows), strict=True):
        heads, homes = (int(str(row.get(f"{k}_in") or 0)) - int(str(row.get(f"{k}_out") or 0)) for k in _COUNTED)
        household = text["household_to"] or text["household_from"]
        grid = " → ".join(dict.fromkeys(part for part in (text["grid_from"], text["grid_to"]) if part))
        kind = f"撤回{word(desk, _kind(desk, row))}" if row.get("reverses") else text["kind"]
        found.append(EventLine(
            str(row["uid"]), kind, text["person"], household, grid, text["date"], str(row["booked"]),
            bool(row.get("late")), heads, homes, text["reason"], text["operator"], str(row.get("person") or ""),
            str(row["uid"]) in back,
        ))  # fmt: skip
    return found


_COUNTED = ("heads", "households")


def _kind(desk: Desk, row: Row) -> str:
    taken = desk.store.get(EVENT, str(row["reverses"]))
    return str(taken["kind"]) if taken else TAKEN_BACK


def _taken_back(desk: Desk, uids: list[str]) -> set[str]:
    if not uids:
        return set()
    return {str(row["reverses"]) for row in desk.store.rows(EVENT, where={"reverses": uids}, states=(ACTIVE, CLOSED))}


def take_back(desk: Desk, uid: str, reason: str) -> TakenBack:
    """Restore what an event changed, by an event of its own in the open month; the first one stays in the books.

    What somebody changed since stays as it is and is told in `left`. Raises DeskError for an event that was taken back
    already, came from an import or was booked for records that changed without one.
    """
    row = get(desk, EVENT, uid)
    if str(row["kind"]) in FOLLOWS:
        raise DeskError("这一笔是随台账改动自动记的，", advice="请改正台账里的记录，变动会跟着更正。")
    if _taken_back(desk, [uid]):
        raise DeskError("这一笔已经撤回过了。")
    if not reason.strip():
        raise DeskError("请写明撤回的原因。")
    txn = next((entry.txn for entry in desk.store.history(EVENT, uid) if entry.op == "create"), "")
    plan = desk.store.plan_undo(txn)
    edits = [edit for edit in plan.edits if edit.ledger != EVENT]
    swapped = {"household_from": row.get("household_to"), "household_to": row.get("household_from")}
    back = event(TAKEN_BACK, today_iso(), person=row.get("person"), reverses=uid, reason=reason.strip(), **swapped)
    changes = desk.write([*edits, back], f"撤回人口变动（{word(desk, str(row['kind']))}）", reason=reason.strip())
    left = []
    for item in plan.left:
        if item.ledger != EVENT:
            fields = "、".join(label_of(desk.catalogue[item.ledger], key) for key in item.fields)
            name = desk.store.titles(item.ledger, [item.uid]).get(item.uid, "")
            what = f"{desk.catalogue[item.ledger].label}“{name}”{f'的{fields}' if fields else ''}"
            left.append(f"{what}没有改回：{item.why}")
    return TakenBack(changes, left)
