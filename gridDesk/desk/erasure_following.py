"""What this office wrote about records of another one goes when those are erased: proposals, answers, notices, transfers.

They quote names and values. What goes here travels like every erasure, so the office that has it in its mirror follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE, CLOSED, VOID, Row
from gridDesk.ledger.record import is_erased

REASON = "所涉及的记录已按规定清除"
# Of each ledger: the field that names the ledger of the record it is about (or that ledger itself), and of the record.
_ABOUT = {
    "proposal": ("ledger", "record"),
    "reply": ("item_ledger", "item"),
    "duplicate_notice": ("=person", "person"),
    "transfer": ("=person", "person"),
    "handling_result": ("=event", "event"),
    "event_step": ("=event", "event"),
}


def follow(desk: Desk) -> int:
    """Erase own records about records that are erased, and those about these in turn; returns how many went."""
    gone = 0
    while places := _due(desk):
        desk.announce(desk.store.erase_all(places, actor=desk.user, reason=REASON))
        gone += sum(len(uids) for uids in places.values())
    return gone


def _due(desk: Desk) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, (ledger, uid) in _ABOUT.items():
        rows = list(
            desk.store.rows(key, states=(ACTIVE, CLOSED, VOID), office=desk.office.site)
            if key in desk.catalogue
            else ()
        )
        erased = set(_erased(desk, [(_ledger(row, ledger), str(row[uid])) for row in rows if row.get(uid)]))
        due = [str(row["uid"]) for row in rows if (_ledger(row, ledger), row.get(uid)) in erased and not is_erased(row)]
        if due:
            found[key] = due
    return found


def _ledger(row: Row, named: str) -> str:
    return named[1:] if named.startswith("=") else str(row.get(named) or "")


def _erased(desk: Desk, places: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield those of some places where only a tombstone is left."""
    wanted: dict[str, list[str]] = {}
    for ledger, uid in places:
        if ledger in desk.catalogue:
            wanted.setdefault(ledger, []).append(uid)
    for ledger, uids in wanted.items():
        yield from ((ledger, uid) for uid, row in desk.store.get_many(ledger, uids).items() if is_erased(row))
