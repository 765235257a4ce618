"""Signatures and sealed bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.vault import SealBroken, new_site_keys, open_sealed, seal, verify
from gridDesk.vault.sealing import is_recipient
from gridDesk.vault.signing import key_id
from gridDesk.vault.site import SiteKeys, site_keys_from

ALICE, BOB = new_site_keys(), new_site_keys()


@given(st.binary(max_size=300))
def test_sealed_bytes_open_only_for_their_recipients(data: bytes) -> None:
    sealed = seal(data, [ALICE.recipient])
    assert ALICE.open(sealed) == data
    with pytest.raises(SealBroken):
        BOB.open(sealed)


def test_bytes_sealed_to_two_offices_open_for_both() -> None:
    sealed = seal(b"text", [ALICE.recipient, BOB.recipient])
    assert ALICE.open(sealed) == BOB.open(sealed) == b"text"


def test_every_flipped_byte_and_every_cut_of_sealed_bytes_is_refused() -> None:
    sealed = seal(b"text", [ALICE.recipient])
    for place in range(len(sealed)):
        with pytest.raises(SealBroken):
            ALICE.open(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])
        with pytest.raises(SealBroken):
            ALICE.open(sealed[:place])
    with pytest.raises(SealBroken):
        ALICE.open(sealed + b"x")


def test_sealed_bytes_over_the_limit_are_refused_before_work() -> None:
    sealed = seal(bytes(100_000), [ALICE.recipient])
    with pytest.raises(SealBroken, match="过大"):
        ALICE.open(sealed, limit=50_000)
    assert len(ALICE.open(sealed, limit=100_000)) == 100_000


def test_sealing_to_nobody_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="recipient"):
        seal(b"text", [])


def test_signature_holds_for_its_message_and_key_only() -> None:
    signature = ALICE.sign(b"message")
    assert len(signature) == 64
    assert verify(ALICE.sign_public, signature, b"message")
    assert not verify(ALICE.sign_public, signature, b"other")
    assert not verify(BOB.sign_public, signature, b"message")
    assert not verify(b"short", signature, b"message")
    assert not verify(ALICE.sign_public, b"short", b"message")


def test_key_id_changes_with_either_key() -> None:
    assert ALICE.key_id == key_id(ALICE.sign_public, ALICE.recipient)
    assert len({ALICE.key_id, BOB.key_id, key_id(ALICE.sign_public, BOB.recipient)}) == 3


def test_site_keys_are_rebuilt_from_their_secret_and_hide_it() -> None:
    again = site_keys_from(ALICE.secret())
    assert isinstance(again, SiteKeys)
    assert again == ALICE
    assert again.open(seal(b"text", [ALICE.recipient])) == b"text"
    assert ALICE.secret().hex() not in repr(again)
    assert "AGE-SECRET" not in repr(again)


def test_recipient_is_recognised() -> None:
    assert is_recipient(ALICE.recipient)
    assert not is_recipient("age1zzz")
    assert not is_recipient("")
    assert not is_recipient(ALICE.recipient.upper())


def test_open_sealed_takes_a_plain_identity() -> None:
    identity = ALICE.secret()[32:].decode("ascii")
    assert open_sealed(seal(b"text", [ALICE.recipient]), identity) == b"text"
