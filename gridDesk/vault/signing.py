"""Ed25519 signatures (RFC 8032) and the short name of an office's pair of public keys."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE = 64
SEED = 32
PUBLIC = 32


def new_seed() -> bytes:
    """Return 32 fresh bytes that make an Ed25519 private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(seed: bytes) -> bytes:
    """Return the 32-byte public key of a private seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature of `message`."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether `signature` over `message` was made with the private half of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(public: bytes, recipient: str) -> str:
    """Return the 32-hex name of an office's key pair: both public keys together, so neither can be swapped alone."""
    return hashlib.sha256(b"griddesk/key/1\0" + public + recipient.encode("ascii")).hexdigest()[:32]
