"""What key files of every version are made of: bounded fields, Argon2id parameters, sealed exchange keys, MAC and hash.

`sha256` shows that a copy is whole (no key needed); `mac` (HMAC-SHA256 under a key made from the data key) shows that
it was written by somebody who held the data key.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated, Literal, TypeVar

import msgspec

from gridDesk.vault.kdf import Kdf

Hex16 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Positive = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Day = Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
_S = TypeVar("_S", bound="Sealed")

encoder = msgspec.json.Encoder(order="sorted")


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


def kdf_record(kdf: Kdf) -> KdfRecord:
    """Return Argon2id parameters as they are written."""
    return KdfRecord("argon2id", kdf.t, kdf.m_kib, kdf.p, kdf.salt)


class SiteRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The office's exchange keys: public halves in the open, secret halves sealed under the data key."""

    sign_public: bytes
    recipient: str
    nonce: bytes
    sealed: bytes


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file that ends with its MAC and its hash."""

    mac: str = ""
    sha256: str = ""

    def body(self) -> bytes:
        """Return the bytes that the MAC covers: everything but `mac` and `sha256`."""
        return encoder.encode(msgspec.structs.replace(self, mac="", sha256=""))

    def closed(self: _S, mac_key: bytes | bytearray) -> _S:
        """Return the file with its MAC and hash filled in."""
        mac = hmac.new(mac_key, self.body(), hashlib.sha256).hexdigest()
        with_mac = msgspec.structs.replace(self, mac=mac, sha256="")
        return msgspec.structs.replace(with_mac, sha256=hashlib.sha256(encoder.encode(with_mac)).hexdigest())

    def is_genuine(self, mac_key: bytes | bytearray) -> bool:
        """Tell whether the MAC was made with the data key's MAC key."""
        return hmac.compare_digest(self.mac, hmac.new(mac_key, self.body(), hashlib.sha256).hexdigest())

    def is_whole(self, data: bytes) -> bool:
        """Tell whether `data` is exactly this file in canonical form, with the right hash."""
        unhashed = encoder.encode(msgspec.structs.replace(self, sha256=""))
        return self.encode() == data and self.sha256 == hashlib.sha256(unhashed).hexdigest()

    def encode(self) -> bytes:
        """Return the canonical bytes of the file."""
        return encoder.encode(self)


def site_header(db_uuid: str, sign_public: bytes, recipient: str) -> bytes:
    """Return the associated data of the sealed exchange keys."""
    return b"griddesk/site/1\0" + db_uuid.encode("ascii") + sign_public + recipient.encode("ascii")
