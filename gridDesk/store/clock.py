"""Whether the computer's clock can be believed: it never orders anything and never stops anything, it only marks lines.

A clock behind the newest time seen is wrong. One more than a year ahead of it may be: until it is put right again, or has
gone on for a month, its lines are marked too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from gridDesk.store.system import System

NEWEST, BEFORE, LEAPT = "clock.newest", "clock.before", "clock.leapt"
LEAP, BELIEVED = timedelta(days=366), timedelta(days=30)
SLACK = timedelta(minutes=10)
Doubt = Literal["", "behind", "leapt"]


def reading(system: System, now: str) -> bool:
    """Take note of what the clock says (ISO time with offset) and tell whether it can be believed."""
    newest = str(system.get(NEWEST, "") or now)
    at, last, before = datetime.fromisoformat(now), datetime.fromisoformat(newest), str(system.get(BEFORE, "") or "")
    if at < last:
        if before and at >= datetime.fromisoformat(before):
            _settle(system, now)  # a leap ahead was put right
        return False
    if at - last > LEAP and not before:
        system.put(BEFORE, newest)
        system.put(LEAPT, now)
        before = newest
    system.put(NEWEST, now)
    if before and at - datetime.fromisoformat(str(system.get(LEAPT, now))) > BELIEVED:
        _settle(system, now)
        return True
    return not before


def doubt(system: System, now: str) -> Doubt:
    """Return why the clock, which says `now`, is not to be believed: it is "behind" the newest time seen, or "leapt" ahead.

    Some minutes are no doubt: clocks are put right, and a network does so by itself.
    """
    at, before = datetime.fromisoformat(now), str(system.get(BEFORE, "") or "")
    if datetime.fromisoformat(str(system.get(NEWEST, "") or now)) - at > SLACK:
        put_right = before and at + SLACK >= datetime.fromisoformat(before)
        return "" if put_right else "behind"
    return "leapt" if before else ""


def _settle(system: System, now: str) -> None:
    """Go on from here as the newest time seen."""
    system.put(NEWEST, now)
    system.put(BEFORE, "")
