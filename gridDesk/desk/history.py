"""Who changed what and when, from the journal, in words; and taking an act back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridDesk.desk import audit
from gridDesk.desk.event_first import kept_together
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.population_books import account
from gridDesk.desk.records import label_of
from gridDesk.desk.roles import need_work
from gridDesk.ledger import CLOSED, Changes, Entry, Ledger
from gridDesk.ledger.alike import MERGED_INTO

if TYPE_CHECKING:
    from gridDesk.store import Transaction

_ACTS = {
    "create": "新增", "update": "修改", "close": "注销", "reopen": "恢复", "void": "撤销新增", "restore": "恢复新增",
    "verify": "核实", "mirror": "对方同步", "undo": "撤销",
}  # fmt: skip
MERGED_MARK = "〔并入的记录〕"
SEALED, SEALED_RECORD = "受保护台账", "sealed_record"
_WIDER = 4  # times as many acts are looked through as are wanted, where some are left out
_STATES = {"active": "在册", "closed": "已注销", "void": "已撤销"}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One changed field of one record, in words."""

    when: str
    who: str
    act: str
    field: str
    old: str
    new: str
    reason: str
    txn: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to the data in one go: a save, an import, a package."""

    txn: str
    when: str
    who: str
    label: str
    count: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo did, and in sentences what it left alone because it was changed since."""

    changes: Changes
    kept: list[str]


def record_history(desk: Desk, ledger: str, uid: str) -> list[HistoryLine]:
    """Return every change of a record, newest first, one line per field; then those of records merged into it.

    Raises DeskError.
    """
    need_work(desk, "查看修改记录")
    audit.opened(desk, ledger, uid)
    lines = _lines_of(desk, ledger, uid)
    for other in _merged_into(desk, ledger, uid):
        lines += [replace(line, act=f"{MERGED_MARK}{line.act}") for line in _lines_of(desk, ledger, other)]
    return lines


def _lines_of(desk: Desk, ledger: str, uid: str) -> list[HistoryLine]:
    return [line for entry in desk.store.history(ledger, uid) for line in _lines(desk, desk.catalogue[ledger], entry)]


def _merged_into(desk: Desk, ledger: str, uid: str) -> list[str]:
    """Return the records merged into one, also by way of others, the latest first."""
    found: list[str] = []
    if MERGED_INTO in desk.catalogue[ledger]:
        for row in desk.store.rows(ledger, where={MERGED_INTO: uid}, states=(CLOSED,), order=("-closed_on",)):
            found += [str(row["uid"]), *_merged_into(desk, ledger, str(row["uid"]))]
    return found


def _lines(desk: Desk, shape: Ledger, entry: Entry) -> list[HistoryLine]:
    when = entry.at[:16].replace("T", " ") + ("" if entry.clock_ok else "（电脑时间可能不准）")
    act = entry.label or _ACTS.get(entry.op, entry.op)
    return [
        HistoryLine(
            when, entry.actor, act, label_of(shape, key), _words(desk, shape, key, old), _words(desk, shape, key, new),
            entry.reason, entry.txn,
        )
        for key, (old, new) in entry.fields.items()
    ]  # fmt: skip


def _words(desk: Desk, shape: Ledger, key: str, value: object) -> str:
    if value is None:
        return ""
    if key == "state":
        return _STATES.get(str(value), str(value))
    if key == "closed_reason":
        return desk.catalogue.code_sets["close_reason"].show(value)
    if key not in shape:
        return str(value)
    item = shape[key]
    if item.type.name == "id_number":
        return short_id(value)
    return desk.store.titles(item.to, [str(value)]).get(str(value), "") if item.to else item.show(value)


def recent(desk: Desk, limit: int = 50) -> list[Act]:
    """Return the last acts, newest first.

    Of what was done to sealed records nobody hears without their key; one of an older program is not named either.
    """
    acts = desk.store.transactions(limit if desk.store.unsealed else limit * _WIDER)
    told = ((act, _told(desk, act)) for act in acts)
    return [
        Act(act.txn, act.at[:16].replace("T", " "), act.actor, label, count, bool(act.undone_by))
        for act, (label, count) in told
        if count or not act.counts
    ][:limit]


def _told(desk: Desk, act: Transaction) -> tuple[str, int]:
    """Return label and count of an act as who is at the desk may hear them."""
    named = [key for key in act.counts if key in desk.catalogue and desk.catalogue[key].sealed]
    hidden = () if desk.store.unsealed else (*named, SEALED_RECORD)
    shown = {ledger.key for ledger in desk.enabled()}
    label = act.label if shown.issuperset(named) else SEALED
    return label, sum(count for key, count in act.counts.items() if key not in hidden)


def undo(desk: Desk, txn: str) -> Undone:
    """Take one act back, whole. What was changed again since stays as it is and is told in `kept`. Raises DeskError."""
    need_work(desk, "撤销做过的事")
    done = desk.store.undo(txn, actor=desk.user, amend=lambda edits: account(desk, kept_together(desk, edits)))
    if txn in audit.imports(desk):
        audit.note(desk, "import_undone", count=done.changes.count, detail={"txn": txn, "left": len(done.left)})
    desk.announce(done.changes)
    sentences = []
    shown = {ledger.key for ledger in desk.enabled()}  # a sealed ledger that is off is never spoken of
    for left in (one for one in done.left if one.ledger in shown):
        shape = desk.catalogue[left.ledger]
        name = desk.store.titles(left.ledger, [left.uid]).get(left.uid, "")
        fields = "、".join(label_of(shape, key) for key in left.fields)
        sentences.append(f"{shape.label}“{name}”{f'的{fields}' if fields else ''}没有撤销：{left.why}")
    return Undone(done.changes, sentences)
