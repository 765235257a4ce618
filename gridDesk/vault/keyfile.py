"""An office's keys: one random data key, wrapped in a slot per clerk, and everything that is made from it.

password --Argon2id--> slot key --unwraps--> data key --HKDF--> database key, MAC keys, key that seals the exchange keys
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gridDesk.vault import copies
from gridDesk.vault.errors import KeyFileDamaged, KeyFileOlder, WrongPassword
from gridDesk.vault.format import VERSION, KdfRecord, KeyFile, SiteRecord, SlotRecord, site_header, slot_header
from gridDesk.vault.kdf import M_FLOOR, Kdf, new_kdf
from gridDesk.vault.password import check_new_password, password_bytes
from gridDesk.vault.site import SiteKeys, new_site_keys, site_keys_from

_NONCE = 12
ALL_ROLES = frozenset(("clerk", "sensitive", "approver", "keeper", "auditor"))


@dataclass(frozen=True, slots=True)
class Keys:
    """What an unlocked office works with. Secrets are bytearrays (`wipe` overwrites them) and stay out of the repr.

    `db_key` is the 32-byte raw SQLCipher key; `sens_key` opens the sealed groups and is empty for who may not; `generation` and `file_sha256` are also kept inside the database, where
    `check_not_older` compares them; `mended` names key file copies that were damaged or old and have been rewritten.
    """

    db_uuid: str
    generation: int
    file_sha256: str
    slot: str
    who: str
    role: str
    site: SiteKeys
    db_key: bytearray = field(repr=False, compare=False)
    sens_key: bytearray = field(repr=False, compare=False)
    backup_mac_key: bytearray = field(repr=False, compare=False)
    mended: tuple[str, ...] = field(default=(), compare=False)

    def wipe(self) -> None:
        """Overwrite every secret; the object is of no use afterwards."""
        for key in (self.db_key, self.sens_key, self.backup_mac_key):
            key[:] = bytes(len(key))
        self.site.wipe()

    @property
    def roles(self) -> frozenset[str]:
        """Return what the clerk may do: of "clerk", "sensitive", "approver", "keeper", "auditor"."""
        return ALL_ROLES if self.role == "clerk" else frozenset(self.role.split(","))


def create_keys(
    folder: Path, password: str, who: str, *, role: str = "clerk", names: Iterable[str] = (), m_kib: int = M_FLOOR
) -> Keys:
    """Make the keys of a new office and write both copies. `names`: words a password may not consist of.

    Raises WeakPassword, KeyFileExists or KeyFileNotWritten.
    """
    check_new_password(password, [who, *names])
    copies.check_absent(folder)
    data_key, db_uuid = bytearray(secrets.token_bytes(32)), secrets.token_hex(16)
    bare = SlotRecord(secrets.token_hex(8), "password", who, role, 1, _record(new_kdf(m_kib)), b"", b"")
    slot = _wrap(bare, db_uuid, data_key, password)
    site = _seal_site(new_site_keys(), db_uuid, data_key)
    file = KeyFile("griddesk-keys", VERSION, "argon2id-chacha20poly1305", db_uuid, 1, (slot,), site)
    file = file.closed(_derive(data_key, db_uuid, "key file"))
    copies.write_copies(folder, file.encode())
    return _keys(file, slot, data_key)


def unlock(folder: Path, password: str, who: str = "") -> Keys:
    """Open the key file with a password (of clerk `who`, or of any) and mend a damaged or older copy.

    Raises WrongPassword, KeyFileMissing, KeyFileDamaged or KeyFileNewer.
    """
    with _opened(folder, password, who) as (file, slot, data_key):
        mended = copies.mend(folder, file.encode())
        return _keys(file, slot, data_key, mended)


def verify_password(folder: Path, password: str, who: str = "") -> bool:
    """Tell whether `password` opens a slot, handing out no key: how an approver confirms. Raises as `unlock`."""
    try:
        with _opened(folder, password, who):
            return True
    except WrongPassword:
        return False


def change_password(folder: Path, old: str, new: str, *, who: str = "", names: Iterable[str] = ()) -> Keys:
    """Wrap the data key of the slot that `old` opens under `new`; the data itself stays as it is.

    Raises WeakPassword, WrongPassword and as `unlock` and `create_keys`.
    """
    with _opened(folder, old, who) as (file, slot, data_key):
        check_new_password(new, [slot.who, *names])
        assert slot.kdf is not None
        generation = file.generation + 1
        bare = SlotRecord(
            slot.id, slot.kind, slot.who, slot.role, generation, _record(new_kdf(slot.kdf.m_kib)), b"", b""
        )
        fresh = _wrap(bare, file.db_uuid, data_key, new)
        slots = tuple(fresh if kept.id == slot.id else kept for kept in file.slots)
        changed = KeyFile(file.format, file.v, file.suite, file.db_uuid, generation, slots, file.site)
        changed = changed.closed(_derive(data_key, file.db_uuid, "key file"))
        copies.write_copies(folder, changed.encode())
        return _keys(changed, fresh, data_key)


def slot_names(folder: Path) -> list[str]:
    """Return who can log in, for the login page. Raises as `unlock`."""
    return [slot.who for slot in copies.read_copies(folder)[0].file.slots if slot.kind == "password"]


def check_not_older(keys: Keys, generation: int, file_sha256: str) -> None:
    """Compare with what the database last saw: an older or other file re-admits whom it should not.

    Raises KeyFileOlder.
    """
    if keys.generation < generation or (keys.generation == generation and keys.file_sha256 != file_sha256):
        raise KeyFileOlder


@contextmanager
def _opened(folder: Path, password: str, who: str) -> Iterator[tuple[KeyFile, SlotRecord, bytearray]]:
    """Yield the newest genuine file, the slot that opened and the data key, which is overwritten afterwards.

    A copy whose slot opens but whose MAC is wrong was tampered with: the other copy is tried. A copy that no slot
    opens is a wrong password, even where an older copy would still open with it.
    """
    for copy in copies.read_copies(folder):
        slot, data_key = _unwrap_any(copy.file, password, who)
        try:
            if copy.file.is_genuine(_derive(data_key, copy.file.db_uuid, "key file")):
                yield copy.file, slot, data_key
                return
        finally:
            data_key[:] = bytes(len(data_key))
    raise KeyFileDamaged("内容被改动过")


def _unwrap_any(file: KeyFile, password: str, who: str) -> tuple[SlotRecord, bytearray]:
    for slot in file.slots:
        if slot.kind == "password" and slot.kdf is not None and who in ("", slot.who):
            key = slot.kdf.to_kdf().derive(password_bytes(password))
            try:
                opened = ChaCha20Poly1305(key).decrypt(slot.nonce, slot.wrapped, slot_header(slot, file.db_uuid))
            except (InvalidTag, ValueError):
                continue
            if len(opened) == 32:
                return slot, bytearray(opened)
    raise WrongPassword


def _wrap(bare: SlotRecord, db_uuid: str, data_key: bytearray, password: str) -> SlotRecord:
    assert bare.kdf is not None
    key = bare.kdf.to_kdf().derive(password_bytes(password))
    nonce = secrets.token_bytes(_NONCE)
    wrapped = ChaCha20Poly1305(key).encrypt(nonce, bytes(data_key), slot_header(bare, db_uuid))
    return SlotRecord(bare.id, bare.kind, bare.who, bare.role, bare.since, bare.kdf, nonce, wrapped)


def _seal_site(keys: SiteKeys, db_uuid: str, data_key: bytearray) -> SiteRecord:
    nonce = secrets.token_bytes(_NONCE)
    header = site_header(db_uuid, keys.sign_public, keys.recipient)
    sealed = ChaCha20Poly1305(_derive(data_key, db_uuid, "site")).encrypt(nonce, keys.secret(), header)
    return SiteRecord(keys.sign_public, keys.recipient, nonce, sealed)


def _open_site(record: SiteRecord, db_uuid: str, data_key: bytearray) -> SiteKeys:
    header = site_header(db_uuid, record.sign_public, record.recipient)
    try:
        secret = ChaCha20Poly1305(_derive(data_key, db_uuid, "site")).decrypt(record.nonce, record.sealed, header)
    except (InvalidTag, ValueError):
        raise KeyFileDamaged("收发用的钥匙打不开") from None
    return site_keys_from(secret)


def _keys(file: KeyFile, slot: SlotRecord, data_key: bytearray, mended: tuple[str, ...] = ()) -> Keys:
    return Keys(
        db_uuid=file.db_uuid, generation=file.generation, file_sha256=hashlib.sha256(file.encode()).hexdigest(),
        slot=slot.id, who=slot.who, role=slot.role, site=_open_site(file.site, file.db_uuid, data_key),
        db_key=_derive(data_key, file.db_uuid, "database"), sens_key=_derive(data_key, file.db_uuid, "sealed groups"),
        backup_mac_key=_derive(data_key, file.db_uuid, "backup"),
        mended=mended,
    )  # fmt: skip


def _derive(data_key: bytearray, db_uuid: str, use: str) -> bytearray:
    """Return the 32-byte key for one use of the data key."""
    info = f"griddesk/{use}/1".encode("ascii")
    return bytearray(HKDF(SHA256(), 32, bytes.fromhex(db_uuid), info).derive(bytes(data_key)))


def _record(kdf: Kdf) -> KdfRecord:
    return KdfRecord("argon2id", kdf.t, kdf.m_kib, kdf.p, kdf.salt)
