"""What the log says of getting in: who unlocked the office, and how often somebody failed to before that.

Nothing can be written while the file is locked, so failed attempts are noted by who gets in next.
"""

from __future__ import annotations

from pathlib import Path

from gridDesk.desk import audit
from gridDesk.desk.office import Desk

_failed: dict[str, int] = {}  # by folder, until somebody gets in


def remember(folder: Path, failed: int) -> None:
    """Remember how many attempts failed before the one that succeeded just now."""
    _failed[str(folder)] = failed


def note(desk: Desk, *, way: str = "password") -> None:
    """Note that somebody got in, and what failed before; then look whether the end of the log is as it was left."""
    from gridDesk.desk import audit_state

    failed = _failed.pop(str(desk.folder), 0)
    with desk.store.system.together():
        if failed:
            audit.note(desk, "login_failed", count=failed)
        audit.note(desk, "login", detail={"slot": desk.keys.slot, "way": way, "failed": failed})
    audit_state.glance(desk)
