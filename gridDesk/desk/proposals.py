"""Correction proposals (更正建议) of this office to those below: made with a legal basis, never a change of its own.

A record belongs to the office that keeps it; the office above proposes, remembers what it saw, and learns from the
answer (答复) what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gridDesk.desk.judging import PROPOSAL, fits, may_be_proposed, same, value_words
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved
from gridDesk.desk.replies import (
    ACCEPTED,
    EDITED,
    MERGED,
    REFUSED,
    RETURNED,
    Reply,
    decisions_below,
    packed,
    unpacked,
)
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Field, Row, new_uid
from gridDesk.store.system import Peer
from gridDesk.text import today_iso, trim

Outcome = Literal["open", "accepted", "edited", "refused", "returned", "merged", "withdrawn"]
OUTCOMES: dict[str, Outcome] = {
    ACCEPTED: "accepted", EDITED: "edited", REFUSED: "refused", RETURNED: "returned", MERGED: "merged",
}  # fmt: skip
WORDS: dict[Outcome, str] = {
    "open": "等待答复", "accepted": "已接受", "edited": "修改后接受", "refused": "不接受", "returned": "已退回",
    "merged": "本来就一致", "withdrawn": "已撤回",
}  # fmt: skip
_OTHER = "99"


@dataclass(frozen=True, slots=True)
class Sent:
    """A proposal of ours and what became of it; `looked_at` once a clerk here put the answer away."""

    uid: str
    office: str
    office_name: str
    ledger: str
    record: str
    name: str
    label: str
    old_text: str
    new_text: str
    basis: str
    made_by: str
    made_on: str
    outcome: Outcome
    words: str
    content: str
    value_text: str
    answered_on: str
    answered_by: str
    looked_at: bool


def child_of(desk: Desk, ledger: str, uid: str) -> Peer | None:
    """Return the paired office below that keeps a record; None for an own record, or of an office not paired."""
    row = desk.store.get(ledger, uid)
    if row is None or row["office"] == desk.office.site:
        return None
    peer = desk.store.system.peers.get(str(row["office"]))
    return peer if peer is not None and (peer.relation, peer.state) == ("child", "active") else None


def proposable(desk: Desk, ledger: str) -> list[Field]:
    """Return the fields of a ledger that can be proposed."""
    shape = desk.catalogue[ledger]
    return [item for item in shape.fields if may_be_proposed(shape, item)]


def propose(
    desk: Desk, ledger: str, uid: str, field: str, new: object, basis: str, reason: str = ""
) -> Saved:  # fmt: skip
    """Propose a value for one field of a record that an office below keeps; an undecided older one is withdrawn.

    `new` is the value as it is stored. Raises DeskError when there is nothing to propose or no basis is given.
    """
    peer, row, item = _proposed(desk, ledger, uid, field)
    if not fits(item, new):
        raise DeskError(f"{item.label}不能这样填，", advice="请核对建议的内容。")
    if same(new, row.get(field)):
        raise DeskError(f"建议的{item.label}与{peer.name}现在登记的相同，", advice="不用提出更正。")
    if not trim(basis):
        raise DeskError("请填写依据。", advice="例如证件、公函、核查记录或法律条文。")
    made = new_uid()
    older = [Edit(PROPOSAL, one, "close", _end()) for one in undecided(desk, uid, field)]
    values = {
        "addressee": peer.site, "ledger": ledger, "record": uid, "base_rev": row["rev"], "field": field,
        "record_name": desk.store.titles(ledger, [uid]).get(uid, "") or desk.catalogue[ledger].label,
        "field_label": item.label, "old": packed(row.get(field)), "new": packed(new),
        "old_text": value_words(desk, ledger, field, row.get(field)), "new_text": value_words(desk, ledger, field, new),
        "basis": trim(basis), "reason": trim(reason), "made_by": desk.user, "made_on": today_iso(),
    }  # fmt: skip
    edit = Edit(PROPOSAL, made, "create", {key: value for key, value in values.items() if value not in (None, "")})
    return Saved(made, desk.write([*older, edit], "提出更正建议"))


def _proposed(desk: Desk, ledger: str, uid: str, field: str) -> tuple[Peer, Row, Field]:
    peer, row = child_of(desk, ledger, uid), desk.store.get(ledger, uid)
    label = desk.catalogue[ledger].label
    if peer is None or row is None:
        raise DeskError(f"这条{label}记录不是下级单位的，", advice="本单位的记录请直接修改。")
    if row["state"] != ACTIVE:
        raise DeskError(
            f"这条{label}记录在{peer.name}已经注销，", advice="注销的记录不能提出更正；有疑问请交办任务核实。"
        )
    found = next((item for item in proposable(desk, ledger) if item.key == field), None)
    if found is None:
        raise DeskError(f"{label}的这一栏不能提出更正，", advice="请用交办任务说明情况。")
    return peer, row, found


def undecided(desk: Desk, record: str, field: str = "") -> list[str]:
    """Return the proposals of ours about a record (and field) that nobody answered yet."""
    where = {"record": record, **({"field": field} if field else {})}
    rows = list(desk.store.rows(PROPOSAL, where=where, office=desk.office.site))
    decided = decisions_below(desk, rows)
    return [str(row["uid"]) for row in rows if str(row["uid"]) not in decided]


def _end() -> dict[str, object]:
    return {"state": CLOSED, "closed_on": today_iso(), "closed_reason": _OTHER}


def withdraw(desk: Desk, uid: str) -> Changes:
    """Withdraw a proposal. One that was decided meanwhile stays decided; the answer tells. Raises DeskError."""
    if next((one for one in sent(desk, [uid])), None) is None:
        raise DeskError("这条更正建议已经不在，", advice="请刷新后再看。")
    if _own(desk, uid)["state"] != ACTIVE:
        raise DeskError("这条更正建议已经撤回或了结，", advice="不用再办。")
    return desk.write([Edit(PROPOSAL, uid, "close", _end())], "撤回更正建议")


def put_away(desk: Desk, uids: Sequence[str]) -> Changes:
    """Note that somebody looked at the answers to some proposals, so that they wait for nobody any more."""
    edits = [Edit(PROPOSAL, uid, "close", _end()) for uid in uids if _own(desk, uid)["state"] == ACTIVE]
    return desk.write(edits, "更正建议了结")


def _own(desk: Desk, uid: str) -> Row:
    row = desk.store.get(PROPOSAL, uid)
    if row is None or row["office"] != desk.office.site:
        raise DeskError("这条更正建议不是本单位提出的，", advice="请刷新后再看。")
    return row


def sent(desk: Desk, uids: Sequence[str] = (), *, record: str = "") -> list[Sent]:
    """Return the proposals of this office with what became of each, the newest first."""
    where: dict[str, object] = {"record": record} if record else {}
    where |= {"uid": list(uids)} if uids else {}
    rows = list(desk.store.rows(PROPOSAL, where=where, states=(ACTIVE, CLOSED), office=desk.office.site))[::-1]
    answers = decisions_below(desk, rows)
    names = {peer.site: peer.name for peer in desk.store.system.peers.list()}
    return [_sent(desk, row, answers.get(str(row["uid"])), names) for row in rows]


def _sent(desk: Desk, row: Row, reply: Reply | None, names: dict[str, str]) -> Sent:
    over = row["state"] != ACTIVE
    outcome = OUTCOMES[reply.decision] if reply else "withdrawn" if over else "open"
    text = {key: str(row.get(key) or "") for key in ("ledger", "record", "field", "field_label", "old_text", "new_text",
            "basis", "made_by", "made_on", "addressee", "record_name")}  # fmt: skip
    value = ""
    if reply and reply.value:
        try:
            value = value_words(desk, text["ledger"], text["field"], unpacked(reply.value))
        except ValueError:
            value = ""
    return Sent(
        uid=str(row["uid"]), office=text["addressee"], office_name=names.get(text["addressee"], "下级单位"),
        ledger=text["ledger"], record=text["record"], name=text["record_name"], label=text["field_label"],
        old_text=text["old_text"], new_text=text["new_text"], basis=text["basis"], made_by=text["made_by"],
        made_on=text["made_on"], outcome=outcome, words=WORDS[outcome], content=reply.content if reply else "",
        value_text=value, answered_on=reply.on if reply else "", answered_by=reply.by if reply else "",
        looked_at=over,
    )  # fmt: skip


def to_look_at(desk: Desk) -> list[Sent]:
    """Return the proposals that came back refused or returned, and that nobody here has put away."""
    return [one for one in sent(desk) if one.outcome in ("refused", "returned") and not one.looked_at]
