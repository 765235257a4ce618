"""Deciding on proposed corrections (更正建议): accept, refuse with a reason, put another value, bring the lost one back.

Each decision is one act: the record, and the answer that tells the office above what stands now and what lost. So undo
takes both back, and what lost is never further away than one click.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gridDesk.desk import down
from gridDesk.desk.judging import (
    PROPOSAL,
    Judged,
    addressed,
    closed_words,
    fits,
    judge,
    name_of,
    open_rows,
    same,
    theirs_of,
    value_words,
)  # fmt: skip
from gridDesk.desk.office import Desk
from gridDesk.desk.population import NUMBERED, event
from gridDesk.desk.replies import (
    ACCEPTED,
    DECISIONS,
    EDITED,
    MERGED,
    REFUSED,
    RETURNED,
    Reply,
    answer,
    ever_answered,
    last_replies,
    packed,
    reply_of,
    unpacked,
)  # fmt: skip
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row
from gridDesk.text import today_iso, trim

Which = Literal["ours", "theirs"]
_BACK: dict[Which, str] = {"ours": "改回本单位原来的内容。", "theirs": "改用上级建议的内容。"}


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that lost a decision and can be brought back: our own, or the one proposed."""

    which: Which
    text: str


@dataclass(frozen=True, slots=True)
class Handled:
    """A decided proposal: what was put, what lost; `withdrawn` when the office above took it back since."""

    uid: str
    ledger: str
    record: str
    name: str
    label: str
    decision: str
    word: str
    content: str
    old_text: str
    new_text: str
    value_text: str
    on: str
    by: str
    lost: tuple[Lost, ...]
    withdrawn: bool


# --- deciding --------------------------------------------------------------------------------------------------------


def accept(desk: Desk, uids: Sequence[str], note: str = "") -> Changes:
    """Put the proposed values into their records, all in one act. Raises DeskError when one of them cannot be put."""
    edits: list[Edit] = []
    for uid in dict.fromkeys(uids):
        row, judged = _open(desk, uid)
        value = theirs_of(desk, row)
        edits += _put(desk, judged, value)
        edits += _answered(desk, row, ACCEPTED, trim(note) or _merged_words(judged), value, _ours(desk, judged))
    return desk.write(edits, "接受更正建议")


def accept_mergeable(desk: Desk) -> Changes | None:
    """Accept every proposal that no change here stands against, in one act; None when there is none.

    Two for one field are left to the clerk, and so is a number that somebody else has.
    """
    found = [one for one in (judge(desk, row) for row in open_rows(desk)) if one.mergeable]
    often = Counter((one.ledger, one.record, one.field) for one in found)
    single = [one for one in found if often[one.ledger, one.record, one.field] == 1 and not _taken(desk, one)]
    return accept(desk, [one.uid for one in single]) if single else None


def edit(desk: Desk, uid: str, value: object, note: str = "") -> Changes:
    """Put a third value, which is neither ours nor theirs. Raises DeskError."""
    row, judged = _open(desk, uid)
    if not fits(desk.catalogue[judged.ledger][judged.field], value):
        raise DeskError(f"请填写{judged.label}。", advice="这一栏不能空着。")
    if same(value, theirs_of(desk, row)):
        return accept(desk, [uid], note)
    ours = _ours(desk, judged)
    if same(value, ours):
        raise DeskError(f"填的{judged.label}就是本单位现在的内容，", advice="请点“不接受”，并写明原因。")
    edits = [*_put(desk, judged, value), *_answered(desk, row, EDITED, trim(note), value, ours)]
    return desk.write(edits, "修改后接受更正建议")


def refuse(desk: Desk, uid: str, why: str) -> Changes:
    """Keep our own value and say why. Raises DeskError without a reason."""
    if not trim(why):
        raise DeskError("请写明不接受的原因。", advice="上级会看到这句话。")
    row, judged = _open(desk, uid, putting=False)
    theirs = _json_of(row, "new")
    lost = packed(theirs) if theirs is not _UNREADABLE else ""
    value = packed(_ours(desk, judged)) if judged.standing not in ("gone", "unknown") else ""
    return desk.write(
        answer(desk, PROPOSAL, uid, REFUSED, content=trim(why), value=value, losing=lost), "不接受更正建议"
    )


