"""An office's keys: one random data key, sealed to a slot per clerk, and everything that is made from it.

data key --HKDF--> database key, MAC keys, key that seals the exchange keys. The key of the sealed groups is random too.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from gridDesk.text import today_iso
from gridDesk.vault import boxes, copies, slots
from gridDesk.vault.errors import KeyFileDamaged, KeyFileOlder, WrongPassword
from gridDesk.vault.fields import SiteRecord, site_header
from gridDesk.vault.format import SUITE, VERSION, Former, KeyFile, Slot
from gridDesk.vault.format_v1 import KeyFileV1
from gridDesk.vault.kdf import M_FLOOR
from gridDesk.vault.lifting import lifted, opened_v1
from gridDesk.vault.password import check_new_password
from gridDesk.vault.signing import verify
from gridDesk.vault.site import SiteKeys, new_site_keys, site_keys_from
from gridDesk.vault.slots import ALL_ROLES, Frame, Person

_KEY = 32


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
class SlotInfo:
    """A slot as anybody may see it: `kind` is "password" or "paper"; `since` is a generation, the rest are days."""

    slot: str
    kind: str
    who: str
    roles: tuple[str, ...]
    since: int
    since_on: str
    password_on: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A genuine key file, the slot that opened, and the secrets it gave; whoever gets it wipes them."""

    file: KeyFile
    slot: Slot
    data_key: bytearray = field(repr=False)
    sens_ring: bytearray = field(repr=False)


def create_keys(
    folder: Path, password: str, who: str, *, roles: frozenset[str] = ALL_ROLES, names: Iterable[str] = (),
    m_kib: int = M_FLOOR,
) -> Keys:  # fmt: skip
    """Make the keys of a new office and write both copies. `names`: words a password may not consist of.

    Raises WeakPassword, KeyFileExists or KeyFileNotWritten.
    """
    check_new_password(password, [who, *names])
    copies.check_absent(folder)
    data_key, sens_key = bytearray(secrets.token_bytes(_KEY)), bytearray(secrets.token_bytes(_KEY))
    db_uuid, site = secrets.token_hex(16), new_site_keys()
    person = Person(who=who, role=slots.role_text(roles), generation=1, day=today_iso())
    slot = slots.password_slot(person, password, Frame(db_uuid, site.sign_public), m_kib)
    if "sensitive" in roles:
        slot = slots.with_sens_key(slot, sens_key, db_uuid, 1)
    file = closed(new_file(db_uuid, 1, (slot,), data_key, site), data_key, site)
    copies.write_copies(folder, file.encode())
    return keys_of(Opened(file, file.slots[0], data_key, sens_key if "sensitive" in roles else bytearray()))


def unlock(folder: Path, password: str, who: str = "") -> Keys:
    """Open the key file with a password (of clerk `who`, or of any) and mend a damaged or older copy.

    Raises WrongPassword, KeyFileMissing, KeyFileDamaged or KeyFileNewer.
    """
    with opened(folder, by_password(password, who)) as found:
        return keys_of(found, copies.mend(folder, found.file.encode()))


def unlock_by_paper(folder: Path, paper: bytes) -> Keys:
    """Open the key file with the 16 bytes of its paper key. Raises WrongPassword and as `unlock`."""
    with opened(folder, by_paper(paper)) as found:
        return keys_of(found, copies.mend(folder, found.file.encode()))


def verify_password(folder: Path, password: str, who: str = "") -> bool:
    """Tell whether `password` opens a slot, handing out no key. Raises as `unlock`."""
    try:
        with opened(folder, by_password(password, who)):
            return True
    except WrongPassword:
        return False


def verify_paper(folder: Path, paper: bytes) -> bool:
    """Tell whether a paper key opens its slot, handing out no key. Raises as `unlock`."""
    try:
        with opened(folder, by_paper(paper)):
            return True
    except WrongPassword:
        return False


def people(folder: Path) -> list[SlotInfo]:
    """Return the slots of the newest whole copy, unproven, as a login page needs them. Raises as `unlock`."""
    file = copies.read_copies(folder)[0].file
    if isinstance(file, KeyFileV1):
        return [SlotInfo(one.id, one.kind, one.who, tuple(sorted(ALL_ROLES)), one.since, "", "") for one in file.slots]
    return [
        SlotInfo(one.id, one.kind, one.who, tuple(sorted(one.roles)), one.since, one.since_on, one.password_on)
        for one in file.slots
    ]


