"""Tasks (交办任务): an office gives offices below something to do; they sign, tell how it goes, and report it done.

A task is one record for each office it is given to, so that each has its own term and end; tasks given together share
their number. Whoever gave it changes the record, whoever has to do it answers by `reply`: what stands is read from both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gridDesk.desk import down, replies
from gridDesk.desk.office import Desk
from gridDesk.desk.replies import DONE, LATER, SIGNED, Reply
from gridDesk.ledger import Entry, Row
from gridDesk.text import today

TASK = "task"
RUNNING, CLOSED, WITHDRAWN = "01", "02", "03"
Stage = Literal["new", "signed", "working", "later", "reported", "closed", "withdrawn"]
STAGES: dict[Stage, str] = {
    "new": "待签收", "signed": "已签收", "working": "办理中", "later": "申请延期", "reported": "已报办结", "closed": "已办结",
    "withdrawn": "已撤回",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """A task as both sides see it: `site` and `office` have to do it, `giver` gave it.

    `days` are left until it is due (negative: overdue, None: no term, or nothing is waited for any more). `asked` is the
    date to which more time was asked for and not yet answered, "" for none.
    """

    uid: str
    row: Row
    site: str
    office: str
    giver: str
    stage: Stage
    days: int | None
    asked: str
    last: Reply | None

    def __getitem__(self, key: str) -> str:
        """Return a field of the task as text, "" when blank."""
        return str(self.row.get(key) or "")

    @property
    def open(self) -> bool:
        """Tell whether it still has to be done or accepted as done."""
        return self.stage not in ("closed", "withdrawn")

    @property
    def waits_below(self) -> bool:
        """Tell whether the office that has to do it is to act next."""
        return self.stage in ("new", "signed", "working", "later")

    @property
    def overdue(self) -> bool:
        """Tell whether its day is past and it was not reported done."""
        return self.days is not None and self.days < 0

    @property
    def status(self) -> str:
        """Return where it stands, in words."""
        return STAGES[self.stage]

    @property
    def term(self) -> str:
        """Return in words how much time is left."""
        if self.days is None:
            return "" if self["due"] else "没有限期"
        if self.days < 0:
            return f"已超期 {-self.days} 天"
        return "今天到期" if self.days == 0 else f"还有 {self.days} 天"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a task: when (ISO), who, what in words, and what was written with it."""

    at: str
    who: str
    what: str
    content: str


# --- how tasks stand -------------------------------------------------------------------------------------------------


def received(desk: Desk) -> list[Task]:
    """Return the tasks the office above gave to this one: those to be done first, the most urgent on top."""
    rows = down.received(desk, TASK)
    given = replies.replies_to(desk, [str(row["uid"]) for row in rows])
    return sorted(_tasks(desk, rows, given), key=lambda task: _place(task, task.waits_below))


def sent(desk: Desk) -> list[Task]:
    """Return the tasks this office gave to offices below: those it has to answer first, then those still open."""
    rows = down.sent(desk, TASK)
    given = replies.replies_from_below(desk, [str(row["uid"]) for row in rows])
    return sorted(_tasks(desk, rows, given), key=lambda task: _place(task, task.stage in ("reported", "later")))


def find(desk: Desk, uid: str) -> Task:
    """Return one task, received or sent. Raises DeskError when it is not here."""
    row = desk.store.get(TASK, uid)
    if row is not None and row["office"] == desk.office.site:
        row, given = down.sent_one(desk, TASK, uid), replies.replies_from_below(desk, [uid])
    else:
        row, given = down.received_one(desk, TASK, uid), replies.replies_to(desk, [uid])
    return _tasks(desk, [row], given)[0]


def _tasks(desk: Desk, rows: Sequence[Row], given: Sequence[Reply]) -> list[Task]:
    by_task: dict[str, list[Reply]] = {}
    for reply in given:
        by_task.setdefault(reply.item, []).append(reply)
    known = down.names(desk)
    return [_task(row, by_task.get(str(row["uid"]), []), known) for row in rows]


