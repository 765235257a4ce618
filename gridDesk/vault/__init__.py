"""Keys, passwords, signing, sealing and masking: the only room that touches crypto libraries."""

from gridDesk.vault.backoff import BackOff
from gridDesk.vault.copies import newest_bytes, write_copies
from gridDesk.vault.errors import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    KeyFileNewer,
    KeyFileNotWritten,
    KeyFileOlder,
    SealBroken,
    TooManyAttempts,
    VaultError,
    WeakPassword,
    WrongPassword,
)
from gridDesk.vault.kdf import calibrate
from gridDesk.vault.keyfile import (
    Keys,
    change_password,
    check_not_older,
    create_keys,
    slot_names,
    unlock,
    verify_password,
)
from gridDesk.vault.masking import Level, mask_address, mask_id, mask_name, mask_numbers, mask_phone
from gridDesk.vault.password import check_new_password
from gridDesk.vault.sealing import open_sealed, seal
from gridDesk.vault.signing import key_id, verify
from gridDesk.vault.site import SiteKeys, new_site_keys

__all__ = [
    "BackOff",
    "KeyFileDamaged",
    "KeyFileExists",
    "KeyFileMissing",
    "KeyFileNewer",
    "KeyFileNotWritten",
    "KeyFileOlder",
    "Keys",
    "Level",
    "SealBroken",
    "SiteKeys",
    "TooManyAttempts",
    "VaultError",
    "WeakPassword",
    "WrongPassword",
    "calibrate",
    "change_password",
    "check_new_password",
    "check_not_older",
    "create_keys",
    "key_id",
    "mask_address",
    "mask_id",
    "mask_name",
    "mask_numbers",
    "mask_phone",
    "new_site_keys",
    "newest_bytes",
    "open_sealed",
    "seal",
    "slot_names",
    "unlock",
    "verify",
    "verify_password",
    "write_copies",
]
