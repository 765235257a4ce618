"""The few things done with keys: deriving, wrapping under a key, sealing to a public half (HPKE, RFC 9180)."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
Secret = bytes | bytearray


def derive(secret: Secret, db_uuid: str, use: str) -> bytearray:
    """Return the 32-byte key for one use of a secret, different for every data file."""
    info = f"griddesk/{use}/1".encode("ascii")
    return bytearray(HKDF(SHA256(), 32, bytes.fromhex(db_uuid), info).derive(bytes(secret)))


def wrap(key: Secret, data: Secret, header: bytes) -> tuple[bytes, bytes]:
    """Return a fresh nonce and `data` under `key`, bound to `header`."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce, ChaCha20Poly1305(key).encrypt(nonce, bytes(data), header)


def unwrap(key: Secret, nonce: bytes, wrapped: bytes, header: bytes) -> bytearray | None:
    """Return what `wrap` was given, or None where key, header or bytes are other ones."""
    try:
        return bytearray(ChaCha20Poly1305(key).decrypt(nonce, wrapped, header))
    except (InvalidTag, ValueError):
        return None


def new_pair() -> tuple[bytearray, bytes]:
    """Return a fresh X25519 pair: the secret half, the public half."""
    secret = X25519PrivateKey.generate()
    return bytearray(secret.private_bytes_raw()), secret.public_key().public_bytes_raw()


def seal_to(public: bytes, data: Secret, header: bytes) -> bytes:
    """Return `data` sealed to a public half, bound to `header`."""
    return bytes(_HPKE.encrypt(bytes(data), X25519PublicKey.from_public_bytes(public), header))


def open_box(secret: Secret, box: bytes, header: bytes) -> bytearray | None:
    """Return what was sealed to the pair of a secret half, or None where half, header or bytes are other ones."""
    try:
        return bytearray(_HPKE.decrypt(box, X25519PrivateKey.from_private_bytes(bytes(secret)), header))
    except (InvalidTag, ValueError):
        return None


def wipe(*keys: bytearray) -> None:
    """Overwrite secrets; what Python copied elsewhere it cannot reach."""
    for key in keys:
        key[:] = bytes(len(key))
