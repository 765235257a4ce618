"""撤销 beside what was just done: take the act back, and say which of it had to stay because it was worked on since."""

from __future__ import annotations

from collections.abc import Sequence

from gridDesk.desk import history
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui.problem import Bar

SHOWN = 3  # of what stayed is named; a pile of slips may leave dozens


def take_back(desk: Desk, txn: str, bar: Bar, said: str) -> None:
    """Take an act back and tell in a bar: `said` where all of it went, else what stayed; also when it was gone already."""
    try:
        kept = history.undo(desk, txn).kept
    except DeskError as error:
        bar.show_error(error)
        return
    bar.say(_words(kept) if kept else said, "warn" if kept else "note")


def _words(kept: Sequence[str]) -> str:
    more = [f"另有 {len(kept) - SHOWN} 处也保留了"] if len(kept) > SHOWN else []
    return "；".join(["已撤销", *(one.rstrip("。") for one in kept[:SHOWN]), *more]) + "。"
