"""The `.gdp` file: signed header, sealed body, hash of everything. Reading refuses in a fixed order.

In the file, one after another: the magic `GDP1` and a line end; one plain Chinese line for people, which names the oldest program
that reads the package; the header's length
(4 bytes, big-endian) and the header (canonical JSON); 64 bytes of Ed25519 signature over a context and the header's
SHA-256; the body, sealed with age; 32 bytes of SHA-256 over everything before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gridDesk.sync import header as headers
from gridDesk.sync.errors import (
    CopyDamaged,
    Forged,
    FormerKeys,
    HeaderInvalid,
    NotAPackage,
    SenderKeyChanged,
    TooLarge,
    UnknownSender,
    Unreadable,
    WrongAddressee,
    WrongKey,
)
from gridDesk.sync.header import Header
from gridDesk.sync.pairing import Card
from gridDesk.vault.errors import SealBroken
from gridDesk.vault.sealing import LIMIT, seal
from gridDesk.vault.signing import SIGNATURE, verify
from gridDesk.vault.site import SiteKeys

SUFFIX = ".gdp"
MAGIC = b"GDP1\n"
_LINE = "网格台（GridDesk）数据包，内容已加密。请用网格台 {} 或更新版本的“收发”页导入；打不开时请联系上级单位。\n"
LINE = _LINE.format(headers.READER)
LONGEST_LINE = 512
LARGEST = LIMIT + 4 * 1024 * 1024
_CONTEXT = b"griddesk/gdp/1\0"
_TRAILER = 32


@dataclass(frozen=True, slots=True)
class Envelope:
    """A package whose sender is proved, not yet opened.

    `sha256` names the package in replay state and receipts: the hash of the signed header, which covers the body.
    (The file's own hash would change with the unsigned plain line.)
    """

    header: Header
    sha256: str
    core_sha256: str
    sender: Card
    ciphertext: bytes


def build(draft: Header, body: bytes, keys: SiteKeys, recipients: Sequence[Card]) -> tuple[bytes, Header]:
    """Return the package file and its finished header: `body` sealed to `recipients`, signed with `keys`.

    `draft.to_keys` must name the recipients' keys in order; `body` must repeat `draft.core_sha256()`.
    """
    if tuple(card.key_id for card in recipients) != draft.to_keys or draft.from_key != keys.key_id:
        raise ValueError("header names other keys than those the package is made with")
    if len(body) > LIMIT:
        raise TooLarge
    ciphertext = seal(body, [card.recipient for card in recipients])
    done = msgspec.structs.replace(draft, ct_len=len(ciphertext), ct_sha256=hashlib.sha256(ciphertext).hexdigest())
    raw = done.to_bytes()
    headers.decode(raw)
    signature = keys.sign(_CONTEXT + hashlib.sha256(raw).digest())
    data = b"".join(
        (MAGIC, _LINE.format(done.min_reader).encode("utf-8"), len(raw).to_bytes(4, "big"), raw, signature, ciphertext)
    )
    return data + hashlib.sha256(data).digest(), done


def package_sha256(done: Header) -> str:
    """Return the hash that names a finished package; both sides compute it."""
    return hashlib.sha256(done.to_bytes()).hexdigest()


def read(source: bytes | Path, *, site: str, senders: Iterable[Card], former: Collection[str] = ()) -> Envelope:
    """Return a package addressed to `site` and signed by one of `senders` (paired, not revoked).

    `former` names the keys (`Card.key_id`) that some of them had before. Raises, in this order: Unreadable, TooLarge,
    NotAPackage, CopyDamaged, HeaderInvalid, WrongAddressee, NeedsNewerProgram, FormerKeys, SenderKeyChanged or
    UnknownSender, Forged.
    """
    line, raw, signature, ciphertext = _split(_load(source))
    known = list(senders)
    _check_addressee(raw, site, known)
    header, core = headers.decode(raw)
    if line != _LINE.format(header.min_reader).encode("utf-8"):
        raise HeaderInvalid
    sender = _sender(header, known, former)
    digest = hashlib.sha256(raw)
    if not verify(bytes.fromhex(sender.sign_key), signature, _CONTEXT + digest.digest()):
        raise Forged
    if header.ct_len != len(ciphertext) or header.ct_sha256 != hashlib.sha256(ciphertext).hexdigest():
        raise Forged
    return Envelope(header, digest.hexdigest(), core, sender, bytes(ciphertext))


def open_envelope(envelope: Envelope, keys: SiteKeys) -> bytes:
    """Return the body. Raises WrongKey or TooLarge."""
    if keys.key_id not in envelope.header.to_keys:
        raise WrongKey
    if len(envelope.ciphertext) > LARGEST:
        raise TooLarge
    try:
        return keys.open(envelope.ciphertext)
    except SealBroken:
        raise WrongKey from None


def _load(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError:
            raise Unreadable from None
    else:
        data = source
    if len(data) > LARGEST:
        raise TooLarge
    return data


def _split(data: bytes) -> tuple[bytes, bytes, bytes, memoryview]:
    """Return plain line, header, signature and sealed body of a whole file. Raises NotAPackage, CopyDamaged or HeaderInvalid."""
    if data[: len(MAGIC)] != MAGIC:
        raise CopyDamaged if MAGIC.startswith(data) else NotAPackage
    if len(data) < len(MAGIC) + _TRAILER or hashlib.sha256(memoryview(data)[:-_TRAILER]).digest() != data[-_TRAILER:]:
        raise CopyDamaged
    end = len(data) - _TRAILER
    start = data.find(b"\n", len(MAGIC), len(MAGIC) + LONGEST_LINE) + 1
    if not start:
        raise HeaderInvalid
    length = int.from_bytes(data[start : start + 4], "big")
    body = start + 4 + length + SIGNATURE
    if length > headers.LARGEST or body > end:
        raise HeaderInvalid
    raw, signature = data[start + 4 : start + 4 + length], data[body - SIGNATURE : body]
    return data[len(MAGIC) : start], raw, signature, memoryview(data)[body:end]


def _check_addressee(raw: bytes, site: str, known: list[Card]) -> None:
    """Refuse another office's package before anything else about it, then one that needs a newer program."""
    address = headers.peek(raw)
    if address.to_site != site:
        name = next((card.name for card in known if card.site == address.to_site), "")
        raise WrongAddressee(name, own=address.from_site == site)
    address.check_readable()


def _sender(header: Header, known: list[Card], former: Collection[str]) -> Card:
    for card in known:
        if card.key_id == header.from_key:
            if card.site != header.from_site:
                raise Forged
            return card
    for card in known:
        if card.site == header.from_site:
            raise (FormerKeys if header.from_key in former else SenderKeyChanged)(card.name)
    raise UnknownSender
