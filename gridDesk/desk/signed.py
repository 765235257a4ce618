"""Signatures on documents of an office: made with the key of its card, and checked below against the paired card."""

from __future__ import annotations

from gridDesk.desk import down
from gridDesk.desk.office import Desk
from gridDesk.desk.sending import card_of
from gridDesk.vault.signing import verify


def sign(desk: Desk, context: bytes, message: bytes) -> str:
    """Return this office's signature of a message as 128 hex characters; every kind of document has its own context."""
    return desk.keys.site.sign(context + message).hex()


def by_parent(desk: Desk, context: bytes, message: bytes, signature: str) -> bool:
    """Tell whether the paired office above signed a message, by the card whose digits were compared when pairing."""
    parent = down.above(desk)
    if parent is None:
        return False
    try:
        key, given = bytes.fromhex(card_of(parent).sign_key), bytes.fromhex(signature)
    except ValueError:
        return False
    return verify(key, given, context + message)