def slot_names(folder: Path) -> list[str]:
    """Return who can log in, for the login page. Raises as `unlock`."""
    return [slot.who for slot in people(folder) if slot.kind == "password"]


def check_not_older(keys: Keys, generation: int, file_sha256: str) -> None:
    """Compare with what the database last saw: an older or other file re-admits whom it should not.

    Raises KeyFileOlder.
    """
    if keys.generation < generation or (keys.generation == generation and keys.file_sha256 != file_sha256):
        raise KeyFileOlder


# opening

Unlocked = tuple[Slot, bytearray, bytes]  # the slot, its secret half, the pinned public half
Opener = Callable[[KeyFile], Unlocked | None]


@dataclass(frozen=True, slots=True)
class Way:
    """How a key file is opened: `open_slot` tries its slots, `password` opens a file of version 1."""

    open_slot: Opener
    password: str = ""
    who: str = ""


def by_password(password: str, who: str = "") -> Way:
    """Return the way in of a password, of clerk `who` or of any."""

    def try_slots(file: KeyFile) -> Unlocked | None:
        for slot in file.slots:
            if slot.kind == "password" and who in ("", slot.who):
                secret = slots.open_by_password(slot, password, file.db_uuid)
                if secret is not None:
                    return slot, *secret
        return None

    return Way(try_slots, password, who)


def by_paper(paper: bytes) -> Way:
    """Return the way in of a paper key."""

    def try_slots(file: KeyFile) -> Unlocked | None:
        for slot in file.slots:
            secret = slots.open_by_paper(slot, paper, file.db_uuid)
            if secret is not None:
                return slot, *secret
        return None

    return Way(try_slots)


@contextmanager
def opened(folder: Path, way: Way) -> Iterator[Opened]:
    """Yield the newest genuine file, the slot that opened and what it holds, whose data key is overwritten afterwards.

    A copy whose slot opens but whose signature or MAC is wrong was tampered with: the other copy is tried. A copy that
    no slot opens is a wrong password, even where an older copy would still open with it. A file of version 1 is lifted
    and written before anything else is done. Raises as `unlock`.
    """
    for copy in copies.read_copies(folder):
        found = _open_v1(folder, copy.file, way) if isinstance(copy.file, KeyFileV1) else _open(copy.file, way)
        if found is not None:
            try:
                yield found
            finally:
                boxes.wipe(found.data_key)
            return
    raise KeyFileDamaged("内容被改动过")


def _open(file: KeyFile, way: Way) -> Opened | None:
    """Open a file, or return None when it is not this office's."""
    unlocked = way.open_slot(file)
    if unlocked is None:
        raise WrongPassword
    slot, secret, pin = unlocked
    try:
        if pin != file.site.sign_public or not verify(pin, file.signature, file.signed_bytes()):
            return None
        data_key = slots.data_key_of(slot, secret, file.db_uuid, file.generation)
        if data_key is None or not file.is_genuine(boxes.derive(data_key, file.db_uuid, "key file")):
            return None
        return Opened(file, slot, data_key, slots.sens_key_of(slot, secret, file.db_uuid))
    finally:
        boxes.wipe(secret)


def _open_v1(folder: Path, file: KeyFileV1, way: Way) -> Opened | None:
    """Open a file of version 1 by its sole password and lift it; only then is it written, A first."""
    data_key = opened_v1(file, way.password, way.who)
    if not file.is_genuine(boxes.derive(data_key, file.db_uuid, "key file")):
        boxes.wipe(data_key)
        return None
    site = open_site(file.site, file.db_uuid, data_key)
    sens_key = bytearray(secrets.token_bytes(_KEY))
    slot = lifted(file, way.password, sens_key, site.sign_public)
    new = closed(new_file(file.db_uuid, file.generation + 1, (slot,), data_key, site), data_key, site)
    copies.write_copies(folder, new.encode())
    return Opened(new, new.slots[0], data_key, sens_key)


# putting together


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
    if all_of_them is None or len(all_of_them) % _KEY:
        raise KeyFileDamaged("从前的钥匙打不开")
    return _apart(all_of_them)


def _apart(keys: bytearray) -> list[bytearray]:
    """Return the keys that lie one behind the other."""
    return [keys[at : at + _KEY] for at in range(0, len(keys), _KEY)]


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
