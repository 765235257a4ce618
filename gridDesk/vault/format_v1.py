"""The key file as programs before 0.2 wrote it: one password slot that wraps the data key itself. It is only read.

At the first unlock it is lifted to the form of `format` by the password of that slot.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from gridDesk.vault.fields import Hex16, Hex32, KdfRecord, Positive, Sealed, SiteRecord, encoder


class SlotV1(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in: the data key wrapped under a password."""

    id: Hex16
    kind: Literal["password", "paper", "escrow"]
    who: Annotated[str, msgspec.Meta(max_length=100)]
    role: Annotated[str, msgspec.Meta(max_length=40)]
    since: Positive
    kdf: KdfRecord | None
    nonce: bytes
    wrapped: bytes


class KeyFileV1(Sealed, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole key file of version 1."""

    format: Literal["griddesk-keys"]
    v: Literal[1]
    suite: Literal["argon2id-chacha20poly1305"]
    db_uuid: Hex32
    generation: Positive
    slots: Annotated[tuple[SlotV1, ...], msgspec.Meta(min_length=1, max_length=1)]
    site: SiteRecord


def slot_header_v1(slot: SlotV1, db_uuid: str) -> bytes:
    """Return the associated data under which a slot of version 1 wraps the data key."""
    bare = msgspec.structs.replace(slot, nonce=b"", wrapped=b"")
    return b"griddesk/slot/1\0" + db_uuid.encode("ascii") + encoder.encode(bare)
