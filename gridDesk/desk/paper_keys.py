"""The paper key (纸质钥匙): printed once, never stored, typed back, and the way in when every password is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk import vault
from gridDesk.desk import audit, refusals
from gridDesk.desk.roles import need_keeper, need_keeper_of_all
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

_CONFIRMED = "paper_key_confirmed"


@dataclass(frozen=True, slots=True)
class PaperKey:
    """A fresh paper key to be printed at once: `text` is eight groups, `qr` what its QR code says."""

    text: str
    qr: str
    made_on: str


def make_paper_key(desk: Desk) -> PaperKey:
    """Make the paper key; an earlier one no longer opens the present key file. Raises DeskError.

    Whoever has an earlier one together with an old copy of the key file could still open today's data: where it was not
    only mislaid but stolen, `accounts.rekey` has to follow.
    """
    need_keeper_of_all(desk)
    key = vault.paper.new_paper_key()
    desk.take_keys(vault.set_paper(desk.folder, desk.keys, key))
    slot = _slot(desk)
    audit.note(desk, "paper_key_made", detail={"slot": slot.slot if slot else ""})
    return PaperKey(vault.paper.write(key), vault.paper.qr_text(key), today_iso())


def confirm_paper_key(desk: Desk, typed: str) -> None:
    """Prove that what is on the paper opens this office. Raises PaperKeyWrong, which names the group."""
    need_keeper(desk)
    key = vault.paper.read(typed)
    if not vault.verify_paper(desk.folder, key):
        refusals.paper_key(desk)
        raise vault.PaperKeyWrong(0, "other")
    slot = _slot(desk)
    desk.set_setting(_CONFIRMED, [slot.slot if slot else "", today_iso()])
    audit.note(desk, "paper_key_confirmed", detail={"slot": slot.slot if slot else ""})


def has_paper_key(desk: Desk) -> bool:
    """Tell whether there is a paper key that opens this office."""
    return _slot(desk) is not None


def paper_key_made_on(desk: Desk) -> str:
    """Return the day the paper key was made, "" when there is none."""
    slot = _slot(desk)
    return slot.since_on if slot else ""


def paper_key_confirmed_on(desk: Desk) -> str:
    """Return the day the present paper key was last typed back, "" when it never was."""
    slot, found = _slot(desk), desk.setting(_CONFIRMED, [])
    if slot is None or not isinstance(found, list) or len(found) != 2 or found[0] != slot.slot:
        return ""
    return str(found[1])


def _slot(desk: Desk) -> vault.SlotInfo | None:
    return next((one for one in vault.people(desk.folder) if one.kind == "paper"), None)
