"""The records behind a figure, by name: those that count, and those that were due and are not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.desk.office import Desk
from gridDesk.policy.findings import Record

MOST = 200  # named at once: nobody reads more on a screen


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as a line: its ledger and uid to open it, and what both are called."""

    ledger: str
    uid: str
    label: str
    title: str


def named(desk: Desk, records: Sequence[Record], most: int = MOST) -> list[RecordLine]:
    """Return the first of some records with their names, in their order; one that is gone is left out."""
    wanted: dict[str, list[str]] = {}
    for ledger, uid in records[:most]:
        if ledger in desk.catalogue:
            wanted.setdefault(ledger, []).append(uid)
    titles = {ledger: desk.store.titles(ledger, uids) for ledger, uids in wanted.items()}
    return [
        RecordLine(ledger, uid, desk.catalogue[ledger].label, titles[ledger][uid] or "没有名称")
        for ledger, uid in dict.fromkeys(records[:most])
        if uid in titles.get(ledger, {})
    ]
