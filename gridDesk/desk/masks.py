"""What a screen list may show of a person (desk level M1: full names, ID numbers shortened), and lists that leave."""

from __future__ import annotations

import re

from gridDesk.vault import Level, mask_id, mask_name, mask_phone

# A certificate, an account, a card: eight characters or more of digits and letters in one run.
_NUMBER_LIKE = re.compile(r"[0-9A-Za-z]*\d[0-9A-Za-z]{7,}")


def short_id(number: object) -> str:
    """Return an ID number as screen lists show it: four characters at each end."""
    return mask_id(str(number), Level.DESK) if number else ""


def secret_text(text: str, secret: str, level: Level) -> str:
    """Return a text of a list that leaves, masked by what it is: `id`, `phone`, `name`, `place` or `other`.

    At the desk level phones lose their middle too, and so do account and certificate numbers, wherever they stand.
    """
    if level == Level.FULL:
        return text
    if secret == "id":
        return mask_id(text, level)
    if secret == "phone":
        return mask_phone(text, max(level, Level.FIELD))
    if secret == "name":
        return "、".join(mask_name(name, level) for name in text.split("、"))
    return _NUMBER_LIKE.sub(lambda run: mask_id(run[0], Level.DESK), text) if secret == "other" else text