def settle(desk: Desk) -> int:
    """Answer what needs nobody: of a closed record it goes back with the reason, of an equal value it is merged.

    What was answered once and taken back by undo waits for a person. Returns how many were answered.
    """
    rows = open_rows(desk)
    before = ever_answered(desk, [str(row["uid"]) for row in rows])
    edits: list[Edit] = []
    for row in (row for row in rows if str(row["uid"]) not in before):
        edits += _settled(desk, row, judge(desk, row))
    if edits:
        desk.write(edits, "更正建议自动答复")
    return len(edits)


def give_back(desk: Desk, uid: str) -> Changes:
    """Return a proposal about a record that is closed, or not here, to the office above. Raises DeskError."""
    row, judged = _open(desk, uid, putting=False)
    if judged.standing not in ("closed", "gone", "unknown"):
        raise DeskError("这条记录还在册，", advice="请点“接受”或“不接受”。")
    found = desk.store.get(judged.ledger, judged.record) if judged.standing == "closed" else None
    words = f"记录已注销：{closed_words(desk, found)}。" if found else judged.why
    return desk.write(answer(desk, PROPOSAL, uid, RETURNED, content=words, losing=str(row["new"])), "退回更正建议")


def _settled(desk: Desk, row: Row, judged: Judged) -> list[Edit]:
    uid = str(row["uid"])
    if judged.standing == "closed":
        found = desk.store.get(judged.ledger, judged.record)
        words = f"记录已注销：{closed_words(desk, found)}。" if found else ""
        return answer(desk, PROPOSAL, uid, RETURNED, content=words, losing=str(row["new"]))
    if judged.standing == "already":
        return answer(desk, PROPOSAL, uid, MERGED, content="本单位登记的内容与建议相同。", value=str(row["new"]))
    return []


def _open(desk: Desk, uid: str, *, putting: bool = True) -> tuple[Row, Judged]:
    """Return an undecided proposal and how it stands. Raises DeskError, also when nothing can be put."""
    row = down.received_one(desk, PROPOSAL, uid)
    if reply_of(desk, uid) is not None:
        raise DeskError("这条更正建议已经办理过了，", advice="要改主意，请在“已办理”里点“改回”。")
    judged = judge(desk, row)
    if putting and judged.standing in ("closed", "gone", "unknown"):
        raise DeskError(judged.why)
    return row, judged


def _ours(desk: Desk, judged: Judged) -> object:
    found = desk.store.get(judged.ledger, judged.record) if judged.ledger in desk.catalogue else None
    return found.get(judged.field) if found else None


def _answered(desk: Desk, row: Row, decision: str, words: str, value: object, losing: object) -> list[Edit]:
    uid = str(row["uid"])
    return answer(desk, PROPOSAL, uid, decision, content=words, value=packed(value), losing=packed(losing))


def _merged_words(judged: Judged) -> str:
    return (
        f"与本单位此后的改动（{'、'.join(judged.others)}）合并。" if judged.standing == "soft" and judged.others else ""
    )


def _put(desk: Desk, judged: Judged, value: object) -> list[Edit]:
    """Return the edits that put a value into a record; a new ID number is an event too, and never makes two people."""
    edits = [Edit(judged.ledger, judged.record, "update", {judged.field: value})]
    if (judged.ledger, judged.field) == ("person", "id_number") and value:
        other = _holder(desk, judged.record, value)
        if other:
            raise DeskError(f"这个号码已经登记在“{other}”名下，", advice="请先核对是不是同一个人，再决定。")
        edits.append(event(NUMBERED, today_iso(), person=judged.record, reason="按更正建议更正"))
    return edits


def _holder(desk: Desk, person: str, number: object) -> str:
    """Return the name of another person of this office who has an ID number, "" when nobody has it."""
    rows = desk.store.rows("person", where={"id_number": number}, office=desk.office.site, limit=2)
    return next((str(row.get("name") or "") for row in rows if row["uid"] != person), "")


