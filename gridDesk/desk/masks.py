"""What a screen list may show of a person: desk level M1 of masking (full names, ID numbers shortened)."""

from __future__ import annotations

from gridDesk.vault import Level, mask_id


def short_id(number: object) -> str:
    """Return an ID number as screen lists show it: four characters at each end."""
    return mask_id(str(number), Level.DESK) if number else ""
