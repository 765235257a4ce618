"""What a village does when the street tells it that one of its people is active in another village too (重复提示)."""

from __future__ import annotations

from dataclasses import dataclass

from gridDesk.desk import down
from gridDesk.desk.duplicates_across import NOTICE
from gridDesk.desk.judging import closed_words, unanswered
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.replies import ACCEPTED, REFUSED, answer, ever_answered, reply_of
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row
from gridDesk.text import trim


@dataclass(frozen=True, slots=True)
class Notice:
    """One of our people is active elsewhere too; `closed` tells in words that she is closed here, "" while she is not."""

    uid: str
    person: str
    name: str
    line: str
    other_name: str
    ground: str
    matched: str
    found_on: str
    closed: str


def open_rows(desk: Desk) -> list[Row]:
    """Return the notices to this office that nobody here has answered."""
    return unanswered(desk, NOTICE)


def notices(desk: Desk) -> list[Notice]:
    """Return the unanswered notices to this office in words."""
    rows = open_rows(desk)
    people = desk.store.get_many("person", {str(row["person"]) for row in rows})
    return [_notice(desk, row, people.get(str(row["person"]))) for row in rows]


def _notice(desk: Desk, row: Row, person: Row | None) -> Notice:
    closed = (
        "" if person and person["state"] == ACTIVE else closed_words(desk, person) if person else "本单位没有这条记录"
    )
    facts = [] if person is None else [short_id(person.get("id_number")), str(person.get("birth") or "")]
    ground = desk.catalogue[NOTICE]["ground"].show(row.get("ground"))
    return Notice(
        str(row["uid"]), str(row["person"]), str(row.get("name") or ""), "　".join(one for one in facts if one),
        str(row.get("other_name") or ""), ground, str(row.get("matched_on") or ""), str(row["found_on"]), closed,
    )  # fmt: skip


def lives_here(desk: Desk, uid: str, note: str = "") -> Changes:
    """Answer that the person is rightly kept here (登记无误)."""
    words = "　".join(part for part in ("登记无误，此人在本单位居住。", trim(note)) if part)
    return desk.write(_answered(desk, uid, REFUSED, words), "重复提示：登记无误")


def was_closed(desk: Desk, uid: str, note: str = "") -> Changes:
    """Answer that the person is closed here now (已注销). Raises DeskError while she is active."""
    row = desk.store.get(NOTICE, uid)
    person = desk.store.get("person", str(row["person"])) if row else None
    if person is not None and person["state"] == ACTIVE:
        raise DeskError("此人在本单位还在册，", advice="请先打开此人办理“迁出”，再答复已注销。")
    words = f"已注销：{closed_words(desk, person)}。" if person else "本单位没有这条记录。"
    return desk.write(_answered(desk, uid, ACCEPTED, f"{words}{trim(note)}"), "重复提示：已注销")


def settle(desk: Desk) -> int:
    """Answer by itself the notices about people who are closed here; returns how many."""
    rows = open_rows(desk)
    before = ever_answered(desk, [str(row["uid"]) for row in rows])
    edits = []
    for row in (row for row in rows if str(row["uid"]) not in before):
        person = desk.store.get("person", str(row["person"]))
        if person is not None and person["state"] == CLOSED:
            words = f"已注销：{closed_words(desk, person)}。"
            edits += answer(desk, NOTICE, str(row["uid"]), ACCEPTED, content=words)
    if edits:
        desk.write(edits, "重复提示自动答复")
    return len(edits)


def _answered(desk: Desk, uid: str, decision: str, words: str) -> list[Edit]:
    down.received_one(desk, NOTICE, uid)
    if reply_of(desk, uid) is not None:
        raise DeskError("这条重复提示已经答复过了，", advice="答错了可以用“撤销”退回。")
    return answer(desk, NOTICE, uid, decision, content=words)
