"""Opening an office's key file: by a clerk's password or the paper key; making it; who has a slot in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gridDesk.text import today_iso
from gridDesk.vault import boxes, copies, slots
from gridDesk.vault.errors import KeyFileDamaged, KeyFileOlder, WrongPassword
from gridDesk.vault.format import KeyFile, Slot
from gridDesk.vault.format_v1 import KeyFileV1
from gridDesk.vault.kdf import M_FLOOR
from gridDesk.vault.keys import KEY, Keys, Opened, closed, keys_of, new_file, open_site
from gridDesk.vault.lifting import lifted, opened_v1
from gridDesk.vault.password import check_new_password
from gridDesk.vault.signing import verify
from gridDesk.vault.site import new_site_keys
from gridDesk.vault.slots import ALL_ROLES, Frame, Person


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


def create_keys(
    folder: Path, password: str, who: str, *, roles: frozenset[str] = ALL_ROLES, names: Iterable[str] = (),
    m_kib: int = M_FLOOR,
) -> Keys:  # fmt: skip
    """Make the keys of a new office and write both copies. `names`: words a password may not consist of.

    Raises WeakPassword, KeyFileExists or KeyFileNotWritten.
    """
    check_new_password(password, [who, *names])
    copies.check_absent(folder)
    data_key, sens_key = bytearray(secrets.token_bytes(KEY)), bytearray(secrets.token_bytes(KEY))
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
    sens_key = bytearray(secrets.token_bytes(KEY))
    slot = lifted(file, way.password, sens_key, site.sign_public)
    new = closed(new_file(file.db_uuid, file.generation + 1, (slot,), data_key, site), data_key, site)
    copies.write_copies(folder, new.encode())
    return Opened(new, new.slots[0], data_key, sens_key)
