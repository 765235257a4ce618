"""Pairing two offices: each hands the other its card; thirty digits, read over the phone, prove both arrived unchanged."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Annotated, Literal

import msgspec

from gridDesk.ledger.record import Office
from gridDesk.sync.errors import CardInvalid
from gridDesk.sync.header import Site, canonical
from gridDesk.text import fold
from gridDesk.vault.sealing import is_recipient
from gridDesk.vault.signing import key_id, verify
from gridDesk.vault.site import SiteKeys

SUFFIX = ".gdcard"
LARGEST = 16 * 1024
_CONTEXT = b"griddesk/card/1\0"
_ROUNDS = 200_000
_BLOCK = 15


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """An office as others know it: name, place and public keys. `sign_key` is hex, `recipient` an age recipient."""

    site: Site
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    level: Literal["village", "community", "street", "district"]
    code: Annotated[str, msgspec.Meta(pattern=r"^\d{0,12}$")] = ""
    sign_key: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    recipient: Annotated[str, msgspec.Meta(pattern="^age1[0-9a-z]{58}$")]

    @property
    def key_id(self) -> str:
        """Return the 32-hex name of the office's key pair."""
        return key_id(bytes.fromhex(self.sign_key), self.recipient)

    def same_keys(self, other: Card) -> bool:
        """Tell whether `other` is this office with these keys; if not, it must be paired anew, never accepted silently."""
        return (self.site, self.key_id) == (other.site, other.key_id)


class _CardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: Literal[1]
    card: Card
    signature: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]


def own_card(office: Office, keys: SiteKeys) -> Card:
    """Return this office's card."""
    return Card(
        site=office.site, name=office.name, level=office.level, code=office.code,
        sign_key=keys.sign_public.hex(), recipient=keys.recipient,
    )  # fmt: skip


def write_card(card: Card, keys: SiteKeys) -> bytes:
    """Return the card file: one line for people, then JSON, signed with the card's own key."""
    file = _CardFile(1, card, keys.sign(_signed(card)).hex())
    name = re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", card.name)
    line = f"网格台单位名片：{name}。请在网格台的“收发”页选择“添加单位”打开，并通过电话核对数字。"
    return line.encode("utf-8") + b"\n" + canonical.encode(file) + b"\n"


def read_card(data: bytes) -> Card:
    """Return the card of a card file whose signature holds. It is only somebody's word until the digits are compared.

    Raises CardInvalid.
    """
    line, _, text = data.partition(b"\n")
    if len(data) > LARGEST or not line.startswith("网格台单位名片：".encode()):
        raise CardInvalid
    try:
        file = msgspec.json.decode(text, type=_CardFile)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise CardInvalid from None
    card = file.card
    genuine = verify(bytes.fromhex(card.sign_key), bytes.fromhex(file.signature), _signed(card))
    if not genuine or not is_recipient(card.recipient) or canonical.encode(file) + b"\n" != text:
        raise CardInvalid
    return card


def _signed(card: Card) -> bytes:
    return _CONTEXT + hashlib.sha256(canonical.encode(card)).digest()


def block(card: Card) -> str:
    """Return the fifteen digits of one office's keys, grouped `12345-67890-12345`; the same on every machine."""
    digits = _digits(card.site, card.sign_key, card.recipient)
    return "-".join(digits[start : start + 5] for start in range(0, _BLOCK, 5))


@lru_cache(maxsize=64)
def _digits(site: str, sign_key: str, recipient: str) -> str:
    """Stretch the hash (PBKDF2, 200,000 rounds) so that keys with chosen digits cannot be searched for: ~2**67 steps."""
    text = b"griddesk/digits/1\0" + site.encode() + bytes.fromhex(sign_key) + recipient.encode()
    made = hashlib.pbkdf2_hmac("sha256", text, b"griddesk/digits/1", _ROUNDS, 32)
    return f"{int.from_bytes(made, 'big') % 10**_BLOCK:0{_BLOCK}d}"


def digits(one: Card, other: Card) -> str:
    """Return the thirty digits both screens show, `5-5-5 5-5-5`, whichever side asks: ordered by site id."""
    return " ".join(block(card) for card in sorted((one, other), key=lambda card: card.site))


def check_digits(other: Card, typed: str) -> bool:
    """Tell whether the clerk typed the last five digits of the other office's block, heard over the phone."""
    return re.sub(r"[\s-]", "", fold(typed)) == block(other)[-5:]
