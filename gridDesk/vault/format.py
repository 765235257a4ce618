"""The key file as it stands on disk: canonical JSON with signature, MAC and SHA-256, read strictly and within bounds.

Every slot has an X25519 pair: its public half stands in the open, its secret half is sealed under the password (or the
paper key). The data key is sealed to each public half, the key of the sealed groups to some. So whoever holds the data
key can give every slot a new one without knowing their passwords.

`signature` (Ed25519 by the office's exchange key, whose public half is pinned inside what each password seals) shows
that the file was made by this office even to somebody whose sealed data key was replaced.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import msgspec

from gridDesk.vault.errors import KeyFileDamaged, KeyFileNewer
from gridDesk.vault.fields import Day, Hex16, Hex32, KdfRecord, Positive, Sealed, SiteRecord, encoder
from gridDesk.vault.format_v1 import KeyFileV1

VERSION: Literal[2] = 2
SUITE: Literal["argon2id-hpke-x25519-chacha20poly1305"] = "argon2id-hpke-x25519-chacha20poly1305"
LARGEST = 256 * 1024
MOST_SLOTS, MOST_FORMER = 64, 64


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way in.

    `role` holds keys of roles with commas; `since` is the generation it was made in, `since_on` that day, `password_on`
    the day its password (or paper) was made. `secret`, with `nonce`, is the secret half of `public`; `box` is the data
    key sealed to `public`, `sens` the key of the sealed groups or empty, `sens_since` the generation it was sealed in.
    """

    id: Hex16
    kind: Literal["password", "paper"]
    who: Annotated[str, msgspec.Meta(max_length=100)]
    role: Annotated[str, msgspec.Meta(max_length=80)]
    since: Positive
    since_on: Day
    password_on: Day
    kdf: KdfRecord | None
    public: bytes
    nonce: bytes
    secret: bytes
    box: bytes = b""
    sens: bytes = b""
    sens_since: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0

    @property
    def roles(self) -> frozenset[str]:
        """Return the keys of its roles."""
        return frozenset(filter(None, self.role.split(",")))


class Former(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Earlier data keys, sealed under the present one: they open old backups, and a data file whose re-keying was cut off."""

    nonce: bytes
    sealed: bytes


class KeyFile(Sealed, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole key file; `generation` rises by one with every change.

    `rotating`: the data key was changed and the data file may still be under the former one.
    """

    format: Literal["griddesk-keys"]
    v: Literal[2]
    suite: Literal["argon2id-hpke-x25519-chacha20poly1305"]
    db_uuid: Hex32
    generation: Positive
    rotating: bool
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1, max_length=MOST_SLOTS)]
    former: Former | None
    site: SiteRecord
    signature: bytes = b""

    def signed_bytes(self) -> bytes:
        """Return the bytes that the signature covers: everything but signature, MAC and hash."""
        bare = msgspec.structs.replace(self, signature=b"", mac="", sha256="")
        return b"griddesk/key file/2\0" + encoder.encode(bare)


def secret_header(slot: Slot, db_uuid: str) -> bytes:
    """Return the associated data of a slot's secret half: what may not change without its password."""
    return b"griddesk/slot secret/2\0" + encoder.encode((db_uuid, slot.id, slot.kind, slot.kdf, slot.public))


def box_header(slot: Slot, db_uuid: str, generation: int) -> bytes:
    """Return what the sealed data key is bound to: the slot as it stands, its data file, the file's generation."""
    bare = msgspec.structs.replace(slot, box=b"", sens=b"", sens_since=0)
    return f"griddesk/slot box/2\0{db_uuid}/{generation}/".encode("ascii") + encoder.encode(bare)


def sens_header(slot: Slot, db_uuid: str) -> bytes:
    """Return what the sealed key of the sealed groups is bound to: slot, data file, the generation of its sealing."""
    return f"griddesk/slot sens/2\0{db_uuid}/{slot.id}/{slot.sens_since}/".encode("ascii") + slot.public


class _Version(msgspec.Struct):
    format: str
    v: int


def decode(data: bytes) -> KeyFile | KeyFileV1:
    """Read one copy. Raises KeyFileDamaged or KeyFileNewer."""
    if len(data) > LARGEST:
        raise KeyFileDamaged("文件过大")
    try:
        version = msgspec.json.decode(data, type=_Version)
        if version.format == "griddesk-keys" and version.v > VERSION and _is_whole(data):
            raise KeyFileNewer
        kind: type[KeyFile | KeyFileV1] = KeyFileV1 if version.v == 1 else KeyFile
        file = msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise KeyFileDamaged("内容残缺或被改动") from None
    if not file.is_whole(data):
        raise KeyFileDamaged("内容残缺或被改动")
    _check(file)
    return file


def _is_whole(data: bytes) -> bool:
    """Tell whether a file of any version bears the right hash: a newer one is no damaged one.

    So every version to come keeps this rule: canonical JSON with a `sha256` of itself without it.
    """
    raw = msgspec.json.decode(data, type=dict[str, object])
    return raw.get("sha256") == hashlib.sha256(encoder.encode(raw | {"sha256": ""})).hexdigest()


def _check(file: KeyFile | KeyFileV1) -> None:
    """Check every slot's bounds before any work is done. Raises KeyFileDamaged."""
    if len({slot.id for slot in file.slots}) != len(file.slots):
        raise KeyFileDamaged("有重复的登录口令")
    for slot in file.slots:
        if slot.kdf is not None:
            slot.kdf.to_kdf()
        elif slot.kind == "password":
            raise KeyFileDamaged("口令参数不完整")
        if isinstance(slot, Slot) and len(slot.public) != 32:
            raise KeyFileDamaged("口令参数不完整")
