"""Lifting a key file of version 1: its sole clerk keeps the password and gets every role."""

from __future__ import annotations

from gridDesk.text import today_iso
from gridDesk.vault import boxes, slots
from gridDesk.vault.errors import WrongPassword
from gridDesk.vault.format import Slot
from gridDesk.vault.format_v1 import KeyFileV1, slot_header_v1
from gridDesk.vault.password import password_bytes
from gridDesk.vault.slots import ALL_ROLES, Frame, Person

_KEY = 32


def opened_v1(file: KeyFileV1, password: str, who: str) -> bytearray:
    """Return the data key of a file of version 1. Raises WrongPassword."""
    (slot,) = file.slots
    if slot.kdf is None or who not in ("", slot.who) or not password:
        raise WrongPassword
    key = slot.kdf.to_kdf().derive(password_bytes(password))
    data_key = boxes.unwrap(key, slot.nonce, slot.wrapped, slot_header_v1(slot, file.db_uuid))
    if data_key is None or len(data_key) != _KEY:
        raise WrongPassword
    return data_key


def lifted(file: KeyFileV1, password: str, sens_key: bytearray, pin: bytes) -> Slot:
    """Return the slot that takes the place of the one of version 1, with the key of the sealed groups in it."""
    (old,) = file.slots
    assert old.kdf is not None
    person = Person(
        who=old.who, role=slots.role_text(ALL_ROLES), generation=file.generation + 1, day=today_iso(), id=old.id,
        since=old.since,
    )  # fmt: skip
    slot = slots.password_slot(person, password, Frame(file.db_uuid, pin), old.kdf.m_kib)
    return slots.with_sens_key(slot, sens_key, file.db_uuid, file.generation + 1)
