"""The log of who did what (操作记录), as the rooms of the desk write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridDesk.desk import audit_kinds
from gridDesk.text import CLOCK, today_iso

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

MANY = 50  # persons searched or listed at once that are worth a line
AGAIN = timedelta(minutes=5)
_REMEMBERED, _DAYS_COUNTED = 512, 30
CLOCK_DAYS = "clock.days"  # the newest time seen, and the days on which the clock was behind or far ahead of it
_SEALED = "sealed_record"
_lately: dict[tuple[str, ...], datetime] = {}  # what was noted, and when: see `once`


def note(
    desk: Desk,
    kind: str,
    *,
    objects: Sequence[str] = (),
    count: int = 0,
    grant: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line; nothing is written where the office is open for reading only.

    `objects` are `ledger:uid` or other opaque ids; `detail` holds codes and numbers, never a name, number or text. What
    may stand there is declared in `audit_kinds`. Raises NotACode for anything else. Of which sealed ledger a record is
    nobody reads in the log: auditors have no key.
    """
    objects, detail = _unnamed(desk, objects, detail or {})
    audit_kinds.check(kind, objects, grant, detail)
    if desk.store.readonly or desk.closed:
        return
    role = ",".join(sorted(desk.keys.roles))
    desk.store.audit(kind, user=desk.keys.who, role=role, objects=objects, count=count, grant_id=grant, detail=detail)
    if not desk.store.clock_ok:
        notice_clock(desk)


def _unnamed(
    desk: Desk, objects: Sequence[str], detail: Mapping[str, object]
) -> tuple[tuple[str, ...], dict[str, object]]:
    """Return what a line names with every sealed ledger called the same; a field of one would tell which it is."""
    sealed = {key for key, ledger in desk.catalogue.ledgers.items() if ledger.sealed}
    named = [(one, *one.partition(":")) for one in objects]
    told = tuple(f"{_SEALED}:{uid}" if ledger in sealed else one for one, ledger, _, uid in named)
    if sealed & {value for value in detail.values() if isinstance(value, str)}:
        detail = {key: _SEALED if value in sealed else value for key, value in detail.items() if key != "field"}
    return told, dict(detail)


def once(desk: Desk, kind: str, what: str, *, count: int = 0, detail: Mapping[str, object] | None = None) -> bool:
    """Write one line about something, but not again for the same person within five minutes; tell whether it was written.

    `what` is `ledger:uid` where it is a record, and then stands in the line.
    """
    key, now = (str(desk.folder), desk.keys.who, kind, what), CLOCK.now()
    if desk.store.readonly or timedelta(0) <= now - _lately.get(key, datetime.min.replace(tzinfo=now.tzinfo)) < AGAIN:
        return False
    note(desk, kind, objects=(what,) if ":" in what else (), count=count, detail=detail)
    _lately.pop(key, None)
    _lately[key] = now
    while len(_lately) > _REMEMBERED:
        _lately.pop(next(iter(_lately)))
    return True


def opened(desk: Desk, ledger: str, uid: str) -> None:
    """Note that a record of a sealed ledger was opened; records of others are nobody's secret within the office."""
    if desk.catalogue[ledger].sealed:
        once(desk, "sensitive_opened", f"{ledger}:{uid}", count=1, detail={"ledger": ledger})


def revealed(desk: Desk, ledger: str, uid: str, field: str) -> None:
    """Note that a masked number was shown whole."""
    once(desk, "id_revealed", f"{ledger}:{uid}", count=1, detail={"ledger": ledger, "field": field})


def listed(desk: Desk, ledger: str, count: int, *, searched: bool = False) -> None:
    """Note that a list of more than fifty persons was shown or found by a search, or any list of a sealed ledger."""
    shape = desk.catalogue[ledger]
    if shape.sealed and count:
        once(desk, "sensitive_opened", ledger, count=count, detail={"ledger": ledger, "way": "list"})
    elif count > MANY and (ledger in ("person", "household") or shape.subject):
        once(desk, "searched" if searched else "listed", ledger, count=count, detail={"ledger": ledger})


def imports(desk: Desk) -> frozenset[str]:
    """Return the acts by which rosters were imported, of the newest thousand."""
    from gridDesk.store.audit_log import Wanted

    log = desk.store.log
    lines = log.page(log.numbers(Wanted(kinds=("import",)))[:1000])
    return frozenset(str(line.detail.get("txn", "")) for line in lines)


def set_safety(desk: Desk, setting: str, before: int, after: int, *, weaker: bool = False) -> None:
    """Change a setting that bears on safety and note it: which one, from what to what, and whether it weakens anything.

    A switch stays a switch in the settings and is noted as 0 or 1.
    """
    if before == after:
        return
    with desk.store.system.together():
        desk.set_setting(setting, after)
        codes = {"setting": setting, "before": int(before), "after": int(after)}
        note(desk, "setting_weakened" if weaker else "setting", detail=codes)


def notice_clock(desk: Desk) -> None:
    """Note, once for each time it happens, that the computer's clock cannot be believed."""
    from gridDesk.store.clock import NEWEST

    newest = str(desk.setting(NEWEST, ""))
    if newest:
        _count_day(desk, newest[:10])
    if not newest or desk.setting("clock.told", "") == newest[:10]:
        return
    days = (CLOCK.now() - datetime.fromisoformat(newest)).days
    with desk.store.system.together():
        desk.set_setting("clock.told", newest[:10])
        note(desk, "clock_jump", detail={"days": abs(days), "back": days < 0})


def _count_day(desk: Desk, newest: str) -> None:
    """Count the days of one trouble with the clock, as the clock shows them: it is told in words for some of them."""
    known = wrong_clock_days(desk)
    if known[:1] != [newest]:
        known = [newest]
    if today_iso() not in known[1:] and len(known) < _DAYS_COUNTED:
        desk.set_setting(CLOCK_DAYS, [*known, today_iso()])


def wrong_clock_days(desk: Desk) -> list[str]:
    """Return the newest day seen when the clock went wrong, and each day (ISO) noted since that it was; [] for never."""
    found = desk.setting(CLOCK_DAYS, [])
    return [str(day) for day in found] if isinstance(found, list) else []


def verify(desk: Desk) -> list[str]:
    """Return what is wrong with the log as Chinese sentences: its own chain, and all that anchors it outside the file."""
    from gridDesk.desk.audit_state import state_of

    return state_of(desk).problems
