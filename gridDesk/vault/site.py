"""An office's own keys for exchange: it signs what it sends and opens what is sealed to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gridDesk.vault import sealing, signing


@dataclass(frozen=True, slots=True)
class SiteKeys:
    """The signing key and the age identity of one office; the secret halves never appear in a repr."""

    sign_public: bytes
    recipient: str
    _seed: bytearray = field(repr=False, compare=False)
    _identity: bytearray = field(repr=False, compare=False)

    @property
    def key_id(self) -> str:
        """Return the 32-hex name of this key pair, as packages state it."""
        return signing.key_id(self.sign_public, self.recipient)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of `message`."""
        return signing.sign(bytes(self._seed), message)

    def open(self, data: bytes, limit: int = sealing.LIMIT) -> bytes:
        """Return what was sealed to this office. Raises SealBroken."""
        return sealing.open_sealed(data, self._identity.decode("ascii"), limit)

    def secret(self) -> bytes:
        """Return both secret halves as they are sealed into the key file: seed, then identity."""
        return bytes(self._seed) + bytes(self._identity)

    def wipe(self) -> None:
        """Overwrite the secret halves; the object is of no use afterwards."""
        for key in (self._seed, self._identity):
            key[:] = bytes(len(key))


def new_site_keys() -> SiteKeys:
    """Make fresh keys for an office."""
    return site_keys_from(signing.new_seed() + sealing.new_identity().encode("ascii"))


def site_keys_from(secret: bytes) -> SiteKeys:
    """Rebuild keys from what `SiteKeys.secret` gave."""
    seed, identity = secret[: signing.SEED], secret[signing.SEED :]
    recipient = sealing.recipient_of(identity.decode("ascii"))
    return SiteKeys(signing.public_of(seed), recipient, bytearray(seed), bytearray(identity))
