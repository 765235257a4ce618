"""Keys, passwords, signing, sealing and masking: the only room that touches crypto libraries."""

from gridDesk.vault import paper
from gridDesk.vault.approving import verify_approver, verify_clerk
from gridDesk.vault.backoff import BackOff, Tries
from gridDesk.vault.copies import newest_bytes, write_copies
from gridDesk.vault.errors import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    KeyFileNewer,
    KeyFileNotWritten,
    KeyFileOlder,
    PaperKeyWrong,
    SealBroken,
    TooManyAttempts,
    VaultError,
    WeakPassword,
    WrongPassword,
)
from gridDesk.vault.kdf import calibrate
from gridDesk.vault.keyfile import (
    SlotInfo,
    check_not_older,
    create_keys,
    people,
    slot_names,
    unlock,
    unlock_by_paper,
    verify_paper,
    verify_password,
)
from gridDesk.vault.keys import FormerKeys, Keys
from gridDesk.vault.masking import Level, mask_address, mask_id, mask_name, mask_numbers, mask_phone
from gridDesk.vault.password import check_new_password
from gridDesk.vault.sealing import open_sealed, seal
from gridDesk.vault.signing import key_id, verify
from gridDesk.vault.site import SiteKeys, new_site_keys
from gridDesk.vault.slot_changes import (
    add_slot,
    begin_rotation,
    change_password,
    finish_rotation,
    remove_slot,
    reset_slot,
    set_paper,
    set_slot_roles,
)
from gridDesk.vault.slots import ALL_ROLES, ROLES

__all__ = [
    "ALL_ROLES",
    "ROLES",
    "BackOff",
    "FormerKeys",
    "KeyFileDamaged",
    "KeyFileExists",
    "KeyFileMissing",
    "KeyFileNewer",
    "KeyFileNotWritten",
    "KeyFileOlder",
    "Keys",
    "Level",
    "PaperKeyWrong",
    "SealBroken",
    "SiteKeys",
    "SlotInfo",
    "TooManyAttempts",
    "Tries",
    "VaultError",
    "WeakPassword",
    "WrongPassword",
    "add_slot",
    "begin_rotation",
    "calibrate",
    "change_password",
    "check_new_password",
    "check_not_older",
    "create_keys",
    "finish_rotation",
    "key_id",
    "mask_address",
    "mask_id",
    "mask_name",
    "mask_numbers",
    "mask_phone",
    "new_site_keys",
    "newest_bytes",
    "open_sealed",
    "paper",
    "people",
    "remove_slot",
    "reset_slot",
    "seal",
    "set_paper",
    "set_slot_roles",
    "slot_names",
    "unlock",
    "unlock_by_paper",
    "verify",
    "verify_approver",
    "verify_clerk",
    "verify_paper",
    "verify_password",
    "write_copies",
]
