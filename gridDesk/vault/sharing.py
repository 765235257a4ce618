"""Handing the key of the sealed groups on: to the office above, and to an office rebuilt from nothing by its paper key.

Both are records that travel like any other: what they hold opens only with the secret half of whom they are for.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gridDesk.vault import boxes, copies, slots
from gridDesk.vault.errors import VaultError
from gridDesk.vault.fields import encoder
from gridDesk.vault.format import KeyFile, Slot
from gridDesk.vault.sealed_blob import KEY_BYTES, is_key

_USE = b"griddesk/sealed groups/sharing/1"
_BOUND = b"griddesk/sealed share/1\0"
_PUBLIC = 32
_LARGEST = 64 * 1024


class _PaperShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    db_uuid: str
    slot: Slot


def sharing_public(sens_key: bytes | bytearray) -> str:
    """Return the public half (hex) to which offices below seal their keys for who holds this one."""
    return X25519PrivateKey.from_private_bytes(_secret(sens_key)).public_key().public_bytes_raw().hex()


def _secret(sens_key: bytes | bytearray) -> bytes:
    return HKDF(SHA256(), 32, None, _USE).derive(bytes(sens_key))


def share(ring: bytes | bytearray, public: str, site: str) -> bytes:
    """Return own keys (one behind the other, newest first) sealed to a public half, bound to the own site.

    Raises VaultError for what is no public half.
    """
    try:
        half = bytes.fromhex(public)
        if len(half) == _PUBLIC:
            return boxes.seal_to(half, bytes(ring), _BOUND + site.encode())
    except ValueError:
        pass
    raise VaultError("上级发来的公钥不能用，", advice="请上级重新下发；本单位的内容没有受影响。")


def open_share(sens_key: bytes | bytearray, box: bytes, site: str) -> list[bytes]:
    """Return the keys that office `site` below sealed to this one's public half; none where it is not for us."""
    try:
        found = boxes.open_box(_secret(sens_key), box, _BOUND + site.encode())
    except ValueError:
        return []
    return _apart(found)


def _apart(ring: bytes | bytearray | None) -> list[bytes]:
    """Return the keys that lie one behind the other, none where it is not made of keys."""
    data = bytes(ring or b"")
    keys = [data[at : at + KEY_BYTES] for at in range(0, len(data), KEY_BYTES)]
    return keys if all(map(is_key, keys)) else []


def paper_share(folder: Path) -> tuple[str, bytes] | None:
    """Return the paper key's slot by its id, with the key of the sealed groups in it but no data key; None without one.

    It opens with the paper alone, also where the key file is lost.
    """
    file = copies.read_copies(folder)[0].file
    if not isinstance(file, KeyFile):
        return None
    for slot in file.slots:
        if slot.kind == "paper" and slot.sens:
            bare = msgspec.structs.replace(slot, box=b"")
            return slot.id, encoder.encode(_PaperShare(file.db_uuid, bare))
    return None


def open_paper_share(data: bytes, paper: bytes) -> list[bytes]:
    """Return the keys of the sealed groups that a paper key gives; none where it is another paper, or damaged."""
    try:
        if len(data) > _LARGEST:
            raise msgspec.ValidationError
        said = msgspec.json.decode(data, type=_PaperShare)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return []
    opened = slots.open_by_paper(said.slot, paper, said.db_uuid)
    if opened is None:
        return []
    found = slots.sens_key_of(said.slot, opened[0], said.db_uuid)
    boxes.wipe(opened[0])
    return _apart(found)
