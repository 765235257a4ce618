"""The key file as it stands on disk: canonical JSON with a SHA-256 and a MAC, read strictly and within bounds.

`sha256` shows that a copy is whole (no key needed); `mac` (HMAC-SHA256 under a key made from the data key) shows that
it was written by somebody who held the data key.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated, Literal

import msgspec

from gridDesk.vault.errors import KeyFileDamaged, KeyFileNewer
from gridDesk.vault.kdf import Kdf

VERSION: Literal[1] = 1
LARGEST = 256 * 1024
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Positive = Annotated[int, msgspec.Meta(ge=1, le=2**53)]

_encoder = msgspec.json.Encoder(order="sorted")


class KdfRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id parameters as written."""

    name: Literal["argon2id"]
    t: int
    m_kib: int
    p: int
    salt: bytes

    def to_kdf(self) -> Kdf:
        """Return the parameters, checked. Raises KeyFileDamaged."""
        kdf = Kdf(self.t, self.m_kib, self.p, self.salt)
        kdf.check()
        return kdf


class SlotRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in: the data key wrapped under a password, a paper key or another office's key."""

    id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
    kind: Literal["password", "paper", "escrow"]
    who: Annotated[str, msgspec.Meta(max_length=100)]
    role: Annotated[str, msgspec.Meta(max_length=40)]
    since: Positive
    kdf: KdfRecord | None
    nonce: bytes
    wrapped: bytes


class SiteRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The office's exchange keys: public halves in the open, secret halves sealed under the data key."""

    sign_public: bytes
    recipient: str
    nonce: bytes
    sealed: bytes


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole key file; `generation` rises by one with every change."""

    format: Literal["griddesk-keys"]
    v: Literal[1]
    suite: Literal["argon2id-chacha20poly1305"]
    db_uuid: Hex32
    generation: Positive
    slots: Annotated[tuple[SlotRecord, ...], msgspec.Meta(min_length=1, max_length=64)]
    site: SiteRecord
    mac: str = ""
    sha256: str = ""

    def body(self) -> bytes:
        """Return the bytes that the MAC covers: everything but `mac` and `sha256`."""
        return _encoder.encode(msgspec.structs.replace(self, mac="", sha256=""))

    def closed(self, mac_key: bytes | bytearray) -> KeyFile:
        """Return the file with its MAC and hash filled in."""
        mac = hmac.new(mac_key, self.body(), hashlib.sha256).hexdigest()
        with_mac = msgspec.structs.replace(self, mac=mac, sha256="")
        return msgspec.structs.replace(with_mac, sha256=hashlib.sha256(_encoder.encode(with_mac)).hexdigest())

    def is_genuine(self, mac_key: bytes | bytearray) -> bool:
        """Tell whether the MAC was made with the data key's MAC key."""
        return hmac.compare_digest(self.mac, hmac.new(mac_key, self.body(), hashlib.sha256).hexdigest())

    def encode(self) -> bytes:
        """Return the canonical bytes of the file."""
        return _encoder.encode(self)


def slot_header(slot: SlotRecord, db_uuid: str) -> bytes:
    """Return the associated data of a slot: its header and the data file it belongs to, so it cannot be moved.

    The slot holds the generation it was made in; the file's own generation is bound by the MAC. (Were the latter in
    here, one clerk's password change would need every other clerk's password.)
    """
    bare = msgspec.structs.replace(slot, nonce=b"", wrapped=b"")
    return b"griddesk/slot/1\0" + db_uuid.encode("ascii") + _encoder.encode(bare)


def site_header(db_uuid: str, sign_public: bytes, recipient: str) -> bytes:
    """Return the associated data of the sealed exchange keys."""
    return b"griddesk/site/1\0" + db_uuid.encode("ascii") + sign_public + recipient.encode("ascii")


class _Version(msgspec.Struct):
    format: str
    v: int


def decode(data: bytes) -> KeyFile:
    """Read one copy. Raises KeyFileDamaged or KeyFileNewer."""
    if len(data) > LARGEST:
        raise KeyFileDamaged("文件过大")
    try:
        version = msgspec.json.decode(data, type=_Version)
        if version.format == "griddesk-keys" and version.v > VERSION:
            raise KeyFileNewer
        file = msgspec.json.decode(data, type=KeyFile)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise KeyFileDamaged("内容残缺或被改动") from None
    _check(file, data)
    return file


def _check(file: KeyFile, data: bytes) -> None:
    """Compare bytes and hash, then every slot's bounds. Raises KeyFileDamaged."""
    unhashed = _encoder.encode(msgspec.structs.replace(file, sha256=""))
    if file.encode() != data or file.sha256 != hashlib.sha256(unhashed).hexdigest():
        raise KeyFileDamaged("内容残缺或被改动")
    if len({slot.id for slot in file.slots}) != len(file.slots):
        raise KeyFileDamaged("有重复的登录口令")
    for slot in file.slots:
        if slot.kdf is not None:
            slot.kdf.to_kdf()
        elif slot.kind == "password":
            raise KeyFileDamaged("口令参数不完整")
