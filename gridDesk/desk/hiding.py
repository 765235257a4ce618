"""Whether people can hide behind the columns of a list that leaves, and which column to leave out where they cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gridDesk.desk import reidentify
from gridDesk.text import today

if TYPE_CHECKING:
    from gridDesk.desk.listed import Listed
    from gridDesk.desk.office import Desk
    from gridDesk.vault import Level

_REGION = "370305"  # any will do where an office has no code: only how much is shown counts


def region_of(desk: Desk) -> str:
    """Return the six digits that everybody here knows ID numbers begin with."""
    code = desk.office.code[:6]
    return code if len(code) == 6 and code.isdigit() else _REGION


def check_columns(desk: Desk, chosen: Sequence[Listed], level: Level) -> None:
    """Raise Telling where people cannot hide behind what columns show at a level; the office's region counts as known."""
    keys = [one.reference for one in chosen if one.reference]
    region = region_of(desk)
    weak = reidentify.weakest(desk.catalogue, keys, level, region, today())
    if weak:
        title = next(one.title for one in chosen if one.reference == weak)
        raise reidentify.Telling(weak, title, reidentify.left_to_guess(desk.catalogue, keys, level, region, today()))
