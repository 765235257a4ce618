"""The review of what is kept too long (保存期限复核): a list each quarter, and a person decides; nothing goes by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from weakref import WeakKeyDictionary

from gridDesk import paths
from gridDesk.desk import audit, erasure
from gridDesk.desk.grants import Approval
from gridDesk.desk.grid_views import profile_of
from gridDesk.desk.office import Desk
from gridDesk.desk.roles import need_work
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit
from gridDesk.ledger.record import is_erased
from gridDesk.policy.retention import Period, is_minor, later, load_periods
from gridDesk.text import today, today_iso

KEPT, REVIEWED = "retention.kept", "retention.reviewed_on"
QUARTER = 92  # days
EXPIRED = "07"  # the closing reason 到期


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A record whose time is over: counted from `since`, due on `due`. `minor`: it is about somebody under 14.

    `goes` counts by ledger what goes with it when it is erased.
    """

    ledger: str
    uid: str
    title: str
    period: Period
    since: date
    due: date
    minor: bool
    active: bool

    @property
    def key(self) -> str:
        """Return what names the record in settings and the log: opaque."""
        return f"{self.ledger}:{self.uid}"


@cache
def _base() -> tuple[Period, ...]:
    return load_periods(paths.resources() / "policies" / "retention" / "base.toml")


def periods(desk: Desk) -> tuple[Period, ...]:
    """Return the periods this office keeps to: those of its regulation, and the general ones where that says nothing."""
    own = profile_of(desk).retention
    named = {period.id for period in own}
    return (*own, *(period for period in _base() if period.id not in named))


def due(desk: Desk) -> list[Case]:
    """Return the own records whose time is over and that nobody decided to keep, the longest overdue first."""
    kept, now = _kept(desk), today()
    enabled = {ledger.key for ledger in desk.enabled()}
    found = [
        case
        for period in periods(desk)
        if period.ledger in enabled
        for case in _cases(desk, period, now)
        if kept.get(case.uid, "") < now.isoformat()
    ]
    seen: dict[str, Case] = {}
    for case in sorted(found, key=lambda case: (case.due, case.title)):
        seen.setdefault(case.key, case)
    return list(seen.values())


def _cases(desk: Desk, period: Period, now: date) -> list[Case]:
    rows = {}
    states = (CLOSED,) if period.closed else (ACTIVE, CLOSED)
    for row in desk.store.rows(period.ledger, states=states, office=desk.office.site):
        over = period.over(row) if period.fits(row) and not is_erased(row) else None
        if over is not None and over[1] <= now:
            rows[str(row["uid"])] = (row, *over)
    titles = desk.store.titles(period.ledger, rows)
    births = _births(desk, period.ledger, [row for row, _, _ in rows.values()])
    return [
        Case(
            ledger=period.ledger, uid=uid, title=titles.get(uid, ""), period=period, since=since, due=until,
            minor=is_minor(births.get(uid), now), active=row["state"] == ACTIVE,
        )
        for uid, (row, since, until) in rows.items()
    ]  # fmt: skip


def _births(desk: Desk, ledger: str, rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Return the births of those the records are about, by the record's uid."""
    subject = desk.catalogue[ledger].subject
    if ledger == "person":
        return {str(row["uid"]): row.get("birth") for row in rows}
    if not subject or desk.catalogue[ledger][subject].to != "person":
        return {}
    people = desk.store.get_many("person", [str(row[subject]) for row in rows if row.get(subject)])
    return {str(row["uid"]): people.get(str(row.get(subject)), {}).get("birth") for row in rows}


def _kept(desk: Desk) -> dict[str, str]:
    """Return by the id of a record until when it is kept."""
    found = desk.setting(KEPT, {})
    # An older program named the ledger before the id, and so told of a sealed record which ledger it is of.
    return {key.rpartition(":")[2]: str(until) for key, until in found.items()} if isinstance(found, dict) else {}


def keep(desk: Desk, cases: Sequence[Case], months: int) -> date:
    """Keep records for some months more, counted from today; return until when."""
    _need_reviewer(desk)
    until = later(today(), months)
    desk.set_setting(KEPT, _kept(desk) | {case.uid: until.isoformat() for case in cases})
    audit.note(desk, "review", objects=_objects(cases), count=len(cases), detail={"kept": len(cases)})
    return until


def erase(desk: Desk, cases: Sequence[Case], reason: str, approval: Approval | None = None) -> Changes:
    """Erase records for good with everything that is about them alone; those in force are closed first as 到期.

    Who is at the desk must be an approver, or somebody who is agrees with the own password. Raises DeskError.
    """
    erasure.need_reason(reason)
    agreed = erasure.agree(desk, approval)  # before anything is closed
    _close(desk, cases)
    places: dict[str, list[str]] = {}
    for case in cases:
        for ledger, uids in erasure.what_goes_with(desk, case.ledger, case.uid).items():
            places.setdefault(ledger, []).extend(uid for uid in uids if uid not in places.get(ledger, ()))
    _close_parts(desk, places)
    changes = erasure.erase_all(desk, places, reason, agreed)
    gone = {case.uid for case in cases}
    desk.set_setting(KEPT, {key: until for key, until in _kept(desk).items() if key not in gone})
    audit.note(desk, "review", objects=_objects(cases), count=len(cases), detail={"erased": len(cases)})
    return changes


def _close(desk: Desk, cases: Sequence[Case]) -> None:
    edits = [
        Edit(case.ledger, case.uid, "close", {"closed_on": today_iso(), "closed_reason": EXPIRED})
        for case in cases
        if case.active
    ]
    if edits:
        desk.write(edits, "保存期满注销", program=True)  # somebody who may agreed


def _close_parts(desk: Desk, places: Mapping[str, Sequence[str]]) -> None:
    """Close what still is in force of what goes with a closed person, so that it can be erased."""
    edits = [
        Edit(ledger, uid, "close", {"closed_on": today_iso(), "closed_reason": EXPIRED})
        for ledger, uids in places.items()
        for uid, row in desk.store.get_many(ledger, uids).items()
        if row["state"] == ACTIVE
    ]
    if edits:
        desk.write(edits, "保存期满注销", program=True)  # somebody who may agreed


def _need_reviewer(desk: Desk) -> None:
    """Refuse whoever neither keeps the records nor approves. Raises DeskError."""
    if not desk.can("approver"):
        need_work(desk, "复核保存期限")


def _objects(cases: Sequence[Case]) -> list[str]:
    return [case.key for case in cases[:50]]


def reviewed(desk: Desk) -> str:
    """Return the day of the last review (ISO), "" when there was none."""
    return str(desk.setting(REVIEWED, "") or "")


def finish(desk: Desk) -> None:
    """Note that the list was gone through; it comes back in a quarter."""
    _need_reviewer(desk)
    left = len(due(desk))
    desk.set_setting(REVIEWED, today_iso())
    audit.note(desk, "review", detail={"due": left, "result": "done"})


_counted: WeakKeyDictionary[Desk, tuple[object, int]] = WeakKeyDictionary()


def waiting(desk: Desk) -> int:
    """Return how many records wait for a decision, 0 within a quarter of the last review."""
    last = reviewed(desk)
    if last and (today() - date.fromisoformat(last)).days < QUARTER:
        return 0
    if not desk.office.is_base:
        return 0
    now = (desk.store.mark(), today_iso(), desk.setting(KEPT))
    if desk not in _counted or _counted[desk][0] != now:
        _counted[desk] = (now, len(due(desk)))
    return _counted[desk][1]
