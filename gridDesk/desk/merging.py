"""Merging two records of one person or household into one, and bringing both back; each is one act.

Nothing is lost by it: the other record is closed with the reason 重复合并 and names the kept one, what referred to it
refers to the kept one, and the journal holds both histories. Taking a merge back undoes exactly what it did, however
long ago, and says what it had to leave because it was changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk import history
from gridDesk.desk.merge_plan import STATE, Clash, FieldChoice, MergePlan, linked, mergeable
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Changes, Edit, Row
from gridDesk.ledger.alike import MERGED, MERGED_INTO
from gridDesk.text import today_iso

HEAD = "02"
_JOIN = {"codes": ",", "phone": "；"}


@dataclass(frozen=True, slots=True)
class Merged:
    """Into which record one was merged: its uid, its name in words, and the date."""

    uid: str
    title: str
    on: str


def merged_into(desk: Desk, uid: str, ledger: str = "person") -> Merged | None:
    """Return the record that this one was merged into in the end, None when it was not merged."""
    row = desk.store.get(ledger, uid)
    on, target, seen = str(row.get("closed_on") or "") if row else "", "", {uid}
    while row and row.get(MERGED_INTO) and row[MERGED_INTO] not in seen:
        target = str(row[MERGED_INTO])
        seen.add(target)
        row = desk.store.get(ledger, target)
    return Merged(target, desk.store.titles(ledger, [target]).get(target, ""), on) if target else None


def merge(desk: Desk, plan: MergePlan, choices: Mapping[str, str] | None = None) -> Changes:
    """Carry out a plan in one act; `choices` maps keys of fields and clashes to keep, other or both.

    What is not chosen is done as suggested. Raises DeskError when a record changed since the plan was made.
    """
    rows = mergeable(desk, plan.ledger, plan.keep, plan.other)
    if (int(str(rows[0]["rev"])), int(str(rows[1]["rev"]))) != plan.revs:
        raise DeskError("比对以后，这两条记录又有修改，", advice="没有合并，请重新打开比对。")
    chosen = dict(choices or {})
    edits = _Edits()
    _merge_fields(desk, edits, plan, chosen, rows)
    for clash in plan.clashes:
        _settle(desk, edits, clash, chosen.get(clash.key, clash.suggested))
    _repoint(desk, edits, plan)
    if plan.ledger == "household":
        _one_head(desk, edits, plan, chosen)
    return desk.write(edits.list(), f"合并重复的{desk.catalogue[plan.ledger].label}")


class _Edits:
    """The values wanted of each record, gathered so that each is written once."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], dict[str, object]] = {}

    def put(self, ledger: str, uid: str, **values: object) -> None:
        self.values.setdefault((ledger, uid), {}).update(values)

    def list(self) -> list[Edit]:
        ops = {CLOSED: "close", ACTIVE: "reopen", VOID: "void"}
        return [
            Edit(ledger, uid, ops.get(str(values.get("state")), "update"), values)  # type: ignore[arg-type]
            for (ledger, uid), values in self.values.items()
        ]


def _closing() -> dict[str, object]:
    return {"state": CLOSED, "closed_on": today_iso(), "closed_reason": MERGED}


def _merge_fields(desk: Desk, edits: _Edits, plan: MergePlan, chosen: Mapping[str, str], rows: tuple[Row, Row]) -> None:
    values: dict[str, object] = {}
    for item in plan.fields:
        side = chosen.get(item.key, item.suggested)
        if item.key == STATE:
            if side == "other":
                values |= {key: rows[1].get(key) for key in ("state", "closed_on", "closed_reason")}
        elif side == "other" and (item.other is not None or item.differs):
            values[item.key] = item.other
        elif side == "both" and item.joins:
            values[item.key] = joined(desk.catalogue[plan.ledger][item.key].type.name, item)
    if values:
        edits.put(plan.ledger, plan.keep, **values)
    edits.put(plan.ledger, plan.other, **{MERGED_INTO: plan.keep}, **_closing())


