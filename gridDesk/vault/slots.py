"""One way in: making a slot for a password or a paper key, opening it, and putting keys into it.

password --Argon2id--> slot key --unwraps--> secret half --opens--> data key, key of the sealed groups
paper key --HKDF-----> slot key -----^
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import msgspec

from gridDesk.vault import boxes
from gridDesk.vault.fields import kdf_record
from gridDesk.vault.format import Slot, box_header, secret_header, sens_header
from gridDesk.vault.kdf import new_kdf
from gridDesk.vault.password import password_bytes
from gridDesk.vault.signing import PUBLIC

ROLES = ("clerk", "sensitive", "approver", "keeper", "auditor")
ALL_ROLES = frozenset(ROLES)
_SECRET = 32


@dataclass(frozen=True, slots=True)
class Frame:
    """What every slot of one key file belongs to: the data file, and the public half that the office signs with."""

    db_uuid: str
    pin: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom a new slot is for; `day` is the day of today."""

    who: str
    role: str
    generation: int
    day: str
    id: str = ""
    since: int = 0
    since_on: str = ""


def role_text(roles: frozenset[str]) -> str:
    """Return roles as a key file writes them."""
    return ",".join(sorted(roles))


def password_slot(person: Person, password: str, frame: Frame, m_kib: int) -> Slot:
    """Return a new slot for a password, as yet without any key in it."""
    kdf = new_kdf(m_kib)
    secret, public = boxes.new_pair()
    bare = Slot(
        id=person.id or secrets.token_hex(8), kind="password", who=person.who, role=person.role,
        since=person.since or person.generation, since_on=person.since_on or person.day, password_on=person.day,
        kdf=kdf_record(kdf), public=public, nonce=b"", secret=b"",
    )  # fmt: skip
    return _locked(bare, secret, kdf.derive(password_bytes(password)), frame)


def paper_slot(person: Person, paper: bytes, frame: Frame) -> Slot:
    """Return a new slot for a paper key of 16 random bytes, as yet without any key in it."""
    secret, public = boxes.new_pair()
    bare = Slot(
        id=secrets.token_hex(8), kind="paper", who="", role=person.role, since=person.generation, since_on=person.day,
        password_on=person.day, kdf=None, public=public, nonce=b"", secret=b"",
    )  # fmt: skip
    return _locked(bare, secret, boxes.derive(paper, frame.db_uuid, "paper key"), frame)


def _locked(bare: Slot, secret: bytearray, key: bytearray, frame: Frame) -> Slot:
    nonce, wrapped = boxes.wrap(key, bytes(secret) + frame.pin, secret_header(bare, frame.db_uuid))
    boxes.wipe(secret, key)
    return msgspec.structs.replace(bare, nonce=nonce, secret=wrapped)


def open_by_password(slot: Slot, password: str, db_uuid: str) -> tuple[bytearray, bytes] | None:
    """Return a slot's secret half and the public half pinned beside it, or None for a wrong password."""
    if slot.kind != "password" or slot.kdf is None:
        return None
    return _unlocked(slot, slot.kdf.to_kdf().derive(password_bytes(password)), db_uuid)


def open_by_paper(slot: Slot, paper: bytes, db_uuid: str) -> tuple[bytearray, bytes] | None:
    """Return what `open_by_password` does, for a paper key."""
    if slot.kind != "paper":
        return None
    return _unlocked(slot, boxes.derive(paper, db_uuid, "paper key"), db_uuid)


def _unlocked(slot: Slot, key: bytearray, db_uuid: str) -> tuple[bytearray, bytes] | None:
    opened = boxes.unwrap(key, slot.nonce, slot.secret, secret_header(slot, db_uuid))
    boxes.wipe(key)
    if opened is None or len(opened) != _SECRET + PUBLIC:
        return None
    return opened[:_SECRET], bytes(opened[_SECRET:])


def with_data_key(slot: Slot, data_key: bytearray, db_uuid: str, generation: int) -> Slot:
    """Return the slot with the data key sealed to it, for one generation of the file."""
    return msgspec.structs.replace(
        slot, box=boxes.seal_to(slot.public, data_key, box_header(slot, db_uuid, generation))
    )


def data_key_of(slot: Slot, secret: bytearray, db_uuid: str, generation: int) -> bytearray | None:
    """Return the data key sealed to a slot."""
    return boxes.open_box(secret, slot.box, box_header(slot, db_uuid, generation))


def with_sens_key(slot: Slot, sens_key: bytearray, db_uuid: str, generation: int) -> Slot:
    """Return the slot with the key of the sealed groups sealed to it; without one it loses what it had."""
    if not sens_key:
        return msgspec.structs.replace(slot, sens=b"", sens_since=0)
    bound = msgspec.structs.replace(slot, sens_since=generation)
    return msgspec.structs.replace(bound, sens=boxes.seal_to(slot.public, sens_key, sens_header(bound, db_uuid)))


def sens_key_of(slot: Slot, secret: bytearray, db_uuid: str) -> bytearray:
    """Return the key of the sealed groups sealed to a slot; empty where it has none."""
    return (boxes.open_box(secret, slot.sens, sens_header(slot, db_uuid)) if slot.sens else None) or bytearray()
