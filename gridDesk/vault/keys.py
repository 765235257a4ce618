"""What a key file gives who opened it, and how it is put together: the data key sealed to every slot, all of it signed.

data key --HKDF--> database key, MAC keys, key that seals the exchange keys. The key of the sealed groups is random too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from gridDesk.vault import boxes, slots
from gridDesk.vault.errors import KeyFileDamaged
from gridDesk.vault.fields import SiteRecord, site_header
from gridDesk.vault.format import SUITE, VERSION, Former, KeyFile, Slot
from gridDesk.vault.site import SiteKeys, site_keys_from

KEY = 32


@dataclass(frozen=True, slots=True)
class FormerKeys:
    """What an earlier data key opens: a database key, and the MAC key of backups of its time."""

    db_key: bytearray = field(repr=False)
    backup_mac_key: bytearray = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """What an unlocked office works with. Secrets are bytearrays (`wipe` overwrites them) and stay out of the repr.

    `db_key` is the 32-byte raw SQLCipher key; `sens_key` opens the sealed groups and is empty for who may not;
    `sens_former` are earlier ones, newest first, under which older records are sealed.
    `generation` and `file_sha256` are also kept inside the database, where `check_not_older` compares them; `mended`
    names key file copies that were damaged or old and have been rewritten. `former` are the keys of earlier data keys,
    newest first; while `rotating` the data file may still be under the first of them.
    """

    db_uuid: str
    generation: int
    file_sha256: str
    slot: str
    who: str
    role: str
    site: SiteKeys
    db_key: bytearray = field(repr=False, compare=False)
    backup_mac_key: bytearray = field(repr=False, compare=False)
    sens_key: bytearray = field(default_factory=bytearray, repr=False, compare=False)
    sens_former: tuple[bytearray, ...] = field(default=(), repr=False, compare=False)
    data_key: bytearray = field(default_factory=bytearray, repr=False, compare=False)
    former: tuple[FormerKeys, ...] = field(default=(), repr=False, compare=False)
    rotating: bool = False
    mended: tuple[str, ...] = field(default=(), compare=False)

    def wipe(self) -> None:
        """Overwrite every secret; the object is of no use afterwards."""
        boxes.wipe(self.db_key, self.sens_key, self.backup_mac_key, self.data_key, *self.sens_former)
        for former in self.former:
            boxes.wipe(former.db_key, former.backup_mac_key)
        self.site.wipe()

    @property
    def sens_ring(self) -> bytearray:
        """Return the keys of the sealed groups as they are sealed into a slot: one behind the other, newest first."""
        return bytearray().join((self.sens_key, *self.sens_former))

    @property
    def roles(self) -> frozenset[str]:
        """Return what the clerk may do: of "clerk", "sensitive", "approver", "keeper", "auditor"."""
        return frozenset(filter(None, self.role.split(",")))


@dataclass(frozen=True, slots=True)
class Opened:
    """A genuine key file, the slot that opened, and the secrets it gave; whoever gets it wipes them."""

    file: KeyFile
    slot: Slot
    data_key: bytearray = field(repr=False)
    sens_ring: bytearray = field(repr=False)


def new_file(
    db_uuid: str, generation: int, held: tuple[Slot, ...], data_key: bytearray, site: SiteKeys,
    former: Iterable[bytearray] = (), *, rotating: bool = False,
) -> KeyFile:  # fmt: skip
    """Return an unsigned file of one generation in which the data key is sealed to every slot afresh."""
    return KeyFile(
        format="griddesk-keys", v=VERSION, suite=SUITE, db_uuid=db_uuid, generation=generation, rotating=rotating,
        slots=tuple(slots.with_data_key(slot, data_key, db_uuid, generation) for slot in held),
        former=_seal_former(list(former), db_uuid, data_key), site=_seal_site(site, db_uuid, data_key),
    )  # fmt: skip


def closed(file: KeyFile, data_key: bytearray, site: SiteKeys) -> KeyFile:
    """Return a file signed by the office's exchange key and closed by MAC and hash."""
    signed = msgspec.structs.replace(file, signature=site.sign(file.signed_bytes()))
    return signed.closed(boxes.derive(data_key, file.db_uuid, "key file"))


def keys_of(found: Opened, mended: tuple[str, ...] = ()) -> Keys:
    """Return what an unlocked office works with."""
    file, data_key = found.file, found.data_key
    former, ring = former_keys(file, data_key), _apart(found.sens_ring)
    return Keys(
        db_uuid=file.db_uuid, generation=file.generation, file_sha256=hashlib.sha256(file.encode()).hexdigest(),
        slot=found.slot.id, who=found.slot.who, role=found.slot.role,
        site=open_site(file.site, file.db_uuid, data_key),
        db_key=boxes.derive(data_key, file.db_uuid, "database"),
        backup_mac_key=boxes.derive(data_key, file.db_uuid, "backup"),
        sens_key=ring[0] if ring else bytearray(), sens_former=tuple(ring[1:]), data_key=bytearray(data_key),
        former=tuple(
            FormerKeys(boxes.derive(key, file.db_uuid, "database"), boxes.derive(key, file.db_uuid, "backup"))
            for key in former
        ),
        rotating=file.rotating, mended=mended,
    )  # fmt: skip


def former_keys(file: KeyFile, data_key: bytearray) -> list[bytearray]:
    """Return the earlier data keys of a file, newest first. Raises KeyFileDamaged."""
    if file.former is None:
        return []
    key = boxes.derive(data_key, file.db_uuid, "former keys")
    all_of_them = boxes.unwrap(key, file.former.nonce, file.former.sealed, file.db_uuid.encode("ascii"))
    if all_of_them is None or len(all_of_them) % KEY:
        raise KeyFileDamaged("从前的钥匙打不开")
    return _apart(all_of_them)


def _apart(keys: bytearray) -> list[bytearray]:
    """Return the keys that lie one behind the other."""
    return [keys[at : at + KEY] for at in range(0, len(keys), KEY)]


def _seal_former(former: list[bytearray], db_uuid: str, data_key: bytearray) -> Former | None:
    if not former:
        return None
    key = boxes.derive(data_key, db_uuid, "former keys")
    return Former(*boxes.wrap(key, b"".join(former), db_uuid.encode("ascii")))


def _seal_site(keys: SiteKeys, db_uuid: str, data_key: bytearray) -> SiteRecord:
    header = site_header(db_uuid, keys.sign_public, keys.recipient)
    nonce, sealed = boxes.wrap(boxes.derive(data_key, db_uuid, "site"), keys.secret(), header)
    return SiteRecord(keys.sign_public, keys.recipient, nonce, sealed)


def open_site(record: SiteRecord, db_uuid: str, data_key: bytearray) -> SiteKeys:
    """Return the office's exchange keys. Raises KeyFileDamaged."""
    header = site_header(db_uuid, record.sign_public, record.recipient)
    secret = boxes.unwrap(boxes.derive(data_key, db_uuid, "site"), record.nonce, record.sealed, header)
    if secret is None:
        raise KeyFileDamaged("收发用的钥匙打不开")
    return site_keys_from(bytes(secret))
