"""Making and opening packages in one step each: what the desk calls."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridDesk.ledger.record import new_uid
from gridDesk.sync import body as bodies
from gridDesk.sync import envelope as envelopes
from gridDesk.sync.body import Body, Content
from gridDesk.sync.chain import Head
from gridDesk.sync.envelope import Envelope
from gridDesk.sync.header import AUDIT, Header, Kind
from gridDesk.sync.pairing import Card
from gridDesk.sync.replay import outgoing_ranges
from gridDesk.vault.site import SiteKeys


@dataclass(frozen=True, slots=True)
class Package:
    """A finished package: the file's bytes, its header, the hash that names it, and the hash of the file itself."""

    data: bytes
    header: Header
    sha256: str
    file_sha256: str


def draft(
    own: Card,
    to: Card,
    *,
    kind: Kind,
    replica: str,
    n: int,
    heads: Mapping[str, Head],
    created: str,
    acknowledged: Mapping[str, int] | None = None,
    prev_pkg_sha256: str = "",
    prev_receipt: str = "",
    audit_head: str = "",
    former: Sequence[str] = (),
) -> Header:
    """Return the header of a package to come.

    heads: our own last entry per replica. acknowledged: what the addressee has (ignored but for a delta). created: ISO
    time with offset.
    """
    ranges: dict[str, tuple[int, int]] = {}
    if kind != "mirror":
        ranges = outgoing_ranges(heads, acknowledged if kind == "delta" else None)
    audit = {AUDIT: audit_head} if audit_head else {}
    return Header(
        kind=kind, pkg_id=new_uid(), from_site=own.site, from_key=own.key_id, to_site=to.site,
        to_keys=(to.key_id,), replica_id=replica, n=n, former=tuple(former)[-64:],
        heads=ranges,
        log_head={name: head.hash for name, head in heads.items()} | audit,
        prev_pkg_sha256=prev_pkg_sha256, prev_receipt=prev_receipt, created=created,
    )  # fmt: skip


def write(header: Header, content: Content, keys: SiteKeys, recipients: Sequence[Card]) -> Package:
    """Return the package of a drafted header. `content.entries` must be the ranges the header names. Raises TooLarge."""
    body = bodies.pack(content, header.core_sha256())
    data, done = envelopes.build(header, body, keys, recipients)
    return Package(data, done, envelopes.package_sha256(done), hashlib.sha256(data).hexdigest())


def read(source: bytes | Path, *, site: str, senders: Iterable[Card], former: Collection[str] = ()) -> Envelope:
    """Return a package whose addressee, sender and signature are right; see `envelope.read` for what is refused."""
    return envelopes.read(source, site=site, senders=senders, former=former)


def open_package(envelope: Envelope, keys: SiteKeys) -> Body:
    """Return the content of a package. Raises WrongKey, TooLarge, Resigned or BodyInvalid."""
    return bodies.unpack(envelopes.open_envelope(envelope, keys), envelope.core_sha256)
