"""The encrypted office file: the only room with SQL."""

from gridDesk.ledger.filter import Gap
from gridDesk.store.acts import Left, Transaction, Undone
from gridDesk.store.aside import Kept, KeptRow
from gridDesk.store.check import check_file
from gridDesk.store.errors import FileMissing, FileUnreadable, NeedsUpdate, StoreError
from gridDesk.store.find import Hit
from gridDesk.store.store import Store
from gridDesk.store.system import (
    Alarm,
    CopyRecord,
    Draft,
    GrantRecord,
    ImportLayout,
    PackageRecord,
    Peer,
    PeerAcked,
    PeerSeen,
    PrintJob,
    ShelfPage,
    System,
)

__all__ = [
    "Alarm",
    "CopyRecord",
    "Draft",
    "FileMissing",
    "FileUnreadable",
    "Gap",
    "GrantRecord",
    "Hit",
    "ImportLayout",
    "Kept",
    "KeptRow",
    "Left",
    "NeedsUpdate",
    "PackageRecord",
    "Peer",
    "PeerAcked",
    "PeerSeen",
    "PrintJob",
    "ShelfPage",
    "Store",
    "StoreError",
    "System",
    "Transaction",
    "Undone",
    "check_file",
]
