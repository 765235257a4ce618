"""Content sealed a second time (受保护台账) under the key that only some clerks hold.

A blob says nothing without the key: it is bound to the id of its record, and its length is rounded up.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

STEP = 256  # bytes: the length of what is sealed is a multiple of it, so that it tells nothing
KEY_BYTES = 32
_NONCE = 12
_ID = b"griddesk/sealed groups/id/1\0"
_BOUND = b"griddesk/sealed record/1\0"


def is_key(sens_key: bytes | bytearray) -> bool:
    """Tell whether these bytes are a key at all: who may not read has none, and a wiped one is all zeros."""
    return len(sens_key) == KEY_BYTES and any(sens_key)


def sealing_id(sens_key: bytes | bytearray) -> str:
    """Return the 16-hex name of a key of the sealed groups; it says nothing of the key."""
    return hashlib.sha256(_ID + sens_key).hexdigest()[:16]


def page_key(sens_ring: bytes | bytearray) -> bytes:
    """Return the key under which the page register keeps digests of sealed pages, b"" without the keys of these groups.

    It comes from the oldest of them, so that what stands on the shelf is still known after a new one was made.
    """
    oldest = bytes(sens_ring[-KEY_BYTES:])
    return HKDF(SHA256(), 32, None, b"griddesk/sealed pages/1").derive(oldest) if is_key(oldest) else b""


class Sealer:
    """Seals and opens under one key of the sealed groups; it goes with the connection that holds it."""

    def __init__(self, sens_key: bytes | bytearray) -> None:
        self.id = sealing_id(sens_key)
        self._cipher = ChaCha20Poly1305(HKDF(SHA256(), 32, None, b"griddesk/sealed record/1").derive(bytes(sens_key)))

    def seal(self, name: str, data: bytes) -> str:
        """Return JSON text sealed and bound to `name` (a record's uid), as base64."""
        padded = data + b" " * (-len(data) % STEP)  # blanks behind JSON mean nothing
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, padded, _BOUND + name.encode())
        return base64.b64encode(sealed).decode("ascii")

    def open(self, name: str, blob: str) -> bytes | None:
        """Return what was sealed, or None where key, name or bytes are other ones."""
        try:
            sealed = base64.b64decode(blob, validate=True)
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _BOUND + name.encode())
        except (InvalidTag, ValueError):
            return None
