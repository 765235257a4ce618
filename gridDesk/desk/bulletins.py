"""Bulletins (通报) to offices below, and results of assessments (考核结果) to the office whose worker each is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridDesk.desk import down
from gridDesk.desk.down import Signing
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, Changes, Edit, Row
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.text import today_iso

BULLETIN, SCORE = "bulletin", "score_notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be read: a bulletin or the result of an assessment, from whom, for whom, and when it was signed for.

    `signed` is the day ("" not yet) at the office that reads it; at the sender `read` of `asked` offices have signed.
    """

    ledger: str
    uid: str
    row: Row
    title: str
    date: str
    kind: str
    sender: str
    addressee: str
    signed: str
    read: int
    asked: int


def received(desk: Desk) -> list[Notice]:
    """Return what this office received to read, unread first, then the newest first.

    Results about workers that are not of this office are never shown.
    """
    rows = [(BULLETIN, row) for row in down.received(desk, BULLETIN)]
    own = {str(row["uid"]) for row in desk.store.rows("worker", states=(), office=desk.office.site)}
    rows += [(SCORE, row) for row in down.received(desk, SCORE) if row.get("worker") in own]
    signed = down.signed_on(desk, [str(row["uid"]) for _, row in rows])
    known = down.names(desk)
    found = [_notice(desk, known, ledger, row, signed.get(str(row["uid"]), ""), []) for ledger, row in rows]
    newest = sorted(found, key=lambda one: one.date, reverse=True)
    return sorted(newest, key=lambda one: bool(one.signed))


def unread(desk: Desk) -> int:
    """Return how many received notices were not signed for."""
    return sum(not one.signed for one in received(desk))


def sent(desk: Desk) -> list[Notice]:
    """Return what this office sent to be read, the newest first, with how many have signed."""
    rows = [(ledger, row) for ledger in (BULLETIN, SCORE) for row in down.sent(desk, ledger)]
    given, known = down.signings(desk, [row for _, row in rows]), down.names(desk)
    found = [_notice(desk, known, ledger, row, "", given[str(row["uid"])]) for ledger, row in rows]
    return sorted(found, key=lambda one: one.date, reverse=True)


def find(desk: Desk, uid: str) -> Notice | None:
    """Return one notice, received or sent, None when there is none of that uid."""
    every = [*received(desk), *(sent(desk) if down.may_send(desk) else ())]
    return next((one for one in every if one.uid == uid), None)


def _notice(
    desk: Desk, known: Mapping[str, str], ledger: str, row: Row, signed: str, given: list[Signing]
) -> Notice:  # fmt: skip
    shape, site = desk.catalogue[ledger], str(row.get(ADDRESSEE) or "")
    if ledger == BULLETIN:
        title, kind, day = str(row.get("title") or ""), shape["kind"].show(row.get("kind")), row.get("date")
    else:
        title, kind = f"{row.get('worker_name') or ''} {row.get('period') or ''} 考核结果", "考核"
        day = row.get("date") or row.get("period")
    return Notice(
        ledger, str(row["uid"]), row, title, str(day or ""), kind, known.get(str(row["office"]), ""),
        known.get(site, site) or down.ALL_BELOW, signed, sum(bool(one.on) for one in given), len(given),
    )  # fmt: skip


def mark_read(desk: Desk, notice: Notice) -> Changes:
    """Sign for a received notice (签收)."""
    return down.sign(desk, notice.ledger, notice.uid)


# --- the office that sends -------------------------------------------------------------------------------------------


def issue(desk: Desk, sites: Sequence[str] | None, values: Mapping[str, object]) -> list[str]:
    """Send a bulletin to some offices below, or with None to all of them; returns the uids. Raises DeskError."""
    known = {"date": today_iso(), "issued_by": desk.office.name} | {
        key: value for key, value in values.items() if value not in (None, "")
    }
    return down.send(desk, BULLETIN, sites, known)


def send_score(desk: Desk, worker: str, values: Mapping[str, object]) -> str:
    """Send the result of one worker's assessment to the worker's own office, nobody else. Raises DeskError."""
    row = desk.store.get("worker", worker)
    if row is None or row["state"] != ACTIVE or row["office"] not in {peer.site for peer in down.below(desk)}:
        raise DeskError("这位网格员不属于下级单位，", advice="请从下级单位的网格员里选择。")
    known = {"date": today_iso(), "scored_by": desk.office.name} | {
        key: value for key, value in values.items() if value not in (None, "")
    }
    known |= {"worker": worker, "worker_name": row.get("name")}
    (uid,) = down.send(desk, SCORE, [str(row["office"])], known)
    return uid


def workers_below(desk: Desk) -> list[tuple[str, str, str]]:
    """Return (uid, name, office) of the workers of offices below, by office and name."""
    known = {peer.site: peer.name for peer in down.below(desk)}
    rows = [row for row in desk.store.rows("worker") if row["office"] in known]
    return sorted(
        ((str(row["uid"]), str(row["name"]), known[str(row["office"])]) for row in rows),
        key=lambda one: one[2:] + one[1:2],
    )


def take_back(desk: Desk, notice: Notice) -> Changes:
    """Take a notice back that was sent by mistake; it disappears below with the next package."""
    down.sent_one(desk, notice.ledger, notice.uid)
    return desk.write([Edit(notice.ledger, notice.uid, "void", {})], f"撤回{desk.catalogue[notice.ledger].label}")


def signings(desk: Desk, notice: Notice) -> list[Signing]:
    """Return who has signed for a notice and who has not."""
    return down.signings(desk, [down.sent_one(desk, notice.ledger, notice.uid)])[notice.uid]
