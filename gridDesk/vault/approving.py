"""A second person agrees with an own password: it is checked against that slot, and nothing is handed out."""

from __future__ import annotations

from pathlib import Path

from gridDesk.vault.backoff import BackOff
from gridDesk.vault.errors import WrongPassword
from gridDesk.vault.keyfile import by_password, opened


def verify_approver(folder: Path, who: str, password: str) -> bool:
    """Tell whether `password` is that of `who`, who may approve; a wrong one counts as a try at the door.

    Raises TooManyAttempts and as `unlock`.
    """
    return verify_clerk(folder, who, password, "approver")


def verify_clerk(folder: Path, who: str, password: str, role: str = "") -> bool:
    """Tell whether `password` is that of `who` (and `who` has a role); a wrong one counts as a try at the door.

    Raises TooManyAttempts and as `unlock`.
    """

    def attempt() -> bool:
        with opened(folder, by_password(password, who)) as found:
            return not role or role in found.slot.roles

    try:
        return bool(who) and BackOff(folder).guard(attempt, who, renew=False)[0]
    except WrongPassword:
        return False