def _taken(desk: Desk, judged: Judged) -> bool:
    row = desk.store.get(PROPOSAL, judged.uid)
    number = (judged.ledger, judged.field) == ("person", "id_number")
    return bool(number and row and _holder(desk, judged.record, theirs_of(desk, row)))


# --- what lost -------------------------------------------------------------------------------------------------------


_UNREADABLE = object()


def handled(desk: Desk) -> list[Handled]:
    """Return the decided proposals with what lost, the latest answer first."""
    rows = {str(row["uid"]): row for row in addressed(desk, PROPOSAL, (ACTIVE, CLOSED))}
    replies = last_replies(desk, list(rows))
    found = [_handled(desk, rows[uid], reply) for uid, reply in replies.items() if reply.decision in DECISIONS]
    found.reverse()
    return sorted(found, key=lambda one: one.on, reverse=True)


def _handled(desk: Desk, row: Row, reply: Reply) -> Handled:
    ledger, field = str(row["ledger"]), str(row["field"])
    value = _read(reply.value)
    return Handled(
        uid=str(row["uid"]), ledger=ledger, record=str(row["record"]), name=name_of(desk, row),
        label=str(row.get("field_label") or field), decision=reply.decision, word=reply.word, content=reply.content,
        old_text=str(row.get("old_text") or ""), new_text=str(row.get("new_text") or ""),
        value_text="" if value is _UNREADABLE else value_words(desk, ledger, field, value), on=reply.on, by=reply.by,
        lost=tuple(Lost(which, value_words(desk, ledger, field, one)) for which, one in _lost(desk, row, reply)),
        withdrawn=row["state"] != ACTIVE,
    )  # fmt: skip


def _lost(desk: Desk, row: Row, reply: Reply) -> list[tuple[Which, object]]:
    """Return the values that lost and do not stand now; none when the record is closed or not ours."""
    ledger, field = str(row["ledger"]), str(row["field"])
    found = desk.store.get(ledger, str(row["record"])) if ledger in desk.catalogue else None
    if found is None or found["state"] != ACTIVE or found["office"] != desk.office.site or field not in found:
        return []
    theirs, losing = _json_of(row, "new"), _read(reply.losing)
    item = desk.catalogue[ledger][field]
    sides: list[tuple[Which, object]] = [("theirs", theirs)]
    if not same(losing, theirs):
        sides.insert(0, ("ours", losing))
    return [
        (which, one) for which, one in sides
        if one is not _UNREADABLE and fits(item, one) and not same(one, found.get(field))
    ]  # fmt: skip


def bring_back(desk: Desk, uid: str, which: Which | None = None) -> Changes:
    """Put a value that lost back into its record, in one act that tells the office above too; `which` where two lost.

    What stands now becomes what lost, so that this can be taken back the same way. Raises DeskError.
    """
    row, reply = desk.store.get(PROPOSAL, uid), reply_of(desk, uid)  # one withdrawn since has its answer still
    if row is None or reply is None:
        raise DeskError("这条更正建议还没有办理，", advice="请先决定接受还是不接受。")
    lost = _lost(desk, row, reply)
    found = next((pair for pair in lost if which in (None, pair[0])), None)
    if found is None:
        raise DeskError("没有可以改回的内容，", advice="记录可能已经注销，或者现在的内容就是它。")
    side, value = found
    judged = judge(desk, row)
    decision = ACCEPTED if side == "theirs" else REFUSED
    edits = _put(desk, judged, value)
    edits += _answered(desk, row, decision, _BACK[side], value, _ours(desk, judged))
    return desk.write(edits, "改回更正前的内容" if side == "ours" else "改用建议的内容")


def _json_of(row: Row, side: str) -> object:
    return _read(str(row.get(side) or ""))


def _read(text: str) -> object:
    """Return the value in a JSON text; a mark for none when there is no text or it cannot be read."""
    try:
        return unpacked(text) if text else _UNREADABLE
    except ValueError:
        return _UNREADABLE
