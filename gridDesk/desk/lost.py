"""Records that differ after an office set back took its data back: what it has now against what the office above kept.

Both were written here: one before the loss, one since. A person decides, record by record; what is not chosen stays in
the file with the decision, and taking it is one act that can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gridDesk.desk.judging import fits, same, value_words
from gridDesk.desk.office import Desk
from gridDesk.desk.records import label_of
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Changes, Edit, Row
from gridDesk.ledger.record import Op
from gridDesk.store.system import Alarm
from gridDesk.text import now_iso

LOST = "lost"
_SYSTEM = ("state", "closed_on", "closed_reason")
_STATES = {ACTIVE: "在册", CLOSED: "已注销", VOID: "已撤销"}


@dataclass(frozen=True, slots=True)
class Lost:
    """A record that differs: for each field its label, what is here, and what the office above kept."""

    key: str
    ledger: str
    uid: str
    name: str
    ledger_label: str
    fields: tuple[tuple[str, str, str], ...]
    at: str


def lost_records(desk: Desk) -> list[Lost]:
    """Return the records that wait for a decision, the oldest first."""
    found = desk.store.system.alarms.list(kind=LOST, state="open")[::-1]
    return [_lost(desk, alarm) for alarm in found if str(alarm.data.get("ledger")) in desk.catalogue]


def _lost(desk: Desk, alarm: Alarm) -> Lost:
    ledger, uid = str(alarm.data["ledger"]), str(alarm.data["uid"])
    shape = desk.catalogue[ledger]
    row = desk.store.get(ledger, uid) or {}
    fields = tuple(
        (label_of(shape, key), _words(desk, ledger, key, row.get(key)), _words(desk, ledger, key, value))
        for key, value in _theirs(desk, alarm, row).items()
    )
    return Lost(alarm.key, ledger, uid, desk.store.titles(ledger, [uid]).get(uid, ""), shape.label, fields, alarm.at)


def _theirs(desk: Desk, alarm: Alarm, row: Row) -> dict[str, object]:
    """Return what the office above kept and this program can store, where it differs from what is here now."""
    shape, kept = desk.catalogue[str(alarm.data["ledger"])], alarm.data.get("theirs")
    found = {}
    for key, value in kept.items() if isinstance(kept, Mapping) else ():
        known = key in _SYSTEM or (key in shape and fits(shape[key], value))
        if known and not same(value, row.get(key)):
            found[str(key)] = value
    return found


def _words(desk: Desk, ledger: str, key: str, value: object) -> str:
    if key == "state":
        return _STATES.get(str(value), "")
    if key == "closed_reason":
        return desk.catalogue.code_sets["close_reason"].show(value)
    return value_words(desk, ledger, key, value)


def take_theirs(desk: Desk, key: str) -> Changes:
    """Put what the office above kept into the record, in one act. Raises DeskError when there is nothing to decide."""
    alarm = _open(desk, key)
    ledger, uid = str(alarm.data["ledger"]), str(alarm.data["uid"])
    row = desk.store.get(ledger, uid)
    if row is None:
        raise DeskError("这条记录已经不在，", advice="请刷新列表。")
    values = _theirs(desk, alarm, row)
    changes = desk.write([Edit(ledger, uid, _operation(row, values), values)], "采用上级留存的内容")
    _decided(desk, alarm, "theirs")
    return changes


def keep_ours(desk: Desk, key: str) -> None:
    """Leave the record as it is here; what the office above kept stays with the decision."""
    _decided(desk, _open(desk, key), "ours")


def _open(desk: Desk, key: str) -> Alarm:
    alarm = desk.store.system.alarms.get(key)
    if alarm is None or alarm.state != "open":
        raise DeskError("这条记录已经决定过了，", advice="请刷新列表。")
    return alarm


def _decided(desk: Desk, alarm: Alarm, which: str) -> None:
    outcome = {**alarm.outcome, "kept": which, "by": desk.user, "at": now_iso()}
    desk.store.system.alarms.put(replace(alarm, state="done", outcome=outcome))


def _operation(row: Row, values: Mapping[str, object]) -> Op:
    state = values.get("state", row["state"])
    if state == row["state"]:
        return "update"
    return (
        "void" if state == VOID else "close" if state == CLOSED else "reopen" if row["state"] == CLOSED else "restore"
    )
