"""Which office was opened last on this computer, and by whom: kept as digests, for the file of the window is open to all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from gridDesk.ui import theme


def note(site: str, who: str) -> None:
    """Remember who opened an office."""
    kept = theme.settings()
    kept.setValue("last_office", site)
    kept.setValue(f"last_who/{site}", _digest(site, who))
    kept.sync()


def office() -> str:
    """Return the site of the office opened last; "" when none was."""
    return str(theme.settings().value("last_office", ""))


def who(site: str, names: Sequence[str]) -> str:
    """Return which of these names opened an office last; the first one when none did."""
    last = str(theme.settings().value(f"last_who/{site}", ""))
    return next((name for name in names if _digest(site, name) == last), names[0] if names else "")


def _digest(site: str, who: str) -> str:
    return hashlib.sha256(f"{site}/{who}".encode()).hexdigest()[:16]