def _task(row: Row, given: Sequence[Reply], known: Mapping[str, str]) -> Task:
    site = str(row.get("addressee") or "")
    given = [reply for reply in given if reply.office == site]
    last = given[-1] if given else None
    stage = _stage(row, last)
    waits = stage in ("new", "signed", "working", "later") and row.get("due")
    days = (date.fromisoformat(last_day(str(row["due"]))) - today()).days if waits else None
    asked = _asked(last) if stage == "later" else ""
    giver = known.get(str(row["office"]), str(row["office"]))
    return Task(str(row["uid"]), row, site, known.get(site, site), giver, stage, days, asked, last)


def _stage(row: Row, last: Reply | None) -> Stage:
    """Return where a task stands; a report or a wish that the giver has answered is settled, and work goes on."""
    if row.get("status") in (CLOSED, WITHDRAWN):
        return "closed" if row["status"] == CLOSED else "withdrawn"
    if last is None:
        return "new"
    if last.decision in (DONE, LATER) and row.get("answered") != last.uid:
        return "reported" if last.decision == DONE else "later"
    return "signed" if last.decision == SIGNED else "working"


def _asked(last: Reply | None) -> str:
    try:
        return str(replies.unpacked(last.value)) if last and last.value else ""
    except ValueError:
        return ""  # written by a program that packs it another way; the words of the reply still say it


def last_day(day: str) -> str:
    """Return the last day that a partial date (2026, 2026-03) may mean."""
    if len(day) == 4:
        return f"{day}-12-31"
    if len(day) == 7:
        year, month = int(day[:4]), int(day[5:])
        return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1).isoformat()
    return day


def _place(task: Task, mine: bool) -> tuple[object, ...]:
    """Return the order of a task in a list: those whose next step is ours, other open ones, those that ended."""
    rank = 0 if mine else 1 if task.open else 2
    return rank, task["due"] or "9", -int(task["urgency"] or 0), task["issued_on"], task.office


def timeline(desk: Desk, uid: str) -> list[Step]:
    """Return what happened to a task from both sides: by the time written down, but never an answer before its report."""
    found = find(desk, uid)
    word = desk.catalogue[replies.REPLY]["decision"]
    told: dict[str, tuple[str, Step]] = {}
    for row in desk.store.rows(replies.REPLY, where={"item": uid}, office=found.site):
        who, at = f"{found.office} {row.get('by') or ''}".strip(), str(row["updated_at"])
        step = Step(at, who, word.show(row.get("decision")), str(row.get("content") or ""))
        told[str(row["uid"])] = (at, step)
    placed = [(at, 1, step) for at, step in told.values()]
    entries = list(reversed(desk.store.history(TASK, uid)))
    for entry in entries:
        given, (_, answered) = _step(found, entry), entry.fields.get("answered", [None, None])
        if given is not None:
            at = max(entry.at, told[str(answered)][0]) if str(answered) in told else entry.at
            placed.append(("", 0, given) if entry.base_rev == 0 else (at, 2, given))
    if not entries:  # the journal of before a whole state was taken over is not here
        placed.append(("", 0, Step(found["issued_on"], f"{found.giver} {found['issued_by']}".strip(), "交办", "")))
    return [step for _, _, step in sorted(placed, key=lambda one: one[:2])]


def _step(task: Task, entry: Entry) -> Step | None:
    """Return what an entry of the giver's journal did to a task, None for what nobody need know."""
    new = {key: pair[1] for key, pair in entry.fields.items()}
    who = f"{task.giver} {entry.actor}".strip()
    if entry.base_rev == 0:
        return Step(entry.at, who, "交办", "")
    words = {CLOSED: "确认办结", WITHDRAWN: "撤回", RUNNING: "恢复办理"}.get(str(new.get("status")), "")
    if not words and "due" in new:
        words = f"时限改为 {new['due']}" if new["due"] else "取消时限"
    if not words and "answered" in new:
        words = "退回"
    return Step(entry.at, who, words, str(new.get("answer") or "")) if words else None