def joined(kind: str, item: FieldChoice) -> object:
    """Return both values of a field as one: codes in order, phones and remarks one after the other, none twice."""
    mark = _JOIN.get(kind, "\n")
    parts = dict.fromkeys(part for value in (item.keep, item.other) for part in str(value).split(mark) if part)
    return mark.join(sorted(parts) if kind == "codes" else parts)


def _settle(desk: Desk, edits: _Edits, clash: Clash, side: str) -> None:
    """Make one of two records of the same matter: the chosen one is filled up from the other, which is closed."""
    if side == "both":
        return
    stays, goes = (clash.keep_uid, clash.other_uid) if side == "keep" else (clash.other_uid, clash.keep_uid)
    shape, rows = desk.catalogue[clash.ledger], desk.store.get_many(clash.ledger, [stays, goes])
    filled = {
        item.key: rows[goes][item.key]
        for item in shape.fields
        if rows[stays].get(item.key) is None and rows[goes].get(item.key) is not None and item.key != shape.subject
    }
    if filled:
        edits.put(clash.ledger, stays, **filled)
    edits.put(clash.ledger, goes, **_closing())


def _repoint(desk: Desk, edits: _Edits, plan: MergePlan) -> None:
    """Let everything that refers to the other record refer to the kept one, sealed ledgers that are off too."""
    here = _people_of(desk, plan.keep) if plan.ledger == "household" else set()
    for shape, item, row in linked(desk, plan.ledger, plan.other):
        uid = str(row["uid"])
        if item.key == MERGED_INTO:
            continue  # who was merged into the other one before stays with it, so that each merge can be taken back
        if shape.key == plan.ledger and uid == plan.keep:
            edits.put(shape.key, uid, **{item.key: None})
        elif shape.key == "distinct_pair" and plan.keep in (row.get("first"), row.get("second")):
            edits.put(shape.key, uid, state=VOID)
        else:
            edits.put(shape.key, uid, **{item.key: plan.keep})
            twice = shape.key == "residence" and item.key == "household" and row["state"] == ACTIVE
            if twice and row.get("person") in here:
                edits.put(shape.key, uid, **_closing())


def _one_head(desk: Desk, edits: _Edits, plan: MergePlan, chosen: Mapping[str, str]) -> None:
    """Leave one head in a household made of two; how the other is related to her is for the clerk to say."""
    item = next(one for one in plan.fields if one.key == "head")
    head = item.other if chosen.get(item.key, item.suggested) == "other" else item.keep
    homes = desk.store.rows("residence", where={"household": [plan.keep, plan.other], "relation": HEAD})
    for row in homes if head else ():
        if row["person"] != head:
            edits.put("residence", str(row["uid"]), relation=None)


def _people_of(desk: Desk, household: str) -> set[object]:
    return {row["person"] for row in desk.store.rows("residence", where={"household": household})}


def unmerge(desk: Desk, other: str, ledger: str = "person") -> history.Undone:
    """Bring back a record that was merged, and the kept one as it was; what changed since stays and is told.

    Raises DeskError when the record was not merged.
    """
    if merged_into(desk, other, ledger) is None:
        raise DeskError("这条记录没有并入别的记录，", advice="请刷新后再看。")
    entries = desk.store.history(ledger, other)
    txn = next((entry.txn for entry in entries if entry.fields.get(MERGED_INTO, [0])[0] is None), "")
    try:
        return history.undo(desk, txn)
    except DeskError:
        return _bring_back(desk, other, ledger)


def _bring_back(desk: Desk, other: str, ledger: str) -> history.Undone:
    """Open a merged record again where the act itself is not known here: restored from the office above, for example."""
    values = {MERGED_INTO: None, "state": ACTIVE, "closed_on": None, "closed_reason": None}
    changes = desk.write([Edit(ledger, other, "reopen", values)], f"拆开合并的{desk.catalogue[ledger].label}")
    words = "本机没有当时合并的经过，只把这条记录恢复在册；居住、走访等记录仍在合并后的记录下，请逐条核对。"
    return history.Undone(changes, [words])
