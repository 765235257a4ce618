"""Drafts (草稿): what stands in a form that is not saved yet, kept in the encrypted office file every few seconds.

A draft holds texts as typed, unreadable ones too. It goes when the record is saved or given up; after a power cut it
is still there, and the window offers to open the form again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import msgspec

from gridDesk.desk.office import Desk
from gridDesk.text import now_iso, today_iso

EVERY = 5.0  # seconds between two savings of what is being typed


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form that is not saved: its `kind` and `place` say which form to open, `texts` what stood in it.

    `place` is for the form that made it (ledger, uid, household, day…); `title` tells a clerk what it is.
    """

    key: str
    kind: str
    title: str
    place: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, object] = field(default_factory=dict)
    at: str = ""

    @property
    def when(self) -> str:
        """Return when it was last typed in: 14:32 today, 11-20 14:32 on another day."""
        return self.at[11:16] if self.at[:10] == today_iso() else f"{self.at[5:10]} {self.at[11:16]}"


_live: WeakKeyDictionary[Desk, set[str]] = WeakKeyDictionary()


def new_key() -> str:
    """Return a fresh key for a form that begins to be filled in."""
    return secrets.token_hex(8)


def keep(desk: Desk, draft: FormDraft) -> None:
    """Keep the state of an open form in the office file."""
    from gridDesk.store.system import Draft

    _live.setdefault(desk, set()).add(draft.key)
    data: dict[str, object] = {"kind": draft.kind, "title": draft.title, "slot": desk.keys.slot}
    data |= {"place": dict(draft.place), "texts": dict(draft.texts)}
    if _is_sealed(desk, draft.place.get("ledger")):
        data = {"slot": desk.keys.slot, **desk.store.pack(draft.key, data)}
    desk.store.system.drafts.put(Draft(draft.key, data, now_iso()))


def _is_sealed(desk: Desk, ledger: object) -> bool:
    """Tell whether a form is one of a sealed ledger: what stands in it is kept as sealed as its records."""
    return str(ledger) in desk.catalogue and desk.catalogue[str(ledger)].sealed


def drop(desk: Desk, key: str) -> None:
    """Forget a draft: its record was saved, or the clerk gave it up."""
    _live.setdefault(desk, set()).discard(key)
    desk.store.system.drafts.delete(key)


def left(desk: Desk) -> list[FormDraft]:
    """Return the clerk's drafts whose forms are not open, the newest first: what a crash or a lock left behind."""
    live = _live.get(desk, set())
    found = []
    for kept in desk.store.system.drafts.list():
        data = desk.store.unpack(kept.key, kept.data) or {}
        place, texts = data.get("place"), data.get("texts")
        mine = data.get("slot", desk.keys.slot) == desk.keys.slot
        if mine and kept.key not in live and isinstance(place, dict) and isinstance(texts, dict):
            found.append(
                FormDraft(kept.key, str(data.get("kind")), str(data.get("title")), place, texts, kept.at)
            )  # fmt: skip
    return found


def opened(desk: Desk, key: str) -> None:
    """Note that a draft stands in an open form again."""
    _live.setdefault(desk, set()).add(key)


def closed(desk: Desk, key: str) -> None:
    """Note that the form of a draft is gone without saving or giving up; the draft stays to be restored."""
    _live.setdefault(desk, set()).discard(key)


# --- where a clerk was when the office locked (锁定时的位置) -------------------------------------------------------------

_TICKET = "lock-"


def keep_ticket(desk: Desk, ticket: Mapping[str, object]) -> None:
    """Keep which page, records, dialogs and texts were open, for the clerk who is at the desk.

    Who may work on sealed ledgers may have had one open: her ticket is sealed with their key.
    """
    from gridDesk.store.system import Draft
    from gridDesk.vault import sealed_blob

    key, data = _TICKET + desk.keys.slot, msgspec.json.encode(dict(ticket))
    sealed = sealed_blob.is_key(desk.keys.sens_key)
    words = sealed_blob.Sealer(desk.keys.sens_key).seal(key, data) if sealed else data.decode("utf-8")
    desk.store.system.drafts.put(Draft(key, {"sealed" if sealed else "ticket": words}, now_iso()))


def ticket(desk: Desk) -> dict[str, object] | None:
    """Return what `keep_ticket` kept for the clerk who is at the desk now, None when there is nothing."""
    key = _TICKET + desk.keys.slot
    kept = desk.store.system.drafts.get(key)
    data = _opened(desk, key, kept.data) if kept is not None else None
    return msgspec.json.decode(data, type=dict[str, object]) if data else None


def _opened(desk: Desk, key: str, data: Mapping[str, object]) -> bytes | None:
    from gridDesk.vault import sealed_blob

    if "sealed" not in data:
        return str(data.get("ticket", "")).encode("utf-8")
    keys = [one for one in (desk.keys.sens_key, *desk.keys.sens_former) if sealed_blob.is_key(one)]
    found = (sealed_blob.Sealer(one).open(key, str(data["sealed"])) for one in keys)
    return next((opened for opened in found if opened is not None), None)


def is_ticket(key: str) -> bool:
    """Tell whether what is kept under a key is such a place, and no form."""
    return key.startswith(_TICKET)


def drop_ticket(desk: Desk) -> None:
    """Forget it: the clerk is back where she was."""
    desk.store.system.drafts.delete(_TICKET + desk.keys.slot)
