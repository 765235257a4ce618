"""What a directive's signature is made over, and the hash by which a judged one is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from gridDesk.sync.header import canonical

CONTEXT = b"griddesk/directive/1\0"


class _Signed(msgspec.Struct, frozen=True):
    """Everything a signature stands for, in this order."""

    issuer: str
    kind: str
    key: str
    title: str
    version: int
    effective: str
    sha256: str


def signed_text(row: Mapping[str, object]) -> bytes:
    """Return what the signature of a document is made over, besides the context."""
    text = {key: str(row.get(key) or "") for key in ("issuer", "kind", "key", "title", "effective", "sha256")}
    return canonical.encode(
        _Signed(
            text["issuer"], text["kind"], text["key"], text["title"], version_of(row), text["effective"], text["sha256"]
        )
    )


def version_of(row: Mapping[str, object]) -> int:
    """Return the version of a document."""
    return int(str(row.get("version") or 0))


def text_hash(content: str) -> str:
    """Return the SHA-256 of a document's text, in hex."""
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def seal_of(row: Mapping[str, object]) -> str:
    """Return a hash of a document with its text and signature: any change of it gives another."""
    parts = (signed_text(row).hex(), str(row.get("signature") or ""), text_hash(str(row.get("content") or "")))
    return text_hash(" ".join(parts))
