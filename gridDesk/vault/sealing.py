"""Sealing bytes to offices with age (X25519): any independent age program opens them with the identity."""

from __future__ import annotations

from collections.abc import Sequence

import pyrage

from gridDesk.vault.errors import SealBroken

LIMIT = 256 * 1024 * 1024
_OVERHEAD = 16 * 1024


def new_identity() -> str:
    """Return a fresh secret age identity (`AGE-SECRET-KEY-1…`)."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public recipient (`age1…`) of a secret identity."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def is_recipient(text: str) -> bool:
    """Tell whether `text` is a well-formed age X25519 recipient."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Return `data` as an age file that each of `recipients` can open."""
    if not recipients:
        raise ValueError("sealing needs at least one recipient")
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(text) for text in recipients]))


def open_sealed(data: bytes, identity: str, limit: int = LIMIT) -> bytes:
    """Return what `data` holds, at most `limit` bytes (age never expands: the plain text is shorter than the file).

    Raises SealBroken when it is too large, damaged, or not addressed to `identity`.
    """
    if len(data) > limit + limit // 1024 + _OVERHEAD:
        raise SealBroken("加密内容过大，没有解开。", advice="请对方把内容分成几次发送。")
    try:
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)]))
    except pyrage.DecryptError:
        raise SealBroken(
            "加密内容解不开：不是发给本机钥匙的，或者已经损坏。", advice="请核对是否发给本单位，并请对方重新发送。"
        ) from None
