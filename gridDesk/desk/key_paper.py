"""The sheet of a paper key (纸质钥匙), ready for the printer; it is never written to a file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridDesk.desk.office import Desk
from gridDesk.text import fold, today_iso

GROUPS, DIGITS = 8, 6
_OTHERS = re.compile(r"\D+", re.ASCII)


def groups_of(text: str) -> tuple[str, ...]:
    """Return the groups of six digits of a paper key as it is written, whatever stands between them."""
    digits = _OTHERS.sub("", fold(text))
    return tuple(digits[place : place + DIGITS] for place in range(0, len(digits), DIGITS))


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the pages of a paper key are kept: at the office, and in a second place."""

    here: str
    second: str


def kept(desk: Desk) -> Kept:
    """Return who keeps the pages: the office, and the office above it."""
    above = desk.office.parent_name or {"village": "街道", "community": "街道", "street": "区（县）"}.get(
        desk.office.level, "上级单位"
    )
    return Kept("本单位", above)


def pdf(desk: Desk, text: str, code: str) -> bytes:
    """Return the PDF of a paper key, a page for each place it is kept at: `text` its digits, `code` its QR text."""
    from gridDesk.documents.key_sheet import KeySheet, key_sheet

    places = kept(desk)
    keepers = (places.here, places.second)
    return key_sheet(KeySheet(desk.office.name, today_iso(), groups_of(text), code, keepers))
