"""The encrypted office file: the only room with SQL."""

from gridDesk.ledger.filter import Gap
from gridDesk.store.acts import Left, Transaction, Undone
from gridDesk.store.check import check_file
from gridDesk.store.errors import FileMissing, FileUnreadable, StoreError
from gridDesk.store.find import Hit
from gridDesk.store.store import Store
from gridDesk.store.system import (
    Draft,
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
    "Draft",
    "FileMissing",
    "FileUnreadable",
    "Gap",
    "Hit",
    "ImportLayout",
    "Left",
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
