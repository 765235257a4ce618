"""Answers (答复) to what the office above sent down: the one way in which an item of its ledgers is answered.

Records of the office above are never changed here: what becomes of them is told by a record of our own ledger `reply`
that names the item. A decision (接受、不接受 …) has one record, which is changed when somebody decides otherwise; word
on the way (签收、进展、办结、申请延期) is a new record each time. The edits are written in one act with whatever the
decision changes, so that undoing the act takes the answer back too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE, Edit, Row, new_uid
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.text import today_iso

REPLY = "reply"
SIGNED, PROGRESS, DONE, LATER = "01", "02", "03", "04"
ACCEPTED, EDITED, REFUSED, RETURNED, MERGED = "11", "12", "13", "14", "15"
DECISIONS = frozenset((ACCEPTED, EDITED, REFUSED, RETURNED, MERGED))

_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: `decision` is its code and `word` what it is called; `value` and `losing` are JSON, "" for none."""

    uid: str
    ledger: str
    item: str
    office: str
    decision: str
    word: str
    content: str
    value: str
    losing: str
    on: str
    by: str


def packed(value: object) -> str:
    """Return a stored value as the JSON text by which it travels (`null` for a blank one)."""
    return _encode(value).decode()


def unpacked(text: object) -> object:
    """Return the stored value that a JSON text holds. Raises ValueError for what is no JSON."""
    try:
        return msgspec.json.decode(str(text))
    except msgspec.DecodeError as error:
        raise ValueError("not a JSON value") from error


def answer(
    desk: Desk, ledger: str, uid: str, decision: str, *, content: str = "", value: str = "", losing: str = ""
) -> list[Edit]:
    """Return the edits that answer an item of a down ledger; `value` and `losing` are JSON texts (see `packed`)."""
    values = {
        "decision": decision, "content": content or None, "value": value or None, "losing": losing or None,
        "on": today_iso(), "by": desk.user,
    }  # fmt: skip
    old = reply_of(desk, uid) if decision in DECISIONS else None
    if old is not None and old.decision in DECISIONS:
        return [Edit(REPLY, old.uid, "update", values)]
    known = {"item_ledger": ledger, "item": uid, **{key: one for key, one in values.items() if one is not None}}
    return [Edit(REPLY, new_uid(), "create", known)]


def reply_of(desk: Desk, uid: str, office: str = "") -> Reply | None:
    """Return the answer in force to an item: its decision, else the last word on the way; our own, or an office's."""
    return last_replies(desk, [uid], office).get(uid)


def last_replies(desk: Desk, uids: Sequence[str], office: str = "") -> dict[str, Reply]:
    """Return the answers in force to many items by their uids; items without one are left out."""
    found: dict[str, Reply] = {}
    for reply in replies_to(desk, uids, office):
        before = found.get(reply.item)
        if before is None or reply.decision in DECISIONS or before.decision not in DECISIONS:
            found[reply.item] = reply
    return found


def replies_to(desk: Desk, uids: Sequence[str], office: str = "") -> list[Reply]:
    """Return every answer in force to some items in the order they were given; of one office, our own by default."""
    if not uids:
        return []
    rows = desk.store.rows(REPLY, where={"item": list(uids)}, states=(ACTIVE,), office=office or desk.office.site)
    return [_reply(desk, row) for row in rows]


def replies_from_below(desk: Desk, uids: Sequence[str]) -> list[Reply]:
    """Return every answer that the offices below gave to some items of ours."""
    rows = desk.store.rows(REPLY, where={"item": list(uids)}, states=(ACTIVE,)) if uids else ()
    return [_reply(desk, row) for row in rows if row["office"] != desk.office.site]


def decisions_below(desk: Desk, rows: Iterable[Row]) -> dict[str, Reply]:
    """Return by uid what the office that each of some sent records is for has decided; nobody else's word counts."""
    wanted = {str(row["uid"]): str(row.get(ADDRESSEE) or "") for row in rows}
    return {
        reply.item: reply
        for reply in replies_from_below(desk, list(wanted))
        if reply.decision in DECISIONS and reply.office == wanted[reply.item]
    }


def ever_answered(desk: Desk, uids: Iterable[str]) -> set[str]:
    """Return which items were ever answered here, also where the answer was taken back since."""
    wanted = list(uids)
    rows = desk.store.rows(REPLY, where={"item": wanted}, states=(), office=desk.office.site) if wanted else ()
    return {str(row["item"]) for row in rows}


def _reply(desk: Desk, row: Row) -> Reply:
    text = {key: str(row.get(key) or "") for key in ("item_ledger", "item", "decision", "content", "value", "losing")}
    return Reply(
        str(row["uid"]), text["item_ledger"], text["item"], str(row["office"]), text["decision"],
        desk.catalogue[REPLY]["decision"].show(row.get("decision")), text["content"], text["value"], text["losing"],
        str(row.get("on") or ""), str(row.get("by") or ""),
    )  # fmt: skip
