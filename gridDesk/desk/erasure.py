"""Erasing records for good (清除): content goes, an id and a tombstone stay, and the offices that hold a mirror follow."""

from __future__ import annotations

from collections.abc import Sequence

from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes
from gridDesk.text import trim


def erase(desk: Desk, ledger: str, uids: Sequence[str], reason: str) -> Changes:
    """Blank own records everywhere, their history too; it cannot be undone and travels with the next package.

    `reason` says why (a rule, a decision), without names. Raises DeskError without a reason, for a record that is in
    force, or one of another office.
    """
    if not trim(reason):
        raise DeskError("还没有写清除的依据，", advice="请写明依据哪条规定或决定，不要写姓名。")
    rows = desk.store.get_many(ledger, uids)
    if any(row["state"] == "active" for row in rows.values()):
        raise DeskError("还在用的记录不能清除，", advice="请先注销，确认不再需要以后再清除。")
    changes = desk.store.erase(ledger, list(rows), actor=desk.user, reason=trim(reason))
    desk.announce(changes)
    return changes
